"""A table as a file that explains itself: CSV with metadata beside it, byte for byte the same each time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from risk.catalog import INDEX_VINTAGE
from risk.data_tables import DATA_MONTH
from risk.scenario import Scenario
from risk.table import Cell, Table
from risk.version import MODEL_VERSION

OWN_LICENCE = "MIT, as this repository"
"""Terms of the selection, the notes and what is derived here."""

# The earliest time that a zip file can hold: the same content then always gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16

# What a spreadsheet takes for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(table: Table) -> str:
    """Table as CSV: a header, then one line a row, numbers with all their digits, an empty cell where there is none.

    A text that begins like a formula gets an apostrophe in front, so that no spreadsheet runs it.
    """
    texts = [column.kind == "text" for column in table.columns]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(
        [_safe(_text(cell)) if text else _text(cell) for cell, text in zip(row, texts, strict=True)]
        for row in table.rows
    )
    return stream.getvalue()


def metadata(table: Table, scenario: Scenario, second: Scenario | None = None) -> dict[str, Any]:
    """What a reader of the CSV needs to know.

    Parameters
    ----------
    table : Table
        The table.
    scenario : Scenario
        What it was made under.
    second : Scenario, optional
        What that was compared with.

    Returns
    -------
    dict
        ``title``, ``description``, ``rows``, ``search`` (empty where all rows are there), ``columns`` (each with
        ``name``, ``meaning``, ``unit`` and ``kind``), ``licences``, ``how_to_cite``, ``model_version``,
        ``data_compiled``, ``capability_index_version`` and ``scenario`` (as in a link); and
        ``second_scenario`` where there is one.
    """
    credits = [licence.credit for licence in table.licences]
    return {
        "title": table.title,
        "description": table.about,
        "rows": len(table),
        "search": table.selection,
        "columns": [
            {"name": column.name, "meaning": column.meaning, "unit": column.unit, "kind": column.kind}
            for column in table.columns
        ],
        "licences": [
            {"holder": "Selection, notes and what is derived here", "terms": OWN_LICENCE, "address": "", "credit": ""},
            *(
                {
                    "holder": licence.holder,
                    "terms": licence.terms,
                    "address": licence.address,
                    "credit": licence.credit,
                }
                for licence in table.licences
            ),
        ],
        "how_to_cite": ". ".join(
            [f"The danger surface, model {MODEL_VERSION}, table “{table.title}”, data of {DATA_MONTH}", *credits]
        )
        + ".",
        "model_version": MODEL_VERSION,
        "data_compiled": DATA_MONTH,
        "capability_index_version": INDEX_VINTAGE,
        "scenario": scenario.to_query(),
    } | ({"second_scenario": second.to_query()} if second else {})


def archive(table: Table, scenario: Scenario, second: Scenario | None = None) -> bytes:
    """Zip file with the table as ``name.csv`` and its metadata as ``name.metadata.json``, both in UTF-8."""
    contents = {
        f"{table.name}.csv": csv_text(table),
        f"{table.name}.metadata.json": json.dumps(metadata(table, scenario, second), ensure_ascii=False, indent=1)
        + "\n",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix whatever the machine, so that bytes and permissions are the same
            entry.external_attr = _READABLE
            packed.writestr(entry, content.encode("utf-8"))
    return stream.getvalue()


def _safe(text: str) -> str:
    if not text.startswith(_FORMULAS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text  # a default of -6 is a number to a spreadsheet too


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(float(cell)).removesuffix(".0") if isinstance(cell, float) else str(cell)
