"""The null hypothesis in closed form."""

import numpy as np
import pytest

from risk.danger import Additive
from risk.surface import Surface


def test_danger_is_the_weighted_mean():
    where = np.random.default_rng(0).random((3, 100))
    function = Additive(weight_i=2, weight_g=0.5, weight_a=7)
    assert function.danger(*where) == pytest.approx(np.average(where, axis=0, weights=[2, 0.5, 7]), rel=1e-14)


def test_only_ratios_of_weights_count_and_the_corners_are_the_ends():
    where = np.random.default_rng(1).random((3, 100))
    scaled = Additive(weight_i=0.2, weight_g=0.05, weight_a=0.7)
    assert scaled.danger(*where) == pytest.approx(Additive(weight_i=20, weight_g=5, weight_a=70).danger(*where))
    assert scaled.danger(0, 0, 0) == 0 and scaled.danger(1, 1, 1) == pytest.approx(1, abs=1e-15)


def test_gradient_is_constant_and_there_is_no_interaction():
    I, G, A = np.random.default_rng(2).random((3, 50))
    function = Additive(weight_i=1, weight_g=2, weight_a=5)
    for slope, expected in zip(function.gradient(I[:, None], G, A), (1 / 8, 2 / 8, 5 / 8), strict=True):
        assert slope == pytest.approx(np.full((50, 50), expected))
    assert np.abs(Surface(function).interaction(I, G, A)).max() < 1e-10
