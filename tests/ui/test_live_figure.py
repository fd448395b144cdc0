"""The live figure in a real browser: what a user did to it survives, motion needs no round trip, nothing is lost."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from streamlit.testing.v1 import AppTest

from tests.test_app import at_rest, camera_at_rest
from tests.ui import demo_app
from tests.ui.decoder import unpack
from tests.ui.demo_app import Demo, Ramp

APP = str(Path(demo_app.__file__).resolve())
VIEWS = ("heatmap", "contour", "surface")


# ---- without a browser ----


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_sends_its_picture_and_what_can_be_swept(view: str) -> None:
    app = AppTest.from_file(APP).run()
    app.radio[0].set_value(view).run()
    assert not app.exception
    message = unpack(app.main.get("bidi_component")[0].proto.bytes)
    state = Demo()
    expected = demo_app.surface(state) if view == "surface" else demo_app.plane(state, view)
    np.testing.assert_array_equal(message["picture"]["traces"]["D"]["z"], expected["data"][0]["z"])
    assert message["alternative"] == expected["layout"]["meta"]["alt"]
    assert message["frames"] is None and message["problem"] is None
    for offered in message["parameters"]:
        assert offered["values"][offered["index"]] == state.get(offered["key"])
        assert len(offered["texts"]) == len(offered["values"])


def test_a_picture_that_fails_is_a_message_not_a_traceback() -> None:
    app = AppTest.from_file(APP)
    app.session_state["scenario"] = Demo(Ramp(middle=0.8))
    app.run().radio[0].set_value("broken").run()
    assert not app.exception
    message = unpack(app.main.get("bidi_component")[0].proto.bytes)
    assert message["picture"] is None and "numbers above 1" in message["problem"]


# ---- in the browser ----


def opened(page: Page, demo: str, view: str = "heatmap") -> Page:
    page.goto(demo)
    drawn(page)
    if view != "heatmap":
        show(page, view)
    return page


def show(page: Page, view: str) -> None:
    page.evaluate("window.before = document.querySelector('.live-figure-plot'); window.draws = before?.dataset.draws")
    page.locator("[data-testid=stRadio] label", has_text=view).click()
    if view == "none":
        expect(page.locator(".live-figure")).to_have_count(0)
        return
    kind = "heatmap" if view in ("broken", "handle") else view
    page.wait_for_function(
        """kind => {
          const plot = document.querySelector('.live-figure-plot[data-draws]')
          return plot?.data[0].type === kind && (plot !== window.before || plot.dataset.draws !== window.draws)
        }""",
        arg=kind,
    )
    at_rest(page)


def drawn(page: Page) -> None:
    page.wait_for_selector(".live-figure-plot[data-draws]")
    at_rest(page)


def draws(page: Page) -> int:
    return int(page.locator(".live-figure-plot").get_attribute("data-draws") or 0)


def commits(page: Page) -> list[tuple[str, Any]]:
    return eval(page.locator("text=commits:").inner_text().removeprefix("commits: "))


def committed(page: Page, value: str) -> None:
    """Wait for the commit of a value, and for what may follow it."""
    expect(page.locator("text=commits:")).to_contain_text(f", {value})")
    at_rest(page)


def slider(page: Page) -> Any:
    return page.locator(".live-figure-bar input")


def plot(page: Page, expression: str) -> Any:
    return page.evaluate(
        f"(() => {{ const plot = document.querySelector('.live-figure-plot'); return {expression} }})()"
    )


def sidebar_key(page: Page, key: str) -> None:
    before = draws(page)
    page.locator("[data-testid=stSlider] input[type=range]").press(key)
    page.wait_for_function("n => +document.querySelector('.live-figure-plot').dataset.draws > n", arg=before)


def fetched(page: Page) -> None:
    """Hover over the bar and wait until a drag can move."""
    page.locator(".live-figure-bar").hover()
    # The request has left by then; its answer ends a run.
    page.wait_for_timeout(500)
    at_rest(page)


def drag(page: Page, start: float, end: float, steps: int = 20, pause: int = 40) -> None:
    box = slider(page).bounding_box()
    assert box
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], height)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(box["x"] + (start + (end - start) * step / steps) * box["width"], height)
        page.wait_for_timeout(pause)


@pytest.mark.browser
def test_camera_survives_changes_and_another_page(page: Page, demo: str, console_errors: list[str]) -> None:
    opened(page, demo, "surface")
    before = plot(page, "plot._fullLayout.scene._scene.getCamera().eye")
    box = page.locator(".live-figure-plot").bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 330, box["y"] + 240, steps=5)
    page.mouse.up()
    # A camera's matrix is only brought up to date when the scene is drawn again.
    camera_at_rest(page)
    sidebar_key(page, "ArrowRight")
    camera = plot(page, "plot._fullLayout.scene._scene.getCamera()")
    assert abs(camera["eye"]["x"] - before["x"]) > 0.1

    def same() -> bool:
        now = plot(page, "plot._fullLayout.scene._scene.getCamera()")
        return all(
            abs(now[part][axis] - camera[part][axis]) < 1e-6
            for part in camera
            if part != "projection"
            for axis in "xyz"
        )

    kept = 0
    for _ in range(3):
        sidebar_key(page, "ArrowRight")
        kept += same()
    assert kept == 3
    show(page, "none")
    show(page, "surface")
    assert same()
    assert console_errors == []


@pytest.mark.browser
def test_zoom_and_legend_survive_changes_and_another_page(page: Page, demo: str, console_errors: list[str]) -> None:
    opened(page, demo)
    box = page.locator(".live-figure-plot .nsewdrag").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.75 * box["height"], steps=5)
    page.mouse.up()
    page.locator(".live-figure-plot .legendtoggle").first.click()
    page.wait_for_timeout(600)

    def view() -> Any:
        shown = "plot._fullData.map(t => [t.name, t.visible])"
        return plot(page, f"[plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range, {shown}]")

    zoomed = view()
    np.testing.assert_allclose(zoomed[0], [0.25, 0.75], atol=0.02)
    assert ["D* = 0.30", "legendonly"] in zoomed[2]
    for _ in range(5):
        sidebar_key(page, "ArrowRight")
        assert view() == zoomed
    fetched(page)
    drag(page, 0.5, 0.8, steps=5)
    assert view()[:2] == zoomed[:2]
    page.mouse.up()
    expect(page.locator("text=commits:")).not_to_have_text("commits: []")
    at_rest(page)
    assert view() == zoomed
    show(page, "none")
    show(page, "heatmap")
    assert view() == zoomed
    # Double click gives the picture's own ranges back, and they stay.
    page.mouse.dblclick(box["x"] + 50, box["y"] + 50)
    page.wait_for_timeout(600)
    sidebar_key(page, "ArrowLeft")
    np.testing.assert_allclose(view()[:2], [[0, 1], [0, 1]], atol=0.02)
    assert console_errors == []


@pytest.mark.browser
def test_a_drag_moves_without_round_trips_and_commits_once(page: Page, demo: str, console_errors: list[str]) -> None:
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    opened(page, demo)
    fetched(page)
    before, messages = draws(page), len(received)
    drag(page, 0.57, 0.9)
    moved = draws(page) - before
    assert moved >= 8
    assert len(received) == messages
    assert commits(page) == []
    page.mouse.up()
    expect(page.locator("text=commits:")).not_to_have_text("commits: []")
    at_rest(page)
    [(key, value)] = commits(page)
    assert key == "function.middle" and value == float(page.locator(".live-figure-bar output").inner_text())
    assert float(page.locator("[data-testid=stSlider] input[type=range]").input_value()) == value
    exact = demo_app.plane(Demo(Ramp(middle=value)))["data"][0]["z"]
    np.testing.assert_array_equal(plot(page, "plot.data[0].z.map(row => [...row])"), exact)
    # The same parameter again: its frames are still good, and nothing is asked for.
    messages = len(received)
    drag(page, 0.9, 0.3)
    assert len(received) == messages
    page.mouse.up()
    expect(page.locator("text=commits:")).to_have_text(re.compile(r"\(.*\("))
    at_rest(page)
    assert len(commits(page)) == 2
    assert console_errors == []


@pytest.mark.browser
def test_the_frames_on_the_screen_are_pythons_pictures(page: Page, demo: str) -> None:
    opened(page, demo)
    fetched(page)
    box = slider(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    seen = set()
    for share in (0.1, 0.35, 0.6, 0.95):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        page.wait_for_timeout(300)
        value = float(page.locator(".live-figure-bar output").inner_text())
        seen.add(value)
        expected = demo_app.plane(Demo(Ramp(middle=value)))
        found = plot(page, "[plot.data.map(t => t.name), plot.data[0].z.map(r => [...r]), plot.layout.shapes]")
        assert found[0] == [trace["name"] for trace in expected["data"]]
        np.testing.assert_allclose(found[1], expected["data"][0]["z"], atol=1 / 65534)
        assert found[2][0]["y0"] == value
        assert page.locator(".live-figure-text p").text_content() == expected["layout"]["meta"]["alt"]
    page.mouse.up()
    assert len(seen) == 4


@pytest.mark.browser
def test_a_quick_click_commits(page: Page, demo: str) -> None:
    opened(page, demo)
    box = slider(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2)
    expect(page.locator("text=commits:")).not_to_have_text("commits: []")
    at_rest(page)
    [(key, value)] = commits(page)
    assert key == "function.middle" and 0.2 < value < 0.5


@pytest.mark.browser
def test_arrow_keys_commit_once_after_a_pause(page: Page, demo: str) -> None:
    opened(page, demo)
    slider(page).evaluate("(bar) => { window.moved = []; bar.addEventListener('input', () => moved.push(Date.now())) }")
    slider(page).focus()
    at_rest(page)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    committed(page, "0.7")
    found = commits(page)
    assert found[-1] == ("function.middle", 0.7)
    # A loaded machine makes pauses between the keys, too, which may commit; a quiet one makes none.
    moved = page.evaluate("moved")
    pauses = sum(later - earlier > 200 for earlier, later in itertools.pairwise(moved))
    assert len(moved) == 5 and len(found) <= 1 + pauses
    # Leaving the slider does not lose the last key.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    committed(page, "0.68")
    assert commits(page)[len(found) :] == [("function.middle", 0.68)]


@pytest.mark.browser
def test_play_runs_to_the_end_and_commits_there(page: Page, demo: str) -> None:
    opened(page, demo)
    page.locator(".live-figure-bar select").select_option("function.stages")
    page.locator(".live-figure-play").focus()
    page.keyboard.press("Space")
    expect(page.locator(".live-figure-play")).to_have_text("Pause")
    expect(page.locator(".live-figure-play")).to_have_text("Play")
    committed(page, "8")
    assert commits(page) == [("function.stages", 8)]
    # At the end it starts over; space on the slider pauses it, and the value reached is kept.
    page.locator(".live-figure-bar select").select_option("function.middle")
    fetched(page)
    slider(page).focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.live-figure-bar output').textContent > '0.62'")
    page.keyboard.press("Space")
    expect(page.locator("text=commits:")).to_contain_text("function.middle")
    at_rest(page)
    assert [key for key, _ in commits(page)] == ["function.stages", "function.middle"]
    assert 0.6 < commits(page)[1][1] < 0.9


@pytest.mark.browser
def test_reduced_motion_plays_in_few_slow_steps(new_page: Callable[..., Page], demo: str) -> None:
    page = new_page(reduced_motion="reduce")
    opened(page, demo)
    fetched(page)
    before = draws(page)
    page.locator(".live-figure-play").click()
    page.wait_for_timeout(2000)
    assert 2 <= draws(page) - before <= 4
    page.locator(".live-figure-play").click()


@pytest.mark.browser
def test_the_text_alternative_follows_and_is_announced_after_the_commit(page: Page, demo: str) -> None:
    opened(page, demo)
    figure = page.locator(".live-figure-plot")
    assert figure.get_attribute("role") == "group"
    assert figure.get_attribute("aria-label") == "The ramp moves with its middle"
    described = figure.get_attribute("aria-describedby")
    first = page.locator(f"#{described}").text_content()
    assert first == demo_app.texts(Demo())["alt"]
    # Folded away it would not be in the accessibility tree.
    expect(page.locator(f"details #{described}")).to_have_count(0)
    # The slider tells its value itself.
    expect(page.locator(".live-figure-bar output")).to_have_attribute("aria-live", "off")
    status = page.locator(".live-figure-status")
    expect(status).to_have_text("")
    fetched(page)
    drag(page, 0.57, 0.9, steps=5)
    assert page.locator(".live-figure-text p").text_content() != first
    expect(status).to_have_text("")
    page.mouse.up()
    expect(status).to_have_text(re.compile("of the plane is dangerous"))
    [(_, value)] = commits(page)
    after = demo_app.texts(Demo(Ramp(middle=value)))["alt"]
    # The title and what changed, not the sentence that is the same as before.
    expect(status).to_have_text(f"The ramp moves with its middle. {after.removeprefix(f'{demo_app.OPENING} ')}")
    assert after.startswith(demo_app.OPENING) and first.startswith(demo_app.OPENING)
    assert page.locator("figcaption").inner_text() == "Assumed: a logistic ramp."
    assert page.evaluate("document.activeElement.type") == "range"


def tables(page: Page) -> dict[str, list[list[str]]]:
    """Every table behind the figure, its caption with the cells row by row."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.live-figure-tables table')].map(table => [
          table.caption.textContent, [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))]))"""
    )


@pytest.mark.browser
def test_the_data_table_is_that_of_the_picture_shown(new_page: Callable[..., Page], demo: str) -> None:
    page = opened(new_page(width=390, height=800, color_scheme="dark"), demo)
    assert tables(page) == {}
    page.locator(".live-figure-data summary").click()
    page.wait_for_selector(".live-figure-tables table")
    found = tables(page)
    grid, curve, late = found
    assert grid == "D. 11 of 41 rows and 11 of 41 columns; the CSV has all of it."
    assert found[grid][0][:2] == ["Intelligence I (down), Agenticity A (across)", "0.00"]
    axis, ramp = demo_app.danger(Demo(), demo_app.DEFAULT_GRID)
    assert [float(row[0]) for row in found[grid][1:]] == [round(x, 2) for x in axis[::4]]
    np.testing.assert_allclose([[float(x) for x in row[1:]] for row in found[grid][1:]], ramp[::4, ::4], atol=0.005)
    # 200 points are shown, all of them.
    assert curve == "D* = 0.30." and len(found[curve]) == 201 and found[curve][0] == ["Agenticity A", "Intelligence I"]
    assert found[late] == [
        ["Name", "Agenticity A", "Intelligence I"],
        ["=1+1", "0.20", "0.90"],
        ['say "hi"', "0.40", "0.80"],
    ]
    assert page.locator(".live-figure-tables th:not([scope])").count() == 0
    # It scrolls in its own box, which the keyboard reaches, and does not widen the page.
    box = page.locator(".live-figure-tables")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth && box.scrollHeight > box.clientHeight")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert box.get_attribute("aria-label") == "Data of: The ramp moves with its middle"
    box.focus()
    page.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('.live-figure-tables').scrollTop > 0")
    results = Axe().run(page, context=".live-figure")
    assert results.violations_count == 0, results.generate_report()
    # It follows a change while it is open.
    slider(page).focus()
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelectorAll('.live-figure-tables table').length === 2")
    expected = demo_app.danger(Demo(Ramp(middle=0.2)), demo_app.DEFAULT_GRID)[1]
    shown = [[float(x) for x in row[1:]] for row in tables(page)[grid][1:]]
    np.testing.assert_allclose(shown, expected[::4, ::4], atol=0.005)
    # What is undefined, hidden, long or no plain list of points.
    script = page.evaluate("Object.keys(window.liveFigureScripts)[0]")
    written = page.evaluate(
        """async (address) => {
          const { tableOf } = await import(address)
          const rows = (trace, layout = {}) => {
            const table = tableOf(trace, layout)
            const cells = row => [...row.cells].map(cell => cell.textContent)
            return table ? [table.caption.textContent, ...[...table.rows].map(cells)] : null
          }
          const x = new Float64Array(500).map((_, place) => place)
          return {
            gaps: rows({ name: "a-b", x: [1, null, 2], y: [NaN, null, -0.001] }),
            decoration: [rows({ hoverinfo: "skip", x: [1], y: [1] }), rows({ meta: { table: false }, x: [1], y: [1] })],
            kept: rows({ hoverinfo: "skip", meta: { title: "Kept", y: "Height" }, x: [1], y: [1234.5] }),
            long: rows({ x, y: x }).length,
            beyond: rows({ x, y: x }, { xaxis: { range: [10, 12] } }).length,
            ends: rows({ x, y: x }).at(-1),
            solid: rows({ type: "surface", x: [[0, 1]], y: [[0, 1]], z: [[2e25, -3]] },
              { scene: { zaxis: { title: "Danger D" } } }),
            share: rows({ type: "bar", x: [0.417], y: ["All"], customdata: [[0.5]], meta: { columns: ["D"] } },
              { xaxis: { title: { text: "Share" }, tickformat: ".0%" } }),
          }
        }""",
        page.evaluate("address => new URL(address, document.baseURI).href", script),
    )
    assert written["gaps"] == ["a b.", ["x", "y"], ["1", "not defined"], ["2", "0.00"]]
    assert written["decoration"] == [None, None]
    assert written["kept"] == ["Kept.", ["x", "Height"], ["1", "1230"]]
    assert written["beyond"] == 2 + 3
    assert written["long"] == 202 and written["ends"] == ["499", "499"]
    assert written["solid"][1:] == [["x", "y", "Danger D"], ["0", "0", "2.00 × 10²⁵"], ["1", "1", "−3"]]
    assert written["share"][1:] == [["y", "Share", "D"], ["All", "42 %", "0.50"]]


# ---- the handle ----


def grip(page: Page) -> tuple[float, float]:
    """Where the handle stands on the screen."""
    box, across, up, drawn = (
        plot(page, part)
        for part in (
            "plot.getBoundingClientRect()",
            "(axis => [axis._offset, axis._length, ...axis.range])(plot._fullLayout.xaxis)",
            "(axis => [axis._offset, axis._length, ...axis.range])(plot._fullLayout.yaxis)",
            "(trace => [trace.x[0], trace.y[0]])(plot.data.find(trace => trace.name === 'grip'))",
        )
    )
    right, over = (
        (value - axis[2]) / (axis[3] - axis[2]) * axis[1] for value, axis in zip(drawn, (across, up), strict=True)
    )
    return box["left"] + across[0] + right, box["top"] + up[0] + up[1] - over


def pulled(page: Page, across: float, down: float, steps: int = 10) -> None:
    x, y = grip(page)
    page.mouse.move(x + 4, y + 4)
    page.wait_for_timeout(600)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(x + 4 + across * step / steps, y + 4 + down * step / steps)
        page.wait_for_timeout(30)


@pytest.mark.browser
def test_a_handle_moves_one_parameter_and_commits_it(page: Page, demo: str, console_errors: list[str]) -> None:
    opened(page, demo)
    show(page, "handle")
    ranges = "[plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range]"
    pulled(page, 90, 20)
    assert "live-figure-grabbing" in (page.locator(".live-figure").get_attribute("class") or "")
    assert page.locator(".live-figure-plot .nsewdrag").first.evaluate("e => getComputedStyle(e).cursor") == "grabbing"
    assert commits(page) == []
    x, _ = grip(page)
    width = plot(page, "plot._fullLayout.xaxis._length")
    page.mouse.up()
    expect(page.locator("text=commits:")).not_to_have_text("commits: []")
    [(key, value)] = commits(page)
    # The nearest step of the sweep, not the pointer's own place: at most half a step of 0.02 away.
    assert key == "function.middle" and abs(value - (0.6 + 94 / width)) <= 0.0101
    at_rest(page)
    assert abs(grip(page)[0] - x) < 0.5
    assert float(page.locator(".live-figure-bar output").inner_text()) == value
    assert page.locator(".live-figure-bar select").input_value() == "function.middle"
    # Upwards it is the other parameter; the first one stays.
    pulled(page, 15, -80)
    page.mouse.up()
    expect(page.locator("text=commits:")).to_have_text(re.compile("function.sharpness"))
    assert [key for key, _ in commits(page)] == ["function.middle", "function.sharpness"]
    assert commits(page)[1][1] > 15
    assert page.locator(".live-figure-bar select").input_value() == "function.sharpness"
    assert plot(page, ranges) == [[0, 1], [0, 1]]
    # A click on it changes nothing, and away from it a drag still zooms.
    at_rest(page)
    pulled(page, 0, 0, steps=1)
    page.mouse.up()
    box = page.locator(".live-figure-plot .nsewdrag").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.1 * box["height"])
    assert "live-figure-near" not in (page.locator(".live-figure").get_attribute("class") or "")
    page.mouse.down()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"], steps=5)
    page.mouse.up()
    page.wait_for_timeout(600)
    np.testing.assert_allclose(plot(page, ranges), [[0.1, 0.4], [0.5, 0.9]], atol=0.02)
    assert len(commits(page)) == 2
    assert console_errors == []


@pytest.mark.browser
def test_a_quick_touch_of_the_handle_is_made_good_when_its_frames_come(
    new_page: Callable[..., Page], demo: str
) -> None:
    page = opened(new_page(width=390, height=800, has_touch=True, is_mobile=True), demo)
    page.get_by_test_id("stExpandSidebarButton").click()
    show(page, "handle")
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    page.wait_for_timeout(600)
    page.locator(".live-figure-plot").scroll_into_view_if_needed()
    x, y = grip(page)
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        point = {"x": x - 10 * step, "y": y}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("text=commits:")).to_have_text(re.compile("function.middle"))
    [(_, value)] = commits(page)
    assert 0.3 < value < 0.5


@pytest.mark.browser
@pytest.mark.parametrize("view", ["heatmap", "surface"])
def test_downloads_hold_the_data(page: Page, demo: str, view: str) -> None:
    opened(page, demo, view)

    def download(name: str) -> bytes:
        page.locator(".live-figure-download summary").click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        assert waiting.value.suggested_filename.endswith("." + name[:3].lower())
        return Path(waiting.value.path()).read_bytes()

    assert download("PNG image").startswith(b"\x89PNG")
    assert b"<svg" in download("SVG drawing")[:200]
    rows = list(csv.DictReader(io.StringIO(download("CSV of the data").decode())))
    axis, ramp = demo_app.danger(Demo(), demo_app.DEFAULT_GRID)
    grid = [(float(row["x"]), float(row["y"]), float(row["z"])) for row in rows if row["trace"] == "D"]
    x, y = np.meshgrid(axis, axis)
    np.testing.assert_allclose(grid, np.column_stack([x.ravel(), y.ravel(), ramp.ravel()]), rtol=1e-6)
    if view == "heatmap":
        assert [row["text"] for row in rows if row["trace"] == "late"] == ["'=1+1", 'say "hi"']
    expect(page.locator(".live-figure-download")).not_to_have_attribute("open", "")


@pytest.mark.browser
def test_a_step_without_a_picture_says_so_and_keeps_the_figure(
    page: Page, demo: str, console_errors: list[str]
) -> None:
    opened(page, demo, "broken")
    fetched(page)
    problem = page.locator(".live-figure-problem")
    expect(problem).to_be_hidden()
    drag(page, 0.57, 0.9, steps=5)
    expect(problem).to_have_text(re.compile(r"No picture at Middle 0\.8.*numbers above 1"))
    page.locator(".live-figure-plot").wait_for()
    page.mouse.up()
    expect(problem).to_have_text(re.compile("This figure cannot be drawn.*numbers above 1.*What was drawn last stays"))
    page.locator(".live-figure-stale .live-figure-plot").wait_for()
    slider(page).focus()
    page.keyboard.press("Home")
    expect(page.locator(".live-figure-stale")).to_have_count(0)
    page.locator(".live-figure-plot").wait_for()
    expect(problem).to_be_hidden()
    assert console_errors == []


@pytest.mark.browser
@pytest.mark.parametrize("missing", ["plotly-", "live_figure-"])
def test_a_missing_script_is_said_in_the_figures_place(page: Page, demo: str, missing: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=404, body="")

    page.route(re.compile(f"live-figure/{missing}.*js"), refuse)
    page.goto(demo)
    place = page.locator("[class*=st-key-live-figure-demo]")
    expect(place).to_contain_text(re.compile("cannot be drawn.*did not load"), timeout=15_000)
    expect(place).to_contain_text("of the plane is dangerous")


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "view"), [("dark", "surface")])
def test_axe_finds_nothing(new_page: Callable[..., Page], demo: str, scheme: str, view: str) -> None:
    page = opened(new_page(color_scheme=scheme), demo, view)
    page.locator(".live-figure-text summary").click()
    page.locator(".live-figure-download summary").click()
    results = Axe().run(page, context=".live-figure")
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.browser
def test_a_phone_needs_no_sideways_scrolling(new_page: Callable[..., Page], demo: str) -> None:
    page = new_page(width=390, height=800, has_touch=True, is_mobile=True)
    page.goto(demo)
    drawn(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    for part in (".live-figure-plot", ".live-figure-bar", ".live-figure-plot .main-svg"):
        box = page.locator(part).first.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert plot(page, "plot.offsetHeight") <= 1.2 * 390
    box = slider(page).bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2)
    expect(page.locator("text=commits:")).not_to_have_text("commits: []")
