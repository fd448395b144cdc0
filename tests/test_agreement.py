"""Agreement of danger functions: closed cases, and the same by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from risk import agreement, other_formulas
from risk.agreement import agreed, least, over
from risk.danger import Formula
from risk.matched import matched
from risk.plane import plane
from risk.scenario import Scenario

DEFAULT = Scenario()


def test_a_function_agrees_with_itself_and_never_with_its_opposite() -> None:
    dangerous = np.arange(100) < 30
    found = agreement.agreement(np.array([dangerous, dangerous, ~dangerous], dtype=float))
    assert found.share[0].tolist() == [1.0, 1.0, 0.0]
    assert found.kappa[0, 1] == pytest.approx(1.0) and found.kappa[0, 2] < 0.0
    assert least(found) == (0, 2)


def test_kappa_is_nought_for_what_knows_nothing_of_each_other_and_unknown_where_nothing_is_left_open() -> None:
    rows, columns = np.divmod(np.arange(100), 10)
    found = agreement.agreement(np.array([rows < 3, columns < 3], dtype=float))
    assert found.share[0, 1] == pytest.approx(0.3**2 + 0.7**2) == found.chance[0, 1]
    assert found.kappa[0, 1] == pytest.approx(0.0)
    none = agreement.agreement(np.zeros((2, 10)))
    assert none.share[0, 1] == 1.0 and math.isnan(none.kappa[0, 1])


def test_kappa_of_a_table_worked_by_hand() -> None:
    # 20 both yes, 5 and 10 one alone, 15 both no, of 50: 0.70 observed, 0.50 by chance, so 0.40.
    first = np.repeat([1.0, 1.0, 0.0, 0.0], (20, 5, 10, 15))
    second = np.repeat([1.0, 0.0, 1.0, 0.0], (20, 5, 10, 15))
    found = agreement.agreement(np.array([first, second]))
    assert (found.share[0, 1], found.chance[0, 1], found.kappa[0, 1]) == pytest.approx((0.70, 0.50, 0.40))


def test_what_is_undefined_is_left_out() -> None:
    verdicts = np.array([[1.0, 0.0, np.nan, np.nan], [1.0, 1.0, 1.0, np.nan]])
    found = agreement.agreement(verdicts)
    assert found.share[0, 1] == 0.5 and found.share[0, 0] == 1.0
    np.testing.assert_array_equal(agreed(verdicts), [1.0, 0.0, 1.0, np.nan])
    nothing = agreement.agreement(np.full((2, 3), np.nan))
    assert np.isnan(nothing.share).all() and least(nothing) is None
    np.testing.assert_array_equal(over(np.array([0.2, 0.3, np.nan]), 0.3), [0.0, 1.0, np.nan])


def test_functions_that_fall_where_the_other_rises_never_agree_at_half_the_cube() -> None:
    half = DEFAULT.replace("function", Formula(text="I")).replace("settings.tolerance", 0.5)
    falling = half.replace("function", Formula(text="1 - I"))
    both = np.array([over(agreement.cube(one).D, 0.5) for one in (half, falling)])
    assert agreement.agreement(both).share[0, 1] == pytest.approx(0.0, abs=0.001)


def test_verdicts_on_cube_and_systems_are_of_one_share_and_counted_again() -> None:
    cube, systems = agreement.on_cube(DEFAULT), agreement.on_systems(DEFAULT)
    assert np.ptp(cube.mean(axis=1)) < 0.01
    table = agreement.systems(DEFAULT)
    assert systems.shape == (len(agreement.asked(DEFAULT)), table.size)
    for row, one in zip(systems, matched(DEFAULT), strict=True):
        for place in range(0, table.size, 7):
            D = one.scenario.surface.danger(*(table[axis][place] for axis in "IGA"))
            assert row[place] == (one.scenario.settings.tolerance <= D)


@pytest.mark.parametrize(("x", "y"), [("I", "A"), ("A", "I"), ("G", "I")])
def test_votes_are_counted_again_and_boundaries_lie_between_them(x: str, y: str) -> None:
    scenario = DEFAULT.replace("view.x", x).replace("view.y", y)
    found = agreement.votes(scenario)
    counted = np.zeros(found.count.shape)
    for one, edge in zip(matched(scenario), found.edges, strict=True):
        drawn = plane(one.scenario.surface, x, y, scenario.view.fixed)
        dangerous = one.scenario.settings.tolerance <= drawn.D
        counted += dangerous
        # All that is dangerous lies on or over the boundary, and nothing else does, to a step of the grid.
        step = drawn.y[1]
        assert (dangerous.any(axis=0) == ~np.isnan(edge)).mean() > 0.95
        with np.errstate(invalid="ignore"):
            assert not dangerous[(drawn.y[:, None] < edge - step)].any()
            assert dangerous[(drawn.y[:, None] > edge + step)].all()
    np.testing.assert_array_equal(found.count, counted)
    assert found.split == np.mean((counted > 0) & (counted < len(found.labels)))


def test_a_formula_that_may_fall_has_no_boundary_as_a_curve() -> None:
    found = agreement.votes(DEFAULT.replace("function", Formula(text="I*(1 - A)")))
    assert found.edges[0] is None and found.edges[1] is not None


def test_conclusions_are_sorted_by_how_far_they_hold() -> None:
    found = other_formulas.concluded(DEFAULT.replace("ensemble.samples", "128"))
    groups = other_formulas.grouped(found)
    keys = {name: {one.conclusion.key for one in members} for name, members in groups.items()}
    assert keys["one"] == {"jump"} and "erosion" in keys["all"] and "least" in keys["most"]
    assert other_formulas.standing(groups["one"][0]) == "holds under one of five functions"
    assert all(other_formulas.standing(one) == "holds under five of five functions" for one in groups["all"])
    assert "Danger of GPT-5 jumps" in other_formulas.why(DEFAULT)
