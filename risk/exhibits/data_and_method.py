"""Data and method: how much of the model is judged, and of how many systems anything is known."""

from __future__ import annotations

from risk import caveats, method, words
from risk.exhibits.base import Exhibit, Figure
from risk.number import Number
from risk.plots.method import coverage_picture
from risk.scenario import Scenario

TITLE = "Data and method"


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    return Exhibit(
        name="data_and_method",
        title=TITLE,
        scenario=scenario,
        claim=caveats.claim(scenario),
        explanation="Everything that a page shows follows from the formulas, parameters and data below. They are read"
        " from the same declarations that the model runs on, so that nothing can differ.",
        figures=(Figure("coverage", coverage_picture, (), 330),),
        numbers=_numbers(scenario),
        why=(f"**Why?** {caveats.why()}",),
    )


def _numbers(scenario: Scenario) -> tuple[Number, ...]:
    judged, every = method.counted_judgements(method.parameter_rows(scenario))
    whole = caveats.coverage()[-1]
    listed = ("listed systems", float(whole.systems))
    return (
        Number(
            "Parameters that are judgements",
            f"{judged} of {every}",
            "The default was set by us; nobody measured it. Choices of what a figure shows are not counted.",
            (("judgements", float(judged)), ("parameters", float(every))),
        ),
        Number(
            "Systems measured on all three axes",
            whole.of("axes"),
            "Capability index, at least one domain test, and task horizon. The others need an assumption.",
            (("measured on all three axes", float(whole.axes)), listed),
        ),
        Number(
            "Systems with a compute estimate",
            whole.of("compute"),
            f"{words.share(whole.share('compute'))}. The others are undetermined under any compute line.",
            (("with a compute estimate", float(whole.compute)), listed),
        ),
    )
