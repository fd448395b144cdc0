"""No result changes without a new model version and a word about it in the changelog."""

import copy
import json
import re

import pytest

from risk.presets import PRESETS
from risk.version import MODEL_VERSION
from tests import golden

RECORDED = json.loads(golden.FILE.read_text(encoding="utf-8"))
CHANGELOG = golden.CHANGELOG.read_text(encoding="utf-8")
RELEASED = "# Changelog\n\n## [2.0] - 2027-01-01\n\n### Results that change\n\n- **Model 1.0**: all of it.\n"
UNRELEASED = RELEASED.replace("[2.0] - 2027-01-01", "[Unreleased]")


def test_results_are_the_golden_ones():
    problem = golden.verdict(RECORDED, golden.results(), MODEL_VERSION, CHANGELOG)
    if problem:
        pytest.fail(problem, pytrace=False)


def test_every_preset_is_pinned_with_numbers_that_say_something():
    pinned = RECORDED["results"]["presets"]
    assert list(pinned) == list(PRESETS)
    for numbers in pinned.values():
        assert len(numbers["danger"]) == 12 and 0 < numbers["dangerous share"] < 1
        assert sum(numbers["areas"].values()) == pytest.approx(1)
        assert numbers["systems"]["highest"]["dangerous"] > 0
    assert len({json.dumps(numbers) for numbers in pinned.values()}) == len(PRESETS)


def changed_results():
    changed = copy.deepcopy(RECORDED["results"])
    changed["presets"]["Gradual ramp"]["systems"]["chosen"]["missed"] += 1
    return changed


def test_a_changed_number_of_a_released_model_asks_for_a_new_version_and_an_entry():
    recorded = RECORDED | {"model": "1.0"}
    assert golden.verdict(recorded, RECORDED["results"], "1.0", RELEASED) is None
    problem = golden.verdict(recorded, changed_results(), "1.0", RELEASED)
    assert "raise MODEL_VERSION in risk/version.py" in problem and "CHANGELOG.md" in problem and golden.RENEW in problem
    assert "presets > Gradual ramp > systems > chosen > missed: " in problem


def test_a_new_version_asks_for_its_entry_and_then_for_new_numbers():
    recorded = RECORDED | {"model": "1.0"}
    assert "no entry for model 1.1" in golden.verdict(recorded, changed_results(), "1.1", RELEASED)
    entered = RELEASED.replace("Model 1.0", "Model 1.1")
    assert f"renew them with {golden.RENEW}" in golden.verdict(recorded, changed_results(), "1.1", entered)
    assert golden.verdict(recorded | {"model": "1.1"}, RECORDED["results"], "1.1", entered) is None


def test_before_its_release_a_model_may_change_with_a_renewal():
    problem = golden.verdict(RECORDED | {"model": "1.0"}, changed_results(), "1.0", UNRELEASED)
    assert "unreleased" in problem and "raise MODEL_VERSION" not in problem and golden.RENEW in problem


def test_an_entry_needs_words_and_its_own_section():
    assert golden.entries(RELEASED) == {"1.0": False} and golden.entries(UNRELEASED) == {"1.0": True}
    assert golden.entries(RELEASED.replace(": all of it.", "")) == {}
    assert golden.entries(RELEASED.replace("### Results that change", "### Added")) == {}
    assert MODEL_VERSION in golden.entries(CHANGELOG)


def test_renewing_is_refused_where_it_would_hide_a_change(tmp_path, monkeypatch, capsys):
    file, changelog = tmp_path / "golden.json", tmp_path / "CHANGELOG.md"
    monkeypatch.setattr(golden, "FILE", file)
    monkeypatch.setattr(golden, "CHANGELOG", changelog)
    stale = json.dumps({"model": MODEL_VERSION, "results": changed_results()})
    for text, code in ((RELEASED, 1), (UNRELEASED, 0)):
        file.write_text(stale, encoding="utf-8")
        changelog.write_text(text.replace("Model 1.0", f"Model {MODEL_VERSION}"), encoding="utf-8")
        assert golden.main() == code
        assert (file.read_text(encoding="utf-8") == stale) == bool(code)
    assert "raise MODEL_VERSION" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ({"a": 1.0}, {"a": 1.0 + 1e-9}, []),
        ({"a": 1.0}, {"a": 1.0001}, ["a: 1.0 -> 1.0001"]),
        ({"a": 3}, {"a": 4}, ["a: 3 -> 4"]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 5]}}, ["a > b [1]: 2 -> 5"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a: [1] -> [1, 2]"]),
        ({"a": 1}, {"b": 1}, ["a: is gone", "b: is new"]),
        ({"a": float("inf")}, {"a": float("inf")}, []),
    ],
)
def test_differences_are_found_and_named(before, now, found):
    assert golden.differences(before, now) == found


def test_the_changelog_is_kept_as_keep_a_changelog_says():
    assert CHANGELOG.startswith("# Changelog\n") and re.search(r"^## \[", CHANGELOG, flags=re.M)
    kinds = set(re.findall(r"^### (.+)$", CHANGELOG, flags=re.M))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", golden.SECTION}
