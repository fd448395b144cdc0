"""Danger over two axes with the third fixed, and the regions that a FLOP line cuts out of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from risk.axes import AXES, Array
from risk.comparison import Comparison, compare
from risk.compute import ComputeTrend
from risk.scenario import Scenario
from risk.surface import Surface

# The level set is found to this share of an axis, far below what a screen shows. Each round evaluates about so many
# points: a call costs as much as a few hundred points, so few coordinates are searched in fewer, wider rounds.
_ACCURACY = 2.0**-14
_POINTS_A_ROUND = 2_000


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


@functools.lru_cache(maxsize=64)
def plane(surface: Surface, x_axis: str, y_axis: str, fixed: float, points: int = 61) -> Plane:
    """D over two different axes with the third fixed.

    Raises
    ------
    ValueError
        If the axes are the same.
    """
    fixed_axis = third_axis(x_axis, y_axis)
    ends = np.linspace(0.0, 1.0, points)
    ends.flags.writeable = False
    where = {x_axis: ends, y_axis: ends[:, None], fixed_axis: np.array(fixed)}
    D = np.broadcast_to(surface.danger(*(where[axis] for axis in AXES)), (points, points))
    return Plane(x_axis, y_axis, fixed_axis, fixed, ends, ends, D)


def contour(surface: Surface, tolerance: float, drawn: Plane) -> Array | None:
    """The contour D = D* as a curve over the horizontal axis, where it is one.

    Returns
    -------
    ndarray or None
        A* for every column, NaN where D stays below the tolerance; None if the vertical axis is not A, or if the
        function may fall in A.
    """
    if drawn.y_axis != "A" or "A" not in surface.function.increasing:
        return None
    return _contour(surface, tolerance, drawn.x_axis, drawn.fixed, drawn.x.size)


@functools.lru_cache(maxsize=64)
def _contour(surface: Surface, tolerance: float, x_axis: str, fixed: float, points: int) -> Array:
    ends, other = np.linspace(0.0, 1.0, points), np.array(fixed)
    edge = level_set(surface, tolerance, *((ends, other) if x_axis == "I" else (other, ends)))
    edge.flags.writeable = False
    return edge


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
    induced = surface.agency.effective(I, 0.0)
    I, G, induced = np.broadcast_arrays(I, G, induced)
    # What is induced does not depend on what is granted, so it is reckoned once and the search is in effective A.
    danger = surface.function.danger
    cells = max(2, _POINTS_A_ROUND // max(I.size, 1))
    low, width = np.zeros(I.shape), 1.0
    top = danger(I, G, 1.0) >= tolerance
    bottom = danger(I, G, induced) >= tolerance
    while width > _ACCURACY:
        width /= cells
        inner = low[..., None] + width * np.arange(1, cells)
        safe = danger(I[..., None], G[..., None], np.minimum(inner, 1.0)) < tolerance
        # D never falls in A: as many cells lie wholly below the level as inner ends are safe.
        low += width * np.count_nonzero(safe, axis=-1)
    with np.errstate(invalid="ignore"):  # where everything is induced, nothing needs to be granted
        granted = np.clip((np.minimum(low + width, 1.0) - induced) / (1.0 - induced), 0.0, 1.0)
    return np.where(bottom, 0.0, np.where(top, granted, np.nan))


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
    settings = scenario.settings
    return _line_in_plane(scenario.compute_trend, scenario.line.flop, settings.date, settings.tolerance, drawn)


# A figure and its twin read the same line on the same plane.
@functools.lru_cache(maxsize=64)
def _line_in_plane(trend: ComputeTrend, flop: float, date: float, tolerance: float, drawn: Plane) -> LineInPlane:
    low, centre, high = (float(end) for end in trend.band(flop, date))
    covered = np.broadcast_to(drawn.x > centre, drawn.D.shape)
    weight = np.full(drawn.D.shape, 1.0 / drawn.D.size)
    areas = compare(covered.ravel(), drawn.D.ravel(), tolerance, weight.ravel())
    return LineInPlane(low, centre, high, areas)
