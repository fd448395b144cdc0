"""Controls of priors: what each parameter of danger function and agency may be, edited where the parameter is."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from risk import unknowns, words
from risk.parameter import Parameter
from risk.prior import FIXED, KINDS, THREE_POINT, UNIFORM, Prior
from risk.scenario import Scenario
from risk.ui import controls, page, state, widget

_PLACE = "prior"
_NAMES = {UNIFORM: ("lowest", "highest"), THREE_POINT: ("lowest", "central", "highest")}


def editor(keys: Iterable[str]) -> None:
    """Draw one row a parameter: whether it is drawn, and between which ends; what is held has its own slider."""
    scenario = state.current()
    for key in keys:
        kind, ends = st.columns([0.3, 0.7], gap="medium", vertical_alignment="bottom")
        with kind:
            _kind(scenario, key)
        with ends:
            _points(scenario, key)


def _kind(scenario: Scenario, key: str) -> None:
    declared, chosen = scenario.parameter(key), unknowns.prior(scenario, key)

    def changed(kind: str) -> None:
        _commit(key, _of_kind(kind, declared, state.current(), key))

    st.selectbox(
        f"Prior of {declared.label.lower()}", KINDS, **widget.holding(f"{_PLACE} kind {key}", chosen.kind, changed),
        format_func=str.capitalize, help="Fixed: held at its value. Uniform: anywhere between two ends. Three-point:"
        " most draws near a central value, fewest at the ends.",
    )  # fmt: skip


def _of_kind(kind: str, declared: Parameter, scenario: Scenario, key: str) -> Prior:
    """The prior turned into another kind: its ends stay, and the parameter's own value is the centre."""
    if kind == FIXED:
        return Prior(FIXED)
    before = unknowns.prior(scenario, key)
    low, high = (before.low, before.high) if before.kind != FIXED else declared.typical
    if kind == THREE_POINT:
        return Prior.of(THREE_POINT, (low, min(max(scenario.get(key), low), high), high))
    # In a logarithm there is no 0 to begin at.
    return Prior.of(UNIFORM, declared.typical if declared.log and low <= 0.0 else (low, high))


def _points(scenario: Scenario, key: str) -> None:
    """A slider for each number of a prior; one that is moved past its neighbour takes it along."""
    chosen, declared = unknowns.prior(scenario, key), scenario.parameter(key)
    if chosen.kind == FIXED:
        controls.control(key, _PLACE)
        return
    points = chosen.points
    for place, (column, name) in enumerate(zip(st.columns(len(points)), _NAMES[chosen.kind], strict=True)):
        with column:
            _slider(declared, key, name, points[place], functools.partial(_moved, chosen, place))


def _moved(chosen: Prior, place: int, value: float) -> Prior:
    lower = [min(point, value) for point in chosen.points[:place]]
    return Prior.of(chosen.kind, (*lower, value, *(max(point, value) for point in chosen.points[place + 1 :])))


def _slider(declared: Parameter, key: str, name: str, value: float, made: Callable[[float], Prior]) -> None:
    label = f"{declared.label}: {name}"
    common: dict[str, Any] = {
        "help": declared.help,
        **widget.holding(f"{_PLACE} {name} {key}", value, lambda picked: _commit(key, made(picked))),
    }
    if declared.log:
        st.select_slider(label, declared.grid(value), format_func=lambda x: words.value(declared, x), **common)
    else:
        st.slider(label, *declared.span(value), step=declared.step, **common)


def _commit(key: str, chosen: Prior) -> None:
    try:
        state.set_scenario(unknowns.with_prior(state.current(), key, chosen))
    except ValueError as error:
        st.toast(page.literal(f"Nothing was changed: {error}"))
