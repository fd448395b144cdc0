"""The rules that a FLOP line competes with, side by side: what each misses and overreaches when it reads with error."""

from __future__ import annotations

import math
from typing import Any

from risk import words
from risk.comparators import SURFACE, Verdicts, verdicts, verdicts_at_ends
from risk.comparison import Assessment
from risk.description import comparators_words
from risk.line import span
from risk.plots.theme import REGION_COLOURS, Theme, axis, layout, panel_title
from risk.scenario import Scenario

# Columns of the figure: evenly spread systems to the left, real ones to the right.
_COLUMNS = (("cube", "x", (0.0, 0.47), "Evenly spread"), ("systems", "x2", (0.53, 1.0), "Real systems"))
_SHARES = {"missed": ("circle", 0.14), "overreach": ("square", -0.14)}


def comparators_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Missed share and overreach of every rule, with bands, in the cube and on real systems."""
    found = verdicts(scenario)
    rows = list(range(len(found)))[::-1]
    return {
        "data": [
            _dots(column, label, x_axis, share, found, rows, theme)
            for column, x_axis, _, label in _COLUMNS
            for share in _SHARES
        ],
        "layout": layout(
            theme,
            margin={"l": 8, "r": 14, "t": 30, "b": 52, "autoexpand": False},
            xaxis=_share_axis(theme, _COLUMNS[0][2]),
            xaxis2=_share_axis(theme, _COLUMNS[1][2]),
            yaxis=axis(theme, "", range=[-0.6, len(found) - 0.1], showticklabels=False, ticks="", tickvals=rows),
            annotations=[
                *(panel_title(theme, x_axis, title) for _, x_axis, _, title in _COLUMNS),
                *_row_words(found, rows, theme),
            ],
            meta={
                "title": "The rules side by side",
                "alt": comparators_words(found),
                "caption": _caption(scenario, found),
            },
        ),
    }


def _share_axis(theme: Theme, domain: tuple[float, float]) -> dict[str, Any]:
    return axis(
        theme,
        "Share",
        domain=list(domain),
        range=[-0.04, 1.04],
        tickvals=[0, 0.5, 1],
        ticktext=["0", "50 %", "100 %"],
        tickformat=".0%",
        anchor="y",
    )


def _dots(
    column: str, label: str, x_axis: str, share: str, found: tuple[Verdicts, ...], rows: list[int], theme: Theme
) -> dict[str, Any]:
    symbol, shift = _SHARES[share]
    seen: list[Assessment] = [getattr(entry, column) for entry in found]
    values = [getattr(assessment, f"{share}_share") for assessment in seen]
    return {
        "type": "scatter",
        "name": f"{column}-{share}",
        "meta": {"title": f"{label}: {share}", "x": share.capitalize()},
        "x": values,
        "y": [row + shift for row in rows],
        "xaxis": x_axis,
        "mode": "markers",
        "marker": {
            "size": 11,
            "symbol": [f"{symbol}-open" if entry.given_the_truth else symbol for entry in found],
            "color": REGION_COLOURS[share],
            "line": {"width": 1.5, "color": theme.text},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [getattr(a, f"{share}_high") - value for a, value in zip(seen, values, strict=True)],
            "arrayminus": [value - getattr(a, f"{share}_low") for a, value in zip(seen, values, strict=True)],
            "thickness": 2,
            "width": 4,
            "color": theme.text,
        },
        "hovertext": [
            f"<b>{entry.comparator.label}</b><br>{share}: {_banded(assessment, share)}"
            + (f"<br>{words.count(round(assessment.undetermined))} undetermined" if assessment.undetermined else "")
            for entry, assessment in zip(found, seen, strict=True)
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _row_words(found: tuple[Verdicts, ...], rows: list[int], theme: Theme) -> list[dict[str, Any]]:
    written = []
    for entry, row in zip(found, rows, strict=True):
        for column, x_axis, _, _ in _COLUMNS:
            assessment: Assessment = getattr(entry, column)
            text = entry.comparator.label if column == "cube" else _undetermined(assessment)
            if entry.given_the_truth and column == "cube":
                text += " (would need the truth)"
            written.append(
                {
                    "xref": f"{x_axis} domain",
                    "x": 0,
                    "y": row + 0.42,
                    "xanchor": "left",
                    "text": text,
                    "showarrow": False,
                    "font": {"size": 13, "color": theme.text},
                }
            )
    return written


def _undetermined(assessment: Assessment) -> str:
    if math.isnan(assessment.missed_share) and math.isnan(assessment.overreach_share):
        return "nothing to judge"
    return f"{words.count(round(assessment.undetermined))} undetermined" if round(assessment.undetermined) else ""


def _banded(assessment: Assessment, share: str) -> str:
    value, low, high = (getattr(assessment, f"{share}_{end}") for end in ("share", "low", "high"))
    if math.isnan(value):
        return words.UNKNOWN
    return words.share(value) if low == high else f"{words.share(value)} ({words.share(low)} to {words.share(high)})"


def table(scenario: Scenario) -> dict[str, list[str]]:
    """The figure in numbers, with what each rule covers, and real systems from autonomy level 1 to 5."""
    found = verdicts(scenario)

    def ends(share: str) -> list[str]:
        name = f"{share}_share"
        return [span(*(words.share(getattr(end, name)) for end in pair)) for pair in verdicts_at_ends(scenario)]

    return {
        "Rule": [entry.comparator.label for entry in found],
        "What it covers": [entry.comparator.about for entry in found],
        "Evenly spread: missed": [_banded(entry.cube, "missed") for entry in found],
        "Evenly spread: overreach": [_banded(entry.cube, "overreach") for entry in found],
        "Real: missed": [_banded(entry.systems, "missed") for entry in found],
        "Real: overreach": [_banded(entry.systems, "overreach") for entry in found],
        "Real: undetermined": [words.count(round(entry.systems.undetermined)) for entry in found],
        "Real: missed, level 1 to 5": ends("missed"),
        "Real: overreach, level 1 to 5": ends("overreach"),
    }


def _caption(scenario: Scenario, found: tuple[Verdicts, ...]) -> str:
    error = scenario.measurement.error
    read = (
        f"Rules that evaluate read I, G and A with an error of {words.index(error)} on each axis; bars: 5 to 95 % of"
        " readings."
        if error
        else "Without measurement error, which no evaluation achieves, a rule is told the truth."
    )
    exact = any(entry.given_the_truth for entry in found)
    hollow = " Hollow: errs nowhere, and so would need the truth." if exact else ""
    surface = next(entry for entry in found if entry.comparator.key == SURFACE)
    return (
        f"Circle: share of the dangerous missed. Square: share of the safe covered. {read}{hollow}"
        f" Even “{surface.comparator.label.lower()}” assumes that this function holds, which nobody knows."
    )
