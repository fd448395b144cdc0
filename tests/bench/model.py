"""The model: a million points as a multiple of one exponential each, and memory that stays flat."""

from __future__ import annotations

import contextlib
import statistics
import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

import risk
from risk import partial_floor, regime_worlds, worlds, yearly
from risk.audit import Audit
from risk.axes import BLOCK_SIZE
from risk.explanation import State, explanation
from risk.point import Point
from risk.regime_score import Harm, gather, score
from risk.remedy import remedies
from risk.scenario import Scenario
from risk.timeline import Releases, draw
from tests.bench import ensemble, sensitivity
from tests.bench.report import Measure

PART = "Model: default surface"
PART_ANSWERS = "Model: why did it jump, and what would bring it down, with induced agency"
PART_FORMULA = "Model: own formulas and blends"
FORMULAS = {
    "1 - exp(-3*I**2*A)": 10.0,
    "sigmoid(10*(A - 0.5*I)) * sqrt(I) * G**0.3": 30.0,
    "min(1, 0.2 + I*A) * (1 - exp(-2*G)) + 0.1*tanh(A - I)": 30.0,
}
HOSTILE = "I" * 10_000, "(" * 10_000, "9**" * 150 + "9", "I.real", "lambda: I", "-" * 490 + "I"
PART_INSTITUTIONS = "Model: race and audit"
PART_REGIMES = "Model: regimes over twenty years"
ANSWERS, TOLERANCE = 12, 0.2
PART_YEARS = "Model: releases of twenty years, drawn, and scored year by year by ten rules"
RELEASES = (10_000, 100_000, 1_000_000)
POINTS = 1_000_000
ROUNDS = 7
GOALS = {"granted": 100.0, "proxy agency": 150.0}
MEMORY_POINTS = (100_000, 1_000_000, 4_000_000)
GRID = 61


def measure() -> list[Measure]:
    """Measure the model."""
    function = risk.danger_function("phase-transition")
    surfaces = {"granted": risk.Surface(function), "proxy agency": risk.Surface(function, risk.ProxyAgency())}
    return [
        *_against_exponential(surfaces),
        *(_memory(name, surface) for name, surface in surfaces.items()),
        *(_grid(name, surface) for name, surface in surfaces.items()),
        *_formulas(),
        *_answers(),
        *_years(),
        *_institutions(),
        *_regimes(),
        *ensemble.measure(),
        *sensitivity.measure(),
    ]


def _formulas() -> list[Measure]:
    """Typed formulas, a blend of five functions, and how soon a hostile text is refused."""
    typed = {f"`{text}`": risk.Surface(risk.danger_function("formula", text=text)) for text in FORMULAS}
    blend = {"blend of five functions": risk.Surface(risk.danger_function("blend"))}
    slowest = max(
        statistics.median(_seconds(lambda text=text: _refused(text)) for _ in range(ROUNDS)) for text in HOSTILE
    )
    return [
        *_against_exponential(typed | blend, PART_FORMULA, {f"`{text}`": goal for text, goal in FORMULAS.items()}),
        Measure(
            part=PART_FORMULA,
            what="the slowest of six hostile texts, refused",
            value=slowest * 1e3,
            unit="ms",
            goal=5.0,
        ),
    ]


def _refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        risk.danger_function("formula", text=text)
        raise AssertionError(f"a hostile text was accepted: {text[:40]}")


def _against_exponential(
    surfaces: dict[str, risk.Surface], part: str = PART, goals: Mapping[str, float] = GOALS
) -> list[Measure]:
    points = _scattered(POINTS)
    exponential = np.empty(POINTS)

    def one_pass() -> None:
        for start in range(0, POINTS, BLOCK_SIZE):
            block = slice(start, start + BLOCK_SIZE)
            np.exp(points[0, block], out=exponential[block])

    one_pass()
    ratios: dict[str, list[float]] = {name: [] for name in surfaces}
    seconds: dict[str, list[float]] = {name: [] for name in surfaces}
    for _ in range(ROUNDS):
        for name, surface in surfaces.items():
            # What slows the machine for a while slows both: one pass before, one after.
            before = _seconds(one_pass)
            taken = _seconds(lambda surface=surface: surface.danger(*points))
            ratios[name].append(taken / statistics.mean((before, _seconds(one_pass))))
            seconds[name].append(taken)
    return [
        Measure(
            part=part,
            what=f"1e6 scattered points, {name}, as a multiple of a chunked `np.exp` pass",
            value=statistics.median(ratios[name]),
            unit="×",
            goal=goals.get(name),
            detail={"ratios": ratios[name], "nanoseconds_a_point": statistics.median(seconds[name]) / POINTS * 1e9},
        )
        for name in surfaces
    ]


def _memory(name: str, surface: risk.Surface) -> Measure:
    needed = {points: _peak_beyond_result(surface, _scattered(points)) / 1e6 for points in MEMORY_POINTS}
    return Measure(
        part=PART,
        what=f"memory beyond the result at 4e6 points, {name}, as a multiple of that at 1e5",
        value=needed[MEMORY_POINTS[-1]] / needed[MEMORY_POINTS[0]],
        unit="×",
        goal=1.1,
        detail={"megabytes": {str(points): size for points, size in needed.items()}},
    )


def _peak_beyond_result(surface: risk.Surface, points: Any) -> int:
    tracemalloc.start()
    try:
        result = surface.danger(*points)
        return tracemalloc.get_traced_memory()[1] - int(result.nbytes)
    finally:
        tracemalloc.stop()


def _grid(name: str, surface: risk.Surface) -> Measure:
    axis = np.linspace(0.0, 1.0, GRID)
    grid = (axis[:, None, None], axis[:, None], axis)
    scattered = tuple(np.ascontiguousarray(part).ravel() for part in np.broadcast_arrays(*grid))
    ratios = []
    for _ in range(ROUNDS):
        taken = _seconds(lambda: surface.danger(*grid))
        ratios.append(taken / _seconds(lambda: surface.danger(*scattered)))
    return Measure(
        part=PART,
        what=f"grid 61 × 61 × 61, {name}, as a multiple of the same points scattered",
        value=statistics.median(ratios),
        unit="×",
        detail={"ratios": ratios},
    )


def _answers() -> list[Measure]:
    """Why did D change, and what would bring it down: each asked at new points, the slowest function counts."""
    points = np.random.default_rng(1).uniform(0.3, 1.0, size=(ANSWERS, 2, 3))
    seconds: dict[str, dict[str, float]] = {"explanation": {}, "inverse": {}}
    for name in risk.danger_functions():
        surface = risk.Surface(risk.danger_function(name), risk.ProxyAgency())
        pairs = [[Point("a point", *place) for place in pair] for pair in points]
        asked: dict[str, Callable[[Point, Point], object]] = {
            "explanation": lambda one, other, on=surface: explanation(State(one, on), State(other, on)),
            "inverse": lambda one, other, on=surface: remedies(on, other, TOLERANCE),
        }
        for what, ask in asked.items():
            taken = [_seconds(lambda pair=pair, ask=ask: ask(*pair)) for pair in pairs]
            seconds[what][name] = statistics.median(taken) * 1e3
    return [
        Measure(
            part=PART_ANSWERS,
            what=f"{what} at one point, the slowest function, p50",
            value=max(found.values()),
            unit="ms",
            goal=50.0,
            detail={"milliseconds": found},
        )
        for what, found in seconds.items()
    ]


def _years() -> list[Measure]:
    """Releases drawn, judged by the surface and scored by every rule of the tab, readings included."""
    scenario = Scenario()
    rules = {entry.key: entry.rule for entry in worlds.rules(scenario)}
    span = range(2025, 2045)
    seconds: dict[str, dict[int, float]] = {"drawn": {}, "scored": {}}
    for number in RELEASES:
        model = Releases(release_rate=number / len(span))
        taken: dict[str, list[float]] = {"drawn": [], "scored": []}
        for _ in range(3):
            begun = time.perf_counter()
            table = draw(span.start, span.stop, 0, model, scenario.compute_trend)
            drawn = time.perf_counter()
            danger = scenario.surface.danger(table["I"], table["G"], table["A"])
            yearly.score(rules, table, danger, scenario.settings.tolerance, span)
            taken["scored"].append(time.perf_counter() - drawn)
            taken["drawn"].append(drawn - begun)
        for what, each in taken.items():
            seconds[what][number] = statistics.median(each)
    few, many, most = RELEASES
    detail = {what: {f"{number:g}": each for number, each in found.items()} for what, found in seconds.items()}
    return [
        Measure(
            part=PART_YEARS,
            what="1e5 releases over 20 years, scored",
            value=seconds["scored"][many] * 1e3,
            unit="ms",
            goal=1000.0,
            detail={"seconds": detail},
        ),
        Measure(
            part=PART_YEARS,
            what="scoring of 1e6 as a multiple of that of 1e5",
            value=seconds["scored"][most] / seconds["scored"][many],
            unit="×",
            goal=20.0,
        ),
        Measure(
            part=PART_YEARS,
            what="1e6 releases over 20 years, drawn",
            value=seconds["drawn"][most] * 1e3,
            unit="ms",
            goal=2000.0,
            detail={"smallest": {f"{few:g}": seconds["drawn"][few]}},
        ),
    ]


def _institutions() -> list[Measure]:
    """A race with closed form at many places, one with a floor on some teams, and an audit of many systems."""
    places, danger = np.linspace(0.05, 1.0, 10_000), np.linspace(0.0, 1.0, 1000)
    audit = Audit(combination="any fails")
    works: dict[str, Callable[[], object]] = {
        "race under a floor, own capability known, 1e4 places": lambda: risk.race.disaster_risk(
            5, places, places, "private", floor=0.4
        ),
        "race with a floor on three of five teams, own capability known": lambda: partial_floor.response.__wrapped__(
            "private", 2, 3, 2.0, 0.5, 0.4
        ),
        "audit blocked by any failure, 1000 systems": lambda: audit.clear_probability(danger, 0.3),
    }
    return [
        Measure(
            part=PART_INSTITUTIONS,
            what=what,
            value=statistics.median(_seconds(work) for _ in range(ROUNDS)) * 1e3,
            unit="ms",
        )
        for what, work in works.items()
    ]


def _regimes() -> list[Measure]:
    """Every regime on the same releases of twenty years, and the map of the least constraint that suffices."""
    scenario = Scenario().replace("clock.years_ahead", 20)
    span, into = worlds.years(scenario), regime_worlds.setting(scenario)
    entries = regime_worlds.regimes(scenario)
    seconds = {}
    for number in RELEASES:
        table = draw(span.start, span.stop, 0, Releases(release_rate=number / len(span)), scenario.compute_trend)
        released = gather([table], [scenario.measurement.read(table, 0)], span)
        danger = released.take([scenario.surface.danger(table["I"], table["G"], table["A"])])
        harm = Harm(danger, danger)

        def each(released: Any = released, harm: Harm = harm) -> None:
            for entry in entries:
                score(entry.regime, released, harm, into)

        seconds[number] = statistics.median(_seconds(each) for _ in range(3))
    few, many, _ = RELEASES
    shown = {f"{number:g}": found for number, found in seconds.items()}

    def least() -> None:
        regime_worlds._least.cache_clear()
        regime_worlds.least_constraint(scenario, 0.25)

    return [
        Measure(
            part=PART_REGIMES,
            what=f"{len(entries)} regimes on 1e4 releases",
            value=seconds[few] * 1e3,
            unit="ms",
            goal=1000.0,
            detail={"seconds": shown},
        ),
        Measure(
            part=PART_REGIMES, what="1e5 as a multiple of 1e4", value=seconds[many] / seconds[few], unit="×", goal=12.0
        ),
        Measure(
            part=PART_REGIMES,
            what="map of the least constraint, 41 places × 20 years",
            value=statistics.median(_seconds(least) for _ in range(3)) * 1e3,
            unit="ms",
            goal=2000.0,
        ),
    ]


def _scattered(points: int) -> Any:
    return np.random.default_rng(0).uniform(size=(3, points))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
