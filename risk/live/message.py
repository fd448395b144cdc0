"""What the browser's side of a live figure is told: the picture, what can be swept, and the answer to a sweep."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from cachetools import LRUCache

from risk import words
from risk.live import sweep, turns
from risk.parameter import Parameter

MOST_HELD_BYTES = 24_000_000
"""Of frames that are held for whoever asks for the same ones: some hundred sweeps."""

CROWDED = (2, 6)
"""How many sweeps must wait for one to be drawn at every second value only, and at every fourth: a judgement."""

# Packed: as objects they would take ten to thirty times as much.
_held: LRUCache[tuple[str, Any, int], bytes] = LRUCache(MOST_HELD_BYTES, getsizeof=len)
_holding = threading.Lock()


def message(
    picture: sweep.Picture,
    scenario: sweep.Scenario,
    *,
    key: str,
    sweeps: Sequence[str],
    height: int,
    wanted: str | None = None,
    group: str = "",
) -> dict[str, Any]:
    """Message that shows a figure of the scenario.

    Parameters
    ----------
    picture : callable
        `picture(scenario)` returns a Plotly specification; a `ValueError` is told in the figure's place.
    scenario : Scenario
        The state to draw.
    key : str
        Name of the figure: camera, zoom and legend are kept by it.
    sweeps : sequence of str
        Keys of the numeric parameters that the bar offers.
    height : int
        Height of the plot in pixels.
    wanted : str or None
        Parameter whose frames are to be sent along.
    group : str
        Figures of the same group keep camera, zoom and legend in step; empty for a figure on its own.

    Returns
    -------
    dict
        `key`, `group`, `height`, `problem`, `alternative`, `picture`, `parameters` and `frames`, to be written by
        `sweep.pack`; `frames` are packed by themselves.
    """
    tokens = sweep.tokens(picture, scenario, sweeps)
    found: dict[str, Any] = {
        "key": key,
        "group": group,
        "height": height,
        "problem": None,
        "alternative": "",
        "picture": None,
        "parameters": [_description(scenario, swept, token) for swept, token in tokens.items()],
        "frames": None,
    }
    try:
        base = sweep.normal(picture(scenario))
    except ValueError as error:
        return found | {"problem": f"This figure cannot be drawn: {error}"}
    return found | {
        "picture": base,
        "alternative": base["layout"].get("meta", {}).get("alt", ""),
        "frames": _frames(picture, scenario, wanted, base) if wanted and wanted in sweeps else None,
    }


def _frames(picture: sweep.Picture, scenario: sweep.Scenario, key: str, base: Mapping[str, Any]) -> Any:
    """Frames of a sweep; a class that was given one link asks for the same ones, and they are drawn once."""
    (token,) = sweep.tokens(picture, scenario, [key]).values()
    value = scenario.get(key)
    with turns.sweep() as turn:
        # Where many wait, each has fewer steps, and has them sooner.
        halvings = sum(turn.waiting >= many for many in CROWDED)
        with _holding:
            packed = next(filter(None, (_held.get((token, value, times)) for times in range(halvings + 1))), None)
        if packed is None:
            found = sweep.frames(picture, scenario, key, base, halvings=halvings, between=turn.give_way)
            packed = sweep.pack(found.message())
            if sweep.lasting(picture):
                with _holding:
                    _held[token, value, halvings] = packed
    return np.frombuffer(packed, np.uint8)


def _description(scenario: sweep.Scenario, key: str, token: str) -> dict[str, Any]:
    visited, texts = _visited(scenario.parameter(key), scenario.get(key))
    return {
        "key": key,
        "label": scenario.parameter(key).label,
        "values": visited,
        "texts": texts,
        "index": visited.index(scenario.get(key)),
        "token": token,
    }


@functools.lru_cache(maxsize=512)
def _visited(parameter: Parameter, value: float) -> tuple[tuple[float, ...], tuple[str, ...]]:
    visited = parameter.grid(value)
    return visited, tuple(words.value(parameter, x) for x in visited)
