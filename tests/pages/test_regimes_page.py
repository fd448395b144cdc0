"""The page Regimes: its tabs, who joins, the three races, and what may go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from risk.race import RACES
from risk.regimes import JURISDICTIONS
from risk.scenario import Scenario
from tests.widgets import held

ROOT = Path(__file__).resolve().parents[2]
TABS = ("Regimes", "Measurement", "Race")


def opened(scenario: Scenario | None = None, tab: str = TABS[0], **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["tabs regimes"] = tab
    for name in ("regimes", "races", "audits", "assumptions"):
        app.session_state[f"fold {name}"] = True
    for key, value in ((scenario.to_query() if scenario else {}) | query).items():
        app.query_params[key] = value
    app.switch_page("pages/regimes.py").run()
    return app


def healthy(app: AppTest, metrics: int = 3) -> AppTest:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and len(app.metric) == metrics
    return app


def said(app: AppTest) -> str:
    return " ".join(element.value for kind in ("title", "markdown") for element in app.get(kind))


@pytest.mark.parametrize(
    ("tab", "figures", "metrics", "words"),
    [
        (TABS[0], 5, 3, "Where the transition sits changes the answer in"),
        (TABS[1], 5, 3, "independent ones"),
        (TABS[2], 7, 6, "five teams in a race end with a chance of disaster of 72 %"),
    ],
)
def test_opens_in_every_tab(tab: str, figures: int, metrics: int, words: str) -> None:
    app = healthy(opened(tab=tab), metrics)
    assert "mandatory compliance is the least of five positions" in app.title[0].value
    assert len(app.main.get("bidi_component")) == figures
    assert "judgement" in said(app) and words in said(app)
    assert len(app.dataframe) == 5 + (tab == TABS[0])


@pytest.mark.parametrize(
    ("key", "value", "claimed"),
    [
        ("settings.tolerance", 1.0, "no release is dangerous, and no regime has anything to stop"),
        ("settings.tolerance", 0.1, "none of five positions keeps the mean danger of releases under D* = 0.10"),
        ("regime.jurisdiction", 0.4, "none of five positions"),
        ("race.capability", 1e6, "voluntary commitments is the least"),
        ("clock.years_ahead", 1, "without a regime"),
        ("review.set_date", 2059.0, "without a regime"),
        ("releases.release_rate", 1.0, "without a regime"),
        ("scope.covers", "wrong-surface", "without a regime"),
        ("regime.years_to_force", 40.0, "without a regime"),
        ("circumstances.policy_responds", True, "without a regime"),
        ("function", "additive", "without a regime"),
        ("function", "o-ring", "without a regime"),
    ],
)
def test_the_claim_follows_the_parameters(key: str, value: Any, claimed: str) -> None:
    assert claimed in healthy(opened(Scenario().replace(key, value))).title[0].value


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("race.floor", 1.0, "five teams give up no safety"),
        ("race.teams", 2, "two teams in a race end with a chance of disaster of 56 %"),
        ("race.information", "none", "disaster of 60 %"),
        ("race.capability", 1e-6, "disaster of over 99 %"),
    ],
)
def test_the_race_follows_its_parameters(key: str, value: Any, words: str) -> None:
    assert words in said(healthy(opened(Scenario().replace(key, value), "Race"), 6))


@pytest.mark.parametrize("key", ["audit.noise", "audit.correlation"])
def test_the_audit_stands_without_noise_or_correlation(key: str) -> None:
    assert "with this correlation average out" in said(healthy(opened(Scenario().replace(key, 0.0), "Measurement")))


def test_a_floor_on_some_teams_says_how_good_the_equilibrium_is() -> None:
    scenario = Scenario().replace("race.floor", 0.6).replace("race.covered", 0.6)
    text = said(healthy(opened(scenario, "Race"), 6))
    assert "A higher floor on some teams can raise the risk" in text


def test_who_joins_and_another_race_change_the_scenario() -> None:
    app = opened(tab="Race")
    held(app.slider, "page race.teams").set_value(9).run()
    assert "nine teams" in said(healthy(app, 6))
    for name, race in RACES.items():
        held(app.button_group, "race").set_value(name).run()
        assert healthy(app, 6).session_state["scenario"].race == race
    for name, share in JURISDICTIONS.items():
        held(app.button_group, "joins").set_value(name).run()
        assert healthy(app, 6).session_state["scenario"].regime.jurisdiction == share


def test_a_bad_link_names_what_it_ignored() -> None:
    app = healthy(opened(**{"race.floor": "1.5", "audit.correlation": "2", "race.teams": "1", "regime.gate": "wall"}))
    warned = " ".join(warning.value for warning in app.warning)
    assert all(name in warned for name in ("race", "floor", "audit", "correlation", "teams", "gate"))
    assert app.session_state["scenario"] == Scenario()
