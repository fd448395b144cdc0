"""A real Chromium, with a stopwatch inside its pages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

import run
from tests.conftest import CHROMIUM_ARGUMENTS

_STOPWATCH = Path(__file__).with_name("stopwatch.js").read_text(encoding="utf-8")
_WAIT = 30_000
_CALM = 300


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; ended whatever happens."""
    path = run.find_chromium()
    if path is None:
        raise RuntimeError("The benchmark in the browser needs Chromium: install one, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser) -> Page:
    """A page of 1440 x 900 in a context of its own, with the stopwatch."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True).new_page()
    page.set_default_timeout(_WAIT)
    page.add_init_script(_STOPWATCH)
    return page


def first(page: Page, event: str) -> float:
    """Seconds since the epoch at which the page first showed its "heading" or "figure"."""
    try:
        page.wait_for_function(f"stopwatch.{event} !== null", polling=50)
    except TimeoutError as error:
        raise RuntimeError(f"{page.url} shows no {event}; its text: {page.inner_text('body')[-500:]}") from error
    return float(page.evaluate(f"(performance.timeOrigin + stopwatch.{event}) / 1000"))


def settle(page: Page) -> None:
    """Let what the last change has left to do come to its end."""
    page.wait_for_timeout(_CALM)


def press(page: Page, slider: Any, key: str) -> float:
    """Press a key on a slider and return the milliseconds until the first figure is painted with other data."""
    page.evaluate("stopwatch.arm()")
    slider.press(key)
    page.wait_for_function("stopwatch.painted !== null", polling=50)
    taken = float(page.evaluate("stopwatch.painted - stopwatch.pressed"))
    settle(page)
    return taken
