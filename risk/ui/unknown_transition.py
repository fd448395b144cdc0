"""The tab *Unknown transition*, drawn: real systems, the cusp, and what follows for each rule."""

from __future__ import annotations

import streamlit as st

from risk import how_sure
from risk.exhibits import Exhibit
from risk.exhibits.unknown_transition import PART
from risk.ui import page


def draw(shown: Exhibit) -> None:
    """Draw the tab from an exhibit that holds its figures."""
    page.section(PART)
    systems, cusp = st.columns(2, gap="medium")
    with systems:
        page.figure(shown, "unknown-systems")
    with cusp:
        if missing := how_sure.no_cusp(shown.scenario):
            st.markdown(missing)
        else:
            page.figure(shown, "unknown-cusp")
    st.markdown(how_sure.rules_sentence(shown.scenario))
    page.figure(shown, "unknown-rules")
