"""Transition: agenticity added to one system, the cusp from which the jump starts, and where it may sit."""

from __future__ import annotations

from risk import conclusions, transition, transition_words
from risk.axes import AXES
from risk.exhibits.base import Exhibit, Figure
from risk.plots.hysteresis import loop_picture, pole_picture, s_curve_picture
from risk.plots.transition import cusp_picture, path_picture
from risk.point import point
from risk.scenario import Scenario

TITLE = "Transition"
LEVERS = ("critical_intelligence", "uncoupled_midpoint", "sharpness", "coupling")
S_CURVE, HISTORY, POLE = "S-curve", "Grant and revoke", "Towards the cusp"


def levers(scenario: Scenario) -> tuple[str, ...]:
    """Keys of what decides where the cusp sits, as far as the scenario's function has them."""
    return tuple(key for key in (f"function.{name}" for name in LEVERS) if key in scenario.parameter_keys())


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    found, through = transition.transition(scenario), point(scenario)
    own = tuple(f"view.point_{axis.lower()}" for axis in AXES if scenario.view.own_point or axis in through.missing)
    numeric = tuple(key for key in levers(scenario) if scenario.parameter(key).numeric)
    rest = (*numeric, *scenario.leading_keys(), "settings.tolerance")
    adding = _once(*own[::-1], "assumptions.autonomy", *rest)
    moving = _once(*rest, "assumptions.autonomy", *own)
    folded = (
        (
            Figure("s-curve", s_curve_picture, moving, 400, part=S_CURVE),
            Figure("loop", loop_picture, _once("view.point_a", *moving), 400, part=HISTORY),
            Figure("pole", pole_picture, moving, 400, part=POLE),
        )
        if transition.loop(scenario)
        else ()
    )
    return Exhibit(
        name="transition",
        title=TITLE,
        scenario=scenario,
        claim=transition_words.claim(found, scenario.function.label),
        explanation=transition_words.explanation(found, scenario),
        figures=(Figure("path", path_picture, adding, 350), Figure("cusp", cusp_picture, moving, 350), *folded),
        numbers=transition_words.numbers(found, scenario),
        why=(
            f"**Why?** {transition_words.reason(found, scenario)}",
            f"**Where does the transition sit?** {transition_words.moved_sides(scenario)}",
            *conclusions.turning("transition", scenario),
        ),
    )


def _once(*keys: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
