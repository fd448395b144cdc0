"""Controls of priors: what each parameter of danger function and agency may be, edited where the parameter is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from risk import unknowns, words
from risk.parameter import Parameter
from risk.prior import FIXED, KINDS, THREE_POINT, UNIFORM, Prior
from risk.scenario import Scenario
from risk.ui import controls, state

_PLACE = "prior"


def editor(keys: Iterable[str]) -> None:
    """Draw one row a parameter: whether it is drawn, and between which ends; what is held has its own slider."""
    scenario = state.current()
    for key in keys:
        kind, ends = st.columns([0.3, 0.7], gap="medium", vertical_alignment="bottom")
        with kind:
            _kind(scenario, key)
        with ends:
            _ends(scenario, key)


def _kind(scenario: Scenario, key: str) -> None:
    declared, chosen = scenario.parameter(key), unknowns.prior(scenario, key)
    widget = f"{_PLACE} kind {key}"
    st.session_state[widget] = chosen.kind

    def changed() -> None:
        _commit(key, _of_kind(st.session_state[widget], declared, state.current(), key))

    st.selectbox(
        f"Prior of {declared.label.lower()}", KINDS, key=widget, on_change=changed,
        format_func=str.capitalize, help="Fixed: held at its value. Uniform: anywhere between two ends. Three-point:"
        " most draws near a central value, fewest at the ends.",
    )  # fmt: skip


def _of_kind(kind: str, declared: Parameter, scenario: Scenario, key: str) -> Prior:
    """The prior turned into another kind: its ends stay, and the parameter's own value is the centre."""
    if kind == FIXED:
        return Prior(FIXED)
    before = unknowns.prior(scenario, key)
    low, high = (before.low, before.high) if before.kind != FIXED else declared.typical
    if kind == UNIFORM:
        return Prior(UNIFORM, low, 0.0, high)
    return Prior(THREE_POINT, low, min(max(scenario.get(key), low), high), high)


def _ends(scenario: Scenario, key: str) -> None:
    chosen, declared = unknowns.prior(scenario, key), scenario.parameter(key)
    if chosen.kind == FIXED:
        controls.control(key, _PLACE)
        return
    if chosen.kind == UNIFORM:
        _slider(declared, key, "ends", (chosen.low, chosen.high), lambda ends: Prior(UNIFORM, ends[0], 0.0, ends[1]))
        return
    outer, peak = st.columns(2, gap="medium")
    with outer:
        _slider(
            declared, key, "ends", (chosen.low, chosen.high),
            lambda ends: Prior(THREE_POINT, ends[0], min(max(chosen.central, ends[0]), ends[1]), ends[1]),
        )  # fmt: skip
    with peak:
        _slider(
            declared, key, "centre", chosen.central,
            lambda centre: Prior(THREE_POINT, min(chosen.low, centre), centre, max(chosen.high, centre)),
        )  # fmt: skip


def _slider(declared: Parameter, key: str, part: str, value: Any, made: Any) -> None:
    widget = f"{_PLACE} {part} {key}"
    st.session_state[widget] = value
    low, high = value if isinstance(value, tuple) else (value, value)
    label = f"{declared.label}: {'lowest and highest' if part == 'ends' else 'central value'}"
    common: dict[str, Any] = {
        "key": widget,
        "on_change": lambda: _commit(key, made(st.session_state[widget])),
        "help": declared.help,
    }
    if declared.log:
        options = sorted({*declared.grid(low), *declared.grid(high)})
        st.select_slider(label, options, format_func=lambda x: words.value(declared, x), **common)
    else:
        least, most = declared.typical
        st.slider(label, min(least, low), max(most, high), step=declared.step, **common)


def _commit(key: str, chosen: Prior) -> None:
    state.set_scenario(unknowns.with_prior(state.current(), key, chosen))
