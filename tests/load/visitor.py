"""What one visitor does: reads, drags, moves a control, changes page and function, now and then takes a report."""

from __future__ import annotations

import asyncio
import random
import urllib.request
from collections.abc import Callable

from tests.visit import Visit

PAGES = (
    "", "surface", "transition", "proxy_agency", "flop_line", "moving_target", "regimes", "how_sure", "compare",
    "data_and_method",
)  # fmt: skip
PAUSE_SECONDS = 5.0
# Shortest and longest pause, as shares of the mean.
_UNEVEN = (0.4, 1.6)
# How often a visitor does what, in a hundred actions.
ACTIONS = {"drag": 55, "control": 25, "page": 15, "function": 4, "report": 1}

Note = Callable[[str, float], None]


class Visitor:
    """One visitor with a random but repeatable mind.

    Parameters
    ----------
    address : str
        Of the app.
    number : int
        Which visitor; decides what it does, and the cookie by which a proxy knows it.
    note : callable
        Takes what was done and the seconds until its answer was there.
    pause : float
        Mean seconds between two actions.
    alike : bool
        Whether it comes by the link that all others come by, as a class does; else its scenario is its own from the
        first, and it is never served from what was computed for somebody else.
    """

    def __init__(
        self, address: str, number: int, note: Note, pause: float = PAUSE_SECONDS, alike: bool = False
    ) -> None:
        self._mind = random.Random(number)
        self._note = note
        self._pause = pause
        query = {} if alike else {"function.sharpness": f"{8 + 0.01 * number:.2f}"}
        self._visit = Visit(address, self._mind.choice(PAGES), query, {"Cookie": f"danger_visit={number:08x}"})

    async def stay(self, until: float) -> None:
        """Open a page and act until the loop's clock says so."""
        loop = asyncio.get_running_loop()
        async with self._visit:
            self._note("open", await self._visit.open())
            while True:
                await asyncio.sleep(self._pause * self._mind.uniform(*_UNEVEN))
                if loop.time() >= until:
                    return
                (action,) = self._mind.choices(list(ACTIONS), list(ACTIONS.values()))
                await getattr(self, f"_{action}")()

    async def _drag(self) -> None:
        movable = [(key, self._visit.figure(key)) for key in self._visit.labels("figure")]
        movable = [(key, head) for key, head in movable if head["parameters"]]
        if not movable:
            return await self._page()
        key, head = self._mind.choice(movable)
        parameter = self._mind.choice(head["parameters"])
        self._note("drag begins", await self._visit.sweep(key, parameter["key"]))
        await asyncio.sleep(1.0)
        number = self._visit.figure(key)["ack"] + 1
        value = self._mind.choice(parameter["values"])
        self._note("drag ends", await self._visit.commit(key, number, {parameter["key"]: value}))
        return None

    async def _control(self) -> None:
        slider = self._visit.elements["slider", "Tolerance D*"]
        steps = round((slider.max - slider.min) / slider.step)
        value = round(slider.min + self._mind.randrange(steps + 1) * slider.step, 9)
        self._note("control", await self._visit.set("slider", "Tolerance D*", value))

    async def _page(self) -> None:
        self._note("page", await self._visit.go(self._mind.choice(PAGES)))

    async def _function(self) -> None:
        options = list(self._visit.elements["selectbox", "Danger function"].options)
        self._note("function", await self._visit.set("selectbox", "Danger function", self._mind.choice(options)))

    async def _report(self) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await self._visit.set("button", "Share, save, open", True)
        if ("download_button", "Download the report") not in self._visit.elements:
            return
        request = urllib.request.Request(await self._visit.file("Download the report"), headers=self._visit.headers)
        size = await asyncio.to_thread(_size, request)
        if size < 1_000_000:
            raise RuntimeError(f"a report of {size} bytes")
        self._note("report", loop.time() - begun)


def _size(request: urllib.request.Request) -> int:
    with urllib.request.urlopen(request, timeout=30) as answer:
        return len(answer.read())
