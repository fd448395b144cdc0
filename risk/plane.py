"""Danger over two axes with the third fixed, and the regions that a FLOP line cuts out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from risk.axes import AXES, Array
from risk.comparison import Comparison, compare
from risk.scenario import Scenario
from risk.surface import Surface

# Bisection steps for the level set: 2^-14 of an axis is far below what a screen shows.
_HALVINGS = 14


@dataclass(frozen=True, eq=False)
class Plane:
    """D on a grid over two axes.

    Attributes
    ----------
    x_axis, y_axis, fixed_axis : str
        Which axes they are.
    fixed : float
        Value of the third axis.
    x, y : ndarray
        Coordinates of columns and rows.
    D : ndarray of shape (rows, columns)
        Danger index.
    """

    x_axis: str
    y_axis: str
    fixed_axis: str
    fixed: float
    x: Array
    y: Array
    D: Array


def plane(surface: Surface, x_axis: str, y_axis: str, fixed: float, points: int = 61) -> Plane:
    """D over two different axes with the third fixed.

    Raises
    ------
    ValueError
        If the axes are the same.
    """
    fixed_axis = third_axis(x_axis, y_axis)
    ends = np.linspace(0.0, 1.0, points)
    where = {x_axis: ends, y_axis: ends[:, None], fixed_axis: np.array(fixed)}
    D = np.broadcast_to(surface.danger(*(where[axis] for axis in AXES)), (points, points))
    return Plane(x_axis, y_axis, fixed_axis, fixed, ends, ends, D)


def third_axis(x_axis: str, y_axis: str) -> str:
    """The axis that is neither.

    Raises
    ------
    ValueError
        If the axes are the same.
    """
    if x_axis == y_axis:
        raise ValueError(f"the two axes of a plane must differ, both are {x_axis}")
    return next(axis for axis in AXES if axis not in (x_axis, y_axis))


def level_set(surface: Surface, tolerance: float, I: Array, G: Array) -> Array:
    """Least granted agenticity A* at which D reaches the tolerance, for a function that never falls in A.

    Parameters
    ----------
    surface : Surface
        Its function must be increasing in A.
    tolerance : float
        D* in [0, 1].
    I, G : ndarray
        Coordinates; they broadcast.

    Returns
    -------
    ndarray
        A* in [0, 1]; NaN where D stays below the tolerance even at A = 1.

    Raises
    ------
    ValueError
        If the function may fall in A, so that there is no single level.
    """
    if "A" not in surface.function.increasing:
        raise ValueError(f"{surface.function.name} may fall in A, so D = D* has no single level of A")
    shape = np.broadcast_shapes(np.shape(I), np.shape(G))
    low, high = np.zeros(shape), np.ones(shape)
    reached = surface.danger(I, G, high) >= tolerance
    high = np.where(surface.danger(I, G, low) >= tolerance, 0.0, high)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        dangerous = surface.danger(I, G, middle) >= tolerance
        high, low = np.where(dangerous, middle, high), np.where(dangerous, low, middle)
    return np.where(reached, high, np.nan)


@dataclass(frozen=True)
class LineInPlane:
    """Where the FLOP line lies on the intelligence axis at the scenario's date, and what it cuts off.

    Attributes
    ----------
    low, centre, high : float
        The line with one standard deviation of the scatter on each side.
    areas : Comparison
        Shares of the plane's area: caught, missed, overreach and cleared by the central line.
    """

    low: float
    centre: float
    high: float
    areas: Comparison


def line_in_plane(scenario: Scenario, drawn: Plane) -> LineInPlane:
    """Read the scenario's FLOP line on a plane that has intelligence on its horizontal axis."""
    low, centre, high = (
        float(end) for end in scenario.compute_trend.band(scenario.line.flop, scenario.settings.date)
    )
    covered = np.broadcast_to(drawn.x > centre, drawn.D.shape)
    weight = np.full(drawn.D.shape, 1.0 / drawn.D.size)
    areas = compare(covered.ravel(), drawn.D.ravel(), scenario.settings.tolerance, weight.ravel())
    return LineInPlane(low, centre, high, areas)
