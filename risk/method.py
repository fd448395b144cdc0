"""Every formula and parameter of the model, read from the declarations, and what a search finds in them and the data.

Nothing here is typed twice: adding a danger function, a rule or a section adds its entry.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from risk import catalog, words
from risk.agency import AGENCIES
from risk.data_tables import data_tables
from risk.parameter import JUDGEMENT, Declared, Parameter, parameters
from risk.prior import Prior
from risk.registry import danger_functions
from risk.rules import Rule
from risk.scenario import SECTIONS, Scenario
from risk.table import Cell, Column, Table, cell, folded, holds

# What a reader looks at is chosen, neither measured nor judged.
_CHOSEN = "view"
_NOT_IN_USE, _NO_SETTING = "not in use", "not a setting"


@dataclass(frozen=True)
class ParameterRow:
    """One declared parameter, and what it is in a scenario.

    Attributes
    ----------
    owner : type of Declared
        The danger function, agency, trend, rule or section that declares it.
    role : str
        What the owner is to the dashboard.
    declared : Parameter
        Its declaration.
    value : object
        What holds in the scenario; None where its owner is not in use.
    state : str
        "in use", or why there is no value.
    own_prior : Prior or None
        Prior that the scenario has in the place of the declared one.
    """

    owner: type[Declared]
    role: str
    declared: Parameter
    value: Any
    state: str
    own_prior: Prior | None = None

    @property
    def changed(self) -> bool:
        """Whether the scenario departs from the default, by hand or by a fit."""
        return self.value is not None and self.value != self.declared.default

    @property
    def prior(self) -> str:
        """What the value may be, in words; what is shown is chosen and has no prior."""
        if self.own_prior:
            return f"{self.own_prior.words(self.declared)}, changed"
        return "fixed" if self.judgement == "choice" else prior(self.declared)

    @property
    def judgement(self) -> str:
        """Whether the default is a judgement: yes, in part, no, or "choice" where it only says what is shown."""
        if self.owner.name == _CHOSEN:
            return "choice"
        if self.declared.source.startswith(JUDGEMENT):
            return "yes"
        return "in part" if JUDGEMENT in self.declared.source else "no"


@dataclass(frozen=True)
class Entry:
    """One declared part of the model: what it is, its formula, its source and its parameters."""

    owner: type[Declared]
    role: str
    parameters: tuple[ParameterRow, ...]

    @property
    def title(self) -> str:
        """What it is called, and what it is to the dashboard where that says more."""
        return _title(self.owner) + (f" ({self.role.lower()})" if self.role != self.owner.label else "")

    @property
    def text(self) -> str:
        """All that a search looks through."""
        owner = self.owner
        named = (f"{row.declared.symbol} {row.declared.label}" for row in self.parameters)
        return " ".join(
            (
                *(self.role, owner.name, owner.label, owner.summary, owner.formula, words.symbol(owner.formula)),
                *(owner.source, *named),
            )
        )

    @property
    def symbols(self) -> str:
        """The symbols of its formula in words, as Markdown with LaTeX."""
        named = (
            f"${row.declared.symbol}$ {row.declared.label} ({written(row.declared, row.declared.default)})"
            for row in self.parameters
            if row.declared.symbol
        )
        return ", ".join(named)


def entries(scenario: Scenario) -> tuple[Entry, ...]:
    """Every declared part of the model: danger functions and agencies with their plug-ins, sections, and rules."""
    # Somebody may register another function at any time, so what is registered is part of the key.
    return _entries(scenario, tuple(danger_functions().values()))


@functools.lru_cache(maxsize=16)
def _entries(scenario: Scenario, functions: tuple[type[Declared], ...]) -> tuple[Entry, ...]:
    owners = _owners(scenario, functions)
    return tuple(Entry(kind, role, _rows(kind, role, scenario)) for kind, role in owners.items())


def _owners(scenario: Scenario, functions: Iterable[type[Declared]]) -> dict[type[Declared], str]:
    owners: dict[type[Declared], str] = dict.fromkeys(functions, "Danger function")
    owners |= {kind: "Agency" for kind in AGENCIES.values()}
    sections = {type(scenario.section(name)) for name in SECTIONS}
    for name in SECTIONS:
        kind = type(scenario.section(name))
        owners.setdefault(kind, "Rule" if issubclass(kind, Rule) else kind.label)
    return owners | {kind: "Rule" for kind in _rules() if kind not in sections}


def _rules(base: type[Rule] = Rule) -> Iterable[type[Rule]]:
    """Rules of this package that have a name; those without one are steps on the way to others."""
    for kind in base.__subclasses__():
        if kind.name and kind.__module__.partition(".")[0] == __name__.partition(".")[0]:
            yield kind
        yield from _rules(kind)


def _rows(kind: type[Declared], role: str, scenario: Scenario) -> tuple[ParameterRow, ...]:
    # The trend as it holds is the fitted one, as its controls show it.
    held: Mapping[type[Declared], Declared] = {
        type(scenario.section(name)): scenario.compute_trend if name == "trend" else scenario.section(name)
        for name in SECTIONS
    }
    here = held.get(kind)
    own = {
        key.partition(".")[2]: chosen
        for key, chosen in scenario.priors
        if type(scenario.section(key.partition(".")[0])) is kind
    }
    pluggable = kind in danger_functions().values() or kind in AGENCIES.values()
    # A formula and a blend have parameters beyond those of their class.
    owner = here or (kind() if pluggable else kind)
    state = "in use" if here else _NOT_IN_USE if pluggable else _NO_SETTING
    return tuple(
        ParameterRow(
            kind, role, declared, getattr(here, declared.name) if here else None, state, own.get(declared.name)
        )
        for declared in parameters(owner)
    )


def prior(declared: Parameter) -> str:
    """Declared prior in words: (log-)uniform over the typical range; whatever is no real number is fixed."""
    if declared.kind != "float":
        return "fixed"
    low, high = (written(declared, bound) for bound in declared.typical)
    return f"{'log-uniform' if declared.log else 'uniform'}, {low} to {high}"


def written(declared: Parameter, value: Any) -> str:
    """Value of a parameter in words, without its unit unless the unit is part of how it is written."""
    if declared.kind == "flag":
        return "yes" if value else "no"
    if declared.unit in ("FLOP", "decimal year"):
        return words.value(declared, value)
    return words.plain(value) if declared.numeric else words.value(declared, value)


def _title(owner: type[Declared]) -> str:
    """What a part is called; a stranger's may have a name alone."""
    return owner.label or owner.name


def _typical(declared: Parameter) -> str:
    return " to ".join(written(declared, bound) for bound in declared.typical) if declared.numeric else ""


def _legal(declared: Parameter) -> str:
    if declared.kind == "flag":
        return "yes or no"
    if declared.kind == "choice":
        return ", ".join(declared.choices)
    bounds = f"{written(declared, declared.low)} to {written(declared, declared.high)}" if declared.numeric else ""
    return bounds or f"{declared.low:.0f} to {declared.high:.0f} characters"


def _now(row: ParameterRow) -> str:
    if row.value is None:
        return row.state
    return written(row.declared, row.value) + (", changed" if row.changed else "")


def own_levels(scenario: Scenario) -> str:
    """One sentence where systems are deployed differently from the rest, which no parameter shows; else empty."""
    if not scenario.deployments:
        return ""
    names = catalog.names()
    listed = [f"{names[identifier]} at {level:.4g}" for identifier, level in scenario.deployments]
    return f"With an autonomy level of their own: {words.listed(listed)}."


def counted_judgements(rows: Iterable[ParameterRow]) -> tuple[int, int]:
    """Parameters whose default is a judgement, and all that are more than a choice of what to show."""
    marks = [row.judgement for row in rows if row.judgement != "choice"]
    return marks.count("yes"), len(marks)


def parameter_rows(scenario: Scenario) -> tuple[ParameterRow, ...]:
    """Every declared parameter."""
    return tuple(row for entry in entries(scenario) for row in entry.parameters)


_PARAMETER_COLUMNS = (
    Column("part", "Danger function, agency, trend, rule or section that declares the parameter"),
    Column("name", "Name in links, files and Python"),
    Column("label", "Name in the interface"),
    Column("symbol", "Symbol in the formula, LaTeX"),
    Column("kind", "float, integer, choice, flag or text"),
    Column("default", "Value used when nobody says otherwise"),
    Column("unit", "Unit of all values of the row; none for pure numbers"),
    Column("typical_low", "Low end of the plausible range", "see unit", "number"),
    Column("typical_high", "High end of the plausible range", "see unit", "number"),
    Column("legal_low", "Lowest legal value; for text the fewest characters", "see unit", "number"),
    Column("legal_high", "Highest legal value; for text the most characters", "see unit", "number"),
    Column("choices", "Legal values of a choice, separated by |"),
    Column("prior", "What the value may be: distribution over the typical range, or fixed"),
    Column("value", "Value in the scenario; empty where the part is not in use"),
    Column("changed", "Whether the scenario departs from the default", kind="flag"),
    Column("judgement", "Whether the default is a judgement: yes, in part, no, or choice (of what is shown)"),
    Column("source", "Where the default comes from"),
    Column("meaning", "What it means, in one sentence"),
)
_PARAMETER_HEADINGS = (
    "Part", "Symbol", "Parameter", "Judgement", "Default", "Unit", "Now", "Typical", "Legal", "Prior", "Source",
    "Meaning",
)  # fmt: skip


def parameter_table(scenario: Scenario) -> Table:
    """Every declared parameter, one a row, with its value in the scenario."""
    return _parameter_table(parameter_rows(scenario))


@functools.lru_cache(maxsize=16)
def _parameter_table(found: tuple[ParameterRow, ...]) -> Table:
    return Table(
        name="parameters",
        title="Parameters",
        about="One row is one parameter of the model, as it is declared, with its value in the scenario.",
        columns=_PARAMETER_COLUMNS,
        rows=tuple(_parameter_cells(row) for row in found),
        headings=_PARAMETER_HEADINGS,
        shown=tuple(_parameter_words(row) for row in found),
    )


def _parameter_cells(row: ParameterRow) -> tuple[Cell, ...]:
    declared = row.declared
    typical = declared.typical if declared.numeric else (None, None)
    cells = (
        row.owner.name, declared.name, declared.label, declared.symbol, declared.kind, declared.text(declared.default),
        declared.unit, *typical, declared.low, declared.high, "|".join(declared.choices), row.prior,
        None if row.value is None else declared.text(row.value), row.changed, row.judgement, declared.source,
        declared.help,
    )  # fmt: skip
    return tuple(cell(value) for value in cells)


def _parameter_words(row: ParameterRow) -> tuple[str, ...]:
    declared = row.declared
    return (
        _title(row.owner), words.symbol(declared.symbol), declared.label, row.judgement,
        written(declared, declared.default), declared.unit, _now(row), _typical(declared), _legal(declared),
        row.prior, declared.source, declared.help,
    )  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a search finds; an empty search finds everything."""

    entries: tuple[Entry, ...]
    parameters: Table
    data: tuple[Table, ...]

    @property
    def total(self) -> int:
        """Number of formulas, parameters and rows."""
        return len(self.entries) + len(self.parameters) + sum(len(table) for table in self.data)

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        if not self.total:
            return "No part of the model, no parameter and no row of data holds all of these words. Try fewer words."
        rows = sum(len(table) for table in self.data)
        parts = (
            words.counted(len(self.entries), "part of the model", "parts of the model"),
            words.counted(len(self.parameters), "parameter"),
            words.counted(rows, "row of data", "rows of data"),
        )
        return f"Found: {', '.join(parts)}."


def search(scenario: Scenario, query: str = "") -> Found:
    """Parts of the model, parameters and rows of data that hold every word of a search."""
    return Found(
        tuple(entry for entry in entries(scenario) if holds(folded(entry.text), query)),
        parameter_table(scenario).where(query),
        tuple(table.where(query) for table in data_tables()),
    )
