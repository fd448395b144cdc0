"""The plane of intelligence and agenticity, with the danger contour, the FLOP line and real systems."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import words
from risk.axes import Array
from risk.description import plane_words
from risk.plane import LineInPlane, Plane, contour, line_in_plane, plane
from risk.plots.systems import intervals, marks, segments
from risk.plots.theme import REGION_COLOURS, REGION_PATTERNS, SMOOTHING, Theme, colorbar, layout, unit_axis
from risk.population import population
from risk.scenario import Scenario

_NAMED = 4


def plane_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Where a FLOP line and the danger surface disagree, for general-purpose systems."""
    drawn = plane(scenario.surface, "I", "A", scenario.assumptions.assumed_generality)
    line = line_in_plane(scenario, drawn)
    table = population(scenario)
    edge = contour(scenario.surface, scenario.settings.tolerance, drawn)
    return {
        "data": [
            heat_map(drawn, theme),
            *regions(drawn, line, edge),
            tolerance_line(scenario, drawn, edge, theme),
            *compute_line(scenario, line, theme),
            intervals(table, theme),
            segments(table, theme),
            *marks(table, theme, "I", "A", labelled=_NAMED),
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "I"),
            yaxis=unit_axis(theme, "A"),
            annotations=region_labels(line, theme) + line_label(scenario, line, theme),
            meta={
                "title": "Danger and the FLOP line",
                "alt": plane_words(
                    "Map", scenario.surface, drawn, scenario.settings.tolerance, edge, scenario.line.flop, line, table
                ),
                "caption": _caption(scenario),
            },
        ),
    }


def heat_map(drawn: Plane, theme: Theme) -> dict[str, Any]:
    """D in colour."""
    return {
        "type": "heatmap",
        "name": "danger",
        "meta": {"title": "Danger index D"},
        "x": drawn.x,
        "y": drawn.y,
        "z": drawn.D,
        "zmin": 0,
        "zmax": 1,
        "zsmooth": SMOOTHING,
        "colorscale": theme.colorscale,
        "colorbar": colorbar(theme),
        "hovertemplate": f"{drawn.x_axis} %{{x:.2f}}, {drawn.y_axis} %{{y:.2f}}: D %{{z:.2f}}<extra></extra>",
    }


def tolerance_line(scenario: Scenario, drawn: Plane, edge: Array | None, theme: Theme) -> dict[str, Any]:
    """The contour D = D*, solid."""
    tolerance = scenario.settings.tolerance
    line = {"width": 3, "color": theme.tolerance}
    if edge is not None:
        return {
            "type": "scatter",
            "name": "tolerance",
            "meta": {"title": "Where D = D*"},
            "x": drawn.x,
            "y": edge,
            "mode": "lines",
            "line": line,
            "hoverinfo": "skip",
        }
    return {
        "type": "contour",
        "name": "tolerance",
        "x": drawn.x,
        "y": drawn.y,
        "z": drawn.D,
        "autocontour": False,
        "contours": {"start": tolerance, "end": tolerance, "size": 1, "coloring": "none"},
        "line": line,
        "showscale": False,
        "hoverinfo": "skip",
    }


def compute_line(scenario: Scenario, line: LineInPlane, theme: Theme) -> list[dict[str, Any]]:
    """The FLOP line, dashed, with the spread of real systems about it."""
    return [
        {
            "type": "scatter",
            "name": "line-band",
            "x": [line.low, line.high, line.high, line.low],
            "y": [0, 0, 1, 1],
            "fill": "toself",
            "mode": "none",
            "fillcolor": theme.line,
            "opacity": 0.14,
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "name": "line",
            "meta": {"title": "FLOP line"},
            "x": [line.centre, line.centre],
            "y": [0, 1],
            "mode": "lines",
            "line": {"width": 3, "dash": "dash", "color": theme.line},
            "hovertext": f"{words.flop(scenario.line.flop)} in {words.date(scenario.settings.date)}",
            "hoverinfo": "text",
        },
    ]


def line_label(scenario: Scenario, line: LineInPlane, theme: Theme) -> list[dict[str, Any]]:
    """Name of the FLOP line, beside it."""
    return [
        {
            "x": line.centre,
            "y": 0.02,
            "text": f"{words.flop(scenario.line.flop)}<br>in {words.date(scenario.settings.date)}",
            "showarrow": False,
            "xanchor": "left" if line.centre < 0.5 else "right",
            "yanchor": "bottom",
            "align": "left",
            "xshift": 6 if line.centre < 0.5 else -6,
            "font": {"color": theme.line, "size": 13},
            "bgcolor": theme.background,
            "opacity": 0.9,
        }
    ]


def regions(drawn: Plane, line: LineInPlane, edge: Array | None) -> list[dict[str, Any]]:
    """Missed and overreach as hatched areas, where the contour is a curve."""
    if edge is None:
        return []
    top = np.where(np.isnan(edge), 1.0, edge)
    under = drawn.x <= line.centre
    return [
        _area("missed", drawn.x[under], top[under], 1.0),
        _area("overreach", drawn.x[~under], top[~under], 0.0),
    ]


def _area(region: str, x: Any, edge: Any, end: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"area-{region}",
        "x": np.concatenate((x, x[::-1])),
        "y": np.concatenate((edge, np.full(len(x), end))),
        "mode": "none",
        "fill": "toself",
        "fillcolor": "rgba(0,0,0,0)",
        "fillpattern": {
            "shape": REGION_PATTERNS[region],
            "fgcolor": REGION_COLOURS[region],
            "bgcolor": "rgba(0,0,0,0)",
            "size": 9,
            "solidity": 0.2,
        },
        "hoverinfo": "skip",
    }


def region_labels(line: LineInPlane, theme: Theme) -> list[dict[str, Any]]:
    """Words for the two areas in which line and danger disagree, with their share of the dangerous or safe area."""
    texts = (
        (
            line.areas.missed,
            max(line.centre, 0.45),
            "right",
            0.97,
            "top",
            f"MISSED: {words.share(line.areas.missed_share)}<br>of the dangerous area",
        ),
        (
            line.areas.overreach,
            1.0,
            "right",
            0.16,
            "bottom",
            f"OVERREACH:<br>{words.share(line.areas.overreach_share)} of the rest",
        ),
    )
    return [
        {
            "x": x,
            "y": y,
            "text": f"<b>{text}</b>",
            "showarrow": False,
            "xanchor": xanchor,
            "yanchor": yanchor,
            "xshift": -6,
            "font": {"size": 13, "color": theme.text},
            "bgcolor": theme.background,
            "borderpad": 3,
            "opacity": 0.9,
        }
        for area, x, xanchor, y, yanchor, text in texts
        if area > 0
    ]


def _caption(scenario: Scenario) -> str:
    caption = (
        f"Generality is held at G = {words.index(scenario.assumptions.assumed_generality)}. Solid line: danger reaches"
        f" D* = {words.index(scenario.settings.tolerance)}. Dashed line: intelligence that"
        f" {words.flop(scenario.line.flop)} buys on average in {words.date(scenario.settings.date)}; the band holds"
        " about two thirds of systems. Dotted: one system from autonomy level 1 to 5, its mark at the chosen level,"
        " with published intervals. Diamonds: open weights. Hollow: an axis is assumed."
    )
    if scenario.assumptions.generality_reading != "assumed":
        caption += " Each system is judged at its own generality, so its mark may lie across the contour."
    return caption
