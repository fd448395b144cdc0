"""The load script: a visitor does what it says, and what goes wrong is counted."""

from __future__ import annotations

import asyncio

from tests.load.visitor import ACTIONS, PAGES, Visitor
from tests.visit import Visit


def test_a_visitor_does_everything_on_real_pages(server: str) -> None:
    done: list[tuple[str, float]] = []

    async def look(address: str) -> None:
        one = Visitor(address, 1, lambda action, seconds: done.append((action, seconds)))
        async with one._visit:
            await one._visit.open()
            for action in ACTIONS:
                await getattr(one, f"_{action}")()
        # Every page that a visitor may go to exists, and its figures can be dragged.
        async with Visit(address) as visit:
            await visit.open()
            for page in PAGES:
                await visit.go(page)
                assert visit.labels("figure"), page

    asyncio.run(look(server))
    assert {action for action, _ in done} == {"drag begins", "drag ends", "control", "page", "function", "report"}
    assert all(0 < seconds < 60 for _, seconds in done)
