"""Try the hosting recipe: python3 run.py hosting [--only PART]. Needs nginx and Chromium; about seven minutes."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from tests.hosting import checks, faults, in_browser
from tests.hosting.checks import Found
from tests.hosting.proxy import nginx, proxying
from tests.serving import Server, free_port, serving

PREFIXES = {"root": "", "prefix": "danger"}


def main() -> int:
    """Try it, print a table for each part, and fail if a point does not hold."""
    parser = argparse.ArgumentParser(prog="run.py hosting", description=__doc__)
    parser.add_argument("--only", choices=(*PREFIXES, "faults"), help="try only this part")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if nginx() is None:
        print("nginx is not here: install it (Debian: `apt-get install nginx`).", file=sys.stderr)
        return 2
    whole = True
    for part in (options.only,) if options.only else (*PREFIXES, "faults"):
        found = Found()
        if part == "faults":
            faults.try_all(found)
        else:
            _try_proxy(found, PREFIXES[part])
        print(f"\n**{part}**\n\n{found.table()}", flush=True)
        whole &= found.whole
    return 0 if whole else 1


def _try_proxy(found: Found, prefix: str) -> None:
    with contextlib.ExitStack() as stack:
        ports = free_port(), free_port()
        servers: list[Server] = [stack.enter_context(serving(base_path=prefix, port=port)) for port in ports]
        proxy = stack.enter_context(proxying(ports, prefix))
        checks.documents(found, proxy)
        asyncio.run(_sessions(found, proxy, servers))
        browser = stack.enter_context(in_browser.chromium())
        in_browser.links(found, browser, proxy)
        in_browser.framed(found, browser, proxy)
        in_browser.killed(found, browser, proxy, servers)


async def _sessions(found: Found, proxy: checks.Proxy, servers: list[Server]) -> None:
    waiting = asyncio.create_task(checks.quiet(found, proxy))
    await checks.websockets(found, proxy)
    await checks.sticky(found, proxy, servers)
    await waiting


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
