"""What only a browser shows: links, keyboard, camera, contrast, width, and a quiet console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from risk.exhibits import EXHIBITS
from risk.scenario import Scenario

pytestmark = pytest.mark.browser

# Pages without an exhibit have tests of their own.
PATHS = ["" if name == "start" else name for name in EXHIBITS]
NewPage = Callable[..., Page]
# The group of figures that keep in step takes a camera for still after ten.
STILL_FRAMES = 20


def visit(page: Page, address: str) -> None:
    """Open an address and wait until its figures are drawn and the script has come to rest."""
    page.goto(address)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=30_000)
    settle(page)


def settle(page: Page) -> None:
    page.wait_for_function("!document.querySelector('[data-testid=stApp][data-test-script-state=running]')")
    page.wait_for_timeout(400)


def at_rest(page: Page) -> None:
    """Wait until no script runs and no figure was drawn for some frames, which a loaded machine shows more slowly."""
    _still(
        page,
        """document.querySelector("[data-testid=stApp][data-test-script-state=running]") ? Math.random()
          : [...document.querySelectorAll(".live-figure-plot")].map((plot) => plot.dataset.draws).join()""",
    )


def camera_at_rest(page: Page) -> None:
    """Wait until every camera has come to rest: one glides on after its release."""
    _still(
        page,
        """JSON.stringify([...document.querySelectorAll(".js-plotly-plot")]
          .map((plot) => plot._fullLayout.scene?._scene.getCamera()))""",
    )


def _still(page: Page, expression: str) -> None:
    page.wait_for_function(
        f"""() => new Promise((resolve) => {{
          let before, still = 0
          const look = () => {{
            const now = {expression}
            still = now === before ? still + 1 : 0
            before = now
            if (still < {STILL_FRAMES}) requestAnimationFrame(look)
            else resolve(true)
          }}
          look()
        }})""",
        timeout=60_000,
    )


def slider(page: Page, label: str) -> Any:
    return page.get_by_test_id("stSidebar").get_by_role("slider", name=label).first


@pytest.mark.parametrize("path", PATHS)
def test_every_page_can_be_read_by_everyone(
    server: str, new_page: NewPage, console_errors: list[str], path: str
) -> None:
    """axe finds nothing in light or dark, each figure has a name and a text alternative, and a phone shows it all.

    One visit for all of it: opening a page in software rendering takes seconds.
    """
    page = new_page(color_scheme="light")
    visit(page, f"{server}/{path}")
    plots = page.locator(".live-figure-plot")
    assert plots.count() == page.get_by_text("Text description").count() >= 1
    for number in range(plots.count()):
        assert plots.nth(number).get_attribute("aria-label")
        assert len(page.locator(".live-figure").nth(number).inner_text()) > 50

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "(dark) => (getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
            " !== 'rgb(255, 255, 255)') === dark",
            arg=scheme == "dark",
        )
        settle(page)
        # Nothing but colours differs between the two.
        rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
        found = Axe().run(page, options={"resultTypes": ["violations"], **rules})
        assert found.violations_count == 0, found.generate_report()

    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    widest = (
        "Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)"
    )
    assert page.evaluate(widest) <= 390
    # Redrawing in software takes as long as it takes; a figure that is never redrawn would be cut off.
    page.wait_for_function(
        "[...document.querySelectorAll('.live-figure .main-svg')].every((svg) => svg.clientWidth <= 390)"
    )
    assert console_errors == []


def test_the_address_follows_a_change_and_brings_it_back(server: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, server)
    assert not urlsplit(page.url).query
    slider(page, "Tolerance D*").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('settings.tolerance=0.31')")
    query = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    assert query == Scenario().replace("settings.tolerance", 0.31).to_query()

    other = new_page()
    visit(other, page.url)
    expect(slider(other, "Tolerance D*")).to_have_value("0.31")
    other.get_by_role("link", name="Data and method", exact=True).first.click()
    other.wait_for_function(
        "location.search.includes('settings.tolerance=0.31') && location.pathname.includes('method')"
    )


def test_reset_clears_the_address(server: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, f"{server}/?settings.tolerance=0.4")
    expect(slider(page, "Tolerance D*")).to_have_value("0.4")
    page.get_by_role("button", name="Reset everything").click()
    page.wait_for_function("!location.search.includes('tolerance')")
    expect(slider(page, "Tolerance D*")).to_have_value("0.3")


def test_a_formula_is_typed_corrected_and_swept(server: str, new_page: NewPage, console_errors: list[str]) -> None:
    """From an unknown name to a constant that the figure's own bar moves; the error can be read by everyone too."""
    page = new_page(color_scheme="dark")
    visit(page, f"{server}/?{urlencode(Scenario().replace('function', 'formula').to_query())}")
    title = page.get_by_role("heading", level=1)
    before = title.inner_text()
    field = page.get_by_role("textbox", name="Formula for D")
    field.fill("k*I*A/2")
    field.press("Enter")
    page.get_by_text("column 1: 'k' is not known").wait_for()
    assert title.inner_text() == before
    settle(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()

    page.get_by_role("button", name="Make k a constant, with value 1").click()
    expect(title).not_to_have_text(before)
    expect(page.get_by_text("is not known")).to_have_count(0)
    page.locator(".live-figure-bar select").select_option("function.k")
    page.locator(".live-figure-bar input[type=range]").press("ArrowRight")
    page.wait_for_function("new URLSearchParams(location.search).get('function.k') === '1.05'")
    expect(slider(page, "Constant k")).to_have_value("1.05")
    assert console_errors == []


def test_a_broken_link_says_what_it_ignored(server: str, new_page: NewPage, console_errors: list[str]) -> None:
    page = new_page()
    visit(page, f"{server}/?function=no-such&later.thing=<script>alert(1)</script>")
    page.get_by_text("there is no danger function 'no-such'").wait_for()
    page.get_by_text("later.thing").wait_for()
    assert console_errors == []


def test_the_keyboard_alone_reaches_and_moves_the_sweep(server: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, server)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('select')"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('settings.date=')", timeout=10_000)


def test_the_camera_is_kept_while_a_parameter_moves(server: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, f"{server}/surface")
    box = page.locator(".js-plotly-plot").first.bounding_box()
    assert box
    scene = "document.querySelector('.js-plotly-plot')._fullLayout.scene._scene"
    eye = f"Object.values({scene}.getCamera().eye).map((x) => x.toFixed(2)).join()"
    turned_from = page.evaluate(eye)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 90, box["y"] + box["height"] / 2 + 30, steps=5)
    page.mouse.up()
    camera_at_rest(page)
    turned = page.evaluate(eye)
    assert turned != turned_from
    for _ in range(3):
        slider(page, "Critical intelligence").focus()
        page.keyboard.press("ArrowRight")
        settle(page)
        assert page.evaluate(eye) == turned
