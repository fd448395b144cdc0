"""What each rule misses and overreaches when nobody knows the surface: one pair of shares a draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk import comparators, memory, unknowns
from risk.axes import AXES, Array
from risk.draws import Draws
from risk.line import cube
from risk.population import population
from risk.scenario import Scenario
from risk.uncertainty import each

CUBE, SYSTEMS = "cube", "systems"
"""Whom the rules are applied to: imagined systems spread evenly over the cube, or the measured ones at level 5."""

_READINGS = {CUBE: comparators.CUBE_DRAWS, SYSTEMS: comparators.SYSTEM_DRAWS}


@dataclass(frozen=True, eq=False)
class DrawnRule:
    """What a rule misses and overreaches when the surface is another one in every draw.

    Attributes
    ----------
    label : str
        The rule. A surface rule holds the function as it is set, or another one, whatever the draw.
    missed, overreach : ndarray of shape (draws,)
        Share of the dangerous that it misses, and of the others that it covers, among those on which it can tell, on
        average over readings with error; NaN where there are none.
    """

    label: str
    missed: Array
    overreach: Array


def drawn_rules(scenario: Scenario, whom: str = CUBE) -> tuple[DrawnRule, ...]:
    """Every rule of the page on the FLOP line, over imagined or over real systems."""
    relevant = comparators.relevant(scenario)
    found = _shares(unknowns.draws(scenario), relevant, whom)
    entries = comparators.comparators(relevant)
    return tuple(
        DrawnRule(comparators.WHERE_DRAWN.get(entry.key, entry.label), *found[:, place].T)
        for place, entry in enumerate(entries)
    )


@memory.computed_once(64)
def _shares(drawn_from: Draws, scenario: Scenario, whom: str) -> Array:
    """Missed share and overreach of each rule in each draw, of shape (draws, rules, 2)."""
    table, date = _table(scenario, whom), scenario.settings.date
    readings = [
        scenario.measurement.read(table, sequence) for sequence in np.random.SeedSequence(0).spawn(_READINGS[whom])
    ]
    # Shape (rules, readings, systems); NaN where a rule cannot tell.
    verdicts = np.array(
        [[entry.rule.applies(reading, date) for reading in readings] for entry in comparators.comparators(scenario)]
    )
    covered, left = np.mean(verdicts == 1.0, axis=1), np.mean(verdicts == 0.0, axis=1)
    tolerance = scenario.settings.tolerance

    def judged(danger: Array) -> Array:
        over, under = danger >= tolerance, danger < tolerance
        with np.errstate(invalid="ignore"):
            missed = left @ over / ((covered + left) @ over)
            overreach = covered @ under / ((covered + left) @ under)
        return np.stack([missed, overreach], axis=1)

    positions = np.array([table[axis] for axis in AXES], dtype=np.float64)
    return np.array([judged(danger) for danger in _danger(drawn_from, positions.tobytes())])


# Some eight megabytes each; it is the same for every tolerance, date and rule.
@memory.computed_once(4)
def _danger(drawn_from: Draws, positions: bytes) -> Array:
    """D of each draw at positions on the three axes, of shape (draws, positions)."""
    I, G, A = np.frombuffer(positions).reshape(len(AXES), -1)
    return each(drawn_from, lambda surface: surface.danger(I, G, A))


def _table(scenario: Scenario, whom: str) -> Mapping[str, Any]:
    if whom == CUBE:
        return cube(scenario, comparators.CUBE_POINTS).table
    everything = population(scenario)
    measured = everything.where(everything.judged)
    return dict(measured) | {"A": measured["A_ceiling"]}
