"""Figures of the tab What matters: drawn for every headline, described in words, true to their numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from risk import what_matters
from risk.exhibits import exhibit
from risk.exhibits.what_matters import FIGURES, PART
from risk.live.sweep import normal
from risk.plots import sensitivity as plots
from risk.plots.theme import DARK, LIGHT
from risk.scenario import Scenario
from tests.test_what_matters import BAD

PICTURES = (plots.indices_picture, plots.tornado_picture, plots.box_picture)
# One of each way of writing a headline; the words of all are read in tests/test_what_matters.py.
DRAWN = ("missed-line", "dangerous-systems", "erosion-date", "left-mandatory")
STILL = Scenario().replace("settings.tolerance", 0.0).replace("inquiry.headline", "dangerous-share")


@pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)
def test_every_picture_is_drawn_and_described_in_words(draw) -> None:
    for scenario in (*(Scenario().replace("inquiry.headline", name) for name in DRAWN), STILL):
        light, dark = draw(scenario, LIGHT), draw(scenario, DARK)
        meta = light["layout"]["meta"]
        assert meta == dark["layout"]["meta"]
        for text in (meta["title"], meta["alt"], meta["caption"]):
            assert text and not BAD.search(text), text
        assert len(meta["title"]) < 110 and meta["alt"].endswith(".") and meta["caption"].endswith(".")
        names = [trace["name"] for trace in light["data"]]
        assert len(set(names)) == len(names)
        json.dumps(normal(light)["layout"])


def test_bars_and_whiskers_are_the_indices() -> None:
    found = what_matters.found(Scenario())
    total, first = plots.indices_picture(Scenario(), LIGHT)["data"]
    order = list(found.order)
    assert total["x"] == pytest.approx(np.clip(found.total[order], 0, 1))
    assert total["x"] + total["error_x"]["array"] == pytest.approx(np.clip(found.total_high[order], 0, 1))
    assert first["x"] - first["error_x"]["arrayminus"] == pytest.approx(np.clip(found.first_low[order], 0, 1))
    assert list(total["y"]) == sorted(total["y"], reverse=True)


def test_the_tornado_ends_where_the_headline_does() -> None:
    traces = {trace["name"]: trace for trace in plots.tornado_picture(Scenario(), LIGHT)["data"]}
    moved = what_matters.swings(Scenario())
    assert traces["low"]["x"] == [swing.at_low for swing in moved.swings]
    assert traces["high"]["x"] == [swing.at_high for swing in moved.swings]
    assert traces["now"]["x"] == [moved.value] * 2


def test_the_box_shows_every_draw_once() -> None:
    _, failed = what_matters.cases(Scenario())
    drawn = {trace["name"]: len(trace["x"]) for trace in plots.box_picture(Scenario(), LIGHT)["data"]}
    assert drawn.pop("box") == 5
    assert sum(drawn.values()) == failed.size
    assert sum(size for name, size in drawn.items() if name.startswith("fails")) == failed.sum()


def test_the_tab_has_these_figures() -> None:
    assert [figure.picture for figure in FIGURES] == list(PICTURES)
    assert [figure for figure in exhibit("how_sure", Scenario()).figures if figure.part == PART] == list(FIGURES)
