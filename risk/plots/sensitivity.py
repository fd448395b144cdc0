"""What matters: indices with their intervals, a tornado beside them, and the box in which a rule fails."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import what_matters
from risk.discovery import Box
from risk.plots.finding import with_finding
from risk.plots.theme import REGION_COLOURS, Theme, axis, layout, note
from risk.plots.transition import line
from risk.scenario import Scenario

# At least 3 : 1 against the background; first and total also differ in width, low and high in mark.
_COLOURS = {
    "light": {"first": "#0072B2", "total": "#8fb8d6", "low": "#0072B2", "high": "#C04F00"},
    "dark": {"first": "#56B4E9", "total": "#2f5f80", "low": "#56B4E9", "high": "#E69F00"},
}
# Of a row's height: room for its name above two bars, on a phone as well.
_BAR = 0.24


def indices_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """First-order and total index of each parameter, as bars with whiskers, the largest total first."""
    found = what_matters.found(scenario)
    places = found.order[: what_matters.SHOWN]
    names = [what_matters.label(scenario, found.names[place]) for place in places]
    rows = np.arange(len(places))[::-1] * 1.0
    colours = _COLOURS[theme.name]
    data: list[dict[str, Any]] = []
    for kind, offset, pattern in (("total", 0.05, "/"), ("first", 0.05 - _BAR, "")):
        values = np.clip(np.nan_to_num(getattr(found, kind)), 0.0, 1.0)[list(places)]
        low, high = (
            np.clip(np.nan_to_num(getattr(found, f"{kind}_{end}")), 0.0, 1.0)[list(places)] for end in ("low", "high")
        )
        data.append(
            {
                "type": "bar", "name": kind, "orientation": "h", "x": values, "y": rows + offset, "width": _BAR * 0.9,
                "meta": {"title": f"{'Total' if kind == 'total' else 'First-order'} index of each parameter",
                         "x": "Part of the variance", "y": False, "columns": ["Parameter", "Low", "High"]},
                "customdata": [[name, one, other] for name, one, other in zip(names, low, high, strict=True)],
                "marker": {"color": colours[kind], "pattern": {"shape": pattern, "fgcolor": theme.text, "size": 5},
                           "line": {"width": 1, "color": theme.text}},
                "error_x": {"type": "data", "symmetric": False, "array": np.maximum(high - values, 0.0),
                            "arrayminus": np.maximum(values - low, 0.0), "thickness": 2, "width": 5,
                            "color": theme.text},
                "hovertemplate": "%{customdata[0]}: %{x:.0%} (%{customdata[1]:.0%} to %{customdata[2]:.0%})"
                "<extra></extra>",
            }
        )  # fmt: skip
    notes = [_row_name(theme, name, row + 0.05 + 0.5 * _BAR) for name, row in zip(names, rows, strict=True)]
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=axis(theme, "Part of the variance", range=[0, 1.02], tickformat=".0%", dtick=0.2)
            | {"title": {"text": "Part of the variance", "standoff": 14}},
            yaxis=_rows_axis(theme, len(places)),
            margin={"l": 14, "r": 20, "t": 14, "b": 50},
            bargap=0,
            annotations=notes,
            meta={
                "title": what_matters.indices_title(scenario),
                "alt": what_matters.indices_told(scenario),
                "caption": "Hatched: with all in which the parameter has a part (total). Plain: alone (first order)."
                f" {what_matters.drawn_told(scenario)}",
            },
        ),
    }
    return with_finding(picture, theme)


def tornado_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The headline while each parameter alone goes from low to high, the largest swing first."""
    found, asked = what_matters.swings(scenario), what_matters.question(scenario).headline
    swings = [swing for swing in found.swings if np.isfinite(swing.size)][: what_matters.SHOWN]
    rows = np.arange(len(swings))[::-1] * 1.0
    colours = _COLOURS[theme.name]
    now = found.value
    data: list[dict[str, Any]] = []
    if np.isfinite(now):
        data.append(line("now", [now, now], [-0.5, len(swings) - 0.35], theme.text, 2, meta={"table": False}))
    for swing, row in zip(swings, rows, strict=True):
        data.append(line(swing.name, [swing.at_low, swing.at_high], [row, row], theme.muted, 7, meta={"table": False}))
    names = [what_matters.label(scenario, swing.name) for swing in swings]
    for end, symbol in (("low", "triangle-left"), ("high", "triangle-right")):
        values = [getattr(swing, f"at_{end}") for swing in swings]
        told = [what_matters.end_words(scenario, swing, end) for swing in swings]
        data.append(
            {
                "type": "scatter", "name": end, "x": values, "y": rows, "mode": "markers", "cliponaxis": False,
                "meta": {"title": f"{asked.label} with each parameter alone at its {end} value",
                         "x": asked.label, "y": False, "columns": ["Parameter", "Value", "In words"]},
                "customdata": [[name, *pair] for name, pair in zip(names, told, strict=True)],
                "marker": {"size": 13, "symbol": symbol, "color": colours[end],
                           "line": {"width": 1, "color": theme.background}},
                "hovertemplate": "%{customdata[0]} at %{customdata[1]}: %{customdata[2]}<extra></extra>",
            }
        )  # fmt: skip
    ends = [end for swing in swings for end in (swing.at_low, swing.at_high)]
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=_value_axis(theme, asked.label, asked.unit, [now, *ends]),
            yaxis=_rows_axis(theme, len(swings)),
            margin={"l": 14, "r": 20, "t": 14, "b": 50},
            annotations=[_row_name(theme, name, row + 0.2) for name, row in zip(names, rows, strict=True)],
            meta={
                "title": what_matters.tornado_title(scenario),
                "alt": what_matters.tornado_told(scenario),
                "caption": "◀ parameter low, ▶ parameter high: the 5 % and 95 % quantiles of its prior, one parameter"
                f" at a time. Line: {asked.text(now)}, as set.",
            },
        ),
    }
    return with_finding(picture, theme)


def _rows_axis(theme: Theme, rows: int) -> dict[str, Any]:
    return axis(theme, "", range=[-0.6, max(rows, 1) - 0.25], showticklabels=False, ticks="", showgrid=False)


def _row_name(theme: Theme, name: str, height: float) -> dict[str, Any]:
    font = {"size": 12, "color": theme.text}
    return note(theme, 0, height, name, xref="paper", xanchor="left", yanchor="bottom", xshift=4, font=font,
                bgcolor=theme.background, borderpad=1)  # fmt: skip


def _value_axis(theme: Theme, label: str, unit: str, values: list[float]) -> dict[str, Any]:
    known = [value for value in values if np.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = 0.08 * (high - low) or 0.5 * (abs(high) or 1.0)
    form = {"share": ".0%", "date": ".1f", "count": ".3~g", "index": ".2f"}[unit]
    if unit == "date" and high - low > 6:
        form = ".0f"
    return axis(theme, label, range=[low - room, high + room], tickformat=form, nticks=6) | {
        "title": {"text": label, "standoff": 14}
    }


def box_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Draws in which a rule fails and in which it does not, over the two parameters that tell them apart best."""
    whole = what_matters.failing(scenario)
    x, y = what_matters.box_axes(scenario)
    inside = what_matters.beside(scenario, x, y)
    draws, failed = what_matters.cases(scenario)
    data: list[dict[str, Any]] = []
    kinds = (("fails", failed, "x", REGION_COLOURS["missed"]), ("holds", ~failed, "circle-open", theme.muted))
    for name, mask, symbol, colour in kinds:
        for part, shown, faint in (("", mask & inside, False), (" elsewhere", mask & ~inside, True)):
            if not shown.any():
                continue
            data.append(
                {
                    "type": "scatter", "name": f"{name}{part}", "mode": "markers", "x": draws[x][shown],
                    "y": draws[y][shown], "meta": {"title": f"Draws in which the rule {name}{part}"},
                    "marker": {"symbol": symbol, "size": 5 if faint else 8, "color": colour,
                               "opacity": 0.35 if faint else 0.95},
                    "hovertemplate": f"%{{x:.3g}}, %{{y:.3g}}: {name}<extra></extra>",
                }
            )  # fmt: skip
    if whole.found:
        data.append(line("box", *_outline(whole.box, draws, x, y), theme.text, 3, meta={"table": False}))
    axes = [
        axis(theme, what_matters.label(scenario, whole.names[place]), nticks=6)
        | ({"type": "log"} if scenario.parameter(whole.names[place]).log else {})
        for place in (x, y)
    ]
    axes[0]["title"]["standoff"] = 14
    picture = {
        "data": data,
        "layout": layout(
            theme, xaxis=axes[0], yaxis=axes[1], margin={"l": 62, "r": 20, "t": 14, "b": 50}, annotations=[],
            meta={
                "title": what_matters.box_title(scenario),
                "alt": what_matters.box_told(scenario),
                "caption": f"Cross: the rule fails in that draw. Ring: it holds. {what_matters.box_words(scenario)}",
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)


def _outline(box: Box, draws: Any, x: int, y: int) -> tuple[list[float], list[float]]:
    """Corners of a box; an open side runs along the outermost draws."""
    (left, right), (lower, upper) = (
        (max(float(box.low[place]), float(draws[place].min())), min(float(box.high[place]), float(draws[place].max())))
        for place in (x, y)
    )
    return [left, right, right, left, left], [lower, lower, upper, upper, lower]
