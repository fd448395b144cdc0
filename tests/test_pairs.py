"""Pairs of equally capable systems: which count, and what their intervals are made of."""

from __future__ import annotations

import math

import numpy as np
import pytest

from risk import catalog, erosion
from risk.pairs import PairRule, pairs
from risk.scenario import Scenario

RULE = PairRule(closeness=0.02, gap=0.5)
NAN = math.nan


def table(*systems):
    names = ("name", "date", "flop", "flop_low", "flop_high", "flop_interval", "I", "I_low", "I_high", "I_vintage")
    rows = [{"flop_interval": "", "I_vintage": catalog.INDEX_VINTAGE} | system for system in systems]
    return {
        name: np.array(
            [row.get(name, NAN) for row in rows], dtype=object if isinstance(rows[0].get(name), str) else None
        )
        for name in names
    }


OLD = {"name": "Old", "date": 2024.0, "flop": 1e25, "I": 0.50}
NEW = {"name": "New", "date": 2025.0, "flop": 1e24, "I": 0.51}


def test_a_pair_says_how_much_less_the_later_one_took():
    (pair,) = pairs(table(OLD, NEW), RULE, 2.0)
    assert (pair.first, pair.second) == ("Old", "New")
    assert (pair.saved, pair.rate, pair.years) == pytest.approx((1.0, 1.0, 1.0))
    assert math.isnan(pair.low) and math.isnan(pair.high)
    (turned,) = pairs(table({**NEW, "date": 2024.0}, {**OLD, "date": 2026.0}), RULE, 2.0)
    assert turned.rate == pytest.approx(-0.5)


@pytest.mark.parametrize(
    "change",
    [
        {"flop": NAN},
        {"I": NAN},
        {"I": 0.53},
        {"I": 0.47},
        {"date": 2024.4},
        {"I_vintage": "2026-09-28"},
        {"I": 1.0},
    ],
)
def test_what_is_unknown_unlike_too_close_or_of_another_version_makes_no_pair(change):
    assert pairs(table(OLD, {**NEW, **change}), RULE, 2.0) == ()


def test_a_pair_at_the_very_limit_is_in():
    assert len(pairs(table(OLD, {**NEW, "I": 0.52, "date": 2024.5}), RULE, 2.0)) == 1


def test_intervals_of_compute_and_of_intelligence_add_in_squares():
    old = {**OLD, "flop_low": 1e24, "flop_high": 1e26}
    (compute,) = pairs(table(old, NEW), RULE, 2.0)
    assert (compute.low, compute.high) == pytest.approx((0.0, 2.0))
    new = {**NEW, "I_low": 0.4, "I_high": 0.6}

    def odds(level):
        return math.log(level / (1 - level))

    (skill,) = pairs(table(OLD, new), RULE, 2.0)
    assert skill.high - 1 == pytest.approx(2 * (odds(0.6) - odds(0.51)))
    assert 1 - skill.low == pytest.approx(2 * (odds(0.51) - odds(0.4)))
    (both,) = pairs(table(old, new), RULE, 2.0)
    assert both.high - 1 == pytest.approx(math.hypot(1.0, skill.high - 1))


def test_a_counting_rule_is_no_interval():
    old = {**OLD, "flop_low": 1e22, "flop_high": 1e26, "flop_interval": "accounting range"}
    (pair,) = pairs(table(old, NEW), RULE, 2.0)
    assert math.isnan(pair.low)


def test_a_wider_rule_only_adds_pairs_and_all_of_them_are_shown():
    def found(closeness, gap):
        rule = Scenario().replace("pairs.closeness", closeness).replace("pairs.gap", gap)
        return {(pair.first, pair.second) for pair in erosion.evidence(rule)}

    assert found(0.005, 1.0) <= found(0.013, 0.5) <= found(0.05, 0.25)
    # By hand on the catalogue: every pair, those that took more compute among them.
    known = catalog.systems()
    known = known[known["flop"].notna() & known["I"].notna() & (known["I_vintage"] == catalog.INDEX_VINTAGE)]
    expected = {
        (a.name_, b.name_)
        for a in known.rename(columns={"name": "name_"}).itertuples()
        for b in known.rename(columns={"name": "name_"}).itertuples()
        if b.date - a.date >= 0.5 and abs(a.I - b.I) <= 0.013
    }
    assert found(0.013, 0.5) == expected and len(expected) >= 5
    assert any(pair.rate < 0 for pair in erosion.evidence(Scenario()))


def test_pairs_are_of_systems_released_by_the_date_and_sorted_by_rate():
    assert erosion.evidence(Scenario().replace("settings.date", 2023.0)) == ()
    rates = [pair.rate for pair in erosion.evidence(Scenario())]
    assert rates == sorted(rates)


def test_the_worked_pair_of_the_trends_table_is_among_them():
    worked = catalog.trends().set_index("id").loc["example_inkling_gpt5"]
    pair = next(pair for pair in erosion.evidence(Scenario()) if pair.second == "Inkling")
    assert pair.first == "GPT-5" and 10**pair.saved == pytest.approx(worked["central"], rel=0.01)
