"""Data and method: every formula, parameter and row of data, what is judged, and what the model cannot say."""

import streamlit as st

from risk import catalog, caveats, data_tables, method, version
from risk.exhibits import exhibit
from risk.ui import method as draw
from risk.ui import page, state, why

LONGEST_SEARCH = 100

scenario = state.current()
shown = exhibit("data_and_method", scenario)

page.opening(shown)

figure, beside = st.columns([0.64, 0.36], gap="medium")
with figure:
    page.figure(shown, "coverage")
with beside:
    page.numbers(shown.numbers)

page.why(shown)

page.section("Look it up")
query = st.text_input(
    "Search formulas, parameters and data",
    key="method search",
    max_chars=LONGEST_SEARCH,
    placeholder="for example: Epoch threshold, persuasion, judgement",
    help="Finds what holds every word, in any order, whatever the case. Formulas, parameters and tables then show only"
    " what was found.",
)
found = method.search(scenario, query)
if query.split():
    st.markdown(found.sentence)

formulas, parameters, data, weak_points, credit, limits, versions = page.tabs(
    "method", "Formulas", "Parameters", "Data", "Caveats", "Prior art", "What it cannot say", "Versions"
)
with formulas:
    if formulas.open:
        if not found.entries:
            st.markdown("No formula holds all of these words.")
        draw.entries(found.entries)
with parameters:
    if parameters.open:
        st.markdown(
            "*Typical* is the plausible range, which sliders cover; *legal* is what the model accepts. *Prior* says"
            " what the value may be when assumptions are drawn at random; “fixed” is not drawn. *Judgement*: “in part”"
            " where the default rests on a source and a judgement, “choice” where it only says what is shown. *Now* is"
            f" the value at present; the compute trend's is fitted unless set by hand. {method.own_levels(scenario)}"
        )
        draw.table(found.parameters, scenario)
with data:
    if data.open:
        parts = page.tabs("data", *(table.title for table in found.data))
        for part, table in zip(parts, found.data, strict=True):
            with part:
                if part.open:
                    draw.table(table, scenario)
with weak_points:
    if weak_points.open:
        draw.passages(caveats.caveats(scenario))
with credit:
    if credit.open:
        draw.passages(caveats.PRIOR_ART)
with limits:
    if limits.open:
        st.markdown("The model is silent on these questions. A number on a page answers none of them.")
        draw.passages(caveats.LIMITS)
with versions:
    if versions.open:
        st.markdown(
            f"Model version {version.MODEL_VERSION}, data compiled in {data_tables.DATA_MONTH}, capability index of"
            f" {catalog.INDEX_VINTAGE}. The version is raised whenever a result for the same input changes."
        )
        for number, text in version.CHANGES:
            st.markdown(f"**Model {number}**: {text}")
why.fold()
page.footer()
