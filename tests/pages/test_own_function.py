"""The sidebar with an own formula and with a blend: typed, refused, made of constants, weighted, and found again."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from risk.danger import Blend, Formula
from risk.history import History
from risk.scenario import Scenario
from tests.test_pages import check_page, opened
from tests.widgets import held


def typing(page: str = "start", **values: Any) -> AppTest:
    return opened(page, Scenario().replace("function", Formula(**values)))


def typed(app: AppTest, text: str, field: str = "text") -> AppTest:
    return held(app.text_input, f"function.{field}").set_value(text).run()


def function(app: AppTest) -> Any:
    assert not app.exception
    return app.session_state["scenario"].function


def said(app: AppTest) -> str:
    return " ".join(error.value.replace("\\", "") for error in app.sidebar.error)


def slider(app: AppTest, name: str) -> Any:
    return held(app.slider, f"function.{name}")


def test_choosing_the_own_formula_shows_its_text_and_every_figure_follows() -> None:
    app = opened("start")
    held(app.selectbox, "function").select("formula").run()
    assert function(app) == Formula() and held(app.text_input, "function.text").value == Formula().text
    before = app.title[0].value
    typed(app, "0.1*I*A")
    assert function(app) == Formula(text="0.1*I*A") and app.title[0].value != before
    check_page(app)


def test_an_error_stands_under_the_field_with_its_column_and_the_last_good_formula_stays() -> None:
    app = typed(typing(text="I*A"), "I*A + open(G)")
    assert function(app) == Formula(text="I*A")
    assert said(app).startswith("Column 7: 'open' is not known; allowed are I, G, A, numbers")
    assert held(app.text_input, "function.text").value == "I*A + open(G)"
    assert any("Still in force: I·A." in text.value.replace("\\", "") for text in app.sidebar.markdown)
    assert not any(button.label.startswith("Make") for button in app.button)
    # Something else changes: what was typed and the error stay until the formula is another one.
    held(app.slider, "settings.tolerance").set_value(0.5).run()
    assert "Column 7" in said(app)
    typed(app, "I*A*G")
    assert function(app) == Formula(text="I*A*G") and not said(app)


def test_hostile_text_is_shown_as_text() -> None:
    app = typed(typing(), "<b>I</b> $x$ [a](b) **")
    assert "Column 1: '<' is not allowed" in said(app)
    assert not any("<b>" in text.value for text in app.sidebar.markdown)


def test_new_names_become_constants_with_one_click_and_those_are_sliders_that_sweep() -> None:
    app = typed(typing(), "sigmoid(k*(A - m))*I")
    assert function(app) == Formula() and "Column 9: 'k' is not known" in said(app)
    next(button for button in app.button if button.label == "Make k and m constants, with value 1").click().run()
    assert function(app) == Formula(text="sigmoid(k*(A - m))*I", constants=(("k", 1), ("m", 1))) and not said(app)
    assert (slider(app, "k").min, slider(app, "k").max, slider(app, "k").value) == (0, 2, 1)
    slider(app, "k").set_value(1.5).run()
    assert function(app).moved == (("k", 1.5),) and held(app.text_input, "function.constants").value == "k = 1, m = 1"
    assert {"function.k", "function.m"} <= set(app.session_state["scenario"].leading_keys())
    typed(app, "k = 30, m = 0.5", "constants")
    assert (function(app).k, slider(app, "k").max) == (30.0, 60.0)
    typed(app, "k = 30", "constants")
    assert function(app).m == 0.5 and "'m' is not known" in said(app)
    assert not any(button.label.startswith("Make") for button in app.button)
    typed(app, "k is 30", "constants")
    assert said(app) == "Constants must be written as k = 3, m = 0.5, got 'k is 30'"


def test_a_text_waits_for_the_constants_that_are_typed_after_it() -> None:
    app = typed(typing(), "k*I*m")
    assert function(app) == Formula() and "'k' is not known" in said(app)
    typed(app, "k = 2", "constants")
    assert function(app) == Formula() and "'m' is not known" in said(app)
    assert held(app.text_input, "function.text").value == "k*I*m"
    typed(app, "k = 2, m = 0.5", "constants")
    assert function(app) == Formula(text="k*I*m", constants="k = 2, m = 0.5") and not said(app)
    # What was refused never takes the place of what is in force.
    typed(app, "I +")
    held(app.selectbox, "function").select("additive").run()
    held(app.selectbox, "function").select("formula").run()
    assert function(app).text == "k*I*m"


def test_a_function_twice_in_a_blend_is_shown_once_and_keeps_both_weights() -> None:
    twice = Blend().replace(functions="additive;additive;logistic")
    app = opened("start", Scenario().replace("function", twice))
    assert held(app.multiselect, "function.functions").value == ["additive", "logistic"]
    assert function(app) == twice and slider(app, "weight_additive_2").value == 1.0


def test_an_idle_constant_and_a_gap_are_said_where_the_formula_is_typed() -> None:
    app = typing(text="log(I - 0.5)", constants=(("k", 3),))
    texts = [text.value.replace("\\", "") for text in app.sidebar.markdown]
    assert any("does not use k" in text for text in texts) and any("is undefined in 49" in text for text in texts)


def test_a_formula_and_a_blend_come_back_as_they_were_left() -> None:
    app = typed(typing(), "I*A")
    held(app.selectbox, "function").select("blend").run()
    slider(app, "weight_additive").set_value(2.0).run()
    left = function(app)
    held(app.selectbox, "function").select("formula").run()
    assert function(app) == Formula(text="I*A")
    held(app.selectbox, "function").select("blend").run()
    assert function(app) == left and dict(left.values())["weight_additive"] == 2.0
    history: History = app.session_state["history"]
    assert len(history.steps) == 6


def test_a_blend_is_picked_and_weighted_and_all_zero_is_refused() -> None:
    app = opened("start", Scenario().replace("function", Blend()))
    check_page(app)
    picked = held(app.multiselect, "function.functions")
    assert len(picked.value) == 5
    picked.set_value(["additive", "o-ring"]).run()
    assert [part.name for part in function(app).functions] == ["additive", "o-ring"]
    slider(app, "weight_additive").set_value(0.0).run()
    slider(app, "weight_o_ring").set_value(0.0).run()
    assert function(app).parts[1][0] == 1.0
    assert any("all are 0: weight" in warning.value.replace("\\", "") for warning in app.warning)
    held(app.multiselect, "function.functions").set_value([]).run()
    assert "1 to 8 functions are allowed" in said(app) and len(function(app).functions) == 2
    check_page(app)
