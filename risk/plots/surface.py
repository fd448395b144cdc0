"""D over two axes with the third fixed: a surface in three dimensions, a contour map or a heat map."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from risk import words
from risk.axes import AXIS_WORDS, Array
from risk.cube import autonomy_paths
from risk.description import plane_words
from risk.plane import LineInPlane, Plane, contour, line_in_plane, plane
from risk.plots import solid, systems
from risk.plots.plane import compute_line, heat_map, line_label, region_labels, regions, tolerance_line
from risk.plots.theme import Theme, colorbar, layout, unit_axis
from risk.population import Population, population
from risk.scenario import Scenario
from risk.slices import profile

_NAMED = 4
# A figure and its twin draw the same plane, and most changes leave it as it was.
_plane = functools.lru_cache(maxsize=128)(plane)
# So far above the surface that lines and marks lying on it are not hidden by it.
_LIFT, _MARK_LIFT = 0.006, 0.025


def surface_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """D as a surface over the two drawn axes, with D*, the FLOP line and real systems at their D."""
    drawn, line = _drawn(scenario)
    edge = contour(scenario.surface, scenario.settings.tolerance, drawn)
    data: list[dict[str, Any]] = [_solid(scenario, drawn, theme, contoured=edge is None)]
    if edge is not None:
        data.append(
            {
                "type": "scatter3d",
                "name": "tolerance",
                "meta": {"title": "Where D = D*", "z": "Danger D"},
                "x": drawn.x,
                "y": edge,
                "z": np.full(len(edge), scenario.settings.tolerance + _LIFT),
                "mode": "lines",
                "line": {"width": 6, "color": theme.tolerance},
                "hoverinfo": "skip",
            }
        )
    notes = []
    if line is not None:
        letter = "x" if drawn.x_axis == "I" else "y"
        x, y, D = profile(scenario.surface, drawn, line.centre)
        data += [
            *solid.flop_plane(scenario, theme, letter, line.centre),
            {
                "type": "scatter3d",
                "name": "line-on-surface",
                "meta": {"title": "Danger along the FLOP line", "z": "Danger D"},
                "x": x,
                "y": y,
                "z": D + _LIFT,
                "mode": "lines",
                "line": {"width": 6, "color": theme.line, "dash": "dash"},
                "hoverinfo": "skip",
            },
        ]
        top = (line.centre, 1.0, 1.0) if letter == "x" else (1.0, line.centre, 1.0)
        notes.append(solid.label(theme, top, words.flop(scenario.line.flop), font={"size": 13, "color": theme.line}))
    if scenario.view.systems:
        table = solid.hollow_where_assumed(population(scenario), drawn.x_axis, drawn.y_axis)
        data += [
            solid.paths(
                autonomy_paths(scenario.surface, table.where(table.judged)), theme, drawn.x_axis, drawn.y_axis, "D"
            ),
            solid.intervals(table, theme, drawn.x_axis, drawn.y_axis, "D"),
            *(
                trace if scenario.view.line else systems.of_one_colour(trace, theme)
                for trace in solid.marks(table, theme, drawn.x_axis, drawn.y_axis, "D", lift=_MARK_LIFT)
            ),
        ]
    return {
        "data": data,
        "layout": layout(
            theme,
            scene=solid.scene(theme, drawn.x_axis, drawn.y_axis, "D", notes),
            margin={"l": 0, "r": 0, "t": 8, "b": 0},
            meta=_meta(scenario, drawn, edge, line, "Surface"),
        ),
    }


def flat_picture(scenario: Scenario, theme: Theme, twin: bool = False) -> dict[str, Any]:
    """The same on paper: contour map or heat map; as the twin of a figure in three dimensions, with fewer words."""
    drawn, line = _drawn(scenario)
    data = [_contours(drawn, theme) if scenario.view.picture == "contour" else heat_map(drawn, theme)]
    edge = contour(scenario.surface, scenario.settings.tolerance, drawn)
    notes: list[dict[str, Any]] = []
    familiar = line is not None and (drawn.x_axis, drawn.y_axis) == ("I", "A")
    if line is not None and familiar:
        data += regions(drawn, line, edge)
        notes += [] if twin else region_labels(line, theme)
    data.append(tolerance_line(scenario, drawn, edge, theme))
    if line is not None:
        data += _across(compute_line(scenario, line, theme), drawn)
        notes += _line_label(scenario, line, drawn, theme)
    if scenario.view.systems:
        table = solid.hollow_where_assumed(population(scenario), drawn.x_axis, drawn.y_axis)
        data += [
            solid.intervals(table, theme, drawn.x_axis, drawn.y_axis),
            _levels(table, drawn, theme),
            *_marks(table, drawn, theme, 0 if twin else _NAMED, scenario.view.line),
        ]
    kind = "Contour map" if scenario.view.picture == "contour" else "Heat map"
    return {
        "data": data,
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, drawn.x_axis),
            yaxis=unit_axis(theme, drawn.y_axis),
            annotations=notes,
            meta=_meta(scenario, drawn, edge, line, kind, twin),
        ),
    }


def twin_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The heat map that stands beside a figure in three dimensions."""
    return flat_picture(scenario, theme, twin=True)


def _drawn(scenario: Scenario) -> tuple[Plane, LineInPlane | None]:
    view = scenario.view
    drawn = _plane(scenario.surface, view.x, view.y, view.fixed)
    if drawn.fixed_axis == "I" or not view.line:
        return drawn, None
    if drawn.x_axis == "I":
        return drawn, line_in_plane(scenario, drawn)
    turned = Plane(drawn.y_axis, drawn.x_axis, drawn.fixed_axis, drawn.fixed, drawn.y, drawn.x, drawn.D.T)
    return drawn, line_in_plane(scenario, turned)


def _solid(scenario: Scenario, drawn: Plane, theme: Theme, contoured: bool) -> dict[str, Any]:
    tolerance = scenario.settings.tolerance
    return {
        "type": "surface",
        "name": "danger",
        "meta": {"title": "Danger index D"},
        "x": drawn.x,
        "y": drawn.y,
        "z": drawn.D,
        "cmin": 0,
        "cmax": 1,
        "colorscale": theme.colorscale,
        # The heat map beside it has the key to the colours.
        "showscale": False,
        "opacity": 0.9,
        "lighting": {"ambient": 0.95, "diffuse": 0.12, "specular": 0, "roughness": 1},
        "contours": {
            "x": {"highlight": False},
            "y": {"highlight": False},
            "z": {
                "show": contoured,
                "start": tolerance,
                "end": tolerance + 1e-6,
                "size": 1,
                "color": theme.tolerance,
                "width": 6,
                "highlight": False,
            },
        },
        "hovertemplate": f"{drawn.x_axis} %{{x:.2f}}, {drawn.y_axis} %{{y:.2f}}: D %{{z:.2f}}<extra></extra>",
    }


def _contours(drawn: Plane, theme: Theme) -> dict[str, Any]:
    return {
        "type": "contour",
        "name": "danger",
        "meta": {"title": "Danger index D"},
        "x": drawn.x,
        "y": drawn.y,
        "z": drawn.D,
        "zmin": 0,
        "zmax": 1,
        "autocontour": False,
        "contours": {
            "start": 0.1,
            "end": 0.9,
            "size": 0.1,
            "coloring": "fill",
            "showlabels": True,
            "labelfont": {"size": 11, "color": theme.text},
        },
        "line": {"width": 0.75, "color": theme.muted},
        "colorscale": theme.colorscale,
        "colorbar": colorbar(theme),
        "hovertemplate": f"{drawn.x_axis} %{{x:.2f}}, {drawn.y_axis} %{{y:.2f}}: D %{{z:.2f}}<extra></extra>",
    }


def _across(traces: list[dict[str, Any]], drawn: Plane) -> list[dict[str, Any]]:
    """Lines drawn for intelligence to the right, turned where it goes up."""
    if drawn.x_axis == "I":
        return traces
    return [trace | {"x": trace["y"], "y": trace["x"]} for trace in traces]


def _line_label(scenario: Scenario, line: LineInPlane, drawn: Plane, theme: Theme) -> list[dict[str, Any]]:
    if drawn.x_axis == "I":
        return line_label(scenario, line, theme)
    high = line.centre > 0.75
    place = {"x": 0.02, "y": line.centre, "xanchor": "left", "xshift": 0}
    place |= {"yanchor": "top", "yshift": -4} if high else {"yanchor": "bottom", "yshift": 4}
    return [note | place for note in line_label(scenario, line, theme)]


def _levels(table: Population, drawn: Plane, theme: Theme) -> dict[str, Any]:
    """Autonomy level 1 to 5 in this plane; nothing where agenticity is not drawn."""
    judged = table.where(table.judged)
    gap = np.full(judged.size, np.nan)

    def ends(axis: str) -> Any:
        pair = (judged["A_floor"], judged["A_ceiling"]) if axis == "A" else (judged[axis], judged[axis])
        return np.column_stack((*pair, gap)).ravel()

    return {
        "type": "scatter",
        "name": "autonomy-levels",
        "x": ends(drawn.x_axis),
        "y": ends(drawn.y_axis),
        "mode": "lines",
        "line": {"width": 1, "color": theme.text, "dash": "dot"},
        "opacity": 0.6,
        "hoverinfo": "skip",
    }


def _marks(table: Population, drawn: Plane, theme: Theme, labelled: int, line: bool) -> list[dict[str, Any]]:
    mode = "markers+text" if labelled else "markers"
    found = systems.marks(table, theme, drawn.x_axis, drawn.y_axis, labelled=labelled, hoverinfo="all", mode=mode)
    return found if line else [systems.of_one_colour(trace, theme) for trace in found]


def _meta(
    scenario: Scenario, drawn: Plane, edge: Array | None, line: LineInPlane | None, kind: str, twin: bool = False
) -> dict[str, str]:
    x, y, fixed = (AXIS_WORDS[axis] for axis in (drawn.x_axis, drawn.y_axis, drawn.fixed_axis))
    held = f"{fixed.capitalize()} is held at {words.index(drawn.fixed)}."
    tolerance = words.index(scenario.settings.tolerance)
    flop, when = words.flop(scenario.line.flop), words.date(scenario.settings.date)
    crossing = f"Dashed: {flop} in {when}." if line else f"Intelligence is not drawn, so neither is the line at {flop}."
    if not scenario.view.line:
        crossing = "The FLOP line is not drawn."
    marks = " Marks: real systems; dotted: autonomy level 1 to 5; bars: published intervals."
    shown = f"{held} Solid: D* = {tolerance}. {crossing}{marks if scenario.view.systems else ''}"
    table = population(scenario) if scenario.view.systems else None
    if twin:
        shown = held if scenario.view.picture == "cube" else "The same from above; it stands still during a sweep."
    return {
        "title": f"Danger over {x} and {y}",
        "alt": plane_words(
            kind, scenario.surface, drawn, scenario.settings.tolerance, edge, scenario.line.flop, line, table
        ),
        "caption": shown,
    }
