"""Scores by year: worked by hand, equal to the comparison of one year, and half-lives in whole years."""

from __future__ import annotations

import math

import numpy as np
import pytest

from risk.comparison import MeasurementError, compare
from risk.danger import PhaseTransition
from risk.rules import ComputeThreshold, SurfaceThreshold
from risk.surface import Surface
from risk.timeline import releases
from risk.yearly import ENOUGH, Clock, HalfLife, YearlyScore, score, together, years_until

LINE = ComputeThreshold(1e25)


def made(caught, missed, overreach=0, cleared=0, untold=0) -> YearlyScore:
    """A score of several seeds (rows) over several years (columns)."""
    caught, missed = np.atleast_2d(np.array(caught, dtype=float)), np.atleast_2d(np.array(missed, dtype=float))
    rest = {name: np.full(caught.shape, float(x)) for name, x in (("overreach", overreach), ("cleared", cleared))}
    return YearlyScore(
        years=np.arange(2025, 2025 + caught.shape[1]),
        caught=caught,
        missed=missed,
        undetermined_dangerous=np.full(caught.shape, float(untold)),
        undetermined_safe=np.zeros(caught.shape),
        **rest,
    )


def test_a_score_worked_by_hand() -> None:
    table = {
        "date": [2024.9, 2025.0, 2025.4, 2025.9, 2026.0, 2026.5, 2026.7, 2026.8, 2027.0, 2026.1],
        "flop": [1e26, 1e26, 1e24, 1e26, 1e24, np.nan, np.nan, 1e26, 1e26, 1e26],
    }
    danger = [0.9, 0.9, 0.9, 0.1, 0.3, 0.9, 0.1, 0.29, 0.9, np.nan]
    found = score({"line": LINE}, table, danger, 0.3, range(2025, 2027))["line"]
    assert found.years.tolist() == [2025, 2026]
    # 2024 and 2027 are left out, and so is the release whose danger is unknown.
    assert found.caught.tolist() == [[1, 0]] and found.missed.tolist() == [[1, 1]]
    assert found.overreach.tolist() == [[1, 1]] and found.cleared.tolist() == [[0, 0]]
    assert found.undetermined_dangerous.tolist() == [[0, 1]] and found.undetermined_safe.tolist() == [[0, 1]]
    assert found.missed_share.pooled.tolist() == [0.5, 1.0]
    assert found.overreach_share.pooled.tolist() == [1.0, 1.0]
    assert found.undetermined_share.pooled.tolist() == [0.0, 0.5]
    assert found.unseen_share.pooled.tolist() == [0.5, 1.0]


def test_every_year_is_what_the_comparison_says_of_it() -> None:
    frame = releases(2025.0, 2029.0, 4)
    surface = Surface(PhaseTransition())
    danger = surface.danger(frame["I"], frame["G"], frame["A"])
    error = MeasurementError()
    rules = {"line": LINE, "surface": SurfaceThreshold(surface)}
    found = score(rules, frame, danger, 0.3, range(2025, 2029), error, 9)
    readings = error.read(frame, 9)
    for name, rule in rules.items():
        covered = rule.applies(readings, frame["date"])
        for place, year in enumerate(range(2025, 2029)):
            inside = np.floor(frame["date"]) == year
            whole = compare(covered[inside], danger[inside], 0.3)
            for count in ("caught", "missed", "overreach", "cleared", "undetermined_dangerous", "undetermined_safe"):
                assert getattr(found[name], count)[0, place] == getattr(whole, count)


def test_only_a_rule_that_is_told_the_truth_errs_nowhere() -> None:
    frame = releases(2025.0, 2030.0)
    surface = Surface(PhaseTransition())
    danger = surface.danger(frame["I"], frame["G"], frame["A"])
    rule = {"surface": SurfaceThreshold(surface)}
    told = score(rule, frame, danger, 0.3, range(2025, 2030), MeasurementError(error=0.0))["surface"]
    assert told.missed.sum() == told.overreach.sum() == 0.0
    read = score(rule, frame, danger, 0.3, range(2025, 2030))["surface"]
    assert read.missed.sum() + read.overreach.sum() > 0.0


def test_seeds_are_put_together_and_their_band_is_over_seeds() -> None:
    one, other = made([8, 0], [2, 0]), made([4, 0], [6, 0])
    both = together((one, other))
    share = both.missed_share
    assert share.each.tolist()[0][0] == 0.2 and np.isnan(share.each[:, 1]).all()
    assert share.pooled[0] == pytest.approx(0.4) and np.isnan(share.pooled[1])
    assert share.low[0] == pytest.approx(0.22) and share.high[0] == pytest.approx(0.58)
    assert np.isnan(share.low[1]) and np.isnan(share.high[1])


def test_a_half_life_is_the_first_year_of_more_than_a_share() -> None:
    score_ = made([9, 5, 4, 9], [1, 5, 6, 1])
    assert score_.half_life(0.5) == HalfLife(2.0, 2.0, 2.0)
    assert score_.half_life(0.05).years == 0.0
    assert score_.half_life(0.6).years == math.inf
    assert years_until(np.array([np.nan, np.nan]), 0.5) != years_until(np.array([0.1]), 0.5) == math.inf
    assert math.isnan(made([0, 0], [0, 0]).half_life(0.5).years)


def test_a_single_population_counts_where_it_can_tell_enough() -> None:
    few, enough = made([0, 9], [ENOUGH - 1, 0]), made([0, 9], [ENOUGH, 0])
    assert few.half_life(0.5) == HalfLife(0.0, math.inf, math.inf)
    assert enough.half_life(0.5) == HalfLife(0.0, 0.0, 0.0)


def test_the_band_of_a_half_life_makes_no_number_of_never() -> None:
    seeds = made([[9, 9, 9]] * 10 + [[0, 9, 9]] * 10, [[0, 0, 0]] * 10 + [[9, 0, 0]] * 10)
    life = seeds.half_life(0.4)
    assert (life.low, life.high) == (0.0, math.inf)


def test_a_rule_is_confident_and_wrong_where_it_can_tell_on_most_and_misses_more() -> None:
    assert made([1, 1, 9], [9, 9, 1]).confident_and_wrong(0.5) == (2025, 2026)
    assert made([1, 1, 9], [9, 9, 1], untold=20).confident_and_wrong(0.5) == ()
    assert made([0], [0]).confident_and_wrong(0.5) == ()


def test_years_are_consecutive() -> None:
    for wrong in ([], [2025, 2027], [2026, 2025]):
        with pytest.raises(ValueError, match="years must be consecutive calendar years"):
            score({"line": LINE}, {"date": [2025.0], "flop": [1e25]}, [0.5], 0.3, wrong)
    with pytest.raises(ValueError, match="compute-threshold needs the column flop"):
        score({"line": LINE}, {"date": [2025.0]}, [0.5], 0.3, [2025])
    with pytest.raises(ValueError, match=r"clock\.years_ahead must be between 1 and 42"):
        Clock(years_ahead=0)
