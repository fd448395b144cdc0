"""Faults, one after the other, as a visitor meets them: what was set survives, and the page says what happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from playwright.sync_api import Browser, Page, expect

from tests.hosting.checks import Found
from tests.hosting.in_browser import chromium, new_page, opened, press, rest, until
from tests.hosting.proxy import proxying
from tests.hosting.relay import Relay, relaying
from tests.serving import ROOT, free_port, serving

OFFLINE_SECONDS = 10

# Longer than nginx keeps a silent websocket, and than the server keeps a visit without one: two minutes each.
ASLEEP_SECONDS = 200

_BAR = ".live-figure-bar input"
_LOST = "The connection to the server was lost for long"
_STATE = "document.querySelector('[data-test-connection-state]').getAttribute('data-test-connection-state')"


def try_all(found: Found) -> None:
    """Try every fault."""
    with chromium() as browser:
        with serving() as server:
            _pages(found, browser, server.address)
            with relaying(server.port) as relay:
                _offline(found, browser, relay)
        _restart(found, browser)
        with serving() as server, proxying([server.port]) as proxy:
            _asleep(found, browser, proxy.address)
    _full_disk(found)


def _pages(found: Found, browser: Browser, address: str) -> None:
    page = new_page(browser, [])
    with found.checking("reload keeps the state"):
        opened(page, f"{address}/transition")
        press(page, "ArrowLeft", "0.59")
        page.reload()
        until(page, "location.search.includes('critical_intelligence=0.59')")
        rest(page)
        press(page, "ArrowLeft", "0.58")
    with found.checking("two tabs of one visitor do not disturb each other"):
        other = page.context.new_page()
        opened(other, page.url)
        press(other, "ArrowRight", "0.59")
        press(page, "ArrowLeft", "0.57")
        assert "critical_intelligence=0.59" in other.url
        other.close()
    with found.checking("the back button goes back to the page before, in the present state"):
        page.get_by_role("link", name="Surface", exact=True).first.click()
        until(page, "location.pathname.endsWith('/surface') && location.search.includes('=0.57')")
        rest(page)
        page.go_back()
        until(page, "location.pathname.endsWith('/transition')")
        rest(page)
        until(page, "location.search.includes('critical_intelligence=0.57')")
        press(page, "ArrowLeft", "0.56")
    page.context.close()


def _offline(found: Found, browser: Browser, relay: Relay) -> None:
    page = new_page(browser, [])
    with found.checking(f"{OFFLINE_SECONDS} s without a network: what was moved meanwhile is made good") as seen:
        opened(page, f"{relay.address}/transition")
        press(page, "ArrowLeft", "0.59")
        relay.cut()
        until(page, f"{_STATE} !== 'CONNECTED'")
        figure = page.locator(_BAR).nth(1)
        figure.press("ArrowLeft")
        page.wait_for_timeout(OFFLINE_SECONDS * 1000)
        relay.mend()
        begun = time.monotonic()
        until(page, f"{_STATE} === 'CONNECTED'")
        seen.append(f"back after {time.monotonic() - begun:.1f} s")
        until(page, "location.search.includes('critical_intelligence=0.58')")
        rest(page)
        press(page, "ArrowLeft", "0.57")
        assert page.get_by_role("button", name="Undo").is_enabled()
    page.context.close()


def _restart(found: Found, browser: Browser) -> None:
    port = free_port()
    page = new_page(browser, [])
    with found.checking("server killed and started anew in the middle of a drag: the release counts") as seen:
        with serving(port=port) as server:
            opened(page, f"{server.address}/transition")
            press(page, "ArrowLeft", "0.59")
            begun = _drag(page)
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
            until(page, f"{_STATE} !== 'CONNECTED'")
        with serving(port=port) as server:
            until(page, f"{_STATE} === 'CONNECTED'")
            page.mouse.move(begun[0] + 60, begun[1], steps=5)
            page.mouse.up()
            figure = page.locator(_BAR).nth(1)
            moved = figure.evaluate("slider => slider.getAttribute('aria-valuetext')")
            assert moved != "0.59"
            until(page, f"location.search.includes('critical_intelligence={moved}')")
            rest(page)
            side = page.get_by_test_id("stSidebar").get_by_role("slider", name="Critical intelligence").first
            expect(side).to_have_value(moved)
            seen.append(f"0.59 moved to {moved}")
    said = page.get_by_text(_LOST)
    point = "server started anew while a visitor reads: the page says so, and the next change counts"
    with serving(port=port), found.checking(point):
        until(page, f"{_STATE} === 'CONNECTED'")
        expect(said).to_be_visible()
        page.get_by_test_id("stSidebar").get_by_role("slider", name="Tolerance D*").first.press("ArrowRight")
        until(page, "location.search.includes('settings.tolerance=0.31')")
        assert f"critical_intelligence={moved}" in page.url
        expect(said).to_have_count(0)
    page.context.close()


def _asleep(found: Found, browser: Browser, address: str) -> None:
    """Every process of the browser stands still, as in a laptop that sleeps, and goes on."""
    page = new_page(browser, [])
    with found.checking(f"{ASLEEP_SECONDS} s asleep: state kept, the page says what is forgotten") as seen:
        opened(page, f"{address}/transition")
        press(page, "ArrowLeft", "0.59")
        told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        processes = [process["id"] for process in told["processInfo"]]
        try:
            for process in processes:
                os.kill(process, signal.SIGSTOP)
            time.sleep(ASLEEP_SECONDS)
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
        begun = time.monotonic()
        until(page, f"{_STATE} !== 'CONNECTED'")
        until(page, f"{_STATE} === 'CONNECTED'")
        seen.append(f"back {time.monotonic() - begun:.1f} s after waking")
        expect(page.get_by_text(_LOST)).to_be_visible()
        press(page, "ArrowLeft", "0.58")
        expect(page.get_by_text(_LOST)).to_have_count(0)
    page.context.close()


def _drag(page: Page) -> tuple[float, float]:
    """Press the second figure's slider where it stands, move it a little, and hold it."""
    slider = page.locator(_BAR).nth(1)
    slider.hover()
    page.wait_for_timeout(1500)
    box = slider.bounding_box()
    assert box is not None
    share = slider.evaluate("slider => (slider.value - slider.min) / (slider.max - slider.min)")
    x, y = box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    return x, y


def _full_disk(found: Found) -> None:
    command = [sys.executable, "-m", "risk", "report", "-o", "/dev/full"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stderr.strip()
    found.check("disk full while a report is written: one sentence", done.returncode == 1 and "\n" not in said, said)
