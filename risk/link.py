"""A scenario as a link: everything is written, so that no later default changes what an old link shows."""

from __future__ import annotations

import base64
import binascii
import functools
import importlib.resources
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from risk.scenario import Scenario

FIRST_PAGE = "start"
"""The page at the root of the address, which has no name there."""

PACKED = "packed"
"""Key under which a link holds everything in short, for a code that a camera reads."""

# A packed text says with its first letter which dictionary it was made with. A dictionary is never edited: when links
# have changed so much that it helps little, a new one gets the next letter.
_DICTIONARIES = {"1": "link-dictionary-1.txt", "2": "link-dictionary-2.txt"}
_NEWEST = "2"

_LONGEST = 100_000
_MOST_KEYS = 5_000
_RAW_DEFLATE = -15
# Bytes of checksum before the content: a text that a hand or a mail program changed is not taken for another state.
_CHECKED = 2


@dataclass(frozen=True)
class Opened:
    """What was read of a link or a file.

    Attributes
    ----------
    scenario : Scenario
        The scenario; defaults stand where something could not be read.
    page : str
        File stem of the page that the link opens; empty where it names none.
    problems : tuple of str
        One sentence for everything that was ignored or looks odd.
    """

    scenario: Scenario
    page: str
    problems: tuple[str, ...]


def write(scenario: Scenario, page: str = FIRST_PAGE, base: str = "") -> str:
    """Link that writes every value, with the versions of schema and model.

    Parameters
    ----------
    scenario : Scenario
        What the link opens.
    page : str
        File stem of the page.
    base : str
        Address of the app, without a slash at its end.
    """
    return f"{base}/{_path(page)}?{urlencode(scenario.to_query())}"


def write_short(scenario: Scenario, page: str = FIRST_PAGE, base: str = "") -> str:
    """The same link packed: as complete, and a few times shorter."""
    return f"{base}/{_path(page)}?{urlencode({PACKED: packed(scenario)})}"


def _path(page: str) -> str:
    return "" if page == FIRST_PAGE else page


def packed(scenario: Scenario) -> str:
    """Everything that a link writes, as a short text of letters, digits, "-" and "_"."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE, zdict=_dictionary(_NEWEST))
    text = urlencode(scenario.to_query()).encode()
    content = _checksum(text) + deflate.compress(text) + deflate.flush()
    return _NEWEST + base64.urlsafe_b64encode(content).decode().rstrip("=")


def unpacked(text: str) -> dict[str, str]:
    """What a packed text holds, as flat text.

    Raises
    ------
    ValueError
        If the text was not written by `packed`, or was cut or changed since.
    """
    version, content = text[:1], text[1:]
    if version not in _DICTIONARIES or not re.fullmatch(r"[A-Za-z0-9_-]+", content) or len(text) > _LONGEST:
        raise ValueError(f"this is not a packed scenario: {text!r:.60}")
    inflate = zlib.decompressobj(_RAW_DEFLATE, zdict=_dictionary(version))
    try:
        whole = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4))
        found = inflate.decompress(whole[_CHECKED:], _LONGEST)
        if not inflate.eof:
            raise ValueError("it is cut short, or too long")
        if _checksum(found) != whole[:_CHECKED]:
            raise ValueError("a letter was changed")
        return _pairs(found.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"the packed scenario is damaged: {error}") from None


def from_query(query: Mapping[str, str]) -> Opened:
    """Read what stands in an address behind the question mark; what cannot be read is named, and all else kept."""
    rest, problems = dict(query), []
    if PACKED in rest:
        try:
            rest = unpacked(rest.pop(PACKED)) | rest
        except ValueError as error:
            problems.append(f"Ignored {PACKED} from the link: {error}.")
    scenario, ignored = Scenario.from_query(rest)
    return Opened(scenario, "", (*problems, *ignored))


def read(text: str) -> Opened:
    """Read a link, what stands in it behind the question mark, a packed text, or the content of a scenario file.

    Raises
    ------
    ValueError
        If the text is none of these.
    """
    text = text.strip().lstrip("\ufeff")
    if not text:
        raise ValueError("this is no link and no scenario file: it is empty")
    if len(text) > _LONGEST:
        raise ValueError(f"this is too long for a link or a scenario file: {len(text)} characters of {_LONGEST}")
    if text.startswith(("{", "[")):
        scenario, problems = Scenario.from_json(text)
        return Opened(scenario, "", problems)
    if re.fullmatch(r"[A-Za-z0-9_-]+", text):
        scenario, problems = Scenario.from_query(unpacked(text))
        return Opened(scenario, "", problems)
    foreign = ValueError(f"this is no link of this dashboard and no scenario file: {text!r:.60}")
    try:
        parts = urlsplit(text if "?" in text or "://" in text else f"?{text}")
    except ValueError:
        raise foreign from None
    found = from_query(_pairs(parts.query))
    if not _known(parts.query):
        raise foreign
    return Opened(found.scenario, parts.path.rstrip("/").rpartition("/")[2], found.problems)


def _known(query: str) -> bool:
    keys = {key for key, _ in parse_qsl(query)}
    return bool(keys & {PACKED, "v", *Scenario().to_query()}) or any("." in key for key in keys)


def _pairs(query: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_KEYS))
    except ValueError:
        raise ValueError(f"there are more than {_MOST_KEYS} keys") from None


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(4, "big")[:_CHECKED]


@functools.cache
def _dictionary(version: str) -> bytes:
    return importlib.resources.files("risk.data").joinpath(_DICTIONARIES[version]).read_bytes()
