"""The browser's side of risk/live/sweep.py in Python: reads what the live figure is sent."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import numpy as np


def unpack(data: bytes) -> dict[str, Any]:
    """Message of a live figure: in an AppTest, the argument is `at.main.get("bidi_component")[0].proto.bytes`."""
    size = int.from_bytes(data[:4], "little")
    assert (4 + size) % 8 == 0
    body = data[4 + size :]

    def revive(value: Any) -> Any:
        if isinstance(value, list):
            return [revive(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$" in value:
            offset, kind, shape = value["$"]
            assert offset % 8 == 0
            return np.frombuffer(body, np.dtype("<" + kind), math.prod(shape), offset).reshape(shape)
        return {key: revive(item) for key, item in value.items()}

    def refuse(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    return revive(json.loads(data[4 : 4 + size], parse_constant=refuse))


def decode(part: dict[str, Any]) -> Any:
    if "json" in part:
        return part["json"]
    if "array" in part:
        return part["array"]
    values = part["offset"] + part["scale"] * part["codes"].astype(float)
    values[part["codes"] == 65535] = np.nan
    return values


def picture_at(base: dict[str, Any], frames: dict[str, Any], step: int) -> dict[str, Any]:
    """The picture of one step of a sweep, as the browser makes it from the picture shown."""
    picture = copy.deepcopy(base)
    for change in frames["changes"]:
        *way, last = change["at"]
        place = picture
        for key in way:
            if not isinstance(place.get(key), dict):
                place[key] = {}
            place = place[key]
        if change["index"][step] < 0:
            place.pop(last, None)
        else:
            place[last] = decode(change["parts"][change["index"][step]])
    return picture
