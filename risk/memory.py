"""Results that are kept and take long: many who ask for one at the same time have it computed once, and wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from cachetools import LRUCache, cached

Asked = ParamSpec("Asked")
Result = TypeVar("Result")


def computed_once(most: int) -> Callable[[Callable[Asked, Result]], Callable[Asked, Result]]:
    """Keep the latest results of a function: as `functools.lru_cache`, which lets all who ask at once compute.

    Parameters
    ----------
    most : int
        How many results are kept.
    """

    def keeping(function: Callable[Asked, Result]) -> Callable[Asked, Result]:
        kept: Callable[Asked, Result] = cached(LRUCache(most), condition=threading.Condition())(function)
        return kept

    return keeping
