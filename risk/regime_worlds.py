"""Regimes on the release populations of a scenario, and the least constraint that suffices."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from risk import memory
from risk.axes import AXES, Array
from risk.danger import PhaseTransition
from risk.parameter import Parameter
from risk.regime_presets import Entry, entries, spectrum
from risk.regime_score import Harm, RegimeScore, Released, Setting, gather, mean_left, score
from risk.regimes import NO_RED_LINE, Regime
from risk.rules import Everything, Rule
from risk.scenario import Scenario
from risk.surface import Surface
from risk.worlds import WORLDS, drawn, releasing, rules, years
from risk.years import MONTHS

OWN = "own"
"""Key of the regime of one's own."""

TOLERANCE = "settings.tolerance"
"""Key of what the map is drawn over where a danger function has no parameter."""

PLACES = 41
"""Places of the transition for which the least constraint is looked for."""


def setting(scenario: Scenario) -> Setting:
    """What a scenario sets its regimes into."""
    return Setting(
        tolerance=scenario.settings.tolerance,
        set_date=scenario.review.set_date,
        race=scenario.race,
        circumstances=scenario.circumstances,
        capture=scenario.capture,
    )


def own(scenario: Scenario) -> Regime:
    """The regime of one's own, with the scenario's audit."""
    red_line = scenario.scope.red_line
    return Regime(
        title="Your own regime",
        about="A regime whose every term is set under the levers, with the audit of the tab Measurement.",
        scope=_rule(scenario, scenario.scope.covers),
        terms=scenario.regime,
        audit=scenario.audit,
        red_line=None if red_line == NO_RED_LINE else _rule(scenario, red_line),
    )


def _rule(scenario: Scenario, key: str) -> Rule:
    if key == "everything":
        return Everything()
    return {rule.key: rule.rule for rule in rules(scenario)}[key]


@functools.lru_cache(maxsize=64)
def regimes(scenario: Scenario) -> tuple[Entry, ...]:
    """Every regime that is scored: no regime, the positions, the sandbox, real instruments, and one's own."""
    return (*entries(scenario), Entry(OWN, "your own", own(scenario), ""))


def scores(scenario: Scenario) -> Mapping[str, RegimeScore]:
    """Every regime's score by its key."""
    into, world = setting(scenario), _world(scenario)
    return MappingProxyType({entry.key: _scored(world, entry.regime, into) for entry in regimes(scenario)})


def scored(scenario: Scenario, regime: Regime) -> RegimeScore:
    """The score of any regime in a scenario."""
    return _scored(_world(scenario), regime, setting(scenario))


def _world(scenario: Scenario) -> Scenario:
    """What releases, their danger and who sees them depend on, and nothing else."""
    return dataclasses.replace(
        releasing(scenario),
        chokepoints=scenario.chokepoints,
        spread=scenario.spread,
        view=Scenario().view.replace(sandbox=scenario.view.sandbox),
    )


@dataclass(frozen=True, eq=False)
class Population:
    """Releases with their true positions, as they stand in `released`."""

    released: Released
    I: Array
    G: Array
    A: Array

    def harm(self, surface: Surface, sandbox: float) -> Harm:
        """How dangerous the releases are on a surface, granted what they are and locked down to an agenticity."""
        return Harm(
            np.asarray(surface.danger(self.I, self.G, self.A)), np.asarray(surface.danger(self.I, self.G, sandbox))
        )


def population(scenario: Scenario, populations: int = WORLDS) -> Population:
    """Releases of the first so many populations of a scenario; the danger function and the agency play no part."""
    undecided = dataclasses.replace(_world(scenario), function=Scenario().function, agency=Scenario().agency)
    return _gathered(undecided, populations)


@memory.computed_once(4)
def _gathered(world: Scenario, populations: int) -> Population:
    kept = drawn(releasing(world))[:populations]
    tables, trend = [table for table, _ in kept], world.compute_trend
    least = np.log10(world.spread.least_run)
    released = gather(
        tables,
        [readings for _, readings in kept],
        years(world),
        # A run as large as those that are counted passes the chokepoints; a smaller one leaks past them.
        [world.chokepoints.unseen("train", least - np.log10(table["compute"])) for table in tables],
        MONTHS,
        trend.intelligence(10.0 ** world.releases.frontier_at(MONTHS), MONTHS),
    )
    return Population(released, *(released.take([table[axis] for table in tables]) for axis in AXES))


@memory.computed_once(16)
def _harm(world: Scenario) -> Harm:
    return population(world).harm(world.surface, world.view.sandbox)


@memory.computed_once(512)
def _scored(world: Scenario, regime: Regime, into: Setting) -> RegimeScore:
    return score(regime, population(world).released, _harm(world), into)


@dataclass(frozen=True, eq=False)
class LeastConstraint:
    """The least constraint that keeps residual danger under the tolerance, by place of the transition and year.

    Attributes
    ----------
    key : str
        Key of the parameter that says where the transition sits: the first leading one of the danger function, or the
        tolerance where the function has no parameter.
    place : Parameter
        Its declaration.
    places : ndarray of float64
        Its values.
    years : tuple of int
        Calendar years.
    least : ndarray of int
        Of shape (places, years): 0, no regime is needed; 1 to 5, the first of the five positions that suffices; 6,
        none does.
    """

    key: str
    place: Parameter
    places: Array
    years: tuple[int, ...]
    least: npt.NDArray[np.int64]

    @property
    def of_transition(self) -> bool:
        """Whether the places are those of the phase transition."""
        return self.key == f"function.{PhaseTransition.leading[0]}"

    @property
    def sufficing(self) -> Mapping[int, float]:
        """Share of the map that each answer takes."""
        return MappingProxyType({answer: float(np.mean(self.least == answer)) for answer in range(7)})


def least_constraint(scenario: Scenario, tightening: float) -> LeastConstraint:
    """The least constraint that keeps the mean danger of a year's releases under the tolerance.

    Parameters
    ----------
    scenario : Scenario
        Its tolerance is held for all places, and so is what rules hold of the surface: nobody knows the place.
    tightening : float
        As `Terms.tightening`, for every position, and for what is tolerated of a year's releases: D* (1 - tau I) by
        their mean I as it is read. 0 is a flat D*.
    """
    return _least(_world(scenario), spectrum(scenario), setting(scenario), tightening)


def _place(world: Scenario) -> str:
    numeric = [name for name in world.function.leading if world.parameter(f"function.{name}").numeric]
    return f"function.{numeric[0]}" if numeric else TOLERANCE


# Two maps of one scenario are drawn one after the other, each from all places.
@memory.computed_once(2)
def _harm_at(world: Scenario, key: str, places: tuple[float, ...]) -> Harm:
    """How dangerous the releases are for each value of a parameter."""
    where = population(world)
    found = [where.harm(world.replace(key, value).surface, world.view.sandbox) for value in places]
    return Harm(np.stack([one.danger for one in found]), np.stack([one.locked for one in found]))


@memory.computed_once(64)
def _least(world: Scenario, ordered: tuple[Regime, ...], into: Setting, tightening: float) -> LeastConstraint:
    key = _place(world)
    place = world.parameter(key)
    low, high = place.span(world.get(key))
    places = np.linspace(low, high, PLACES)
    if place.kind == "integer":
        places = np.unique(np.round(places))
    released, together = population(world).released, _harm_at(world, key, tuple(places.tolist()))
    left = [mean_left(regime.with_terms(tightening=tightening), released, together, into) for regime in ordered]
    intelligence = np.array(
        [released.intelligence[span].mean() if span.stop > span.start else 0.0 for span in released.spans]
    )
    tolerance = places if key == TOLERANCE else np.full(places.shape, into.tolerance)
    tolerated = tolerance[:, None] * (1.0 - tightening * intelligence)
    # A year without releases needs no regime.
    suffices = np.array([~(mean >= tolerated) for mean in left])
    least = np.where(suffices.any(axis=0), np.argmax(suffices, axis=0), len(ordered))
    return LeastConstraint(key, place, places, released.years, least)
