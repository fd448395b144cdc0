"""One side of a comparison on its page: what stands there, its figure, and how another scenario gets there."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from risk import link, sides
from risk.exhibits import EXHIBITS, TITLES, Exhibit, Figure
from risk.presets import PRESETS
from risk.scenario import CURRENT, Scenario
from risk.sides import Side
from risk.ui import page, state, widget
from risk.ui.live_figure import live_figure

_KEPT = "Opened or changed here"


def chooser(side: Side) -> None:
    """Choose what stands on a side."""
    known = [CURRENT, *PRESETS]
    st.selectbox(
        state.current().parameter(side.key).label,
        known if side.text in known else [*known, side.text],
        format_func=lambda text: _called(text, known),
        **widget.holding(side.key, side.text, lambda text: _set(side, text)),
    )
    for problem in (*side.problems, *st.session_state.get(_told(side), ())):
        st.warning(page.literal(problem))
    if kept := st.session_state.get(_pending(side)):
        st.button("Show what can be kept", key=f"keep {side.key}", on_click=_set, args=(side, kept))


def _called(text: str, known: list[str]) -> str:
    if text not in known:
        return _KEPT
    return "The current scenario" if text == CURRENT else text


def opener(side: Side) -> None:
    """Put a scenario from a link or a file on a side; one that cannot be read leaves the side as it is."""
    # Both sides have these fields: who hears them knows them apart by their names alone.
    named = state.current().parameter(side.key).label.lower()
    with page.fold(f"Open a link or a file as the {named}", f"open {side.key}") as part:
        if not part.open:
            return
        pasted, uploaded = f"link {side.key}", f"file {side.key}"
        st.text_input(
            f"Link for the {named}",
            key=pasted,
            on_change=lambda: _open(side, "The link", st.session_state[pasted]),
            help="A link of this dashboard. Its scenario is shown on this side; the current scenario stays as it is.",
        )
        st.file_uploader(f"File for the {named}", type="json", key=uploaded, on_change=lambda: _upload(side, uploaded))


def _upload(side: Side, uploaded: str) -> None:
    file: Any = st.session_state[uploaded]
    if file is None:
        return
    try:
        text = file.getvalue().decode()
    except UnicodeDecodeError:
        st.session_state[_told(side)] = (f"“{file.name}”: this is no text in UTF-8. Nothing was changed.",)
        return
    _open(side, f"“{file.name}”", text)


def _open(side: Side, what: str, text: str) -> None:
    if not text.strip():
        return
    try:
        opened = link.read(text)
        kept = sides.written(opened.scenario)
    except ValueError as error:
        st.session_state[_told(side)] = (f"{what}: {error}. Nothing was changed.",)
        return
    if opened.problems:
        refused = f"{what} cannot be kept whole, and nothing was changed yet."
        st.session_state[_told(side)] = (refused, *opened.problems)
        st.session_state[_pending(side)] = kept
    else:
        _set(side, kept)


def _set(side: Side, text: str) -> None:
    for name in (_told(side), _pending(side)):
        st.session_state.pop(name, None)
    state.commit(side.key, text)


def _pending(side: Side) -> str:
    return f"pending {side.key}"


def _told(side: Side) -> str:
    return f"told {side.key}"


def figure(shown: Exhibit, side: Side, found: Figure) -> None:
    """Draw a figure of a side; it turns and zooms with the other side's, and a sweep changes its own scenario only."""

    def commit(key: str, value: Any) -> None:
        if side.current:
            state.commit(key, value)
        else:
            _set(side, sides.written(state.changed(side.scenario, key, value)))

    live_figure(
        partial(found.picture, theme=page.theme()),
        shown.scenario,
        key=f"{side.key}-{found.key}",
        sweeps=found.sweeps,
        commit=commit,
        height=found.height,
        group=f"compare-{shown.name}-{found.key}",
    )


def at(shown: Exhibit, place: int) -> Figure:
    """Figure of an exhibit by its place; the first where it has fewer."""
    return shown.figures[place if place < len(shown.figures) else 0]


def table(columns: dict[str, list[str]]) -> None:
    """Draw a table that a comparison has in words."""
    st.dataframe(pd.DataFrame(columns), hide_index=True, width="stretch")


def subjects(shown: Exhibit) -> None:
    """Choose the page whose figures and numbers are compared, the figure, and the number that matters."""
    figures = [
        f"{place}. {figure.part or 'On the first screen'}" for place, figure in enumerate(shown.figures, start=1)
    ]
    options: dict[str, list[str]] = {
        "view.compare_page": [TITLES[name] for name in EXHIBITS],
        "view.compare_figure": figures,
        "view.compare_number": [number.label for number in shown.all_numbers],
    }
    scenario = state.current()
    for column, (key, labels) in zip(st.columns(len(options)), options.items(), strict=True):
        values: list[Any] = list(EXHIBITS) if key == "view.compare_page" else list(range(len(labels)))
        with column:
            _choice(scenario, key, dict(zip(values, labels, strict=True)))


def _choice(scenario: Scenario, key: str, labels: dict[Any, str]) -> None:
    declared, value = scenario.parameter(key), scenario.get(key)
    shown = value if value in labels else next(iter(labels))
    st.selectbox(
        declared.label,
        list(labels),
        format_func=labels.__getitem__,
        help=declared.help,
        **widget.holding(key, shown, lambda picked: state.commit(key, picked)),
    )
