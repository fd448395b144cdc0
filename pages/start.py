"""Start: where a FLOP line and the danger surface disagree, in one picture."""

import streamlit as st

from risk import headlines, words
from risk.plots.plane import plane_picture
from risk.population import population
from risk.ui import controls, page, state, tables, why

scenario = state.current()
headline = headlines.systems_headline(scenario)
lowest, chosen, highest = headline.lowest, headline.chosen, headline.highest
line = words.flop(scenario.line.flop)
when = words.date(scenario.settings.date)
dated = headlines.erosion(scenario)
earliest, latest = headlines.erosion_range(dated)
capability = str(headlines.capability_system(scenario)["name"][0])

page.claim(
    headlines.claim(headline, line),
    "Law draws a line in training compute, which is what a system **cost to build**. The map shows a danger index over"
    " what a system **can do** (intelligence) and what it **may do alone** (agenticity).",
)

picture, beside = st.columns([0.7, 0.3], gap="medium")
with picture:
    page.figure(
        plane_picture,
        key="start",
        sweeps=("settings.date", "line.flop", "assumptions.autonomy", "settings.tolerance", *controls.leading()),
    )
with beside:
    page.numbers(
        (
            page.Number(
                "Dangerous, known to be under the line",
                words.between(lowest.missed, highest.missed),
                f"of {words.between(lowest.dangerous, highest.dangerous)} dangerous systems, from autonomy level 1 to"
                f" 5; {words.count(chosen.missed)} of {words.count(chosen.dangerous)} at the chosen level.",
            ),
            page.Number(
                "Undetermined: compute not disclosed",
                f"{words.count(chosen.undetermined)} of {headline.judged}",
                f"measured systems; {words.between(lowest.undetermined_dangerous, highest.undetermined_dangerous)} of"
                " them dangerous, from level 1 to 5.",
            ),
            page.Number(
                f"The line loses {capability}",
                words.period(earliest, latest),
                f"Date at which its intelligence needs less than {line}, over"
                f" {headlines.estimates(dated)} published efficiency rates.",
            ),
        )
    )

st.markdown(
    "**Why?** Efficiency moves the dashed line to the right every year, and the danger contour has another shape:"
    " it falls as intelligence grows. A vertical line cannot follow it. And where compute is not disclosed, the line"
    " says nothing at all."
)
page.sureness()

page.section("Levers")
controls.levers("settings.date", "line.flop", "assumptions.autonomy")
controls.deployment()

page.section("Where to go next")
for column, (target, text) in zip(
    st.columns(2),
    (
        ("pages/surface.py", "See the shape of danger"),
        ("pages/flop_line.py", "Test the line, and the rules it competes with"),
    ),
    strict=True,
):
    with column:
        st.page_link(target, label=text, icon=":material/arrow_forward:")

with page.fold(f"The {headline.total} systems released by {when}, and how they are placed", "systems") as systems:
    if systems.open:
        st.markdown(
            f"{headline.judged} have a measured intelligence and task horizon and are judged; the other"
            f" {headline.total - headline.judged} miss at least one and are listed with what is missing. Generality of"
            f" general-purpose systems is assumed at {words.index(scenario.assumptions.assumed_generality)}: tests"
            " cover too few domains. Agenticity is the task horizon times the autonomy that a deployment grants, a"
            " judgement. These systems lie nearly on one line through the cube (intelligence and horizon correlate at"
            f" {words.index(headlines.collinearity(scenario))}), so they cannot tell an interaction from its absence."
        )
        st.dataframe(tables.systems_table(population(scenario)), hide_index=True, width="stretch")
with page.fold(f"When the line loses {capability}, rate by rate", "erosion") as rates:
    if rates.open:
        st.dataframe(tables.erosion_table(dated), hide_index=True, width="stretch")
why.fold()
page.footer()
