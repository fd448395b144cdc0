"""Comparison of rules with danger: conservation, bounds over all completions, brute-force sweeps, error split."""

import itertools
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from scipy import stats

from risk.comparison import (
    REGIONS,
    MeasurementError,
    assess,
    compare,
    regions,
    split_error,
    sweep_line,
    uniform_cube,
)
from risk.compute import ComputeTrend
from risk.rules import CapabilityThreshold, ComputeThreshold, FilterThenTest, SurfaceThreshold, TripleIntersection


class Product:
    """Stand-in for a surface."""

    def danger(self, I, G, A):
        return np.asarray(I) * np.asarray(G) * np.asarray(A)


class Reversed:
    """A surface that is wrong about everything."""

    def danger(self, I, G, A):
        return 1 - np.asarray(I)


def random_case(seed, count=60, gaps=True):
    rng = np.random.default_rng(seed)
    covered = rng.integers(0, 2, count).astype(float)
    danger = np.round(rng.uniform(0, 1, count), 1)
    if gaps:
        covered[rng.uniform(size=count) < 0.2] = np.nan
        danger[rng.uniform(size=count) < 0.1] = np.nan
    return covered, danger, rng.uniform(0, 3, count)


# --- compare ---------------------------------------------------------------------------------------------------


def test_six_systems_one_in_each_region():
    covered = [1, 0, 1, 0, np.nan, 1]
    danger = [0.3, 0.9, 0.29, 0.0, 0.5, np.nan]
    assert regions(covered, danger, 0.3).tolist() == list(REGIONS)
    c = compare(covered, danger, 0.3)
    assert (c.caught, c.missed, c.overreach, c.cleared, c.undetermined, c.unjudged) == (1, 1, 1, 1, 1, 1)
    assert (c.undetermined_dangerous, c.undetermined_safe) == (1, 0)
    assert (c.missed_share, c.overreach_share, c.error_share) == (0.5, 0.5, 0.5)
    assert c.missed_bounds == (1 / 3, 2 / 3)
    assert c.overreach_bounds == (0.5, 0.5)
    assert c.missed_danger_share == pytest.approx(0.9 / 1.2)
    assert c.overreach_danger_share == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_lost(seed):
    covered, danger, weights = random_case(seed)
    c = compare(covered, danger, 0.4, weights)
    parts = (c.caught, c.missed, c.overreach, c.cleared, c.undetermined, c.unjudged)
    assert sum(parts) == pytest.approx(weights.sum())
    named = regions(covered, danger, 0.4)
    assert parts == pytest.approx([weights[named == region].sum() for region in REGIONS])


@pytest.mark.parametrize("seed", range(5))
def test_weights_of_one_are_counts_and_weights_of_two_are_copies(seed):
    covered, danger, _ = random_case(seed)
    assert compare(covered, danger, 0.4, np.ones(60)) == compare(covered, danger, 0.4)
    copies = np.random.default_rng(seed).integers(0, 4, 60)
    repeated = compare(np.repeat(covered, copies), np.repeat(danger, copies), 0.4)
    weighted = compare(covered, danger, 0.4, copies)
    assert weighted.missed == repeated.missed
    assert weighted.missed_danger_share == pytest.approx(repeated.missed_danger_share)
    assert weighted.overreach_bounds == repeated.overreach_bounds


@pytest.mark.parametrize("seed", range(8))
def test_bounds_hold_every_completion_and_are_reached(seed):
    covered, danger, weights = random_case(seed, count=9)
    covered[:4] = np.nan
    danger[:2] = (0.9, 0.1)
    c = compare(covered, danger, 0.5, weights)
    unknown = np.flatnonzero(np.isnan(covered))
    missed, overreach = [], []
    for verdicts in itertools.product((0.0, 1.0), repeat=unknown.size):
        complete = covered.copy()
        complete[unknown] = verdicts
        known = compare(complete, danger, 0.5, weights)
        missed.append(known.missed_share)
        overreach.append(known.overreach_share)
    assert c.missed_bounds == pytest.approx((min(missed), max(missed)))
    assert c.overreach_bounds == pytest.approx((min(overreach), max(overreach)))


def test_without_anybody_to_miss_there_is_no_share():
    c = compare([True, False], [0.1, 0.2], 0.3)
    assert np.isnan([c.missed_share, *c.missed_bounds, c.missed_danger_share]).all()
    assert c.overreach_share == 0.5
    nobody = compare([], [], 0.3)
    assert np.isnan([nobody.missed_share, nobody.overreach_share, nobody.error_share]).all()


def test_shapes_broadcast():
    c = compare([[True], [False]], [0.1, 0.5, 0.9], 0.5)
    assert (c.caught, c.missed, c.overreach, c.cleared) == (2, 2, 1, 1)
    assert regions(True, [0.1, 0.9], 0.5).tolist() == ["overreach", "caught"]
    with pytest.raises(FrozenInstanceError):
        c.missed = 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.5], [0.5], 0.3), "covered must be 0, 1 or NaN, got 0.5"),
        (([1], [0.5], np.nan), "tolerance must be a finite number, got nan"),
        (([1], [0.5], 0.3, [-2.0]), "weights must be finite numbers of zero or more, got -2.0"),
        (([1], [0.5], 0.3, [np.nan]), "weights must be finite numbers of zero or more, got nan"),
        (([1, 0], [0.5, 0.1, 0.2], 0.3), "broadcast"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        compare(*arguments)


# --- sweep_line ------------------------------------------------------------------------------------------------


def random_sweep(seed, count=80):
    """Scores with many ties and some gaps."""
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(size=count), 1)
    danger = np.clip(0.5 + 0.2 * score + 0.2 * rng.normal(size=count), 0, 1)
    score[rng.uniform(size=count) < 0.1] = np.nan
    danger[rng.uniform(size=count) < 0.1] = np.nan
    return score, danger, rng.uniform(0, 3, count)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("weighted", [False, True])
def test_a_sweep_is_a_comparison_at_every_line(seed, weighted):
    score, danger, weights = random_sweep(seed)
    weights = weights if weighted else None
    sweep = sweep_line(score, danger, 0.5, weights)
    known = ~np.isnan(score) & ~np.isnan(danger)
    assert sweep.line.tolist() == [*np.unique(score[known]), np.inf]
    assert sweep.unknown == np.count_nonzero(np.isnan(score) & ~np.isnan(danger))
    assert sweep.unjudged == np.count_nonzero(np.isnan(danger))
    for position, line in enumerate(sweep.line):
        covered = np.where(np.isnan(score), np.nan, score >= line)
        c = compare(covered, danger, 0.5, weights)
        assert sweep.missed_share[position] == pytest.approx(c.missed_share, abs=1e-12)
        assert sweep.overreach_share[position] == pytest.approx(c.overreach_share, abs=1e-12)
        assert sweep.error_share[position] == pytest.approx(c.error_share, abs=1e-12)
    assert (sweep.missed_share[0], sweep.overreach_share[0]) == (0, 1)
    assert (sweep.missed_share[-1], sweep.overreach_share[-1]) == (1, 0)


@pytest.mark.parametrize("seed", range(4))
def test_the_area_is_mann_whitneys(seed):
    score, danger, weights = random_sweep(seed)
    known = ~np.isnan(score) & ~np.isnan(danger)
    dangerous, safe = score[known & (danger >= 0.5)], score[known & (danger < 0.5)]
    statistic = stats.mannwhitneyu(dangerous, safe).statistic
    assert sweep_line(score, danger, 0.5).auc == pytest.approx(statistic / (dangerous.size * safe.size))

    weighted = sweep_line(score, danger, 0.5, weights)
    heavy, light = weights[known & (danger >= 0.5)], weights[known & (danger < 0.5)]
    wins = (dangerous[:, None] > safe) + 0.5 * (dangerous[:, None] == safe)
    assert weighted.auc == pytest.approx((heavy @ wins @ light) / (heavy.sum() * light.sum()))
    under_curve = np.trapezoid(1 - weighted.missed_share[::-1], weighted.overreach_share[::-1])
    assert weighted.auc == pytest.approx(under_curve)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("costs", [(1.0, 1.0), (5.0, 1.0), (0.0, 1.0), (1.0, 0.0)])
def test_the_best_line_is_the_lowest_of_the_cheapest(seed, costs):
    score, danger, _ = random_sweep(seed)
    sweep = sweep_line(score, danger, 0.5)
    best_line, best_cost, best_error = None, np.inf, None
    for line in sweep.line:
        c = compare(np.where(np.isnan(score), np.nan, score >= line), danger, 0.5)
        cost = costs[0] * c.missed + costs[1] * c.overreach
        if cost < best_cost:
            best_line, best_cost, best_error = line, cost, c.error_share
    assert sweep.best(*costs) == (best_line, pytest.approx(best_error))
    assert sweep.irreducible == pytest.approx(sweep.error_share.min())


def test_the_lowest_best_line_survives_rounding_of_weights():
    # From line 1 to line 2, 0.2 of overreach becomes 0.2 missed, yet 0.2 + (0.7 - 0.2) rounds to less than 0.7.
    score, danger = [1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 0, 1]
    sweep = sweep_line(score, danger, 0.5, [0.2, 0.2, 0.1, 5.0, 0.4, 5.0])
    cost = sweep.missed + sweep.overreach
    assert cost[1] < cost[0]
    assert sweep.best() == (1.0, pytest.approx(0.7 / 10.9))


def test_a_perfect_score_leaves_nothing_and_a_constant_one_teaches_nothing():
    danger = np.linspace(0, 1, 21)
    perfect = sweep_line(danger, danger, 0.5)
    assert (perfect.auc, perfect.irreducible, perfect.best()) == (1.0, 0.0, (0.5, 0.0))
    constant = sweep_line(np.ones(21), danger, 0.5)
    assert constant.auc == 0.5
    assert constant.line.tolist() == [1.0, np.inf]
    assert constant.best() == (1.0, 10 / 21)


def test_sweeps_with_one_kind_only_or_nobody():
    all_safe = sweep_line([1.0, 2.0], [0.1, 0.2], 0.5)
    assert np.isnan(all_safe.auc) and np.isnan(all_safe.missed_share).all()
    assert all_safe.best() == (np.inf, 0.0)
    all_dangerous = sweep_line([1.0, 2.0], [0.8, 0.9], 0.5)
    assert np.isnan(all_dangerous.auc) and np.isnan(all_dangerous.overreach_share).all()
    assert all_dangerous.best() == (1.0, 0.0)
    nobody = sweep_line([np.nan], [0.5], 0.5)
    assert nobody.unknown == 1 and nobody.line.tolist() == [np.inf]
    assert np.isnan(nobody.best()).all() and np.isnan(nobody.irreducible)


def test_infinite_scores_are_covered_by_every_line():
    sweep = sweep_line([-np.inf, 1.0, np.inf], [0.1, 0.9, 0.9], 0.5)
    assert sweep.line.tolist() == [-np.inf, 1.0, np.inf]
    assert sweep.missed.tolist() == [0.0, 0.0, 1.0]
    assert sweep.overreach.tolist() == [1.0, 0.0, 0.0]


def test_a_sweep_cannot_be_changed_and_costs_must_make_sense():
    sweep = sweep_line([1.0, 2.0], [0.1, 0.9], 0.5)
    for array in (sweep.line, sweep.missed, sweep.overreach, sweep.missed_share, sweep.overreach_share):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5.0
    with pytest.raises(ValueError, match="miss_cost must be a finite number of zero or more, got -1"):
        sweep.best(miss_cost=-1)


# --- split_error -----------------------------------------------------------------------------------------------


def random_systems(seed, count=400):
    rng = np.random.default_rng(seed)
    trend = ComputeTrend()
    I = rng.uniform(0.01, 0.99, count)
    flop = trend.flop(I, 2026.0) * 10 ** (0.94 * rng.normal(size=count))
    danger = I * rng.uniform(0, 1, count)
    flop[rng.uniform(size=count) < 0.2] = np.nan
    danger[rng.uniform(size=count) < 0.1] = np.nan
    I[rng.uniform(size=count) < 0.1] = np.nan
    return flop, I, danger, rng.uniform(0, 3, count)


@pytest.mark.parametrize("seed", range(4))
def test_the_split_adds_up_system_by_system(seed):
    flop, intelligence, danger, weights = random_systems(seed)
    line = 1e24
    axis_line = float(ComputeTrend().intelligence(line, 2026.0))
    split = split_error(flop, intelligence, danger, 0.3, line, axis_line, weights)
    sums = dict.fromkeys(("misread", "inherent", "cancelled", "right", "undetermined", "unjudged"), 0.0)
    for c, i, d, w in zip(flop, intelligence, danger, weights, strict=True):
        if np.isnan(d):
            sums["unjudged"] += w
        elif np.isnan(c) or np.isnan(i):
            sums["undetermined"] += w
        else:
            by_flop, by_axis = (c > line) == (d >= 0.3), (i > axis_line) == (d >= 0.3)
            kind = {(False, True): "misread", (False, False): "inherent", (True, False): "cancelled"}
            sums[kind.get((by_flop, by_axis), "right")] += w
    for name, value in sums.items():
        assert getattr(split, name) == pytest.approx(value), name
    assert split.determined + split.undetermined + split.unjudged == pytest.approx(weights.sum())

    known = ~np.isnan(flop) & ~np.isnan(intelligence)
    over_flop, over_axis = flop > line, intelligence > axis_line
    by_flop = compare(over_flop[known], danger[known], 0.3, weights[known])
    by_axis = compare(over_axis[known], danger[known], 0.3, weights[known])
    assert split.total == split.misread + split.inherent
    assert split.total == pytest.approx(by_flop.missed + by_flop.overreach)
    assert split.inherent + split.cancelled == pytest.approx(by_axis.missed + by_axis.overreach)
    assert split.misread_share + split.inherent_share == pytest.approx(by_flop.error_share)


def test_both_lines_cover_what_lies_over_them_and_not_what_lies_on_them():
    # A system on either line is not covered, as in the laws: harmless, it is no error; dangerous, it is one.
    harmless = split_error([1e25, 2e25, 1e25], [0.5, 0.5, 0.6], 0.1, 0.3, 1e25, 0.5)
    assert (harmless.right, harmless.misread, harmless.cancelled, harmless.inherent) == (1, 1, 1, 0)
    dangerous = split_error([1e25, 2e25, 1e25], [0.5, 0.5, 0.6], 0.3, 0.3, 1e25, 0.5)
    assert (dangerous.right, dangerous.misread, dangerous.cancelled, dangerous.inherent) == (0, 1, 1, 1)


def test_the_two_pure_cases():
    trend = ComputeTrend(scatter=0.0)
    cube = uniform_cube(trend, 2026.0, samples=512)
    axis_line = float(trend.intelligence(1e24, 2026.0))
    danger = cube["I"] * cube["G"] * cube["A"]
    exact_flop = split_error(cube["flop"], cube["I"], danger, 0.3, 1e24, axis_line)
    assert (exact_flop.misread, exact_flop.cancelled) == (0, 0) and exact_flop.inherent > 0
    # The least I over the line is dangerous, so D is I alone.
    scattered = uniform_cube(ComputeTrend(), 2026.0, samples=512)
    only_i = split_error(scattered["flop"], scattered["I"], scattered["I"], axis_line, 1e24, axis_line)
    assert (only_i.inherent, only_i.cancelled) == (0, 0) and only_i.misread > 0


def test_the_split_of_nobody_and_of_no_line():
    empty = split_error([], [], [], 0.3, 1e25, 0.5)
    assert np.isnan([empty.misread_share, empty.inherent_share, empty.cancelled_share]).all()
    with pytest.raises(ValueError, match="line_intelligence must be a number, got nan"):
        split_error([1e25], [0.5], [0.5], 0.3, 1e25, np.nan)


# --- readings, the cube, several rules at once -----------------------------------------------------------------


def test_readings_scatter_by_the_error_and_stay_in_the_cube():
    table = {"I": np.full(20_000, 0.5), "G": np.full(20_000, 0.5), "A": np.full(20_000, 1.0), "flop": [1e25] * 20_000}
    reading = MeasurementError(error=0.1).read(table, 3)
    assert reading["I"].mean() == pytest.approx(0.5, abs=0.003)
    assert reading["I"].std() == pytest.approx(0.1, rel=0.02)
    assert abs(np.corrcoef(reading["I"], reading["G"])[0, 1]) < 0.02
    # Half of the errors at the end of an axis are cut off: E[min(0, x)] = -sigma / sqrt(2 pi).
    assert reading["A"].max() == 1.0 and reading["A"].mean() == pytest.approx(1 - 0.1 / np.sqrt(2 * np.pi), abs=0.002)
    assert reading["flop"] is table["flop"]
    assert (table["I"] == 0.5).all() and (table["A"] == 1.0).all()


def test_readings_are_repeatable_and_an_axis_does_not_depend_on_the_others():
    table = {"I": [0.5, np.nan, 0.7], "G": [0.2, 0.3, 0.4], "A": [0.5, 0.5, 0.5]}
    error = MeasurementError()
    sequence = np.random.SeedSequence(7)
    first = error.read(table, sequence)
    for again in (error.read(table, sequence), error.read(table, 7), error.read({"A": table["A"]}, 7)):
        assert np.array_equal(again["A"], first["A"])
    assert not np.array_equal(error.read(table, 8)["A"], first["A"])
    assert np.isnan(first["I"]).tolist() == [False, True, False]
    exact = MeasurementError(error=0.0).read(table, 7)
    assert np.array_equal(exact["I"], table["I"], equal_nan=True)
    with pytest.raises(ValueError, match=r"G must lie in \[0, 1\], got 1.5"):
        error.read({"G": [0.5, 1.5]}, 0)
    with pytest.raises(ValueError, match=r"measurement\.error must be between 0 and 0.5, got 0.6"):
        MeasurementError(error=0.6)


def test_the_cube_is_even_and_its_compute_scatters_about_the_trend():
    trend = ComputeTrend(scatter=0.8)
    cube = uniform_cube(trend, 2026.5)
    assert sorted(cube) == ["A", "G", "I", "date", "flop"]
    for axis in "IGA":
        # Odd multiples of 2^-31 are never 0 or 1, whatever the seed.
        assert (cube[axis] * 2**31 % 2 == 1).all() and cube[axis].max() < 1
        for level in (0.1, 0.37, 0.5, 0.8):
            assert np.mean(cube[axis] >= level) == pytest.approx(1 - level, abs=0.001)
    every = TripleIntersection(0.4).applies(cube, 2026.5)
    assert every.mean() == pytest.approx(0.6**3, abs=0.005)
    # P(I G A >= t) = 1 - t (1 - ln t + ln(t)^2 / 2) for three uniform numbers.
    log = np.log(0.3)
    exact = 1 - 0.3 * (1 - log + log**2 / 2)
    assert SurfaceThreshold(Product(), 0.3).applies(cube, 2026.5).mean() == pytest.approx(exact, abs=0.005)

    offset = np.log10(cube["flop"] / trend.flop(cube["I"], 2026.5))
    assert stats.kstest(offset / 0.8, "norm").statistic < 0.005
    assert abs(np.corrcoef(offset, cube["I"])[0, 1]) < 0.01
    assert (cube["date"] == 2026.5).all()


def test_the_cube_is_seeded_read_only_and_of_any_size():
    trend = ComputeTrend()
    assert np.array_equal(uniform_cube(trend, 2026.0, 100)["flop"], uniform_cube(trend, 2026.0, 100)["flop"])
    assert not np.array_equal(uniform_cube(trend, 2026.0, 100)["I"], uniform_cube(trend, 2026.0, 100, seed=1)["I"])
    for samples in (1, 2, 100):
        cube = uniform_cube(trend, 2026.0, samples)
        assert {values.shape for values in cube.values()} == {(samples,)}
        assert not any(values.flags.writeable for values in cube.values())
    with pytest.raises(ValueError, match="samples must be 1 or more, got 0"):
        uniform_cube(trend, 2026.0, 0)
    with pytest.raises(ValueError, match="date must be a finite decimal year, got nan"):
        uniform_cube(trend, np.nan)


def rules_and_truth():
    cube = uniform_cube(ComputeTrend(), 2026.0, samples=512)
    rules = {
        "line": ComputeThreshold(1e24),
        "capability": CapabilityThreshold("A", 0.5),
        "triple": TripleIntersection(0.6),
        "line then test": FilterThenTest(ComputeThreshold(1e23), CapabilityThreshold("A", 0.5)),
        "surface": SurfaceThreshold(Product(), 0.3),
        "wrong surface": SurfaceThreshold(Reversed(), 0.3),
    }
    return cube, rules, Product().danger(cube["I"], cube["G"], cube["A"])


def test_without_error_an_assessment_is_a_comparison():
    cube, rules, danger = rules_and_truth()
    assessed = assess(rules, cube, 2026.0, danger, 0.3, MeasurementError(error=0.0), draws=3)
    assert list(assessed) == list(rules)
    for name, rule in rules.items():
        c = compare(rule.applies(cube, 2026.0), danger, 0.3)
        found = assessed[name]
        assert found.missed_share == found.missed_low == found.missed_high == pytest.approx(c.missed_share)
        assert found.overreach_share == found.overreach_low == found.overreach_high == pytest.approx(c.overreach_share)
    assert assessed["surface"].missed_share == 0.0


def test_an_assessment_is_the_mean_and_band_over_readings():
    cube, rules, danger = rules_and_truth()
    error = MeasurementError()
    weights = np.random.default_rng(0).uniform(0, 2, 512)
    assessed = assess(rules, cube, 2026.0, danger, 0.3, error, draws=20, seed=5, weights=weights)
    readings = [error.read(cube, sequence) for sequence in np.random.SeedSequence(5).spawn(20)]
    for name in ("capability", "line then test", "surface"):
        missed = [compare(rules[name].applies(r, 2026.0), danger, 0.3, weights).missed_share for r in readings]
        low, high = np.percentile(missed, [5, 95])
        found = assessed[name]
        assert (found.missed_share, found.missed_low, found.missed_high) == pytest.approx((np.mean(missed), low, high))
        assert found.missed_low < found.missed_share < found.missed_high
        assert found.draws == 20
    assert assessed["line"].draws == 1 and assessed["line"].missed_low == assessed["line"].missed_high
    # Nobody sees the truth, and the right function with error still beats the wrong one.
    assert 0 < assessed["surface"].missed_share < assessed["wrong surface"].missed_share


def test_an_assessment_counts_what_no_reading_settles():
    table = {"flop": [1e26, np.nan, np.nan], "I": [0.9, 0.9, np.nan], "G": [0.9] * 3, "A": [0.9, 0.9, 0.9]}
    rules = {"line": ComputeThreshold(), "surface": SurfaceThreshold(Product(), 0.3)}
    assessed = assess(rules, table, 2026.0, [0.7, 0.7, np.nan], 0.3, MeasurementError(), draws=4)
    assert assessed["line"].undetermined == 1
    assert assessed["surface"].undetermined == 0
    assert np.isnan(assessed["line"].overreach_share) and np.isnan(assessed["line"].overreach_low)
    with pytest.raises(ValueError, match="draws must be 1 or more, got 0"):
        assess(rules, table, 2026.0, 0.7, 0.3, MeasurementError(), draws=0)
