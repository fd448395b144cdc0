"""Every scene is legal, follows from what its page shows, and types no number that the model computes."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from risk import catalog
from risk.exhibits import exhibit
from risk.plots.theme import THEMES
from risk.scenario import Scenario
from risk.story import Scene, said, story
from tests.test_pages import MACHINE_NUMBERS

ROOT = Path(__file__).resolve().parent.parent
SCENES = story().scenes
MOST_WORDS = 25
GOOD = """
[[scene]]
id = "{id}"
question = "Is it so?"
page = "start"
figure = "start"
sweep = "settings.date"
claim = "{{claim}} at {{line.flop}}"
notes = "D* is {{settings.tolerance:index}}; {{measured systems:count}} systems."
predict = {{ prompt = "How many?", options = ["None", "All"] }}
answer = {{ option = "None", why = "Because." }}
revealed = {{ "settings.tolerance" = 1.0 }}
follows = [{{ value = "dangerous at the chosen autonomy", from = 0, below = 1 }}]
"""


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_scenes_of_the_project_all_play() -> None:
    assert story().problems == ()
    assert len(SCENES) >= 6
    assert len({scene.id for scene in SCENES}) == len({scene.question for scene in SCENES}) == len(SCENES)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_a_scene_keeps_the_contract(scene: Scene) -> None:
    shown = scene.exhibit()
    figure, sweeps = scene.drawn(shown)
    assert figure.key == scene.figure
    assert len(set(sweeps)) == len(sweeps)
    assert not scene.sweep or sweeps[0] == scene.sweep
    assert scene.asked != scene.revealed
    assert 2 <= len(scene.options) <= 4 and scene.answer in scene.options
    # The answer really follows, and not under any assumptions: it is what the page computes.
    assert scene.follows and scene.follows_from(shown)
    claim = said(scene.claim, shown)
    assert len(claim.split()) < MOST_WORDS, claim
    for text in (claim, *(said(text, shown) for text in (scene.prompt, scene.why, scene.moved, scene.notes))):
        assert not MACHINE_NUMBERS.search(text), text
        assert not re.search(r"[{}]", text), text
        assert text.rstrip().endswith((".", "?")), text
    assert "What nobody knows" in scene.notes and "formula alone" in scene.notes


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_no_number_is_typed_in_a_scene(scene: Scene) -> None:
    names = sorted(catalog.systems()["name"], key=len, reverse=True)
    for text in (scene.question, scene.prompt, scene.why, scene.claim, scene.moved, scene.notes, *scene.options):
        literal = "".join(part for part, *_ in string.Formatter().parse(text))
        for name in names:
            literal = literal.replace(name, "")
        assert not re.search(r"\d", literal), text


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_the_bar_can_be_moved_from_end_to_end(scene: Scene) -> None:
    """Whatever the bar is moved to, there is something to say, and whether the answer still follows."""
    shown = scene.exhibit()
    _, sweeps = scene.drawn(shown)
    followed = set()
    for key in sweeps:
        for value in shown.scenario.parameter(key).span(shown.scenario.get(key)):
            moved = scene.exhibit(shown.scenario.replace(key, value))
            followed.add(scene.follows_from(moved))
            assert said(scene.moved, moved).endswith(".")
    # A question whose answer no assumption could turn would be none.
    assert False in followed


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.asked], ids=lambda scene: scene.id)
def test_the_picture_that_asks_is_another_than_the_one_that_answers(scene: Scene) -> None:
    def words(scenario: Scenario | None) -> str:
        shown = scene.exhibit(scenario)
        return str(shown.figure(scene.figure).picture(shown.scenario, theme=THEMES["light"])["layout"]["meta"]["alt"])

    assert words(scene.asked) != words(scene.revealed)
    assert scene.answer.lower() not in words(scene.asked).lower()


def test_the_teaching_guide_has_every_question_and_answer() -> None:
    guide = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    rows = [line for line in guide.splitlines() if line.startswith("| ")]
    for scene in SCENES:
        assert any(f"| {scene.question} | {scene.answer} |" in row for row in rows), scene.id
    assert "## Ten minutes" in guide and "## Fifty minutes" in guide
    assert "docs/teaching.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_placeholders_are_filled_from_what_the_page_shows() -> None:
    shown = exhibit("start", Scenario())
    assert said("{claim}", shown) == shown.claim
    assert said("{number_2}; {settings.date}; {assumptions.autonomy}", shown) == "17 of 27; October 2026; level 4"
    assert said("{measured systems:count} {{kept}}", shown) == "27 {kept}"
    assert said("{settings.tolerance:index} {earliest date:date}", shown).startswith("0.30 ")


@pytest.mark.parametrize(
    "text", ["{nothing}", "{nothing:count}", "{measured systems}", "{measured systems:.3f}", "{claim.__class__}"]
)
def test_a_placeholder_that_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"none of|names no"):
        said(text, exhibit("start", Scenario()))


def test_another_file_can_be_read(tmp_path: Path) -> None:
    found = story(file(tmp_path, GOOD.format(id="one") + GOOD.format(id="two")))
    assert found.problems == ()
    assert [scene.id for scene in found.scenes] == ["one", "two"]
    assert (found.place("two"), found.place("three")) == (1, None)
    one = found.scenes[0]
    assert one.follows_from(one.exhibit())
    assert not one.follows_from(one.exhibit(Scenario()))


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ('id = "bad"', 'id = "Bad id"', "id"),
        ('id = "bad"', 'id = "good"', "id"),
        ('id = "bad"', "", "id"),
        ('question = "Is it so?"', 'question = "It is so."', "question"),
        ('page = "start"', 'page = "nowhere"', "page"),
        ('figure = "start"', 'figure = "roc"', "figure"),
        ('figure = "start"', "figure = 3", "figure"),
        ('sweep = "settings.date"', 'sweep = "settings.capability"', "sweep"),
        ('sweep = "settings.date"', 'sweep = "settings.nothing"', "sweep"),
        ("{line.flop}", "{line.flops}", "claim"),
        ("{measured systems:count}", "{measured systems:words}", "notes"),
        ("{measured systems:count}", "{measured systems", "notes"),
        ('["None", "All"]', '["None"]', "options"),
        ('["None", "All"]', '["None", "None"]', "options"),
        ('option = "None"', 'option = "Some"', "option"),
        ('why = "Because."', "why = 1", "answer.why"),
        ('"settings.tolerance" = 1.0', '"settings.tolerance" = 7.0', "revealed.settings.tolerance"),
        ('"settings.tolerance" = 1.0', '"settings.nothing" = 7.0', "revealed.settings.nothing"),
        ('"settings.tolerance" = 1.0', "settings.tolerance = 1.0", "revealed.settings"),
        ("value =", "valeu =", "valeu"),
        ('value = "dangerous at', 'value = "angry at', "follows"),
        ("below = 1 ", 'below = "settings.nothing" ', "follows"),
        ("below = 1 ", "below = true ", "follows"),
        ("answer = {", "anwser = {", "anwser"),
    ],
)
def test_a_scene_with_a_mistake_is_named_and_the_others_play(tmp_path: Path, good: str, bad: str, named: str) -> None:
    text = GOOD.format(id="bad")
    assert good in text
    found = story(file(tmp_path, GOOD.format(id="good") + text.replace(good, bad)))
    assert [scene.id for scene in found.scenes] == ["good"]
    (problem,) = found.problems
    assert "scene 2" in problem and named in problem.partition("),")[2], problem


@pytest.mark.parametrize("text", ["", "[[scene", "scene = 3", "scenes = []", "\x00", "scene = [1, {}]", "[" * 5000])
def test_a_file_that_holds_no_scenes_is_named(tmp_path: Path, text: str) -> None:
    found = story(file(tmp_path, text))
    assert found.scenes == ()
    assert found.problems and all("own.toml" in problem for problem in found.problems)


def test_a_file_that_is_not_text_or_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert "own.toml" in story(path).problems[0]
    assert "none.toml cannot be read" in story(tmp_path / "none.toml").problems[0]
