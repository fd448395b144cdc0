"""The sandbox: granted against effective agenticity, who is persuaded, and what closes a leak."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from risk import sandbox, sandbox_words, words
from risk.axes import Array
from risk.plots.theme import Theme, axis, layout, unit_axis
from risk.sandbox import HOLDS, LEAKS, OPEN, UNDEFINED, Change, Sandbox, Systems
from risk.scenario import Scenario

# Agenticity that people supply; at least 3 : 1 against the background of its theme.
_INDUCED = {"light": "#a0307a", "dark": "#f08cc8"}
# The end of the map where everybody acts for a system; lines keep 3 : 1 against it.
_EVERYBODY = {"light": "#cf6aac", "dark": "#a8417f"}
_PLACES = {"held": ("x", 0.0, 0.45), "other": ("x2", 0.55, 1.0)}
_ORDER = {"held": "First panel", "other": "Second panel"}
_OUTCOMES = {HOLDS: "holds", LEAKS: "leaks", OPEN: "dangerous", UNDEFINED: "undefined"}
_IS = {HOLDS: "holds", LEAKS: "leaks", OPEN: "is dangerous as granted", UNDEFINED: "is undefined"}
# Height that the sum in the corner of a panel takes on the narrowest screen.
_SUM_HEIGHT = 0.29
# A lever that would have to rise more than fivefold is as good as out of reach.
_MOST_RISE = 4.0


def panels_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Effective against granted agenticity for two intelligences through the same channel, side by side."""
    boxes = dict(zip(_PLACES, sandbox.panels(scenario), strict=True))
    A = np.linspace(0.0, 1.0, 21)
    traces = [trace for place, box in boxes.items() for trace in _panel(scenario, box, A, place, theme)]
    return {
        "data": traces,
        "layout": layout(
            theme,
            xaxis=_granted_axis(theme, "held"),
            xaxis2=_granted_axis(theme, "other"),
            yaxis=axis(
                theme,
                "Effective agenticity",
                range=[-0.02, 1.02],
                tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1],
                tickformat=".1f",
            ),
            margin={"l": 58, "r": 14, "t": 62, "b": 52},
            annotations=[note for place, box in boxes.items() for note in _notes(scenario, box, place, theme)],
            meta={
                "title": _title(*boxes.values()),
                "alt": " ".join(_panel_told(scenario, box) for box in boxes.values()),
                "caption": "The same channel at two intelligences. Dotted: granted. Filled: what persuaded people add."
                " Dot: the sandbox. Shaded: D reaches D*.",
            },
        ),
    }


def _granted_axis(theme: Theme, place: str) -> dict[str, Any]:
    _, low, high = _PLACES[place]
    return axis(
        theme,
        "Granted agenticity",
        range=[-0.02, 1.02],
        domain=[low, high],
        anchor="y",
        tickvals=[0, 0.5, 1],
        tickformat=".1f",
    )


def _panel(scenario: Scenario, box: Sandbox, A: Array, place: str, theme: Theme) -> list[dict[str, Any]]:
    effective = scenario.surface.agency.effective(box.I, A)
    dangerous = sandbox.dangerous_agenticity(scenario.function, scenario.settings.tolerance, box.I, box.G)
    colour = _INDUCED[theme.name]
    base: dict[str, Any] = {"type": "scatter", "xaxis": _PLACES[place][0], "yaxis": "y", "hoverinfo": "skip"}
    return [
        base
        | {
            "name": f"{place}-dangerous",
            "x": [x for _ in dangerous for x in (0, 1, 1, 0, None)],
            "y": [y for low, high in dangerous for y in (low, low, high, high, None)],
            "mode": "none",
            "fill": "toself",
            "fillcolor": _faint(theme.danger[-1], 0.16),
        },
        base
        | {
            "name": f"{place}-tolerance",
            "x": [x for _ in _edges(dangerous) for x in (0, 1, None)],
            "y": [y for edge in _edges(dangerous) for y in (edge, edge, None)],
            "mode": "lines",
            "line": {"width": 3, "color": theme.tolerance},
        },
        base
        | {
            "name": f"{place}-granted",
            "x": A,
            "y": A,
            "mode": "lines",
            "line": {"width": 2, "dash": "dot", "color": theme.muted},
        },
        base
        | {
            "name": f"{place}-effective",
            "x": A,
            "y": effective,
            "mode": "lines",
            "fill": "tonexty",
            "fillcolor": _faint(colour, 0.28),
            "line": {"width": 2.5, "color": colour},
            "hoverinfo": "all",
            "hovertemplate": "granted %{x:.2f}, effective %{y:.2f}<extra></extra>",
            "meta": {"title": f"{_ORDER[place]}: effective against granted agenticity"},
        },
        base
        | {
            "name": f"{place}-sandbox",
            "x": [box.granted, box.granted],
            "y": [box.granted, box.effective],
            "mode": "lines+markers",
            "line": {"width": 3, "color": colour},
            "marker": {
                "size": [9, 12],
                "symbol": ["circle-open", "circle"],
                "color": [theme.text, colour],
                "line": {"width": [2, 1.5], "color": theme.tolerance},
            },
            "cliponaxis": False,
            "hoverinfo": "all",
            "hovertemplate": f"{box.name}<br>granted {words.index(box.granted)}, effective"
            f" {words.index(box.effective)}<extra></extra>",
            "meta": {"title": f"{_ORDER[place]}: the sandbox, as granted and as it becomes"},
        },
    ]


def _edges(dangerous: tuple[tuple[float, float], ...]) -> list[float]:
    """Where D crosses D*: ends of the intervals that are not ends of the axis."""
    return [edge for interval in dangerous for edge in interval if edge < 1.0]


def _notes(scenario: Scenario, box: Sandbox, place: str, theme: Theme) -> list[dict[str, Any]]:
    name, low, high = _PLACES[place]
    plain = {"showarrow": False, "font": {"size": 13, "color": theme.text}}
    dangerous = sandbox.dangerous_agenticity(scenario.function, scenario.settings.tolerance, box.I, box.G)
    edges = _edges(dangerous)
    throughout = "D is over D*" if dangerous else "D is under D*"
    return [
        plain
        | {
            "xref": "paper",
            "yref": "paper",
            "x": (low + high) / 2,
            "xanchor": "center",
            "y": 1.0,
            "yanchor": "bottom",
            "text": f"{_header(box)}<br>D {words.index(box.D_granted)} → {words.index(box.D_effective)}",
        },
        plain
        | {
            "xref": name,
            "yref": "y",
            "x": 1.0,
            "xanchor": "right",
            # Under the line, unless the sum in the corner is there.
            "y": max(edges[0], _SUM_HEIGHT) if edges else 0.5,
            "yanchor": "top" if edges and edges[0] > 0.45 else "bottom",
            "text": f"D = D*: {words.index(edges[0])}" if edges else throughout,
        },
        plain
        | {
            "xref": name,
            "yref": "y",
            "x": 1.0,
            "xanchor": "right",
            "y": 0.0,
            "yanchor": "bottom",
            "align": "right",
            "text": f"granted {words.index(box.granted)}<br>+ induced {words.index(box.effective - box.granted)}"
            f"<br>= effective {words.index(box.effective)}",
        },
    ]


def _header(box: Sandbox) -> str:
    name = box.name[:1].upper() + box.name[1:] if box.named else "A system"
    start = "from " if box.verdict == LEAKS and not box.named else "at "
    return f"<b>{name}</b><br><b>{_OUTCOMES[box.verdict]}</b> {start}I = {words.index(box.I)}"


def _title(held: Sandbox, other: Sandbox) -> str:
    names = [box.name if box.named else f"a system at I = {words.index(box.I)}" for box in (held, other)]
    if held.verdict == other.verdict:
        return f"The sandbox of {names[0]} and that of {names[1]}: {held.verdict}"
    return f"The sandbox of {names[0]} {_IS[held.verdict]}, that of {names[1]} {_IS[other.verdict]}"


def _panel_told(scenario: Scenario, box: Sandbox) -> str:
    edges = _edges(sandbox.dangerous_agenticity(scenario.function, scenario.settings.tolerance, box.I, box.G))
    where = f"D reaches D* at an agenticity of {words.index(edges[0])}" if edges else "D does not cross D*"
    start = box.name[:1].upper() + box.name[1:]
    return (
        f"{start}, I = {words.index(box.I)}: granted agenticity {words.index(box.granted)} becomes"
        f" {words.index(box.effective)}, with {words.share(box.persuaded)} of operators acting for it; {where}; the"
        f" sandbox: {box.verdict}."
    )


def growth_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """D granted and D effective of a locked-down system as its intelligence grows, with the measured systems."""
    drawn, found, here = sandbox.curves(scenario), sandbox.systems(scenario), sandbox.chosen(scenario)
    tolerance, colour = scenario.settings.tolerance, _INDUCED[theme.name]
    return {
        "data": [
            _leak_area(drawn, theme),
            {
                "type": "scatter",
                "name": "tolerance",
                "x": [0, 1],
                "y": [tolerance, tolerance],
                "mode": "lines",
                "line": {"width": 3, "color": theme.tolerance},
                "hoverinfo": "skip",
            },
            _curve("granted", drawn.I, drawn.D_granted, {"width": 2.5, "dash": "dot", "color": theme.muted}),
            _curve("effective", drawn.I, drawn.D_effective, {"width": 2.5, "color": colour}),
            _published(found, theme),
            _marks("systems-holding", found, ~found.leaking, theme.muted, scenario, theme),
            _marks("systems-leaking", found, found.leaking, theme.danger[-1], scenario, theme),
            {
                "type": "scatter",
                "name": "chosen",
                "x": [here.I],
                "y": [here.D_effective],
                "mode": "markers",
                "marker": {"size": 17, "symbol": "circle-open", "color": theme.text, "line": {"width": 2}},
                "hovertemplate": f"{here.name}: I %{{x:.2f}}, D effective %{{y:.2f}}<extra></extra>",
                "meta": {"table": False},
                "cliponaxis": False,
            },
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "I"),
            yaxis=axis(
                theme, "Danger index D", range=[-0.02, 1.02], tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1], tickformat=".1f"
            ),
            margin={"l": 58, "r": 74, "t": 24, "b": 52},
            annotations=_growth_notes(scenario, drawn, found, here, theme),
            meta={
                "title": _growth_title(drawn),
                "alt": _growth_told(scenario, drawn, found),
                "caption": f"Granted {words.index(here.granted)}, G = {words.index(here.G)}. Marks: systems at their"
                " measured I and own G; bars: published intervals; diamonds: open weights.",
            },
        ),
    }


def _leak_area(drawn: sandbox.Curves, theme: Theme) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for low, high in drawn.leaks:
        first, last = np.searchsorted(drawn.I, low), np.searchsorted(drawn.I, high, side="right")
        inside = slice(int(first), int(last))
        I = drawn.I[inside].tolist()
        x += [*I, *I[::-1], None]
        y += [*drawn.D_effective[inside].tolist(), *drawn.D_granted[inside].tolist()[::-1], None]
    return {
        "type": "scatter",
        "name": "leak",
        "x": x,
        "y": y,
        "mode": "none",
        "fill": "toself",
        "fillcolor": _faint(_INDUCED[theme.name], 0.28),
        "hoverinfo": "skip",
    }


def _curve(name: str, x: Array, y: Array, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "x": x,
        "y": y,
        "mode": "lines",
        "line": line,
        "hovertemplate": f"I %{{x:.2f}}: D {name} %{{y:.2f}}<extra></extra>",
        "meta": {"title": f"D {name} of a locked-down system"},
    }


def _published(found: Systems, theme: Theme) -> dict[str, Any]:
    I = found.table["I"]
    return {
        "type": "scatter",
        "name": "intervals",
        "x": I,
        "y": found.D_effective[1],
        "mode": "markers",
        "marker": {"size": 1, "color": theme.text},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": np.nan_to_num(found.table["I_high"] - I),
            "arrayminus": np.nan_to_num(I - found.table["I_low"]),
            "thickness": 4,
            "width": 0,
            "color": theme.interval,
        },
        "hoverinfo": "skip",
    }


def _marks(
    name: str, found: Systems, which: Any, colour: str, scenario: Scenario, theme: Theme, at: float | None = None
) -> dict[str, Any]:
    table = found.table.where(which)
    D = found.D_effective[1][which]
    return {
        "type": "scatter",
        "name": name,
        "x": table["I"],
        "y": D if at is None else np.full(table.size, at),
        "mode": "markers",
        "marker": {
            "size": 8,
            "symbol": ["diamond" if is_open else "circle" for is_open in table["open_weights"]],
            "color": colour,
            "line": {"width": 1, "color": theme.tolerance},
        },
        "hovertext": [
            f"<b>{system}</b><br>I {words.index(I)}, G {words.index(G)}{' (assumed)' if assumed else ''}"
            for system, I, G, assumed in zip(table["name"], table["I"], table["G"], table["G_assumed"], strict=True)
        ],
        "customdata": np.column_stack((found.persuaded[1][which], found.effective[1][which], D)).tolist(),
        "hovertemplate": "%{hovertext}<br>persuades %{customdata[0]:.0%}, effective A %{customdata[1]:.2f},"
        " D %{customdata[2]:.2f}<extra></extra>",
        "meta": {"columns": ["Share of operators acting for it", "Effective agenticity", "D effective"], "y": False},
        "cliponaxis": False,
    }


def _growth_notes(
    scenario: Scenario, drawn: sandbox.Curves, found: Systems, here: Sandbox, theme: Theme
) -> list[dict[str, Any]]:
    plain = {"showarrow": False, "font": {"size": 13, "color": theme.text}}
    tolerance = scenario.settings.tolerance
    ends = sorted(
        (float(np.nan_to_num(D[-1])), name)
        for name, D in (("granted", drawn.D_granted), ("effective", drawn.D_effective))
    )
    apart = max(ends[1][0], ends[0][0] + 0.08)
    colours = {"granted": theme.muted, "effective": _INDUCED[theme.name]}
    notes: list[dict[str, Any]] = [
        {"x": 0.01, "xanchor": "left", "y": tolerance, "yanchor": "bottom", "text": f"D* = {words.index(tolerance)}"}
        | plain,
        *(
            {"xref": "paper", "x": 1.0, "xshift": 6, "xanchor": "left", "y": y, "yanchor": "middle", "text": name}
            | plain
            | {"font": {"size": 13, "color": colours[name]}}
            for (_, name), y in zip(ends, (ends[0][0], apart), strict=True)
        ),
        {
            "x": here.I,
            "y": here.D_effective,
            "xanchor": "right",
            "yanchor": "bottom",
            "xshift": -6,
            "yshift": 8,
            "text": here.name,
        }
        | plain,
    ]
    leaking = found.table.where(found.leaking)
    if leaking.size:
        which = int(np.argmax(leaking["I"]))
        if leaking["name"][which] != here.name:
            notes.append(
                {
                    "x": float(leaking["I"][which]),
                    "y": float(found.D_effective[1][found.leaking][which]),
                    "xanchor": "right",
                    "yanchor": "bottom",
                    "yshift": 6,
                    "text": str(leaking["name"][which]),
                }
                | plain
            )
    for low, _ in drawn.leaks:
        notes.append(
            {"x": low, "y": 1.0, "xanchor": "right", "yanchor": "top", "text": f"leaks from {words.index(low)}"} | plain
        )
    return notes


def _growth_title(drawn: sandbox.Curves) -> str:
    if not drawn.leaks:
        return "No intelligence makes the sandbox leak"
    return f"The sandbox leaks {sandbox_words.stretches(drawn.leaks)}"


def _growth_told(scenario: Scenario, drawn: sandbox.Curves, found: Systems) -> str:
    def ends(D: Array) -> str:
        return f"{words.index(float(D[0]))} at I = 0 and {words.index(float(D[-1]))} at I = 1"

    return (
        f"D granted is {ends(drawn.D_granted)}; D effective is {ends(drawn.D_effective)}; D* is"
        f" {words.index(scenario.settings.tolerance)}. {_growth_title(drawn)}. {sandbox_words.counts(scenario)}"
    )


def persuasion_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Share of persuaded operators over intelligence and exposure, with R = 1, D = D* and the present channel."""
    drawn, found = sandbox.persuasion_map(scenario), sandbox.systems(scenario)
    exposure = sandbox.proxy(scenario).exposure
    low, high = float(drawn.exposure[0]), float(drawn.exposure[-1])
    shown = max(exposure, low)
    inside = 0.0 <= drawn.critical <= 1.0
    return {
        "data": [
            {
                "type": "heatmap",
                "name": "persuaded",
                "x": drawn.I,
                "y": drawn.exposure,
                "z": drawn.persuaded,
                "zmin": 0,
                "zmax": 1,
                "zsmooth": "best",
                "colorscale": [[0, theme.danger[0]], [1, _EVERYBODY[theme.name]]],
                "colorbar": {
                    "orientation": "h",
                    "x": 1,
                    "xanchor": "right",
                    "y": 1.0,
                    "yanchor": "bottom",
                    "len": 0.55,
                    "thickness": 9,
                    "title": {"text": "Operators acting for it, p", "side": "top", "font": {"size": 13}},
                    "outlinewidth": 0,
                    "tickvals": [0, 0.5, 1],
                    "ticktext": ["0", "50 %", "100 %"],
                    "tickfont": {"size": 12},
                },
                "hovertemplate": "I %{x:.2f}, exposure %{y:.2g}: p %{z:.0%}<extra></extra>",
                "meta": {"title": "Share of operators acting for a system"},
            },
            {
                "type": "scatter",
                "name": "tolerance",
                "x": drawn.edge_I,
                "y": drawn.edge,
                "mode": "lines",
                "line": {"width": 3, "color": theme.tolerance},
                "hovertemplate": "I %{x:.2f}: leaks from an exposure of %{y:.2g}<extra></extra>",
                "meta": {"title": "Exposure from which on the sandbox leaks"},
            },
            {
                "type": "scatter",
                "name": "reproduction",
                "x": [drawn.critical, drawn.critical] if inside else [],
                "y": [low, high] if inside else [],
                "mode": "lines",
                "line": {"width": 2.5, "dash": "dash", "color": theme.text},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "name": "channel",
                "x": [0, 1],
                "y": [shown, shown],
                "mode": "lines",
                "line": {"width": 2, "dash": "dot", "color": theme.text},
                "hoverinfo": "skip",
            },
            _marks("systems", found, np.full(found.size, True), theme.background, scenario, theme, at=shown),
        ],
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "I"),
            yaxis=axis(
                theme,
                "Exposure c (contacts per operator)",
                type="log",
                range=[math.log10(low), math.log10(high)],
                tickvals=[10.0**k for k in range(-3, 4)],
                ticktext=["0.001", "0.01", "0.1", "1", "10", "100", "1000"],
            ),
            margin={"l": 66, "r": 14, "t": 56, "b": 52},
            annotations=_persuasion_notes(drawn, exposure, shown, inside, theme),
            meta={
                "title": _persuasion_title(drawn.critical),
                "alt": f"Share of operators acting for a system: {words.share(float(drawn.persuaded[0, -1]))} at I = 1"
                f" and exposure {low:g}, {words.share(float(drawn.persuaded[-1, -1]))} at I = 1 and exposure {high:g},"
                f" at most {words.share(float(drawn.persuaded[:, 0].max()))} at I = 0."
                f" {sandbox_words.reproduction(scenario)}",
                "caption": "Solid line: right of it the sandbox leaks, at the granted agenticity and the chosen G."
                " Dashed: R = 1. Dotted: the present channel, and the measured systems on it.",
            },
        ),
    }


def _persuasion_title(critical: float) -> str:
    if critical > 1.0:
        return "Each convinced operator convinces less than one more, at every intelligence"
    if critical < 0.0:
        return "Conviction spreads by itself at every intelligence"
    return f"From I = {words.index(critical)} on, conviction spreads by itself"


def _persuasion_notes(
    drawn: sandbox.PersuasionMap, exposure: float, shown: float, inside: bool, theme: Theme
) -> list[dict[str, Any]]:
    plain = {"showarrow": False, "font": {"size": 13, "color": theme.text}}
    channel = f"exposure {exposure:.3g}" if exposure == shown else "exposure 0, under the scale"
    notes: list[dict[str, Any]] = [
        {
            "x": 0.01,
            "xanchor": "left",
            "y": math.log10(shown),
            "yanchor": "bottom" if shown < drawn.exposure[-1] else "top",
            "text": channel,
        }
        | plain
    ]
    if inside:
        notes.append(
            {
                "x": drawn.critical,
                "xanchor": "right",
                "xshift": -4,
                "y": math.log10(drawn.exposure[0]),
                "yanchor": "bottom",
                "text": "R = 1",
            }
            | plain
        )
    return notes


def levers_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Least relative change of each lever that closes the leak, or opens one where none leaks."""
    found = sandbox.closing_levers(scenario)
    rank = {change.declared.name: place for place, change in enumerate(found.changes, 1) if change.possible}
    # One row a lever in an order that does not change, so that nothing jumps during a sweep.
    rows = sorted(found.changes, key=lambda change: sandbox.LEVERS.index(change.declared.name), reverse=True)
    most = 1.0 if found.closes else _MOST_RISE
    able = [change for change in rows if change.possible]
    unable = [change for change in rows if not change.possible]
    way = "cut" if found.closes else "rise"
    where = f" for {found.at.name}" if found.at else ""
    return {
        "data": [
            {
                "type": "bar",
                "name": "levers-able",
                "orientation": "h",
                "y": [change.declared.label for change in able],
                "x": [min(change.relative, most) for change in able],
                "marker": {
                    "color": [
                        _INDUCED[theme.name] if rank[change.declared.name] == 1 else theme.muted for change in able
                    ]
                },
                "hoverinfo": "skip",
                "meta": {"title": "Levers that can do it alone", "x": f"Relative {way}", "y": "Lever"},
            },
            {
                "type": "bar",
                "name": "levers-unable",
                "orientation": "h",
                "y": [change.declared.label for change in unable],
                "x": [most for _ in unable],
                "marker": {
                    "color": "rgba(0,0,0,0)",
                    "line": {"width": 1.5, "color": theme.muted},
                    "pattern": {"shape": "/", "fgcolor": theme.grid, "size": 8},
                },
                "hoverinfo": "skip",
                "meta": {"title": "Levers that cannot do it alone", "x": False, "y": "Lever"},
            },
        ],
        "layout": layout(
            theme,
            xaxis=axis(theme, f"Relative {way} of the lever", range=[0, most], **_percent(most)),
            yaxis={
                "categoryorder": "array",
                "categoryarray": [change.declared.label for change in rows],
                "showgrid": False,
            },
            barmode="overlay",
            bargap=0.62,
            margin={"l": 112, "r": 24, "t": 26, "b": 52},
            annotations=[_lever_note(change, rank, found.closes, theme) for change in rows],
            meta={
                "title": f"What closes the leak{where}" if found.closes else f"What would open a leak{where}",
                "alt": sandbox_words.turning(scenario),
                "caption": f"Each lever alone, the others held; {_sources(found.changes)}."
                " Hatched: the lever alone cannot do it." + ("" if found.closes else " Bars end at a fivefold value."),
            },
        ),
    }


def _percent(most: float) -> dict[str, Any]:
    values = [most * step / 4 for step in range(5)]
    return {"tickvals": values, "ticktext": [f"{value * 100:.0f} %" for value in values]}


def _sources(changes: tuple[Change, ...]) -> str:
    sources = dict.fromkeys(change.declared.source for change in changes)
    return f"source of their present values: {words.listed(list(sources))}" if sources else "no lever matters"


def _lever_note(change: Change, rank: dict[str, int], closes: bool, theme: Theme) -> dict[str, Any]:
    if change.possible:
        text = f"{rank[change.declared.name]}. {sandbox_words.changed(change)}"
    else:
        most = sandbox_words.amount(change.declared, change.declared.high)
        text = "not even at zero" if closes else f"not even at {most}"
    return {
        "x": 0,
        "xanchor": "left",
        "y": change.declared.label,
        "yanchor": "bottom",
        "yshift": 10,
        "text": text,
        "showarrow": False,
        "font": {"size": 13, "color": theme.text},
    }


def _faint(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
