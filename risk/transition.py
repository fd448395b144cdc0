"""Agenticity added to one system: where D jumps or is steepest, with feedback and without, and who changes side."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.attribution import STEP
from risk.axes import Array
from risk.danger import PhaseTransition
from risk.point import Point, point, system
from risk.population import population
from risk.scenario import Scenario
from risk.slices import Jump, slices
from risk.surface import Surface

_POINTS = 201
# Beside its steepest place a path is drawn in steps that shrink towards it.
_NEAR = 0.1 * np.linspace(0.0, 1.0, 41)[1:] ** 3
_CURVE_POINTS = 401
# Beyond these log-odds a share is 0 or 1 to thirteen digits.
_LARGEST_LOG_ODDS = 30.0
# A numerical slope is taken over this distance on each side, and says nothing closer to a jump.
_SLOPE_REACH = 0.004
# What decides where the cusp sits and whether there is one.
_PLACE = ("critical_intelligence", "uncoupled_midpoint", "sharpness", "coupling")
NOTHING = 0.005
"""A difference of D or of a slope that is not worth a word."""

MEANING = (
    "m is the share of its potential for autonomous harm that a system realises, from 0 to 1. Success feeds on success:"
    " each success opens the way to more, the more so the more intelligent the system is."
)
"""What the order parameter stands for."""


@dataclass(frozen=True, eq=False)
class Path:
    """D as agenticity is added at one intelligence and generality.

    Attributes
    ----------
    A, D, slope : ndarray
        Granted agenticity in ascending order, D, and dD/dA; at a jump A stands three times, with D before it, NaN, and
        D after it. A slope is infinite on a fold.
    jumps : tuple of Jump
        Where D jumps.
    steepest, steepest_at : float
        Slope of largest size beside the jumps, and where it is; NaN where D is undefined.
    """

    A: Array
    D: Array
    slope: Array
    jumps: tuple[Jump, ...]
    steepest: float
    steepest_at: float

    @property
    def jump(self) -> Jump | None:
        """The largest jump."""
        return max(self.jumps, key=lambda jump: abs(jump.high - jump.low), default=None)

    @property
    def straight(self) -> bool:
        """Whether the slope is the same everywhere."""
        return bool(np.nanmax(self.slope) - np.nanmin(self.slope) < NOTHING)

    @property
    def spike(self) -> float:
        """Where the derivative spikes: at the largest jump or, without one, where D is steepest."""
        return self.jump.at if self.jump else self.steepest_at


@functools.lru_cache(maxsize=256)
def path(surface: Surface, I: float, G: float) -> Path:
    """D along granted agenticity. The phase transition's jump is exact; any other function's is found numerically.

    Parameters
    ----------
    surface : Surface
        Where D comes from.
    I, G : float
        Intelligence and generality in [0, 1].
    """
    function = surface.function
    if not isinstance(function, PhaseTransition):
        return _found_path(surface, I, G)
    centre = float(granted(surface, I, function.critical_agenticity(I)))
    jump_at, effective = _jump_place(surface, I)
    place = centre if math.isnan(jump_at) else jump_at
    A = np.linspace(0.0, 1.0, _POINTS)
    if 0.0 <= place <= 1.0:
        near = np.concatenate((place - _NEAR, [place], place + _NEAR))
        A = np.unique(np.concatenate((A, near[(near >= 0.0) & (near <= 1.0)])))
    if not 0.0 < jump_at <= 1.0:
        return _smooth_path(surface, I, G, A)
    # On each side of the jump only one of the two states matters, and there it is exact up to the jump itself.
    low, high = (Surface(function.replace(branch=branch), surface.agency) for branch in ("granting", "revoking"))
    before, after = A[jump_at >= A], A[jump_at <= A]
    D_low, D_high = low.danger(I, G, before), high.danger(I, G, after)
    ends = [float(side.function.danger(I, G, effective)) for side in (low, high)]
    D_low[-1], D_high[0] = ends
    slopes = low.gradient(I, G, before)[2], high.gradient(I, G, after)[2]
    return _made(
        np.concatenate((before, [jump_at], after)),
        np.concatenate((D_low, [np.nan], D_high)),
        np.concatenate((slopes[0], [np.nan], slopes[1])),
        (Jump(jump_at, *ends),),
    )


def _smooth_path(surface: Surface, I: float, G: float, A: Array) -> Path:
    return _made(A, surface.danger(I, G, A), surface.gradient(I, G, A)[2], ())


def _found_path(surface: Surface, I: float, G: float) -> Path:
    cut = slices(surface, Point("", I, G, 0.0))[2]
    A, D = cut.x, cut.D
    slope = surface.gradient(I, G, A)[2]
    for jump in cut.jumps:
        slope = np.where(np.abs(A - jump.at) < _SLOPE_REACH, np.nan, slope)
    for jump in cut.jumps:
        place = int(np.searchsorted(A, jump.at))
        A = np.insert(A, place, [jump.at] * 3)
        D = np.insert(D, place, [jump.low, np.nan, jump.high])
        slope = np.insert(slope, place, [np.nan] * 3)
    return _made(A, D, slope, cut.jumps)


def _made(A: Array, D: Array, slope: Array, jumps: tuple[Jump, ...]) -> Path:
    slope = np.array(slope)
    for array in (A, D, slope):
        array.flags.writeable = False
    if np.isnan(slope).all():
        return Path(A, D, slope, jumps, math.nan, math.nan)
    place = int(np.nanargmax(np.abs(slope)))
    return Path(A, D, slope, jumps, float(slope[place]), float(A[place]))


def granted(surface: Surface, I: npt.ArrayLike, effective: npt.ArrayLike) -> Array:
    """Granted agenticity at which effective agenticity takes a value; outside [0, 1] where no grant does.

    Induced agency makes effective agenticity a straight line in what is granted, from what is induced alone up to 1.
    """
    induced = np.asarray(surface.agency.effective(I, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (np.asarray(effective) - induced) / (1.0 - induced)
    # Where everything is induced, a grant changes nothing: whatever lies below 1 is passed already.
    return np.where(induced < 1.0, found, np.where(np.asarray(effective) <= 1.0, -np.inf, np.inf))[()]


def _jump_place(surface: Surface, I: float) -> tuple[float, float]:
    """Granted and effective agenticity at which the chosen branch jumps; NaN where it does not."""
    function = surface.function
    assert isinstance(function, PhaseTransition)
    if not (function.coupling and function.critical_intelligence < I):
        return math.nan, math.nan
    low, high = function.spinodals(I)
    places = {"equilibrium": function.critical_agenticity(I), "granting": high, "revoking": low}
    effective = float(places[function.branch])
    at = float(granted(surface, I, effective))
    # Rounding on the way to granted agenticity and back may not carry the jump out of the cube.
    return at, min(max(effective, 0.0), 1.0)


def slope_axis(found: Transition) -> tuple[float, float]:
    """Ends of an axis on which slopes are told apart; what is steeper is capped there.

    It follows the ramp where there is one, so that it stands still while the transition moves.
    """
    if found.ramp is not None:
        most = 3.0 * abs(found.ramp.steepest)
    else:
        sizes = np.abs(found.path.slope[np.isfinite(found.path.slope)])
        most = 1.3 * float(np.quantile(sizes, 0.95)) if sizes.size else 1.0
    high = _round_up(max(most, 0.5))
    return (-high if np.nanmin(found.path.slope, initial=0.0) < 0.0 else 0.0), high


def _round_up(number: float) -> float:
    power = 10.0 ** math.floor(math.log10(number))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= number))


def without_feedback(surface: Surface) -> Surface | None:
    """The same surface without feedback between intelligence and agenticity; None where its function has none."""
    function = surface.function
    if not isinstance(function, PhaseTransition):
        return None
    return Surface(function.replace(coupling=False), surface.agency)


@dataclass(frozen=True, eq=False)
class Transition:
    """What adding agenticity does at the scenario's point.

    Attributes
    ----------
    at : Point
        The system or one's own point.
    D : float
        Danger index there.
    state : str
        "jump"; "on" or "never", where the jump lies below A = 0 or above 1; "ramp", below the critical intelligence;
        "no feedback"; "out of reach", where no intelligence reaches the critical one; "no cusp": another function.
    critical, low, high : float
        Granted agenticity at the Maxwell line (below the critical intelligence: of the steepest rise) and at the
        spinodals; NaN where there is none.
    path : Path
        Along granted agenticity.
    ramp : Path or None
        The same without feedback; None for another function.
    rise, ramp_rise : float
        Change of D over a step of 0.1 around the spike, and without feedback (NaN for another function).
    """

    at: Point
    D: float
    state: str
    critical: float
    low: float
    high: float
    path: Path
    ramp: Path | None
    rise: float
    ramp_rise: float

    @property
    def cusped(self) -> bool:
        """Whether the plane of intelligence and agenticity has a cusp."""
        return self.state in ("jump", "on", "never", "ramp")


def transition(scenario: Scenario) -> Transition:
    """What adding agenticity does at the scenario's point."""
    return _transition(scenario.surface, point(scenario))


@functools.lru_cache(maxsize=256)
def _transition(surface: Surface, at: Point) -> Transition:
    function, found = surface.function, path(surface, at.I, at.G)
    plain = without_feedback(surface)
    critical = low = high = math.nan
    if isinstance(function, PhaseTransition) and function.coupling:
        places = (function.critical_agenticity(at.I), *function.spinodals(at.I))
        critical, low, high = (float(granted(surface, at.I, place)) for place in places)
    return Transition(
        at=at,
        D=float(surface.danger(at.I, at.G, at.A)),
        state=_state(surface, at),
        critical=critical,
        low=low,
        high=high,
        path=found,
        ramp=path(plain, at.I, at.G) if plain else None,
        rise=_rise(surface, at, found.spike),
        ramp_rise=_rise(plain, at, found.spike) if plain else math.nan,
    )


def _state(surface: Surface, at: Point) -> str:
    function = surface.function
    if not isinstance(function, PhaseTransition):
        return "no cusp"
    if not function.coupling:
        return "no feedback"
    if function.critical_intelligence > 1.0:
        return "out of reach"
    place, _ = _jump_place(surface, at.I)
    if math.isnan(place):
        return "ramp"
    return "on" if place <= 0.0 else "never" if place > 1.0 else "jump"


def _rise(surface: Surface, at: Point, place: float) -> float:
    if math.isnan(place):
        return math.nan
    centre = min(max(place, STEP / 2), 1.0 - STEP / 2)
    low, high = surface.danger(at.I, at.G, np.array([max(centre - STEP / 2, 0.0), min(centre + STEP / 2, 1.0)]))
    return float(high - low)


def levels(scenario: Scenario) -> tuple[float, ...]:
    """Granted agenticity of the page's system at autonomy levels 1 to 5; nothing without a measured task horizon."""
    if scenario.view.own_point:
        return ()
    row = system(scenario, scenario.view.system)
    ends = float(row["A_floor"][0]), float(row["A_ceiling"][0])
    return () if math.isnan(sum(ends)) else tuple(float(A) for A in np.linspace(*ends, 5))


# ---- the plane ----


@dataclass(frozen=True, eq=False)
class Lines:
    """The transition over the plane of intelligence and granted agenticity.

    Attributes
    ----------
    below, steepest : ndarray
        Intelligence up to the critical one, and granted agenticity at which the ramp is steepest.
    above, maxwell, low, high : ndarray
        Intelligence from the critical one up to 1, the Maxwell line and the spinodals.
    cusp : tuple of float or None
        Where they meet; None where no intelligence in [0, 1] reaches it.
    """

    below: Array
    steepest: Array
    above: Array
    maxwell: Array
    low: Array
    high: Array
    cusp: tuple[float, float] | None


@functools.lru_cache(maxsize=128)
def lines(surface: Surface) -> Lines | None:
    """Cusp, spinodals, Maxwell line, and the steepest rise below the cusp; None for a function that has none."""
    function = surface.function
    if not isinstance(function, PhaseTransition):
        return None
    critical = function.critical_intelligence if function.coupling else math.inf
    below = np.linspace(0.0, min(critical, 1.0), 61)
    # Closer together at the cusp, where the spinodals part.
    above = critical + (1.0 - critical) * np.linspace(0.0, 1.0, 61) ** 2 if critical < 1.0 else np.empty(0)
    above[-1:] = 1.0

    def place(I: Array, effective: Array) -> Array:
        return np.asarray(granted(surface, I, effective))

    low, high = function.spinodals(above)
    cusp = function.cusp if critical <= 1.0 else None
    return Lines(
        below,
        place(below, function.critical_agenticity(below)),
        above,
        place(above, function.critical_agenticity(above)),
        place(above, low),
        place(above, high),
        (cusp[0], float(granted(surface, cusp[0], cusp[1]))) if cusp else None,
    )


# ---- the S-curve, the loop and the pole ----


@dataclass(frozen=True, eq=False)
class Curve:
    """Every state, stable or not, over granted agenticity at one intelligence.

    Attributes
    ----------
    A, m, D : ndarray
        In the order of m; A is NaN outside [0, 1].
    unstable : ndarray of bool
        Between the folds.
    high : ndarray of bool
        On the upper branch, beyond the folds.
    """

    A: Array
    m: Array
    D: Array
    unstable: npt.NDArray[np.bool_]
    high: npt.NDArray[np.bool_]


@functools.lru_cache(maxsize=64)
def curve(surface: Surface, I: float, G: float) -> Curve | None:
    """The whole S, unstable middle included, from the inverted equation; None for a function without m."""
    function = surface.function
    if not isinstance(function, PhaseTransition):
        return None
    start = function.replace(branch="granting").order_parameter(I, surface.agency.effective(I, 0.0))
    end = function.replace(branch="revoking").order_parameter(I, surface.agency.effective(I, 1.0))
    folds = np.array([share for share in function.spinodal_shares(I) if start < share < end])
    log_odds = np.linspace(_log_odds(float(start)), _log_odds(float(end)), _CURVE_POINTS)
    inner = np.concatenate((1.0 / (1.0 + np.exp(-log_odds[1:-1])), folds))
    m = np.concatenate(([start], np.sort(inner), [end]))
    A = np.array(granted(surface, I, function.agenticity(I, m)))
    A[[0, -1]] = 0.0, 1.0
    A[(A < 0.0) | (A > 1.0)] = np.nan
    lower, upper = function.spinodal_shares(I)
    return Curve(A, m, function.danger_at(I, G, m), (m >= lower) & (m <= upper), m >= upper)


def _log_odds(share: float) -> float:
    odds = math.inf if share >= 1.0 else math.log(share / (1.0 - share)) if share > 0.0 else -math.inf
    return min(max(odds, -_LARGEST_LOG_ODDS), _LARGEST_LOG_ODDS)


@dataclass(frozen=True, eq=False)
class Loop:
    """Granting and then revoking agenticity.

    Attributes
    ----------
    granting, revoking : Path
        The way up and the way back.
    so_far : float
        Agenticity granted so far, or left when it is being revoked.
    up, down : float
        D there on the way up and on the way back.
    """

    granting: Path
    revoking: Path
    so_far: float
    up: float
    down: float


def loop(scenario: Scenario) -> Loop | None:
    """The hysteresis loop at the scenario's point; None for a function that has no history."""
    surface, at, so_far = scenario.surface, point(scenario), scenario.view.point_a
    if not isinstance(surface.function, PhaseTransition):
        return None
    ways = [Surface(surface.function.replace(branch=branch), surface.agency) for branch in ("granting", "revoking")]
    paths = [path(way, at.I, at.G) for way in ways]
    up, down = (float(way.danger(at.I, at.G, so_far)) for way in ways)
    return Loop(paths[0], paths[1], so_far, up, down)


@dataclass(frozen=True, eq=False)
class Pole:
    """How steep the ramp is below the critical intelligence.

    Attributes
    ----------
    I, slope : ndarray
        Intelligence up to just below the critical one, and the steepest slope of m along effective agenticity.
    plain : float
        The slope without feedback, at any intelligence.
    critical : float
        Critical intelligence; NaN where none is reached in [0, 1].
    here : float
        The slope at the intelligence asked for; infinite from the critical one on.
    """

    I: Array
    slope: Array
    plain: float
    critical: float
    here: float


def pole(surface: Surface, here: float) -> Pole | None:
    """Steepest slope against intelligence, and at one intelligence; None for a function without m."""
    function = surface.function
    if not isinstance(function, PhaseTransition):
        return None
    reached = function.coupling and function.critical_intelligence <= 1.0
    end = function.critical_intelligence if reached else 1.0
    I = end * (1.0 - np.geomspace(1.0, 1e-4, 121))
    return Pole(
        I,
        np.asarray(function.steepest_slope(I)),
        float(function.replace(coupling=False).steepest_slope(0.0)),
        end if reached else math.nan,
        float(function.steepest_slope(here)),
    )


# ---- who changes side when the cusp moves ----


@dataclass(frozen=True)
class Sides:
    """Judged systems, at the chosen autonomy, that change side of D* from one scenario to another.

    Attributes
    ----------
    dangerous, safe : tuple of str
        Names of those that become dangerous, and of those that stop being so; the most dangerous first.
    judged : int
        How many could change.
    """

    dangerous: tuple[str, ...]
    safe: tuple[str, ...]
    judged: int


def sides(before: Scenario, after: Scenario) -> Sides:
    """Who changes side between two scenarios of the same date and assumptions."""
    one, other = population(before), population(after)
    judged = one.judged & other.judged
    was, now = (table["D"] >= scenario.settings.tolerance for table, scenario in ((one, before), (other, after)))
    order = np.argsort(-np.maximum(one["D"], other["D"]), kind="stable")

    def names(changed: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(str(one["name"][i]) for i in order if judged[i] and changed[i])

    return Sides(names(~was & now), names(was & ~now), int(np.count_nonzero(judged)))


def default_place(scenario: Scenario) -> Scenario | None:
    """The scenario with the cusp where it is by default; None where it is there already, or where there is none."""
    if not isinstance(scenario.function, PhaseTransition):
        return None
    keys = [f"function.{name}" for name in _PLACE]
    moved = functools.reduce(lambda changed, key: changed.replace(key, scenario.parameter(key).default), keys, scenario)
    return moved if cusp(moved) != cusp(scenario) else None


def typical_ends(scenario: Scenario) -> tuple[Scenario, Scenario]:
    """The scenario with the critical intelligence at the low and at the high end of its typical range."""
    key = "function.critical_intelligence"
    low, high = scenario.parameter(key).typical
    return scenario.replace(key, low), scenario.replace(key, high)


def cusp(scenario: Scenario) -> tuple[float, float] | None:
    """Intelligence and granted agenticity of the cusp, the effective one where no system is so intelligent."""
    if not isinstance(scenario.function, PhaseTransition):
        return None
    found = lines(scenario.surface)
    return found.cusp if found and found.cusp else scenario.function.cusp
