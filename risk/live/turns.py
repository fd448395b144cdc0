"""Whose turn it is on a server: one interpreter computes one thing at a time, and a page goes before a sweep.

Without turns, all that is asked for at once is computed at once and ends at once, late. A page is short and somebody
waits for it; a sweep is long, and begins before its frames are looked at.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

PATIENCE_SECONDS = 0.5
"""How long a sweep waits for pages in all, before it goes on beside them: a judgement."""

_changed = threading.Condition()
_running = 0
_sweeping = threading.Lock()
_thread = threading.local()


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
def sweep() -> Iterator[Callable[[], None]]:
    """Run a sweep, after those that were asked for before it; what is yielded lets pages go first, between pictures."""
    if getattr(_thread, "runs_page", False):  # it would wait for itself
        yield lambda: None
        return
    with _sweeping:
        left = PATIENCE_SECONDS

        def give_way() -> None:
            nonlocal left
            begun = time.monotonic()
            with _changed:
                _changed.wait_for(lambda: not _running, timeout=left)
            left = max(left - (time.monotonic() - begun), 0.0)

        yield give_way
