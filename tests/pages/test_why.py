"""The fold on every page that says why danger differs and what would bring it down."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from risk.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]


def opened(page: str = "start", scenario: Scenario | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["fold why"] = True
    for key, value in (scenario.to_query() if scenario else {}).items():
        app.query_params[key] = value
    if page != "start":
        app.switch_page(f"pages/{page}.py")
    return app.run()


def said(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.value for kind in ("markdown", "header", "warning") for element in app.get(kind))


def test_without_a_change_the_least_autonomy_is_compared_with() -> None:
    text = said(opened())
    assert "compared with the same at autonomy level 1" in text
    assert "Agenticity crossed the critical line at 0.49" in text
    assert "The smallest change that brings D from 0.57 under 0.30" in text


def test_the_last_change_is_explained_on_another_page_and_for_another_system() -> None:
    app = opened()
    app.slider(key="page assumptions.autonomy").set_value(2.0).run()
    text = said(app)
    assert "compared with the state before the last change" in text and "D falls from 0.57" in text
    app.switch_page("pages/surface.py").run()
    app.selectbox(key="why view.system").select("gpt4").run()
    assert "compared with the state before the last change" in said(app)
    assert app.session_state["scenario"].view.system == "gpt4"


def test_a_system_that_is_not_measured_is_asked_for() -> None:
    app = opened("flop_line", Scenario().replace("view.system", "gpt45"))
    assert "no measured agenticity" in said(app)
    before = app.dataframe[0].value
    app.slider(key="why view.point_a").set_value(0.1).run()
    assert "A = 0.10" in said(app)
    assert not before.equals(app.dataframe[0].value)


@pytest.mark.parametrize("since", ["autonomy level 1", "default settings", "another system"])
def test_every_comparison_opens(since: str) -> None:
    said(opened("surface", Scenario().replace("view.since", since).replace("function", "o-ring")))


def test_effort_changes_the_answer() -> None:
    cheap = opened("start", Scenario().replace("effort.weight_i", 0.1))
    dear = opened("start", Scenario().replace("effort.weight_i", 10.0))
    assert said(cheap) != said(dear)
    assert not cheap.session_state["scenario"].remarks()
