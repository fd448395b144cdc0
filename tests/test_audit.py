"""The audit: closed forms and integrals against simulated audits, limits, and what no number of evaluations can do."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from risk.audit import AWARENESS, COMBINATIONS, Audit, best_of

AUDITS = 1_000_000
EXPECTED_BEST = {1: 0.0, 3: 1.5 / math.sqrt(math.pi), 8: 1.4236003}
KINDS = list(itertools.product(COMBINATIONS, AWARENESS))


def simulated(audit: Audit, danger: float, tolerance: float) -> float:
    """Share of simulated audits that clear."""
    stream = np.random.default_rng(4)
    n, rho = audit.evaluations, audit.correlation
    inflation = audit.variant_spread * EXPECTED_BEST[audit.variants]
    common = stream.standard_normal(AUDITS)
    whole = stream.uniform(size=AUDITS) < audit.awareness
    total, all_under = np.zeros(AUDITS), np.ones(AUDITS, dtype=bool)
    for _ in range(n):
        each = stream.uniform(size=AUDITS) < audit.awareness
        aware = each if audit.aware_of == AWARENESS[0] else whole
        noise = math.sqrt(rho) * common + math.sqrt(1 - rho) * stream.standard_normal(AUDITS)
        reading = danger - inflation - audit.hiding * aware + audit.noise * noise
        total += reading
        all_under &= reading < tolerance
    return float((total / n < tolerance).mean() if audit.combination == COMBINATIONS[0] else all_under.mean())


@pytest.mark.parametrize(("combination", "aware_of"), KINDS)
@pytest.mark.parametrize(
    ("danger", "changes"),
    [
        (0.4, {"evaluations": 4}),
        (0.35, {"evaluations": 6, "correlation": 0.9, "awareness": 0.5, "noise": 0.15, "variants": 1}),
        (0.25, {"evaluations": 3, "correlation": 0.0, "awareness": 1.0, "hiding": 0.05, "variants": 8}),
        (0.45, {"evaluations": 5, "correlation": 1.0, "noise": 0.3, "variant_spread": 0.1}),
    ],
)
def test_clear_probability_is_the_share_of_simulated_audits(
    combination: str, aware_of: str, danger: float, changes: dict[str, Any]
) -> None:
    audit = Audit(combination=combination, aware_of=aware_of, **changes)
    found = audit.clear_probability(danger, 0.3)
    error = math.sqrt(max(found * (1 - found), 1e-7) / AUDITS)
    assert found == pytest.approx(simulated(audit, danger, 0.3), abs=4.5 * error)


@pytest.mark.parametrize("n", [2, 40, 900])
@pytest.mark.parametrize("rho", [1e-4, 0.3, 0.95, 0.9999])
def test_the_integral_over_the_shared_noise_holds_to_eight_digits(n: int, rho: float) -> None:
    audit = Audit(combination=COMBINATIONS[1], evaluations=n, correlation=rho, awareness=0.4, variants=1)
    # The same integral over 5e5 points, in the chance of the shared noise.
    u = (np.arange(500_000) + 0.5) / 500_000
    z = special.ndtri(u)
    parts = [special.ndtr((0.02 + more - 0.1 * math.sqrt(rho) * z) / (0.1 * math.sqrt(1 - rho))) for more in (0, 0.2)]
    expected = ((0.6 * parts[0] + 0.4 * parts[1]) ** n).mean()
    assert audit.clear_probability(0.28, 0.3) == pytest.approx(expected, abs=5e-6)
    # Where there is a reference: the bivariate normal.
    if 1e-3 < rho < 0.99 and n > 1:
        pair = Audit(combination=COMBINATIONS[1], evaluations=2, correlation=rho, awareness=0, variants=1)
        joint = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([0.2, 0.2])
        assert pair.clear_probability(0.28, 0.3) == pytest.approx(joint, abs=1e-8)


def test_limits() -> None:
    for combination, aware_of in KINDS:
        plain = Audit(combination=combination, aware_of=aware_of, awareness=0, variants=1)
        one = plain.replace(evaluations=1)
        assert one.clear_probability(0.35, 0.3) == pytest.approx(special.ndtr(-0.5))
        # Fully correlated evaluations are one evaluation, and the one is the limit.
        assert plain.replace(correlation=1).clear_probability(0.35, 0.3) == pytest.approx(special.ndtr(-0.5))
        for low, high in ((1 - 1e-10, 1.0), (1e-12, 0.0)):
            near, limit = (plain.replace(correlation=rho).clear_probability(0.35, 0.3) for rho in (low, high))
            assert near == pytest.approx(limit, abs=1e-4)
        # Noticed always is a system that is that much less dangerous; never is one that hides nothing.
        assert plain.replace(awareness=1, hiding=0.1).clear_probability(0.35, 0.3) == pytest.approx(
            plain.clear_probability(0.25, 0.3)
        )
        # Without noise and choice a reading is D itself, and D* is dangerous.
        exact = plain.replace(noise=0)
        assert list(exact.clear_probability([0.29, 0.3, 0.31], 0.3)) == [1, 0, 0]
        assert exact.replace(awareness=0.3, hiding=0.2, evaluations=1).clear_probability(0.4, 0.3) == pytest.approx(0.3)
        # Ever more evaluations go to what `ceiling` says.
        for audit in (Audit(combination=combination, aware_of=aware_of), plain, exact, plain.replace(correlation=0)):
            most = audit.replace(evaluations=1000).clear_probability(0.42, 0.3)
            assert most == pytest.approx(audit.ceiling(0.42, 0.3), abs=0.01)
    assert Audit(variants=1).inflation == 0
    assert Audit(correlation=0, evaluations=8).independent == 8
    assert Audit(correlation=0.25, evaluations=1000).independent == pytest.approx(4, rel=0.01)


def test_variance_of_the_mean_is_the_stated_one() -> None:
    audit = Audit(evaluations=7, correlation=0.35, awareness=0, variants=1)
    spread = 0.1 * math.sqrt(0.35 + 0.65 / 7)
    assert audit.clear_probability(0.36, 0.3) == pytest.approx(special.ndtr(-0.06 / spread))
    assert 0.1 / math.sqrt(audit.independent) == pytest.approx(spread)


def test_best_of_many_normals() -> None:
    assert best_of(1) == pytest.approx(0, abs=1e-12)
    assert best_of(2) == pytest.approx(1 / math.sqrt(math.pi))
    assert best_of(3) == pytest.approx(1.5 / math.sqrt(math.pi))
    assert best_of(100) == pytest.approx(2.507593, abs=1e-6)
    assert best_of(1_000_000) == pytest.approx(4.863, abs=1e-2)


def test_a_more_dangerous_system_is_never_cleared_more_often_and_arrays_broadcast() -> None:
    for combination, aware_of in KINDS:
        audit = Audit(combination=combination, aware_of=aware_of)
        D, tolerance = np.linspace(0, 1, 700), np.array([[0.2], [0.5]])
        found = audit.clear_probability(D, tolerance)
        assert found.shape == (2, 700) and (np.diff(found, axis=1) <= 1e-12).all()
        assert found[1, 300] == pytest.approx(audit.clear_probability(D[300], 0.5), abs=1e-12)


def test_more_evaluations_can_sharpen_the_wrong_answer() -> None:
    """A mean that hides more than the margin converges on clearing; a single failure does not."""
    audit = Audit(hiding=0.4)
    assert audit.reading(0.4) < 0.3
    one, many = (1 - audit.replace(evaluations=n).clear_probability(0.4, 0.3) for n in (1, 1000))
    assert one > many and many < 0.5
    assert audit.needed(0.4, 0.3, 0.95) == math.inf
    any_fails = audit.replace(combination=COMBINATIONS[1])
    assert any_fails.needed(0.4, 0.3, 0.95) < 20
    # And the price: it blocks a safe system as well.
    assert any_fails.replace(evaluations=50).clear_probability(0.2, 0.3) < audit.clear_probability(0.2, 0.3)


def test_needed_is_the_fewest() -> None:
    audit = Audit(correlation=0, awareness=0, variants=1)
    for assurance in (0.6, 0.9, 0.99):
        # The mean of n blocks with chance Phi(0.04 sqrt(n)/0.1).
        assert audit.needed(0.34, 0.3, assurance) == max(1, math.ceil((special.ndtri(assurance) * 0.1 / 0.04) ** 2))
    assert audit.needed(0.34, 0.3, 0.5) == 1
    assert audit.replace(correlation=0.5).needed(0.34, 0.3, 0.9) == math.inf


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"correlation": 1.2}, "audit.correlation must be between 0 and 1, got 1.2"),
        ({"correlation": -0.1}, "audit.correlation"),
        ({"evaluations": 0}, "audit.evaluations must be between 1 and 1000, got 0"),
        ({"evaluations": 2.5}, "audit.evaluations must be a whole number"),
        ({"variants": 0}, "audit.variants"),
        ({"awareness": math.nan}, "audit.awareness"),
        ({"noise": -1}, "audit.noise"),
        ({"combination": "median"}, "audit.combination must be one of mean, any fails"),
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        Audit(**changes)


def test_bad_danger_is_named() -> None:
    with pytest.raises(ValueError, match="danger must be finite, got nan"):
        Audit().clear_probability([0.1, math.nan], 0.3)
    with pytest.raises(ValueError, match="tolerance must be numbers, got 'low'"):
        Audit().clear_probability(0.1, "low")
