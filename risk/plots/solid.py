"""What the figures in three dimensions share: the scene, real systems as marks, and the FLOP line as a plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from risk import words
from risk.axes import AXIS_LABELS, Array
from risk.cube import AutonomyPaths
from risk.plots.systems import hover, symbols, systems_meta
from risk.plots.theme import FONT, Theme
from risk.population import Population
from risk.scenario import Scenario

REGIONS = ("cleared", "overreach", "caught", "undetermined", "missed")

_DANGER = "Danger D"
_UPRIGHT = {"xanchor": "left", "xshift": -12, "yshift": 18}


def scene(theme: Theme, x: str, y: str, z: str, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    """A scene over three of I, G, A and D, each from 0 to 1."""
    return {
        "xaxis": _axis(theme, x),
        "yaxis": _axis(theme, y),
        "zaxis": _axis(theme, z) | {"title": {"text": ""}},
        "aspectmode": "manual",
        "aspectratio": {"x": 1, "y": 1, "z": 0.75 if z == "D" else 1},
        "camera": {"eye": {"x": -1.45, "y": -1.62, "z": 0.93}, "center": {"x": 0.02, "y": 0, "z": -0.15}},
        # On a narrow screen the axis's own title would lie outside, and so would words around its end.
        "annotations": [label(theme, (0.0, 1.0, 1.0), AXIS_LABELS.get(z, _DANGER), **_UPRIGHT), *annotations],
        "dragmode": "turntable",
    }


def _axis(theme: Theme, name: str) -> dict[str, Any]:
    return {
        "title": {"text": AXIS_LABELS.get(name, _DANGER), "font": {"size": 13}},
        "range": [0, 1],
        "dtick": 0.25,
        "tickfont": {"size": 11},
        "color": theme.text,
        "gridcolor": theme.grid,
        "linecolor": theme.muted,
        "showbackground": False,
        "zeroline": False,
        "showspikes": False,
    }


def label(theme: Theme, at: tuple[float, float, float], text: str, **more: Any) -> dict[str, Any]:
    """Words at a point of a scene."""
    x, y, z = at
    return {
        "x": x,
        "y": y,
        "z": z,
        "text": text,
        "showarrow": False,
        "font": {"family": FONT, "size": 13, "color": theme.text},
        "bgcolor": theme.background,
        "opacity": 0.9,
        "borderpad": 2,
    } | more


def marks(table: Population, theme: Theme, x: str, y: str, z: str, lift: float = 0.0) -> list[dict[str, Any]]:
    """Judged systems at three of their columns, one trace a region; lifted, so that a surface does not swallow them."""
    drawn = table.where(table.judged)
    return [
        {
            "type": "scatter3d",
            "name": f"systems-{region}",
            "meta": systems_meta(region) | {"z": AXIS_LABELS.get(z, _DANGER)},
            "x": part[x],
            "y": part[y],
            "z": part[z] + lift,
            "mode": "markers",
            "marker": {
                "size": 5,
                "symbol": symbols(part),
                "color": theme.region_colour(region),
                # A hollow mark is nothing but its line, which has the region's colour.
                "line": {"width": 0 if all(part["assumed"]) else 1, "color": theme.tolerance},
            },
        }
        | hover(part)
        for region in REGIONS
        for part in (drawn.where(drawn["region"] == region),)
    ]


def intervals(table: Population, theme: Theme, *at: str) -> dict[str, Any]:
    """Published intervals of the systems on two or three columns as bars; for D, what those of I and A make of it."""
    drawn = table.where(table.judged)
    trace: dict[str, Any] = {
        "type": "scatter" if len(at) == 2 else "scatter3d",
        "name": "intervals",
        "mode": "markers",
        "marker": {"size": 1, "color": theme.text},
        "hoverinfo": "skip",
    }
    for letter, name in zip("xyz", at, strict=False):
        value = drawn[name]
        low, high = drawn[f"{name}_low"], drawn[f"{name}_high"]
        # The interval of a tested generality is not that of an assumed one.
        none = np.isnan(low + high) | (drawn["G_assumed"] if name == "G" else False)
        trace[letter] = value
        trace[f"error_{letter}"] = {
            "type": "data",
            "symmetric": False,
            "array": np.where(none, 0.0, high - value),
            "arrayminus": np.where(none, 0.0, value - low),
            "thickness": 4 if len(at) == 2 else 3,
            "width": 0,
            "color": theme.interval if len(at) == 2 else theme.muted,
        }
    return trace


def paths(found: AutonomyPaths, theme: Theme, x: str, y: str, z: str) -> dict[str, Any]:
    """Each system from autonomy level 1 to level 5."""
    columns: Mapping[str, Array] = {"I": found.I, "G": found.G, "A": found.A, "D": found.D}

    def joined(name: str) -> Array:
        return np.column_stack((columns[name], np.full(len(columns[name]), np.nan))).ravel()

    return {
        "type": "scatter3d",
        "name": "autonomy-levels",
        "x": joined(x),
        "y": joined(y),
        "z": joined(z),
        "mode": "lines",
        "line": {"width": 3, "color": theme.text, "dash": "dot"},
        "opacity": 0.8,
        "hoverinfo": "skip",
    }


def flop_plane(scenario: Scenario, theme: Theme, letter: str, at: float) -> list[dict[str, Any]]:
    """The FLOP line as a translucent plane with a dashed outline, across the axis "x" or "y"."""
    across = "y" if letter == "x" else "x"
    text = f"{words.flop(scenario.line.flop)} in {words.date(scenario.settings.date)}"
    ends = [[0.0, 1.0], [0.0, 1.0]]
    return [
        {
            "type": "surface",
            "name": "line-plane",
            letter: [[at, at], [at, at]],
            across: ends,
            "z": [[0.0, 0.0], [1.0, 1.0]],
            "surfacecolor": [[0, 0], [0, 0]],
            "colorscale": [[0, theme.line], [1, theme.line]],
            "showscale": False,
            "opacity": 0.16,
            "hoverinfo": "skip",
            "contours": {axis: {"highlight": False} for axis in "xyz"},
        },
        {
            "type": "scatter3d",
            "name": "line",
            "meta": {"table": False},
            letter: [at] * 5,
            across: [0, 1, 1, 0, 0],
            "z": [0, 0, 1, 1, 0],
            "mode": "lines",
            "line": {"width": 5, "color": theme.line, "dash": "dash"},
            "hovertext": text,
            "hoverinfo": "text",
        },
    ]


def hollow_where_assumed(table: Population, *axes: str) -> Population:
    """The systems with an assumed generality counted as assumed, where generality is drawn."""
    if "G" not in axes:
        return table
    assumed = np.where(table["G_assumed"], "generality", table["assumed"])
    return type(table)(dict(table) | {"assumed": assumed})
