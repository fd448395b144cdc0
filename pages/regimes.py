"""Regimes: what a race leaves of safety, and what an audit of its winner is worth."""

import streamlit as st

from risk import institutions
from risk.exhibits import exhibit
from risk.exhibits.regimes import MEASUREMENT, RACE
from risk.plots.race import races_table
from risk.race import RACES
from risk.ui import controls, page, state, why

scenario = state.current()
shown = exhibit("regimes", scenario)

page.opening(shown)

teams, number = st.columns(2, gap="medium")
with teams:
    page.figure(shown, "race-teams")
with number:
    page.figure(shown, "audit-number")

page.numbers_abreast(shown.numbers)
page.why(shown)

page.section("Levers")
st.session_state["race"] = next((name for name, race in RACES.items() if race == scenario.race), None)


def put() -> None:
    """Put one of the three races into the scenario, and keep all else."""
    if st.session_state["race"]:
        state.set_scenario(institutions.with_race(state.current(), RACES[st.session_state["race"]]))


st.segmented_control("Who races", list(RACES), key="race", on_change=put)
controls.levers("race.teams", "race.enmity", "race.information")
controls.levers("race.capability", "race.safety_cost", "race.floor", "race.covered")

measurement, race = page.tabs("regimes", MEASUREMENT, RACE)
with measurement:
    if measurement.open:
        page.section("What an audit sees of a dangerous system")
        st.markdown(institutions.audit_sentence(scenario))
        needed, goodhart = st.columns(2, gap="medium")
        with needed:
            page.figure(shown, "audit-needed")
        with goodhart:
            page.figure(shown, "goodhart")
        controls.levers("audit.evaluations", "audit.correlation", "audit.combination", "audit.aware_of")
        controls.levers("audit.awareness", "audit.hiding", "audit.variants", "audit.variant_spread")
        controls.levers("audit.noise", "audit.margin", "audit.assurance")
with race:
    if race.open:
        page.section("Why every team cuts corners")
        st.markdown(institutions.information_sentence(scenario))
        enmity, capability = st.columns(2, gap="medium")
        with enmity:
            page.figure(shown, "race-enmity")
        with capability:
            page.figure(shown, "race-capability")
        levers, information = st.columns(2, gap="medium")
        with levers:
            page.figure(shown, "race-levers")
        with information:
            page.figure(shown, "race-information")

with page.fold("The races in numbers", "races") as part:
    if part.open:
        st.markdown("Three races by who runs them. Every number is a judgement: nobody has measured any.")
        st.dataframe(races_table(), hide_index=True, width="stretch")
        st.dataframe(institutions.risk_table(scenario), hide_index=True, width="stretch")
with page.fold("The audit in numbers", "audits") as part:
    if part.open:
        st.dataframe(institutions.audit_table(scenario), hide_index=True, width="stretch")
with page.fold("Formulas and assumptions", "assumptions") as part:
    if part.open:
        st.latex(scenario.race.formula)
        st.latex(scenario.audit.formula)
        st.markdown(shown.assumptions)
why.fold()
page.footer()
