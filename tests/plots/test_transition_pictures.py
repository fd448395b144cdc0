"""The pictures of the transition: read back against the closed forms, valid, with stable names and a computed text."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from risk import registry
from risk.agency import ProxyAgency
from risk.danger import BUILT_IN, PhaseTransition
from risk.live import sweep
from risk.plots.hysteresis import loop_picture, pole_picture, s_curve_picture
from risk.plots.theme import DARK, LIGHT, Theme
from risk.plots.transition import cusp_picture, path_picture
from risk.point import point
from risk.presets import PRESETS
from risk.scenario import Scenario
from tests.test_cube import Hump

Drawing = Callable[[Scenario, Theme], dict[str, Any]]
ANY_FUNCTION: tuple[Drawing, ...] = (path_picture, cusp_picture)
WITH_STATES: tuple[Drawing, ...] = (s_curve_picture, loop_picture, pole_picture)
PICTURES = (*ANY_FUNCTION, *WITH_STATES)


@pytest.fixture
def hump() -> Iterator[Scenario]:
    registry.register(Hump)
    yield Scenario().replace("function", "hump")
    registry._functions.pop("hump")


def traces(picture: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in picture["data"]}


@functools.cache
def _usual(draw: Drawing) -> list[str]:
    return list(traces(draw(Scenario(), LIGHT)))


def alternative(picture: dict[str, Any]) -> str:
    return str(picture["layout"]["meta"]["alt"])


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("draw", PICTURES)
def test_specification_is_valid(draw: Drawing, preset: str) -> None:
    for theme in (LIGHT, DARK):
        picture = draw(PRESETS[preset].scenario(), theme)
        if preset == next(iter(PRESETS)):
            go.Figure(picture)
        assert picture["layout"]["meta"].keys() >= {"title", "alt", "caption"}
        assert len(traces(picture)) == len(picture["data"])


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize("draw", ANY_FUNCTION)
def test_every_function_is_drawn(draw: Drawing, kind: Any) -> None:
    scenario = Scenario().replace("function", kind.name)
    picture = draw(scenario, LIGHT)
    go.Figure(picture)
    assert list(traces(picture)) == list(traces(draw(Scenario(), LIGHT)))
    assert "nan" not in alternative(picture) and "inf" not in alternative(picture).replace("infinite", "")


def test_a_function_that_falls_is_drawn(hump: Scenario) -> None:
    picture = path_picture(hump, LIGHT)
    go.Figure(picture)
    assert picture["layout"]["yaxis2"]["range"][0] < 0
    assert np.nanmin(traces(picture)["slope"]["y"]) < 0
    assert "in parts" in alternative(picture)
    assert traces(cusp_picture(hump, LIGHT))["tolerance"]["type"] == "contour"


@pytest.mark.parametrize("draw", WITH_STATES)
def test_a_function_without_states_has_no_such_picture(draw: Drawing) -> None:
    with pytest.raises(ValueError, match="no feedback"):
        draw(Scenario().replace("function", "additive"), LIGHT)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("function.coupling", False),
        ("function.critical_intelligence", 5.0),
        ("function.critical_intelligence", 0.1),
        ("function.critical_intelligence", 0.75),
        ("function.critical_intelligence", 1.0),
        ("function.uncoupled_midpoint", 2.0),
        ("function.sharpness", 200.0),
        ("function.branch", "granting"),
        ("function.exponent_g", 0.0),
        ("settings.date", 2011.0),
        ("view.system", "gpt45"),
        ("view.systems", False),
        ("view.own_point", True),
        ("agency", "proxy-agency"),
    ],
)
@pytest.mark.parametrize("draw", PICTURES)
def test_names_do_not_move_at_the_edges(draw: Drawing, key: str, value: Any) -> None:
    picture = draw(Scenario().replace(key, value), LIGHT)
    assert list(traces(picture)) == _usual(draw)
    if (key, value) == ("function.coupling", False):
        go.Figure(picture)


@pytest.mark.parametrize(
    ("draw", "key"),
    [
        (path_picture, "function.sharpness"),
        (cusp_picture, "function.critical_intelligence"),
        (s_curve_picture, "function.critical_intelligence"),
        (loop_picture, "view.point_a"),
        (pole_picture, "function.critical_intelligence"),
    ],
)
def test_a_sweep_stays_under_a_megabyte_with_all_its_steps(draw: Drawing, key: str) -> None:
    def picture(scenario: Scenario) -> dict[str, Any]:
        return draw(scenario, LIGHT)

    found = sweep.frames(picture, Scenario(), key, sweep.normal(picture(Scenario())))
    assert not found.errors
    assert len(sweep.pack(found.message())) <= sweep.MOST_BYTES
    assert len(found.values) >= 20


# ---- read back ----


def closed_form(I: Any, A_0: float = 0.8, s: float = 10.0, I_c: float = 0.6) -> tuple[Any, Any, Any]:
    kappa = 4 * (np.asarray(I) / I_c) ** 2
    upper = (1 + np.sqrt(1 - 4 / kappa)) / 2
    width = (kappa * (upper - 0.5) - np.log(upper / (1 - upper))) / s
    centre = A_0 - kappa / (2 * s)
    return centre - width, centre, centre + width


def test_spinodals_and_maxwell_line_are_the_closed_forms() -> None:
    drawn = traces(cusp_picture(Scenario(), LIGHT))
    I = drawn["maxwell"]["x"][1:]
    for name, expected in zip(("spinodal-low", "maxwell", "spinodal-high"), closed_form(I), strict=True):
        assert drawn[name]["y"][1:] == pytest.approx(expected, abs=1e-9)
    assert (drawn["cusp"]["x"], drawn["cusp"]["y"]) == ([0.6], [pytest.approx(0.6)])
    assert drawn["steepest"]["y"] == pytest.approx(0.8 - (drawn["steepest"]["x"] / 0.6) ** 2 / 5)


def test_with_induced_agency_the_lines_stand_in_granted_agenticity() -> None:
    agency = ProxyAgency()
    drawn = traces(cusp_picture(Scenario().replace("agency", "proxy-agency"), LIGHT))
    I, granted = drawn["maxwell"]["x"][1:], drawn["maxwell"]["y"][1:]
    inside = (granted >= 0) & (granted <= 1)
    assert inside.sum() > 10
    assert agency.effective(I[inside], granted[inside]) == pytest.approx(closed_form(I[inside])[1], abs=1e-9)


def test_the_cusp_says_what_dragging_it_sets() -> None:
    meta = cusp_picture(Scenario(), LIGHT)["layout"]["meta"]
    assert meta["handle"]["trace"] == "cusp"
    for axis in "xy":
        assert Scenario().parameter(meta["handle"][axis]).numeric
    for key, value in (("function.coupling", False), ("function.critical_intelligence", 5.0), ("function", "additive")):
        picture = cusp_picture(Scenario().replace(key, value), LIGHT)
        assert "handle" not in picture["layout"]["meta"] and traces(picture)["cusp"]["x"] == []


def test_the_s_curve_shows_folds_and_maxwell_point() -> None:
    at = point(Scenario())
    low, centre, high = closed_form(at.I)
    drawn = traces(s_curve_picture(Scenario(), LIGHT))
    assert drawn["spinodals"]["x"] == pytest.approx([low, high])
    upper = (1 + np.sqrt(1 - (0.6 / at.I) ** 2)) / 2
    assert drawn["spinodals"]["y"] == pytest.approx([upper, 1 - upper])
    assert drawn["maxwell-m"]["x"] == pytest.approx([centre, centre])
    for part, branch in (("low", "granting"), ("high", "revoking")):
        for letter in ("m", "D"):
            A, y = drawn[f"{part}-{letter}"]["x"][:-1], drawn[f"{part}-{letter}"]["y"][:-1]
            known = ~np.isnan(A) & (np.abs(A - low) > 1e-9) & (np.abs(A - high) > 1e-9)
            function = PhaseTransition(branch=branch)
            expected = function.order_parameter(at.I, A[known])
            if letter == "D":
                expected = function.danger(at.I, at.G, A[known])
            assert y[known] == pytest.approx(expected, abs=1e-6)
    joined = np.concatenate([drawn[f"{part}-m"]["y"] for part in ("low", "unstable", "high")])
    assert np.abs(np.diff(joined)).max() < 0.05  # no gap between the parts


def test_the_path_breaks_at_the_jump_and_the_arrow_stands_there() -> None:
    drawn = traces(path_picture(Scenario(), LIGHT))
    centre = float(closed_form(point(Scenario()).I)[1])
    assert drawn["jump"]["x"][:2] == pytest.approx([centre, centre])
    assert drawn["spike"]["x"] == pytest.approx([centre, centre])
    assert np.isnan(drawn["path"]["y"]).sum() == np.isnan(drawn["slope"]["y"]).sum() == 1
    assert not np.isnan(drawn["ramp"]["y"]).any()
    assert len(drawn["levels"]["x"]) == 5
    here = drawn["here"]
    known = ~np.isnan(drawn["path"]["y"])
    assert np.interp(here["x"][0], drawn["path"]["x"][known], drawn["path"]["y"][known]) == pytest.approx(
        here["y"][0], abs=1e-3
    )


def test_a_slope_beyond_the_axis_is_capped_and_said() -> None:
    picture = path_picture(Scenario().replace("function.critical_intelligence", 0.75), LIGHT)
    drawn = traces(picture)
    top = picture["layout"]["yaxis2"]["range"][1]
    assert np.nanmax(drawn["slope"]["y"]) <= top and drawn["spike"]["y"][0] <= top
    assert "capped" in picture["layout"]["meta"]["caption"]
    assert "infinite" in alternative(picture)
    assert "capped" not in path_picture(Scenario(), LIGHT)["layout"]["meta"]["caption"]


def test_the_slope_axis_stands_still_while_the_cusp_moves() -> None:
    ends = {
        tuple(path_picture(Scenario().replace("function.critical_intelligence", I), LIGHT)["layout"]["yaxis2"]["range"])
        for I in (0.35, 0.6, 0.75, 0.9)
    }
    assert len(ends) == 1


def test_the_loop_marks_move_with_what_is_granted() -> None:
    for so_far in (0.0, 0.48, 1.0):
        drawn = traces(loop_picture(Scenario().replace("view.point_a", so_far), LIGHT))
        up, down = drawn["granted-so-far"], drawn["revoked-so-far"]
        assert up["x"].max() == down["x"].min() == so_far
        assert drawn["granting-mark"]["y"][0] == up["y"][-1]
        assert drawn["revoking-mark"]["y"][0] == down["y"][0]
    assert "property of this formula" in loop_picture(Scenario(), LIGHT)["layout"]["meta"]["caption"]


def test_the_texts_follow_the_data() -> None:
    text = alternative(path_picture(Scenario(), LIGHT))
    assert "jumps from 0.06 to 0.55 at A = 0.49" in text and "D* = 0.30 is reached from A = 0.49 on" in text
    assert "reached nowhere" in alternative(path_picture(Scenario().replace("settings.tolerance", 0.9), LIGHT))
    assert "The cusp lies at I = 0.60 and A = 0.60" in alternative(cusp_picture(Scenario(), LIGHT))
    assert "Between A = 0.44 and 0.54 the curve folds" in alternative(s_curve_picture(Scenario(), LIGHT))
    assert "infinite" in alternative(pole_picture(Scenario(), LIGHT))


def test_all_judged_systems_stand_in_the_plane_unless_taken_out() -> None:
    def counted(scenario: Scenario) -> int:
        return sum(
            len(t["x"]) for name, t in traces(cusp_picture(scenario, LIGHT)).items() if name.startswith("systems-")
        )

    assert counted(Scenario()) >= 20
    assert counted(Scenario().replace("view.systems", False)) == 0
