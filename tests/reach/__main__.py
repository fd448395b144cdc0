"""Look at every page and tab as those do who zoom, print, touch, listen, or use a keyboard; print what is wrong.

Run `python -m tests.reach` in the set-up environment; `--pages start surface` looks at some pages only. It takes about
twenty-five minutes; docs/reach.md has its last result.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError

from risk.exhibits import EXHIBITS
from tests.bench.chromium import chromium
from tests.serving import serving

# A scene of Story as it asks, and once it is answered.
ANSWERED = "#answered"
SCENE = "story?scene=act"
PAGES = {"start": "", "story": "story", "act": SCENE, "answer": f"{SCENE}{ANSWERED}", "compare": "compare"}
PAGES |= {name: name for name in EXHIBITS if name not in PAGES}
LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
MOST_TABS = 250
# So often the focus may stay on one element before it is held there. In a table with a chosen cell, Tab walks through
# the row before it leaves.
MOST_STAYS, MOST_CELLS = 3, 30
# Of a figure that can be swept.
BAR = ".live-figure-bar:not([hidden]) input"
# The trace whose first point can be dragged, on Transition.
HANDLE = "cusp"
# Names of roles whose elements a screen reader must be able to name.
ROLES = ("button", "slider", "combobox", "checkbox", "switch", "textbox", "radio", "link", "tab", "spinbutton")


def opened(browser: Browser, address: str, width: int = 1440, height: int = 900, **options: Any) -> Page:
    """A page whose first figure, if it has one, is drawn."""
    page = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True, **options).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(LOOK)
    page.goto(address)
    page.locator("h1").first.wait_for()
    settle(page)
    if address.endswith(ANSWERED):
        page.get_by_role("button", name="Show the answer").click()
        page.locator(BAR).wait_for()
    page.wait_for_function(
        "!document.querySelector('.live-figure') || document.querySelector('.js-plotly-plot .main-svg')"
    )
    settle(page)
    return page


def settle(page: Page, pause: int = 500) -> None:
    """Wait until the script has come to rest and every figure is drawn."""
    page.wait_for_timeout(150)
    page.wait_for_function("!document.querySelector('[data-testid=stApp][data-test-script-state=running]')")
    page.wait_for_timeout(pause)


def unfold(page: Page) -> None:
    """Open every fold that is not open."""
    for _ in range(20):
        closed = page.locator("[data-testid=stMain] [data-testid=stExpander] details:not([open]) > summary:visible")
        if not closed.count():
            return
        closed.first.click()
        settle(page, 250)


def tabs(page: Page, depth: int = 0) -> Iterator[str]:
    """Open each tab in turn, tabs inside tabs too, with everything unfolded; name what is open."""
    lists = page.locator("[data-testid=stMain] [role=tablist]:visible")
    if lists.count() <= depth:
        unfold(page)
        yield ""
        return
    for place in range(lists.nth(depth).get_by_role("tab").count()):
        tab = page.locator("[data-testid=stMain] [role=tablist]:visible").nth(depth).get_by_role("tab").nth(place)
        tab.click()
        settle(page)
        for inner in tabs(page, depth + 1):
            yield f"{tab.inner_text()} / {inner}".removesuffix(" / ")


def axe(page: Page) -> Iterator[str]:
    """What axe finds."""
    for violation in Axe().run(page).response["violations"]:
        where = violation["nodes"][0]["target"]
        yield f"axe: {violation['id']} × {len(violation['nodes'])}: {where}"


def names(page: Page) -> Iterator[str]:
    """Controls without a name, and figures without name or description, as the accessibility tree has them."""
    for line in page.locator("body").aria_snapshot().splitlines():
        role, _, rest = line.strip().removeprefix("- ").partition(" ")
        unnamed = role.rstrip(":") in ROLES and not rest.startswith(('"', "/"))
        if unnamed or role == "img:":
            yield f"no name: {line.strip()}"
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()

    def said(node: dict[str, Any], what: str) -> str:
        return str(node.get(what, {}).get("value", ""))

    figures = {node["nodeId"] for node in nodes if said(node, "role") == "figure"}
    for node in nodes:
        in_figure = node.get("parentId") in figures and said(node, "role") == "group"
        if in_figure and not (said(node, "name") and said(node, "description")):
            yield f"a figure without name or description: {said(node, 'name')}"


def seen_by_all(browser: Browser, address: str) -> Iterator[str]:
    """axe and the accessibility tree on every tab, in light and dark."""
    for scheme in ("light", "dark"):
        page = opened(browser, address, color_scheme=scheme)
        for tab in tabs(page):
            yield from (f"{scheme}, {tab or 'page'}: {found}" for found in axe(page))
            if scheme == "light":
                yield from (f"{tab or 'page'}: {found}" for found in names(page))
        page.context.close()


def narrow(browser: Browser, address: str) -> Iterator[str]:
    """A phone of 360 px, and a desk at 200 % zoom."""
    for width, height, scale in ((360, 740, 1), (720, 450, 2)):
        page = opened(browser, address, width, height, device_scale_factor=scale)
        for tab in tabs(page):
            page.wait_for_timeout(700)
            yield from (f"{width} px, {tab or 'page'}: {found}" for found in page.evaluate("look.wide()"))
        page.context.close()


def keyboard(browser: Browser, address: str) -> Iterator[str]:
    """Tab through the page: all is reached, the focus can be seen, and nothing holds it.

    In forced colours the page is narrow too, so that its sidebar is closed.
    """
    for forced, width in (("none", 1440), ("active", 720)):
        page = opened(browser, address, width, forced_colors=forced, reduced_motion="reduce")
        page.add_style_tag(content="* {transition: none !important}")
        unfold(page)
        page.evaluate("look.start()")
        trail: list[str] = []
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            at = page.evaluate("look.focus()")
            if at is None or (at["again"] and at["name"] == trail[0]):
                break
            stays = MOST_CELLS if at["name"].startswith("canvas") else MOST_STAYS
            if at["again"] and trail[-stays:] == [at["name"]] * stays:
                yield f"colours {forced}: trapped in {at['name']}"
                break
            trail.append(at["name"])
            if not at["seen"]:
                yield f"colours {forced}: focus is not seen on {at['name']}"
            if not at["inside"]:
                yield f"colours {forced}: focus is off the screen on {at['name']}"
        else:
            yield f"no end after {MOST_TABS} tabs: {trail[-4:]}"
        yield from (f"colours {forced}: not reached: {name}" for name in page.evaluate("look.missed()"))
        page.context.close()


def told(browser: Browser, address: str) -> Iterator[str]:
    """One change by the bar is told once; with reduced motion nothing moves by itself."""
    page = opened(browser, address, reduced_motion="reduce")
    slider = page.locator(BAR).first
    if slider.count():
        before, description = page.evaluate("look.state()"), page.evaluate("look.said()")
        page.evaluate("look.listen()")
        slider.press("ArrowLeft" if slider.evaluate("input => input.value === input.max") else "ArrowRight")
        page.wait_for_function("before => look.state() !== before", arg=before)
        settle(page, 2000)
        heard = page.evaluate("look.heard")
        # A step that changes no word of a figure's description is told by the slider's own value.
        quiet = not heard and page.evaluate("look.said()") != description
        if quiet or len(set(heard)) < len(heard):
            yield f"not told, or twice: {heard}"
        moving = page.evaluate("document.getAnimations().map(one => one.animationName ?? one.transitionProperty)")
        if moving:
            yield f"moves in spite of reduced motion: {moving}"
    page.context.close()


def printed(browser: Browser, address: str) -> Iterator[str]:
    """In print: no controls, whole figures."""
    page = opened(browser, address)
    page.emulate_media(media="print")
    settle(page, 1000)
    yield from page.evaluate("look.printed()")
    page.context.close()


def touched(browser: Browser, address: str) -> Iterator[str]:
    """A finger drags the bar of the first figure, and the handle where a figure has one."""
    page = opened(browser, address, 390, 844, has_touch=True, is_mobile=True)
    session = page.context.new_cdp_session(page)

    def drag(place: dict[str, float], across: float) -> None:
        def send(kind: str, *points: dict[str, float]) -> None:
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

        send("touchStart", place)
        for step in range(1, 11):
            send("touchMove", {"x": place["x"] + across * step / 10, "y": place["y"]})
            page.wait_for_timeout(40)
        send("touchEnd")

    def moved(before: str) -> bool:
        try:
            page.wait_for_function("before => look.state() !== before", arg=before, timeout=8000)
        except TimeoutError:
            return False
        settle(page)
        return True

    slider = page.locator(BAR).first
    if slider.count():
        slider.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        box = slider.bounding_box()
        assert box
        share = slider.evaluate("input => input.value / input.max")
        before = page.evaluate("look.state()")
        x = box["x"] + 8 + share * (box["width"] - 16)
        drag({"x": x, "y": box["y"] + box["height"] / 2}, 60 if share < 0.5 else -60)
        if not moved(before):
            yield "a finger does not move the bar"
    if place := page.evaluate("look.point", HANDLE):
        page.wait_for_timeout(1000)
        before = page.evaluate("look.state()")
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
        drag(place, -60 if place["x"] > 195 else 60)
        if not moved(before):
            yield "a finger does not move the handle"
        if page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") != height:
            yield "a finger on the handle scrolls the page"
    page.context.close()


CHECKS = {
    "names, axe": seen_by_all,
    "360 px, 200 %": narrow,
    "keyboard": keyboard,
    "told once": told,
    "print": printed,
    "touch": touched,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.reach", description=__doc__)
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES))
    parser.add_argument("--checks", nargs="+", choices=CHECKS, default=list(CHECKS))
    options = parser.parse_args()
    with serving() as server, chromium() as browser:
        for name in options.pages:
            for check in options.checks:
                begun = time.time()
                found = list(CHECKS[check](browser, f"{server.address}/{PAGES[name]}"))
                print(f"{name}: {check}: {len(found)} ({time.time() - begun:.0f} s)", flush=True)
                for line in found:
                    print("   ", line, flush=True)


if __name__ == "__main__":
    main()
