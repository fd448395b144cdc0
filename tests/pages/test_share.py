"""Share, save, open: what stands in the dialog, and what a file does to the scenario; in a browser the link itself."""

from __future__ import annotations

import asyncio
import io
import json
import re
import urllib.request
import zipfile
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from risk import link
from risk.scenario import Scenario
from risk.ui import page as ui_page
from tests.test_app import settle, slider, visit
from tests.test_pages import opened
from tests.visit import Visit
from tests.widgets import held

EARLY = Scenario().replace("function.critical_intelligence", 0.45)


def pressed(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_undo_and_redo_bring_scenarios_back() -> None:
    app = opened("start")
    assert app.button(key="undo").disabled and app.button(key="redo").disabled
    held(app.slider, "settings.tolerance").set_value(0.5).run()
    held(app.selectbox, "function").select("additive").run()
    assert "Danger function Phase transition → Additive" in app.button(key="undo").help.replace("\\", "")
    assert pressed(app, "undo").session_state["scenario"] == Scenario().replace("settings.tolerance", 0.5)
    assert pressed(app, "undo").session_state["scenario"] == Scenario()
    assert held(app.slider, "settings.tolerance").value == 0.3 and app.button(key="undo").disabled
    pressed(app, "redo")
    assert pressed(app, "redo").session_state["scenario"].function.name == "additive"
    assert app.button(key="redo").disabled


def test_reset_can_be_taken_back() -> None:
    app = opened("start", EARLY)
    next(button for button in app.button if button.label == "Reset everything").click().run()
    assert app.session_state["scenario"] == Scenario()
    assert pressed(app, "undo").session_state["scenario"] == EARLY


def test_the_dialog_holds_a_link_that_opens_the_same_state() -> None:
    app = pressed(opened("transition", EARLY), "share")
    assert not app.exception
    assert link.read(f"https://example.org{app.code[0].value}") == link.Opened(EARLY, "transition", ())


def test_a_packed_address_opens_its_scenario() -> None:
    app = opened("start", **{link.PACKED: link.packed(EARLY)})
    assert app.session_state["scenario"] == EARLY and not app.warning


def test_hostile_text_is_escaped() -> None:
    text = "<b>**x**</b> $y$ [z](http://a.b) :material/home: www.c.d e@f.g `h`"
    escaped = ui_page.literal(text)
    assert re.sub(r"[\\\u2060]", "", escaped) == text
    assert not re.search(r"(?<!\\)[<>*$\[\]():`@]", escaped)
    assert not re.search(r"(?i)(http:\\?/|www\\?\.|@\\?\w)", escaped)


def test_a_file_is_there_until_the_browser_comes_whoever_else_visits(server: str) -> None:
    async def take() -> bytes:
        async with Visit(server) as visit, Visit(server) as other:
            await visit.open()
            await visit.set("button", "Share, save, open", True)
            address = await visit.file("Download the systems as CSV")
            for _ in range(3):
                await other.open()
            return await asyncio.to_thread(lambda: urllib.request.urlopen(address, timeout=30).read())

    assert zipfile.is_zipfile(io.BytesIO(asyncio.run(take())))


@pytest.mark.browser
def test_sharing_in_the_browser(server: str, new_page: Callable[..., Page], console_errors: list[str]) -> None:
    """The link shown opens the same state elsewhere; files are opened, refused or kept in part; axe finds nothing."""
    page = new_page()
    visit(page, f"{server}/transition?settings.tolerance=0.4&odd.key=%3Cb%3E**x**%3C/b%3E%20http://a.b")
    page.get_by_text("“odd.key”").wait_for()
    slider(page, "Critical intelligence").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("location.search.includes('critical_intelligence=0.59')")
    page.get_by_role("button", name="Share, save, open").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Critical intelligence I_c 0.60 → 0.59").wait_for()
    dialog.locator("img").wait_for()
    short = dialog.get_by_test_id("stCode").first.inner_text().replace("\n", "")
    assert short.startswith(f"{server}/transition?packed=")
    state = link.read(short).scenario
    assert (state.settings.tolerance, state.get("function.critical_intelligence")) == (0.4, 0.59)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        settle(page)
        # Streamlit's own drop zone names an element without a role; everything else is ours.
        found = Axe().run(
            page,
            context={"exclude": [["[data-testid=stFileUploaderDropzone]"]]},
            options={"resultTypes": ["violations"]},
        )
        assert found.violations_count == 0, found.generate_report()

    upload = dialog.locator("input[type=file]")
    for name, content, expected in (
        ("<b>broken.json", "{", "was not opened"),
        ("list.json", "[1]", "holds no JSON object"),
        (
            "missing.json",
            json.dumps(EARLY.to_query() | {"function": "not-here"}),
            "no danger function 'not-here'",
        ),
        ("newer.json", json.dumps(EARLY.to_query() | {"v": "99", "later.thing": "1"}), "written for version '99'"),
    ):
        upload.set_input_files({"name": name, "mimeType": "application/json", "buffer": content.encode()})
        dialog.get_by_text(expected).wait_for()
        assert "critical_intelligence=0.59" in page.url
    upload.set_input_files({"name": "large.json", "mimeType": "application/json", "buffer": b" " * 2_000_000})
    dialog.get_by_text("1.0MB or smaller").wait_for()
    upload.set_input_files({"name": "early.json", "mimeType": "application/json", "buffer": EARLY.to_json().encode()})
    dialog.get_by_role("button", name="Open it").click()
    page.wait_for_function("location.search.includes('critical_intelligence=0.45')")
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("location.search.includes('critical_intelligence=0.59')")
    other = new_page(width=390)
    visit(other, short)
    other.wait_for_function("location.search.includes('critical_intelligence=0.59')")
    assert "packed" not in other.url
    assert console_errors == []
