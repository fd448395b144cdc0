"""Regimes as functions of drawn parameters: what one leaves of danger, and what each costs, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from risk.regime_presets import positions, spectrum
from risk.regime_score import RegimeScore, score
from risk.regime_worlds import population, setting
from risk.regimes import Regime
from risk.scenario import Scenario

POPULATIONS = 2
"""Populations of releases that a draw is scored on, of those on the page: it moves what is left by under 0.02."""


@dataclass(frozen=True)
class LeftBy:
    """Mean danger that one of the five positions leaves, as a function of a scenario.

    Attributes
    ----------
    position : str
        Its key.
    """

    position: str

    def __call__(self, scenario: Scenario) -> float:
        regime = next(entry.regime for entry in positions(scenario) if entry.key == self.position)
        (found,) = _scores(scenario, regime)
        releases = found.releases.sum()
        return float(found.left.sum() / releases) if releases else np.nan


@dataclass(frozen=True)
class RegimeLosses:
    """What no regime and each of the five positions cost a release on average, as a function of a scenario.

    Attributes
    ----------
    miss_cost : float
        How much of a safe release's worth the whole danger of one release is worth.
    """

    miss_cost: float

    def __call__(self, scenario: Scenario) -> tuple[float, ...]:
        return tuple(self._loss(found) for found in _scores(scenario, *spectrum(scenario)))

    def _loss(self, found: RegimeScore) -> float:
        releases = found.releases.sum()
        return float((self.miss_cost * found.left.sum() + found.burden.sum()) / releases) if releases else np.nan


def _scores(scenario: Scenario, *regimes: Regime) -> tuple[RegimeScore, ...]:
    where, into = population(scenario, POPULATIONS), setting(scenario)
    harm = where.harm(scenario.surface, scenario.view.sandbox)
    return tuple(score(regime, where.released, harm, into) for regime in regimes)
