"""Frames of sweeps, drawn by the worker, and held for whoever asks for the same: a class that was given one link."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from cachetools import LRUCache

from risk.live import sweep, worker

MOST_HELD_BYTES = 24_000_000
"""Of frames that are held: some hundred sweeps."""

CROWDED = (2, 6)
"""How many must wait for one to be drawn at every second value only, and at every fourth: a judgement."""

# Packed: as objects they would take ten to thirty times as much.
_held: LRUCache[tuple[str, Any, int], bytes] = LRUCache(MOST_HELD_BYTES, getsizeof=len)
_holding = threading.Lock()


def frames(
    picture: sweep.Picture, scenario: sweep.Scenario, key: str, meanwhile: Callable[[], None] = lambda: None
) -> bytes:
    """Frames of a sweep, packed.

    Parameters
    ----------
    picture, scenario, key
        As `sweep.frames` has them.
    meanwhile : callable
        Called again and again while they are waited for; what it raises ends the waiting.

    Raises
    ------
    ValueError
        If the scenario itself cannot be drawn, or drawing takes too long.
    """
    (token,) = sweep.tokens(picture, scenario, [key]).values()
    value = scenario.get(key)
    with worker.turn(meanwhile) as turn:
        # Where many wait, each has fewer steps, and has them sooner.
        halvings = sum(turn.waiting >= many for many in CROWDED)
        with _holding:
            packed = next(filter(None, (_held.get((token, value, times)) for times in range(halvings + 1))), None)
        if packed is None:
            packed = turn.done(drawn, picture, scenario, key, halvings)
            if sweep.lasting(picture):
                with _holding:
                    _held[token, value, halvings] = packed
    return packed


def drawn(picture: sweep.Picture, scenario: sweep.Scenario, key: str, halvings: int = 0) -> bytes:
    """Frames of a sweep, packed, drawn here and now."""
    base = sweep.normal(picture(scenario))
    return sweep.pack(sweep.frames(picture, scenario, key, base, halvings=halvings).message())
