"""Release populations: drawn as declared, the same for the same seed, and refused where they make no sense."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

import risk
from risk.compute import ComputeTrend
from risk.timeline import MOST_RELEASES, Releases, draw, part_of, releases

MANY = Releases(release_rate=20_000.0)


def drawn(model: Releases = MANY, seed: int = 0, start: float = 2025.0, stop: float = 2026.0, **more):
    return draw(start, stop, seed, model, more.pop("trend", ComputeTrend()), **more)


def test_a_release_has_the_columns_of_a_system_and_more() -> None:
    frame = releases(2024.0, 2030.0)
    shared = ["id", "name", "date", "flop", "I", "G", "A", "open_weights"]
    assert set(shared) <= set(frame.columns) and set(shared) <= set(risk.catalog.systems().columns)
    assert {"developer", "spend_usd", "hardware", "site", "compute", "incident"} <= set(frame.columns)
    assert frame["id"].is_unique and frame["date"].is_monotonic_increasing
    assert frame["date"].between(2024.0, 2030.0, inclusive="left").all()
    for axis in "IGA":
        assert frame[axis].between(0.0, 1.0).all() and frame[axis].nunique() > 20
    known = frame["flop"].notna()
    assert 0 < known.sum() < len(frame)
    assert (frame.loc[known, "flop"] == frame.loc[known, "compute"]).all()
    assert (frame["hardware"].isna() == ~known).all() and (frame["site"].isna() == ~known).all()


def test_equal_seeds_give_equal_releases_and_others_do_not() -> None:
    one, same, other = (releases(2025.0, 2035.0, seed) for seed in (7, 7, 8))
    assert one.equals(same) and not one.equals(other)
    sequence = np.random.SeedSequence(5)
    assert releases(2025.0, 2027.0, sequence).equals(releases(2025.0, 2027.0, sequence))


def test_a_parameter_moves_its_own_column_and_no_other() -> None:
    before, after = drawn(), drawn(MANY.replace(generality_drift=1.0))
    assert np.median(after["G"]) > np.median(before["G"]) + 0.05
    for name in set(before) - {"G"}:
        assert np.array_equal(before[name], after[name], equal_nan=before[name].dtype.kind == "f"), name


@pytest.mark.parametrize("growth", [0.0, 0.1, 0.3])
def test_releases_come_at_the_declared_rate(growth: float) -> None:
    model = Releases(release_rate=1000.0, release_growth=growth)
    date = drawn(model, start=2024.0, stop=2030.0)["date"]
    for year in range(2024, 2030):
        # The integral of n 10^(h (t - 2024)) over the year.
        rise = growth * math.log(10.0)
        expected = 1000.0 * (math.exp(rise * (year - 2024)) * math.expm1(rise) / rise if rise else 1.0)
        assert np.count_nonzero(np.floor(date) == year) == pytest.approx(expected, abs=5.0 * math.sqrt(expected))
    assert model.expected(2024.0, 2030.0) == pytest.approx(date.size, rel=0.05)


def test_compute_lies_as_declared_below_the_frontier() -> None:
    model = MANY.replace(small_share=0.0, open_share=0.0)
    table = drawn(model)
    below = model.frontier_at(table["date"]) - np.log10(table["compute"])
    assert below.min() >= 0.0 and below.mean() == pytest.approx(model.depth, rel=0.03)
    opened = drawn(model.replace(open_share=1.0))
    lower = model.frontier_at(opened["date"]) - np.log10(opened["compute"])
    lag = model.frontier_growth * model.open_lag / 12.0
    assert lower.mean() - below.mean() == pytest.approx(lag + model.open_saving, abs=0.03)
    small = drawn(MANY.replace(small_share=1.0))
    assert small["open_weights"].all()
    expected = math.log10(MANY.small_run) + MANY.small_growth * (small["date"] - 2024.0)
    assert (np.log10(small["compute"]) - expected).mean() == pytest.approx(0.0, abs=0.02)


def test_the_frontier_grows_until_growth_ends_and_then_as_compute_becomes_cheaper() -> None:
    model = Releases(growth_end=2030.0)
    assert model.frontier_at(2024.0) == pytest.approx(math.log10(model.frontier))
    assert model.frontier_at(2027.0) - model.frontier_at(2026.0) == pytest.approx(model.frontier_growth)
    assert model.frontier_at(2035.0) - model.frontier_at(2034.0) == pytest.approx(model.price_fall)
    still = model.replace(frontier_growth=0.0)
    assert still.frontier_at(2050.0) == still.frontier_at(2020.0)


def test_intelligence_is_the_trends_on_average() -> None:
    trend = ComputeTrend(scatter=0.0)
    table = drawn(MANY.replace(open_share=0.0, small_share=0.0), trend=trend)
    assert table["I"] == pytest.approx(trend.intelligence(table["compute"], table["date"]), abs=1e-12)
    # Where nothing is saved, an open release has the intelligence of its compute some months before.
    model = MANY.replace(open_share=1.0, small_share=0.0, open_saving=0.0)
    opened = drawn(model, trend=trend)
    as_of = opened["date"] - model.open_lag / 12.0
    assert opened["I"] == pytest.approx(trend.intelligence(opened["compute"], as_of), abs=1e-12)


def test_the_horizon_of_the_frontier_doubles() -> None:
    model = MANY.replace(depth=0.01, open_share=0.0, small_share=0.0, horizon_scatter=0.0, autonomy_scatter=0.0)
    table = drawn(model, start=2024.0, stop=2025.0, trend=ComputeTrend(scatter=0.0))
    anchors, level = risk.catalog.Anchors(), risk.catalog.Assumptions().autonomy
    octaves = math.log2(anchors.horizon_one * 3600.0 / anchors.horizon_zero)
    doublings = np.polyfit(table["date"], table["A"] * octaves * 5.0 / level, 1)[0]
    assert doublings == pytest.approx(365.25 / model.horizon_doubling, rel=0.02)


def test_intelligence_and_agenticity_go_together_as_among_real_systems() -> None:
    table = drawn(start=2023.0, stop=2026.0)
    assert np.corrcoef(table["I"], table["A"])[0, 1] > 0.7


def test_a_jump_counts_from_its_date() -> None:
    jumping = MANY.replace(jump_size=1.0, jump_date=2025.5)
    before, after = drawn(), drawn(jumping)
    late = before["date"] >= 2025.5
    assert np.array_equal(before["I"][~late], after["I"][~late])
    assert (after["I"][late] > before["I"][late]).all()
    assert np.array_equal(before["compute"], after["compute"])


def test_what_is_disclosed_is_as_often_as_declared() -> None:
    table = drawn()
    known = ~np.isnan(table["flop"])
    near = table["open_weights"]
    assert known[near].mean() == pytest.approx(MANY.disclosed_open, abs=0.02)
    assert known[~near].mean() == pytest.approx(MANY.disclosed_closed, abs=0.02)
    assert near.mean() == pytest.approx(MANY.small_share + (1 - MANY.small_share) * MANY.open_share, abs=0.02)


def test_spend_is_of_a_developer_in_a_year() -> None:
    model = Releases(release_rate=50.0)
    table = drawn(model, start=2025.0, stop=2028.0)
    year = np.floor(table["date"])
    cost = table["compute"] / 1e24 * model.run_price * 10.0 ** (-model.price_fall * (table["date"] - 2025.0))
    for one in range(0, year.size, 7):
        same = (table["developer"] == table["developer"][one]) & (year == year[one])
        assert table["spend_usd"][one] == pytest.approx(model.spend_multiple * cost[same].sum())
    assert table["developer"].min() >= 1 and table["developer"].max() <= model.developers


def test_the_first_developers_are_nearest_to_the_frontier() -> None:
    model = MANY.replace(open_share=0.0, small_share=0.0)
    table = drawn(model)
    assert np.corrcoef(table["developer"], np.log10(table["compute"]))[0, 1] < -0.5
    anybody = drawn(model.replace(standing=0.0))
    assert abs(np.corrcoef(anybody["developer"], np.log10(anybody["compute"]))[0, 1]) < 0.03


def test_hardware_is_what_the_run_needs_and_sites_are_small_where_training_is_spread() -> None:
    model = MANY.replace(disclosed_closed=1.0, disclosed_open=1.0, decentralised_share=0.5)
    table = drawn(model)
    speed = 9.89e14 * model.utilisation * 86_400.0 * model.run_days
    assert table["hardware"] == pytest.approx(table["compute"] / speed)
    spread = table["site"] < table["hardware"]
    assert (table["site"][spread] == model.site_size).all() and table["open_weights"][spread].all()
    assert spread[table["open_weights"]].mean() == pytest.approx(0.5, abs=0.03)


def test_an_even_part_of_a_population_has_the_same_make_up() -> None:
    part = part_of(MANY, 2025.0, 2026.0, 2000)
    table, whole = drawn(part=part), drawn()
    assert part == pytest.approx(0.1) and table["date"].size == pytest.approx(2000, abs=300)
    assert np.median(np.log10(table["compute"])) == pytest.approx(np.median(np.log10(whole["compute"])), abs=0.1)
    # A developer's spend is that of all its runs, of which a part is drawn.
    assert np.median(np.log10(table["spend_usd"])) == pytest.approx(np.median(np.log10(whole["spend_usd"])), abs=0.1)


def test_nobody_may_release_anything() -> None:
    quiet = next(seed for seed in range(50) if not len(releases(2025.0, 2025.01, seed)))
    frame = releases(2025.0, 2025.01, quiet)
    assert len(frame) == 0 and "spend_usd" in frame.columns


@pytest.mark.parametrize(
    ("start", "stop", "said"),
    [
        (2016.9, 2020.0, "start must be a decimal year between 2017 and 2060, got 2016.9"),
        (2020.0, 2060.5, "stop must be a decimal year between 2017 and 2060, got 2060.5"),
        (math.nan, 2020.0, "start must be a decimal year between 2017 and 2060, got nan"),
        (2020.0, math.inf, "stop must be a decimal year between 2017 and 2060, got inf"),
        (2030.0, 2020.0, "start must come before stop, got 2030.0 and 2020.0"),
        (2030.0, 2030.0, "start must come before stop"),
    ],
)
def test_dates_out_of_order_or_out_of_reach_are_named(start: float, stop: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        releases(start, stop)


def test_rates_that_are_negative_or_overflow_are_named() -> None:
    for name in ("frontier_growth", "release_growth", "price_fall", "small_growth", "generality_drift"):
        with pytest.raises(ValueError, match=rf"releases\.{name} must be between 0 and"):
            Releases(**{name: -0.1})
    with pytest.raises(ValueError, match=r"releases\.release_growth of 1 makes about .*; at most"):
        releases(2017.0, 2060.0, model=Releases(release_growth=1.0))
    assert Releases(release_rate=1e5).expected(2017.0, 2060.0) < MOST_RELEASES
    extreme = Releases(frontier=1e32, frontier_growth=3.0, growth_end=2060.0, depth=10.0)
    table = drawn(extreme, start=2059.0, stop=2060.0)
    assert np.isfinite(table["compute"]).all() and np.isfinite(table["spend_usd"]).all()


def test_the_population_is_loaded_only_where_it_is_asked_for() -> None:
    code = "import sys, risk; assert 'pandas' not in sys.modules; risk.timeline.releases(2025, 2026)"
    subprocess.run([sys.executable, "-c", code], check=True)
