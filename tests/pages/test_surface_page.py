"""The page Surface: every preset and kind of picture, the finding with and without systems, and what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from risk import registry
from risk.scenario import Scenario
from tests.test_cube import Hump
from tests.widgets import held

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("surface", "contour", "heat map", "cube")


@pytest.fixture
def hump() -> Iterator[None]:
    registry.register(Hump)
    yield
    registry._functions.pop("hump")


def opened(scenario: Scenario | None = None, tab: str = "Slices and slopes", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tabs surface"] = tab
    for fold in ("All parameters", "steps", "systems"):
        app.session_state[f"fold {fold}"] = True
    for key, value in ((scenario.to_query() if scenario else {}) | query).items():
        app.query_params[key] = value
    app.run()
    app.switch_page("pages/surface.py").run()
    return app


def healthy(app: AppTest) -> AppTest:
    assert not app.exception
    assert not app.error
    assert len(app.metric) == 4
    return app


def current(app: AppTest) -> Any:
    return app.session_state["scenario"]


@pytest.mark.parametrize("kind", KINDS)
def test_opens_with_every_picture(kind: str) -> None:
    app = healthy(opened(Scenario().replace("view.picture", kind)))
    assert "danger" in app.title[0].value
    # The picture, its flat twin where it is solid, and the slices.
    assert len(app.main.get("bidi_component")) == (3 if kind in ("surface", "cube") else 2)


def test_the_finding_changes_when_the_systems_are_taken_out() -> None:
    app = healthy(opened())
    before = app.title[0].value
    held(app.toggle, "page view.systems").set_value(False).run()
    healthy(app)
    assert app.title[0].value != before
    assert app.title[0].value.startswith("Over the whole cube")
    assert app.metric[2].value == "not counted"


def test_an_axis_chosen_twice_swaps() -> None:
    app = opened()
    held(app.selectbox, "page view.x").select("A").run()
    healthy(app)
    assert (current(app).view.x, current(app).view.y) == ("A", "I")
    assert held(app.selectbox, "page view.y").value == "I"


def test_a_link_with_the_same_axis_twice_opens() -> None:
    app = healthy(opened(**{"view.x": "G", "view.y": "G"}))
    assert current(app).view.x != current(app).view.y


@pytest.mark.parametrize("kind", KINDS)
def test_a_function_that_falls_in_agenticity_opens(hump: None, kind: str) -> None:
    healthy(opened(Scenario().replace("function", "hump").replace("view.picture", kind)))


def test_before_the_first_measured_system_nothing_is_counted() -> None:
    app = healthy(opened(Scenario().replace("settings.date", 2016.0)))
    assert app.title[0].value.startswith("Over the whole cube")
    assert app.metric[2].value == "not counted"


def test_slices_go_through_a_point_of_ones_own() -> None:
    app = opened()
    held(app.toggle, "page view.own_point").set_value(True).run()
    held(app.slider, "page view.point_a").set_value(0.9).run()
    healthy(app)
    assert current(app).view.point_a == 0.9
    assert any("your own point" in heading.value for heading in app.header)


def test_a_system_without_agenticity_is_said_and_asked_for() -> None:
    app = opened(Scenario().replace("view.system", "gpt45"))
    assert not app.exception
    assert any("no measured agenticity" in warning.value for warning in app.warning)
    held(app.slider, "page view.point_a").set_value(0.9).run()
    assert any("A = 0.90" in warning.value for warning in app.warning)


def test_every_measured_system_is_in_the_table() -> None:
    app = opened()
    assert len(app.dataframe[-1].value) >= 20
    assert (app.dataframe[-1].value["D"] != "unknown").all()


@pytest.mark.parametrize("function", ["phase-transition", "additive"])
def test_the_interaction_has_a_tab_of_its_own(function: str) -> None:
    app = healthy(opened(Scenario().replace("function", function), tab="Interaction"))
    assert any("multiply" in heading.value for heading in app.header)
    assert app.metric[3].label.startswith("Interaction at")
