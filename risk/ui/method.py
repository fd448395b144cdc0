"""Drawing of the page on data and method: one part of the model, one table with its download, passages of text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pandas as pd
import streamlit as st

from risk import export
from risk.caveats import Passage
from risk.method import Entry
from risk.scenario import Scenario
from risk.table import Licence, Table
from risk.ui import files, page

_HEIGHT = 460

# A long formula goes on in a new line where it would otherwise have to be scrolled, which no keyboard could.
# Streamlit's own rule names two classes, and hides what is too tall.
_STYLE = """<style>
.stMarkdown .katex-display > .katex {white-space: normal;}
.stMarkdown [data-testid="stMarkdownContainer"] .katex-display {overflow: visible;}
[data-testid="stMainBlockContainer"] h3 {font-size: 1.15rem; padding: 0.4rem 0 0.1rem;}
</style>"""
_NEXT_FORMULA = r",\quad"
_WIDE = ("Source", "Meaning", "Note", "Quantity", "Threshold")


def _style() -> None:
    """Size of formulas and lesser headings, for this page alone."""
    st.html(_STYLE)


def entries(parts: Iterable[Entry]) -> None:
    """Draw parts of the model under each other."""
    _style()
    for part in parts:
        _entry(part)


def _entry(part: Entry) -> None:
    """Draw one part of the model: what it is, its formula, its symbols and its source."""
    owner = part.owner
    st.subheader(part.title, anchor=False)
    st.markdown(owner.summary)
    for formula in filter(None, owner.formula.split(_NEXT_FORMULA)):
        st.latex(formula)
    if part.symbols:
        st.markdown(f"Symbols and defaults: {part.symbols}.")
    page.small(f"Source: {owner.source}.")


def table(shown: Table, scenario: Scenario) -> None:
    """Draw a table with its terms and its download, which is made when it is asked for."""
    if not len(shown):
        st.markdown(f"No row of “{shown.title}” holds all of these words.")
        return
    st.markdown(f"{shown.about} {'Shown' if shown.selection else 'In all'}: {len(shown)}.")
    st.dataframe(
        pd.DataFrame(shown.shown, columns=list(shown.headings)),
        hide_index=True,
        width="stretch",
        height=min(_HEIGHT, 36 * (len(shown) + 1) + 3),
        column_config={name: st.column_config.TextColumn(width="large") for name in _WIDE},
        key=f"table {shown.name}",
    )
    if shown.licences:
        page.small(f"Terms: {'. '.join(map(_terms, shown.licences))}.")
    files.download(
        f"Download {shown.title.lower()} as CSV with metadata (zip)",
        partial(export.archive, shown, scenario),
        f"danger-surface-{shown.name}.zip",
        files.ARCHIVE,
        key=f"download {shown.name}",
    )


def _terms(licence: Licence) -> str:
    return f"{licence.short} ({licence.credit})" if licence.address else f"{licence.short}, as named in each row"


def passages(texts: Iterable[Passage]) -> None:
    """Draw headings with what is said under each."""
    _style()
    for passage in texts:
        st.subheader(passage.title, anchor=False)
        st.markdown(passage.text)
