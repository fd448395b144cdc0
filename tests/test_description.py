"""What descriptions say of a figure, against brute force on its arrays."""

from __future__ import annotations

import itertools
import math
import re
import timeit
from typing import Any

import numpy as np
import pytest

from risk import description, features, words
from risk.axes import AXES
from risk.cube import lattice, line_in_cube
from risk.danger import BUILT_IN, Additive, Blend, DangerFunction, Multiplicative, PhaseTransition
from risk.plane import Plane, contour, line_in_plane, plane
from risk.point import Point
from risk.population import population
from risk.scenario import Scenario
from risk.slices import slices
from risk.surface import Surface
from tests.test_cube import Hump

JUMPING = Surface(PhaseTransition())
PLANES = list(itertools.permutations(AXES, 2))


class Gap(DangerFunction):
    """Undefined for the least intelligent."""

    name = "gap"
    label = "Gap"
    increasing = ()

    def _danger(self, I: np.ndarray, G: np.ndarray, A: np.ndarray) -> np.ndarray:
        return np.where(I < 0.25, np.nan, I * A) + 0.0 * G


class Nowhere(Gap):
    """Undefined."""

    def _danger(self, I: np.ndarray, G: np.ndarray, A: np.ndarray) -> np.ndarray:
        return np.nan * I * A * G


def drawn(surface: Surface, x: str = "I", y: str = "A", fixed: float = 0.6) -> Plane:
    return plane(surface, x, y, fixed)


def coordinates(found: Plane) -> dict[str, Any]:
    return {found.y_axis: found.y, found.x_axis: found.x}


# ---- range ----


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize(("x", "y"), PLANES)
def test_range_and_its_places_are_those_of_the_grid(kind: Any, x: str, y: str) -> None:
    surface = Surface(kind())
    found = drawn(surface, x, y)
    for extreme, value in zip(features.plane_extremes(found), (found.D.min(), found.D.max()), strict=True):
        assert extreme.value == value
        # A whole edge is one coordinate: everywhere on it, and nowhere else, D is the same.
        where = {found.fixed_axis: 0.6, **{axis: 0.37 for axis in (x, y)}, **extreme.place}
        assert float(surface.danger(**where)) == pytest.approx(value, abs=1e-9)
        if len(extreme.place) == 1:
            [(axis, at)] = extreme.place.items()
            dimension = (y, x).index(axis)
            on = np.moveaxis(found.D, dimension, 0)[np.searchsorted(coordinates(found)[axis], at)]
            assert (np.abs(on - value) <= 1e-9).all()
            assert np.count_nonzero(np.abs(found.D - value) <= 1e-9) == on.size
        else:
            assert extreme.elsewhere == (np.count_nonzero(np.abs(found.D - value) <= 1e-9) > 1)


# ---- steepest ----


def smooth(function: DangerFunction) -> DangerFunction:
    """The same without a jump, wherever it hides."""
    if isinstance(function, Blend):
        return function.replace(functions=tuple(map(smooth, function.functions)))
    return function.replace(coupling=False) if isinstance(function, PhaseTransition) else function


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize("fixed", [0.3, 0.9])
def test_the_steepest_place_is_that_of_a_fine_grid(kind: Any, fixed: float) -> None:
    """The same length of step, ten times as many places for it."""
    surface = Surface(smooth(kind()))
    found = drawn(surface, fixed=fixed)
    told = features.plane_steepest(surface, found)
    fine = plane(surface, "I", "A", fixed, points=601).D
    best = max(np.abs(fine[10:] - fine[:-10]).max(), np.abs(fine[:, 10:] - fine[:, :-10]).max()) * 60
    assert not told.jump
    assert 0.97 * best - 1e-9 <= abs(told.slope) <= best + 1e-9
    here = {**dict.fromkeys(AXES, fixed), **told.place}
    low, high = (
        float(surface.danger(**(here | {told.axis: np.clip(here[told.axis] + side / 120, 0, 1)}))) for side in (-1, 1)
    )
    assert (high - low) * 60 == pytest.approx(told.slope, abs=1e-6)


@pytest.mark.parametrize("critical", [0.4, 0.6, 0.85])
def test_a_jump_is_found_on_the_maxwell_line(critical: float) -> None:
    function = PhaseTransition(critical_intelligence=critical)
    surface = Surface(function)
    found = features.plane_steepest(surface, drawn(surface))
    assert found.jump and found.place["I"] > critical
    assert found.place["A"] == pytest.approx(float(function.critical_agenticity(found.place["I"])), abs=1e-3)
    here = {"G": 0.6, **found.place}
    below, above = (float(surface.danger(**(here | {found.axis: here[found.axis] + side}))) for side in (-1e-3, 1e-3))
    assert found.low == pytest.approx(below, abs=0.01) and found.high == pytest.approx(above, abs=0.01)


@pytest.mark.parametrize("critical", [1.0, 1.05, 1.2])
def test_a_steep_ramp_and_the_cusp_itself_are_no_jump(critical: float) -> None:
    surface = Surface(PhaseTransition(critical_intelligence=critical))
    found = features.plane_steepest(surface, drawn(surface))
    assert not found.jump and found.slope > 1
    # A cell around the place at which the slope is infinite, whichever way it lies in the cell.
    for shift in np.linspace(-1 / 130, 1 / 130, 7):
        middle = 0.6 + shift
        D = [float(JUMPING.danger(0.6, 0.6, middle + side)) for side in (-1 / 120, 1 / 120)]
        cell = features.Steepest("A", {"I": 0.6, "A": middle}, 60 * (D[1] - D[0]), *D, False, False)
        assert not features._jump_or_ramp(JUMPING, cell, {"G": 0.6}, 1 / 60).jump


def test_an_even_slope_and_a_flat_plane_say_so() -> None:
    surface = Surface(Additive(weight_i=3.0))
    found = features.plane_steepest(surface, drawn(surface))
    assert found.even and found.axis == "I" and found.slope == pytest.approx(0.6)
    assert features.steepest(np.full((5, 5), 0.3), {"A": np.arange(5.0), "I": np.arange(5.0)}).axis == ""
    falls = features.steepest(np.array([[0.0, -3.0, -3.5]]).T * np.ones(3), {"G": np.arange(3.0), "I": np.arange(3.0)})
    assert falls.axis == "G" and falls.slope == -3.0 and falls.place["G"] == 0.5


# ---- where the lines cut ----


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize(("x", "y"), PLANES)
def test_the_contour_leaves_the_plane_where_danger_passes_the_tolerance(kind: Any, x: str, y: str) -> None:
    surface = Surface(kind())
    found = drawn(surface, x, y)
    edge = contour(surface, 0.3, found)
    cuts = features.plane_cuts(found, 0.3, edge)
    assert cuts.share == np.mean(found.D >= 0.3) and cuts.undefined == 0
    ends = np.linspace(0.0, 1.0, 6001)
    exact = []
    for axis, other, at in ((x, y, 0.0), (x, y, 1.0), (y, x, 0.0), (y, x, 1.0)):
        D = surface.danger(**{axis: np.full(ends.shape, at), other: ends, found.fixed_axis: np.full(ends.shape, 0.6)})
        for place in np.flatnonzero(np.diff(D >= 0.3)):
            exact.append((at, ends[place]) if axis == x else (ends[place], at))
    assert len(cuts.borders) == len(exact)
    # A grid knows a contour to its spacing where D jumps.
    for border, point in zip(cuts.borders, sorted(exact, key=lambda end: (end[0], -end[1])), strict=True):
        assert border == pytest.approx(point, abs=1 / 60)
    assert list(cuts.borders) == sorted(cuts.borders, key=lambda end: (end[0], -end[1]))


@pytest.mark.parametrize("centre", [0.0, 0.2, 0.401, 0.41, 0.55, 0.76, 0.999, 1.0])
@pytest.mark.parametrize("kind", BUILT_IN)
def test_the_line_crosses_the_contour_where_danger_passes_the_tolerance(kind: Any, centre: float) -> None:
    surface = Surface(kind())
    ends = np.linspace(0.0, 1.0, 6001)
    D = surface.danger(np.full(ends.shape, centre), 0.6, ends)
    exact = ends[np.flatnonzero(np.diff(D >= 0.3)) + 1]
    for x, y in (("I", "A"), ("A", "I")):
        found = drawn(surface, x, y)
        crossings = features.line_crossings(found, 0.3, contour(surface, 0.3, found), centre)
        if isinstance(crossings, bool):
            # Right at the corner at which the contour begins, the grid may say either.
            assert crossings == bool((D >= 0.3).any()) or abs(D[-1] - 0.3) < 0.02 or abs(D[0] - 0.3) < 0.02
        else:
            assert len(crossings) == 1
            near = float(exact[0]) if exact.size else 1.0
            assert crossings[0] == pytest.approx(near, abs=0.03)


def test_a_function_that_falls_in_agenticity_is_crossed_twice() -> None:
    surface = Surface(Hump())
    found = drawn(surface, fixed=1.0)
    assert contour(surface, 0.3, found) is None
    crossings = features.line_crossings(found, 0.3, None, 0.75)
    exact = [0.5 * (1 - math.sqrt(1 - 0.3 / 0.75)), 0.5 * (1 + math.sqrt(1 - 0.3 / 0.75))]
    assert crossings == pytest.approx(exact, abs=2e-3)
    assert len(features.plane_cuts(found, 0.3, None).borders) == 2
    text = described(Scenario(), surface)
    assert "crosses D* at agenticity 0." in text and " and 0." in text


def test_everything_or_nothing_dangerous_has_no_contour() -> None:
    for tolerance, side, said in ((0.0, True, "reaches D* = 0.00 everywhere"), (1.0, False, "stays under D* = 1.00")):
        found = drawn(JUMPING)
        for edge in (None, contour(JUMPING, tolerance, found)):
            cuts = features.plane_cuts(found, tolerance, edge)
            assert cuts.borders == () and cuts.share == side
            assert features.line_crossings(found, tolerance, edge, 0.7) is side
        assert said in described(Scenario().replace("settings.tolerance", tolerance))


# ---- the whole ----


def described(scenario: Scenario, surface: Surface | None = None, systems: bool = True) -> str:
    surface = surface or scenario.surface
    found = drawn(surface)
    tolerance = scenario.settings.tolerance
    line = line_in_plane(scenario, found)
    table = population(scenario) if systems else None
    edge = contour(surface, tolerance, found)
    return description.plane_words("Map", surface, found, tolerance, edge, scenario.line.flop, line, table)


def test_sentences_come_in_order_and_hold_what_was_found() -> None:
    scenario = Scenario()
    text = described(scenario)
    found = drawn(scenario.surface)
    low, high = features.plane_extremes(found)
    line = line_in_plane(scenario, found)
    parts = (
        f"D runs from {words.index(low.value)}",
        f"to {words.index(high.value)}",
        "It is steepest",
        "D reaches D* = 0.30 on",
        f"10²⁵ FLOP stands at intelligence {words.index(line.centre)}",
        f"misses {words.share(line.areas.missed_share)} of the dangerous area",
        "Of 27 measured systems",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert len(text.split()) <= 140
    assert "systems" not in described(scenario, systems=False)


@pytest.mark.parametrize("date", [2010.0, 2025.0, 2026.75])
def test_systems_are_counted_by_region_and_the_most_dangerous_named(date: float) -> None:
    scenario = Scenario().replace("settings.date", date).replace("line.flop", 3e25)
    table = population(scenario)
    found = features.groups(table, 0.3)
    assert found.judged == np.count_nonzero(table.judged)
    assert sum(found.counts.values()) == found.judged
    named = [name for kind in ("missed", "caught", "undetermined") for name in found.names[kind]]
    D = dict(zip(table["name"], table["D"], strict=True))
    assert len(named) == found.dangerous == np.count_nonzero(table["D"] >= 0.3)
    assert all(D[name] >= 0.3 for name in named)
    text = described(scenario)
    if not found.judged:
        assert "No measured system is drawn" in text
    said = [name for name in named if re.search(rf"{re.escape(name)}[,) ]", text)]
    assert len(said) == min(6, len(named)) and said == named[: len(said)]


@pytest.mark.parametrize("kind", [Gap, Nowhere])
def test_undefined_points_are_said_and_never_written_as_nan(kind: Any) -> None:
    surface = Surface(kind())
    text = described(Scenario(), surface)
    assert "not defined" in text and "nan" not in text.lower()
    if kind is Gap:
        assert f"not defined on {words.share(float(np.mean(np.isnan(drawn(surface).D))))} of the area" in text
        found = features.plane_steepest(surface, drawn(surface))
        assert found.axis == "A" and found.place["I"] == 1.0 and found.slope == pytest.approx(1.0)
    through = Point("a point", 0.5, 0.6, 0.5)
    cuts = slices(surface, through)
    here = float(surface.danger(0.5, 0.6, 0.5))
    assert "nan" not in description.slices_words(cuts, through, here, 0.3, 1e25, 0.1).lower()
    line = line_in_cube(Scenario())
    assert "nan" not in description.cube_words(surface, 0.3, 1e25, line, None).lower()


def test_the_cube_is_described_from_its_lattice() -> None:
    surface = Surface(Multiplicative())
    D = lattice(surface)
    reached = features.reach(surface, 0.3)
    I, G, A = np.nonzero(D >= 0.3)
    for axis, places in zip(AXES, (I, G, A), strict=True):
        assert reached[axis] == pytest.approx((places.min() / 40, places.max() / 40))
    beside = features.reach_at(surface, 0.3, 0.6)
    assert beside == pytest.approx(
        {"G": np.nonzero(D[24] >= 0.3)[0].min() / 40, "A": np.nonzero(D[24] >= 0.3)[1].min() / 40}
    )
    (low, high), steepest = features.cube_shape(surface)
    assert (low.value, high.value) == (0.0, 1.0) and low.elsewhere and high.place == dict.fromkeys(AXES, 1.0)
    assert steepest.slope == pytest.approx(1.0) and not steepest.jump
    assert features.reach(Surface(Multiplicative()), 1.0).keys() == set(AXES)
    assert features.reach_at(surface, 0.9, 0.5) == {}


def test_curves_are_read_where_they_change_most_and_where_they_meet() -> None:
    x = np.linspace(0.0, 10.0, 101)
    low, high, before, after = features.fastest(x, 1 / (1 + np.exp(-4 * (x - 6))), 1.0)
    assert (low, high) == pytest.approx((5.5, 6.5)) and before + after == pytest.approx(1.0)
    assert features.meeting(x, x, 4.04 - x) == pytest.approx(2.02)
    assert math.isnan(features.meeting(x, x, -x - 1)) and math.isnan(features.fastest(x, np.nan * x, 1.0)[0])


def test_a_slice_says_its_range_its_jump_and_its_crossing() -> None:
    through = Point("a point", 0.75, 0.6, 0.57)
    cuts = slices(JUMPING, through)
    text = description.slices_words(cuts, through, 0.5, 0.3, 1e25, 0.76)
    for cut in cuts:
        assert f"{words.index(cut.D[0])} at 0.00 to {words.index(cut.D[-1])} at 1.00" in text
    [jump] = cuts[2].jumps
    assert f"jumps from {words.index(jump.low)} to {words.index(jump.high)} at {words.index(jump.at)}" in text
    assert f"crosses D* = 0.30 at {words.index(jump.at)}" in text


def test_a_description_costs_a_fraction_of_its_picture() -> None:
    """Two milliseconds at most, generously measured: a sweep asks for one at each of its steps."""
    scenario = Scenario()

    def cold() -> None:
        for cache in (features.plane_extremes, features.plane_steepest, features.groups):
            cache.cache_clear()
        described(scenario)

    warm = min(timeit.repeat(lambda: described(scenario), number=1, repeat=20))
    others = min(
        timeit.repeat(
            lambda: (drawn(scenario.surface), line_in_plane(scenario, drawn(scenario.surface))), number=1, repeat=20
        )
    )
    assert min(timeit.repeat(cold, number=1, repeat=20)) - others < 0.004 and warm - others < 0.002
