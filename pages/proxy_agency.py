"""Proxy agency: what a locked-down system persuades people to do for it, and whether its sandbox leaks."""

import streamlit as st

from risk import sandbox, sandbox_words
from risk.agency import Granted
from risk.exhibits import exhibit
from risk.exhibits.proxy_agency import CHANNEL, CLOSING, SPREADING
from risk.presets import CHANNELS
from risk.ui import controls, page, state, why, widget

exhibited = exhibit("proxy_agency", state.current())
shown = exhibited.scenario

page.opening(exhibited)

two, growth = st.columns([0.56, 0.44], gap="medium")
with two:
    page.figure(exhibited, "sandboxes")
with growth:
    page.figure(exhibited, "sandbox-growth")

page.numbers_abreast(exhibited.numbers)

if state.current().get("agency") == Granted.name:
    said, switch = st.columns([0.72, 0.28], vertical_alignment="center")
    with said:
        page.small(
            "On the other pages induced agency is off. Any change of the channel here switches it on everywhere."
        )
    with switch:
        st.button("Switch it on everywhere", on_click=lambda: state.set_scenario(shown), width="stretch")
page.why(exhibited)

page.section("Levers")


def put(chosen: str | None) -> None:
    """Apply a named channel to the scenario, and keep all else."""
    if chosen:
        state.set_scenario(CHANNELS[chosen].applied(state.current()))


st.segmented_control(
    "Put the system behind a channel", list(CHANNELS), **widget.holding("channel", sandbox.channel_in_force(shown), put)
)
page.small(" ".join(f"*{preset.name}*: {preset.summary}" for preset in CHANNELS.values()))
controls.levers(*CHANNEL[:3], scenario=shown)
controls.levers(CHANNEL[3], "agency.persuasion_threshold", "view.sandbox", scenario=shown)
page.small(sandbox_words.sourced(shown))
controls.position(sandbox.standing(shown), shown.surface)
if shown.view.own_point:
    page.small("The agenticity of your own point does not matter here: the sandbox sets it.")

closing, spreading, compared = page.tabs("sandbox", CLOSING, SPREADING, "Four channels compared")
with closing:
    if closing.open:
        page.section(CLOSING)
        st.markdown(sandbox_words.turning(shown))
        page.figure(exhibited, "sandbox-levers")
with spreading:
    if spreading.open:
        page.section(SPREADING)
        st.markdown(sandbox_words.reproduction(shown))
        page.figure(exhibited, "persuasion")
with compared:
    if compared.open:
        page.section("Four channels compared")
        st.markdown("The same systems, the same people, another channel; the persuasion threshold stays as it is set.")
        st.dataframe(sandbox_words.channels_table(shown), hide_index=True, width="stretch")

with page.fold("Every measured system in this sandbox", "sandboxed") as part:
    if part.open:
        st.markdown(sandbox_words.counts(shown))
        st.dataframe(sandbox_words.systems_table(shown), hide_index=True, width="stretch")
with page.fold("Formula and assumptions", "assumptions") as part:
    if part.open:
        st.latex(shown.agency.formula)
        st.markdown(exhibited.assumptions)
why.fold()
page.footer()
