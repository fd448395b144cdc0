"""The one component for every figure that changes while a user explores.

A page gives a function that draws a scenario; the figure keeps camera, zoom and legend over every change, and moves
continuously while a parameter is swept, with Python as the only model.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from risk.live import sweep
from risk.live.message import message
from risk.ui import assets, browser

_component = st.components.v2.component("live_figure", js=assets.loader(), isolate_styles=False)


@st.fragment
def live_figure(
    picture: sweep.Picture,
    scenario: sweep.Scenario,
    *,
    key: str,
    sweeps: Sequence[str],
    commit: Callable[[str, Any], None],
    height: int = 480,
    group: str = "",
) -> None:
    """Show a figure of the scenario, with a bar that sweeps its parameters.

    Parameters
    ----------
    picture : callable
        `picture(scenario)` returns a Plotly specification `{"data": [...], "layout": {...}}` whose traces have unique
        names, with `layout["meta"]` holding `alt` (the text alternative), `caption` and perhaps `title`. It must
        depend on the scenario alone. A `ValueError` is shown in the figure's place.
        In `layout["meta"]`, `handle = {"trace": name, "x": key, "y": key}` lets a user drag the first point of a trace
        of two dimensions: to the side for one swept parameter, up and down for the other; either may be left out.
        After a change a screen reader hears the title and the sentences of `alt` that are new.
        For the data table, a trace's `meta` may hold `title`; `x`, `y` and `z`, names of columns in the place of those
        of the axes (False: no such column); `columns`, names for its customdata; or `table`: False. A trace without
        hover and without such a title has no table.
    scenario : Scenario
        The state to draw.
    key : str
        Name of the figure, unique in the app: camera, zoom and legend are kept by it, across pages too.
    sweeps : sequence of str
        Keys of the numeric parameters that the bar offers.
    commit : callable
        `commit(key, value)` is called when a user releases the slider; a full run follows.
    height : int
        Height of the plot in pixels. On narrow screens it is at most 1.2 times the width.
    group : str
        Figures of the same group turn, zoom and hide traces together: what is done to one is done to the others.
    """
    name = f"live-figure-{key}"
    state = st.session_state.setdefault(f"{name}-state", {"epoch": secrets.token_hex(4), "ack": 0})
    told = message(
        picture,
        scenario,
        key=key,
        sweeps=sweeps,
        height=height,
        wanted=state.pop("sweep", None),
        group=group,
        meanwhile=_heed,
    )
    # What was on its way when the connection broke is sent again in the next epoch.
    told |= {"epoch": f"{state['epoch']}-{browser.returns()}", "ack": state["ack"]}
    if refused := state.pop("refused", None):
        told["problem"] = refused

    def on_sweep() -> None:
        state["sweep"] = st.session_state[name].get("sweep")

    def on_commit() -> None:
        _commit(st.session_state[name].get("commit"), state, scenario, sweeps, commit)

    _component(key=name, data=sweep.pack(told), on_sweep_change=on_sweep, on_commit_change=on_commit)


def _heed() -> None:
    """End this run if the visitor asked for something else meanwhile, or left: Streamlit does when state is read."""
    _ = "heeded" in st.session_state


def _commit(
    event: Any,
    state: dict[str, Any],
    scenario: sweep.Scenario,
    sweeps: Sequence[str],
    commit: Callable[[str, Any], None],
) -> None:
    # What a browser sends is checked like any other input. Several events in one tick arrive once each, all of
    # them with the last one's content, so one that was answered is passed over.
    event = event if isinstance(event, dict) else {}
    number, values = event.get("seq"), event.get("values")
    if not isinstance(number, int) or not isinstance(values, dict) or number <= state["ack"]:
        return
    state["ack"] = number
    try:
        for key, value in values.items():
            if key in sweeps:
                commit(key, scenario.parameter(key).check(value))
    except ValueError as error:
        state["refused"] = f"Nothing was changed: {error}"
    # A fragment would run alone; the sidebar and the address follow only in a full run.
    st.rerun()
