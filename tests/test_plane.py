"""Planes through the cube, level sets, and the areas that a line cuts off."""

import itertools

import numpy as np
import pytest

from risk.agency import ProxyAgency
from risk.axes import AXES
from risk.danger import BUILT_IN, Additive, Multiplicative, PhaseTransition
from risk.plane import level_set, line_in_plane, plane, third_axis
from risk.scenario import Scenario
from risk.surface import Surface


@pytest.mark.parametrize(("x", "y"), list(itertools.permutations(AXES, 2)))
def test_a_plane_is_danger_point_by_point(x, y):
    surface = Surface(PhaseTransition(), ProxyAgency())
    drawn = plane(surface, x, y, 0.7, points=9)
    assert {drawn.x_axis, drawn.y_axis, drawn.fixed_axis} == set(AXES) and third_axis(x, y) == drawn.fixed_axis
    assert drawn.D.shape == (9, 9) and drawn.x[0] == 0 and drawn.y[-1] == 1
    for row, column in itertools.product(range(9), repeat=2):
        where = {x: drawn.x[column], y: drawn.y[row], drawn.fixed_axis: 0.7}
        assert drawn.D[row, column] == pytest.approx(float(surface.danger(**where)), abs=1e-12)


def test_a_plane_needs_two_axes_and_a_point_on_the_third():
    surface = Surface(Additive())
    with pytest.raises(ValueError, match="must differ, both are I"):
        plane(surface, "I", "I", 0.5)
    with pytest.raises(ValueError, match=r"G must lie in \[0, 1\], got 1\.2"):
        plane(surface, "I", "A", 1.2)


def test_the_level_set_of_a_product_is_a_hyperbola():
    I, G = np.meshgrid(np.linspace(0, 1, 23), np.linspace(0, 1, 19))
    found = level_set(Surface(Multiplicative()), 0.2, I, G)
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.where(I * G >= 0.2, 0.2 / (I * G), np.nan)
    np.testing.assert_allclose(found, exact, atol=1e-4, equal_nan=True)


@pytest.mark.parametrize("agency", [None, ProxyAgency(persuasion_threshold=0.6)], ids=["granted", "induced"])
@pytest.mark.parametrize("kind", [kind for kind in BUILT_IN if "A" in kind().increasing], ids=lambda kind: kind.name)
@pytest.mark.parametrize("tolerance", [0.1, 0.3, 0.7])
def test_danger_reaches_the_tolerance_exactly_at_the_level(kind, agency, tolerance):
    surface = Surface(kind(), agency) if agency else Surface(kind())
    axis = np.linspace(0, 1, 25)
    I, G = axis[:, None], axis
    A = level_set(surface, tolerance, I, G)
    assert A.shape == (25, 25)
    reached = ~np.isnan(A)
    assert (reached == (surface.danger(I, G, 1.0) >= tolerance)).all()
    wide_I, wide_G = np.broadcast_arrays(I, G)
    at = surface.danger(wide_I[reached], wide_G[reached], np.minimum(A[reached] + 1e-9, 1))
    below = surface.danger(wide_I[reached], wide_G[reached], np.maximum(A[reached] - 2e-4, 0))
    assert (at >= tolerance).all() and ((below < tolerance) | (A[reached] == 0)).all()


def test_the_level_is_found_alike_for_one_point_and_for_many():
    surface, I = Surface(PhaseTransition()), np.linspace(0.2, 1, 2500)
    many = level_set(surface, 0.3, I, np.full(2500, 0.6))
    one = [float(level_set(surface, 0.3, np.array(I[k]), np.array(0.6))) for k in (0, 900, 2499)]
    np.testing.assert_allclose(one, many[[0, 900, 2499]], atol=1.3e-4, equal_nan=True)


def test_a_function_that_may_fall_has_no_single_level():
    class Falling(Multiplicative):
        """May fall in A. Source: a test."""

        increasing = ("I", "G")

    with pytest.raises(ValueError, match="may fall in A"):
        level_set(Surface(Falling()), 0.3, np.array(0.5), np.array(0.5))


def test_the_line_in_a_plane_is_the_band_of_the_trend_and_its_areas_are_volumes():
    scenario = Scenario(function=Additive()).replace("settings.tolerance", 0.5)
    drawn = plane(scenario.surface, "I", "A", 0.5, points=401)
    line = line_in_plane(scenario, drawn)
    assert (line.low, line.centre, line.high) == pytest.approx(
        scenario.compute_trend.band(scenario.line.flop, scenario.settings.date)
    )
    assert line.low < line.centre < line.high
    # Over the plane G = 1/2 danger is reached where I + A >= 1: triangles and what they leave of rectangles.
    c = line.centre
    expected = {"missed": c**2 / 2, "caught": (1 - c**2) / 2, "overreach": (1 - c) ** 2 / 2}
    for region, area in expected.items():
        assert getattr(line.areas, region) == pytest.approx(area, abs=0.006)
    assert line.areas.undetermined == 0


def test_as_time_passes_the_line_catches_less_and_less():
    missed = []
    for date in (2020, 2024, 2028, 2032):
        scenario = Scenario().replace("settings.date", date)
        missed.append(line_in_plane(scenario, plane(scenario.surface, "I", "A", 0.6)).areas.missed)
    assert missed == sorted(missed) and missed[-1] > missed[0]
