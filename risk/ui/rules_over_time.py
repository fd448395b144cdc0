"""The tab *Rules over time*, drawn: figures under their findings, levers, and tables folded away."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from risk import rules_over_time as told
from risk import timeline_tables
from risk.exhibits import Exhibit
from risk.exhibits.rules_over_time import PART
from risk.forecast import forecasts
from risk.table import Table
from risk.ui import controls, page


def draw(shown: Exhibit) -> None:
    """Draw the tab from an exhibit that holds its figures."""
    scenario = shown.scenario
    page.section(PART)
    st.markdown(f"**{told.finding(scenario)}** {told.explanation(scenario)}")
    page.figure(shown, "clock")
    controls.levers("review.tracked_rate", "review.review_years", "review.lag_years")
    page.numbers_abreast(told.numbers(scenario))
    st.markdown(f"**Why?** {told.why(scenario)}")
    reads, evaluates = st.columns(2, gap="medium")
    with reads:
        _figure(shown, "yearly-lines", told.failing(told.reading(scenario), scenario, told.READS))
        controls.levers("spend.usd_per_year", "spend.response_years", "hardware.h100_equivalents")
    with evaluates:
        _figure(shown, "yearly-evaluations", told.failing(told.evaluating(scenario), scenario, told.EVALUATES))
        controls.levers("capability.level", "triple.level", "measurement.error")
    rules, laws = st.columns(2, gap="medium")
    with rules:
        _figure(shown, "half-lives", told.half_life_finding(scenario))
        controls.levers("clock.failing_share", "clock.years_ahead", "review.set_date")
    with laws:
        _figure(shown, "legislation", told.legislation_finding(scenario))
    _figure(shown, "forecast", told.forecast_finding(forecasts(scenario.releases)))
    controls.levers("releases.release_rate", "releases.frontier_growth", "releases.small_share", "releases.open_share")
    _folds(shown)


def _figure(shown: Exhibit, key: str, finding: str) -> None:
    st.markdown(f"**{finding}**")
    page.figure(shown, key)


def _folds(shown: Exhibit) -> None:
    scenario = shown.scenario
    with page.fold("Rules, year by year, in numbers", "yearly scores") as part:
        if part.open:
            _table(timeline_tables.half_life_table(scenario))
            _table(timeline_tables.yearly_table(scenario))
    with page.fold("Laws and forecasts in numbers", "laws and forecasts") as part:
        if part.open:
            _table(timeline_tables.legislation_table())
            _table(timeline_tables.forecast_table(scenario))
    with page.fold("What the releases and the rules assume", "rules assume") as part:
        if part.open:
            st.markdown(told.assumptions(scenario))


def _table(table: Table) -> Any:
    page.small(f"**{table.title}.** {table.about}")
    return st.dataframe(pd.DataFrame(table.shown, columns=table.headings), hide_index=True, width="stretch")
