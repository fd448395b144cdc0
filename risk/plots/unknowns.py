"""The tab *Unknown transition*: real systems over draws, where the cusp may sit, and what follows for each rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import drawn_rules, how_sure, unknowns
from risk.drawn_rules import DrawnRule
from risk.plots.finding import with_finding
from risk.plots.systems import symbols
from risk.plots.theme import REGION_COLOURS, Theme, axis, layout, note, panel_title, unit_axis
from risk.scenario import Scenario
from risk.unknowns import BAND

# Panels of the figure of rules: evenly spread systems to the left, real ones to the right.
_PANELS = {drawn_rules.CUBE: ("x", "Evenly spread"), drawn_rules.SYSTEMS: ("x2", "Real systems")}
_SHARES = {"missed": ("circle", 0.14), "overreach": ("square", -0.14)}


def systems_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Share of draws in which each measured system is dangerous, from autonomy level 1 to level 5, ranked."""
    found = unknowns.system_shares(scenario)
    table, rows = found.table, list(range(found.table.size))[::-1]
    gap = np.full(table.size, np.nan)
    names = [str(name) for name in table["name"]]
    labels = _labels(names)
    data = [
        {
            "type": "scatter", "name": "levels", "meta": {"table": False},
            "x": np.column_stack((found.lowest, found.highest, gap)).ravel(),
            "y": np.column_stack((rows, rows, gap)).ravel(),
            "mode": "lines", "line": {"width": 1, "color": theme.text, "dash": "dot"}, "hoverinfo": "skip",
        },
        _marks("level 1", found.lowest, rows, names, theme, {"symbol": "line-ns", "size": 11}),
        _marks("level 5", found.highest, rows, names, theme, {"symbol": symbols(table), "size": 10})
        | {
            "error_x": {
                "type": "data", "symmetric": False, "array": np.maximum(found.high - found.highest, 0.0),
                "arrayminus": np.maximum(found.highest - found.low, 0.0), "thickness": 4, "width": 0,
                "color": theme.interval,
            }
        },
    ]  # fmt: skip
    ends = (-0.6, len(rows) - 0.4)
    data += [
        {"type": "scatter", "name": f"limit-{at:g}", "meta": {"table": False}, "x": [at, at], "y": list(ends),
         "mode": "lines", "line": {"width": 1.5, "color": theme.muted, "dash": dash}, "hoverinfo": "skip"}
        for at, dash in zip(BAND, ("dot", "solid", "dash"), strict=True)
    ]  # fmt: skip
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=_share_axis(theme, "Share of draws"),
            yaxis=axis(theme, "", range=list(ends), tickvals=rows, ticktext=labels,
                       ticks="", tickfont={"size": 12}),
            margin={"l": 172, "r": 18, "t": 14, "b": 50},
            annotations=[],
            meta={
                "title": how_sure.systems_title(found),
                "alt": how_sure.systems_told(found),
                "caption": "Stroke: granted autonomy level 1. Mark: level 5, a diamond with open weights, hollow where"
                " an axis is assumed; bar: over the published intervals of I and of the task horizon. Lines: 5, 50 and"
                f" 95 % of draws. {how_sure.drawn_told(scenario)}",
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)


def _labels(names: list[str]) -> list[str]:
    """Names without what stands in brackets, where that leaves them unlike each other."""
    short = [name.partition(" (")[0] for name in names]
    whole = [name.replace("(", "").replace(")", "") for name in names]
    return [one if short.count(one) == 1 else other for one, other in zip(short, whole, strict=True)]


def _marks(
    level: str, shares: Any, rows: list[int], names: list[str], theme: Theme, marker: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": level,
        "meta": {"title": f"Share of draws at {level}", "x": "Share of draws", "y": False, "columns": []},
        "x": shares,
        "y": rows,
        "mode": "markers",
        "marker": {"color": theme.text, "line": {"width": 2, "color": theme.text}} | marker,
        "text": names,
        "hovertemplate": f"<b>%{{text}}</b>, {level}: dangerous in %{{x:.0%}} of draws<extra></extra>",
        "cliponaxis": False,
    }


def cusp_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Where the jump begins in every draw, and in which of them the viewed system is dangerous."""
    found, seen = unknowns.cusps(scenario), unknowns.viewed(scenario)
    kinds = (("dangerous", "circle"), ("not dangerous", "circle-open"))
    data: list[dict[str, Any]] = []
    for kind, symbol in kinds:
        rows = found.dangerous == (kind == "dangerous") if found else []
        data.append(
            {
                "type": "scatter", "name": kind, "meta": {"title": f"Cusps of draws: {seen.highest.name} {kind}"},
                "x": found.I[rows] if found else [], "y": found.A[rows] if found else [], "mode": "markers",
                "marker": {"size": 5, "symbol": symbol, "color": theme.undetermined},
                "hovertemplate": f"I_c %{{x:.2f}}, A_c %{{y:.2f}}: {kind}<extra></extra>", "cliponaxis": False,
            }
        )  # fmt: skip
    data.append(
        {
            "type": "scatter", "name": "viewed", "meta": {"title": seen.highest.name},
            "x": [seen.highest.I], "y": [seen.highest.A], "mode": "markers",
            "marker": {"size": 15, "symbol": "x-thin", "line": {"width": 3, "color": theme.tolerance}},
            "hovertemplate": f"{seen.highest.name}<extra></extra>", "cliponaxis": False,
        }
    )  # fmt: skip
    notes = [
        note(theme, seen.highest.I, seen.highest.A, seen.highest.name, xanchor="left", xshift=12,
             bgcolor=theme.background, borderpad=1)
    ]  # fmt: skip
    if found is None:
        notes.append(note(theme, 0.5, 0.3, "no cusp", font={"size": 16, "color": theme.muted}))
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=unit_axis(theme, "I") | {"title": {"text": "Critical intelligence I_c", "standoff": 14}},
            yaxis=unit_axis(theme, "A") | {"title": {"text": "Agenticity A_c at the cusp", "standoff": 10}},
            margin={"l": 58, "r": 14, "t": 14, "b": 50},
            annotations=notes,
            meta={
                "title": how_sure.cusp_title(scenario),
                "alt": how_sure.cusp_told(scenario),
                "caption": "One dot a draw: its cusp, from which on danger no longer rises as a ramp but jumps. Filled:"
                f" {seen.highest.name}, the cross, is dangerous in that draw. {how_sure.drawn_told(scenario)}",
            },
        ),
    }
    return with_finding(picture, theme)


def rules_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Missed share and overreach of every rule as bands over draws, for imagined and for real systems."""
    found = {whom: drawn_rules.drawn_rules(scenario, whom) for whom in _PANELS}
    imagined = found[drawn_rules.CUBE]
    picture = {
        "data": [_bands(whom, share, found[whom], theme) for whom in _PANELS for share in _SHARES],
        "layout": layout(
            theme,
            xaxis=_share_axis(theme, "Share, over draws") | {"domain": [0.0, 0.47]},
            xaxis2=_share_axis(theme, "Share, over draws") | {"domain": [0.53, 1.0], "anchor": "y"},
            yaxis=axis(theme, "", range=[-0.6, len(imagined) - 0.1], showticklabels=False, ticks="",
                       tickvals=list(range(len(imagined)))),
            margin={"l": 12, "r": 14, "t": 14, "b": 50},
            annotations=[
                *(panel_title(theme, x_axis, title) for x_axis, title in _PANELS.values()),
                *(note(theme, 0.0, row + 0.42, rule.label, xanchor="left")
                  for row, rule in enumerate(reversed(imagined))),
            ],
            meta={
                "title": how_sure.rules_title(imagined),
                "alt": how_sure.rules_told(scenario),
                "caption": how_sure.rules_caption(scenario),
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme, above=26)


def _bands(whom: str, share: str, found: tuple[DrawnRule, ...], theme: Theme) -> dict[str, Any]:
    x_axis, title = _PANELS[whom]
    symbol, shift = _SHARES[share]
    bands = [unknowns.band(getattr(rule, share)) for rule in found]
    low, middle, high = np.array(bands).T
    return {
        "type": "scatter", "name": f"{whom}-{share}", "xaxis": x_axis,
        "meta": {"title": f"{title}: {share}, middle draw", "x": share.capitalize(), "y": False},
        "x": middle, "y": [row + shift for row in range(len(found))][::-1], "mode": "markers",
        "marker": {"size": 11, "symbol": symbol, "color": REGION_COLOURS[share],
                   "line": {"width": 1.5, "color": theme.text}},
        "error_x": {"type": "data", "symmetric": False, "array": high - middle, "arrayminus": middle - low,
                    "thickness": 2, "width": 4, "color": theme.text},
        "hovertext": [f"<b>{rule.label}</b><br>{share}: {how_sure.banded(band)}"
                      for rule, band in zip(found, bands, strict=True)],
        "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _share_axis(theme: Theme, title: str) -> dict[str, Any]:
    return axis(theme, title, range=[-0.02, 1.02], tickvals=[0, 0.5, 1], ticktext=["0", "50 %", "100 %"]) | {
        "title": {"text": title, "standoff": 14}
    }
