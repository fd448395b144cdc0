"""Figures of the FLOP line page: what they show is what was computed, and they move without changing their parts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from risk import line
from risk.live import sweep
from risk.plots import comparators as rules
from risk.plots import flop_line as plots
from risk.plots.theme import DARK, LIGHT, REGION_WORDS
from risk.presets import PRESETS
from risk.scenario import Scenario

PICTURES = (
    plots.along_picture,
    plots.slice_picture,
    plots.band_picture,
    plots.roc_picture,
    plots.split_picture,
    rules.comparators_picture,
)
ODD = {
    "nothing dangerous": Scenario().replace("settings.tolerance", 1.0),
    "all dangerous": Scenario().replace("settings.tolerance", 0.0),
    "2018": Scenario().replace("settings.date", 2018.0),
    "lowest line": Scenario().replace("line.flop", 1e15),
    "highest line": Scenario().replace("line.flop", 1e32),
    "no error": Scenario().replace("measurement.error", 0.0),
    "dear misses": Scenario().replace("view.miss_cost", 1000.0),
}
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | ODD


def names(picture: dict[str, Any]) -> list[str]:
    return [trace["name"] for trace in picture["data"]]


def trace(picture: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in picture["data"] if entry["name"] == name)


@pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_every_picture_keeps_its_traces_and_speaks_in_words(draw: Callable[..., Any], scenario: Scenario) -> None:
    picture = draw(scenario, LIGHT)
    assert names(picture) == names(draw(Scenario(), DARK))
    assert len(set(names(picture))) == len(picture["data"])
    sweep.normal(picture)
    meta = picture["layout"]["meta"]
    notes = picture["layout"].get("annotations", []) + picture["layout"].get("scene", {}).get("annotations", [])
    for text in (meta["alt"], meta["caption"], meta["title"], *(note["text"] for note in notes)):
        assert not re.search(r"\bnan\b|\binf\b|None\b|\d[eE][+-]\d|-0\b", text), text


def test_curves_are_those_of_the_line() -> None:
    picture, along = plots.along_picture(Scenario(), LIGHT), line.on_cube(Scenario())
    np.testing.assert_array_equal(trace(picture, "cube-missed")["y"], along.missed)
    np.testing.assert_array_equal(trace(picture, "cube-overreach")["x"], np.log10(along.flop))
    assert trace(picture, "cube-line")["x"] == [25.0, 25.0]


def test_the_band_encloses_the_steps() -> None:
    picture = plots.along_picture(Scenario(), LIGHT)
    real = line.on_systems(Scenario())
    band = trace(picture, "real-missed-band")
    half = len(band["x"]) // 2
    low, high = band["y"][:half], band["y"][half:][::-1]
    np.testing.assert_array_equal(band["x"][:half], band["x"][half:][::-1])
    for position, least, most in zip(real.flop[:-1], real.missed_low, real.missed_high, strict=False):
        place = np.searchsorted(band["x"][:half], np.log10(position), side="right")
        assert (low[place], high[place]) == (least, most)


def test_every_threshold_is_drawn_once_solid_where_it_is_in_force() -> None:
    picture, laws = plots.along_picture(Scenario(), LIGHT), line.thresholds(Scenario().settings.date)
    marks = trace(picture, "thresholds")
    places = list(zip(marks["x"], marks["y"], strict=True))
    assert len(places) == len(set(places)) == len(laws)
    texts = zip(marks["hovertext"], marks["marker"]["symbol"], strict=True)
    solid = [text for text, symbol in texts if symbol == "square"]
    assert len(solid) == sum(law.in_force for law in laws)
    assert all("in force" in text for text in solid)


def test_laws_turn_solid_as_the_date_passes_them() -> None:
    def solid(date: float) -> int:
        marks = trace(plots.along_picture(Scenario().replace("settings.date", date), LIGHT), "thresholds")
        return marks["marker"]["symbol"].count("square")

    assert solid(2018.0) == 0
    assert solid(2026.5) < solid(2027.25)


def test_the_best_line_moves_with_the_cost_of_a_miss() -> None:
    places = [
        trace(plots.along_picture(Scenario().replace("view.miss_cost", cost), LIGHT), "cube-best")["x"][0]
        for cost in (0.5, 1.0, 10.0)
    ]
    assert places == sorted(places, reverse=True)
    assert places[0] > places[-1]


@pytest.mark.parametrize(("name", "exponent"), [("lowest line", 15), ("highest line", 32)])
def test_the_axis_widens_to_hold_the_line(name: str, exponent: int) -> None:
    low, high = plots.along_picture(ODD[name], LIGHT)["layout"]["xaxis"]["range"]
    assert low < exponent < high


def test_values_beside_the_line_never_overlap() -> None:
    for flop in np.logspace(22, 28, 25):
        for panel in ("y", "y2"):
            notes = plots.along_picture(Scenario().replace("line.flop", float(flop)), LIGHT)["layout"]["annotations"]
            heights = [note["y"] for note in notes if note.get("yref") == panel]
            assert len(heights) == 2
            assert abs(heights[0] - heights[1]) > 0.23
            assert all(0 < height < 1 for height in heights)


def test_roc_ends_at_covering_everything_and_nothing() -> None:
    picture = plots.roc_picture(Scenario(), LIGHT)
    for name in ("cube-flop", "cube-i", "real-flop", "real-i"):
        curve = trace(picture, name)
        assert (curve["x"][0], curve["y"][0]) == (1.0, 0.0)
        assert (curve["x"][-1], curve["y"][-1]) == (0.0, 1.0)


def test_bars_of_the_split_are_its_shares() -> None:
    picture, split = plots.split_picture(Scenario(), LIGHT), line.split_on_cube(Scenario())
    assert trace(picture, "inherent")["x"][0] == split.inherent / split.determined
    assert trace(picture, "misread")["x"][1] == line.split_on_systems(Scenario()).misread_share


def test_a_rule_given_the_truth_is_hollow_and_says_so() -> None:
    def symbols(scenario: Scenario) -> list[str]:
        return trace(rules.comparators_picture(scenario, LIGHT), "cube-missed")["marker"]["symbol"]

    assert set(symbols(Scenario())) == {"circle"}
    assert symbols(ODD["no error"]).count("circle-open") == 1
    picture = rules.comparators_picture(ODD["no error"], LIGHT)
    assert any("would need the truth" in note["text"] for note in picture["layout"]["annotations"])


@pytest.mark.parametrize("key", ["line.flop", "settings.date", "view.miss_cost"])
def test_a_sweep_of_the_main_figure_is_light(key: str) -> None:
    def draw(scenario: Scenario) -> dict[str, Any]:
        return plots.along_picture(scenario, LIGHT)

    found = sweep.frames(draw, Scenario(), key, sweep.normal(draw(Scenario())))
    assert not found.errors
    assert len(sweep.pack(found.message())) < sweep.MOST_BYTES
    assert len(found.values) > 20


def test_tables_are_complete() -> None:
    scenario = Scenario()
    regions = plots.region_table(scenario)
    assert regions["Region"] == list(REGION_WORDS.values())
    assert len({len(column) for column in plots.threshold_table(scenario).values()}) == 1
    assert all(plots.threshold_table(scenario)["Source"])
    assert len({len(column) for column in rules.table(scenario).values()}) == 1


def test_label_of_a_stack_of_thresholds() -> None:
    laws = line.thresholds(2026.75)
    by_value = {flop: tuple(law for law in laws if math.isclose(law.flop, flop)) for flop in (1e23, 1e24, 1e25)}
    assert plots.law_label(by_value[1e23]) == "EU"
    assert plots.law_label(by_value[1e24]) == "proposed"
    assert plots.law_label(by_value[1e25]) == "EU"
