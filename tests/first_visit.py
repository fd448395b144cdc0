"""First visit: what a browser with an empty cache loads, and when the claim and the first figure can be read.

Run `python -m tests.first_visit` in the set-up environment, on a quiet machine with nginx; it takes a minute and prints
the table that stands in docs/hosting.md.
"""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Browser

from tests.bench.chromium import chromium, first, new_page
from tests.hosting.proxy import proxying
from tests.serving import serving

PAGES = {"Start": "", "Transition": "transition"}
# Bits a second and milliseconds; a websocket is not slowed, which is 0.1 MB of what comes.
NETWORKS: dict[str, tuple[float, int] | None] = {"this machine": None, "20 Mbit/s, 80 ms": (20e6, 80)}
VISITS = 3


def visited(browser: Browser, address: str, network: tuple[float, int] | None) -> tuple[float, float, float]:
    """Seconds from the server's first answer to the claim and to the first figure, and megabytes until then."""
    page = new_page(browser)
    received = 0.0

    def count(event: dict[str, Any]) -> None:
        nonlocal received
        received += event["encodedDataLength"]

    def listen(socket: Any) -> None:
        socket.on("framereceived", lambda frame: count({"encodedDataLength": len(frame)}))

    page.on("websocket", listen)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", count)
    if network:
        rate, latency = network
        conditions = {"downloadThroughput": rate / 8, "uploadThroughput": rate / 8, "latency": latency}
        session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    page.goto(address, wait_until="commit")
    answered = page.evaluate(
        "(performance.timeOrigin + performance.getEntriesByType('navigation')[0].responseStart) / 1000"
    )
    claim, figure = (first(page, event) - answered for event in ("heading", "figure"))
    page.context.close()
    return claim, figure, received / 1e6


def report(address: str, browser: Browser) -> None:
    """Print medians as a Markdown table."""
    print("| Page | Network | Claim | First figure | Loaded until then |", "|---|---|---|---|---|", sep="\n")
    for name, path in PAGES.items():
        for network, conditions in NETWORKS.items():
            visits = [visited(browser, f"{address}/{path}", conditions) for _ in range(VISITS)]
            claim, figure, loaded = (statistics.median(values) for values in zip(*visits, strict=True))
            print(f"| {name} | {network} | {claim:.1f} s | {figure:.1f} s | {loaded:.1f} MB |", flush=True)


def main() -> None:
    with serving() as server, proxying([server.port]) as proxy, chromium() as browser:
        # The first visit fills the caches of server and nginx.
        visited(browser, proxy.address, None)
        report(proxy.address, browser)


if __name__ == "__main__":
    main()
