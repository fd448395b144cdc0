"""Long work, done in a process of its own: an interpreter computes one thing at a time, and a page goes before a sweep.

What is asked for waits in line. The one process works with a lower priority, is stopped when a task takes too long, as
a stranger's formula may, and ends by itself after a while without work.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, wait
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

LONGEST_SECONDS = 30.0
"""After which a task is stopped: a judgement. A sweep takes up to half a second, a report up to three."""

IDLE_SECONDS = 3600.0
"""After which a process without work ends and gives its memory back: a judgement."""

NICENESS = 10
"""By which the process stands back where there are more tasks than cores: a judgement."""

_HEED_SECONDS = 0.1
_LOOK_SECONDS = 2.0
_LOSSES = 2

_LOGGER = logging.getLogger(__name__)

Result = TypeVar("Result")

_line: deque[object] = deque()
_moved = threading.Condition()
_started: ProcessPoolExecutor | None = None
_starting = threading.Lock()


class NotDoneError(ValueError):
    """A task that was stopped, since it took too long or since its process was ended from outside."""


class Turn:
    """The turn of whoever waited in line.

    Attributes
    ----------
    waiting : int
        How many wait behind.
    """

    def __init__(self, waiting: int, meanwhile: Callable[[], None]) -> None:
        self.waiting = waiting
        self._meanwhile = meanwhile

    def done(self, task: Callable[..., Result], *arguments: Any) -> Result:
        """Let the process do a task, and return its result.

        Parameters
        ----------
        task : callable
            Of a module; the process imports it.
        arguments
            What it takes. What cannot be sent is worked on here, and so is everything where no process can be had.

        Raises
        ------
        NotDoneError
            If it takes longer than `LONGEST_SECONDS`, or if its process is ended from outside, twice.
        Exception
            Whatever the task raises.
        """
        try:
            sent = pickle.dumps((task, arguments))
        except (pickle.PicklingError, AttributeError, TypeError):
            return task(*arguments)
        for _ in range(_LOSSES):
            try:
                found: Result = self._awaited(sent)
                return found
            except BrokenExecutor:  # one that takes too much memory is ended by the system
                end()
            except (_NotThereError, _NoProcessError):
                return task(*arguments)
        raise NotDoneError(f"the process that worked on it was ended, {_LOSSES} times")

    def _awaited(self, sent: bytes) -> Any:
        future = _submitted(sent)
        begun = time.monotonic()
        while not wait([future], _HEED_SECONDS).done:
            self._meanwhile()
            if time.monotonic() - begun > LONGEST_SECONDS:
                end()
                raise NotDoneError(f"it was stopped after {LONGEST_SECONDS:g} seconds of work")
        return future.result()


@contextlib.contextmanager
def turn(meanwhile: Callable[[], None] = lambda: None) -> Iterator[Turn]:
    """Wait in line; the block is one's turn.

    Parameters
    ----------
    meanwhile : callable
        Called again and again while one waits, for the turn and for results; what it raises ends the waiting.
    """
    ticket = object()
    with _moved:
        _line.append(ticket)
    try:
        while True:
            with _moved:
                if _moved.wait_for(lambda: _line[0] is ticket, _HEED_SECONDS):
                    break
            meanwhile()
        yield Turn(len(_line) - 1, meanwhile)
    finally:
        with _moved:
            _line.remove(ticket)
            _moved.notify_all()


def done(task: Callable[..., Result], *arguments: Any) -> Result:
    """Wait in line, let the process do a task, and return its result: as `Turn.done`."""
    with turn() as mine:
        return mine.done(task, *arguments)


def begin(*modules: str) -> None:
    """Start the process and let it import what it needs, so that the first who asks need not wait for that."""
    try:
        _submitted(pickle.dumps((_imported, modules)))
    except _NoProcessError as error:
        _LOGGER.warning("Sweeps and reports are made in the server itself, and pages wait for them: %s", error)


def end() -> None:
    """End the process, whatever it does; the next task starts another one."""
    global _started
    with _starting:
        ended, _started = _started, None
    if ended is not None:
        ended.shutdown(wait=False, kill_workers=True)


def _submitted(sent: bytes) -> Future[Any]:
    """A task given to the process, which is started if there is none."""
    global _started
    import loky  # only where something is asked for

    with _starting:
        try:
            if _started is None:
                _started = loky.ProcessPoolExecutor(
                    1, timeout=IDLE_SECONDS, initializer=_initialise, initargs=(os.getpid(),)
                )
            future: Future[Any] = _started.submit(_do, sent)
        except (OSError, ImportError, NotImplementedError) as error:
            raise _NoProcessError(str(error)) from error
        return future


class _NotThereError(Exception):
    """A task that the process cannot read, such as a class that was made in the server alone."""


class _NoProcessError(Exception):
    """There can be no process, as in a container without shared memory."""


def _do(sent: bytes) -> Any:
    try:
        task, arguments = pickle.loads(sent)
    except (AttributeError, ImportError) as error:
        raise _NotThereError(str(error)) from None
    return task(*arguments)


def _imported(*modules: str) -> None:
    for module in modules:
        importlib.import_module(module)


def _initialise(server: int) -> None:
    if sys.platform == "win32":  # knows no niceness, and another parent: the launcher of a virtual environment
        return
    os.nice(NICENESS)
    threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server: int) -> None:
    """A server that is killed, perhaps while this process begins, cannot end the process that works for it."""
    while os.getppid() == server:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
