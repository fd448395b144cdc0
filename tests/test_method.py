"""The method page leaves nothing out: every declaration, formula and row of data; and what it says is computed."""

from __future__ import annotations

import csv
import importlib
import inspect
import math
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import risk
from risk import catalog, caveats, data_tables, headlines, method, registry, version, words
from risk.agency import AGENCIES
from risk.danger import BUILT_IN, DangerFunction
from risk.parameter import Declared, Parameter, flag, parameter, parameters
from risk.plots.method import coverage_picture
from risk.plots.theme import DARK, LIGHT
from risk.presets import PRESETS
from risk.scenario import SECTIONS, Scenario
from risk.table import Table

ROOT = Path(__file__).resolve().parent.parent
MACHINE_NUMBERS = re.compile(r"\bnan\b|\binf\b|\bNone\b|\bNaT\b|\d[eE][+-]?\d\d")


def declared_classes() -> list[type[Declared]]:
    """Every concrete declared class of the package, whichever module it is in."""
    for module in pkgutil.walk_packages(risk.__path__, "risk."):
        importlib.import_module(module.name)

    def below(kind: type[Declared]) -> Iterator[type[Declared]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    # A class with two declared bases is met below both.
    return [
        kind
        for kind in dict.fromkeys(below(Declared))
        if kind.__module__.partition(".")[0] == "risk" and kind.name and not inspect.isabstract(kind)
    ]


DECLARED = declared_classes()


@dataclass(frozen=True, kw_only=True)
class Stranger(DangerFunction):
    name = "stranger"
    label = "A stranger's"
    summary = "Danger is intelligence."
    formula = r"D = \zeta I"
    source = "somebody else"

    zeta: float = parameter(
        0.5, 0, 1, symbol=r"\zeta", label="Strangeness", help="How strange it is.", source="an oracle"
    )

    def _danger(self, I: Any, G: Any, A: Any) -> Any:
        return self.zeta * I + 0 * G * A


@dataclass(frozen=True, kw_only=True)
class Later(Declared):
    name = "later"
    label = "A later section"
    summary = "Not there yet."

    patience: bool = flag(True, label="Patience", help="Whether anybody waits.")


@pytest.fixture
def stranger() -> Iterator[type[Stranger]]:
    registry.register(Stranger)
    yield Stranger
    registry._functions.pop("stranger")


def shown(scenario: Scenario, owner: type[Declared], name: str) -> dict[str, str]:
    """The row of one parameter, as it is shown."""
    table = method.parameter_table(scenario)
    number = [row[:2] for row in table.rows].index((owner.name, name))
    return dict(zip(table.headings, table.shown[number], strict=True))


# ---- formulas and parameters


def declarations(kind: type[Declared]) -> tuple[Parameter, ...]:
    """What is listed of a class: of a danger function also what only an object has, as the weights of a blend."""
    return parameters(kind() if issubclass(kind, DangerFunction) else kind)


def test_there_are_declared_classes() -> None:
    assert set(BUILT_IN) | set(AGENCIES.values()) < set(DECLARED)
    assert {type(Scenario().section(name)) for name in SECTIONS} <= set(DECLARED)


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.name)
def test_every_declared_class_has_an_entry_that_says_what_it_is(kind: type[Declared]) -> None:
    entry = next(entry for entry in method.entries(Scenario()) if entry.owner is kind)
    assert kind.label and kind.source
    assert kind.summary.endswith(".")
    for said in (kind.label, kind.summary, kind.formula, kind.source):
        assert said in entry.text
    assert [row.declared for row in entry.parameters] == list(declarations(kind))


@pytest.mark.parametrize(
    ("kind", "declared"),
    [(kind, declared) for kind in DECLARED for declared in parameters(kind)],
    ids=lambda part: part.name,
)
def test_every_parameter_is_listed_with_all_that_is_declared(kind: type[Declared], declared: Parameter) -> None:
    row = shown(Scenario(), kind, declared.name)
    assert (row["Part"], row["Parameter"], row["Unit"]) == (kind.label, declared.label, declared.unit)
    assert (row["Source"], row["Meaning"]) == (declared.source, declared.help)
    assert declared.label and declared.help and declared.source
    assert row["Default"] == method.written(declared, declared.default)
    if declared.numeric:
        for heading, bounds in (("Typical", declared.typical), ("Legal", (declared.low, declared.high))):
            assert row[heading] == " to ".join(method.written(declared, bound) for bound in bounds)
    elif declared.kind == "choice":
        assert all(choice in row["Legal"] for choice in declared.choices)
    assert row["Judgement"] in ("yes", "in part", "no", "choice")
    assert (row["Judgement"] == "no") <= ("judgement" not in declared.source)


def test_no_parameter_and_no_part_is_listed_twice() -> None:
    names = [row[:2] for row in method.parameter_table(Scenario()).rows]
    owners = [entry.owner for entry in method.entries(Scenario())]
    assert len(set(names)) == len(names)
    assert len(set(owners)) == len(owners)


def test_a_strangers_function_is_listed_as_the_built_in_ones_are(stranger: type[Stranger]) -> None:
    scenario = Scenario().replace("function", "stranger").replace("function.zeta", 0.75)
    found = method.search(scenario, r"\zeta oracle strangeness")
    assert [row[0] for row in found.parameters.rows] == ["stranger"]
    assert shown(scenario, stranger, "zeta")["Now"] == "0.75, changed"
    assert [entry.owner for entry in method.search(scenario, "zeta stranger").entries] == [stranger]


def test_a_function_that_is_registered_later_is_not_missed() -> None:
    before = len(method.parameter_table(Scenario()))
    registry.register(Stranger)
    try:
        assert len(method.parameter_table(Scenario())) == before + 1
    finally:
        registry._functions.pop("stranger")
    assert len(method.parameter_table(Scenario())) == before


@dataclass(frozen=True, kw_only=True)
class Bare(DangerFunction):
    name = "bare"

    tiny: float = parameter(2e-6, 1e-6, math.inf, typical=(1e-6, 3e-3), label="Tiny", help="How tiny it is.")

    def _danger(self, I: Any, G: Any, A: Any) -> Any:
        return I * G * A


def test_a_function_that_says_little_and_has_odd_bounds_is_listed() -> None:
    registry.register(Bare)
    try:
        assert "bare (danger function)" in [entry.title for entry in method.entries(Scenario())]
        row = shown(Scenario().replace("function", "bare"), Bare, "tiny")
        assert (row["Part"], row["Now"], row["Typical"]) == ("bare", "2 × 10⁻⁶", "10⁻⁶ to 0.003")
        assert row["Legal"] == "10⁻⁶ to no bound"
    finally:
        registry._functions.pop("bare")


def test_systems_that_are_deployed_differently_are_named() -> None:
    assert method.own_levels(Scenario()) == ""
    said = method.own_levels(Scenario().replace("deployments", [("gpt4", 2.5)]))
    assert said == "With an autonomy level of their own: GPT-4 (Mar 2023) at 2.5."


def test_a_later_section_brings_its_own_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    class Longer(Scenario):
        def section(self, name: str) -> Declared:
            return Later() if name == "later" else super().section(name)

    monkeypatch.setattr(method, "SECTIONS", (*SECTIONS, "later"))
    entry = next(entry for entry in method.entries(Longer()) if entry.owner is Later)
    assert [(row.declared.name, row.value) for row in entry.parameters] == [("patience", True)]


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.name)
def test_a_prior_in_words_is_the_declared_distribution(kind: type[Declared]) -> None:
    for declared in parameters(kind):
        said = method.prior(declared)
        if declared.kind != "float":
            assert said == "fixed"
            continue
        frozen = declared.prior()
        assert said.startswith("log-uniform, " if frozen.dist.name in ("loguniform", "reciprocal") else "uniform, ")
        low, high = frozen.support()
        assert said.endswith(f", {method.written(declared, low)} to {method.written(declared, high)}")


def test_the_value_of_the_moment_is_shown_and_marked_where_it_is_changed() -> None:
    scenario = Scenario().replace("function.sharpness", 20.0).replace("trend.efficiency", 0.5)
    function, trend = type(scenario.function), type(scenario.trend)
    assert shown(scenario, function, "sharpness")["Now"] == "20, changed"
    assert shown(scenario, function, "critical_intelligence")["Now"] == "0.6"
    # The fit follows the efficiency, so that its midpoint departs from the default too.
    midpoint = shown(scenario, trend, "midpoint")["Now"]
    assert midpoint == f"{scenario.compute_trend.midpoint:.4g}, changed"
    assert shown(scenario, AGENCIES["proxy-agency"], "exposure")["Now"] == "not in use"
    induced = scenario.replace("agency", "proxy-agency")
    assert shown(induced, AGENCIES["proxy-agency"], "exposure")["Now"] == "1"


def test_judgements_are_counted() -> None:
    counted = judged = 0
    for kind in DECLARED:
        for declared in declarations(kind) if kind.name != "view" else ():
            counted += 1
            judged += declared.source[:9] == "judgement"
    assert method.counted_judgements(method.parameter_rows(Scenario())) == (judged, counted)
    assert 0 < judged < counted
    assert caveats.claim(Scenario()).startswith(f"{judged} of the model's {counted} parameters are judgements")


@pytest.mark.parametrize("preset", PRESETS)
def test_texts_read_as_a_person_would_write(preset: str) -> None:
    scenario = PRESETS[preset].scenario()
    texts = [
        caveats.claim(scenario),
        caveats.why(),
        caveats.coverage_finding(),
        method.search(scenario, "gpt").sentence,
    ]
    texts += [f"{passage.title}. {passage.text}" for passage in caveats.caveats(scenario)]
    texts += [cell for row in method.parameter_table(scenario).shown for cell in row]
    for text in texts:
        assert not MACHINE_NUMBERS.search(text), text


# ---- data


@pytest.mark.parametrize("table", data_tables.data_tables(), ids=lambda table: table.name)
def test_every_row_and_cell_of_the_data_is_there(table: Table) -> None:
    with (ROOT / "risk" / "data" / f"{table.name}.csv").open(encoding="utf-8", newline="") as stream:
        published = list(csv.DictReader(stream))
    names = [column.name for column in table.columns]
    assert set(published[0]) | {"licence"} == set(names)

    def plain(name: str, cell: Any) -> Any:
        if name == "open_weights":
            return "yes" if cell else "no"
        return "" if cell is None else cell

    def key(row: dict[str, Any]) -> tuple[str, str]:
        return row.get("id") or row["system"], row.get("metric", "")

    found = {key(row): row for row in (dict(zip(names, cells, strict=True)) for cells in table.rows)}
    assert len(found) == len(published)
    for row in published:
        for name, text in row.items():
            cell = plain(name, found[key(row)][name])
            assert (cell == float(text)) if isinstance(cell, float) else (cell == text), (key(row), name)


@pytest.mark.parametrize("table", data_tables.data_tables(), ids=lambda table: table.name)
def test_every_row_shows_source_terms_confidence_and_what_an_interval_is(table: Table) -> None:
    names = [column.name for column in table.columns]
    for cells, text in zip(table.rows, table.shown, strict=True):
        row, seen = dict(zip(names, cells, strict=True)), dict(zip(table.headings, text, strict=True))
        assert seen["Source"] == row["source"] and seen["Read"] == row["confidence"]
        assert seen["Licence"] == row["licence"] and seen["Licence"]
        ends = [row.get(name) for name in ("low", "high", "flop_low", "flop_high")]
        if any(end is not None for end in ends):
            assert row.get("interval") or row.get("flop_interval")
            assert any(seen.get(heading) for heading in ("Interval", "Published from, to"))
        for heading in {"Value", "Interval", "Compute", "Published from, to", "Adopted", "Ended", "Period"} & set(seen):
            assert not MACHINE_NUMBERS.search(seen[heading]), text


def test_a_licence_is_declared_for_every_row_and_every_licence_is_used() -> None:
    used = {licence for table in data_tables.data_tables() for licence in table.licences}
    assert used == set(data_tables.LICENCES)
    sources = [row[-4] for table in data_tables.data_tables() for row in table.rows]
    for source in map(str, sources):
        holders = [licence.holder for licence in data_tables.licences(source)]
        assert ("CC-BY 4.0" in source) == ("Epoch AI" in holders)
        assert ("METR" in source) == ("METR" in holders)
    with pytest.raises(LookupError, match="nobody knows"):
        data_tables.licences("nobody knows")


def test_licences_are_those_of_the_readme() -> None:
    readme = " ".join((ROOT / "risk" / "data" / "README.md").read_text(encoding="utf-8").split())
    assert data_tables.LICENCES[0].address in readme
    for said in ("CC-BY 4.0", "METR**, *Time Horizon 1.0 and 1.1*", "No licence was found", "public documents"):
        assert said in readme
    assert f"Compiled in {data_tables.DATA_MONTH}" in readme


def test_every_word_in_the_mapping_of_licences_is_needed() -> None:
    sources = [str(row[-4]) for table in data_tables.data_tables() for row in table.rows]
    for licence in data_tables.LICENCES:
        for name in licence.names:
            assert any(name in source for source in sources), name


# ---- search


def test_a_search_finds_what_holds_every_word_whatever_the_case() -> None:
    found = method.search(Scenario(), "EPOCH gpt-5")
    assert 0 < found.total < method.search(Scenario(), "epoch").total < method.search(Scenario()).total
    for table in found.data:
        for row in table.shown:
            assert "epoch" in " ".join(row).casefold()
    assert method.search(Scenario(), "gpt-5 epoch").total == found.total
    assert str(sum(len(table) for table in found.data)) in found.sentence


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_search_finds_everything(query: str) -> None:
    found = method.search(Scenario(), query)
    assert len(found.entries) == len(method.entries(Scenario()))
    assert found.parameters is method.parameter_table(Scenario())
    assert found.data == data_tables.data_tables()


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", "(((", "[a-", "*", ".*+?^${}|[]\\", "%s {0} {x}", "\x00", "a" * 10_000]
)
def test_a_search_is_plain_text(query: str) -> None:
    found = method.search(Scenario(), query)
    if query == "*":
        assert 0 < found.total < method.search(Scenario()).total
    else:
        assert found.total == 0
        assert query not in found.sentence and "Try fewer words" in found.sentence


@pytest.mark.parametrize("query", ["κ", "kappa", "I_c", "10²⁵", "persuasion", "95% bootstrap", "in force"])
def test_symbols_numbers_and_phrases_are_found(query: str) -> None:
    assert method.search(Scenario(), query).total > 0


# ---- caveats and versions


def caveat(scenario: Scenario, words_in_title: str) -> str:
    return next(passage.text for passage in caveats.caveats(scenario) if words_in_title in passage.title)


def test_caveats_state_the_numbers_of_the_data() -> None:
    scenario = Scenario()
    with (ROOT / "risk" / "data" / "systems.csv").open(encoding="utf-8", newline="") as stream:
        systems = list(csv.DictReader(stream))
    with (ROOT / "risk" / "data" / "measurements.csv").open(encoding="utf-8", newline="") as stream:
        scores = list(csv.DictReader(stream))
    with_compute = sum(bool(row["flop"]) for row in systems)
    assert words.index(headlines.collinearity(scenario)) in caveat(scenario, "one line")
    assert f"{with_compute} of {len(systems)} listed systems" in caveat(scenario, "Compute is missing")
    assert f"out of {len(systems) - with_compute}" in caveat(scenario, "Compute is missing")
    tested = [float(row["value"]) for row in scores if row["metric"] == "breadth_tested"]
    assert f"{len(tested)} systems were tested" in caveat(scenario, "lower bound")
    assert f"half of them in {words.number(float(np.median(tested)))} or fewer" in caveat(scenario, "lower bound")
    other = [row for row in scores if row["metric"] == "eci" and row["vintage"] != catalog.INDEX_VINTAGE]
    assert words.counted(len(other), "score") in caveat(scenario, "Versions")
    ranges = [row for row in systems if row["flop_interval"] == "accounting range"]
    assert ranges and all(row["name"] in caveat(scenario, "counting rule") for row in ranges)
    far = [row for row in scores if row["metric"] == "metr_p50_minutes" and float(row["value"]) > 960]
    names = {row["id"]: row["name"] for row in systems}
    assert far and all(names[row["system"]] in caveat(scenario, "beyond the tests") for row in far)


def test_caveats_follow_the_scenario() -> None:
    early = Scenario().replace("settings.date", 2020.0)
    assert "unknown" in caveat(early, "one line")
    judged = Scenario().replace("anchors.narrow_generality", 0.2)
    assert "0.20 is set by definition" in caveat(judged, "lower bound")


def test_prior_art_credits_everybody_on_whom_a_declaration_rests() -> None:
    credited = " ".join(passage.title for passage in caveats.PRIOR_ART)
    for name in (
        "Aguirre",
        "Morris",
        "Feng",
        "Heim",
        "Koessler",
        "Hooker",
        "Kumar",
        "Manning",
        "Kermack",
        "McKendrick",
        "Armstrong",
        "Bostrom",
        "Shulman",
    ):
        assert name in credited
    for name in ("Curie", "Weiss", "Thom", "Kremer", "Epoch AI", "METR"):
        assert name in credited


def test_changes_are_those_of_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### Results that change\n(.*?)(?=^##|\Z)", text, flags=re.DOTALL | re.MULTILINE)
    items = re.findall(r"^- \*\*Model (\S+)\*\*: (.*?)(?=^- |\Z)", "\n".join(sections), flags=re.DOTALL | re.MULTILINE)
    assert [(number, " ".join(said.split())) for number, said in items] == list(version.CHANGES)
    assert version.CHANGES[0][0] == version.MODEL_VERSION
    assert text.count("**Model ") == len(items)


# ---- what is measured


def test_coverage_counts_every_system_once() -> None:
    *years, whole = caveats.coverage()
    for name in ("systems", "compute", "intelligence", "generality", "agenticity", "axes"):
        assert sum(getattr(entry, name) for entry in years) == getattr(whole, name)
    table = catalog.systems()
    assert whole.systems == len(table) and whole.compute == table["flop"].count()
    measured = catalog.measurements()
    groups = [set(measured.loc[measured["metric"] == name, "system"]) for name in ("eci", "breadth_tested")]
    horizons = set(measured.loc[measured["metric"] == "metr_p50_minutes", "system"])
    assert whole.axes == len(set.intersection(*groups, horizons))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_picture_shows_the_shares_and_says_them(theme: Any) -> None:
    picture = coverage_picture(Scenario(), theme)
    go.Figure(picture)
    *years, whole = caveats.coverage()
    traces = {trace["name"]: trace for trace in picture["data"]}
    assert list(traces) == [f"known-{name}" for name in caveats.COVERED]
    for name in caveats.COVERED:
        assert traces[f"known-{name}"]["y"] == [getattr(entry, name) / entry.systems for entry in years]
        assert f"{getattr(whole, name)} of {whole.systems}" in picture["layout"]["meta"]["alt"]
    assert picture["layout"]["meta"]["title"] == caveats.coverage_finding()
