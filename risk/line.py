"""What a FLOP line does along its whole length, on imagined systems spread evenly over the cube and on real ones."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk import catalog, words
from risk.axes import AXES, Array
from risk.comparison import (
    REGIONS,
    Comparison,
    ErrorSplit,
    LineSweep,
    compare,
    cube_points,
    regions,
    split_error,
    sweep_line,
    uniform_cube,
)
from risk.compute import ComputeTrend
from risk.number import Number
from risk.population import Population, population
from risk.registry import alternatives, danger_function
from risk.scenario import Scenario
from risk.surface import Surface

CUBE_POINTS = 4096
"""Imagined systems, spread evenly over the cube."""

LEVELS = {"lowest": "D_floor", "chosen": "D", "highest": "D_ceiling"}
"""Columns of D at granted autonomy level 1, at the chosen level of each system, and at level 5."""

# Curves reach a decade beyond every line that is allowed.
_DECADES = np.linspace(14.0, 33.0, 191)


@dataclass(frozen=True, eq=False)
class Cube:
    """Imagined systems with their danger.

    Attributes
    ----------
    table : mapping of str to ndarray
        Columns I, G, A, flop and date.
    D : ndarray
        Danger of each.
    """

    table: Mapping[str, Array]
    D: Array


@dataclass(frozen=True, eq=False)
class Along:
    """What a line does at every position, and at the scenario's.

    Shares are of the systems with known compute; the bounds are over all judged systems, however those without known
    compute turn out. NaN where there is no dangerous, or no safe, system.

    Attributes
    ----------
    flop : ndarray
        Positions of the line. Covered is what lies over it, as in the laws.
    missed, missed_low, missed_high : ndarray
        Share of dangerous systems missed.
    overreach, overreach_low, overreach_high : ndarray
        Share of safe systems covered.
    error : ndarray
        Share of all systems with known compute that the line gets wrong.
    sweep : LineSweep
        The same at every position that makes a difference.
    line : Comparison
        At the scenario's line.
    """

    flop: Array
    missed: Array
    missed_low: Array
    missed_high: Array
    overreach: Array
    overreach_low: Array
    overreach_high: Array
    error: Array
    sweep: LineSweep
    line: Comparison


@dataclass(frozen=True)
class BestLine:
    """The cheapest line.

    Attributes
    ----------
    flop : float
        Lowest of the cheapest lines; systems at or over it are covered. Infinite if it is best to cover nothing, NaN
        if there is nothing to judge.
    error : float
        Share of systems that it still gets wrong.
    everything : bool
        Whether it covers every system.
    low, high : float
        Lines between which the cost stays within one per cent of the systems of the least; infinite or 0 where that
        holds to the end.
    """

    flop: float
    error: float
    everything: bool
    low: float
    high: float

    @property
    def text(self) -> str:
        """Where it is, in words."""
        if math.isnan(self.flop):
            return words.UNKNOWN
        if math.isinf(self.flop):
            return "cover nothing"
        return "cover everything" if self.everything else words.flop(self.flop)


@dataclass(frozen=True)
class Threshold:
    """A threshold in training FLOP, in law or proposed, as it stands at a date.

    Attributes
    ----------
    name, jurisdiction : str
        What it is called and where it applies.
    flop : float
        The line.
    standing : str
        In force, enacted but not yet effective, proposed, repealed, vetoed, or later (not yet written at that date).
    adopted, effective, ended : float
        Decimal years; NaN where there is none.
    source, note : str
        Where it is written down, and what a reader should know.
    """

    name: str
    jurisdiction: str
    flop: float
    standing: str
    adopted: float
    effective: float
    ended: float
    source: str
    note: str

    @property
    def in_force(self) -> bool:
        """Whether it binds at that date."""
        return self.standing == "in force"


@dataclass(frozen=True)
class RegionRow:
    """Measured systems in one region: how many at level 1, at the chosen level and at level 5, and their names."""

    region: str
    lowest: int
    chosen: int
    highest: int
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Scores:
    """How well compute, and a perfect reading of intelligence, order the same systems by danger."""

    flop: LineSweep
    intelligence: LineSweep


def cube(scenario: Scenario, points: int = CUBE_POINTS) -> Cube:
    """Imagined systems of the scenario's date, judged by its surface."""
    return _cube(scenario.surface, scenario.compute_trend, scenario.settings.date, points)


@functools.lru_cache(maxsize=256)
def _cube(surface: Surface, trend: ComputeTrend, date: float, points: int) -> Cube:
    return Cube(uniform_cube(trend, date, points), cube_danger(surface, points))


@functools.lru_cache(maxsize=64)
def cube_danger(surface: Surface, points: int) -> Array:
    """Danger of so many imagined systems, read-only."""
    # Positions do not depend on trend and date, so neither does danger.
    danger = surface.danger(*cube_points(points, 0)[: len(AXES)])
    danger.flags.writeable = False
    return danger


@functools.lru_cache(maxsize=32)
def on_cube(scenario: Scenario) -> Along:
    """What a line does to imagined systems."""
    imagined = cube(scenario)
    covered = scenario.line.applies(imagined.table, scenario.settings.date)
    return _along(imagined.table["flop"], imagined.D, covered, scenario.settings.tolerance, 10.0**_DECADES)


@functools.lru_cache(maxsize=96)
def on_systems(scenario: Scenario, level: str = "chosen") -> Along:
    """What a line does to real systems, at each system's "chosen" autonomy level, the "lowest" or the "highest"."""
    table = population(scenario)
    D = table[LEVELS[level]]
    flop = table["flop"][~np.isnan(table["flop"] + D)]
    positions = np.unique(np.concatenate((10.0 ** _DECADES[[0, -1]], flop)))
    return _along(table["flop"], D, table["covered"], scenario.settings.tolerance, positions)


def _along(flop: Array, danger: Array, covered: Array, tolerance: float, positions: Array) -> Along:
    sweep = sweep_line(flop, danger, tolerance)
    # A law covers what lies over its line; the sweep, what lies at or over it.
    at = np.searchsorted(sweep.line, positions, side="right")
    missed, overreach = sweep.missed[at], sweep.overreach[at]
    line = compare(covered, danger, tolerance)
    dangerous, safe = sweep.dangerous or math.nan, sweep.safe or math.nan
    open_dangerous, open_safe = line.undetermined_dangerous, line.undetermined_safe
    all_dangerous, all_safe = line.dangerous or math.nan, (sweep.safe + open_safe) or math.nan
    return Along(
        flop=positions,
        missed=missed / dangerous,
        missed_low=missed / all_dangerous,
        missed_high=(missed + open_dangerous) / all_dangerous,
        overreach=overreach / safe,
        overreach_low=overreach / all_safe,
        overreach_high=(overreach + open_safe) / all_safe,
        error=sweep.error_share[at],
        sweep=sweep,
        line=line,
    )


def shares_at(sweep: LineSweep, flop: float) -> tuple[float, float]:
    """Missed and overreach share of a line at so many FLOP that covers what lies over it."""
    at = int(np.searchsorted(sweep.line, flop, side="right"))
    return float(sweep.missed_share[at]), float(sweep.overreach_share[at])


def best_line(sweep: LineSweep, miss_cost: float = 1.0) -> BestLine:
    """The cheapest line when one missed system costs as much as `miss_cost` overreached ones."""
    flop, error = sweep.best(miss_cost)
    if math.isnan(flop):
        return BestLine(flop, error, False, math.nan, math.nan)
    cost = miss_cost * sweep.missed + sweep.overreach
    near = np.flatnonzero(cost <= cost.min() + 0.01 * (sweep.dangerous + sweep.safe))
    low = 0.0 if near[0] == 0 else float(sweep.line[near[0]])
    return BestLine(flop, error, bool(flop == sweep.line[0]), low, float(sweep.line[near[-1]]))


def scores_on_cube(scenario: Scenario) -> Scores:
    """Imagined systems ordered by compute and by intelligence."""
    imagined, tolerance = cube(scenario), scenario.settings.tolerance
    return Scores(*(sweep_line(imagined.table[name], imagined.D, tolerance) for name in ("flop", "I")))


def scores_on_systems(scenario: Scenario, level: str = "chosen") -> Scores:
    """The real systems that disclose their compute, ordered by compute and by measured intelligence."""
    table = determined(scenario)
    return Scores(
        *(sweep_line(table[name], table[LEVELS[level]], scenario.settings.tolerance) for name in ("flop", "I"))
    )


def determined(scenario: Scenario) -> Population:
    """The real systems that a FLOP line can judge: position measured and compute disclosed."""
    table = population(scenario)
    return table.where(table.judged & ~np.isnan(table["flop"]))


def split_on_cube(scenario: Scenario) -> ErrorSplit:
    """Why the line errs on imagined systems."""
    imagined = cube(scenario)
    return _split(scenario, imagined.table["flop"], imagined.table["I"], imagined.D)


def split_on_systems(scenario: Scenario, level: str = "chosen") -> ErrorSplit:
    """Why the line errs on real systems."""
    table = population(scenario)
    return _split(scenario, table["flop"], table["I"], table[LEVELS[level]])


def _split(scenario: Scenario, flop: Array, intelligence: Array, danger: Array) -> ErrorSplit:
    line = scenario.line.flop
    place = float(scenario.compute_trend.intelligence(line, scenario.settings.date))
    return split_error(flop, intelligence, danger, scenario.settings.tolerance, line, place)


def by_region(scenario: Scenario) -> tuple[RegionRow, ...]:
    """Real systems released by the date, region by region; nobody is left out."""
    table = population(scenario)
    found = {level: regions(table["covered"], table[D], scenario.settings.tolerance) for level, D in LEVELS.items()}
    return tuple(
        RegionRow(
            region=region,
            names=tuple(str(name) for name in table["name"][found["chosen"] == region]),
            **{level: int(np.count_nonzero(found[level] == region)) for level in LEVELS},
        )
        for region in REGIONS
    )


def unjudged(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """Name of every real system that cannot be judged, with what is not measured."""
    table = population(scenario)
    left_out = table.where(~table.judged)
    return tuple((str(name), str(missing)) for name, missing in zip(left_out["name"], left_out["missing"], strict=True))


def thresholds(date: float) -> tuple[Threshold, ...]:
    """Every threshold in training FLOP, lowest first, those in force before the others, as they stand at a date."""
    found = (
        Threshold(
            name=row.name,
            jurisdiction=row.jurisdiction,
            flop=row.value,
            standing=_standing(row.status, row.adopted_year, row.effective_year, row.ended_year, date),
            adopted=row.adopted_year,
            effective=row.effective_year,
            ended=row.ended_year,
            source=row.source,
            note=row.note,
        )
        for row in _training_thresholds()
    )
    return tuple(sorted(found, key=lambda threshold: (threshold.flop, not threshold.in_force)))


@functools.cache
def _training_thresholds() -> tuple[Any, ...]:
    table = catalog.thresholds()
    return tuple(table[table["kind"] == "training_flop"].itertuples(index=False))


def _standing(status: str, adopted: float, effective: float, ended: float, date: float) -> str:
    # Comparisons with a missing date are false, which is what they should be.
    if adopted > date:
        return "later"
    if ended <= date:
        return "vetoed" if status == "vetoed" else "repealed"
    if effective <= date:
        return "in force"
    return "proposed" if status == "proposed" else "enacted, not yet effective"


def span(first: str, last: str) -> str:
    """Two results in words as a span, once where they are the same."""
    return first if first == last else f"{first} to {last}"


def claim(scenario: Scenario) -> str:
    """One sentence: how well any line can do, and how well this one does."""
    along = on_cube(scenario)
    line, sweep = words.flop(scenario.line.flop), along.sweep
    if not sweep.dangerous:
        return (
            f"Under these assumptions nothing in the cube is dangerous: a line at {line} can only overreach,"
            f" and covers {words.share(along.line.overreach_share)} of it"
        )
    if not sweep.safe:
        return (
            f"Under these assumptions everything in the cube is dangerous: a line at {line} can only miss,"
            f" and misses {words.share(along.line.missed_share)} of it"
        )
    least, wrong = sweep.irreducible, words.share(along.line.error_share)
    if least < 0.01:
        return f"The best FLOP line gets {words.share(least)} of the cube wrong; {line} gets {wrong} wrong"
    return (
        f"Wherever it is put, a FLOP line gets at least {words.share(math.floor(least * 100) / 100)} of the cube wrong;"
        f" {line} gets {wrong} wrong"
    )


def explanation(scenario: Scenario) -> str:
    """What the claim's cube is, and what the best line does to real systems, from autonomy level 1 to 5."""
    ends = [on_systems(scenario, level).sweep for level in ("lowest", "highest")]
    known, unknown = int(ends[0].dangerous + ends[0].safe), ends[0].unknown
    cube_text = (
        f"The cube: {words.count(CUBE_POINTS)} imagined systems, spread evenly over intelligence, generality and"
        " agenticity, with the compute that the trend and its scatter give them. It is no forecast."
    )
    if not known:
        return f"{cube_text} **No real system** with a measured position discloses its compute by then."
    systems = words.counted(known, "measured system discloses its compute", "measured systems disclose their compute")
    wrong = span(*(words.share(end.irreducible) for end in ends))
    rest = f"; of {words.counted(unknown, 'more', 'more')} no line can say anything" if unknown else ""
    return (
        f"{cube_text} **Real systems:** {systems}: few. The best line for them gets {wrong} of them wrong, from"
        f" autonomy level 1 to 5{rest}."
    )


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """What the line makes of the real systems: shares missed and overreached, and those on which it says nothing."""
    return _missed(scenario), _overreach(scenario), _undetermined(scenario)


def _missed(scenario: Scenario) -> Number:
    found = {level: on_systems(scenario, level).line for level in LEVELS}
    chosen = found["chosen"]
    return _number(
        "Real systems: dangerous, missed",
        {level: line.missed_share for level, line in found.items()},
        "dangerous",
        _of(chosen.missed, chosen.caught + chosen.missed, "missed"),
        chosen.missed_bounds,
    )


def _overreach(scenario: Scenario) -> Number:
    found = {level: on_systems(scenario, level).line for level in LEVELS}
    chosen = found["chosen"]
    return _number(
        "Real systems: safe, covered all the same",
        {level: line.overreach_share for level, line in found.items()},
        "safe",
        _of(chosen.overreach, chosen.overreach + chosen.cleared, "covered"),
        chosen.overreach_bounds,
    )


def _number(label: str, shares: Mapping[str, float], kind: str, counts: str, bounds: tuple[float, float]) -> Number:
    lowest, chosen, highest = (_share_or_none(shares[level], kind) for level in LEVELS)
    both = span(*(words.share(bound) for bound in bounds))
    parts = (
        f"With known compute: {counts}.",
        "" if math.isnan(bounds[0]) else f"With the undetermined, whichever way they turn out: {both}.",
        f"Autonomy level 1: {lowest}; level 5: {highest}.",
    )
    exact = (
        ("share at the chosen autonomy", shares["chosen"]),
        ("share at autonomy level 1", shares["lowest"]),
        ("share at autonomy level 5", shares["highest"]),
        ("least share over the undetermined", bounds[0]),
        ("greatest share over the undetermined", bounds[1]),
    )
    return Number(label, chosen, " ".join(filter(None, parts)), exact)


def _undetermined(scenario: Scenario) -> Number:
    lowest, chosen, highest = (on_systems(scenario, level).line for level in LEVELS)
    judged = chosen.caught + chosen.missed + chosen.overreach + chosen.cleared + chosen.undetermined
    return Number(
        "Real systems: undetermined",
        _of(chosen.undetermined, judged),
        "measured systems disclose no compute. Dangerous among them:"
        f" {words.count(chosen.undetermined_dangerous)}; from autonomy level 1 to 5"
        f" {words.between(lowest.undetermined_dangerous, highest.undetermined_dangerous)}.",
        (
            ("undetermined", float(chosen.undetermined)),
            ("measured systems", float(judged)),
            ("dangerous among them at the chosen autonomy", float(chosen.undetermined_dangerous)),
            ("dangerous among them at autonomy level 1", float(lowest.undetermined_dangerous)),
            ("dangerous among them at autonomy level 5", float(highest.undetermined_dangerous)),
        ),
    )


def _of(part: float, whole: float, what: str = "") -> str:
    return f"{words.count(part)} of {words.count(whole)} {what}".rstrip() if whole else "none"


def _share_or_none(share: float, kind: str) -> str:
    return f"no {kind} system" if math.isnan(share) else words.share(share)


def why(scenario: Scenario) -> str:
    """Why a line errs in the cube, and what drawing none would do."""
    split, sweep = split_on_cube(scenario), on_cube(scenario).sweep
    if not sweep.dangerous or not sweep.safe:
        return "Where all is dangerous, or nothing, a line has nothing to tell apart."
    nothing = sweep.dangerous / (sweep.dangerous + sweep.safe)
    inherent = words.share(split.inherent / split.total) if split.total else "none"
    cancelled = words.share(split.cancelled_share)
    return (
        f"Of this line's errors in the cube, {inherent} would remain if FLOP measured intelligence perfectly:"
        f" intelligence alone is not danger. In {cancelled} of the cube two wrongs make a right. No line at all would"
        f" get {words.share(nothing)} wrong."
    )


def irreducible_elsewhere(scenario: Scenario) -> tuple[float, float]:
    """Least share of the cube that the best FLOP line gets wrong under every other danger function: smallest, largest.

    Each stands with its default parameters and the tolerance that marks the same share of the cube. NaN where none can
    be matched.
    """
    flop = cube(scenario).table["flop"]
    found = []
    for name in alternatives():
        if name == scenario.function.name:
            continue
        other = Surface(danger_function(name), scenario.agency)
        tolerance = matched_tolerance(scenario.surface, scenario.settings.tolerance, other)
        if not math.isnan(tolerance):
            found.append(sweep_line(flop, cube_danger(other, CUBE_POINTS), tolerance).irreducible)
    return (min(found), max(found)) if found else (math.nan, math.nan)


@functools.lru_cache(maxsize=128)
def matched_tolerance(surface: Surface, tolerance: float, other: Surface) -> float:
    """Tolerance at which another surface marks the same share of the cube as dangerous; NaN where D is undefined."""
    share = surface.dangerous_share(tolerance)
    return math.nan if math.isnan(share) else other.tolerance_for(share)


def limits(scenario: Scenario) -> str:
    """What the best line, and a perfect reading of intelligence, still get wrong."""
    scores, real = scores_on_cube(scenario), scores_on_systems(scenario)
    best, perfect = (best_line(sweep, scenario.view.miss_cost) for sweep in (scores.flop, scores.intelligence))
    if not scores.flop.dangerous or not scores.flop.safe:
        return "Where all is dangerous, or nothing, there is nothing to fix."
    known = real.flop.dangerous + real.flop.safe
    elsewhere = span(*(words.share(share) for share in irreducible_elsewhere(scenario)))
    few = f" The {words.counted(known, 'real system')} with known compute are too few to tell." if known else ""
    return (
        f"In the cube the best FLOP line ({best.text}) gets {words.share(best.error)} wrong; a perfect reading of"
        f" intelligence, with the best line on that, {words.share(perfect.error)}. Whatever it is read from, one number"
        " cannot replace three. Under the other danger functions, at the same share of the cube dangerous, the best"
        f" FLOP line gets {elsewhere} wrong at equal costs.{few}"
    )


def assumptions(scenario: Scenario) -> str:
    """What the page rests on, in full."""
    trend, filled = scenario.compute_trend, scenario.assumptions
    return (
        f"**Compute and intelligence.** {_saved(trend.efficiency)};"
        f" systems lie {trend.scatter:.2f} orders of magnitude off the trend. {trend.source}.\n\n"
        "**The cube.** An even spread favours no corner and forecasts nothing; all its systems are trained at the date"
        " shown, so that the same line covers less of it every year.\n\n"
        "**Real systems.** Compute counts as disclosed or estimated by Epoch AI; without it a system is undetermined,"
        f" never missed. Generality of general-purpose systems: {filled.generality_reading}"
        f" ({words.index(filled.assumed_generality)}). Autonomy level {filled.autonomy:g}, a judgement.\n\n"
        f"**Measurement.** Evaluations err by {words.index(scenario.measurement.error)} on each axis, independently;"
        " a judgement. Compute is read without error, which favours the line.\n\n"
        "**Costs.** The best line is the cheapest when one missed system costs as much as"
        f" {round(scenario.view.miss_cost, 2):g} overreached."
    )


def _saved(efficiency: float) -> str:
    if not efficiency:
        return "The same intelligence always takes as much compute"
    every = "year" if efficiency == 1 else f"{1 / efficiency:.1f} years"
    return f"The compute for the same intelligence falls by an order of magnitude every {every}"
