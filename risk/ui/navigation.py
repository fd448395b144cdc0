"""The pages, in the order in which the navigation lists them."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from risk.exhibits import TITLES
from risk.link import FIRST_PAGE

# Pages without an exhibit of their own: file stem, title, and the page before which each stands.
_OTHERS = (("compare", "Compare", "data_and_method"),)


def pages() -> list[StreamlitPage]:
    """All pages, the first one at the root of the address."""
    titles = list(TITLES.items())
    for name, title, following in _OTHERS:
        titles.insert([known for known, _ in titles].index(following), (name, title))
    return [st.Page(file(name), title=title, default=name == FIRST_PAGE) for name, title in titles]


def file(name: str) -> str:
    """File of a page, from the repository's root, by its stem."""
    return f"pages/{name}.py"
