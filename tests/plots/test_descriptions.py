"""Every picture of every page says, in words, what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from risk import words
from risk.plots import comparators, cube, flop_line, interaction, plane, slices, surface
from risk.plots.theme import DARK, LIGHT
from risk.population import population
from risk.presets import PRESETS
from risk.scenario import Scenario

Drawing = Callable[..., dict[str, Any]]
PLANES: tuple[Drawing, ...] = (
    plane.plane_picture,
    surface.surface_picture,
    surface.twin_picture,
    surface.flat_picture,
    flop_line.slice_picture,
    interaction.interaction_picture,
)
CUBES: tuple[Drawing, ...] = (cube.cube_picture, flop_line.band_picture)
OTHERS: tuple[Drawing, ...] = (
    slices.slices_picture,
    flop_line.along_picture,
    flop_line.roc_picture,
    flop_line.split_picture,
    comparators.comparators_picture,
)
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | {
    "nothing dangerous": Scenario().replace("settings.tolerance", 1.0),
    "everything dangerous": Scenario().replace("settings.tolerance", 0.0),
    "before any system": Scenario().replace("settings.date", 2010.0),
    "additive": Scenario().replace("function", "additive"),
}
BAD = re.compile(r"\bnan\b|\binf|None\b|True|False|\d[eE][+-]\d|\d\.\d{3}|[{}<>\[\]]|\(\)|  |\.\.|−0\.00\b|-0\b")


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
@pytest.mark.parametrize("draw", (*PLANES, *CUBES, *OTHERS), ids=lambda draw: draw.__name__)
def test_every_alternative_is_made_of_words(draw: Drawing, scenario: Scenario) -> None:
    text = draw(scenario, LIGHT)["layout"]["meta"]["alt"]
    assert not BAD.search(text), BAD.search(text)
    assert text.endswith(".") and len(text.split()) <= 160
    if draw not in (flop_line.split_picture, comparators.comparators_picture):
        assert words.flop(scenario.line.flop) in text
    if draw in (*PLANES, *CUBES):
        assert f"D* = {words.index(scenario.settings.tolerance)}" in text
        count = int(population(scenario).judged.sum())
        assert (f"Of {words.counted(count, 'measured system')}" if count else "No measured system") in text


@pytest.mark.parametrize("draw", (*PLANES, *CUBES, *OTHERS), ids=lambda draw: draw.__name__)
def test_the_alternative_is_the_same_in_both_themes_and_moves_with_the_scenario(draw: Drawing) -> None:
    texts = [draw(Scenario(), theme)["layout"]["meta"]["alt"] for theme in (LIGHT, DARK)]
    assert texts[0] == texts[1]
    moved = Scenario().replace("function.critical_intelligence", 0.4).replace("view.own_point", True)
    assert draw(moved, LIGHT)["layout"]["meta"]["alt"] != texts[0]


@pytest.mark.parametrize("draw", (*PLANES, *CUBES, *OTHERS), ids=lambda draw: draw.__name__)
def test_every_trace_with_data_has_a_title_in_its_table(draw: Drawing) -> None:
    picture = draw(Scenario(), LIGHT)
    shown = [
        trace
        for trace in picture["data"]
        if trace.get("meta", {}).get("table", True)
        and (trace.get("hoverinfo") != "skip" or "title" in trace.get("meta", {}))
    ]
    titles = [trace.get("meta", {}).get("title", "") for trace in shown]
    assert shown and all(titles), [trace["name"] for trace in shown if not trace.get("meta", {}).get("title")]
    assert len(set(titles)) == len(titles)
