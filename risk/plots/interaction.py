"""Where agenticity matters more, and where less, the more intelligent a system is."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import words
from risk.attribution import STEP, interaction
from risk.cube import LATTICE
from risk.description import interaction_words
from risk.plane import contour, line_in_plane, plane
from risk.plots import systems
from risk.plots.plane import compute_line, line_label, tolerance_line
from risk.plots.theme import SMOOTHING, Theme, colorbar, layout, unit_axis
from risk.point import Point, point
from risk.population import population
from risk.scenario import Scenario

# Less and more, with the background for neither: a change of sign needs a scale of its own, apart from that of D.
_ENDS = {"light": ("#1b7f79", "#a0307a"), "dark": ("#2f9c94", "#c2509b")}
# Below this a scale would only show rounding.
_LEAST = 0.01


def interaction_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Interaction of intelligence and agenticity at the generality of the scenario's point."""
    through = point(scenario)
    found = interaction(scenario.surface, through.G)
    drawn = plane(scenario.surface, "I", "A", through.G, points=LATTICE)
    line = line_in_plane(scenario, drawn)
    tolerance = scenario.settings.tolerance
    edge = contour(scenario.surface, tolerance, drawn)
    table = population(scenario) if scenario.view.systems else None
    most = max(float(np.nanmax(np.abs(found.change), initial=0.0)), _LEAST)
    less, more = _ENDS[theme.name]
    data: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "name": "interaction",
            "meta": {"title": "Interaction"},
            "x": found.ends,
            "y": found.ends,
            "z": found.change,
            "zmin": -most,
            "zmax": most,
            "zsmooth": SMOOTHING,
            "colorscale": [[0, less], [0.5, theme.background], [1, more]],
            "colorbar": colorbar(theme)
            | {
                "title": {"text": "With more I, agenticity …", "side": "top", "font": {"size": 13}},
                "tickvals": [-0.8 * most, 0, 0.8 * most],
                "ticktext": ["matters less", "adds", "matters more"],
            },
            "hovertemplate": "I %{x:.2f}, A %{y:.2f}: interaction %{z:.3f}<extra></extra>",
        },
        tolerance_line(scenario, drawn, edge, theme),
        *compute_line(scenario, line, theme),
    ]
    if table is not None:
        judged = table.where(table.judged)
        data += [
            trace | {"mode": "markers", "hoverinfo": "all"} | systems.hover(judged.where(judged["region"] == region))
            for trace in systems.marks(table, theme, "I", "A")
            for region in (trace["name"].removeprefix("systems-"),)
        ]
    data.append(_here(through, theme))
    return {
        "data": data,
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "I"),
            yaxis=unit_axis(theme, "A"),
            annotations=line_label(scenario, line, theme),
            meta={
                "title": "Interaction of intelligence and agenticity",
                "alt": interaction_words(
                    found.change, found.ends, drawn, tolerance, edge, scenario.line.flop, line, table
                ),
                "caption": _caption(scenario, through),
            },
        ),
    }


def _here(through: Point, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "point",
        "meta": {"title": f"The point: {through.name}"},
        "x": [through.I],
        "y": [through.A],
        "mode": "markers",
        "marker": {"size": 18, "symbol": "circle-open", "color": theme.text, "line": {"width": 3}},
        "hovertemplate": f"{through.name}<extra></extra>",
    }


def _caption(scenario: Scenario, through: Point) -> str:
    return (
        f"Change of D over a step of {STEP:g} in both, beyond what each moves alone, at generality"
        f" {words.index(through.G)}. Solid: D* = {words.index(scenario.settings.tolerance)}. Dashed:"
        f" {words.flop(scenario.line.flop)}. Ring: {through.name}."
    )
