"""Sweeps are drawn once for all who ask, one after the other, and pages go first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from risk.live import sweep, turns
from risk.live.message import message
from tests.ui import decoder, demo_app
from tests.ui.demo_app import Demo, Ramp

MIDDLE, SHARPNESS = "function.middle", "function.sharpness"


DRAWN: list[Any] = []


def counted(scenario: Any) -> Any:
    DRAWN.append(scenario)
    return demo_app.plane(scenario)


def asked(picture: sweep.Picture, scenario: Any, key: str) -> Any:
    found = message(picture, scenario, key="demo", sweeps=[MIDDLE, SHARPNESS], height=400, wanted=key)["frames"]
    return decoder.unpack(sweep.pack(found))


def test_many_visitors_of_one_link_are_drawn_one_sweep() -> None:
    DRAWN.clear()
    scenario = Demo(Ramp(middle=0.41))
    steps = len(list(scenario.parameter(MIDDLE).grid(0.41)))
    with ThreadPoolExecutor(8) as visitors:
        found = list(visitors.map(lambda _: asked(counted, scenario, MIDDLE), range(8)))
    # Each has its own picture; the others of the sweep are drawn by the first who asks.
    assert len(DRAWN) == 8 + steps - 1
    base = sweep.normal(counted(scenario))
    alone = decoder.unpack(sweep.pack(sweep.frames(counted, scenario, MIDDLE, base).message()))
    for one in found:
        assert one["values"] == alone["values"] and one["token"] == alone["token"]
        for step in range(steps):
            here, there = (decoder.picture_at(base, frames, step) for frames in (one, alone))
            assert repr(here) == repr(there)


@pytest.mark.parametrize("other", [Demo(Ramp(middle=0.43)), Demo(Ramp(middle=0.42, sharpness=9.0))])
def test_another_scenario_is_drawn_anew(other: Demo) -> None:
    asked(counted, Demo(Ramp(middle=0.42)), MIDDLE)
    before = len(DRAWN)
    asked(counted, other, MIDDLE)
    assert len(DRAWN) - before == len(list(other.parameter(MIDDLE).grid(other.get(MIDDLE))))


def test_what_has_no_lasting_name_is_not_held() -> None:
    class Draws:
        drawn = 0

        def __call__(self, scenario: Any) -> Any:
            self.drawn += 1
            return demo_app.plane(scenario)

    picture, scenario = Draws(), Demo(Ramp(middle=0.44))
    assert not sweep.lasting(picture)
    asked(picture, scenario, MIDDLE)
    once = picture.drawn
    asked(picture, scenario, MIDDLE)
    assert picture.drawn == 2 * once


def within(doing: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=doing)
    thread.start()
    return thread


def test_a_sweep_goes_on_when_the_page_is_done_and_not_before() -> None:
    order: list[str] = []
    at_work, page_runs = threading.Event(), threading.Event()

    def sweeping() -> None:
        with turns.sweep() as give_way:
            at_work.set()
            page_runs.wait(10)
            give_way()
            order.append("picture")

    thread = within(sweeping)
    at_work.wait(10)
    with turns.page():
        page_runs.set()
        time.sleep(turns.PATIENCE_SECONDS / 10)
        order.append("page")
    thread.join(10)
    assert order == ["page", "picture"]


def test_a_sweep_does_not_wait_for_ever_nor_for_itself() -> None:
    waited: list[float] = []

    def sweeping() -> None:
        with turns.sweep() as give_way:
            begun = time.monotonic()
            give_way()
            give_way()
            waited.append(time.monotonic() - begun)

    with turns.page():
        within(sweeping).join(20 * turns.PATIENCE_SECONDS)
        assert len(waited) == 1 and waited[0] >= 0.9 * turns.PATIENCE_SECONDS
        sweeping()  # as a part of the page
    assert waited[1] < waited[0]
