"""Surface, maps, cube and slices: valid specifications with stable names, real systems, and a camera that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from risk import registry
from risk.danger import BUILT_IN
from risk.live import sweep
from risk.plots.cube import cube_picture
from risk.plots.interaction import interaction_picture
from risk.plots.slices import slices_picture
from risk.plots.surface import flat_picture, surface_picture, twin_picture
from risk.plots.theme import DARK, LIGHT, Theme
from risk.presets import PRESETS
from risk.scenario import Scenario
from tests.test_cube import Hump

Drawing = Callable[[Scenario, Theme], dict[str, Any]]
SOLID: tuple[Drawing, ...] = (surface_picture, cube_picture)
PICTURES: tuple[Drawing, ...] = (*SOLID, flat_picture, twin_picture, slices_picture, interaction_picture)
PLANES = [("I", "A"), ("A", "I"), ("I", "G"), ("G", "I"), ("G", "A"), ("A", "G")]
SWEPT = ("view.fixed", "function.critical_intelligence", "settings.tolerance", "settings.date", "assumptions.autonomy")


@pytest.fixture
def hump() -> Iterator[Scenario]:
    registry.register(Hump)
    yield Scenario().replace("function", "hump")
    registry._functions.pop("hump")


def traces(picture: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in picture["data"]}


def system_traces(picture: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for name, trace in traces(picture).items() if name.startswith("systems-")]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("draw", PICTURES)
def test_specification_is_valid(draw: Drawing, preset: str) -> None:
    for theme in (LIGHT, DARK):
        picture = draw(PRESETS[preset].scenario(), theme)
        go.Figure(picture)
        assert picture["layout"]["meta"].keys() >= {"title", "alt", "caption"}


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize(("x", "y"), PLANES)
def test_every_plane_of_every_function_is_drawn_with_its_tolerance(kind: Any, x: str, y: str) -> None:
    scenario = Scenario().replace("function", kind.name).replace("view.x", x).replace("view.y", y)
    solid, contour = surface_picture(scenario, LIGHT), flat_picture(scenario.replace("view.picture", "contour"), LIGHT)
    for picture in (solid, contour):
        go.Figure(picture)
        names = [trace["name"] for trace in picture["data"]]
        assert len(set(names)) == len(names)
        assert ("line" in names) == ("I" in (x, y))
    drawn = traces(solid)
    assert drawn["danger"]["contours"]["z"]["show"] != ("tolerance" in drawn)
    assert "tolerance" in traces(contour)


@pytest.mark.parametrize(
    ("key", "value"), [("settings.date", 2015.0), ("line.flop", 1e32), ("settings.tolerance", 1.0), ("view.fixed", 0.0)]
)
@pytest.mark.parametrize("draw", PICTURES)
def test_names_do_not_move(draw: Drawing, key: str, value: float) -> None:
    assert list(traces(draw(Scenario().replace(key, value), LIGHT))) == list(traces(draw(Scenario(), LIGHT)))


@pytest.mark.parametrize(
    ("key", "value"), [("settings.tolerance", 0.9), ("view.fixed", 0.1), ("view.systems", False), ("view.x", "G")]
)
@pytest.mark.parametrize("draw", SOLID)
def test_the_picture_never_asks_for_another_camera(draw: Drawing, key: str, value: Any) -> None:
    usual, changed = (
        draw(scenario, LIGHT)["layout"]["scene"] for scenario in (Scenario(), Scenario().replace(key, value))
    )
    assert usual["camera"] == changed["camera"]


@pytest.mark.parametrize("draw", [surface_picture, cube_picture, flat_picture])
def test_at_least_twenty_systems_stand_in_the_picture_with_intervals(draw: Drawing) -> None:
    picture = draw(Scenario(), LIGHT)
    assert sum(len(trace["x"]) for trace in system_traces(picture)) >= 20
    bars = traces(picture)["intervals"]
    for letter in "xyz"[: 3 if "z" in bars else 2]:
        error = bars[f"error_{letter}"]
        assert (error["array"] >= 0).all() and (error["arrayminus"] >= 0).all()
        assert (draw is cube_picture and letter == "y") or np.count_nonzero(error["array"]) >= 20
    assert "Measured systems" not in picture["layout"]["meta"]["alt"]
    without = draw(Scenario().replace("view.systems", False), LIGHT)
    assert not system_traces(without) and "intervals" not in traces(without)
    assert "systems" not in without["layout"]["meta"]["alt"]


@pytest.mark.parametrize("draw", [surface_picture, flat_picture, twin_picture])
def test_the_flop_line_can_be_left_out_and_marks_then_have_one_colour(draw: Drawing) -> None:
    picture = draw(Scenario().replace("view.line", False), LIGHT)
    notes = picture["layout"].get("annotations", picture["layout"].get("scene", {}).get("annotations", []))
    assert not any("FLOP" in note["text"] or "MISSED" in note["text"] for note in notes)
    assert not [name for name in traces(picture) if "line" in name or name.startswith("area-")]
    assert {trace["marker"]["color"] for trace in system_traces(picture)} == {LIGHT.text}
    assert "As chosen, the line at 10²⁵ FLOP is not drawn." in picture["layout"]["meta"]["alt"]


def test_systems_are_hollow_where_generality_is_drawn_and_assumed() -> None:
    for trace in system_traces(cube_picture(Scenario(), LIGHT)):
        assert all(symbol.endswith("-open") for symbol in trace["marker"]["symbol"])
    for trace in system_traces(surface_picture(Scenario(), LIGHT)):
        assert not any(symbol.endswith("-open") for symbol in trace["marker"]["symbol"])
    measured = cube_picture(Scenario().replace("assumptions.generality_reading", "measured low"), LIGHT)
    symbols = [symbol for trace in system_traces(measured) for symbol in trace["marker"]["symbol"]]
    assert any(not symbol.endswith("-open") for symbol in symbols)


def test_no_hollow_mark_loses_its_colour() -> None:
    for trace in system_traces(cube_picture(Scenario(), LIGHT)):
        assert trace["marker"]["line"]["width"] == 0


def test_a_set_without_a_single_level_is_a_volume(hump: Scenario) -> None:
    drawn = traces(cube_picture(hump, LIGHT))["tolerance"]
    assert drawn["type"] == "isosurface"
    assert drawn["isomin"] == drawn["isomax"] == hump.settings.tolerance
    assert np.allclose(drawn["value"], hump.surface.danger(drawn["x"], drawn["y"], drawn["z"]))
    for draw in PICTURES:
        go.Figure(draw(hump, DARK))
    assert traces(surface_picture(hump, LIGHT))["danger"]["contours"]["z"]["show"]


@pytest.mark.parametrize("draw", PICTURES)
def test_a_sweep_stays_under_a_megabyte_with_all_its_steps(draw: Drawing) -> None:
    def picture(scenario: Scenario) -> dict[str, Any]:
        return draw(scenario, LIGHT)

    base = sweep.normal(picture(Scenario()))
    for key in SWEPT[:3]:
        found = sweep.frames(picture, Scenario(), key, base)
        assert not found.errors
        assert len(sweep.pack(found.message())) <= sweep.MOST_BYTES
        assert len(found.values) >= 30


def test_slices_break_at_a_jump() -> None:
    drawn = traces(slices_picture(Scenario(), LIGHT))
    assert np.isnan(drawn["along-A"]["y"]).sum() == len(drawn["jumps-A"]["x"]) // 3 == 1
    smooth = traces(slices_picture(Scenario().replace("function.coupling", False), LIGHT))
    assert not np.isnan(smooth["along-A"]["y"]).any() and smooth["jumps-A"]["x"] == []
    for axis in "IGA":
        here = drawn[f"point-{axis}"]
        curve = drawn[f"along-{axis}"]
        known = ~np.isnan(curve["y"])
        assert np.interp(here["x"][0], curve["x"][known], curve["y"][known]) == pytest.approx(here["y"][0], abs=0.01)


def test_names_of_the_curves_do_not_overlap() -> None:
    notes = slices_picture(Scenario().replace("function", "additive"), LIGHT)["layout"]["annotations"]
    heights = sorted(note["y"] for note in notes if str(note["text"]).startswith("along"))
    assert np.diff(heights).min() >= 0.08 - 1e-9
