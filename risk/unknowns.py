"""What follows from not knowing the parameters: shares of assumption draws over the cube and for real systems."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from risk import memory
from risk.axes import AXES, Array
from risk.danger import PhaseTransition
from risk.draws import Draws, drawn
from risk.parameter import Parameter, parameters
from risk.plane import third_axis
from risk.point import Point, placed, point, system
from risk.population import Mask, Population, population
from risk.prior import FIXED, Prior
from risk.scenario import Scenario
from risk.surface import Surface
from risk.uncertainty import each, spread

BAND = (0.05, 0.5, 0.95)
"""Shares of draws at which boundaries are drawn, and quantiles of a band."""

SIDE = 61
"""Points along each axis of the map."""

# Tolerances at which draws are counted at once: every step of the slider.
_LEVELS = 1000

_OWNERS = ("function", "agency")
_MEASURED = ("I", "G", "A_floor", "A_ceiling", "I_low", "I_high", "horizon_low", "horizon_high")


# ---- priors and draws ----


def prior_keys(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the parameters that have a prior: every real-valued one of function and agency."""
    return tuple(
        f"{owner}.{declared.name}"
        for owner in _OWNERS
        for declared in parameters(scenario.section(owner))
        if declared.kind == "float"
    )


def prior(scenario: Scenario, key: str) -> Prior:
    """The prior of a parameter in a scenario: the analyst's own, or the declared one."""
    return dict(scenario.priors).get(key) or Prior.declared(scenario.parameter(key))


def with_prior(scenario: Scenario, key: str, chosen: Prior) -> Scenario:
    """The scenario with another prior of one parameter.

    Raises
    ------
    ValueError
        If it is not one of that parameter.
    """
    return scenario.replace("priors", {**dict(scenario.priors), key: chosen}.items())


def held_parameters(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the parameters whose prior leaves them a single value."""
    return tuple(key for key in prior_keys(scenario) if prior(scenario, key).without_width)


def without_width(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the parameters that were to be drawn, but between two ends that are the same."""
    return tuple(key for key in held_parameters(scenario) if prior(scenario, key).kind != FIXED)


def draws(scenario: Scenario) -> Draws:
    """The draws that a scenario asks for. What is drawn does not depend on where its slider stands."""
    held = {}
    for key in prior_keys(scenario):
        chosen = prior(scenario, key)
        declared = scenario.parameter(key)
        held[key] = chosen.held(scenario.get(key)) if chosen.without_width else declared.default
    centre = scenario
    for key, value in held.items():
        centre = centre.replace(key, value) if centre.get(key) != value else centre
    return _draws(centre.surface, scenario.priors, scenario.ensemble.draws, scenario.ensemble.draw_seed)


@memory.computed_once(32)
def _draws(surface: Surface, edited: tuple[tuple[str, Prior], ...], samples: int, seed: int) -> Draws:
    known = Scenario(function=surface.function, agency=surface.agency, priors=edited)
    wide = {
        key: prior(known, key).distribution(known.parameter(key))
        for key in prior_keys(known)
        if not prior(known, key).without_width
    }
    return drawn(surface, wide, samples, seed)


@functools.lru_cache(maxsize=32)
def values(drawn_from: Draws) -> Array:
    """All drawn values, one row a draw."""
    found = drawn_from.values((0, drawn_from.samples))
    found.flags.writeable = False
    return found


# ---- the map ----


@dataclass(frozen=True, eq=False)
class ShareMap:
    """Share of draws with D at or over D* over two axes.

    Attributes
    ----------
    x_axis, y_axis, fixed_axis : str
        Which axes they are.
    fixed : float
        Value of the third axis.
    ends : ndarray
        Coordinates of columns and rows.
    share : ndarray of shape (rows, columns)
        Share of draws; NaN where D is undefined in all of them.
    boundaries : mapping of float to ndarray of shape (2, points), or None
        For 5, 50 and 95 %, the curve along which the share passes it, from left to right; NaN where no place of a
        column does. None where the function may fall along an axis, so that there is no single curve.
    """

    x_axis: str
    y_axis: str
    fixed_axis: str
    fixed: float
    ends: Array
    share: Array
    boundaries: Mapping[float, Array] | None

    @property
    def disagreeing(self) -> float:
        """Share of the map on which between 5 and 95 % of draws are dangerous."""
        low, _, high = BAND
        return float(np.mean((self.share > low) & (self.share < high)))


def share_map(scenario: Scenario) -> ShareMap:
    """The map of a scenario over the axes of its view."""
    view = scenario.view
    tolerance = scenario.settings.tolerance
    declared = scenario.parameter("settings.tolerance")
    levels = tuple(sorted({*declared.grid(declared.default, _LEVELS), tolerance}))
    return _share_map(draws(scenario), levels, tolerance, view.x, view.y, view.fixed)


@functools.lru_cache(maxsize=64)
def _share_map(
    drawn_from: Draws, levels: tuple[float, ...], tolerance: float, x_axis: str, y_axis: str, fixed: float
) -> ShareMap:
    counted = _counted(drawn_from, levels, x_axis, y_axis, fixed)
    share = counted[levels.index(tolerance)]
    ends = np.linspace(0.0, 1.0, SIDE)
    rises = {x_axis, y_axis} <= set(drawn_from.surface.function.increasing)
    boundaries = {at: _passed(share, ends, at) for at in BAND} if rises else None
    return ShareMap(x_axis, y_axis, third_axis(x_axis, y_axis), fixed, ends, share, boundaries)


# Counted once for every tolerance that a sweep visits.
@memory.computed_once(16)
def _counted(drawn_from: Draws, levels: tuple[float, ...], x_axis: str, y_axis: str, fixed: float) -> Array:
    ends = np.linspace(0.0, 1.0, SIDE)
    where = {x_axis: ends, y_axis: ends[:, None], third_axis(x_axis, y_axis): np.array(fixed)}
    I, G, A = (where[axis] for axis in AXES)
    found = spread(drawn_from, levels, I, G, A)
    return np.array([found.share(level) for level in levels], dtype=np.float32)


def _passed(share: Array, ends: Array, at: float) -> Array:
    """Curve along which shares, which never fall upward or to the right, pass a share: between points, linearly."""
    heights = np.array([_first_passed(column, ends, at) for column in share.T])
    # To the left of the first column that passes, the curve leaves the map through its upper edge.
    start = _first_passed(share[-1], ends, at)
    inside = start > 0.0
    place = int(np.searchsorted(ends, start)) if inside else 0
    x, y = (start, 1.0) if inside else (0.0, np.nan)
    return np.array([np.insert(ends, place, x), np.insert(heights, place, y)])


def _first_passed(shares_along: Array, ends: Array, at: float) -> float:
    """Where shares that never fall pass a share; NaN where they stay below."""
    over = np.flatnonzero(shares_along >= at)
    if not over.size:
        return np.nan
    first = int(over[0])
    if first == 0:
        return float(ends[0])
    below, above = float(shares_along[first - 1]), float(shares_along[first])
    # What lies below may be undefined: then the curve begins at the point itself.
    part = (at - below) / (above - below) if above > below else 1.0
    return float(ends[first - 1] + part * (ends[first] - ends[first - 1]))


# ---- real systems ----


@dataclass(frozen=True, eq=False)
class SystemShares:
    """Share of draws in which each measured system is dangerous.

    Attributes
    ----------
    table : Population
        The measured systems, the one that is dangerous in most draws at full autonomy first.
    lowest, highest : ndarray
        At granted autonomy level 1, and at level 5.
    low, high : ndarray
        At level 5, at both ends of the published intervals of I and of the task horizon.
    """

    table: Population
    lowest: Array
    highest: Array
    low: Array
    high: Array

    @property
    def disagreeing(self) -> int:
        """Systems that at level 5 are dangerous in between 5 and 95 % of draws."""
        least, _, most = BAND
        return int(np.count_nonzero((self.highest > least) & (self.highest < most)))


def system_shares(scenario: Scenario) -> SystemShares:
    """Every measured system of a scenario, ranked."""
    everything = population(scenario)
    table = everything.where(everything.judged)
    measured = np.array([table[name] for name in _MEASURED], dtype=np.float64)
    danger = _system_danger(draws(scenario), measured.tobytes(), table.size)
    found = shares(danger, scenario.settings.tolerance)
    order = np.lexsort((-found[0], -found[1]))
    return SystemShares(Population(table, order), *(part[order] for part in found))


@memory.computed_once(16)
def _system_danger(drawn_from: Draws, measured: bytes, systems: int) -> Array:
    """D of each draw at level 1, at level 5 and at both ends of the published intervals there."""
    read = np.frombuffer(measured).reshape(len(_MEASURED), systems)
    found = dict(zip(_MEASURED, read, strict=True))
    I, G, A = found["I"], found["G"], found["A_ceiling"]

    def end(name: str, otherwise: Array) -> Array:
        return np.where(np.isnan(found[name]), otherwise, found[name])

    points = (
        np.stack([I, I, end("I_low", I), end("I_high", I)]),
        np.broadcast_to(G, (4, systems)),
        np.stack([found["A_floor"], A, end("horizon_low", A), end("horizon_high", A)]),
    )
    return each(drawn_from, lambda surface: surface.danger(*points))


def shares(danger: Array, tolerance: float) -> Array:
    """Share of draws, along the first axis, with D at or over a tolerance; NaN where D is never defined."""
    defined = np.count_nonzero(~np.isnan(danger), axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.count_nonzero(danger >= tolerance, axis=0) / defined)


def band(values_of_draws: Array) -> tuple[float, float, float]:
    """5, 50 and 95 % quantiles over the draws that have a value; NaN without any."""
    known = values_of_draws[~np.isnan(values_of_draws)]
    if not known.size:
        return np.nan, np.nan, np.nan
    low, middle, high = (float(end) for end in np.quantile(known, BAND))
    return low, middle, high


# ---- the system that the page looks at ----


@dataclass(frozen=True, eq=False)
class Viewed:
    """The point that the page looks at, in every draw.

    Attributes
    ----------
    lowest, highest : Point
        A system at granted autonomy levels 1 and 5; a point of one's own is the same twice.
    danger : ndarray of shape (draws, 2)
        D at both.
    share : ndarray of shape (2,)
        Share of draws in which D is at or over D*.
    """

    lowest: Point
    highest: Point
    danger: Array
    share: Array

    @property
    def levelled(self) -> bool:
        """Whether its agenticity depends on the autonomy that it is granted."""
        return self.highest.level is not None and "A" not in self.highest.missing


def viewed(scenario: Scenario) -> Viewed:
    """The system of a scenario, or its own point."""
    view = scenario.view
    own = point(scenario.replace("view.own_point", True))
    if view.own_point:
        lowest = highest = own
    else:
        row = system(scenario, view.system)
        lowest, highest = (placed(row, own, name) for name in ("A_floor", "A_ceiling"))
    at = tuple((lowest.coordinate(axis), highest.coordinate(axis)) for axis in AXES)
    danger = _point_danger(draws(scenario), at)
    return Viewed(lowest, highest, danger, shares(danger, scenario.settings.tolerance))


@memory.computed_once(64)
def _point_danger(drawn_from: Draws, at: tuple[tuple[float, float], ...]) -> Array:
    return each(drawn_from, lambda surface: surface.danger(*at))


@dataclass(frozen=True)
class Divide:
    """The drawn parameter that most divides dangerous from other draws.

    Attributes
    ----------
    parameter : Parameter
        Its declaration.
    dangerous, other : float
        Its median in draws where D is at or over D*, and in the others.
    """

    parameter: Parameter
    dangerous: float
    other: float


def divide(scenario: Scenario, danger: Array) -> Divide | None:
    """Which drawn parameter differs most, in its mean rank, between dangerous draws and the others; None where all
    draws agree or nothing is drawn."""
    drawn_from = draws(scenario)
    over = danger >= scenario.settings.tolerance
    known = ~np.isnan(danger)
    if not drawn_from.keys or not over.any() or not (known & ~over).any():
        return None
    found = values(drawn_from)
    ranks = np.argsort(np.argsort(found, axis=0), axis=0)
    apart = np.abs(ranks[over].mean(axis=0) - ranks[known & ~over].mean(axis=0))
    column = int(np.argmax(apart))
    medians = [float(np.median(found[rows, column])) for rows in (over, known & ~over)]
    return Divide(scenario.parameter(drawn_from.keys[column]), *medians)


# ---- where the cusp may sit ----


@dataclass(frozen=True, eq=False)
class Cusps:
    """Where the jump begins in each draw, and whether the viewed system at full autonomy is dangerous there.

    Attributes
    ----------
    I, A : ndarray
        Intelligence I_c and effective agenticity A_c(I_c) of the cusp; they may lie outside [0, 1].
    dangerous : ndarray of bool
        Whether D of the viewed system is at or over D*.
    """

    I: Array
    A: Array
    dangerous: Mask


def cusps(scenario: Scenario) -> Cusps | None:
    """The cusp of every draw; None where the danger function has none."""
    drawn_from = draws(scenario)
    found = _cusps(drawn_from)
    if found is None:
        return None
    over = viewed(scenario).danger[:, 1] >= scenario.settings.tolerance
    return Cusps(found[:, 0], found[:, 1], over)


@memory.computed_once(32)
def _cusps(drawn_from: Draws) -> Array | None:
    function = drawn_from.surface.function
    if not isinstance(function, PhaseTransition) or function.cusp is None:
        return None
    return each(drawn_from, lambda surface: surface.function.cusp)  # type: ignore[attr-defined]
