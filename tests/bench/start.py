"""The start: from the process to health, to the first heading and the first figure in the browser."""

from __future__ import annotations

import time

from playwright.sync_api import Browser

from tests.bench.chromium import first, new_page
from tests.bench.report import Measure
from tests.serving import serving

PART = "Start"
# The second time the files are in the system's memory, and Python's are compiled.
STARTS = ("first start", "second start")


def measure(browser: Browser) -> list[Measure]:
    """Start the app twice; visit each with a browser that has no cache, and the last once more."""
    found = []
    for name in STARTS:
        with serving() as server:
            found.append(_seconds(f"{name}: process to health", server.healthy_after))
            page = new_page(browser)
            page.goto(server.address)
            for event in ("heading", "figure"):
                found.append(_seconds(f"{name}: process to first {event}", first(page, event) - server.started))
            if name == STARTS[-1]:
                begun = time.time()
                page.reload()
                for event in ("heading", "figure"):
                    found.append(_seconds(f"reload: address to first {event}", first(page, event) - begun))
            page.context.close()
    return found


def _seconds(what: str, value: float) -> Measure:
    return Measure(part=PART, what=what, value=value, unit="s")
