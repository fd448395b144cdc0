"""The danger-surface dashboard: navigation, theme, and the sidebar that every page shares."""

import gc

import streamlit as st

from risk.ui import assets, browser, controls, headers, lifespan, navigation, page, state

# One flat list: with section headings Streamlit builds a list whose children are not list items, which screen readers
# and axe stumble over.
PAGES = navigation.pages()


def main() -> None:
    st.set_page_config(page_title="The danger surface", layout="wide", menu_items={"About": page.ABOUT})
    chosen = st.navigation(PAGES)
    state.begin()
    with st.sidebar:
        controls.sidebar(chosen.url_path)
        browser.watch()
    page.run(chosen)
    state.write_address()


if __name__ == "__main__":
    main()
elif __name__ != "__mp_main__":
    # What the imports left behind is never garbage: without freezing it every collection would walk over all of it.
    gc.collect()
    gc.freeze()
    # Until this was called once, Streamlit takes files in pages/ for an app of the old kind and runs them without this
    # file: the first visitor who follows a link to a page would see it bare.
    st.navigation(PAGES)
    app = st.App(__file__, lifespan=lifespan.lifespan, routes=assets.routes(), middleware=headers.middleware())
