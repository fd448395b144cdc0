"""Renew the pictures in docs/: every page in light and dark, on a desk and on a phone.

Run `python -m tests.screenshots` in the set-up environment.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

import run
from tests.conftest import CHROMIUM_ARGUMENTS, START_SECONDS

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {1440: 900, 390: 844}
SETTLING = 3_000


def main() -> None:
    with socket.socket() as probe:
        probe.bind((run.ADDRESS, 0))
        port = probe.getsockname()[1]
    address = f"http://{run.ADDRESS}:{port}"
    process = subprocess.Popen(run.server_command(sys.executable, port), cwd=ROOT, stdin=subprocess.DEVNULL)
    try:
        wait_until_healthy(address)
        take_all(address)
    finally:
        process.terminate()
        process.wait()


def wait_until_healthy(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def take_all(address: str) -> None:
    names = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=run.find_chromium(), args=CHROMIUM_ARGUMENTS)
        for scheme in ("light", "dark"):
            for width, height in WIDTHS.items():
                page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                for name in names:
                    page.goto(f"{address}/{'' if name == 'start' else name}")
                    page.locator(".js-plotly-plot .main-svg").first.wait_for()
                    page.wait_for_timeout(SETTLING)
                    page.screenshot(path=ROOT / "docs" / f"{name}-{scheme}-{width}.png")
                page.close()
        chromium.close()


if __name__ == "__main__":
    main()
