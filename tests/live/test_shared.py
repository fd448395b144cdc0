"""Sweeps are drawn apart from the server, once for all who ask, and the same as here."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

import risk
from risk.exhibits import EXHIBITS, exhibit
from risk.live import shared, sweep, worker
from risk.live.message import message
from risk.plots.theme import DARK
from tests.live.test_sweep import assert_same
from tests.ui import decoder, demo_app
from tests.ui.demo_app import Demo, Ramp

MIDDLE, SHARPNESS = "function.middle", "function.sharpness"


@pytest.fixture(autouse=True, scope="module")
def nothing_is_left() -> Iterator[None]:
    yield
    worker.end()


@contextlib.contextmanager
def held_up(behind: int) -> Iterator[None]:
    """While somebody has the turn; it ends when so many stand behind."""
    with worker.turn():
        yield
        until = time.monotonic() + 20
        while len(worker._line) <= behind and time.monotonic() < until:
            time.sleep(0.01)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Sweeps that the worker was asked for."""
    asked: list[Any] = []
    done = worker.Turn.done

    def noting(turn: worker.Turn, task: Any, *arguments: Any) -> Any:
        asked.append(arguments)
        return done(turn, task, *arguments)

    monkeypatch.setattr(worker.Turn, "done", noting)
    return asked


def asked(picture: sweep.Picture, scenario: Any, key: str) -> Any:
    found = message(picture, scenario, key="demo", sweeps=[MIDDLE, SHARPNESS], height=400, wanted=key)["frames"]
    return decoder.unpack(found.tobytes())


def test_many_visitors_of_one_link_are_drawn_one_sweep(counted: list[Any]) -> None:
    scenario = Demo(Ramp(middle=0.41))
    base = sweep.normal(demo_app.plane(scenario))
    visitors = 20
    with ThreadPoolExecutor(visitors) as pool:
        with held_up(visitors):
            waiting = [pool.submit(asked, demo_app.plane, scenario, MIDDLE) for _ in range(visitors)]
        found = [one.result() for one in waiting]
    # Once, and at most once more for each of its coarser forms.
    assert 1 <= len(counted) <= 1 + len(shared.CROWDED)
    name = sweep.frames(demo_app.plane, scenario, MIDDLE, base).token
    grid = list(scenario.parameter(MIDDLE).grid(0.41))
    for one in found:
        assert one["token"] == name and {0.41, grid[0], grid[-1]} <= set(one["values"])
        for step, value in enumerate(one["values"]):
            here = decoder.picture_at(base, one, step)
            assert_same(here, sweep.normal(demo_app.plane(scenario.replace(MIDDLE, value))))


def test_where_many_wait_a_sweep_has_fewer_steps() -> None:
    scenario = Demo(Ramp(middle=0.45))
    with ThreadPoolExecutor(3) as pool:
        with held_up(3):
            waiting = [pool.submit(asked, demo_app.plane, scenario, MIDDLE) for _ in range(3)]
        counts = sorted(len(one.result()["values"]) for one in waiting)
    grid = len(list(scenario.parameter(MIDDLE).grid(0.45)))
    assert counts[0] < 0.6 * grid and counts[1:] == [grid, grid]


@pytest.mark.parametrize("other", [Demo(Ramp(middle=0.43)), Demo(Ramp(middle=0.42, sharpness=9.0))])
def test_another_scenario_is_drawn_anew(counted: list[Any], other: Demo) -> None:
    asked(demo_app.plane, Demo(Ramp(middle=0.42)), MIDDLE)
    before = len(counted)
    assert asked(demo_app.plane, other, MIDDLE)["values"] == list(other.parameter(MIDDLE).grid(other.get(MIDDLE)))
    assert len(counted) == before + 1


def test_what_has_no_lasting_name_is_drawn_here_and_not_held() -> None:
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
    assert once > 20 and picture.drawn == 2 * once


def test_whoever_has_gone_on_is_not_waited_for() -> None:
    """A visitor who asks for something else leaves the line, and the next one comes."""

    class GoneError(Exception):
        pass

    def gone() -> None:
        raise GoneError

    scenario = Demo(Ramp(middle=0.46))
    with worker.turn(), pytest.raises(GoneError):
        shared.frames(demo_app.plane, scenario, MIDDLE, gone)
    assert not worker._line
    assert len(asked(demo_app.plane, scenario, MIDDLE)["values"]) > 20


@pytest.mark.parametrize("page", EXHIBITS)
def test_every_figure_can_be_drawn_apart(page: str) -> None:
    """All pictures and states can be sent to a process, and one of a page comes back as it is drawn here."""
    shown = exhibit(page, risk.Scenario())
    pictures = [partial(figure.picture, theme=DARK) for figure in shown.figures]
    with worker.turn() as turn:
        assert turn.done(_names, pictures, shown.scenario) == _names(pictures, shown.scenario)
        first = next((figure for figure in shown.figures if figure.sweeps), None)
        if first is not None:
            picture = partial(first.picture, theme=DARK)
            assert turn.done(_drawn, picture, shown.scenario) == _drawn(picture, shown.scenario)


def _names(pictures: list[Any], scenario: risk.Scenario) -> list[dict[str, str]]:
    return [sweep.tokens(picture, scenario, ["settings.tolerance"]) for picture in pictures]


def _drawn(picture: sweep.Picture, scenario: risk.Scenario) -> bytes:
    return sweep.pack(sweep.normal(picture(scenario)))
