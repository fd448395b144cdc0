"""Regimes: danger against burden, over time, and the least constraint that suffices."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import governance, words
from risk.plots.finding import with_finding
from risk.plots.theme import Theme, apart, axis, layout, note
from risk.plots.transition import line
from risk.regime_levers import moved
from risk.regime_worlds import OWN, LeastConstraint, least_constraint, regimes, scores
from risk.scenario import Scenario

# Okabe and Ito's, at least 3 : 1 against the background.
_POSITION = {"light": "#0072B2", "dark": "#56B4E9"}
_OWN = {"light": "#6a1457", "dark": "#ffd0ee"}
_LINES = {
    "none": ("text", "longdash"),
    "voluntary": ("position", "dot"),
    "incentives": ("position", "dashdot"),
    "transparency": ("position", "dash"),
    "mandatory": ("position", "solid"),
    "pause": ("muted", "solid"),
    OWN: ("own", "solid"),
}
# From no regime over ever more constraint, and last what nothing suffices for.
_ANSWERS = {
    "light": ("#f1f3f6", "#d3e6f3", "#a9cfe6", "#79b3d6", "#4a92c2", "#1f6ba3", "#E69F00"),
    "dark": ("#1b2029", "#1d3347", "#22496a", "#2a628e", "#3d82b4", "#66a9d8", "#D98200"),
}
# What is named on a map takes at least this share of it.
_NAMED = 0.05
_TICKS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
_CAPTION = (
    "Filled: the five positions and a sandbox, as if the same developers joined. Hollow: real instruments and"
    " proposals, mapped by judgement. Line: no regime leaves less danger for its burden."
)


def pareto_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Mean danger left against the burden on a safe release, one mark a regime, with the front."""
    found, entries = scores(scenario), regimes(scenario)
    # Most burdens are small: a square root spreads them and keeps zero.
    x = {key: float(np.sqrt(governance.burden(score))) for key, score in found.items()}
    y = {key: governance.left(score) for key, score in found.items()}
    kept = governance.front(scenario)
    most = max(*x.values(), 0.25)
    tolerance = scenario.settings.tolerance
    data = [
        line("tolerance", [0.0, 1.0], [tolerance] * 2, theme.tolerance, 3),
        line("front", [x[key] for key in kept], [y[key] for key in kept], theme.muted, 2),
    ]
    groups = (
        ("positions", [entry for entry in entries if not entry.real and entry.key != OWN], "circle", "position"),
        ("instruments", [entry for entry in entries if entry.real], "diamond-open", "position"),
        ("own", [entry for entry in entries if entry.key == OWN], "star", "own"),
    )
    for name, members, symbol, colour in groups:
        data.append(
            {
                "type": "scatter",
                "name": name,
                "x": [x[entry.key] for entry in members],
                "y": [y[entry.key] for entry in members],
                "mode": "markers",
                "marker": {"size": 15 if name == "own" else 12, "symbol": symbol, "color": _colour(colour, theme),
                           "line": {"width": 2, "color": _colour(colour, theme)}},
                "text": [entry.regime.title for entry in members],
                "customdata": [
                    [words.share(governance.burden(found[entry.key])), words.index(y[entry.key])] for entry in members
                ],
                "hovertemplate": "%{text}<br>burden %{customdata[0]}, D %{customdata[1]}<extra></extra>",
                "cliponaxis": False,
            }
        )  # fmt: skip
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=axis(theme, "Burden on a safe release", range=[-0.03, most * 1.08],
                       tickvals=[float(np.sqrt(tick)) for tick in _TICKS if np.sqrt(tick) <= most * 1.08],
                       ticktext=[words.share(tick) for tick in _TICKS])
            | {"title": {"text": "Burden on a safe release", "standoff": 14}},
            yaxis=_danger_axis(theme),
            margin={"l": 58, "r": 14, "t": 14, "b": 50},
            annotations=[
                *_names(scenario, theme, x, y),
                note(theme, most * 1.08, tolerance, "D*", xanchor="right", yanchor="bottom"),
            ],
            meta={
                "title": governance.pareto_title(scenario),
                "alt": governance.pareto_told(scenario),
                "caption": _CAPTION,
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)


def _names(scenario: Scenario, theme: Theme, x: dict[str, float], y: dict[str, float]) -> list[dict[str, Any]]:
    """Names of the positions, of one's own regime and of what is on the front, moved apart; others on hover."""
    kept = governance.front(scenario)
    middle = max(*x.values()) / 2
    named = [entry for entry in regimes(scenario) if not entry.real or entry.key in kept]
    notes = []
    for side in ([entry for entry in named if x[entry.key] < middle], [e for e in named if x[e.key] >= middle]):
        heights = _beside_line([y[entry.key] for entry in side], scenario.settings.tolerance)
        right = bool(side) and x[side[0].key] >= middle
        notes += [
            note(theme, x[entry.key], height, entry.short, xanchor="right" if right else "left",
                 xshift=-11 if right else 11,
                 font={"size": 13, "color": _colour("own" if entry.key == OWN else "text", theme)})
            for entry, height in zip(side, heights, strict=True)
        ]  # fmt: skip
    return notes


def _beside_line(values: list[float], tolerance: float) -> list[float]:
    """Heights of labels, moved away from each other and from the line of the tolerance, each on its own side of it."""
    gap = 0.062
    moved = dict.fromkeys(range(len(values)), 0.0)
    for side in (1.0, -1.0):
        places = [place for place, value in enumerate(values) if (value >= tolerance) == (side > 0.0)]
        if places:
            away = apart([max(side * (values[place] - tolerance), 0.7 * gap) for place in places], gap)
            moved.update({place: tolerance + side * height for place, height in zip(places, away, strict=True)})
    return list(moved.values())


def yearly_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Mean danger left in each year, for no regime, the five positions and one's own."""
    found = scores(scenario)
    years = np.array(found["none"].years)
    tolerance = scenario.settings.tolerance
    data = [line("tolerance", [years[0], years[-1]], [tolerance] * 2, theme.tolerance, 3)]
    best, _ = governance.best(scenario)
    outcome = found[best.key].residual_danger
    known = ~np.isnan(outcome.low)
    data.append(
        {
            "type": "scatter", "name": "band", "mode": "lines", "line": {"width": 0}, "fill": "toself",
            "x": np.concatenate((years[known], years[known][::-1])),
            "y": np.concatenate((outcome.low[known], outcome.high[known][::-1])),
            "fillcolor": theme.interval, "hoverinfo": "skip", "meta": {"table": False},
        }
    )  # fmt: skip
    for key, (colour, dash) in _LINES.items():
        title = governance.short(scenario, key)
        data.append(
            line(key, years, found[key].residual_danger.yearly, _colour(colour, theme), 3, dash, hoverinfo="all",
                 hovertemplate=f"{title}, %{{x}}: D %{{y:.2f}}<extra></extra>", meta={"title": title, "x": "Year"})
        )  # fmt: skip
    ends = [float(np.nan_to_num(found[key].residual_danger.yearly[-1])) for key in _LINES]
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=axis(theme, "Year of release", range=[years[0] - 0.3, years[-1] + 0.3],
                       tickvals=list(years[:: max(1, len(years) // 5)]))
            | {"title": {"text": "Year of release", "standoff": 14}},
            yaxis=_danger_axis(theme),
            margin={"l": 58, "r": 104, "t": 14, "b": 50},
            annotations=[
                *(
                    note(theme, float(years[-1]) + 0.3, height, governance.short(scenario, key), xanchor="left",
                         xshift=6, font={"size": 13, "color": _colour(_LINES[key][0], theme)})
                    for key, height in zip(_LINES, apart(ends, 0.07), strict=True)
                ),
                note(theme, float(years[0]), tolerance, "D*", xanchor="left", yanchor="bottom"),
            ],
            meta={
                "title": governance.yearly_title(scenario),
                "alt": governance.yearly_told(scenario),
                "caption": f"Mean D of each year's releases. Band: 5 to 95 % over populations for {best.regime.title}.",
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)


def _danger_axis(theme: Theme) -> dict[str, Any]:
    title = "Mean danger left D"
    return axis(theme, title, range=[-0.02, 1.02], dtick=0.2, tickformat=".1f") | {
        "title": {"text": title, "standoff": 8}
    }


def _colour(name: str, theme: Theme) -> str:
    return {"text": theme.text, "muted": theme.muted, "own": _OWN[theme.name], "position": _POSITION[theme.name]}[name]


def flat_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The least constraint that suffices, with a flat tolerance."""
    return _map_picture(scenario, theme, 0.0)


def tight_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """The least constraint that suffices, with a tolerance that falls with capability."""
    return _map_picture(scenario, theme, governance.TIGHT)


def _map_picture(scenario: Scenario, theme: Theme, tightening: float) -> dict[str, Any]:
    found = least_constraint(scenario, tightening)
    colours = _ANSWERS[theme.name]
    steps = len(colours)
    scale = [[(place + side) / steps, colour] for place, colour in enumerate(colours) for side in (0, 1)]
    told = [[governance.ANSWERS[answer] for answer in row] for row in found.least]
    place = scenario.get(found.key)
    name = found.place.label
    picture = {
        "data": [
            {
                "type": "heatmap", "name": "least", "x": np.array(found.years), "y": found.places, "z": found.least,
                "zmin": -0.5, "zmax": steps - 0.5, "colorscale": scale, "showscale": False, "zsmooth": False,
                "text": told, "hovertemplate": f"%{{x}}, {name} %{{y:.2f}}: %{{text}}<extra></extra>",
            },
            line("here", [found.years[0] - 0.5, found.years[-1] + 0.5], [place, place], theme.text, 2, "dot"),
        ],
        "layout": layout(
            theme,
            xaxis=axis(theme, "Year of release", tickvals=list(found.years[:: max(1, len(found.years) // 5)]),
                       range=[found.years[0] - 0.5, found.years[-1] + 0.5])
            | {"title": {"text": "Year of release", "standoff": 14}},
            yaxis=axis(theme, name, range=[found.places[0], found.places[-1]])
            | {"title": {"text": name, "standoff": 8}},
            margin={"l": 58, "r": 14, "t": 14, "b": 50},
            annotations=_answers(found, theme),
            meta={
                "title": governance.map_title(found, tightening),
                "alt": governance.map_told(found),
                "caption": governance.map_caption(found, tightening),
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)


def _answers(found: LeastConstraint, theme: Theme) -> list[dict[str, Any]]:
    """Name each answer that takes enough of a map, in the middle of its cells."""
    notes = []
    for answer, share in found.sufficing.items():
        if share < _NAMED:
            continue
        rows, columns = np.nonzero(found.least == answer)
        nearest = np.argmin((rows - rows.mean()) ** 2 + 4.0 * (columns - columns.mean()) ** 2)
        notes.append(
            note(theme, found.years[int(columns[nearest])], float(found.places[int(rows[nearest])]),
                 governance.ANSWERS[answer], bgcolor=theme.background, borderpad=3)
        )  # fmt: skip
    return notes


def levers_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """What each of the eight levers does to the danger that is left."""
    found = moved(scenario)
    rows = list(range(len(found)))[::-1]
    colour = _colour("position", theme)
    data: list[dict[str, Any]] = [line("now", [0.0, 0.0], [-0.6, len(found) - 0.4], theme.text, 2)]
    for entry, row in zip(found, rows, strict=True):
        data.append(line(entry.lever.label, [0.0, entry.left], [row, row], colour, 9))
    data.append(
        {
            "type": "scatter", "name": "after", "x": [entry.left for entry in found], "y": rows, "mode": "markers",
            "marker": {"size": 14, "symbol": "diamond", "color": colour,
                       "line": {"width": 2, "color": theme.background}},
            "text": [entry.lever.label for entry in found],
            "hovertemplate": "%{text}: D %{x:+.2f}<extra></extra>", "cliponaxis": False,
        }
    )  # fmt: skip
    change = "Change of the mean danger left"
    reach = max(0.1, *(abs(entry.left) for entry in found))
    notes = [
        note(theme, -1.15 * reach, row + 0.38, f"{entry.lever.label}: {governance.signed(entry.left)}", xanchor="left")
        for entry, row in zip(found, rows, strict=True)
    ]
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=axis(theme, change, range=[-1.15 * reach, 0.35 * reach], tickformat="+.2f", nticks=5)
            | {"title": {"text": change, "standoff": 14}},
            yaxis=axis(theme, "", range=[-0.6, len(found) - 0.1], showticklabels=False, ticks="", showgrid=False),
            margin={"l": 14, "r": 20, "t": 14, "b": 50},
            annotations=notes,
            meta={
                "title": governance.levers_title(scenario),
                "alt": governance.levers_told(scenario),
                "caption": "Each lever alone, by one parameter, from a line in FLOP with the terms of your own regime."
                " The table says which parameter, and what it does to the burden.",
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme)
