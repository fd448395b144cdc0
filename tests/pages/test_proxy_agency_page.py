"""The page Proxy agency: every channel, other functions, limits, systems with missing axes, and how it switches on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from risk.presets import CHANNELS
from risk.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
TABS = ("Which lever closes a leak", "Who is persuaded", "Four channels compared")
ON = Scenario().replace("agency", "proxy-agency")


def opened(scenario: Scenario | None = None, tab: str = TABS[0]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tabs sandbox"] = tab
    for fold in ("sandboxed", "assumptions"):
        app.session_state[f"fold {fold}"] = True
    for key, value in (scenario.to_query() if scenario else {}).items():
        app.query_params[key] = value
    app.switch_page("pages/proxy_agency.py")
    return healthy(app.run())


def healthy(app: AppTest) -> AppTest:
    assert not app.exception and not app.error
    assert len(app.metric) == 3 and len(app.title) == 1
    return app


def current(app: AppTest) -> Any:
    return app.session_state["scenario"]


def texts(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.title, *app.markdown))


def test_the_argument_stands_on_the_first_screen_while_induced_agency_is_off() -> None:
    app = opened()
    assert "leaks for three of 62 measured systems" in app.title[0].value
    assert app.metric[0].value == "0.89" and app.metric[1].value == "3"
    assert "On the other pages induced agency is off" in texts(app)
    assert current(app) == Scenario()
    assert len(app.main.get("bidi_component")) == 3
    assert len(app.dataframe[0].value) == 62
    next(button for button in app.button if button.label == "Switch it on everywhere").click().run()
    healthy(app)
    assert current(app) == ON and "On the other pages" not in texts(app)


def test_a_lever_switches_induced_agency_on() -> None:
    app = opened()
    app.slider(key="page agency.leverage").set_value(0.2).run()
    healthy(app)
    assert current(app) == ON.replace("agency.leverage", 0.2)
    assert app.title[0].value.startswith("The sandbox holds at every intelligence")


def test_leverage_zero_is_a_limit() -> None:
    app = opened(ON.replace("agency.leverage", 0.0))
    assert app.title[0].value.startswith("Convinced people can do nothing")
    assert app.metric[0].value == "nowhere"


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_is_put_before_the_system_and_all_else_kept(name: str) -> None:
    app = opened(Scenario().replace("settings.tolerance", 0.4), TABS[2])
    app.button_group(key="channel").set_value(name).run()
    healthy(app)
    assert current(app) == CHANNELS[name].applied(Scenario().replace("settings.tolerance", 0.4))
    assert app.session_state["channel"] == name
    assert len(app.dataframe[0].value) == len(CHANNELS)
    if name == "Air gap":
        assert "unless somebody already carries its words" in texts(app)
        assert any("Exposure is 0" in info.value for info in app.info)


@pytest.mark.parametrize(
    ("key", "value"),
    [("function", "additive"), ("function", "o-ring"), ("view.own_point", True), ("agency.exposure", 0.0)],
)
def test_other_functions_points_and_limits(key: str, value: Any) -> None:
    app = opened(ON.replace(key, value), TABS[1])
    assert any("R = q S(I) b" in element.value for element in app.markdown)
    assert bool(value == "additive") == ("dangerous already" in app.title[0].value)


def test_a_system_without_measured_agenticity_needs_none() -> None:
    app = opened(ON.replace("view.system", "gpt6_astra"))
    assert not app.warning
    assert app.metric[2].label.endswith("GPT-6 Astra")


def test_a_system_without_measured_intelligence_is_asked_for() -> None:
    app = opened(ON.replace("view.system", "alphafold2"))
    assert any("no measured intelligence" in warning.value for warning in app.warning)


def test_before_the_first_measured_system_the_claim_says_so() -> None:
    app = opened(ON.replace("settings.date", 2015.0))
    assert app.title[0].value.startswith("No system with measured intelligence")
    assert app.metric[1].value == "not counted"


def test_numbers_without_a_source_say_so_next_to_them() -> None:
    app = opened()
    said = texts(app)
    assert said.count("(judgement)") >= 6 and "leverage 0.8 (judgement)" in said
