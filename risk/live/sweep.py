"""Sweeps: one picture a step, sent to the browser as the difference from the picture that is shown."""

from __future__ import annotations

import functools
import hashlib
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from risk.parameter import Parameter

MOST_BYTES = 1_000_000

MISSING_CODE = 65535
HIGHEST_CODE = 65534

_SMALLEST_ARRAY = 16
_SMALLEST_QUANTISED = 64
_ABSENT = object()
_AS_THEY_ARE = frozenset((str, bool, int, type(None)))

Picture = Callable[[Any], Mapping[str, Any]]


class Scenario(Protocol):
    """What a sweep needs of the state: an immutable object whose values go by key."""

    def parameter(self, key: str) -> Parameter: ...

    def get(self, key: str) -> Any: ...

    def replace(self, key: str, value: Any) -> Scenario: ...

    def to_query(self) -> dict[str, str]: ...


def tokens(picture: Picture, scenario: Scenario, keys: Sequence[str]) -> dict[str, str]:
    """Name, for each key, everything its sweep depends on but its own value: frames of the same name serve again."""
    query = sorted(scenario.to_query().items())
    drawn_by = _identity(picture)
    found = {}
    for key in keys:
        parameter = scenario.parameter(key)
        rest = [item for item in query if item[0] != key]
        parts = (drawn_by, key, parameter.span(scenario.get(key)), parameter.step, rest)
        found[key] = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return found


def lasting(picture: Picture) -> bool:
    """Whether a picture's name in its tokens outlives it: an address in memory may be another thing's tomorrow."""
    return " at 0x" not in _identity(picture)


def _identity(thing: Any) -> str:
    # Two closures of one function (another theme, another view) draw different pictures. What has no stable
    # repr costs a second fetch and never shows a wrong frame.
    if isinstance(thing, functools.partial):
        keywords = sorted((key, _identity(value)) for key, value in thing.keywords.items())
        return repr((_identity(thing.func), [_identity(x) for x in thing.args], keywords))
    code = getattr(thing, "__code__", None)
    if code is None:
        return f"{type(thing).__module__}.{type(thing).__qualname__}:{thing!r}"
    cells = [_identity(cell.cell_contents) for cell in thing.__closure__ or ()]
    name = (thing.__module__, thing.__qualname__, code.co_firstlineno)
    return repr((name, cells, thing.__defaults__, thing.__kwdefaults__))


def normal(picture: Mapping[str, Any]) -> dict[str, Any]:
    """Bring a picture into the form in which pictures are compared and sent.

    Returns
    -------
    dict
        `traces` by their `uid` or `name`, `order` of their names, and `layout`; long numeric lists are arrays,
        and every other leaf is JSON.
    """
    traces: dict[str, Any] = {}
    for place, trace in enumerate(picture["data"]):
        name = str(trace.get("uid") or trace.get("name") or f"trace {place + 1}")
        while name in traces:
            name += "'"
        # Plotly keeps a legend's state by uid, and looks traces up with it in a CSS selector.
        uid = f"trace-{zlib.crc32(name.encode()):08x}"
        traces[name] = {**{part: _leaf(content) for part, content in trace.items()}, "uid": uid}
    return {"traces": traces, "order": list(traces), "layout": _leaf(picture.get("layout", {}))}


def _leaf(value: Any) -> Any:
    # A picture has thousands of leaves: what most of them are comes first, and is recognised without a search.
    if type(value) in _AS_THEY_ARE:
        return value
    if type(value) is dict or isinstance(value, Mapping):
        return {str(key): _leaf(item) for key, item in value.items()}
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, np.generic):
        return _leaf(value.item())
    if hasattr(value, "__array__"):
        return _array(np.asarray(value))
    if isinstance(value, (list, tuple)):
        return _list(value)
    raise TypeError(f"a picture cannot hold {type(value).__name__}")


def _array(value: np.ndarray[Any, Any]) -> Any:
    if value.ndim == 0:
        return _leaf(value.item())
    if value.dtype.kind == "M":
        return np.datetime_as_string(value).tolist()
    if value.dtype.kind in "iu" and value.size and np.abs(value, dtype=np.float64).max() < 2**31:
        return np.ascontiguousarray(value, dtype=np.int32)
    if value.dtype.kind in "fiu":
        return np.ascontiguousarray(value, dtype=np.float64)
    return _list(value.tolist())


def _list(value: Sequence[Any]) -> Any:
    if len(value) >= _SMALLEST_ARRAY and not any(isinstance(item, (str, bool, Mapping)) for item in value):
        try:
            found = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):  # rows of unequal length, or something that is no number after all
            return [_plain(item) for item in value]
        return found
    return [_plain(item) for item in value]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    return _leaf(value)


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    else:
        yield path, value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return False
    return bool(one == other) and type(one) is type(other)


def difference(base: Mapping[str, Any], pictures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What changes between a picture and a series of others.

    Parameters
    ----------
    base, pictures : mapping
        As `normal` returns them.

    Returns
    -------
    list of dict
        One entry a changing leaf: `at`, its path; `parts`, its encoded distinct values; and `index`, the part
        for each picture, -1 where the leaf is absent.
    """
    shown = dict(_leaves(base))
    steps = [dict(_leaves(picture)) for picture in pictures]
    paths = dict.fromkeys([*shown, *(path for step in steps for path in step)])
    logarithmic = _logarithmic_letters(base["layout"])
    changes = []
    for path in paths:
        here = shown.get(path, _ABSENT)
        series = [step.get(path, _ABSENT) for step in steps]
        if all(_same(value, here) for value in series):
            continue
        exact = path[-1] == "customdata" or path[-1] in logarithmic
        found: dict[Any, int] = {}
        parts: list[Any] = []
        index = []
        for value in series:
            if value is _ABSENT:
                index.append(-1)
                continue
            name = _fingerprint(value)
            if name not in found:
                found[name] = len(parts)
                parts.append(_part(value, exact))
            index.append(found[name])
        changes.append({"at": list(path), "parts": parts, "index": index})
    return changes


def _logarithmic_letters(layout: Mapping[str, Any]) -> set[str]:
    # Equal steps over a range of many powers of ten would flatten its low end.
    places = [layout, *(item for key, item in layout.items() if key.startswith("scene"))]
    axes = [(key[0], axis) for place in places for key, axis in place.items() if key[1:5] == "axis"]
    return {letter for letter, axis in axes if axis.get("type") == "log"}


def _fingerprint(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    return json.dumps(value)


def _part(value: Any, exact: bool) -> dict[str, Any]:
    if not isinstance(value, np.ndarray):
        return {"json": value}
    if value.dtype.kind == "f" and value.size >= _SMALLEST_QUANTISED and not exact:
        return quantise(value)
    return {"array": _for_pictures(value)}


def quantise(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Encode an array in 16 bits, with its own offset and scale and a code for what is missing.

    Returns
    -------
    dict
        `codes`, `offset` and `scale`, with array = offset + scale * codes to within half a scale, which is
        1/65534 of the range; or `array`, the values themselves, if they have no finite range.
    """
    missing = np.isnan(array)
    if missing.all():
        return {"codes": np.full(array.shape, MISSING_CODE, np.uint16), "offset": 0.0, "scale": 0.0}
    low, high = float(np.nanmin(array)), float(np.nanmax(array))
    if not math.isfinite(high - low):
        return {"array": array}
    scale = (high - low) / HIGHEST_CODE
    codes = np.zeros(array.shape) if scale == 0.0 else np.rint((array - low) / scale)
    codes[missing] = MISSING_CODE
    return {"codes": codes.astype(np.uint16), "offset": low, "scale": scale}


def _for_pictures(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    # Seven digits are more than a screen shows; short arrays keep all of theirs, for dates and for the CSV.
    if array.dtype.kind == "f" and array.size > 1024 and not np.nanmax(np.abs(array), initial=0.0) > 1e30:
        return array.astype(np.float32)
    return array


@dataclass(frozen=True, kw_only=True)
class Frames:
    """Answer to one sweep: the values visited and what each changes in the picture shown."""

    key: str
    token: str
    values: tuple[float, ...]
    errors: Mapping[int, str]
    changes: Sequence[Mapping[str, Any]]

    def message(self) -> dict[str, Any]:
        """The frames as the browser takes them."""
        return {
            "key": self.key,
            "token": self.token,
            "values": list(self.values),
            "errors": {str(place): text for place, text in self.errors.items()},
            "changes": list(self.changes),
        }


def frames(
    picture: Picture,
    scenario: Scenario,
    key: str,
    base: Mapping[str, Any],
    most_bytes: int = MOST_BYTES,
    halvings: int = 0,
) -> Frames:
    """Draw a picture for every value of a sweep and keep what changes.

    A step whose picture raises `ValueError` is left out and its message kept. If the frames would take more than
    `most_bytes`, every second value is dropped, never the ends or the current value, until they fit; and so many times
    as `halvings` says before any is drawn.
    """
    current = scenario.get(key)
    visited = list(scenario.parameter(key).grid(current))
    for _ in range(halvings):
        visited = _halved(visited, current)
    pictures: dict[float, Mapping[str, Any]] = {}
    failed: dict[float, str] = {}
    for value in visited:
        try:
            pictures[value] = base if value == current else normal(picture(scenario.replace(key, value)))
        except ValueError as error:
            failed[value] = str(error)
    name = tokens(picture, scenario, [key])[key]
    while True:
        changes = difference(base, [pictures.get(value, base) for value in visited])
        found = Frames(
            key=key,
            token=name,
            values=tuple(visited),
            errors={place: failed[value] for place, value in enumerate(visited) if value in failed},
            changes=changes,
        )
        fewer = _halved(visited, current)
        if len(fewer) == len(visited) or len(pack(found.message())) <= most_bytes:
            return found
        visited = fewer


def _halved(values: Sequence[Any], current: Any) -> list[Any]:
    kept = {values[0], values[-1], current}
    return [value for place, value in enumerate(values) if place % 2 == 0 or value in kept]


def pack(message: Mapping[str, Any]) -> bytes:
    """Write a message as bytes: length of the header, JSON header, then the arrays, each on a multiple of eight.

    An array in the message becomes `{"$": [offset, type, shape]}`, its offset counted from the end of the header.
    """
    blocks: list[bytes] = []
    size = 0

    # The encoder asks about what it does not know, and in a picture that is arrays: all else stays in its hands.
    def stored(value: Any) -> Any:
        nonlocal size
        if not isinstance(value, np.ndarray):
            raise TypeError(f"a message cannot hold {type(value).__name__}")
        block = value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes()
        reference = [size, value.dtype.str[1:], list(value.shape)]
        blocks.append(block + bytes(-len(block) % 8))
        size += len(blocks[-1])
        return {"$": reference}

    header = json.dumps(message, separators=(",", ":"), allow_nan=False, default=stored).encode()
    header += b" " * (-(len(header) + 4) % 8)
    return len(header).to_bytes(4, "little") + header + b"".join(blocks)
