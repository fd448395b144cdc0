"""Proxy agency: what a locked-down system persuades people to do for it, and whether its sandbox leaks."""

import streamlit as st

from risk import sandbox
from risk.agency import Granted
from risk.plots import sandbox as plots
from risk.presets import CHANNELS
from risk.ui import controls, page, state, why

scenario = state.current()
off = scenario.get("agency") == Granted.name
shown = state.with_induced_agency(scenario)

page.claim(sandbox.claim(shown), sandbox.explanation(shown))

channel = tuple(f"agency.{name}" for name in sandbox.LEVERS)
standing = sandbox.standing(shown)
own = tuple(f"view.point_{axis.lower()}" for axis in "IG" if scenario.view.own_point or axis in standing.missing)
sweeps = ("agency.exposure", "agency.persuasion_threshold", *channel[1:], "settings.tolerance", "view.sandbox", *own)
two, growth = st.columns([0.56, 0.44], gap="medium")
with two:
    page.figure(plots.panels_picture, key="sandboxes", sweeps=sweeps, height=315, scenario=shown)
with growth:
    page.figure(plots.growth_picture, key="sandbox-growth", sweeps=sweeps, height=315, scenario=shown)

for column, outcome in zip(st.columns(3, gap="medium"), sandbox.outcomes(shown), strict=True):
    with column:
        page.numbers((page.Number(outcome.label, outcome.value, outcome.note),))

if off:
    said, switch = st.columns([0.72, 0.28], vertical_alignment="center")
    with said:
        page.small(
            "On the other pages induced agency is off. Any change of the channel here switches it on everywhere."
        )
    with switch:
        st.button("Switch it on everywhere", on_click=lambda: state.set_scenario(shown), width="stretch")
st.markdown(f"**Why?** {sandbox.why(shown)} {sandbox.counts(shown)}")
for remark in shown.remarks():
    st.info(f"Unusual value: {remark}")

page.section("Levers")
st.session_state["channel"] = sandbox.channel_in_force(shown)


def put() -> None:
    """Apply a named channel to the scenario, and keep all else."""
    if st.session_state["channel"]:
        state.set_scenario(CHANNELS[st.session_state["channel"]].applied(state.current()))


st.segmented_control("Put the system behind a channel", list(CHANNELS), key="channel", on_change=put)
page.small(" ".join(f"*{preset.name}*: {preset.summary}" for preset in CHANNELS.values()))
controls.levers(*channel[:3], scenario=shown)
controls.levers(channel[3], "agency.persuasion_threshold", "view.sandbox", scenario=shown)
page.small(sandbox.sourced(shown))
controls.position(standing, shown.surface)
if scenario.view.own_point:
    page.small("The agenticity of your own point does not matter here: the sandbox sets it.")

closing, spreading, compared = page.tabs(
    "sandbox", "Which lever closes a leak", "Who is persuaded", "Four channels compared"
)
with closing:
    if closing.open:
        page.section("Which lever closes a leak")
        st.markdown(sandbox.turning(shown))
        page.figure(plots.levers_picture, key="sandbox-levers", sweeps=sweeps, height=360, scenario=shown)
with spreading:
    if spreading.open:
        page.section("Who is persuaded")
        st.markdown(sandbox.reproduction(shown))
        page.figure(plots.persuasion_picture, key="persuasion", sweeps=sweeps, height=430, scenario=shown)
with compared:
    if compared.open:
        page.section("Four channels compared")
        st.markdown("The same systems, the same people, another channel; the persuasion threshold stays as it is set.")
        st.dataframe(sandbox.channels_table(shown), hide_index=True, width="stretch")

with page.fold("Every measured system in this sandbox", "sandboxed") as part:
    if part.open:
        st.markdown(sandbox.counts(shown))
        st.dataframe(sandbox.systems_table(shown), hide_index=True, width="stretch")
with page.fold("Formula and assumptions", "assumptions") as part:
    if part.open:
        st.latex(shown.agency.formula)
        st.markdown(sandbox.assumptions(shown))
why.fold()
page.footer()
