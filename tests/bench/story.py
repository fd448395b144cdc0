"""Talk mode: from a key to the next scene painted, against an ordinary change of the same figure on its own page."""

from __future__ import annotations

import itertools
import statistics
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from risk.scenario import Scenario
from risk.story import Scene, story
from tests.bench.chromium import first, new_page, press, settle
from tests.bench.report import Measure
from tests.serving import serving

PART = "Browser: Story"
ROUNDS = 5
CHANGES = 10
MOST_TIMES = 1.5
# On its page a figure is changed by this parameter, which every page's sidebar shows.
KEY = "function.critical_intelligence"


def measure(browser: Browser) -> list[Measure]:
    """Measure the answer of a scene, and the step to a scene that is asked with a figure."""
    scenes = story().scenes
    # Where a scene asks with the picture that answered the one before, there is no change to wait for.
    pairs = [
        (before, scene)
        for before, scene in itertools.pairwise(scenes)
        if scene.asked and (before.figure, before.revealed) != (scene.figure, scene.asked)
    ]
    found = []
    with serving() as server:
        ordinary = {scene.id: _ordinary(browser, server.address, scene) for _, scene in pairs}
        for before, scene in pairs:
            opened, answered = _played(browser, server.address, before, scene)
            usual = ordinary[scene.id]
            found.append(Measure(part=PART, what=f"{scene.page}: an ordinary change, p50", value=usual, unit="ms"))
            for what, times in (("opened", opened), ("answered", answered)):
                half = statistics.median(times)
                found.append(
                    Measure(
                        part=PART,
                        what=f"“{scene.question}” {what}, as a multiple of an ordinary change of its figure",
                        value=half / usual,
                        unit="×",
                        goal=MOST_TIMES,
                        detail={"milliseconds": times},
                    )
                )
    return found


def _ordinary(browser: Browser, address: str, scene: Scene) -> float:
    """Half of the changes by the sidebar of the scene's page are painted within this many milliseconds."""
    page = new_page(browser)
    # Without feedback the parameter would move nothing.
    query = urlencode(scene.revealed.replace("function.coupling", True).to_query())
    page.goto(f"{address}/{scene.page}?{query}")
    first(page, "figure")
    settle(page)
    label = Scenario().parameter(KEY).label
    sliders = page.locator("[data-testid=stSidebar] [data-testid=stSlider]").filter(has_text=label)
    slider = sliders.locator("input[type=range]")
    try:
        return statistics.median(press(page, slider, "ArrowRight") for _ in range(CHANGES))
    finally:
        page.context.close()


def _played(browser: Browser, address: str, before: Scene, scene: Scene) -> tuple[list[float], list[float]]:
    """Milliseconds from the key to the painted scene, asked and then answered."""
    page = new_page(browser)
    page.goto(f"{address}/story?scene={before.id}")
    page.locator("h1").wait_for()
    settle(page)
    page.keyboard.press("ArrowRight")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    settle(page)
    opened, answered = [], []
    try:
        for _ in range(ROUNDS):
            opened.append(_step(page, "ArrowRight"))
            answered.append(_step(page, "ArrowRight"))
            _step(page, "ArrowLeft")
            _step(page, "ArrowLeft")
    finally:
        page.context.close()
    return opened, answered


def _step(page: Page, key: str) -> float:
    return press(page, page.locator("body"), key)
