"""The tab *Other formulas*, drawn: what holds under which function, where they agree, and where they part."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from risk import other_formulas as told
from risk.exhibits import Exhibit
from risk.exhibits.other_formulas import PART
from risk.ui import page


def draw(shown: Exhibit) -> None:
    """Draw the tab from an exhibit that holds its figures."""
    scenario = shown.scenario
    page.section(PART)
    st.markdown(f"**{told.finding(scenario)}.** {told.explanation(scenario)}")
    marks, sentences = st.columns([0.55, 0.45], gap="medium")
    with marks:
        page.figure(shown, "conclusions")
    with sentences:
        st.markdown(told.sentences(scenario))
    page.numbers_abreast(told.numbers(scenario))
    st.markdown(told.why(scenario))
    imagined, real = st.columns(2, gap="medium")
    with imagined:
        page.figure(shown, "agreement-cube")
    with real:
        page.figure(shown, "agreement-systems")
    page.figure(shown, "votes")
    with page.fold("What each function concludes, in words", "other formulas") as part:
        if part.open:
            st.dataframe(pd.DataFrame(told.conclusion_columns(scenario)), hide_index=True, width="stretch")
            st.dataframe(pd.DataFrame(told.tolerance_columns(scenario)), hide_index=True, width="stretch")
            st.markdown(told.assumptions())
