"""The cube of intelligence, generality and agenticity, with the set D = D*, the FLOP plane and real systems."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import words
from risk.axes import AXIS_LABELS
from risk.cube import LineInCube, autonomy_paths, level_surface, line_in_cube, rises_in_A, volume
from risk.description import cube_words
from risk.plots import solid
from risk.plots.theme import REGION_COLOURS, Theme, layout
from risk.population import population
from risk.scenario import Scenario


def cube_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The set D = D*, in the colours of what the FLOP line misses and catches above it."""
    line = line_in_cube(scenario)
    single = rises_in_A(scenario.surface)
    data = [
        *(_level(scenario, line, theme) if single else [_isosurface(scenario, theme)]),
        *solid.flop_plane(scenario, theme, "x", line.centre),
    ]
    if scenario.view.systems:
        table = solid.hollow_where_assumed(population(scenario), "G")
        data += [
            solid.paths(autonomy_paths(scenario.surface, table.where(table.judged)), theme, "I", "G", "A"),
            solid.intervals(table, theme, "I", "G", "A"),
            *solid.marks(table, theme, "I", "G", "A"),
        ]
    return {
        "data": data,
        "layout": layout(
            theme,
            scene=solid.scene(theme, "I", "G", "A", _labels(scenario, line, theme)),
            margin={"l": 0, "r": 0, "t": 8, "b": 0},
            meta={
                "title": "The cube and the set D = D*",
                "alt": cube_words(
                    scenario.surface,
                    scenario.settings.tolerance,
                    scenario.line.flop,
                    line,
                    population(scenario) if scenario.view.systems else None,
                ),
                "caption": _caption(scenario, single),
            },
        ),
    }


def _level(scenario: Scenario, line: LineInCube, theme: Theme) -> list[dict[str, Any]]:
    level = level_surface(scenario.surface, scenario.settings.tolerance)
    missed, caught = REGION_COLOURS["missed"], REGION_COLOURS["caught"]
    x, y, z = level.edge()
    return [
        {
            "type": "surface",
            "name": "tolerance",
            "meta": {"title": "Where D = D*", "z": AXIS_LABELS["A"]},
            "x": level.I,
            "y": level.G,
            "z": level.A,
            "surfacecolor": np.where(line.centre < level.I, 1.0, 0.0),
            "cmin": 0,
            "cmax": 1,
            "colorscale": [[0, missed], [0.5, missed], [0.5, caught], [1, caught]],
            "showscale": False,
            "opacity": 0.5,
            "lighting": {"ambient": 0.8, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
            "contours": {axis: {"highlight": False} for axis in "xyz"},
            "hovertemplate": "D reaches D* at I %{x:.2f}, G %{y:.2f}, A %{z:.2f}<extra></extra>",
        },
        {
            "type": "scatter3d",
            "name": "tolerance-edge",
            "x": x,
            "y": y,
            "z": z,
            "mode": "lines",
            "line": {"width": 4, "color": theme.tolerance},
            "hoverinfo": "skip",
        },
    ]


def _isosurface(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """A set that is no single surface over I and G."""
    found = volume(scenario.surface)
    return {
        "type": "isosurface",
        "name": "tolerance",
        "meta": {"table": False},
        "x": found.I,
        "y": found.G,
        "z": found.A,
        "value": found.D,
        "isomin": scenario.settings.tolerance,
        "isomax": scenario.settings.tolerance,
        "surface": {"count": 1},
        "caps": {axis: {"show": False} for axis in "xyz"},
        "colorscale": [[0, theme.muted], [1, theme.muted]],
        "showscale": False,
        "opacity": 0.6,
        "hoverinfo": "skip",
    }


def _labels(scenario: Scenario, line: LineInCube, theme: Theme) -> list[dict[str, Any]]:
    flop = solid.label(
        theme, (line.centre, 0.0, 1.0), words.flop(scenario.line.flop), font={"size": 13, "color": theme.line}
    )
    places = (
        (line.missed, (line.centre * 0.85, 0.8, 1.0), "MISSED", line.missed_share, "of the dangerous"),
        (line.overreach, ((line.centre + 1) / 2, 0.3, 0.1), "OVERREACH", line.overreach_share, "of the rest"),
    )
    return [flop] + [
        solid.label(theme, at, f"<b>{name}: {words.share(share)}</b><br>{of}")
        for volume_share, at, name, share, of in places
        if volume_share > 0
    ]


def _caption(scenario: Scenario, single: bool) -> str:
    drawn = (
        "Surface: D = D*; above it lies danger, orange where the line misses it, blue where it catches it."
        if single
        else "Surface: D = D*, drawn coarsely, since D may fall along agenticity; danger may lie on either side."
    )
    systems = " Marks: real systems, dotted from level 1 to 5; hollow: generality assumed."
    return (
        f"{drawn} Dashed plane: {words.flop(scenario.line.flop)} in {words.date(scenario.settings.date)}."
        f"{systems if scenario.view.systems else ''}"
    )
