"""Figures of rules over the years: drawn for every scenario, described in words, and light enough to be swept."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from risk import worlds
from risk.exhibits import exhibit
from risk.exhibits.rules_over_time import FIGURES, PART
from risk.live.sweep import normal
from risk.plots import rules_over_time as plots
from risk.plots.theme import DARK, LIGHT
from risk.scenario import Scenario
from tests.test_rules_over_time import SCENARIOS

PICTURES = (
    plots.clock_picture, plots.lines_picture, plots.evaluations_picture, plots.half_life_picture,
    plots.legislation_picture, plots.forecast_picture,
)  # fmt: skip
BAD = re.compile(r"\bnan\b|\binf|None\b|True|False|\d[eE][+-]\d|\d\.\d{3}|[{}<>\[\]]|\(\)|  |\.\.|−0\.00\b|-0\b")
every_picture = pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
@every_picture
def test_every_picture_is_drawn_and_described_in_words(draw, scenario: Scenario) -> None:
    picture = draw(scenario, LIGHT)
    meta = picture["layout"]["meta"]
    for text in (meta["alt"], meta["caption"]):
        assert text.endswith(".") and len(text.split()) <= 200 and not BAD.search(text), BAD.search(text)
    assert meta["title"] and not meta["title"].endswith(".") and not BAD.search(meta["title"])
    names = [trace["name"] for trace in picture["data"]]
    assert len(set(names)) == len(names)
    # What never ends is no infinity on an axis.
    for axis in (value for key, value in picture["layout"].items() if re.match("[xy]axis", key)):
        assert "range" not in axis or np.isfinite(axis["range"]).all()
    for trace in picture["data"]:
        for letter in "xy":
            values = [value for value in trace.get(letter, ()) if not isinstance(value, str)]
            assert not np.isinf(np.array(values, dtype=float)).any(), trace["name"]


@every_picture
def test_both_themes_say_the_same_and_every_trace_has_a_title(draw) -> None:
    light, dark = draw(Scenario(), LIGHT), draw(Scenario(), DARK)
    assert light["layout"]["meta"] == dark["layout"]["meta"]
    titles = [
        trace.get("meta", {}).get("title", "")
        for trace in light["data"]
        if trace.get("meta", {}).get("table", True) and trace.get("hoverinfo") != "skip"
    ]
    assert all(titles) and len(set(titles)) == len(titles)


@every_picture
def test_a_picture_can_be_sent(draw) -> None:
    sent = normal(draw(Scenario(), LIGHT))
    numbers = sum(leaf.size for trace in sent["traces"].values() for leaf in trace.values() if hasattr(leaf, "size"))
    assert numbers < 5000
    json.dumps(sent["layout"])


def test_the_rows_draw_the_scores() -> None:
    scenario = Scenario()
    found = worlds.scores(scenario)
    drawn = {trace["name"]: trace for draw in (plots.lines_picture, plots.evaluations_picture)
             for trace in draw(scenario, LIGHT)["data"]}  # fmt: skip
    for key, score in found.items():
        assert np.array_equal(drawn[f"{key}-missed"]["y"], score.missed_share.pooled, equal_nan=True)
        assert np.array_equal(drawn[f"{key}-overreach"]["y"], score.overreach_share.pooled, equal_nan=True)
        assert drawn[f"{key}-band"]["y"].size == 2 * np.count_nonzero(~np.isnan(score.missed_share.low))


def test_the_clock_draws_the_three_lines() -> None:
    scenario = Scenario()
    drawn = {trace["name"]: trace for trace in plots.clock_picture(scenario, LIGHT)["data"]}
    assert set(drawn["y-stands still"]["y"]) == {25.0}
    date = drawn["y-falls"]["x"]
    assert drawn["y-falls"]["y"] == pytest.approx(np.log10(worlds.floating(scenario, "efficiency").line(date)))
    assert np.diff(drawn["y-falls"]["y"]).max() <= 0.0 <= np.diff(drawn["y-rises"]["y"]).min()
    meant = scenario.compute_trend.intelligence(1e25, date)
    assert drawn["y2-stands still"]["y"] == pytest.approx(meant)


def test_the_chosen_date_is_drawn_where_it_lies_in_the_years() -> None:
    for date, shown in ((2026.75, 1), (2020.0, 0), (2050.0, 0)):
        layout = plots.clock_picture(Scenario().replace("settings.date", date), LIGHT)["layout"]
        assert len(layout["shapes"]) == shown


def test_a_rule_that_never_fails_has_a_full_hatched_bar() -> None:
    (bars,) = plots.half_life_picture(Scenario(), LIGHT)["data"]
    found = worlds.scores(Scenario())
    for length, shape, score in zip(bars["x"], bars["marker"]["pattern"]["shape"], found.values(), strict=True):
        life = score.half_life(Scenario().clock.failing_share).years
        assert (length, shape) == ((15.0, "/") if np.isinf(life) else (life, ""))


def test_the_tab_has_these_figures_and_moves_them_by_numbers() -> None:
    assert [figure.picture for figure in FIGURES] == list(PICTURES)
    assert {figure.part for figure in FIGURES} == {PART}
    of_page = [figure for figure in exhibit("moving_target", Scenario()).figures if figure.part == PART]
    assert of_page == list(FIGURES)
    for figure in FIGURES:
        assert all(Scenario().parameter(key).numeric for key in figure.sweeps)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_what_is_swept_moves_the_figure(figure) -> None:
    still = normal(figure.picture(Scenario(), LIGHT))
    for key in figure.sweeps:
        changed = Scenario().replace(key, Scenario().parameter(key).typical[0])
        assert repr(normal(figure.picture(changed, LIGHT))) != repr(still), key
