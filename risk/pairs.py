"""Pairs of systems of about equal intelligence, released apart: how much less compute the later one took."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from risk.catalog import INDEX_VINTAGE
from risk.compute import Table
from risk.parameter import Declared, parameter

_COLUMNS = (
    "name", "date", "flop", "flop_low", "flop_high", "flop_interval", "I", "I_low", "I_high", "I_vintage",
)  # fmt: skip
_COUNTING_RULE = "accounting range"


@dataclass(frozen=True, kw_only=True)
class PairRule(Declared):
    """Which systems count as a pair: about equally intelligent, and released apart."""

    name = "pairs"
    label = "Same-capability pairs"
    summary = "Which systems count as a pair: about equally intelligent, and released apart."
    formula = (
        r"r_{12} = \frac{\log_{10} C_1 - \log_{10} C_2}{t_2 - t_1},"
        r"\quad |I_1 - I_2| \le \epsilon,\quad t_2 - t_1 \ge \tau"
    )
    source = "judgement, on data of Epoch AI (CC-BY 4.0)"

    closeness: float = parameter(
        0.013,
        0.001,
        0.2,
        typical=(0.003, 0.05),
        step=0.001,
        symbol=r"\epsilon",
        label="Closeness in intelligence",
        help="Largest difference in measured intelligence at which two systems count as equally capable.",
        source="judgement: about one point of Epoch's capability index",
    )
    gap: float = parameter(
        0.5,
        0.1,
        5.0,
        typical=(0.25, 2.0),
        step=0.25,
        symbol=r"\tau",
        unit="years",
        label="Least time between releases",
        help="Pairs released closer together say little about a yearly rate, and are left out.",
    )


@dataclass(frozen=True)
class Pair:
    """Two systems of about equal measured intelligence.

    Attributes
    ----------
    first, second : str
        The earlier system and the later one.
    start, end : float
        Their dates of release, in decimal years.
    difference : float
        Intelligence of the later system minus that of the earlier one.
    saved, low, high : float
        Orders of magnitude of training compute that the later system took less, and the same over the published
        intervals; NaN where none is published. Negative where the later system took more.
    """

    first: str
    second: str
    start: float
    end: float
    difference: float
    saved: float
    low: float
    high: float

    @property
    def years(self) -> float:
        """Time between the releases."""
        return self.end - self.start

    @property
    def rate(self) -> float:
        """Orders of magnitude a year."""
        return self.saved / self.years


def pairs(table: Table, rule: PairRule, width: float) -> tuple[Pair, ...]:
    """Every pair that the rule admits, whichever way it points, by rate.

    Both systems need a known training compute and a measured intelligence in one version of the index. No pair is left
    out because of what it says; a system may be part of several pairs, so that they are not independent.

    Parameters
    ----------
    table : mapping of str to 1-D array
        Systems with the columns of `risk.catalog.systems`.
    rule : PairRule
        What counts as equal, and as apart.
    width : float
        Orders of magnitude of compute a unit of the log-odds of intelligence is worth (`risk.ComputeTrend`): it turns
        published intervals of intelligence into compute.

    Notes
    -----
    The published intervals are taken as independent, so that their deviations add in squares. What has no published
    interval adds nothing: the bars are too short rather than too long. Ranges that are counting rules are no intervals.
    """
    rows = zip(*(list(table[name]) for name in _COLUMNS), strict=True)
    systems = [system for system in (dict(zip(_COLUMNS, row, strict=True)) for row in rows) if _complete(system)]
    systems.sort(key=lambda system: system["date"])
    # A difference of two decimal fractions is off by rounding; a pair at the very limit is in.
    limit, least = rule.closeness + 1e-9, rule.gap - 1e-9
    found = [
        _pair(first, second, width)
        for number, first in enumerate(systems)
        for second in systems[number + 1 :]
        if abs(second["I"] - first["I"]) <= limit and second["date"] - first["date"] >= least
    ]
    return tuple(sorted(found, key=lambda pair: pair.rate))


def _complete(system: dict[str, Any]) -> bool:
    # Comparisons with a missing value are false.
    return bool(system["flop"] > 0.0 and 0.0 < system["I"] < 1.0 and system["I_vintage"] == INDEX_VINTAGE)


def _pair(first: dict[str, Any], second: dict[str, Any], width: float) -> Pair:
    saved = math.log10(first["flop"] / second["flop"])
    (first_less, first_more), (second_less, second_more) = _compute(first), _compute(second)
    (first_weaker, first_abler), (second_weaker, second_abler) = _skill(first, width), _skill(second, width)
    # More was saved if the earlier system took more compute or can do less than measured, and the later one
    # took less or can do more.
    more = _together(first_more, second_less, first_weaker, second_abler)
    less = _together(first_less, second_more, first_abler, second_weaker)
    known = more + less > 0.0
    return Pair(
        str(first["name"]),
        str(second["name"]),
        first["date"],
        second["date"],
        second["I"] - first["I"],
        saved,
        saved - less if known else math.nan,
        saved + more if known else math.nan,
    )


def _compute(system: dict[str, Any]) -> tuple[float, float]:
    """Orders of magnitude by which the compute may be less, and more."""
    if system["flop_interval"] == _COUNTING_RULE:
        return 0.0, 0.0
    less, more = system["flop"] / system["flop_low"], system["flop_high"] / system["flop"]
    return _size(math.log10(less)), _size(math.log10(more))


def _skill(system: dict[str, Any], width: float) -> tuple[float, float]:
    """Orders of magnitude of compute by which the intelligence may be lower, and higher."""
    low, middle, high = (_log_odds(system[name]) for name in ("I_low", "I", "I_high"))
    return width * _size(middle - low), width * _size(high - middle)


def _size(deviation: float) -> float:
    return 0.0 if math.isnan(deviation) else deviation


def _log_odds(intelligence: float) -> float:
    # An end that is clipped to 0 or 1 is off the scale: no compute corresponds to it.
    inside = 0.0 < intelligence < 1.0
    return math.log(intelligence / (1.0 - intelligence)) if inside else math.nan


def _together(*deviations: float) -> float:
    return math.hypot(*deviations)
