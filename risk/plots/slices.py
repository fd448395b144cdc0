"""Slices through one point: D along each axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import words
from risk.axes import AXIS_LABELS
from risk.description import slices_words
from risk.plots.theme import Theme, axis, layout
from risk.point import Point, point
from risk.scenario import Scenario
from risk.slices import Slice, slices

# At least 3 : 1 against the background in their theme; the dash tells them apart without colour.
_COLOURS = {
    "light": {"I": "#00796b", "G": "#8c6d1f", "A": "#a0307a"},
    "dark": {"I": "#4dd0b1", "G": "#e0c060", "A": "#f08cc8"},
}
_DASHES = {"I": "solid", "G": "dot", "A": "longdashdot"}


def slices_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """D along intelligence, generality and agenticity through the scenario's point."""
    through = point(scenario)
    cuts = slices(scenario.surface, through)
    here = float(scenario.surface.danger(through.I, through.G, through.A))
    tolerance = scenario.settings.tolerance
    line = float(scenario.compute_trend.intelligence(scenario.line.flop, scenario.settings.date))
    return {
        "data": [
            {
                "type": "scatter",
                "name": "tolerance",
                "x": [0, 1],
                "y": [tolerance, tolerance],
                "mode": "lines",
                "line": {"width": 3, "color": theme.tolerance},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "name": "line",
                "x": [line, line],
                "y": [0, 1],
                "mode": "lines",
                "line": {"width": 2, "dash": "dash", "color": theme.line},
                "hoverinfo": "skip",
            },
            *(_curve(cut, theme) for cut in cuts),
            *(_jumps(cut, theme) for cut in cuts),
            *(_here(cut, through, here, theme) for cut in cuts),
        ],
        "layout": layout(
            theme,
            xaxis=axis(
                theme,
                "Coordinate on the axis that varies",
                range=[0, 1.18],
                tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1],
                tickformat=".1f",
            ),
            yaxis=axis(theme, "Danger index D", range=[0, 1.02], dtick=0.2, tickformat=".1f"),
            margin={"l": 58, "r": 10, "t": 20, "b": 52},
            annotations=[*_names(cuts, theme), *_notes(scenario, line, theme)],
            meta={
                "title": f"Danger along each axis through {through.name}",
                "alt": slices_words(cuts, through, here, tolerance, scenario.line.flop, line),
                "caption": f"Each curve varies one axis and holds the other two at {through.name}. Dots: where it"
                " stands on each curve. Open rings: a jump. Solid line: D*. Dashed: the FLOP line, which concerns the"
                " curve along intelligence.",
            },
        ),
    }


def _colour(theme: Theme, name: str) -> str:
    return _COLOURS[theme.name][name]


def _curve(cut: Slice, theme: Theme) -> dict[str, Any]:
    # The curve breaks where D jumps, rather than climbing a slope that is not there.
    x, D = cut.x, cut.D
    for jump in cut.jumps:
        place = int(np.searchsorted(x, jump.at))
        x = np.insert(x, place, [jump.at, jump.at, jump.at])
        D = np.insert(D, place, [jump.low, np.nan, jump.high])
    return {
        "type": "scatter",
        "name": f"along-{cut.axis}",
        "meta": {"title": f"Danger along {AXIS_LABELS[cut.axis]}", "x": AXIS_LABELS[cut.axis]},
        "x": x,
        "y": D,
        "mode": "lines",
        "line": {"width": 2.5, "color": _colour(theme, cut.axis), "dash": _DASHES[cut.axis]},
        "hovertemplate": f"{cut.axis} %{{x:.2f}}: D %{{y:.2f}}<extra></extra>",
    }


def _jumps(cut: Slice, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"jumps-{cut.axis}",
        "meta": {"title": f"Jumps along {AXIS_LABELS[cut.axis]}", "x": AXIS_LABELS[cut.axis]},
        "x": [x for jump in cut.jumps for x in (jump.at, jump.at, None)],
        "y": [y for jump in cut.jumps for y in (jump.low, jump.high, None)],
        "mode": "lines+markers",
        "line": {"width": 1, "dash": "dot", "color": _colour(theme, cut.axis)},
        "marker": {"size": 9, "symbol": "circle-open", "color": _colour(theme, cut.axis), "line": {"width": 2}},
        "hovertemplate": f"{cut.axis} %{{x:.2f}}: D jumps, %{{y:.2f}}<extra></extra>",
    }


def _here(cut: Slice, through: Point, D: float, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"point-{cut.axis}",
        "meta": {"title": f"The point along {AXIS_LABELS[cut.axis]}", "x": AXIS_LABELS[cut.axis]},
        "x": [through.coordinate(cut.axis)],
        "y": [D],
        "mode": "markers",
        "marker": {"size": 11, "color": _colour(theme, cut.axis), "line": {"width": 1.5, "color": theme.tolerance}},
        "hovertemplate": f"{through.name}: {cut.axis} %{{x:.2f}}, D %{{y:.2f}}<extra></extra>",
    }


def _names(cuts: tuple[Slice, ...], theme: Theme) -> list[dict[str, Any]]:
    """Name of each curve at its right end, kept apart from each other."""
    ends = sorted((float(np.nan_to_num(cut.D[-1])), cut.axis) for cut in cuts)
    placed: list[dict[str, Any]] = []
    below = -1.0
    for D, name in ends:
        below = max(D, below + 0.08)
        placed.append(
            {
                "x": 1.01,
                "y": below,
                "text": f"along {name}",
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "middle",
                "font": {"size": 13, "color": _colour(theme, name)},
            }
        )
    return placed


def _notes(scenario: Scenario, line: float, theme: Theme) -> list[dict[str, Any]]:
    tolerance = scenario.settings.tolerance
    return [
        {
            "x": 0.01,
            "y": tolerance,
            "text": f"D* = {words.index(tolerance)}",
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom",
            "font": {"size": 13, "color": theme.text},
        },
        {
            "x": line,
            "y": 1.0,
            "text": words.flop(scenario.line.flop),
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "top",
            "xshift": -4,
            "font": {"size": 13, "color": theme.line},
        },
    ]
