"""Regimes as functions of drawn parameters: what one leaves of danger, and what each costs, draw by draw."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass

import numpy as np

from risk.axes import AXES, Array
from risk.regime_presets import POSITIONS, positions
from risk.regime_score import Harm, RegimeScore, Released, gather, score
from risk.regime_worlds import setting
from risk.regimes import NO_REGIME, Regime
from risk.scenario import Scenario
from risk.worlds import drawn, releasing, years

POPULATIONS = 2
"""Populations of releases that a draw is scored on, of those on the page: it moves what is left by under 0.02."""


_PLAIN = Scenario()


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


def spectrum(scenario: Scenario) -> tuple[Regime, ...]:
    """No regime and the five positions, the least constraint first."""
    return (NO_REGIME, *(entry.regime for entry in positions(scenario) if entry.key in POSITIONS))


def _scores(scenario: Scenario, *regimes: Regime) -> tuple[RegimeScore, ...]:
    released, I, G, A = _released(_population(scenario))
    surface, into = scenario.surface, setting(scenario)
    danger = np.asarray(surface.danger(I, G, A))
    # No position locks anything down.
    return tuple(score(regime, released, Harm(danger, danger), into) for regime in regimes)


def _population(scenario: Scenario) -> Scenario:
    """What the releases depend on, without what makes them dangerous: so that a draw of that draws no release anew."""
    return dataclasses.replace(
        releasing(scenario), function=_PLAIN.function, agency=_PLAIN.agency,
        chokepoints=scenario.chokepoints, spread=scenario.spread,
    )  # fmt: skip


@functools.lru_cache(maxsize=4)
def _released(world: Scenario) -> tuple[Released, Array, Array, Array]:
    populations = drawn(releasing(world))[:POPULATIONS]
    tables = [table for table, _ in populations]
    least = np.log10(world.spread.least_run)
    released = gather(
        tables, [readings for _, readings in populations], years(world),
        [world.chokepoints.unseen("train", least - np.log10(table["compute"])) for table in tables],
    )  # fmt: skip
    I, G, A = (released.take([table[axis] for table in tables]) for axis in AXES)
    return released, I, G, A
