"""Every system judged under a scenario: danger, slopes, and what each rule says of it."""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from risk import catalog, words
from risk.axes import AXES, AXIS_WORDS, Array
from risk.comparators import Comparator, comparators
from risk.comparison import regions
from risk.data_tables import LICENCES, licences
from risk.parameter import JUDGEMENT
from risk.scenario import Scenario
from risk.table import Column, Table, cell

NAMES = ("id", "name")
OPTIONAL = ("flop", "date")

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_VERDICTS = {1.0: "covered", 0.0: "not covered"}
_UNDETERMINED = "undetermined"
_LONGEST_SHOWN = 40
_SOURCES = ("source", *(f"{axis}_source" for axis in AXES))

_COLUMNS = (
    Column("id", "Name in files"),
    Column("name", "Name of the system"),
    Column("date", "Release", "decimal year", "number"),
    Column("flop", "Training compute", "FLOP", "number"),
    Column("I", "Intelligence", "0 to 1", "number"),
    Column("G", "Generality", "0 to 1", "number"),
    Column("A", "Granted agenticity", "0 to 1", "number"),
    Column("effective_A", "Agenticity with what the system induces people to do for it", "0 to 1", "number"),
    Column("D", "Danger index, which is no probability", "0 to 1", "number"),
    Column("slope_I", "Slope of D along I", "D per unit of I", "number"),
    Column("slope_G", "Slope of D along G", "D per unit of G", "number"),
    Column("slope_A", "Slope of D along granted A", "D per unit of A", "number"),
    Column("dangerous", "Whether D reaches the tolerance D*", "", "flag"),
)
_REASONS = (
    Column("missing", "What is not known, and why cells are empty"),
    Column("assumed", "What was filled in where nothing is measured"),
)


def evaluation(scenario: Scenario, systems: pd.DataFrame | None = None) -> Table:
    """Danger, slopes and verdicts of every system. None is left out: what is not known is empty, and said.

    The rules read the positions as they stand here, without the measurement error that pages draw for them.

    Parameters
    ----------
    scenario : Scenario
        What danger, agency, rules and assumptions are.
    systems : DataFrame, optional
        Systems of one's own with the columns ``I``, ``G``, ``A`` and ``name`` or ``id``, and perhaps ``flop`` and
        ``date``; NaN where a value is unknown. Nothing is assumed of them. The catalogue, if left out.

    Returns
    -------
    Table
        One row a system, in the order given; of the catalogue all, those released after the scenario's date too.

    Raises
    ------
    ValueError
        If a column is missing, or a coordinate lies outside [0, 1].
    """
    table = _own(systems) if systems is not None else _cataloged(scenario)
    rules = comparators(scenario)
    found, slopes_known = _judged(scenario, table)
    for rule in rules:
        verdict = rule.rule.applies(table, scenario.settings.date)
        found[f"{_column(rule)}_verdict"] = [_VERDICTS.get(value, _UNDETERMINED) for value in verdict]
        found[f"{_column(rule)}_region"] = regions(verdict, found["D"], scenario.settings.tolerance).tolist()
    found["missing"] = [
        "; ".join(filter(None, (*reasons, infinite)))
        for *reasons, infinite in zip(table["missing"], _undefined(table, found["D"]), slopes_known, strict=True)
    ]
    columns = (*_COLUMNS, *itertools.chain.from_iterable(map(_rule_columns, rules)), *_REASONS)
    rows = tuple(zip(*([cell(value) for value in found[column.name]] for column in columns), strict=True))
    sources = {
        source for name in _SOURCES for source in table.get(name, ()) if source and not source.startswith(JUDGEMENT)
    }
    used = {licence for source in sources for licence in licences(source)}
    return Table(
        name="evaluation",
        title="Systems judged under a scenario",
        about="One row is one system. Rules read the positions of the table, without measurement error.",
        columns=columns,
        rows=rows,
        headings=tuple(column.name for column in columns),
        shown=tuple(tuple(_shown(value) for value in row) for row in rows),
        licences=tuple(licence for licence in LICENCES if licence in used),
    )


def _column(rule: Comparator) -> str:
    return rule.key.replace("-", "_")


def _rule_columns(rule: Comparator) -> tuple[Column, Column]:
    return (
        Column(f"{_column(rule)}_verdict", f"{rule.about} Covered, not covered or undetermined"),
        Column(f"{_column(rule)}_region", f"{rule.label} against D ≥ D*: caught, missed, overreach, cleared, ..."),
    )


def _judged(scenario: Scenario, table: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Columns of the danger of each system, and the slopes that are infinite, in words."""
    I, G, A = (table[axis] for axis in AXES)
    known = ~np.isnan(I + G + A)
    acting = ~np.isnan(I + A)

    def spread(mask: Any, values: Array) -> Array:
        whole = np.full(len(I), np.nan)
        whole[mask] = values
        return whole

    position = I[known], G[known], A[known]
    D = spread(known, scenario.surface.danger(*position))
    slopes = [spread(known, slope) for slope in scenario.surface.gradient(*position)]
    reached = [None if math.isnan(value) else bool(value >= scenario.settings.tolerance) for value in D]
    infinite = [words.listed([AXIS_WORDS[axis] for axis, slope in zip(AXES, row, strict=True) if math.isinf(slope)])
                for row in zip(*slopes, strict=True)]  # fmt: skip
    return dict(table) | {
        "effective_A": spread(acting, scenario.agency.effective(I[acting], A[acting])),
        "D": D,
        "slope_I": slopes[0],
        "slope_G": slopes[1],
        "slope_A": slopes[2],
        "dangerous": reached,
    }, [f"the slope along {axes} is infinite" if axes else "" for axes in infinite]


def _undefined(table: Mapping[str, Any], D: Array) -> list[str]:
    placed = ~np.isnan(table["I"] + table["G"] + table["A"])
    return ["the danger function is not defined here" if here else "" for here in placed & np.isnan(D)]


def _cataloged(scenario: Scenario) -> dict[str, Any]:
    measured = catalog.systems(scenario.anchors)
    placed = catalog.place(measured, scenario.assumptions, scenario.deployments)
    table: dict[str, Any] = {name: placed[name].to_numpy() for name in (*NAMES, *OPTIONAL, *AXES, *_SOURCES)}
    level = scenario.parameter("assumptions.autonomy")
    table["missing"] = [
        _listed(*filter(None, missing.split(", ")), *(("compute",) if math.isnan(flop) else ()))
        for missing, flop in zip(placed["missing"], table["flop"], strict=True)
    ]
    table["assumed"] = [
        _listed(
            *(("generality",) if generality else ()),
            *filter(None, (agenticity,)),
            f"granted autonomy: {words.value(level, granted)}",
        )
        for generality, agenticity, granted in zip(placed["G_assumed"], placed["assumed"], placed["level"], strict=True)
    ]
    return table


def _own(systems: pd.DataFrame) -> dict[str, Any]:
    _check_names([str(name) for name in systems.columns])
    table: dict[str, Any] = {}
    for name in (*AXES, *OPTIONAL):
        values = systems[name] if name in systems.columns else np.full(len(systems), np.nan)
        try:
            table[name] = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError(f"column {name} must hold numbers") from None
    given = [name for name in NAMES if name in systems.columns]
    for name in NAMES:
        table[name] = [str(value) for value in systems[name if name in given else given[0]]]
    absent = [
        [*(AXIS_WORDS[axis] for axis in AXES if math.isnan(table[axis][row]))]
        + (["compute"] if math.isnan(table["flop"][row]) else [])
        for row in range(len(systems))
    ]
    table["missing"] = [_listed(*names) for names in absent]
    table["assumed"] = [""] * len(systems)
    return table


def _listed(*parts: str) -> str:
    return ", ".join(parts)


def _shown(value: Any) -> str:
    if value is None:
        return words.UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else words.plain(value)


def read_systems(text: str) -> pd.DataFrame:
    """Read a CSV of systems of one's own.

    Parameters
    ----------
    text : str
        Comma-separated, with a header. ``I``, ``G`` and ``A`` in [0, 1] and ``name`` or ``id`` are needed; ``flop``
        and ``date`` (decimal year) may be there; other columns are passed over. An empty cell is unknown. A byte order
        mark, as spreadsheets write it, is passed over.

    Returns
    -------
    DataFrame
        Ready for `evaluation`.

    Raises
    ------
    ValueError
        If the text is anything else: the message says what, and in which line and column.
    """
    lines = _lines(text.removeprefix("\ufeff"))
    if not lines:
        raise ValueError("the table of systems is empty: it needs a header and one line a system")
    (_, header), *body = lines
    header = [name.strip() for name in header]
    _check_header(header)
    _check_names(header)
    columns: dict[str, list[Any]] = {name: [] for name in header if name in (*NAMES, *AXES, *OPTIONAL)}
    for number, row in body:
        if len(row) != len(header):
            raise ValueError(f"line {number} has {words.counted(len(row), 'cell')}, the header has {len(header)}")
        for name, written in zip(header, row, strict=True):
            if name in columns:
                columns[name].append(_value(name, written.strip(), number))
    if not body:
        raise ValueError("the table of systems holds a header and no system")
    return pd.DataFrame(columns)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Rows that are not empty, with the line on which each ends."""
    for number, line in enumerate(text.split("\n"), start=1):
        if "\0" in line:
            raise ValueError(f"line {number} holds a NUL byte: this is no CSV in UTF-8")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        for row in reader:
            if any(part.strip() for part in row):
                rows.append((reader.line_num, row))
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num} is no CSV: {error}") from None
    return rows


def _check_header(header: Sequence[str]) -> None:
    for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header) == 1 and mark in header[0]:
            raise ValueError(f"line 1 is separated by {called}; the columns must be separated by commas")
    if all(_NUMBER.fullmatch(name) for name in header):
        raise ValueError(f"line 1 must be a header with the names of the columns, got {_quoted(', '.join(header))}")
    for place, name in enumerate(header):
        if name in header[:place]:
            raise ValueError(f"line 1 names the column {_quoted(name)} twice")


def _check_names(header: Sequence[str]) -> None:
    missing = [axis for axis in AXES if axis not in header]
    if not any(name in header for name in NAMES):
        missing.append(" or ".join(NAMES))
    if missing:
        there = _quoted(", ".join(header))
        raise ValueError(f"the table of systems has no column {' and no column '.join(missing)}; it has {there}")


def _value(name: str, written: str, line: int) -> str | float:
    where = f"line {line}, column {name}"
    if name in NAMES:
        if not written:
            raise ValueError(f"{where}: a system needs a name")
        return written
    if not written:
        return math.nan
    if not _NUMBER.fullmatch(written) or not math.isfinite(value := float(written)):
        raise ValueError(f"{where}: must be a number or empty, got {_quoted(written)}")
    if name in AXES and not 0.0 <= value <= 1.0:
        raise ValueError(f"{where}: must lie between 0 and 1, got {_quoted(written)}")
    if name == "flop" and value <= 0.0:
        raise ValueError(f"{where}: must be more than 0, got {_quoted(written)}")
    return value


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "...")
