"""What a figure shows, in words for a reader who does not see it: its range, where it is steepest, where it is cut."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from risk import words
from risk.axes import AXES, AXIS_WORDS, Array
from risk.comparators import Verdicts
from risk.comparison import Assessment, Comparison, ErrorSplit, LineSweep
from risk.cube import LineInCube
from risk.features import (
    NAMED,
    SAME,
    Cuts,
    Extreme,
    Groups,
    Place,
    Steepest,
    crossings,
    cube_shape,
    extremes,
    fastest,
    groups,
    line_crossings,
    meeting,
    plane_cuts,
    plane_extremes,
    plane_steepest,
    reach,
    reach_at,
    steepest,
)
from risk.line import Along, BestLine
from risk.plane import LineInPlane, Plane
from risk.point import Point
from risk.population import Population
from risk.slices import Slice
from risk.surface import Surface

_MOST_NAMES = 6


def _at(place: Place) -> str:
    return ", ".join(f"{AXIS_WORDS[axis]} {words.index(place[axis])}" for axis in AXES if axis in place)


def _range(what: str, low: Extreme, high: Extreme) -> str:
    if math.isnan(low.value):
        return f"{what} is not defined anywhere."
    if high.value - low.value <= SAME:
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


def _crossing(passed: tuple[float, ...] | bool, axis: str) -> str:
    if passed is True:
        return "where D reaches D* all along it"
    if passed is False:
        return "where D stays under D*"
    return f"and crosses D* at {AXIS_WORDS[axis]} {words.listed([words.index(at) for at in passed])}"


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
        everyone = [name for kind in NAMED for name in found.names[kind]]
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
    passed = line_crossings(drawn, tolerance, edge, line.centre)
    return (
        f" {words.flop(flop)} stands at intelligence {_with_band(line)}"
        f" {_crossing(passed, other)}; {_agreement(line.areas)}."
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
    if high.value - low.value > SAME:
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
    if math.isnan(low.value) or high.value - low.value <= SAME:
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
    passed = crossings(cut.x, cut.D, tolerance <= cut.D, tolerance)
    # Between the points of a curve that jumps there, the jump is the crossing.
    exact = [next((jump.at for jump in cut.jumps if abs(jump.at - at) <= cut.x[1] - cut.x[0]), at) for at in passed]
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
