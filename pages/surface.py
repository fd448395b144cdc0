"""Surface: the shape of danger over the cube, and where real systems stand on it."""

import streamlit as st

from risk import attribution, headlines, slices, words
from risk.exhibits import exhibit
from risk.exhibits.surface import INTERACTION, SLICES
from risk.point import point
from risk.population import population
from risk.ui import controls, page, state, tables, why

scenario = state.current()
shown = exhibit("surface", scenario)
found = attribution.attribution(scenario)
headline = headlines.systems_headline(scenario)
through = point(scenario)
counted = scenario.view.systems and found.systems > 0
here = slices.local(scenario.surface, through)

page.opening(shown)

if len(shown.opening) == 2:
    for column, figure in zip(st.columns([0.6, 0.4], gap="medium"), shown.opening, strict=True):
        with column:
            page.figure(shown, figure.key)
else:
    page.figure(shown, shown.opening[0].key)

page.numbers_abreast(shown.numbers)
page.why(shown)

page.section("Levers")
controls.levers("view.picture", "view.x", "view.y", "view.fixed", "view.systems")

along_axes, together = page.tabs("surface", SLICES, INTERACTION)
with along_axes:
    if along_axes.open:
        page.section(f"Slices through {through.name}")
        controls.position(through, scenario.surface)
        curves, slopes = st.columns([0.68, 0.32], gap="medium")
        with curves:
            page.figure(shown, "slices")
        with slopes:
            page.numbers((slices.slopes(here),))
with together:
    if together.open:
        page.section("Do intelligence and agenticity multiply?")
        crossed, interaction = st.columns([0.68, 0.32], gap="medium")
        with crossed:
            page.figure(shown, "interaction")
        with interaction:
            page.numbers((slices.interaction(scenario.surface, through),))
            st.markdown(
                "Real systems lie nearly on one line through the cube: intelligence and task horizon correlate at"
                f" {words.index(headlines.collinearity(scenario))}."
                " They cannot tell an interaction from its absence; here it follows from the formula."
            )

with page.fold("What a step moves, axis by axis", "steps") as steps:
    if steps.open:
        st.markdown(
            f"Mean absolute change of D over a step of {attribution.STEP:g} centred on the position, and shifted where"
            " it would leave the cube. Steps and not slopes: a slope is infinite on a fold and zero on both sides of a"
            " jump. The cube is uniform, which favours no corner and forecasts nothing; each system counts once."
        )
        st.dataframe(attribution.columns(found, counted), hide_index=True, width="stretch")
with page.fold(
    f"The {headline.judged} measured systems, with intervals, assumptions and sources", "systems"
) as systems:
    if systems.open:
        st.markdown(
            "Intelligence: Epoch's capability index between adjustable anchors. Agenticity: METR's task horizon times"
            " the autonomy that a deployment grants, a judgement. Generality of general-purpose systems is assumed at"
            f" {words.index(scenario.assumptions.assumed_generality)} unless the sidebar says otherwise, since tests"
            f" cover too few domains. The other {headline.total - headline.judged} systems released by"
            f" {words.date(scenario.settings.date)} miss a measured axis and are listed on the start page."
        )
        table = population(scenario)
        st.dataframe(tables.systems_table(table.where(table.judged)), hide_index=True, width="stretch")
why.fold()
page.footer()
