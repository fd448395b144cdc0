"""Agenticity added to one system: D and its slope along the way, and the plane with the cusp."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import words
from risk.axes import Array
from risk.plane import contour, plane
from risk.plots.plane import heat_map, tolerance_line
from risk.plots.systems import marks, of_one_colour, segments
from risk.plots.theme import Theme, axis, layout, note, unit_axis
from risk.population import population
from risk.scenario import Scenario
from risk.slices import Jump
from risk.transition import Lines, Path, Transition, levels, lines, slope_axis, transition

# At least 3 : 1 against the background and against the dangerous end of the scale.
COLOUR = {"light": "#6a1457", "dark": "#ffd0ee"}


def path_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """D and dD/dA while agenticity is added to the page's system, with feedback and without."""
    found = transition(scenario)
    low, high = slope_axis(found)
    tolerance = scenario.settings.tolerance
    granted = levels(scenario)
    return {
        "data": [
            line("tolerance", [0, 1], [tolerance, tolerance], theme.tolerance, width=3),
            curve("ramp", found.ramp, theme, dash="dash"),
            curve("path", found.path, theme),
            jump_mark("jump", found.path.jumps, theme),
            {
                "type": "scatter",
                "name": "levels",
                "x": list(granted),
                "y": [1.0] * len(granted),
                "mode": "markers+text",
                "text": ["level 1", "2", "3", "4", "5"][: len(granted)],
                "textposition": "bottom center",
                "textfont": {"size": 12, "color": theme.text},
                "marker": {"symbol": "line-ns", "size": 10, "line": {"width": 2, "color": theme.text}},
                "hovertemplate": "autonomy level %{text}: A %{x:.2f}<extra></extra>",
                "cliponaxis": False,
            },
            here("here", found.at.A, found.D, found.at.name, theme),
            _slope("slope-ramp", found.ramp, theme, (low, high), dash="dash"),
            _slope("slope", found.path, theme, (low, high)),
            _spike(found, theme, high),
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "A", anchor="y2", title={"text": "Agenticity A granted", "standoff": 14}),
            yaxis=axis(theme, "Danger index D", range=[0, 1.02], dtick=0.2, tickformat=".1f", domain=[0.4, 1]),
            yaxis2=axis(theme, "∂D/∂A", range=[low, high * 1.08], nticks=5, domain=[0, 0.31]),
            margin={"l": 58, "r": 14, "t": 14, "b": 50},
            annotations=[*_path_notes(scenario, found, theme), *_spike_note(found, theme, high)],
            meta={
                "title": f"Adding agenticity to {found.at.name}",
                "alt": _path_alternative(scenario, found),
                "caption": _path_caption(found, high),
            },
        ),
    }


def line(name: str, x: Any, y: Any, colour: str, width: float = 2, dash: str = "solid", **more: Any) -> dict[str, Any]:
    """A line without words."""
    return {
        "type": "scatter",
        "name": name,
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"width": width, "color": colour, "dash": dash},
        "hoverinfo": "skip",
    } | more


def curve(name: str, drawn: Path | None, theme: Theme, dash: str = "solid", width: float = 3) -> dict[str, Any]:
    """D along agenticity, broken where it jumps; empty without a path."""
    x, y = (drawn.A, drawn.D) if drawn else ([], [])
    colour = theme.muted if dash == "dash" else COLOUR[theme.name]
    told = {"hoverinfo": "all", "hovertemplate": "A %{x:.2f}: D %{y:.2f}<extra></extra>"}
    return line(name, x, y, colour, width, dash, **told)


def jump_mark(name: str, jumps: tuple[Jump, ...], theme: Theme) -> dict[str, Any]:
    """A jump: a dotted line between open rings."""
    return {
        "type": "scatter",
        "name": name,
        "x": [x for jump in jumps for x in (jump.at, jump.at, None)],
        "y": [y for jump in jumps for y in (jump.low, jump.high, None)],
        "mode": "lines+markers",
        "line": {"width": 2, "dash": "dot", "color": COLOUR[theme.name]},
        "marker": {"size": 9, "symbol": "circle-open", "color": COLOUR[theme.name], "line": {"width": 2}},
        "hovertemplate": "A %{x:.2f}: D jumps, %{y:.2f}<extra></extra>",
    }


def here(name: str, x: float, y: float, told: str, theme: Theme, symbol: str = "circle") -> dict[str, Any]:
    """Where the page's system stands."""
    return {
        "type": "scatter",
        "name": name,
        "x": [x],
        "y": [y],
        "mode": "markers",
        "marker": {
            "size": 13,
            "symbol": symbol,
            "color": theme.background,
            "line": {"width": 4, "color": COLOUR[theme.name]},
        },
        "hovertemplate": f"{told}: %{{x:.2f}}, %{{y:.2f}}<extra></extra>",
        "cliponaxis": False,
    }


def _slope(
    name: str, drawn: Path | None, theme: Theme, ends: tuple[float, float], dash: str = "solid"
) -> dict[str, Any]:
    x, y = (drawn.A, np.clip(drawn.slope, *ends)) if drawn else ([], [])
    colour = theme.muted if dash == "dash" else COLOUR[theme.name]
    told = {"hoverinfo": "all", "hovertemplate": "A %{x:.2f}: ∂D/∂A %{y:.2f}<extra></extra>"}
    return line(name, x, y, colour, 2.5, dash, yaxis="y2", **told)


def _spiking(found: Transition) -> bool:
    return found.path.jump is not None or found.state == "ramp"


def _spike(found: Transition, theme: Theme, high: float) -> dict[str, Any]:
    """An arrow where D jumps: there the slope is infinite; a ring where it is steepest."""
    jump, at = found.path.jump, found.path.spike
    x, y, symbols = [], [], ["circle"]
    if jump:
        end = high if jump.high >= jump.low else -high
        x, y, symbols = [at, at], [0.0, end], ["circle", "triangle-up" if end > 0 else "triangle-down"]
    elif _spiking(found):
        x, y, symbols = [at], [float(np.clip(found.path.steepest, -high, high))], ["circle"]
    return {
        "type": "scatter",
        "name": "spike",
        "x": x,
        "y": y,
        "yaxis": "y2",
        "mode": "lines+markers",
        "line": {"width": 2, "dash": "dot", "color": COLOUR[theme.name]},
        "marker": {"size": [1, 13] if jump else 9, "symbol": symbols, "color": COLOUR[theme.name]},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _spike_note(found: Transition, theme: Theme, high: float) -> list[dict[str, Any]]:
    jump, at = found.path.jump, found.path.spike
    if not _spiking(found):
        return []
    number = (
        f"<b>jumps by {words.index(jump.high - jump.low)}</b>"
        if jump
        else f"<b>steepest: {words.slope(round(found.path.steepest, 2))}</b>"
    )
    side: dict[str, Any] = {"xanchor": "left", "xshift": 10} if at < 0.6 else {"xanchor": "right", "xshift": -10}
    text = f"{number}<br>at A = {words.index(at)}"
    return [note(theme, at, high, text, yref="y2", yanchor="top", yshift=4, align=side["xanchor"], **side)]


def _path_notes(scenario: Scenario, found: Transition, theme: Theme) -> list[dict[str, Any]]:
    tolerance = scenario.settings.tolerance
    notes = [note(theme, 0.01, tolerance, f"D* = {words.index(tolerance)}", xanchor="left", yanchor="bottom")]
    if not np.isnan(found.D):
        # D mostly rises with A: beside the curve there is room on its upper left.
        room = found.at.A > 0.3
        side: dict[str, Any] = {"xanchor": "right", "xshift": -12} if room else {"xanchor": "left", "xshift": 12}
        notes.append(note(theme, found.at.A, found.D, f"{found.at.name}", yanchor="bottom", yshift=8, **side))
    if found.ramp is not None and found.state != "no feedback":
        # Under the ramp where there is room, else over its end.
        under = float(np.interp(0.6, found.ramp.A, found.ramp.D)) >= 0.08
        y = 0.0 if under else float(found.ramp.D[-1])
        muted = {"size": 13, "color": theme.muted}
        notes.append(note(theme, 0.99, y, "without feedback", xanchor="right", yanchor="bottom", font=muted))
    return notes


def _path_caption(found: Transition, high: float) -> str:
    at = found.at
    held = f"I = {words.index(at.I)} and G = {words.index(at.G)} are held."
    shape = "Above: D. Below: its slope."
    plain = " Dashed: the same function without feedback." if found.ramp and found.state != "no feedback" else ""
    steepest = abs(found.path.steepest)
    capped = f" Slopes are capped at {high:g}." if steepest > high else ""
    jump = " Rings and arrow: a jump, where the slope is infinite." if found.path.jumps else ""
    ticks = " Ticks above: autonomy levels 1 to 5." if at.name != "your own point" and "A" not in at.missing else ""
    return f"{held} {shape}{plain}{jump}{capped}{ticks} Solid line: D*."


def _path_alternative(scenario: Scenario, found: Transition) -> str:
    D, at = found.path.D, found.at
    if np.isnan(D).all():
        return f"Danger index along agenticity for {at.name}: undefined everywhere."
    text = (
        f"Danger index as agenticity is added to {at.name} at intelligence {words.index(at.I)} and generality"
        f" {words.index(at.G)}. It runs from {words.index(float(D[0]))} at A = 0 to {words.index(float(D[-1]))} at A ="
        f" 1, and is {words.index(found.D)} where the system stands, at A = {words.index(at.A)}."
    )
    for jump in found.path.jumps:
        text += f" It jumps from {words.index(jump.low)} to {words.index(jump.high)} at A = {words.index(jump.at)}."
    steepest = words.slope(round(found.path.steepest, 2))
    beside = " beside the jump" if found.path.jumps else ""
    text += f" The steepest slope{beside} is {steepest}, at A = {words.index(found.path.steepest_at)}."
    if found.ramp is not None and found.state != "no feedback":
        text += (
            f" Without feedback there is no jump: from {words.index(float(found.ramp.D[0]))} to"
            f" {words.index(float(found.ramp.D[-1]))}, with a slope of {words.slope(round(found.ramp.steepest, 2))} at"
            " most."
        )
    tolerance = scenario.settings.tolerance
    crossed = found.path.A[tolerance <= D]
    reached = f"from A = {words.index(float(crossed[0]))} on" if crossed.size else "nowhere"
    if crossed.size and np.count_nonzero(np.diff((tolerance <= D[~np.isnan(D)]).astype(int))) > 1:
        reached = f"in parts, first at A = {words.index(float(crossed[0]))}"
    return f"{text} D* = {words.index(tolerance)} is reached {reached}."


# ---- the plane ----


def cusp_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The plane of intelligence and agenticity with the cusp, spinodals and Maxwell line, and all judged systems."""
    found, drawn_lines = transition(scenario), lines(scenario.surface)
    drawn = plane(scenario.surface, "I", "A", found.at.G)
    edge = contour(scenario.surface, scenario.settings.tolerance, drawn)
    table = population(scenario)
    if not scenario.view.systems:
        table = table.where(np.zeros(table.size, dtype=bool))
    colour = COLOUR[theme.name]
    cusp = drawn_lines.cusp if drawn_lines else None
    handle = {"trace": "cusp", "x": "function.critical_intelligence", "y": "function.uncoupled_midpoint"}
    meta: dict[str, Any] = {
        "title": "Where the transition sits",
        "alt": _cusp_alternative(scenario, found, drawn_lines),
        "caption": _cusp_caption(found, cusp is not None, theme),
    }
    if cusp:
        meta["handle"] = handle
    return {
        "data": [
            heat_map(drawn, theme),
            *_transition_lines(drawn_lines, theme),
            tolerance_line(scenario, drawn, edge, theme),
            segments(table, theme),
            *(_plain(trace, theme) for trace in marks(table, theme, "I", "A", mode="markers")),
            line("system-path", [found.at.I] * 2, [0, 1], colour, 2, "dot"),
            here("here", found.at.I, found.at.A, found.at.name, theme),
            {
                "type": "scatter",
                "name": "cusp",
                "x": [cusp[0]] if cusp else [],
                "y": [cusp[1]] if cusp else [],
                "mode": "markers",
                "marker": {
                    "size": 18,
                    "symbol": "diamond-tall",
                    "color": colour,
                    "line": {"width": 2, "color": theme.background},
                },
                "hovertemplate": "cusp: I %{x:.2f}, A %{y:.2f}<extra></extra>",
            },
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "I", title={"text": "Intelligence I", "standoff": 14}),
            yaxis=unit_axis(theme, "A"),
            margin={"l": 58, "r": 14, "t": 56, "b": 50},
            annotations=_cusp_notes(found, drawn_lines, theme),
            meta=meta,
        ),
    }


def _plain(trace: dict[str, Any], theme: Theme) -> dict[str, Any]:
    # What a FLOP line makes of a system is another page's matter.
    plain = of_one_colour(trace, theme)
    return plain | {"marker": plain["marker"] | {"size": 8}}


def _transition_lines(drawn: Lines | None, theme: Theme) -> list[dict[str, Any]]:
    colour, none = COLOUR[theme.name], np.empty(0)

    def part(name: str) -> Array:
        return getattr(drawn, name) if drawn else none

    above, low, high = part("above"), part("low"), part("high")
    return [
        {
            "type": "scatter",
            "name": "two-states",
            "x": np.concatenate((above, above[::-1])),
            "y": np.concatenate((low, high[::-1])),
            "mode": "none",
            "fill": "toself",
            "fillcolor": theme.interval,
            "opacity": 0.5,
            "hoverinfo": "skip",
        },
        line("steepest", part("below"), part("steepest"), colour, 1.5, "dot"),
        line("spinodal-low", above, low, colour, 2, "dash"),
        line("spinodal-high", above, high, colour, 2, "dash"),
        # Wide, because D* often lies on it.
        line("maxwell", above, part("maxwell"), colour, 8),
    ]


def _cusp_notes(found: Transition, drawn: Lines | None, theme: Theme) -> list[dict[str, Any]]:
    backed: dict[str, Any] = {"bgcolor": theme.background, "opacity": 0.9, "borderpad": 2}
    right = found.at.I > 0.6
    side: dict[str, Any] = {"xanchor": "right", "xshift": -6} if right else {"xanchor": "left", "xshift": 6}
    notes = [note(theme, found.at.I, 0.985, f"{found.at.name}", yanchor="top", **side, **backed)]
    if drawn and drawn.cusp and 0.0 <= drawn.cusp[1] <= 1.0:
        x, y = drawn.cusp
        left: dict[str, Any] = {"xanchor": "right", "xshift": -14} if x > 0.25 else {"xanchor": "left", "xshift": 14}
        notes.append(note(theme, x, y, "<b>cusp</b>", yanchor="middle", **left, **backed))
    return notes


def _cusp_caption(found: Transition, cusp: bool, theme: Theme) -> str:
    held = f"Generality is held at {words.index(found.at.G)}. "
    marks = " Dots: measured systems, dotted from autonomy level 1 to 5."
    if found.state == "no cusp":
        return f"{held}This function has no cusp. Solid: D*.{marks}"
    if not cusp:
        return f"{held}No cusp: dotted is where the ramp is steepest. Solid: D*.{marks}"
    return (
        f"{held}Drag the cusp. From it: the line of the jump, and dashed the spinodals, between which two states are"
        f" possible. {'Black' if theme.name == 'light' else 'White'}: D*.{marks}"
    )


def _cusp_alternative(scenario: Scenario, found: Transition, drawn: Lines | None) -> str:
    table = population(scenario)
    judged = table.where(table.judged)
    dangerous = int(np.count_nonzero(judged["D"] >= scenario.settings.tolerance))
    counted = (
        f"Of {judged.size} measured systems {words.count(dangerous)} reach D* ="
        f" {words.index(scenario.settings.tolerance)}. {found.at.name} stands at I = {words.index(found.at.I)}, A ="
        f" {words.index(found.at.A)}."
    )
    opening = "Map of the danger index over intelligence and agenticity, from 0 to 1 each."
    if drawn is None:
        return f"{opening} This function has no cusp. {counted}"
    if drawn.cusp is None:
        return f"{opening} There is no cusp: danger rises as a ramp at every intelligence. {counted}"
    ends = [words.index(float(part[-1])) for part in (drawn.low, drawn.maxwell, drawn.high) if part.size]
    fan = f" At I = 1 the jump lies at A = {ends[1]}, its spinodals at {ends[0]} and {ends[2]}." if ends else ""
    at, height = (words.index(place) for place in drawn.cusp)
    return f"{opening} The cusp lies at I = {at} and A = {height}.{fan} {counted}"
