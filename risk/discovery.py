"""Scenario discovery by patient rule induction: in which box of the parameters does something happen?"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.axes import Array

Mask = npt.NDArray[np.bool_]

PEEL = 0.05
"""Share of the draws in a box that one step takes off."""

LEAST = 0.05
"""Share of all draws under which a box is too small to say anything."""

SPARED = 0.02
"""Worth that a box may lose for fewer sides: a box in few words is the more useful one."""


@dataclass(frozen=True, eq=False)
class Box:
    """A box of the parameters.

    Attributes
    ----------
    low, high : ndarray of shape (parameters,)
        Its sides; infinite where a parameter is not restricted.
    coverage : float
        Share of all cases that lie in it.
    density : float
        Share of the draws in it that are cases.
    mass : float
        Share of all draws that lie in it.
    """

    low: Array
    high: Array
    coverage: float
    density: float
    mass: float

    @property
    def worth(self) -> float:
        """Harmonic mean of coverage and density: both must be high."""
        whole = self.coverage + self.density
        return 2.0 * self.coverage * self.density / whole if whole > 0.0 else 0.0

    @property
    def restricted(self) -> tuple[int, ...]:
        """Places of the parameters that it restricts."""
        return tuple(int(place) for place in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)))


@dataclass(frozen=True, eq=False)
class Discovery:
    """The box in which cases gather, and how it was found.

    Attributes
    ----------
    names : tuple of str
        Parameters.
    box : Box
        The box of the trajectory with the greatest worth, without the sides that it does not need.
    trajectory : tuple of Box
        Every box on the way, from all draws to the smallest.
    share : float
        Share of all draws that are cases.
    draws : int
        Number of draws.
    """

    names: tuple[str, ...]
    box: Box
    trajectory: tuple[Box, ...]
    share: float
    draws: int

    @property
    def found(self) -> bool:
        """Whether there is a box that says more than all draws do."""
        return bool(self.box.restricted)


def discover(names: Sequence[str], draws: Array, cases: npt.ArrayLike) -> Discovery:
    """Find the box in which cases gather, by patient rule induction (Friedman and Fisher 1999).

    Slice after slice is peeled off the box, each time the one whose loss leaves the highest density of cases, then
    slices are pasted on again where that raises it.

    Parameters
    ----------
    names : sequence of str
        Parameters.
    draws : ndarray of shape (parameters, samples)
        Where each draw lies.
    cases : array_like of bool, shape (samples,)
        In which of them it happens.

    Returns
    -------
    Discovery
        Without a single case, or with nothing but cases, no side is restricted.

    Raises
    ------
    ValueError
        If the shapes do not fit, there is no draw, or one is not finite.
    """
    points, hit = np.asarray(draws, dtype=np.float64), np.asarray(cases, dtype=bool)
    if points.shape != (len(names), hit.size) or hit.ndim != 1 or not hit.size:
        raise ValueError(f"draws must have shape ({len(names)}, {hit.size}) and hold a draw, got {points.shape}")
    if not np.isfinite(points).all():
        raise ValueError("draws must be finite numbers")
    judged = functools.partial(_judged, points, hit)
    whole = judged(np.full(len(names), -np.inf), np.full(len(names), np.inf))
    trajectory = [whole]
    if 0 < np.count_nonzero(hit) < hit.size:
        while better := _densest(judged(*sides) for sides in _peels(points, trajectory[-1])):
            trajectory.append(better)
        while better := _densest(judged(*sides) for sides in _pastes(points, trajectory[-1])):
            if better.density < trajectory[-1].density:
                break
            trajectory.append(better)
    best = max(trajectory, key=lambda box: box.worth)
    return Discovery(tuple(names), _pruned(points, hit, best), tuple(trajectory), float(hit.mean()), hit.size)


def _peels(points: Array, box: Box) -> Iterator[tuple[Array, Array]]:
    inside = points[:, _within(points, box.low, box.high)]
    if int(inside.shape[1] * (1.0 - PEEL)) < max(2.0, LEAST * points.shape[1]):
        return
    for place, row in enumerate(inside):
        low, high = np.quantile(row, (PEEL, 1.0 - PEEL))
        # Where many draws share their least or greatest value, there is no slice to take off.
        if low > row.min():
            yield _with(box.low, place, low), box.high
        if high < row.max():
            yield box.low, _with(box.high, place, high)


def _pastes(points: Array, box: Box) -> Iterator[tuple[Array, Array]]:
    most = max(1, round(PEEL * np.count_nonzero(_within(points, box.low, box.high))))
    for place in box.restricted:
        others = _within(points, _with(box.low, place, -np.inf), _with(box.high, place, np.inf))
        row = np.sort(points[place, others])
        below, above = row[row < box.low[place]], row[row > box.high[place]]
        if below.size:
            yield _with(box.low, place, below[-most] if below.size > most else -np.inf), box.high
        if above.size:
            yield box.low, _with(box.high, place, above[most - 1] if above.size > most else np.inf)


def _pruned(points: Array, hit: Mask, box: Box) -> Box:
    """The box without the sides that it can do without."""
    least = box.worth - SPARED
    while box.restricted:
        wider = max(_without(points, hit, box), key=lambda one: one.worth)
        if wider.worth < least:
            break
        box = wider
    return box


def _without(points: Array, hit: Mask, box: Box) -> Iterator[Box]:
    """The box with each of its sides taken away."""
    for place in box.restricted:
        if np.isfinite(box.low[place]):
            yield _judged(points, hit, _with(box.low, place, -np.inf), box.high)
        if np.isfinite(box.high[place]):
            yield _judged(points, hit, box.low, _with(box.high, place, np.inf))


def _densest(boxes: Iterator[Box]) -> Box | None:
    return max(boxes, key=lambda box: (box.density, box.mass), default=None)


def _judged(points: Array, hit: Mask, low: Array, high: Array) -> Box:
    inside = _within(points, low, high)
    cases, held, every = (int(np.count_nonzero(mask)) for mask in (hit & inside, inside, hit))
    return Box(low, high, cases / every if every else 0.0, cases / held if held else 0.0, held / hit.size)


def _within(points: Array, low: Array, high: Array) -> Mask:
    return np.asarray(((points >= low[:, None]) & (points <= high[:, None])).all(axis=0))


def _with(side: Array, place: int, value: float) -> Array:
    changed = side.copy()
    changed[place] = value
    return changed
