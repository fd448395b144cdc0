"""Files that a visitor takes away: made when they are asked for, and there until the browser came for them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit import runtime

KEPT = 8
"""Files that are kept at least, of all visitors together; a report has some three megabytes."""

PAGE, ARCHIVE = "text/html", "application/zip"

_turn = itertools.count()


def download(
    label: str,
    make: Callable[[], bytes],
    name: str,
    kind: str,
    *,
    key: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draw a button that makes a file when it is pressed, and downloads it.

    Parameters
    ----------
    label, key, width
        Of the button, as Streamlit has them.
    make : callable
        Makes the file, in another thread.
    name, kind : str
        Name and media type of the file.
    """

    def made() -> bytes:
        data = make()
        # Streamlit drops such a file as soon as two runs have ended, whosoever's: where many visit, before the browser
        # asks for it. Held a second time, under a place of its own, it stays until so many others were made.
        place = f"taken away {next(_turn) % KEPT}"
        runtime.get_instance().media_file_mgr.add(data, kind, place, name, is_for_static_download=True)
        return data

    st.download_button(label, made, name, kind, key=key, on_click="ignore", width=width)
