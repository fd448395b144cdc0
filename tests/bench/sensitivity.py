"""What a headline depends on: each headline of the pages, and its cost by rows of draws."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from risk import what_matters
from risk.headline_model import CUBE_POINTS, HEADLINES, Drawn, headline, priors
from risk.scenario import Scenario
from risk.sensitivity import sensitivity
from tests.bench.report import Measure

PART = "Model: what a headline depends on"
ROWS = (128, 512, 2048)
ROUNDS = 3


def measure() -> list[Measure]:
    """Measure Sobol indices of every headline at the rows of the page, and of one of them at more rows."""
    scenario = Scenario()
    what_matters.found(scenario)
    seconds = {name: _median(lambda name=name: _asked(scenario, name, ROWS[0])) for name in HEADLINES}
    slowest = max(seconds, key=lambda name: seconds[name])
    by_rows = {rows: _seconds(lambda rows=rows: _asked(scenario, "missed-line", rows)) for rows in ROWS}
    evaluations = ROWS[0] * (len(headline(slowest).keys(scenario)) + 2)
    return [
        Measure(
            part=PART,
            what=f"the slowest headline ({slowest}), {ROWS[0]} rows of draws",
            value=seconds[slowest] * 1e3,
            unit="ms",
            goal=1000.0,
            detail={"seconds": seconds, "evaluations": evaluations},
        ),
        Measure(
            part=PART,
            what=f"the same for one evaluation, as a multiple of `np.exp` on {CUBE_POINTS} points",
            value=seconds[slowest] / evaluations / _exponential(),
            unit="×",
        ),
        Measure(
            part=PART,
            what=f"{ROWS[-1]} rows as a multiple of {ROWS[1]} rows, missed-line",
            value=by_rows[ROWS[-1]] / by_rows[ROWS[1]],
            unit="×",
            goal=5.0,
            detail={"seconds": {str(rows): taken for rows, taken in by_rows.items()}},
        ),
    ]


def _asked(scenario: Scenario, name: str, rows: int) -> None:
    held, drawn = priors(scenario, headline(name).keys(scenario))
    # A seed of its own each time: nothing that an earlier draw left behind may help.
    sensitivity(Drawn(held, tuple(drawn), headline(name).asked(held)), drawn, rows, seed=time.perf_counter_ns() % 2**31)


def _exponential() -> float:
    points, out = np.random.default_rng(0).uniform(size=CUBE_POINTS), np.empty(CUBE_POINTS)
    repeated = 1000
    return min(_seconds(lambda: [np.exp(points, out=out) for _ in range(repeated)]) for _ in range(5)) / repeated


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_seconds(work) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
