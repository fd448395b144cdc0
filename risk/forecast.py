"""The release population against published forecasts of how many systems lie over a line."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from risk import catalog
from risk.axes import Array
from risk.compute import ComputeTrend
from risk.timeline import Releases, draw, part_of
from risk.years import FIRST

SEEDS = 200
"""Populations drawn for a forecast."""

BAND = (5.0, 50.0, 95.0)

_END = 2029.0
_MOST = 5_000
_WINDOW = (2025.0, _END)


@dataclass(frozen=True)
class Forecast:
    """A published forecast, and what the release population says of the same.

    Attributes
    ----------
    label, short, unit : str
        What is counted, the same in short, and in what.
    low, high : float
        Published range.
    interval, source : str
        What that range is, and whose.
    median, drawn_low, drawn_high : float
        Median and 90 % interval over populations.
    """

    label: str
    short: str
    unit: str
    low: float
    high: float
    interval: str
    source: str
    median: float
    drawn_low: float
    drawn_high: float

    @property
    def agrees(self) -> bool:
        """Whether the median lies in the published range."""
        return self.low <= self.median <= self.high

    @property
    def overlaps(self) -> bool:
        """Whether both ranges have something in common."""
        return self.drawn_low <= self.high and self.low <= self.drawn_high

    @property
    def verdict(self) -> str:
        """Agreement or not, in words."""
        if self.agrees:
            return "the median lies inside the published range"
        side = "under" if self.median < self.low else "over"
        meeting = "overlap" if self.overlaps else "do not overlap"
        return f"the median lies {side} the published range; the intervals {meeting}"


@functools.lru_cache(maxsize=32)
def forecasts(model: Releases, seeds: int = SEEDS) -> tuple[Forecast, ...]:
    """Score a release population on Kumar & Manning's forecasts.

    They count systems released by the end of 2028 over 10²⁵ and over 10²⁶ FLOP, and systems a year within an order of
    magnitude of the largest run so far, 2025 to 2028. Here every release counts, whether its compute is known or not.

    Of a population too large to be drawn 200 times, an even part is, and its counts stand for all.
    """
    part = part_of(model, FIRST, _END, _MOST)
    # The trend has no say: compute alone is counted.
    drawn = [
        (columns["date"], columns["compute"])
        for columns in (draw(FIRST, _END, seed, model, ComputeTrend(), part=part) for seed in range(seeds))
    ]
    counts: dict[str, tuple[str, Array]] = {
        "models_above_1e25_2028": ("Over 10²⁵ FLOP by end of 2028", _over(1e25, drawn)),
        "models_above_1e26_2028": ("Over 10²⁶ FLOP by end of 2028", _over(1e26, drawn)),
        "models_relative_threshold": (
            "A year, within ×10 of the largest",
            np.array([_near_the_largest(*columns) for columns in drawn]),
        ),
    }
    published = {row["id"]: row for row in catalog.trends().to_dict("records")}
    found = []
    for name, (short, each) in counts.items():
        row = published[name]
        low, median, high = (float(bound) for bound in np.percentile(each / part, BAND))
        found.append(
            Forecast(
                row["quantity"],
                short,
                row["unit"],
                row["low"],
                row["high"],
                row["interval"],
                row["source"],
                median,
                low,
                high,
            )
        )
    return tuple(found)


def _over(line: float, drawn: Sequence[tuple[Array, Array]]) -> Array:
    return np.array([np.count_nonzero(compute > line) for _, compute in drawn], dtype=np.float64)


def _near_the_largest(date: Array, compute: Array) -> float:
    """Releases a year within an order of magnitude of the largest run until then."""
    if not date.size:
        return 0.0
    inside = (date >= _WINDOW[0]) & (date < _WINDOW[1])
    near = compute > 0.1 * np.maximum.accumulate(compute)
    return float(np.count_nonzero(near & inside)) / (_WINDOW[1] - _WINDOW[0])
