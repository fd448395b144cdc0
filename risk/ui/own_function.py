"""What an own formula and a blend are made of: typed or picked in the sidebar; the last good one stays on an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from risk import domain, words
from risk.danger import Blend, DangerFunction, Formula
from risk.danger.blend import FUNCTIONS
from risk.danger.formula import unknown_names
from risk.parameter import Parameter, parameters
from risk.registry import alternatives
from risk.ui import page, state
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
    typed = _field(function, text)
    page.small(
        "Signs: `+ - * / **` and parentheses. A new name can become a constant. Press Enter, and every figure follows."
    )
    if typed != function.text:
        _offer_constants(function, typed)
    _field(function, constants)
    idle = [name for name, _ in function.constants if name not in function.program().used]
    if idle:
        page.small(f"The formula does not use {words.listed(idle)}.")
    for remark in domain.remarks(function):
        page.small(page.literal(remark))


def _field(function: Formula, declared: Parameter) -> str:
    """A text field of a formula, with what is wrong under it; what it says now."""
    key, now = f"function.{declared.name}", declared.text(getattr(function, declared.name))
    refused = _refused(key, function)
    st.session_state[key] = refused[0] if refused else now

    def changed() -> None:
        typed = st.session_state[key]
        _put(key, typed, lambda: function.replace(**{declared.name: typed}))

    st.text_input(
        declared.label,
        key=key,
        on_change=changed,
        max_chars=int(declared.high),
        help=declared.help,
        placeholder=declared.text(declared.default) or "none",
    )
    if refused:
        _say(function, refused[1])
        page.small(f"Still in force: {page.literal(words.value(declared, getattr(function, declared.name)))}.")
    typed: str = st.session_state[key]
    return typed


def _offer_constants(function: Formula, typed: str) -> None:
    """One click makes constants of the names that are not known: a slip of the pen is no constant by itself."""
    unknown = unknown_names(typed, function.constants)

    def add() -> None:
        more = tuple((name, 1.0) for name in unknown)
        _put("function.text", typed, lambda: function.replace(constants=(*function.constants, *more), text=typed))

    if unknown:
        each = "a constant" if len(unknown) == 1 else "constants"
        st.button(f"Make {words.listed(list(unknown))} {each}, with value 1", on_click=add, width="stretch")


def _blend(function: Blend) -> None:
    known = {FUNCTIONS.text((made,)): made for made in (*function.functions, *_candidates())}
    key = f"function.{FUNCTIONS.name}"
    refused = _refused(key, function)
    st.session_state[key] = [FUNCTIONS.text((made,)) for made in function.functions]

    def changed() -> None:
        picked = tuple(known[text] for text in st.session_state[key])
        _put(key, "", lambda: function.replace(functions=picked))

    st.multiselect(
        FUNCTIONS.label, list(known), format_func=lambda text: _named(known[text]), key=key, on_change=changed,
        help=FUNCTIONS.help,
    )  # fmt: skip
    if refused:
        _say(function, refused[1])
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
    """What is wrong, without the name of the function, which stands above it."""
    said = problem.removeprefix(f"{function.name}.")
    st.error(page.literal(said[:1].upper() + said[1:]))


def _put(key: str, typed: str, made: Callable[[], DangerFunction]) -> None:
    """Put a function into the scenario; if it is refused, what was typed is kept with the reason."""
    try:
        state.commit("function", made())
        st.session_state.pop(_REFUSED, None)
    except ValueError as error:
        st.session_state[_REFUSED] = (key, state.current().function, typed, str(error))


def _refused(key: str, function: DangerFunction) -> tuple[str, str] | None:
    """What was typed and why it was refused, as long as nothing else changed the function."""
    found: Any = st.session_state.get(_REFUSED)
    return (found[2], found[3]) if found and found[:2] == (key, function) else None
