"""What a visitor sees behind the proxy: links, a process that dies, the page inside another page."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

import run
from risk import link
from tests.conftest import CHROMIUM_ARGUMENTS, is_error
from tests.hosting.checks import Found
from tests.hosting.proxy import Proxy
from tests.serving import Server

HOST = "danger.example"

_FIGURE = ".js-plotly-plot .main-svg"
_RUNNING = "document.querySelector('[data-testid=stApp][data-test-script-state=running]') !== null"
_WAIT = 30_000


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium for which one invented host is this machine, and which finds no other."""
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    arguments = [rules if argument.startswith("--host-resolver") else argument for argument in CHROMIUM_ARGUMENTS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=run.find_chromium(), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser, errors: list[str]) -> Page:
    """A page in a context of its own; what its console reports is noted."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, ignore_https_errors=True).new_page()
    page.set_default_timeout(_WAIT)
    page.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page


def opened(page: Page, address: str) -> None:
    """Open an address and wait until its figures are drawn and the script rests."""
    page.goto(address)
    expect(page.locator(_FIGURE).first).to_be_visible(timeout=_WAIT)
    rest(page)


def until(frame: Page | Frame, expression: str) -> None:
    """Wait for something to become true. Playwright's own way needs what the app's policy forbids."""
    end = time.monotonic() + _WAIT / 1000
    while not frame.evaluate(expression):
        assert time.monotonic() < end, f"waited in vain for {expression} at {frame.url}"
        frame.wait_for_timeout(50)


def rest(page: Page | Frame) -> None:
    """Let the script come to its end."""
    until(page, f"!({_RUNNING})")
    page.wait_for_timeout(400)


def press(page: Page, key: str, expected: str) -> None:
    """Press a key on the slider of the critical intelligence, and wait for the address to follow."""
    page.get_by_test_id("stSidebar").get_by_role("slider", name="Critical intelligence").first.press(key)
    until(page, f"location.search.includes('critical_intelligence={expected}')")
    rest(page)


def shared_link(page: Page) -> str:
    """The short link that the page's dialog shows."""
    page.get_by_role("button", name="Share, save, open").click()
    code = page.get_by_role("dialog").get_by_test_id("stCode").first
    expect(code).to_be_visible()
    return code.inner_text().replace("\n", "")


def links(found: Found, browser: Browser, proxy: Proxy) -> None:
    """By HTTPS under a public name: the link holds that name, scheme and prefix, and opens the same state."""
    parts = urlsplit(proxy.secure_address)
    public = f"https://{HOST}:{parts.port}{parts.path}"
    errors: list[str] = []
    page = new_page(browser, errors)
    with found.checking("a shared link is the public one, and opens the state") as seen:
        opened(page, f"{public}/transition")
        press(page, "ArrowLeft", "0.59")
        short = shared_link(page)
        assert short.startswith(f"{public}/transition?packed="), short
        assert link.read(short).scenario.get("function.critical_intelligence") == 0.59
        other = new_page(browser, errors)
        opened(other, short)
        until(other, "location.search.includes('critical_intelligence=0.59')")
        other.context.close()
        seen.append(short[: len(public) + 30] + "…")
    with found.checking("a file is uploaded through the proxy") as seen:
        scenario = link.read("/?function.critical_intelligence=0.45").scenario
        page.get_by_role("dialog").locator("input[type=file]").set_input_files(
            {"name": "early.json", "mimeType": "application/json", "buffer": scenario.to_json().encode()}
        )
        page.get_by_role("dialog").get_by_role("button", name="Open it").click()
        until(page, "location.search.includes('critical_intelligence=0.45')")
    found.check("the console stays quiet", not errors, "; ".join(errors)[:200])
    page.context.close()


def killed(found: Found, browser: Browser, proxy: Proxy, servers: list[Server]) -> None:
    """The process that serves a visitor is killed: the visit goes on with the other."""
    page = new_page(browser, [])
    with found.checking("one of two processes killed: the page comes back by itself in the same state") as seen:
        opened(page, f"{proxy.address}/transition")
        press(page, "ArrowLeft", "0.59")
        query = page.evaluate("location.search")
        before = {server.port: _visits(server) for server in servers}
        (serving,) = (server for server in servers if before[server.port])
        os.kill(serving.process.pid, signal.SIGKILL)
        serving.process.wait()
        begun = time.monotonic()
        (other,) = (server for server in servers if server is not serving)
        while not _visits(other):
            assert time.monotonic() < begun + 30, "not reconnected within 30 s"
            page.wait_for_timeout(100)
        seen.append(f"reconnected after {time.monotonic() - begun:.1f} s")
        rest(page)
        assert page.evaluate("location.search") == query
        press(page, "ArrowLeft", "0.58")
    with found.checking("and the link still opens the state") as seen:
        fresh = new_page(browser, [])
        opened(fresh, page.url)
        assert "critical_intelligence=0.58" in fresh.url
        fresh.context.close()
    with found.checking("a download made after the move arrives") as seen:
        page.get_by_role("button", name="Share, save, open").click()
        with page.expect_download(timeout=_WAIT) as download:
            page.get_by_role("dialog").get_by_role("button", name="Download the report").click()
        seen.append(f"{os.path.getsize(download.value.path()) / 1e6:.1f} MB")
    page.context.close()


def _visits(server: Server) -> int:
    """Sessions that are connected to a process, by its own count."""
    import urllib.request

    path = f"{server.address}/_stcore/metrics"
    with urllib.request.urlopen(path, timeout=5) as answer:
        rows = answer.read().decode().splitlines()
    return next((int(float(row.split()[-1])) for row in rows if row.startswith("active_sessions ")), 0)


def framed(found: Found, browser: Browser, proxy: Proxy) -> None:
    """A page of another origin shows one of ours in a frame, by an address with embed=true and by no other."""
    port = urlsplit(proxy.address).port
    ours = f"http://{HOST}:{port}{urlsplit(proxy.address).path}"

    class Outer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            end = "?embed=true" if self.path.endswith("?embed") else ""
            frame = f'<iframe title="inner" width="1200" height="800" src="{ours}/transition{end}"></iframe>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Outer</title><h1>Outer</h1>{frame}".encode())

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    outer = ThreadingHTTPServer((run.ADDRESS, 0), Outer)
    thread = threading.Thread(target=outer.serve_forever, daemon=True)
    thread.start()
    address = f"http://{run.ADDRESS}:{outer.server_address[1]}"
    errors: list[str] = []
    try:
        page = new_page(browser, errors)
        with found.checking("in another site's frame, with embed=true, figures are drawn and follow a change"):
            page.goto(f"{address}/?embed")
            frame = page.frame_locator("iframe")
            expect(frame.locator(_FIGURE).first).to_be_visible(timeout=_WAIT)
            inner = page.frames[1]
            rest(inner)
            bar = frame.locator(".live-figure-bar input").first
            bar.press("ArrowRight")
            until(inner, "location.search.includes('function.')")
            # A reload of the frame must not lose the right to be framed.
            assert "embed=true" in inner.url, inner.url
        with found.checking("without it the frame stays empty"):
            errors.clear()
            page.goto(address)
            page.wait_for_timeout(3000)
            assert page.frame_locator("iframe").locator(_FIGURE).count() == 0
            assert any("frame-ancestors" in error for error in errors), errors
        page.context.close()
    finally:
        outer.shutdown()
        outer.server_close()
        thread.join()
