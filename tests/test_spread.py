"""How many actors: the fit on the catalogue, the count at its base date, what only grows, and who is seen."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

import risk
from risk import catalog, erosion, years
from risk.compute import ComputeTrend
from risk.parameter import parameters
from risk.scenario import Scenario
from risk.spread import (
    ABILITIES,
    GROUPS,
    PASSED,
    Chokepoints,
    Count,
    Spread,
    actors,
    envelope,
    fit_tail,
    largest_runs,
)

SPREAD, CHOKE, TREND = Spread(), Chokepoints(), ComputeTrend()
LEVEL, REACHED = 0.75, 2025.6
DECLARED = {parameter.name: parameter for parameter in parameters(SPREAD)}


def count(ability="train", spread=SPREAD, choke=CHOKE, trend=TREND, level=LEVEL, reached=REACHED, dates=years.MONTHS):
    return actors(spread, choke, trend, level, reached, ability, dates)


# ---- the fit


def test_the_literals_are_the_fit_on_the_catalogue():
    runs = largest_runs(catalog.systems(), SPREAD.counted)
    found = fit_tail(runs.values(), SPREAD.least_run)
    assert SPREAD.developers == found.count == sum(size >= SPREAD.least_run for size in runs.values())
    assert SPREAD.tail == pytest.approx(found.exponent, abs=0.005)
    assert DECLARED["tail"].typical == pytest.approx((found.low, found.high), abs=0.005)


def test_literals_from_the_trends_table_are_its_rows():
    rows = catalog.trends().set_index("id")
    chips, consumer, lag = (rows.loc[name] for name in ("gpu_fpd_ml", "consumer_gpu_lag", "open_lag_2026"))
    assert (SPREAD.price_halving, *DECLARED["price_halving"].typical) == (chips.central, chips.low, chips.high)
    assert (SPREAD.consumer_lag, *DECLARED["consumer_lag"].typical) == (consumer.central, consumer.low, consumer.high)
    earlier = rows.loc[["open_lag_2024", "open_lag_2025"]]
    assert (SPREAD.open_lag, *DECLARED["open_lag"].typical) == (lag.central, earlier.low.min(), earlier.high.max())
    assert SPREAD.price * 1e24 == pytest.approx(rows.loc["cost_1e24"].central)


def test_a_tail_is_found_again_in_simulated_runs():
    random = np.random.default_rng(7)
    inside = 0
    for exponent in np.linspace(0.3, 1.5, 120):
        sizes = 1e24 * (1 - random.random(40)) ** (-1 / exponent)
        found = fit_tail([*sizes, 1e20, 5e23], 1e24)
        assert found.count == 40
        inside += found.low <= exponent <= found.high
    # A 90 % interval, 120 times: 108 expected.
    assert 98 <= inside <= 117
    large = fit_tail(1e24 * (1 - random.random(200_000)) ** (-1 / 0.4), 1e24)
    assert large.exponent == pytest.approx(0.4, rel=0.01) and large.high - large.low < 0.01


def test_too_few_or_equal_sizes_have_no_tail():
    for sizes in ([1e25, 1e26], [1e24, 1e24, 1e24], []):
        with pytest.raises(ValueError, match="at least three different sizes"):
            fit_tail(sizes, 1e24)


def test_developers_that_share_a_purse_count_once_and_are_in_the_catalogue():
    table = catalog.systems()
    runs = largest_runs(table)
    assert set(GROUPS) <= set(table["developer"]) and not set(GROUPS) & set(runs)
    known = table[table["flop"].notna()]
    assert max(runs.values()) == known["flop"].max() and list(runs.values()) == sorted(runs.values(), reverse=True)
    assert set(runs) == {GROUPS.get(name, name) for name in known["developer"]}
    assert "OpenAI" not in largest_runs(table, 2017.5)


# ---- the count


@pytest.mark.parametrize("tail", [0.2, 0.36, 1.5])
def test_at_the_base_date_the_count_is_that_of_the_catalogue(tail):
    spread = SPREAD.replace(tail=tail)
    runs = largest_runs(catalog.systems(), spread.counted)
    least = float(TREND.intelligence(spread.least_run, spread.counted))
    found = count(spread=spread, level=least, dates=[spread.counted])
    assert found.able[0] == pytest.approx(sum(size >= spread.least_run for size in runs.values()), rel=1e-9)


def test_the_number_is_that_of_the_formula():
    date = 2030.25
    fallen = TREND.efficiency * (date - SPREAD.counted) + (date - SPREAD.counted) * math.log10(2) / SPREAD.price_halving
    more = float(TREND.flop(LEVEL, SPREAD.counted)) / SPREAD.least_run / 10**fallen
    assert count(dates=[date]).able[0] == pytest.approx(SPREAD.developers * more**-SPREAD.tail, rel=1e-9)


@pytest.mark.parametrize("ability", ABILITIES)
@pytest.mark.parametrize("rate", [0.0, 0.35, 3.0])
def test_the_number_never_falls_and_stays_under_its_cap(ability, rate):
    found = count(ability, trend=TREND.replace(efficiency=rate)).able
    assert np.all(np.diff(found) >= 0) and np.isfinite(found).all()
    assert found.max() <= (SPREAD.owners if ability == "run" else SPREAD.most)


@pytest.mark.parametrize("level", [0.0, 0.4, 0.75, 1.0])
def test_whoever_can_train_can_tune_and_whoever_can_tune_can_run(level):
    able = [count(ability, level=level).able for ability in ABILITIES]
    for harder, easier in pairwise(able):
        assert np.all(harder <= easier)


def test_what_takes_no_compute_anybody_with_the_skill_can_and_what_takes_all_nobody():
    assert set(count(level=0.0).able) == {SPREAD.most}
    assert set(count(level=1.0, reached=math.nan).able) == {0.0}


def test_weights_open_after_their_lag_and_run_at_home_after_theirs():
    opened, home = REACHED + SPREAD.open_lag / 12, REACHED + SPREAD.consumer_lag / 12
    before, after, later = opened - 0.01, opened + 0.01, home + 0.01
    tune, train, run = (count(name, dates=[before, after, later]).able for name in ("fine-tune", "train", "run"))
    assert tune[0] == train[0] == run[0] and tune[1] > 2 * train[1]
    assert tune[1] <= run[1] < SPREAD.owners == run[2]
    # A consumer's accelerator is no use before there are weights.
    late = SPREAD.replace(open_lag=24.0, consumer_lag=1.0)
    assert count("run", late, dates=[REACHED + 1.9]).able[0] < late.owners


def test_without_a_system_there_are_no_weights():
    for ability in ABILITIES:
        np.testing.assert_array_equal(count(ability, reached=math.nan).able, count("train").able)


@pytest.mark.parametrize("ability", ABILITIES)
def test_the_envelope_encloses_every_trend_and_every_end_of_an_interval(ability):
    trends = [TREND, TREND.replace(efficiency=0.35), TREND.replace(efficiency=1.49)]
    low, high = envelope(SPREAD, CHOKE, trends, LEVEL, REACHED, ability, years.MONTHS)
    for trend in trends:
        for name in ("tail", "price_halving"):
            for value in (*DECLARED[name].typical, getattr(SPREAD, name)):
                inside = count(ability, SPREAD.replace(**{name: value}), trend=trend).able
                assert np.all(low.able <= inside * (1 + 1e-12)) and np.all(inside <= high.able * (1 + 1e-12))
    assert np.all(low.unseen <= high.unseen)


def test_a_value_outside_its_interval_widens_the_envelope():
    steep = SPREAD.replace(tail=2.0)
    _, high = envelope(steep, CHOKE, [TREND], LEVEL, REACHED, "train", [2030.0])
    assert high.able[0] >= count(spread=steep, dates=[2030.0]).able[0] > 1000


def test_the_crowd_is_passed_where_the_numbers_say():
    found = count()
    date = found.passes(1000.0)
    assert count(dates=[date]).able[0] == pytest.approx(1000.0, rel=1e-6)
    assert found.passes(2.0) < date < found.passes(50_000.0)
    assert found.passes(SPREAD.most * 2) == math.inf
    assert found.passes(1000.0, unseen=True) >= date
    dates = np.array([2020.0, 2021.0])
    assert Count(dates, np.array([5.0, 9.0]), dates).passes(4.0) == 2020.0
    assert Count(dates, np.array([0.0, 9.0]), dates).passes(4.0) == 2021.0


# ---- who is seen


@pytest.mark.parametrize("ability", ABILITIES)
def test_full_coverage_leaves_nobody_unseen_and_none_leaves_all(ability):
    full = {f"{name}_{part}": end for name in PASSED["fine-tune"] for part, end in (("coverage", 1.0), ("leak", 0.0))}
    seen = count(ability, choke=Chokepoints(**full))
    assert not seen.unseen.any() and seen.able.all()
    blind = count(ability, choke=Chokepoints(**{name: 0.0 for name in full}))
    np.testing.assert_array_equal(blind.unseen, blind.able)
    off = count(ability, choke=Chokepoints(**full, **dict.fromkeys(PASSED["fine-tune"], False)))
    np.testing.assert_array_equal(off.unseen, off.able)


@pytest.mark.parametrize("ability", ABILITIES)
def test_the_unseen_share_is_the_product_and_grows_with_every_leak(ability):
    shares = [1 - getattr(CHOKE, f"{name}_coverage") for name in PASSED[ability]]
    assert float(CHOKE.unseen(ability, 0.0)) == pytest.approx(math.prod(shares))
    worn = CHOKE.unseen(ability, [-3.0, 0.0, 1.0, 5.0, 300.0])
    assert worn[0] == worn[1] < worn[2] < worn[3] < worn[4] == pytest.approx(1.0)
    one = CHOKE.coverage(ability, [1.0])
    for name in PASSED[ability]:
        whole, leak = getattr(CHOKE, f"{name}_coverage"), getattr(CHOKE, f"{name}_leak")
        assert one[name] == pytest.approx(whole * (1 - leak))


def test_a_chokepoint_that_is_not_passed_sees_nobody():
    assert set(CHOKE.coverage("train", 0.0)) == {"providers", "hardware"}
    without = CHOKE.replace(distributors=False)
    np.testing.assert_array_equal(count("train", choke=without).unseen, count("train").unseen)
    assert np.all(count("run", choke=without).unseen >= count("run").unseen)


# ---- bad input


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="dates must lie between 2017 and 2060, got 2061"):
        count(dates=[2030.0, 2061.0])
    with pytest.raises(ValueError, match="ability must be one of train, fine-tune, run, got 'fly'"):
        count("fly")
    with pytest.raises(ValueError, match=r"intelligence must lie in \[0, 1\]"):
        count(level=1.5)
    for name, value in (("tail", -1.0), ("price_halving", 0.0), ("open_lag", math.inf), ("developers", 1.5)):
        with pytest.raises(ValueError, match=f"spread.{name} must be"):
            SPREAD.replace(**{name: value})
    with pytest.raises(ValueError, match=r"chokepoints.hardware_leak must be between 0 and 1, got 2"):
        CHOKE.replace(hardware_leak=2)


def test_the_fastest_growth_that_is_allowed_does_not_overflow():
    wild = SPREAD.replace(tail=5, price_halving=0.1, developers=10_000, most=1e10)
    found = count("fine-tune", wild, trend=TREND.replace(efficiency=3.0)).able
    assert np.isfinite(found).all() and found[-1] == pytest.approx(1e10)


def test_the_package_hands_it_on_without_loading_it():
    assert risk.spread.Spread is Spread
    script = "import risk, sys; print('risk.spread' in sys.modules, risk.spread.ABILITIES[0], 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "train", "False"]


def test_the_scenario_carries_it_through_a_link():
    scenario = Scenario().replace("spread.tail", 0.5).replace("chokepoints.hardware", False)
    scenario = scenario.replace("view.ability", "run").replace("pairs.gap", 1.0)
    assert Scenario.from_query(scenario.to_query()) == (scenario, ())
    assert erosion.held(scenario) == erosion.held(Scenario())
