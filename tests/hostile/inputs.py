"""Hostile input, made at random but repeatably: links, files, and paths on the server."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from risk import expression, link
from risk.scenario import Scenario

SCRIPT = "<script>alert(1)</script>"
WORDS = (
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "**bold** [a](javascript:alert(1)) $x$ :red[x]",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${7*7} #{7*7}",
    "__import__('os').system('true')",
    "().__class__.__mro__[1].__subclasses__()",
    "../../../../etc/passwd",
    "\x00",
    "a\x00b\x1b[31m\x7f",
    "\r\nSet-Cookie: a=b",
    "\u202e\u2066\ufeff\u200b",
    "𝟙𝟚𝟛 ١٢٣ ½",
    "\ud7ff\ue000",
    "A" * 5_000,
    "é" * 2_000,
    "%00%0d%0a%252e%252e",
    "true",
    "None",
    "[]",
    "{}",
)
NUMBERS = (
    "nan", "inf", "-inf", "1e999", "-1e999", "1e-999", "5e-324", "-0", "0x10", "1_000", "9" * 4_000, "1e308", "1e25",
    "0.1e", "+", "-", "", " 1 ", "1,5", "1;2", "٣", "9**9**9", "1" + "0" * 400, "0." + "0" * 400 + "1",
)  # fmt: skip

_KEYS = tuple(Scenario().to_query())
_STRANGE_KEYS = (
    "",
    " ",
    "v",
    "model",
    "packed",
    "scene",
    "embed",
    "deployments",
    "function",
    "agency",
    "a.b.c",
    ".",
    "_",
)


def value(mind: random.Random) -> str:
    """One hostile value."""
    return mind.choice(mind.choice((WORDS, NUMBERS)))


def query(mind: random.Random) -> dict[str, str]:
    """Pairs of a link: a few keys that exist, a few that do not, values of every kind."""
    keys = mind.choices(_KEYS, k=mind.randrange(1, 8)) + mind.choices(_STRANGE_KEYS, k=mind.randrange(3))
    keys += [value(mind) for _ in range(mind.randrange(2))]
    return {key: value(mind) for key in keys}


def text(mind: random.Random) -> str:
    """What could be typed, pasted or stored as a link or a file."""
    kind = mind.randrange(8)
    pairs = query(mind)
    if kind == 0:
        return f"https://elsewhere.example/surface?{urlencode(pairs)}"
    if kind == 1:
        return json.dumps(pairs)
    if kind == 2:
        nested: object = pairs
        for _ in range(mind.randrange(1, 400)):
            nested = [nested]
        return json.dumps({"function": nested})
    if kind == 3:
        whole = link.packed(Scenario())
        place = mind.randrange(len(whole))
        return whole[:place] + mind.choice("A-_1~ ") + whole[place + mind.randrange(3) :]
    if kind == 4:
        return "".join(chr(mind.randrange(0xD800)) for _ in range(mind.randrange(200)))
    if kind == 5:
        return json.dumps(pairs)[: mind.randrange(40)]
    if kind == 6:
        return "&".join(f"{quote(key)}={mind.choice(('', '=', '&', '%', '%zz'))}" for key in pairs)
    return value(mind)


def large() -> Iterator[tuple[str, str]]:
    """Name and text of input that is too long, too deep or too many."""
    yield "10 MB in one value", f"?function={'A' * 10_000_000}"
    yield "10 MB packed", "1" + "A" * 10_000_000
    yield "10 MB of JSON", json.dumps({"function": "A" * 10_000_000})
    yield "50 000 keys", "?" + "&".join(f"k{number}={number}" for number in range(50_000))
    yield "4 000 keys", "?" + "&".join(f"k{number}=1" for number in range(4_000))
    yield "deep JSON", "[" * 90_000
    yield "deep JSON in a value", '{"function": ' + "[" * 50_000 + "]" * 50_000 + "}"
    yield "long number", '{"settings.tolerance": ' + "9" * 90_000 + "}"
    yield "many deployments", "?deployments=" + ",".join(["gpt5:5"] * 5_000)


def paths() -> tuple[bytes, ...]:
    """Paths that would read a file if one let them; each asks for what must not be found."""
    targets = ("etc/passwd", "app.py", ".streamlit/config.toml", "risk/data/systems.csv", "run.py")
    ups = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "..%c0%af", "....//", "..;/")
    places = ("/", "/static/", "/live-figure/", "/media/", "/component/", "/app/static/", "/_stcore/bidi-components/")
    found = [f"{place}{up * 6}{target}" for place in places for up in ups for target in targets]
    found += [
        f"{place}{target}" for place in places for target in ("/etc/passwd", "%2fetc%2fpasswd", "file:///etc/passwd")
    ]
    found += [
        "//etc/passwd",
        "/%00",
        "/static/%00",
        "/static/js/..%00/",
        "/live-figure/plotly.min.js%00.css",
        "/C:/Windows/win.ini",
    ]
    found += ["/live-figure/..%2f..%2fapp.py", "/x/../live-figure/../app.py", "/\\\\host\\share", "/%5c%5chost%5cshare"]
    return tuple(path.encode("latin-1") for path in found)


def largest(number: int) -> str:
    """A formula with as many parts as are allowed, another one for each number."""
    terms = [f"tanh(0.{10 + number} * I)"]
    while _allowed(found := f"({' + '.join(terms)}) / {len(terms)}"):
        kept = found
        terms.append("tanh(I * A)")
    return kept


def _allowed(text: str) -> bool:
    try:
        expression.read(text, ())
    except expression.ExpressionError:
        return False
    return True
