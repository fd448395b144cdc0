"""Long work cut into blocks: any number of workers gives the same digits, and memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from typing import Any, TypeVar

Block = tuple[int, int]
"""First draw of a block, and the one after its last."""

Workers = int | Callable[..., Iterable[object]]
"""How many processes share the work (-1: one for each processor), or a map-like callable, as SciPy has it."""

Result = TypeVar("Result")

# A block costs the start of a sequence of draws, and a merge; so few that neither shows, and so many that a pool of
# processes has something to share.
_LEAST, _MOST_BLOCKS = 64, 64


def blocks(samples: int) -> tuple[Block, ...]:
    """Cut so many draws into blocks. It depends on their number alone, never on who does the work."""
    size = _LEAST
    while size * _MOST_BLOCKS < samples:
        size *= 2
    return tuple((start, min(start + size, samples)) for start in range(0, samples, size))


def streamed(task: Callable[[Block], Result], pieces: Iterable[Block], workers: Workers = 1) -> Iterator[Result]:
    """Results of a task on each block, in order.

    Parameters
    ----------
    task : callable
        Takes a block. For processes and clusters it must be picklable.
    pieces : iterable of Block
        The blocks.
    workers : int or callable
        1 works here; more use as many processes; -1 as many as there are processors. A callable is used as `map` is, so
        that the map of a pool or of a cluster drops in.

    Raises
    ------
    ValueError
        If `workers` is none of these.
    RuntimeError
        If a process ends in the middle of its work; the message says how much was done by then.
    """
    if callable(workers):
        results: Any = workers(task, pieces)
        yield from _counted(results)
    elif isinstance(workers, bool) or not isinstance(workers, int) or workers < -1 or workers == 0:
        raise ValueError(f"workers must be a number of processes, -1 or a map-like callable, got {workers!r:.60}")
    elif workers == 1:
        yield from map(task, pieces)
    else:
        with ProcessPoolExecutor(None if workers == -1 else workers) as pool:
            yield from _counted(pool.map(task, pieces))


def _counted(results: Iterable[Result]) -> Iterator[Result]:
    done = 0
    try:
        for result in results:
            yield result
            done += 1
    except BrokenExecutor as error:
        raise RuntimeError(
            f"a worker ended in the middle of its work, in or after block {done + 1}: {error}"
        ) from error
