"""Results that are kept, and computed once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from risk import memory


def test_many_who_ask_at_once_have_it_computed_once() -> None:
    computed: list[float] = []
    together = threading.Barrier(12)

    @memory.computed_once(2)
    def slow(x: float) -> float:
        computed.append(x)
        time.sleep(0.2)
        return x * 2.0

    def ask(x: float) -> float:
        together.wait(10)
        return slow(x)

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(ask, [3.0, 4.0] * 6)) == [6.0, 8.0] * 6
    assert sorted(computed) == [3.0, 4.0]
    # Only so many are kept, the oldest goes first.
    slow(5.0)
    assert slow(4.0) == 8.0 and slow(3.0) == 6.0 and len(computed) == 4


def test_what_fails_is_asked_anew() -> None:
    tried: list[int] = []

    @memory.computed_once(2)
    def fails_once(x: int) -> int:
        tried.append(x)
        if len(tried) == 1:
            raise ValueError("not yet")
        return x

    with pytest.raises(ValueError, match="not yet"):
        fails_once(1)
    assert fails_once(1) == 1 == fails_once(1) and len(tried) == 2
