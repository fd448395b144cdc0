"""Regimes scored on releases, year by year: what danger they leave, whom they stop, and what they cost the safe."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.audit import Audit
from risk.axes import Array
from risk.capture import Capture
from risk.circumstances import Circumstances
from risk.compute import Table, column
from risk.race import Race
from risk.regimes import AFTER, BEFORE, CHOKEPOINTS, LOCK_DOWN, NO_GATE, PROHIBITION, Regime
from risk.rules import Rule
from risk.yearly import BAND

_COUNTS = (
    "releases", "dangerous", "safe", "danger", "left", "stopped", "burden", "delay", "hidden",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a regime is set into.

    Attributes
    ----------
    tolerance : float
        D* of the truth.
    set_date : float
        Decimal year at which the regime is decided; its lag counts from then.
    race : Race
        The race that its compliance comes from.
    circumstances : Circumstances
        How the world responds.
    capture : Capture
        How audits and standards drift.
    """

    tolerance: float
    set_date: float
    race: Race = field(default_factory=Race)
    circumstances: Circumstances = field(default_factory=Circumstances)
    capture: Capture = field(default_factory=Capture)


@dataclass(frozen=True, kw_only=True, eq=False)
class Released:
    """Releases of one or more populations as a regime sees them, the earliest year first.

    Made by `gather`. Each array has one entry for each release in the years scored.

    Attributes
    ----------
    years : tuple of int
        Consecutive calendar years.
    readings, disclosed : tuple of mapping of str to array
        Each population as rules read it, all its dates included; and the same with all compute disclosed.
    rows, order : tuple of ndarray of int, ndarray of int
        Rows of each population in the years scored, and their order by year.
    year, world : ndarray of int
        Place among `years`, and which population.
    date, intelligence : ndarray of float64
        Date of the release, and I as it is read.
    open_weights : ndarray of bool
        Whether the weights can be downloaded.
    unseen : ndarray of float64
        Share of such releases that no chokepoint sees.
    months, leading : ndarray of float64
        Dates, and the intelligence of the largest runs at each.
    """

    years: tuple[int, ...]
    readings: tuple[Mapping[str, Any], ...]
    disclosed: tuple[Mapping[str, Any], ...]
    rows: tuple[npt.NDArray[np.int64], ...]
    order: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    world: npt.NDArray[np.int64]
    date: Array
    intelligence: Array
    open_weights: npt.NDArray[np.bool_]
    unseen: Array
    months: Array
    leading: Array

    @functools.cached_property
    def spans(self) -> tuple[slice, ...]:
        """Where the releases of each year stand."""
        ends = np.searchsorted(self.year, np.arange(len(self.years) + 1))
        return tuple(slice(int(low), int(high)) for low, high in itertools.pairwise(ends))

    def take(self, columns: Sequence[npt.ArrayLike]) -> Array:
        """One column of every population, as the releases stand here."""
        return np.asarray(
            np.concatenate([np.asarray(one)[rows] for one, rows in zip(columns, self.rows, strict=True)])[self.order],
            dtype=np.float64,
        )

    def covered(self, rule: Rule | None, disclosure: float, presumed: bool, otherwise: float) -> Array:
        """Chance that a release is covered by a rule.

        Parameters
        ----------
        rule : Rule or None
            None covers nothing.
        disclosure : float
            Share of what the rule cannot tell that is disclosed.
        presumed : bool
            Whether what is then still unknown counts as covered.
        otherwise : float
            Chance for what the rule does not cover.
        """
        if rule is None:
            return np.zeros(self.year.shape)
        verdict = self._verdict(rule, self.readings)
        unknown = np.isnan(verdict)
        if unknown.any():
            known = self._verdict(rule, self.disclosed) if disclosure else verdict
            known = np.where(np.isnan(known), float(presumed), known)
            verdict = np.where(unknown, disclosure * known + (1.0 - disclosure) * float(presumed), verdict)
        return np.asarray(verdict + (1.0 - verdict) * otherwise)

    def _verdict(self, rule: Rule, tables: tuple[Mapping[str, Any], ...]) -> Array:
        return self.take([rule.applies(table, np.asarray(table["date"])) for table in tables])


@dataclass(frozen=True)
class Harm:
    """How dangerous the releases of a `Released` are.

    Attributes
    ----------
    danger : ndarray of float64
        True D; the last axis is the releases.
    locked : ndarray of float64
        D of the same releases locked down, of the same shape.
    """

    danger: Array
    locked: Array

    @functools.cached_property
    def known(self) -> Array:
        """1 where D is known, else 0."""
        return np.asarray(~np.isnan(self.danger), dtype=np.float64)

    @functools.cached_property
    def filled(self) -> Array:
        """D, with 0 where it is not known."""
        return np.nan_to_num(self.danger, nan=0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class RegimeScore:
    """What a regime leaves and costs, by population and year; leading axes are those of the danger.

    Attributes
    ----------
    years : tuple of int
        Calendar years.
    releases, dangerous, safe : ndarray of float64
        Counts, of shape (..., populations, years).
    danger, left : ndarray of float64
        Sums of D over the releases: as they are, and as the regime leaves them.
    stopped : ndarray of float64
        Expected number of dangerous releases that are stopped or locked down.
    burden : ndarray of float64
        Sum over the safe releases of the share of their worth that is lost.
    delay : ndarray of float64
        Sum over the safe releases of the months that they wait.
    hidden : ndarray of float64
        Expected number of releases that are developed out of sight.
    starts : float
        Date from which the regime has force.
    """

    years: tuple[int, ...]
    starts: float
    releases: Array
    dangerous: Array
    safe: Array
    danger: Array
    left: Array
    stopped: Array
    burden: Array
    delay: Array
    hidden: Array

    @functools.cached_property
    def residual_danger(self) -> Outcome:
        """Mean D that is left of a release; NaN where there is none."""
        return Outcome(self.left, self.releases)

    @functools.cached_property
    def stopped_share(self) -> Outcome:
        """Share of the dangerous releases that are stopped."""
        return Outcome(self.stopped, self.dangerous)

    @functools.cached_property
    def burden_share(self) -> Outcome:
        """Mean share of a safe release's worth that is lost."""
        return Outcome(self.burden, self.safe)

    @functools.cached_property
    def delay_months(self) -> Outcome:
        """Mean months that a safe release waits."""
        return Outcome(self.delay, self.safe)

    @functools.cached_property
    def hidden_share(self) -> Outcome:
        """Share of the releases that are developed out of sight."""
        return Outcome(self.hidden, self.releases)


@dataclass(frozen=True, eq=False)
class Outcome:
    """One measure of a regime: a sum over releases, a part of them or a weight, by the releases that it is a mean over.

    Attributes
    ----------
    part, among : ndarray of float64
        Sums by population and year, of shape (..., populations, years), and what they are divided by.
    """

    part: Array
    among: Array

    @functools.cached_property
    def yearly(self) -> Array:
        """By year, of all populations together; NaN where there is nothing to divide by, here and below."""
        return _ratio(self.part.sum(axis=-2), self.among.sum(axis=-2))

    @property
    def low(self) -> Array:
        """By year, the 5th percentile over populations."""
        return self._bands[0]

    @property
    def high(self) -> Array:
        """By year, the 95th percentile over populations."""
        return self._bands[1]

    @functools.cached_property
    def whole(self) -> Any:
        """Of all years and populations together: a float, or an array of the leading axes."""
        each, total = self._over_years
        return _ratio(each.sum(axis=-1), total.sum(axis=-1))[()]

    @property
    def whole_low(self) -> Any:
        """Of all years together, the 5th percentile over populations."""
        return self._whole_bands[0][()]

    @property
    def whole_high(self) -> Any:
        """Of all years together, the 95th percentile over populations."""
        return self._whole_bands[1][()]

    @functools.cached_property
    def _bands(self) -> tuple[Array, Array]:
        return _band(self.part, self.among)

    @functools.cached_property
    def _whole_bands(self) -> tuple[Array, Array]:
        return _band(*self._over_years, axis=-1)

    @property
    def _over_years(self) -> tuple[Array, Array]:
        return self.part.sum(axis=-1), self.among.sum(axis=-1)


def _ratio(part: Array, whole: Array) -> Array:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0.0))


def _band(part: Array, whole: Array, axis: int = -2) -> tuple[Array, Array]:
    each = np.moveaxis(_ratio(part, whole), axis, 0)
    low, high = np.full(each.shape[1:], np.nan), np.full(each.shape[1:], np.nan)
    # NaN sorts last. What np.nanpercentile gives, which goes through the columns one by one.
    ordered, known = np.sort(each, axis=0), np.count_nonzero(~np.isnan(each), axis=0)
    for count in np.unique(known[known > 0]):
        here = known == count
        low[here], high[here] = np.percentile(ordered[:count, here], BAND, axis=0)
    return low, high


def gather(
    tables: Sequence[Table],
    readings: Sequence[Table],
    years: Sequence[int],
    unseen: Sequence[npt.ArrayLike] | None = None,
    months: npt.ArrayLike = (),
    leading: npt.ArrayLike = (),
) -> Released:
    """Put populations side by side as `score` wants them.

    Parameters
    ----------
    tables, readings : sequence of mapping of str to 1-D array
        Populations as `risk.timeline.releases` draws them, and the same as rules read them.
    years : sequence of int
        Consecutive calendar years to score; earlier releases are only history.
    unseen : sequence of array_like, optional
        For each population and release the share that no chokepoint sees; nobody is unseen if not given.
    months, leading : array_like, optional
        Dates, and the intelligence of the largest runs then. Needed where policy responds.

    Raises
    ------
    ValueError
        If the years are not consecutive.
    """
    scored = np.asarray(years, dtype=np.int64)
    if scored.ndim != 1 or not scored.size or np.any(np.diff(scored) != 1):
        raise ValueError(f"years must be consecutive calendar years, got {years!r:.60}")
    dates = [column(table, "date", "a regime") for table in tables]
    places = [np.floor(date).astype(np.int64) - scored[0] for date in dates]
    rows = tuple(np.flatnonzero((place >= 0) & (place < scored.size)) for place in places)
    year = np.concatenate([place[row] for place, row in zip(places, rows, strict=True)])
    world = np.repeat(np.arange(len(rows)), [row.size for row in rows])
    order = np.argsort(year, kind="stable")

    def sorted_by_year(columns: Sequence[Any]) -> Any:
        return np.concatenate([np.asarray(one)[row] for one, row in zip(columns, rows, strict=True)])[order]

    return Released(
        years=tuple(int(one) for one in scored),
        readings=tuple({name: reading[name] for name in reading} for reading in readings),
        disclosed=tuple(
            {name: table["compute"] if name == "flop" else reading[name] for name in reading}
            for reading, table in zip(readings, tables, strict=True)
        ),
        rows=rows,
        order=order,
        year=year[order],
        world=world[order],
        date=sorted_by_year(dates),
        intelligence=sorted_by_year([reading["I"] for reading in readings]),
        open_weights=sorted_by_year([table["open_weights"] for table in tables]).astype(bool),
        unseen=sorted_by_year(unseen) if unseen is not None else np.zeros(year.shape),
        months=np.asarray(months, dtype=np.float64),
        leading=np.asarray(leading, dtype=np.float64),
    )


def score(regime: Regime, released: Released, harm: Harm, setting: Setting) -> RegimeScore:
    """Score a regime on releases, in expectation over what is left to chance.

    Parameters
    ----------
    regime : Regime
        What is scored.
    released : Released
        On which releases.
    harm : Harm
        How dangerous they are; leading axes are for several answers to that, scored side by side.
    setting : Setting
        What the regime is set into.

    Notes
    -----
    A release meets the gate with the chance that it is covered, that its developer answers to the regime and
    complies, that the regime has force and sees it, and that its development did not move out of sight. The last is
    the year's share of releases that would be stopped, times the displacement, less what verification undoes. Where
    it is stopped, what remains of D is what happened before. Residual danger is the mean over all releases, dangerous
    by the tolerance or not; the burden is that on those that are not.
    """
    met = _meet(regime, released, harm, setting)
    unknown = np.isnan(harm.danger)
    stopped = met.by_gate + met.by_line
    locked = setting.circumstances.lockdown if regime.terms.gate == LOCK_DOWN else 1.0
    lost = met.by_line + met.by_gate * locked
    asked = met.answers * met.gate * (1.0 - met.moved)
    waits = asked * (regime.terms.audit_months if regime.terms.gate in (BEFORE, LOCK_DOWN) else 0.0)
    hidden = met.in_force * (met.gate + met.red) * (1.0 - met.seen * (1.0 - met.moved))
    dangerous = (met.danger >= setting.tolerance) & ~unknown
    safe = ~dangerous & ~unknown
    each = {
        "releases": ~unknown,
        "dangerous": dangerous,
        "safe": safe,
        "danger": met.danger,
        "left": met.left,
        "stopped": stopped * dangerous,
        "burden": (lost + np.maximum(asked - stopped, 0.0) * regime.terms.duties) * safe,
        "delay": waits * safe,
        "hidden": hidden * ~unknown,
    }
    return RegimeScore(
        years=released.years,
        starts=_starts(regime, released, setting),
        **{name: _summed(each[name], released) for name in _COUNTS},
    )


def mean_left(regime: Regime, released: Released, harm: Harm, setting: Setting) -> Array:
    """Mean D that a regime leaves, by year over all populations: `score(...).residual_danger.yearly`, and no more.

    Parameters
    ----------
    regime, released, harm, setting
        As `score` has them.

    Returns
    -------
    ndarray of float64
        Of shape (..., years); NaN for a year without a release whose D is known.
    """
    left = _meet(regime, released, harm, setting).left
    return _ratio(_yearly_mean(left, released), _yearly_mean(harm.known, released))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Met:
    """What happens to each release where a regime meets it: chances, and D before and after."""

    danger: Array
    in_force: Array
    gate: Array
    red: Array
    seen: Array
    answers: Array
    moved: Any
    by_gate: Array
    by_line: Array
    left: Array


def _meet(regime: Regime, released: Released, harm: Harm, setting: Setting) -> _Met:
    circumstances = setting.circumstances
    in_force, complying = _answering(regime, released, setting)
    gate = released.covered(regime.scope, regime.terms.disclosure, regime.terms.presumed, regime.terms.below_scope)
    red = released.covered(regime.red_line, regime.terms.disclosure, regime.terms.presumed, 0.0)
    gate = gate * (1.0 - red)
    danger = harm.filled
    fails = _fails(regime, released, danger, setting, in_force * (gate + red))
    seen = (1.0 - released.unseen) if regime.terms.sight == CHOKEPOINTS else np.ones(released.year.shape)
    answers = in_force * complying * seen
    # For a map there are hundreds of thousands: each pass over them that does nothing is left out.
    by_gate, by_line = np.asarray(answers * gate * fails), answers * red
    moved: Any = 0.0
    if escaping := circumstances.displacement * (1.0 - regime.terms.verification):
        yearly = np.minimum(escaping * _yearly_mean(by_gate + by_line, released), 1.0)
        moved = np.take(yearly, released.year, axis=-1)
        by_gate *= 1.0 - moved
        by_line = by_line * (1.0 - moved)
    if regime.terms.gate == AFTER:  # weights that are out cannot be called back
        by_gate *= ~released.open_weights
    left = np.asarray(by_gate * (1.0 - _remains(regime, released, harm, circumstances)))
    np.subtract(1.0 - by_line, left, out=left)
    np.multiply(danger, left, out=left)
    return _Met(
        danger=danger, in_force=in_force, gate=gate, red=red, seen=seen, answers=answers, moved=moved, by_gate=by_gate,
        by_line=by_line, left=left,
    )  # fmt: skip


def _starts(regime: Regime, released: Released, setting: Setting) -> float:
    """Date from which the regime has force; infinite if intelligence always outruns its making."""
    circumstances = setting.circumstances
    if not circumstances.policy_responds or not released.months.size:
        return setting.set_date + regime.terms.years_to_force
    there = released.months >= setting.set_date + regime.terms.years_to_force * (
        1.0 + circumstances.lag_growth * released.leading
    )
    return float(released.months[np.argmax(there)]) if there.any() else math.inf


def _answering(regime: Regime, released: Released, setting: Setting) -> tuple[Array, float]:
    """Chance that a release's developer answers to the regime while it has force, and that a covered one complies."""
    since = released.date - _starts(regime, released, setting)
    in_force = np.asarray(
        regime.terms.jurisdiction * ((since >= 0.0) & (since < regime.terms.lifetime_years)), dtype=np.float64
    )
    return in_force, regime.compliance(setting.race)


def _fails(regime: Regime, released: Released, danger: Array, setting: Setting, asked: Array) -> Array:
    """Chance that a release fails at the gate; zero where it is not `asked` to pass it."""
    if regime.terms.gate == NO_GATE:
        return np.zeros(danger.shape)
    if regime.terms.gate == PROHIBITION:
        return np.ones(danger.shape)
    capture, audit = setting.capture, regime.audit
    standard = setting.tolerance * regime.terms.standard * (1.0 - regime.terms.tightening * released.intelligence)
    found = np.zeros(danger.shape)
    starts = _starts(regime, released, setting)
    for year, span in zip(released.years, released.spans, strict=True):
        # An audit takes the most time by far, and whom nobody asks for one is not stopped by it.
        asking = np.flatnonzero(asked[span])
        if not asking.size:
            continue
        rows = span if asking.size == span.stop - span.start else span.start + asking
        age = year + 0.5 - starts
        fair = 1.0 - audit.clear_probability(danger[..., rows], standard[rows])
        if capture.on:
            bent = 1.0 - audit.clear_probability(
                danger[..., rows] - capture.bias_after(age), standard[rows] * capture.standard_after(age)
            )
            fair = 1.0 - (1.0 - bent) * (1.0 - capture.second_door * fair)
        found[..., rows] = fair
        audit = _learned(audit, regime, float(asked[span].mean()))
    return found


def _learned(audit: Audit, regime: Regime, share: float) -> Audit:
    """The audit of the next year, after a year in which this share of the releases was covered."""
    if not (regime.terms.reporting or regime.terms.evidence) or not share:
        return audit
    return audit.replace(
        noise=audit.noise * (1.0 - regime.terms.reporting * share),
        hiding=audit.hiding * (1.0 - regime.terms.evidence * share),
    )


def _remains(regime: Regime, released: Released, harm: Harm, circumstances: Circumstances) -> Any:
    """Share of D that remains of a release that fails at the gate."""
    if regime.terms.gate == PROHIBITION:
        return 0.0
    if regime.terms.gate == AFTER:
        return max(circumstances.before_response, circumstances.before_gate)
    if regime.terms.gate == LOCK_DOWN:
        kept = np.divide(harm.locked, harm.danger, out=np.ones(harm.danger.shape), where=harm.danger > 0.0)
        return np.maximum(np.minimum(kept, 1.0), circumstances.before_gate)
    return circumstances.before_gate


def _yearly_mean(values: Array, released: Released) -> Array:
    """Mean by year over all populations; of releases the last axis, of years in the result."""
    counted = np.array([max(span.stop - span.start, 1) for span in released.spans])
    return np.asarray(np.stack([values[..., span].sum(axis=-1) for span in released.spans], axis=-1) / counted)


def _summed(values: Array, released: Released) -> Array:
    """Sums by population and year."""
    years, worlds = len(released.years), len(released.rows)
    group = released.world * years + released.year
    flat = np.broadcast_to(values, np.broadcast_shapes(values.shape, group.shape)).reshape(-1, group.size)
    each = (np.arange(len(flat))[:, None] * worlds * years + group).ravel()
    sums = np.bincount(each, flat.astype(np.float64).ravel(), minlength=len(flat) * worlds * years)
    return np.asarray(sums.reshape(*values.shape[:-1], worlds, years), dtype=np.float64)
