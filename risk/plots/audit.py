"""The audit: its two errors by number of evaluations, what an assurance takes, and what choice does to a score."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import institutions, words
from risk.plots.finding import with_finding
from risk.plots.theme import Theme, axis, layout, note
from risk.plots.transition import line
from risk.scenario import Scenario

# Okabe and Ito's, at least 3 : 1 against the background.
_DANGEROUS = {"light": "#C04F00", "dark": "#F07E26"}
_SAFE = {"light": "#0072B2", "dark": "#56B4E9"}
_STYLES = {
    "this audit": ("solid", 4),
    "independent": ("dash", 2.5),
    "not noticed": ("dot", 2.5),
    "both": ("dashdot", 2.5),
}


def number_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Chance to clear a dangerous and to block a safe system, against the number of evaluations."""
    drawn, audit = institutions.by_number(scenario), scenario.audit
    dangerous, safe = institutions.judged(scenario)
    ends = [float(drawn.n[0]), float(drawn.n[-1])]
    tolerated = 1.0 - audit.assurance
    at = min(audit.evaluations, drawn.n[-1])
    data = [line("assurance", ends, [tolerated] * 2, theme.tolerance, 2)]
    for level in institutions.LEVELS:
        data.append(line(f"level-{level:g}", ends, [1.0 - level] * 2, theme.grid, 1))
    for name, y, ever, colour, what in (
        ("cleared", drawn.cleared, drawn.cleared_ever, _DANGEROUS[theme.name], "dangerous cleared"),
        ("blocked", drawn.blocked, drawn.blocked_ever, _SAFE[theme.name], "safe blocked"),
    ):
        dash = "solid" if name == "cleared" else "dash"
        data.append(line(f"{name}-ever", ends, [ever, ever], colour, 1.5, "dot"))
        data.append(
            line(name, drawn.n, y, colour, 3, dash, hoverinfo="all",
                 hovertemplate=f"%{{x}} evaluations: {what} %{{y:.3f}}<extra></extra>")
        )  # fmt: skip
        data.append(
            {
                "type": "scatter", "name": f"{name}-here", "x": [at], "y": [float(np.interp(at, drawn.n, y))],
                "mode": "markers", "hoverinfo": "skip", "cliponaxis": False,
                "marker": {"size": 12, "symbol": "circle" if name == "cleared" else "square", "color": colour,
                           "line": {"width": 2, "color": theme.background}},
            }
        )  # fmt: skip
    right = float(np.log10(drawn.n[-1]))
    left = 0.0
    words_at = _label_heights(float(drawn.cleared[-1]), float(drawn.blocked[-1]))
    notes = [
        note(theme, right, words_at[0], "dangerous<br>cleared", xanchor="left", xshift=8, align="left",
             font={"size": 13, "color": _DANGEROUS[theme.name]}),
        note(theme, right, words_at[1], "safe<br>blocked", xanchor="left", xshift=8, align="left",
             font={"size": 13, "color": _SAFE[theme.name]}),
        note(theme, right, tolerated, f"assurance {words.share(audit.assurance)}", xanchor="right", yanchor="bottom",
             xshift=-2, font={"size": 12, "color": theme.text}),
    ]  # fmt: skip
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=axis(theme, "Evaluations n", type="log", range=[left, right], tickvals=[1, 2, 5, 10, 20, 50, 100])
            | {"title": {"text": "Evaluations n", "standoff": 14}},
            yaxis=_chance_axis(theme, "Chance of an error"),
            margin={"l": 58, "r": 84, "t": 14, "b": 50},
            annotations=notes,
            meta={
                "title": institutions.audit_title(scenario),
                "alt": institutions.audit_told(scenario),
                "caption": f"A dangerous system of D = {words.index(dangerous)} and a safe one of {words.index(safe)}."
                " Dotted: with ever more evaluations. Solid level line: the assurance wanted; pale: 90, 95 and 99 %."
                f" {institutions.audit_assumed(scenario)}",
            },
        ),
    }
    return with_finding(picture, theme)


def _label_heights(one: float, other: float) -> tuple[float, float]:
    """Heights of two labels of two lines each, moved apart where they would cover each other."""
    gap = 0.17
    if abs(one - other) < gap:
        middle = min(max((one + other) / 2, gap / 2), 1 - gap / 2)
        up = one >= other
        return (middle + gap / 2, middle - gap / 2) if up else (middle - gap / 2, middle + gap / 2)
    return one, other


def _chance_axis(theme: Theme, title: str, **more: Any) -> dict[str, Any]:
    shared = axis(theme, title, range=[-0.02, 1.02], tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1.0], tickformat=".0%")
    return shared | {"title": {"text": title, "standoff": 8}} | more


def needed_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """How many evaluations buy an assurance, and the ceiling that correlation and awareness put on it."""
    tolerance = scenario.settings.tolerance
    data: list[dict[str, Any]] = []
    notes = []
    for level in institutions.LEVELS:
        data.append(line(f"level-{level:g}", [level] * 2, [1, 1000], theme.grid, 1.5))
    data.append(line("wanted", [scenario.audit.assurance] * 2, [1, 1000], theme.tolerance, 2))
    colours = dict(
        zip(_STYLES, (_DANGEROUS[theme.name], _SAFE[theme.name], theme.undetermined, theme.text), strict=True)
    )
    for place, (name, audit) in enumerate(institutions.variations(scenario.audit).items()):
        n, reached, ever = institutions.assurance_curve(audit, tolerance)
        dash, width = _STYLES[name]
        data.append(line(f"{name}-ceiling", [ever, ever], [1, 1000], colours[name], 1.2, "dot"))
        told = f"{name}: %{{y}} evaluations, assurance %{{x:.3f}}<extra></extra>"
        data.append(line(name, reached, n, colours[name], width, dash, hoverinfo="all", hovertemplate=told))
        text = (
            f"{ {'solid': '━━', 'dash': '╍╍', 'dot': '┈┈', 'dashdot': '━·'}[dash] } {name}: at most {words.share(ever)}"
        )
        notes.append(note(theme, 0.01, 2.93 - 0.2 * place, text, xanchor="left", yanchor="top",
                          font={"size": 13, "color": colours[name]}, bgcolor=theme.background))  # fmt: skip
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=_chance_axis(theme, "Assurance: danger is blocked", range=[0, 1.01])
            | {"title": {"text": "Assurance: danger is blocked", "standoff": 14}},
            yaxis=axis(theme, "Evaluations n", type="log", range=[0, 3], dtick=1)
            | {"title": {"text": "Evaluations n", "standoff": 8}},
            margin={"l": 66, "r": 14, "t": 14, "b": 50},
            annotations=notes,
            meta={
                "title": institutions.needed_title(scenario),
                "alt": institutions.needed_told(scenario),
                "caption": "Dotted: the ceiling, which no number of evaluations passes. Pale: assurances of 90, 95 and"
                " 99 %; solid: the one wanted. Independent: correlation 0. Not noticed: awareness 0."
                f" {institutions.audit_assumed(scenario)}",
            },
        ),
    }
    return with_finding(picture, theme)


def goodhart_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """What an evaluation reads against true danger, as the developer chooses among more variants."""
    audit, tolerance = scenario.audit, scenario.settings.tolerance
    m, read = institutions.readings(scenario)
    dangerous = institutions.judged(scenario)[0]
    ends = [1.0, float(m[-1])]
    here = float(np.interp(audit.variants, m, read))
    right = float(np.log10(m[-1]))
    at = 0.25 * right
    seen = float(np.interp(at, np.log10(m), read))
    low = min(float(read.min()) - audit.hiding, tolerance) - 0.04
    high = dangerous + 0.08
    colour = _DANGEROUS[theme.name]
    notes = [
        note(theme, right, dangerous, "true danger", xanchor="right", yanchor="bottom"),
        note(theme, 0.0, tolerance, f"D* = {words.index(tolerance)}", xanchor="left", yanchor="top", xshift=4),
        note(theme, at, seen, "reading, unnoticed", xanchor="left", yanchor="bottom",
             font={"size": 13, "color": colour}),
        note(theme, at, seen - audit.hiding, "reading, noticed", xanchor="left", yanchor="bottom",
             font={"size": 13, "color": _SAFE[theme.name]}),
    ]  # fmt: skip
    picture = {
        "data": [
            line("tolerance", ends, [tolerance] * 2, theme.tolerance, 3),
            line("danger", ends, [dangerous] * 2, theme.muted, 3, "longdash"),
            line("unnoticed", m, read, colour, 3, hoverinfo="all",
                 hovertemplate="best of %{x}: reads %{y:.2f}<extra></extra>"),
            line("noticed", m, read - audit.hiding, _SAFE[theme.name], 2.5, "dash", hoverinfo="all",
                 hovertemplate="best of %{x}, noticed: reads %{y:.2f}<extra></extra>"),
            {
                "type": "scatter", "name": "here", "x": [audit.variants], "y": [here], "mode": "markers",
                "marker": {"size": 12, "color": colour, "line": {"width": 2, "color": theme.background}},
                "hoverinfo": "skip", "cliponaxis": False,
            },
        ],
        "layout": layout(
            theme,
            xaxis=axis(theme, "Variants tried m", type="log", range=[0, right], dtick=1)
            | {"title": {"text": "Variants tried m", "standoff": 14}},
            yaxis=axis(theme, "Danger index D", range=[low, high], dtick=0.1, tickformat=".1f")
            | {"title": {"text": "Danger index D", "standoff": 8}},
            margin={"l": 58, "r": 14, "t": 14, "b": 50},
            annotations=notes,
            meta={
                "title": institutions.goodhart_title(scenario),
                "alt": institutions.goodhart_told(scenario),
                "caption": "Mean of what one evaluation reads of the dangerous system when the best-scoring of m"
                " variants is submitted: D − σ_b E[max of m normals]. The variants differ in score, not in danger.",
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)
