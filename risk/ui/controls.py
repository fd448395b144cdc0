"""Controls made from declarations: one for each kind of parameter."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from risk import catalog, words
from risk.agency import AGENCIES
from risk.axes import AXES, AXIS_LABELS
from risk.inquiry import LABELS
from risk.link import FIRST_PAGE
from risk.parameter import Parameter, parameters
from risk.point import Point, unmeasured
from risk.presets import PRESETS, preset_scenarios
from risk.registry import alternatives, danger_functions
from risk.scenario import COMPARED, SECTIONS, Scenario
from risk.surface import Surface
from risk.table import folded, holds
from risk.ui import own_function, page, share, state, widget

_OWN = "Own settings"


def control(key: str, place: str = "sidebar", scenario: Scenario | None = None) -> None:
    """Draw the control of one parameter; a change replaces the scenario.

    A parameter may stand in the sidebar and among a page's levers: each place has a widget of its own, and both are
    set from the scenario before they are drawn. A page that shows another scenario than the current one gives it.
    """
    scenario = scenario or state.current()
    parameter, value = scenario.parameter(key), _shown(scenario, key)
    held = widget.holding(key if place == "sidebar" else f"{place} {key}", value, functools.partial(_commit, key))
    common: dict[str, Any] = {"help": _help(parameter), **held}
    if parameter.kind == "flag":
        st.toggle(parameter.label, **common)
    elif parameter.kind == "choice":
        st.selectbox(parameter.label, parameter.choices, format_func=_capital, **common)
    elif parameter.kind == "text":
        options = _options(key)
        st.selectbox(parameter.label, list(options), format_func=options.__getitem__, **common)
    elif parameter.log or parameter.unit == "decimal year":
        st.select_slider(
            parameter.label, parameter.grid(value), format_func=lambda x: words.value(parameter, x), **common
        )
    else:
        low, high = parameter.span(value)
        whole = parameter.kind == "integer"
        st.slider(
            parameter.label, low, high, step=1 if whole else parameter.step, format="%d" if whole else None, **common
        )


def controls(keys: Iterable[str]) -> None:
    """Draw several controls."""
    for key in keys:
        control(key)


def levers(*keys: str, scenario: Scenario | None = None, place: str = "page") -> None:
    """Draw a page's own controls side by side."""
    for column, key in zip(st.columns(len(keys)), keys, strict=True):
        with column:
            control(key, place, scenario)


def thresholds(options: Mapping[float, str]) -> None:
    """Put the line at a threshold of the catalogue: positions in FLOP, each with its name."""
    named = {f"{flop:g}": flop for flop in options}
    line = state.current().line.flop
    shown = next((key for key, flop in named.items() if flop == line), None)

    def put(chosen: str | None) -> None:
        if chosen:
            state.commit("line.flop", named[chosen])

    st.pills(
        "Put the line at a threshold of the catalogue",
        list(named),
        format_func=lambda key: f"{words.flop(named[key])}: {options[named[key]]}",
        **widget.holding("thresholds", shown, put),
    )


def position(at: Point, surface: Surface, *more: str, place: str = "page") -> tuple[str, ...]:
    """Choose the point that a page looks at; what is not measured of a system is said, and asked for.

    Parameters
    ----------
    at : Point
        The point as it stands.
    surface : Surface
        What makes it dangerous.
    *more : str
        Keys of further controls in the same row.
    place : str
        Where the controls stand; each place of a page has widgets of its own.

    Returns
    -------
    tuple of str
        Keys of one's own coordinates that the point depends on.
    """
    own = state.current().view.own_point
    keys = tuple(f"view.point_{axis.lower()}" for axis in AXES if own or axis in at.missing)
    levers("view.own_point", *(() if own else ("view.system",)), *keys, *more, place=place)
    if at.missing:
        st.warning(unmeasured(surface, at))
    return keys


def deployment() -> None:
    """Grant one system another autonomy than the rest: the same model is a tool, an assistant or an agent."""
    scenario = state.current()
    deployed = dict(scenario.deployments)
    names = systems_by_id("I", "A")
    which, level, undo = st.columns([0.45, 0.35, 0.2], vertical_alignment="bottom")
    with which:
        chosen = st.selectbox("One system, deployed differently", list(names), format_func=names.__getitem__)
    autonomy = scenario.parameter("assumptions.autonomy")
    shown = deployed.get(chosen, scenario.assumptions.autonomy)

    def changed(level: float) -> None:
        state.commit("deployments", {**deployed, chosen: level}.items())

    def same() -> None:
        state.commit("deployments", [item for item in deployed.items() if item[0] != chosen])

    with level:
        st.slider(
            f"Its {autonomy.label.lower()}", *autonomy.span(), step=autonomy.step, help=_help(autonomy),
            **widget.holding(f"deployments.{chosen}", shown, changed),
        )  # fmt: skip
    with undo:
        st.button("Same as the rest", on_click=same, disabled=chosen not in deployed, width="stretch")


def sidebar(shown: str) -> None:
    """The controls that every page shares: at most five, and the rest under "All parameters".

    Parameters
    ----------
    shown : str
        File stem of the page that is shown, as its address has it; empty for the first one.
    """
    scenario = state.current()
    _preset(scenario)
    _kind("function", "Danger function", {name: kind.label for name, kind in danger_functions().items()}, scenario)
    leading = own_function.draw(scenario.function) or scenario.function.leading[:1]
    controls(f"function.{name}" for name in leading if scenario.parameter(f"function.{name}").numeric)
    _agency(scenario)
    control("settings.tolerance")
    with page.fold("All parameters") as more:
        if more.open:
            _all_parameters(scenario, _elsewhere(leading))
    share.actions(shown or FIRST_PAGE)
    st.button("Reset everything", on_click=lambda: state.set_scenario(Scenario()), width="stretch")


def _all_parameters(scenario: Scenario, elsewhere: set[str]) -> None:
    """Every parameter that has no place of its own, by section; a search leaves those that hold all of its words."""
    query = st.text_input("Find a parameter", key="find parameter", placeholder="persuasion, lag, D* …")
    found = False
    for name in SECTIONS:
        section = scenario.section(name)
        rest = [
            f"{name}.{declared.name}"
            for declared in parameters(section)
            if f"{name}.{declared.name}" not in elsewhere
            and not f"{name}.{declared.name}".startswith(COMPARED)
            and holds(folded(f"{section.label} {declared.label} {declared.help} {declared.name}"), query)
        ]
        if rest:
            found = True
            st.markdown(f"**{section.label}**")
            controls(rest)
    if not found:
        page.small(f"No parameter holds “{page.literal(query)}”.")


def _elsewhere(leading: tuple[str, ...]) -> set[str]:
    return {"settings.tolerance", *(f"function.{name}" for name in leading)}


def _preset(scenario: Scenario) -> None:
    name = next((name for name, made in preset_scenarios().items() if made.with_comparison(scenario) == scenario), _OWN)

    def chosen(picked: str) -> None:
        if picked in PRESETS:
            state.set_scenario(preset_scenarios()[picked].with_comparison(state.current()))

    summaries = " ".join(f"*{preset.name}*: {preset.summary}" for preset in PRESETS.values())
    st.selectbox(
        "Preset",
        [*PRESETS, *([_OWN] if name == _OWN else [])],
        help=summaries,
        **widget.holding("preset", name, chosen),
    )


def _kind(key: str, label: str, kinds: dict[str, str], scenario: Scenario) -> None:
    summaries = " ".join(f"*{kind.label}*: {kind.summary}" for kind in danger_functions().values())

    def chosen(picked: str) -> None:
        # A formula that was typed before, and a blend, come back as they were left.
        _commit(key, state.history().last_function(picked) or picked)

    held = widget.holding(key, scenario.get(key), chosen)
    st.selectbox(label, list(kinds), format_func=kinds.__getitem__, help=summaries, **held)


def _agency(scenario: Scenario) -> None:
    granted, proxy = AGENCIES

    def chosen(on: bool) -> None:
        state.commit("agency", proxy if on else granted)

    held = widget.holding("agency", scenario.get("agency") == proxy, chosen)
    st.toggle("Induced agency", help=AGENCIES[proxy].summary, **held)


def _commit(key: str, value: Any) -> None:
    # A browser can send what no control offers, and values legal one by one may not be together, as a blend's weights.
    try:
        state.commit(key, value)
    except ValueError as error:
        state.tell(f"Nothing was changed: {error}.")


def _shown(scenario: Scenario, key: str) -> Any:
    section, _, name = key.partition(".")
    return getattr(scenario.compute_trend, name) if section == "trend" else scenario.get(key)


def _options(key: str) -> Mapping[str, str]:
    if key == "settings.other_function":
        return {name: kind.label for name, kind in alternatives().items()}
    return all_systems() if key in ("view.system", "view.other_system") else systems_by_id("I")


@functools.lru_cache(maxsize=8)
def systems_by_id(*axes: str) -> Mapping[str, str]:
    """Names of the systems measured on these axes, by id, the newest first."""
    table = catalog.systems()
    table = table[table[list(axes)].notna().all(axis="columns")].sort_values("date", ascending=False)
    return MappingProxyType(dict(zip(table["id"], table["name"], strict=True)))


@functools.cache
def all_systems() -> Mapping[str, str]:
    """Names of all systems by id, those measured on both I and A first, the others with what is missing."""
    table = catalog.place(catalog.systems()).sort_values("date", ascending=False)
    table = table.sort_values("missing", key=lambda missing: missing != "", kind="stable")
    names = [
        f"{name} ({missing} not measured)" if missing else name
        for name, missing in zip(table["name"], table["missing"], strict=True)
    ]
    return MappingProxyType(dict(zip(table["id"], names, strict=True)))


def _help(parameter: Parameter) -> str:
    return f"{parameter.help} Source: {parameter.source}."


def _capital(text: str) -> str:
    return {**AXIS_LABELS, **LABELS}.get(text, words.capital(text))
