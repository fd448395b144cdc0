"""What might work: eight levers on a regime, each moved alone by one named parameter."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from risk.regime_score import RegimeScore
from risk.regime_worlds import own, scored
from risk.scenario import Scenario

START = "line"
"""Scope from which the levers are moved: a line in FLOP that stands still, as in law today."""


@dataclass(frozen=True)
class RegimeLever:
    """One lever.

    Attributes
    ----------
    label : str
        What the essay calls it.
    key : str
        The parameter that it changes.
    value : object
        What it is changed to.
    """

    label: str
    key: str
    value: Any


LEVERS = (
    RegimeLever("Dynamic thresholds", "scope.covers", "falling"),
    RegimeLever("Capability-based rules", "scope.covers", "triple"),
    RegimeLever("Liability for harm", "regime.liability", 1.0),
    RegimeLever("Red lines", "scope.red_line", "triple"),
    RegimeLever("Standing institutions", "regime.years_to_force", 0.0),
    RegimeLever("Cheaper safety", "regime.cost_factor", 0.5),
    RegimeLever("Verified agreements", "regime.verification", 0.8),
    RegimeLever("Transparency", "regime.disclosure", 0.9),
)
"""The essay's eight, each mapped onto one parameter: a judgement."""


@dataclass(frozen=True)
class Moved:
    """What a lever does.

    Attributes
    ----------
    lever : RegimeLever
        Which one.
    before : object
        The parameter's value without it.
    left, burden : float
        Change of the mean danger that is left, and of the burden on a safe release.
    """

    lever: RegimeLever
    before: Any
    left: float
    burden: float


def base(scenario: Scenario) -> Scenario:
    """The scenario whose own regime covers what lies over the line: where each lever starts."""
    return scenario.replace("scope.covers", START)


@functools.lru_cache(maxsize=64)
def moved(scenario: Scenario) -> tuple[Moved, ...]:
    """What each lever does to the own regime with the line as its scope, all else as it is."""
    start = base(scenario)
    before = scored(start, own(start))
    return tuple(_moved(start, lever, before) for lever in LEVERS)


def _moved(start: Scenario, lever: RegimeLever, before: RegimeScore) -> Moved:
    changed = start.replace(lever.key, lever.value)
    after = scored(changed, own(changed))
    return Moved(
        lever,
        start.get(lever.key),
        float(after.residual_danger.whole - before.residual_danger.whole),
        float(after.burden_share.whole - before.burden_share.whole),
    )
