"""How sure one can be: the share of assumption draws in which a point is dangerous, and bands of its danger."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from risk.axes import AXES, Array, coordinate
from risk.blocks import Block, Workers, blocks, streamed
from risk.draws import Draws, drawn
from risk.sensitivity import Sensitivity, sensitivity
from risk.surface import Surface

__all__ = ["Sensitivity", "Spread", "each", "exceedance", "sensitivity", "spread"]


@dataclass(frozen=True, eq=False)
class Spread:
    """How D spreads over draws at some points, as counts between levels: summaries of blocks add up to the whole.

    Attributes
    ----------
    levels : ndarray
        Ascending levels of D.
    counts : ndarray of shape (points, levels + 1)
        Draws with D below the first level, from each level up to the next, and from the last one on.
    total : ndarray of shape (points,)
        Sum of D over the draws in which it is defined.
    shape : tuple of int
        Shape of the points.
    """

    levels: Array
    counts: npt.NDArray[np.int64]
    total: Array
    shape: tuple[int, ...]

    def __add__(self, other: Self) -> Self:
        if not np.array_equal(self.levels, other.levels) or self.shape != other.shape:
            raise ValueError("only spreads at the same points and levels add up")
        return type(self)(self.levels, self.counts + other.counts, self.total + other.total, self.shape)

    @property
    def defined(self) -> npt.NDArray[np.int64]:
        """Draws in which D is defined, at each point."""
        defined: npt.NDArray[np.int64] = self._shaped(self.counts.sum(axis=1))
        return defined

    @property
    def mean(self) -> Array:
        """Mean of D over those draws; NaN where there are none."""
        with np.errstate(invalid="ignore"):
            mean: Array = self._shaped(self.total / self.counts.sum(axis=1))
        return mean

    def share(self, level: float) -> Array:
        """Share of draws with D at or over one of the levels, at each point; NaN where D is never defined.

        Raises
        ------
        ValueError
            If it is not among the levels.
        """
        (found,) = np.nonzero(self.levels == level)
        if not found.size:
            raise ValueError(f"D was not counted at {level!r}")
        with np.errstate(invalid="ignore"):
            share: Array = self._shaped(self.counts[:, found[0] + 1 :].sum(axis=1) / self.counts.sum(axis=1))
        return share

    def quantile(self, share: float) -> Array:
        """Highest level that D reaches in all but this share of draws: a quantile, rounded down to a level.

        0 where D stays below the first level, and NaN where it is never defined.
        """
        defined = self.counts.sum(axis=1)
        # Draws under each level; a level is passed as long as no more than the share lie under it.
        under = np.cumsum(self.counts[:, :-1], axis=1)
        passed = np.count_nonzero(under <= share * defined[:, None], axis=1)
        reached = np.concatenate(([0.0], self.levels))[passed]
        quantile: Array = self._shaped(np.where(defined > 0, reached, np.nan))
        return quantile

    def _shaped(self, values: Any) -> Any:
        return values.reshape(self.shape)[()]


def exceedance(
    surface: Surface,
    tolerance: float,
    I: npt.ArrayLike,
    G: npt.ArrayLike,
    A: npt.ArrayLike,
    priors: Mapping[str, Any] | None = None,
    samples: int = 1024,
    seed: int = 0,
    workers: Workers = 1,
) -> Array:
    """Share of assumption draws in which D is at or over the tolerance.

    Parameters
    ----------
    surface : Surface
        Its function and agency; parameters without a prior keep their values.
    tolerance : float
        D*.
    I, G, A : array_like
        Intelligence, generality and granted agenticity in [0, 1]; they broadcast.
    priors : mapping of str to frozen SciPy distribution, optional
        By name of the parameter; the declared priors of all real-valued parameters by default.
    samples : int
        Number of scrambled Sobol draws, best a power of two.
    seed : int
        The same seed gives the same digits, whatever the workers.
    workers : int or map-like callable
        Number of processes, -1 for one each processor, or a map such as that of a pool or a cluster.

    Returns
    -------
    ndarray of float64
        Shares in [0, 1], of the broadcast shape; NaN where D is undefined in every draw. Not a probability: nobody
        knows how likely a prior is.

    Raises
    ------
    ValueError
        If a coordinate, the tolerance, a prior, `samples`, `seed` or `workers` is not allowed.
    LostError
        If a worker ends in the middle of its work.
    """
    if not np.isfinite(tolerance):
        raise ValueError(f"tolerance must be a finite number, got {tolerance!r}")
    found = spread(drawn(surface, priors, samples, seed), (tolerance,), I, G, A, workers)
    return found.share(tolerance)


def spread(
    draws: Draws,
    levels: Iterable[float],
    I: npt.ArrayLike,
    G: npt.ArrayLike,
    A: npt.ArrayLike,
    workers: Workers = 1,
) -> Spread:
    """How D spreads over draws at given points, counted between levels.

    Raises
    ------
    ValueError
        If a coordinate or `workers` is not allowed, or the levels do not ascend.
    LostError
        If a worker ends in the middle of its work.
    """
    ends = np.array(tuple(levels), dtype=np.float64)
    if not ends.size or np.any(np.diff(ends) <= 0.0) or not np.isfinite(ends).all():
        raise ValueError("levels must be finite and ascend")
    points = tuple(coordinate(axis, values) for axis, values in zip(AXES, (I, G, A), strict=True))
    shape = np.broadcast_shapes(*(values.shape for values in points))
    task = functools.partial(_spread_of_block, draws, ends, points, shape)
    return functools.reduce(operator.add, streamed(task, blocks(draws.samples), workers))


def _spread_of_block(
    draws: Draws, levels: Array, points: tuple[Array, ...], shape: tuple[int, ...], block: Block
) -> Spread:
    size = int(np.prod(shape))
    # One more column takes what is undefined: it is counted nowhere else.
    counts = np.zeros((size, levels.size + 2), dtype=np.int64)
    total, rows = np.zeros(size), np.arange(size)
    for surface in draws.surfaces(block):
        danger = np.reshape(surface.danger(*points), size)
        place = np.searchsorted(levels, danger, side="right")
        undefined = np.isnan(danger)
        if undefined.any():
            place[undefined] = levels.size + 1
            danger = np.where(undefined, 0.0, danger)
        counts[rows, place] += 1
        total += danger
    return Spread(levels, np.ascontiguousarray(counts[:, :-1]), total, shape)


def each(draws: Draws, function: Callable[[Surface], npt.ArrayLike], workers: Workers = 1) -> Array:
    """What a function makes of the surface of every draw, one row a draw.

    Raises
    ------
    ValueError
        If `workers` is not allowed.
    LostError
        If a worker ends in the middle of its work.
    """
    task = functools.partial(_each_of_block, draws, function)
    return np.concatenate(list(streamed(task, blocks(draws.samples), workers)))


def _each_of_block(draws: Draws, function: Callable[[Surface], npt.ArrayLike], block: Block) -> Array:
    return np.array([function(surface) for surface in draws.surfaces(block)], dtype=np.float64)
