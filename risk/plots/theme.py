"""One visual language: colours, fonts and layout of every figure, in light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from risk.axes import AXIS_LABELS

FONT = "Source Sans, Source Sans Pro, Segoe UI, sans-serif"

# Between the points of an even grid the browser blends the colours. Plotly's "best" reckons every pixel instead, which
# looks the same and takes as long as all else in a drawing together.
SMOOTHING = "fast"

# Okabe and Ito's palette, safe for the colour-blind; each region also has a hatch and a word of its own.
REGION_COLOURS = {"caught": "#0072B2", "missed": "#D55E00", "overreach": "#E69F00", "cleared": "#8C8C8C"}
REGION_PATTERNS = {"caught": ".", "missed": "/", "overreach": "\\", "cleared": ""}
REGION_WORDS = {
    "caught": "Caught: dangerous, over the line",
    "missed": "Missed: dangerous, under the line",
    "overreach": "Overreach: over the line, not dangerous",
    "cleared": "Cleared: under the line, not dangerous",
    "undetermined": "Undetermined: compute not disclosed",
    "unjudged": "Not judged: position not measured",
}


@dataclass(frozen=True)
class Theme:
    """Colours of one theme.

    Attributes
    ----------
    name : str
        "light" or "dark".
    background, text, muted, grid : str
        Surfaces, words, lesser words and grid lines.
    danger : tuple of str
        Scale of D from 0 to 1, even in lightness; its dangerous end stands out most from the background.
    tolerance, line : str
        The solid line D = D*, and the dashed FLOP line.
    undetermined : str
        Systems on which the line cannot tell.
    interval : str
        Published intervals, behind the marks.
    """

    name: str
    background: str
    text: str
    muted: str
    grid: str
    danger: tuple[str, ...]
    tolerance: str
    line: str
    undetermined: str
    interval: str

    @property
    def colorscale(self) -> list[list[Any]]:
        """The danger scale as Plotly wants it."""
        return [[i / (len(self.danger) - 1), colour] for i, colour in enumerate(self.danger)]

    def region_colour(self, region: str) -> str:
        """Colour of a region or of an undetermined system."""
        return REGION_COLOURS.get(region, self.undetermined)


LIGHT = Theme(
    name="light", background="#ffffff", text="#1f2430", muted="#555b66", grid="#d9dce3",
    danger=("#fff8ee", "#ffe5c8", "#ffcfa1", "#fdb77c", "#f89e60", "#f0844c", "#e56a41"),
    tolerance="#111111", line="#06286b", undetermined="#5b4a8a", interval="rgba(31,36,48,0.28)",
)  # fmt: skip
DARK = Theme(
    name="dark", background="#0e1117", text="#f2f4f8", muted="#b4bac6", grid="#343a46",
    danger=("#161a22", "#2f2126", "#4b2829", "#6a2f2b", "#8b382c", "#ae432d", "#d3512f"),
    tolerance="#ffffff", line="#c4e2ff", undetermined="#b9a7f0", interval="rgba(242,244,248,0.32)",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def layout(theme: Theme, **more: Any) -> dict[str, Any]:
    """Layout that every figure shares."""
    base: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": theme.background,
        "font": {"family": FONT, "size": 14, "color": theme.text},
        "margin": {"l": 58, "r": 14, "t": 56, "b": 56, "autoexpand": False},
        "uirevision": "kept",
        # Over a clear background Plotly lays a grey one under its buttons.
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": theme.muted, "activecolor": theme.text},
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        "showlegend": False,
    }
    return base | more


def axis(theme: Theme, title: str, **more: Any) -> dict[str, Any]:
    """A plain axis."""
    return {
        "title": {"text": title, "standoff": 30},
        "gridcolor": theme.grid,
        "linecolor": theme.muted,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": theme.muted,
    } | more


def unit_axis(theme: Theme, name: str, **more: Any) -> dict[str, Any]:
    """Axis of the cube, from 0 to 1."""
    return axis(theme, AXIS_LABELS[name], range=[0, 1], dtick=0.2, tickformat=".1f") | more


def colorbar(theme: Theme) -> dict[str, Any]:
    """Key to the danger scale, above the figure: on a narrow screen there is no room beside it."""
    return {
        "orientation": "h",
        "x": 1,
        "xanchor": "right",
        "y": 1.0,
        "yanchor": "bottom",
        "len": 0.55,
        "thickness": 9,
        "title": {"text": "Danger index D", "side": "top", "font": {"size": 13}},
        "outlinewidth": 0,
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "tickfont": {"size": 12},
    }


# What is measured in pixels, beside the sizes of fonts and marks and the widths of lines.
_PIXELS = {"standoff", "thickness", "xshift", "yshift", "borderpad"}


def enlarged(picture: Mapping[str, Any], scale: float) -> dict[str, Any]:
    """A figure for an audience: words, marks, lines and margins larger, all else the same.

    Parameters
    ----------
    picture : mapping
        A Plotly specification.
    scale : float
        How much larger.
    """
    return {part: _enlarged(content, scale, part) for part, content in picture.items()}


def _enlarged(value: Any, scale: float, place: str) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _times(item, scale) if _in_pixels(place, key) else _enlarged(item, scale, key)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value):
        return [_enlarged(item, scale, place) for item in value]
    return value


def _in_pixels(place: str, key: str) -> bool:
    return (
        key in _PIXELS
        or (key == "size" and (place.endswith("font") or place == "marker"))
        or (key == "width" and place == "line")
        or (place == "margin" and key != "autoexpand")
    )


def _times(value: Any, scale: float) -> Any:
    return [item * scale for item in value] if isinstance(value, (list, tuple)) else value * scale


def note(theme: Theme, x: float, y: float, text: str, **more: Any) -> dict[str, Any]:
    """Words beside what they name."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "font": {"size": 13, "color": theme.text},
    } | more


def apart(values: Sequence[float], gap: float) -> list[float]:
    """Heights of labels between 0 and 1, moved apart where they would cover each other."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    moved = list(values)
    for low, high in pairwise(order):
        moved[high] = max(moved[high], moved[low] + gap)
    moved[order[-1]] = min(moved[order[-1]], 1.0)
    for low, high in pairwise(order[::-1]):
        moved[high] = min(moved[high], moved[low] - gap)
    return moved


def panel_title(theme: Theme, x_axis: str, title: str) -> dict[str, Any]:
    """Title above one of several panels side by side."""
    return note(theme, 0, 1, f"<b>{title}</b>", xref=f"{x_axis} domain", yref="paper", xanchor="left", yanchor="bottom")
