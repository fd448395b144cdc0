"""Load the app with visitors: python3 run.py load [--sessions N] [--minutes M] [--processes 1 or 2] [--pause SECONDS].

Two processes stand behind nginx, as docs/hosting.md has it. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.bench import report
from tests.hosting.proxy import proxying
from tests.load.visitor import PAUSE_SECONDS, Visitor
from tests.serving import Server, free_port, serving

MOST_SESSIONS, MOST_MINUTES = 400, 60.0
# They come one after the other, as people do; memory is flat or not only after all have come and looked around.
ARRIVALS_A_SECOND = 5
WARM_SHARE = 1 / 3
SAMPLE_SECONDS = 2.0
# Opening is once; a report takes seconds and says so; a drag is prepared while the pointer comes near.
_NOBODY_WAITS = ("open", "report", "drag begins")


@dataclass
class Load:
    """What was measured.

    Attributes
    ----------
    times : mapping
        Seconds of every answer by what was done, and when it was there.
    errors : Counter
        What went wrong, and how often.
    memory : list
        Seconds since the start, and bytes that all processes of the app hold.
    """

    times: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)


def main() -> int:
    """Load it, print the table, and fail if anything went wrong."""
    parser = argparse.ArgumentParser(prog="run.py load", description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=50, help=f"visitors at once, up to {MOST_SESSIONS}")
    parser.add_argument("--minutes", type=float, default=1.0, help=f"after the last has come, up to {MOST_MINUTES:g}")
    parser.add_argument("--processes", type=int, choices=(1, 2), default=1, help="of the app; two need nginx")
    parser.add_argument("--pause", type=float, default=PAUSE_SECONDS, help="mean seconds between a visitor's actions")
    parser.add_argument("--alike", action="store_true", help="all come by one link, as a class does")
    options = parser.parse_args()
    if not (0 < options.sessions <= MOST_SESSIONS and 0 < options.minutes <= MOST_MINUTES):
        parser.error(f"from 1 to {MOST_SESSIONS} sessions, and up to {MOST_MINUTES:g} minutes")
    if not 1.0 <= options.pause <= 600.0:
        parser.error("a pause of 1 to 600 seconds")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.ExitStack() as stack:
        ports = [free_port() for _ in range(options.processes)]
        servers = [stack.enter_context(serving(port=port)) for port in ports]
        address = servers[0].address
        if options.processes > 1:
            address = stack.enter_context(proxying(ports)).address
        load = asyncio.run(_load(address, servers, options))
    print(_table(load, options))
    return 1 if load.errors else 0


async def _load(address: str, servers: list[Server], options: argparse.Namespace) -> Load:
    load, loop = Load(), asyncio.get_running_loop()
    begun = loop.time()
    load.memory.append((0.0, _memory(servers)))
    until = begun + options.sessions / ARRIVALS_A_SECOND + options.minutes * 60

    def note(action: str, seconds: float) -> None:
        load.times[action].append((loop.time() - begun, seconds))

    async def visit(number: int) -> None:
        await asyncio.sleep(number / ARRIVALS_A_SECOND)
        try:
            await Visitor(address, number, note, options.pause, options.alike).stay(until)
        except Exception as error:  # a visit that fails is counted, and the others go on
            load.errors[f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"] += 1

    async def sample() -> None:
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            load.memory.append((loop.time() - begun, _memory(servers)))

    sampling = asyncio.create_task(sample())
    await asyncio.gather(*(visit(number) for number in range(options.sessions)))
    sampling.cancel()
    return load


def _memory(servers: list[Server]) -> float:
    """Bytes in memory of the processes that serve."""
    found = 0
    for server in servers:
        status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
        found += next(int(row.split()[1]) * 1024 for row in status.splitlines() if row.startswith("VmRSS"))
    return float(found)


def _table(load: Load, options: argparse.Namespace) -> str:
    arrived = options.sessions / ARRIVALS_A_SECOND
    rows = ["| Action | Answers | p50 | p95 | p99 |", "|---|---|---|---|---|"]
    answered: list[float] = []
    for action, found in sorted(load.times.items()):
        # What was asked while others were still coming belongs to another number of sessions; opening is that itself.
        times = [seconds for when, seconds in found if when > arrived or action == "open"]
        if action not in _NOBODY_WAITS:
            answered += times
        rows += [_row(action, times)] if times else []
    rows.append(_row("**what a visitor waits for**", answered))
    start = load.memory[0][1]
    time_of, held = np.array(load.memory).T
    warm = time_of > arrived + WARM_SHARE * options.minutes * 60
    slope = np.polyfit(time_of[warm], held[warm], 1)[0] * 60 if warm.sum() > 2 else float("nan")
    each = (held[-1] - start) / options.sessions
    plural = "es" if options.processes > 1 else ""
    return "\n".join(
        [
            f"**{options.sessions} sessions, {options.processes} process{plural}, {options.minutes:g} min,"
            f" an action every {options.pause:g} s{', all by one link' if options.alike else ''}**"
            f" ({report.machine()['processor']}, {time.strftime('%Y-%m-%d')})\n",
            *rows,
            f"\nMemory {start / 1e6:.0f} MB at the start, {held[-1] / 1e6:.0f} MB at the end: {each / 1e6:.2f} MB a"
            f" session, {slope / 1e6:+.2f} MB a minute after warm-up."
            f" Errors: {'; '.join(f'{n} × {what}' for what, n in load.errors.items()) or 'none'}.",
        ]
    )


def _row(action: str, times: list[float]) -> str:
    marks = [f"{mark:.0f} ms" for mark in np.percentile(np.array(times) * 1000, (50, 95, 99))] if times else ["–"] * 3
    return f"| {action} | {len(times)} | {' | '.join(marks)} |"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
