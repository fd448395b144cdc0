"""Regimes: what each leaves of danger, what an audit sees, and what a race leaves of safety."""

import streamlit as st

from risk import institutions
from risk.exhibits import exhibit
from risk.exhibits.governance import PART
from risk.exhibits.regimes import MEASUREMENT, RACE
from risk.plots.race import races_table
from risk.ui import controls, page, regimes, state, why

scenario = state.current()
shown = exhibit("regimes", scenario)

page.opening(shown)

burden, yearly = st.columns(2, gap="medium")
with burden:
    page.figure(shown, "pareto")
with yearly:
    page.figure(shown, "regimes-yearly")

page.numbers_abreast(shown.numbers)
page.why(shown)

page.section("Levers")
regimes.joining()
controls.levers("regime.jurisdiction", "regime.enforced", "circumstances.displacement", "regime.liability")

# One entry a tab; each is drawn only when it is open.
first, measurement, race = page.tabs("regimes", PART, MEASUREMENT, RACE)
with first:
    if first.open:
        regimes.draw_regimes(shown)
with measurement:
    if measurement.open:
        regimes.draw_measurement(shown)
with race:
    if race.open:
        regimes.draw_race(shown)

with page.fold("Regimes in numbers, with sources", "regimes") as part:
    if part.open:
        regimes.draw_table(shown)
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
        st.latex(scenario.capture.formula)
        st.markdown(shown.assumptions)
why.fold()
page.footer()
