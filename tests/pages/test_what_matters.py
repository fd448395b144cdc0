"""The tab What matters as a reader meets it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from risk.exhibits.how_sure import MATTERS
from risk.scenario import Scenario
from tests.test_pages import ROOT


def tab(scenario: Scenario | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tabs how sure"] = MATTERS
    for key, value in (scenario.to_query() if scenario else {}).items():
        app.query_params[key] = value
    app.switch_page("pages/how_sure.py")
    return app.run()


def test_the_tab_answers() -> None:
    app = tab()
    assert not app.exception
    assert any(metric.label == "Largest part of its variance" for metric in app.metric)
    print([i.value for i in app.info], [w.value for w in app.warning], [d.value for d in app.dataframe])
