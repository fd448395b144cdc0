"""Links and short texts that hold a whole scenario."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from risk.scenario import Scenario

_MARK = "z"


@dataclass(frozen=True)
class Opened:
    """A scenario that was read, the page it names, and what could not be kept."""

    scenario: Scenario
    page: str
    problems: tuple[str, ...]


def write(scenario: Scenario, page: str = "", base: str = "") -> str:
    """Link that writes everything."""
    return f"{base}/{page}?{urlencode(scenario.to_query())}"


def packed(scenario: Scenario) -> str:
    """Short text for a whole scenario."""
    plain = Scenario().to_query()
    query = {
        key: value for key, value in scenario.to_query().items() if plain.get(key) != value or key in ("v", "model")
    }
    return _MARK + base64.urlsafe_b64encode(zlib.compress(json.dumps(query).encode(), 9)).decode().rstrip("=")


def unpacked(text: str) -> dict[str, str]:
    """Flat text of a scenario that was packed."""
    try:
        raw = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        content = json.loads(zlib.decompressobj().decompress(raw, 100_000)) if text[:1] == _MARK else None
    except (ValueError, binascii.Error, zlib.error):
        content = None
    if not isinstance(content, dict):
        raise ValueError("this is not a packed scenario: it is damaged")
    return {str(key): str(value) for key, value in content.items()}


def read(text: str) -> Opened:
    """Read a link, a query, a packed text or a scenario file."""
    text = text.strip()
    if text.startswith("{"):
        return Opened(*_with_page(*Scenario.from_json(text)))
    if "=" in text:
        parts = urlsplit(text)
        found = dict(parse_qsl(parts.query or text.lstrip("?"), keep_blank_values=True))
        scenario, problems = Scenario.from_query(found)
        return Opened(scenario, parts.path.rpartition("/")[2] if parts.query else "", problems)
    return Opened(*_with_page(*Scenario.from_query(unpacked(text))))


def _with_page(scenario: Scenario, problems: tuple[str, ...]) -> tuple[Scenario, str, tuple[str, ...]]:
    return scenario, "", problems
