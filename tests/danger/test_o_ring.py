"""The chain of stages against simulated attempts, and in its limits."""

import numpy as np
import pytest

from risk.danger import ORing


@pytest.mark.parametrize(
    ("I", "G", "A", "stages", "most"), [(0.6, 0.5, 0.5, 3, 5), (0.4, 1.0, 1.0, 6, 5), (0.8, 0.3, 0.0, 2, 9)]
)
def test_danger_is_the_chance_of_passing_every_stage_by_independent_attempts(I, G, A, stages, most):
    attempts, trials = round(1 + (most - 1) * A), 200_000
    assert attempts == 1 + (most - 1) * A
    skill = I**0.7 * G**0.5
    tries = np.random.default_rng(0).random((trials, stages, attempts), dtype=np.float32)
    passed = (tries < skill).any(axis=2).all(axis=1).mean()
    danger = ORing(exponent_i=0.7, stages=stages, max_attempts=most).danger(I, G, A)
    assert danger == pytest.approx(passed, abs=4 * np.sqrt(danger * (1 - danger) / trials))


def test_one_stage_and_one_attempt_is_skill_itself():
    I, G, A = np.random.default_rng(1).random((3, 100))
    assert ORing(stages=1, max_attempts=1).danger(I, G, A) == pytest.approx(I * np.sqrt(G), rel=1e-13)
    assert ORing(stages=6, max_attempts=1).danger(I, G, A) == pytest.approx((I * np.sqrt(G)) ** 6, rel=1e-12)


def test_without_agenticity_there_is_one_attempt_however_many_are_allowed():
    I, G = np.random.default_rng(2).random((2, 100))
    assert ORing(max_attempts=100).danger(I, G, 0) == pytest.approx(ORing(max_attempts=1).danger(I, G, 0.7), rel=1e-12)


def test_the_weakest_link_more_stages_are_less_danger_and_more_attempts_more():
    I, G, A = 0.05 + 0.9 * np.random.default_rng(3).random((3, 100))
    by_stages = [ORing(stages=n).danger(I, G, A) for n in (1, 2, 8, 40)]
    by_attempts = [ORing(max_attempts=k).danger(I, G, A) for k in (1, 2, 8, 40)]
    assert (np.diff(by_stages, axis=0) < 0).all() and (np.diff(by_attempts, axis=0) > 0).all()


def test_small_skill_keeps_its_digits():
    # passed = 1 - (1 - q)^k is k q to first order, where a naive difference would lose everything
    assert ORing(stages=1).danger(1e-15, 1, 1) == pytest.approx(5e-15, rel=1e-12)


def test_edges():
    assert ORing().danger([0, 1, 1, 0], [1, 0, 1, 0], 1.0).tolist() == [0, 0, 1, 0]
    assert ORing(exponent_i=0, exponent_g=0).danger(0, 0, 0) == 1


@pytest.mark.parametrize(
    ("stages", "exponent", "slope"), [(1, 0.5, np.inf), (2, 0.5, 25.0), (1, 1.0, 5.0), (3, 1.0, 0)]
)
def test_slope_at_zero_is_infinite_finite_or_none_by_the_total_exponent(stages, exponent, slope):
    # Near zero D is (k I^alpha)^n, here with k = 5.
    assert ORing(stages=stages, exponent_i=exponent).gradient(0, 1, 1)[0] == slope
