"""An audit that reads danger with error, of a system that may notice it and a developer who may choose what it sees.

An evaluation reads D, minus what the developer's choice among m variants takes off, minus Delta where the system knows
that it is tested, plus normal noise, part of which all evaluations share. A system is cleared if the mean of its
readings stays under the tolerance, or if every single one does.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.axes import Array
from risk.parameter import Declared, choice, integer, parameter

COMBINATIONS = ("mean", "any fails")
AWARENESS = ("each evaluation", "the whole audit")

_MOST = 1000
# Normal deviates beyond this have a chance under 1e-16.
_FAR = 8.5
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
# Panels of the integral over the shared noise: everywhere, and finer where an evaluation turns from pass to fail.
_WIDE = np.arange(-_FAR, _FAR + 0.25, 0.5)
_CLOSE = np.arange(-10.0, 10.25, 0.5)
_AT_ONCE = 512


@dataclass(frozen=True, kw_only=True)
class Audit(Declared):
    """An audit of a system's danger by repeated evaluations."""

    name = "audit"
    label = "Audit"
    summary = "An audit evaluates a system several times, each time with error, and clears it or blocks it."
    formula = (
        r"X_i = D - \sigma_b\,\mathrm{E}[\max_m] - \Delta a_i"
        r" + \sigma\left(\sqrt{\rho}\,Z + \sqrt{1 - \rho}\,\varepsilon_i\right),\quad"
        r" \mathrm{Var}\,\bar X = \sigma^2\left(\rho + \frac{1 - \rho}{n}\right)"
    )

    noise: float = parameter(
        0.1, 0, 2, typical=(0, 0.3), step=0.01, symbol=r"\sigma", label="Noise of one evaluation",
        help="Standard deviation of one reading of D about its mean.",
    )  # fmt: skip
    evaluations: int = integer(
        5, 1, _MOST, typical=(1, 50), symbol="n", label="Evaluations",
        help="How many evaluations the audit makes.",
    )  # fmt: skip
    correlation: float = parameter(
        0.3, 0, 1, step=0.05, symbol=r"\rho", label="Correlation of evaluations",
        help="Share of the noise that all evaluations have in common, as from the same tests or the same auditor.",
    )  # fmt: skip
    combination: str = choice(
        "mean", COMBINATIONS, label="Blocked by",
        help="Whether the mean of all readings decides, or a single failed evaluation is enough to block.",
    )  # fmt: skip
    awareness: float = parameter(
        0.29, 0, 1, typical=(0.05, 0.6), step=0.01, symbol="a", label="Rate of noticing a test",
        help="Chance that the system knows that it is being tested.",
        source="judgement on one figure: a rate published for one model; the publication was not read here",
    )  # fmt: skip
    aware_of: str = choice(
        AWARENESS[0], AWARENESS, label="What is noticed",
        help="Whether each evaluation is noticed or not by itself, or the audit as a whole.",
    )  # fmt: skip
    hiding: float = parameter(
        0.2, 0, 1, typical=(0, 0.5), step=0.01, symbol=r"\Delta", label="Hidden when noticed",
        help="By how much D reads lower where the system knows that it is tested. Some studies find hardly any change.",
    )  # fmt: skip
    variants: int = integer(
        3, 1, 1_000_000, typical=(1, 100), symbol="m", label="Variants tried",
        help="Of how many variants of the system the developer submits the one that scores best.",
    )  # fmt: skip
    variant_spread: float = parameter(
        0.03, 0, 1, typical=(0, 0.2), step=0.01, symbol=r"\sigma_b", label="Spread of the variants",
        help="Standard deviation of the part of a score that the variants differ in and that is no safety.",
    )  # fmt: skip
    margin: float = parameter(
        0.1, 0, 1, typical=(0.02, 0.3), step=0.01, label="Distance from the tolerance",
        help="How far above and below the tolerance the dangerous and the safe system lie that the audit is judged by.",
    )  # fmt: skip
    assurance: float = parameter(
        0.95, 0, 1, typical=(0.5, 0.99), step=0.01, label="Assurance wanted",
        help="Chance with which the dangerous system must be blocked.",
    )  # fmt: skip

    @property
    def inflation(self) -> float:
        """How much lower D reads because the best of several variants was submitted (regressional Goodhart)."""
        return self.variant_spread * best_of(self.variants)

    @property
    def independent(self) -> float:
        """Number of independent evaluations that would average out as much noise; at most 1/correlation."""
        return 1.0 / (self.correlation + (1.0 - self.correlation) / self.evaluations)

    def reading(self, danger: npt.ArrayLike) -> Any:
        """Mean of what the audit reads of a system, before any combination."""
        return np.asarray(danger, dtype=np.float64) - self.inflation - self.hiding * self.awareness

    def clear_probability(self, danger: npt.ArrayLike, tolerance: npt.ArrayLike) -> Any:
        """Chance that a system is cleared, exact to 1e-8.

        Parameters
        ----------
        danger, tolerance : array-like of float
            True D and D*. A reading of D* or more is a failure.

        Returns
        -------
        float64 or ndarray of float64
            Of the broadcast shape.

        Raises
        ------
        ValueError
            If a value is not a finite number.
        """
        slack = _finite("tolerance", tolerance) - _finite("danger", danger) + self.inflation
        flat = slack.ravel()
        ask = self._mean_clears if self.combination == COMBINATIONS[0] else self._all_clear
        found = np.empty(flat.shape)
        for start in range(0, flat.size, _AT_ONCE):
            found[start : start + _AT_ONCE] = ask(flat[start : start + _AT_ONCE])
        return np.clip(found.reshape(slack.shape), 0.0, 1.0)[()]

    def ceiling(self, danger: npt.ArrayLike, tolerance: npt.ArrayLike) -> Any:
        """Chance that a system is cleared by ever more evaluations of this kind: what no number of them removes."""
        slack = _finite("tolerance", tolerance) - _finite("danger", danger) + self.inflation
        shared = self.noise * math.sqrt(self.correlation)
        if self.combination == COMBINATIONS[0]:
            if self.aware_of == AWARENESS[0]:
                return _under(slack + self.hiding * self.awareness, shared)[()]
            return self._noticed_or_not(_under(slack, shared), _under(slack + self.hiding, shared))[()]
        # Independent noise fails one of ever more evaluations for sure.
        spread = self.noise > 0.0 and self.correlation < 1.0
        plain, aware = (np.zeros_like(slack) if spread else _under(slack + more, shared) for more in (0.0, self.hiding))
        if self.aware_of == AWARENESS[1]:
            return self._noticed_or_not(plain, aware)[()]
        return (aware if self.awareness == 1.0 else plain)[()]

    def needed(self, danger: float, tolerance: float, assurance: float) -> float:
        """Evaluations that block a system with this chance, where one fewer does not; infinite if no number does.

        Searched by doubling and halving, up to the most that may be declared.
        """

        def falls_short(n: int) -> bool:
            return bool(1.0 - self.replace(evaluations=n).clear_probability(danger, tolerance) < assurance)

        tried = [*(2**power for power in range(_MOST.bit_length())), _MOST]
        enough = next((n for n in tried if not falls_short(n)), None)
        if enough is None:
            return math.inf
        short = enough // 2
        while enough - short > 1:
            middle = (short + enough) // 2
            short, enough = (middle, enough) if falls_short(middle) else (short, middle)
        return float(enough)

    def _noticed_or_not(self, plain: Array, aware: Array) -> Array:
        return (1.0 - self.awareness) * plain + self.awareness * aware

    def _mean_clears(self, slack: Array) -> Array:
        spread = self.noise * math.sqrt(self.correlation + (1.0 - self.correlation) / self.evaluations)
        if self.aware_of == AWARENESS[1]:
            return self._noticed_or_not(_under(slack, spread), _under(slack + self.hiding, spread))
        noticed = np.arange(self.evaluations + 1)
        hidden = self.hiding * noticed / self.evaluations
        return np.asarray(_under(slack[:, None] + hidden, spread) @ _binomial(self.evaluations, self.awareness))

    def _all_clear(self, slack: Array) -> Array:
        n, rho, rate = self.evaluations, self.correlation, self.awareness
        whole = self.aware_of == AWARENESS[1]
        if self.noise * rho == 0.0 or rho == 1.0:
            plain, aware = _under(slack, self.noise), _under(slack + self.hiding, self.noise)
            if rho == 1.0 and not whole:  # they all read the same, unless it was noticed every time
                return (1.0 - rate**n) * plain + rate**n * aware
            power = 1 if rho == 1.0 else n
            if whole:
                return self._noticed_or_not(plain**power, aware**power)
            return self._noticed_or_not(plain, aware) ** n
        # One normal factor that all evaluations share; given it, they are independent.
        shared, own = self.noise * math.sqrt(rho), self.noise * math.sqrt(1.0 - rho)
        turns = [_CLOSE * own / shared + (slack[:, None] + more) / shared for more in (0.0, self.hiding)]
        ends = np.concatenate([np.broadcast_to(_WIDE, (len(slack), len(_WIDE))), *turns], axis=1)
        ends = np.sort(np.clip(ends, -_FAR, _FAR), axis=1)
        width = np.diff(ends)[..., None]
        z = ends[:, :-1, None] + width * (_NODES + 1.0) / 2.0
        plain, aware = (_under(slack[:, None, None] + more - shared * z, own) for more in (0.0, self.hiding))
        given = self._noticed_or_not(plain**n, aware**n) if whole else self._noticed_or_not(plain, aware) ** n
        density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        return np.asarray((given * density * width * _WEIGHTS / 2.0).sum(axis=(1, 2)))


def _under(slack: Array, spread: float) -> Array:
    """Chance that normal noise stays under a slack; without noise a slack of 0 is used up."""
    if spread == 0.0:
        return np.asarray(slack > 0.0, dtype=np.float64)
    from scipy import special  # takes a tenth of a second, so only where it is used

    return np.asarray(special.ndtr(slack / spread))


@functools.lru_cache(maxsize=2048)
def _binomial(n: int, rate: float) -> Array:
    """Chances that 0 to n of n evaluations are noticed."""
    from scipy import special

    k = np.arange(n + 1.0)
    logarithm = special.gammaln(n + 1.0) - special.gammaln(k + 1.0) - special.gammaln(n - k + 1.0)
    chances = np.exp(logarithm + special.xlogy(k, rate) + special.xlog1py(n - k, -rate))
    chances.setflags(write=False)
    return np.asarray(chances)


@functools.lru_cache(maxsize=1024)
def best_of(variants: int) -> float:
    """Expected largest of so many standard normals."""
    if variants == 1:
        return 0.0
    from scipy import special

    ends = np.linspace(-10.0, 10.0, 201)
    width = np.diff(ends)[:, None]
    x = ends[:-1, None] + width * (_NODES + 1.0) / 2.0
    below = special.ndtr(x) ** variants
    beyond = np.where(x > 0.0, 1.0 - below, -below)
    return float((beyond * width * _WEIGHTS / 2.0).sum())


def _finite(name: str, values: npt.ArrayLike) -> Array:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be numbers, got {values!r:.60}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {array[~np.isfinite(array)].flat[0]!s}")
    return array
