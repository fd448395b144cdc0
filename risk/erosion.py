"""Until when a FLOP line sees a capability: dates under every published efficiency rate."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk import words
from risk.axes import Array
from risk.catalog import efficiency_rates
from risk.compute import ComputeTrend
from risk.pairs import Pair, pairs
from risk.population import Population, population
from risk.scenario import Scenario, Settings

OWN = "As set here"
"""What the scenario's own rate is called among the published ones."""


@dataclass(frozen=True)
class Capability:
    """What a line is meant to catch.

    Attributes
    ----------
    name : str
        The system that has it, or what it is called.
    intelligence : float
        Its I.
    released : float
        Decimal year in which the system came out; NaN for a level of one's own.
    """

    name: str
    intelligence: float
    released: float


@dataclass(frozen=True)
class Erosion:
    """When a capability needs less training compute than the line, under one rate.

    Dates are decimal years; infinite if that never happens, minus infinity if the capability never needed as much.

    Attributes
    ----------
    label : str
        Who published the rate.
    rate : float
        Orders of magnitude a year; NaN where only a bound is published.
    date : float
        At that rate.
    fast, slow : float
        At the fast and at the slow end of the published range of the rate; NaN without one.
    early, late : float
        At that rate, for systems one standard deviation of the scatter off the trend; two thirds lie between.
    illustration : bool
        Whether the rate is one worked pair and no estimate.
    """

    label: str
    rate: float
    date: float
    fast: float
    slow: float
    early: float
    late: float
    illustration: bool

    @property
    def estimate(self) -> bool:
        """Whether the date counts among the published estimates."""
        return not self.illustration and not math.isnan(self.date)

    @property
    def ends(self) -> tuple[float, float]:
        """Earliest and latest date over the published range of the rate; NaN where there is none."""
        known = [date for date in (self.fast, self.slow) if not math.isnan(date)]
        if len(known) < 2:
            return math.nan, math.nan
        return min(known), max(known)


def held(scenario: Scenario) -> Capability:
    """The system whose capability the line is meant to catch, whatever the date."""
    row = _everything(scenario)
    (place,) = np.flatnonzero(row["id"] == scenario.settings.capability)
    return Capability(str(row["name"][place]), float(row["I"][place]), float(row["date"][place]))


def chosen(scenario: Scenario) -> Capability:
    """The capability that is asked about: that of a system, or a level of one's own."""
    if not scenario.view.own_point:
        return held(scenario)
    level = scenario.view.point_i
    return Capability(f"intelligence {words.index(level)}", level, math.nan)


def reached(scenario: Scenario, capability: Capability, open_weights: bool = False) -> float:
    """Release of the first listed system that is as intelligent, whatever the scenario's date; NaN if none is."""
    everything = _everything(scenario)
    able = everything["I"] >= capability.intelligence
    if open_weights:
        able &= everything["open_weights"].astype(bool)
    return float(np.min(everything["date"][able])) if able.any() else math.nan


def _everything(scenario: Scenario) -> Population:
    return population(scenario.replace("settings.date", scenario.parameter("settings.date").high))


def dates(scenario: Scenario, capability: Capability) -> tuple[Erosion, ...]:
    """Date at which the line loses a capability, under every published efficiency rate.

    The trend is refitted for each rate where the scenario says so.
    """
    return _dates(_trend_alone(scenario), capability.intelligence)


def own(scenario: Scenario, capability: Capability) -> Erosion:
    """The same under the scenario's own rate."""
    trend = scenario.compute_trend
    return _erosion(OWN, trend, scenario.line.flop, capability.intelligence)


def _trend_alone(scenario: Scenario) -> Scenario:
    """Only what trend and line depend on, so that results are computed once for all other changes."""
    return Scenario(
        trend=scenario.trend,
        anchors=scenario.anchors,
        line=scenario.line,
        settings=Settings(calibrate=scenario.settings.calibrate),
    )


def trend_at(scenario: Scenario, rate: float) -> ComputeTrend:
    """The scenario's trend under another efficiency, refitted where the scenario says so.

    A published rate may lie outside what the parameter allows; the nearest allowed rate stands for it.
    """
    declared = scenario.parameter("trend.efficiency")
    return scenario.replace("trend.efficiency", min(max(rate, declared.low), declared.high)).compute_trend


@functools.lru_cache(maxsize=128)
def _dates(scenario: Scenario, target: float) -> tuple[Erosion, ...]:
    line = scenario.line.flop

    def at(rate: float) -> float:
        return math.nan if math.isnan(rate) else float(trend_at(scenario, rate).erosion_date(line, target))

    found = []
    for row in efficiency_rates().to_dict("records"):
        label, rate, fast, slow = row["label"], row["central"], at(row["high"]), at(row["low"])
        if math.isnan(rate):
            found.append(Erosion(label, rate, math.nan, fast, slow, math.nan, math.nan, row["illustration"]))
        else:
            found.append(_erosion(label, trend_at(scenario, rate), line, target, rate, fast, slow, row["illustration"]))
    return tuple(found)


def _erosion(
    label: str,
    trend: ComputeTrend,
    line: float,
    target: float,
    rate: float | None = None,
    fast: float = math.nan,
    slow: float = math.nan,
    illustration: bool = False,
) -> Erosion:
    date = float(trend.erosion_date(line, target))
    # A system that takes one order of magnitude less than the trend falls under the line 1/r years earlier.
    off = trend.scatter / trend.efficiency if trend.efficiency > 0.0 and math.isfinite(date) else 0.0
    return Erosion(
        label, trend.efficiency if rate is None else rate, date, fast, slow, date - off, date + off, illustration
    )


def span(found: tuple[Erosion, ...]) -> tuple[float, float]:
    """Earliest and latest date over all published estimates; worked pairs are left out."""
    known = [entry.date for entry in found if entry.estimate]
    return min(known), max(known)


def estimates(found: tuple[Erosion, ...]) -> int:
    """Number of published estimates with a central rate."""
    return sum(entry.estimate for entry in found)


@dataclass(frozen=True, eq=False)
class Climb:
    """Intelligence that the line buys, over time.

    Attributes
    ----------
    dates : ndarray
        Decimal years.
    low, centre, high : ndarray
        At the scenario's own rate, with one standard deviation of the scatter on each side.
    published : tuple of (str, ndarray)
        The central line under every published estimate, by its label.
    """

    dates: Array
    low: Array
    centre: Array
    high: Array
    published: tuple[tuple[str, Array], ...]


@functools.cache
def central_rates() -> tuple[tuple[str, float], ...]:
    """Published estimates with a central rate, by label; worked pairs are left out."""
    table = efficiency_rates()
    table = table[~table["illustration"] & table["central"].notna()]
    return tuple(zip(table["label"].tolist(), table["central"].tolist(), strict=True))


def climb(scenario: Scenario, years: npt.ArrayLike) -> Climb:
    """How the line climbs along the axis of intelligence."""
    alone, when = _trend_alone(scenario), np.asarray(years, dtype=np.float64)
    published = tuple(
        (label, trend_at(alone, rate).intelligence(scenario.line.flop, when)) for label, rate in central_rates()
    )
    low, centre, high = scenario.compute_trend.band(scenario.line.flop, when)
    return Climb(when, low, centre, high, published)


SIGHT = {"over": 1.0, "under": 0.0, "undetermined": math.nan}
"""What the line says of a system, and how the verdict is written."""


def seen(scenario: Scenario, sight: str) -> Population:
    """Systems with measured intelligence that are released by the date, and over, under or undetermined."""
    table = population(scenario)
    covered = table["covered"]
    said = np.isnan(covered) if sight == "undetermined" else covered == SIGHT[sight]
    return table.where(~np.isnan(table["I"]) & said)


@dataclass(frozen=True)
class Able:
    """Systems as intelligent as the capability, by what the line says of them.

    Attributes
    ----------
    over, under, undetermined : tuple of str
        Names of those whose measured intelligence reaches it.
    within : tuple of str
        Names of those under the line that reach it only at the high end of their published interval.
    """

    over: tuple[str, ...]
    under: tuple[str, ...]
    undetermined: tuple[str, ...]
    within: tuple[str, ...]


def able(scenario: Scenario, capability: Capability) -> Able:
    """Systems released by the date that are as intelligent as the capability."""
    level = capability.intelligence

    def names(sight: str, reaching: bool = True) -> tuple[str, ...]:
        table = seen(scenario, sight)
        at = table["I"] >= level
        chosen_rows = at if reaching else ~at & (table["I_high"] >= level)
        return tuple(str(name) for name in table["name"][chosen_rows])

    return Able(names("over"), names("under"), names("undetermined"), names("under", reaching=False))


def evidence(scenario: Scenario) -> tuple[Pair, ...]:
    """Pairs of systems of about equal intelligence, released by the date."""
    return pairs(population(scenario), scenario.pairs, scenario.compute_trend.width)
