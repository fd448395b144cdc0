"""The logistic surface in closed form."""

import numpy as np
import pytest
from scipy import special

from risk.danger import Logistic
from risk.surface import Surface

FUNCTION = Logistic(intercept=-4, slope_i=1.5, slope_g=0.5, slope_a=2, interaction_ia=5)


def test_log_odds_are_the_linear_predictor():
    I, G, A = np.random.default_rng(0).random((3, 100))
    expected = -4 + 1.5 * I + 0.5 * G + 2 * A + 5 * I * A
    assert special.logit(FUNCTION.danger(I, G, A)) == pytest.approx(expected, abs=1e-12)


def test_interaction_is_that_of_the_sigmoid():
    I, G, A = np.random.default_rng(1).random((3, 200))
    D = FUNCTION.danger(I, G, A)
    bend = D * (1 - D)
    exact = bend * 5 + bend * (1 - 2 * D) * (1.5 + 5 * A) * (2 + 5 * I)
    assert Surface(FUNCTION).interaction(I, G, A) == pytest.approx(exact, abs=1e-6)


def test_without_interaction_the_log_odds_add():
    plain = FUNCTION.replace(interaction_ia=0)
    odds = special.logit(plain.danger([0, 1, 0, 1], 0.5, [0, 0, 1, 1]))
    assert odds[3] - odds[2] == pytest.approx(odds[1] - odds[0])


def test_extreme_coefficients_neither_overflow_nor_leave_the_index():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert Logistic(intercept=-30).danger(0, 0, 0) == pytest.approx(0, abs=1e-12)
        most = Logistic(intercept=10, slope_i=30, slope_g=30, slope_a=30, interaction_ia=60)
        assert most.danger(1, 1, 1) == 1 and most.gradient(1, 1, 1) == (0, 0, 0)
