"""Figures of a FLOP line: along its whole length, in plane and cube, against a perfect reading, and its errors."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

import numpy as np

from risk import line as lines
from risk import words
from risk.comparison import ErrorSplit, LineSweep
from risk.cube import line_in_cube
from risk.description import along_words, roc_words, split_words
from risk.line import Along, BestLine, Threshold
from risk.plots.cube import cube_picture
from risk.plots.plane import plane_picture
from risk.plots.systems import hover, symbols
from risk.plots.theme import REGION_COLOURS, REGION_PATTERNS, REGION_WORDS, Theme, axis, layout
from risk.scenario import Scenario

# Decades that are shown unless the line lies outside: those in which laws and proposals lie, and one on each side.
_FIRST, _LAST = 21.0, 28.5
# Names in the table behind a figure.
_PANEL_WORDS = {"cube": "Evenly spread", "real": "Real systems"}
_CURVE_WORDS = {"missed": "missed", "overreach": "overreach", "error": "wrong in all"}
_POWER = "FLOP, as a power of ten"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PANELS = {"cube": ("y", (0.64, 1.0)), "real": ("y2", (0.25, 0.585))}
_STRIP = (0.0, 0.19)
# Below no share at all is room for the marks of the systems.
_FLOOR = -0.22
_FROM_NONE_TO_ALL = {"range": [-0.02, 1.02], "dtick": 0.25, "tickformat": ".0%"}


def along_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """What a line misses and overreaches wherever it is put: in the cube, on real systems, with laws below."""
    cube, real = lines.on_cube(scenario), lines.on_systems(scenario)
    best = {"cube": lines.best_line(cube.sweep, scenario.view.miss_cost)}
    best["real"] = lines.best_line(real.sweep, scenario.view.miss_cost)
    laws = lines.thresholds(scenario.settings.date)
    at = math.log10(scenario.line.flop)
    shown = [min(_FIRST, at - 0.5), max(_LAST, at + 0.5)]
    decades = range(math.ceil(shown[0]), math.floor(shown[1]) + 1)
    step = 1 if len(decades) < 10 else 2
    height = max(sum(1 for _ in group) for _, group in groupby(laws, key=lambda law: law.flop))
    annotations = [
        *_panel_words("cube", "<b>Evenly spread</b>", cube, best["cube"], theme),
        *_panel_words("real", _real_title(real), real, best["real"], theme),
        *_values("cube", cube, at, shown, theme),
        *_values("real", real, at, shown, theme),
        *_law_words(laws, theme),
    ]
    return {
        "data": [
            *_bands(real, theme),
            *_curves("cube", cube, "linear", theme),
            *_curves("real", real, "hv", theme),
            _rug(scenario, theme),
            *(_best_mark(panel, best[panel], theme) for panel in _PANELS),
            *(_current(panel, at, theme) for panel in _PANELS),
            _laws(laws, theme),
        ],
        "layout": layout(
            theme,
            margin={"l": 58, "r": 14, "t": 24, "b": 48, "autoexpand": False},
            xaxis=axis(
                theme,
                "FLOP line T, in training compute",
                range=shown,
                tickvals=list(decades)[::step],
                ticktext=[f"10{str(decade).translate(_SUPERSCRIPTS)}" for decade in decades][::step],
                anchor="y3",
            ),
            yaxis=_share_axis(theme, domain=list(_PANELS["cube"][1])),
            yaxis2=_share_axis(theme, domain=list(_PANELS["real"][1])),
            yaxis3=axis(
                theme,
                "Laws",
                domain=list(_STRIP),
                range=[-0.8, height + 1.6],
                showticklabels=False,
                ticks="",
                showgrid=False,
            ),
            annotations=annotations,
            meta={
                "title": "The line along its whole length",
                "alt": along_words(
                    scenario.line.flop, cube, real, best, lines.determined(scenario), (shown[0], shown[1])
                ),
                "caption": _along_caption(scenario, best),
            },
        ),
    }


def _real_title(real: Along) -> str:
    known = int(real.sweep.dangerous + real.sweep.safe)
    return f"<b>Real</b>: {known} known"


def _share_axis(theme: Theme, **more: Any) -> dict[str, Any]:
    return (
        axis(
            theme,
            "Share",
            range=[_FLOOR, 1.05],
            tickvals=[0, 0.5, 1],
            ticktext=["0", "50 %", "100 %"],
            tickformat=".0%",
        )
        | more
    )


def _curves(panel: str, along: Along, shape: str, theme: Theme) -> list[dict[str, Any]]:
    x, y_axis = np.log10(along.flop), _PANELS[panel][0]

    def curve(name: str, y: Any, colour: str, width: float, words_: str, **line: Any) -> dict[str, Any]:
        return {
            "type": "scatter",
            "name": f"{panel}-{name}",
            "meta": {"title": f"{_PANEL_WORDS[panel]}: {_CURVE_WORDS[name]}", "x": _POWER}
            if words_
            else {"table": False},
            "x": x,
            "y": y,
            "yaxis": y_axis,
            "mode": "lines",
            "line": {"color": colour, "width": width, "shape": shape} | line,
            "hovertemplate": f"{words_} %{{y:.0%}} at 10^%{{x:.1f}} FLOP<extra></extra>",
        }

    # Orange on white is too faint for a line; a darker edge carries it.
    casing = curve("overreach-edge", along.overreach, theme.text, 5, "") | {"hoverinfo": "skip", "hovertemplate": None}
    return [
        curve("error", along.error, theme.muted, 1.5, "wrong in all", dash="dot"),
        casing,
        curve("overreach", along.overreach, REGION_COLOURS["overreach"], 3.5, "overreach", dash="solid"),
        curve("missed", along.missed, REGION_COLOURS["missed"], 3, "missed", dash="solid"),
    ]


def _bands(real: Along, theme: Theme) -> list[dict[str, Any]]:
    """How far the undetermined systems could move both shares, drawn as one step each way and hatched."""
    # Steps are drawn out, since a filled shape cannot have them.
    x = np.repeat(np.log10(real.flop), 2)[1:]
    ends = {"missed": (real.missed_low, real.missed_high), "overreach": (real.overreach_low, real.overreach_high)}
    return [
        {
            "type": "scatter",
            "name": f"real-{region}-band",
            "x": np.concatenate((x, x[::-1])),
            "y": np.concatenate((np.repeat(low, 2)[:-1], np.repeat(high, 2)[:-1][::-1])),
            "yaxis": "y2",
            "mode": "none",
            "fill": "toself",
            "fillcolor": "rgba(0,0,0,0)",
            "fillpattern": {
                "shape": REGION_PATTERNS[region],
                "fgcolor": REGION_COLOURS[region],
                "bgcolor": "rgba(0,0,0,0)",
                "size": 8,
                "solidity": 0.16,
            },
            "opacity": 0.6,
            "hoverinfo": "skip",
        }
        for region, (low, high) in ends.items()
    ]


def _rug(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The real systems under their steps."""
    table = lines.determined(scenario)
    return {
        "type": "scatter",
        "name": "systems",
        "meta": {"title": "Real systems with known compute", "x": _POWER, "y": False},
        "x": np.log10(table["flop"]),
        "y": np.full(table.size, 0.5 * _FLOOR),
        "yaxis": "y2",
        "mode": "markers",
        "marker": {
            "size": 9,
            "symbol": symbols(table),
            "color": [theme.region_colour(str(region)) for region in table["region"]],
            "line": {"width": 1.5, "color": theme.tolerance},
        },
        "cliponaxis": False,
    } | hover(table)


def _best_mark(panel: str, best: BestLine, theme: Theme) -> dict[str, Any]:
    here = 0 < best.flop < math.inf and not best.everything
    return {
        "type": "scatter",
        "name": f"{panel}-best",
        "meta": {"table": False},
        "x": [math.log10(best.flop)] * 2 if here else [None, None],
        "y": [0, 1],
        "yaxis": _PANELS[panel][0],
        "mode": "lines",
        "line": {"width": 2, "color": theme.text, "dash": "dot"},
        "hovertext": f"best line: {best.text}, {words.share(best.error)} wrong",
        "hoverinfo": "text",
    }


def _current(panel: str, at: float, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"{panel}-line",
        "x": [at, at],
        "y": [_FLOOR, 1.05],
        "yaxis": _PANELS[panel][0],
        "mode": "lines",
        "line": {"width": 3, "dash": "dash", "color": theme.line},
        "hoverinfo": "skip",
    }


def _wrong(best: BestLine, sweep: LineSweep) -> str:
    """What the best line gets wrong; where some cannot be judged, of how many: no line is known to be without error."""
    whole = f" of {words.count(sweep.dangerous + sweep.safe)}" if sweep.unknown else ""
    return f"{words.share(best.error)}{whole} wrong"


def _panel_words(panel: str, title: str, along: Along, best: BestLine, theme: Theme) -> list[dict[str, Any]]:
    y_axis = _PANELS[panel][0]
    sweep = along.sweep
    if not sweep.dangerous + sweep.safe:
        found = "nothing to judge"
    elif best.everything or math.isinf(best.flop):
        found = f"best: {best.text}, {_wrong(best, sweep)}"
    else:
        found = f"best {best.text}: {_wrong(best, sweep)}"
    return [
        {
            "xref": "paper",
            "x": side,
            "yref": f"{y_axis} domain",
            "y": 1,
            "yanchor": "bottom",
            "xanchor": "left" if side == 0 else "right",
            "text": text,
            "showarrow": False,
            "font": {"size": 13, "color": theme.text},
        }
        for side, text in ((0, title), (1, found))
    ]


def _values(panel: str, along: Along, at: float, shown: list[float], theme: Theme) -> list[dict[str, Any]]:
    """The two shares beside the current line, each at its height; kept apart where the curves cross."""
    missed, overreach = along.line.missed_share, along.line.overreach_share
    heights = [0.5 if math.isnan(share) else min(max(share, 0.1), 0.92) for share in (missed, overreach)]
    upper = 0 if heights[0] >= heights[1] else 1
    gap = max(0.0, 0.24 - abs(heights[0] - heights[1]))
    # Each gives way by half, and the one at an end of the panel not at all.
    heights[1 - upper] = max(heights[1 - upper] - 0.5 * gap, 0.1)
    heights[upper] = max(heights[upper], min(heights[1 - upper] + 0.24, 0.92))
    heights[1 - upper] = min(heights[1 - upper], heights[upper] - 0.24)
    left = at > 0.6 * shown[0] + 0.4 * shown[1]
    texts = (f"missed: {_of(missed, 'dangerous')}", f"overreach: {_of(overreach, 'safe')}")
    return [
        {
            "x": at,
            "y": height,
            "yref": _PANELS[panel][0],
            "text": f"<b>{text}</b>",
            "showarrow": False,
            "xanchor": "right" if left else "left",
            "xshift": -7 if left else 7,
            "font": {"size": 13, "color": theme.text},
            "bgcolor": theme.background,
            "opacity": 0.9,
        }
        for text, height in zip(texts, heights, strict=True)
    ]


def _of(share: float, kind: str) -> str:
    return f"no {kind} system" if math.isnan(share) else words.share(share)


def _laws(laws: tuple[Threshold, ...], theme: Theme) -> dict[str, Any]:
    """One mark a threshold, stacked: solid where it is in force at the date, hollow otherwise."""
    places = [place for _, group in groupby(laws, key=lambda law: law.flop) for place, _ in enumerate(group)]
    return {
        "type": "scatter",
        "name": "thresholds",
        "meta": {"title": "Thresholds in law and proposals", "x": _POWER, "y": False},
        "x": [math.log10(law.flop) for law in laws],
        "y": places,
        "yaxis": "y3",
        "mode": "markers",
        "marker": {
            "size": 7,
            "symbol": ["square" if law.in_force else "square-open" for law in laws],
            "color": theme.line,
            "line": {"width": 1.5, "color": theme.line},
        },
        "hovertext": [
            f"<b>{law.name}</b><br>{law.jurisdiction}: {words.flop(law.flop)}, {law.standing}" for law in laws
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _law_words(laws: tuple[Threshold, ...], theme: Theme) -> list[dict[str, Any]]:
    """Where each stack of marks is law, above it."""
    found = []
    for flop, group in groupby(laws, key=lambda law: law.flop):
        stack = list(group)
        found.append(
            {
                "x": math.log10(flop),
                "y": len(stack) - 0.4,
                "yref": "y3",
                "yanchor": "bottom",
                "text": law_label(tuple(stack)),
                "showarrow": False,
                "font": {"size": 12, "color": theme.text},
            }
        )
    return found


def law_options(laws: tuple[Threshold, ...]) -> dict[float, str]:
    """Position of each threshold with its name, those of one position together."""
    return {flop: law_label(tuple(stack)) for flop, stack in groupby(laws, key=lambda law: law.flop)}


def law_label(stack: tuple[Threshold, ...]) -> str:
    """Where the thresholds of one value are in force, or that none is."""
    binding = list(dict.fromkeys(law.jurisdiction for law in stack if law.in_force))
    if binding:
        return ", ".join(binding)
    standings = {law.standing for law in stack}
    return "none in force" if len(standings) > 1 else standings.pop()


def _along_caption(scenario: Scenario, best: dict[str, BestLine]) -> str:
    cost = scenario.view.miss_cost
    costs = "as much as one overreached" if cost == 1 else f"{round(cost, 2):g} times an overreached one"
    near = best["cube"]
    flat = ""
    if math.isfinite(near.flop) and 0 < near.low < near.high < math.inf:
        flat = f" In the cube every line from {words.flop(near.low)} to {words.flop(near.high)} comes within a point."
    return (
        "Orange: share of the dangerous that the line misses. Yellow: share of the safe that it covers. Grey dots:"
        " share of all that it gets wrong. Dashed: the line. Dotted: the cheapest line if a missed system costs"
        f" {costs}.{flat} Hatched: how the undetermined could move the shares. Squares: thresholds in"
        f" {words.date(scenario.settings.date)}, solid where in force, as far as known in October 2026."
    )


def slice_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The plane of the start page, with every threshold of the catalogue where it stands at the date."""
    picture = plane_picture(scenario, theme)
    date = scenario.settings.date
    laws = lines.thresholds(date)
    values = sorted({law.flop for law in laws})
    places = [float(scenario.compute_trend.intelligence(value, date)) for value in values]
    picture["data"].append(
        {
            "type": "scatter",
            "name": "thresholds",
            "meta": {"title": "Thresholds in law and proposals", "y": False},
            "x": places,
            "y": [1.0] * len(places),
            "mode": "markers",
            "marker": {
                "size": 9,
                "symbol": [
                    "triangle-down" if any(law.in_force for law in laws if law.flop == value) else "triangle-down-open"
                    for value in values
                ],
                "color": theme.line,
                "line": {"width": 1.5, "color": theme.line},
            },
            "hovertext": [
                f"{words.flop(value)}, I = {words.index(place)}<br>"
                + "<br>".join(f"{law.name}: {law.standing}" for law in laws if law.flop == value)
                for value, place in zip(values, places, strict=True)
            ],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    )
    meta = picture["layout"]["meta"]
    picture["layout"]["meta"] = meta | {
        "title": "The line in the plane",
        "caption": f"{meta['caption']} Triangles on top: the thresholds of the catalogue, solid where one is in force.",
    }
    return picture


def band_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The cube with the set D = D*, the FLOP plane and its band, and real systems by region."""
    picture = cube_picture(scenario, theme)
    line = line_in_cube(scenario)
    for name, place in (("low", line.low), ("high", line.high)):
        picture["data"].append(
            {
                "type": "scatter3d",
                "name": f"line-{name}",
                "meta": {"table": False},
                "x": [place] * 5,
                "y": [0, 1, 1, 0, 0],
                "z": [0, 0, 1, 1, 0],
                "mode": "lines",
                "line": {"width": 2, "color": theme.line, "dash": "dot"},
                "hovertext": f"one standard deviation of the scatter: I = {words.index(place)}",
                "hoverinfo": "text",
            }
        )
    meta = picture["layout"]["meta"]
    picture["layout"]["meta"] = meta | {
        "title": "The line in the cube",
        "caption": f"{meta['caption']} Dotted frames: the band that holds about two thirds of systems."
        " The shares are of the cube's volume, as if every system lay on the central plane.",
    }
    return picture


def roc_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Missed against overreach for every line in compute, and in a perfect reading of intelligence."""
    cube, real = lines.scores_on_cube(scenario), lines.scores_on_systems(scenario)
    along = lines.on_cube(scenario).line, lines.on_systems(scenario).line
    drawn = (
        ("cube-flop", "FLOP, evenly spread", cube.flop, theme.line, "solid"),
        ("cube-i", "Perfect reading of I, evenly spread", cube.intelligence, theme.text, "dot"),
        ("real-flop", "FLOP, real systems", real.flop, theme.line, "dashdot"),
        ("real-i", "Measured I, the same real systems", real.intelligence, theme.muted, "longdash"),
    )
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "name": "chance",
            "meta": {"table": False},
            "x": [0, 1],
            "y": [1, 0],
            "mode": "lines",
            "line": {"width": 1, "color": theme.muted},
            "hovertext": "a line that knows nothing",
            "hoverinfo": "text",
        }
    ]
    for name, label, sweep, colour, dash in drawn:
        x, y = _thinned(sweep)
        data.append(
            {
                "type": "scatter",
                "name": name,
                "meta": {"title": label},
                "x": x,
                "y": y,
                "mode": "lines",
                "line": {"width": 2.5, "color": colour, "dash": dash},
                "hovertemplate": f"{label}: overreach %{{x:.0%}}, missed %{{y:.0%}}<extra></extra>",
            }
        )
    data.append(
        {
            "type": "scatter",
            "name": "line",
            "meta": {"title": "The line"},
            "x": [found.overreach_share for found in along],
            "y": [found.missed_share for found in along],
            "mode": "markers",
            "marker": {
                "size": 11,
                "symbol": ["circle", "diamond"],
                "color": theme.line,
                "line": {"width": 1.5, "color": theme.text},
            },
            "hovertext": [f"{words.flop(scenario.line.flop)}, {where}" for where in ("evenly spread", "real systems")],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    )
    dashes = {"solid": "solid", "dot": "dotted", "dashdot": "dash-dot", "longdash": "dashed"}
    key = "<br>".join(
        f"{dashes[dash].capitalize()}: {label}, area {words.index(sweep.auc)}" for _, label, sweep, _, dash in drawn
    )
    return {
        "data": data,
        "layout": layout(
            theme,
            margin={"l": 62, "r": 14, "t": 14, "b": 56, "autoexpand": False},
            xaxis=axis(theme, "Overreach: share of the safe covered", **_FROM_NONE_TO_ALL),
            yaxis=axis(theme, "Missed: share of the dangerous", **_FROM_NONE_TO_ALL),
            annotations=[
                {
                    "xref": "paper",
                    "yref": "paper",
                    "x": 1,
                    "y": 1,
                    "xanchor": "right",
                    "yanchor": "top",
                    "align": "left",
                    "text": key,
                    "showarrow": False,
                    "font": {"size": 12, "color": theme.text},
                    "bgcolor": theme.background,
                    "opacity": 0.9,
                }
            ],
            meta={
                "title": "Missed against overreach",
                "alt": roc_words({label: sweep for _, label, sweep, _, _ in drawn}, scenario.line.flop, *along),
                "caption": "Down and to the left is better. The area is the chance that a dangerous system scores over"
                f" a safe one: 0.50 knows nothing, 1.00 orders all. Marks: {words.flop(scenario.line.flop)}, a circle"
                " for evenly spread systems, a diamond for real ones. Of those,"
                f" {words.count(real.flop.dangerous)} dangerous and {words.count(real.flop.safe)} safe: too few to"
                " trust.",
            },
        ),
    }


def _thinned(sweep: LineSweep) -> tuple[Any, Any]:
    """Every point of a short curve, and 200 of a long one."""
    pick = np.unique(np.linspace(0, len(sweep.line) - 1, 200).round().astype(int))
    return sweep.overreach_share[pick], sweep.missed_share[pick]


def split_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The line's errors in two parts, in the cube and on real systems; and what two wrongs make right."""
    splits = {"Evenly spread": lines.split_on_cube(scenario), "Real systems": lines.split_on_systems(scenario)}
    parts = (
        ("inherent", "I alone is not D", REGION_COLOURS["missed"], "/"),
        ("misread", "FLOP misreads I", REGION_COLOURS["caught"], "."),
        ("cancelled", "two wrongs make a right", "rgba(0,0,0,0)", ""),
    )
    shares = {name: [getattr(split, f"{name}_share") for split in splits.values()] for name, *_ in parts}
    highest = max(np.nan_to_num([sum(column) for column in zip(*shares.values(), strict=True)]), default=0.0)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": name,
                "meta": {"title": label, "y": "Systems"},
                "x": shares[name],
                "y": list(splits),
                "width": 0.5,
                "marker": {
                    "color": colour,
                    "pattern": {
                        "shape": pattern,
                        "fgcolor": theme.background,
                        "bgcolor": colour,
                        "size": 8,
                        "solidity": 0.15,
                    },
                    "line": {"width": 1.5, "color": theme.text},
                },
                "hovertemplate": f"{label}: %{{x:.0%}}<extra></extra>",
            }
            for name, label, colour, pattern in parts
        ],
        "layout": layout(
            theme,
            barmode="stack",
            margin={"l": 8, "r": 14, "t": 8, "b": 52, "autoexpand": False},
            xaxis=axis(
                theme, "Share of systems with known compute", range=[0, max(0.1, 1.08 * highest)], tickformat=".0%"
            ),
            yaxis=axis(theme, "", autorange="reversed", showticklabels=False, ticks=""),
            annotations=[
                {
                    "xref": "paper",
                    "x": 0,
                    "y": row,
                    "yshift": 52,
                    "xanchor": "left",
                    "align": "left",
                    "text": f"<b>{where}</b>: {_split_words(split)}",
                    "showarrow": False,
                    "font": {"size": 13, "color": theme.text},
                }
                for row, (where, split) in enumerate(splits.items())
            ],
            meta={
                "title": "Why the line errs",
                "alt": split_words(splits, lines.determined(scenario)),
                "caption": "Hatched orange: even a perfect reading of intelligence would err, since danger also takes"
                " generality and agenticity. Dotted blue: intelligence would be right, and FLOP misreads it. Hollow:"
                " the line on intelligence errs, and FLOP's misreading happens to put it right: no error, no merit.",
            },
        ),
    }


def _split_words(split: ErrorSplit) -> str:
    if not split.determined:
        return "no system with known compute"
    return (
        f"I alone is not D {words.share(split.inherent_share)}, FLOP misreads I {words.share(split.misread_share)},<br>"
        f"two wrongs make a right {words.share(split.cancelled_share)}"
    )


def region_table(scenario: Scenario) -> dict[str, list[Any]]:
    """Real systems by region, with their names."""
    rows = lines.by_region(scenario)
    return {
        "Region": [REGION_WORDS[row.region] for row in rows],
        "Level 1": [row.lowest for row in rows],
        "Chosen level": [row.chosen for row in rows],
        "Level 5": [row.highest for row in rows],
        "Systems, at the chosen level": [", ".join(row.names) for row in rows],
    }


def unjudged_table(scenario: Scenario) -> dict[str, list[str]]:
    """Real systems that cannot be judged, with what is missing."""
    rows = lines.unjudged(scenario)
    return {"System": [name for name, _ in rows], "Not measured": [missing for _, missing in rows]}


def threshold_table(scenario: Scenario) -> dict[str, list[str]]:
    """Every threshold in training FLOP, what it would do, and where it is written down."""
    laws = lines.thresholds(scenario.settings.date)
    cube, real = lines.on_cube(scenario).sweep, lines.on_systems(scenario).sweep
    shares = [(*lines.shares_at(cube, law.flop), *lines.shares_at(real, law.flop)) for law in laws]
    names = ("Evenly spread: missed", "Evenly spread: overreach", "Real: missed", "Real: overreach")

    def day(value: float) -> str:
        return "" if math.isnan(value) else words.date(value)

    return {
        "Threshold": [law.name for law in laws],
        "Jurisdiction": [law.jurisdiction for law in laws],
        "Line": [words.flop(law.flop) for law in laws],
        f"In {words.date(scenario.settings.date)}": [law.standing for law in laws],
        "Adopted or published": [day(law.adopted) for law in laws],
        "Effective": [day(law.effective) for law in laws],
        "Ended": [day(law.ended) for law in laws],
        **{name: [words.share(row[place]) for row in shares] for place, name in enumerate(names)},
        "Source": [law.source for law in laws],
        "Note": [law.note for law in laws],
    }
