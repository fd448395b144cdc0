"""The tab What matters as a reader meets it: any headline, more rows with a way to stop them, and no crash."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from risk import what_matters
from risk.exhibits.how_sure import MATTERS
from risk.headline_model import HEADLINES, headline
from risk.prior import FIXED, Prior
from risk.scenario import Scenario
from tests.test_pages import MACHINE_NUMBERS, ROOT, words

NOTHING = Scenario().replace("inquiry.headline", "dangerous-share")
NOTHING = NOTHING.replace("priors", tuple((key, Prior(FIXED)) for key in headline("dangerous-share").keys(NOTHING)))
SCENARIOS = {
    "erosion-date": Scenario().replace("inquiry.headline", "erosion-date"),
    "formula": Scenario().replace("function", "formula"),
    "blend": Scenario().replace("function", "blend"),
    "induced agency": Scenario().replace("agency", "proxy-agency").replace("inquiry.headline", "missed-surface"),
    "nothing dangerous": Scenario().replace("settings.tolerance", 1.0),
    "all dangerous": Scenario().replace("settings.tolerance", 0.0),
    "no progress": Scenario().replace("trend.efficiency", 0.0),
}


def opened(scenario: Scenario | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tabs how sure"] = MATTERS
    for fold in ("indices", "what matters assumes"):
        app.session_state[f"fold {fold}"] = True
    for key, value in (scenario.to_query() if scenario else {}).items():
        app.query_params[key] = value
    return app.switch_page("pages/how_sure.py").run()


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_tab_stands_and_speaks_in_words(scenario: Scenario) -> None:
    app = opened(scenario)
    assert not app.exception and not app.error
    assert any(what_matters.finding(scenario) in text.value for text in app.markdown)
    for text in words(app):
        assert not MACHINE_NUMBERS.search(re.sub(r"\(https?:[^)]*\)", "", text)), text
    assert app.selectbox(key="page inquiry.headline").value == scenario.inquiry.headline


def test_another_headline_can_be_asked() -> None:
    app = opened()
    assert app.selectbox(key="page inquiry.headline").options == [entry.label for entry in HEADLINES.values()]
    app.selectbox(key="page inquiry.headline").select("erosion-date").run()
    assert not app.exception and app.session_state["scenario"].inquiry.headline == "erosion-date"
    assert any("“When the line loses the capability”" in text.value for text in app.markdown)


def test_where_nothing_is_drawn_the_tab_says_so() -> None:
    app = opened(NOTHING)
    assert not app.exception
    assert any("every prior holds its parameter fixed" in warning.value for warning in app.warning)


@pytest.mark.browser
def test_a_long_drawing_shows_its_progress_and_can_be_stopped(page: Page, server: str) -> None:
    query = "inquiry.rows=2048&inquiry.headline=missed-line-then-test&ensemble.draw_seed=3"
    page.goto(f"{server}/how_sure?{query}")
    page.get_by_role("tab", name=MATTERS).click()
    stop = page.get_by_role("button", name="Stop, and show 128 rows")
    stop.wait_for(timeout=60_000)
    page.get_by_text(re.compile(r"Drawing: \d+ of 32 blocks")).wait_for(timeout=30_000)
    stop.click()
    page.get_by_text("128 rows of draws from the priors").first.wait_for(timeout=60_000)
    expect(stop).to_have_count(0)
    page.wait_for_url(re.compile(r"inquiry\.rows=128"), timeout=60_000)
    page.locator(".js-plotly-plot").nth(3).wait_for(timeout=60_000)
