"""The page FLOP line in every preset and at the ends of what can be asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from risk import line
from risk.presets import PRESETS
from risk.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
ODD = {
    "nothing dangerous": Scenario().replace("settings.tolerance", 1.0),
    "all dangerous": Scenario().replace("settings.tolerance", 0.0),
    "2018": Scenario().replace("settings.date", 2018.0),
    "lowest line": Scenario().replace("line.flop", 1e15),
    "highest line": Scenario().replace("line.flop", 1e32),
    "no measurement error": Scenario().replace("measurement.error", 0.0),
    "dear misses": Scenario().replace("view.miss_cost", 1000.0),
    "cheap misses": Scenario().replace("view.miss_cost", 0.0316),
}
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | ODD


def opened(scenario: Scenario) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for fold in ("thresholds", "regions", "rules", "assumptions"):
        app.session_state[f"fold {fold}"] = True
    for key, value in scenario.to_query().items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/flop_line.py").run()


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_opens_and_speaks_in_words(scenario: Scenario) -> None:
    app = opened(scenario)
    assert not app.exception
    assert len(app.title) == 1
    assert len(app.metric) == 3
    texts = [f"{metric.label}: {metric.value}" for metric in app.metric]
    for tab, figures in (("Where the line lies", 3), ("What no line can fix", 3), ("Rules that compete", 2)):
        app.session_state["tabs line"] = tab
        app.run()
        assert not app.exception
        assert len(app.main.get("bidi_component")) == figures
        texts += [element.value for kind in ("title", "markdown", "caption") for element in app.get(kind)]
    for text in texts:
        assert not re.search(r"\bnan\b|\binf\b|\bNone\b|\d[eE][+-]\d", text), text


def test_a_threshold_of_the_catalogue_moves_the_line_and_is_marked_when_it_stands_there() -> None:
    app = opened(Scenario())
    (pills,) = app.get("button_group")
    assert pills.value == "1e+25"
    pills.set_value("1e+26").run()
    assert not app.exception
    assert app.session_state["scenario"].line.flop == 1e26
    assert "10²⁶ FLOP" in app.title[0].value


def test_no_threshold_is_marked_where_the_line_stands_at_none() -> None:
    app = opened(Scenario().replace("line.flop", 3e25))
    (pills,) = app.get("button_group")
    assert not pills.value


def test_every_threshold_is_listed_with_its_source_and_every_rule_with_both_ends() -> None:
    frames = [frame.value for frame in opened(Scenario()).dataframe]
    thresholds = next(frame for frame in frames if "Threshold" in frame)
    assert len(thresholds) == len(line.thresholds(Scenario().settings.date))
    assert thresholds["Source"].str.len().min() > 20
    rules = next(frame for frame in frames if "Rule" in frame)
    assert rules["Real: missed, level 1 to 5"].str.contains(" to ").all()


def test_every_system_is_counted_and_listed() -> None:
    app = opened(Scenario())
    regions = next(frame.value for frame in app.dataframe if "Region" in frame.value)
    unjudged = next(frame.value for frame in app.dataframe if list(frame.value) == ["System", "Not measured"])
    everything = next(frame.value for frame in app.dataframe if "Developer" in frame.value)
    assert regions["Chosen level"].sum() == len(everything)
    assert regions["Chosen level"].iloc[-1] == len(unjudged)
