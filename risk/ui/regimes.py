"""The tabs of the page Regimes, drawn: figures under their findings, and levers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from risk import governance, institutions, regime_tables
from risk.exhibits import Exhibit
from risk.exhibits.governance import PART
from risk.race import RACES
from risk.regimes import JURISDICTIONS
from risk.ui import controls, page, state, widget


def draw_regimes(shown: Exhibit) -> None:
    """Draw the tab of regimes: the least constraint, the eight levers, one's own regime, capture."""
    scenario = shown.scenario
    page.section(PART)
    st.markdown(governance.map_sentence(scenario))
    _abreast(shown, "least", "least-tight")
    controls.levers(
        "review.set_date", "clock.years_ahead", "circumstances.before_gate", "circumstances.before_response"
    )
    page.section("What might work")
    st.markdown(
        "Eight levers, each moved alone by one named parameter, from a line in training compute with the terms of your"
        " own regime."
    )
    page.figure(shown, "regime-levers")
    st.dataframe(regime_tables.levers_table(scenario), hide_index=True, width="stretch")
    page.section("Your own regime")
    controls.levers("scope.covers", "regime.gate", "scope.red_line", "regime.sight")
    controls.levers("regime.cost_factor", "regime.standard", "regime.tightening", "regime.verification")
    controls.levers("regime.years_to_force", "regime.lifetime_years", "regime.below_scope", "regime.disclosure")
    controls.levers("regime.reporting", "regime.evidence", "circumstances.lockdown")
    controls.levers("regime.presumed")
    page.section("What may change underneath")
    st.markdown(governance.capture_sentence(scenario))
    controls.levers("capture.on", "capture.bias", "capture.drift")
    controls.levers("capture.cross_scoring", "capture.two_way", "capture.second_door")
    st.markdown(governance.policy_sentence(scenario))
    controls.levers("circumstances.policy_responds", "circumstances.lag_growth")


def joining() -> None:
    """Choose who joins, by name; the share itself is a lever beside it."""
    share = state.current().regime.jurisdiction
    named = next((name for name, value in JURISDICTIONS.items() if value == share), None)
    st.segmented_control("Who joins", list(JURISDICTIONS), **widget.holding("joins", named, _put_joining))


def _put_joining(chosen: str | None) -> None:
    if chosen:
        state.set_scenario(state.current().replace("regime.jurisdiction", JURISDICTIONS[chosen]))


def draw_measurement(shown: Exhibit) -> None:
    """Draw the tab of measurement: what an audit sees of a dangerous system."""
    scenario = shown.scenario
    page.section("What an audit sees of a dangerous system")
    st.markdown(institutions.audit_sentence(scenario))
    page.figure(shown, "audit-number")
    _abreast(shown, "audit-needed", "goodhart")
    controls.levers("audit.evaluations", "audit.correlation", "audit.combination", "audit.aware_of")
    controls.levers("audit.awareness", "audit.hiding", "audit.variants", "audit.variant_spread")
    controls.levers("audit.noise", "audit.margin", "audit.assurance")


def draw_race(shown: Exhibit) -> None:
    """Draw the tab of the race: why every team cuts corners."""
    scenario = shown.scenario
    page.section("Why every team cuts corners")
    st.markdown(f"**{institutions.claim(scenario)}.** {institutions.explanation(scenario)}")
    _race_choice()
    _abreast(shown, "race-teams", "race-enmity")
    controls.levers("race.teams", "race.enmity", "race.information")
    controls.levers("race.capability", "race.safety_cost", "race.floor", "race.covered")
    page.numbers_abreast(institutions.numbers(scenario))
    st.markdown(f"**Why?** {institutions.why(scenario)}")
    st.markdown(institutions.optimum_sentence(scenario))
    st.markdown(institutions.information_sentence(scenario))
    _abreast(shown, "race-capability", "race-levers")
    page.figure(shown, "race-information")


def _race_choice() -> None:
    """Choose one of the three races; all else is kept."""
    race = state.current().race
    named = next((name for name, known in RACES.items() if known == race), None)
    st.segmented_control("Who races", list(RACES), **widget.holding("race", named, _put_race))


def _put_race(chosen: str | None) -> None:
    if chosen:
        state.set_scenario(institutions.with_race(state.current(), RACES[chosen]))


def _abreast(shown: Exhibit, *keys: str) -> None:
    for column, key in zip(st.columns(len(keys), gap="medium"), keys, strict=True):
        with column:
            page.figure(shown, key)


def draw_table(shown: Exhibit) -> None:
    """Draw every regime in numbers, and where its numbers come from."""
    table = regime_tables.regimes_table(shown.scenario)
    page.small(f"**{table.title}.** {table.about}")
    st.dataframe(pd.DataFrame(table.shown, columns=table.headings), hide_index=True, width="stretch")
    st.dataframe(regime_tables.terms_table(shown.scenario), hide_index=True, width="stretch")
