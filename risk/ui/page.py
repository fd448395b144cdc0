"""What every page is made of: claim, figure, three numbers, why, levers, and what is behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from risk import domain, registry
from risk.axes import FormulaError
from risk.credit import CREDIT
from risk.exhibits import Exhibit
from risk.number import Number
from risk.plots.theme import THEMES, Theme
from risk.ui import state
from risk.ui.live_figure import live_figure
from risk.version import MODEL_VERSION

_CONTROLS = ", ".join(
    f'[data-testid="st{kind}"]'
    for kind in ("Slider", "Selectbox", "Checkbox", "ButtonGroup", "TextInput", "Button", "DownloadButton", "PageLink")
)

# Room for the claim and its figure on the first screen; Streamlit leaves a tenth of it empty above.
_STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding-top: 3.9rem; padding-bottom: 3rem;}
[data-testid="stMainBlockContainer"] h1 {font-size: clamp(1.35rem, 2.4vw, 1.9rem); line-height: 1.2; padding: 0.2rem 0;}
[data-testid="stMainBlockContainer"] h2 {font-size: 1.35rem;}
[data-testid="stMetricValue"] {font-size: 1.5rem;}
[data-testid="stPageLink"] p {white-space: normal;}
/* In a row of levers a switch has little room: its label takes a second line. */
[data-testid="stCheckbox"] :is(label, label div, p) {white-space: normal; min-width: 0; overflow: visible;}
[data-testid="stMetricValue"] :is(div, p), [data-testid="stMetricLabel"] p {white-space: normal; overflow: visible;}
/* Streamlit shows it only under a mouse, and only moves a closed sidebar out of sight: the Tab key would not find the
   one, and get lost in the other. */
[data-testid="stSidebarCollapseButton"] {visibility: visible;}
[data-testid="stSidebar"][data-collapsed="true"], [data-testid="stSidebar"][data-collapsed="true"] *
  {visibility: hidden;}
[data-testid="stMain"]:focus-visible {outline: 2px solid; outline-offset: -2px;}
@media (forced-colors: active) {
  /* Streamlit draws sliders and switches by backgrounds and shadows alone, which are taken away here. */
  :is([data-testid="stSlider"], [data-testid="stCheckbox"]) div:empty {border: 2px solid;}
  [data-testid="stSlider"] [style*="translate"], [data-testid="stCheckbox"] div:empty
    {background: ButtonText; forced-color-adjust: none;}
  [data-testid="stCheckbox"] label > div:has(> div:empty) {outline: 1px solid;}
  [data-testid="stSliderThumbValue"] {background: none; forced-color-adjust: auto;}
  :is([data-testid="stSlider"], [data-testid="stCheckbox"]):has(input:focus-visible)
    {outline: 3px solid; outline-offset: 2px;}
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpander"] details:not([open]),
  [data-testid="stMain"] :is(CONTROLS),
  /* A heading over nothing but controls. */
  [data-testid="stElementContainer"]:has(h2):has(+ * :is(CONTROLS)):not(:has(+ * .live-figure))
    {display: none !important;}
  h1, h2, h3 {break-after: avoid;}
  [data-testid="stHorizontalBlock"]:not(:has(.live-figure)) {break-inside: avoid;}
  [data-testid="stHorizontalBlock"]:has(.live-figure) {flex-direction: column;}
  [data-testid="stHorizontalBlock"]:has(.live-figure) > [data-testid="stColumn"] {width: 100%; flex: none;}
}
</style>""".replace("CONTROLS", _CONTROLS)

# Takes no room and is not seen.
_JOINER = "\N{WORD JOINER}"
_NO_BREAK = "\N{NO-BREAK SPACE}"

ABOUT = (
    "**The danger surface** explores D = f(I, G, A) and compares lines in training compute with it. It is neutral: it"
    f" shows what follows from which assumption. Model version {MODEL_VERSION}. {CREDIT}"
)


def literal(text: str) -> str:
    """Markdown that shows a text as it is: what comes from a link or a file is never markup, and never a link."""
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    # An address would become a link in spite of that.
    return re.sub(r"(?i)(:(?=\\/)|www(?=\\\.)|@)", rf"\1{_JOINER}", escaped)


def run(page: StreamlitPage) -> None:
    """Run a page; a danger function that fails, as a stranger's may, is named, and nothing of the state is lost."""
    try:
        page.run()
    except FormulaError as error:
        st.error(f"This page cannot be shown: {error}. Choose another danger function or other parameters.")


def theme() -> Theme:
    """Theme that the visitor's browser shows."""
    return THEMES["dark" if st.context.theme.type == "dark" else "light"]


def opening(shown: Exhibit) -> None:
    """Open a page with its claim."""
    heading(shown.claim, shown.explanation)


def heading(claim: str, explanation: str) -> None:
    """Open a page with what it says first, after what a link asked for and did not get."""
    st.html(_STYLE)
    # A place of their own: without it a notice that comes or goes would move all below it to another place, and every
    # figure would be built anew, even under the hand that drags it.
    with st.container():
        for notice in (*state.notices(), *registry.problems()):
            st.warning(literal(notice))
    st.title(claim, anchor=False)
    st.markdown(explanation)


def figure(shown: Exhibit, key: str) -> None:
    """Draw a live figure of an exhibit, in the visitor's theme."""
    found = shown.figure(key)
    live_figure(
        partial(found.picture, theme=theme()),
        shown.scenario,
        key=key,
        sweeps=found.sweeps,
        commit=state.commit,
        height=found.height,
    )


def numbers(entries: Sequence[Number]) -> None:
    """Draw numbers under each other."""
    for entry in entries:
        st.metric(entry.label, entry.value)
        small(entry.note)


def numbers_abreast(entries: Sequence[Number]) -> None:
    """Draw numbers side by side."""
    for column, entry in zip(st.columns(len(entries), gap="medium"), entries, strict=True):
        with column:
            numbers((entry,))


def why(shown: Exhibit) -> None:
    """Say why it is so, what is unusual about the scenario, and how far the finding holds."""
    first, *further = shown.why
    st.markdown(first)
    for remark in shown.scenario.remarks():
        st.info(f"Unusual value: {remark}")
    for remark in domain.remarks(shown.scenario.function):
        st.info(remark)
    for paragraph in further:
        st.markdown(paragraph)


def small(text: str) -> None:
    """Write a lesser text, in full contrast: Streamlit's captions are too pale to read."""
    # A line never ends between a number and its per cent sign.
    st.markdown(f":small[{text.replace(' %', f'{_NO_BREAK}%')}]")


def section(title: str) -> None:
    """Head a section, one level below the claim."""
    st.header(title, anchor=False)


def fold(label: str, key: str = "") -> Any:
    """Fold a part away. Draw its content only if its `open` says so: what nobody opened then costs nothing.

    Parameters
    ----------
    label : str
        What the reader sees.
    key : str
        Name of the part; needed where the label changes with the scenario, so that it stays open.
    """
    return st.expander(label, key=f"fold {key or label}", on_change="rerun")


def tabs(key: str, *labels: str) -> Sequence[Any]:
    """Lay parts side by side behind tabs. Draw the content of the one whose `open` says so: the others cost nothing."""
    return st.tabs(list(labels), key=f"tabs {key}", on_change="rerun")


def footer() -> None:
    """Close a page: what D is, credit, version."""
    st.divider()
    small(
        "D is an index, not a probability: nobody has a unit for danger. Everything here follows from assumptions that"
        f" you can change. Model version {MODEL_VERSION}. {CREDIT}"
    )
