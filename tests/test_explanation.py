"""Why D differs: Shapley's axioms, against all orders by brute force, and sentences that name the cause."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest

from risk.agency import Granted, ProxyAgency
from risk.danger import BUILT_IN
from risk.danger.phase_transition import PhaseTransition
from risk.explanation import (
    PLAYERS,
    State,
    baseline,
    changes_danger,
    crossing,
    explanation,
    levels,
    sentence,
    state,
)
from risk.plots.explanation import explanation_picture
from risk.plots.theme import LIGHT
from risk.point import Point
from risk.presets import PRESETS
from risk.registry import danger_function
from risk.scenario import Scenario
from risk.surface import Surface

RNG = np.random.default_rng(3)


def drawn(name: str) -> State:
    agency = Granted() if RNG.random() < 0.5 else ProxyAgency(persuasion_threshold=0.6, exposure=RNG.random() * 5)
    return State(Point("x", *RNG.random(3)), Surface(danger_function(name), agency))


@pytest.mark.parametrize("name", [kind.name for kind in BUILT_IN])
def test_contributions_are_the_mean_over_all_orders(name: str) -> None:
    for _ in range(3):
        before, after = drawn(name), drawn(str(RNG.choice([kind.name for kind in BUILT_IN])))
        found = explanation(before, after)
        coordinates = {p: (before.coordinate(p), after.coordinate(p)) for p in list(PLAYERS)[:-1]}

        def value(
            changed: frozenset[str], before: State = before, after: State = after, c: dict = coordinates
        ) -> float:
            I, G, A, induced = (c[p][p in changed] for p in c)
            surface = (after if "formula" in changed else before).surface
            return float(surface.function.danger(I, G, 1 - (1 - A) * (1 - induced)))

        orders = list(itertools.permutations(PLAYERS))
        for player in PLAYERS:
            added = []
            for order in orders:
                others = frozenset(order[: order.index(player)])
                added.append(value(others | {player}) - value(others))
            assert found.contributions[player] == pytest.approx(np.mean(added), abs=1e-12)
            assert found.alone[player] == pytest.approx(value(frozenset({player})) - value(frozenset()), abs=1e-12)
        assert sum(found.contributions.values()) == pytest.approx(found.change, abs=1e-12)
        # The state's own danger, by the surface that knows nothing of players.
        for place, D in ((before, found.D_before), (after, found.D_after)):
            assert pytest.approx(float(place.surface.danger(place.at.I, place.at.G, place.at.A)), abs=1e-12) == D
        way = levels(found)
        assert way[0][1] == found.D_before and way[-1][2] == pytest.approx(found.D_after, abs=1e-12)


def test_a_player_that_does_not_change_gets_nothing_and_equals_get_the_same() -> None:
    before = State(Point("x", 0.2, 0.5, 0.2), Surface(danger_function("multiplicative")))
    after = dataclasses.replace(before, at=Point("x", 0.9, 0.5, 0.9))
    found = explanation(before, after)
    assert [found.contributions[p] for p in ("G", "induced", "formula")] == [0, 0, 0]
    assert found.contributions["I"] == pytest.approx(found.contributions["A"], abs=1e-15)
    back = explanation(after, before)
    assert all(back.contributions[p] == pytest.approx(-found.contributions[p], abs=1e-15) for p in PLAYERS)


def test_a_jump_is_named_with_its_closed_form_place() -> None:
    function = PhaseTransition()
    before = State(Point("x", 0.75, 0.6, 0.1), Surface(function))
    found = explanation(before, dataclasses.replace(before, at=Point("x", 0.75, 0.6, 0.7)))
    met = crossing(found, "A")
    assert met is not None
    assert met.at == pytest.approx(float(function.critical_agenticity(0.75)), abs=1e-4)
    assert "Agenticity crossed the critical line at 0.49" in sentence(found)
    assert "Nothing else changed" in sentence(found)
    assert crossing(found, "I") is None and crossing(found, "formula") is None


def test_what_else_would_have_done_is_said() -> None:
    before = State(Point("x", 0.5, 0.6, 0.1), Surface(PhaseTransition()))
    found = explanation(before, dataclasses.replace(before, at=Point("x", 0.75, 0.6, 0.7)))
    alone = float(found.before.surface.danger(0.75, 0.6, 0.1) - found.before.surface.danger(0.5, 0.6, 0.1))
    assert f"Intelligence alone would have added {alone:.2f}." in sentence(found)


def test_induced_agency_is_a_cause_of_its_own() -> None:
    at = Point("x", 0.9, 0.6, 0.1)
    found = explanation(State(at, Surface(PhaseTransition())), State(at, Surface(PhaseTransition(), ProxyAgency())))
    assert found.leading == "induced" and found.contributions["induced"] == pytest.approx(found.change)
    met = crossing(found, "induced")
    assert met is not None and met.at == pytest.approx(float(PhaseTransition().critical_agenticity(0.9)), abs=1e-3)
    assert "Induced agency carried effective agenticity across" in sentence(found)


def test_a_changed_formula_is_named_with_its_parameters() -> None:
    before = Scenario().replace("assumptions.autonomy", 2.5)
    after = before.replace("function.critical_intelligence", 0.45)
    found = explanation(state(before), state(after))
    assert found.leading == "formula" and "Critical intelligence 0.6 → 0.45" in sentence(found)
    other = explanation(state(before), state(before.replace("function", "additive")))
    assert "Phase transition → Additive" in sentence(other)


def test_nothing_changed_and_effects_that_cancel() -> None:
    here = state(Scenario())
    assert sentence(explanation(here, here)).startswith("D is the same in both")
    additive = Surface(danger_function("additive"))
    one, other = State(Point("x", 0.2, 0.5, 0.8), additive), State(Point("x", 0.8, 0.5, 0.2), additive)
    assert "effects cancel" in sentence(explanation(one, other))


def test_the_baseline_is_what_was_asked_for() -> None:
    now = Scenario()
    changed = now.replace("function.critical_intelligence", 0.5).replace("view.x", "G")
    compared = baseline(changed, now)
    assert compared.state.surface == now.surface and "last change" in compared.label
    assert "level 1" in baseline(now, None).label
    lowest = baseline(now.replace("view.since", "autonomy level 1"), changed)
    assert pytest.approx(state(now).at.A / 4) == lowest.state.at.A
    assert baseline(changed.replace("view.since", "default settings"), None).state.surface == now.surface
    other = baseline(now.replace("view.since", "another system"), None)
    assert other.label.startswith("GPT-4") and other.state.at.name == other.label
    own = now.replace("view.own_point", True)
    assert baseline(own, None).state.at.A == 0
    # The system looked at is the same in both, also where it was chosen after the change.
    assert baseline(changed.replace("view.system", "gpt4"), now).state.at.name == other.label
    moved = own.replace("view.point_a", 0.9)
    assert own.view.point_a == baseline(moved, own).state.at.A


def test_only_what_can_move_danger_is_worth_explaining() -> None:
    now = Scenario()
    assert not changes_danger(now, now.replace("view.system", "gpt4").replace("view.picture", "cube"))
    assert changes_danger(now, now.replace("view.point_a", 0.9))
    assert changes_danger(now, now.replace("assumptions.autonomy", 5.0))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_against_the_defaults_is_drawn(preset: str) -> None:
    scenario = PRESETS[preset].scenario().replace("view.since", "default settings")
    compared = baseline(scenario, None)
    found = explanation(compared.state, state(scenario))
    picture = explanation_picture(found, 0.3, compared.label, LIGHT)
    traces = {trace["name"]: trace for trace in picture["data"]}
    assert sum(traces["contributions"]["x"]) == pytest.approx(found.change)
    assert traces["ends"]["x"] == [found.D_before, found.D_after]
    assert math.isfinite(found.change) and "nan" not in picture["layout"]["meta"]["alt"]
