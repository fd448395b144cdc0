"""Start: where a FLOP line and the danger surface disagree, in one picture."""

import streamlit as st

from risk import erosion, headlines, words
from risk.exhibits import TITLES, exhibit
from risk.population import population
from risk.ui import controls, navigation, page, state, tables, why

scenario = state.current()
shown = exhibit("start", scenario)
headline = headlines.systems_headline(scenario)
held = erosion.held(scenario)
when = words.date(scenario.settings.date)

page.opening(shown)

picture, beside = st.columns([0.7, 0.3], gap="medium")
with picture:
    page.figure(shown, "start")
with beside:
    page.numbers(shown.numbers)

page.why(shown)

page.section("Levers")
controls.levers("settings.date", "line.flop", "assumptions.autonomy")
controls.deployment()

page.section("Where to go next")
NEXT = {
    "surface": "see the shape of danger",
    "transition": "add agenticity to one system",
    "proxy_agency": "see whose sandbox leaks",
    "flop_line": "test the line, and the rules it competes with",
    "moving_target": "see how long the line lasts",
    "regimes": "see why every team in a race cuts corners",
}
for column, (name, text) in zip(st.columns(len(NEXT)), NEXT.items(), strict=True):
    with column:
        st.page_link(navigation.file(name), label=f"{TITLES[name]}: {text}", icon=":material/arrow_forward:")

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
with page.fold(f"When the line loses {held.name}, rate by rate", "erosion") as rates:
    if rates.open:
        st.dataframe(tables.erosion_table(erosion.dates(scenario, held)), hide_index=True, width="stretch")
why.fold()
page.footer()
