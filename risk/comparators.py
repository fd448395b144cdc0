"""The rules that a FLOP line competes with, each given readings and not the truth."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from risk import words
from risk.axes import Array
from risk.catalog import Assumptions
from risk.comparison import Assessment, assess
from risk.ensemble import Ensemble
from risk.line import LEVELS, cube, matched_tolerance
from risk.population import population
from risk.registry import alternatives, danger_function
from risk.rules import FilterThenTest, Rule, SurfaceThreshold
from risk.scenario import Scenario, Settings, View
from risk.surface import Surface

CUBE_POINTS = 1024
CUBE_DRAWS = 8
"""Imagined systems, and readings of each. Four times as many of either move no share by more than 0.02."""

SYSTEM_DRAWS = 24
"""Readings of each real system."""

SURFACE, WRONG_SURFACE = "surface", "wrong-surface"
"""Keys of the surface rules that hold the right function, and a wrong one."""

WHERE_DRAWN: Mapping[str, str] = MappingProxyType(
    {SURFACE: "Surface, function as set", WRONG_SURFACE: "Surface, another function"}
)
"""What surface rules are called where the truth is drawn: no rule then holds the right function."""


@dataclass(frozen=True)
class Comparator:
    """A rule and what it is called.

    Attributes
    ----------
    key : str
        The same for every scenario.
    label, about : str
        Short name, and one sentence of what the rule covers and reads.
    rule : Rule
        The rule.
    """

    key: str
    label: str
    about: str
    rule: Rule


@dataclass(frozen=True)
class Verdicts:
    """How one comparator does.

    Attributes
    ----------
    comparator : Comparator
        The rule.
    cube : Assessment
        On imagined systems spread evenly over the cube.
    systems : Assessment
        On the measured systems at their chosen autonomy level.
    """

    comparator: Comparator
    cube: Assessment
    systems: Assessment

    @property
    def given_the_truth(self) -> bool:
        """Whether the rule errs nowhere in the cube, as only a rule that is told the truth can."""
        return self.cube.missed_share == 0.0 and self.cube.overreach_share == 0.0


def comparators(scenario: Scenario) -> tuple[Comparator, ...]:
    """The FLOP line, and what else could be law."""
    line = words.flop(scenario.line.flop)
    tolerance = words.index(scenario.settings.tolerance)
    right = SurfaceThreshold(scenario.surface, tolerance=scenario.settings.tolerance)
    wrong = wrong_surface(scenario)
    matched = wrong_tolerance(scenario)
    capability, triple = scenario.capability, scenario.triple
    return (
        Comparator("line", "FLOP line", f"Covers what was trained with more than {line}.", scenario.line),
        Comparator(
            "capability",
            f"{capability.axis} ≥ {words.index(capability.level)}",
            f"A capability rule: covers what reads {capability.axis} = {words.index(capability.level)} or more.",
            capability,
        ),
        Comparator(
            "triple",
            f"I, G, A all ≥ {words.index(triple.level)}",
            f"The triple intersection: covers what reads {words.index(triple.level)} or more on every axis.",
            triple,
        ),
        Comparator(
            "line-then-test",
            FilterThenTest.label,
            f"Evaluates what was trained with more than {line}, and covers what then reads D ≥ {tolerance}.",
            FilterThenTest(scenario.line, right),
        ),
        Comparator(
            SURFACE,
            "Surface, right function",
            f"Evaluates every system and covers what reads D ≥ {tolerance}, by the function that holds.",
            right,
        ),
        Comparator(
            WRONG_SURFACE,
            "Surface, wrong function",
            f"The same with another function ({wrong.function.label.lower()}) at D ="
            f" {words.index(matched)}, which marks the same share of the cube.",
            SurfaceThreshold(wrong, tolerance=matched),
        ),
    )


def wrong_surface(scenario: Scenario) -> Surface:
    """The surface that the rule with the wrong function holds.

    Where the scenario's other function is the one that holds, the first that differs takes its place.
    """
    held = scenario.function.name
    names = (scenario.settings.other_function, *alternatives())
    return Surface(danger_function(next(name for name in names if name != held)), scenario.agency)


def wrong_tolerance(scenario: Scenario) -> float:
    """Tolerance at which the wrong function marks the same share of the cube as dangerous."""
    found = matched_tolerance(scenario.surface, scenario.settings.tolerance, wrong_surface(scenario))
    return scenario.settings.tolerance if math.isnan(found) else found


def verdicts(scenario: Scenario) -> tuple[Verdicts, ...]:
    """Every comparator on imagined and on real systems."""
    asked = relevant(scenario)
    imagined = _on_cube(dataclasses.replace(asked, assumptions=Assumptions(), deployments=()))
    real = _on_systems(asked, "chosen")
    return tuple(Verdicts(rule, imagined[rule.key], real[rule.key]) for rule in comparators(scenario))


def verdicts_at_ends(scenario: Scenario) -> tuple[tuple[Assessment, Assessment], ...]:
    """Every comparator on real systems at granted autonomy level 1 and at level 5."""
    lowest, highest = (_on_systems(relevant(scenario), level) for level in ("lowest", "highest"))
    return tuple((lowest[rule.key], highest[rule.key]) for rule in comparators(scenario))


def relevant(scenario: Scenario) -> Scenario:
    """Only what the verdicts depend on, so that a change of anything else finds them computed."""
    settings = scenario.settings
    return dataclasses.replace(
        scenario,
        settings=Settings(
            tolerance=settings.tolerance,
            date=settings.date,
            calibrate=settings.calibrate,
            other_function=settings.other_function,
        ),
        view=View(),
        ensemble=Ensemble(),
        priors=(),
        unknown=(),
    )


@functools.lru_cache(maxsize=128)
def _on_cube(scenario: Scenario) -> Mapping[str, Assessment]:
    # A rule that reads no axis is judged once, on as many systems as everywhere else.
    full, fewer = cube(scenario), cube(scenario, CUBE_POINTS)
    rules = {comparator.key: comparator.rule for comparator in comparators(scenario)}
    line = {"line": rules.pop("line")}
    found = dict(_assess(scenario, line, full.table, full.D, 1))
    return MappingProxyType(found | dict(_assess(scenario, rules, fewer.table, fewer.D, CUBE_DRAWS)))


@functools.lru_cache(maxsize=128)
def _on_systems(scenario: Scenario, level: str) -> Mapping[str, Assessment]:
    table = population(scenario)
    judged = table.where(table.judged)
    at = {"lowest": "A_floor", "chosen": "A", "highest": "A_ceiling"}
    rules = {comparator.key: comparator.rule for comparator in comparators(scenario)}
    placed = dict(judged) | {"A": judged[at[level]]}
    return _assess(scenario, rules, placed, judged[LEVELS[level]], SYSTEM_DRAWS)


def _assess(
    scenario: Scenario, rules: Mapping[str, Rule], table: Mapping[str, Array], danger: Array, draws: int
) -> Mapping[str, Assessment]:
    settings = scenario.settings
    return assess(rules, table, settings.date, danger, settings.tolerance, scenario.measurement, draws)


def least_wrong(found: tuple[Verdicts, ...]) -> Verdicts | None:
    """The rule whose missed share and overreach add up to least in the cube; None where none can be told apart."""
    judged = [entry for entry in found if not math.isnan(_error(entry.cube)) and not entry.given_the_truth]
    return min(judged, key=lambda entry: _error(entry.cube)) if judged else None


def claim(found: tuple[Verdicts, ...]) -> str:
    """One sentence: which rule errs least in the cube, and what that takes."""
    best, line = least_wrong(found), found[0].cube
    if best is None:
        return "Under these assumptions the rules cannot be told apart: all in the cube is dangerous, or nothing is."
    return (
        f"In the cube, missed share and overreach add up to least under “{best.comparator.label}”:"
        f" {words.share(best.cube.missed_share)} missed, {words.share(best.cube.overreach_share)} overreach;"
        f" the FLOP line misses {words.share(line.missed_share)} and overreaches {words.share(line.overreach_share)}."
    )


def _error(assessment: Assessment) -> float:
    return assessment.missed_share + assessment.overreach_share
