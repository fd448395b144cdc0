"""The real systems of a scenario as arrays: where they stand, how dangerous they are, what the FLOP line says of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from risk.axes import Array
from risk.catalog import Anchors, Assumptions, place, systems
from risk.comparison import regions
from risk.scenario import Scenario


class Population(Mapping[str, Any]):
    """Columns of the systems released by the scenario's date; a table for every rule.

    It has the columns of `risk.catalog.place` and, where a system can be judged and NaN where not, ``D`` at the chosen
    autonomy with ``D_floor`` and ``D_ceiling`` at levels 1 and 5, ``D_low`` and ``D_high`` over the published
    intervals of I and A, and ``covered`` (1, 0 or NaN) and ``region`` under the FLOP line.
    """

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = dict(columns)
        for values in self._columns.values():
            values.flags.writeable = False

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def size(self) -> int:
        """Number of systems."""
        return len(self["id"])

    @property
    def judged(self) -> np.ndarray:
        """Which systems have everything that D needs."""
        return ~np.isnan(self["D"])

    def where(self, mask: np.ndarray) -> Population:
        """Some of the systems."""
        return Population({name: values[mask] for name, values in self._columns.items()})


def population(scenario: Scenario) -> Population:
    """Systems of the catalogue released by the scenario's date, judged by its surface and its FLOP line."""
    placed = _placed(scenario.anchors, scenario.assumptions, scenario.deployments)
    released = placed.where(placed["date"] <= scenario.settings.date)
    I, G = released["I"], released["G"]

    def danger(intelligence: Array, agenticity: Array) -> Array:
        known = ~np.isnan(intelligence + G + agenticity)
        result = np.full(len(known), np.nan)
        result[known] = scenario.surface.danger(intelligence[known], G[known], agenticity[known])
        return result

    def filled(name: str, suffix: str) -> Array:
        """The end of an interval, or the value itself where no interval is published."""
        end = released[name + suffix]
        return np.where(np.isnan(end), released[name], end)

    D = danger(I, released["A"])
    covered = scenario.line.applies(released, scenario.settings.date)
    return Population(
        dict(released)
        | {
            "D": D,
            "D_floor": danger(I, released["A_floor"]),
            "D_ceiling": danger(I, released["A_ceiling"]),
            "D_low": danger(filled("I", "_low"), filled("A", "_low")),
            "D_high": danger(filled("I", "_high"), filled("A", "_high")),
            "covered": covered,
            "region": regions(covered, D, scenario.settings.tolerance),
        }
    )


@functools.lru_cache(maxsize=256)
def _placed(anchors: Anchors, assumptions: Assumptions, deployments: tuple[tuple[str, float], ...]) -> Population:
    frame = place(_measured(anchors), assumptions, deployments)
    return Population({str(name): np.array(frame[name].to_numpy()) for name in frame.columns})


@functools.lru_cache(maxsize=64)
def _measured(anchors: Anchors) -> Any:
    return systems(anchors)
