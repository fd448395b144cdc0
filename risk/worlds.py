"""The rules that are scored over time, on several release populations drawn from one scenario."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from risk import words
from risk.axes import Array
from risk.clocked_rules import FloatingThreshold, Review
from risk.comparators import Comparator, comparators
from risk.rules import Rule
from risk.scenario import Scenario, Settings
from risk.timeline import draw, part_of
from risk.yearly import Clock, YearlyScore, judge, together
from risk.years import FIRST, LAST

WORLDS = 24
"""Populations drawn for a band."""

MOST_A_WORLD = 3000
"""Releases of one population that a page scores. A larger one is thinned evenly, which moves no share but by chance."""

HISTORY = 2.0
"""Years before the rules are set that are drawn too: what a rule with triggers has seen."""

FALLING, RISING = "falling", "rising"
"""Keys of the two floating lines."""


def rules(scenario: Scenario) -> tuple[Comparator, ...]:
    """The rules without a clock, as on the page of the FLOP line, and those with one."""
    held = {comparator.key: comparator for comparator in comparators(scenario)}
    line = words.flop(scenario.line.flop)
    spend, hardware = scenario.spend, scenario.hardware
    usd = words.money(spend.usd_per_year)
    clocked = (
        Comparator(
            FALLING,
            "Floating line, falling",
            f"A line at {line} at first that falls by {words.plain(scenario.review.tracked_rate)} orders of magnitude a"
            " year to hold capability constant, as far as its reviews follow.",
            floating(scenario, "efficiency"),
        ),
        Comparator(
            RISING,
            "Floating line, rising",
            f"A line at {line} at first that rises by {growth_of_frontier(scenario):.2f} orders of magnitude a year, as"
            " the largest runs do on average, as far as its reviews follow.",
            floating(scenario, "frontier"),
        ),
        Comparator(
            "spend",
            f"Spend over {usd} a year",
            f"Covers all releases of developers that spend more than {usd} a year on AI research, and expands to"
            f" {words.money(spend.expanded_usd_per_year)} once a trigger is met.",
            spend,
        ),
        Comparator(
            "hardware",
            f"Over {words.plain(hardware.h100_equivalents)} H100 in one place",
            "Covers what is trained with more than so many H100 equivalents in one place, and nothing else.",
            hardware,
        ),
    )
    first = held.pop("line")
    return (first, *clocked, *held.values())


def floating(scenario: Scenario, peg: str) -> FloatingThreshold:
    """The scenario's line with a clock. The rate of efficiency can be wrong; that of the largest runs is seen."""
    tracked = {} if peg == "efficiency" else {"tracked_rate": growth_of_frontier(scenario)}
    return FloatingThreshold(flop=scenario.line.flop, peg=peg, **{**scenario.review.values(), **tracked})


def growth_of_frontier(scenario: Scenario) -> float:
    """Mean growth of the largest runs over the years scored, in orders of magnitude a year."""
    span = years(scenario)
    first, last = scenario.releases.frontier_at([span.start, span.stop])
    return float(last - first) / len(span)


def years(scenario: Scenario) -> range:
    """Calendar years that are scored."""
    first = math.floor(scenario.review.set_date)
    return range(first, min(first + scenario.clock.years_ahead, int(LAST)))


def population(scenario: Scenario, seed: int | np.random.SeedSequence = 0) -> Mapping[str, Any]:
    """One release population of a scenario, from a little before its rules are set, with its danger ``D``."""
    start, stop = _drawn_years(scenario)
    columns = draw(
        start,
        stop,
        seed,
        scenario.releases,
        scenario.compute_trend,
        scenario.anchors,
        scenario.assumptions,
        part_of(scenario.releases, start, stop, MOST_A_WORLD),
    )
    danger: Array = np.asarray(scenario.surface.danger(columns["I"], columns["G"], columns["A"]))
    return MappingProxyType({**columns, "D": danger})


def thinned(scenario: Scenario) -> bool:
    """Whether the population is too large for a page, and only a part of it is scored."""
    return part_of(scenario.releases, *_drawn_years(scenario), MOST_A_WORLD) < 1.0


def _drawn_years(scenario: Scenario) -> tuple[float, float]:
    span = years(scenario)
    return max(FIRST, span.start - HISTORY), float(span.stop)


def scores(scenario: Scenario) -> Mapping[str, YearlyScore]:
    """Every rule by its key, over the years and over `WORLDS` populations, each read with its own errors."""
    released, tolerance = releasing(scenario), scenario.settings.tolerance
    return MappingProxyType({entry.key: _scored(released, entry.rule, tolerance) for entry in rules(scenario)})


def scored(scenario: Scenario, rule: Rule) -> YearlyScore:
    """The score of any rule in a scenario."""
    return _scored(releasing(scenario), rule, scenario.settings.tolerance)


def releasing(scenario: Scenario) -> Scenario:
    """Only what the releases, their danger and their readings depend on: what else moves draws none of them anew."""
    return Scenario(
        function=scenario.function,
        agency=scenario.agency,
        settings=Settings(calibrate=scenario.settings.calibrate),
        trend=scenario.trend,
        assumptions=scenario.assumptions,
        anchors=scenario.anchors,
        measurement=scenario.measurement,
        releases=scenario.releases,
        review=Review(set_date=scenario.review.set_date),
        clock=Clock(years_ahead=scenario.clock.years_ahead),
    )


@functools.lru_cache(maxsize=8)
def drawn(scenario: Scenario) -> tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]:
    """Each population with its danger ``D``, and the same as rules read it; give it what `releasing` returns."""
    found = []
    for sequence in np.random.SeedSequence(0).spawn(WORLDS):
        released, read = sequence.spawn(2)
        table = population(scenario, released)
        found.append((table, MappingProxyType(scenario.measurement.read(table, read))))
    return tuple(found)


@functools.lru_cache(maxsize=512)
def _scored(scenario: Scenario, rule: Rule, tolerance: float) -> YearlyScore:
    span = years(scenario)
    return together(judge(rule, readings, table["D"], tolerance, span) for table, readings in drawn(scenario))
