"""The report: how long it takes to write, and how large it is, for every page in every preset."""

from __future__ import annotations

import time

from risk.exhibits import EXHIBITS, TITLES
from risk.presets import PRESETS
from risk.report import report
from tests.bench.report import Measure

PART = "Report: a page as one file, the slowest and the largest of all presets"
SECONDS, MEGABYTES = 3.0, 6.0


def measure() -> list[Measure]:
    """Write every report once; the first one finds nothing computed or compressed yet."""
    found = []
    for page in EXHIBITS:
        seconds, megabytes = {}, {}
        for name, preset in PRESETS.items():
            begun = time.perf_counter()
            text = report(page, preset.scenario())
            seconds[name] = time.perf_counter() - begun
            megabytes[name] = len(text.encode()) / 1e6
        for what, unit, values, goal in (("written in", "s", seconds, SECONDS), ("size", "MB", megabytes, MEGABYTES)):
            found.append(
                Measure(
                    part=PART,
                    what=f"{TITLES[page]}: {what}",
                    value=max(values.values()),
                    unit=unit,
                    goal=goal,
                    detail={"presets": values},
                )
            )
    return found
