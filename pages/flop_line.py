"""FLOP line: what a line does wherever it is put, why it errs, and the rules that it competes with."""

import streamlit as st

from risk import comparators, headlines, line, words
from risk.exhibits import exhibit
from risk.exhibits.flop_line import LIMITS, PLACES, RIVALS
from risk.plots import comparators as rules
from risk.plots import flop_line as plots
from risk.population import population
from risk.ui import controls, page, state, tables, why

scenario = state.current()
shown = exhibit("flop_line", scenario)
headline = headlines.systems_headline(scenario)
laws = line.thresholds(scenario.settings.date)
when = words.date(scenario.settings.date)
here = words.flop(scenario.line.flop)

page.opening(shown)

picture, beside = st.columns([0.7, 0.3], gap="medium")
with picture:
    page.figure(shown, "along")
with beside:
    page.numbers(shown.numbers)

page.why(shown)

page.section("Levers")
controls.thresholds(plots.law_options(laws))
controls.levers("line.flop", "settings.date", "view.miss_cost", "assumptions.autonomy", "measurement.error")

places, limits, rivals = page.tabs("line", PLACES, LIMITS, RIVALS)
with places:
    if places.open:
        page.section(PLACES)
        st.markdown(
            f"{here} buys an intelligence that grows every year, and systems scatter about it: the line is a band."
            " Danger has another shape: it also takes generality and agenticity, which compute does not tell."
        )
        flat, solid = st.columns(2, gap="medium")
        with flat:
            page.figure(shown, "line-slice")
        with solid:
            page.figure(shown, "line-cube")
with limits:
    if limits.open:
        page.section(LIMITS)
        st.markdown(line.limits(scenario))
        curve, bars = st.columns(2, gap="medium")
        with curve:
            page.figure(shown, "roc")
        with bars:
            page.figure(shown, "split")
with rivals:
    if rivals.open:
        page.section("Rules that compete with it")
        st.markdown(comparators.claim(comparators.verdicts(scenario)))
        page.figure(shown, "comparators")
        controls.levers("capability.level", "triple.level", "settings.other_function")

with page.fold(f"The {len(laws)} thresholds in training FLOP, as they stand in {when}", "thresholds") as part:
    if part.open:
        st.markdown(
            "Status and dates as known in October 2026. What a later date shows is what is already enacted. Other"
            " thresholds, in money, hardware or capability, are no lines in FLOP and are left out here."
        )
        st.dataframe(plots.threshold_table(scenario), hide_index=True, width="stretch")
with page.fold(f"The {headline.total} real systems by region", "regions") as part:
    if part.open:
        st.dataframe(plots.region_table(scenario), hide_index=True, width="stretch")
        st.markdown(f"**Not judged: {words.count(headline.total - headline.judged)}**, with what is not measured.")
        st.dataframe(plots.unjudged_table(scenario), hide_index=True, width="stretch")
        st.markdown("**All of them**, with positions, assumptions and sources.")
        st.dataframe(tables.systems_table(population(scenario)), hide_index=True, width="stretch")
with page.fold("The rules in numbers", "rules") as part:
    if part.open:
        st.dataframe(rules.table(scenario), hide_index=True, width="stretch")
with page.fold("Assumptions", "assumptions") as part:
    if part.open:
        st.markdown(shown.assumptions)
why.fold()
page.footer()
