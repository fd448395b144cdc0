"""The plane: a valid specification with stable names, in which nothing is lost."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from risk.danger import BUILT_IN
from risk.plots.plane import plane_picture
from risk.plots.systems import hover
from risk.plots.theme import DARK, LIGHT
from risk.population import population
from risk.presets import PRESETS
from risk.scenario import Scenario


def names(scenario: Scenario) -> list[str]:
    return [trace["name"] for trace in plane_picture(scenario, LIGHT)["data"]]


@pytest.mark.parametrize("preset", PRESETS)
def test_specification_is_valid(preset: str) -> None:
    for theme in (LIGHT, DARK):
        go.Figure(plane_picture(PRESETS[preset].scenario(), theme))


@pytest.mark.parametrize(
    ("key", "value"), [("settings.date", 2018.0), ("line.flop", 1e32), ("settings.tolerance", 1.0), ("line.flop", 1e15)]
)
def test_names_are_unique_and_do_not_move(key: str, value: float) -> None:
    usual = names(Scenario())
    assert len(set(usual)) == len(usual)
    assert names(Scenario().replace(key, value)) == usual


@pytest.mark.parametrize("name", [kind.name for kind in BUILT_IN])
def test_every_judged_system_is_drawn_once(name: str) -> None:
    scenario = Scenario().replace("function", name)
    drawn = [trace for trace in plane_picture(scenario, LIGHT)["data"] if trace["name"].startswith("systems-")]
    assert sum(len(trace["x"]) for trace in drawn) == population(scenario).judged.sum() == 27


def test_contour_is_where_danger_reaches_the_tolerance() -> None:
    scenario = Scenario()
    contour = next(t for t in plane_picture(scenario, LIGHT)["data"] if t["name"] == "tolerance")
    I, A = contour["x"], contour["y"]
    on = ~np.isnan(A) & (A > 0.001)
    just_below = scenario.surface.danger(I[on], 0.6, A[on] - 0.001)
    just_above = scenario.surface.danger(I[on], 0.6, np.minimum(A[on] + 0.001, 1))
    assert (just_below < 0.3).all()
    assert (just_above >= 0.3).all()


def test_assumed_agenticity_is_hollow_and_named() -> None:
    scenario = Scenario().replace("assumptions.fill_agenticity", True)
    table = population(scenario)
    drawn = [trace for trace in plane_picture(scenario, LIGHT)["data"] if trace["name"].startswith("systems-")]
    hollow = sum("open" in symbol for trace in drawn for symbol in trace["marker"]["symbol"])
    assert hollow == np.count_nonzero(table["assumed"][table.judged] != "") == 35
    assert sum("assumed: agenticity" in text for text in hover(table)["hovertext"]) == hollow


def test_alternative_and_caption_are_computed() -> None:
    meta = plane_picture(Scenario().replace("line.flop", 1e26), LIGHT)["layout"]["meta"]
    assert "10²⁶ FLOP" in meta["alt"] and "10²⁶ FLOP" in meta["caption"]
    assert "27 measured systems" in meta["alt"]
