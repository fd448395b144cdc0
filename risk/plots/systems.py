"""Real systems as marks: filled where measured, hollow where an axis is assumed, a diamond for open weights."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from risk import words
from risk.plots.theme import REGION_WORDS, Theme
from risk.population import Population

_TOLD = (
    "name", "date", "I", "I_low", "I_high", "G", "G_assumed", "A", "A_low", "A_high", "level", "flop", "assumed",
    "region",
)  # fmt: skip
_REGIONS = ("cleared", "overreach", "caught", "undetermined", "missed")
# Room that a label takes, in units of the axes, on the narrowest screen.
_LABEL_WIDTH, _LABEL_HEIGHT = 0.3, 0.06
_HOLLOW = {"circle": "circle-open", "diamond": "diamond-open"}


def marks(table: Population, theme: Theme, x: str, y: str, labelled: int = 0, **more: Any) -> list[dict[str, Any]]:
    """One trace a region, so that a reader can switch regions off; `more` goes into each trace.

    Systems without a position on either axis are not drawn; pages list them.
    """
    drawn = table.where(table.judged & ~np.isnan(table[x] + table[y]))
    named = set(_worth_naming(drawn, x, y, labelled))
    return [
        {
            "type": "scatter",
            "name": f"systems-{region}",
            "meta": systems_meta(region),
            "x": part[x],
            "y": part[y],
            "mode": "markers+text",
            "text": [name if name in named else "" for name in part["name"]],
            "textposition": "top left",
            "textfont": {"size": 12, "color": theme.text},
            "marker": {
                "size": 10,
                "symbol": symbols(part),
                "color": theme.region_colour(region),
                "line": {"width": 1.5, "color": theme.tolerance},
            },
            "cliponaxis": False,
        }
        | hover(part)
        | more
        for region in _REGIONS
        for part in (drawn.where(drawn["region"] == region),)
    ]


def of_one_colour(trace: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """Marks of systems where it does not matter what a FLOP line makes of them."""
    return trace | {"marker": trace["marker"] | {"color": theme.text}}


def segments(table: Population, theme: Theme, x: str = "I") -> dict[str, Any]:
    """Each system from granted autonomy level 1 to level 5: the same model is a different point in each deployment."""
    drawn = table.where(table.judged)
    gap = np.full(drawn.size, np.nan)
    return {
        "type": "scatter",
        "name": "autonomy-levels",
        "x": np.column_stack((drawn[x], drawn[x], gap)).ravel(),
        "y": np.column_stack((drawn["A_floor"], drawn["A_ceiling"], gap)).ravel(),
        "mode": "lines",
        "line": {"width": 1, "color": theme.text, "dash": "dot"},
        "opacity": 0.6,
        "hoverinfo": "skip",
    }


def intervals(table: Population, theme: Theme) -> dict[str, Any]:
    """Published intervals of I and of the task horizon at the chosen autonomy."""
    drawn = table.where(table.judged)
    return {
        "type": "scatter",
        "name": "intervals",
        "x": drawn["I"],
        "y": drawn["A"],
        "mode": "markers",
        "marker": {"size": 1, "color": theme.text},
        "error_x": _bars(drawn["I"], drawn["I_low"], drawn["I_high"], theme),
        "error_y": _bars(drawn["A"], drawn["A_low"], drawn["A_high"], theme),
        "hoverinfo": "skip",
    }


def _bars(value: Any, low: Any, high: Any, theme: Theme) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": np.nan_to_num(high - value),
        "arrayminus": np.nan_to_num(value - low),
        "thickness": 4,
        "width": 0,
        "color": theme.interval,
    }


def systems_meta(region: str) -> dict[str, Any]:
    """Title and names of the columns of `hover` in the table behind a figure."""
    return {"title": REGION_WORDS[region], "columns": ["D", "D at level 1", "D at level 5"]}


def symbols(table: Population) -> list[str]:
    """Diamond for open weights, circle for closed; hollow where an axis is assumed."""
    shapes = ("diamond" if is_open else "circle" for is_open in table["open_weights"])
    return [_HOLLOW[shape] if assumed else shape for shape, assumed in zip(shapes, table["assumed"], strict=True)]


def hover(part: Population) -> dict[str, Any]:
    """What is known of each system. D is numbers, not words: in a sweep it alone changes, and numbers are small."""
    return {
        "hovertext": [_told(*row) for row in zip(*(part[name].tolist() for name in _TOLD), strict=True)],
        "customdata": np.column_stack((part["D"], part["D_floor"], part["D_ceiling"])).tolist(),
        "hovertemplate": "%{hovertext}<br>D %{customdata[0]:.2f}; level 1 to 5: %{customdata[1]:.2f} to"
        " %{customdata[2]:.2f}<extra></extra>",
    }


@functools.lru_cache(maxsize=4096)
def _told(
    name: str, date: float, I: float, I_low: float, I_high: float, G: float, G_assumed: bool,
    A: float, A_low: float, A_high: float, level: float, flop: float, assumed: str, region: str,
) -> str:  # fmt: skip
    return (
        f"<b>{name}</b>, {words.date(date)}"
        f"<br>I {words.band(I, I_low, I_high)}, G {words.index(G)}{' (assumed)' if G_assumed else ''}"
        f"<br>A {words.band(A, A_low, A_high)} at autonomy level {level:g}"
        f"{f'<br>assumed: {assumed}' if assumed else ''}"
        f"<br>compute {words.flop(flop)}"
        f"<br>{REGION_WORDS[region]}"
    )


def _worth_naming(table: Population, x: str, y: str, most: int) -> list[str]:
    """The systems that carry the argument: the missed ones first, then the most dangerous, where labels have room."""
    named: list[int] = []
    carrying = np.isin(table["region"], ("missed", "caught")) | (
        table["D"] >= np.median(table["D"]) if table.size else False
    )
    for i in np.lexsort((-table["D"], table["region"] != "missed")):
        if not carrying[i]:
            continue
        if all(
            abs(table[x][i] - table[x][j]) > _LABEL_WIDTH or abs(table[y][i] - table[y][j]) > _LABEL_HEIGHT
            for j in named
        ):
            named.append(int(i))
        if len(named) == most:
            break
    return [str(table["name"][i]) for i in named]
