"""The tab Other formulas: it opens, follows the function that is set, and says in words what holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from risk import other_formulas
from risk.conclusions import CONCLUSIONS
from risk.danger import Formula
from risk.matched import matched
from risk.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
FEW = Scenario().replace("ensemble.samples", "128")
SCENARIOS = {
    "default": FEW,
    "o-ring, induced agency": FEW.replace("function", "o-ring").replace("agency", "proxy-agency"),
    "own formula": FEW.replace("function", Formula(text="I*(1 - A)")),
    "undefined": FEW.replace("function", Formula(text="0/(I - I)")),
    "no system yet": FEW.replace("settings.date", 2010.0),
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_tab_opens_and_says_what_holds(scenario: Scenario) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["fold other formulas"] = True
    app.session_state["tabs how sure"] = "Other formulas"
    for key, value in scenario.to_query().items():
        app.query_params[key] = value
    app.switch_page("pages/how_sure.py").run()
    assert not app.exception and not app.error
    assert len(app.metric) == 6 and len(app.main.get("bidi_component")) == 5
    said = " ".join(element.value for element in app.markdown)
    assert other_formulas.finding(scenario) in said
    for conclusion in CONCLUSIONS.values():
        assert f"**{conclusion.topic}.**" in said
    concluded, tolerances = (table.value for table in app.dataframe[:2])
    assert concluded.shape == (len(CONCLUSIONS), 2 + len(matched(scenario)))
    assert list(tolerances["Function"]) == [one.label for one in matched(scenario)]
