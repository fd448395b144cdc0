"""Every headline that can be asked what it depends on, as a function of drawn parameters."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from risk import institutions, words
from risk.axes import AXES, Array
from risk.catalog import AUTONOMY_LEVELS, Anchors
from risk.comparators import comparators
from risk.comparison import Comparison, MeasurementError, compare, uniform_cube
from risk.compute import ComputeTrend
from risk.erosion import held
from risk.inquiry import LABELS
from risk.line import cube_danger
from risk.population import population
from risk.prior import Prior
from risk.regime_draws import LeftBy
from risk.rules import Rule
from risk.scenario import Scenario

CUBE_POINTS = 1024
"""Imagined systems behind a share of the cube: a quarter of those on the pages, which moves no share by over 0.02."""

_CALIBRATED = ("midpoint", "width", "scatter")
_EFFICIENCY = "trend.efficiency"
# Fits between which the others are read off: the trend is smooth in its efficiency.
_NODES = 12


@dataclass(frozen=True)
class Headline:
    """A number that a page shows, as it follows from a scenario.

    Attributes
    ----------
    name : str
        What links and commands call it.
    unit : {"share", "date", "count", "index"}
        How it is written.
    keys : callable
        Keys of the parameters that can matter to it in a scenario. What is chosen and not unknown is no part of them.
    value : callable
        The number itself, of a scenario; NaN where it is not defined. It takes `rule` where there is one.
    rule : str
        Key of the rule that it is about. A rule holds what is set, whatever is drawn.
    """

    name: str
    unit: str
    keys: Callable[[Scenario], tuple[str, ...]]
    value: Callable[..., float]
    rule: str = ""

    @property
    def label(self) -> str:
        """What people call it."""
        return LABELS[self.name]

    def asked(self, scenario: Scenario) -> Callable[[Scenario], float]:
        """The number as a function of a scenario, with the rule as this scenario sets it."""
        return OfRule(self.value, rules(scenario)[self.rule]) if self.rule else self.value

    def text(self, value: float) -> str:
        """A value in words."""
        return {"share": words.share, "date": words.date, "count": _count, "index": words.index}[self.unit](value)


@dataclass(frozen=True)
class OfRule:
    """What is asked of a rule, as a function of a scenario; the same for the same rule, so that results are kept."""

    value: Callable[..., float]
    rule: Rule

    def __call__(self, scenario: Scenario) -> float:
        return self.value(scenario, rule=self.rule)


def _count(value: float) -> str:
    return words.UNKNOWN if np.isnan(value) else words.count(value) if value == int(value) else words.plain(value)


# ---- what can matter


def surface_keys(scenario: Scenario) -> tuple[str, ...]:
    """What decides how dangerous a position is."""
    return _real(scenario, "function.", "agency.")


def trend_keys(scenario: Scenario) -> tuple[str, ...]:
    """What decides how much compute intelligence takes; a fitted trend follows its efficiency."""
    fitted = [f"trend.{name}" for name in _CALIBRATED] if scenario.settings.calibrate else []
    return tuple(key for key in _real(scenario, "trend.") if key not in fitted)


def _system_keys(scenario: Scenario) -> tuple[str, ...]:
    return (*surface_keys(scenario), "assumptions.autonomy", "assumptions.assumed_generality")


def _cube_keys(scenario: Scenario) -> tuple[str, ...]:
    return (*surface_keys(scenario), *trend_keys(scenario))


def _read_keys(scenario: Scenario) -> tuple[str, ...]:
    return (*surface_keys(scenario), "measurement.error")


def line_and_read_keys(scenario: Scenario) -> tuple[str, ...]:
    """What decides danger, what compute buys, and what an evaluation reads."""
    return (*_cube_keys(scenario), "measurement.error")


def _real(scenario: Scenario, *sections: str) -> tuple[str, ...]:
    return tuple(
        key for key in scenario.parameter_keys() if key.startswith(sections) and scenario.parameter(key).kind == "float"
    )


# ---- what it is


def _dangerous_share(scenario: Scenario) -> float:
    danger = cube_danger(scenario.surface, CUBE_POINTS)
    known = danger[~np.isnan(danger)]
    return float(np.mean(known >= scenario.settings.tolerance)) if known.size else np.nan


def _systems(scenario: Scenario) -> Comparison:
    """What the FLOP line makes of the real systems, from columns that are placed once for all draws."""
    assumptions = scenario.assumptions
    plain = type(assumptions)(
        generality_reading=assumptions.generality_reading, fill_agenticity=assumptions.fill_agenticity
    )
    I, G, horizon, assumed, own, covered = _placed(
        scenario.anchors, plain, scenario.deployments, scenario.settings.date, scenario.line
    )
    level = np.where(np.isnan(own), assumptions.autonomy, own)
    G = np.where(assumed, assumptions.assumed_generality, G)
    danger = scenario.surface.danger(I, G, horizon * level / len(AUTONOMY_LEVELS))
    return compare(covered, danger, scenario.settings.tolerance)


@functools.lru_cache(maxsize=16)
def _placed(anchors: Anchors, assumptions: Any, deployments: Any, date: float, line: Any) -> tuple[Any, ...]:
    scenario = dataclasses.replace(
        Scenario(), anchors=anchors, assumptions=assumptions, deployments=deployments, line=line
    ).replace("settings.date", date)
    table = population(scenario)
    judged = table.where(table.judged)
    own = dict(deployments)
    levels = np.array([own.get(system, np.nan) for system in judged["id"]], dtype=float)
    columns = (judged[name] for name in ("I", "G", "A_ceiling", "G_assumed"))
    return (*columns, levels, judged["covered"])


def _dangerous_systems(scenario: Scenario) -> float:
    return _systems(scenario).dangerous


def _missed_systems(scenario: Scenario) -> float:
    return _systems(scenario).missed


def _erosion(scenario: Scenario) -> float:
    intelligence = _held(scenario.anchors, scenario.settings.capability)
    return float(scenario.compute_trend.erosion_date(scenario.line.flop, intelligence))


@functools.lru_cache(maxsize=64)
def _held(anchors: Anchors, capability: str) -> float:
    scenario = dataclasses.replace(Scenario(), anchors=anchors)
    return held(scenario.replace("settings.capability", capability)).intelligence


def rules(scenario: Scenario) -> Mapping[str, Rule]:
    """The rules that compete, as they are set, by their key."""
    return {entry.key: entry.rule for entry in comparators(scenario)}


def errors(scenario: Scenario, rule: Rule) -> tuple[float, float]:
    """What a rule does to imagined systems, given readings and not the truth.

    Returns
    -------
    tuple of float
        Share of all that are dangerous and missed, and that are safe and covered. NaN where D is undefined throughout.
    """
    covered = _covered(rule, scenario.measurement, scenario.compute_trend, scenario.settings.date)
    danger, tolerance = cube_danger(scenario.surface, CUBE_POINTS), scenario.settings.tolerance
    dangerous, safe = danger >= tolerance, danger < tolerance
    judged = np.count_nonzero(dangerous) + np.count_nonzero(safe)
    if not judged:
        return np.nan, np.nan
    return np.count_nonzero(dangerous & ~covered) / judged, np.count_nonzero(safe & covered) / judged


# A row of a design differs in one parameter from the next: most verdicts come again at once.
@functools.lru_cache(maxsize=64)
def _covered(rule: Rule, measurement: MeasurementError, trend: ComputeTrend, date: float) -> Any:
    table = dict(uniform_cube(trend, date, CUBE_POINTS))
    for axis, noise in zip(AXES, _noise(), strict=True):
        if axis in rule.columns:
            table[axis] = measurement.reading(table[axis], noise)
    return rule.applies(table, date) == 1.0


@functools.cache
def _noise() -> Array:
    """Errors of readings in units of their standard deviation: the same in every draw, so that none differs by them."""
    from scipy import special, stats

    even = stats.qmc.Sobol(len(AXES), scramble=True, bits=30, rng=1).random_base2((CUBE_POINTS - 1).bit_length())
    noise: Array = special.ndtri(np.random.default_rng(0).permutation(even[:CUBE_POINTS] + 2.0**-31)).T
    return noise


def _missed(scenario: Scenario, rule: Rule) -> float:
    dangerous = _dangerous_share(scenario)
    return errors(scenario, rule)[0] / dangerous if dangerous else np.nan


@dataclass(frozen=True)
class Losses:
    """What each of several rules costs an imagined system on average, as a function of a scenario.

    Attributes
    ----------
    rules : tuple of Rule
        The rules, as they are set.
    miss_cost : float
        How many overreached systems one missed system is worth.
    """

    rules: tuple[Rule, ...]
    miss_cost: float

    def __call__(self, scenario: Scenario) -> tuple[float, ...]:
        found = [errors(scenario, rule) for rule in self.rules]
        return tuple(self.miss_cost * missed + overreach for missed, overreach in found)


def _disaster(scenario: Scenario) -> float:
    return scenario.race.risk


def _cleared(scenario: Scenario) -> float:
    dangerous, _safe = institutions.judged(scenario)
    return float(scenario.audit.clear_probability(dangerous, scenario.settings.tolerance))


# ---- the registry


def _missed_share(rule: str, keys: Callable[[Scenario], tuple[str, ...]]) -> Headline:
    return Headline(f"missed-{rule}", "share", keys, _missed, rule)


def _race_keys(scenario: Scenario) -> tuple[str, ...]:
    return "race.capability", "race.enmity", "race.safety_cost"


def _audit_keys(scenario: Scenario) -> tuple[str, ...]:
    return "audit.noise", "audit.correlation", "audit.awareness", "audit.hiding"


def regime_keys(scenario: Scenario) -> tuple[str, ...]:
    """What decides danger, compliance, what an audit reads, and what a regime meets; releases stand as they are set."""
    circumstances = ("displacement", "before_gate", "before_response")
    return (
        *surface_keys(scenario),
        *_race_keys(scenario),
        *_audit_keys(scenario),
        *(f"circumstances.{name}" for name in circumstances),
        "regime.jurisdiction",
    )


_ALL = (
    Headline("dangerous-share", "share", surface_keys, _dangerous_share),
    Headline("dangerous-systems", "count", _system_keys, _dangerous_systems),
    Headline("systems-missed", "count", _system_keys, _missed_systems),
    _missed_share("line", _cube_keys),
    _missed_share("capability", _read_keys),
    _missed_share("triple", _read_keys),
    _missed_share("line-then-test", line_and_read_keys),
    _missed_share("surface", _read_keys),
    _missed_share("wrong-surface", _read_keys),
    Headline("erosion-date", "date", trend_keys, _erosion),
    Headline("disaster", "share", _race_keys, _disaster),
    Headline("cleared", "share", _audit_keys, _cleared),
    *(Headline(f"left-{key}", "index", regime_keys, LeftBy(key)) for key in ("mandatory", "pause")),
)

HEADLINES: Mapping[str, Headline] = MappingProxyType({entry.name: entry for entry in _ALL})
"""Every headline that can be asked, by its name. One more is an entry here and its label in `risk.inquiry`."""


def headline(name: str) -> Headline:
    """Headline by its name.

    Raises
    ------
    ValueError
        If there is none.
    """
    if name not in HEADLINES:
        raise ValueError(f"there is no headline {name!r:.60}; there are {', '.join(HEADLINES)}")
    return HEADLINES[name]


# ---- as a function of drawn parameters


@dataclass(frozen=True)
class Drawn:
    """Something of a scenario as a function of some of its parameters, for many draws at once.

    It can be sent to other processes, and keeps nothing between calls.

    Attributes
    ----------
    scenario : Scenario
        Where everything else stands.
    keys : tuple of str
        What is drawn.
    value : callable
        What is asked of each scenario.
    """

    scenario: Scenario
    keys: tuple[str, ...]
    value: Callable[[Scenario], Any]

    def __call__(self, points: Array) -> Array:
        """Values at points of shape (parameters, samples): one a sample, in the last axis."""
        fitted = self._fitted(points)
        found = [self.value(self._at(column, fit)) for column, fit in zip(points.T, fitted, strict=True)]
        return np.array(found, dtype=np.float64).T

    def _at(self, column: Array, fit: Mapping[str, Any]) -> Scenario:
        sections: dict[str, dict[str, Any]] = {"settings": {}, "trend": {}}
        for key, value in zip(self.keys, column, strict=True):
            section, _, name = key.partition(".")
            sections.setdefault(section, {})[name] = float(value)
        if fit:
            sections["settings"]["calibrate"] = False
            sections["trend"] |= fit
        changed: dict[str, Any] = {
            name: self.scenario.section(name).replace(**values) for name, values in sections.items() if values
        }
        return dataclasses.replace(self.scenario, **changed)

    def _fitted(self, points: Array) -> list[Mapping[str, Any]]:
        """The rest of the trend in each draw, where it follows its efficiency."""
        nothing: list[Mapping[str, Any]] = [{}] * points.shape[1]
        if _EFFICIENCY not in self.keys or not self.scenario.settings.calibrate:
            return nothing
        drawn = points[self.keys.index(_EFFICIENCY)]
        own = self.scenario.trend.efficiency
        moved = drawn != own
        read_off = _trends(self.scenario.anchors, float(drawn.min()), float(drawn.max())) if moved.any() else None
        if read_off is None:
            return nothing
        rows = read_off(drawn)
        return [
            dict(zip(_CALIBRATED, (float(value) for value in row), strict=True)) if apart else {}
            for row, apart in zip(rows, moved, strict=True)
        ]


@functools.lru_cache(maxsize=32)
def _trends(anchors: Anchors, low: float, high: float) -> Any:
    """Midpoint, width and scatter of the fitted trend by its efficiency; None where a fit fails."""
    from scipy.interpolate import BarycentricInterpolator  # half a second, so only where it is used

    if low == high:
        return None
    scenario = dataclasses.replace(Scenario(), anchors=anchors)
    nodes = 0.5 * (low + high) + 0.5 * (high - low) * np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    fits = [scenario.replace(_EFFICIENCY, float(node)).compute_trend for node in nodes]
    if any(fit == scenario.trend.replace(efficiency=fit.efficiency) for fit in fits):
        return None
    return BarycentricInterpolator(nodes, np.array([[getattr(fit, name) for name in _CALIBRATED] for fit in fits]))


def priors(scenario: Scenario, keys: tuple[str, ...]) -> tuple[Scenario, dict[str, Any]]:
    """What is not known about parameters.

    Returns
    -------
    tuple of Scenario and dict
        The scenario with every parameter whose prior has no width at its one value, and the others' priors by key:
        frozen SciPy distributions.
    """
    drawn: dict[str, Any] = {}
    for key in keys:
        declared = scenario.parameter(key)
        chosen = dict(scenario.priors).get(key) or Prior.declared(declared)
        if chosen.without_width:
            scenario = scenario.replace(key, chosen.held(scenario.get(key)))
        else:
            drawn[key] = chosen.distribution(declared)
    return scenario, drawn
