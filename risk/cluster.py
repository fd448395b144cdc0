"""A cluster of other machines as workers, through dask.distributed (the extra `cluster`)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from risk.blocks import LostError

CONNECT_SECONDS = 20
"""Seconds after which a scheduler that does not answer is given up."""


@contextlib.contextmanager
def workers(scheduler: str) -> Iterator[Callable[..., Iterable[Any]]]:
    """The map of a running cluster: pass it as `workers`. A worker that dies loses nothing; others do its blocks.

    Parameters
    ----------
    scheduler : str
        Address of its scheduler, such as ``tcp://192.0.2.1:8786``. Scheduler and workers need this package in the same
        version, and a danger function that is a plug-in must be installed there too.

    Raises
    ------
    ValueError
        If `dask.distributed` is not installed.
    LostError
        If the scheduler does not answer, or has no worker.
    """
    try:
        import distributed  # an extra
    except ImportError:
        raise ValueError("a scheduler needs dask.distributed: install the extra danger-surface[cluster]") from None
    connect: Any = distributed.Client
    try:
        client = connect(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise LostError(f"there is no scheduler at {scheduler!r:.80}: {error}") from error
    with client:
        if not client.ncores():
            raise LostError(f"the scheduler at {scheduler!r:.80} has no worker")
        yield client.get_executor(pure=False).map
