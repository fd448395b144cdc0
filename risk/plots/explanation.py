"""Why D differs between two states: the way from before to after, one cause after the other."""

from __future__ import annotations

from typing import Any

from risk import words
from risk.explanation import Explanation, levels, sentence
from risk.plots.theme import Theme, axis, layout

_HATCH = {True: "", False: "/"}


def explanation_picture(found: Explanation, tolerance: float, label: str, theme: Theme) -> dict[str, Any]:
    """Bars from D before to D after, one a cause: full where it adds danger, hatched where it takes danger away.

    Parameters
    ----------
    found : Explanation
        What to draw.
    tolerance : float
        D* in [0, 1].
    label : str
        What the state is compared with.
    theme : Theme
        Colours.
    """
    way = levels(found)
    names = ["Before", *(name for name, _, _ in way), "After"]
    return {
        "data": [
            _bar(
                "ends",
                {"title": "Danger before and after", "x": "Danger index D", "y": "State"},
                ["Before", "After"],
                [0.0, 0.0],
                [found.D_before, found.D_after],
                theme.muted,
                theme,
            ),
            _bar(
                "contributions",
                {"title": "What each cause adds", "x": "Added to D", "y": "Cause"},
                [name for name, _, _ in way],
                [start for _, start, _ in way],
                [end for _, _, end in way],
                theme.danger[-1],
                theme,
            ),
            {
                "type": "scatter",
                "name": "tolerance",
                "x": [tolerance, tolerance],
                "y": ["Before", "After"],
                "mode": "lines",
                "line": {"width": 3, "color": theme.tolerance},
                "hoverinfo": "skip",
            },
        ],
        "layout": layout(
            theme,
            margin={"l": 130, "r": 60, "t": 26, "b": 52},
            bargap=0.35,
            xaxis=axis(theme, "Danger index D", range=[0, 1], dtick=0.2, tickformat=".1f"),
            yaxis={"type": "category", "categoryarray": names[::-1], "range": [-0.6, len(names) - 0.4]},
            annotations=[
                {
                    "x": tolerance,
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "text": f"D* = {words.index(tolerance)}",
                    "showarrow": False,
                    "font": {"size": 13, "color": theme.text},
                }
            ],
            meta={
                "title": f"Why D differs: compared with {label}",
                "alt": f"{found.after.at.name} compared with {label}. {sentence(found)}",
                "caption": "Each bar is the mean effect of one cause over all orders in which the changes could be made"
                " (Shapley value); together they are the whole change. Hatched: it takes danger away.",
            },
        ),
    }


def _bar(
    name: str,
    table: dict[str, str],
    causes: list[str],
    start: list[float],
    end: list[float],
    colour: str,
    theme: Theme,
) -> dict[str, Any]:
    """Horizontal bars between two values, with the size of each written at its end."""
    size = [last - first for first, last in zip(start, end, strict=True)]
    return {
        "type": "bar",
        "name": name,
        "meta": table,
        "orientation": "h",
        "y": causes,
        "base": start,
        "x": size,
        "text": [words.index(value) if name == "ends" else _signed(value) for value in size],
        "textposition": "outside",
        "textfont": {"size": 13, "color": theme.text},
        "marker": {
            "color": colour,
            "line": {"width": 1, "color": theme.text},
            "pattern": {"shape": [_HATCH[value >= 0] for value in size], "fgcolor": theme.text, "size": 8},
        },
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }


def _signed(value: float) -> str:
    written = words.index(value)
    return f"+{written}" if value > 0 and written != words.index(0.0) else written
