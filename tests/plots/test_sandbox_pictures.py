"""Pictures of the sandbox: valid, with stable names, and what they draw is what is computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from risk import sandbox
from risk.live import sweep
from risk.plots.sandbox import growth_picture, levers_picture, panels_picture, persuasion_picture
from risk.plots.theme import DARK, LIGHT, Theme
from risk.presets import CHANNELS
from risk.scenario import Scenario

Drawing = Callable[[Scenario, Theme], dict[str, Any]]
PICTURES: tuple[Drawing, ...] = (panels_picture, growth_picture, persuasion_picture, levers_picture)
DEFAULT = Scenario().replace("agency", "proxy-agency")
VARIANTS = [
    DEFAULT,
    *(channel.applied(DEFAULT) for channel in CHANNELS.values()),
    DEFAULT.replace("function", "additive"),
    DEFAULT.replace("function", "o-ring"),
    DEFAULT.replace("settings.tolerance", 0.0),
    DEFAULT.replace("settings.tolerance", 1.0),
    DEFAULT.replace("settings.date", 2015.0),
    DEFAULT.replace("view.sandbox", 1.0),
    DEFAULT.replace("agency.leverage", 0.0),
    DEFAULT.replace("view.own_point", True),
]


def traces(picture: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in picture["data"]}


@pytest.mark.parametrize("draw", PICTURES)
def test_every_variant_is_a_valid_specification_with_the_same_names(draw: Drawing) -> None:
    usual = list(traces(draw(DEFAULT, LIGHT)))
    assert len(set(usual)) == len(usual)
    for scenario in VARIANTS:
        picture = draw(scenario, DARK)
        go.Figure(picture)
        assert list(traces(picture)) == usual
        meta = picture["layout"]["meta"]
        assert meta.keys() >= {"title", "alt", "caption"}
        for text in meta.values():
            assert text and "nan" not in text and "inf" not in text.replace("infinite", "")


def test_the_panels_draw_what_the_sandbox_does() -> None:
    drawn, boxes = traces(panels_picture(DEFAULT, LIGHT)), sandbox.panels(DEFAULT)
    for place, box in zip(("held", "other"), boxes, strict=True):
        A = drawn[f"{place}-effective"]["x"]
        assert drawn[f"{place}-effective"]["y"] == pytest.approx(DEFAULT.agency.effective(box.I, A))
        assert drawn[f"{place}-effective"]["fill"] == "tonexty" and (drawn[f"{place}-granted"]["y"] == A).all()
        assert drawn[f"{place}-sandbox"]["y"] == [box.granted, box.effective]
        level = drawn[f"{place}-tolerance"]["y"][0]
        assert DEFAULT.function.danger(box.I, box.G, [level - 1e-6, level + 1e-6]).searchsorted(0.3) == 1
    assert drawn["held-effective"]["xaxis"] == "x" and drawn["other-effective"]["xaxis"] == "x2"
    assert {trace["yaxis"] for trace in drawn.values()} == {"y"}
    held, other = (drawn[f"{place}-sandbox"]["y"][1] for place in ("held", "other"))
    assert held < drawn["held-tolerance"]["y"][0] and other >= drawn["other-tolerance"]["y"][0]


def test_where_nothing_leaks_the_second_panel_says_so() -> None:
    picture = panels_picture(DEFAULT.replace("agency.leverage", 0.0), LIGHT)
    assert any("holds" in note["text"] and "I = 1.00" in note["text"] for note in picture["layout"]["annotations"])
    assert "a system at I = 1.00" in picture["layout"]["meta"]["title"]


def test_every_system_with_measured_intelligence_is_on_the_curve() -> None:
    drawn, found = traces(growth_picture(DEFAULT, LIGHT)), sandbox.systems(DEFAULT)
    assert len(drawn["systems-holding"]["x"]) + len(drawn["systems-leaking"]["x"]) == found.size == 62
    assert (drawn["systems-leaking"]["y"] >= 0.3).all() and len(drawn["systems-leaking"]["x"]) == 3
    assert (drawn["intervals"]["error_x"]["array"] >= 0).all()
    assert min(x for x in drawn["leak"]["x"] if x is not None) == sandbox.leaks(DEFAULT)[0][0]
    alt = growth_picture(DEFAULT, LIGHT)["layout"]["meta"]["alt"]
    assert "GPT-6 Astra" in alt and "0.77 at I = 1" in alt


def test_the_line_R_1_is_drawn_where_R_is_1() -> None:
    social = CHANNELS["Open social channel"].applied(DEFAULT)
    drawn = traces(persuasion_picture(social, LIGHT))
    assert float(social.agency.reproduction(drawn["reproduction"]["x"][0])) == pytest.approx(1.0)
    assert traces(persuasion_picture(DEFAULT, LIGHT))["reproduction"]["x"] == []
    assert drawn["channel"]["y"] == [5.0, 5.0] and len(drawn["systems"]["x"]) == 62
    gap = persuasion_picture(CHANNELS["Air gap"].applied(DEFAULT), LIGHT)
    assert traces(gap)["channel"]["y"] == [pytest.approx(0.1)] * 2
    assert any("exposure 0" in note["text"] for note in gap["layout"]["annotations"])


def test_bars_are_the_changes_and_hatched_where_a_lever_cannot() -> None:
    social = CHANNELS["Open social channel"].applied(DEFAULT)
    drawn = traces(levers_picture(social, LIGHT))
    changes = {change.declared.label: change for change in sandbox.closing_levers(social).changes}
    bars = drawn["levers-able"]
    assert dict(zip(bars["y"], bars["x"], strict=True)) == {
        label: change.relative for label, change in changes.items() if change.possible
    }
    assert set(drawn["levers-unable"]["y"]) == {"Exposure", "Relay"}
    assert drawn["levers-unable"]["marker"]["pattern"]["shape"] == "/"
    least = bars["marker"]["color"].index(max(bars["marker"]["color"], key=lambda c: c == "#a0307a"))
    assert bars["y"][least] == sandbox.closing_levers(social).changes[0].declared.label


@pytest.mark.parametrize(
    ("draw", "key"), [*((draw, "agency.exposure") for draw in PICTURES), (panels_picture, "view.sandbox")]
)
def test_a_sweep_has_no_errors_and_stays_under_a_megabyte(draw: Drawing, key: str) -> None:
    def picture(scenario: Scenario) -> dict[str, Any]:
        return draw(scenario, LIGHT)

    found = sweep.frames(picture, DEFAULT, key, sweep.normal(picture(DEFAULT)))
    assert not found.errors and len(found.values) >= 30
    assert len(sweep.pack(found.message())) <= sweep.MOST_BYTES


def test_an_edge_without_a_number_is_a_gap() -> None:
    edge = traces(persuasion_picture(DEFAULT, LIGHT))["tolerance"]["y"]
    assert np.isnan(edge[0]) and not np.isnan(edge[-1])
