"""Rules against the danger surface: what a rule catches and misses, what a line can do, and why it errs."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.axes import AXES, Array
from risk.compute import ComputeTrend, Table, column
from risk.parameter import Declared, parameter
from risk.rules import Rule

REGIONS = ("caught", "missed", "overreach", "cleared", "undetermined", "unjudged")

_BAND = (5.0, 95.0)


@dataclass(frozen=True, kw_only=True)
class MeasurementError(Declared):
    """Error with which an evaluation reads intelligence, generality and agenticity. No rule sees the truth."""

    name = "measurement"
    label = "Measurement error"
    summary = "Evaluations read a system's position with a random error on each axis."

    error: float = parameter(
        0.08,
        0.0,
        0.5,
        typical=(0.0, 0.2),
        step=0.01,
        symbol=r"\varepsilon",
        label="Error on each axis",
        help="Standard deviation of what an evaluation reads about the true value, on each axis of the cube.",
    )

    def read(self, table: Table, seed: int | np.random.SeedSequence) -> dict[str, Any]:
        """One reading of every system: normal errors on each axis, independent, kept inside [0, 1].

        Readings beyond the ends of an axis pile up there, as they do on a real scale.

        Parameters
        ----------
        table : mapping of str to 1-D array, or DataFrame
            True positions. It is not changed.
        seed : int or SeedSequence
            The same seed gives the same errors, whatever other columns or axes the table has.

        Returns
        -------
        dict of str to 1-D array
            The same columns; those of I, G and A that the table has are replaced by readings (read-only arrays), NaN
            where the truth is unknown.

        Raises
        ------
        ValueError
            If an axis does not hold numbers in [0, 1].
        """
        sequence = seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
        readings: dict[str, Any] = {name: table[name] for name in table}
        for key, axis in enumerate(AXES):
            if axis not in table:
                continue
            truth = column(table, axis, self.name)
            outside = (truth < 0.0) | (truth > 1.0)
            if np.any(outside):
                raise ValueError(f"{axis} must lie in [0, 1], got {truth[outside][0]!s}")
            # A stream per axis, made without spawning: that would change the caller's sequence and the next reading.
            stream = np.random.SeedSequence(sequence.entropy, spawn_key=(*sequence.spawn_key, key))
            noise = np.random.default_rng(stream).standard_normal(truth.shape)
            readings[axis] = self.reading(truth, noise)
        return readings

    def reading(self, truth: Array, noise: Array) -> Array:
        """What is read of a true value, with the error in units of its standard deviation given (read-only)."""
        return _frozen(np.clip(truth + self.error * noise, 0.0, 1.0))


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A rule's verdicts against danger. The truth is D at or over D*.

    All quantities are sums of weights, or counts where no weights were given. The first five and `unjudged` add up to
    everything there was.

    Attributes
    ----------
    caught : float
        Dangerous and covered.
    missed : float
        Dangerous and not covered.
    overreach : float
        Covered and not dangerous.
    cleared : float
        Neither dangerous nor covered.
    undetermined_dangerous, undetermined_safe : float
        The rule cannot tell, since its data are missing; by what the systems really are.
    unjudged : float
        D itself is unknown. Left out of everything else.
    caught_danger, missed_danger, overreach_danger, cleared_danger : float
        The same regions with every system weighted by its D as well.
    """

    caught: float
    missed: float
    overreach: float
    cleared: float
    undetermined_dangerous: float
    undetermined_safe: float
    unjudged: float
    caught_danger: float
    missed_danger: float
    overreach_danger: float
    cleared_danger: float

    @property
    def undetermined(self) -> float:
        """Systems on which the rule cannot tell."""
        return self.undetermined_dangerous + self.undetermined_safe

    @property
    def dangerous(self) -> float:
        """All dangerous systems, determined or not."""
        return self.caught + self.missed + self.undetermined_dangerous

    @property
    def missed_share(self) -> float:
        """Share of the determined dangerous systems that the rule misses; NaN if there are none."""
        return _share(self.missed, self.caught + self.missed)

    @property
    def overreach_share(self) -> float:
        """Share of the determined systems that are not dangerous and yet covered; NaN if there are none."""
        return _share(self.overreach, self.overreach + self.cleared)

    @property
    def error_share(self) -> float:
        """Share of all determined systems that the rule gets wrong; NaN if there are none."""
        return _share(self.missed + self.overreach, self.caught + self.missed + self.overreach + self.cleared)

    @property
    def missed_danger_share(self) -> float:
        """Danger-weighted missed share: the part of the summed D of determined dangerous systems that is missed."""
        return _share(self.missed_danger, self.caught_danger + self.missed_danger)

    @property
    def overreach_danger_share(self) -> float:
        """Danger-weighted overreach: the part of the summed D of determined safe systems that is covered.

        Below `overreach_share`, the systems covered for nothing are the harmless ones; above it, near misses.
        """
        return _share(self.overreach_danger, self.overreach_danger + self.cleared_danger)

    @property
    def missed_bounds(self) -> tuple[float, float]:
        """Least and greatest missed share over all dangerous systems, however the undetermined ones turn out."""
        possible = self.missed + self.undetermined_dangerous
        return _share(self.missed, self.dangerous), _share(possible, self.dangerous)

    @property
    def overreach_bounds(self) -> tuple[float, float]:
        """Least and greatest overreach share over all safe systems, however the undetermined ones turn out."""
        safe = self.overreach + self.cleared + self.undetermined_safe
        return _share(self.overreach, safe), _share(self.overreach + self.undetermined_safe, safe)


@dataclass(frozen=True, kw_only=True, eq=False)
class LineSweep:
    """What a line in a score does at every position; the rule covers scores at or over the line.

    Attributes
    ----------
    line : ndarray of float64
        Every position that makes a difference, ascending: each distinct score, then infinity, which covers nothing
        (unless a score is itself infinite).
    missed, overreach : ndarray of float64
        Weight of missed and of overreached systems at each position.
    dangerous, safe : float
        Weight of the systems swept that are dangerous, and that are not.
    unknown : int
        Systems left out because their score is unknown.
    unjudged : int
        Systems left out because their D is unknown.
    auc : float
        Chance that a random dangerous system scores over a random safe one, ties counting half: the area under the
        ROC curve. NaN if either kind is absent.
    """

    line: Array
    missed: Array
    overreach: Array
    dangerous: float
    safe: float
    unknown: int
    unjudged: int
    auc: float

    @property
    def missed_share(self) -> Array:
        """Share of dangerous systems missed at each position; NaN if there are none."""
        return _frozen(self.missed / (self.dangerous or math.nan))

    @property
    def overreach_share(self) -> Array:
        """Share of safe systems covered at each position; NaN if there are none."""
        return _frozen(self.overreach / (self.safe or math.nan))

    @property
    def error_share(self) -> Array:
        """Share of all swept systems that the line gets wrong at each position; NaN if there are none."""
        return _frozen((self.missed + self.overreach) / (self.dangerous + self.safe or math.nan))

    def best(self, miss_cost: float = 1.0, overreach_cost: float = 1.0) -> tuple[float, float]:
        """Cheapest line, and the share of systems that it still gets wrong.

        Parameters
        ----------
        miss_cost, overreach_cost : float
            Cost of one missed and of one overreached system, zero or more; only their ratio matters.

        Returns
        -------
        tuple of float
            Lowest of the cheapest lines (infinity if it is best to cover nothing), and the share of systems, plainly
            counted, that this line gets wrong. NaN, NaN if nothing could be swept.

        Raises
        ------
        ValueError
            If a cost is negative or not finite.
        """
        for what, value in (("miss_cost", miss_cost), ("overreach_cost", overreach_cost)):
            if not 0.0 <= value < math.inf:
                raise ValueError(f"{what} must be a finite number of zero or more, got {value}")
        total = self.dangerous + self.safe
        if total == 0.0:
            return math.nan, math.nan
        cost = miss_cost * self.missed + overreach_cost * self.overreach
        # Running sums of weights carry rounding errors; lines that differ by no more than those are equally cheap.
        slack = 1e-12 * (miss_cost * self.dangerous + overreach_cost * self.safe)
        position = int(np.argmax(cost <= cost.min() + slack))
        return float(self.line[position]), float(self.error_share[position])

    @property
    def irreducible(self) -> float:
        """What no line in this score can fix: the least share of systems that any position gets wrong."""
        return self.best()[1]


@dataclass(frozen=True, kw_only=True)
class ErrorSplit:
    """Why a FLOP line errs: because FLOP misreads intelligence, or because intelligence alone is not danger.

    Sums of weights over the systems whose compute, intelligence and danger are all known, or counts without weights.

    Attributes
    ----------
    misread : float
        The FLOP line errs where a line on the true I at the same place is right.
    inherent : float
        Both err: not even a perfect reading of I would help.
    cancelled : float
        The line on I errs, and FLOP's misreading happens to put it right. Not an error of the FLOP line.
    right : float
        Both are right.
    undetermined : float
        Danger is known, compute or intelligence is not.
    unjudged : float
        D itself is unknown.
    """

    misread: float
    inherent: float
    cancelled: float
    right: float
    undetermined: float
    unjudged: float

    @property
    def determined(self) -> float:
        """Systems that the shares are taken of."""
        return self.misread + self.inherent + self.cancelled + self.right

    @property
    def total(self) -> float:
        """All errors of the FLOP line: misread and inherent."""
        return self.misread + self.inherent

    @property
    def misread_share(self) -> float:
        """Share of determined systems on which the FLOP line errs because FLOP misreads I; NaN if there are none."""
        return _share(self.misread, self.determined)

    @property
    def inherent_share(self) -> float:
        """Share of determined systems on which it errs because I alone is not D; NaN if there are none."""
        return _share(self.inherent, self.determined)

    @property
    def cancelled_share(self) -> float:
        """Share of determined systems on which two wrongs make a right; NaN if there are none."""
        return _share(self.cancelled, self.determined)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """How a rule does when it is given readings and not the truth: means and 5-95 % bands over draws of the error.

    Attributes
    ----------
    missed_share, missed_low, missed_high : float
        Share of determined dangerous systems missed: mean and band. NaN if there are none.
    overreach_share, overreach_low, overreach_high : float
        Share of determined safe systems covered: mean and band. NaN if there are none.
    undetermined : float
        Weight of the systems on which the rule cannot tell, on average; a count without weights.
    draws : int
        Readings behind the band; 1 for a rule that reads no axis, whose band has no width.
    """

    missed_share: float
    missed_low: float
    missed_high: float
    overreach_share: float
    overreach_low: float
    overreach_high: float
    undetermined: float
    draws: int


def compare(
    covered: npt.ArrayLike, danger: npt.ArrayLike, tolerance: float, weights: npt.ArrayLike | None = None
) -> Comparison:
    """Compare a rule's verdicts with danger.

    Parameters
    ----------
    covered : array_like
        True or 1 where the rule covers a system, false or 0 where it does not, NaN where it cannot tell.
    danger : array_like
        D of each system; NaN where it is unknown.
    tolerance : float
        D*: a system with D at or over it is dangerous.
    weights : array_like, optional
        Weight of each system, zero or more; 1 each by default.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If shapes do not broadcast, a verdict is not 0, 1 or NaN, a weight is negative or not finite, or the tolerance
        is not finite.
    """
    verdict, index, weight = _judged(covered, danger, tolerance, weights)
    inside = _masks(verdict, index, tolerance)

    def total(region: str) -> float:
        return float(weight[inside[region]].sum())

    def total_danger(region: str) -> float:
        return float((weight * index)[inside[region]].sum())

    undetermined = inside["undetermined"]
    dangerous = index >= tolerance
    return Comparison(
        caught=total("caught"),
        missed=total("missed"),
        overreach=total("overreach"),
        cleared=total("cleared"),
        undetermined_dangerous=float(weight[undetermined & dangerous].sum()),
        undetermined_safe=float(weight[undetermined & ~dangerous].sum()),
        unjudged=total("unjudged"),
        caught_danger=total_danger("caught"),
        missed_danger=total_danger("missed"),
        overreach_danger=total_danger("overreach"),
        cleared_danger=total_danger("cleared"),
    )


def regions(covered: npt.ArrayLike, danger: npt.ArrayLike, tolerance: float) -> npt.NDArray[np.str_]:
    """Region of each system: caught, missed, overreach, cleared, undetermined or unjudged.

    Parameters
    ----------
    covered, danger, tolerance
        As for `compare`.

    Returns
    -------
    ndarray of str
        Of the broadcast shape of `covered` and `danger`.

    Raises
    ------
    ValueError
        As for `compare`.
    """
    verdict, index, _ = _judged(covered, danger, tolerance, None)
    names = np.empty(verdict.shape, dtype=f"<U{max(map(len, REGIONS))}")
    for region, mask in _masks(verdict, index, tolerance).items():
        names[mask] = region
    return names


def sweep_line(
    score: npt.ArrayLike, danger: npt.ArrayLike, tolerance: float, weights: npt.ArrayLike | None = None
) -> LineSweep:
    """Move a line through a score, and see what it misses and overreaches at every position.

    Parameters
    ----------
    score : array_like
        What the line is drawn in, such as FLOP or a measured axis; a system is covered if its score is at or over the
        line. Systems with an unknown score (NaN) are left out and counted.
    danger, tolerance, weights
        As for `compare`.

    Returns
    -------
    LineSweep

    Raises
    ------
    ValueError
        If shapes do not broadcast, a weight is negative or not finite, or the tolerance is not finite.
    """
    scores, index, weight = _aligned(score, danger, tolerance, weights)
    judged = ~np.isnan(index)
    swept = judged & ~np.isnan(scores)
    position, group = np.unique(scores[swept], return_inverse=True)
    dangerous = index[swept] >= tolerance
    known_weight = weight[swept]
    dangerous_at = np.bincount(group[dangerous], known_weight[dangerous], minlength=position.size)
    safe_at = np.bincount(group[~dangerous], known_weight[~dangerous], minlength=position.size)
    dangerous_below = np.concatenate(([0.0], np.cumsum(dangerous_at)))
    safe_below = np.concatenate(([0.0], np.cumsum(safe_at)))
    all_dangerous, all_safe = float(dangerous_below[-1]), float(safe_below[-1])
    line = np.unique(np.append(position, np.inf))
    pairs = float(dangerous_at @ (safe_below[:-1] + 0.5 * safe_at))
    return LineSweep(
        line=_frozen(line),
        missed=_frozen(dangerous_below[: line.size]),
        overreach=_frozen(all_safe - safe_below[: line.size]),
        dangerous=all_dangerous,
        safe=all_safe,
        unknown=int(np.count_nonzero(judged & ~swept)),
        unjudged=int(np.count_nonzero(~judged)),
        auc=_share(pairs, all_dangerous * all_safe),
    )


def split_error(
    flop: npt.ArrayLike,
    intelligence: npt.ArrayLike,
    danger: npt.ArrayLike,
    tolerance: float,
    line_flop: float,
    line_intelligence: float,
    weights: npt.ArrayLike | None = None,
) -> ErrorSplit:
    """Split the errors of a FLOP line into those of FLOP as a reading of I, and those of I as a reading of D.

    Parameters
    ----------
    flop : array_like
        Training compute in FLOP; NaN where it is not disclosed.
    intelligence : array_like
        True I; NaN where it is unknown.
    danger, tolerance, weights
        As for `compare`.
    line_flop : float
        The line, in FLOP. Covered is what lies over it, as in the laws.
    line_intelligence : float
        The same line on the axis of I, ``ComputeTrend.intelligence(line_flop, date)``. Covered is what lies over it.

    Returns
    -------
    ErrorSplit

    Raises
    ------
    ValueError
        If shapes do not broadcast, a weight is negative or not finite, or a line or the tolerance is not a number.
    """
    for what, line in (("line_flop", line_flop), ("line_intelligence", line_intelligence)):
        if math.isnan(line):
            raise ValueError(f"{what} must be a number, got {line}")
    compute, index, weight, axis = _aligned(flop, danger, tolerance, weights, intelligence)
    judged = ~np.isnan(index)
    known = judged & ~np.isnan(compute) & ~np.isnan(axis)
    dangerous = index >= tolerance
    flop_errs = (compute > line_flop) != dangerous
    axis_errs = (axis > line_intelligence) != dangerous

    def total(mask: npt.NDArray[np.bool_]) -> float:
        return float(weight[mask].sum())

    return ErrorSplit(
        misread=total(known & flop_errs & ~axis_errs),
        inherent=total(known & flop_errs & axis_errs),
        cancelled=total(known & ~flop_errs & axis_errs),
        right=total(known & ~flop_errs & ~axis_errs),
        undetermined=total(judged & ~known),
        unjudged=total(~judged),
    )


def uniform_cube(trend: ComputeTrend, date: float, samples: int = 4096, seed: int = 0) -> Mapping[str, Array]:
    """Imagined systems spread evenly over the cube, with compute as the trend and its scatter give it.

    Every rule can judge them just as it judges real systems. An even spread favours no corner; it is not a forecast.

    Parameters
    ----------
    trend : ComputeTrend
        Gives each system's training compute from its I, off the line by the trend's scatter.
    date : float
        Decimal year at which all of them are trained.
    samples : int
        How many; powers of two cover the cube most evenly.
    seed : int
        Seed of the scrambling (Sobol sequence in I, G, A and the scatter).

    Returns
    -------
    mapping of str to ndarray
        Columns I, G, A, flop and date, read-only.

    Raises
    ------
    ValueError
        If `samples` is less than 1 or the date is not finite.
    """
    if samples < 1:
        raise ValueError(f"samples must be 1 or more, got {samples}")
    if not math.isfinite(date):
        raise ValueError(f"date must be a finite decimal year, got {date}")
    intelligence, generality, agenticity, off_line = cube_points(samples, seed)
    flop = trend.flop(intelligence, date) * 10.0 ** (trend.scatter * off_line)
    columns = {"flop": _frozen(flop), "date": _frozen(np.full(samples, date))}
    return MappingProxyType({"I": intelligence, "G": generality, "A": agenticity} | columns)


@functools.lru_cache(maxsize=8)
def cube_points(samples: int, seed: int) -> tuple[Array, ...]:
    """I, G and A of the imagined systems of `uniform_cube`, and how far each lies off the trend in units of its
    scatter: read-only arrays."""
    from scipy import special, stats  # takes most of a second, so only where it is used

    sequence = stats.qmc.Sobol(4, scramble=True, bits=30, rng=seed)
    # The middle of each cell of the sequence: never 0 or 1, where compute would be zero or infinite.
    points = sequence.random_base2((samples - 1).bit_length())[:samples] + 2.0**-31
    intelligence, generality, agenticity, quantile = (_frozen(np.array(column)) for column in points.T)
    return intelligence, generality, agenticity, _frozen(special.ndtri(quantile))


def assess(
    rules: Mapping[str, Rule],
    table: Table,
    date: npt.ArrayLike,
    danger: npt.ArrayLike,
    tolerance: float,
    error: MeasurementError,
    draws: int = 64,
    seed: int = 0,
    weights: npt.ArrayLike | None = None,
) -> Mapping[str, Assessment]:
    """Judge several rules on the same systems, each given readings with error and not the truth.

    Parameters
    ----------
    rules : mapping of str to Rule
        Rules by name. In each draw all of them are given the same readings.
    table : mapping of str to 1-D array, or DataFrame
        Systems at their true positions.
    date : array_like
        Decimal year in which the rules are applied.
    danger : array_like
        True D of each system, NaN where unknown. It may come from another function than a surface rule holds.
    tolerance : float
        D* of the truth.
    error : MeasurementError
        Error of the readings of I, G and A. Compute is read as disclosed.
    draws : int
        Readings per rule that reads an axis; one that reads none is judged once.
    seed : int
        Seed of the readings.
    weights : array_like, optional
        As for `compare`.

    Returns
    -------
    mapping of str to Assessment
        In the order of `rules`.

    Raises
    ------
    ValueError
        If `draws` is less than 1, or as for `Rule.applies` and `compare`.
    """
    if draws < 1:
        raise ValueError(f"draws must be 1 or more, got {draws}")
    drawn = [name for name, rule in rules.items() if not set(AXES).isdisjoint(rule.columns)]
    results: dict[str, list[Comparison]] = {name: [] for name in rules}
    for name in rules.keys() - set(drawn):
        results[name].append(compare(rules[name].applies(table, date), danger, tolerance, weights))
    if drawn:
        for sequence in np.random.SeedSequence(seed).spawn(draws):
            readings = error.read(table, sequence)
            for name in drawn:
                results[name].append(compare(rules[name].applies(readings, date), danger, tolerance, weights))
    return MappingProxyType({name: _assessment(comparisons) for name, comparisons in results.items()})


def _assessment(comparisons: list[Comparison]) -> Assessment:
    missed = _mean_and_band([comparison.missed_share for comparison in comparisons])
    overreach = _mean_and_band([comparison.overreach_share for comparison in comparisons])
    return Assessment(
        missed_share=missed[0],
        missed_low=missed[1],
        missed_high=missed[2],
        overreach_share=overreach[0],
        overreach_low=overreach[1],
        overreach_high=overreach[2],
        undetermined=float(np.mean([comparison.undetermined for comparison in comparisons])),
        draws=len(comparisons),
    )


def _mean_and_band(shares: list[float]) -> tuple[float, float, float]:
    # A draw in which nobody is determined has no share, and says nothing about the others.
    known = np.array([share for share in shares if not math.isnan(share)])
    if known.size == 0:
        return math.nan, math.nan, math.nan
    low, high = np.percentile(known, _BAND)
    return float(known.mean()), float(low), float(high)


def _judged(
    covered: npt.ArrayLike, danger: npt.ArrayLike, tolerance: float, weights: npt.ArrayLike | None
) -> tuple[Array, Array, Array]:
    verdict, index, weight = _aligned(covered, danger, tolerance, weights)
    wrong = ~np.isnan(verdict) & (verdict != 0.0) & (verdict != 1.0)
    if np.any(wrong):
        raise ValueError(f"covered must be 0, 1 or NaN, got {verdict[wrong].flat[0]!s}")
    return verdict, index, weight


def _masks(verdict: Array, danger: Array, tolerance: float) -> dict[str, npt.NDArray[np.bool_]]:
    unjudged = np.isnan(danger)
    dangerous, safe = danger >= tolerance, danger < tolerance
    covered, left_out = verdict == 1.0, verdict == 0.0
    return {
        "caught": dangerous & covered,
        "missed": dangerous & left_out,
        "overreach": safe & covered,
        "cleared": safe & left_out,
        "undetermined": np.isnan(verdict) & ~unjudged,
        "unjudged": unjudged,
    }


def _aligned(
    values: npt.ArrayLike,
    danger: npt.ArrayLike,
    tolerance: float,
    weights: npt.ArrayLike | None,
    *more: npt.ArrayLike,
) -> tuple[Array, ...]:
    """Values, danger, weights and what else there is, as float64 of one shape."""
    if not math.isfinite(tolerance):
        raise ValueError(f"tolerance must be a finite number, got {tolerance}")
    weight = np.asarray(1.0 if weights is None else weights, dtype=np.float64)
    unfit = ~np.isfinite(weight) | (weight < 0.0)
    if np.any(unfit):
        raise ValueError(f"weights must be finite numbers of zero or more, got {weight[unfit].flat[0]!s}")
    arrays = [np.asarray(array, dtype=np.float64) for array in (values, danger, weight, *more)]
    return tuple(np.broadcast_arrays(*arrays))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _frozen(array: Array) -> Array:
    array.flags.writeable = False
    return array
