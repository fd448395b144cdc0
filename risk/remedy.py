"""What would bring D under the tolerance: the smallest weighted change of I, G and A, and each axis alone."""

from __future__ import annotations

import dataclasses
import functools
import math
from dataclasses import dataclass

import numpy as np

from risk import words
from risk.axes import AXES, AXIS_WORDS, Array
from risk.effort import Effort
from risk.plane import level_set
from risk.point import Point
from risk.surface import Surface

# A round of the search cuts each remaining cell into so many on a side; it ends when no cell that is left could hold
# an answer better by more than the accuracy.
_FIRST, _PARTS = 16, 4
_ACCURACY = 2e-3
_ROUNDS = 8
# Where nothing is known of a function's shape: points an axis of the lattice that is searched instead.
_LATTICE, _ALONG = 61, 4097
# A* is known to about this: so much below it D is under the tolerance.
_MARGIN = 2.0**-13


@dataclass(frozen=True)
class Remedy:
    """A change that brings D under the tolerance, or the news that there is none of this kind.

    Attributes
    ----------
    label : str
        Which change it is.
    axes : tuple of str
        Axes that may change.
    at : Point or None
        Where the system would stand; None if no such change is enough.
    D : float
        Danger index there, NaN if there is no such place.
    effort : float
        sqrt(w_I ΔI² + w_G ΔG² + w_A ΔA²), infinite if there is no such place.
    """

    label: str
    axes: tuple[str, ...]
    at: Point | None
    D: float
    effort: float


def remedies(surface: Surface, at: Point, tolerance: float, effort: Effort | None = None) -> tuple[Remedy, ...]:
    """The smallest weighted change that brings D under the tolerance, then the smallest of each axis alone.

    Parameters
    ----------
    surface : Surface
        What makes the system dangerous; A is granted agenticity, which a system with induced agency can exceed.
    at : Point
        Where the system stands.
    tolerance : float
        D* in [0, 1].
    effort : Effort, optional
        Weights of the axes.

    Returns
    -------
    tuple of Remedy
        Empty if D is under the tolerance already, or undefined at the point. Where the function never falls in any
        axis the smallest change is exact to 0.002 of effort, otherwise the best of a lattice of 61 points an axis.
    """
    return _remedies(surface, at, tolerance, effort or Effort())


@functools.lru_cache(maxsize=256)
def _remedies(surface: Surface, at: Point, tolerance: float, effort: Effort) -> tuple[Remedy, ...]:
    if not float(surface.danger(at.I, at.G, at.A)) >= tolerance:
        return ()
    monotone = set(surface.function.increasing) == set(AXES)
    alone = [_alone(surface, at, tolerance, effort, axis) for axis in AXES]
    bounds = [remedy.effort for remedy in alone]
    nearest = (_nearest if monotone else _nearest_of_lattice)(surface, at, tolerance, effort, min(bounds))
    # The search ends where it cannot gain more than its accuracy: then an axis alone is as good.
    smallest = min([*([nearest] if nearest else []), *alone], key=lambda remedy: remedy.effort)
    return (dataclasses.replace(smallest, label="The smallest change"), *sorted(alone, key=lambda found: found.effort))


def _remedy(
    surface: Surface, at: Point, tolerance: float, effort: Effort, place: Array, axes: tuple[str, ...]
) -> Remedy:
    """The remedy of moving to a place."""
    I, G, A = (float(value) for value in place)
    moved = dataclasses.replace(at, I=I, G=G, A=A)
    D = float(surface.danger(*place))
    size = math.sqrt(float(np.sum(effort.weights * (place - _position(at)) ** 2)))
    label = f"{AXIS_WORDS[axes[0]].capitalize()} alone" if len(axes) == 1 else "All three"
    return Remedy(label, axes, moved, D, size)


def _alone(surface: Surface, at: Point, tolerance: float, effort: Effort, axis: str) -> Remedy:
    ends = np.linspace(0.0, 1.0, _ALONG)
    here = at.coordinate(axis)
    D = surface.danger(*(ends if name == axis else at.coordinate(name) for name in AXES))
    safe = np.flatnonzero(tolerance > D)
    if not safe.size:
        return Remedy(f"{AXIS_WORDS[axis].capitalize()} alone", (axis,), None, math.nan, math.inf)
    place = _position(at)
    place[AXES.index(axis)] = ends[safe[np.argmin(np.abs(ends[safe] - here))]]
    return _remedy(surface, at, tolerance, effort, place, (axis,))


def _nearest(surface: Surface, at: Point, tolerance: float, effort: Effort, bound: float) -> Remedy | None:
    """Nearest safe place below the point, for a function that never falls: branch and bound over I and G.

    In a cell of the plane of I and G, A* is highest at the corner with the least I and G, and the way to the cell is
    shortest to the corner with the most: together they bound the effort in the cell from below.
    """
    weight_I, weight_G, weight_A = effort.weights

    def needed(I: Array, G: Array, edge: Array) -> Array:
        """Effort of moving to I and G and from there under the level A*; infinite where even A = 0 is not enough."""
        fall = np.maximum(at.A - edge, 0.0)
        return np.where(
            edge < 0.0, np.inf, np.sqrt(weight_I * (at.I - I) ** 2 + weight_G * (at.G - G) ** 2 + weight_A * fall**2)
        )

    def edge(I: Array, G: Array) -> Array:
        found = level_set(surface, tolerance, I, G)
        return np.where(np.isnan(found), 1.0, found - _MARGIN)

    side = np.linspace(0.0, 1.0, _FIRST + 1)
    I, G = (axis.ravel() for axis in np.meshgrid(side[:-1] * at.I, side[:-1] * at.G, indexing="ij"))
    width = np.array((at.I, at.G)) / _FIRST
    best, place = bound, None
    for _ in range(_ROUNDS):
        level = edge(I, G)
        reached = needed(I, G, level)
        least = int(np.argmin(reached))
        if reached[least] < best:
            best = float(reached[least])
            place = np.array((I[least], G[least], min(at.A, level[least])))
        # With the level of the lower corner and the way to the upper one, nothing in the cell can be nearer.
        hopeful = needed(I + width[0], G + width[1], level) < best - _ACCURACY
        if not hopeful.any():
            break
        width = width / _PARTS
        steps = np.arange(_PARTS)
        I, G = (
            (corner[hopeful][:, None, None] + step * size).ravel()
            for corner, step, size in zip(
                (I, G), (steps[:, None] + 0 * steps, steps + 0 * steps[:, None]), width, strict=True
            )
        )
    return None if place is None else _remedy(surface, at, tolerance, effort, np.clip(place, 0.0, 1.0), AXES)


def _nearest_of_lattice(surface: Surface, at: Point, tolerance: float, effort: Effort, bound: float) -> Remedy | None:
    """Nearest safe place of a lattice over the cube, in any direction, for a function of unknown shape."""
    ends = np.linspace(0.0, 1.0, _LATTICE)
    axes = np.meshgrid(ends, ends, ends, indexing="ij", sparse=True)
    D = surface.danger(*axes)
    distance = sum(
        weight * (axis - here) ** 2 for weight, axis, here in zip(effort.weights, axes, _position(at), strict=True)
    )
    reached = np.where(tolerance > D, distance, np.inf)
    place = np.unravel_index(np.argmin(reached), reached.shape)
    if not reached[place] < bound**2:
        return None
    return _remedy(surface, at, tolerance, effort, ends[np.array(place)], AXES)


def _position(at: Point) -> Array:
    return np.array([at.coordinate(axis) for axis in AXES])


def sentence(found: tuple[Remedy, ...], at: Point, D: float, tolerance: float) -> str:
    """What would bring D down: one or two sentences."""
    if math.isnan(D):
        return f"D is not defined for {at.name}."
    if not found:
        return f"{at.name} has a D of {words.index(D)}, under the tolerance of {words.index(tolerance)} already."
    smallest = found[0]
    if smallest.at is None:
        return (
            f"Nothing: no change of one axis alone, and none of all three together, brings D under"
            f" {words.index(tolerance)}."
        )
    bounds = f"from {words.index(D)} under {words.index(tolerance)}"
    return f"The smallest change that brings D {bounds}: {steps(smallest, at)}.{_without(found)}"


def _without(found: tuple[Remedy, ...]) -> str:
    helpless = [AXIS_WORDS[remedy.axes[0]] for remedy in found[1:] if remedy.at is None]
    if not helpless:
        return ""
    return f" Giving up all {' or all '.join(helpless)} alone would not be enough."


def steps(remedy: Remedy, at: Point) -> str:
    """The steps of a remedy: "agenticity from 0.62 to 0.48 and intelligence from 0.75 to 0.71"."""
    if remedy.at is None:
        return "not enough"
    shifts = {axis: remedy.at.coordinate(axis) - at.coordinate(axis) for axis in AXES}
    moved = sorted(
        (axis for axis in AXES if words.index(shifts[axis]) != words.index(0.0)), key=lambda a: -abs(shifts[a])
    )
    texts = [
        f"{AXIS_WORDS[axis]} from {words.index(at.coordinate(axis))} to {words.index(remedy.at.coordinate(axis))}"
        + (_levels(at, remedy.at) if axis == "A" else "")
        for axis in moved
    ]
    return words.listed(texts) or "a hair's breadth"


def _levels(at: Point, then: Point) -> str:
    """What a step in agenticity is in granted autonomy, for a system whose task horizon is measured."""
    if "A" in at.missing or at.level is None or at.A == 0.0:
        return ""
    level = at.level * then.A / at.A
    return f" (autonomy level {at.level:.1f} to {f'{level:.1f}' if level >= 1 else 'below 1'})"


def columns(found: tuple[Remedy, ...], at: Point) -> dict[str, list[str]]:
    """Table of the mixes: where each would bring the system, and what it costs."""
    table = {"Change": [remedy.label for remedy in found], "Steps": [steps(remedy, at) for remedy in found]}
    table["D then"] = [words.index(remedy.D) if remedy.at else "stays above" for remedy in found]
    table["Effort"] = [words.index(remedy.effort) if remedy.at else "none is enough" for remedy in found]
    return table
