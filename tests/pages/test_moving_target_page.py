"""The page Moving target in every preset and at the ends of what can be asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from risk import erosion, moving_target
from risk.presets import PRESETS
from risk.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = Scenario()
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | {
    "no progress": DEFAULT.replace("trend.efficiency", 0.0),
    "own level": DEFAULT.replace("view.own_point", True),
    "out of the years": DEFAULT.replace("settings.date", 2100.0),
    "before any system": DEFAULT.replace("settings.date", 2018.0),
    "highest line": DEFAULT.replace("line.flop", 1e32),
    "run": DEFAULT.replace("view.ability", "run"),
    "no pairs": DEFAULT.replace("pairs.closeness", 0.001),
}
FIGURES = {"Erosion": 3, "Rules over time": 7, "Spread": 3}
NUMBERS = {"Rules over time": 6}


FOLDS = ("erosion", "pairs", "developers", "assumptions", "yearly scores", "laws and forecasts", "rules assume")


def opened(scenario: Scenario) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for fold in FOLDS:
        app.session_state[f"fold {fold}"] = True
    for key, value in scenario.to_query().items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/moving_target.py").run()


def at(app: AppTest, tab: str) -> AppTest:
    app.session_state["tabs moving"] = tab
    return app.run()


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_opens_and_speaks_in_words(scenario: Scenario) -> None:
    app = opened(scenario)
    texts = []
    for tab, figures in FIGURES.items():
        at(app, tab)
        assert not app.exception and not app.error
        assert len(app.title) == 1 and len(app.metric) == NUMBERS.get(tab, 3)
        assert len(app.main.get("bidi_component")) == figures
        texts += [element.value for kind in ("title", "markdown", "caption") for element in app.get(kind)]
        texts += [f"{metric.label}: {metric.value}" for metric in app.metric]
    assert app.title[0].value == moving_target.claim(scenario)
    assert any(moving_target.spread_claim(scenario) in text for text in texts)
    for text in texts:
        assert not re.search(r"\bnan\b|\binf\b|\bNone\b|\d[eE][+-]\d", text), text


def test_a_threshold_of_the_catalogue_moves_the_claim() -> None:
    app = opened(DEFAULT)
    (pills,) = app.get("button_group")
    assert pills.value == "1e+25"
    pills.set_value("1e+26").run()
    assert app.session_state["scenario"].line.flop == 1e26 and "10²⁶ FLOP lost GPT-5" in app.title[0].value


def test_another_system_and_a_level_of_ones_own_can_be_asked_about() -> None:
    app = opened(DEFAULT)
    app.selectbox(key="page settings.capability").select("gpt_oss_120b").run()
    assert "gpt-oss-120b" in app.title[0].value
    app.toggle(key="page view.own_point").set_value(True).run()
    app.slider(key="page view.point_i").set_value(0.8).run()
    assert "intelligence 0.80" in app.title[0].value


def test_every_chokepoint_can_be_switched_and_an_ability_chosen() -> None:
    app = at(opened(DEFAULT), "Spread")
    app.selectbox(key="page view.ability").select("run").run()
    for name in moving_target.CHOKEPOINTS:
        app.toggle(key=f"page chokepoints.{name}").set_value(False).run()
    scenario = app.session_state["scenario"]
    assert scenario.view.ability == "run" and not any(
        getattr(scenario.chokepoints, n) for n in moving_target.CHOKEPOINTS
    )
    assert any("With nobody watching, 100 % of those able are unseen" in text.value for text in app.markdown)


def test_every_rate_every_pair_and_every_developer_is_listed() -> None:
    frames = [frame.value for frame in opened(DEFAULT).dataframe]
    rates = next(frame for frame in frames if "Rate published by" in frame)
    assert list(rates["Rate published by"]) == [entry.label for entry in moving_target.published(DEFAULT)]
    pairs = next(frame for frame in frames if "Earlier" in frame)
    assert len(pairs) == len(erosion.evidence(DEFAULT))
    assert any("Developer" in frame and "In the fit" in frame for frame in frames)


def test_a_bad_value_in_a_link_is_named_and_the_page_stands() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in {"trend.efficiency": "-1", "spread.tail": "1e999", "view.ability": "fly"}.items():
        app.query_params[key] = value
    app.run()
    said = " ".join(warning.value for warning in app.warning)
    app.switch_page("pages/moving_target.py").run()
    assert not app.exception and app.session_state["scenario"] == DEFAULT
    for named in ("efficiency", "tail", "ability"):
        assert named in said
