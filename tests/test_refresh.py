"""New data tables: what they change is told, row by row and headline by headline, and a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import refresh
from tests.serving import ROOT

MEASUREMENTS = (ROOT / "risk" / "data" / "measurements.csv").read_text(encoding="utf-8")


def test_a_changed_figure_shows_its_row_and_every_headline_that_it_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The default scenario is enough here, and quicker.
    monkeypatch.setattr(refresh, "HEADLINES", refresh.HEADLINES.replace(", **preset_scenarios()", ""))
    (row,) = (line for line in MEASUREMENTS.splitlines() if line.startswith("gpt5,metr_p50_minutes,"))
    value = row.split(",")[2]
    (tmp_path / "measurements.csv").write_text(
        MEASUREMENTS.replace(row, row.replace(f",{value},", ",0.05,", 1)), encoding="utf-8"
    )
    lines = list(refresh.compared(tmp_path))
    assert f"  gpt5/metr_p50_minutes, value: {value} → 0.05" in lines
    told = "\n".join(lines)
    # A system that holds out for three seconds is nowhere dangerous: the headline of Start counts it no longer.
    assert "default: Start\n    was: Under these assumptions" in told
    assert len([line for line in lines if "→" in line]) == 1


def test_same_tables_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "headlines", lambda folder: {"a": "b"})
    (tmp_path / "measurements.csv").write_text(MEASUREMENTS, encoding="utf-8")
    rows = len(MEASUREMENTS.splitlines()) - 1
    assert list(refresh.compared(tmp_path)) == [
        f"\nmeasurements.csv: {rows} rows before, {rows} after",
        "\nHeadlines and numbers: 0 of 1 change",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("other.csv", "", "holds none of systems.csv"),
        ("trends.csv", "id,topic\n", "trends.csv: its columns must be id, topic, label"),
        ("measurements.csv", MEASUREMENTS + MEASUREMENTS.splitlines()[1] + "\n", "names llama_65b/eci a second time"),
    ],
)
def test_a_wrong_table_is_refused_in_one_sentence(
    name: str, content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert refresh.main([str(tmp_path), "--write"]) == 1
    told = capsys.readouterr()
    assert said in told.err and told.err.count("\n") == 1 and told.out == ""
