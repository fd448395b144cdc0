"""Run the benchmark: python3 run.py bench [--json FILE] [--only PART]."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import browser, model, report, server, start, story, written
from tests.bench.chromium import chromium

IN_BROWSER = {"start": start.measure, "browser": browser.measure, "story": story.measure}
WITHOUT: dict[str, Callable[[], list[report.Measure]]] = {
    "model": model.measure,
    "report": written.measure,
    "server": server.measure,
}
PARTS = ("model", "report", "browser", "story", "server", "start")


def main() -> int:
    """Measure, print the table, and write the JSON if asked to."""
    parser = argparse.ArgumentParser(prog="run.py bench", description="Measure how fast it is; about seven minutes.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write machine and measures to FILE as JSON")
    parser.add_argument("--only", choices=PARTS, help="measure only this part")
    options = parser.parse_args()
    # Ended from outside, it still ends its servers and the browser.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    on = report.machine()
    found = dict(_measured((options.only,) if options.only else PARTS, on))
    measures = [measure for part in PARTS for measure in found.get(part, ())]
    print(report.table(measures, on))
    if options.json:
        report.write(options.json, measures, on)
    return 0


def _measured(parts: tuple[str, ...], on: dict[str, object]) -> Iterator[tuple[str, list[report.Measure]]]:
    in_browser = [part for part in IN_BROWSER if part in parts]
    if in_browser:
        with chromium() as opened:
            on["browser"] = f"Chromium {opened.version}"
            # The start first: nothing else has loaded the app's files yet.
            for part in in_browser:
                _say(part)
                yield part, IN_BROWSER[part](opened)
    for part in WITHOUT:
        if part in parts:
            _say(part)
            yield part, WITHOUT[part]()


def _say(part: str) -> None:
    print(f"Measuring: {part} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
