"""Blocks of work: equal digits whoever does them, and a process that dies loses nothing or is named."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from scipy import stats

from risk.blocks import LostError, streamed
from risk.sensitivity import sensitivity
from tests.block_work import always_deadly, once_deadly, slow, wavy

PRIORS = {"a": stats.uniform(), "b": stats.uniform(), "c": stats.uniform()}


def digits(workers, function=wavy) -> list[bytes]:
    found = sensitivity(function, PRIORS, samples=256, seed=5, workers=workers)
    return [getattr(found, name).tobytes() for name in ("first", "total", "first_low", "total_high", "values")]


def test_every_way_to_share_the_work_gives_the_same_digits() -> None:
    expected = digits(1)
    with ThreadPoolExecutor(2) as threads:
        assert digits(threads.map) == expected
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert digits(pool.map) == expected
    assert digits(map) == digits(2) == expected


def test_a_process_that_dies_loses_nothing(tmp_path: Path) -> None:
    deadly = functools.partial(once_deadly, tmp_path / "died")
    assert digits(2, deadly) == digits(1)
    assert (tmp_path / "died").exists()


def test_a_process_killed_from_outside_loses_nothing(tmp_path: Path) -> None:
    results = streamed(functools.partial(slow, tmp_path), range(6), workers=2)
    found = [next(results)]
    os.kill(int(next(tmp_path.iterdir()).name), signal.SIGKILL)
    assert found + list(results) == [block * block for block in range(6)]


def test_a_block_that_kills_every_process_is_named() -> None:
    with pytest.raises(LostError, match="3 times: block 3 of 4 was not done"):
        list(streamed(always_deadly, range(4), workers=2))


def test_a_map_that_fails_or_ends_names_the_block() -> None:
    def broken(function, blocks) -> Iterator[int]:
        yield function(blocks[0])
        raise BrokenProcessPool("a process ended")

    with pytest.raises(LostError, match="block 2 of 3 was not done: BrokenProcessPool: a process ended"):
        list(streamed(abs, [1, 2, 3], broken))
    with pytest.raises(LostError, match="ended before block 3 of 3"):
        list(streamed(abs, [1, 2, 3], lambda function, blocks: map(function, blocks[:2])))

    def absent(function, blocks):
        raise ConnectionError("nobody there")

    with pytest.raises(LostError, match="3 blocks were not begun: ConnectionError: nobody there"):
        list(streamed(abs, [1, 2, 3], absent))


def test_what_the_function_says_is_said() -> None:
    for workers in (1, map):
        with pytest.raises(ValueError, match="invalid literal"):
            list(streamed(int, ["1", "x"], workers))


@pytest.mark.parametrize("workers", [0, -2, True, 1.5, "2", None])
def test_workers_are_a_number_or_a_map(workers) -> None:
    with pytest.raises(ValueError, match="number of processes, -1 or a map-like callable, got"):
        streamed(abs, [1], workers)


def test_whoever_asks_for_no_more_ends_the_work() -> None:
    done: list[int] = []
    results = streamed(lambda block: done.append(block), range(10))
    next(iter(results))
    assert done == [0]
