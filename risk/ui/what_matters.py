"""The tab *What matters*, drawn: what a headline depends on, where a rule fails, and which is regretted least."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from risk import regrets
from risk import what_matters as told
from risk.exhibits import Exhibit
from risk.exhibits.what_matters import PART
from risk.scenario import Scenario
from risk.table import Table
from risk.ui import controls, page, state

_ROWS = "inquiry.rows"


def draw(shown: Exhibit) -> None:
    """Draw the tab from an exhibit that holds its figures."""
    scenario = shown.scenario
    page.section(PART)
    controls.levers("inquiry.headline", _ROWS, "inquiry.missed_limit", "view.miss_cost")
    try:
        _work(scenario)
        st.markdown(f"**{told.finding(scenario)}.** {told.explanation(scenario)}")
        for warning in told.warnings(scenario):
            st.info(warning)
        indices, tornado = st.columns(2, gap="medium")
        with indices:
            page.figure(shown, "indices")
        with tornado:
            page.figure(shown, "tornado")
        page.numbers_abreast(told.numbers(scenario))
        box, table = st.columns(2, gap="medium")
        with box:
            st.markdown(f"**{told.box_finding(scenario)}.** {told.box_words(scenario)}")
            page.figure(shown, "fail-box")
        with table:
            st.markdown(f"**{regrets.regret_finding(scenario)}.** {regrets.regret_words(scenario)}")
            _table(regrets.regret_table(scenario))
        st.markdown(f"**{regrets.regime_regret_finding(scenario)}.** {regrets.regime_regret_words(scenario)}")
        _table(regrets.regime_regret_table(scenario))
        _folds(scenario)
    except ValueError as error:
        st.warning(page.literal(f"This cannot be asked here: {error}."))


def _work(scenario: Scenario) -> None:
    """Have the draws made, with their progress in sight and a way to stop them."""
    if told.known(scenario):
        return
    place = st.empty()
    quick = scenario.parameter(_ROWS).default
    with place.container():
        bar = st.progress(0.0, "Drawing ...")
        # A click ends this run at the next block; what is drawn by then is kept.
        if scenario.get(_ROWS) != quick:
            st.button(f"Stop, and show {quick} rows", key="stop drawing", on_click=state.commit, args=(_ROWS, quick))

        def progress(done: int, every: int) -> None:
            bar.progress(done / every, f"Drawing: {done} of {every} blocks")

        told.found(scenario, progress=progress)
    place.empty()


def _folds(scenario: Scenario) -> None:
    with page.fold("Indices and swings in numbers", "indices") as part:
        if part.open:
            _table(told.indices_table(scenario))
    with page.fold("What the indices, the box and the regrets assume", "what matters assumes") as part:
        if part.open:
            st.markdown(f"{told.assumptions()}\n\n{regrets.assumptions()}")


def _table(table: Table) -> None:
    page.small(f"**{table.title}.** {table.about}")
    st.dataframe(pd.DataFrame(table.shown, columns=table.headings), hide_index=True, width="stretch")
