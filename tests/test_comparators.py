"""The rules that a FLOP line competes with."""

from __future__ import annotations

import math

import pytest

from risk import comparators
from risk.danger import BUILT_IN
from risk.line import on_cube
from risk.registry import alternatives
from risk.scenario import Scenario
from risk.surface import Surface

KEYS = ("line", "capability", "triple", "line-then-test", "surface", "wrong-surface")


def found(scenario: Scenario) -> dict[str, comparators.Verdicts]:
    return {entry.comparator.key: entry for entry in comparators.verdicts(scenario)}


def test_the_rules_are_the_same_six_in_every_scenario() -> None:
    for function in BUILT_IN:
        rules = comparators.comparators(Scenario().replace("function", function.name))
        assert tuple(rule.key for rule in rules) == KEYS
        assert len({rule.label for rule in rules}) == len(KEYS)


def test_the_flop_line_does_what_the_figure_of_the_line_says() -> None:
    line, along = found(Scenario())["line"], on_cube(Scenario()).line
    assert (line.cube.missed_share, line.cube.overreach_share) == (along.missed_share, along.overreach_share)
    assert line.cube.missed_low == line.cube.missed_high


def test_by_default_no_rule_has_zero_error() -> None:
    for entry in found(Scenario()).values():
        assert entry.cube.missed_share > 0.0
        assert entry.cube.overreach_share > 0.0
        assert not entry.given_the_truth


def test_without_error_only_the_surface_rule_with_the_right_function_is_given_the_truth() -> None:
    exact = found(Scenario().replace("measurement.error", 0.0))
    assert {key for key, entry in exact.items() if entry.given_the_truth} == {"surface"}


def test_the_wrong_function_errs_more_and_marks_as_much() -> None:
    scenario = Scenario().replace("measurement.error", 0.0)
    wrong = comparators.wrong_surface(scenario)
    tolerance = comparators.wrong_tolerance(scenario)
    share = scenario.surface.dangerous_share(scenario.settings.tolerance)
    assert wrong.dangerous_share(tolerance) == pytest.approx(share, abs=0.005)
    entry = found(scenario)["wrong-surface"]
    assert entry.cube.missed_share + entry.cube.overreach_share > 0.1


@pytest.mark.parametrize("function", alternatives())
def test_the_wrong_function_is_never_the_one_that_holds(function: str) -> None:
    scenario = Scenario().replace("function", function).replace("settings.other_function", function)
    wrong = comparators.wrong_surface(scenario)
    assert isinstance(wrong, Surface)
    assert wrong.function.name != function


def test_only_the_lines_leave_systems_undetermined() -> None:
    entries = found(Scenario())
    assert entries["line"].systems.undetermined == 17
    assert 0 < entries["line-then-test"].systems.undetermined < 17
    assert all(entries[key].systems.undetermined == 0 for key in ("capability", "triple", "surface", "wrong-surface"))


def test_more_error_makes_the_surface_rule_worse() -> None:
    errors = [found(Scenario().replace("measurement.error", error))["surface"].cube for error in (0.02, 0.1, 0.3)]
    sums = [entry.missed_share + entry.overreach_share for entry in errors]
    assert sums == sorted(sums)


@pytest.mark.parametrize("what", ["CUBE_POINTS", "CUBE_DRAWS"])
def test_four_times_as_many_move_no_share_by_more_than_a_fiftieth(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = found(Scenario())
    monkeypatch.setattr(comparators, what, 4 * getattr(comparators, what))
    comparators._on_cube.cache_clear()
    more = found(Scenario())
    comparators._on_cube.cache_clear()
    for key in KEYS:
        assert more[key].cube.missed_share == pytest.approx(usual[key].cube.missed_share, abs=0.02)
        assert more[key].cube.overreach_share == pytest.approx(usual[key].cube.overreach_share, abs=0.02)


def test_the_claim_leaves_out_a_rule_that_is_told_the_truth() -> None:
    assert "Surface, right function" in comparators.claim(comparators.verdicts(Scenario()))
    exact = Scenario().replace("measurement.error", 0.0)
    assert "Surface, right function" not in comparators.claim(comparators.verdicts(exact))


@pytest.mark.parametrize("tolerance", [0.0, 1.0])
def test_nothing_is_claimed_where_nothing_can_be_told_apart(tolerance: float) -> None:
    entries = comparators.verdicts(Scenario().replace("settings.tolerance", tolerance))
    assert math.isnan(entries[0].cube.missed_share) or math.isnan(entries[0].cube.overreach_share)
    assert "cannot be told apart" in comparators.claim(entries)
