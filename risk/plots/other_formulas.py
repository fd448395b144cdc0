"""The same question under every danger function: where they agree, where they part, and what each concludes."""

from __future__ import annotations

import textwrap
from itertools import cycle
from typing import Any

import numpy as np

from risk import agreement, other_formulas, words
from risk.agreement import Agreement, Votes
from risk.conclusions import Holding
from risk.matched import matched
from risk.plots.finding import with_finding
from risk.plots.theme import Theme, apart, axis, layout, note, unit_axis
from risk.plots.transition import line
from risk.scenario import Scenario

# Text on them keeps its contrast at either end.
_AGREEING = {"light": ("#ffffff", "#8cc4ea"), "dark": ("#0e1117", "#0b4f7d")}
_COUNTED = {"light": ("#ffffff", "#c9cdd6"), "dark": ("#0e1117", "#3a414e")}
# The function that is set has the colour of text and the widest line; each other a colour and a dash of its own.
_COLOURS = {
    "light": ("#0072B2", "#a0307a", "#1b6f69", "#855700"),
    "dark": ("#56B4E9", "#f08fd0", "#4fd1c5", "#E69F00"),
}
_DASHES = ("dash", "dot", "dashdot", "longdash")
_MARKS = {
    True: ("holds", "circle", "#0072B2", "#56B4E9"),
    False: ("turns", "x", "#C04F00", "#F07E26"),
    None: ("unknown", "diamond-open", "#555b66", "#b4bac6"),
}


def cube_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """How far the functions agree over the cube."""
    return _matrix(scenario, theme, agreement.agreement(agreement.on_cube(scenario)), "the cube")


def systems_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """How far the functions agree on the measured systems."""
    return _matrix(scenario, theme, agreement.agreement(agreement.on_systems(scenario)), "the measured systems")


def _matrix(scenario: Scenario, theme: Theme, found: Agreement, where: str) -> dict[str, Any]:
    labels = [one.label for one in agreement.asked(scenario)]
    places = list(range(len(labels)))
    # A function agrees with itself: only the pairs say anything.
    shown = np.where(np.tri(len(labels), k=-1, dtype=bool), found.share, np.nan)
    notes = [
        note(theme, column, row, f"{words.share(float(found.share[row, column]))}<br>κ"
             f" {words.index(float(found.kappa[row, column]))}")
        for row in places for column in range(row)
    ]  # fmt: skip
    # Each function is named once, where its row and its column meet.
    notes += [
        note(theme, place, place, _folded(labels[place]), font={"size": 12, "color": theme.muted}) for place in places
    ]
    bare = {
        "range": [-0.5, len(labels) - 0.5],
        "showticklabels": False,
        "ticks": "",
        "showgrid": False,
        "showline": False,
    }
    picture = {
        "data": [
            {
                "type": "heatmap", "name": "agreement", "x": places, "y": places, "z": shown, "zmin": 0.5, "zmax": 1.0,
                "meta": {"title": f"Agreement on {where}", "x": "First function", "y": "Second function"},
                "colorscale": [[0.0, _AGREEING[theme.name][0]], [1.0, _AGREEING[theme.name][1]]], "showscale": False,
                "xgap": 3, "ygap": 3, "customdata": [
                    [[other_formulas.cell(found, row, column)] for column in places] for row in places
                ],
                "text": [[f"{labels[row]} and {labels[column]}" for column in places] for row in places],
                "hovertemplate": "%{text}: same verdict on %{customdata[0]}<extra></extra>", "hoverongaps": False,
            }
        ],
        "layout": layout(
            theme,
            xaxis=axis(theme, "", **bare),
            yaxis=axis(theme, "", **bare) | {"autorange": False, "range": [len(labels) - 0.5, -0.5]},
            margin={"l": 14, "r": 14, "t": 14, "b": 14},
            annotations=notes,
            meta={
                "title": other_formulas.agreement_title(scenario, found, where),
                "alt": other_formulas.agreement_told(scenario, found, where),
                "caption": other_formulas.agreement_caption(scenario, found),
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)


def _folded(label: str, letters: int = 14) -> str:
    return "<br>".join(textwrap.wrap(label, letters))


def votes_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """How many functions call a point dangerous, over the axes of the view, with the boundary of each."""
    found = agreement.votes(scenario)
    styles = _styles(found, theme)
    picture = {
        "data": [
            _counts(found, theme),
            *(_boundary(found, place, style) for place, style in enumerate(styles)),
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, found.drawn.x_axis),
            yaxis=unit_axis(theme, found.drawn.y_axis),
            margin={"l": 58, "r": 122, "t": 56, "b": 56},
            annotations=_named(found, styles, theme),
            meta={
                "title": other_formulas.votes_title(found),
                "alt": other_formulas.votes_told(scenario, found),
                "caption": other_formulas.votes_caption(scenario, found),
            },
        ),
    }
    return with_finding(picture, theme, above=50)


def _styles(found: Votes, theme: Theme) -> list[dict[str, Any]]:
    others = zip(cycle(_COLOURS[theme.name]), cycle(_DASHES), strict=False)
    own = {"width": 4, "color": theme.text, "dash": "solid"}
    return [own, *({"width": 2.5, "color": c, "dash": d} for _, (c, d) in zip(found.labels[1:], others, strict=False))]


def _counts(found: Votes, theme: Theme) -> dict[str, Any]:
    total = len(found.labels)
    first, last = (_parts(colour) for colour in _COUNTED[theme.name])
    # One colour a count, without steps between them.
    scale: list[list[Any]] = []
    for count in range(total + 1):
        mixed = [round(a + (b - a) * count / total) for a, b in zip(first, last, strict=True)]
        scale += [[end / (total + 1), f"rgb({', '.join(map(str, mixed))})"] for end in (count, count + 1)]
    return {
        "type": "heatmap", "name": "votes", "x": found.drawn.x, "y": found.drawn.y, "z": found.count,
        "meta": {"title": "Functions that call it dangerous", "z": "Functions"},
        "zmin": -0.5, "zmax": total + 0.5, "zsmooth": False, "colorscale": scale,
        "colorbar": {
            "orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom", "len": 0.95, "thickness": 9,
            "title": {"text": "Functions that call it dangerous", "side": "top", "font": {"size": 13}},
            "outlinewidth": 1, "outlinecolor": theme.muted, "tickvals": list(range(total + 1)),
            "ticktext": ["none", *map(str, range(1, total)), "all"], "tickfont": {"size": 12},
        },
        "hovertemplate": f"{found.drawn.x_axis} %{{x:.2f}}, {found.drawn.y_axis} %{{y:.2f}}: %{{z}} of {total}"
        "<extra></extra>",
    }  # fmt: skip


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _boundary(found: Votes, place: int, style: dict[str, Any]) -> dict[str, Any]:
    edge, title = found.edges[place], f"Boundary: {found.labels[place]}"
    if edge is not None:
        return line(f"boundary-{place}", found.drawn.x, edge, style["color"], style["width"], style["dash"],
                    meta={"title": title})  # fmt: skip
    tolerance = found.tolerances[place]
    return {
        "type": "contour", "name": f"boundary-{place}", "x": found.drawn.x, "y": found.drawn.y,
        "z": found.planes[place].D, "line": style, "showscale": False, "hoverinfo": "skip", "meta": {"table": False},
        "contours": {"start": tolerance, "end": tolerance, "size": 1, "coloring": "none"}, "autocontour": False,
    }  # fmt: skip


def _named(found: Votes, styles: list[dict[str, Any]], theme: Theme) -> list[dict[str, Any]]:
    """Each function's name beside the right end of its boundary, where that lies on the right edge of the map."""
    ends = {
        place: float(edge[-1]) for place, edge in enumerate(found.edges) if edge is not None and not np.isnan(edge[-1])
    }
    if not ends:
        return []
    heights = apart(list(ends.values()), 0.075)
    return [
        note(theme, 1.0, height, _folded(found.labels[place], 17), xanchor="left", xshift=8, align="left",
             font={"size": 13, "color": styles[place]["color"]})
        for place, height in zip(ends, heights, strict=True)
    ]  # fmt: skip


def conclusions_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Which conclusions hold under which functions: a mark and a word for each."""
    found = other_formulas.concluded(scenario)
    labels = [one.label for one in matched(scenario)]
    rows = list(range(len(found)))[::-1]
    picture = {
        "data": [_marked(found, rows, labels, holds, theme) for holds in _MARKS],
        "layout": layout(
            theme,
            xaxis=axis(theme, "", range=[-0.5, len(labels) - 0.5], tickvals=list(range(len(labels))), side="top",
                       ticktext=[_folded(label) for label in labels], tickangle=-90, ticks="", showgrid=False,
                       tickfont={"size": 12}),
            yaxis=axis(theme, "", range=[-0.6, len(rows) - 0.4], tickvals=rows, ticks="",
                       ticktext=[one.conclusion.topic for one in found], tickfont={"size": 12}),
            margin={"l": 122, "r": 8, "t": 14, "b": 8},
            annotations=[],
            meta={
                "title": other_formulas.conclusions_title(found),
                "alt": other_formulas.conclusions_told(found),
                "caption": other_formulas.conclusions_caption(),
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme, above=84)


def _marked(
    found: tuple[Holding, ...], rows: list[int], labels: list[str], holds: bool | None, theme: Theme
) -> dict[str, Any]:
    word, symbol, light, dark = _MARKS[holds]
    at = [
        (place, row + 0.14, f"{one.answers[place].label}: {one.answers[place].text}")
        for one, row in zip(found, rows, strict=True)
        for place in range(len(labels))
        if one.answers[place].holds is holds
    ]
    return {
        "type": "scatter", "name": word, "x": [x for x, _, _ in at], "y": [y for _, y, _ in at],
        "mode": "markers+text", "text": [word] * len(at), "textposition": "bottom center",
        "textfont": {"size": 11, "color": theme.text}, "hovertext": [told for _, _, told in at], "hoverinfo": "text",
        "marker": {"size": 9, "symbol": symbol, "color": light if theme.name == "light" else dark,
                   "line": {"width": 2 if holds is None else 0}},
        "cliponaxis": False, "meta": {"table": False},
    }  # fmt: skip
