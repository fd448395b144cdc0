"""Rules scored year by year: what each misses, overreaches and cannot tell among the releases of a year."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from risk.axes import Array
from risk.comparison import MeasurementError
from risk.compute import Table, column
from risk.parameter import Declared, integer, parameter
from risk.rules import Rule

BAND = (5.0, 95.0)
"""Percentiles over seeds that a band reaches between."""

ENOUGH = 5
"""Dangerous releases that a rule can tell on, from which on a year of a single population says something."""

_COUNTS = ("caught", "missed", "overreach", "cleared", "undetermined_dangerous", "undetermined_safe")


@dataclass(frozen=True, kw_only=True)
class Clock(Declared):
    """For how many years rules are scored, and from when on one has failed."""

    name = "clock"
    label = "Years scored"
    summary = "For how many years rules are scored, and from which share of misses on one counts as failed."

    years_ahead: int = integer(
        15, 1, 42, typical=(5, 30), unit="years", label="Years ahead",
        help="Years from the date at which the rules are set over which they are scored; 2060 at the latest.",
    )  # fmt: skip
    failing_share: float = parameter(
        0.5, 0.0, 1.0, typical=(0.05, 0.95), step=0.05, label="Share of misses that is failing",
        help="A rule has failed in the first year in which it misses more than this share of the dangerous releases "
        "on which it can tell.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class YearlyScore:
    """One rule's verdicts against danger, counted by year and seed.

    Attributes
    ----------
    years : ndarray of int
        Calendar years.
    caught, missed, overreach, cleared, undetermined_dangerous, undetermined_safe : ndarray of float64
        Counts, of shape (seeds, years); `risk.comparison.Comparison` says what they mean.
    """

    years: npt.NDArray[np.int64]
    caught: Array
    missed: Array
    overreach: Array
    cleared: Array
    undetermined_dangerous: Array
    undetermined_safe: Array

    @property
    def dangerous(self) -> Array:
        """Dangerous releases, by seed and year."""
        return self.caught + self.missed + self.undetermined_dangerous

    @property
    def safe(self) -> Array:
        """Releases that are not dangerous, by seed and year."""
        return self.overreach + self.cleared + self.undetermined_safe

    @functools.cached_property
    def missed_share(self) -> Share:
        """Share of the determined dangerous releases that the rule misses."""
        return _share(self.missed, self.caught + self.missed)

    @functools.cached_property
    def overreach_share(self) -> Share:
        """Share of the determined releases that are not dangerous and yet covered."""
        return _share(self.overreach, self.overreach + self.cleared)

    @functools.cached_property
    def undetermined_share(self) -> Share:
        """Share of all releases on which the rule cannot tell."""
        return _share(self.undetermined_dangerous + self.undetermined_safe, self.dangerous + self.safe)

    @functools.cached_property
    def unseen_share(self) -> Share:
        """Share of the dangerous releases that the rule does not catch: missed, or undetermined."""
        return _share(self.missed + self.undetermined_dangerous, self.dangerous)

    def half_life(self, failing_share: float) -> HalfLife:
        """Whole years from the first year until the rule misses more than a share.

        The band is over seeds, in each of which a year counts if at least `ENOUGH` dangerous releases can be told.
        """
        share = self.missed_share
        # One system missed of one is no failing.
        counting = np.where(self.caught + self.missed >= ENOUGH, share.each, np.nan)
        each = np.array([years_until(line, failing_share) for line in counting])
        known = each[~np.isnan(each)]
        # Percentiles that interpolate would make a number of "never".
        low, high = np.percentile(known, BAND, method="nearest") if known.size else (math.nan, math.nan)
        return HalfLife(years_until(share.pooled, failing_share), float(low), float(high))

    def confident_and_wrong(self, failing_share: float) -> tuple[int, ...]:
        """Years in which the rule can tell on most dangerous releases, and misses more than a share of these."""
        told = self.caught.sum(axis=0) + self.missed.sum(axis=0)
        most = told > 0.5 * self.dangerous.sum(axis=0)
        failing = np.nan_to_num(self.missed_share.pooled, nan=-1.0) > failing_share
        return tuple(int(year) for year in self.years[most & failing])


@dataclass(frozen=True, eq=False)
class Share:
    """A share by year: of all seeds together, with a band over seeds; NaN where there is nothing to share.

    Attributes
    ----------
    pooled, low, high : ndarray of float64
        Of all seeds together, and the 5th and 95th percentile over seeds.
    each : ndarray of float64
        By seed and year.
    """

    pooled: Array
    low: Array
    high: Array
    each: Array


@dataclass(frozen=True)
class HalfLife:
    """Years until a rule fails: of all seeds together, with a band over seeds.

    Infinite where it never does, NaN where no release that it can tell on is dangerous.
    """

    years: float
    low: float
    high: float


def years_until(share: Array, failing_share: float) -> float:
    """Position of the first year whose share lies over another; infinite if none does, NaN if none is known."""
    if np.isnan(share).all():
        return math.nan
    over = np.nan_to_num(share, nan=-1.0) > failing_share
    return float(np.argmax(over)) if over.any() else math.inf


def score(
    rules: Mapping[str, Rule],
    table: Table,
    danger: npt.ArrayLike,
    tolerance: float,
    years: Sequence[int],
    error: MeasurementError | None = None,
    seed: int | np.random.SeedSequence = 0,
) -> Mapping[str, YearlyScore]:
    """Score rules on the releases of each year, each release at the date at which it appears.

    Parameters
    ----------
    rules : mapping of str to Rule
        Rules by name.
    table : mapping of str to 1-D array, or DataFrame
        What `risk.timeline.releases` returns; releases outside `years` are left out.
    danger : array_like
        True D of each release; NaN is left out.
    tolerance : float
        D* of the truth.
    years : sequence of int
        Consecutive calendar years.
    error : MeasurementError, optional
        Error with which rules read I, G and A; the declared one if not given. Compute is read as disclosed.
    seed : int or SeedSequence
        Seed of the readings.

    Returns
    -------
    mapping of str to YearlyScore
        In the order of `rules`, each of one seed.

    Raises
    ------
    ValueError
        If `years` are not consecutive, or as for `Rule.applies`.
    """
    readings = (error or MeasurementError()).read(table, seed)
    found = {name: judge(rule, readings, danger, tolerance, years) for name, rule in rules.items()}
    return MappingProxyType(found)


def judge(rule: Rule, readings: Table, danger: npt.ArrayLike, tolerance: float, years: Sequence[int]) -> YearlyScore:
    """Score one rule on releases as they are read; the rest is as for `score`."""
    scored = np.asarray(years, dtype=np.int64)
    if scored.ndim != 1 or not scored.size or np.any(np.diff(scored) != 1):
        raise ValueError(f"years must be consecutive calendar years, got {years!r:.60}")
    date = column(readings, "date", "a yearly score")
    index = np.asarray(danger, dtype=np.float64)
    place = np.floor(date).astype(np.int64) - scored[0]
    inside = (place >= 0) & (place < scored.size) & ~np.isnan(index)
    # One number says year and danger, and with the verdict the region: one count over the releases sorts them all.
    group = np.where(inside, 2 * place + (index >= tolerance), 2 * scored.size)
    verdict = rule.applies(readings, date)
    answer = np.where(np.isnan(verdict), 2, verdict).astype(np.int64)
    counts = np.bincount(3 * group + answer, minlength=6 * scored.size + 3)[: 6 * scored.size]
    by = counts.reshape(1, scored.size, 2, 3).astype(np.float64)
    return YearlyScore(
        years=scored,
        caught=by[:, :, 1, 1],
        missed=by[:, :, 1, 0],
        overreach=by[:, :, 0, 1],
        cleared=by[:, :, 0, 0],
        undetermined_dangerous=by[:, :, 1, 2],
        undetermined_safe=by[:, :, 0, 2],
    )


def together(scores: Iterable[YearlyScore]) -> YearlyScore:
    """Scores of several seeds as one: the same rule over the same years."""
    every = tuple(scores)
    return YearlyScore(
        years=every[0].years, **{count: np.concatenate([getattr(one, count) for one in every]) for count in _COUNTS}
    )


def _share(part: Array, whole: Array) -> Share:
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(whole > 0.0, part / whole, np.nan)
        total = whole.sum(axis=0)
        pooled = np.where(total > 0.0, part.sum(axis=0) / total, np.nan)
    low, high = np.full(pooled.shape, np.nan), np.full(pooled.shape, np.nan)
    known = ~np.isnan(each).all(axis=0)
    if known.any():
        low[known], high[known] = np.nanpercentile(each[:, known], BAND, axis=0)
    return Share(pooled, low, high, each)
