"""The compute trend: closed forms, round trips, limits, and the literals that the data give."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import optimize

from risk.compute import ComputeTrend
from risk.parameter import parameters


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def made_up_systems(rng, count=40, trend=None, noise=0.0):
    trend = trend or ComputeTrend(efficiency=0.7, midpoint=25.0, width=1.5)
    date = rng.uniform(2020, 2027, count)
    flop = 10 ** rng.uniform(22, 27, count)
    I = np.clip(trend.intelligence(flop, date) + noise * rng.standard_normal(count), 0, 1)
    return {"flop": flop, "date": date, "I": I}


def test_intelligence_is_the_formula():
    trend = ComputeTrend(efficiency=0.8, boost=0.5, midpoint=25.2, width=1.4)
    flop = np.array([1e20, 3e23, 1e25, 7e27])
    date = np.array([[2018.5], [2024.0], [2027.25]])
    expected = sigmoid((np.log10(flop) + 0.8 * (date - 2024) + 0.5 - 25.2) / 1.4)
    assert trend.intelligence(flop, date) == pytest.approx(expected, rel=1e-12)
    assert trend.intelligence(flop, date).shape == (3, 4)
    assert ComputeTrend().intelligence(10**25.6, 2024) == pytest.approx(0.5, abs=1e-12)


def test_intelligence_keeps_its_digits_far_from_the_midpoint():
    trend = ComputeTrend(width=0.5)
    assert trend.intelligence(1.0, 2024.0) == pytest.approx(np.exp(-25.6 / 0.5), rel=1e-12)
    assert trend.intelligence([0.0, np.inf], 2024.0).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("boost", [0.0, 1.3])
def test_flop_undoes_intelligence(boost):
    trend = ComputeTrend(efficiency=1.2, boost=boost)
    I = np.linspace(0.01, 0.99, 33)
    date = np.array([[2019.0], [2031.0]])
    assert trend.intelligence(trend.flop(I, date), date) == pytest.approx(np.broadcast_to(I, (2, 33)), abs=1e-12)
    assert trend.flop([0.0, 1.0], 2026.0).tolist() == [0.0, np.inf]


def test_a_year_is_worth_the_efficiency_and_a_boost_is_worth_itself():
    trend = ComputeTrend(efficiency=0.6)
    assert trend.flop(0.7, 2025.0) / trend.flop(0.7, 2026.0) == pytest.approx(10**0.6)
    assert trend.flop(0.7, 2025.0) / trend.replace(boost=2.0).flop(0.7, 2025.0) == pytest.approx(100.0)


@pytest.mark.parametrize("boost", [0.0, 0.9])
def test_at_the_erosion_date_the_line_is_exactly_the_compute_needed(boost):
    trend = ComputeTrend(efficiency=0.8, boost=boost)
    line, I = np.array([1e23, 1e25, 1e27]), np.array([[0.3], [0.6], [0.9]])
    date = trend.erosion_date(line, I)
    assert trend.flop(I, date) == pytest.approx(np.broadcast_to(line, (3, 3)), rel=1e-9)
    needed_now = np.log10(trend.flop(I, 2024.0))
    assert date == pytest.approx(2024 + (needed_now - np.log10(line)) / 0.8)


def test_without_progress_nothing_erodes():
    trend = ComputeTrend(efficiency=0.0)
    needed = trend.flop(0.6, 2024.0)
    assert trend.erosion_date([needed / 10, needed * 10], 0.6).tolist() == [np.inf, -np.inf]
    assert ComputeTrend(efficiency=0.0).erosion_date(10**25.6, 0.5) == np.inf


def test_erosion_of_the_ends_of_the_scale():
    trend = ComputeTrend()
    assert trend.erosion_date(1e25, [0.0, 1.0]).tolist() == [-np.inf, np.inf]
    assert trend.erosion_date([0.0, 0.0, np.inf, np.inf], [0.5, 0.0, 0.5, 1.0]).tolist() == [
        np.inf,
        np.inf,
        -np.inf,
        np.inf,
    ]
    assert np.isnan(trend.erosion_date([np.nan, 1e25], [0.0, np.nan])).all()


def test_the_band_is_the_line_moved_by_the_scatter():
    trend = ComputeTrend(scatter=0.9)
    flop = np.array([1e22, 1e25, 1e28])
    low, line, high = trend.band(flop, 2025.5, sigmas=2)
    assert line == pytest.approx(trend.intelligence(flop, 2025.5))
    assert low == pytest.approx(trend.intelligence(flop / 10**1.8, 2025.5))
    assert high == pytest.approx(trend.intelligence(flop * 10**1.8, 2025.5))
    narrow = ComputeTrend(scatter=0.0).band(flop, 2025.5)
    assert np.array_equal(narrow[0], narrow[2])


def test_unknown_stays_unknown_and_scalars_stay_scalars():
    trend = ComputeTrend()
    assert np.isnan(trend.intelligence([np.nan, 1e25], 2025.0)).tolist() == [True, False]
    assert np.isnan(trend.flop([np.nan, 0.5], [2025.0, np.nan])).all()
    assert isinstance(trend.intelligence(1e25, 2025.0), float)
    assert isinstance(trend.erosion_date(1e25, 0.5), float)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: t.intelligence([1e25, -3.0], 2025.0), "flop must be zero or more, got -3.0"),
        (lambda t: t.intelligence(1e25, [2025.0, np.inf]), "date must be a finite decimal year, got inf"),
        (lambda t: t.intelligence("many", 2025.0), "flop must be numbers, got 'many'"),
        (lambda t: t.flop([0.2, 1.25, -4.0], 2025.0), r"intelligence must lie in \[0, 1\], got 1.25"),
        (lambda t: t.erosion_date(-1.0, 0.5), "flop must be zero or more, got -1.0"),
        (lambda t: t.erosion_date(1e25, -0.5), r"intelligence must lie in \[0, 1\], got -0.5"),
        (lambda t: t.band(1e25, 2025.0, sigmas=-1), "sigmas must be a finite number of zero or more, got -1"),
        (lambda t: t.replace(efficiency=3.5), "compute-trend.efficiency must be between 0 and 3, got 3.5"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(ComputeTrend())


def test_every_parameter_is_fully_declared():
    for declared in parameters(ComputeTrend):
        assert declared.label and declared.help and declared.symbol and declared.unit and declared.source
    assert [declared.name for declared in parameters(ComputeTrend)] == [
        "efficiency",
        "boost",
        "midpoint",
        "width",
        "scatter",
    ]


def test_fit_recovers_the_trend_that_made_the_systems():
    truth = ComputeTrend(efficiency=0.7, midpoint=25.0, width=1.5)
    fitted = ComputeTrend.fit(made_up_systems(np.random.default_rng(1), trend=truth), efficiency=0.7)
    assert (fitted.midpoint, fitted.width) == (pytest.approx(25.0, abs=1e-7), pytest.approx(1.5, abs=1e-7))
    assert fitted.scatter == pytest.approx(0.0, abs=1e-6)
    assert fitted.efficiency == 0.7


def test_fit_is_the_least_squares_of_intelligence():
    table = made_up_systems(np.random.default_rng(2), noise=0.08)
    effective = np.log10(table["flop"]) + 1.1 * (table["date"] - 2024)

    def squares(line):
        return np.sum((sigmoid((effective - line[0]) / line[1]) - table["I"]) ** 2)

    simplex = optimize.minimize(squares, (25.0, 2.0), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-15})
    fitted = ComputeTrend.fit(table, efficiency=1.1)
    assert (fitted.midpoint, fitted.width) == pytest.approx(tuple(simplex.x), abs=1e-5)
    inside = (table["I"] > 0) & (table["I"] < 1)
    I = table["I"][inside]
    residual = effective[inside] - fitted.midpoint - fitted.width * np.log(I / (1 - I))
    assert fitted.scatter == pytest.approx(np.sqrt(np.mean((residual - residual.mean()) ** 2)))


def test_fit_leaves_out_what_is_unknown():
    table = made_up_systems(np.random.default_rng(3), noise=0.05)
    gaps = {name: np.append(values, np.nan) for name, values in table.items()}
    gaps["I"][-1], gaps["date"][-1] = 0.99, 2025.0
    assert ComputeTrend.fit(gaps) == ComputeTrend.fit(table)
    assert ComputeTrend.fit({name: list(values) for name, values in table.items()}) == ComputeTrend.fit(table)


def test_a_boost_counts_from_what_the_fitted_systems_already_had():
    table = made_up_systems(np.random.default_rng(4), noise=0.05)
    plain, boosted = ComputeTrend.fit(table), ComputeTrend.fit(table, boost=1.0)
    assert boosted == plain.replace(boost=1.0)
    assert boosted.intelligence(1e25, 2025.0) == pytest.approx(plain.intelligence(1e26, 2025.0))


def test_shifting_all_dates_moves_the_midpoint_by_the_efficiency():
    table = made_up_systems(np.random.default_rng(5), noise=0.05)
    later = {**table, "date": table["date"] + 2.0}
    before, after = ComputeTrend.fit(table, efficiency=0.9), ComputeTrend.fit(later, efficiency=0.9)
    assert after.midpoint - before.midpoint == pytest.approx(1.8, abs=1e-6)
    assert after.width == pytest.approx(before.width, abs=1e-6)


def test_fit_refuses_what_it_cannot_fit():
    table = made_up_systems(np.random.default_rng(6))
    with pytest.raises(ValueError, match="compute-trend needs the column date, and the table has none"):
        ComputeTrend.fit({"flop": [1e25], "I": [0.5]})
    with pytest.raises(ValueError, match="at least three systems with flop, date and I, got 2"):
        ComputeTrend.fit({name: values[:2] for name, values in table.items()})
    with pytest.raises(ValueError, match="I does not rise with compute"):
        ComputeTrend.fit({**table, "I": 1 - table["I"]}, efficiency=0.7)


def test_the_literals_are_the_fit_on_the_catalogue():
    catalog = pytest.importorskip("risk.catalog")
    systems = catalog.systems()
    assert systems[["flop", "date", "I"]].notna().all(axis=1).sum() == 37
    fitted, literal = ComputeTrend.fit(systems), ComputeTrend()
    assert (round(fitted.midpoint, 1), round(fitted.width, 1), round(fitted.scatter, 2)) == (25.6, 1.9, 0.94)
    assert (literal.midpoint, literal.width, literal.scatter) == (25.6, 1.9, 0.94)


def test_the_efficiency_is_not_identified():
    """With r free, the best r lies well over the assumed one, and yet fits hardly better."""
    catalog = pytest.importorskip("risk.catalog")
    systems = catalog.systems().dropna(subset=["flop", "date", "I"])
    I = systems["I"].to_numpy(float)

    def error(efficiency):
        trend = ComputeTrend.fit(systems, efficiency=efficiency)
        return np.sqrt(np.mean((trend.intelligence(systems["flop"], systems["date"]) - I) ** 2))

    free = optimize.minimize_scalar(error, bounds=(0.2, 3.0), method="bounded")
    assert free.x == pytest.approx(1.4, abs=0.05)
    assert 0.95 < free.fun / error(1.0) < 1.0


def test_importing_loads_no_slow_library():
    code = (
        "import sys, risk.compute, risk.rules, risk.comparison; "
        "print([name for name in ('pandas', 'scipy.stats', 'scipy.optimize') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
