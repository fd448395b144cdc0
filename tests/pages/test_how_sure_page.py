"""The page How sure: its tab, the priors that are edited on it, and what may go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from risk.prior import FIXED, THREE_POINT, UNIFORM, Prior
from risk.scenario import Scenario
from tests.widgets import held

ROOT = Path(__file__).resolve().parents[2]
FEW = Scenario().replace("ensemble.samples", "128")
CRITICAL, SHARPNESS = "function.critical_intelligence", "function.sharpness"


def opened(scenario: Scenario = FEW, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name in ("priors", "shares", "assumptions"):
        app.session_state[f"fold {name}"] = True
    for key, value in (scenario.to_query() | query).items():
        app.query_params[key] = value
    return app.switch_page("pages/how_sure.py").run()


def healthy(app: AppTest) -> AppTest:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and len(app.metric) == 3
    return app


def said(app: AppTest) -> str:
    return " ".join(element.value for kind in ("title", "markdown") for element in app.get(kind))


def test_opens_with_its_tab_and_every_prior() -> None:
    app = healthy(opened())
    assert "of assumption draws GPT-5 at full autonomy is dangerous" in app.title[0].value
    assert len(app.main.get("bidi_component")) == 4 and len(app.dataframe) == 3
    kinds = [box for box in app.selectbox if (box.key or "").startswith("prior kind ")]
    assert {box.value for box in kinds} == {UNIFORM} and len(kinds) == 7
    assert app.dataframe[0].value.shape == (27, 5)
    assert list(app.dataframe[2].value["Whose"]) == ["declared"] * 7


def test_another_function_has_its_own_priors_and_no_cusp() -> None:
    app = healthy(opened(FEW.replace("function", "o-ring").replace("agency", "proxy-agency")))
    kinds = [box.key for box in app.selectbox if (box.key or "").startswith("prior kind ")]
    # Whole numbers are never drawn: the stages of the chain have no prior.
    assert "prior kind function.stages" not in kinds and "prior kind agency.exposure" in kinds
    assert "has no cusp" in said(app) and len(app.main.get("bidi_component")) == 3


def test_a_prior_is_edited_where_the_parameter_is() -> None:
    app = opened()
    before = app.metric[0].value
    held(app.selectbox, f"prior kind {CRITICAL}").select(FIXED).run()
    assert healthy(app).session_state["scenario"].priors == ((CRITICAL, Prior(FIXED)),)
    # What is held has its own slider, and follows it.
    held(app.slider, f"prior {CRITICAL}").set_value(0.9).run()
    assert healthy(app).session_state["scenario"].function.critical_intelligence == 0.9
    assert app.metric[0].value != before
    held(app.selectbox, f"prior kind {CRITICAL}").select(THREE_POINT).run()
    assert dict(app.session_state["scenario"].priors)[CRITICAL] == Prior(THREE_POINT, 0.35, 0.9, 0.9)
    held(app.slider, f"prior central {CRITICAL}").set_value(0.5).run()
    held(app.slider, f"prior highest {CRITICAL}").set_value(0.8).run()
    # One that is moved past its neighbour takes it along.
    held(app.slider, f"prior lowest {CRITICAL}").set_value(0.6).run()
    assert dict(healthy(app).session_state["scenario"].priors)[CRITICAL] == Prior(THREE_POINT, 0.6, 0.6, 0.8)
    held(app.slider, f"prior central {CRITICAL}").set_value(0.5).run()
    held(app.slider, f"prior lowest {CRITICAL}").set_value(0.4).run()
    assert dict(healthy(app).session_state["scenario"].priors)[CRITICAL] == Prior(THREE_POINT, 0.4, 0.5, 0.8)
    lowest = FEW.parameter(SHARPNESS).grid(4.0)[5]
    held(app.select_slider, f"prior lowest {SHARPNESS}").set_value(lowest).run()
    priors = dict(healthy(app).session_state["scenario"].priors)
    assert priors[SHARPNESS] == Prior(UNIFORM, lowest, 0.0, 30.0) and lowest > 4.0
    assert list(app.dataframe[2].value["Whose"]).count("your own") == 2
    # Undo takes one edit back, and the declared ends are no edit.
    held(app.selectbox, f"prior kind {CRITICAL}").select(UNIFORM).run()
    held(app.slider, f"prior lowest {CRITICAL}").set_value(0.35).run()
    held(app.slider, f"prior highest {CRITICAL}").set_value(0.9).run()
    assert dict(healthy(app).session_state["scenario"].priors).keys() == {SHARPNESS}


def test_a_narrow_prior_is_held_and_explained() -> None:
    scenario = FEW.replace("priors", [(SHARPNESS, Prior(UNIFORM, 8.0, 0.0, 8.0))])
    app = healthy(opened(scenario))
    assert "Both ends of a prior are the same, so that it is held: Sharpness" in said(app)
    every = FEW.replace("priors", [(key, Prior(FIXED)) for key in _keys(FEW)])
    app = healthy(opened(every))
    assert "every prior is fixed" in said(app) and "nothing to disagree about" in said(app)


def _keys(scenario: Scenario) -> list[str]:
    return [
        key
        for key in scenario.parameter_keys()
        if key.startswith("function.") and scenario.parameter(key).kind == "float"
    ]


def test_a_bad_link_names_what_it_ignored() -> None:
    app = healthy(opened(**{"priors": "function.sharpness:uniform:9:4", "ensemble.samples": "1000"}))
    warned = " ".join(warning.value for warning in app.warning).replace("\\", "")
    assert "must go from low to high" in warned and "must be one of 128, 256" in warned
    assert app.session_state["scenario"] == Scenario()


@pytest.mark.parametrize("axes", [("G", "A"), ("I", "G"), ("A", "I")])
def test_the_map_can_be_drawn_over_any_two_axes(axes: tuple[str, str]) -> None:
    view = FEW.view.replace(x=axes[0], y=axes[1])
    scenario = Scenario(view=view, ensemble=FEW.ensemble)
    app = healthy(opened(scenario))
    assert len(app.main.get("bidi_component")) == 4
