"""Widgets of a page in a test, found as risk/ui/widget.py names them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def held(widgets: Iterable[Any], name: str) -> Any:
    """The widget that shows a value under a name, however often it was set anew."""
    named = re.compile(rf"{re.escape(name)}( \(\d+\))?")
    (found,) = (widget for widget in widgets if named.fullmatch(widget.key or ""))
    return found
