"""The surface: chain rule, interaction, shares of the cube, memory, and its use as a cache key."""

import functools
import itertools
import math
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pytest

from risk.agency import Granted, ProxyAgency
from risk.danger import BUILT_IN, Additive, Blend, DangerFunction, Multiplicative, PhaseTransition
from risk.parameter import parameter
from risk.surface import Surface

BLEND = Blend(parts=((1, PhaseTransition(coupling=False)), (2, Multiplicative()), (0, PhaseTransition())))
SURFACES = [Surface(kind(), agency) for kind, agency in itertools.product(BUILT_IN, (Granted(), ProxyAgency()))]
every_surface = pytest.mark.parametrize("surface", SURFACES, ids=lambda s: f"{s.function.name}/{s.agency.name}")


@every_surface
def test_danger_is_the_function_at_effective_agenticity(surface):
    I, G, A = np.random.default_rng(0).random((3, 1000))
    assert (surface.danger(I, G, A) == surface.function.danger(I, G, surface.agency.effective(I, A))).all()


def test_granted_agency_is_the_default_and_changes_nothing():
    where = np.random.default_rng(1).random((3, 1000))
    function = PhaseTransition()
    assert Surface(function).agency == Granted()
    assert (Surface(function).danger(*where) == function.danger(*where)).all()
    for mine, plain in zip(Surface(function).gradient(*where), function.gradient(*where), strict=True):
        assert (mine == plain).all()


def mixed(surface, I, G, A, h=2e-3):
    """d2D/dIdA from D alone, to fourth order, by Richardson's extrapolation."""

    def plain(step):
        D = {(i, a): surface.danger(I + i * step, G, A + a * step) for i in (-1, 1) for a in (-1, 1)}
        return (D[1, 1] - D[1, -1] - D[-1, 1] + D[-1, -1]) / (4 * step**2)

    return (4 * plain(h / 2) - plain(h)) / 3


@pytest.mark.parametrize("agency", [Granted(), ProxyAgency()], ids=lambda agency: agency.name)
@pytest.mark.parametrize(
    "function",
    [kind() for kind in BUILT_IN if kind not in (PhaseTransition, Blend)]
    + [PhaseTransition(coupling=False), PhaseTransition(critical_intelligence=2.0), BLEND],
    ids=lambda function: function.name,
)
def test_interaction_is_the_mixed_derivative_of_danger(function, agency):
    I, G, A = 0.02 + 0.96 * np.random.default_rng(2).random((3, 300))
    surface = Surface(function, agency)
    assert surface.interaction(I, G, A) == pytest.approx(mixed(surface, I, G, A), rel=1e-5, abs=1e-5)


def test_interaction_of_the_smooth_part_of_the_transition():
    surface = Surface(PhaseTransition())
    I, A = np.meshgrid(np.linspace(0.05, 0.45, 20), np.linspace(0.05, 0.95, 20))
    assert surface.interaction(I, 0.6, A) == pytest.approx(mixed(surface, I, 0.6, A), rel=1e-4, abs=1e-4)


def test_interaction_up_to_the_edges_and_where_the_slope_is_infinite():
    surface = Surface(Multiplicative(exponent_i=2, exponent_a=2))
    edges = [0.0, 1e-4, 1.0]
    expected = 4 * np.outer(edges, edges)
    assert surface.interaction(np.array(edges)[:, None], 1.0, edges) == pytest.approx(expected, abs=1e-9)
    assert np.isnan(Surface(Multiplicative(exponent_a=0.5)).interaction(0.5, 1.0, 0.0))


def share_over_weighted_sum(weights, tolerance):
    """Share of the cube with sum(w x) >= t: inclusion and exclusion over corners."""
    below = 0.0
    for corner in itertools.product((0, 1), repeat=3):
        reach = max(tolerance - sum(w * c for w, c in zip(weights, corner, strict=True)), 0.0)
        below += (-1) ** sum(corner) * reach**3
    return 1 - below / (6 * math.prod(weights))


@pytest.mark.parametrize("tolerance", [0.05, 0.2, 1 / 3, 0.5, 0.7, 0.95])
@pytest.mark.parametrize("weights", [(1, 1, 1), (1, 2, 5), (10, 0.3, 1)])
def test_dangerous_share_of_the_additive_surface_is_a_volume(weights, tolerance):
    function = Additive(weight_i=weights[0], weight_g=weights[1], weight_a=weights[2])
    exact = share_over_weighted_sum(np.array(weights) / sum(weights), tolerance)
    assert Surface(function).dangerous_share(tolerance) == pytest.approx(exact, abs=0.005)


@pytest.mark.parametrize("tolerance", [0.001, 0.05, 0.2, 0.3, 0.5, 0.8])
def test_dangerous_share_of_the_product_of_three_uniforms(tolerance):
    exact = 1 - tolerance * (1 - math.log(tolerance) + math.log(tolerance) ** 2 / 2)
    assert Surface(Multiplicative()).dangerous_share(tolerance) == pytest.approx(exact, abs=0.005)


@every_surface
@pytest.mark.parametrize("tolerance", [0.1, 0.3, 0.6])
def test_dangerous_share_agrees_with_a_midpoint_grid(surface, tolerance):
    middle = (np.arange(80) + 0.5) / 80
    assert surface.dangerous_share(tolerance) == pytest.approx(
        np.mean(surface.danger(*np.ix_(middle, middle, middle)) >= tolerance), abs=0.006
    )


@every_surface
def test_a_tolerance_for_a_share_gives_that_share(surface):
    tolerances = [surface.tolerance_for(share) for share in (0.9, 0.5, 0.25, 0.1, 0.01)]
    assert tolerances == sorted(tolerances)
    for share, tolerance in zip((0.9, 0.5, 0.25, 0.1, 0.01), tolerances, strict=True):
        assert surface.dangerous_share(tolerance) == pytest.approx(share, abs=0.005)
        assert surface.tolerance_for(surface.dangerous_share(tolerance)) == pytest.approx(tolerance, abs=0.01)
    assert surface.dangerous_share(surface.tolerance_for(1.0)) == 1.0
    assert surface.dangerous_share(surface.tolerance_for(0.0)) < 0.001


def test_shares_at_the_ends_and_out_of_range():
    assert Surface(Multiplicative()).dangerous_share(0.0) == 1.0
    assert Surface(Multiplicative()).dangerous_share(1.0) == 0.0
    for share in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match=r"share must lie in \[0, 1\]"):
            SURFACES[0].tolerance_for(share)


@dataclass(frozen=True, kw_only=True)
class Half(DangerFunction):
    """Undefined below one half of intelligence. Source: a test."""

    name = "half"
    top: float = parameter(1, 0, 1, label="Top", help="Greatest danger.")

    def _danger(self, I, G, A):
        return np.where(I < 0.5, np.nan, self.top * G)


def test_undefined_points_are_left_out_of_shares():
    assert Surface(Half()).dangerous_share(0.25) == pytest.approx(0.75, abs=0.005)
    assert Surface(Half()).tolerance_for(0.75) == pytest.approx(0.25, abs=0.005)
    assert np.isnan(Surface(Half()).danger([0.2, 0.8], 0.5, 0.5)).tolist() == [True, False]


@every_surface
def test_memory_stays_flat_as_points_grow(surface):
    where = np.random.default_rng(3).random((3, 1_000_000))
    tracemalloc.start()
    surface.danger(*where)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak - 8 * where.shape[1] < 3_000_000


@dataclass(frozen=True, kw_only=True)
class Twin(Half):
    """Another class with equal fields. Source: a test."""

    def _danger(self, I, G, A):
        return self.top * A


def test_classes_with_equal_fields_never_get_each_others_cached_result():
    @functools.lru_cache
    def cached(surface):
        return float(surface.danger(0.9, 0.2, 0.7))

    assert Half() != Twin() and Surface(Half()) != Surface(Twin())
    assert [cached(Surface(Half())), cached(Surface(Twin())), cached(Surface(Half()))] == [0.2, 0.7, 0.2]
    assert cached.cache_info().hits == 1
