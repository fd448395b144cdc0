"""What the dashboard rests on: every formula, parameter and row of data, with its source; caveats, credit and limits.

Nothing here is typed twice: formulas and parameters are read from their declarations, rows from the catalogue, and
numbers in sentences are computed.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk import catalog, headlines, words
from risk.agency import AGENCIES
from risk.catalog import INDEX_VINTAGE
from risk.parameter import JUDGEMENT, Declared, Parameter, parameters
from risk.registry import danger_functions
from risk.rules import Rule
from risk.scenario import SECTIONS, Scenario

DATA_MONTH = "November 2026"
"""When the tables in ``risk/data`` were compiled."""

Cell = str | float | int | bool | None

# What a reader looks at is chosen, neither measured nor judged.
_CHOSEN = "view"
_NOT_IN_USE, _NO_SETTING = "not in use", "not a setting"
_LONGEST_IN_FULL = 1e4
_LONGEST_COUNT = 1e12
_RELIABLE_MINUTES = 960
_DOMAINS = 10


# ---- formulas and parameters


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
    """

    owner: type[Declared]
    role: str
    declared: Parameter
    value: Any
    state: str

    @property
    def changed(self) -> bool:
        """Whether the scenario departs from the default, by hand or by a fit."""
        return self.value is not None and self.value != self.declared.default

    @property
    def prior(self) -> str:
        """What the value may be, in words; what is shown is chosen and has no prior."""
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
    def text(self) -> str:
        """All that a search looks through."""
        owner = self.owner
        named = (f"{row.declared.symbol} {row.declared.label}" for row in self.parameters)
        return " ".join(
            (
                *(self.role, owner.name, owner.label, owner.summary, owner.formula, _unicode(owner.formula)),
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
    pluggable = kind in danger_functions().values() or kind in AGENCIES.values()
    state = "in use" if here else _NOT_IN_USE if pluggable else _NO_SETTING
    return tuple(
        ParameterRow(kind, role, declared, getattr(here, declared.name) if here else None, state)
        for declared in parameters(kind)
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
    return _plain_number(value) if declared.numeric else str(value)


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


_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "varepsilon": "ε", "kappa": "κ", "mu": "μ", "nu": "ν",
    "sigma": "σ", "omega": "ω",
}  # fmt: skip


def _unicode(latex: str) -> str:
    """A symbol or formula as plain text, for tables and for searching: ``k_{\\max}`` is k_max."""
    for name, letter in _GREEK.items():
        latex = latex.replace(f"\\{name}", letter)
    return latex.replace(r"\mathrm", "").translate(str.maketrans("", "", "\\{}^"))


def own_levels(scenario: Scenario) -> str:
    """One sentence where systems are deployed differently from the rest, which no parameter shows; else empty."""
    if not scenario.deployments:
        return ""
    table = catalog.systems()
    names = dict(zip(table["id"], table["name"], strict=True))
    listed = [f"{names[identifier]} at {level:.4g}" for identifier, level in scenario.deployments]
    return f"With an autonomy level of their own: {words.listed(listed)}."


def counted_judgements(rows: Iterable[ParameterRow]) -> tuple[int, int]:
    """Parameters whose default is a judgement, and all that are more than a choice of what to show."""
    marks = [row.judgement for row in rows if row.judgement != "choice"]
    return marks.count("yes"), len(marks)


def parameter_rows(scenario: Scenario) -> tuple[ParameterRow, ...]:
    """Every declared parameter."""
    return tuple(row for entry in entries(scenario) for row in entry.parameters)


# ---- tables


@dataclass(frozen=True)
class Column:
    """A column of a table as it is handed out."""

    name: str
    meaning: str
    unit: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Licence:
    """Terms under which figures are used, and the words in a row's source that say so.

    Attributes
    ----------
    holder, terms, address : str
        Whose figures, on what terms, and where those are written.
    credit : str
        How to credit them.
    names : tuple of str
        A row whose source contains one of these is under this licence.
    """

    holder: str
    terms: str
    address: str
    credit: str
    names: tuple[str, ...]

    @property
    def short(self) -> str:
        """Holder and terms."""
        return f"{self.holder}: {self.terms}"


@dataclass(frozen=True)
class Table:
    """Rows as they are handed out, and the same rows as they are shown.

    Attributes
    ----------
    name, title, about : str
        File name, heading, and what one row is.
    columns : tuple of Column
        Columns of `rows`.
    rows : tuple of tuples
        Values in full; None where there is none.
    headings : tuple of str
        Headings of `shown`.
    shown : tuple of tuples of str
        The same rows in words.
    licences : tuple of Licence
        Terms of the figures, empty where all is of this repository.
    selection : str
        The search that these rows answer; empty where they are all.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    headings: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...]
    licences: tuple[Licence, ...] = ()
    selection: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    @functools.cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(
            folded(" ".join((*shown, *(str(cell) for cell in row if isinstance(cell, str)))))
            for row, shown in zip(self.rows, self.shown, strict=True)
        )

    def where(self, query: str) -> Table:
        """Rows that hold every word of a search."""
        if not query.split():
            return self
        kept = [number for number, text in enumerate(self._texts) if holds(text, query)]
        return dataclasses.replace(
            self,
            rows=tuple(self.rows[number] for number in kept),
            shown=tuple(self.shown[number] for number in kept),
            selection=query,
        )


def folded(text: str) -> str:
    """Text as a search compares it: without case, and with 10²⁵ and 1025 the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def holds(text: str, query: str) -> bool:
    """Whether a folded text contains every word of a search. Words are plain text, never a pattern."""
    return all(word in text for word in folded(query).split())


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
    return tuple(_cell(cell) for cell in cells)


def _parameter_words(row: ParameterRow) -> tuple[str, ...]:
    declared = row.declared
    return (
        row.owner.label, _unicode(declared.symbol), declared.label, row.judgement, written(declared, declared.default),
        declared.unit, _now(row), _typical(declared), _legal(declared), row.prior, declared.source, declared.help,
    )  # fmt: skip


def _cell(value: Any) -> Cell:
    """A plain Python value; None where there is none."""
    if isinstance(value, datetime.date):
        # Missing dates of pandas are of this type too, and differ from themselves.
        return value.strftime("%Y-%m-%d") if value == value else None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return value or None
    return None if value is None or not math.isfinite(value) else value


# ---- data and licences

LICENCES = (
    Licence(
        "Epoch AI", "CC-BY 4.0", "https://creativecommons.org/licenses/by/4.0/",
        "Epoch AI, Data on AI Models, Epoch Capabilities Index and Benchmarking Hub, https://epoch.ai/data,"
        " with changes: a selection of rows and columns",
        ("CC-BY 4.0",),
    ),
    Licence(
        "METR", "no licence found, single figures cited", "https://metr.org/time-horizons/",
        "METR, Time Horizon 1.0 and 1.1, https://metr.org/time-horizons/",
        ("METR",),
    ),
    Licence(
        "Laws and bills", "public documents", "",
        "Laws and bills as named in each row, several read through the summaries that the row names",
        (
            "Regulation (EU)", "Executive Order", "AI Act", "RAISE Act", "SB 53", "SB 1047", "S. 2938", "S6953",
            "guidelines for GPAI", "digital-strategy.ec.europa.eu", "leginfo.legislature.ca.gov",
            "frontier-ai-systems", "ai-diffusion-rule", "bis-rescinds",
            "/ca-sb-53/", "raise-act", "/topics/frontier-gpai/", "eu-ai-act", "ai-safety-law",
            "south-korea-ai-basic-act", "illinois-sb", "new-bipartisan-ai-draft", "Critique of the draft",
        ),
    ),
    Licence(
        "Papers, posts and summaries", "single facts cited", "",
        "Papers, posts and summaries as named in each row",
        (
            "arxiv.org", "epoch.ai/data-insights", "epoch.ai/blog", "Public notes on the Epoch Capabilities Index",
            "aiagentindex.mit.edu", "primeintellect.ai", "github.com", "simplytao.ai", "keepthefuturehuman.ai",
            "lesswrong.com", "alignmentforum.org", "a16z.com", "The essay behind this dashboard", "Carnegie", "Crowell",
            "Stibbe", "Baker McKenzie", "Akin", "natlawreview.com", "National Law Review", "New York Weekly",
            "nyweekly.com", "Safe AI for Business", "policywindow.org", "chatforest.com", "comparativeai.org",
            "aiweekly.co", "1a3orn.com", "complianceforge-ai.com", "multistate.us", "centerconsulting.com",
            "neural-forge.io", "nysgpt.com", "airi-navigator.com", "byteiota.com", "tzun.ai", "longtermwiki.com",
            "techjacksolutions.com", "laurenswhipple.com", "law-ai.org",
        ),
    ),
)  # fmt: skip


@functools.cache
def licences(source: str) -> tuple[Licence, ...]:
    """Terms under which a row is used, by what its source names.

    Raises
    ------
    LookupError
        If no licence is declared for the source.
    """
    found = tuple(licence for licence in LICENCES if any(name in source for name in licence.names))
    if not found:
        raise LookupError(f"no licence is declared for the source {source!r}")
    return found


METRICS = {
    "eci": "Epoch Capabilities Index",
    "metr_p50_minutes": "Task horizon, done half of the time",
    "metr_p80_minutes": "Task horizon, done four times of five",
    "breadth_passed": "Domains passed, of ten",
    "breadth_tested": "Domains tested, of ten",
    "agi_score_chc": "Cognitive domains (Hendrycks et al.)",
    "gpqa_diamond": "GPQA Diamond, share correct",
    "swe_bench_verified": "SWE-bench Verified, share solved",
    "feng_level": "Autonomy level (Feng et al.)",
    "morris_level": "Performance level (Morris et al.)",
}
"""Metrics of the table of measurements in words."""

_ORIGIN = (
    Column("source", "Where the figure was published, with its address"),
    Column("licence", "Terms under which the figure is used"),
    Column("confidence", "seen: read in a copy of the source; recalled: well known, not read again"),
    Column("note", "What a reader should know"),
)
_ORIGIN_HEADINGS = ("Source", "Licence", "Read", "Note")


@functools.cache
def data_tables() -> tuple[Table, ...]:
    """Systems, measurements, thresholds and trends: every row of the catalogue as published."""
    return _systems(), _measurements(), _thresholds(), _trends()


def _systems() -> Table:
    return _data_table(
        "systems", "Systems", "One row is one AI system, 2017 to 2026; training compute as published.",
        catalog.systems(),
        (
            Column("id", "Name in links and files"),
            Column("name", "System"),
            Column("developer", "Who made it"),
            Column("kind", "What it was built for"),
            Column("released", "Date of release", "ISO date"),
            Column("flop", "Training compute; empty where there is no estimate", "FLOP", "number"),
            Column("flop_low", "Low end of what is published", "FLOP", "number"),
            Column("flop_high", "High end of what is published", "FLOP", "number"),
            Column("flop_interval", "What the two ends are; an accounting range is a counting rule, not an error"),
            Column("flop_confidence", "Epoch's word; derived: computed here; none: no estimate"),
            Column("counts", "What the compute figure counts, where that is known"),
            Column("open_weights", "Whether the weights can be downloaded", kind="flag"),
        ),
        {
            "System": lambda row: row["name"],
            "Developer": lambda row: row["developer"],
            "Kind": lambda row: row["kind"].replace("_", " ").replace("llm", "language model"),
            "Released": lambda row: row["released"].strftime("%Y-%m-%d"),
            "Compute": lambda row: words.flop(row["flop"]),
            "Published from, to": lambda row: _interval(row["flop_low"], row["flop_high"], words.flop),
            "What that range is": lambda row: row["flop_interval"],
            "Confidence in compute": lambda row: row["flop_confidence"],
            "What it counts": lambda row: row["counts"],
            "Weights": lambda row: "open" if row["open_weights"] else "closed",
        },
    )  # fmt: skip


def _measurements() -> Table:
    frame = catalog.measurements()
    named = catalog.systems()
    names = dict(zip(named["id"], named["name"], strict=True))
    return _data_table(
        "measurements", "Measurements", "One row is one score of one system.",
        frame,
        (
            Column("system", "System, by its id in the table of systems"),
            Column("metric", "What was measured"),
            Column("value", "The score", "see unit", "number"),
            Column("low", "Low end of its interval", "see unit", "number"),
            Column("high", "High end of its interval", "see unit", "number"),
            Column("unit", "Unit of value, low and high"),
            Column("interval", "What low and high are; empty where no interval is published"),
            Column("vintage", "Version of the index or test suite"),
        ),
        {
            "System": lambda row: names[row["system"]],
            "Metric": lambda row: METRICS[row["metric"]],
            "Value": lambda row: _plain_number(row["value"]),
            "Unit": lambda row: row["unit"],
            "Interval": lambda row: _interval(row["low"], row["high"]),
            "What the interval is": lambda row: row["interval"],
            "Version": lambda row: row["vintage"],
        },
    )  # fmt: skip


def _thresholds() -> Table:
    def day(name: str) -> Callable[[Mapping[Any, Any]], str]:
        return lambda row: str(_cell(row[name]) or "")

    return _data_table(
        "thresholds", "Thresholds", "One row is one threshold in a law, a bill or a proposal. It has no interval.",
        catalog.thresholds(),
        (
            Column("id", "Name in files"),
            Column("name", "What it is called"),
            Column("jurisdiction", "Where it applies"),
            Column("kind", "What is counted"),
            Column("value", "The threshold", "see unit", "number"),
            Column("unit", "Unit of value"),
            Column("status", "in force, enacted (not yet effective), repealed, vetoed or proposed"),
            Column("adopted", "Adoption; for a proposal its publication, for a vetoed bill the veto", "ISO date"),
            Column("effective", "First day of effect", "ISO date"),
            Column("ended", "Last day of effect", "ISO date"),
        ),
        {
            "Threshold": lambda row: row["name"],
            "Where": lambda row: row["jurisdiction"],
            "Counts": lambda row: row["kind"].replace("_", " ").replace("flop", "FLOP").replace("usd", "USD"),
            "Value": lambda row: _plain_number(row["value"]),
            "Unit": lambda row: row["unit"],
            "Status": lambda row: row["status"],
            "Adopted": day("adopted"),
            "In effect": day("effective"),
            "Ended": day("ended"),
        },
    )  # fmt: skip


def _trends() -> Table:
    return _data_table(
        "trends", "Trends", "One row is one published rate, lag or duration.",
        catalog.trends(),
        (
            Column("id", "Name in files"),
            Column("topic", "What it is about"),
            Column("label", "Who published it, in short"),
            Column("quantity", "What the figure is"),
            Column("central", "Central value", "see unit", "number"),
            Column("low", "Low end of its interval", "see unit", "number"),
            Column("high", "High end of its interval", "see unit", "number"),
            Column("unit", "Unit of central, low and high"),
            Column("interval", "What low and high are"),
            Column("start", "Start of the period covered", "year, month or day"),
            Column("end", "End of the period covered", "year, month or day"),
        ),
        {
            "Topic": lambda row: row["topic"],
            "Published by": lambda row: row["label"],
            "Quantity": lambda row: row["quantity"],
            "Value": lambda row: _plain_number(row["central"]),
            "Interval": lambda row: _interval(row["low"], row["high"]),
            "Unit": lambda row: row["unit"],
            "What the interval is": lambda row: row["interval"],
            "Period": lambda row: _interval(row["start"], row["end"], str),
        },
    )  # fmt: skip


def _data_table(
    name: str,
    title: str,
    about: str,
    frame: Any,
    columns: tuple[Column, ...],
    shown: Mapping[str, Callable[[Mapping[Any, Any]], str]],
) -> Table:
    records = frame.to_dict("records")
    for record in records:
        record["licence"] = "; ".join(licence.short for licence in licences(record["source"]))
    every = (*columns, *_ORIGIN)
    origin = [column.name for column in _ORIGIN]
    used = {licence for record in records for licence in licences(record["source"])}
    return Table(
        name=name,
        title=title,
        about=about,
        columns=every,
        rows=tuple(tuple(_cell(record[column.name]) for column in every) for record in records),
        headings=(*shown, *_ORIGIN_HEADINGS),
        shown=tuple(
            (*(form(record) for form in shown.values()), *(record[part] for part in origin)) for record in records
        ),
        licences=tuple(licence for licence in LICENCES if licence in used),
    )


def _plain_number(value: float) -> str:
    """Four digits, large whole numbers in full, the largest as powers of ten; empty where there is none."""
    if math.isnan(value):
        return ""
    if abs(value) >= _LONGEST_COUNT:
        return words.flop(value).removesuffix(" FLOP")
    if abs(value) >= _LONGEST_IN_FULL:
        return words.count(value)
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def _interval(low: Any, high: Any, form: Callable[[Any], str] = _plain_number) -> str:
    ends = ["" if end == "" or end != end else form(end) for end in (low, high)]
    if all(ends):
        return " to ".join(ends)
    return f"from {ends[0]}" if ends[0] else f"up to {ends[1]}" if ends[1] else ""


# ---- what is measured


@dataclass(frozen=True)
class Coverage:
    """Of how many systems something is known.

    Attributes
    ----------
    label : str
        Which systems: a year of release, "to 2022" for all years before capability was measured, or "all".
    systems : int
        How many there are.
    compute, intelligence, generality, agenticity : int
        Those with a compute estimate, a capability index, a test in at least one of ten domains, a task horizon.
    axes : int
        Those with all three axes measured.
    """

    label: str
    systems: int
    compute: int
    intelligence: int
    generality: int
    agenticity: int
    axes: int

    def share(self, name: str) -> float:
        """Share of the systems of which something is known."""
        return int(getattr(self, name)) / self.systems

    def of(self, name: str) -> str:
        """The same as two counts."""
        return f"{words.count(getattr(self, name))} of {words.count(self.systems)}"


COVERED = {
    "compute": "training compute",
    "intelligence": "intelligence I",
    "generality": "generality G",
    "agenticity": "agenticity A",
}
"""What may be known of a system, in words."""


@functools.cache
def coverage() -> tuple[Coverage, ...]:
    """What is known of the listed systems, by year of release, and of all of them last.

    The years before the first system with a measured intelligence count as one: single years hold too few.
    """
    table = catalog.systems()
    years = np.floor(table["date"].to_numpy()).astype(int)
    known = {
        "compute": table["flop"].notna().to_numpy(),
        "intelligence": table["I"].notna().to_numpy(),
        "generality": table["domains_tested"].notna().to_numpy(),
        "agenticity": table["horizon"].notna().to_numpy(),
    }
    known["axes"] = known["intelligence"] & known["generality"] & known["agenticity"]
    first = int(years[known["intelligence"]].min())
    groups = {f"to {first - 1}": years < first} | {
        str(year): years == year for year in np.unique(years[years >= first])
    }
    groups["all"] = np.full(years.shape, True)
    return tuple(
        Coverage(label, int(rows.sum()), **{name: int((which & rows).sum()) for name, which in known.items()})
        for label, rows in groups.items()
    )


def coverage_finding() -> str:
    """One sentence: how compute estimates fare since capability is measured."""
    early, *_, latest, _ = coverage()
    return (
        f"Compute is known for {early.of('compute')} systems released up {early.label}, and for {latest.of('compute')}"
        f" released in {latest.label}"
    )


def claim(scenario: Scenario) -> str:
    """One sentence: how much of the model is judged, and of how many systems all axes are measured."""
    judged, every = counted_judgements(parameter_rows(scenario))
    whole = coverage()[-1]
    return (
        f"{judged} of the model's {every} parameters are judgements, and {whole.axes} of {whole.systems} listed systems"
        " are measured on all three axes"
    )


@functools.cache
def why() -> str:
    """One paragraph: what that means."""
    table = catalog.systems()
    missing = table[table["flop"].isna()]
    developers = missing["developer"].value_counts()
    first = [f"{name} ({count})" for name, count in developers.items() if count > 2]
    closed = int((~missing["open_weights"]).sum())
    return (
        "A judgement is a number that nobody measured: it can be moved, and every page then answers anew."
        f" {coverage_finding()}, while tests of capability are recent. Of the {len(missing)} systems without a compute"
        f" estimate {closed} are closed, most of them by {words.listed(first)}. Even where all axes are measured, how"
        " much autonomy a deployment grants is an assumption."
    )


# ---- caveats, credit, limits


@dataclass(frozen=True)
class Passage:
    """A heading and what is said under it, as Markdown."""

    title: str
    text: str


def caveats(scenario: Scenario) -> tuple[Passage, ...]:
    """What a reader should hold against the data and the model, with the numbers of the moment."""
    table, scores = catalog.systems(), catalog.measurements()
    whole = coverage()[-1]
    horizons = scores[scores["metric"] == "metr_p50_minutes"]
    unreliable = horizons[horizons["value"] > _RELIABLE_MINUTES]
    other = scores[(scores["metric"] == "eci") & (scores["vintage"] != INDEX_VINTAGE)]
    ranges = table[table["flop_interval"] == "accounting range"]
    names = dict(zip(table["id"], table["name"], strict=True))
    tested = table["domains_tested"].dropna()
    rows = [row for data in data_tables() for row in data.shown]
    recalled = sum(row[-2] == "recalled" for row in rows)
    alike = headlines.collinearity(scenario)
    disclosed = float(catalog.trends().set_index("id")["central"]["compute_disclosure"])
    factors = [
        f"{name} by a factor of {words.count(high / low)}"
        for name, low, high in zip(ranges["name"], ranges["flop_low"], ranges["flop_high"], strict=True)
    ]
    missing = table.loc[table["flop"].isna(), "developer"].value_counts()
    return (
        Passage(
            "Real systems lie nearly on one line",
            "Among the measured systems intelligence and task horizon rise together: their correlation is"
            f" {words.index(alike)} (1 would be a straight line), and METR's horizons are themselves among the tests"
            " behind Epoch's index. Such data cannot tell whether intelligence and agenticity multiply. An interaction"
            " shown here comes from the formula that was chosen, not from the data.",
        ),
        Passage(
            "Compute is missing where it matters most",
            f"{whole.compute} of {whole.systems} listed systems have a compute estimate"
            f" ({words.share(whole.compute / whole.systems)}); of all models that Epoch lists {words.share(disclosed)}"
            " do. Missing are mostly the newest closed models:"
            f" {words.listed([f'{name} {count}' for name, count in missing.items()][:3])}, out of"
            f" {whole.systems - whole.compute}. So a count of what a compute line misses is a bound, and systems"
            " without an estimate are shown as undetermined, never guessed.",
        ),
        Passage(
            "Generality is a lower bound",
            "It counts domains with a score of 50 % or more, out of ten. A domain that nobody tested counts as failed."
            f" {words.count(len(tested))} systems were tested in any domain, half of them in"
            f" {words.number(float(tested.median()))} or fewer, and {words.number(int((tested == _DOMAINS).sum()))} in"
            f" all ten. For systems built for one domain {words.index(scenario.anchors.narrow_generality)} is set by"
            " definition, which is a judgement.",
        ),
        Passage(
            "Versions of the index do not mix",
            f"Epoch refits all scores at each update. The axis of intelligence rests on the version of {INDEX_VINTAGE};"
            f" {words.counted(len(other), 'score is', 'scores are')} of another version"
            f" ({words.listed([names[name] for name in other['system']])}) and only roughly comparable."
            if len(other)
            else f"All scores are of the version of {INDEX_VINTAGE}; Epoch refits all of them at each update.",
        ),
        Passage(
            "A counting rule can be worth orders of magnitude",
            f"For {words.counted(len(ranges), 'system')} the published compute depends on what is counted, such as"
            f" games that a system plays against itself to learn from: {words.listed(factors)}. Such a range is a"
            " counting rule, not an error bar.",
        ),
        Passage(
            "Long task horizons are beyond the tests",
            f"METR calls horizons over {words.count(_RELIABLE_MINUTES)} minutes (16 hours) unreliable, since few tasks"
            f" are that long. {words.counted(len(unreliable), 'listed value', 'listed values').capitalize()}"
            f" {'is' if len(unreliable) == 1 else 'are'} above"
            f" ({words.listed([names[name] for name in unreliable['system']]) or 'none'}).",
        ),
        Passage(
            "Granted autonomy is assumed, and decides much",
            "The task horizon says what a system can do alone; what it may do depends on its deployment. Agenticity is"
            " the horizon score times a fifth of an autonomy level from 1 to 5. That this is a product is a judgement,"
            f" and a published level exists for {words.number(int(table['published_level'].notna().sum()))} listed"
            " systems. Counts are therefore given from level 1 to level 5.",
        ),
        Passage(
            "Algorithmic efficiency is not identified",
            "Compute and date rose together, so the data cannot separate them. The rate is an assumption; published"
            " rates differ several times over, and every date on the pages depends on them.",
        ),
        Passage(
            "The list is a selection",
            f"{whole.systems} systems were chosen, not sampled. Of the {words.count(len(rows))} rows of data"
            f" {words.counted(recalled, 'was', 'were')} recalled and not read again; the rest were read in a copy of"
            " their source, some in a public summary that the row names.",
        ),
    )


PRIOR_ART = (
    Passage(
        "Aguirre, Keep the Future Human (2025)",
        "Danger where autonomy, generality and intelligence meet; risk tiers; caps at 10²⁷ FLOP of training and"
        " 10²⁰ FLOP per second. The three axes, the multiplicative function and the triple-intersection rule follow it."
        " [keepthefuturehuman.ai](https://keepthefuturehuman.ai/)",
    ),
    Passage(
        "Morris et al., Levels of AGI (2023)",
        "Performance and generality as separate axes, with autonomy as a choice of deployment."
        " [Levels of AGI, arXiv](https://arxiv.org/abs/2311.02462)",
    ),
    Passage(
        "Feng, McDonald and Zhang, Levels of Autonomy for AI Agents (2025)",
        "The five levels from operator to observer. Here a level scales agenticity, which is ours."
        " [Levels of Autonomy for AI Agents, arXiv](https://arxiv.org/abs/2506.12469)",
    ),
    Passage(
        "Heim and Koessler, Training Compute Thresholds (2024)",
        "Compute as a first filter, followed by evaluation: the rule “line, then evaluation”."
        " [Training Compute Thresholds, arXiv](https://arxiv.org/abs/2405.10799)",
    ),
    Passage(
        "Hooker, On the Limits of Compute Thresholds (2024)",
        "Why the relation between compute and risk is uncertain and changes quickly."
        " [On the Limits of Compute Thresholds, arXiv](https://arxiv.org/abs/2407.05694)",
    ),
    Passage(
        "Kumar and Manning, Trends in Frontier AI Model Count (2025)",
        "How many models a threshold will cover: 103 to 306 over 10²⁵ FLOP by the end of 2028."
        " [Trends in Frontier AI Model Count, arXiv](https://arxiv.org/abs/2504.16138)",
    ),
    Passage(
        "Kermack and McKendrick (1927)",
        "The final size of an epidemic. Here: the share of operators that a system persuades, directly and through"
        " each other. Its use for persuasion is a judgement.",
    ),
    Passage(
        "Curie, Weiss (1907) and Thom (1972)",
        "Mean-field magnetism and the cusp catastrophe: a smooth cause with an abrupt effect. Here: the phase"
        " transition in agenticity. Its use for danger is a judgement.",
    ),
    Passage(
        "Kremer, The O-Ring Theory of Economic Development (1993)",
        "A chain is done only if each stage is. Here: harm as a chain of stages, with retries bought by autonomy.",
    ),
    Passage(
        "Epoch AI and METR",
        "The measurements without which no system could be placed: capability index, compute estimates and benchmark"
        " scores; task horizons. [epoch.ai/data](https://epoch.ai/data),"
        " [metr.org/time-horizons](https://metr.org/time-horizons/)",
    ),
)
"""Whose ideas and figures this rests on."""

LIMITS = (
    Passage(
        "How likely harm is",
        "D is an index from 0 to 1. Nobody has a unit for danger, so D is no probability, and twice the D is not twice"
        " the harm.",
    ),
    Passage(
        "Which formula is right",
        "Several are offered because none has been tested against harm. Where a finding turns under another formula,"
        " the page says so.",
    ),
    Passage(
        "Whether there is a phase transition, and where",
        "The jump and its hysteresis are properties of one formula. The data neither show nor exclude them.",
    ),
    Passage(
        "What will be released",
        "Trends are continued as declared. This shows what would follow from them; it is no forecast.",
    ),
    Passage(
        "What safeguards, misuse and intent change",
        "Two systems at the same point get the same D, whatever their training, safeguards, users or goals.",
    ),
    Passage(
        "What a rule costs, or what is lost without a system",
        "Benefits of AI, the cost of compliance and the politics of a rule are not in the model.",
    ),
    Passage(
        "Which tolerance is right",
        "Where acceptable ends, D*, is a choice of values. The pages take it as given and show what follows.",
    ),
)
"""What the model cannot say."""
