"""Contract of every page: it opens in every preset and from every broken link, and reads as a person would write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from risk import domain
from risk.danger import BUILT_IN, Additive, Blend, DangerFunction, Formula
from risk.exhibits import EXHIBITS
from risk.presets import PRESETS
from risk.scenario import COMPARED, Scenario
from tests.widgets import held

ROOT = Path(__file__).resolve().parent.parent
# Pages without an exhibit have tests of their own. They are opened in turn for each scenario, which they share.
PAGES = sorted(EXHIBITS)

# Numbers as a machine would write them.
MACHINE_NUMBERS = re.compile(r"\bnan\b|\binf\b|\bNone\b|\d[eE][+-]?\d\d|(?<![\d.])-0\b|\d\.\d{4,}")


FOLDS = (
    "All parameters",
    "why",
    "systems",
    "erosion",
    "steps",
    "regions",
    "rules",
    "thresholds",
    "critical",
    "sandboxed",
    "pairs",
    "developers",
    "assumptions",
    "indices",
    "what matters assumes",
    "races",
    "audits",
    "regimes",
    "priors",
    "shares",
    "other formulas",
)


def opened(page: str, scenario: Scenario | None = None, unfolded: bool = False, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name in FOLDS if unfolded else ():
        app.session_state[f"fold {name}"] = True
    for key, value in ((scenario.to_query() if scenario else {}) | query).items():
        app.query_params[key] = value
    if page != "start":
        app.switch_page(f"pages/{page}.py")
    return app.run()


def words(app: AppTest) -> list[str]:
    found = [
        element.value for kind in ("title", "markdown", "caption", "header", "subheader") for element in app.get(kind)
    ]
    return found + [f"{metric.label}: {metric.value}" for metric in app.metric]


def check_page(app: AppTest) -> None:
    assert not app.exception
    assert len(app.title) == 1
    assert len(app.metric) >= 3
    folds = [fold.proto.id for fold in app.expander]
    assert any(fold.endswith("fold why") for fold in folds)
    assert all(fold.endswith(tuple(f"fold {name}" for name in FOLDS)) for fold in folds), "a fold is missing in FOLDS"
    for text in words(app):
        assert not MACHINE_NUMBERS.search(re.sub(r"\(https?:[^)]*\)", "", text)), text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_page_opens_in_every_preset(page: str, preset: str) -> None:
    app = opened(page, PRESETS[preset].scenario(), unfolded=True)
    check_page(app)
    assert not app.warning
    assert held(app.selectbox, "preset").value == preset


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("function", [kind.name for kind in BUILT_IN])
def test_every_page_opens_with_every_function_and_induced_agency(page: str, function: str) -> None:
    check_page(opened(page, Scenario().replace("function", function).replace("agency", "proxy-agency")))


UNDEFINED = Formula(text="log(I - 0.5) + 1")
AWKWARD = {
    "undefined everywhere": Formula(text="0/(I - I)"),
    "of one axis, clipped": Formula(text="3*I - 1"),
    "blended with an undefined one": Blend(parts=((1, UNDEFINED), (3, Additive()))),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("function", AWKWARD.values(), ids=AWKWARD)
def test_every_page_stands_an_awkward_formula_and_says_where_it_gives_no_index(
    page: str, function: DangerFunction
) -> None:
    app = opened(page, Scenario().replace("function", function), unfolded=True)
    check_page(app)
    said = [info.value for info in app.info]
    assert all(remark in said for remark in domain.remarks(function))
    assert any("undefined in" in text or "is clipped" in text for text in said) or page == "data_and_method"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("settings.tolerance", 0.0),
        ("settings.tolerance", 1.0),
        ("settings.date", 2010.0),
        ("settings.date", 2100.0),
        ("line.flop", 1e15),
        ("line.flop", 1e32),
        ("trend.efficiency", 0.0),
        ("measurement.error", 0.0),
        ("assumptions.fill_agenticity", True),
        ("assumptions.generality_reading", "measured low"),
        ("function.coupling", False),
        ("function.branch", "granting"),
        ("function.exponent_g", 0.0),
        ("anchors.eci_zero", 110.0),
    ],
)
def test_every_page_stands_at_the_edges(page: str, key: str, value: Any) -> None:
    check_page(opened(page, Scenario().replace(key, value)))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"function": "no-such"}, "no-such"),
        ({"function.sharpness": "9999"}, "sharpness"),
        ({"function.sharpness": "much"}, "much"),
        ({"settings.date": "nan"}, "date"),
        ({"later.thing": "1"}, "later.thing"),
        ({"v": "99"}, "99"),
        ({"deployments": "nobody:3"}, "nobody"),
        ({f"key{i}": "x" for i in range(1000)}, "995 more"),
    ],
)
def test_a_broken_link_opens_and_names_what_it_ignored(query: dict[str, str], named: str) -> None:
    app = opened("start", **query)
    check_page(app)
    assert any(named in warning.value.replace("\\", "") for warning in app.warning)


def test_a_broken_link_keeps_the_rest() -> None:
    app = opened("start", **{"function.sharpness": "much", "settings.tolerance": "0.4"})
    assert app.session_state["scenario"] == Scenario().replace("settings.tolerance", 0.4)


def test_switching_function_keeps_the_rest() -> None:
    app = opened("start", Scenario().replace("settings.tolerance", 0.4))
    held(app.selectbox, "function").select("additive").run()
    scenario = app.session_state["scenario"]
    assert (scenario.function.name, scenario.settings.tolerance) == ("additive", 0.4)


def test_a_control_changes_the_scenario_and_reset_brings_it_back() -> None:
    app = opened("start")
    held(app.slider, "settings.tolerance").set_value(0.5).run()
    assert app.session_state["scenario"].settings.tolerance == 0.5
    assert held(app.selectbox, "preset").value not in PRESETS
    next(button for button in app.button if button.label == "Reset everything").click().run()
    assert app.session_state["scenario"] == Scenario()


def test_setting_the_trend_by_hand_ends_its_following() -> None:
    app = opened("start", Scenario().replace("trend.efficiency", 0.5), unfolded=True)
    followed = held(app.slider, "trend.midpoint").value
    assert followed != Scenario().trend.midpoint
    held(app.slider, "trend.midpoint").set_value(26.5).run()
    scenario = app.session_state["scenario"]
    assert not scenario.settings.calibrate
    assert scenario.compute_trend.midpoint == 26.5


def test_one_system_can_be_deployed_differently() -> None:
    app = opened("start")
    box = next(box for box in app.selectbox if box.label == "One system, deployed differently")
    box.select("gpt_oss_120b").run()
    held(app.slider, "deployments.gpt_oss_120b").set_value(5.0).run()
    assert app.session_state["scenario"].deployments == (("gpt_oss_120b", 5.0),)
    assert "none of 12" not in " ".join(words(app))
    next(button for button in app.button if button.label == "Same as the rest").click().run()
    assert app.session_state["scenario"] == Scenario()


def test_a_value_outside_the_slider_is_kept_and_said() -> None:
    app = opened("start", Scenario().replace("function.sharpness", 100.0))
    assert app.session_state["scenario"].function.sharpness == 100.0
    assert any("Sharpness" in info.value for info in app.info)


def test_at_most_five_controls_stand_before_all_parameters() -> None:
    app = opened("start", unfolded=True)
    kinds = ("selectbox", "slider", "select_slider", "toggle")
    inside = {element.key for kind in kinds for element in app.sidebar.expander[0].get(kind)}
    outside = {element.key for kind in kinds for element in app.sidebar.get(kind)} - inside
    assert 1 <= len(outside) <= 5
    assert inside | outside >= {key for key in Scenario().parameter_keys() if not key.startswith(COMPARED)}


def test_every_system_is_counted_or_listed() -> None:
    app = opened("start", unfolded=True)
    table = app.dataframe[0].value
    unjudged = table["Not measured"] != ""
    assert len(table) == 109
    assert (table.loc[unjudged, "D"] == "unknown").all()
    assert (table.loc[~unjudged, "D"] != "unknown").all()


def test_a_parameter_is_found_by_its_words() -> None:
    app = opened("start")
    app.session_state["fold All parameters"] = True
    app.run()
    every = len(app.slider) + len(app.selectbox)
    held(app.text_input, "find parameter").set_value("persuasion quarantine").run()
    assert "No parameter holds" in " ".join(element.value for element in app.markdown)
    held(app.text_input, "find parameter").set_value("development sight").run()
    found = [slider.key for slider in app.slider if slider.key.startswith("circumstances")]
    assert found == ["circumstances.displacement"]
    assert len(app.slider) + len(app.selectbox) < every / 10
