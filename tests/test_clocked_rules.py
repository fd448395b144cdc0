"""Rules with a clock: closed forms of floating lines, triggers of the threshold in spend, and one place of hardware."""

from __future__ import annotations

import numpy as np
import pytest

import risk
from risk.clocked_rules import FloatingThreshold, HardwareCap, Review, SpendThreshold
from risk.compute import ComputeTrend
from risk.timeline import Releases, releases

YES, NO, UNKNOWN = 1.0, 0.0, np.nan
SHORTEST = 0.01


def same(verdict, expected) -> bool:
    return np.array_equal(verdict, np.array(expected), equal_nan=True)


@pytest.mark.parametrize("rate", [0.3, 1.0, 1.5])
def test_pegged_to_efficiency_and_perfectly_tracked_a_line_holds_its_capability(rate: float) -> None:
    trend = ComputeTrend(efficiency=rate)
    rule = FloatingThreshold(review_years=SHORTEST, lag_years=0.0, tracked_rate=rate)
    date = np.linspace(2025.0, 2045.0, 500)
    meant = trend.intelligence(rule.line(date), date)
    # Between two reviews it drifts by what efficiency gains in one interval, and no more.
    slack = trend.intelligence(1e25, 2025.0 + SHORTEST) - trend.intelligence(1e25, 2025.0)
    assert meant.min() >= meant[0] - 1e-9 and meant.max() <= meant[0] + 1.2 * slack
    still = trend.intelligence(1e25, date)
    assert still[-1] - still[0] > 10 * slack


def test_pegged_to_the_frontier_a_line_holds_its_yearly_count() -> None:
    model = Releases(release_rate=3000.0, growth_end=2060.0, small_share=0.0, disclosed_closed=1.0, disclosed_open=1.0)
    rule = FloatingThreshold(2e25, "frontier", review_years=SHORTEST, lag_years=0.0, tracked_rate=model.frontier_growth)
    frame = releases(2025.0, 2041.0, 3, model=model)
    covered = rule.applies(frame, frame["date"])
    count = np.bincount(np.floor(frame["date"]).astype(int) - 2025, covered)
    assert count.mean() > 100 and np.abs(count - count.mean()).max() < 4.5 * np.sqrt(count.mean())
    still = risk.ComputeThreshold(2e25).applies(frame, frame["date"])
    fixed = np.bincount(np.floor(frame["date"]).astype(int) - 2025, still)
    assert fixed[-1] > 1.3 * fixed[0]


def test_a_line_moves_at_its_reviews_and_after_their_lag() -> None:
    rule = FloatingThreshold(1e25, "efficiency", set_date=2025.0, review_years=2.0, lag_years=1.0, tracked_rate=0.5)
    date = np.array([2020.0, 2025.0, 2027.99, 2028.0, 2029.9, 2030.0])
    assert np.log10(rule.line(date)) == pytest.approx([25.0, 25.0, 25.0, 24.0, 24.0, 23.0])
    rising = rule.replace(peg="frontier")
    assert np.log10(rising.line(date)) == pytest.approx([25.0, 25.0, 25.0, 26.0, 26.0, 27.0])
    late = rule.replace(lag_years=1.5)
    assert np.log10(late.line(date)) == pytest.approx([25.0, 25.0, 25.0, 25.0, 24.0, 24.0])


def test_a_rate_of_zero_never_moves_the_line() -> None:
    date = np.linspace(2020.0, 2060.0, 50)
    for peg in ("efficiency", "frontier"):
        assert (FloatingThreshold(3e25, peg, tracked_rate=0.0).line(date) == 3e25).all()


def test_a_floating_line_is_strict_and_does_not_know_what_is_not_disclosed() -> None:
    table = {"flop": [1e25, np.nextafter(1e25, np.inf), np.nan, 1e23]}
    assert same(FloatingThreshold().applies(table, 2025.0), [NO, YES, UNKNOWN, NO])
    later = FloatingThreshold(tracked_rate=1.0, review_years=1.0, lag_years=0.0).applies(table, 2028.5)
    assert same(later, [YES, YES, UNKNOWN, YES])
    each = FloatingThreshold(tracked_rate=1.0, review_years=1.0, lag_years=0.0)
    assert same(each.applies({"flop": [5e24, 5e24]}, [2025.0, 2027.0]), [NO, YES])


def test_what_makes_no_sense_is_named() -> None:
    with pytest.raises(ValueError, match=r"floating-threshold\.review_years must be between 0\.01 and 40, got 0"):
        FloatingThreshold(review_years=0.0)
    with pytest.raises(ValueError, match=r"review\.tracked_rate must be between 0 and 3, got -0\.5"):
        Review(tracked_rate=-0.5)
    with pytest.raises(ValueError, match=r"floating-threshold\.peg must be one of efficiency, frontier"):
        FloatingThreshold(peg="law")
    with pytest.raises(ValueError, match=r"floating-threshold needs the column flop"):
        FloatingThreshold().applies({"I": [0.5]}, 2026.0)
    with pytest.raises(ValueError, match=r"spend-threshold needs the column spend_usd"):
        SpendThreshold().applies({"date": [2026.0], "I": [0.5], "open_weights": [0], "incident": [0]}, 2026.0)
    with pytest.raises(ValueError, match=r"hardware-cap needs the column site"):
        HardwareCap().applies(risk.catalog.systems(), 2026.0)


def spenders(**changes):
    """A large, a mid-tier and a small developer, then the same again later."""
    table = {
        "date": [2026.0, 2026.5, 2026.5, 2029.0, 2029.0, 2029.0],
        "spend_usd": [5e9, 5e8, 5e7, 5e9, 5e8, 5e7],
        "I": [0.9, 0.5, 0.5, 0.5, 0.5, 0.5],
        "open_weights": [False] * 6,
        "incident": [False] * 6,
    }
    for name, (row, value) in changes.items():
        table[name][row] = value
    return table


def test_a_threshold_in_spend_covers_the_large_and_without_a_trigger_never_expands() -> None:
    table, rule = spenders(), SpendThreshold()
    assert rule.expands({name: np.asarray(values, dtype=float) for name, values in table.items()}) == np.inf
    assert same(rule.applies(table, table["date"]), [YES, NO, NO, YES, NO, NO])
    assert same(rule.applies(table, 2060.0), [YES, NO, NO, YES, NO, NO])


@pytest.mark.parametrize(
    ("changes", "off"),
    [
        ({"I": (1, 0.8)}, "on_mid_tier"),
        ({"incident": (0, True)}, "on_incident"),
    ],
)
def test_a_trigger_expands_it_after_the_response(changes, off: str) -> None:
    table = spenders(**changes)
    rule = SpendThreshold(response_years=1.0)
    assert same(rule.applies(table, table["date"]), [YES, NO, NO, YES, YES, NO])
    slow = rule.replace(response_years=5.0)
    assert same(slow.applies(table, table["date"]), [YES, NO, NO, YES, NO, NO])
    assert same(rule.replace(**{off: False}).applies(table, table["date"]), [YES, NO, NO, YES, NO, NO])


def test_an_open_release_triggers_whoever_makes_it() -> None:
    table = spenders(open_weights=(0, True))
    rule = SpendThreshold(on_mid_tier=False, on_incident=False)
    assert rule.columns == ("spend_usd", "date", "I", "open_weights")
    assert same(rule.applies(table, table["date"]), [YES, NO, NO, YES, YES, NO])
    unmeasured = spenders(open_weights=(0, True), I=(0, np.nan))
    assert same(rule.applies(unmeasured, unmeasured["date"]), [YES, NO, NO, YES, NO, NO])


def test_without_triggers_it_reads_spend_alone_and_unknown_spend_stays_unknown() -> None:
    rule = SpendThreshold(on_mid_tier=False, on_open_weights=False, on_incident=False)
    assert rule.columns == ("spend_usd",)
    assert same(rule.applies({"spend_usd": [2e9, 1e9, np.nan]}, 2026.0), [YES, NO, UNKNOWN])
    # An expansion never narrows the rule.
    wide = SpendThreshold(expanded_usd_per_year=1e12, response_years=0.0)
    assert same(wide.applies(spenders(incident=(0, True)), 2030.0), [YES, NO, NO, YES, NO, NO])


def test_a_cap_counts_the_largest_place_only() -> None:
    rule = HardwareCap()
    assert same(rule.applies({"site": [16.0, 16.1, np.nan, 8.0]}, 2026.0), [NO, YES, UNKNOWN, NO])
    model = Releases(release_rate=5000.0, decentralised_share=1.0, disclosed_open=1.0)
    frame = releases(2025.0, 2026.0, model=model)
    opened = frame["open_weights"].to_numpy()
    assert rule.applies(frame, 2025.5)[opened].sum() == 0.0
    assert (frame["hardware"][opened] > 16.0).mean() > 0.9


def test_they_combine_with_other_rules() -> None:
    both = FloatingThreshold() & HardwareCap()
    assert both.columns == ("flop", "site")
    table = {"flop": [1e26, 1e26, np.nan], "site": [20.0, np.nan, 8.0]}
    assert same(both.applies(table, 2026.0), [YES, UNKNOWN, NO])
    assert same((~HardwareCap() | FloatingThreshold()).applies(table, 2026.0), [YES, YES, YES])


def test_a_floating_line_is_made_in_the_order_of_its_design() -> None:
    made = FloatingThreshold(3e25, "frontier", 4.0, 0.5, 0.7)
    assert made.values() == {
        "flop": 3e25, "peg": "frontier", "review_years": 4.0, "lag_years": 0.5, "tracked_rate": 0.7, "set_date": 2025.0,
    }  # fmt: skip
    assert SpendThreshold(1e10).usd_per_year == 1e10 and HardwareCap(32.0).h100_equivalents == 32.0


def test_a_floating_line_reviews_as_the_scenario_says() -> None:
    review = Review(review_years=1.0, lag_years=0.5)
    rule = FloatingThreshold(**review.values())
    date = np.linspace(2024.0, 2030.0, 40)
    assert np.array_equal(rule.reviewed(date), review.reviewed(date))
