"""The clock of legislation: how long real laws took to make, how long rules lasted, and how few cases that is."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from risk import catalog

_MONTHS = 12.0
_MADE, _LASTED = "legislation", "lifetime of a rule"
_IN_LAW = ("in force", "enacted (not yet effective)", "repealed")
_TAIL = 0.05


@dataclass(frozen=True)
class Duration:
    """How long a law took to make, or how long a rule lasted.

    Attributes
    ----------
    label, quantity : str
        Which law in short, and from what to what.
    years : float
        How long.
    lasted : bool
        Whether it is how long a rule lasted, and not how long a law took.
    source : str
        Who says so.
    """

    label: str
    quantity: str
    years: float
    lasted: bool
    source: str


@dataclass(frozen=True)
class LawHalfLife:
    """Years in which half of all rules with a compute threshold would be gone, if they went at a constant rate.

    Attributes
    ----------
    years, low, high : float
        Greatest likelihood, and its exact 90 % interval; infinite where no rule has ended.
    rules, ended : int
        Rules adopted, and how many of them have ended. What has not ended counts for as long as it has stood.
    """

    years: float
    low: float
    high: float
    rules: int
    ended: int


@functools.cache
def durations() -> tuple[Duration, ...]:
    """Every duration in the catalogue: first what laws took, then how long rules lasted, the shortest first."""
    table = catalog.trends()
    rows = table[table["topic"].isin((_MADE, _LASTED))].to_dict("records")
    found = (
        Duration(row["label"], row["quantity"], row["central"] / _MONTHS, row["topic"] == _LASTED, row["source"])
        for row in rows
    )
    return tuple(sorted(found, key=lambda entry: (entry.lasted, entry.years)))


def making() -> tuple[float, float, float]:
    """Shortest, middle and longest time that a law of the catalogue took, in years."""
    years = [entry.years for entry in durations() if not entry.lasted]
    return years[0], years[len(years) // 2], years[-1]


@functools.lru_cache(maxsize=8)
def law_half_life(known_until: float) -> LawHalfLife:
    """Half-life of the rules with a threshold that were adopted.

    Parameters
    ----------
    known_until : float
        Decimal year until which the catalogue knows whether a rule has ended.
    """
    from scipy import stats  # takes most of a second, so only where it is used

    table = catalog.thresholds()
    adopted = table[table["status"].isin(_IN_LAW) & (table["adopted_year"] < known_until)]
    # Several thresholds of one law, or of one amendment, are one rule.
    laws = adopted.groupby(["jurisdiction", "adopted_year"], as_index=False)["ended_year"].min()
    stood = laws["ended_year"].clip(upper=known_until).fillna(known_until) - laws["adopted_year"]
    ended = int((laws["ended_year"] <= known_until).sum())
    exposure = float(stood.sum())

    def half(events: float) -> float:
        return math.log(2.0) * exposure / events if events else math.inf

    most = float(stats.gamma.ppf(1.0 - _TAIL, ended + 1))
    fewest = float(stats.gamma.ppf(_TAIL, ended)) if ended else 0.0
    return LawHalfLife(half(ended), half(most), half(fewest), len(laws), ended)
