"""Long work cut into blocks: any number of workers gives the same digits, and memory stays flat."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from typing import Any, TypeVar

Block = tuple[int, int]
"""First draw of a block, and the one after its last."""

Workers = int | Callable[..., Iterable[object]]
"""How many processes share the work (-1: one for each processor), or a map-like callable, as SciPy has it."""

Piece = TypeVar("Piece")
Result = TypeVar("Result")

# A block costs the start of a sequence of draws, and a merge; so few that neither shows, and so many that a pool of
# processes has something to share.
_LEAST, _MOST_BLOCKS = 64, 64

# So often in a row may processes end without a new block done.
_MOST_LOSSES = 3


class LostError(RuntimeError):
    """A block could not be done, since what should do it ended or failed; the message names the block."""


def blocks(samples: int) -> tuple[Block, ...]:
    """Cut so many draws into blocks. It depends on their number alone, never on who does the work."""
    size = _LEAST
    while size * _MOST_BLOCKS < samples:
        size *= 2
    return tuple((start, min(start + size, samples)) for start in range(0, samples, size))


def streamed(task: Callable[[Piece], Result], pieces: Iterable[Piece], workers: Workers = 1) -> Iterator[Result]:
    """Results of a task on each block, in order, one by one. Whoever asks for no more ends the work.

    Parameters
    ----------
    task : callable
        Takes a block. For processes and clusters it and the blocks must be picklable.
    pieces : iterable
        The blocks. Nothing of a result may depend on how they are shared out.
    workers : int or callable
        1 works here; more use as many processes; -1 as many as there are processors. A process that dies loses nothing:
        what it had not finished is done again. A callable is used as `map` is, so that the map of a pool or of a
        cluster drops in; it does lost blocks again by itself, or fails.

    Raises
    ------
    ValueError
        If `workers` is none of these; and whatever `ValueError` the task raises.
    LostError
        If processes keep ending, or a map fails or ends early; the message names the block.
    """
    every = list(pieces)
    if callable(workers):
        return _mapped(task, every, workers)
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < -1 or workers == 0:
        raise ValueError(f"workers must be a number of processes, -1 or a map-like callable, got {workers!r:.60}")
    processes = (os.cpu_count() or 1) if workers == -1 else workers
    return map(task, every) if processes == 1 else _by_processes(task, every, processes)


def _mapped(task: Callable[[Any], Any], pieces: Sequence[Any], workers: Callable[..., Iterable[Any]]) -> Iterator[Any]:
    place = "block {} of {}".format
    try:
        results = iter(workers(task, pieces))
    except ValueError:
        raise
    except Exception as error:
        raise LostError(f"{len(pieces)} blocks were not begun: {type(error).__name__}: {error}") from error
    for number in range(1, len(pieces) + 1):
        try:
            result = next(results)
        except StopIteration:
            raise LostError(f"the map ended before {place(number, len(pieces))}") from None
        except ValueError:  # what the task itself has to say
            raise
        except Exception as error:
            raise LostError(f"{place(number, len(pieces))} was not done: {type(error).__name__}: {error}") from error
        yield result


def _by_processes(task: Callable[[Any], Any], pieces: Sequence[Any], processes: int) -> Iterator[Any]:
    finished: dict[int, Any] = {}
    position = losses = 0
    while position < len(pieces):
        left = [number for number in range(position, len(pieces)) if number not in finished]
        # A process takes its neighbours along: after a loss the next block is tried alone, to be done or to be named.
        left = left[:1] if losses else left
        # A fork would copy locks that threads of a server hold.
        pool = ProcessPoolExecutor(min(processes, len(left)) or 1, mp_context=multiprocessing.get_context("spawn"))
        futures: dict[int, Any] = {}
        try:
            for number in left:
                futures[number] = pool.submit(task, pieces[number])
            while position in finished or position in futures:
                result = finished.pop(position) if position in finished else futures.pop(position).result()
                position, losses = position + 1, 0
                yield result
        except BrokenExecutor:
            losses += 1
            if losses == _MOST_LOSSES:
                raise LostError(
                    f"a worker ended in the middle of its work, {losses} times: block {position + 1} of"
                    f" {len(pieces)} was not done"
                ) from None
            done = {n: f for n, f in futures.items() if f.done() and not f.cancelled() and f.exception() is None}
            finished |= {number: future.result() for number, future in done.items()}
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
