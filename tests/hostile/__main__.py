"""Attack the library and a server: python3 run.py hostile [--count N]. About three minutes."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.hostile import library, server
from tests.serving import serving


def main() -> int:
    """Attack both, print what came of it, and fail if anything was wrong."""
    parser = argparse.ArgumentParser(prog="run.py hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="links and files for the library; a server: 1 in 25")
    options = parser.parse_args()
    begun = time.monotonic()
    found = library.attack(options.count)
    answers = ", ".join(f"{count} {what}" for what, count in found.answers.most_common())
    print(
        f"**Library**: {answers}, in {time.monotonic() - begun:.0f} s, the slowest in {found.slowest * 1000:.0f} ms.\n",
        flush=True,
    )
    with serving() as served:
        outcome = asyncio.run(server.attack(served.address, options.count // 25))
    print(f"**Server**\n\n{outcome.table()}")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
