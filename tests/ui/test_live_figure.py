"""The live figure in a real browser: what a user did to it survives, motion needs no round trip, nothing is lost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from streamlit.testing.v1 import AppTest

from tests.ui import demo_app
from tests.ui.decoder import unpack
from tests.ui.demo_app import Demo, Ramp

APP = str(Path(demo_app.__file__).resolve())
SETTLE = 400
VIEWS = ("heatmap", "contour", "surface")


# ---- without a browser ----


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_sends_its_picture_and_what_can_be_swept(view: str) -> None:
    app = AppTest.from_file(APP).run()
    app.radio[0].set_value(view).run()
    assert not app.exception
    message = unpack(app.get("bidi_component")[0].proto.bytes)
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
    message = unpack(app.get("bidi_component")[0].proto.bytes)
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
    kind = "heatmap" if view == "broken" else view
    page.wait_for_function(
        """kind => {
          const plot = document.querySelector('.live-figure-plot[data-draws]')
          return plot?.data[0].type === kind && (plot !== window.before || plot.dataset.draws !== window.draws)
        }""",
        arg=kind,
    )
    page.wait_for_timeout(SETTLE)


def drawn(page: Page) -> None:
    page.wait_for_selector(".live-figure-plot[data-draws]", timeout=30_000)
    page.wait_for_timeout(SETTLE)


def draws(page: Page) -> int:
    return int(page.locator(".live-figure-plot").get_attribute("data-draws") or 0)


def commits(page: Page) -> list[tuple[str, Any]]:
    return eval(page.locator("text=commits:").inner_text().removeprefix("commits: "))


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
    page.wait_for_timeout(1000)


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
    # The camera glides after the release, and its matrix is only brought up to date when the scene is drawn again.
    page.wait_for_timeout(1000)
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
    page.wait_for_timeout(SETTLE)
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
    page.wait_for_timeout(SETTLE)
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
    page.wait_for_timeout(SETTLE)
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
    page.wait_for_timeout(1000)
    [(key, value)] = commits(page)
    assert key == "function.middle" and 0.2 < value < 0.5


@pytest.mark.browser
def test_arrow_keys_commit_once_after_a_pause(page: Page, demo: str) -> None:
    opened(page, demo)
    slider(page).focus()
    page.wait_for_timeout(1000)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    assert commits(page) == []
    page.wait_for_timeout(1000)
    assert commits(page) == [("function.middle", 0.7)]
    # Leaving the slider does not lose the last key.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.wait_for_timeout(700)
    assert commits(page)[1:] == [("function.middle", 0.68)]


@pytest.mark.browser
def test_play_runs_to_the_end_and_commits_there(page: Page, demo: str) -> None:
    opened(page, demo)
    page.locator(".live-figure-bar select").select_option("function.stages")
    page.locator(".live-figure-play").focus()
    page.keyboard.press("Space")
    expect(page.locator(".live-figure-play")).to_have_text("Pause")
    expect(page.locator(".live-figure-play")).to_have_text("Play", timeout=5000)
    page.wait_for_timeout(SETTLE)
    assert commits(page) == [("function.stages", 8)]
    # At the end it starts over; space on the slider pauses it, and the value reached is kept.
    page.locator(".live-figure-bar select").select_option("function.middle")
    fetched(page)
    slider(page).focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    page.keyboard.press("Space")
    page.wait_for_timeout(SETTLE)
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
    first = page.locator(f"#{figure.get_attribute('aria-describedby')}").text_content()
    assert first == demo_app.texts(Demo())["alt"]
    status = page.locator(".live-figure-status")
    expect(status).to_have_text("")
    fetched(page)
    drag(page, 0.57, 0.9, steps=5)
    assert page.locator(".live-figure-text p").text_content() != first
    expect(status).to_have_text("")
    page.mouse.up()
    expect(status).to_have_text(re.compile("of the plane is dangerous"))
    [(_, value)] = commits(page)
    expect(status).to_have_text(demo_app.texts(Demo(Ramp(middle=value)))["alt"])
    assert page.locator("figcaption").inner_text() == "Assumed: a logistic ramp."
    assert page.evaluate("document.activeElement.type") == "range"


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
    page.locator(".live-figure-bar").hover()
    page.wait_for_timeout(1000)
    problem = page.locator(".live-figure-problem")
    expect(problem).to_be_hidden()
    drag(page, 0.57, 0.9, steps=5)
    expect(problem).to_have_text(re.compile(r"No picture at Middle 0\.8.*numbers above 1"))
    expect(page.locator(".live-figure-plot")).to_be_visible()
    page.mouse.up()
    expect(problem).to_have_text(re.compile("This figure cannot be drawn.*numbers above 1"))
    expect(page.locator(".live-figure-plot")).to_be_hidden()
    slider(page).focus()
    page.keyboard.press("Home")
    expect(page.locator(".live-figure-plot")).to_be_visible()
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
