"""`python -m risk`: equal digits on every way in, exit codes, one line for every error, and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import risk
from risk import __main__ as command
from risk import difference, export, link, regime_worlds, what_matters, worlds
from risk.__main__ import FAILED, FINE, PARTLY
from risk.evaluation import evaluation
from risk.exhibits import exhibit
from risk.migration import SCHEMA_VERSION
from risk.presets import PRESETS
from risk.scenario import Scenario
from risk.version import MODEL_VERSION

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = Scenario().replace("function.critical_intelligence", 0.5).replace("agency", "proxy-agency")
OWN = "name,I,G,A\nMine,0.8,0.6,0.5\nUnknown,,0.6,\n"
QUICK = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, list[str]]:
    """Exit code, standard output, and lines on standard error, of the real program."""
    done = subprocess.run([sys.executable, "-m", "risk", *arguments], cwd=ROOT, input=stdin, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode().splitlines()


def inside(capfdbinary: Any, *arguments: str) -> tuple[int, bytes, list[str]]:
    """The same without a process of its own."""
    try:
        code = command.main(arguments)
    except SystemExit as ended:  # argparse's own way to say that a command makes no sense
        code = ended.code
    sys.stdout.flush()
    captured = capfdbinary.readouterr()
    return code, captured.out, captured.err.decode().splitlines()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ---- equal digits


def test_link_file_input_and_python_give_equal_digits(tmp_path: Path, capfdbinary: Any) -> None:
    file, systems = tmp_path / "scenario.json", tmp_path / "mine.csv"
    file.write_text(SCENARIO.to_json(), encoding="utf-8")
    systems.write_text(OWN, encoding="utf-8")
    expected = export.csv_text(evaluation(SCENARIO))
    sources = (str(file), link.write(SCENARIO, "surface", "http://127.0.0.1:8501"), link.packed(SCENARIO))
    for source in (*sources, link.write_short(SCENARIO)):
        assert inside(capfdbinary, "evaluate", source) == (0, expected.encode(), [])
    code, written, remarks = run("evaluate", "-", stdin=SCENARIO.to_json().encode())
    assert (code, written, remarks) == (0, expected, [])

    surface = risk.Surface(SCENARIO.function, SCENARIO.agency)
    known = [row for row in rows(expected) if row["D"]]
    I, G, A = (np.array([float(row[axis]) for row in known]) for axis in "IGA")
    assert [float(row["D"]) for row in known] == surface.danger(I, G, A).tolist()

    code, printed, _ = inside(capfdbinary, "evaluate", str(file), "--systems", str(systems), "--format", "json")
    told = json.loads(printed)
    assert code == 0 and told["rows"][0]["D"] == float(surface.danger(0.8, 0.6, 0.5))
    assert told["rows"][1]["D"] is None and "intelligence" in told["rows"][1]["missing"]
    assert (told["model_version"], told["schema_version"]) == (MODEL_VERSION, SCHEMA_VERSION)
    assert told["scenario"] == told["metadata"]["scenario"] == SCENARIO.to_query()


def test_without_a_scenario_the_default_one_is_evaluated(capfdbinary: Any) -> None:
    assert inside(capfdbinary, "evaluate")[1].decode() == export.csv_text(evaluation(Scenario()))


def test_compare_has_the_numbers_of_the_pages(capfdbinary: Any) -> None:
    other = PRESETS["Gradual ramp"].scenario()
    addresses = link.write(SCENARIO, "transition"), link.write(other)
    code, written, remarks = inside(capfdbinary, "compare", *addresses, "--number", "1")
    assert (code, remarks) == (0, [])
    # The page is the one that the first link opens.
    assert written.decode() == export.csv_text(
        difference.table(difference.difference(SCENARIO, other, "transition", 1))
    )
    headline = rows(written.decode())[0]
    for name, scenario in (("one_value", SCENARIO), ("other_value", other)):
        assert float(headline[name]) == exhibit("transition", scenario).numbers[1].exact[0][1]
    _, printed, _ = inside(capfdbinary, "compare", *addresses, "--page", "surface", "--format", "json")
    told = json.loads(printed)
    assert told["rows"][0]["key"] == "surface"
    assert told["metadata"]["second_scenario"] == other.to_query()


def test_a_report_is_written_to_the_file_with_the_page_of_the_link(
    tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def report(page: str, scenario: Scenario, *, link: str, when: Any) -> str:
        asked.append((page, scenario, link))
        return f"<p>{page}</p>"

    monkeypatch.setitem(sys.modules, "risk.report", types.SimpleNamespace(report=report))
    address = link.write(SCENARIO, "flop_line", "https://example.org/app")
    for arguments, page in (((address,), "flop_line"), ((address, "--page", "surface"), "surface"), ((), "start")):
        file = tmp_path / f"{page}.html"
        assert inside(capfdbinary, "report", *arguments, "-o", str(file)) == (0, b"", [])
        assert file.read_text() == f"<p>{page}</p>"
    assert [(page, scenario) for page, scenario, _ in asked[:1]] == [("flop_line", SCENARIO)]
    assert link.read(asked[0][2]) == link.read(address) and asked[2][2] == ""
    code, _, remarks = inside(capfdbinary, "report", "-o", str(tmp_path / "no" / "x.html"))
    assert code == 1 and len(remarks) == 1 and "No such file" in remarks[0]


# ---- what is wrong


def test_timeline_scores_the_rules_as_the_page_does(capfdbinary: Any) -> None:
    scenario = Scenario().replace("line.flop", 1e26).replace("clock.years_ahead", 3)
    code, written, remarks = inside(capfdbinary, "timeline", link.write(scenario))
    found = rows(written.decode())
    assert (code, remarks) == (FINE, [])
    for key, score in worlds.scores(scenario).items():
        of_rule = [row for row in found if row["rule"] == key]
        assert [int(row["year"]) for row in of_rule] == list(worlds.years(scenario))
        assert [float(row["missed"] or "nan") for row in of_rule] == pytest.approx(
            score.missed_share.pooled, nan_ok=True
        )


def test_regimes_are_scored_as_the_page_does(capfdbinary: Any) -> None:
    scenario = Scenario().replace("regime.enforced", 0.8).replace("clock.years_ahead", 5)
    code, written, remarks = inside(capfdbinary, "regimes", link.write(scenario))
    assert (code, remarks) == (FINE, [])
    found = {row["regime"]: row for row in rows(written.decode())}
    for key, score in regime_worlds.scores(scenario).items():
        assert float(found[key]["danger_left"]) == score.residual_danger.whole
        assert float(found[key]["stopped"]) == score.stopped_share.whole


def test_timeline_draws_the_releases_that_python_draws(capfdbinary: Any) -> None:
    code, written, _ = inside(capfdbinary, "timeline", "--releases", "--start", "2025", "--stop", "2026", "--seed", "3")
    drawn = risk.timeline.releases(2025.0, 2026.0, 3)
    assert code == FINE
    assert [float(row["compute"]) for row in rows(written.decode())] == drawn["compute"].tolist()
    code, written, remarks = inside(capfdbinary, "timeline", "--releases", "--start", "2016")
    assert (code, written, len(remarks)) == (FAILED, b"", 1) and "start" in remarks[0] and "2017" in remarks[0]


def test_what_a_link_could_not_keep_is_one_line_each(capfdbinary: Any) -> None:
    code, written, remarks = inside(capfdbinary, "evaluate", "/?v=1&function=no-such&function.sharpness=much&later.x=1")
    assert code == PARTLY and len(rows(written.decode())) == 109
    assert [word for word in ("no-such", "sharpness", "later.x") if any(word in remark for remark in remarks)] == [
        "no-such", "sharpness", "later.x",
    ]  # fmt: skip
    assert len(remarks) == 3 and all(remark.startswith("python -m risk: the link: ") for remark in remarks)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("evaluate", "no-file.json"), "there is no file 'no-file.json'"),
        (("evaluate", "{folder}"), "Is a directory"),
        (("evaluate", "{broken}"), "not a scenario file"),
        (("evaluate", "{binary}"), "no text in UTF-8, at byte 0"),
        (("evaluate", "{huge}"), "too large"),
        (("evaluate", "--systems", "{broken}"), "no column I"),
        (("evaluate", "--systems", "{binary}"), "no text in UTF-8"),
        (("evaluate", "--systems", "nowhere.csv"), "nowhere.csv: No such file"),
        (("compare", "{scenario}", "{broken}"), "not a scenario file"),
        (("compare", "{scenario}", "{scenario}", "--number", "9"), "has the numbers 0 to 2"),
        (("evaluate", "a\0b"), "cannot be read as a link"),
        (("evaluate", "x" * 5000), "cannot be read as a link"),
    ],
)
def test_an_error_is_one_line_and_exit_code_one(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capfdbinary: Any
) -> None:
    names = {"broken": b'{"function": ', "binary": b"\xff\xfe\x00", "huge": b" " * 50_000_000 + b"{}"}
    names = names if "{huge}" in arguments else names | {"huge": b""}
    names["scenario"] = SCENARIO.to_json().encode()
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    given = [part.format(folder=tmp_path, **{name: tmp_path / name for name in names}) for part in arguments]
    code, written, remarks = inside(capfdbinary, *given)
    assert (code, written) == (1, b"") and len(remarks) == 1
    assert remarks[0].startswith("python -m risk: ") and said in remarks[0]


@pytest.mark.parametrize(
    "arguments",
    [(), ("predict",), ("evaluate", "--format", "xml"), ("compare", "one"), ("report",), ("evaluate", "-", "x", "y"),
     ("compare", "a", "b", "--page", "nowhere"), ("compare", "a", "b", "--number", "much")],
)  # fmt: skip
def test_a_command_that_makes_no_sense_is_exit_code_two(arguments: tuple[str, ...], capfdbinary: Any) -> None:
    code, written, remarks = inside(capfdbinary, *arguments)
    assert (code, written) == (2, b"") and remarks[0].startswith("usage: python -m risk")


@pytest.mark.parametrize("name", ["", "evaluate", "compare", "report"])
def test_help_teaches_with_examples_that_can_be_parsed(name: str, capfdbinary: Any) -> None:
    code, written, _ = inside(capfdbinary, *filter(None, (name, "--help")))
    text = written.decode()
    assert code == 0 and "examples:" in text
    examples = [line.split("   ")[0].strip() for line in text.splitlines() if line.startswith("  python -m risk ")]
    assert len(examples) >= 2
    for example in examples:
        arguments = shlex.split(example.partition("|")[0].partition(">")[0])[3:]
        assert command._parser().parse_args(arguments)


def test_the_examples_of_the_readme_can_be_parsed() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    examples = [line.partition(" #")[0] for line in lines if line.startswith("python -m risk ")]
    assert len(examples) >= 4
    for example in examples:
        assert command._parser().parse_args(shlex.split(example)[3:])


def test_what_a_headline_depends_on_is_told_with_the_digits_of_the_tab(capfdbinary: Any) -> None:
    asked = ("sensitivity", "--headline", "erosion-date", "--seed", "3")
    code, written, remarks = inside(capfdbinary, *asked)
    scenario = Scenario().replace("inquiry.headline", "erosion-date").replace("ensemble.draw_seed", 3)
    found = what_matters.found(scenario)
    assert (code, remarks) == (FINE, [])
    table = {row["parameter"]: row for row in rows(written.decode())}
    assert tuple(table) == tuple(found.names[place] for place in found.order)
    for name, first, total in zip(found.names, found.first, found.total, strict=True):
        assert (float(table[name]["first"]), float(table[name]["total"])) == (first, total)
    code, written, _ = inside(capfdbinary, *asked, "--samples", "64", "--format", "json")
    content = json.loads(written)
    assert code == FINE and len(content["rows"]) == 2 and "64 rows of draws" in content["metadata"]["description"]


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("--samples", "100"), FAILED, "power of two, such as 64 or 128"),
        (("--workers", "0", "--seed", "77"), FAILED, "workers must be a number of processes"),
        (("--headline", "nothing"), 2, "invalid choice: 'nothing'"),
        (("--workers", "2", "--scheduler", "tcp://127.0.0.1:1"), 2, "not allowed with"),
        (("--seed", "-1"), 2, "whole number from 0"),
    ],
)
def test_what_cannot_be_asked_is_one_line(capfdbinary: Any, arguments: tuple[str, ...], code: int, named: str) -> None:
    ended, written, remarks = inside(capfdbinary, "sensitivity", *arguments)
    assert (ended, written) == (code, b"") and named in remarks[-1]


def test_a_reader_that_has_enough_is_no_error() -> None:
    line = f'"{sys.executable}" -m risk evaluate | head -n 1'
    done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("id,name,date,flop,I,G,A")


def test_an_installed_package_runs_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "risk", "evaluate", "1nonsense"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1 and done.stdout == "" and done.stderr.count("\n") == 1


# ---- what nobody thought of: random links, files and arguments

KEYS = st.sampled_from([*Scenario().to_query(), "deployments", "later.key", "packed", "v", "", "view.x"])
VALUES = st.one_of(
    st.sampled_from(["", "nan", "-inf", "1e999", "true", "I", "o-ring", "proxy-agency", "gpt5:3,x:9", "99"]),
    st.text(max_size=20),
    st.floats().map(str),
)
QUERIES = st.dictionaries(st.one_of(KEYS, st.text(max_size=8)), VALUES, max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.one_of(KEYS, st.text(max_size=8)), inner, max_size=4)
    ),
    max_leaves=8,
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")),
    QUERIES.map(lambda query: "/surface?" + "&".join(f"{key}={value}" for key, value in query.items())),
    JSON.map(json.dumps),
    st.integers(0, 80).flatmap(
        lambda at: st.text(max_size=4).map(lambda extra: PACKED[:at] + extra + PACKED[at + 2 :])
    ),
)
PACKED = link.packed(SCENARIO)


@QUICK
@given(QUERIES)
def test_any_query_is_a_scenario(query: dict[str, str]) -> None:
    scenario, problems = Scenario.from_query(query)
    assert all(problem and "\n" not in problem for problem in problems)
    again, _ = Scenario.from_query(scenario.to_query())
    assert again == scenario


@QUICK
@given(JSON.map(json.dumps) | st.text(max_size=40))
def test_any_file_is_a_scenario_or_refused_in_one_line(text: str) -> None:
    try:
        scenario, _ = Scenario.from_json(text)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert Scenario.from_json(scenario.to_json())[0] == scenario


@QUICK
@given(TEXTS)
def test_any_text_is_a_link_or_refused_in_one_line(text: str) -> None:
    try:
        opened = link.read(text)
    except ValueError as error:
        assert str(error) and "\n" not in str(error)
    else:
        assert link.read(link.packed(opened.scenario)).scenario == opened.scenario


@QUICK
@given(TEXTS)
def test_no_argument_shows_a_traceback(capfdbinary: Any, text: str) -> None:
    code, written, remarks = inside(capfdbinary, "compare", f"?{text}", "?v=1", "--page", "data_and_method")
    assert code in (FINE, FAILED, PARTLY) and all(remark.startswith("python -m risk: ") for remark in remarks)
    assert (written != b"") == (code != FAILED) and (remarks == []) == (code == FINE)
