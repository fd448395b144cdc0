"""Transition: agenticity added to one system, the cusp from which the jump starts, and where it may sit."""

import streamlit as st

from risk import transition
from risk.axes import AXES
from risk.danger import PhaseTransition
from risk.plots.hysteresis import loop_picture, pole_picture, s_curve_picture
from risk.plots.transition import cusp_picture, path_picture
from risk.point import point
from risk.ui import controls, page, state, why

LEVERS = ("critical_intelligence", "uncoupled_midpoint", "sharpness", "coupling")

scenario = state.current()
found = transition.transition(scenario)
through = point(scenario)
around = transition.loop(scenario)
kept = [f"function.{name}" for name in LEVERS if f"function.{name}" in scenario.parameter_keys()]

page.claim(transition.claim(found, scenario.function.label), transition.explanation(found, scenario))

own = tuple(f"view.point_{axis.lower()}" for axis in AXES if scenario.view.own_point or axis in through.missing)
numeric = tuple(key for key in kept if scenario.parameter(key).numeric)
rest = (*numeric, *controls.leading(), "settings.tolerance")
adding = tuple(dict.fromkeys((*own[::-1], "assumptions.autonomy", *rest)))
moving = tuple(dict.fromkeys((*rest, "assumptions.autonomy", *own)))
along, over = st.columns([0.56, 0.44], gap="medium")
with along:
    page.figure(path_picture, key="path", sweeps=adding, height=350)
with over:
    page.figure(cusp_picture, key="cusp", sweeps=moving, height=350)

for column, entry in zip(st.columns(3, gap="medium"), transition.numbers(found, scenario), strict=True):
    with column:
        page.numbers((page.Number(*entry),))

st.markdown(f"**Why?** {transition.reason(found, scenario)}")
st.markdown(f"**Where does the transition sit?** {transition.moved_sides(scenario)}")
for remark in scenario.remarks():
    st.info(f"Unusual value: {remark}")

page.section("Add agenticity to this system")
controls.position(through, scenario.surface)
for pair in (kept[:2], kept[2:]):
    if pair:
        controls.levers(*pair)


def explained(picture: page.Picture, key: str, sweeps: tuple[str, ...], text: str) -> None:
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
        page.figure(picture, key=key, sweeps=sweeps, height=400)
    with words:
        st.markdown(text)


curve, history, steepness = page.tabs("transition", "S-curve", "Grant and revoke", "Towards the cusp")
with curve:
    if curve.open:
        page.section("Every state, the unstable ones too")
        explained(s_curve_picture, "s-curve", moving, f"{transition.states(found)}\n\n{transition.MEANING}")
with history:
    if history.open:
        page.section("Grant agenticity, then take it back")
        sentence = transition.loop_sentence(found, around) if around else ""
        label = "**A property of this formula, not a claim of the essay.**"
        turned = tuple(dict.fromkeys(("view.point_a", *moving)))
        explained(loop_picture, "loop", turned, f"{label} {sentence}\n\n{transition.MEANING}")
with steepness:
    if steepness.open:
        page.section("The nearer the cusp, the steeper")
        explained(pole_picture, "pole", moving, transition.steepening(found, scenario))

with page.fold("All measured systems against the critical agenticity at their intelligence", "critical") as table:
    if table.open:
        st.markdown(
            "Granted agenticity at the chosen autonomy, and the agenticity at which the formula jumps at the"
            " intelligence of the system, or is steepest below the critical intelligence."
        )
        st.dataframe(transition.table(scenario), hide_index=True, width="stretch")
why.fold()
page.footer()
