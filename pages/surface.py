"""Surface: the shape of danger over the cube, and where real systems stand on it."""

import streamlit as st

from risk import attribution, headlines, slices, words
from risk.cube import dangerous_share, rises_in_A
from risk.plots.cube import cube_picture
from risk.plots.interaction import interaction_picture
from risk.plots.slices import slices_picture
from risk.plots.surface import flat_picture, surface_picture, twin_picture
from risk.point import point
from risk.population import population
from risk.ui import controls, page, state, tables, why

scenario = state.current()
view, tolerance = scenario.view, scenario.settings.tolerance
found = attribution.attribution(scenario)
headline = headlines.systems_headline(scenario)
counted = view.systems and found.systems > 0
through = point(scenario)
here = slices.local(scenario.surface, through)

page.claim(attribution.claim(found, view.systems), attribution.explanation(found, view.systems))

sweeps = (*controls.leading(), "settings.tolerance", "settings.date", "line.flop", "assumptions.autonomy")
if view.picture in ("surface", "cube"):
    solid, flat = st.columns([0.6, 0.4], gap="medium")
    with solid:
        if view.picture == "surface":
            page.figure(surface_picture, key="surface", sweeps=("view.fixed", *sweeps), height=350)
        else:
            # A set that is no single surface is drawn as a volume, too heavy to be sent for every step of a sweep.
            page.figure(cube_picture, key="cube", sweeps=sweeps if rises_in_A(scenario.surface) else (), height=350)
    with flat:
        page.figure(twin_picture, key="twin", sweeps=("view.fixed",) if view.picture == "cube" else (), height=350)
else:
    page.figure(flat_picture, key="map", sweeps=("view.fixed", *sweeps), height=420)

steepest = getattr(here, here.steepest)
numbers = (
    page.Number(
        "Dangerous share of the cube",
        words.share(dangerous_share(scenario.surface, tolerance)),
        f"of all positions have a D of {words.index(tolerance)} or more.",
    ),
    page.Number(
        f"Steepest slope at {through.name}",
        words.slope(round(steepest, 2)),
        f"along {attribution.AXIS_WORDS[here.steepest]}: change of D per unit of the axis.",
    ),
    page.Number(
        "Measured systems that are dangerous",
        words.between(headline.lowest.dangerous, headline.highest.dangerous) if counted else "not counted",
        f"of {headline.judged}, from autonomy level 1 to 5;"
        f" {words.count(headline.chosen.dangerous)} at the chosen level."
        if counted
        else "Measured systems are taken out, or none is released yet.",
    ),
)
for column, number in zip(st.columns(3, gap="medium"), numbers, strict=True):
    with column:
        page.numbers((number,))

st.markdown(f"**Why?** {attribution.reason(found, counted)}")
for remark in scenario.remarks():
    st.info(f"Unusual value: {remark}")
others = attribution.turns(scenario)
st.markdown(
    "**Does the finding hold?** "
    + (
        f"No: whether agenticity moves danger more, as much or less there turns under {words.listed(list(others))}."
        if others
        else "Whether agenticity moves danger more, as much or less there is the same under every other function here."
    )
    if counted
    else "**Does the finding hold?** It is about the formula alone: no real system stands against it."
)

page.section("Levers")
controls.levers("view.picture", "view.x", "view.y", "view.fixed", "view.systems")

along_axes, together = page.tabs("surface", "Slices and slopes", "Interaction")
with along_axes:
    if along_axes.open:
        page.section(f"Slices through {through.name}")
        own = controls.position(through, scenario.surface)
        curves, slopes = st.columns([0.68, 0.32], gap="medium")
        with curves:
            page.figure(slices_picture, key="slices", sweeps=(*own, *sweeps), height=400)
        with slopes:
            page.numbers(
                (
                    page.Number(
                        "Slopes along I, G and A",
                        " · ".join(words.slope(round(slope, 2)) for slope in (here.I, here.G, here.A)),
                        f"at D = {words.index(here.D)}. Infinite on a fold; a jump nearby does not show in a slope.",
                    ),
                )
            )
with together:
    if together.open:
        page.section("Do intelligence and agenticity multiply?")
        crossed, interaction = st.columns([0.68, 0.32], gap="medium")
        with crossed:
            page.figure(interaction_picture, key="interaction", sweeps=sweeps, height=400)
        with interaction:
            crossing = float(scenario.surface.interaction(through.I, through.G, through.A))
            page.numbers(
                (
                    page.Number(
                        f"Interaction at {through.name}",
                        words.slope(round(crossing, 2)),
                        f"∂²D/∂I∂A. {slices.meaning(crossing)}",
                    ),
                )
            )
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
