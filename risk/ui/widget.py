"""Widgets that show a value of the scenario, wherever it was set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

_SET_ANEW = "how often a widget was set anew"


def holding(name: str, value: Any, changed: Callable[[Any], Any]) -> dict[str, Any]:
    """Key and callback of a widget that shows a value; the key is new whenever the value was set by something else.

    With every request a browser tells the values of all widgets, and one that it sends before it has drawn the latest
    answer tells old ones. Streamlit would take an old value for a change by hand: a figure's bar moves a parameter,
    asks for its next pictures, and the parameter's own slider takes the move back. What is told of an old key counts
    nothing.

    Parameters
    ----------
    name : str
        Name of the widget, unique on the page.
    value : object
        What it shows.
    changed : callable
        `changed(value)` is called when the visitor changes it; it may return how the widget writes that value.
    """
    key = _key(name)
    if key in st.session_state and st.session_state[key] != value:
        counts = st.session_state.setdefault(_SET_ANEW, {})
        counts[name] = counts.get(name, 0) + 1
        key = _key(name)
    st.session_state[key] = value
    return {"key": key, "on_change": _changed, "args": (name, key, changed)}


def _key(name: str) -> str:
    count = st.session_state.get(_SET_ANEW, {}).get(name, 0)
    return f"{name} ({count})" if count else name


def _changed(name: str, key: str, changed: Callable[[Any], Any]) -> None:
    if key != _key(name):
        return
    written = changed(st.session_state[key])
    if written is not None:
        st.session_state[key] = written
