"""Assumption draws: a map, its cost by the number of draws, and the memory of a hundred million evaluations (Linux)."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import risk
from risk import uncertainty
from risk.axes import BLOCK_SIZE
from tests.bench.report import Measure

PART = "Assumption draws: share of draws on a map of 61 × 61"
SIDE, SAMPLES, ROUNDS = 61, 1024, 5
COUNTS = (256, 1024, 4096)

# 61 × 61 points in so many draws are 1.2e8 evaluations.
MANY = 32_768
_ALONE = f"""
import pathlib
import numpy as np
import risk
from risk import uncertainty
from scipy import stats
from scipy.stats import qmc
def peak():
    # What `resource` tells would include the process that this one was started from.
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
before, x = peak(), np.linspace(0.0, 1.0, {SIDE})
uncertainty.exceedance(risk.Surface(risk.danger_function("phase-transition")), 0.3, x, 0.6, x[:, None], samples={MANY})
print(peak() - before)
"""


def measure() -> list[Measure]:
    """Measure shares of draws."""
    surface = risk.Surface(risk.danger_function("phase-transition"))
    _seconds(surface, COUNTS[0])
    taken = [_seconds(surface, SAMPLES) for _ in range(ROUNDS)]
    ratios = [seconds / _exponential(SIDE * SIDE * SAMPLES) for seconds in taken]
    by_count = {count: statistics.median(_seconds(surface, count) for _ in range(ROUNDS)) for count in COUNTS}
    cores = os.cpu_count() or 1
    return [
        Measure(
            part=PART, what=f"{SAMPLES} draws, one process", value=statistics.median(taken), unit="s", goal=2.0,
            detail={"seconds": taken},
        ),
        Measure(
            part=PART, what=f"{SAMPLES} draws, {cores} processes, their start included",
            value=statistics.median(_seconds(surface, SAMPLES, cores) for _ in range(ROUNDS)), unit="s", goal=2.0,
        ),
        Measure(
            part=PART, what="an evaluation, as a multiple of a chunked `np.exp` pass",
            value=statistics.median(ratios), unit="×", detail={"ratios": ratios},
        ),
        Measure(
            part=PART, what=f"cost a draw at {COUNTS[-1]} draws, as a multiple of that at {COUNTS[0]}",
            value=by_count[COUNTS[-1]] / COUNTS[-1] * COUNTS[0] / by_count[COUNTS[0]], unit="×", goal=1.3,
            detail={"seconds": {str(count): seconds for count, seconds in by_count.items()}},
        ),
        Measure(
            part=PART, what="peak memory above the imports, 1.2e8 evaluations", value=_memory(), unit="MB", goal=250.0,
        ),
    ]  # fmt: skip


def _seconds(surface: risk.Surface, samples: int, workers: int = 1) -> float:
    x = np.linspace(0.0, 1.0, SIDE)
    begun = time.perf_counter()
    uncertainty.exceedance(surface, 0.3, x, 0.6, x[:, None], samples=samples, workers=workers)
    return time.perf_counter() - begun


def _memory() -> float:
    """Megabytes, in a process of its own; NaN where the system does not tell."""
    if not Path("/proc/self/status").exists():
        return math.nan
    done = subprocess.run(
        [sys.executable, "-c", _ALONE], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    return float(done.stdout)


def _exponential(points: int) -> float:
    values = np.random.default_rng(0).uniform(size=BLOCK_SIZE)
    result = np.empty(BLOCK_SIZE)
    begun = time.perf_counter()
    for _ in range(points // BLOCK_SIZE):
        np.exp(values, out=result)
    return time.perf_counter() - begun
