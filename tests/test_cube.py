"""The cube, what a step moves, and slices: against closed forms and brute force."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from risk import attribution, conclusions
from risk.axes import AXES
from risk.cube import autonomy_paths, lattice, lattice_weights, level_surface, line_in_cube
from risk.danger import DangerFunction
from risk.danger.phase_transition import PhaseTransition
from risk.plane import plane
from risk.point import Point, point
from risk.population import population
from risk.registry import danger_function, danger_functions
from risk.scenario import Scenario, View
from risk.slices import local, meaning, profile, slices
from risk.surface import Surface

RANDOM = np.random.default_rng(2).random((3, 20_000))


@dataclass(frozen=True, kw_only=True)
class Hump(DangerFunction):
    """Falls in A beyond a half."""

    name = "hump"
    label = "Hump"
    increasing = ("I", "G")

    def _danger(self, I: np.ndarray, G: np.ndarray, A: np.ndarray) -> np.ndarray:
        return I * G * 4 * A * (1 - A)


def surface(name: str, **parameters: float) -> Surface:
    return Surface(danger_function(name, **parameters))


# ---- what a step moves ----


def test_a_step_of_an_additive_function_moves_its_weight_anywhere() -> None:
    function = surface("additive", weight_i=3.0, weight_g=1.0, weight_a=0.5)
    for found in (attribution.cube_moves(function), attribution.moves(function, *RANDOM)):
        moved = [found.along(axis) for axis in AXES]
        assert moved == pytest.approx([0.1 * weight / 4.5 for weight in (3.0, 1.0, 0.5)], rel=1e-12)
    assert found.leading == ("I", "G", "A")


def test_a_step_of_a_product_moves_the_product_of_the_other_two() -> None:
    function = surface("multiplicative")
    assert [attribution.cube_moves(function).along(axis) for axis in AXES] == pytest.approx([0.025] * 3, rel=1e-12)
    here = attribution.moves(function, np.array([0.2, 1.0]), np.array([0.5, 0.0]), np.array([0.9, 1.0]))
    assert pytest.approx((0.1 * 0.45 / 2, 0.1 * (0.18 + 1.0) / 2, 0.1 * 0.1 / 2), rel=1e-12) == (here.I, here.G, here.A)


@pytest.mark.parametrize("name", danger_functions())
def test_the_cube_agrees_with_random_points(name: str) -> None:
    exact, sampled = attribution.cube_moves(surface(name)), attribution.moves(surface(name), *RANDOM)
    for axis in AXES:
        assert exact.along(axis) == pytest.approx(sampled.along(axis), rel=0.05)


def test_a_step_over_a_jump_counts_its_whole_height() -> None:
    function = PhaseTransition(sharpness=30.0)
    I = 0.9
    critical = function.uncoupled_midpoint - 4 * (I / function.critical_intelligence) ** 2 / (2 * function.sharpness)
    found = attribution.moves(Surface(function), np.array([I]), np.array([1.0]), np.array([critical]))
    below, above = function.danger(I, 1.0, critical - 0.05), function.danger(I, 1.0, critical + 0.05)
    assert pytest.approx(float(above - below), rel=1e-12) == found.A
    assert found.A > 0.8


@pytest.mark.parametrize("generality", [0.0, 0.4, 1.0])
def test_interaction_over_steps_is_exact_for_a_product_and_nothing_for_a_sum(generality: float) -> None:
    product = attribution.interaction(surface("multiplicative"), generality)
    assert product.change == pytest.approx(np.full((41, 41), 0.01 * generality), abs=1e-12)
    assert attribution.interaction(surface("additive"), generality).change == pytest.approx(0.0, abs=1e-12)


def test_interaction_over_steps_is_a_double_difference() -> None:
    function = surface("o-ring")
    found = attribution.interaction(function, 0.6)
    row, column = 30, 12
    I, A = found.ends[column], found.ends[row]
    corners = {(i, a): float(function.danger(I + i, 0.6, A + a)) for i in (-0.05, 0.05) for a in (-0.05, 0.05)}
    expected = corners[0.05, 0.05] - corners[0.05, -0.05] - corners[-0.05, 0.05] + corners[-0.05, -0.05]
    assert found.change[row, column] == pytest.approx(expected, abs=1e-12)


def test_the_finding_changes_when_the_systems_are_taken_out() -> None:
    found = attribution.attribution(Scenario())
    assert found.systems >= 20
    with_systems, without = attribution.claim(found, True), attribution.claim(found, False)
    assert with_systems.startswith("Where real systems stand") and without.startswith("Over the whole cube")
    assert f"{found.chosen.A / found.cube.A:.1f} times" in with_systems
    assert "system" not in attribution.explanation(found, False).replace("no real system enters", "")


def test_autonomy_moves_the_finding_from_one_end_to_the_other() -> None:
    found = attribution.attribution(Scenario())
    for level, expected in ((1.0, found.lowest), (5.0, found.highest)):
        assert attribution.attribution(Scenario().replace("assumptions.autonomy", level)).chosen == expected
    assert found.ratio(found.lowest) < 0.1 < 1.5 < found.ratio(found.highest)


def test_nothing_is_special_where_axes_add() -> None:
    found = attribution.attribution(Scenario().replace("function", "additive"))
    assert attribution.claim(found, True).endswith("moves danger as much as over the whole cube")
    assert attribution.claim(found, False) == "Over the whole cube every axis moves danger as much as any other"
    turned = conclusions.holding(conclusions.CONCLUSIONS["agenticity"], Scenario())
    assert "Additive" in turned.labels(False)


def test_the_reason_follows_the_finding() -> None:
    reasons = {
        name: attribution.reason(attribution.attribution(Scenario().replace(key, value)), True)
        for name, key, value in (
            ("more", "assumptions.autonomy", 4.0),
            ("less", "assumptions.autonomy", 1.0),
            ("as much", "function", "additive"),
        )
    }
    assert len(set(reasons.values())) == 3
    assert "no difference" in reasons["as much"]
    additive = attribution.attribution(Scenario().replace("function", "additive"))
    assert "moves danger most" not in attribution.explanation(additive, True)


def test_without_released_systems_the_claim_is_about_the_cube() -> None:
    found = attribution.attribution(Scenario().replace("settings.date", 2015.0))
    assert found.systems == 0
    assert attribution.claim(found, True) == attribution.claim(found, False)
    assert attribution.finding(found, True) == attribution.finding(found, False) == found.cube.leading[0] == "I"
    assert attribution.claim(found, True).startswith("Over the whole cube intelligence moves danger most")


# ---- the set D = D* ----


def test_lattice_is_the_surface_and_its_weights_make_one() -> None:
    function = surface("o-ring")
    assert lattice(function)[8, 20, 36] == pytest.approx(function.danger(0.2, 0.5, 0.9), abs=1e-14)
    assert lattice_weights().sum() == pytest.approx(1.0)


@pytest.mark.parametrize("tolerance", [0.05, 0.3, 0.7])
def test_level_surface_of_a_sum_is_a_plane(tolerance: float) -> None:
    found = level_surface(surface("additive"), tolerance)
    expected = np.clip(3 * tolerance - found.I - found.G, 0.0, None)
    assert np.allclose(found.A, expected, atol=1e-3)
    # The grid ends where the set does.
    assert found.I.min() == pytest.approx(max(0.0, 3 * tolerance - 2), abs=1e-3)
    assert found.I.max() == found.G.max() == 1.0


@pytest.mark.parametrize("name", [name for name, kind in danger_functions().items() if "A" in kind().increasing])
def test_danger_begins_at_the_level_surface(name: str) -> None:
    function = surface(name)
    found = level_surface(function, 0.3)
    inside = found.A[1:, 1:]
    I, G = found.I[1:, 1:], found.G[1:, 1:]
    assert not np.isnan(inside).any()
    assert (function.danger(I, G, np.minimum(inside + 1e-3, 1.0)) >= 0.3).all()
    under = inside > 1e-3
    assert (function.danger(I[under], G[under], inside[under] - 1e-3) < 0.3).all()


def test_edge_runs_once_around() -> None:
    I, G, A = level_surface(surface("multiplicative"), 0.3).edge()
    assert (I[0], G[0], A[0]) == (I[-1], G[-1], A[-1])
    assert np.allclose((I * G * A)[A == 1.0], 0.3, atol=2e-3)
    assert A.max() == 1.0


def test_a_tolerance_that_nothing_reaches_leaves_no_set() -> None:
    assert np.isnan(level_surface(surface("phase-transition", narrow_danger=0.0, tool_danger=0.0), 1.0).A).all()


def test_a_function_that_falls_in_agenticity_has_no_single_level() -> None:
    with pytest.raises(ValueError, match="hump may fall in A"):
        level_surface(Surface(Hump()), 0.3)


def test_volumes_of_a_product_have_a_closed_form() -> None:
    tolerance, scenario = 0.2, Scenario().replace("function", "multiplicative")
    found = line_in_cube(scenario.replace("settings.tolerance", tolerance))
    log = np.log(tolerance)
    dangerous = 1 - tolerance * (1 - log + log**2 / 2)
    assert found.caught + found.missed == pytest.approx(dangerous, abs=0.005)
    assert found.caught + found.missed + found.overreach + found.cleared == pytest.approx(1.0)
    assert found.caught + found.overreach == pytest.approx(1 - found.centre, abs=1e-9)
    I, G, A = RANDOM
    missed = np.mean((tolerance <= I * G * A) & (found.centre >= I))
    assert found.missed == pytest.approx(missed, abs=0.01)


# ---- systems ----


def test_paths_run_from_level_one_to_level_five() -> None:
    scenario = Scenario()
    table = population(scenario)
    judged = table.where(table.judged)
    found = autonomy_paths(scenario.surface, judged)
    assert np.array_equal(found.A[:, 0], judged["A_floor"]) and np.allclose(found.A[:, -1], judged["A_ceiling"])
    assert np.array_equal(found.D[:, 0], judged["D_floor"]) and np.allclose(found.D[:, -1], judged["D_ceiling"])


# ---- slices ----


def test_slices_find_the_jump_where_it_is() -> None:
    function = PhaseTransition()
    through = Point("here", 0.75, 0.64, 0.9)
    along = {cut.axis: cut for cut in slices(Surface(function), through)}
    kappa = 4 * (0.75 / 0.6) ** 2
    (jump,) = along["A"].jumps
    assert jump.at == pytest.approx(0.8 - kappa / 20, abs=1e-6)
    assert not along["G"].jumps
    for side, D in ((-1e-7, jump.low), (1e-7, jump.high)):
        assert function.danger(0.75, 0.64, jump.at + side) == pytest.approx(D, abs=1e-4)


@pytest.mark.parametrize("name", ["additive", "multiplicative", "logistic", "o-ring"])
def test_smooth_functions_have_no_jumps(name: str) -> None:
    for cut in slices(surface(name), Point("here", 0.9, 0.9, 0.5)):
        assert not cut.jumps


def test_a_steep_ramp_is_no_jump() -> None:
    ramp = Surface(PhaseTransition(sharpness=30.0, coupling=False))
    for cut in slices(ramp, Point("here", 0.9, 0.9, 0.8)):
        assert not cut.jumps


def test_local_slopes_of_a_product() -> None:
    found = local(surface("multiplicative"), Point("here", 0.5, 0.6, 0.7))
    assert pytest.approx((0.42, 0.35, 0.3)) == (found.I, found.G, found.A)
    assert found.steepest == "I"


def test_the_meaning_of_an_interaction_is_its_sign() -> None:
    product, total = (float(surface(name).interaction(0.5, 0.6, 0.7)) for name in ("multiplicative", "additive"))
    assert product == pytest.approx(0.6)
    assert meaning(product).startswith("Positive")
    assert meaning(total).startswith("None")
    assert meaning(float("nan")) != meaning(0.0)


def test_profile_follows_the_line_in_either_direction() -> None:
    function = surface("multiplicative")
    x, y, D = profile(function, plane(function, "G", "I", 0.5), 0.8)
    assert np.allclose(y, 0.8) and np.allclose(D, 0.8 * x * 0.5)
    with pytest.raises(ValueError, match="intelligence is held fixed"):
        profile(function, plane(function, "G", "A", 0.5), 0.8)


def test_slices_go_through_the_system_or_say_why_not() -> None:
    table = population(Scenario())
    row = table.where(table["id"] == "gpt5")
    found = point(Scenario())
    assert (row["I"][0], row["G"][0], row["A"][0]) == (found.I, found.G, found.A)
    assert found.G_assumed and not found.missing
    unmeasured = str(table.where(~np.isnan(table["I"]) & np.isnan(table["A"]))["id"][0])
    partly = point(Scenario().replace("view.system", unmeasured).replace("view.point_a", 0.85))
    assert partly.missing == ("A",) and partly.A == 0.85 and table["I"][table["id"] == unmeasured][0] == partly.I
    own = point(Scenario().replace("view.own_point", True))
    assert (own.name, own.missing) == ("your own point", ())


# ---- the view ----


def test_an_axis_chosen_twice_changes_places() -> None:
    view = View()
    assert (view.x, view.y) == ("I", "A")
    for changed in (view.replace(x="A"), view.replace(y="I")):
        assert (changed.x, changed.y) == ("A", "I")
    assert view.replace(x="G") == View(x="G", y="A")
    with pytest.raises(ValueError, match="different axes"):
        View(x="A", y="A")


@pytest.mark.parametrize("x", AXES)
@pytest.mark.parametrize("y", AXES)
def test_a_link_gives_its_axes_or_two_different_ones(x: str, y: str) -> None:
    scenario, problems = Scenario.from_query({"view.x": x, "view.y": y})
    assert bool(problems) == (x == y)
    if x != y:
        assert (scenario.view.x, scenario.view.y) == (x, y)
    assert scenario.view.x != scenario.view.y


def test_an_unknown_system_in_a_link_is_named() -> None:
    scenario, problems = Scenario.from_query({"view.system": "nobody", "view.fixed": "0.2"})
    assert any("nobody" in problem for problem in problems)
    assert scenario == Scenario().replace("view.fixed", 0.2)
