"""Rules: the laws' strictness, what is unknown, and Kleene's logic."""

import itertools
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import risk
from risk.parameter import parameters
from risk.rules import (
    And,
    CapabilityThreshold,
    ComputeThreshold,
    FilterThenTest,
    Not,
    Or,
    SurfaceThreshold,
    TripleIntersection,
)

YES, NO, UNKNOWN = 1.0, 0.0, np.nan
VALUES = (YES, NO, UNKNOWN)
NINE = list(itertools.product(VALUES, repeat=2))

# Rows are the first operand, columns the second, both in the order yes, no, unknown (Kleene 1938).
KLEENE_AND = [YES, NO, UNKNOWN, NO, NO, NO, UNKNOWN, NO, UNKNOWN]
KLEENE_OR = [YES, YES, YES, YES, NO, UNKNOWN, YES, UNKNOWN, UNKNOWN]


class Product:
    """Stand-in for a surface."""

    def danger(self, I, G, A):
        return np.asarray(I) * np.asarray(G) * np.asarray(A)


class Holed(Product):
    """A surface that is undefined where I is low."""

    def danger(self, I, G, A):
        return np.where(np.asarray(I) < 0.2, np.nan, 0.9)


def two_rules():
    """Two rules, and a table on which they give all nine pairs of verdicts."""
    level = {YES: 0.9, NO: 0.1, UNKNOWN: np.nan}
    table = {"I": [level[first] for first, _ in NINE], "A": [level[second] for _, second in NINE]}
    return CapabilityThreshold("I", 0.5), CapabilityThreshold("A", 0.5), table


def same(verdict, expected):
    return np.array_equal(verdict, np.array(expected), equal_nan=True)


def completions(*values):
    """All ways in which unknown values may turn out."""
    return itertools.product(*[(YES, NO) if np.isnan(value) else (value,) for value in values])


def test_and_or_not_follow_kleenes_truth_tables():
    first, second, table = two_rules()
    assert same(first.applies(table, 2026.0), [pair[0] for pair in NINE])
    assert same(second.applies(table, 2026.0), [pair[1] for pair in NINE])
    assert same((first & second).applies(table, 2026.0), KLEENE_AND)
    assert same((first | second).applies(table, 2026.0), KLEENE_OR)
    assert same((~first).applies(table, 2026.0), [1 - pair[0] for pair in NINE])


def test_the_truth_tables_are_what_holds_in_every_completion():
    for (first, second), both, either in zip(NINE, KLEENE_AND, KLEENE_OR, strict=True):
        ands = {a * b for a, b in completions(first, second)}
        ors = {max(a, b) for a, b in completions(first, second)}
        assert same(both, ands.pop() if len(ands) == 1 else UNKNOWN)
        assert same(either, ors.pop() if len(ors) == 1 else UNKNOWN)


def test_de_morgan_and_double_negation():
    first, second, table = two_rules()
    assert same((~(first & second)).applies(table, 2026.0), (~first | ~second).applies(table, 2026.0))
    assert same((~~first).applies(table, 2026.0), first.applies(table, 2026.0))


def test_operators_give_frozen_combinations_with_the_columns_of_both():
    first, second, _ = two_rules()
    assert first & second == And(first, second)
    assert first | second == Or(first, second)
    assert ~first == Not(first)
    combined = (ComputeThreshold(1e25) & ~first) | TripleIntersection(0.4)
    assert combined.columns == ("flop", "I", "G", "A")
    assert hash(combined) == hash((ComputeThreshold(1e25) & ~first) | TripleIntersection(0.4))
    with pytest.raises(FrozenInstanceError):
        combined.first = first
    with pytest.raises(TypeError):
        first & 0.5
    with pytest.raises(ValueError, match=r"and.second must be a rule, got 0.5"):
        And(first, 0.5)


def test_a_compute_threshold_is_strict_and_does_not_know_what_is_not_disclosed():
    table = {"flop": [9.9e24, 1e25, np.nextafter(1e25, np.inf), np.nan, np.inf]}
    assert same(ComputeThreshold(1e25).applies(table, 2026.0), [NO, NO, YES, UNKNOWN, YES])
    assert ComputeThreshold() == ComputeThreshold(flop=1e25)
    (declared,) = parameters(ComputeThreshold)
    assert declared.log and (declared.low, declared.high) == (1e15, 1e32)
    with pytest.raises(ValueError, match=r"compute-threshold.flop must be between 1e\+15 and 1e\+32, got 1e\+40"):
        ComputeThreshold(1e40)


def test_a_capability_is_reached_at_its_level():
    table = {axis: [0.59, 0.6, np.nan] for axis in "IGA"}
    for axis in "IGA":
        rule = CapabilityThreshold(axis, 0.6)
        assert rule.columns == (axis,)
        assert same(rule.applies(table, 2026.0), [NO, YES, UNKNOWN])
    with pytest.raises(ValueError, match=r"capability-threshold\.axis must be one of I, G, A, got 'D'"):
        CapabilityThreshold("D", 0.6)


def test_the_triple_intersection_needs_all_three_and_one_low_axis_settles_it():
    rows = list(itertools.product((0.9, 0.5, 0.1, np.nan), repeat=3))
    table = dict(zip("IGA", np.array(rows).T, strict=True))
    verdict = TripleIntersection(0.5).applies(table, 2026.0)
    for row, covered in zip(rows, verdict, strict=True):
        possible = {
            float(min(point) >= 0.5)
            for point in itertools.product(*[(0.0, 1.0) if np.isnan(value) else (value,) for value in row])
        }
        assert same(covered, possible.pop() if len(possible) == 1 else UNKNOWN), row


def test_a_surface_rule_covers_the_dangerous_side_and_not_what_was_not_measured():
    table = {"I": [0.5, 0.5, 1.0, np.nan, 0.4], "G": [1.0, 1.0, np.nan, 0.5, 0.9], "A": [0.6, 0.59, 1.0, 0.0, 0.9]}
    rule = SurfaceThreshold(Product(), 0.3)
    assert same(rule.applies(table, 2026.0), [YES, NO, UNKNOWN, UNKNOWN, YES])
    nothing = {axis: [np.nan, np.nan] for axis in "IGA"}
    assert same(rule.applies(nothing, 2026.0), [UNKNOWN, UNKNOWN])
    assert same(SurfaceThreshold(Holed(), 0.3).applies({axis: [0.1, 0.5] for axis in "IGA"}, 2026.0), [UNKNOWN, YES])
    assert [declared.name for declared in parameters(rule)] == ["tolerance"]
    with pytest.raises(ValueError, match=r"surface must have a method danger\(I, G, A\), got 'steep'"):
        SurfaceThreshold("steep", 0.3)


def test_a_surface_rule_takes_a_real_surface():
    surface = risk.Surface(risk.danger_function("phase-transition"), risk.ProxyAgency())
    rng = np.random.default_rng(0)
    table = {axis: rng.uniform(size=200) for axis in "IGA"}
    covered = SurfaceThreshold(surface, 0.3).applies(table, 2026.0)
    assert same(covered, surface.danger(**table) >= 0.3)
    assert 0 < covered.mean() < 1
    table["G"] = np.full(200, np.nan)
    assert np.isnan(SurfaceThreshold(surface, 0.3).applies(table, 2026.0)).all()


def test_a_line_then_an_evaluation_covers_what_both_find():
    first, second, table = two_rules()
    rule = FilterThenTest(filter=first, test=second)
    assert same(rule.applies(table, 2026.0), KLEENE_AND)
    assert rule.columns == ("I", "A")
    both = FilterThenTest(ComputeThreshold(1e25), CapabilityThreshold("I", 0.5))
    mixed = {"flop": [1e26, 1e26, 1e24, np.nan, np.nan], "I": [0.9, 0.1, 0.9, 0.9, 0.1]}
    assert same(both.applies(mixed, 2026.0), [YES, NO, NO, UNKNOWN, NO])
    with pytest.raises(ValueError, match=r"filter-then-test\.test must be a rule, got None"):
        FilterThenTest(ComputeThreshold(), None)


def test_verdicts_are_float64_and_the_table_is_left_alone():
    table = {"flop": np.array([1e24, 1e26])}
    verdict = ComputeThreshold().applies(table, [2025.0, 2026.0])
    assert verdict.dtype == np.float64
    assert table["flop"].tolist() == [1e24, 1e26]
    assert ComputeThreshold().applies({"flop": []}, 2026.0).shape == (0,)


def test_a_data_frame_is_a_table():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"flop": [1e26, None], "I": [0.7, 0.7]}, index=["x", "y"])
    rule = ComputeThreshold() & CapabilityThreshold("I", 0.6)
    assert same(rule.applies(frame, 2026.0), [YES, UNKNOWN])


@pytest.mark.parametrize(
    ("rule", "table", "date", "message"),
    [
        (ComputeThreshold(), {"I": [0.5]}, 2026.0, "compute-threshold needs the column flop, and the table has none"),
        (TripleIntersection(), {"I": [0.5], "G": [0.5]}, 2026.0, "triple-intersection needs the column A"),
        (
            ComputeThreshold() & CapabilityThreshold("A"),
            {"flop": [1e25]},
            2026.0,
            "and needs the column A, and the table has none",
        ),
        (ComputeThreshold(), {"flop": ["much"]}, 2026.0, "compute-threshold needs numbers in the column flop"),
        (ComputeThreshold(), {"flop": [[1e25]]}, 2026.0, "one-dimensional column flop, got 2 dimensions"),
        (
            ComputeThreshold() | CapabilityThreshold("I"),
            {"flop": [1e25, 1e26], "I": [0.5]},
            2026.0,
            "or needs columns of equal length, got flop 2, I 1",
        ),
        (ComputeThreshold(), {"flop": [1e25]}, np.nan, "date must be a finite decimal year, got nan"),
        (ComputeThreshold(), {"flop": [1e25]}, [2025.0, 2026.0], r"one date, or one for each of 1 systems"),
    ],
)
def test_bad_input_is_named(rule, table, date, message):
    with pytest.raises(ValueError, match=message):
        rule.applies(table, date)


def test_rules_are_declared():
    for rule in (ComputeThreshold, CapabilityThreshold, TripleIntersection, SurfaceThreshold, FilterThenTest):
        assert rule.name and rule.label and rule.summary and rule.source
        for declared in parameters(rule):
            assert declared.label and declared.help and declared.source
