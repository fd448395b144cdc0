"""Figures of spread: how many actors can do it and how many nobody sees, and the tail that the count rests on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from risk import catalog, words, years
from risk.axes import Array
from risk.moving_target import Reach, count, reach, spread_claim, tail, tail_finding
from risk.plots.theme import Theme, axis, layout
from risk.scenario import Scenario
from risk.spread import ABILITIES, Count, Spread, Tail, largest_runs

_START = 2022.0
_LEAST = 0.5
# Where the name of each curve stands, so that they keep apart where the curves meet.
_NAMED_AT = {"train": 2057.0, "fine-tune": 2044.0, "run": 2030.0}
_DECADES = {1.0: "1", 10.0: "10", 1e2: "100", 1e3: "1 000", 1e4: "10⁴", 1e5: "10⁵", 1e6: "10⁶", 1e7: "10⁷", 1e8: "10⁸"}
# Every second month is enough for a line on a screen.
_STEP = 2


def reach_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Actors who can do it over time, with the part that nobody sees, on a logarithmic axis."""
    years.checked("settings.date", scenario.settings.date)
    found = reach(scenario)
    ability = scenario.view.ability
    others = [name for name in ABILITIES if name != ability]
    drawn = np.flatnonzero(min(_START, scenario.settings.date) <= years.MONTHS)[::_STEP]
    top = max(scenario.spread.most, scenario.spread.owners, scenario.spread.crowd, 1e5) * 12
    counts = {name: count(scenario, name) for name in others}
    return {
        "data": [
            _envelope(found, drawn, theme),
            *(_other(name, counts[name], drawn, theme) for name in others),
            _able(ability, found.chosen, drawn, theme),
            _unseen(found.chosen, drawn, theme),
            _crowd_line(scenario, drawn, theme),
            _passed(scenario, found, theme),
            _now(scenario, found, theme),
        ],
        "layout": layout(
            theme,
            margin={"l": 62, "r": 14, "t": 18, "b": 48, "autoexpand": False},
            xaxis=axis(
                theme, "Year", range=[float(years.MONTHS[drawn[0]]), years.LAST], tickformat="d", dtick=5, tick0=2020
            ),
            yaxis=axis(
                theme,
                "Actors",
                type="log",
                range=[math.log10(_LEAST), math.log10(top)],
                tickvals=list(_DECADES),
                ticktext=list(_DECADES.values()),
            ),
            annotations=_reach_words(scenario, found, counts, top, theme),
            meta={
                "title": spread_claim(scenario).rstrip("."),
                "alt": _reach_alt(scenario, found, counts),
                "caption": _reach_caption(scenario),
            },
        ),
    }


def _drawable(values: Array) -> Array:
    """What a logarithmic axis can show; less than half an actor is nobody."""
    return np.where(values >= _LEAST, values, np.nan)


def _envelope(found: Reach, drawn: Any, theme: Theme) -> dict[str, Any]:
    dates = years.MONTHS[drawn]
    low, high = (np.maximum(counted.able[drawn], _LEAST) for counted in (found.fewest, found.most))
    return {
        "type": "scatter",
        "name": "envelope",
        "x": np.concatenate((dates, dates[::-1])),
        "y": np.concatenate((low, high[::-1])),
        "fill": "toself",
        "mode": "none",
        "fillcolor": theme.line,
        "opacity": 0.16,
        "hoverinfo": "skip",
    }


def _other(name: str, counted: Count, drawn: Any, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"other-{name}",
        "meta": {"title": f"Able to {name}"},
        "x": years.MONTHS[drawn],
        "y": _drawable(counted.able[drawn]),
        "mode": "lines",
        "line": {"width": 1.5, "color": theme.muted},
        "hovertemplate": f"able to {name}: %{{y:,.0f}}<extra></extra>",
    }


def _able(ability: str, counted: Count, drawn: Any, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "able",
        "meta": {"title": f"Able to {ability}"},
        "x": years.MONTHS[drawn],
        "y": _drawable(counted.able[drawn]),
        "mode": "lines",
        "line": {"width": 3.5, "color": theme.line},
        "hovertemplate": f"able to {ability}: %{{y:,.0f}}<extra></extra>",
    }


def _unseen(counted: Count, drawn: Any, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "unseen",
        "meta": {"title": "Of them unseen"},
        "x": years.MONTHS[drawn],
        "y": _drawable(counted.unseen[drawn]),
        "mode": "lines",
        "line": {"width": 3, "color": theme.undetermined, "dash": "dot"},
        "hovertemplate": "of them unseen: %{y:,.0f}<extra></extra>",
    }


def _crowd_line(scenario: Scenario, drawn: Any, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "crowd",
        "meta": {"table": False},
        "x": [float(years.MONTHS[drawn[0]]), years.LAST],
        "y": [scenario.spread.crowd] * 2,
        "mode": "lines",
        "line": {"width": 1.5, "color": theme.text},
        "hoverinfo": "skip",
    }


def _passed(scenario: Scenario, found: Reach, theme: Theme) -> dict[str, Any]:
    ends = [min(max(end, years.FIRST), years.LAST) for end in (found.earliest, found.latest)]
    return {
        "type": "scatter",
        "name": "passed",
        "meta": {"table": False},
        "x": ends if ends[0] < ends[1] else [None, None],
        "y": [scenario.spread.crowd] * 2,
        "mode": "lines",
        "line": {"width": 9, "color": theme.tolerance},
        "hovertext": spread_claim(scenario),
        "hoverinfo": "text",
    }


def _now(scenario: Scenario, found: Reach, theme: Theme) -> dict[str, Any]:
    shown = found.able_now >= _LEAST
    return {
        "type": "scatter",
        "name": "now",
        "meta": {"table": False},
        "x": [scenario.settings.date if shown else None],
        "y": [found.able_now if shown else None],
        "mode": "markers",
        "marker": {
            "size": 14,
            "symbol": "square",
            "color": theme.line,
            "line": {"width": 2, "color": theme.background},
        },
        "hovertext": [f"{words.date(scenario.settings.date)}: {found.now}"],
        "hoverinfo": "text",
    }


def _word(theme: Theme, text: str, x: float, y: float, colour: str, **more: Any) -> dict[str, Any]:
    # On a logarithmic axis an annotation stands at the logarithm.
    return {
        "x": x,
        "y": math.log10(y),
        "text": text,
        "showarrow": False,
        "font": {"size": 13, "color": colour},
        "bgcolor": theme.background,
        "opacity": 0.92,
    } | more


def _reach_words(
    scenario: Scenario, found: Reach, counts: dict[str, Count], top: float, theme: Theme
) -> list[dict[str, Any]]:
    ability, crowd = scenario.view.ability, scenario.spread.crowd
    notes = [
        _word(
            theme,
            f"<b>{words.crowd(crowd)}: {found.text}</b>",
            years.LAST,
            crowd,
            theme.text,
            xanchor="right",
            yanchor="top",
            yshift=-7,
        )
    ]
    # Curves may lie on each other where both reach the cap: the name of the first says so for both.
    for name, counted in {ability: found.chosen, **counts}.items():
        value = float(np.interp(_NAMED_AT[name], counted.dates, counted.able))
        if value >= _LEAST:
            notes.append(
                _word(
                    theme,
                    f"<b>able to {name}</b>" if name == ability else f"able to {name}",
                    _NAMED_AT[name],
                    min(value, top / 2),
                    theme.line if name == ability else theme.muted,
                    xanchor="right" if name == "train" else "left",
                    yanchor="top" if name == "train" else "bottom",
                    yshift=-7 if name == "train" else 4,
                )
            )
    at = 2036.0
    unseen = float(np.interp(at, found.chosen.dates, found.chosen.unseen))
    if unseen >= _LEAST:
        notes.append(
            _word(theme, "unseen", at, unseen, theme.undetermined, xanchor="left", yanchor="top", xshift=4, yshift=-6)
        )
    return notes


def _reach_alt(scenario: Scenario, found: Reach, counts: dict[str, Count]) -> str:
    ability = scenario.view.ability

    def at(values: Array, year: float) -> str:
        return words.about(float(np.interp(year, years.MONTHS, values)))

    later = [f"{at(found.chosen.able, year)} in {year:.0f}" for year in (2030.0, 2040.0, 2050.0)]
    unseen = [f"{at(found.chosen.unseen, year)} in {year:.0f}" for year in (2030.0, 2040.0)]
    rest = [f"able to {name} {at(counted.able, 2030.0)}" for name, counted in counts.items()]
    return (
        f"Curves of the number of actors over the years, on a logarithmic axis. {spread_claim(scenario)} At the values"
        f" set here: able to {ability} in {words.date(scenario.settings.date)} {found.now}; then {', '.join(later)}. Of"
        f" them unseen: {', '.join(unseen)}. In 2030 {' and '.join(rest)}."
    )


def _reach_caption(scenario: Scenario) -> str:
    spread = scenario.spread
    return (
        f"Thick: actors who can {scenario.view.ability} at the values set here; the band is over the published rates of"
        " efficiency and the intervals of tail exponent, price of compute and lags. Dotted: those of them that no"
        " chokepoint sees. Thin: the other two abilities. A jump is the date at which weights are open"
        f" ({words.plain(round(spread.open_lag, 1))} months after the first system) or run on one consumer accelerator"
        f" ({words.plain(round(spread.consumer_lag, 1))} months). Budgets stay as they are. No forecast."
    )


def tail_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Developers by their largest known run, with the fitted tail that is continued to smaller budgets."""
    spread = scenario.spread
    runs = largest_runs(catalog.systems(), spread.counted)
    fitted = tail(spread.least_run, spread.counted)
    sizes = np.array(list(runs.values()))
    rank = np.arange(1, sizes.size + 1)
    left = min(1e20, spread.least_run / 1e3)
    return {
        "data": [
            _tail_band(spread, fitted, left, theme),
            _tail_line(spread, left, theme),
            _developers(list(runs), sizes, rank, spread, theme),
        ],
        "layout": layout(
            theme,
            margin={"l": 62, "r": 14, "t": 18, "b": 52, "autoexpand": False},
            # Every other power of ten: on a narrow screen more of them would be turned, and lie over the title.
            xaxis=axis(
                theme, "Largest run, FLOP", type="log", range=[math.log10(left), 28.0], dtick=2, exponentformat="power"
            ),
            yaxis=axis(
                theme,
                "Developers with so much or more",
                type="log",
                range=[math.log10(0.4), 4.2],
                tickvals=list(_DECADES)[:5],
                ticktext=list(_DECADES.values())[:5],
            ),
            annotations=_tail_words(list(runs), sizes, rank, spread, fitted, theme),
            meta={
                "title": f"A tenth of the cost, {words.plain(round(10**spread.tail, 1))} times as many actors",
                "alt": f"Developers by their largest known training run, on logarithmic axes. {tail_finding(scenario)}",
                "caption": _tail_caption(spread),
            },
        ),
    }


def _tail_band(spread: Spread, fitted: Tail | None, left: float, theme: Theme) -> dict[str, Any]:
    x = np.geomspace(left, 1e28, 40)
    ends = (fitted.low, fitted.high) if fitted else (spread.tail, spread.tail)
    curves = [spread.developers * (spread.least_run / x) ** end for end in ends]
    return {
        "type": "scatter",
        "name": "tail-band",
        "x": np.concatenate((x, x[::-1])),
        "y": np.concatenate((np.minimum(*curves), np.maximum(*curves)[::-1])),
        "fill": "toself",
        "mode": "none",
        "fillcolor": theme.line,
        "opacity": 0.14,
        "hoverinfo": "skip",
    }


def _tail_line(spread: Spread, left: float, theme: Theme) -> dict[str, Any]:
    x = np.geomspace(left, 1e28, 40)
    return {
        "type": "scatter",
        "name": "tail",
        "meta": {"title": "The tail"},
        "x": x,
        "y": spread.developers * (spread.least_run / x) ** spread.tail,
        "mode": "lines",
        "line": {"width": 3, "color": theme.line},
        "hovertemplate": "tail: %{y:,.1f} developers<extra></extra>",
    }


def _developers(names: list[str], sizes: Array, rank: Any, spread: Spread, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "developers",
        "meta": {"title": "Developers by largest known run"},
        "x": sizes,
        "y": rank.astype(float),
        "mode": "markers",
        "marker": {
            "size": 10,
            "color": [theme.text if size >= spread.least_run else theme.muted for size in sizes],
            "symbol": ["circle" if size >= spread.least_run else "circle-open" for size in sizes],
        },
        "hovertext": [f"<b>{name}</b><br>{words.flop(size)}" for name, size in zip(names, sizes, strict=True)],
        "hoverinfo": "text",
    }


def _tail_words(
    names: list[str], sizes: Array, rank: Any, spread: Spread, fitted: Tail | None, theme: Theme
) -> list[dict[str, Any]]:
    counted = fitted is not None and fitted.count == spread.developers
    told = [
        {
            "x": math.log10(sizes[place]),
            "y": math.log10(rank[place]),
            "text": names[place],
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "top",
            "xshift": -6,
            "font": {"size": 12, "color": theme.text},
        }
        for place in (0, 2, 8)
        if place < len(names)
    ]
    return [
        *told,
        {
            "x": math.log10(spread.least_run),
            "y": math.log10(spread.developers),
            "text": f"{words.counted(spread.developers, 'developer')}<br>with {words.flop(spread.least_run)}<br>or more"
            + ("" if counted else ",<br>as set, not as counted"),
            "showarrow": True,
            "arrowhead": 0,
            "arrowcolor": theme.muted,
            "ax": 50,
            "ay": -50,
            "xanchor": "left",
            "align": "left",
            "font": {"size": 13, "color": theme.line},
            "bgcolor": theme.background,
        },
    ]


def _tail_caption(spread: Spread) -> str:
    return (
        f"Filled: developers whose largest known run takes {words.flop(spread.least_run)} or more; they make the fit."
        " Hollow: smaller ones, of which the catalogue lists few. Line: the tail exponent set here, with the 90 %"
        " interval of the fit as a band. To the left of the least run it is continued without data."
    )


def developers_table(scenario: Scenario) -> pd.DataFrame:
    """Developers by their largest known run, and whether they are in the fit."""
    runs = largest_runs(catalog.systems(), scenario.spread.counted)
    return pd.DataFrame(
        {
            "Developer": list(runs),
            "Largest known run": [words.flop(size) for size in runs.values()],
            "In the fit": ["yes" if size >= scenario.spread.least_run else "no" for size in runs.values()],
        }
    )
