"""Every system judged under a scenario: the digits of risk.Surface, no row lost, and CSVs of one's own."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import risk
from risk import export
from risk.comparators import comparators
from risk.evaluation import evaluation, read_systems
from risk.population import population
from risk.presets import PRESETS
from risk.scenario import Scenario
from risk.table import Table

SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | {
    "induced agency": Scenario().replace("agency", "proxy-agency").replace("assumptions.fill_agenticity", True),
    "one deployed differently": Scenario().replace("deployments", [("gpt5", 1.0)]),
}
OWN = "name,I,G,A,flop,note\nMine,0.8,0.6,0.9,3e25,x\nUnmeasured,,0.6,0.5,,\nNarrow,0.9,0.05,0.2,1e24,\n"


def column(table: Table, name: str) -> list[object]:
    place = [column.name for column in table.columns].index(name)
    return [row[place] for row in table.rows]


def numbers(table: Table, name: str) -> np.ndarray:
    return np.array([math.nan if value is None else value for value in column(table, name)], dtype=float)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_catalogue_has_the_digits_of_the_surface_and_of_the_pages(name: str) -> None:
    scenario = SCENARIOS[name]
    found = evaluation(scenario)
    I, G, A = (numbers(found, axis) for axis in "IGA")
    known = ~np.isnan(I + G + A)
    surface = risk.Surface(scenario.function, scenario.agency)
    np.testing.assert_array_equal(numbers(found, "D")[known], surface.danger(I[known], G[known], A[known]))
    for axis, slope in zip("IGA", surface.gradient(I[known], G[known], A[known]), strict=True):
        np.testing.assert_array_equal(numbers(found, f"slope_{axis}")[known], np.where(np.isinf(slope), np.nan, slope))
    assert np.isnan(numbers(found, "D")[~known]).all() and known.sum() >= 20

    shown = population(scenario)
    by_id = dict(zip(column(found, "id"), numbers(found, "D"), strict=True))
    np.testing.assert_array_equal([by_id[system] for system in shown["id"]], shown["D"])
    regions = dict(zip(column(found, "id"), column(found, "line_region"), strict=True))
    assert [regions[system] for system in shown["id"]] == list(shown["region"])


def test_no_system_vanishes_and_what_is_missing_is_said() -> None:
    found = evaluation(Scenario())
    assert column(found, "id") == list(risk.catalog.systems()["id"])
    for danger, missing, dangerous in zip(
        column(found, "D"), column(found, "missing"), column(found, "dangerous"), strict=True
    ):
        unknown = any(axis in (missing or "") for axis in ("intelligence", "generality", "agenticity"))
        assert (danger is None) == (dangerous is None) == unknown
    assert all("granted autonomy: level 4" in text for text in column(found, "assumed"))
    disclosed = [("compute" in (missing or "")) for missing in column(found, "missing")]
    assert disclosed == [flop is None for flop in column(found, "flop")]


def test_every_rule_gives_its_verdict_and_its_region() -> None:
    scenario = Scenario()
    found = evaluation(scenario, read_systems(OWN))
    # D of Mine is far over 0.3; Narrow is neither general nor agentic.
    expected = {
        "line": ("covered", "undetermined", "not covered"),
        "capability": ("covered", "undetermined", "covered"),
        "triple": ("covered", "undetermined", "not covered"),
        "line_then_test": ("covered", "undetermined", "not covered"),
        "surface": ("covered", "undetermined", "not covered"),
    }
    for rule, verdicts in expected.items():
        assert tuple(column(found, f"{rule}_verdict")) == verdicts, rule
    assert column(found, "line_region") == ["caught", "unjudged", "cleared"]
    assert column(found, "capability_region") == ["caught", "unjudged", "overreach"]
    assert column(found, "dangerous") == [True, None, False]
    assert len(comparators(scenario)) == sum(entry.name.endswith("_verdict") for entry in found.columns)
    assert column(found, "missing") == [None, "intelligence, compute", None]


def test_an_infinite_slope_is_said_where_the_cell_is_empty() -> None:
    scenario = Scenario().replace("function.narrow_danger", 0.0)
    found = evaluation(scenario, read_systems("id,I,G,A\nflat,0.5,0,0.5\n"))
    assert column(found, "slope_G") == [None] and "slope along generality is infinite" in str(column(found, "missing"))


def test_the_csv_is_the_same_each_time_and_no_name_becomes_a_formula() -> None:
    systems = read_systems("name,I,G,A\n\"=cmd|'/c calc'!A0\",0.5,0.5,0.5\n@x,-0.0,0,0\n")
    text = export.csv_text(evaluation(Scenario(), systems))
    assert text == export.csv_text(evaluation(Scenario(), systems.copy()))
    assert "\n'=cmd" in text and "\n'@x," in text


def test_a_table_of_ones_own_may_be_a_data_frame() -> None:
    frame = pd.DataFrame({"id": ["a"], "I": [0.7], "G": [0.6], "A": [0.5]})
    found = evaluation(Scenario(), frame)
    assert column(found, "name") == ["a"] and numbers(found, "D")[0] == float(Scenario().surface.danger(0.7, 0.6, 0.5))
    with pytest.raises(ValueError, match="no column A"):
        evaluation(Scenario(), frame.drop(columns="A"))
    with pytest.raises(ValueError, match=r"I must lie in \[0, 1\], got 7"):
        evaluation(Scenario(), frame.assign(I=7.0))
    with pytest.raises(ValueError, match="column I must hold numbers"):
        evaluation(Scenario(), frame.assign(I="much"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("name,I,G,A\n", "no system"),
        ("name,I,G\nx,1,1\n", "no column A; it has 'name, I, G'"),
        ("I,G,A\n1,1,1\n", "no column id or name"),
        ("0.1,0.2,0.3,0.4\n", "line 1 must be a header"),
        ("name;I;G;A\nx;1;1;1\n", "line 1 is separated by semicolons"),
        ("name\tI\tG\tA\nx\t1\t1\t1\n", "line 1 is separated by tabs"),
        ("name,I,I,G,A\nx,1,1,1,1\n", "line 1 names the column 'I' twice"),
        ("name,I,G,A\nx,1,1,much\n", "line 2, column A: must be a number or empty, got 'much'"),
        ("name,I,G,A\nx,1,1,1\n\ny,1,1.5,1\n", "line 4, column G: must lie between 0 and 1, got '1.5'"),
        ("name,I,G,A\nx,nan,1,1\n", "line 2, column I: must be a number"),
        ("name,I,G,A\nx,1_0,1,1\n", "line 2, column I: must be a number"),
        ("name,I,G,A,flop\nx,1,1,1,1e999\n", "line 2, column flop: must be a number"),
        ("name,I,G,A,flop\nx,1,1,1,-3\n", "line 2, column flop: must be more than 0"),
        ("name,I,G,A\nx,1,1\n", "line 2 has three cells, the header has 4"),
        ("name,I,G,A\n,1,1,1\n", "line 2, column name: a system needs a name"),
        ("name,I,G,A\nx,1,\0,1\n", "line 2 holds a NUL byte"),
        ('name,I,G,A\n"x,1,1,1\n', "line 2 is no CSV"),
    ],
)
def test_a_csv_that_cannot_be_read_says_what_and_where(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        read_systems(text)
    assert "\n" not in str(refused.value)


def test_what_a_spreadsheet_writes_is_read() -> None:
    found = read_systems("\ufeffname , I,G,A\r\n x ,0.5,1,\r\n\r\n")
    assert found.to_dict("list")["name"] == ["x"] and found["I"].tolist() == [0.5] and math.isnan(found["A"][0])


CELLS = st.one_of(
    st.sampled_from(["name", "id", "I", "G", "A", "flop", "date", "", "0.5", "1", "1e25", "x", '"', "\ufeff", "=1+1"]),
    st.text(max_size=6),
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=4), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_any_text_is_read_or_refused_in_one_line(rows: list[list[str]], mark: str, headed: bool) -> None:
    lines = [["name", "I", "G", "A"]] * headed + rows
    try:
        found = read_systems("\n".join(mark.join(row) for row in lines))
    except ValueError as error:
        assert str(error) and "\n" not in str(error)
        return
    assert len(evaluation(Scenario(), found)) == len(found)
