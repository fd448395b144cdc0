"""Transition: agenticity added to one system, the cusp from which the jump starts, and where it may sit."""

import streamlit as st

from risk import transition, transition_words
from risk.danger import PhaseTransition
from risk.exhibits import exhibit
from risk.exhibits.transition import HISTORY, POLE, S_CURVE, levers
from risk.point import point
from risk.ui import controls, page, state, why

scenario = state.current()
shown = exhibit("transition", scenario)
found = transition.transition(scenario)
around = transition.loop(scenario)

page.opening(shown)

along, over = st.columns([0.56, 0.44], gap="medium")
with along:
    page.figure(shown, "path")
with over:
    page.figure(shown, "cusp")

page.numbers_abreast(shown.numbers)
page.why(shown)

page.section("Add agenticity to this system")
controls.position(point(scenario), scenario.surface)
kept = levers(scenario)
for pair in (kept[:2], kept[2:]):
    if pair:
        controls.levers(*pair)


def explained(key: str, text: str) -> None:
    """Draw a figure that only the phase transition has, or say why not and offer to choose it."""
    if around is None:
        st.markdown(
            f"“{scenario.function.label}” has no states to choose between: it has one D at every agenticity."
            " Only a function with feedback has more."
        )
        st.button(
            "Choose the phase transition",
            key=f"choose {key}",
            on_click=state.commit,
            args=("function", PhaseTransition.name),
        )
        return
    drawing, words = st.columns([0.68, 0.32], gap="medium")
    with drawing:
        page.figure(shown, key)
    with words:
        st.markdown(text)


curve, history, steepness = page.tabs("transition", S_CURVE, HISTORY, POLE)
with curve:
    if curve.open:
        page.section("Every state, the unstable ones too")
        explained("s-curve", f"{transition_words.states(found)}\n\n{transition.MEANING}")
with history:
    if history.open:
        page.section("Grant agenticity, then take it back")
        sentence = transition_words.loop_sentence(found, around) if around else ""
        label = "**A property of this formula, not a claim of the essay.**"
        explained("loop", f"{label} {sentence}\n\n{transition.MEANING}")
with steepness:
    if steepness.open:
        page.section("The nearer the cusp, the steeper")
        explained("pole", transition_words.steepening(found, scenario))

with page.fold("All measured systems against the critical agenticity at their intelligence", "critical") as table:
    if table.open:
        st.markdown(
            "Granted agenticity at the chosen autonomy, and the agenticity at which the formula jumps at the"
            " intelligence of the system, or is steepest below the critical intelligence."
        )
        st.dataframe(transition_words.table(scenario), hide_index=True, width="stretch")
why.fold()
page.footer()
