"""What a figure shows, in words for a reader who does not see it: its range, where it is steepest, where it is cut.

Each function here reads the arrays that a figure draws and adds at most one evaluation of the surface, since a sweep
asks for a description at every step.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk import words
from risk.axes import AXES, AXIS_WORDS, Array
from risk.comparators import Verdicts
from risk.comparison import Assessment, Comparison, ErrorSplit, LineSweep
from risk.cube import LATTICE, LineInCube, lattice
from risk.line import Along, BestLine
from risk.plane import LineInPlane, Plane
from risk.point import Point
from risk.population import Mask, Population
from risk.slices import Slice
from risk.surface import Surface

_MOST_NAMES = 6
# D that differs by less is the same.
_SAME = 1e-9
# A slope along another axis leads only if it is this many times as steep.
_NEARLY = 1.02
# The steepest cell of a grid is cut into so many parts. Where one part holds this share of the cell's change, it is a
# jump: even the infinitely steep ramp of a cusp leaves a tenth.
_PARTS, _JUMP_SHARE = 256, 0.2
_LEAST_JUMP = 0.005

Place = Mapping[str, float]


# ---- what is found ----


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
    lowest, highest = values <= low + _SAME, values >= high - _SAME
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
        if most <= _SAME or slope <= _NEARLY * abs(found.slope):
            continue
        at = tuple(int(place) for place in np.unravel_index(int(np.argmax(size)), size.shape))
        place = {
            name: float(grid[at[other]] if other != dimension else 0.5 * (grid[at[other]] + grid[at[other] + 1]))
            for other, (name, grid) in enumerate(coordinates.items())
        }
        after = tuple(step + (other == dimension) for other, step in enumerate(at))
        low, high = float(values[at]), float(values[after])
        even = most - least <= _SAME
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
        ends = _crossings(y, D[:, column], reached[:, column], tolerance)
        if edge is not None and ends and 0.0 < edge[column] < 1.0:
            ends = (float(edge[column]),)
        borders += [(at, end) for end in ends]
    for at, row in ((float(y[0]), 0), (float(y[-1]), -1)):
        borders += [(end, at) for end in _crossings(x, D[row], reached[row], tolerance)]
    return Cuts(share, tuple(sorted(borders, key=lambda point: (point[0], -point[1]))), undefined / D.size)


def _crossings(x: Array, D: Array, reached: Mask, tolerance: float) -> tuple[float, ...]:
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
    return _crossings(other, along, reached, tolerance) or bool(reached.any())


@functools.lru_cache(maxsize=256)
def groups(table: Population, tolerance: float) -> Groups:
    """Count the measured systems by what the FLOP line makes of them, and name those that carry the argument."""
    judged = table.judged
    region, D, name = (table[column][judged] for column in ("region", "D", "name"))
    dangerous = tolerance <= D
    order = np.argsort(-D, kind="stable")
    carrying = {kind: tuple(str(name[i]) for i in order if dangerous[i] and region[i] == kind) for kind in _NAMED}
    counts = {kind: int(np.count_nonzero(region == kind)) for kind in _REGIONS}
    return Groups(int(judged.sum()), counts, int(np.count_nonzero(dangerous)), carrying)


_REGIONS = ("caught", "missed", "overreach", "cleared", "undetermined")
_NAMED = ("missed", "caught", "undetermined")


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
    last = np.minimum(np.searchsorted(positions, positions + span - _SAME), len(positions) - 1)
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


# ---- sentences ----


def _at(place: Place) -> str:
    return ", ".join(f"{AXIS_WORDS[axis]} {words.index(place[axis])}" for axis in AXES if axis in place)


def _range(what: str, low: Extreme, high: Extreme) -> str:
    if math.isnan(low.value):
        return f"{what} is not defined anywhere."
    if high.value - low.value <= _SAME:
        return f"{what} is {words.index(low.value)} everywhere."

    def told(extreme: Extreme) -> str:
        return f"{words.index(extreme.value)} (at {_at(extreme.place)}{' and elsewhere' if extreme.elsewhere else ''})"

    return f"{what} runs from {told(low)} to {told(high)}."


def _steepness(found: Steepest) -> str:
    if not found.axis:
        return ""
    axis = AXIS_WORDS[found.axis]
    others = _at({name: value for name, value in found.place.items() if name != found.axis})
    if found.jump:
        moves = "jumps" if found.high > found.low else "falls in a jump"
        return (
            f" It is steepest at a jump: at {others}, D {moves} from {words.index(found.low)} to"
            f" {words.index(found.high)} as {axis} passes {words.index(found.place[found.axis])}."
        )
    pace = f"{'rises' if found.slope > 0 else 'falls'} {_times(abs(found.slope))} as fast as {axis} rises"
    if found.even:
        return f" It is steepest along {axis}, evenly: D {pace}."
    return f" It is steepest along {axis}, at {_at(found.place)}: there D {pace}."


def _times(ratio: float) -> str:
    return f"{words.index(ratio) if ratio < 1 else f'{ratio:.1f}'} times"


def _undefined(share: float) -> str:
    return f" It is not defined on {words.share(share)} of the area." if share > 0 else ""


def _contour(cuts: Cuts, drawn: Plane, tolerance: float) -> str:
    line = f"D* = {words.index(tolerance)}"
    if math.isnan(cuts.share):
        return ""
    if cuts.share == 0:
        return f" D stays under {line} everywhere."
    if cuts.share == 1:
        return f" D reaches {line} everywhere."
    points = [_at({drawn.x_axis: x, drawn.y_axis: y}) for x, y in cuts.borders]
    reaches = f" D reaches {line} on {words.share(cuts.share)} of the area"
    if not points:
        return f"{reaches}, inside a closed line."
    if len(points) <= 2:
        return f"{reaches}, along a line from {points[0]} to {points[-1]}."
    return (
        f"{reaches}, along lines that meet the border {words.number(len(points))} times, first at {points[0]}, last at"
        f" {points[-1]}."
    )


def _crossing(crossings: tuple[float, ...] | bool, axis: str) -> str:
    if crossings is True:
        return "where D reaches D* all along it"
    if crossings is False:
        return "where D stays under D*"
    return f"and crosses D* at {AXIS_WORDS[axis]} {words.listed([words.index(at) for at in crossings])}"


def _with_band(line: LineInPlane | LineInCube) -> str:
    return f"{words.index(line.centre)} ({words.index(line.low)} to {words.index(line.high)})"


def _agreement(line: Comparison | LineInCube, what: str = "area") -> str:
    missed = "it misses nothing, since nothing is dangerous,"
    if not math.isnan(line.missed_share):
        missed = f"it misses {words.share(line.missed_share)} of the dangerous {what}"
    covered = "there is nothing else to cover"
    if not math.isnan(line.overreach_share):
        covered = f"covers {words.share(line.overreach_share)} of the rest"
    return f"{missed} and {covered}"


def systems_words(found: Groups, line: bool = True) -> str:
    """Which measured systems are where: counts, and up to six names.

    Parameters
    ----------
    found : Groups
        The systems.
    line : bool
        Whether the figure has a FLOP line.
    """
    if not found.judged:
        return " No measured system is drawn."
    whole = f" Of {words.counted(found.judged, 'measured system')}"
    if not line:
        everyone = [name for kind in _NAMED for name in found.names[kind]]
        verb = "reaches" if found.dangerous == 1 else "reach"
        return f"{whole}, {words.number(found.dangerous)} {verb} D*{_named(everyone)}."
    counts, hidden = found.counts, len(found.names["undetermined"])
    parts, left = [], _MOST_NAMES
    for kind in ("missed", "caught", "overreach", "cleared"):
        names = found.names.get(kind, ())
        parts.append(f"{words.number(counts[kind])} {kind}{_named(names, left)}")
        left = max(left - len(names), 0)
    if counts["undetermined"]:
        of_them = f", {words.number(hidden)} of them dangerous{_named(found.names['undetermined'], left)}"
        parts.append(f"{words.number(counts['undetermined'])} without known compute{of_them if hidden else ''}")
    return f"{whole}: {', '.join(parts)}."


def _named(names: Sequence[str], most: int = _MOST_NAMES) -> str:
    return f" ({words.listed(list(names), most)})" if names and most else ""


def plane_words(
    what: str,
    surface: Surface,
    drawn: Plane,
    tolerance: float,
    edge: Array | None,
    flop: float,
    line: LineInPlane | None,
    table: Population | None,
) -> str:
    """Describe D over two axes.

    Parameters
    ----------
    what : str
        The kind of figure, as "Heat map".
    surface, drawn, tolerance, edge
        D on a grid, D*, and the contour where it is a curve over the horizontal axis.
    flop, line
        The FLOP line, and its place; None where intelligence is held.
    table : Population or None
        The systems; None where they are not drawn.
    """
    x, y, fixed = (AXIS_WORDS[axis] for axis in (drawn.x_axis, drawn.y_axis, drawn.fixed_axis))
    cuts = plane_cuts(drawn, tolerance, edge)
    text = (
        f"{what} of danger D over {x} and {y}, {fixed} at {words.index(drawn.fixed)}."
        f" {_range('D', *plane_extremes(drawn))}{_undefined(cuts.undefined)}"
        f"{_steepness(plane_steepest(surface, drawn))}{_contour(cuts, drawn, tolerance)}"
    )
    text += _flop_line(drawn, tolerance, edge, flop, line)
    if table is not None:
        text += systems_words(groups(table, tolerance), line is not None)
    return text


def _flop_line(drawn: Plane, tolerance: float, edge: Array | None, flop: float, line: LineInPlane | None) -> str:
    if line is None:
        reason = "Intelligence is held, so" if drawn.fixed_axis == "I" else "As chosen,"
        return f" {reason} the line at {words.flop(flop)} is not drawn."
    other = drawn.y_axis if drawn.x_axis == "I" else drawn.x_axis
    crossings = line_crossings(drawn, tolerance, edge, line.centre)
    return (
        f" {words.flop(flop)} stands at intelligence {_with_band(line)}"
        f" {_crossing(crossings, other)}; {_agreement(line.areas)}."
    )


def interaction_words(
    change: Array,
    ends: Array,
    drawn: Plane,
    tolerance: float,
    edge: Array | None,
    flop: float,
    line: LineInPlane,
    table: Population | None,
) -> str:
    """Describe the interaction of intelligence and agenticity over both."""
    coordinates = {"A": ends, "I": ends}
    found = steepest(change, coordinates)
    fast = ""
    if found.axis:
        fast = (
            f" It changes fastest along {AXIS_WORDS[found.axis]}, at {_at(found.place)}: from"
            f" {words.index(found.low)} to {words.index(found.high)} in one step."
        )
    low, high = extremes(change, coordinates)
    signs = ""
    if high.value - low.value > _SAME:
        with np.errstate(invalid="ignore"):
            positive, negative = (words.share(float(np.mean(part))) for part in (change > 1e-6, change < -1e-6))
        signs = f" It is positive on {positive} of the area, negative on {negative}."
    text = (
        f"Map of what a step of intelligence adds to a step of agenticity, generality at {words.index(drawn.fixed)}."
        f" {_range('The interaction', low, high)}{signs}{_undefined(float(np.mean(np.isnan(change))))}{fast}"
        f"{_contour(plane_cuts(drawn, tolerance, edge), drawn, tolerance)}"
        f" {words.flop(flop)} stands at intelligence {words.index(line.centre)}"
        f" {_crossing(line_crossings(drawn, tolerance, edge, line.centre), 'A')}."
    )
    return text + (systems_words(groups(table, tolerance)) if table is not None else "")


def cube_words(surface: Surface, tolerance: float, flop: float, line: LineInCube, table: Population | None) -> str:
    """Describe D over the whole cube and the set D = D*."""
    (low, high), found = cube_shape(surface)
    dangerous = line.caught + line.missed
    reached = reach(surface, tolerance)
    share = words.share(dangerous)
    if not reached:
        cut = f" D stays under D* = {words.index(tolerance)} everywhere."
    else:
        least = _at({axis: ends[0] for axis, ends in reached.items()})
        cut = (
            f" D reaches D* = {words.index(tolerance)} in {share} of the cube: nowhere under {least}."
            if any(ends[0] > 0 for ends in reached.values())
            else f" D reaches D* = {words.index(tolerance)} in {share} of the cube."
        )
    beside = reach_at(surface, tolerance, line.centre)
    crossing = f"where D reaches D* from {_at(beside)} on" if beside else "where D stays under D*"
    text = (
        f"Cube of intelligence, generality and agenticity. {_range('D', low, high)}{_steepness(found)}{cut}"
        f" {words.flop(flop)} is a plane at intelligence {_with_band(line)}, {crossing};"
        f" {_agreement(line, 'part')}."
    )
    return text + (systems_words(groups(table, tolerance)) if table is not None else "")


def slices_words(cuts: Sequence[Slice], through: Point, here: float, tolerance: float, flop: float, line: float) -> str:
    """Describe D along each axis through a point."""
    text = f"Three curves of danger D through {through.name}: {_at({axis: through.coordinate(axis) for axis in AXES})}."
    text += f" There D is {words.index(here)}."
    for cut in cuts:
        text += _along_axis(cut, tolerance)
    along = next(cut for cut in cuts if cut.axis == "I")
    D = float(np.interp(line, along.x, along.D))
    return text + (
        f" {words.flop(flop)} stands at intelligence {words.index(line)}, where the curve along it is at"
        f" {words.index(D)}."
    )


def _along_axis(cut: Slice, tolerance: float) -> str:
    axis = AXIS_WORDS[cut.axis]
    low, high = extremes(cut.D, {cut.axis: cut.x})
    if math.isnan(low.value) or high.value - low.value <= _SAME:
        return f" {_range(f'Along {axis} it', low, high)}"
    text = (
        f" Along {axis} it runs from {words.index(low.value)} at {words.index(_first(low))} to"
        f" {words.index(high.value)} at {words.index(_first(high))}"
    )
    if cut.jumps:
        jump = max(cut.jumps, key=lambda one: abs(one.high - one.low))
        text += f", jumps from {words.index(jump.low)} to {words.index(jump.high)} at {words.index(jump.at)}"
    else:
        found = steepest(cut.D, {cut.axis: cut.x})
        place = "" if found.even else f", steepest at {words.index(found.place[cut.axis])}"
        text += f"{place} with slope {words.slope(found.slope)}"
    crossings = _crossings(cut.x, cut.D, tolerance <= cut.D, tolerance)
    # Between the points of a curve that jumps there, the jump is the crossing.
    exact = [next((jump.at for jump in cut.jumps if abs(jump.at - at) <= cut.x[1] - cut.x[0]), at) for at in crossings]
    if exact:
        return (
            f"{text}, and crosses D* = {words.index(tolerance)} at {words.listed([words.index(at) for at in exact])}."
        )
    side = "reaches D* throughout" if low.value >= tolerance else "stays under D*"
    undefined = " where it is defined" if np.isnan(cut.D).any() else ""
    return f"{text}, and {side}{undefined}."


def _first(extreme: Extreme) -> float:
    return next(iter(extreme.place.values()))


def along_words(
    flop: float,
    cube: Along,
    real: Along,
    best: Mapping[str, BestLine],
    table: Population,
    ends: tuple[float, float],
) -> str:
    """Describe what a line misses and overreaches along its whole length.

    Parameters
    ----------
    flop : float
        The line.
    cube, real : Along
        The curves of both panels.
    best : mapping of str to BestLine
        The best line of "cube" and of "real".
    table : Population
        The real systems with known compute.
    ends : tuple of float
        First and last position drawn, as powers of ten.
    """
    x = np.log10(cube.flop)
    first, last = (int(np.clip(np.searchsorted(x, end), 0, len(x) - 1)) for end in ends)
    shares = [
        f"{what} from {words.share(float(curve[first]))} to {words.share(float(curve[last]))}"
        for what, curve in (("missed", cube.missed), ("overreach", cube.overreach))
        if not np.isnan(curve).all()
    ]
    text = (
        f"Two panels over the position of a FLOP line, {words.flop(10.0 ** ends[0])} to {words.flop(10.0 ** ends[1])}."
        f" Evenly spread, the shares run: {', '.join(shares)}."
    )
    low, high, before, after = fastest(x, cube.missed, 1.0)
    if not math.isnan(low):
        text += (
            f" Missed rises fastest from {words.flop(10.0**low)} to {words.flop(10.0**high)}: {words.share(before)} to"
            f" {words.share(after)}."
        )
    crossing = meeting(x, cube.missed, cube.overreach)
    if not math.isnan(crossing):
        text += f" The curves cross at {words.flop(10.0**crossing)}."
    text += (
        f" {words.flop(flop)} {_errors(cube.line)}; best: {best['cube'].text}, {words.share(best['cube'].error)} wrong."
    )
    sweep = real.sweep
    known = int(sweep.dangerous + sweep.safe)
    if not known:
        return f"{text} No real system with known compute can be judged."
    text += (
        f" Of {words.counted(known, 'real system')} with known compute it {_errors(real.line)}{_largest_step(real)};"
        f" best: {best['real'].text}, {words.share(best['real'].error)} wrong."
    )
    hidden = f" {words.number(sweep.unknown).capitalize()} more without known compute." if sweep.unknown else ""
    return f"{text}{_by_name(table)}{hidden}"


def _errors(line: Comparison) -> str:
    missed, covered = line.missed_share, line.overreach_share
    return " and ".join(
        (
            "misses nothing, since nothing is dangerous," if math.isnan(missed) else f"misses {words.share(missed)}",
            "covers nothing that is safe" if math.isnan(covered) else f"covers {words.share(covered)} of the safe",
        )
    )


def _largest_step(real: Along) -> str:
    change = np.diff(real.missed)
    if not change.size or not np.nanmax(change, initial=0.0) > 0:
        return ""
    at = int(np.nanargmax(change))
    # The share changes where the line reaches the compute of a system.
    return (
        f", and missed jumps from {words.share(float(real.missed[at]))} to {words.share(float(real.missed[at + 1]))}"
        f" at {words.flop(float(real.flop[at + 1]))}"
    )


def _by_name(table: Population) -> str:
    kinds = {"missed": "Missed", "caught": "Caught", "overreach": "Overreach"}
    left, told = _MOST_NAMES, ""
    for kind, label in kinds.items():
        names = [str(name) for name in table["name"][table["region"] == kind]]
        if names and left:
            told += f" {label}: {words.listed(names, left)}."
            left = max(left - len(names), 0)
    return told


def roc_words(curves: Mapping[str, LineSweep], flop: float, cube: Comparison, real: Comparison) -> str:
    """Describe missed share against overreach of several scores.

    Parameters
    ----------
    curves : mapping of str to LineSweep
        The curves by name.
    flop, cube, real
        The line, and what it does on imagined and on real systems.
    """
    text = (
        "Curves of missed share against overreach, from covering everything (none missed) to covering nothing (all"
        " missed)."
    )
    for name, sweep in curves.items():
        total = sweep.missed_share + sweep.overreach_share
        if np.isnan(total).all():
            text += f" {name}: nothing to order."
            continue
        at = int(np.nanargmin(total))
        text += (
            f" {name}: area {words.index(sweep.auc)}; at best missed {words.share(float(sweep.missed_share[at]))},"
            f" overreach {words.share(float(sweep.overreach_share[at]))}."
        )
    return f"{text} {words.flop(flop)} {_errors(cube)} in the cube, and among real systems it {_errors(real)}."


def split_words(splits: Mapping[str, ErrorSplit], table: Population) -> str:
    """Describe why a line errs, in the cube and on real systems."""
    text = "Stacked bars of what a line gets wrong, as shares of the systems with known compute."
    for where, split in splits.items():
        if not split.determined:
            text += f" {where}: no system with known compute."
            continue
        parts = {"I alone is not D": split.inherent_share, "FLOP misreads I": split.misread_share}
        told = " and ".join(
            f"{name} {words.share(share)}" for name, share in sorted(parts.items(), key=lambda part: -part[1])
        )
        text += (
            f" {where}: {words.share(split.inherent_share + split.misread_share)} wrong, {told}; two wrongs make a"
            f" right in {words.share(split.cancelled_share)}."
        )
    return f"{text}{_by_name(table)}"


def comparators_words(found: Sequence[Verdicts]) -> str:
    """Describe what several rules miss and overreach: the range of each share, and where the FLOP line stands."""
    text = f"Dots for {words.number(len(found))} rules: share of the dangerous missed, and of the safe covered."
    for where, column in (("Evenly spread", "cube"), ("Real systems", "systems")):
        seen: dict[str, Assessment] = {entry.comparator.label: getattr(entry, column) for entry in found}
        told = [
            _ends(kind, {label: getattr(assessment, f"{kind}_share") for label, assessment in seen.items()})
            for kind in ("missed", "overreach")
        ]
        line = next(iter(seen.values()))
        stands = [
            f"{kind} {words.share(share)}"
            for kind, share in (("missed", line.missed_share), ("overreach", line.overreach_share))
        ]
        text += f" {where}: {'; '.join(told)}. The FLOP line: {', '.join(stands)}."
    open_ones = round(found[0].systems.undetermined)
    if not open_ones:
        return text
    return f"{text} It cannot tell on {words.counted(open_ones, 'real system')} without known compute."


def _ends(kind: str, shares: Mapping[str, float]) -> str:
    known = {label: share for label, share in shares.items() if not math.isnan(share)}
    if not known:
        return f"{kind} {words.UNKNOWN}"
    low, high = min(known, key=lambda label: known[label]), max(known, key=lambda label: known[label])
    if known[low] == known[high]:
        return f"{kind} {words.share(known[low])} under every rule"
    return f"{kind} runs from {words.share(known[low])} (“{low}”) to {words.share(known[high])} (“{high}”)"
