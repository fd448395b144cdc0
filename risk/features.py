"""What stands out in a figure: its extremes, where it is steepest, where the tolerance cuts it, which groups it has.

Each function reads the arrays that a figure draws and adds at most one evaluation of the surface, since a sweep asks
for a description at every step.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.axes import AXES, Array
from risk.cube import LATTICE, lattice
from risk.plane import Plane
from risk.population import Mask, Population
from risk.surface import Surface

SAME = 1e-9
"""D that differs by less is the same."""
# A slope along another axis leads only if it is this many times as steep.
_NEARLY = 1.02
# The steepest cell of a grid is cut into so many parts. Where one part holds this share of the cell's change, it is a
# jump: even the infinitely steep ramp of a cusp leaves a tenth.
_PARTS, _JUMP_SHARE = 256, 0.2
_LEAST_JUMP = 0.005

Place = Mapping[str, float]


@dataclass(frozen=True)
class Extreme:
    """Lowest or highest value of a grid.

    Attributes
    ----------
    value : float
        The value; NaN if the grid is undefined throughout.
    place : mapping of str to float
        Where it is taken: all coordinates of a point, or the one coordinate of a whole edge.
    elsewhere : bool
        Whether it is taken at other points too.
    """

    value: float
    place: Place
    elsewhere: bool


@dataclass(frozen=True)
class Steepest:
    """Where a grid changes fastest along one of its axes.

    Attributes
    ----------
    axis : str
        The axis along which it does; "" where nothing changes.
    place : mapping of str to float
        Coordinates of the middle of the step, or of the jump.
    slope : float
        Change per unit of the axis over one cell of the grid; negative where it falls.
    low, high : float
        Values before and after: of the cell, or of the jump.
    jump : bool
        Whether the change is a jump and no ramp.
    even : bool
        Whether it is as steep everywhere along that axis.
    """

    axis: str
    place: Place
    slope: float
    low: float
    high: float
    jump: bool
    even: bool


@dataclass(frozen=True)
class Cuts:
    """Where the contour D = D* of a plane runs.

    Attributes
    ----------
    share : float
        Share of the defined area on which D reaches D*.
    borders : tuple of (float, float)
        Horizontal and vertical coordinate of every point at which the contour leaves the plane, from left to right and
        downwards: two for a plain line, none for a closed one.
    undefined : float
        Share of the area on which D is not defined.
    """

    share: float
    borders: tuple[tuple[float, float], ...]
    undefined: float


@dataclass(frozen=True)
class Groups:
    """Which measured systems stand where.

    Attributes
    ----------
    judged : int
        Systems with a measured position.
    counts : mapping of str to int
        How many of them are caught, missed, overreach, cleared and undetermined.
    dangerous : int
        How many reach D*.
    names : mapping of str to tuple of str
        Dangerous ones that are missed, caught and undetermined, the most dangerous first.
    """

    judged: int
    counts: Mapping[str, int]
    dangerous: int
    names: Mapping[str, tuple[str, ...]]


def extremes(values: Array, coordinates: Mapping[str, Array]) -> tuple[Extreme, Extreme]:
    """Lowest and highest value of a grid, with their places.

    Parameters
    ----------
    values : ndarray
        The grid; NaN where it is undefined.
    coordinates : mapping of str to ndarray
        Coordinates along each of its dimensions, by axis, in the order of the dimensions.
    """
    low, high = float(values.min()), float(values.max())
    if math.isnan(low):
        if np.isnan(values).all():
            none = Extreme(math.nan, {}, False)
            return none, none
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
    lowest, highest = values <= low + SAME, values >= high - SAME
    return _extreme(low, np.flatnonzero(lowest), coordinates), _extreme(high, np.flatnonzero(highest), coordinates)


def _extreme(value: float, taken: npt.NDArray[np.intp], coordinates: Mapping[str, Array]) -> Extreme:
    lengths = tuple(len(ends) for ends in coordinates.values())
    where = dict(zip(coordinates, np.unravel_index(taken, lengths), strict=True))
    if taken.size > 1:
        for axis, places in where.items():
            at = int(places[0])
            if taken.size == math.prod(lengths) // len(coordinates[axis]) and (places == at).all():
                return Extreme(value, {axis: float(coordinates[axis][at])}, False)
    place = {axis: float(coordinates[axis][places[0]]) for axis, places in where.items()}
    return Extreme(value, place, taken.size > 1)


def steepest(values: Array, coordinates: Mapping[str, Array]) -> Steepest:
    """The step between neighbours of a grid over which it changes most, to 2 per cent; a jump is not looked for."""
    found = Steepest("", {}, 0.0, math.nan, math.nan, False, True)
    names = list(coordinates)
    # Agenticity first: where a jump runs aslant, it is as high along every axis, and this is the one that people set.
    for axis in sorted(names, key=lambda name: name != "A"):
        dimension, ends = names.index(axis), coordinates[axis]
        size = np.abs(np.diff(values, axis=dimension))
        most, least = float(size.max()), float(size.min())
        if math.isnan(most):
            least, size = float(np.nanmin(size, initial=math.inf)), np.nan_to_num(size)
            most = float(size.max())
        slope = most / float(ends[1] - ends[0])
        if most <= SAME or slope <= _NEARLY * abs(found.slope):
            continue
        at = tuple(int(place) for place in np.unravel_index(int(np.argmax(size)), size.shape))
        place = {
            name: float(grid[at[other]] if other != dimension else 0.5 * (grid[at[other]] + grid[at[other] + 1]))
            for other, (name, grid) in enumerate(coordinates.items())
        }
        after = tuple(step + (other == dimension) for other, step in enumerate(at))
        low, high = float(values[at]), float(values[after])
        even = most - least <= SAME
        found = Steepest(axis, place, math.copysign(slope, high - low), low, high, False, even)
    return found


def _jump_or_ramp(surface: Surface, found: Steepest, held: Place, width: float) -> Steepest:
    """Look into the steepest cell, by one evaluation: does D climb it, or jump?"""
    if abs(found.high - found.low) <= _LEAST_JUMP or found.even:
        return found
    middle = found.place[found.axis]
    x = np.clip(np.linspace(middle - width / 2, middle + width / 2, _PARTS + 1), 0.0, 1.0)
    where = {axis: np.asarray(coordinate) for axis, coordinate in {**held, **found.place}.items()}
    D = np.broadcast_to(surface.danger(**{**where, found.axis: x}), x.shape)
    parts = np.abs(np.diff(D))
    part = int(np.argmax(np.nan_to_num(parts)))
    if not parts[part] > max(_LEAST_JUMP, _JUMP_SHARE * abs(found.high - found.low)):
        return found
    place = dict(found.place) | {found.axis: float(x[part + 1])}
    return Steepest(found.axis, place, found.slope, float(D[part]), float(D[part + 1]), True, False)


@functools.lru_cache(maxsize=128)
def plane_extremes(drawn: Plane) -> tuple[Extreme, Extreme]:
    """Lowest and highest D of a plane."""
    return extremes(drawn.D, {drawn.y_axis: drawn.y, drawn.x_axis: drawn.x})


@functools.lru_cache(maxsize=128)
def plane_steepest(surface: Surface, drawn: Plane) -> Steepest:
    """Where D is steepest on a plane, and whether it jumps there."""
    found = steepest(drawn.D, {drawn.y_axis: drawn.y, drawn.x_axis: drawn.x})
    return _jump_or_ramp(surface, found, {drawn.fixed_axis: drawn.fixed}, float(drawn.x[1] - drawn.x[0]))


def plane_cuts(drawn: Plane, tolerance: float, edge: Array | None) -> Cuts:
    """Where the contour D = D* leaves a plane, and how much of it reaches D*.

    Parameters
    ----------
    drawn : Plane
        D on a grid.
    tolerance : float
        D* in [0, 1].
    edge : ndarray or None
        The contour as a curve over the horizontal axis, where it is one: it is more exact than the grid.
    """
    D, x, y = drawn.D, drawn.x, drawn.y
    reached = tolerance <= D
    undefined = int(np.count_nonzero(np.isnan(D)))
    defined = D.size - undefined
    share = np.count_nonzero(reached) / defined if defined else math.nan
    borders: list[tuple[float, float]] = []
    for at, column in ((float(x[0]), 0), (float(x[-1]), -1)):
        ends = crossings(y, D[:, column], reached[:, column], tolerance)
        if edge is not None and ends and 0.0 < edge[column] < 1.0:
            ends = (float(edge[column]),)
        borders += [(at, end) for end in ends]
    for at, row in ((float(y[0]), 0), (float(y[-1]), -1)):
        borders += [(end, at) for end in crossings(x, D[row], reached[row], tolerance)]
    return Cuts(share, tuple(sorted(borders, key=lambda point: (point[0], -point[1]))), undefined / D.size)


def crossings(x: Array, D: Array, reached: Mask, tolerance: float) -> tuple[float, ...]:
    """Coordinates at which D passes the tolerance, between neighbours on a line."""
    found = []
    for place in np.flatnonzero(reached[1:] != reached[:-1]):
        low, high = float(D[place]), float(D[place + 1])
        if not math.isnan(low + high):
            share = (tolerance - low) / (high - low)
            found.append(float(x[place] + share * (x[place + 1] - x[place])))
    return tuple(found)


def line_crossings(drawn: Plane, tolerance: float, edge: Array | None, centre: float) -> tuple[float, ...] | bool:
    """Where a line of constant intelligence crosses the contour D = D*.

    Returns
    -------
    tuple of float, or bool
        Coordinates on the plane's other axis; without a crossing, whether D reaches D* all along the line.
    """
    grid, other, D = (drawn.x, drawn.y, drawn.D.T) if drawn.x_axis == "I" else (drawn.y, drawn.x, drawn.D)
    left = min(int(np.searchsorted(grid, centre, side="right")) - 1, len(grid) - 2)
    share = (centre - grid[left]) / (grid[left + 1] - grid[left])
    if edge is not None and drawn.x_axis == "I":
        # Where the contour leaves the plane through its top between two columns, it lies at the top.
        ends = np.where(np.isnan(edge[left : left + 2]), 1.0, edge[left : left + 2])
        if np.isnan(edge[left if share < 1.0 else left + 1]) and D[left, -1] * (1 - share) + D[left + 1, -1] * share < (
            tolerance
        ):
            return False
        height = float((1 - share) * ends[0] + share * ends[1])
        return True if height <= 0.0 else (height,)
    along = (1 - share) * D[left] + share * D[left + 1]
    reached = tolerance <= along
    return crossings(other, along, reached, tolerance) or bool(reached.any())


@functools.lru_cache(maxsize=256)
def groups(table: Population, tolerance: float) -> Groups:
    """Count the measured systems by what the FLOP line makes of them, and name those that carry the argument."""
    judged = table.judged
    region, D, name = (table[column][judged] for column in ("region", "D", "name"))
    dangerous = tolerance <= D
    order = np.argsort(-D, kind="stable")
    carrying = {kind: tuple(str(name[i]) for i in order if dangerous[i] and region[i] == kind) for kind in NAMED}
    counts = {kind: int(np.count_nonzero(region == kind)) for kind in _REGIONS}
    return Groups(int(judged.sum()), counts, int(np.count_nonzero(dangerous)), carrying)


_REGIONS = ("caught", "missed", "overreach", "cleared", "undetermined")
NAMED = ("missed", "caught", "undetermined")
"""Regions whose systems are named, the most telling first."""


@functools.lru_cache(maxsize=64)
def cube_shape(surface: Surface) -> tuple[tuple[Extreme, Extreme], Steepest]:
    """Lowest and highest D of the cube, and where it is steepest."""
    ends = np.linspace(0.0, 1.0, LATTICE)
    coordinates = dict.fromkeys(AXES, ends)
    D = lattice(surface)
    found = _jump_or_ramp(surface, steepest(D, coordinates), {}, float(ends[1]))
    return extremes(D, coordinates), found


def reach(surface: Surface, tolerance: float) -> Mapping[str, tuple[float, float]]:
    """Least and greatest I, G and A of the lattice at which D reaches D* at all; empty where it never does."""
    reached = lattice(surface) >= tolerance
    ends = np.linspace(0.0, 1.0, LATTICE)
    found = {}
    for dimension, axis in enumerate(AXES):
        others = tuple(other for other in range(len(AXES)) if other != dimension)
        places = np.flatnonzero(reached.any(axis=others))
        if places.size:
            found[axis] = (float(ends[places[0]]), float(ends[places[-1]]))
    return found


def reach_at(surface: Surface, tolerance: float, intelligence: float) -> Mapping[str, float]:
    """Least G and least A at which D reaches D* beside a plane of constant intelligence, on the lattice."""
    ends = np.linspace(0.0, 1.0, LATTICE)
    reached = lattice(surface)[round(intelligence * (LATTICE - 1))] >= tolerance
    return {
        axis: float(ends[np.flatnonzero(reached.any(axis=1 - dimension))[0]])
        for dimension, axis in enumerate(("G", "A"))
        if reached.any()
    }


def fastest(positions: Array, values: Array, span: float) -> tuple[float, float, float, float]:
    """Where a curve changes most over a span: both positions and both values; NaN where it is undefined."""
    last = np.minimum(np.searchsorted(positions, positions + span - SAME), len(positions) - 1)
    change = np.abs(values[last] - values)
    if np.isnan(change).all():
        return math.nan, math.nan, math.nan, math.nan
    at = int(np.nanargmax(change))
    return float(positions[at]), float(positions[last[at]]), float(values[at]), float(values[last[at]])


def meeting(positions: Array, one: Array, other: Array) -> float:
    """First position at which two curves change their order; NaN where they never do."""
    gap = one - other
    places = np.flatnonzero((gap[:-1] < 0) & (gap[1:] >= 0))
    if not places.size:
        return math.nan
    at = int(places[0])
    share = -gap[at] / (gap[at + 1] - gap[at])
    return float(positions[at] + share * (positions[at + 1] - positions[at]))
