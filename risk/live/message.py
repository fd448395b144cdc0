"""What the browser's side of a live figure is told: the picture, what can be swept, and the answer to a sweep."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from risk import words
from risk.live import shared, sweep, worker
from risk.parameter import Parameter


def message(
    picture: sweep.Picture,
    scenario: sweep.Scenario,
    *,
    key: str,
    sweeps: Sequence[str],
    height: int,
    wanted: str | None = None,
    group: str = "",
    meanwhile: Callable[[], None] = lambda: None,
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
    meanwhile : callable
        Called again and again while frames are waited for; what it raises ends the waiting.

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
    found |= {"picture": base, "alternative": base["layout"].get("meta", {}).get("alt", "")}
    if wanted and wanted in sweeps:
        try:
            found["frames"] = np.frombuffer(shared.frames(picture, scenario, wanted, meanwhile), np.uint8)
        except worker.NotDoneError as error:
            label = scenario.parameter(wanted).label
            found["problem"] = f"This figure cannot be moved along “{label}”: {error}."
    return found


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
