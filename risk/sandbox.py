"""The sandbox: what a locked-down system persuades people to do for it, and whether that makes it dangerous.

A sandbox *leaks* where D at the granted agenticity is under D*, but D at the effective agenticity, people who act for
the system included, reaches D*.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from risk import words
from risk.agency import ProxyAgency
from risk.axes import Array
from risk.danger import DangerFunction
from risk.parameter import Parameter
from risk.plane import level_set
from risk.point import Point, point
from risk.population import Population, population
from risk.presets import CHANNELS
from risk.scenario import Scenario
from risk.surface import Surface

HOLDS, LEAKS, OPEN, UNDEFINED = "holds", "leaks", "dangerous as granted", "undefined"
LEVERS = ("exposure", "susceptibility", "relay", "leverage")
"""What can be done to a channel; the persuasion threshold is nobody's to set."""

# Changes of a verdict along an axis are found between so many points, and then to 1e-8 of the axis. Few and wide
# rounds: a call costs as much as a few hundred points.
_POINTS, _PARTS, _ROUNDS = 201, 128, 3
_BOTH_SIDES = 1e-7
# So far inside the interval in which a sandbox holds or leaks stands the place that stands for all of it.
_INSIDE = 0.05
# A closed leak stays closed under rounding: the share of operators aimed at is that much below the last safe one.
_MARGIN = 1e-9
_CURVE = 201
_MAP_ROWS, _MAP_COLUMNS = 41, 61

Mask = npt.NDArray[np.bool_]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Sandbox:
    """One system, locked down.

    Attributes
    ----------
    name : str
        The system, or a description of the place.
    I, G : float
        Intelligence and generality in [0, 1].
    granted, effective : float
        Agenticity that the sandbox grants, and that with the people who act for the system.
    persuaded : float
        Share of operators who act for it.
    D_granted, D_effective : float
        Danger index at either agenticity; NaN where D is undefined.
    verdict : str
        `HOLDS`, `LEAKS`, `OPEN` (dangerous as granted: there is nothing left to leak) or `UNDEFINED`.
    real : bool
        Whether it is a system of the catalogue.
    named : bool
        Whether the name is more than a description of the place: a system's, or that of one's own point.
    """

    name: str
    I: float
    G: float
    granted: float
    effective: float
    persuaded: float
    D_granted: float
    D_effective: float
    verdict: str
    real: bool = False
    named: bool = False


def sandboxed(scenario: Scenario, name: str, I: float, G: float, real: bool = False, named: bool = False) -> Sandbox:
    """A system in the scenario's sandbox."""
    agency, granted = scenario.agency, scenario.view.sandbox
    effective = float(agency.effective(I, granted))
    D_granted, D_effective = scenario.function.danger(I, G, [granted, effective]).tolist()
    return Sandbox(
        name=name,
        I=I,
        G=G,
        granted=granted,
        effective=effective,
        persuaded=float(agency.persuaded(I)),
        D_granted=D_granted,
        D_effective=D_effective,
        verdict=str(verdicts(np.array(D_granted), np.array(D_effective), scenario.settings.tolerance)),
        real=real,
        named=named,
    )


def verdicts(D_granted: Array, D_effective: Array, tolerance: float) -> npt.NDArray[np.str_]:
    """`HOLDS`, `LEAKS`, `OPEN` or `UNDEFINED`, elementwise."""
    return np.select(
        [np.isnan(D_granted + D_effective), D_granted >= tolerance, D_effective >= tolerance],
        [UNDEFINED, OPEN, LEAKS],
        HOLDS,
    )


@functools.lru_cache(maxsize=128)
def standing(scenario: Scenario) -> Point:
    """The scenario's point with the agenticity that the sandbox grants: no measured agenticity is needed here."""
    at = point(scenario)
    return dataclasses.replace(at, A=scenario.view.sandbox, missing=tuple(axis for axis in at.missing if axis != "A"))


# ---- where a verdict changes


def _changes(test: Callable[[Array], Mask], low: float = 0.0, high: float = 1.0) -> tuple[Array, Array, Mask]:
    """Neighbouring coordinates between which a test changes, and its outcome on the first of each two."""
    x = np.linspace(low, high, _POINTS)
    outcome = test(x)
    at = np.flatnonzero(outcome[1:] != outcome[:-1])
    before, after, first = x[at], x[at + 1], outcome[at]
    for _ in range(_ROUNDS if at.size else 0):
        inner = before + (after - before) * np.linspace(0.0, 1.0, _PARTS + 1)[:, None]
        inner[-1] = after  # rounding may not carry it further
        turned = test(inner) != first
        turned[0], turned[-1] = False, True
        place, which = turned.argmax(axis=0), np.arange(at.size)
        before, after = inner[place - 1, which], inner[place, which]
    return before, after, first


def _pieces(test: Callable[[Array], Mask], edges: Array) -> tuple[Interval, ...]:
    """Intervals of [0, 1] in which a test holds, given every coordinate from which on it may hold or fail."""
    starts = np.unique(np.concatenate(([0.0], edges)))
    found: list[Interval] = []
    for start, end, inside in zip(starts.tolist(), [*starts[1:].tolist(), 1.0], test(starts), strict=True):
        if inside and found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        elif inside:
            found.append((start, end))
    return tuple(found)


@functools.lru_cache(maxsize=512)
def intervals(surface: Surface, tolerance: float, G: float, granted: float, verdict: str) -> tuple[Interval, ...]:
    """Intervals of intelligence in which the sandbox has a verdict.

    Exact to 1e-8 where D rises with I and A; elsewhere, intervals shorter than 0.005 may be missed.

    Parameters
    ----------
    surface : Surface
        Function and agency.
    tolerance, G, granted : float
        D*, generality, and the agenticity that the sandbox grants.
    verdict : str
        `HOLDS`, `LEAKS` or `OPEN`.

    Returns
    -------
    tuple of (float, float)
        The verdict holds at the first intelligence of each interval; at the second no longer, unless that is 1.
    """

    def effective(I: Array) -> Array:
        return surface.danger(I, G, granted)

    def already(I: Array) -> Array:
        return surface.function.danger(I, G, granted)

    edges = [_changes(lambda I, D=D: np.asarray(D(I) >= tolerance))[1] for D in (effective, already)]  # type: ignore[misc]
    return _pieces(
        lambda I: np.asarray(verdicts(already(I), effective(I), tolerance) == verdict), np.concatenate(edges)
    )


def leaks(scenario: Scenario, G: float | None = None) -> tuple[Interval, ...]:
    """Intervals of intelligence in which the scenario's sandbox leaks, at the generality of its point by default."""
    return intervals_at(scenario, standing(scenario).G if G is None else G, LEAKS)


def intervals_at(scenario: Scenario, G: float, verdict: str) -> tuple[Interval, ...]:
    return intervals(scenario.surface, scenario.settings.tolerance, G, scenario.view.sandbox, verdict)


@functools.lru_cache(maxsize=512)
def dangerous_agenticity(function: DangerFunction, tolerance: float, I: float, G: float) -> tuple[Interval, ...]:
    """Intervals of agenticity in which D reaches D*, whoever supplies that agenticity."""

    def test(A: Array) -> Mask:
        return np.asarray(function.danger(I, G, A) >= tolerance)

    return _pieces(test, _changes(test)[1])


# ---- the systems and the two panels


@dataclass(frozen=True, eq=False)
class Systems:
    """The systems with measured intelligence and known generality, each locked down.

    Attributes
    ----------
    table : Population
        Where they come from.
    persuaded, effective, D_granted, D_effective : ndarray of shape (3, systems)
        As in `Sandbox`, at the low end of the published interval of I, at I, and at the high end; at I itself where no
        interval is published.
    verdict : ndarray of str, of the same shape
        What becomes of the sandbox.
    complete : ndarray of bool
        Whether agenticity is measured too, which the sandbox does not need.
    """

    table: Population
    persuaded: Array
    effective: Array
    D_granted: Array
    D_effective: Array
    verdict: npt.NDArray[np.str_]
    complete: Mask

    @property
    def size(self) -> int:
        """Number of systems."""
        return self.table.size

    def count(self, verdict: str) -> int:
        """Number of systems with that verdict at their measured intelligence."""
        return int(np.count_nonzero(self.verdict[1] == verdict))

    @property
    def leaking(self) -> Mask:
        """Which of them leak at their measured intelligence."""
        return np.asarray(self.verdict[1] == LEAKS)

    @property
    def perhaps(self) -> Mask:
        """Which of them leak at their measured intelligence or at an end of its published interval."""
        return np.asarray((self.verdict == LEAKS).any(axis=0))


@functools.lru_cache(maxsize=128)
def systems(scenario: Scenario) -> Systems:
    """Every system released by the scenario's date whose intelligence is measured, locked down."""
    everything = population(scenario)
    table = everything.where(~np.isnan(everything["I"] + everything["G"]))
    surface, granted = scenario.surface, scenario.view.sandbox
    I = np.array([np.where(np.isnan(table[end]), table["I"], table[end]) for end in ("I_low", "I", "I_high")])
    D_granted = surface.function.danger(I, table["G"], granted)
    D_effective = surface.danger(I, table["G"], granted)
    return Systems(
        table=table,
        persuaded=surface.agency.persuaded(I),
        effective=surface.agency.effective(I, granted),
        D_granted=D_granted,
        D_effective=D_effective,
        verdict=verdicts(D_granted, D_effective, scenario.settings.tolerance),
        complete=~np.isnan(table["A"]) & (table["assumed"] == ""),
    )


def chosen(scenario: Scenario) -> Sandbox:
    """The scenario's point, locked down."""
    at = standing(scenario)
    return sandboxed(scenario, at.name, at.I, at.G, real=not scenario.view.own_point, named=True)


def _most_intelligent(scenario: Scenario, verdict: str) -> Sandbox | None:
    """The most intelligent measured system with a verdict."""
    found = systems(scenario)
    some = found.table.where(found.verdict[1] == verdict)
    if not some.size:
        return None
    which = int(np.argmax(some["I"]))
    return sandboxed(scenario, str(some["name"][which]), float(some["I"][which]), float(some["G"][which]), True, True)


def _place(scenario: Scenario, I: float) -> Sandbox:
    return sandboxed(scenario, f"a system at I = {words.index(I)}", I, standing(scenario).G)


def _declared_place(scenario: Scenario, verdict: str) -> Sandbox | None:
    """A place with a verdict, at the point's generality: I = 1 if it has it, else inside the last such interval."""
    found = intervals_at(scenario, standing(scenario).G, verdict)
    if not found:
        return None
    low, high = found[-1]
    end = _place(scenario, 1.0)
    return end if end.verdict == verdict else _place(scenario, max((low + high) / 2, high - _INSIDE))


@functools.lru_cache(maxsize=128)
def panels(scenario: Scenario) -> tuple[Sandbox, Sandbox]:
    """The sandbox that holds and the one that leaks, through the same channel.

    First the scenario's point if its sandbox holds, else the most intelligent measured system whose sandbox does, else
    a place where it would. Second the point if it leaks, else the lowest intelligence at which the sandbox leaks, else
    I = 1.
    """
    here = chosen(scenario)
    if here.verdict == HOLDS:
        holding = here
    else:
        holding = _most_intelligent(scenario, HOLDS) or _declared_place(scenario, HOLDS) or here
    if here.verdict == LEAKS:
        return holding, here
    leaking = leaks(scenario)
    return holding, _place(scenario, leaking[0][0] if leaking else 1.0)


# ---- curves


@dataclass(frozen=True, eq=False)
class Curves:
    """D of a locked-down system as its intelligence grows, at the generality of the scenario's point.

    Attributes
    ----------
    I, D_granted, D_effective : ndarray
        Intelligence, and D at the granted and at the effective agenticity.
    leaks : tuple of (float, float)
        Intervals in which the sandbox leaks.
    """

    I: Array
    D_granted: Array
    D_effective: Array
    leaks: tuple[Interval, ...]


@functools.lru_cache(maxsize=128)
def curves(scenario: Scenario) -> Curves:
    """D granted against D effective over intelligence."""
    found, G, granted = leaks(scenario), standing(scenario).G, scenario.view.sandbox
    # Both sides of each end, so that a jump there is drawn as one.
    ends = [end - side for interval in found for end in interval for side in (0.0, _BOTH_SIDES)]
    inside = [(low + high) / 2 for low, high in found]
    I = np.unique(np.clip([*np.linspace(0.0, 1.0, _CURVE), *ends, *inside], 0.0, 1.0))
    surface = scenario.surface
    return Curves(I, surface.function.danger(I, G, granted), surface.danger(I, G, granted), found)


@dataclass(frozen=True, eq=False)
class PersuasionMap:
    """Share of persuaded operators over intelligence and exposure, and where a leak begins.

    Attributes
    ----------
    I, exposure : ndarray
        Coordinates of columns and rows.
    persuaded : ndarray of shape (rows, columns)
        Share of operators who act for the system.
    edge_I, edge : ndarray
        Exposure from which on the sandbox leaks, over intelligence, at the generality of the point; NaN where no
        positive exposure makes it leak, or where D may fall in A.
    critical : float
        Intelligence at which R = 1; infinite where R never reaches it.
    """

    I: Array
    exposure: Array
    persuaded: Array
    edge_I: Array
    edge: Array
    critical: float


def persuasion_map(scenario: Scenario) -> PersuasionMap:
    """Who is persuaded at which intelligence through which channel."""
    agency, declared = proxy(scenario), scenario.parameter("agency.exposure")
    low, high = declared.span(agency.exposure or declared.typical[0])
    I, exposure, persuaded = _persuasion(agency.replace(exposure=1.0, leverage=1.0), low, high)
    edge_I = np.linspace(0.0, 1.0, _CURVE)
    edge = agency.reaching("exposure", edge_I, _share_needed(scenario, edge_I))
    return PersuasionMap(I, exposure, persuaded, edge_I, edge, agency.critical_intelligence())


def _share_needed(scenario: Scenario, I: Array) -> Array:
    """Share of operators with whom the sandbox leaks; NaN where there is no single one."""
    function, granted = scenario.function, scenario.view.sandbox
    room = (1.0 - granted) * proxy(scenario).leverage
    if "A" not in function.increasing or not room:
        return np.full(I.shape, math.nan)
    needed = level_set(Surface(function), scenario.settings.tolerance, I, np.array(standing(scenario).G))
    return (needed - granted) / room


@functools.lru_cache(maxsize=64)
def _persuasion(agency: ProxyAgency, low: float, high: float) -> tuple[Array, Array, Array]:
    I, exposure = np.linspace(0.0, 1.0, _MAP_COLUMNS), np.geomspace(low, high, _MAP_ROWS)
    return I, exposure, np.array([agency.replace(exposure=float(c)).persuaded(I) for c in exposure])


def proxy(scenario: Scenario) -> ProxyAgency:
    """The scenario's induced agency.

    Raises
    ------
    ValueError
        If it is switched off.
    """
    # By name, as everywhere: a module that was reloaded has another class.
    if scenario.agency.name != ProxyAgency.name:
        raise ValueError("induced agency is switched off in this scenario")
    return cast(ProxyAgency, scenario.agency)


# ---- which lever closes the leak


@dataclass(frozen=True)
class Change:
    """What one lever has to become, the others held.

    Attributes
    ----------
    declared : Parameter
        The lever.
    value, needed : float
        What it is, and what closes the leak (or, where nothing leaks, opens one); NaN where no legal value does.
    """

    declared: Parameter
    value: float
    needed: float

    @property
    def possible(self) -> bool:
        """Whether the lever can do it alone."""
        return not math.isnan(self.needed)

    @property
    def relative(self) -> float:
        """Size of the change as a share of the value; infinite from zero."""
        return abs(self.needed / self.value - 1.0) if self.value else (math.inf if self.possible else math.nan)


@dataclass(frozen=True)
class Turning:
    """What turns a sandbox from leaking to holding, or where none leaks, from holding to leaking.

    Attributes
    ----------
    at : Sandbox or None
        The sandbox; None where none holds and none leaks.
    changes : tuple of Change
        One a lever, the least relative change first, those that cannot do it alone last.
    """

    at: Sandbox | None
    changes: tuple[Change, ...]

    @property
    def closes(self) -> bool:
        """Whether a leak is closed, and not opened."""
        return self.at is not None and self.at.verdict == LEAKS


@functools.lru_cache(maxsize=128)
def closing_levers(scenario: Scenario) -> Turning:
    """The least relative change of each lever that closes the leak.

    It is closed for the scenario's point if that leaks, else for the most intelligent measured system that leaks, else
    for a system at I = 1 (or inside the last interval in which the sandbox leaks). Where nothing leaks the question is
    turned round: how far each lever may rise before the most intelligent system whose sandbox holds leaks.

    Effective agenticity rises with every lever, so what closes the leak is the last agenticity under the effective one
    at which D is still under D*; the value that gives it follows in closed form.
    """
    here = chosen(scenario)
    at = here if here.verdict == LEAKS else _most_intelligent(scenario, LEAKS) or _declared_place(scenario, LEAKS)
    if at is None:
        at = _declared_place(scenario, HOLDS)
    if at is None:
        return Turning(None, ())
    aim = _share_aimed_at(scenario, at)
    found = [_change(scenario, name, at, aim) for name in LEVERS]
    return Turning(at, tuple(sorted(found, key=lambda change: change.relative if change.possible else math.inf)))


def _share_aimed_at(scenario: Scenario, at: Sandbox) -> float:
    """Leverage times persuaded share just on the other side of D*; NaN where D does not cross it."""
    function, tolerance = scenario.function, scenario.settings.tolerance
    closing = at.verdict == LEAKS
    low, high = (at.granted, at.effective) if closing else (at.effective, 1.0)
    before, after, above = _changes(lambda A: np.asarray(function.danger(at.I, at.G, A) >= tolerance), low, high)
    rising = np.flatnonzero(~above)
    if not rising.size:
        return math.nan
    aim = float(before[rising[-1]]) if closing else float(after[rising[0]])
    share = (aim - at.granted) / (1.0 - at.granted)
    return share * (1.0 - _MARGIN) if closing else share * (1.0 + _MARGIN)


def _change(scenario: Scenario, name: str, at: Sandbox, aim: float) -> Change:
    agency, declared = proxy(scenario), scenario.parameter(f"agency.{name}")
    value = float(getattr(agency, name))
    if name == "leverage":
        needed = aim / at.persuaded if at.persuaded else math.nan
    else:
        needed = float(agency.reaching(name, at.I, aim / agency.leverage)) if agency.leverage else math.nan
    # A lever that is zero already cannot be cut, whatever rounding says.
    legal = declared.low <= needed <= declared.high and (needed < value) == (at.verdict == LEAKS)
    return Change(declared, value, needed if legal else math.nan)


# ---- channels


@dataclass(frozen=True)
class Channel:
    """What becomes of the sandbox behind one of the named channels.

    Attributes
    ----------
    name, summary : str
        Which channel, and what it assumes.
    agency : ProxyAgency
        Its numbers; a judgement, as the declarations say.
    leaks_from : float
        Lowest intelligence at which the sandbox leaks, at the generality of the point; NaN where it never does.
    leaking, systems : int
        Measured systems that leak, of how many.
    persuaded, reproduction : float
        Share of operators acting for a system at I = 1, and its R.
    """

    name: str
    summary: str
    agency: ProxyAgency
    leaks_from: float
    leaking: int
    systems: int
    persuaded: float
    reproduction: float


def channels(scenario: Scenario) -> tuple[Channel, ...]:
    """Every named channel under the scenario, all else held."""
    return tuple(_channel(name, CHANNELS[name].applied(scenario)) for name in CHANNELS)


@functools.lru_cache(maxsize=128)
def _channel(name: str, scenario: Scenario) -> Channel:
    agency, found, leaking = proxy(scenario), systems(scenario), leaks(scenario)
    return Channel(
        name=name,
        summary=CHANNELS[name].summary,
        agency=agency,
        leaks_from=leaking[0][0] if leaking else math.nan,
        leaking=found.count(LEAKS),
        systems=found.size,
        persuaded=float(agency.persuaded(1.0)),
        reproduction=float(agency.reproduction(1.0)),
    )


def channel_in_force(scenario: Scenario) -> str | None:
    """Name of the channel whose numbers the scenario has."""
    return next((name for name, channel in CHANNELS.items() if channel.applied(scenario) == scenario), None)
