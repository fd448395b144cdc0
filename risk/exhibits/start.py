"""Start: where a FLOP line and the danger surface disagree, in one picture."""

from __future__ import annotations

from risk import conclusions, headlines, words
from risk.exhibits.base import Exhibit, Figure
from risk.plots.plane import plane_picture
from risk.scenario import Scenario

TITLE = "Start"
_SWEEPS = ("settings.date", "line.flop", "assumptions.autonomy", "settings.tolerance")


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    return Exhibit(
        name="start",
        title=TITLE,
        scenario=scenario,
        claim=headlines.claim(headlines.systems_headline(scenario), words.flop(scenario.line.flop)),
        explanation="Law draws a line in training compute, which is what a system **cost to build**. The map shows a"
        " danger index over what a system **can do** (intelligence) and what it **may do alone** (agenticity).",
        figures=(Figure("start", plane_picture, (*_SWEEPS, *scenario.leading_keys())),),
        numbers=headlines.numbers(scenario),
        why=(
            "**Why?** Efficiency moves the dashed line to the right every year, and the danger contour has another"
            " shape: it falls as intelligence grows. A vertical line cannot follow it. And where compute is not"
            " disclosed, the line says nothing at all.",
            *conclusions.turning("start", scenario),
        ),
    )
