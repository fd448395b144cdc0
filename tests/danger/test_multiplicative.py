"""The triple intersection in closed form."""

import numpy as np
import pytest

from risk.danger import Multiplicative
from risk.surface import Surface

FUNCTION = Multiplicative(exponent_i=1.5, exponent_g=0.4, exponent_a=2.5)


def test_danger_is_the_product_of_powers_and_its_logarithm_is_linear():
    I, G, A = np.random.default_rng(0).random((3, 100))
    expected = 1.5 * np.log(I) + 0.4 * np.log(G) + 2.5 * np.log(A)
    assert np.log(FUNCTION.danger(I, G, A)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("zero", range(3))
def test_where_one_axis_is_zero_there_is_no_danger_unless_it_does_not_count(zero):
    where = np.ones(3)
    where[zero] = 0.0
    assert FUNCTION.danger(*where) == 0
    name = ("exponent_i", "exponent_g", "exponent_a")[zero]
    assert FUNCTION.replace(**{name: 0}).danger(*where) == 1


def test_slopes_at_zero_follow_the_exponent():
    expected = {0.0: 0.0, 0.5: np.inf, 1.0: 1.0, 2.0: 0.0}
    for exponent, slope in expected.items():
        assert Multiplicative(exponent_i=exponent).gradient(0, 1, 1)[0] == slope
        assert Multiplicative(exponent_i=exponent).gradient(0, 0, 1)[0] == 0  # switched off by another axis


def test_interaction_is_the_mixed_derivative():
    I, G, A = 0.05 + 0.95 * np.random.default_rng(1).random((3, 200))
    exact = 1.5 * 2.5 * I**0.5 * G**0.4 * A**1.5
    assert Surface(FUNCTION).interaction(I, G, A) == pytest.approx(exact, abs=1e-6)
    assert Surface(Multiplicative()).interaction(I, G, A) == pytest.approx(G, abs=1e-9)
