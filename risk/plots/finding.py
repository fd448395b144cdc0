"""The finding of a figure, written above it."""

from __future__ import annotations

import textwrap
from typing import Any

from risk.plots.theme import Theme

# What fits the narrowest screen.
_LETTERS, _LINE = 42, 19


def with_finding(picture: dict[str, Any], theme: Theme, above: int = 6) -> dict[str, Any]:
    """The picture with its title written over it, in as many lines as it takes.

    Parameters
    ----------
    picture : dict
        A Plotly specification with a title in its `meta`.
    theme : Theme
        Colours.
    above : int
        Pixels that something else takes between the figure and its title.
    """
    layout = picture["layout"]
    lines = textwrap.wrap(layout["meta"]["title"], _LETTERS)
    margin = dict(layout["margin"])
    margin["t"] = above + _LINE * 2 + 4
    title = {
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": 6 - margin["l"],
        "yshift": above,
        "align": "left",
        "showarrow": False,
        "text": "<br>".join(lines),
        "font": {"size": 15, "color": theme.text},
    }
    return picture | {"layout": layout | {"margin": margin, "annotations": [*layout["annotations"], title]}}
