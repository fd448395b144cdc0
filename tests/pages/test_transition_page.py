"""The page Transition: with and without a cusp, in every tab, and what may go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from risk.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
TABS = ("S-curve", "Grant and revoke", "Towards the cusp")


def opened(scenario: Scenario | None = None, tab: str = TABS[0]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tabs transition"] = tab
    app.session_state["fold critical"] = True
    for key, value in (scenario.to_query() if scenario else {}).items():
        app.query_params[key] = value
    app.switch_page("pages/transition.py").run()
    return app


def healthy(app: AppTest) -> AppTest:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and len(app.metric) == 3
    return app


def said(app: AppTest) -> str:
    return " ".join(element.value for kind in ("title", "markdown") for element in app.get(kind))


@pytest.mark.parametrize("tab", TABS)
def test_opens_in_every_tab(tab: str) -> None:
    app = healthy(opened(tab=tab))
    assert "danger of GPT-5 jumps by" in app.title[0].value
    # Both figures of the first screen and the one of the tab.
    assert len(app.main.get("bidi_component")) == 3
    assert ("not a claim of the essay" in said(app)) == (tab == "Grant and revoke")


@pytest.mark.parametrize(
    ("key", "value", "claimed"),
    [
        ("function.coupling", False, "there is no transition"),
        ("function.critical_intelligence", 5.0, "there is no transition"),
        ("function.critical_intelligence", 0.1, "has jumped before"),
        ("function.critical_intelligence", 0.9, "no jump"),
        ("settings.date", 2011.0, "jumps by"),
        ("function", "o-ring", "no jump along agenticity"),
    ],
)
def test_the_claim_follows_the_parameters(key: str, value: Any, claimed: str) -> None:
    app = healthy(opened(Scenario().replace(key, value)))
    assert claimed in app.title[0].value
    assert "Where does the transition sit?" in said(app)


def test_a_function_without_a_cusp_offers_the_one_that_has_it() -> None:
    app = healthy(opened(Scenario().replace("function", "additive")))
    assert len(app.main.get("bidi_component")) == 2
    next(button for button in app.button if button.label == "Choose the phase transition").click().run()
    healthy(app)
    assert app.session_state["scenario"].function.name == "phase-transition"


def test_a_system_without_agenticity_is_asked_for() -> None:
    app = healthy(opened(Scenario().replace("view.system", "gpt45")))
    assert any("no measured agenticity" in warning.value for warning in app.warning)
    app.slider(key="page view.point_a").set_value(0.9).run()
    assert app.session_state["scenario"].view.point_a == 0.9


def test_a_point_of_ones_own_and_the_levers_change_the_claim() -> None:
    app = opened()
    app.toggle(key="page view.own_point").set_value(True).run()
    assert "at your own point" in healthy(app).title[0].value
    app.toggle(key="page function.coupling").set_value(False).run()
    assert "no transition" in healthy(app).title[0].value


def test_every_judged_system_is_in_the_table() -> None:
    table = opened().dataframe[0].value
    assert len(table) >= 20
    assert {"Critical A at its I", "A minus critical A", "D", "Side of D*"} <= set(table.columns)
