"""The pages, in the order in which the navigation lists them."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from risk.exhibits import TITLES
from risk.link import FIRST_PAGE

# Pages that show no exhibit of their own: their titles, and the pages that they follow.
_FURTHER = {"story": ("Story", "start"), "compare": ("Compare", "how_sure")}


def titles() -> dict[str, str]:
    """Titles of all pages by their file stem."""
    found = {}
    for name, title in TITLES.items():
        found[name] = title
        found |= {further: own for further, (own, before) in _FURTHER.items() if before == name}
    return found


def pages() -> list[StreamlitPage]:
    """All pages, the first one at the root of the address."""
    return [st.Page(file(name), title=title, default=name == FIRST_PAGE) for name, title in titles().items()]


def file(name: str) -> str:
    """File of a page, from the repository's root, by its stem."""
    return f"pages/{name}.py"
