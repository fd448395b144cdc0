"""Whose turn it is on a server: one interpreter computes one thing at a time, and a page goes before a sweep.

Without turns, all that is asked for at once is computed at once and ends at once, late. A page is short and somebody
waits for it; a sweep is long, and begins before its frames are looked at.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

PATIENCE_SECONDS = 0.5
"""How long a sweep waits for pages in all, before it goes on beside them: a judgement."""

LONGEST_SECONDS = 30.0
"""How long a sweep waits for its turn, should another one hang as a stranger's formula may: a judgement."""

_changed = threading.Condition()
_running = 0
_sweeping = threading.Lock()
_asked = 0
_thread = threading.local()


class Turn:
    """The turn of a sweep.

    Attributes
    ----------
    waiting : int
        How many other sweeps waited for theirs when it began.
    """

    def __init__(self, waiting: int, patience: float) -> None:
        self.waiting = waiting
        self._patience = patience

    def give_way(self) -> None:
        """Let the pages that run go first; called between two pictures."""
        begun = time.monotonic()
        with _changed:
            _changed.wait_for(lambda: not _running, timeout=self._patience)
        self._patience = max(self._patience - (time.monotonic() - begun), 0.0)


@contextlib.contextmanager
def page() -> Iterator[None]:
    """Run a page: sweeps wait meanwhile."""
    global _running
    with _changed:
        _running += 1
    _thread.runs_page = True
    try:
        yield
    finally:
        _thread.runs_page = False
        with _changed:
            _running -= 1
            _changed.notify_all()


@contextlib.contextmanager
def sweep() -> Iterator[Turn]:
    """Run a sweep, after those that were asked for before it."""
    global _asked
    if getattr(_thread, "runs_page", False):
        yield Turn(0, 0.0)  # it would wait for itself
        return
    with _changed:
        _asked += 1
    try:
        came = _sweeping.acquire(timeout=LONGEST_SECONDS)
        try:
            yield Turn(_asked - 1, PATIENCE_SECONDS)
        finally:
            if came:
                _sweeping.release()
    finally:
        with _changed:
            _asked -= 1
