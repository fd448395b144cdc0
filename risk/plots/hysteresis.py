"""The S-curve with its unstable middle, the loop of granting and revoking, and the pole of the steepest slope."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from risk import words
from risk.plots.theme import Theme, axis, layout, note, unit_axis
from risk.plots.transition import COLOUR, curve, here, jump_mark, line
from risk.scenario import Scenario
from risk.transition import Curve, Loop, Path, Transition, loop, pole, transition
from risk.transition import curve as whole_curve
from risk.transition_words import loop_sentence, states

_NO_HISTORY = "the chosen danger function has no feedback and so no such curve"


def s_curve_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Every state of the page's system over agenticity: D and m, with the unstable middle dashed.

    Raises
    ------
    ValueError
        If the danger function has no such states.
    """
    found = transition(scenario)
    drawn = whole_curve(scenario.surface, found.at.I, found.at.G)
    if drawn is None:
        raise ValueError(_NO_HISTORY)
    tolerance, colour = scenario.settings.tolerance, COLOUR[theme.name]
    turned = math.isfinite(found.low) and found.low < found.high
    folds = [x for x in (found.low, found.high) if turned and 0.0 <= x <= 1.0]
    maxwell = [found.critical] * 2 if turned and 0.0 <= found.critical <= 1.0 else []
    return {
        "data": [
            line("tolerance", [0, 1], [tolerance, tolerance], theme.tolerance, 3),
            *_states(drawn, "D", drawn.D, theme, "y"),
            *_states(drawn, "m", drawn.m, theme, "y2"),
            line("maxwell-D", maxwell, [0, 1][: len(maxwell)], colour, 1.5, "dot"),
            line("maxwell-m", maxwell, [0, 1][: len(maxwell)], colour, 1.5, "dot", yaxis="y2"),
            {
                "type": "scatter",
                "name": "spinodals",
                "x": folds,
                "y": [float(m) for m in _shares(drawn, folds)],
                "yaxis": "y2",
                "mode": "markers",
                "marker": {"size": 11, "symbol": "diamond", "color": colour},
                "hovertemplate": "fold: A %{x:.2f}, m %{y:.2f}<extra></extra>",
            },
            here("here", found.at.A, found.D, found.at.name, theme),
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "A", anchor="y2", title={"text": "Agenticity A granted", "standoff": 14}),
            yaxis=axis(theme, "Danger index D", range=[0, 1.02], dtick=0.2, tickformat=".1f", domain=[0.54, 1]),
            yaxis2=axis(theme, "Share m realised", range=[0, 1.02], dtick=0.2, tickformat=".1f", domain=[0, 0.46]),
            margin={"l": 58, "r": 14, "t": 14, "b": 50},
            annotations=_s_notes(found, maxwell, folds, theme),
            meta={
                "title": f"Every state of {found.at.name}",
                "alt": _s_alternative(found, drawn),
                "caption": "Solid: stable states; dashed: the unstable middle, in which no system stays. Diamonds: the"
                " folds (spinodals). Dotted: where both states are equally stable (Maxwell). Solid level line: D*.",
            },
        ),
    }


def _states(drawn: Curve, name: str, y: Any, theme: Theme, yaxis: str) -> list[dict[str, Any]]:
    colour = COLOUR[theme.name]
    low = ~drawn.unstable & ~drawn.high
    # The folds belong to the unstable part and to a stable one, so that the curve has no gaps.
    ends = np.flatnonzero(drawn.unstable)
    if ends.size:
        low[ends[0]] = True
    parts = {"low": (low, "solid"), "unstable": (drawn.unstable, "dash"), "high": (drawn.high, "solid")}
    told = {"hoverinfo": "all", "hovertemplate": f"A %{{x:.2f}}: {name} %{{y:.2f}}<extra></extra>"}
    return [
        line(f"{part}-{name}", drawn.A[mask], y[mask], colour, 3 if dash == "solid" else 2, dash, yaxis=yaxis, **told)
        for part, (mask, dash) in parts.items()
    ]


def _shares(drawn: Curve, folds: list[float]) -> list[float]:
    middle = np.flatnonzero(drawn.unstable)
    ends = [float(drawn.m[i]) for i in (middle[-1], middle[0])] if middle.size else []
    places = [float(drawn.A[i]) for i in (middle[-1], middle[0])] if middle.size else []
    return [min(zip(places, ends, strict=True), key=lambda pair: abs(pair[0] - fold))[1] for fold in folds]


def _s_notes(found: Transition, maxwell: list[float], folds: list[float], theme: Theme) -> list[dict[str, Any]]:
    notes = []
    if maxwell:
        left = maxwell[0] < 0.6
        side: dict[str, Any] = {"xanchor": "left" if left else "right", "xshift": 8 if left else -8}
        text = f"jump at A = {words.index(maxwell[0])}"
        notes.append(note(theme, maxwell[0], 1.0, text, yref="y", yanchor="top", **side))
    if folds:
        text = f"folds at A = {words.listed([words.index(fold) for fold in folds])}"
        right = sum(folds) / len(folds) < 0.5
        place, anchor = (0.99, "right") if right else (0.01, "left")
        notes.append(note(theme, place, 0.5, text, yref="y2", xanchor=anchor, yanchor="middle"))
    return notes


def _s_alternative(found: Transition, drawn: Curve) -> str:
    text = (
        f"All states of {found.at.name} over agenticity at intelligence {words.index(found.at.I)}. m runs from"
        f" {words.index(float(drawn.m[0]))} at A = 0 to {words.index(float(drawn.m[-1]))} at A = 1, and D from"
        f" {words.index(float(drawn.D[0]))} to {words.index(float(drawn.D[-1]))}."
    )
    return f"{text} {states(found)}"


# ---- granting and revoking ----


def loop_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """D while agenticity is granted, and while it is revoked.

    Raises
    ------
    ValueError
        If the danger function has no history.
    """
    found, around = transition(scenario), loop(scenario)
    if around is None:
        raise ValueError(_NO_HISTORY)
    tolerance, so_far = scenario.settings.tolerance, around.so_far
    sentence = loop_sentence(found, around)
    return {
        "data": [
            line("tolerance", [0, 1], [tolerance, tolerance], theme.tolerance, 3),
            curve("granting", around.granting, theme, width=1),
            curve("revoking", around.revoking, theme, width=1),
            _travelled("granted-so-far", around.granting, so_far, around.up, theme, up=True),
            _travelled("revoked-so-far", around.revoking, so_far, around.down, theme, up=False),
            jump_mark("granting-jump", around.granting.jumps, theme) | _arrow("triangle-up"),
            jump_mark("revoking-jump", around.revoking.jumps, theme) | _arrow("triangle-down"),
            here("granting-mark", so_far, around.up, "being granted", theme, "triangle-right"),
            here("revoking-mark", so_far, around.down, "being revoked", theme, "triangle-left"),
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "A", title={"text": "Agenticity A granted so far, or left", "standoff": 14}),
            yaxis=axis(theme, "Danger index D", range=[0, 1.02], dtick=0.2, tickformat=".1f"),
            margin={"l": 58, "r": 14, "t": 14, "b": 50},
            annotations=_loop_notes(around, theme),
            meta={
                "title": "Granting and then revoking agenticity",
                "alt": f"Danger index of {found.at.name} over agenticity on the way up and on the way back. {sentence}",
                "caption": "A property of this formula, not a claim of the essay. Thick from the left: granted so far,"
                " up to the mark that points right. Thick from the right: revoked so far, down to the mark that points"
                " left. Rings: jumps.",
            },
        ),
    }


def _arrow(symbol: str) -> dict[str, Any]:
    return {
        "hovertemplate": f"{'up' if symbol.endswith('up') else 'down'} at A %{{x:.2f}}: D %{{y:.2f}}<extra></extra>"
    }


def _travelled(name: str, drawn: Path, so_far: float, D: float, theme: Theme, up: bool) -> dict[str, Any]:
    gone = so_far >= drawn.A if up else so_far <= drawn.A
    parts = ((drawn.A[gone], [so_far]), (drawn.D[gone], [D]))
    x, y = (np.concatenate(part if up else part[::-1]) for part in parts)
    return line(name, x, y, COLOUR[theme.name], 5)


def _loop_notes(around: Loop, theme: Theme) -> list[dict[str, Any]]:
    return [
        note(theme, jump.at, (jump.low + jump.high) / 2, f"{text} {words.index(jump.at)}", xanchor=anchor, xshift=shift)
        for way, text, anchor, shift in (
            (around.granting, "granting jumps at", "left", 8),
            (around.revoking, "revoking falls at", "right", -8),
        )
        for jump in way.jumps
    ]


# ---- the pole ----


def pole_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Steepest slope of m along agenticity against intelligence, with its pole at the critical intelligence.

    Raises
    ------
    ValueError
        If the danger function has no m.
    """
    found = transition(scenario)
    drawn = pole(scenario.surface, found.at.I)
    if drawn is None:
        raise ValueError(_NO_HISTORY)
    critical, I = drawn.critical, found.at.I
    reached, finite = not math.isnan(critical), math.isfinite(drawn.here)
    bottom = math.log10(drawn.plain) - 0.2
    told = f"{found.at.name}: {words.slope(round(drawn.here, 2)) if finite else 'beyond the pole, a jump'}"
    beside: dict[str, Any] = {"xanchor": "right", "xshift": -6} if I > 0.4 else {"xanchor": "left", "xshift": 6}
    notes = [
        note(theme, I, bottom + 1.9, told, bgcolor=theme.background, **beside),
        note(theme, 0.01, math.log10(drawn.plain), f"without feedback: {drawn.plain:.3g}", xanchor="left",
             yanchor="top", font={"size": 13, "color": theme.muted}),
    ]  # fmt: skip
    if reached:
        text = f"critical: {words.index(critical)}"
        right: dict[str, Any] = (
            {"xanchor": "left", "xshift": 6} if critical < 0.7 else {"xanchor": "right", "xshift": -6}
        )
        notes.append(note(theme, critical, bottom + 2.9, text, **right))
    return {
        "data": [
            line("without-feedback", [0, 1], [drawn.plain] * 2, theme.muted, 2, "dash"),
            line("steepest-slope", drawn.I, drawn.slope, COLOUR[theme.name], 3),
            line("pole", [critical] * 2 if reached else [], [drawn.plain / 10, drawn.plain * 1e4][: 2 * reached],
                 COLOUR[theme.name], 1.5, "dot"),
            line("system", [I, I], [drawn.plain / 10, drawn.plain * 1e4], theme.text, 1, "dot"),
            here("here", I, drawn.here if finite else math.nan, found.at.name, theme),
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "I", title={"text": "Intelligence I", "standoff": 14}),
            yaxis=axis(theme, "Steepest ∂m/∂A", type="log", range=[bottom, bottom + 3], dtick=1),
            margin={"l": 66, "r": 14, "t": 14, "b": 50},
            annotations=notes,
            meta={
                "title": "How sharply it grows towards the critical intelligence",
                "alt": _pole_alternative(drawn.plain, critical, told),
                "caption": "Steepest slope of m, the share of its potential for autonomous harm that a system realises,"
                " along effective agenticity: (s/4)/(1 − κ/4). At the critical intelligence it is infinite; beyond, m"
                " jumps.",
            },
        ),
    }  # fmt: skip


def _pole_alternative(plain: float, critical: float, told: str) -> str:
    if math.isnan(critical):
        return f"Steepest slope of m against intelligence: no intelligence makes it infinite. {told}."
    return (
        f"Steepest slope of m along agenticity against intelligence: {words.index(plain)} at I = 0, and ever steeper"
        f" towards the critical intelligence {words.index(critical)}, where it is infinite. {told}."
    )
