"""The server: how long it takes to answer one change while several sessions are open."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator

import numpy as np

from tests.bench.report import Measure
from tests.bench.sessions import Session
from tests.serving import serving

PART = "Server: reply on the Surface page, one change a session every 2 s"
PAGE = "surface"
LABEL = "Critical intelligence"
INTERVAL = 2.0
# Always measured, with the changes each session makes; then more sessions for as long as the goal holds.
ALWAYS = {1: 20, 10: 10, 25: 10}
FURTHER = {50: 8, 75: 8, 100: 8}
GOAL = 50.0


def measure() -> list[Measure]:
    """Measure the server's replies."""
    with serving() as server:
        return asyncio.run(_measure(server.address))


async def _measure(address: str) -> list[Measure]:
    found: list[Measure] = []
    held = 0
    sharpness = (round(10 + 0.01 * number, 2) for number in itertools.count())
    for count, changes in (ALWAYS | FURTHER).items():
        if count in FURTHER and held < max(n for n in ALWAYS | FURTHER if n < count):
            break
        times = np.array(await _replies(address, count, changes, sharpness)) * 1000
        half, most = np.percentile(times, (50, 95))
        if most <= GOAL and held == max((n for n in ALWAYS | FURTHER if n < count), default=0):
            held = count
        detail = {
            "sessions": count,
            "replies": len(times),
            "milliseconds": {"p50": half, "p95": most, "max": times.max()},
        }
        named = f"{count} session{'s' if count > 1 else ''}"
        found.append(Measure(part=PART, what=f"{named}: p50", value=float(half), unit="ms", detail=detail))
        goal = GOAL if count in ALWAYS else None
        found.append(Measure(part=PART, what=f"{named}: p95", value=float(most), unit="ms", goal=goal, detail=detail))
    tried = found[-1].detail["sessions"]
    what = f"most sessions with p95 under {GOAL:.0f} ms (tried up to {tried})"
    return [*found, Measure(part=PART, what=what, value=held, unit="")]


async def _replies(address: str, count: int, changes: int, sharpness: Iterator[float]) -> list[float]:
    # Another sharpness for each session: nobody is served from what was computed for somebody else.
    sessions = [Session(address, PAGE, {"function.sharpness": str(next(sharpness))}, LABEL) for _ in range(count)]
    try:
        for session in sessions:
            await session.open()
        return [
            taken
            for times in await asyncio.gather(
                *(_visit(s, changes, INTERVAL * n / count) for n, s in enumerate(sessions))
            )
            for taken in times
        ]
    finally:
        await asyncio.gather(*(session.close() for session in sessions), return_exceptions=True)


async def _visit(session: Session, changes: int, delay: float) -> list[float]:
    await asyncio.sleep(delay)
    loop, times = asyncio.get_running_loop(), []
    begun = loop.time()
    for number in range(changes):
        await asyncio.sleep(max(0.0, begun + number * INTERVAL - loop.time()))
        times.append(await session.change())
    return times
