"""The share of assumption draws in which D reaches D*, over any two axes, with the boundaries that it passes."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import how_sure, unknowns, words
from risk.axes import AXIS_LABELS, Array
from risk.plots.systems import symbols
from risk.plots.theme import SMOOTHING, Theme, layout, note, unit_axis
from risk.scenario import Scenario
from risk.unknowns import BAND, ShareMap

# Violet, which no other quantity has: D is orange, and a share of draws is not D.
SHARE_SCALES = {
    "light": ("#ffffff", "#ece8f6", "#d3caea", "#b5a7da", "#9582c6", "#7560ae", "#573f92"),
    "dark": ("#0e1117", "#221d33", "#372d52", "#4e4074", "#695797", "#8773ba", "#a892dd"),
}
_DASHES = dict(zip(BAND, ("dot", "solid", "dash"), strict=True))


def map_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Share of draws with D at or over D* over the axes of the view."""
    drawn = unknowns.share_map(scenario)
    edges = _edges(drawn, theme)
    systems, labels = _systems(scenario, drawn, theme)
    return {
        "data": [_shares(drawn, theme), *edges, *systems],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, drawn.x_axis),
            yaxis=unit_axis(theme, drawn.y_axis),
            annotations=[*_edge_labels(drawn, theme), *labels],
            meta={
                "title": how_sure.map_title(drawn),
                "alt": how_sure.map_told(scenario, drawn),
                "caption": _caption(scenario, drawn, bool(systems)),
            },
        ),
    }


def _shares(drawn: ShareMap, theme: Theme) -> dict[str, Any]:
    colours = SHARE_SCALES[theme.name]
    return {
        "type": "heatmap",
        "name": "share",
        "meta": {"title": "Share of draws", "z": "Share of draws"},
        "x": drawn.ends,
        "y": drawn.ends,
        "z": drawn.share,
        "zmin": 0,
        "zmax": 1,
        "zsmooth": SMOOTHING,
        "colorscale": [[k / (len(colours) - 1), colour] for k, colour in enumerate(colours)],
        "colorbar": {
            "orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom", "len": 0.55, "thickness": 9,
            "title": {"text": "Share of draws with D ≥ D*", "side": "top", "font": {"size": 13}}, "outlinewidth": 0,
            "tickvals": [0, 0.5, 1], "ticktext": ["none", "50 %", "100 %"], "tickfont": {"size": 12},
        },
        "hovertemplate": f"{drawn.x_axis} %{{x:.2f}}, {drawn.y_axis} %{{y:.2f}}: %{{z:.0%}} of draws<extra></extra>",
    }  # fmt: skip


def _edges(drawn: ShareMap, theme: Theme) -> list[dict[str, Any]]:
    """Where the share passes 5, 50 and 95 %: curves, or contours where a column may pass it more than once."""
    found = []
    for at, dash in _DASHES.items():
        name = f"boundary-{at:g}"
        line = {"width": 3 if dash == "solid" else 2, "color": theme.tolerance, "dash": dash}
        if drawn.boundaries is None:
            found.append(
                {
                    "type": "contour", "name": name, "x": drawn.ends, "y": drawn.ends, "z": drawn.share, "line": line,
                    "showscale": False, "hoverinfo": "skip", "meta": {"table": False},
                    "contours": {"start": at, "end": at, "size": 1, "coloring": "none"},
                }
            )  # fmt: skip
        else:
            x, y = drawn.boundaries[at]
            found.append(
                {
                    "type": "scatter", "name": name, "x": x, "y": y, "mode": "lines",
                    "line": line, "hoverinfo": "skip", "meta": {"title": f"Where the share passes {words.share(at)}"},
                }
            )  # fmt: skip
    return found


def _edge_labels(drawn: ShareMap, theme: Theme) -> list[dict[str, Any]]:
    if drawn.boundaries is None:
        return []
    labels = []
    for at, (across, edge) in drawn.boundaries.items():
        if (place := _place(edge)) is not None:
            labels.append(
                note(theme, float(across[place]), float(edge[place]), words.share(at), xanchor="center",
                     bgcolor=theme.background, opacity=0.9, borderpad=1)
            )  # fmt: skip
    return labels


def _place(edge: Array) -> int | None:
    """Column at which a boundary is named: inside the map, and not at its rim."""
    inside = np.flatnonzero((edge > 0.06) & (edge < 0.94))
    inside = inside[(inside > 3) & (inside < edge.size - 4)]
    return int(inside[round(0.8 * (inside.size - 1))]) if inside.size else None


def _systems(scenario: Scenario, drawn: ShareMap, theme: Theme) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The measured systems at full autonomy, and the viewed one from level 1 to level 5."""
    if not scenario.view.systems:
        return [], []
    table = unknowns.system_shares(scenario).table
    columns = {"I": "I", "G": "G", "A": "A_ceiling"}
    seen = unknowns.viewed(scenario)
    x, y = drawn.x_axis, drawn.y_axis
    ends = [[at.coordinate(axis) for at in (seen.lowest, seen.highest)] for axis in (x, y)]
    marks = {
        "type": "scatter",
        "name": "systems",
        "meta": {"title": "Measured systems at full autonomy"},
        "x": table[columns[x]],
        "y": table[columns[y]],
        "mode": "markers",
        "marker": {"size": 7, "symbol": symbols(table), "color": theme.text, "line": {"width": 1.5}},
        "hovertext": [f"<b>{name}</b> at full autonomy" for name in table["name"]],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    viewed = {
        "type": "scatter",
        "name": "viewed",
        "meta": {"title": seen.highest.name},
        "x": ends[0],
        "y": ends[1],
        "mode": "lines+markers",
        "line": {"width": 2, "color": theme.text},
        "marker": {
            "size": [9, 13], "symbol": ["circle-open", "circle"], "color": theme.text,
            "line": {"width": 2, "color": [theme.text, theme.background]},
        },
        "hovertext": [
            f"<b>{seen.highest.name}</b>: dangerous in {words.share(float(share))} of draws" for share in seen.share
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }  # fmt: skip
    named = note(
        theme, ends[0][1], ends[1][1], f"{seen.highest.name}: {words.share(float(seen.share[1]))}",
        xanchor="right", yanchor="bottom", xshift=-8, yshift=2, bgcolor=theme.background, borderpad=1,
    )  # fmt: skip
    return [marks, viewed], [named]


def _caption(scenario: Scenario, drawn: ShareMap, with_systems: bool) -> str:
    marks = (
        " Marks: measured systems at full autonomy, diamonds with open weights, hollow where an axis is assumed; the"
        f" line leads from the least autonomy of the chosen one to the most. Each has its own {drawn.fixed_axis}, which"
        " may not be the one that is held."
        if with_systems
        else ""
    )
    return (
        f"{AXIS_LABELS[drawn.fixed_axis]} is held at {words.index(drawn.fixed)}. Lines: the share passes 5 % (dotted),"
        f" 50 % (solid) and 95 % (dashed).{marks} {how_sure.drawn_told(scenario)}"
    )
