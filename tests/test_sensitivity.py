"""Sobol indices and tornado against closed forms, and what is said where there is nothing to explain."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import risk
from risk.sensitivity import design, sensitivity, tornado

ANGLES = {name: stats.uniform(-np.pi, 2.0 * np.pi) for name in ("x1", "x2", "x3")}
UNIT = {name: stats.uniform() for name in ("a", "b", "c")}


def ishigami(x):
    return np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def additive(x):
    return 3.0 * x[0] + 2.0 * x[1] + 0.0 * x[2]


def test_ishigami_has_its_analytic_indices() -> None:
    a, b = 7.0, 0.1
    # Variances of the terms of the decomposition (Ishigami and Homma 1990).
    alone_1 = 0.5 * (1.0 + b * np.pi**4 / 5.0) ** 2
    alone_2 = a**2 / 8.0
    together_13 = b**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    variance = alone_1 + alone_2 + together_13
    found = sensitivity(ishigami, ANGLES, samples=4096)
    assert found.first == pytest.approx(np.array([alone_1, alone_2, 0.0]) / variance, abs=0.02)
    assert found.total == pytest.approx(np.array([alone_1 + together_13, alone_2, together_13]) / variance, abs=0.02)
    assert found.deviation == pytest.approx(np.sqrt(variance), rel=0.01) and found.mean == pytest.approx(
        a / 2, rel=0.01
    )
    assert (found.first_low <= found.first).all() and (found.first <= found.first_high).all()
    assert (found.total_low <= found.total).all() and (found.total <= found.total_high).all()
    assert (found.total_high - found.total_low < 0.1).all()
    assert found.evaluations == 4096 * 5 and not found.idle and found.deciding is None


def test_an_additive_function_has_no_interaction_and_names_what_does_nothing() -> None:
    found = sensitivity(additive, UNIT, samples=1024)
    assert found.first == pytest.approx(np.array([9.0, 4.0, 0.0]) / 13.0, abs=0.01)
    assert found.total == pytest.approx(found.first, abs=0.01)
    assert found.idle == ("c",) and found.order == (0, 1, 2)
    assert sensitivity(lambda x: x[1], UNIT, samples=64).deciding == "b"


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    inside = [
        (found.first_low[0] <= 9.0 / 13.0 <= found.first_high[0])
        for found in (sensitivity(additive, UNIT, samples=64, seed=seed) for seed in range(40))
    ]
    assert np.mean(inside) > 0.85


def test_it_goes_by_the_name_that_callers_rely_on() -> None:
    found = risk.uncertainty.sensitivity(additive, UNIT, samples=64, seed=0, workers=1)
    assert (found.names, found.first.shape, found.total.shape) == (("a", "b", "c"), (3,), (3,))


def test_the_seed_decides_all_digits() -> None:
    one, same, other = (sensitivity(ishigami, ANGLES, samples=128, seed=seed) for seed in (3, 3, 4))
    for name in ("first", "total", "first_low", "total_high", "draws", "values"):
        assert np.array_equal(getattr(one, name), getattr(same, name))
        assert not np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("value", [0.1 + 0.2, 0.0, -1e9])
def test_a_function_that_does_not_vary_has_no_indices(value: float) -> None:
    found = sensitivity(lambda x: np.full(x.shape[1], value), UNIT, samples=64)
    assert not found.varies and found.deviation == 0.0 and found.mean == pytest.approx(value)
    assert np.isnan(found.first).all() and found.idle == () and found.deciding is None


def test_rows_where_the_function_is_undefined_are_left_out_and_counted() -> None:
    def half(x):
        return np.where(x[0] > 0.9, np.nan, additive(x))

    found = sensitivity(half, UNIT, samples=2048)
    # A row has two draws of a, so that more rows than draws are left out; a is uniform to 0.9 in the others.
    assert found.undefined == pytest.approx(2048 * (1.0 - 0.9**2), abs=10)
    assert found.first == pytest.approx(np.array([9.0 * 0.81, 4.0, 0.0]) / (9.0 * 0.81 + 4.0), abs=0.03)
    nowhere = sensitivity(lambda x: x[0] * np.inf, UNIT, samples=64)
    assert nowhere.undefined == 64 and not nowhere.varies and np.isnan(nowhere.mean)


def test_a_prior_that_is_a_point_does_nothing() -> None:
    found = sensitivity(additive, UNIT | {"a": stats.randint(3, 4)}, samples=64)
    assert "a" in found.idle and found.deciding == "b"


@pytest.mark.parametrize(("samples", "named"), [(100, "64 or 128"), (1, "256"), (0, "256"), (3.5, "2 or 4")])
def test_a_sample_size_that_is_no_power_of_two_is_told_the_nearest(samples: float, named: str) -> None:
    with pytest.raises(ValueError, match=f"samples must be a power of two, such as {named}, got"):
        sensitivity(additive, UNIT, samples=samples)


def test_what_is_unfit_is_named() -> None:
    with pytest.raises(ValueError, match="at least one parameter"):
        sensitivity(additive, {}, samples=64)
    with pytest.raises(ValueError, match="prior of a must be a frozen SciPy distribution, got float"):
        sensitivity(additive, {"a": 0.5}, samples=64)
    with pytest.raises(ValueError, match="prior of a gives values that are not finite"):
        sensitivity(additive, {"a": stats.uniform(0.5, 0.0)}, samples=64)
    with pytest.raises(ValueError, match=r"one value a sample, shape \(320,\), got shape \(\)"):
        sensitivity(lambda x: 1.0, UNIT, samples=64)
    with pytest.raises(ValueError, match="one value a point, 320"):
        design(UNIT, 64).sensitivity([np.zeros(3)])


def test_a_tornado_by_hand() -> None:
    priors = {"small": stats.uniform(0.0, 1.0), "large": stats.uniform(0.0, 10.0), "none": stats.uniform()}
    found = tornado(lambda x: x[0] - x[1], priors, {"small": 0.5, "large": 5.0, "none": 0.0})
    assert found.value == -4.5
    assert [swing.name for swing in found.swings] == ["large", "small", "none"]
    large, small, none = found.swings
    assert (large.low, large.high) == pytest.approx((0.5, 9.5))
    assert (large.at_low, large.at_high, large.size) == pytest.approx((0.0, -9.0, 9.0))
    assert (small.at_low, small.at_high) == pytest.approx((-4.95, -4.05)) and none.size == 0.0
    with pytest.raises(ValueError, match="none is missing"):
        tornado(additive, priors, {"small": 0.5, "large": 5.0})


def test_progress_is_told_and_can_end_the_work() -> None:
    told: list[tuple[int, int]] = []
    sensitivity(additive, UNIT, samples=256, progress=lambda *done: told.append(done))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]

    class Stopped(BaseException):
        pass

    asked = []

    def stop(done: int, of: int) -> None:
        raise Stopped

    def counted(x):
        asked.append(x.shape)
        return additive(x)

    with pytest.raises(Stopped):
        sensitivity(counted, UNIT, samples=256, progress=stop)
    assert len(asked) == 1
