"""Moving target: how long a FLOP line means anything, and whom it can still reach."""

import streamlit as st

from risk import erosion, line, moving_target, words
from risk.exhibits import exhibit
from risk.exhibits.moving_target import EROSION, SPREAD
from risk.exhibits.rules_over_time import PART
from risk.plots import erosion as plots
from risk.plots import spread as counts
from risk.plots.flop_line import law_options
from risk.ui import controls, page, rules_over_time, state, tables, why

scenario = state.current()
shown = exhibit("moving_target", scenario)
capability = erosion.chosen(scenario)
pairs = erosion.evidence(scenario)

page.opening(shown)

picture, beside = st.columns([0.7, 0.3], gap="medium")
with picture:
    page.figure(shown, "climb")
with beside:
    page.numbers(shown.numbers)

page.why(shown)

page.section("Levers")
controls.thresholds(law_options(line.thresholds(scenario.settings.date)))
held = "view.point_i" if scenario.view.own_point else "settings.capability"
controls.levers("line.flop", held, "settings.date", "trend.efficiency")
controls.levers("view.own_point")

# One entry a tab; each is drawn only when it is open.
first, second, last = page.tabs("moving", EROSION, PART, SPREAD)
with first:
    if first.open:
        page.section(EROSION)
        st.markdown(moving_target.rates_finding(scenario))
        page.figure(shown, "rates")
        st.markdown(moving_target.pairs_finding(pairs))
        page.figure(shown, "pairs")
        controls.levers("pairs.closeness", "pairs.gap")
with second:
    if second.open:
        rules_over_time.draw(shown)
with last:
    if last.open:
        page.section(SPREAD)
        st.markdown(f"**{moving_target.spread_claim(scenario)}** {moving_target.lags_finding(scenario)}")
        page.figure(shown, "reach")
        st.markdown(moving_target.unseen_finding(scenario))
        controls.levers("view.ability", "spread.crowd", "spread.tail", "spread.open_lag", "spread.consumer_lag")
        for name in moving_target.CHOKEPOINTS:
            controls.levers(f"chokepoints.{name}", f"chokepoints.{name}_coverage", f"chokepoints.{name}_leak")
        st.markdown(moving_target.tail_finding(scenario))
        page.figure(shown, "tail")

with page.fold(f"When the line loses {capability.name}, rate by rate", "erosion") as part:
    if part.open:
        st.dataframe(tables.erosion_table(moving_target.published(scenario)), hide_index=True, width="stretch")
with page.fold(f"{words.counted(len(pairs), 'pair').capitalize()} of equally capable systems", "pairs") as part:
    if part.open:
        st.dataframe(plots.pairs_table(pairs), hide_index=True, width="stretch")
with page.fold("Developers by largest known run", "developers") as part:
    if part.open:
        st.dataframe(counts.developers_table(scenario), hide_index=True, width="stretch")
with page.fold("Assumptions", "assumptions") as part:
    if part.open:
        st.latex(scenario.spread.formula)
        st.latex(scenario.chokepoints.formula)
        st.markdown(shown.assumptions)
why.fold()
page.footer()
