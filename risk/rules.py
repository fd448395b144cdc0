"""Who a rule covers: thresholds in compute, in capability and on the danger surface, and their combinations."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from risk.axes import AXES, Array
from risk.compute import Table, column
from risk.parameter import Declared, choice, parameter


class Danger(Protocol):
    """Anything that gives the danger of a point, such as `risk.Surface`."""

    def danger(self, I: npt.ArrayLike, G: npt.ArrayLike, A: npt.ArrayLike, /) -> Any: ...


@dataclass(frozen=True)
class Rule(Declared, abc.ABC):
    """A rule that covers some systems, leaves out others, and cannot tell for the rest.

    Rules combine with ``&``, ``|`` and ``~`` in Kleene's three-valued logic: what is unknown stays unknown unless the
    known parts settle it. A rule reads the table it is given; that table should hold *measured* intelligence,
    generality and agenticity (`risk.comparison.MeasurementError`), since no rule sees the truth.

    Attributes
    ----------
    columns : tuple of str
        Columns that the rule reads.
    """

    columns: ClassVar[tuple[str, ...]] = ()

    @abc.abstractmethod
    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        """Verdict on checked columns of equal length: 1, 0 or NaN a row."""

    def applies(self, table: Table, date: npt.ArrayLike) -> Array:
        """Verdict of the rule on each system.

        Parameters
        ----------
        table : mapping of str to 1-D array, or DataFrame
            Systems, one a row, with at least the rule's `columns`; NaN where a value is unknown.
        date : array_like
            Decimal year in which the rule is applied, one for all systems or one each.

        Returns
        -------
        ndarray of float64
            1 where the rule covers the system, 0 where it does not, NaN where the data it needs are missing.

        Raises
        ------
        ValueError
            If the table lacks a column, columns differ in length, or a date is not a finite number.
        """
        owner = self.name or type(self).__name__
        columns = {name: column(table, name, owner) for name in self.columns}
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) > 1:
            shown = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise ValueError(f"{owner} needs columns of equal length, got {shown}")
        dates = np.asarray(date, dtype=np.float64)
        if not np.all(np.isfinite(dates)):
            raise ValueError(f"date must be a finite decimal year, got {dates[~np.isfinite(dates)].flat[0]!s}")
        rows = next(iter(lengths.values()))
        if dates.ndim and dates.shape != (rows,):
            raise ValueError(f"{owner} needs one date, or one for each of {rows} systems, got shape {dates.shape}")
        return self._verdict(columns, dates)

    def __and__(self, other: Rule) -> And:
        return And(self, other) if isinstance(other, Rule) else NotImplemented

    def __or__(self, other: Rule) -> Or:
        return Or(self, other) if isinstance(other, Rule) else NotImplemented

    def __invert__(self) -> Not:
        return Not(self)


def _both(first: Array, second: Array) -> Array:
    return np.where((first == 0.0) | (second == 0.0), 0.0, first * second)


def _reached(values: Array, level: float) -> Array:
    return np.where(np.isnan(values), np.nan, values >= level)


@dataclass(frozen=True)
class Everything(Rule):
    """Covers every system, and so needs to know nothing of it but that it exists."""

    name = "everything"
    label = "Every system"
    summary = "Covers every system."
    columns = ("date",)

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        return np.ones_like(table["date"])


@dataclass(frozen=True)
class _Pair(Rule):
    first: Rule
    second: Rule

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_rules(self, first=self.first, second=self.second)

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]
        """Columns that either rule reads."""
        return tuple(dict.fromkeys(self.first.columns + self.second.columns))


@dataclass(frozen=True)
class And(_Pair):
    """Covers what both rules cover; not covered as soon as one of them says no, even if the other is unknown."""

    name = "and"
    label = "Both rules"
    summary = "Covers what both rules cover."
    source = "Kleene 1952, three-valued logic"

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        return _both(self.first._verdict(table, date), self.second._verdict(table, date))


@dataclass(frozen=True)
class Or(_Pair):
    """Covers what either rule covers; covered as soon as one of them says yes, even if the other is unknown."""

    name = "or"
    label = "Either rule"
    summary = "Covers what either rule covers."
    source = "Kleene 1952, three-valued logic"

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        return 1.0 - _both(1.0 - self.first._verdict(table, date), 1.0 - self.second._verdict(table, date))


@dataclass(frozen=True)
class Not(Rule):
    """Covers what a rule leaves out; what that rule cannot tell stays unknown."""

    name = "not"
    label = "Not this rule"
    summary = "Covers what a rule leaves out."
    source = "Kleene 1952, three-valued logic"

    rule: Rule

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_rules(self, rule=self.rule)

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]
        """Columns that the rule reads."""
        return self.rule.columns

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        return 1.0 - self.rule._verdict(table, date)


@dataclass(frozen=True)
class ComputeThreshold(Rule):
    """Covers systems trained with more than so many FLOP; unknown where the developer discloses no compute.

    The laws say *greater than*, so a system at exactly the line is not covered.
    """

    name = "compute-threshold"
    label = "Compute threshold"
    summary = "Covers systems trained with more than so many FLOP."
    source = "Regulation (EU) 2024/1689, Art. 51(2); US Executive Order 14110, s. 4.2(b); California SB 53"
    columns = ("flop",)

    flop: float = parameter(
        1e25,
        1e15,
        1e32,
        typical=(1e22, 1e28),
        symbol="T",
        unit="FLOP",
        label="FLOP line",
        help="Training compute above which the rule applies.",
        source="Regulation (EU) 2024/1689, Art. 51(2)",
        log=True,
    )

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        flop = table["flop"]
        return np.where(np.isnan(flop), np.nan, flop > self.flop)


@dataclass(frozen=True)
class CapabilityThreshold(Rule):
    """Covers systems that reach a level on one measured axis; unknown where that axis was not measured."""

    name = "capability-threshold"
    label = "Capability threshold"
    summary = "Covers systems that reach a level on one axis."
    source = "Frontier safety policies name capability levels; this level is a judgement"

    axis: str = choice(
        "I",
        AXES,
        label="Axis",
        help="Axis on which the level is set: intelligence I, generality G or agenticity A.",
    )
    level: float = parameter(
        0.6,
        0.0,
        1.0,
        step=0.01,
        symbol="L",
        label="Level",
        help="Measured value from which on the rule applies.",
    )

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]
        """The axis."""
        return (self.axis,)

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        return _reached(table[self.axis], self.level)


@dataclass(frozen=True)
class TripleIntersection(Rule):
    """Covers systems that are at once intelligent, general and agentic: the least of the three axes reaches a level.

    One axis known to be low settles the verdict, even if another was not measured.
    """

    name = "triple-intersection"
    label = "Triple intersection"
    summary = "Covers systems that are high on all three axes at once."
    source = "Aguirre 2025, Keep the Future Human; the level is a judgement"
    columns = AXES

    level: float = parameter(
        0.5,
        0.0,
        1.0,
        step=0.01,
        symbol="L",
        label="Level on each axis",
        help="Measured value that intelligence, generality and agenticity must all reach.",
    )

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        intelligence, generality, agenticity = (_reached(table[axis], self.level) for axis in AXES)
        return _both(_both(intelligence, generality), agenticity)


@dataclass(frozen=True)
class SurfaceThreshold(Rule):
    """Covers systems whose measured position lies on the dangerous side of a danger surface, D at or over D*.

    The surface is the regulator's, which may be another function than the one that holds. The verdict is unknown where
    an axis was not measured, or where the surface is undefined.
    """

    name = "surface-threshold"
    label = "Surface rule"
    summary = "Covers systems whose measured position is dangerous on a chosen surface."
    columns = AXES

    surface: Danger
    tolerance: float = parameter(
        0.3,
        0.0,
        1.0,
        step=0.01,
        symbol="D^*",
        label="Tolerance of the rule",
        help="Danger index from which on the rule applies.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not callable(getattr(self.surface, "danger", None)):
            raise ValueError(f"{self.name}.surface must have a method danger(I, G, A), got {self.surface!r:.40}")

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        position = [table[axis] for axis in AXES]
        measured = ~np.isnan(position).any(axis=0)
        danger = np.full(measured.shape, np.nan)
        danger[measured] = self.surface.danger(*(values[measured] for values in position))
        return _reached(danger, self.tolerance)


@dataclass(frozen=True)
class FilterThenTest(Rule):
    """Covers systems that pass a cheap filter and then fail an evaluation: a line first, a test after.

    Only systems that the filter covers are evaluated, so how many evaluations the rule costs is the filter's own
    verdict. Where the filter is undetermined, the evaluation may never happen: the system is then undetermined too,
    unless the test would leave it out, in which case it ends up not covered whether it is evaluated or not.
    """

    name = "filter-then-test"
    label = "Line, then evaluation"
    summary = "A compute line picks who is evaluated; the evaluation decides."
    source = "Heim & Koessler 2024, Training Compute Thresholds"

    filter: Rule
    test: Rule

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_rules(self, filter=self.filter, test=self.test)

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]
        """Columns that the filter or the test reads."""
        return tuple(dict.fromkeys(self.filter.columns + self.test.columns))

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        return _both(self.filter._verdict(table, date), self.test._verdict(table, date))


def _check_rules(owner: Rule, **parts: object) -> None:
    for name, part in parts.items():
        if not isinstance(part, Rule):
            raise ValueError(f"{owner.name}.{name} must be a rule, got {part!r:.40}")
