"""Figures of erosion: the line climbing past a capability, its dates rate by rate, and pairs as evidence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from risk import erosion, words
from risk.axes import Array
from risk.erosion import Capability, Climb, Erosion
from risk.moving_target import claim, pace, pairs_finding, published
from risk.pairs import Pair
from risk.plots.theme import Theme, axis, layout, note, unit_axis
from risk.population import Population
from risk.scenario import Scenario
from risk.years import checked

# The years that are drawn unless the date lies beyond; the first systems with measured intelligence are of 2023.
_START, _END = 2021.5, 2035.5
# Dates rate by rate reach further: slow rates take long.
_LATE_START, _LATE_END = 2020.0, 2040.0
_POINTS = 131

_SIGHT_WORDS = {
    "over": "Over the line",
    "under": "Under the line",
    "undetermined": "Undetermined: compute not disclosed",
}
# Filled, with a dot, with a cross: the verdict is told by the mark as well as by its colour.
_SIGHT_MARKS = {"over": "-dot", "under": "", "undetermined": "-x"}
_UNDER = "#009E73"
_TOLD_OF_SYSTEMS = ("name", "date", "I", "I_low", "I_high", "flop", "flop_low", "flop_high")


def climb_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Intelligence that the line buys, climbing over time past real systems and the capability it should hold."""
    checked("settings.date", scenario.settings.date)
    capability = erosion.chosen(scenario)
    shown = [min(_START, scenario.settings.date - 0.5), max(_END, scenario.settings.date + 0.5)]
    if scenario.settings.date < _START:
        shown[0] = _START
    years = np.linspace(shown[0], shown[1], _POINTS)
    found = erosion.climb(scenario, years)
    dated = erosion.dates(scenario, capability)
    return {
        "data": [
            _band(found, theme),
            *(_rate_curve(label, years, curve, theme) for label, curve in found.published),
            _own_curve(found, theme),
            _level(capability, shown, theme),
            _lost(capability, dated, shown, theme),
            *_systems(scenario, theme),
            _today(scenario, shown, theme),
        ],
        "layout": layout(
            theme,
            margin={"l": 58, "r": 14, "t": 46, "b": 48, "autoexpand": False},
            xaxis=axis(theme, "Year", range=shown, tickformat="d", dtick=2),
            yaxis=unit_axis(theme, "I"),
            annotations=[
                *_climb_words(scenario, capability, dated, shown, theme),
                *_key(scenario, theme),
            ],
            meta={
                "title": claim(scenario),
                "alt": _climb_alt(scenario, capability, dated, found),
                "caption": _climb_caption(scenario),
            },
        ),
    }


def _band(found: Climb, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "scatter",
        "x": np.concatenate((found.dates, found.dates[::-1])),
        "y": np.concatenate((found.low, found.high[::-1])),
        "fill": "toself",
        "mode": "none",
        "fillcolor": theme.line,
        "opacity": 0.14,
        "hoverinfo": "skip",
    }


def _rate_curve(label: str, years: Array, curve: Array, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"rate-{label}",
        "meta": {"title": f"The line under {label}"},
        "x": years,
        "y": curve,
        "mode": "lines",
        "line": {"width": 1.2, "color": theme.muted},
        "hovertemplate": f"{label}: I %{{y:.2f}}<extra></extra>",
    }


def _own_curve(found: Climb, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "line",
        "meta": {"title": "The line at the rate set here"},
        "x": found.dates,
        "y": found.centre,
        "mode": "lines",
        "line": {"width": 3, "dash": "dash", "color": theme.line},
        "hovertemplate": "at the rate set here: I %{y:.2f}<extra></extra>",
    }


def _level(capability: Capability, shown: list[float], theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "capability",
        "meta": {"title": f"Intelligence of {capability.name}"},
        "x": shown,
        "y": [capability.intelligence] * 2,
        "mode": "lines",
        "line": {"width": 2, "color": theme.text},
        "hoverinfo": "skip",
    }


def _lost(capability: Capability, dated: tuple[Erosion, ...], shown: list[float], theme: Theme) -> dict[str, Any]:
    """The span of dates on the level of the capability."""
    ends = [min(max(end, shown[0]), shown[1]) for end in erosion.span(dated)]
    outside = ends[0] == ends[1]
    return {
        "type": "scatter",
        "name": "lost",
        "meta": {"table": False},
        "x": [None, None] if outside else ends,
        "y": [capability.intelligence] * 2,
        "mode": "lines+markers",
        "line": {"width": 9, "color": theme.tolerance},
        "marker": {"size": 12, "symbol": "line-ns", "line": {"width": 3, "color": theme.tolerance}},
        "hovertext": f"{capability.name} lost {words.when(*erosion.span(dated))}",
        "hoverinfo": "text",
    }


def _systems(scenario: Scenario, theme: Theme) -> list[dict[str, Any]]:
    """Real systems as they are released. All are sent, the later ones without a place: so a sweep stays small."""
    latest = scenario.replace("settings.date", scenario.parameter("settings.date").high)
    return [_marks(sight, erosion.seen(latest, sight), scenario, theme) for sight in _SIGHT_WORDS]


def _marks(sight: str, table: Population, scenario: Scenario, theme: Theme) -> dict[str, Any]:
    out = table["date"] <= scenario.settings.date
    shapes = ["diamond" if is_open else "circle" for is_open in table["open_weights"]]
    colour = {"over": theme.line, "under": _UNDER, "undetermined": theme.undetermined}[sight]
    return {
        "type": "scatter",
        "name": f"systems-{sight}",
        "meta": {"title": f"Released: {_SIGHT_WORDS[sight].lower()}", "x": "Year of release"},
        "x": np.where(out, table["date"], np.nan),
        "y": np.where(out, table["I"], np.nan),
        "mode": "markers",
        "marker": {
            "size": 10,
            "symbol": [f"{shape}{_SIGHT_MARKS[sight]}" for shape in shapes],
            "color": colour,
            "line": {"width": 1, "color": theme.text if sight == "under" else theme.background},
        },
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": np.nan_to_num(table["I_high"] - table["I"]),
            "arrayminus": np.nan_to_num(table["I"] - table["I_low"]),
            "thickness": 3,
            "width": 0,
            "color": theme.interval,
        },
        "hovertext": [
            f"<b>{name}</b><br>{words.date(date)}, I {words.band(I, low, high)}"
            f"<br>{words.flop(flop)}{_published(least, most)}<br>{_SIGHT_WORDS[sight]}"
            for name, date, I, low, high, flop, least, most in zip(
                *(table[column].tolist() for column in _TOLD_OF_SYSTEMS), strict=True
            )
        ],
        "hoverinfo": "text",
        "cliponaxis": True,
    }


def _published(low: float, high: float) -> str:
    return "" if math.isnan(low) or math.isnan(high) else f" (published: {words.flop(low)} to {words.flop(high)})"


def _today(scenario: Scenario, shown: list[float], theme: Theme) -> dict[str, Any]:
    date = scenario.settings.date
    bought = float(scenario.compute_trend.intelligence(scenario.line.flop, date))
    inside = shown[0] <= date <= shown[1]
    return {
        "type": "scatter",
        "name": "today",
        "meta": {"title": "What the line buys at the date"},
        "x": [date if inside else None],
        "y": [bought if inside else None],
        "mode": "markers",
        "marker": {
            "size": 15,
            "symbol": "square",
            "color": theme.line,
            "line": {"width": 2, "color": theme.background},
        },
        "hovertext": [f"{words.flop(scenario.line.flop)} in {words.date(date)}: I {words.index(bought)}"],
        "hoverinfo": "text",
    }


def _note(theme: Theme, text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    return note(theme, x, y, text, bgcolor=theme.background, opacity=0.92, borderpad=2) | more


def _climb_words(
    scenario: Scenario, capability: Capability, dated: tuple[Erosion, ...], shown: list[float], theme: Theme
) -> list[dict[str, Any]]:
    date = scenario.settings.date
    bought = float(scenario.compute_trend.intelligence(scenario.line.flop, date))
    level = capability.intelligence
    low = level < 0.2
    notes = [
        _note(
            theme,
            f"<b>{capability.name}</b>" + ("" if scenario.view.own_point else f": I = {words.index(level)}"),
            shown[0],
            min(level, 0.94),
            xanchor="left",
            yanchor="bottom",
            xshift=4,
            yshift=2,
        ),
        _note(
            theme,
            f"<b>lost {words.when(*erosion.span(dated))}</b>".replace(" and ", "<br>and "),
            shown[1],
            level,
            xanchor="right",
            align="right",
            yanchor="bottom" if low else "top",
            xshift=-4,
            yshift=8 if low else -8,
        ),
    ]
    if shown[0] <= date <= shown[1]:
        turned = date > shown[1] - 3.5
        # Below the curve, where nothing is drawn, and never on the words under the level.
        below = bought - 0.13
        if below > level - 0.17 > 0.15:
            below = level - 0.17
        notes.append(
            _note(
                theme,
                f"{words.flop(scenario.line.flop)} buys<br>I = {words.index(bought)} in {words.date(date)}",
                date,
                max(below, 0.13),
                xanchor="right" if turned else "left",
                align="left",
                yanchor="top",
                xshift=-10 if turned else 10,
                font={"size": 13, "color": theme.line},
            )
        )
    return notes


def _key(scenario: Scenario, theme: Theme) -> list[dict[str, Any]]:
    """What the marks say, in the order of the traces."""
    line = words.flop(scenario.line.flop)
    text = (
        f'<span style="color:{theme.line}">◉</span> over {line}  '
        f'<span style="color:{_UNDER}">●</span> under it  '
        f'<span style="color:{theme.undetermined}">⊗</span> not disclosed<br>◆ open weights'
        "  ┅ rate set here  ─ published rates"
    )
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "text": text,
            "showarrow": False,
            "font": {"size": 12, "color": theme.text},
        }
    ]


def _climb_alt(scenario: Scenario, capability: Capability, dated: tuple[Erosion, ...], found: Climb) -> str:
    line, date = words.flop(scenario.line.flop), scenario.settings.date
    bought = [float(scenario.compute_trend.intelligence(scenario.line.flop, when)) for when in (2023.0, date, 2030.0)]
    counts = {sight: erosion.seen(scenario, sight).size for sight in _SIGHT_WORDS}
    able = erosion.able(scenario, capability)
    text = (
        f"Curves of intelligence over the years. At the rate set here {line} buys {words.index(bought[0])} in January"
        f" 2023, {words.index(bought[1])} in {words.date(date)} and {words.index(bought[2])} in January 2030."
        f" {capability.name} stands at {words.index(capability.intelligence)}. Over"
        f" {words.number(len(found.published))} published rates the line passes it:"
        f" {words.period(*erosion.span(dated))}. At the rate set here:"
        f" {words.date(erosion.own(scenario, capability).date)}."
    )
    if not sum(counts.values()):
        return f"{text} No system with measured intelligence is released by then."
    text += (
        f" Systems released by then with measured intelligence: {words.number(counts['over'])} over the line,"
        f" {words.number(counts['under'])} under it, {words.number(counts['undetermined'])} without known compute."
        f" As intelligent as {capability.name}:"
    )
    parts = [
        f"{words.number(len(names))} {where}" + (f" ({words.listed(list(names), 3)})" if names else "")
        for where, names in (("over", able.over), ("under", able.under), ("undetermined", able.undetermined))
    ]
    return f"{text} {', '.join(parts)}."


def _climb_caption(scenario: Scenario) -> str:
    return (
        f"Dashed: intelligence that {words.flop(scenario.line.flop)} buys on average at the efficiency set here; the"
        " band holds about two thirds of systems. Thin: the same under each published rate, the trend refitted for it."
        " Thick bar: the dates at which they reach the capability. Marks: real systems at their release, with published"
        " intervals of intelligence; whether they are over the line is read from their compute, not from the curve."
    )


def rates_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Date at which the line loses the capability, rate by rate."""
    capability = erosion.chosen(scenario)
    rows = published(scenario)
    heights = np.arange(len(rows), dtype=float)[::-1]
    return {
        "data": [
            _scatter_bars(rows, heights, theme),
            _published_bars(rows, heights, theme),
            _date_marks(rows, heights, theme),
            _beyond(rows, heights, theme),
        ],
        "layout": layout(
            theme,
            margin={"l": 10, "r": 14, "t": 12, "b": 48, "autoexpand": False},
            xaxis=axis(theme, f"Date at which the line loses {capability.name}", range=[_LATE_START, _LATE_END])
            | {"tickformat": "d", "dtick": 4},
            yaxis=axis(theme, "", range=[-0.6, len(rows) - 0.1], showticklabels=False, ticks="", showgrid=False),
            shapes=[_now_line(scenario, theme)],
            annotations=[
                *(
                    _note(
                        theme,
                        _row_words(entry),
                        0,
                        height + 0.2,
                        xref="paper",
                        xanchor="left",
                        yanchor="bottom",
                        align="left",
                        font={"size": 12.5, "color": theme.text},
                    )
                    for entry, height in zip(rows, heights, strict=True)
                ),
            ],
            meta={
                "title": f"Dates rate by rate: {words.period(*erosion.span(rows[1:]))}",
                "alt": _rates_alt(scenario, rows),
                "caption": _rates_caption(),
            },
        ),
    }


def _now_line(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    date = scenario.settings.date
    return {
        "type": "line",
        "x0": date,
        "x1": date,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"width": 1.5, "color": theme.muted, "dash": "dot"},
        "layer": "below",
    }


def _row_words(entry: Erosion) -> str:
    if math.isnan(entry.date):
        return f"{entry.label}: only an upper bound"
    kind = ", no estimate" if entry.illustration else ""
    return f"{entry.label}{kind}: <b>{words.date(entry.date)}</b>"


def _one_sided(entry: Erosion) -> str:
    return f"only an upper bound of the rate, {words.date(entry.fast)} at it"


def _clipped(date: float) -> float:
    return math.nan if math.isnan(date) else min(max(date, _LATE_START), _LATE_END)


def _bars(rows: tuple[Erosion, ...], heights: Array, ends: list[tuple[float, float]]) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for (low, high), height in zip(ends, heights, strict=True):
        bar = [_clipped(low), _clipped(high)]
        known = not math.isnan(sum(bar)) and bar[0] < bar[1]
        x += [*(bar if known else (None, None)), None]
        y += [float(height), float(height), None]
    return {"x": x, "y": y}


def _scatter_bars(rows: tuple[Erosion, ...], heights: Array, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "scatter",
        "mode": "lines",
        "line": {"width": 15, "color": theme.line},
        "opacity": 0.2,
        "hoverinfo": "skip",
    } | _bars(rows, heights, [(entry.early, entry.late) for entry in rows])


def _published_bars(rows: tuple[Erosion, ...], heights: Array, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "published",
        "mode": "lines",
        "line": {"width": 4, "color": theme.text},
        "hoverinfo": "skip",
    } | _bars(rows, heights, [entry.ends for entry in rows])


def _date_marks(rows: tuple[Erosion, ...], heights: Array, theme: Theme) -> dict[str, Any]:
    dates = [entry.fast if math.isnan(entry.date) else entry.date for entry in rows]
    inside = [_LATE_START <= date <= _LATE_END for date in dates]
    return {
        "type": "scatter",
        "name": "dates",
        "meta": {"title": "Date by rate", "x": "Date", "y": False, "columns": ["Rate, orders of magnitude a year"]},
        "x": [date if shown else None for date, shown in zip(dates, inside, strict=True)],
        "y": heights.tolist(),
        "customdata": [[None if math.isnan(entry.rate) else round(entry.rate, 2)] for entry in rows],
        "mode": "markers",
        "marker": {
            "size": [15 if entry.label == erosion.OWN else 12 for entry in rows],
            "symbol": [_symbol(entry) for entry in rows],
            "color": [theme.line if entry.label == erosion.OWN else theme.text for entry in rows],
            "line": {"width": 1.5, "color": theme.background},
        },
        "hovertext": [_told(entry) for entry in rows],
        "hoverinfo": "text",
    }


def _symbol(entry: Erosion) -> str:
    if entry.label == erosion.OWN:
        return "square"
    if math.isnan(entry.date):
        return "diamond-wide"
    return "x" if entry.illustration else "circle"


def _told(entry: Erosion) -> str:
    if math.isnan(entry.date):
        return f"<b>{entry.label}</b><br>{_one_sided(entry)}"
    text = f"<b>{entry.label}</b><br>{pace(entry.rate)}: {words.date(entry.date)}"
    if not math.isnan(entry.ends[0]):
        text += f"<br>published range: {words.period(*entry.ends)}"
    if entry.early < entry.late:
        text += f"<br>two thirds of systems: {words.period(entry.early, entry.late)}"
    return text


def _beyond(rows: tuple[Erosion, ...], heights: Array, theme: Theme) -> dict[str, Any]:
    """Arrows where a finite date lies outside what is drawn."""
    side = [
        0.0 if math.isinf(entry.date) or math.isnan(entry.date) else _clipped(entry.date) - entry.date for entry in rows
    ]
    return {
        "type": "scatter",
        "name": "beyond",
        "meta": {"table": False},
        "x": [(_LATE_END if off < 0 else _LATE_START) if off else None for off in side],
        "y": heights.tolist(),
        "mode": "markers",
        "marker": {
            "size": 13,
            "symbol": ["triangle-right" if off < 0 else "triangle-left" for off in side],
            "color": theme.text,
        },
        "hovertext": [_told(entry) for entry in rows],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _rates_alt(scenario: Scenario, rows: tuple[Erosion, ...]) -> str:
    parts = []
    for entry in rows:
        if math.isnan(entry.date):
            parts.append(f"{entry.label}, {_one_sided(entry)}")
            continue
        band = "" if math.isnan(entry.ends[0]) else f" ({words.period(*entry.ends)})"
        parts.append(f"{entry.label}{', one pair' if entry.illustration else ''}, {words.date(entry.date)}{band}")
    return (
        f"Dots for {words.number(len(rows))} rates: when {words.flop(scenario.line.flop)} loses"
        f" {erosion.chosen(scenario).name}, with published ranges in brackets. {'; '.join(parts)}."
    )


def _rates_caption() -> str:
    return (
        "Dot: at the published central rate. Dark bar: over its published interval or range. Pale band: two thirds of"
        " systems, by their scatter about the trend. Cross: one worked pair, no estimate, as it was chosen. Flat"
        " diamond: at an upper bound of the rate. Square: the rate set here. Dotted: the date of the page. Arrow: the"
        " date lies beyond the axis."
    )


def pairs_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Orders of magnitude that the later of two equally capable systems took less, over the time between them."""
    found = erosion.evidence(scenario)
    rates = sorted({round(entry.rate, 3): entry for entry in published(scenario)[1:] if entry.estimate}.items())
    right = max((pair.years for pair in found), default=1.0) * 1.5
    top = max(2.6, *(pair.high for pair in found if not math.isnan(pair.high)), 0.0) + 0.2
    bottom = min(-1.2, *(pair.low for pair in found if not math.isnan(pair.low)), 0.0) - 0.2
    return {
        "data": [_rays([rate for rate, _ in rates], right, theme), _pair_marks(found, theme)],
        "layout": layout(
            theme,
            margin={"l": 58, "r": 14, "t": 16, "b": 52, "autoexpand": False},
            xaxis=axis(theme, "Years between the releases", range=[0, right]),
            yaxis=axis(theme, "Orders of magnitude saved", range=[bottom, top]),
            shapes=[
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0}
                | {"line": {"width": 1, "color": theme.muted}}
            ],
            annotations=[*_ray_words(rates, right, top, theme), *_pair_words(found, theme)],
            meta={
                "title": "Equally capable systems, less compute",
                "alt": _pairs_alt(found),
                "caption": _pairs_caption(scenario),
            },
        ),
    }


def _rays(rates: list[float], right: float, theme: Theme) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for rate in rates:
        x += [0.0, right, None]
        y += [0.0, rate * right, None]
    return {
        "type": "scatter",
        "name": "published-rates",
        "meta": {"title": "Published rates", "table": False},
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"width": 1.2, "color": theme.muted},
        "hoverinfo": "skip",
    }


def _ray_words(rates: list[tuple[float, Erosion]], right: float, top: float, theme: Theme) -> list[dict[str, Any]]:
    """The slowest and the fastest published rate, and the one between them that stands apart."""
    named = dict.fromkeys((rates[0], rates[-1])) if rates else {}
    return [
        _note(
            theme,
            f"{pace(rate)}<br>{entry.label}",
            min(right, 0.97 * top / rate) if rate > 0 else right,
            min(rate * right, 0.97 * top),
            xanchor="right",
            yanchor="top",
            align="right",
            font={"size": 12, "color": theme.muted},
            bgcolor="rgba(0,0,0,0)",
        )
        for rate, entry in named
    ]


def _pair_marks(found: tuple[Pair, ...], theme: Theme) -> dict[str, Any]:
    saved = np.array([pair.saved for pair in found])
    return {
        "type": "scatter",
        "name": "pairs",
        "meta": {
            "title": "Pairs of equally capable systems",
            "columns": ["Orders of magnitude a year", "Low end", "High end"],
        },
        "x": [pair.years for pair in found],
        "y": saved,
        "customdata": [[round(end / pair.years, 2) for end in (pair.saved, pair.low, pair.high)] for pair in found],
        "mode": "markers",
        "marker": {
            "size": 11,
            "color": theme.line,
            "line": {"width": 1.5, "color": theme.text},
        },
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": np.nan_to_num([pair.high - pair.saved for pair in found]),
            "arrayminus": np.nan_to_num([pair.saved - pair.low for pair in found]),
            "thickness": 4,
            "width": 0,
            "color": theme.interval,
        },
        "hovertext": [_pair_told(pair) for pair in found],
        "hoverinfo": "text",
    }


def _pair_told(pair: Pair) -> str:
    rates = [words.plain(round(end / pair.years, 1) + 0.0) for end in (pair.saved, pair.low, pair.high)]
    return (
        f"<b>{pair.first} to {pair.second}</b><br>{words.date(pair.start)} to {words.date(pair.end)}"
        f"<br>{rates[0]} ({rates[1] or words.UNKNOWN} to {rates[2] or words.UNKNOWN}) orders of magnitude a year"
        f"<br>difference of I: {words.index(pair.difference)}"
    )


def _pair_words(found: tuple[Pair, ...], theme: Theme) -> list[dict[str, Any]]:
    """Name the slowest, the middle and the fastest pair."""
    # The middle one to the left of its mark: on the right others crowd.
    places = {len(found) // 2: "right", 0: "left", len(found) - 1: "left"} if found else {}
    return [
        _note(
            theme,
            f"{found[place].first} →<br>{found[place].second}",
            found[place].years,
            found[place].saved,
            xanchor=side,
            yanchor="middle",
            align=side,
            xshift=9 if side == "left" else -9,
            font={"size": 12, "color": theme.text},
            bgcolor="rgba(0,0,0,0)",
        )
        for place, side in places.items()
    ]


def _pairs_alt(found: tuple[Pair, ...]) -> str:
    text = (
        "Dots over the time between two releases: orders of magnitude of compute that the later, equally intelligent"
        f" system took less. {pairs_finding(found)}"
    )
    told = [
        f"{pair.first} to {pair.second}, {words.plain(round(pair.saved, 1) + 0.0)} in"
        f" {words.plain(round(pair.years, 1))} years"
        for pair in (found[:2] + found[-2:] if len(found) > 4 else found)
    ]
    return f"{text} Among them: {'; '.join(told)}." if told else text


def _pairs_caption(scenario: Scenario) -> str:
    rule = scenario.pairs
    return (
        f"Every pair of listed systems with known compute whose intelligence differs by at most"
        f" {words.plain(rule.closeness)}, released {words.plain(rule.gap)} years apart or more, whichever way it"
        " points. Bars: published intervals of both systems' compute and intelligence, taken as independent; where none"
        " is published, nothing is added. Lines: published rates."
    )


def pairs_table(found: tuple[Pair, ...]) -> pd.DataFrame:
    """Every pair with its rate, fastest last."""

    def rate(pair: Pair, end: float) -> str:
        return words.plain(round(end / pair.years, 2) + 0.0) or words.UNKNOWN

    return pd.DataFrame(
        {
            "Earlier": [pair.first for pair in found],
            "Later": [pair.second for pair in found],
            "Years between": [words.plain(round(pair.years, 2)) for pair in found],
            "Difference of I": [words.index(pair.difference) for pair in found],
            "Orders of magnitude saved": [words.plain(round(pair.saved, 2) + 0.0) for pair in found],
            "A year": [rate(pair, pair.saved) for pair in found],
            "Low end": [rate(pair, pair.low) for pair in found],
            "High end": [rate(pair, pair.high) for pair in found],
        }
    )
