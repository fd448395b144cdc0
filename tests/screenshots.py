"""Renew the pictures in docs/: every page in light and dark, on a desk and on a phone.

Run `python -m tests.screenshots` in the set-up environment.
"""

from __future__ import annotations

from playwright.sync_api import sync_playwright

import run
from risk.exhibits import EXHIBITS
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.serving import ROOT, serving

WIDTHS = {1440: 900, 390: 844}
SETTLING = 3_000


def main() -> None:
    with serving() as server:
        take_all(server.address)


def take_all(address: str) -> None:
    paths = {name: "" if name == "start" else name for name in EXHIBITS} | {"story": "story?scene=act"}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=run.find_chromium(), args=CHROMIUM_ARGUMENTS)
        for scheme in ("light", "dark"):
            for width, height in WIDTHS.items():
                page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                for name, path in paths.items():
                    page.goto(f"{address}/{path}")
                    page.locator(".js-plotly-plot .main-svg").first.wait_for()
                    page.wait_for_timeout(SETTLING)
                    page.screenshot(path=ROOT / "docs" / f"{name}-{scheme}-{width}.png")
                page.close()
        chromium.close()


if __name__ == "__main__":
    main()
