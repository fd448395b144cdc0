"""How sure: which findings survive not knowing the parameters, and not knowing the formula."""

import streamlit as st

from risk import how_sure, unknowns
from risk.exhibits import exhibit
from risk.exhibits.how_sure import MATTERS, OTHERS, UNKNOWN
from risk.ui import controls, other_formulas, page, priors, state, unknown_transition, what_matters, why

scenario = state.current()
shown = exhibit("how_sure", scenario)
seen = unknowns.viewed(scenario).highest

page.opening(shown)

picture, beside = st.columns([0.7, 0.3], gap="medium")
with picture:
    page.figure(shown, "share-map")
with beside:
    page.numbers(shown.numbers)

page.why(shown)

page.section("Levers")
controls.position(seen, scenario.surface)
controls.levers("settings.tolerance", "view.x", "view.y", "view.fixed")
controls.levers("ensemble.samples", "ensemble.draw_seed", "view.systems")
page.small(how_sure.sliders_note(scenario))
leading = [key for key in scenario.leading_keys() if key in unknowns.prior_keys(scenario)]
priors.editor(leading)
with page.fold("What every other parameter may be", "priors") as part:
    if part.open:
        priors.editor(key for key in unknowns.prior_keys(scenario) if key not in leading)

# One entry a tab; each is drawn only when it is open.
first, second, last = page.tabs("how sure", UNKNOWN, MATTERS, OTHERS)
with first:
    if first.open:
        unknown_transition.draw(shown)
with second:
    if second.open:
        what_matters.draw(shown)
with last:
    if last.open:
        other_formulas.draw(shown)

with page.fold("Systems and rules over the draws, in numbers", "shares") as part:
    if part.open:
        st.dataframe(how_sure.systems_columns(scenario), hide_index=True, width="stretch")
        st.dataframe(how_sure.rules_columns(scenario), hide_index=True, width="stretch")
with page.fold("Assumptions", "assumptions") as part:
    if part.open:
        st.dataframe(how_sure.prior_columns(scenario), hide_index=True, width="stretch")
        st.markdown(shown.assumptions)
why.fold()
page.footer()
