"""Real systems as marks: filled where measured, hollow where an axis is assumed, a diamond for open weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import words
from risk.plots.theme import REGION_WORDS, Theme
from risk.population import Population

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
            "hovertext": hover(part),
            "hoverinfo": "text",
            "cliponaxis": False,
        }
        | more
        for region in _REGIONS
        for part in (drawn.where(drawn["region"] == region),)
    ]


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


def symbols(table: Population) -> list[str]:
    """Diamond for open weights, circle for closed; hollow where an axis is assumed."""
    shapes = ("diamond" if is_open else "circle" for is_open in table["open_weights"])
    return [_HOLLOW[shape] if assumed else shape for shape, assumed in zip(shapes, table["assumed"], strict=True)]


def hover(table: Population) -> list[str]:
    """What is known of each system, and what is assumed."""
    return [
        "<br>".join(
            filter(
                None,
                (
                    f"<b>{row['name']}</b>, {words.date(row['date'])}",
                    f"I {words.band(row['I'], row['I_low'], row['I_high'])}, G {words.index(row['G'])}"
                    + (" (assumed)" if row["G_assumed"] else ""),
                    f"A {words.band(row['A'], row['A_low'], row['A_high'])} at autonomy level {row['level']:g};"
                    f" {words.index(row['A_floor'])} to {words.index(row['A_ceiling'])} from level 1 to 5",
                    f"assumed: {row['assumed']}" if row["assumed"] else "",
                    f"D {words.index(row['D'])}; {words.index(row['D_floor'])} to {words.index(row['D_ceiling'])}",
                    f"compute {words.flop(row['flop'])}",
                    REGION_WORDS[row["region"]],
                ),
            )
        )
        for row in _rows(table)
    ]


def _rows(table: Population) -> list[dict[str, Any]]:
    return [{name: table[name][i] for name in table} for i in range(table.size)]


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
