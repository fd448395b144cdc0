"""Figures of rules over the years: shares by year, lines with a clock, how long rules and laws last, and the fit."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk import catalog, words
from risk import rules_over_time as told
from risk.axes import Array
from risk.comparators import Comparator
from risk.comparison import regions
from risk.forecast import SEEDS, forecasts
from risk.legislation import durations, law_half_life
from risk.plots.theme import REGION_COLOURS, REGION_PATTERNS, REGION_WORDS, Theme, axis, layout, panel_title
from risk.release_fit import ReleaseFit, fit
from risk.scenario import Scenario
from risk.worlds import WORLDS, floating, population, years
from risk.yearly import Share, YearlyScore

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROOM = 0.36
"""Part of a row that its words take."""

_LINES = ("stands still", "falls", "rises")


def lines_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Rules that read compute, spend or hardware: by year, what each misses, overreaches and cannot tell."""
    return _rows(scenario, theme, told.reading(scenario), told.READS)


def evaluations_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The same for rules that evaluate what a system can do."""
    return _rows(scenario, theme, told.evaluating(scenario), told.EVALUATES)


def _rows(scenario: Scenario, theme: Theme, found: told.Scored, kind: str) -> dict[str, Any]:
    span = years(scenario)
    data: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    height = 1.0 / len(found)
    for row, (rule, score) in enumerate(found):
        suffix = str(row + 1) if row else ""
        top = 1.0 - row * height
        axes[f"yaxis{suffix}"] = axis(
            theme,
            "",
            domain=[top - height * (1.0 - 0.08), top - height * _ROOM],
            range=[-0.04, 1.04],
            tickvals=[0, 1],
            ticktext=["0", "100 %"],
            tickformat=".0%",
            tickfont={"size": 11},
        )
        data += _row(rule, score, f"y{suffix}", theme)
        notes += _row_words(rule, score, scenario, top, theme)
    step = max(1, math.ceil(len(span) / 6))
    return {
        "data": data,
        "layout": layout(
            theme,
            margin={"l": 48, "r": 14, "t": 30, "b": 48, "autoexpand": False},
            xaxis=axis(
                theme,
                "Year of release",
                range=[span[0] - 0.5, span[-1] + 0.5],
                tickvals=list(span)[::step],
                anchor=f"y{len(found)}",
            ),
            **axes,
            annotations=[_key(theme), *notes],
            meta={
                "title": told.failing(found, scenario, kind),
                "alt": told.yearly_words(found, scenario),
                "caption": _yearly_caption(scenario),
            },
        ),
    }


def _row(rule: Comparator, score: YearlyScore, y: str, theme: Theme) -> list[dict[str, Any]]:
    def curve(name: str, share: Share, title: str, colour: str, width: float, **line: Any) -> dict[str, Any]:
        return {
            "type": "scatter",
            "name": f"{rule.key}-{name}",
            "meta": {"title": f"{rule.label}: {title}", "x": "Year"} if title else {"table": False},
            "x": score.years,
            "y": share.pooled,
            "yaxis": y,
            "mode": "lines",
            "line": {"color": colour, "width": width} | line,
            "connectgaps": False,
            "hovertemplate": f"{title} %{{y:.0%}} in %{{x:.0f}}<extra></extra>",
        }

    missed, over = score.missed_share, score.overreach_share
    # Orange on white is too faint for a line; a darker edge carries it.
    edge = curve("overreach-edge", over, "", theme.text, 3.5) | {"hoverinfo": "skip", "hovertemplate": None}
    return [
        _band(rule.key, score.years, missed, y),
        curve("undetermined", score.undetermined_share, "cannot tell", theme.undetermined, 2, dash="dot"),
        edge,
        curve("overreach", over, "overreach", REGION_COLOURS["overreach"], 2.2),
        curve("missed", missed, "missed", REGION_COLOURS["missed"], 3),
    ]


def _band(key: str, at: Any, share: Share, y: str) -> dict[str, Any]:
    known = ~np.isnan(share.low)
    x, low, high = at[known], share.low[known], share.high[known]
    return {
        "type": "scatter",
        "name": f"{key}-band",
        "x": np.concatenate((x, x[::-1])),
        "y": np.concatenate((low, high[::-1])),
        "yaxis": y,
        "mode": "none",
        "fill": "toself",
        "fillcolor": "rgba(213,94,0,0.12)",
        "fillpattern": {
            "shape": REGION_PATTERNS["missed"],
            "fgcolor": REGION_COLOURS["missed"],
            "bgcolor": "rgba(213,94,0,0.12)",
            "size": 7,
            "solidity": 0.14,
        },
        "hoverinfo": "skip",
    }


def _row_words(
    rule: Comparator, score: YearlyScore, scenario: Scenario, top: float, theme: Theme
) -> list[dict[str, Any]]:
    life = score.half_life(scenario.clock.failing_share)
    common = {"xref": "paper", "yref": "paper", "y": top, "yanchor": "top", "showarrow": False}
    name = {"x": 0, "xanchor": "left", "text": f"<b>{rule.label}</b>", "font": {"size": 13, "color": theme.text}}
    failing = told.fails(life, scenario)
    end = {"x": 1, "xanchor": "right", "text": failing, "font": {"size": 13, "color": theme.text}}
    return [common | name, common | end]


def _key(theme: Theme) -> dict[str, Any]:
    """What the lines are: a word in the colour of each would be too pale, so a mark carries it."""
    marks = (
        ("━", REGION_COLOURS["missed"], "missed"),
        ("━", REGION_COLOURS["overreach"], "overreach"),
        ("┅", theme.undetermined, "cannot tell"),
    )
    text = "   ".join(f'<span style="color:{colour}">{mark}</span> {word}' for mark, colour, word in marks)
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "text": text,
        "showarrow": False,
        "font": {"size": 13, "color": theme.text},
    }


def _yearly_caption(scenario: Scenario) -> str:
    error = scenario.measurement.error
    return (
        f"Missed: of the dangerous that a rule can tell on. Hatched: 5 to 95 % of {WORLDS} drawn populations."
        f" Evaluations err by {words.index(error)} on each axis. A rule fails in the first year in which it misses more"
        f" than {words.share(scenario.clock.failing_share)}."
    )


def clock_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Lines that stand still, fall and rise, among the releases of one population, and the intelligence at each."""
    span = years(scenario)
    start, stop = float(span.start), float(span.stop)
    date = np.linspace(start, stop, 181)
    held = {
        "stands still": np.full(date.shape, scenario.line.flop),
        "falls": floating(scenario, "efficiency").line(date),
        "rises": floating(scenario, "frontier").line(date),
    }
    largest = scenario.releases.frontier_at(date)
    table = population(scenario)
    flops = np.log10(np.concatenate((*held.values(), table["compute"], 10.0 ** largest[[0, -1]])))
    low, high = math.floor(float(flops.min())), math.ceil(float(flops.max()))
    step = max(1, math.ceil((high - low) / 6))
    decades = list(range(low, high + 1, step))
    now = scenario.settings.date
    return {
        "data": [
            *_releases(scenario, theme),
            {
                "type": "scatter",
                "name": "largest-runs",
                "meta": {"title": "Largest runs", "x": "Date", "y": "FLOP, as a power of ten"},
                "x": date,
                "y": largest,
                "mode": "lines",
                "line": {"color": theme.muted, "width": 2},
                "hovertemplate": "largest runs 10^%{y:.1f} FLOP<extra></extra>",
            },
            *(_clocked(name, date, np.log10(line), "y", theme) for name, line in held.items()),
            *(
                _clocked(name, date, scenario.compute_trend.intelligence(line, date), "y2", theme)
                for name, line in held.items()
            ),
        ],
        "layout": layout(
            theme,
            margin={"l": 58, "r": 14, "t": 34, "b": 48, "autoexpand": False},
            xaxis=axis(theme, "Date", range=[start, stop], tickformat=".0f", nticks=6, anchor="y2"),
            yaxis=axis(
                theme,
                "FLOP",
                domain=[0.40, 1.0],
                range=[low - 0.3, high + 0.3],
                tickvals=decades,
                ticktext=[f"10{str(decade).translate(_SUPERSCRIPTS)}" for decade in decades],
            ),
            yaxis2=axis(
                theme, "I at the line", domain=[0.0, 0.29], range=[0, 1.04], tickvals=[0, 0.5, 1], tickformat=".1f"
            ),
            shapes=_today(now, theme) if start < now < stop else [],
            annotations=_clock_notes(held, largest, date, theme),
            meta={
                "title": _clock_title(scenario, date),
                "alt": told.clock_words(scenario),
                "caption": (
                    "Marks: the releases of one drawn population, by what the line that stands still makes of them;"
                    " diamonds have open weights, hollow marks disclose no compute. Upright: the date chosen. Below:"
                    " intelligence of the average system trained at each line."
                ),
            },
        ),
    }


def _clock_title(scenario: Scenario, date: Array) -> str:
    trend = scenario.compute_trend
    first, last = (float(trend.intelligence(scenario.line.flop, at)) for at in (date[0], date[-1]))
    if round(first, 2) == round(last, 2):
        return f"A line that stands still at {words.flop(scenario.line.flop)} keeps meaning I = {words.index(first)}"
    return (
        f"A line that stands still at {words.flop(scenario.line.flop)} comes to mean I = {words.index(last)} instead of"
        f" {words.index(first)}"
    )


def _clocked(name: str, date: Array, y: Array, panel: str, theme: Theme) -> dict[str, Any]:
    where = "FLOP" if panel == "y" else "Intelligence"
    widths = dict(zip(_LINES, (3.5, 2.5, 2.5), strict=True))
    dashes = dict(zip(_LINES, ("dash", "6px,3px", "2px,3px"), strict=True))
    return {
        "type": "scatter",
        "name": f"{panel}-{name}",
        "meta": {
            "title": f"{where} at the line that {name}",
            "x": "Date",
            "y": "FLOP, as a power of ten" if panel == "y" else "I",
        },
        "x": date,
        "y": y,
        "yaxis": panel,
        "mode": "lines",
        "line": {"color": theme.line, "width": widths[name], "dash": dashes[name]},
        "hovertemplate": f"{name}: %{{y:.2f}}<extra></extra>",
    }


def _releases(scenario: Scenario, theme: Theme) -> list[dict[str, Any]]:
    table = population(scenario)
    region = regions(scenario.line.applies(table, scenario.settings.date), table["D"], scenario.settings.tolerance)
    shown = table["date"] >= years(scenario).start
    found = []
    for name in ("caught", "missed", "overreach", "cleared", "undetermined"):
        inside = shown & (region == name)
        opened = table["open_weights"][inside]
        hollow = "-open" if name == "undetermined" else ""
        found.append(
            {
                "type": "scatter",
                "name": f"releases-{name}",
                "meta": {"title": f"Releases: {name}", "x": "Date", "y": "FLOP, as a power of ten"},
                "x": table["date"][inside],
                "y": np.log10(table["compute"][inside]),
                "mode": "markers",
                "marker": {
                    "size": 7,
                    "symbol": [f"{'diamond' if free else 'circle'}{hollow}" for free in opened],
                    "color": theme.region_colour(name),
                    "line": {"width": 1, "color": theme.region_colour(name) if hollow else theme.background},
                },
                "hovertemplate": f"{REGION_WORDS[name]}<extra></extra>",
            }
        )
    return found


def _today(now: float, theme: Theme) -> list[dict[str, Any]]:
    line = {"color": theme.muted, "width": 1.5}
    return [{"type": "line", "xref": "x", "x0": now, "x1": now, "yref": "paper", "y0": 0, "y1": 1, "line": line}]


def _clock_notes(held: dict[str, Array], largest: Array, date: Array, theme: Theme) -> list[dict[str, Any]]:
    """Names at the right end of the lines, a little above each."""
    ends = {name: float(np.log10(line[-1])) for name, line in held.items()}
    ends = {f"line that {name}": end for name, end in ends.items()} | {"largest runs": float(largest[-1])}
    placed: list[dict[str, Any]] = []
    last = -math.inf
    gap = 0.07 * (max(ends.values()) - min(ends.values()) + 2.0)
    for text, end in sorted(ends.items(), key=lambda item: item[1]):
        at = max(end, last + gap)
        last = at
        placed.append(
            {
                "xref": "x",
                "yref": "y",
                "x": float(date[-1]),
                "y": at,
                "xanchor": "right",
                "yanchor": "bottom",
                "text": text,
                "showarrow": False,
                "bgcolor": theme.background,
                "font": {"size": 12, "color": theme.text},
            }
        )
    return placed


def half_life_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """How long each rule keeps from failing."""
    share, last = scenario.clock.failing_share, told.last_year(scenario)
    lives = [(rule, score.half_life(share)) for rule, score in told.scored(scenario)]
    rows = [
        Row("rule", rule.label, life.years, life.low, life.high, told.half_life_words(life, last))
        for rule, life in lives
    ]
    return _bar_picture(
        rows,
        float(len(years(scenario))),
        theme,
        {
            "title": told.half_life_finding(scenario),
            "alt": told.half_life_alt(scenario),
            "caption": (
                f"Until a rule misses more than {words.share(share)} of the dangerous releases of a year that it can"
                f" tell on. A hatched full bar: never, in the years scored. Thin lines: 5 to 95 % of {WORLDS} drawn"
                " populations."
            ),
        },
    )


def legislation_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """How long laws took to make, and how long rules in law lasted."""
    law = law_half_life(scenario.parameter("settings.date").default)
    rows = [
        Row("lasted" if entry.lasted else "took", entry.label, entry.years, text=told.years_words(entry.years))
        for entry in durations()
    ]
    half = f"{law.years:.1f} years ({law.low:.1f} to {law.high:.1f})"
    rows.append(
        Row("law", f"Half of {words.number(law.rules)} adopted rules ended", law.years, law.low, law.high, half)
    )
    ends = [end for row in rows for end in (row.years, row.high) if math.isfinite(end)]
    longest = max(ends) + 0.5
    return _bar_picture(
        rows,
        longest,
        theme,
        {
            "title": told.legislation_finding(scenario),
            "alt": told.legislation_alt(scenario),
            "caption": (
                "Grey: from proposal to effect, single cases. Violet: how long rules lasted. Half-life at a constant"
                f" rate, with its 90 % interval: {words.number(law.ended)} of {words.number(law.rules)} rules have"
                " ended, which are few cases."
            ),
        },
    )


@dataclass(frozen=True)
class Row:
    """A bar with its interval and its words."""

    kind: str
    label: str
    years: float
    low: float = math.nan
    high: float = math.nan
    text: str = ""


def _bar_picture(rows: list[Row], longest: float, theme: Theme, meta: dict[str, str]) -> dict[str, Any]:
    at = [float(-place) for place in range(len(rows))]
    kinds = tuple(dict.fromkeys(row.kind for row in rows))
    return {
        "data": [_bars(kind, rows, at, longest, theme) for kind in kinds],
        "layout": layout(
            theme,
            margin={"l": 8, "r": 14, "t": 10, "b": 48, "autoexpand": False},
            xaxis=axis(theme, "Years", range=[0, longest * 1.02], nticks=8),
            yaxis=axis(theme, "", range=[at[-1] - 0.6, 0.62], showticklabels=False, ticks="", showgrid=False),
            annotations=[_bar_words(row, y, theme) for row, y in zip(rows, at, strict=True)],
            meta=meta,
        ),
    }


_BAR_WORDS = {
    "took": "Laws: took",
    "lasted": "Rules in law: lasted",
    "law": "Rules in law: half-life",
    "rule": "Rules: half-life",
}


def _bars(kind: str, rows: list[Row], at: list[float], longest: float, theme: Theme) -> dict[str, Any]:
    own = [(row, y) for row, y in zip(rows, at, strict=True) if row.kind == kind]
    lengths = [min(row.years, longest) for row, _ in own]
    colours = {"took": theme.muted, "lasted": theme.undetermined, "law": theme.undetermined}
    return {
        "type": "bar",
        "orientation": "h",
        "name": f"{kind}-years",
        "meta": {"title": _BAR_WORDS[kind], "x": "Years", "y": False, "columns": ["Which"]},
        "customdata": [[row.label] for row, _ in own],
        "x": lengths,
        "y": [y - 0.3 for _, y in own],
        "width": 0.26,
        "marker": {
            "color": colours.get(kind, REGION_COLOURS["missed"]),
            "pattern": {"shape": ["/" if math.isinf(row.years) else "" for row, _ in own], "size": 6},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_beyond(row.high, length, longest) for (row, _), length in zip(own, lengths, strict=True)],
            "arrayminus": [_beyond(row.low, length, longest) for (row, _), length in zip(own, lengths, strict=True)],
            "thickness": 1.5,
            "width": 3,
            "color": theme.text,
        },
        "hovertext": [f"<b>{row.label}</b><br>{row.text}" for row, _ in own],
        "hoverinfo": "text",
    }


def _beyond(end: float, length: float, longest: float) -> float | None:
    """How far an interval reaches beyond its bar, None where not at all; what never ends reaches the axis's end."""
    away = abs(min(end, longest) - length)
    return away if away > 0.0 else None


def _bar_words(row: Row, y: float, theme: Theme) -> dict[str, Any]:
    return {
        "xref": "x domain",
        "x": 0,
        "y": y + 0.16,
        "xanchor": "left",
        "text": f"{row.label}: <b>{row.text}</b>",
        "showarrow": False,
        "font": {"size": 12, "color": theme.text},
    }


@functools.cache
def catalogue_fit() -> ReleaseFit:
    """The release population fitted to the catalogue."""
    return fit(catalog.systems())


def forecast_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Counts of the catalogue beside those that the fit expects, and published forecasts beside drawn ones."""
    fitted, found = catalogue_fit(), forecasts(scenario.releases)
    rows = [-place for place in range(len(found))]
    names = [str(year) for year in fitted.years]
    return {
        "data": [
            _counts("listed", names, list(map(float, fitted.listed)), theme.muted, "Listed by the catalogue"),
            _counts("expected", names, list(fitted.expected), REGION_COLOURS["caught"], "Expected by the fit"),
            _ranges("published", found, rows, 0.12, theme),
            _ranges("drawn", found, rows, -0.16, theme),
        ],
        "layout": layout(
            theme,
            margin={"l": 8, "r": 14, "t": 30, "b": 48, "autoexpand": False},
            barmode="group",
            bargap=0.35,
            xaxis=axis(theme, "", domain=[0.0, 0.27], anchor="y", tickfont={"size": 12}),
            yaxis=axis(
                theme, "", range=[0, 1.3 * max(*fitted.listed, *fitted.expected)], showticklabels=False, ticks="",
                showgrid=False,
            ),
            xaxis2=axis(
                theme,
                "Systems",
                type="log",
                domain=[0.36, 1.0],
                anchor="y2",
                range=[
                    math.log10(max(0.7 * min(min(entry.low, entry.drawn_low) for entry in found), 0.5)),
                    math.log10(1.5 * max(max(entry.high, entry.drawn_high) for entry in found)),
                ],
                tickvals=[1, 3, 10, 30, 100, 300, 1000, 3000, 10000],
            ),
            yaxis2=axis(
                theme, "", range=[rows[-1] - 0.55, 0.85], showticklabels=False, ticks="", anchor="x2", showgrid=False
            ),
            annotations=[
                panel_title(theme, "x", "The fit"),
                panel_title(theme, "x2", "Forecasts"),
                *(
                    {
                        "xref": "x2 domain",
                        "yref": "y2",
                        "x": 0,
                        "y": row + 0.26,
                        "xanchor": "left",
                        "yanchor": "bottom",
                        "text": entry.short,
                        "showarrow": False,
                        "font": {"size": 12, "color": theme.text},
                    }
                    for entry, row in zip(found, rows, strict=True)
                ),
            ],
            meta={
                "title": told.forecast_finding(found),
                "alt": told.forecast_words(fitted, found),
                "caption": (
                    f"Left, grey: the catalogue; hatched: the fit. {told.coverage(fitted)} Right, square: Kumar &"
                    f" Manning's range; circle: median and 90 % interval over {SEEDS} populations, whether compute is"
                    " known or not."
                ),
            },
        ),
    }  # fmt: skip


def _counts(name: str, years_: list[str], values: list[float], colour: str, title: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": f"counts-{name}",
        "meta": {"title": title, "x": "Year", "y": "Systems over 10²⁵ FLOP"},
        "x": years_,
        "y": values,
        "text": [f"{value:.0f}" if name == "listed" else f"{value:.1f}" for value in values],
        "textposition": "outside",
        "textfont": {"size": 11},
        "cliponaxis": False,
        "marker": {"color": colour, "pattern": {"shape": "" if name == "listed" else "/", "size": 5}},
        "hovertemplate": f"{title}: %{{y:.1f}}<extra></extra>",
    }


def _ranges(name: str, found: Any, rows: list[int], shift: float, theme: Theme) -> dict[str, Any]:
    drawn = name == "drawn"
    ends = [(entry.drawn_low, entry.drawn_high) if drawn else (entry.low, entry.high) for entry in found]
    middle = [entry.median if drawn else math.sqrt(entry.low * entry.high) for entry in found]
    return {
        "type": "scatter",
        "name": f"forecast-{name}",
        "meta": {
            "title": "Release population: median" if drawn else "Kumar & Manning: middle of the range",
            "x": "Systems",
            "y": False,
        },
        "x": middle,
        "y": [row + shift for row in rows],
        "xaxis": "x2",
        "yaxis": "y2",
        "mode": "markers",
        "marker": {
            "size": 10 if drawn else 8,
            "symbol": "circle" if drawn else "square-open",
            "color": REGION_COLOURS["caught"] if drawn else theme.text,
            "line": {"width": 1.5, "color": theme.text},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high - x for x, (_, high) in zip(middle, ends, strict=True)],
            "arrayminus": [x - low for x, (low, _) in zip(middle, ends, strict=True)],
            "thickness": 2.5 if drawn else 2,
            "width": 5,
            "color": REGION_COLOURS["caught"] if drawn else theme.text,
        },
        "hovertext": [
            f"{'here' if drawn else 'published'}: {words.count(low)} to {words.count(high)}" for low, high in ends
        ],
        "hoverinfo": "text",
    }
