"""The page Regimes: both tabs, the three races, and what may go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from risk.race import RACES
from risk.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
TABS = ("Measurement", "Race")


def opened(scenario: Scenario | None = None, tab: str = TABS[0], **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tabs regimes"] = tab
    for name in ("races", "audits", "assumptions"):
        app.session_state[f"fold {name}"] = True
    for key, value in ((scenario.to_query() if scenario else {}) | query).items():
        app.query_params[key] = value
    app.switch_page("pages/regimes.py").run()
    return app


def healthy(app: AppTest) -> AppTest:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and len(app.metric) == 3
    return app


def said(app: AppTest) -> str:
    return " ".join(element.value for kind in ("title", "markdown") for element in app.get(kind))


@pytest.mark.parametrize(("tab", "figures"), [(TABS[0], 4), (TABS[1], 6)])
def test_opens_in_every_tab(tab: str, figures: int) -> None:
    app = healthy(opened(tab=tab))
    assert "five teams in a race end with a chance of disaster of 72 %" in app.title[0].value
    assert len(app.main.get("bidi_component")) == figures
    assert len(app.dataframe) == 3 and "judgement" in said(app)
    assert ("independent ones" in said(app)) == (tab == TABS[0])


@pytest.mark.parametrize(
    ("key", "value", "claimed"),
    [
        ("race.floor", 1.0, "five teams give up no safety"),
        ("race.teams", 2, "two teams in a race end with a chance of disaster of 56 %"),
        ("race.information", "none", "disaster of 60 %"),
        ("race.capability", 1e-6, "disaster of over 99 %"),
        ("audit.noise", 0.0, "disaster of 72 %"),
        ("audit.evaluations", 1000, "disaster of 72 %"),
    ],
)
def test_the_claim_follows_the_parameters(key: str, value: Any, claimed: str) -> None:
    for tab in TABS:
        assert claimed in healthy(opened(Scenario().replace(key, value), tab)).title[0].value


def test_a_floor_on_some_teams_says_how_good_the_equilibrium_is() -> None:
    scenario = Scenario().replace("race.floor", 0.6).replace("race.covered", 0.6)
    text = said(healthy(opened(scenario, "Race")))
    assert "is kept by three of the teams. The others respond: no team gains anything, to 0.0001" in text


def test_a_lever_and_another_race_change_the_claim() -> None:
    app = opened()
    app.slider(key="page race.teams").set_value(9).run()
    assert "nine teams" in healthy(app).title[0].value
    for name, race in RACES.items():
        app.button_group(key="race").set_value(name).run()
        assert healthy(app).session_state["scenario"].race == race


def test_a_bad_link_names_what_it_ignored() -> None:
    app = healthy(opened(**{"race.floor": "1.5", "audit.correlation": "2", "race.teams": "1"}))
    warned = " ".join(warning.value for warning in app.warning)
    assert all(name in warned for name in ("race", "floor", "audit", "correlation", "teams"))
    assert app.session_state["scenario"] == Scenario()
