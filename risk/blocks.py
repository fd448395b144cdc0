"""Long work cut into blocks: any number of workers gives the same digits, and memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from typing import Any, TypeVar

Block = tuple[int, int]
"""First draw of a block, and the one after its last."""

Workers = int | Callable[..., Iterable[object]]
"""How many processes share the work (-1: one for each processor), or a map-like callable, as SciPy has it."""

Result = TypeVar("Result")


class LostError(RuntimeError):
    """A worker ended in the middle of its work."""


# A block costs the start of a sequence of draws, and a merge; so few that neither shows, and so many that a pool of
# processes has something to share.
_LEAST, _MOST_BLOCKS = 64, 64


def blocks(samples: int) -> tuple[Block, ...]:
    """Cut so many draws into blocks. It depends on their number alone, never on who does the work."""
    size = _LEAST
    while size * _MOST_BLOCKS < samples:
        size *= 2
    return tuple((start, min(start + size, samples)) for start in range(0, samples, size))


def streamed(task: Callable[[Block], Result], pieces: Sequence[Block], workers: Workers = 1) -> Iterator[Result]:
    """Results of a task on each block, in order.

    Parameters
    ----------
    task : callable
        Takes a block. For processes and clusters it must be picklable.
    pieces : sequence of Block
        The blocks.
    workers : int or callable
        1 works here; more use as many processes; -1 as many as there are processors. A callable is used as `map` is, so
        that the map of a pool or of a cluster drops in.

    Raises
    ------
    ValueError
        If `workers` is none of these.
    LostError
        If a process ends in the middle of its work. Processes of our own are started again once for each block that
        they lose; the message says which draws were lost twice.
    """
    if callable(workers):
        results: Any = workers(task, pieces)
        yield from _told(results, pieces)
    elif isinstance(workers, bool) or not isinstance(workers, int) or workers < -1 or workers == 0:
        raise ValueError(f"workers must be a number of processes, -1 or a map-like callable, got {workers!r:.60}")
    elif workers == 1:
        yield from map(task, pieces)
    else:
        yield from _by_processes(task, pieces, None if workers == -1 else workers)


def _by_processes(task: Callable[[Block], Result], pieces: Sequence[Block], number: int | None) -> Iterator[Result]:
    done, lost = 0, -1
    while done < len(pieces):
        try:
            with ProcessPoolExecutor(number) as pool:
                for result in _told(pool.map(task, pieces[done:]), pieces[done:]):
                    yield result
                    done += 1
        except LostError:
            if done == lost:
                raise
            lost = done


def _told(results: Iterable[Result], pieces: Sequence[Block]) -> Iterator[Result]:
    """The results; where a worker ends, what was lost is named."""
    done = 0
    try:
        for result in results:
            yield result
            done += 1
    except BrokenExecutor as error:
        start, stop = pieces[done]
        raise LostError(
            f"a worker ended in the middle of its work: draws {start} to {stop} of {pieces[-1][1]} are lost ({error})"
        ) from error
