"""D along each axis through one point of the cube, with its jumps, and its slopes there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from risk import words
from risk.axes import AXES, Array
from risk.number import Number
from risk.plane import Plane
from risk.point import Point
from risk.surface import Surface

_POINTS = 201
_ROUNDS, _PARTS = 4, 32
# The least change of D that counts as a jump; steep ramps shrink below it when the interval is halved.
_LEAST_JUMP = 0.01


@dataclass(frozen=True)
class Jump:
    """A place on a slice at which D jumps.

    Attributes
    ----------
    at : float
        Coordinate on the slice's axis.
    low, high : float
        D before and after.
    """

    at: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Slice:
    """D along one axis, the other two held at the point.

    Attributes
    ----------
    axis : str
        The axis that varies.
    x, D : ndarray
        201 coordinates from 0 to 1, and D there.
    jumps : tuple of Jump
        Where D jumps.
    """

    axis: str
    x: Array
    D: Array
    jumps: tuple[Jump, ...]


def slices(surface: Surface, through: Point) -> tuple[Slice, ...]:
    """D along I, G and A through a point."""
    return tuple(_slice(surface, through, axis) for axis in AXES)


def _slice(surface: Surface, through: Point, axis: str) -> Slice:
    held = {name: np.asarray(through.coordinate(name)) for name in AXES if name != axis}

    def danger(x: Array) -> Array:
        return np.broadcast_to(surface.danger(**held, **{axis: x}), x.shape)

    x = np.linspace(0.0, 1.0, _POINTS)
    D = danger(x)
    return Slice(axis, x, D, jumps(danger, x, D))


def jumps(danger: Callable[[Array], Array], x: Array, D: Array) -> tuple[Jump, ...]:
    """Where D jumps along a line.

    Parameters
    ----------
    danger : callable
        D at coordinates on the line, of their shape.
    x : ndarray
        Ascending coordinates between which jumps are looked for.
    D : ndarray
        D at these coordinates.
    """
    # A jump keeps its height however short the interval around it becomes; a steep ramp does not.
    steep = np.flatnonzero(np.abs(np.diff(D)) > _LEAST_JUMP)
    low, high, below, above = x[steep], x[steep + 1], D[steep], D[steep + 1]
    for _ in range(_ROUNDS):
        if not low.size:
            break
        inner = low + (high - low) * np.linspace(0.0, 1.0, _PARTS + 1)[:, None]
        values = danger(inner)
        widest = np.argmax(np.abs(np.diff(values, axis=0)), axis=0)
        which = np.arange(low.size)
        low, below = inner[widest, which], values[widest, which]
        high, above = inner[widest + 1, which], values[widest + 1, which]
        # Most are ramps, and known as such after one round.
        left = np.abs(above - below) > _LEAST_JUMP
        low, high, below, above = low[left], high[left], below[left], above[left]
    return tuple(
        Jump(float(at), float(before), float(after)) for at, before, after in zip(high, below, above, strict=True)
    )


def profile(surface: Surface, drawn: Plane, intelligence: float) -> tuple[Array, Array, Array]:
    """Horizontal and vertical coordinates of a plane and D along its line of constant intelligence.

    Raises
    ------
    ValueError
        If intelligence is not an axis of the plane.
    """
    if drawn.fixed_axis == "I":
        raise ValueError("intelligence is held fixed in this plane, so no line of it can be drawn")
    other = drawn.y_axis if drawn.x_axis == "I" else drawn.x_axis
    constant = np.full(len(drawn.x), intelligence)
    where = {"I": constant, other: drawn.x, drawn.fixed_axis: np.full(len(drawn.x), drawn.fixed)}
    return where[drawn.x_axis], where[drawn.y_axis], surface.danger(*(where[axis] for axis in AXES))


@dataclass(frozen=True)
class Local:
    """What D does at a point.

    Attributes
    ----------
    D : float
        Danger index.
    I, G, A : float
        Slopes dD/dI, dD/dG, dD/dA; infinite on a fold.
    """

    D: float
    I: float
    G: float
    A: float

    @property
    def steepest(self) -> str:
        """Axis along which D is steepest."""
        return max(AXES, key=lambda axis: abs(float(getattr(self, axis))))


def meaning(interaction: float) -> str:
    """What the sign of the interaction says, in one sentence."""
    if not math.isfinite(interaction):
        return "On a fold the interaction is infinite or undefined."
    if abs(interaction) < 0.005:
        return "None: here the effects of intelligence and agenticity simply add."
    if interaction > 0:
        return "Positive: here agenticity matters more the more intelligent the system is."
    return "Negative: here agenticity matters less the more intelligent the system is, as beyond a jump."


def slopes(here: Local) -> Number:
    """The slopes at a point."""
    found = {axis: float(getattr(here, axis)) for axis in AXES}
    return Number(
        "Slopes along I, G and A",
        " · ".join(words.slope(round(slope, 2)) for slope in found.values()),
        f"at D = {words.index(here.D)}. Infinite on a fold; a jump nearby does not show in a slope.",
        tuple(found.items()),
    )


def interaction(surface: Surface, at: Point) -> Number:
    """The interaction at a point, d²D/dI dA: how the slope along agenticity changes as intelligence grows."""
    found = float(surface.interaction(at.I, at.G, at.A))
    return Number(
        f"Interaction at {at.name}",
        words.slope(round(found, 2)),
        f"∂²D/∂I∂A. {meaning(found)}",
        (("interaction", found),),
    )


def local(surface: Surface, at: Point) -> Local:
    """D and its slopes at a point."""
    where = tuple(at.coordinate(axis) for axis in AXES)
    I, G, A = (float(slope) for slope in surface.gradient(*where))
    return Local(float(surface.danger(*where)), I, G, A)
