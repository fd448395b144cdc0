"""Shares of assumption draws: closed forms, another route, the same digits for any workers, and what may go wrong."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
import tracemalloc
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import stats

import risk
from risk import uncertainty
from risk.axes import Array, FormulaError
from risk.blocks import blocks
from risk.draws import drawn

PRODUCT = risk.Surface(risk.danger_function("multiplicative"))
DEFAULT = risk.Surface(risk.danger_function("phase-transition"), risk.ProxyAgency())
ENDS = np.linspace(0.0, 1.0, 9)


def one_exponent(I: float, tolerance: float) -> float:
    """Share of exponents, uniform from 0.25 to 4, at which I**exponent is at or over the tolerance."""
    return min(max((math.log(tolerance) / math.log(I) - 0.25) / 3.75, 0.0), 1.0)


@pytest.mark.parametrize("samples", [64, 256, 1024, 4096])
def test_one_uniform_exponent_has_a_closed_form(samples: int) -> None:
    """One dimension of scrambled Sobol points holds one point in each of as many equal intervals."""
    I = np.array([0.2, 0.5, 0.7, 0.95])
    found = uncertainty.exceedance(PRODUCT, 0.3, I, 1.0, 1.0, {"exponent_i": stats.uniform(0.25, 3.75)}, samples)
    assert found == pytest.approx([one_exponent(i, 0.3) for i in I], abs=1.0 / samples)
    assert len(set(found)) == 4


def test_two_uniform_exponents_have_a_closed_form() -> None:
    """Their sum is triangular: D >= D* where it is at most log D* / log I."""
    priors = {name: stats.uniform(0.5, 1.0) for name in ("exponent_i", "exponent_g")}
    exact = stats.triang(0.5, 1.0, 2.0).cdf(math.log(0.3) / math.log(0.55))
    errors = [
        abs(float(uncertainty.exceedance(PRODUCT, 0.3, 0.55, 0.55, 1.0, priors, samples)) - exact)
        for samples in (64, 4096)
    ]
    assert errors[1] < 0.002 and errors[0] < 0.05


def test_independent_draws_give_the_same_shares() -> None:
    points = np.array([[0.5, 0.75, 0.9], [0.6, 0.6, 0.3], [0.9, 0.7, 0.4]])
    found = uncertainty.exceedance(DEFAULT, 0.3, *points, samples=1024)
    random = np.random.default_rng(1)
    owned = [(part, entry) for part in (DEFAULT.function, DEFAULT.agency) for entry in risk.parameters(part)]
    counted = np.zeros(3)
    for _ in range(2000):
        values: dict[Any, dict[str, float]] = {DEFAULT.function: {}, DEFAULT.agency: {}}
        for part, entry in owned:
            if entry.kind == "float":
                low, high = np.log(entry.typical) if entry.log else entry.typical
                value = random.uniform(low, high)
                values[part][entry.name] = float(np.exp(value)) if entry.log else float(value)
        counted += risk.Surface(*(part.replace(**own) for part, own in values.items())).danger(*points) >= 0.3
    assert found == pytest.approx(counted / 2000, abs=0.045)
    assert found.min() > 0.05 and found.max() < 0.98


def test_any_number_of_workers_gives_the_same_digits() -> None:
    asked = dict(I=ENDS, G=0.6, A=ENDS[:, None], samples=512, seed=7)
    alone = uncertainty.exceedance(DEFAULT, 0.3, **asked)
    assert alone.shape == (9, 9) and len(np.unique(alone)) > 10
    assert np.array_equal(alone, uncertainty.exceedance(DEFAULT, 0.3, **asked, workers=2))
    with ProcessPoolExecutor(3) as pool:
        assert np.array_equal(alone, uncertainty.exceedance(DEFAULT, 0.3, **asked, workers=pool.map))
    with ThreadPoolExecutor(4) as threads:
        found = uncertainty.spread(drawn(DEFAULT, None, 512, 7), (0.3,), ENDS, 0.6, ENDS[:, None], threads.map)
        whole = uncertainty.spread(drawn(DEFAULT, None, 512, 7), (0.3,), ENDS, 0.6, ENDS[:, None])
    assert np.array_equal(found.share(0.3), alone) and np.array_equal(found.mean, whole.mean)
    assert not np.array_equal(alone, uncertainty.exceedance(DEFAULT, 0.3, **asked | {"seed": 8}))


def test_blocks_add_up_to_the_whole() -> None:
    """However many draws lie in a block, they are the same draws, and their summaries the same summary."""
    draws = drawn(DEFAULT, None, 256, 3)
    values = draws.values((0, 256))
    assert np.array_equal(np.concatenate([draws.values((0, 100)), draws.values((100, 256))]), values)
    levels, points = np.linspace(0.05, 0.95, 91), (0.75, 0.6, 0.7)
    whole = uncertainty.spread(draws, levels, *points)
    parts = [
        uncertainty._spread_of_block(draws, levels, tuple(map(np.array, points)), (), block)
        for block in ((0, 17), (17, 200), (200, 256))
    ]
    together = parts[0] + parts[1] + parts[2]
    assert np.array_equal(together.counts, whole.counts) and together.mean == pytest.approx(float(whole.mean), 1e-14)
    D = uncertainty.each(draws, lambda surface: surface.danger(*points))
    assert float(whole.mean) == pytest.approx(float(D.mean()), rel=1e-13)
    for share in (0.05, 0.5, 0.95):
        # Rounded down to a level, in steps of 0.01.
        exact = float(np.quantile(D, share, method="higher"))
        assert whole.quantile(share) <= exact + 1e-12 and exact - whole.quantile(share) < 0.0101
    with pytest.raises(ValueError, match="same points"):
        _ = whole + uncertainty.spread(draws, levels[1:], *points)


def test_blocks_cover_every_draw_once_and_depend_on_nothing_else() -> None:
    for samples in (1, 63, 64, 1000, 4097, 10**6, 2**30):
        cut = blocks(samples)
        assert cut[0][0] == 0 and cut[-1][1] == samples and len(cut) <= 64
        assert all(one[1] == other[0] for one, other in itertools.pairwise(cut))


def test_a_share_rises_with_what_makes_danger_and_falls_with_the_tolerance() -> None:
    low = uncertainty.exceedance(DEFAULT, 0.3, ENDS, 0.6, 0.7, samples=128)
    assert np.all(np.diff(low) >= 0.0) and 0.0 <= low.min() < low.max() <= 1.0
    assert np.all(uncertainty.exceedance(DEFAULT, 0.5, ENDS, 0.6, 0.7, samples=128) <= low)
    assert np.all(uncertainty.exceedance(DEFAULT, 0.0, ENDS, 0.6, 0.7, samples=128) == 1.0)


# ---- what may go wrong


def test_without_any_prior_every_draw_is_the_same() -> None:
    found = uncertainty.exceedance(DEFAULT, 0.3, ENDS, 0.6, 0.9, priors={}, samples=64)
    assert np.array_equal(found, DEFAULT.danger(ENDS, 0.6, 0.9) >= 0.3)


def test_a_number_that_is_no_power_of_two_is_explained() -> None:
    with pytest.warns(UserWarning, match="1000 draws are not a power of two, so .* than 1024 would") as told:
        found = uncertainty.exceedance(PRODUCT, 0.3, 0.5, 1.0, 1.0, samples=1000)
    assert len(told) == 1 and told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        even = uncertainty.exceedance(PRODUCT, 0.3, 0.5, 1.0, 1.0, samples=1024)
    assert float(found) == pytest.approx(float(even), abs=0.03)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"priors": {"critical_intelligence": stats.uniform(0.6, 0.0)}}, "gives no finite numbers; to hold"),
        ({"priors": {"sharpness": stats.uniform(-5.0, 1.0)}}, "phase-transition.sharpness must be between 0.5 and 200"),
        ({"priors": {"sharp": stats.uniform()}}, "there is no parameter 'sharp' to draw; there are sharpness"),
        ({"priors": {"coupling": stats.uniform()}}, "function.coupling is not drawn: only real-valued"),
        ({"priors": {"sharpness": 10.0}}, "must be a frozen SciPy distribution, got 10.0"),
        ({"samples": 0}, "samples must be a whole number from 1"),
        ({"samples": 10.5}, "samples must be a whole number"),
        ({"samples": 2**31}, "samples must be a whole number"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"workers": 0}, "workers must be a number of processes"),
        ({"workers": "two"}, "workers must be a number of processes"),
        ({"tolerance": math.nan}, "tolerance must be a finite number"),
        ({"I": 1.5}, "I must lie in"),
    ],
)
def test_what_is_not_allowed_is_named_in_one_line(changes: dict[str, Any], said: str) -> None:
    asked: dict[str, Any] = {"tolerance": 0.3, "I": 0.5, "G": 0.5, "A": 0.5, "samples": 64} | changes
    with pytest.raises(ValueError, match=said) as refused:
        uncertainty.exceedance(DEFAULT, **asked)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 300


@dataclass(frozen=True, kw_only=True)
class Undefined(risk.DangerFunction):
    """D is the parameter itself, and undefined where that is over one half."""

    name = "undefined-in-part"
    exposure: float = risk.parameter(0.2, 0, 1, label="Level of danger", help="D itself.")

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        return np.full(
            np.broadcast_shapes(I.shape, G.shape, A.shape), self.exposure if self.exposure <= 0.5 else math.nan
        )


def test_undefined_draws_are_left_out_of_every_count() -> None:
    surface = risk.Surface(Undefined())
    found = uncertainty.spread(drawn(surface, None, 1024), (0.3,), 0.5, 0.5, 0.5)
    assert found.defined == 512
    # Of the draws from 0 to 0.5, two fifths lie over 0.3.
    assert float(found.share(0.3)) == pytest.approx(0.4, abs=0.002)
    assert float(found.mean) == pytest.approx(0.25, abs=0.001)
    never = uncertainty.exceedance(surface, 0.3, 0.5, 0.5, 0.5, {"exposure": stats.uniform(0.6, 0.3)}, 64)
    assert math.isnan(never)


@dataclass(frozen=True, kw_only=True)
class Picky(Undefined):
    """Allows each value, and not all of them together."""

    name = "picky"
    other: float = risk.parameter(0.2, 0, 1, label="Other level", help="No more than D itself.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.other > self.exposure:
            raise ValueError("picky.other must not exceed picky.exposure")


def test_a_function_that_refuses_a_draw_is_named() -> None:
    with pytest.raises(FormulaError, match=r"picky does not allow a draw: picky\.other must not exceed"):
        uncertainty.exceedance(risk.Surface(Picky()), 0.3, 0.5, 0.5, 0.5, samples=64)


def test_a_name_that_function_and_agency_share_must_say_whose_it_is() -> None:
    surface = risk.Surface(Undefined(), risk.ProxyAgency())
    with pytest.raises(ValueError, match=r"write function\.exposure or agency\.exposure"):
        drawn(surface, {"exposure": stats.uniform()}, 64)
    assert drawn(surface, {"agency.exposure": stats.uniform(1, 2)}, 64).keys == ("agency.exposure",)


def test_the_order_of_priors_does_not_matter() -> None:
    one = {"exponent_i": stats.uniform(0.5, 1), "exponent_a": stats.uniform(1, 2)}
    other = dict(reversed(one.items()))
    assert np.array_equal(drawn(PRODUCT, one, 64).values((0, 64)), drawn(PRODUCT, other, 64).values((0, 64)))


def test_memory_does_not_grow_with_the_number_of_draws() -> None:
    """The benchmark measures a hundred million evaluations; here sixteen times the draws take the same memory."""
    peaks = []
    for samples in (128, 2048):
        tracemalloc.start()
        uncertainty.exceedance(
            PRODUCT, 0.3, np.linspace(0, 1, 41), 0.6, np.linspace(0, 1, 41)[:, None], samples=samples
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # All values of D at once would take 27 megabytes.
    assert peaks[1] < 2 * peaks[0] and peaks[1] < 1e6


def test_slow_imports_come_when_they_are_needed() -> None:
    code = "import sys, risk, risk.uncertainty, risk.prior; sys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
