"""The real systems of a scenario as arrays: where they stand, how dangerous they are, what the line says of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.axes import Array
from risk.catalog import Anchors, Assumptions, place, systems
from risk.comparison import regions
from risk.rules import ComputeThreshold
from risk.scenario import Scenario
from risk.surface import Surface

Mask = npt.NDArray[np.bool_]
Order = npt.NDArray[np.intp]

_EVERY = slice(None)


class Population(Mapping[str, Any]):
    """Columns of the systems released by the scenario's date; a table for every rule.

    It has the columns of `risk.catalog.place` and, where a system can be judged and NaN where not, ``D`` at the chosen
    autonomy with ``D_floor`` and ``D_ceiling`` at levels 1 and 5, ``D_low`` and ``D_high`` over the published
    intervals of I and A, and ``covered`` (1, 0 or NaN) and ``region`` under the FLOP line.
    """

    def __init__(self, columns: Mapping[str, Any], rows: Mask | Order | slice = _EVERY) -> None:
        self._columns, self._rows = columns, rows
        self._taken: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        # Most readers need a few of some fifty columns: a column is cut when it is asked for, and once.
        if name not in self._taken:
            values = self._columns[name][self._rows]
            values.flags.writeable = False
            self._taken[name] = values
        return self._taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    # A table is the same as itself only, so that it can be a key of a cache.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def size(self) -> int:
        """Number of systems."""
        return len(self["id"])

    @property
    def judged(self) -> Mask:
        """Which systems have everything that D needs."""
        return np.asarray(~np.isnan(self["D"]))

    def where(self, mask: Mask) -> Population:
        """Some of the systems."""
        return Population(self, mask)


def population(scenario: Scenario) -> Population:
    """Systems of the catalogue released by the scenario's date, judged by its surface and its FLOP line."""
    placed = _placed(scenario.anchors, scenario.assumptions, scenario.deployments)
    return _judged(placed, scenario.surface, scenario.line, scenario.settings.date, scenario.settings.tolerance)


@functools.lru_cache(maxsize=256)
def _judged(placed: Population, surface: Surface, line: ComputeThreshold, date: float, tolerance: float) -> Population:
    table = placed.where(placed["date"] <= date)

    def end(name: str, suffix: str) -> Array:
        """The end of an interval, or the value itself where no interval is published."""
        bound = table[name + suffix]
        return np.asarray(np.where(np.isnan(bound), table[name], bound))

    ends = {
        "D": (table["I"], table["A"]),
        "D_floor": (table["I"], table["A_floor"]),
        "D_ceiling": (table["I"], table["A_ceiling"]),
        "D_low": (end("I", "_low"), end("A", "_low")),
        "D_high": (end("I", "_high"), end("A", "_high")),
    }
    # One evaluation for all of them: a call costs as much as hundreds of points.
    I, A = (np.array(axis) for axis in zip(*ends.values(), strict=True))
    known = ~np.isnan(I + table["G"] + A)
    D = np.full(I.shape, np.nan)
    D[known] = surface.danger(I[known], np.broadcast_to(table["G"], I.shape)[known], A[known])
    danger = dict(zip(ends, D, strict=True))
    covered = line.applies(table, date)
    judged = {"covered": covered, "region": regions(covered, danger["D"], tolerance)}
    return Population({**table, **danger, **judged})


@functools.lru_cache(maxsize=256)
def _placed(anchors: Anchors, assumptions: Assumptions, deployments: tuple[tuple[str, float], ...]) -> Population:
    frame = place(_measured(anchors), assumptions, deployments)
    return Population({str(name): np.array(frame[name].to_numpy()) for name in frame.columns})


@functools.lru_cache(maxsize=64)
def _measured(anchors: Anchors) -> Any:
    return systems(anchors)
