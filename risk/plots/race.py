"""The race: disaster risk by what teams know, where more knowledge raises it, and what lowers it."""

from __future__ import annotations

from typing import Any

import numpy as np

from risk import institutions, words
from risk.institutions import KNOWLEDGE
from risk.parameter import parameters
from risk.plots.finding import with_finding
from risk.plots.theme import Theme, apart, axis, layout, note
from risk.plots.transition import line
from risk.race import INFORMATION, RACES, Race
from risk.scenario import Scenario

# Okabe and Ito's, at least 3 : 1 against the background; each has a dash and a label of its own as well.
_COLOURS = {
    "light": {"none": "#0072B2", "private": "#C04F00", "public": "#6a1457"},
    "dark": {"none": "#56B4E9", "private": "#E69F00", "public": "#ffd0ee"},
}
_DASHES = {"none": "solid", "private": "dash", "public": "dot"}
_SYMBOLS = {"none": "circle", "private": "square", "public": "diamond"}
# From "public is safer" over "no difference" to "public is riskier".
_DIVERGING = {
    "light": [[0.0, "#0072B2"], [0.5, "#ffffff"], [1.0, "#D55E00"]],
    "dark": [[0.0, "#56B4E9"], [0.5, "#0e1117"], [1.0, "#F07E26"]],
}
_CAPTION = (
    "Each team trades safety for speed and expects the others to do so. Disaster strikes with probability 1 minus the"
    " safety of the team that wins. With all known, the safest equilibrium is taken, as in the paper."
)


def teams_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Disaster risk against the number of teams, for each state of knowledge, with the social optimum."""
    drawn = institutions.by_teams(scenario)
    return _curves_picture(
        scenario, theme, drawn, "Teams in the race n", institutions.teams_title(scenario),
        institutions.teams_told(scenario), tick={"dtick": 1 if drawn.x[-1] <= 12 else 5},
    )  # fmt: skip


def enmity_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Disaster risk against enmity."""
    drawn = institutions.by_enmity(scenario)
    told = f"Disaster risk against enmity, {institutions.setting(scenario)} {institutions.ends_told(drawn, 'enmity')}"
    return _curves_picture(scenario, theme, drawn, "Enmity e", institutions.enmity_title(drawn), told)


def capability_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Disaster risk against the importance of capability."""
    drawn = institutions.by_capability(scenario)
    told = institutions.ends_told(drawn, "importance")
    return _curves_picture(
        scenario, theme, drawn, "Importance of capability μ/λ", institutions.capability_title(drawn),
        f"Disaster risk against the importance of capability, {institutions.setting(scenario)} {told}",
        tick={"type": "log", "dtick": 1},
    )  # fmt: skip


def _curves_picture(
    scenario: Scenario,
    theme: Theme,
    drawn: institutions.Curves,
    x_title: str,
    title: str,
    told: str,
    tick: dict[str, Any] | None = None,
) -> dict[str, Any]:
    tick = tick or {}
    colours = _COLOURS[theme.name]
    log = tick.get("type") == "log"
    ends = np.array([drawn.x[0], drawn.x[-1]])
    data = [line("optimum", ends, [0.0, 0.0], theme.muted, 2, "longdash")]
    for knowledge in INFORMATION:
        told_here = f"{KNOWLEDGE[knowledge]}, %{{x:.3g}}: risk %{{y:.2f}}<extra></extra>"
        chosen = knowledge == scenario.race.information
        data.append(
            line(knowledge, drawn.x, drawn.risk[knowledge], colours[knowledge], 4 if chosen else 2.5,
                 _DASHES[knowledge], hoverinfo="all", hovertemplate=told_here)
        )  # fmt: skip
    data.append(
        {
            "type": "scatter",
            "name": "here",
            "x": [drawn.at] * 3,
            "y": [drawn.here[knowledge] for knowledge in INFORMATION],
            "mode": "markers",
            "marker": {
                "size": 11,
                "symbol": [_SYMBOLS[knowledge] for knowledge in INFORMATION],
                "color": [colours[knowledge] for knowledge in INFORMATION],
                "line": {"width": 2, "color": theme.background},
            },
            "hovertemplate": "%{y:.2f}<extra></extra>",
            "cliponaxis": False,
        }
    )
    right = float(np.log10(drawn.x[-1])) if log else float(drawn.x[-1])
    heights = apart([float(drawn.risk[knowledge][-1]) for knowledge in INFORMATION], 0.085)
    notes = [
        note(theme, right, height, KNOWLEDGE[knowledge], xanchor="left", xshift=8,
             font={"size": 13, "color": colours[knowledge]})
        for knowledge, height in zip(INFORMATION, heights, strict=True)
    ]  # fmt: skip
    left = float(np.log10(drawn.x[0])) if log else float(drawn.x[0])
    notes.append(
        note(theme, left, 0.0, "all play full safety: none", xanchor="left", yanchor="bottom", xshift=4,
             font={"size": 12, "color": theme.muted})
    )  # fmt: skip
    reach = [left, right]
    picture = {
        "data": data,
        "layout": layout(
            theme,
            xaxis=axis(theme, x_title, range=reach, **tick) | {"title": {"text": x_title, "standoff": 14}},
            yaxis=_risk_axis(theme),
            margin={"l": 58, "r": 112, "t": 14, "b": 50},
            annotations=notes,
            meta={"title": title, "alt": told, "caption": f"{_CAPTION} {institutions.assumed(scenario)}"},
        ),
    }
    return with_finding(picture, theme)


def _risk_axis(theme: Theme, **more: Any) -> dict[str, Any]:
    return axis(theme, "Chance of disaster", range=[-0.02, 1.02], tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1.0],
                tickformat=".0%") | {"title": {"text": "Chance of disaster", "standoff": 8}} | more  # fmt: skip


def information_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """Map over importance of capability and enmity: the change of risk when all is known, not only one's own."""
    drawn = institutions.information_map(scenario)
    most = max(float(np.abs(drawn.change).max()), 1e-9)
    race = scenario.race
    x = np.log10(drawn.importance)
    told = institutions.map_told(drawn)
    here = float(np.log10(np.clip(race.capability / race.safety_cost, drawn.importance[0], drawn.importance[-1])))
    picture = {
        "data": [
            {
                "type": "heatmap", "name": "change", "x": x, "y": drawn.enmity, "z": drawn.change, "zmin": -most,
                "zmax": most, "colorscale": _DIVERGING[theme.name], "zsmooth": "best",
                "colorbar": {
                    "orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom", "len": 0.75,
                    "thickness": 9, "outlinewidth": 0, "tickformat": "+.1f", "nticks": 5, "tickfont": {"size": 12},
                    "title": {"text": "Change of risk: only own → all known", "side": "top", "font": {"size": 13}},
                },
                "hovertemplate": "μ/λ 10^%{x:.2f}, e %{y:.2f}: %{z:+.2f}<extra></extra>",
            },
            {
                "type": "contour", "name": "even", "x": x, "y": drawn.enmity, "z": drawn.change, "showscale": False,
                "contours": {"start": 0, "end": 0, "size": 1, "coloring": "none"}, "hoverinfo": "skip",
                "line": {"width": 3, "color": theme.text},
            },
            {
                "type": "scatter", "name": "here", "x": [here], "y": [min(race.enmity, drawn.enmity[-1])],
                "mode": "markers",
                "marker": {"size": 13, "color": theme.background, "line": {"width": 4, "color": theme.text}},
                "hovertemplate": "this race<extra></extra>", "cliponaxis": False,
            },
        ],
        "layout": layout(
            theme,
            xaxis=axis(theme, "Importance of capability μ/λ", tickvals=[-1, 0, 1], ticktext=["0.1", "1", "10"],
                       range=[x[0], x[-1]]) | {"title": {"text": "Importance of capability μ/λ", "standoff": 14}},
            yaxis=axis(theme, "Enmity e", range=[drawn.enmity[0], drawn.enmity[-1]], dtick=0.2, tickformat=".1f"),
            margin={"l": 58, "r": 14, "t": 66, "b": 50},
            annotations=[
                note(theme, x[3], 0.93, "all known is safer", xanchor="left"),
                note(theme, x[-4], 0.93, "all known is riskier", xanchor="right"),
            ],
            meta={
                "title": institutions.map_title(drawn),
                "alt": told,
                "caption": f"Line: no difference. Ring: this race. {institutions.nothing_told(scenario)}",
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme, above=54)


def levers_picture(scenario: Scenario, theme: Theme) -> dict[str, Any]:
    """What each lever does to the risk, all moved by the same relative step, side by side."""
    levers = institutions.levers(scenario)
    now, names = scenario.race.risk, [lever.label for lever in levers]
    rows = list(range(len(levers)))[::-1]
    colour = _COLOURS[theme.name]["none"]
    bars: list[dict[str, Any]] = [line("now", [now, now], [-0.6, len(levers) - 0.4], theme.text, 2)]
    for lever, row in zip(levers, rows, strict=True):
        bars.append(line(lever.key, [now, lever.risk], [row, row], colour, 9, hoverinfo="skip"))
    bars.append(
        {
            "type": "scatter", "name": "after", "x": [lever.risk for lever in levers], "y": rows, "mode": "markers",
            "marker": {"size": 15, "symbol": "diamond", "color": colour,
                       "line": {"width": 2, "color": theme.background}},
            "text": names, "hovertemplate": "%{text}: risk %{x:.2f}<extra></extra>", "cliponaxis": False,
        }
    )  # fmt: skip
    notes = [note(theme, now, len(levers) - 0.4, f"now: {words.share(now)}", yanchor="bottom")]
    for lever, row in zip(levers, rows, strict=True):
        notes.append(note(theme, 0.0, row + 0.36, f"{lever.label}: {lever.change}", xanchor="left"))
        beside: dict[str, Any] = (
            {"xanchor": "right", "xshift": -12} if lever.risk > 0.2 else {"xanchor": "left", "xshift": 12}
        )
        notes.append(note(theme, lever.risk, row, words.share(lever.risk), **beside))
    picture = {
        "data": bars,
        "layout": layout(
            theme,
            xaxis=_risk_axis(theme, range=[0, 1.02]) | {"title": {"text": "Chance of disaster", "standoff": 14}},
            yaxis=axis(theme, "", range=[-0.6, len(levers) - 0.1], showticklabels=False, ticks="", showgrid=False),
            margin={"l": 14, "r": 20, "t": 26, "b": 50},
            annotations=notes,
            meta={
                "title": institutions.levers_title(scenario),
                "alt": institutions.levers_told(scenario),
                "caption": "Each lever alone, moved by the same relative step; the floor closes that part of the way to"
                f" full safety. {institutions.assumed(scenario)}",
            },
        ),
    }  # fmt: skip
    return with_finding(picture, theme, above=24)


def races_table() -> dict[str, list[str]]:
    """The three races as their presets have them, and the risk that follows."""
    declared = [entry for entry in parameters(Race) if entry.name in ("teams", "capability", "enmity", "information")]
    return {
        "Who races": list(RACES),
        **{
            entry.label: [words.value(entry, getattr(race, entry.name)) for race in RACES.values()]
            for entry in declared
        },
        "Chance of disaster": [words.share(race.risk) for race in RACES.values()],
        "At full safety of all": [words.share(race.replace(floor=1.0, covered=1.0).risk) for race in RACES.values()],
        "Source": ["judgement"] * len(RACES),
    }
