"""What happens in the browser around a page: a connection that was lost and came back, and the back button."""

from __future__ import annotations

import importlib.resources
import secrets

import streamlit as st

from risk.ui import state

_VISIT, _RETURNS = "visit", "returns of the connection"

_LOST = (
    "The connection to the server was lost for long, or the server was, and is back. Everything here comes from the"
    " address, so nothing of the state is lost; only what could be undone is forgotten."
)

_watch = st.components.v2.component(
    "browser", js=importlib.resources.files("risk.ui").joinpath("browser.js").read_text(encoding="utf-8")
)


def watch() -> None:
    """Notice that the connection was lost and is back; if the server forgot the visit meanwhile, say so."""
    visit = st.session_state.setdefault(_VISIT, secrets.token_hex(4))
    returned = _watch(key="browser", data=visit, on_returned_change=lambda: None).returned
    if returned is None:
        return
    st.session_state[_RETURNS] = returns() + 1
    if returned != visit:
        state.notices().append(_LOST)


def returns() -> int:
    """How often the connection of this visit came back."""
    found: int = st.session_state.get(_RETURNS, 0)
    return found
