"""What matters: Sobol indices with intervals, and a tornado, of any function of uncertain parameters."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk.axes import Array
from risk.blocks import Workers, streamed

Function = Callable[[Array], Array]
"""Takes an array (parameters, samples), gives one value a sample."""

LEVEL = 0.95
"""Confidence level of the intervals."""

ENDS = (0.05, 0.95)
"""Quantiles of a prior between which a tornado moves its parameter."""

IDLE, DECIDING = 0.01, 0.9
"""A parameter with a total index under the first does nothing; one with a first-order index over the second decides."""

_RESAMPLES = 400
_ROWS = 64
# So many times its largest value may a function differ from itself by rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How much of the variance of a function comes from which parameter.

    Attributes
    ----------
    names : tuple of str
        Parameters.
    first, total : ndarray of shape (parameters,)
        Share of the variance due to a parameter alone, and with all in which it has a part. They are estimates, and
        can lie a little outside [0, 1]. NaN where the function does not vary.
    first_low, first_high, total_low, total_high : ndarray
        Bootstrap intervals at `LEVEL`.
    mean, deviation : float
        Of the function over the draws; NaN where it is nowhere defined.
    samples, evaluations : int
        Rows of the design, and how often the function was asked.
    undefined : int
        Rows left out because the function is not a finite number somewhere in them.
    draws : ndarray of shape (parameters, 2 samples)
        Independent draws that the function was asked at.
    values : ndarray of shape (2 samples,)
        What it gave there.
    """

    names: tuple[str, ...]
    first: Array
    total: Array
    first_low: Array
    first_high: Array
    total_low: Array
    total_high: Array
    mean: float
    deviation: float
    samples: int
    evaluations: int
    undefined: int
    draws: Array
    values: Array

    @property
    def varies(self) -> bool:
        """Whether there is any variance to explain."""
        return self.deviation > 0.0

    @property
    def order(self) -> tuple[int, ...]:
        """Places of the parameters, the largest total index first."""
        return tuple(int(place) for place in np.argsort(-self.total, kind="stable"))

    @property
    def idle(self) -> tuple[str, ...]:
        """Parameters that do nothing."""
        return tuple(name for name, total in zip(self.names, self.total, strict=True) if total < IDLE)

    @property
    def deciding(self) -> str | None:
        """The parameter that decides everything alone; None if none does."""
        return next((name for name, first in zip(self.names, self.first, strict=True) if first > DECIDING), None)


@dataclass(frozen=True, eq=False)
class Design:
    """Draws at which a function is asked: two independent samples, and one with the other's values of each parameter.

    Attributes
    ----------
    names : tuple of str
        Parameters.
    A, B : ndarray of shape (parameters, samples)
        The two samples.
    seed : int
        What they were drawn with.
    """

    names: tuple[str, ...]
    A: Array
    B: Array
    seed: int

    @property
    def samples(self) -> int:
        """Rows of the design."""
        return int(self.A.shape[1])

    def blocks(self) -> list[Array]:
        """The points in blocks of shape (parameters, points). Their cut does not depend on who does the work."""
        return [self._block(slice(start, start + _ROWS)) for start in range(0, self.samples, _ROWS)]

    def _block(self, rows: slice) -> Array:
        A, B, d = self.A[:, rows], self.B[:, rows], len(self.names)
        points = np.repeat(A[:, :, None], d + 2, axis=2)
        points[:, :, 1] = B
        places = np.arange(d)
        # What shares most of its values stands together, so that a function that remembers has less to do.
        points[places, :, places + 2] = B
        return points.reshape(d, -1)

    def sensitivity(self, values: Iterable[Array]) -> Sensitivity:
        """Indices from the values at the points of the blocks, in their order.

        Raises
        ------
        ValueError
            If there are not as many values as points.
        """
        flat = np.concatenate([np.asarray(part, dtype=np.float64) for part in values])
        d, n = self.A.shape
        if flat.shape != (n * (d + 2),):
            raise ValueError(f"there must be one value a point, {n * (d + 2)}, got an array of shape {flat.shape}")
        table = flat.reshape(n, d + 2)
        defined = np.isfinite(table).all(axis=1)
        known = table[defined]
        # A row that lies at the mean adds nothing to variances nor covariances: all shares are those of the others.
        mean = float(known[:, :2].mean()) if known.size else math.nan
        centred = np.where(defined[:, None], table - mean, 0.0)
        spread = float(np.ptp(known)) if known.size else 0.0
        still = spread <= _ROUNDING * float(np.abs(known).max(initial=0.0))
        indices = np.full((6, d), np.nan) if still else _indices(centred, self.seed)
        kinds = ("first", "total", "first_low", "first_high", "total_low", "total_high")
        return Sensitivity(
            names=self.names,
            mean=mean,
            deviation=0.0 if still else float(known[:, :2].std()),
            samples=n,
            evaluations=flat.size,
            undefined=int(n - np.count_nonzero(defined)),
            draws=np.concatenate((self.A, self.B), axis=1),
            values=table[:, :2].T.ravel(),
            **dict(zip(kinds, indices, strict=True)),
        )


def _indices(table: Array, seed: int) -> Array:
    """First-order index, total index, and their intervals: rows of an array."""
    from scipy import stats  # takes most of a second, so only where it is used

    f_A, f_B, f_AB = table[:, 0], table[:, 1], table[:, 2:].T
    n = len(f_A)
    found = stats.sobol_indices(func={"f_A": f_A[None], "f_B": f_B[None], "f_AB": f_AB[:, None]}, n=n)
    # SciPy's own bootstrap takes no seed. The same estimators on rows drawn again, all resamples in one product:
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1.0 / n), size=_RESAMPLES) / n
    middle = drawn @ (0.5 * (f_A + f_B))
    variance = (drawn @ (0.5 * (f_A**2 + f_B**2)) - middle**2)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        first = drawn @ (f_B * (f_AB - f_A)).T / variance
        total = drawn @ (0.5 * (f_AB - f_A) ** 2).T / variance
    tail = 100.0 * (1.0 - LEVEL) / 2.0
    ends = [np.nanpercentile(found_in, (tail, 100.0 - tail), axis=0) for found_in in (first, total)]
    return np.stack((np.atleast_1d(found.first_order), np.atleast_1d(found.total_order), *ends[0], *ends[1]))


def design(priors: Mapping[str, Any], samples: int, seed: int = 0) -> Design:
    """Draw the points at which `sensitivity` asks.

    Raises
    ------
    ValueError
        As for `sensitivity`.
    """
    from scipy import stats

    if not priors:
        raise ValueError("priors must name at least one parameter")
    if isinstance(samples, bool) or samples != int(samples) or samples < 2 or samples & (samples - 1):
        raise ValueError(f"samples must be a power of two, {_nearest(samples)}, got {samples!r:.40}")
    sequence = stats.qmc.Sobol(2 * len(priors), scramble=True, bits=60, rng=seed)
    # Never 0 nor 1, where a prior may be infinite.
    uniform = np.clip(sequence.random_base2(int(samples).bit_length() - 1).T, 2.0**-53, 1.0 - 2.0**-53)
    both = np.stack(
        [_quantiles(name, prior, uniform[k :: len(priors)]) for k, (name, prior) in enumerate(priors.items())]
    )
    return Design(tuple(priors), np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1]), seed)


def _quantiles(name: str, prior: Any, at: Any) -> Array:
    if not callable(getattr(prior, "ppf", None)):
        raise ValueError(f"the prior of {name} must be a frozen SciPy distribution, got {type(prior).__name__}")
    found = np.asarray(prior.ppf(at), dtype=np.float64)
    if not np.isfinite(found).all():
        raise ValueError(
            f"the prior of {name} gives values that are not finite; one without width is none: leave {name} out instead"
        )
    return found


def _nearest(samples: Any) -> str:
    if not samples > 2:
        return "such as 256"
    below = 1 << (int(samples).bit_length() - 1)
    return f"such as {below} or {2 * below}"


def sensitivity(
    function: Function,
    priors: Mapping[str, Any],
    samples: int = 1024,
    seed: int = 0,
    workers: Workers = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """First- and total-order Sobol indices, with bootstrap intervals.

    Parameters
    ----------
    function : callable
        Takes an array (parameters, samples), as `scipy.stats.sobol_indices` does, and gives one value a sample. It is
        asked at ``samples * (parameters + 2)`` points. Where a value is not finite, its row is left out and counted.
    priors : mapping of str to frozen SciPy distribution
        What is not known about each parameter; they are drawn independently.
    samples : int
        Rows of the design, a power of two.
    seed : int
        The same seed gives the same digits, whoever does the work.
    workers : int or callable
        Processes of this machine, or a map-like callable (`risk.blocks.streamed`).
    progress : callable, optional
        Called with the blocks done and all of them after each; what it raises ends the work.

    Returns
    -------
    Sensitivity

    Raises
    ------
    ValueError
        If `samples` is no power of two, a prior is unfit, or the function does not give one value a sample.
    LostError
        If a block could not be done.
    """
    drawn = design(priors, samples, seed)
    blocks = drawn.blocks()
    values = []
    for result in streamed(functools.partial(_asked, function), blocks, workers):
        values.append(result)
        if progress:
            progress(len(values), len(blocks))
    return drawn.sensitivity(values)


def _asked(function: Function, points: Array) -> Array:
    found = np.asarray(function(points), dtype=np.float64)
    if found.shape != points.shape[1:]:
        raise ValueError(f"function must give one value a sample, shape {points.shape[1:]}, got shape {found.shape}")
    return found


@dataclass(frozen=True)
class Swing:
    """What moving one parameter does to a function, all others held.

    Attributes
    ----------
    name : str
        The parameter.
    low, high : float
        Where it is put: `ENDS` of its prior.
    at_low, at_high : float
        What the function gives there.
    """

    name: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        """How far the function moves; NaN where it is not defined."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Tornado:
    """Each parameter moved alone, the one that moves the function most first.

    Attributes
    ----------
    value : float
        The function where nothing is moved.
    swings : tuple of Swing
        One a parameter.
    """

    value: float
    swings: tuple[Swing, ...]


def tornado(
    function: Function, priors: Mapping[str, Any], centre: Mapping[str, float], workers: Workers = 1
) -> Tornado:
    """Move each parameter alone from a low to a high value, and see what a function does.

    Parameters
    ----------
    function, priors, workers
        As for `sensitivity`.
    centre : mapping of str to float
        Where the other parameters stand meanwhile.

    Returns
    -------
    Tornado

    Raises
    ------
    ValueError
        If `centre` lacks a parameter, or as for `sensitivity`.
    """
    if missing := [name for name in priors if name not in centre]:
        raise ValueError(f"centre must hold every parameter; {', '.join(missing)} is missing")
    points = np.repeat(np.array([[float(centre[name])] for name in priors]), 1 + 2 * len(priors), axis=1)
    ends = [_quantiles(name, prior, np.array(ENDS)) for name, prior in priors.items()]
    for place, (low, high) in enumerate(ends):
        points[place, 1 + 2 * place : 3 + 2 * place] = low, high
    (values,) = streamed(functools.partial(_asked, function), [points], workers)
    moved = zip(priors, ends, values[1::2], values[2::2], strict=True)
    swings = [Swing(name, float(low), float(high), float(one), float(other)) for name, (low, high), one, other in moved]
    return Tornado(float(values[0]), tuple(sorted(swings, key=lambda swing: -np.nan_to_num(swing.size, nan=-1.0))))
