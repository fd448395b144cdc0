"""What an own formula and a blend are made of: typed or picked in the sidebar; the last good one stays on an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from risk import domain, words
from risk.danger import Blend, DangerFunction, Formula
from risk.danger.blend import FUNCTIONS
from risk.danger.formula import unknown_names
from risk.parameter import Parameter, parameters
from risk.registry import alternatives
from risk.ui import page, state, widget
from risk.value_words import named

_REFUSED = "refused"


def draw(function: DangerFunction) -> tuple[str, ...]:
    """Draw what makes a formula or a blend; nothing for any other function.

    Returns
    -------
    tuple of str
        Names of its parameters, constants and weights included, which belong beside it.
    """
    if isinstance(function, Formula):
        _formula(function)
    elif isinstance(function, Blend):
        _blend(function)
    else:
        return ()
    return tuple(declared.name for declared in parameters(function))


def _formula(function: Formula) -> None:
    constants, text = parameters(function)[:2]
    typed, problem = _refused(function)
    faulty = constants if problem.startswith(f"{function.name}.{constants.name}") else text
    for declared in (text, constants):
        _field(function, declared, typed)
        if declared is text:
            page.small(
                "Signs: `+ - * / **` and parentheses. A new name can become a constant. Press Enter, and every figure"
                " follows."
            )
        if problem and declared is faulty:
            _say(function, problem)
            page.small(f"Still in force: {page.literal(words.value(declared, getattr(function, declared.name)))}.")
        if declared is text and text.name in typed:
            _offer_constants(function, typed)
    idle = [name for name, _ in function.constants if name not in function.program().used]
    if idle:
        page.small(f"The formula does not use {words.listed(idle)}.")
    for remark in domain.remarks(function):
        page.small(page.literal(remark))


def _field(function: Formula, declared: Parameter, typed: Mapping[str, str]) -> None:
    """A text field of a formula; it holds what is in force, or what was typed last and refused."""

    def changed(text: str) -> str:
        # A text may wait for its constants, and they for it: what was refused alone can be right together.
        together = {**typed, declared.name: text}
        _put(together, lambda: function.replace(**together))
        return _written(state.current().function, declared)

    st.text_input(
        declared.label,
        **widget.holding(f"function.{declared.name}", _written(function, declared), changed),
        max_chars=int(declared.high),
        help=declared.help,
        placeholder=declared.text(declared.default) or "none",
    )


def _written(function: DangerFunction, declared: Parameter) -> str:
    """What was typed last and refused, else what is in force."""
    return _refused(function)[0].get(declared.name, declared.text(getattr(function, declared.name)))


def _offer_constants(function: Formula, typed: Mapping[str, str]) -> None:
    """One click makes constants of the names that are not known: a slip of the pen is no constant by itself."""
    unknown = unknown_names(typed["text"], function.constants)

    def add() -> None:
        more = tuple((name, 1.0) for name in unknown)
        made = {"text": typed["text"], "constants": (*function.constants, *more)}
        _put({"text": typed["text"]}, lambda: function.replace(**made))

    if unknown and "constants" not in typed:
        each = "a constant" if len(unknown) == 1 else "constants"
        st.button(f"Make {words.listed(list(unknown))} {each}, with value 1", on_click=add, width="stretch")


def _blend(function: Blend) -> None:
    known = {FUNCTIONS.text((made,)): made for made in (*function.functions, *_candidates())}
    shown, problem = list(dict.fromkeys(FUNCTIONS.text((made,)) for made in function.functions)), _refused(function)[1]

    def changed(texts: list[str]) -> None:
        picked = tuple(known[text] for text in texts)
        _put({}, lambda: function.replace(functions=picked))

    st.multiselect(
        FUNCTIONS.label, list(known), format_func=lambda text: _named(known[text]), help=FUNCTIONS.help,
        **widget.holding(f"function.{FUNCTIONS.name}", shown, changed),
    )  # fmt: skip
    if problem:
        _say(function, problem)
    for remark in domain.remarks(function):
        page.small(page.literal(remark))


def _candidates() -> list[DangerFunction]:
    typed = state.history().last_function(Formula.name)
    return [kind() for kind in alternatives().values()] + ([typed] if typed else [])


def _named(function: DangerFunction) -> str:
    if isinstance(function, Formula):
        return f"{function.label}: {words.expression(function.text)}"
    return named(function)


def _say(function: DangerFunction, problem: str) -> None:
    """What is wrong, without the names of function and field, which stand above it."""
    said = problem.removeprefix(f"{function.name}.").removeprefix("text, ")
    st.error(page.literal(said[:1].upper() + said[1:]))


def _put(typed: Mapping[str, str], made: Callable[[], DangerFunction]) -> None:
    """Put a function into the scenario; if it is refused, what was typed is kept with the reason."""
    try:
        state.commit("function", made())
        st.session_state.pop(_REFUSED, None)
    except ValueError as error:
        st.session_state[_REFUSED] = (state.current().function, typed, str(error))


def _refused(function: DangerFunction) -> tuple[Mapping[str, str], str]:
    """What was typed, by field, and why it was refused, as long as nothing else changed the function."""
    found: Any = st.session_state.get(_REFUSED)
    return (found[1], found[2]) if found and found[0] == function else ({}, "")
