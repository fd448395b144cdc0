"""What every page offers beside its controls: undo, redo, and one dialog that shares the page in every form."""

from __future__ import annotations

import functools
import io
from urllib.parse import urlsplit

import streamlit as st

from risk import export, link
from risk.evaluation import evaluation
from risk.exhibits import EXHIBITS, exhibit
from risk.link import Opened
from risk.live import worker
from risk.scenario import Scenario
from risk.ui import files, page, state

_FILE, _DATA = "danger-surface-scenario.json", "danger-surface-systems.zip"
_LATEST = 12
_LOCAL = ("localhost", "127.0.0.1", "::1")


def actions(shown: str) -> None:
    """Undo, redo and share, at the end of the sidebar.

    Parameters
    ----------
    shown : str
        File stem of the page that is shared.
    """
    history = state.history()
    back, forth = st.columns(2, gap="small")
    with back:
        told = f"Take back: {history.line(history.place)}" if history.undoable else "Nothing was changed yet."
        st.button(
            "Undo",
            key="undo",
            on_click=state.go_to,
            args=(history.place - 1,),
            disabled=not history.undoable,
            help=page.literal(told),
            icon=":material/undo:",
            width="stretch",
        )
    with forth:
        told = f"Do again: {history.line(history.place + 1)}" if history.redoable else "Nothing was undone."
        st.button(
            "Redo",
            key="redo",
            on_click=state.go_to,
            args=(history.place + 1,),
            disabled=not history.redoable,
            help=page.literal(told),
            icon=":material/redo:",
            width="stretch",
        )
    if st.button("Share, save, open", key="share", icon=":material/share:", width="stretch"):
        _share(shown)


@st.dialog("Share, save, open", width="medium")
def _share(shown: str) -> None:
    scenario = state.current()
    base = (st.context.url or "").rstrip("/").removesuffix(f"/{shown}")
    _link(scenario, shown, base)
    if shown in EXHIBITS:
        _take_away(scenario, shown, base)
    _files(scenario)
    _history()


def _link(scenario: Scenario, shown: str, base: str) -> None:
    short = link.write_short(scenario, shown, base)
    page.section("Link")
    code, text = st.columns([0.34, 0.66], gap="medium", vertical_alignment="center")
    with code:
        if picture := _code(short):
            st.image(picture, width=220, output_format="PNG", alt="QR code of the short link")
        else:
            page.small("This state is too long for a code that a camera reads. The link and the file hold it.")
    with text:
        st.code(short, language=None, wrap_lines=True)
        page.small(
            "It opens this page in this state. Every value is written in it, with the versions of schema and model, so"
            " that a later default changes nothing in it."
        )
        if urlsplit(base).hostname in _LOCAL:
            page.small("This address is of your own machine: it opens here only.")
    with page.fold("The same link, readable", "readable link") as part:
        if part.open:
            st.code(link.write(scenario, shown, base), language=None, wrap_lines=True)


@functools.lru_cache(maxsize=64)
def _code(text: str) -> bytes | None:
    """Picture of a QR code; None where the text is too long for one."""
    import segno  # only where a code is shown

    stream = io.BytesIO()
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        return None
    code.save(stream, kind="png", scale=8, border=4)
    return stream.getvalue()


def _take_away(scenario: Scenario, shown: str, base: str) -> None:
    from risk.report import file_name, report, snippet  # its templates take a third of a second to load

    page.section("Report, data, program")
    address = link.write_short(scenario, shown, base)
    written, data = st.columns(2, gap="medium")
    with written:
        files.download(
            "Download the report",
            lambda: worker.done(functools.partial(report, shown, scenario, link=address)).encode(),
            file_name(shown, scenario),
            files.PAGE,
            width="stretch",
        )
        page.small(
            "One HTML file that needs no network: figures that move, numbers, every parameter with its source. It takes"
            " a few seconds."
        )
    with data:
        files.download(
            "Download the systems as CSV",
            lambda: export.archive(evaluation(scenario), scenario),
            _DATA,
            files.ARCHIVE,
            width="stretch",
        )
        page.small("Every system with its danger and what each rule says of it, and a JSON file that explains it.")
    with page.fold("The same in Python: a program that prints this page's numbers", "python") as part:
        if part.open:
            st.code(snippet(exhibit(shown, scenario)), language="python", wrap_lines=True)


def _files(scenario: Scenario) -> None:
    page.section("Scenario file")
    down, up = st.columns([0.34, 0.66], gap="medium")
    with down:
        st.download_button(
            "Save the scenario", scenario.to_json(), _FILE, "application/json", on_click="ignore", width="stretch"
        )
        page.small("JSON: every value by its key.")
    with up:
        uploaded = st.file_uploader("Open a scenario file", type="json", key="scenario file")
    if uploaded is None:
        return
    try:
        opened = link.read(uploaded.getvalue().decode("utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        reason = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        st.error(page.literal(f"“{uploaded.name}” was not opened: {reason}. Nothing was changed."))
        return
    _offer(uploaded.name, opened)


def _offer(name: str, opened: Opened) -> None:
    """Open a scenario at once if all of it can be kept; else say what cannot, and let the reader decide."""
    if opened.scenario == state.current():
        st.success(page.literal(f"“{name}” is what is shown."))
        return
    if opened.problems:
        st.warning(page.literal(f"“{name}” cannot be kept whole, and nothing was changed yet."))
        for problem in opened.problems:
            page.small(page.literal(problem))
    else:
        page.small(page.literal(f"“{name}” can be opened whole. Undo brings the present state back."))
    if st.button("Open it" if not opened.problems else "Open what can be kept", key="open file", type="primary"):
        state.set_scenario(opened.scenario)
        st.rerun()


def _history() -> None:
    history = state.history()
    lines = history.lines()
    page.section("History of this visit")
    if not lines:
        page.small("Nothing was changed yet. Each change will be listed here, and can be taken back.")
        return
    first = max(0, len(lines) - _LATEST)
    labels = {0: "As opened"} | {place: line for place, line in enumerate(lines, start=1)}
    shown = [place for place in range(len(lines), -1, -1) if place >= first]
    if history.place not in shown:
        shown.append(history.place)
    chosen = st.radio(
        "Go back to",
        shown,
        index=shown.index(history.place),
        format_func=lambda place: page.literal(labels[place]),
        key=f"history {len(lines)} {history.place}",
    )
    if chosen is not None and chosen != history.place:
        state.go_to(chosen)
        st.rerun()
