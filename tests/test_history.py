"""What was changed is told as a person would, and every step can be taken back."""

from __future__ import annotations

import dataclasses

import pytest

from risk.history import History, change, changes
from risk.presets import PRESETS
from risk.scenario import Scenario

START = Scenario()


def made(**values: object) -> Scenario:
    found = START
    for key, value in values.items():
        found = found.replace(key.replace("__", "."), value)
    return found


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (START, made(function__critical_intelligence=0.5), "Critical intelligence I_c 0.6 → 0.5"),
        (made(settings__tolerance=0.35), START, "Preset: As the essay argues"),
        (made(settings__tolerance=0.35), made(settings__tolerance=0.4), "Tolerance D* 0.35 → 0.40"),
        (START, made(line__flop=2e25), "FLOP line T 10²⁵ FLOP → 2 × 10²⁵ FLOP"),
        (START, made(settings__date=2028.5), "Date t October 2026 → July 2028"),
        (START, made(view__system="gpt4"), "System GPT-5 → GPT-4 (Mar 2023)"),
        (START, made(function__coupling=False), "Feedback between intelligence and agenticity κ on → off"),
        (START, made(function="additive"), "Danger function Phase transition → Additive"),
        (START, made(deployments=(("gpt5", 5.0),)), "GPT-5 deployed at level 5"),
        (made(deployments=(("gpt5", 5.0),)), made(deployments=(("gpt5", 5.0), ("o3", 2.0))), "o3 deployed at level 2"),
        (START, PRESETS["Misuse first"].scenario(), "Preset: Misuse first"),
        (START, START, "Preset: As the essay argues"),
    ],
)
def test_a_change_is_told_in_words(before: Scenario, after: Scenario, told: str) -> None:
    assert change(before, after) == told


def test_an_exchange_names_only_what_differs_from_the_new_function_s_own_defaults() -> None:
    additive = made(function="additive").replace("function.weight_i", 3.0)
    first, second = changes(START, additive)
    assert first.startswith("Danger function") and second == "Weight of intelligence w_I 1 → 3"


def test_many_changes_are_counted() -> None:
    many = made(settings__tolerance=0.4, settings__date=2028.5, line__flop=1e26, trend__boost=1.0, view__fixed=0.5)
    assert change(START, many).endswith("; and 2 more")
    assert len(changes(START, many)) == 5


def test_undo_and_redo_walk_the_line_and_a_change_forgets_what_was_undone() -> None:
    one, two, other = made(settings__tolerance=0.4), made(settings__tolerance=0.5), made(settings__tolerance=0.6)
    line = History((START,)).changed(one).changed(two)
    assert line.current == two and line.undoable and not line.redoable
    back = line.moved(line.place - 1)
    assert back.current == one and back.redoable and back.steps == line.steps
    assert back.moved(back.place + 1) == line
    assert back.changed(other).steps == (START, one, other)
    assert line.moved(-5).current == START and line.moved(99) == line


def test_no_change_is_no_step() -> None:
    line = History((START,))
    assert line.changed(Scenario()) is line and line.lines() == ()


def test_a_long_visit_forgets_its_oldest_steps() -> None:
    line = History((START,))
    for number in range(250):
        line = line.changed(made(settings__tolerance=0.1 + 0.001 * number))
    assert len(line.steps) == 200 and line.place == 199
    assert len(line.lines()) == 199


def test_what_was_worked_out_of_a_past_step_is_not_kept() -> None:
    """A visit of hours holds its scenarios, not their links and figures' data."""
    history = History((START,))
    for step in range(3):
        history.current.to_query()
        assert history.current.surface is history.current.surface
        history = history.changed(made(settings__tolerance=0.4 + 0.01 * step))
    fields = {field.name for field in dataclasses.fields(Scenario)}
    assert all(set(vars(past)) == fields for past in history.steps[:-1])
    assert history.moved(0).current == START and history.moved(0).current.to_query() == START.to_query()
