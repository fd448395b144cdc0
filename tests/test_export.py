"""A table that was handed out: read back it is the table, and its metadata explains every column."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from risk import data_tables, export, method
from risk.catalog import INDEX_VINTAGE
from risk.scenario import Scenario
from risk.table import Column, Table
from risk.version import MODEL_VERSION

SCENARIO = Scenario().replace("function.sharpness", 12.5)
TABLES = (method.parameter_table(SCENARIO), *data_tables.data_tables())
READERS = {"text": str, "number": float, "flag": {"true": True, "false": False}.__getitem__}

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def read_back(text: str, table: Table) -> list[tuple[Any, ...]]:
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    assert header == [column.name for column in table.columns]
    kinds = [READERS[column.kind] for column in table.columns]
    return [tuple(kind(cell) if cell else None for kind, cell in zip(kinds, line, strict=True)) for line in lines]


@every_table
def test_a_csv_read_back_is_the_table_with_its_empty_cells(table: Table) -> None:
    assert read_back(export.csv_text(table), table) == list(table.rows)
    assert any(None in row for row in table.rows)


def test_texts_with_commas_quotes_and_lines_survive() -> None:
    table = Table(
        "odd", "Odd", "One row is odd.",
        (Column("what", "Anything"), Column("value", "A number", "m", "number")),
        (('a, "b"\nc', 0.1 + 0.2), ("−1 ≤ κ", None), (None, 1e25)),
        ("What",), (("",), ("",), ("",)),
    )  # fmt: skip
    assert read_back(export.csv_text(table), table) == list(table.rows)


@every_table
def test_metadata_explains_every_column(table: Table) -> None:
    described = export.metadata(table, SCENARIO)
    assert [column["name"] for column in described["columns"]] == [column.name for column in table.columns]
    assert all(column["meaning"] for column in described["columns"])
    # A number without a unit would be a guess.
    assert all(column["unit"] for column in described["columns"] if column["kind"] == "number")
    assert described["rows"] == len(table)
    assert described["model_version"] == MODEL_VERSION
    assert described["data_compiled"] == data_tables.DATA_MONTH
    assert described["capability_index_version"] == INDEX_VINTAGE
    assert Scenario.from_query(described["scenario"]) == (SCENARIO, ())


@every_table
def test_metadata_credits_whoever_the_rows_name(table: Table) -> None:
    described = export.metadata(table, SCENARIO)
    holders = [licence["holder"] for licence in described["licences"]]
    assert holders[1:] == [licence.holder for licence in table.licences]
    assert MODEL_VERSION in described["how_to_cite"] and table.title in described["how_to_cite"]
    for licence in table.licences:
        assert licence.credit in described["how_to_cite"]


@every_table
def test_the_archive_holds_both_and_is_the_same_each_time(table: Table) -> None:
    packed = export.archive(table, SCENARIO)
    assert packed == export.archive(table, SCENARIO)
    with zipfile.ZipFile(io.BytesIO(packed)) as content:
        assert content.testzip() is None
        assert content.namelist() == [f"{table.name}.csv", f"{table.name}.metadata.json"]
        assert content.read(f"{table.name}.csv").decode("utf-8") == export.csv_text(table)
        described = json.loads(content.read(f"{table.name}.metadata.json"))
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in content.infolist())
    assert described == export.metadata(table, SCENARIO)


def test_a_search_is_handed_out_with_its_words() -> None:
    found = data_tables.data_tables()[0].where("openai")
    assert 0 < len(found) < len(data_tables.data_tables()[0])
    assert export.metadata(found, SCENARIO)["search"] == "openai"
    assert read_back(export.csv_text(found), found) == list(found.rows)
    empty = data_tables.data_tables()[0].where("no such word")
    assert read_back(export.csv_text(empty), empty) == []
