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
from tests.live.test_sweep import assert_same
from tests.ui import decoder, demo_app
from tests.ui.demo_app import Demo, Ramp

MIDDLE, SHARPNESS = "function.middle", "function.sharpness"


DRAWN: list[Any] = []


def counted(scenario: Any) -> Any:
    DRAWN.append(scenario)
    return demo_app.plane(scenario)


def asked(picture: sweep.Picture, scenario: Any, key: str) -> Any:
    found = message(picture, scenario, key="demo", sweeps=[MIDDLE, SHARPNESS], height=400, wanted=key)["frames"]
    return decoder.unpack(found.tobytes())


def within(doing: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=doing)
    thread.start()
    return thread


def test_many_visitors_of_one_link_are_drawn_one_sweep() -> None:
    DRAWN.clear()
    scenario = Demo(Ramp(middle=0.41))
    base = sweep.normal(demo_app.plane(scenario))
    alone = sweep.frames(counted, scenario, MIDDLE, base)
    steps = len(DRAWN) + 1
    DRAWN.clear()
    visitors = 20
    with ThreadPoolExecutor(visitors) as pool:
        found = list(pool.map(lambda _: asked(counted, scenario, MIDDLE), range(visitors)))
    # Each has its own picture; a sweep is drawn once, and at most once more for each of its coarser forms.
    assert len(DRAWN) <= visitors + 2 * steps
    for one in found:
        assert one["token"] == alone.token and {0.41, alone.values[0], alone.values[-1]} <= set(one["values"])
        for step, value in enumerate(one["values"]):
            here = decoder.picture_at(base, one, step)
            assert_same(here, sweep.normal(demo_app.plane(scenario.replace(MIDDLE, value))))


def test_where_many_wait_a_sweep_has_fewer_steps() -> None:
    scenario, at_work, go_on = Demo(Ramp(middle=0.45)), threading.Event(), threading.Event()

    def hold() -> None:
        with turns.sweep():
            at_work.set()
            go_on.wait(10)

    holder = within(hold)
    at_work.wait(10)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(asked, counted, scenario, MIDDLE) for _ in range(3)]
        while turns._asked < 4:
            time.sleep(0.01)
        go_on.set()
        counts = sorted(len(one.result()["values"]) for one in waiting)
    holder.join(10)
    grid = len(list(scenario.parameter(MIDDLE).grid(0.45)))
    assert counts[0] < 0.6 * grid and counts[1:] == [grid, grid]


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


def test_a_sweep_goes_on_when_the_page_is_done_and_not_before() -> None:
    order: list[str] = []
    at_work, page_runs = threading.Event(), threading.Event()

    def sweeping() -> None:
        with turns.sweep() as turn:
            at_work.set()
            page_runs.wait(10)
            turn.give_way()
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
        with turns.sweep() as turn:
            begun = time.monotonic()
            turn.give_way()
            turn.give_way()
            waited.append(time.monotonic() - begun)

    with turns.page():
        within(sweeping).join(20 * turns.PATIENCE_SECONDS)
        assert len(waited) == 1 and waited[0] >= 0.9 * turns.PATIENCE_SECONDS
        sweeping()  # as a part of the page
    assert waited[1] < waited[0]
