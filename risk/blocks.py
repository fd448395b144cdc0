"""Work in blocks: done here, by processes of this machine, or by any map, with equal results in equal order."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Block = TypeVar("Block")
Result = TypeVar("Result")

Workers = int | Callable[..., Iterable[Any]]
"""How many processes, 1 for none, or what maps a function over blocks: ``map`` itself, or the ``map`` of a pool, of an
executor or of a cluster. It must keep the order."""

_MOST_LOSSES = 3


class WorkerError(RuntimeError):
    """A block could not be done, since what should do it ended or failed; the message names the block."""


def each(function: Callable[[Block], Result], blocks: Sequence[Block], workers: Workers = 1) -> Iterator[Result]:
    """Results of a function on blocks, in their order, one by one. Whoever asks for no more ends the work.

    Parameters
    ----------
    function : callable
        Takes a block. It and the blocks must be picklable where other processes do the work.
    blocks : sequence
        What to work on. Nothing of a result may depend on how the work is shared out.
    workers : int or callable
        Processes of this machine, 1 for none, or a map-like callable. A process that dies loses nothing: what it had
        not finished is done again. A map does that by itself, or fails.

    Yields
    ------
    object
        The function's results.

    Raises
    ------
    ValueError
        If `workers` is neither a whole number from 1 nor callable; and whatever `ValueError` the function raises.
    WorkerError
        If processes keep dying, or a map fails or ends early.
    """
    if callable(workers):
        return _mapped(function, blocks, workers)
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be a whole number from 1 or a map-like callable, got {workers!r:.60}")
    return map(function, blocks) if workers == 1 else _by_processes(function, blocks, workers)


def _mapped(function: Callable[[Any], Any], blocks: Sequence[Any], workers: Callable[..., Iterable[Any]]) -> Any:
    place = "block {} of {}".format
    try:
        results = iter(workers(function, blocks))
    except ValueError:
        raise
    except Exception as error:
        raise WorkerError(f"{len(blocks)} blocks were not begun: {type(error).__name__}: {error}") from error
    for number in range(1, len(blocks) + 1):
        try:
            result = next(results)
        except StopIteration:
            raise WorkerError(f"the map ended before {place(number, len(blocks))}") from None
        except ValueError:  # what the function itself has to say
            raise
        except Exception as error:
            raise WorkerError(f"{place(number, len(blocks))} was not done: {type(error).__name__}: {error}") from error
        yield result


def _by_processes(function: Callable[[Any], Any], blocks: Sequence[Any], processes: int) -> Iterator[Any]:
    finished: dict[int, Any] = {}
    position = losses = 0
    while position < len(blocks):
        left = [number for number in range(position, len(blocks)) if number not in finished]
        # A fork would copy locks that threads of a server hold.
        pool = ProcessPoolExecutor(min(processes, len(left)) or 1, mp_context=multiprocessing.get_context("spawn"))
        futures = {number: pool.submit(function, blocks[number]) for number in left}
        try:
            while position < len(blocks):
                result = finished.pop(position) if position in finished else futures.pop(position).result()
                position, losses = position + 1, 0
                yield result
        except BrokenProcessPool:
            losses += 1
            if losses == _MOST_LOSSES:
                raise WorkerError(
                    f"block {position + 1} of {len(blocks)} was not done: its process ended {losses} times"
                ) from None
            done = {n: f for n, f in futures.items() if f.done() and not f.cancelled() and f.exception() is None}
            finished |= {number: future.result() for number, future in done.items()}
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
