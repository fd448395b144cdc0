"""A connection that was lost and is back, seen from the server; tests/hosting/faults.py tries it in a browser."""

from __future__ import annotations

import asyncio

from tests.visit import Visit

AWAY = "The connection to the server was lost for long"
QUERY = {"function.critical_intelligence": "0.45"}


def test_a_server_that_forgot_the_visit_goes_on_from_the_address_and_says_so(server: str) -> None:
    async def come_back() -> tuple[Visit, Visit]:
        async with Visit(server, "transition", QUERY) as before, Visit(server, "transition", QUERY) as after:
            await before.open()
            # The browser's first word to the new server is that it is back, with what it held of the old one.
            after.elements.update(before.elements)
            await after.tell("browser", "returned", "another visit")
            return before, after

    before, after = asyncio.run(come_back())
    assert not before.notices
    assert [AWAY in notice for notice in after.notices] == [True]
    for visit in (before, after):
        slider = visit.elements["slider", "Critical intelligence"]
        assert (slider.value or slider.default)[0] == 0.45


def test_a_connection_that_is_back_to_the_same_visit_starts_a_new_epoch_and_says_nothing(server: str) -> None:
    async def come_back() -> tuple[str, str, list[str]]:
        async with Visit(server, "transition") as visit:
            await visit.open()
            key = visit.labels("figure")[0]
            first, own = visit.figure(key)["epoch"], visit.elements["component", "browser"].json
            await visit.tell("browser", "returned", own.strip('"'))
            return first, visit.figure(key)["epoch"], visit.notices

    first, second, notices = asyncio.run(come_back())
    assert (first.rpartition("-")[2], second.rpartition("-")[2]) == ("0", "1")
    assert first.rpartition("-")[0] == second.rpartition("-")[0]
    assert not notices


def test_what_no_control_offers_changes_nothing_and_is_told(server: str) -> None:
    async def send() -> list[str]:
        async with Visit(server, "transition") as visit:
            await visit.open()
            await visit.set("selectbox", "Danger function", "<b>none</b>")
            return visit.notices

    (notice,) = asyncio.run(send())
    assert "Nothing was changed" in notice and "<b>" not in notice
