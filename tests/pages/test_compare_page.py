"""The page Compare: two scenarios side by side, from wherever they come, and figures that keep in step."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from risk import catalog, difference, link, sides
from risk.exhibits import EXHIBITS, TITLES, exhibit
from risk.presets import PRESETS
from risk.scenario import CURRENT, Scenario
from tests.test_app import NewPage, at_rest, camera_at_rest, settle, visit
from tests.test_pages import MACHINE_NUMBERS, words
from tests.ui.decoder import unpack
from tests.widgets import held

ROOT = Path(__file__).resolve().parents[2]
ONE, OTHER = "view.compare_one", "view.compare_other"
OWN = PRESETS["Early transition"].scenario().replace("settings.tolerance", 0.4)


def opened(scenario: Scenario | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for side in (ONE, OTHER):
        app.session_state[f"fold open {side}"] = True
    for key, value in (scenario.to_query() if scenario else {}).items():
        app.query_params[key] = value
    app.switch_page("pages/compare.py")
    return healthy(app.run())


def healthy(app: AppTest) -> AppTest:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and len(app.metric) == 3
    return app


def now(app: AppTest) -> Scenario:
    found: Scenario = app.session_state["scenario"]
    return found


def said(app: AppTest) -> str:
    return "\n".join(warning.value for warning in app.warning).replace("\\", "")


def pasted(app: AppTest, text: str, side: str = OTHER) -> AppTest:
    return healthy(held(app.text_input, f"link {side}").set_value(text).run())


def other(app: AppTest) -> Scenario:
    return sides.side(now(app), sides.OTHER).scenario


@pytest.mark.parametrize(
    ("page", "preset"), [*((page, "Gradual ramp") for page in EXHIBITS), *(("start", preset) for preset in PRESETS)]
)
def test_every_page_is_compared_with_every_preset_and_reads_as_a_person_would_write(page: str, preset: str) -> None:
    app = opened(Scenario().replace("view.compare_page", page).replace(OTHER, preset))
    found = difference.difference(Scenario(), PRESETS[preset].scenario(), page)
    assert app.title[0].value == difference.claim(found, ("the current scenario", f"“{preset}”"))
    assert len(app.main.get("bidi_component")) == 2 and not app.warning
    assert len(app.dataframe[-1].value) == len(found.numbers)
    assert len(app.dataframe) == 1 + bool(found.changes)
    for text in words(app):
        assert not MACHINE_NUMBERS.search(re.sub(r"\(https?:[^)]*\)", "", text)), text
    for shown in app.dataframe:
        for cell in shown.value.to_numpy().ravel():
            assert not MACHINE_NUMBERS.search(cell), cell


def test_both_figures_are_of_their_own_scenario_and_of_one_group() -> None:
    app = opened(Scenario().replace("view.compare_page", "transition").replace("view.compare_figure", 1))
    messages = [unpack(part.proto.bytes) for part in app.main.get("bidi_component")]
    key = exhibit("transition", Scenario()).figures[1].key
    assert [message["key"] for message in messages] == [f"{side}-{key}" for side in (ONE, OTHER)]
    assert messages[0]["group"] == messages[1]["group"] != ""
    assert messages[0]["alternative"] != messages[1]["alternative"]


def test_presets_stand_against_each_other_and_the_sidebar_moves_the_current_scenario_only() -> None:
    app = opened(Scenario().replace(ONE, "Late transition").replace(OTHER, "Early transition"))
    assert "under “Late transition”" in app.title[0].value and "under “Early transition”" in app.title[0].value
    before = app.title[0].value
    held(app.slider, "settings.tolerance").set_value(0.5).run()
    assert healthy(app).title[0].value == before
    held(app.selectbox, ONE).select(CURRENT).run()
    assert healthy(app).title[0].value != before
    held(app.selectbox, "preset").select("Misuse first").run()
    assert (now(app).get(OTHER), now(app).function) == ("Early transition", PRESETS["Misuse first"].scenario().function)
    assert held(app.selectbox, "preset").value == "Misuse first"


def test_page_figure_and_number_are_chosen_and_travel_in_the_link() -> None:
    app = opened()
    held(app.selectbox, "view.compare_page").select("flop_line").run()
    held(app.selectbox, "view.compare_number").select(1).run()
    held(app.selectbox, "view.compare_figure").select(3).run()
    assert exhibit("flop_line", Scenario()).numbers[1].label in healthy(app).title[0].value
    again = opened(now(app))
    assert again.title[0].value == app.title[0].value
    assert TITLES["flop_line"] in again.markdown[0].value
    # A page with fewer figures shows its first.
    again.selectbox(key="view.compare_page").select("start").run()
    assert len(healthy(again).main.get("bidi_component")) == 2


@pytest.mark.parametrize("write", [link.write, link.write_short, lambda scenario: scenario.to_json()])
def test_a_pasted_link_stands_on_its_side_and_nowhere_else(write: Any) -> None:
    app = pasted(opened(), write(OWN))
    assert other(app) == OWN and difference.standing(now(app)) == Scenario()
    assert "under the second scenario" in app.title[0].value and not app.warning
    again = opened(now(app))
    assert other(again) == OWN and again.title[0].value == app.title[0].value
    again.selectbox(key=OTHER).select("Gradual ramp").run()
    assert other(healthy(again)) == PRESETS["Gradual ramp"].scenario()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("nonsense", "packed scenario"),
        (link.write_short(OWN)[:-6], "damaged"),
        ("https://example.org/", "no link of this dashboard"),
        ('{"function": ', "line 1 column"),
        ("<script>alert(1)</script>", "<script>"),
    ],
)
def test_a_damaged_link_is_said_and_changes_nothing(text: str, named: str) -> None:
    app = opened(Scenario().replace("settings.tolerance", 0.4))
    before = now(app)
    pasted(app, text)
    assert now(app) == before and named in said(app)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"function": "no-such-plug-in"}, "no danger function 'no-such-plug-in'"),
        ({"v": "99", "later.key": "1"}, "written for version '99'"),
        ({"function.sharpness": "1e9"}, "between"),
    ],
)
def test_what_cannot_be_kept_whole_waits_for_a_decision(changes: dict[str, str], named: str) -> None:
    app = opened()
    before = now(app)
    pasted(app, json.dumps(OWN.to_query() | changes))
    assert now(app) == before and named in said(app) and "nothing was changed yet" in said(app)
    app.button(key=f"keep {OTHER}").click().run()
    assert other(healthy(app)).settings == OWN.settings and not app.warning


def test_a_file_is_opened_and_one_that_is_none_is_named() -> None:
    app = opened()
    for name, content, named in (
        ("broken.json", b"{", "“broken.json”: this is not a scenario file"),
        ("binary.json", b"\xff\xfe", "“binary.json”: this is no text in UTF-8"),
        ("list.json", b"[1]", "holds no JSON object"),
    ):
        app.file_uploader(key=f"file {ONE}").set_value((name, content, "application/json")).run()
        assert named in said(healthy(app)) and now(app) == Scenario()
    app.file_uploader(key=f"file {ONE}").set_value(("own.json", OWN.to_json().encode(), "application/json")).run()
    assert sides.side(now(healthy(app)), sides.ONE).scenario == OWN and not app.warning


def test_a_damaged_side_in_a_link_is_said_and_the_default_stands_there() -> None:
    app = opened(Scenario().replace(OTHER, sides.written(OWN)[:-5]))
    assert "The second scenario of the link" in said(app)
    assert "“Gradual ramp”" in app.title[0].value


def test_a_state_too_long_for_a_code_is_shared_all_the_same() -> None:
    deployed = [(system, 1.0 + place**0.5 / 7) for place, system in enumerate(catalog.systems()["id"])]
    side = sides.written(OWN.replace("deployments", deployed[:80]))
    app = opened(Scenario().replace("deployments", deployed).replace(OTHER, side))
    healthy(app.button(key="share").click().run())
    assert any("too long for a code" in text for text in words(app))


@pytest.mark.browser
def test_two_figures_keep_in_step_and_the_second_side_survives_a_reload(
    server: str, new_page: NewPage, console_errors: list[str]
) -> None:
    page = new_page(width=1000, height=700)
    start = Scenario().replace(OTHER, sides.written(OWN))
    visit(page, link.write(start, "compare", server))
    plots = page.locator(".live-figure-plot[data-draws]")
    expect(plots).to_have_count(2, timeout=60_000)
    at_rest(page)
    turned_from = eyes(page)
    assert turned_from[0] == turned_from[1]
    for number in (0, 1):
        box = plots.nth(number).bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        # Round, not over: where frames come slowly a camera flies far on, and above the pole it turns no further.
        page.mouse.move(x + 70, y, steps=4)
        page.mouse.up()
        page.wait_for_function(
            f"(before) => {{ const [one, other] = ({EYES})(); return one === other && one !== before }}",
            arg=turned_from[number],
            timeout=60_000,
        )
        camera_at_rest(page)
        turned = eyes(page)
        assert turned[0] == turned[1] != turned_from[number]
        turned_from = turned

    # The second is grasped before the first has shown its turn: the hand that came last leads.
    page.evaluate(DRAG_BOTH, [70, -40])
    page.wait_for_function(
        f"(before) => {{ const [one, other] = ({EYES})(); return one === other && one !== before }}", arg=turned_from[0]
    )
    camera_at_rest(page)
    turned_from = eyes(page)
    assert turned_from[0] == turned_from[1]

    # The bar of the second figure moves its own scenario: that side's text changes, the current scenario does not.
    bar = page.locator(".live-figure-bar input").nth(1)
    bar.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(before) => new URLSearchParams(location.search).get('view.compare_other') !== before",
                           arg=start.get(OTHER), timeout=30_000)  # fmt: skip
    settle(page)
    kept = link.read(page.url).scenario
    assert difference.standing(kept) == Scenario()
    changed = sides.side(kept, sides.OTHER).scenario
    assert [key for key in OWN.parameter_keys() if changed.get(key) != OWN.get(key)] == ["view.fixed"]
    assert eyes(page) == turned_from

    claim = page.locator("h1").inner_text()
    visit(page, page.url)
    expect(page.locator("h1")).to_have_text(claim)
    expect(plots).to_have_count(2, timeout=60_000)
    visit(page, link.write(kept.replace("view.compare_page", "start"), "compare", server))
    flat_figures_keep_in_step(page)

    page.get_by_text("Open a link or a file as the first scenario").click()
    page.get_by_text("File for the first scenario").wait_for()
    found = Axe().run(
        page, context={"exclude": [["[data-testid=stFileUploaderDropzone"]]}, options={"resultTypes": ["violations"]}
    )
    assert found.violations_count == 0, found.generate_report()

    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    boxes = [plots.nth(number).bounding_box() for number in (0, 1)]
    assert boxes[0] and boxes[1] and boxes[0]["y"] + boxes[0]["height"] < boxes[1]["y"]
    assert console_errors == []


def flat_figures_keep_in_step(page: Page) -> None:
    """Zoom, hidden traces, and the way back, on the page whose figure is a map."""
    page.wait_for_function(
        "document.querySelectorAll('.js-plotly-plot').length === 2"
        " && [...document.querySelectorAll('.js-plotly-plot')].every((plot) => plot._fullLayout?.yaxis)",
        timeout=60_000,
    )
    settle(page)
    plots = "[...document.querySelectorAll('.js-plotly-plot')]"
    ranges = f"{plots}.map((plot) => plot._fullLayout.yaxis.range.map((x) => x.toFixed(3)).join())"
    before = page.evaluate(ranges)
    page.evaluate(f"Plotly.relayout({plots}[0], {{'yaxis.range': [0.25, 0.5]}})")
    page.wait_for_function(f"{ranges}.every((range) => range === '0.250,0.500')")
    page.evaluate(f"Plotly.relayout({plots}[1], {{'yaxis.range': [{before[1]}]}})")
    page.wait_for_function(f"(before) => {ranges}.join() === before.join()", arg=before)
    page.evaluate(f"Plotly.restyle({plots}[1], {{visible: 'legendonly'}}, [0])")
    page.wait_for_function(f"{plots}[0].data[0].visible === 'legendonly'")


EYES = """() => [...document.querySelectorAll(".js-plotly-plot")].map((plot) => (
  Object.values(plot._fullLayout.scene._scene.getCamera().eye).map((x) => x.toFixed(3)).join()
))"""

# Each figure dragged across by so many pixels, one after the other and within one frame.
DRAG_BOTH = """(ways) => document.querySelectorAll(".js-plotly-plot .gl-container canvas").forEach((canvas, place) => {
  const { left, top, width, height } = canvas.getBoundingClientRect()
  const send = (kind, gone, buttons) => canvas.dispatchEvent(new MouseEvent(kind, {
    bubbles: true, view: window, clientX: left + width / 2 + gone, clientY: top + height / 2, buttons,
  }))
  send("mousemove", 0, 0)
  send("mousedown", 0, 1)
  for (const share of [0.5, 1]) send("mousemove", share * ways[place], 1)
  send("mouseup", ways[place], 0)
})"""


def eyes(page: Page) -> list[str]:
    found: list[str] = page.evaluate(EYES)
    return found
