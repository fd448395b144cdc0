"""What is known of the listed systems, by year of release."""

from __future__ import annotations

from typing import Any

from risk import words
from risk.caveats import COVERED, Coverage, coverage, coverage_finding
from risk.plots.theme import Theme, axis, layout
from risk.scenario import Scenario

# Compute has the colour of the FLOP line; the axes have those of the slices. The symbol tells them apart without.
_COLOURS = {
    "light": {"intelligence": "#00796b", "generality": "#8c6d1f", "agenticity": "#a0307a"},
    "dark": {"intelligence": "#4dd0b1", "generality": "#e0c060", "agenticity": "#f08cc8"},
}
_SYMBOLS = {"compute": "square", "intelligence": "circle", "generality": "diamond", "agenticity": "triangle-up"}
_DASHES = {"compute": "solid", "intelligence": "solid", "generality": "dot", "agenticity": "longdashdot"}
_NAME_ROOM = 0.4
_APART = 0.075


def coverage_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Share of the listed systems with a compute estimate, and with each axis measured, by year of release."""
    *years, whole = coverage()
    last = len(years) - 1
    return {
        "data": [_line(name, years, theme) for name in COVERED],
        "layout": layout(
            theme,
            xaxis=axis(
                theme,
                "Year of release",
                range=[-0.4, last + last * _NAME_ROOM],
                tickvals=list(range(len(years))),
                ticktext=[entry.label for entry in years],
            ),
            yaxis=axis(
                theme,
                "Share of listed systems",
                range=[-0.04, 1.06],
                tickvals=[0, 0.25, 0.5, 0.75, 1],
                ticktext=["0", "25 %", "50 %", "75 %", "100 %"],
            ),
            margin={"l": 74, "r": 8, "t": 14, "b": 56},
            annotations=_names(years[-1], last, theme),
            meta={
                "title": coverage_finding(),
                "alt": _alternative(years, whole),
                "caption": f"{whole.systems} listed systems by year of release. Compute: a"
                " published or derived estimate of training compute. Intelligence: Epoch's index. Generality: a test in"
                " at least one of ten domains. Agenticity: METR's task horizon.",
            },
        ),
    }


def _colour(name: str, theme: Theme) -> str:
    return _COLOURS[theme.name].get(name, theme.line)


def _line(name: str, years: list[Coverage], theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"known-{name}",
        "x": list(range(len(years))),
        "y": [entry.share(name) for entry in years],
        "mode": "lines+markers",
        "line": {"width": 2.5, "dash": _DASHES[name], "color": _colour(name, theme)},
        "marker": {"size": 9, "symbol": _SYMBOLS[name], "color": _colour(name, theme)},
        "hovertext": [f"<b>{entry.label}</b><br>{COVERED[name]} known for {entry.of(name)}" for entry in years],
        "hoverinfo": "text",
        "cliponaxis": False,
        # For the table behind the figure, in which the year heads the row.
        "customdata": [[getattr(entry, name), entry.systems] for entry in years],
        "meta": {"title": name.capitalize(), "x": False, "columns": ["Systems of which it is known", "Systems"]},
    }


def _names(latest: Coverage, last: int, theme: Theme) -> list[dict[str, Any]]:
    """Name of each line at its right end, kept apart from each other."""
    placed: list[dict[str, Any]] = []
    below = -1.0
    for share, name in sorted((latest.share(name), name) for name in COVERED):
        below = max(share, below + _APART)
        placed.append(
            {
                "x": last,
                "y": below,
                "xshift": 9,
                "text": name.capitalize(),
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "middle",
                "font": {"size": 13, "color": _colour(name, theme)},
            }
        )
    return placed


def _alternative(years: list[Coverage], whole: Coverage) -> str:
    latest = years[-1]
    parts = []
    for name, what in COVERED.items():
        begin = next((entry for entry in years if entry.share(name) > 0), latest)
        parts.append(
            f"{what}: {whole.of(name)} in all, {words.share(begin.share(name))} in {begin.label} and"
            f" {words.share(latest.share(name))} in {latest.label}"
        )
    return f"What is known of {whole.systems} listed systems, released up to {latest.label}. " + (
        "; ".join(parts) + f". All three axes are measured for {whole.of('axes')}."
    )
