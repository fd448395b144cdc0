"""Links write everything, open again whatever is newer, and never raise anything but one line."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from risk import link
from risk.exhibits import exhibit
from risk.migration import SCHEMA_VERSION, migrated
from risk.presets import CHANNELS, PRESETS
from risk.scenario import Scenario

LINKS = Path(__file__).with_name("links")
KEPT = [(path.stem, entry) for path in sorted(LINKS.glob("*.json")) for entry in json.loads(path.read_text("utf-8"))]
SCENARIOS = {name: preset.scenario() for name, preset in {**PRESETS, **CHANNELS}.items()} | {
    "everything moved": Scenario()
    .replace("function", "o-ring")
    .replace("agency", "proxy-agency")
    .replace("deployments", [("gpt5", 2.5)])
    .replace("view.system", "gpt4"),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_form_of_a_link_opens_the_same_scenario(name: str) -> None:
    scenario = SCENARIOS[name]
    for written in (link.write, link.write_short):
        address = written(scenario, "transition", "https://example.org/app")
        assert address.startswith("https://example.org/app/transition?")
        assert link.read(address) == link.Opened(scenario, "transition", ())
        assert link.read(urlsplit(address).query) == link.Opened(scenario, "", ())
    assert link.read(link.packed(scenario)) == link.Opened(scenario, "", ())
    assert link.read("\ufeff" + scenario.to_json()) == link.Opened(scenario, "", ())


def test_a_link_writes_every_value_and_both_versions() -> None:
    query = {key: values[0] for key, values in parse_qs(urlsplit(link.write(Scenario())).query).items()}
    assert query == Scenario().to_query() == link.unpacked(link.packed(Scenario()))
    assert {"v", "model", "function", "agency", *Scenario().parameter_keys()} == set(query)


def test_a_packed_link_is_short_enough_for_a_camera() -> None:
    """Version 10 of a QR code, 57 modules a side, holds 213 bytes with medium error correction."""
    for scenario in SCENARIOS.values():
        assert len(link.write_short(scenario, "proxy_agency", "https://danger-surface.example.org")) < 250
    assert len(link.write_short(SCENARIOS["Early transition"], "", "https://danger-surface.example.org")) < 120


@pytest.mark.parametrize(("schema", "entry"), KEPT, ids=[f"{schema}: {entry['name']}" for schema, entry in KEPT])
def test_links_written_by_every_schema_still_open(schema: str, entry: dict[str, Any]) -> None:
    """Kept as they were written. Their values are those of that day, whatever the defaults are now."""
    for form in ("link", "short"):
        opened = link.read(entry[form])
        assert opened.page == "surface" and not [text for text in opened.problems if "model version" not in text]
        for key, value in entry["overrides"].items():
            found = opened.scenario.deployments if key == "deployments" else opened.scenario.get(key)
            assert found == (tuple(map(tuple, value)) if key == "deployments" else value), key
        share = dict(exhibit("surface", opened.scenario).numbers[0].exact)["share of the cube"]
        assert share == pytest.approx(entry["dangerous share"], rel=1e-9)


def test_the_present_schema_is_among_the_kept_ones() -> None:
    assert f"schema-{SCHEMA_VERSION}" in {schema for schema, _ in KEPT}


def test_a_later_default_changes_no_old_link() -> None:
    """A link that leaves nothing out does not depend on defaults: every key is read from it."""
    moved = Scenario()
    for key in moved.parameter_keys():
        declared = moved.parameter(key)
        if declared.numeric and key != "view.point_i":
            low, high = declared.typical
            moved = moved.replace(key, low if moved.get(key) != low else high)
    assert link.read(link.write(moved)).scenario == moved


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("nonsense", "no packed scenario|not a packed scenario"),
        ("1nonsense", "damaged"),
        ("9" + link.packed(Scenario())[1:], "not a packed scenario"),
        (link.packed(Scenario().replace("line.flop", 3e24))[:-4], "damaged"),
        ("https://example.org/", "no link of this dashboard"),
        ("https://example.org/?utm_source=x", "no link of this dashboard"),
        ("http://[", "no link of this dashboard"),
        ("a=b", "no link of this dashboard"),
        ("{", "not a scenario file"),
        ('{"function": ', "line 1 column"),
        ("[1, 2]", "holds no JSON object"),
        ("[" * 50_000, "not a scenario file"),
        ("v=1&" + "&".join(f"k{number}=1" for number in range(6000)), "more than"),
        ("x" * 200_000, "too long"),
    ],
)
def test_what_is_no_link_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        link.read(text)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 200


def test_a_packed_text_that_would_unpack_to_much_is_refused_early() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = deflate.compress(b"a=" + b"0" * 50_000_000) + deflate.flush()
    packed = "1" + link.base64.urlsafe_b64encode(bomb).decode().rstrip("=")
    with pytest.raises(ValueError, match="too long"):
        link.unpacked(packed[:100_000])


def test_a_damaged_packed_part_costs_only_itself() -> None:
    opened = link.from_query({"packed": "1damaged", "settings.tolerance": "0.4"})
    assert opened.scenario == Scenario().replace("settings.tolerance", 0.4)
    assert len(opened.problems) == 1 and "packed" in opened.problems[0]


def test_what_stands_beside_a_packed_part_counts() -> None:
    opened = link.from_query({"packed": link.packed(SCENARIOS["Early transition"]), "settings.tolerance": "0.4"})
    assert opened.scenario == SCENARIOS["Early transition"].replace("settings.tolerance", 0.4)


# ---- older and newer versions


def renamed(query: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    return {key.replace("old.", "new."): value for key, value in query.items()}, ()


def dropped(query: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    return {key: value for key, value in query.items() if key != "gone"}, ("“gone” has no successor.",)


def test_an_older_link_is_migrated_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.migration.SCHEMA_VERSION", 3)
    steps = {1: renamed, 2: dropped}
    assert migrated({"v": "1", "old.x": "5", "gone": "1"}, steps) == ({"new.x": "5"}, ("“gone” has no successor.",))
    assert migrated({"v": "2", "old.x": "5", "gone": "1"}, steps) == ({"old.x": "5"}, ("“gone” has no successor.",))
    assert migrated({"v": "3", "old.x": "5", "gone": "1"}, steps) == ({"old.x": "5", "gone": "1"}, ())
    assert migrated({"old.x": "5"}, steps) == ({"old.x": "5"}, ())


@pytest.mark.parametrize("version", ["0", "99", "-1", "two", "", "1e3", "²", "9" * 400])
def test_a_link_of_no_known_version_keeps_its_keys_and_says_so(version: str) -> None:
    rest, problems = migrated({"v": version, "settings.tolerance": "0.4"})
    assert rest == {"settings.tolerance": "0.4"}
    assert len(problems) == 1 and "version" in problems[0] and len(problems[0]) < 120
