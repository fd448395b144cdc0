"""The fold on every page that answers: why is this system more dangerous than before, and what would bring it down?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from risk import explanation, remedy
from risk.plots.explanation import explanation_picture
from risk.scenario import Scenario
from risk.ui import controls, page, state
from risk.ui.live_figure import live_figure

_PLACE = "why"


def fold() -> None:
    """Explain the change of D of any system, and find the smallest change that would bring D under the tolerance."""
    with page.fold("Why did it jump, and what would bring it down?", _PLACE) as part:
        if part.open:
            _explain(state.current())


def _explain(scenario: Scenario) -> None:
    view, tolerance = scenario.view, scenario.settings.tolerance
    now = explanation.state(scenario)
    compared = explanation.baseline(scenario, state.before())
    found = explanation.explanation(compared.state, now)
    mixes = remedy.remedies(scenario.surface, now.at, tolerance, scenario.effort)

    other = ("view.other_system",) if view.since == "another system" else ()
    controls.position(now.at, scenario.surface, "view.since", *other, place=_PLACE)
    if view.since == "last change" and state.before() is None:
        page.small("Nothing was changed yet in this visit, so another comparison stands in.")
    why, down = st.columns([0.5, 0.5], gap="medium")
    with why:
        page.section(f"Why? {now.at.name}, compared with {compared.label}")
        st.markdown(explanation.sentence(found))
        live_figure(
            lambda _: explanation_picture(found, tolerance, compared.label, page.theme()),
            scenario,
            key="why",
            sweeps=(),
            commit=state.commit,
            height=320,
        )
    with down:
        page.section("What would bring it down?")
        st.markdown(remedy.sentence(mixes, now.at, found.D_after, tolerance))
        controls.levers("effort.weight_i", "effort.weight_g", "effort.weight_a", place=_PLACE)
        page.small(
            f"The effort of a change is ${scenario.effort.formula}$. The weights are a {scenario.effort.source}: nobody"
            " knows what giving up a unit of each axis costs. Agenticity is what a deployment grants, so it is the one"
            " axis that can change without another model."
        )
    if mixes:
        st.dataframe(pd.DataFrame(remedy.columns(mixes, now.at)), hide_index=True, width="stretch")
    st.dataframe(pd.DataFrame(explanation.columns(found)), hide_index=True, width="stretch")
