"""Start: where a FLOP line and the danger surface disagree."""

from functools import partial

import streamlit as st

from risk import headlines, words
from risk.plots.plane import plane_picture
from risk.ui import controls, page, state
from risk.ui.live_figure import live_figure

scenario = state.current()
headline = headlines.systems_headline(scenario)
page.claim("Where the line and danger disagree")
live_figure(
    partial(plane_picture, theme=page.theme()), scenario, key="surface",
    sweeps=("settings.date", "function.critical_intelligence"), commit=state.commit,
)
