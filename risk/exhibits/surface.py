"""Surface: the shape of danger over the cube, and where real systems stand on it."""

from __future__ import annotations

from risk import attribution, conclusions, headlines, slices, words
from risk.axes import AXES, AXIS_WORDS
from risk.cube import dangerous_share, rises_in_A
from risk.exhibits.base import Exhibit, Figure
from risk.number import Number
from risk.plots.cube import cube_picture
from risk.plots.interaction import interaction_picture
from risk.plots.slices import slices_picture
from risk.plots.surface import flat_picture, surface_picture, twin_picture
from risk.point import Point, point
from risk.scenario import Scenario

TITLE = "Surface"
SLICES, INTERACTION = "Slices and slopes", "Interaction"
_FORMULA_ALONE = "The finding is about the formula alone: no real system stands against it."


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    view, through = scenario.view, point(scenario)
    found = attribution.attribution(scenario)
    counted = view.systems and found.systems > 0
    sweeps = (
        *scenario.leading_keys(),
        "settings.tolerance",
        "settings.date",
        "line.flop",
        "assumptions.autonomy",
    )
    own = tuple(f"view.point_{axis.lower()}" for axis in AXES if view.own_point or axis in through.missing)
    return Exhibit(
        name="surface",
        title=TITLE,
        scenario=scenario,
        claim=attribution.claim(found, view.systems),
        explanation=attribution.explanation(found, view.systems),
        figures=(
            *_opening(scenario, sweeps),
            Figure("slices", slices_picture, (*own, *sweeps), 400, part=SLICES),
            Figure("interaction", interaction_picture, sweeps, 400, part=INTERACTION),
        ),
        numbers=_numbers(scenario, through, counted),
        why=(
            f"**Why?** {attribution.reason(found, counted)}",
            *([] if counted else [_FORMULA_ALONE]),
            *conclusions.turning("surface", scenario),
        ),
    )


def _opening(scenario: Scenario, sweeps: tuple[str, ...]) -> tuple[Figure, ...]:
    if scenario.view.picture == "surface":
        return (
            Figure("surface", surface_picture, ("view.fixed", *sweeps), 350),
            Figure("twin", twin_picture, (), 350),
        )
    if scenario.view.picture == "cube":
        # A set that is no single surface is drawn as a volume, too heavy to be sent for every step of a sweep.
        swept = sweeps if rises_in_A(scenario.surface) else ()
        return Figure("cube", cube_picture, swept, 350), Figure("twin", twin_picture, ("view.fixed",), 350)
    return (Figure("map", flat_picture, ("view.fixed", *sweeps), 420),)


def _numbers(scenario: Scenario, through: Point, counted: bool) -> tuple[Number, ...]:
    tolerance = scenario.settings.tolerance
    share = dangerous_share(scenario.surface, tolerance)
    here = slices.local(scenario.surface, through)
    steepest = float(getattr(here, here.steepest))
    headline = headlines.systems_headline(scenario)
    lowest, chosen, highest = (found.dangerous for found in (headline.lowest, headline.chosen, headline.highest))
    return (
        Number(
            "Dangerous share of the cube",
            words.share(share),
            f"of all positions have a D of {words.index(tolerance)} or more.",
            (("share of the cube", share),),
        ),
        Number(
            f"Steepest slope at {through.name}",
            words.slope(round(steepest, 2)),
            f"along {AXIS_WORDS[here.steepest]}: change of D per unit of the axis.",
            (
                ("D", here.D),
                ("slope along I", here.I),
                ("slope along G", here.G),
                ("slope along A", here.A),
            ),
        ),
        Number(
            "Measured systems that are dangerous",
            words.between(lowest, highest) if counted else "not counted",
            f"of {headline.judged}, from autonomy level 1 to 5; {words.count(chosen)} at the chosen level."
            if counted
            else "Measured systems are taken out, or none is released yet.",
            (
                ("dangerous at the chosen autonomy", float(chosen)),
                ("dangerous at autonomy level 1", float(lowest)),
                ("dangerous at autonomy level 5", float(highest)),
                ("measured systems", float(headline.judged)),
            ),
        ),
    )
