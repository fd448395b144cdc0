"""Agenticity added to one system: jumps, spikes, branches and sides, against closed forms and brute force."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from risk import registry, transition, transition_words
from risk.agency import Granted, ProxyAgency
from risk.danger import BUILT_IN, DangerFunction, PhaseTransition
from risk.point import point
from risk.population import population
from risk.scenario import Scenario
from risk.surface import Surface
from tests.test_cube import Hump

AGENCIES = [Granted(), ProxyAgency(), ProxyAgency(exposure=5.0, persuasion_threshold=0.6)]


@dataclass(frozen=True, kw_only=True)
class Drop(DangerFunction):
    """Falls from one half to nothing where A passes a third."""

    name = "drop"
    label = "Drop"
    increasing = ("I", "G")

    def _danger(self, I: np.ndarray, G: np.ndarray, A: np.ndarray) -> np.ndarray:
        return np.where(A < 1 / 3, 0.5, 0.0) + 0.0 * I * G


@pytest.fixture(params=[Hump, Drop])
def plugged(request: pytest.FixtureRequest) -> Iterator[Scenario]:
    registry.register(request.param)
    yield Scenario().replace("function", request.param.name)
    registry._functions.pop(request.param.name)


def scenario(**changes: object) -> Scenario:
    made = Scenario()
    for key, value in changes.items():
        section, _, name = key.partition("__")
        made = made.replace(f"{section}.{name}" if name else section, value)
    return made


def claim(made: Scenario) -> str:
    return transition_words.claim(transition.transition(made), made.function.label)


# ---- the path ----


@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("branch", ["equilibrium", "granting", "revoking"])
@pytest.mark.parametrize("I", [0.62, 0.75, 0.9])
def test_the_jump_is_where_danger_itself_jumps(branch: str, agency: object, I: float) -> None:
    surface = Surface(PhaseTransition(branch=branch), agency)
    found = transition.path(surface, I, 0.6)
    grid = np.linspace(0.0, 1.0, 20_001)
    D = surface.danger(I, 0.6, grid)
    widest = int(np.argmax(np.diff(D)))
    if found.jump is None:  # it is induced before anything is granted
        assert np.diff(D).max() < 0.01
        return
    assert grid[widest] - 1e-9 <= found.jump.at <= grid[widest + 1] + 1e-9
    # Close to a fold D has a square-root edge, so the grid sees the height only roughly.
    assert found.jump.high - found.jump.low == pytest.approx(np.diff(D)[widest], abs=0.02)
    known = ~np.isnan(found.D)
    away = np.abs(found.A[known] - found.jump.at) > 1e-9
    drawn_at, drawn = found.A[known][away], found.D[known][away]
    assert drawn == pytest.approx(surface.danger(I, 0.6, drawn_at), abs=1e-9)
    assert np.isnan(found.D).sum() == 1


@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("I", [0.3, 0.5, 0.58])
def test_below_the_cusp_the_derivative_spikes_where_the_numerical_one_does(agency: object, I: float) -> None:
    surface = Surface(PhaseTransition(), agency)
    found = transition.path(surface, I, 0.6)
    grid = np.linspace(0.0, 1.0, 100_001)
    slopes = np.diff(surface.danger(I, 0.6, grid)) / np.diff(grid)
    assert found.jump is None
    assert found.steepest == pytest.approx(slopes.max(), rel=1e-3)
    assert found.steepest_at == pytest.approx(grid[np.argmax(slopes)], abs=1e-3)


@pytest.mark.parametrize("kind", BUILT_IN)
def test_every_function_has_a_path_of_its_own_danger(kind: type[DangerFunction]) -> None:
    surface = Surface(kind())
    found = transition.path(surface, 0.55, 0.6)
    assert pytest.approx(surface.danger(0.55, 0.6, found.A)) == found.D
    assert (np.diff(found.A) > 0).all()
    assert found.jumps == ()


def test_a_function_that_falls_is_followed(plugged: Scenario) -> None:
    found = transition.transition(plugged)
    assert found.state == "no cusp"
    if plugged.function.name == "drop":
        assert found.path.jump is not None
        assert found.path.jump.at == pytest.approx(1 / 3, abs=1e-4)
        assert "falls by 0.50 at A = 0.33" in claim(plugged)
    else:
        assert found.path.steepest == pytest.approx(4 * 0.75 * 0.6, abs=1e-3)
        assert transition.slope_axis(found)[0] < 0


@pytest.mark.parametrize("agency", AGENCIES)
def test_granted_agenticity_inverts_the_effective_one(agency: object) -> None:
    surface = Surface(PhaseTransition(), agency)
    I, A = np.random.default_rng(1).random((2, 300))
    assert transition.granted(surface, I, agency.effective(I, A)) == pytest.approx(A, abs=1e-9)


def test_where_everything_is_induced_no_grant_is_critical() -> None:
    agency = ProxyAgency(exposure=1000.0, susceptibility=1.0, leverage=1.0, persuasion_threshold=0.0)
    made = Scenario(agency=agency)
    found = transition.transition(made)
    assert (found.state, found.critical) == ("on", -math.inf)
    around = transition.loop(made)
    texts = [
        claim(made),
        transition_words.reason(found, made),
        transition_words.explanation(found, made),
        transition_words.loop_sentence(found, around),
        transition_words.moved_sides(made),
        *(part for entry in transition_words.numbers(found, made) for part in (entry.label, entry.value, entry.note)),
        *(value for column in transition_words.table(made).values() for value in column),
    ]
    assert not any("inf" in text for text in texts)


# ---- the plane and the curves ----


def test_lines_meet_in_the_cusp() -> None:
    found = transition.lines(Surface(PhaseTransition()))
    assert found is not None and found.cusp == pytest.approx((0.6, 0.6))
    for part in (found.maxwell, found.low, found.high):
        assert part[0] == pytest.approx(0.6, abs=1e-7)
    assert found.steepest[-1] == pytest.approx(0.6)
    assert (found.low[1:] < found.maxwell[1:]).all() and (found.maxwell[1:] < found.high[1:]).all()


@pytest.mark.parametrize("changes", [{"coupling": False}, {"critical_intelligence": 5.0}])
def test_without_a_transition_there_is_no_cusp(changes: dict[str, object]) -> None:
    found = transition.lines(Surface(PhaseTransition(**changes)))
    assert found is not None and found.cusp is None
    assert found.above.size == found.maxwell.size == 0
    assert found.below[-1] == 1.0


@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("I", [0.5, 0.62, 0.75, 0.95])
def test_the_curve_gives_back_the_order_parameter_of_both_branches(agency: object, I: float) -> None:
    surface = Surface(PhaseTransition(), agency)
    found = transition.curve(surface, I, 0.6)
    assert found is not None
    inside = ~np.isnan(found.A)
    for branch, mask in (("granting", ~found.unstable & ~found.high), ("revoking", found.high & ~found.unstable)):
        part = mask & inside
        m = PhaseTransition(branch=branch).order_parameter(I, agency.effective(I, found.A[part]))
        assert m == pytest.approx(found.m[part], abs=1e-6)
    middle = found.unstable & inside
    assert np.diff(found.A[middle]).max(initial=-1.0) < 0  # the unstable part runs backwards
    assert (found.A[0], found.A[-1]) == (0.0, 1.0)


def test_the_loop_follows_both_branches() -> None:
    made = scenario(view__point_a=0.48)
    around = transition.loop(made)
    at = point(made)
    assert around is not None
    for way, branch, here in ((around.granting, "granting", around.up), (around.revoking, "revoking", around.down)):
        function = PhaseTransition(branch=branch)
        known = ~np.isnan(way.D) & (np.abs(way.A - way.jump.at) > 1e-9)
        assert way.D[known] == pytest.approx(function.danger(at.I, at.G, way.A[known]), abs=1e-12)
        assert here == pytest.approx(float(function.danger(at.I, at.G, 0.48)))
    low, high = PhaseTransition().spinodals(at.I)
    assert (around.revoking.jump.at, around.granting.jump.at) == pytest.approx((low, high))
    assert around.up < around.down


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "revoking jumps down only at A = 0.44"),
        ({"function__critical_intelligence": 0.9}, "There is no loop here"),
        ({"function__coupling": False}, "There is no loop here"),
        ({"function__uncoupled_midpoint": 1.28}, "Granted everything, the system stays low"),
        ({"function__critical_intelligence": 0.35}, "does not undo it"),
        ({"function__uncoupled_midpoint": 2.0}, "no loop between A = 0 and 1"),
    ],
)
def test_what_the_loop_says(changes: dict[str, object], said: str) -> None:
    made = scenario(**changes)
    assert said in transition_words.loop_sentence(transition.transition(made), transition.loop(made))


def test_the_pole_is_the_closed_form() -> None:
    found = transition.pole(Surface(PhaseTransition()), 0.3)
    assert found is not None and found.here == pytest.approx(2.5 / 0.75)
    assert found is not None and found.critical == 0.6
    assert found.slope == pytest.approx(2.5 / (1 - (found.I / 0.6) ** 2))
    assert found.slope[-1] > 1000
    assert math.isnan(transition.pole(Surface(PhaseTransition(critical_intelligence=5.0)), 0.3).critical)


# ---- claims ----


@pytest.mark.parametrize(
    ("changes", "state", "said"),
    [
        ({}, "jump", "danger of GPT-5 jumps by 0.49 when its agenticity passes 0.49"),
        ({"view__own_point": True}, "jump", "danger at your own point jumps by"),
        ({"function__critical_intelligence": 0.8}, "ramp", "no jump: its steepest slope is 11.39"),
        ({"function__critical_intelligence": 0.75}, "ramp", "infinite slope at A = 0.60"),
        (
            {"function__critical_intelligence": 0.1},
            "on",
            "jumped before any agenticity is granted: at A = 0, D is 0.58",
        ),
        ({"function__uncoupled_midpoint": 2.0}, "never", "makes danger of GPT-5 jump: at A = 1, D is 0.03"),
        ({"function__coupling": False}, "no feedback", "there is no transition"),
        ({"function__critical_intelligence": 5.0}, "out of reach", "there is no transition"),
        ({"function": "additive"}, "no cusp", "slope is 0.33 throughout"),
        ({"function": "o-ring"}, "no cusp", "has no jump along agenticity"),
        ({"view__own_point": True, "view__point_i": 0.0}, "ramp", "does not move danger at your own point"),
    ],
)
def test_the_claim_says_what_happens(changes: dict[str, object], state: str, said: str) -> None:
    made = scenario(**changes)
    found = transition.transition(made)
    assert found.state == state
    assert said in claim(made)
    assert transition_words.reason(found, made) and transition_words.explanation(found, made)
    assert len(transition_words.numbers(found, made)) == 3


def test_the_step_without_feedback_is_that_of_the_plain_ramp() -> None:
    found = transition.transition(Scenario())
    ramp = PhaseTransition(coupling=False)
    at, G = found.at.I, found.at.G
    critical = 0.8 - 4 * (at / 0.6) ** 2 / 20
    expected = ramp.danger(at, G, critical + 0.05) - ramp.danger(at, G, critical - 0.05)
    assert found.path.spike == pytest.approx(critical, abs=1e-12)
    assert found.ramp_rise == pytest.approx(float(expected), abs=1e-12)
    assert found.rise > 10 * found.ramp_rise


def test_levels_are_fifths_of_the_task_horizon() -> None:
    horizon = transition.levels(Scenario())[-1]
    assert transition.levels(Scenario()) == pytest.approx([horizon * k / 5 for k in range(1, 6)])
    assert transition.levels(scenario(view__own_point=True)) == ()
    assert transition.levels(scenario(view__system="gpt45")) == ()


# ---- who changes side ----


def dangerous(made: Scenario) -> dict[str, bool]:
    table = population(made)
    found = {}
    for i in np.flatnonzero(table.judged):
        D = made.surface.danger(table["I"][i], table["G"][i], table["A"][i])
        found[str(table["name"][i])] = bool(made.settings.tolerance <= D)
    return found


@pytest.mark.parametrize("tolerance", [0.05, 0.3])
@pytest.mark.parametrize("moved", [0.35, 0.5, 0.7, 0.9, 5.0])
def test_who_changes_side_agrees_with_brute_force(moved: float, tolerance: float) -> None:
    before = scenario(settings__tolerance=tolerance)
    after = before.replace("function.critical_intelligence", moved)
    was, now = dangerous(before), dangerous(after)
    found = transition.sides(before, after)
    assert set(found.dangerous) == {name for name in was if now[name] and not was[name]}
    assert set(found.safe) == {name for name in was if was[name] and not now[name]}
    assert found.judged == len(was)
    for change in (found.dangerous, found.safe):
        text = transition_words.moved_sides(after)
        assert all(name in text for name in change[:6])
        assert len(change) <= 6 or f"and {len(change) - 6} more" in text


def test_where_the_cusp_is_not_moved_the_typical_range_speaks() -> None:
    now = dangerous(Scenario())
    low, high = (dangerous(end) for end in transition.typical_ends(Scenario()))
    text = transition_words.moved_sides(Scenario())
    assert transition.default_place(Scenario()) is None
    assert text.startswith("Nobody knows")
    gained, lost = sum(low[x] and not now[x] for x in now), sum(now[x] and not high[x] for x in now)
    assert transition_words.numbers(transition.transition(Scenario()), Scenario())[2].value == f"+{gained} / −{lost}"


def test_a_parameter_that_does_not_move_the_cusp_is_no_move() -> None:
    assert transition.default_place(scenario(function__tool_danger=0.2)) is None
    assert transition.default_place(scenario(function__sharpness=20.0)) is not None
    assert "away" in transition_words.moved_sides(scenario(function__coupling=False))
    assert "no cusp" in transition_words.moved_sides(scenario(function="additive"))
    assert "No system" in transition_words.moved_sides(scenario(settings__date=2011.0))


def test_the_table_lists_every_judged_system_with_its_distance() -> None:
    columns = transition_words.table(Scenario())
    table = population(Scenario())
    judged = table.where(table.judged)
    assert {len(column) for column in columns.values()} == {judged.size}
    row = columns["System"].index("GPT-5")
    gap = point(Scenario()).A - (0.8 - 4 * (0.75 / 0.6) ** 2 / 20)
    assert columns["A minus critical A"][row] == f"{gap:.2f}"
    assert "Critical A at its I" not in transition_words.table(scenario(function="additive"))
    assert "Critical A at its I" not in transition_words.table(scenario(function__coupling=False))
