"""The scenario of a visit: read from the address once, replaced by controls, written back after each change."""

from __future__ import annotations

from typing import Any

import streamlit as st

from risk import link
from risk.agency import Granted, ProxyAgency
from risk.explanation import changes_danger
from risk.history import History
from risk.scenario import Scenario

_SCENARIO, _HISTORY, _BEFORE, _NOTICES = "scenario", "history", "scenario before", "notices"
_ASKED, _OF_PAGE = "asked of a page", "address of the page"

# What a page keeps in the address beside the scenario.
_PAGE_KEYS = ("scene",)
_CALIBRATED = ("trend.midpoint", "trend.width", "trend.scatter")


def begin() -> Scenario:
    """Scenario of this visit; at its first run the address is parsed, and what had to be ignored is kept as notices."""
    st.session_state[_OF_PAGE] = {}
    if _SCENARIO not in st.session_state:
        query = st.query_params.to_dict()
        st.session_state[_ASKED] = {key: query.pop(key) for key in _PAGE_KEYS if key in query}
        opened = link.from_query(query)
        st.session_state[_SCENARIO] = opened.scenario
        st.session_state[_HISTORY] = History((opened.scenario,))
        st.session_state[_NOTICES] = list(opened.problems)
    return current()


def current() -> Scenario:
    """The scenario as it stands."""
    scenario: Scenario = st.session_state[_SCENARIO]
    return scenario


def before() -> Scenario | None:
    """The scenario before the last change of this visit; None before the first."""
    found: Scenario | None = st.session_state.get(_BEFORE)
    return found


def notices() -> list[str]:
    """What a link or a control asked for and did not get: one sentence each."""
    found: list[str] = st.session_state[_NOTICES]
    return found


def tell(notice: str) -> None:
    """Say something above the page, until the next change."""
    st.session_state[_NOTICES] = [notice]


def history() -> History:
    """What was changed in this visit."""
    found: History = st.session_state[_HISTORY]
    return found


def set_scenario(scenario: Scenario) -> None:
    """Replace the whole scenario; what the link got wrong has been read by then."""
    _show(history().changed(scenario))


def go_to(place: int) -> None:
    """Show another step of the history: undo and redo."""
    _show(history().moved(place))


def _show(shown: History) -> None:
    if changes_danger(current(), shown.current):
        st.session_state[_BEFORE] = current()
    st.session_state[_HISTORY] = shown
    st.session_state[_SCENARIO] = shown.current
    st.session_state[_NOTICES] = []


def commit(key: str, value: Any) -> None:
    """Change one value of the scenario, as `changed` has it.

    Raises
    ------
    ValueError
        If the value is not allowed; nothing is changed then.
    """
    set_scenario(changed(current(), key, value))


def changed(scenario: Scenario, key: str, value: Any) -> Scenario:
    """A scenario with one value changed. Setting the compute trend by hand ends its following of the systems, and
    setting what induced agency depends on switches it on.

    Raises
    ------
    ValueError
        If the value is not allowed.
    """
    scenario = with_induced_agency(scenario) if key.startswith("agency.") else scenario
    if key in _CALIBRATED and scenario.settings.calibrate:
        trend = scenario.compute_trend
        for name in _CALIBRATED:
            scenario = scenario.replace(name, getattr(trend, name.partition(".")[2]))
        scenario = scenario.replace("settings.calibrate", False)
    return scenario.replace(key, value)


def with_induced_agency(scenario: Scenario) -> Scenario:
    """The scenario with induced agency, by default where it was switched off."""
    off = scenario.get("agency") == Granted.name
    return scenario.replace("agency", ProxyAgency.name) if off else scenario


def take_from_address(key: str) -> str | None:
    """What the address that opened this visit asks of a page, once; None if it asks nothing."""
    found: str | None = st.session_state[_ASKED].pop(key, None)
    return found


def put_into_address(key: str, value: str) -> None:
    """Keep a page's own place in the address of this run."""
    st.session_state[_OF_PAGE][key] = value


def write_address() -> None:
    """Write scenario and place into the address, so that reloading or copying it gives the same page."""
    scenario = current()
    query = (scenario.to_query() if scenario != Scenario() else {}) | st.session_state[_OF_PAGE]
    # Going to another page empties the address, so it is compared with what stands there.
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)
