"""The page Story: every scene asks before it answers, and leaves the visitor's own state alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from risk.scenario import Scenario
from risk.story import Scene, said, story
from tests.test_pages import MACHINE_NUMBERS

ROOT = Path(__file__).resolve().parents[2]
SCENES = story().scenes
LAST = SCENES[-1]
EACH = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)


def opened(scene: str = "", scenario: Scenario | None = None, **state: object) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in state.items():
        app.session_state[key.replace("_", " ")] = value
    for key, value in ((scenario.to_query() if scenario else {}) | ({"scene": scene} if scene else {})).items():
        app.query_params[key] = value
    app.switch_page("pages/story.py")
    return app.run()


def shown(app: AppTest) -> str:
    """All words outside the sidebar and the figure."""
    assert not app.exception and not app.error
    kinds = ("title", "header", "markdown", "text", "warning")
    text = "\n".join(element.value for kind in kinds for element in app.main.get(kind))
    assert not MACHINE_NUMBERS.search(re.sub(r"\(https?:[^)]*\)", "", text)), text
    return text


def drawn(app: AppTest) -> str:
    """What the browser is told of the figure; empty without one."""
    found = [component.proto for component in app.main.get("bidi_component") if "live-figure" in component.proto.id]
    return "".join(str(proto) for proto in found)


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=f"talk-{key}").click().run()


def answer(scene: Scene) -> tuple[str, str]:
    exhibit = scene.exhibit()
    return said(scene.claim, exhibit), said(scene.why, exhibit)


def test_the_cover_lists_the_scenes_and_has_the_guide() -> None:
    app = opened(fold_plans=True, fold_guide=True)
    text = shown(app)
    assert app.title[0].value.startswith("A talk in eleven questions")
    for scene in SCENES:
        assert app.button(key=f"scene {scene.id}").label.endswith(scene.question)
        assert scene.answer in text and all(part in text for part in answer(scene))
    assert "Fifty minutes" in text
    app.button(key=f"scene {LAST.id}").click().run()
    assert app.title[0].value == LAST.question


@EACH
def test_a_scene_asks_answers_and_goes_back(scene: Scene) -> None:
    app = opened(scene.id)
    claim, why = answer(scene)
    asked = shown(app)
    assert app.title[0].value == scene.question
    assert f"{story().place(scene.id) + 1} of {len(SCENES)}" in asked  # type: ignore[operator]
    assert said(scene.prompt, scene.exhibit()) in asked
    assert claim not in asked and why not in asked and "formula alone" not in asked
    assert bool(drawn(app)) == (scene.asked is not None)
    assert app.button(key="talk-notes-button").disabled

    option = app.button(key="talk-option-2")
    option.click().run()
    assert app.button(key="talk-option-2").label == f"**✓ {scene.options[1]}**"
    assert claim not in shown(app) and why not in shown(app)
    press(app, "option-2")
    assert app.button(key="talk-option-2").label == scene.options[1]
    press(app, "option-1")

    press(app, "next")
    answered = shown(app)
    assert claim in answered and why in answered and drawn(app)
    assert f"✓ **{scene.answer}**" in answered and "(the guess)" in answered
    press(app, "notes-button")
    assert said(scene.notes, scene.exhibit()) in shown(app)
    press(app, "notes-button")
    assert "formula alone" not in shown(app)

    press(app, "back")
    assert shown(app).replace("**✓ ", "") == asked


def test_the_talk_runs_from_the_first_scene_to_the_last_and_back() -> None:
    app = opened()
    next(button for button in app.button if button.label == "Start the talk").click().run()
    titles = []
    for _ in range(2 * len(SCENES) - 1):
        titles.append(app.title[0].value)
        press(app, "next")
    assert titles[::2] == [scene.question for scene in SCENES]
    assert app.button(key="talk-next").disabled
    for _ in range(2 * len(SCENES) - 1):
        press(app, "back")
    assert app.title[0].value == SCENES[0].question
    assert app.button(key="talk-back").disabled
    press(app, "leave")
    assert app.title[0].value.startswith("A talk")


@EACH
@pytest.mark.parametrize("revealed", [False, True], ids=["asked", "revealed"])
def test_a_scene_opens_its_page_in_the_state_shown(scene: Scene, revealed: bool) -> None:
    app = opened(scene.id)
    if revealed:
        press(app, "next")
    press(app, "explore")
    assert not app.exception
    expected = scene.revealed if revealed or scene.asked is None else scene.asked
    assert app.session_state["scenario"] == expected
    assert app.title[0].value == scene.exhibit(expected).claim


def test_the_talk_leaves_the_visitors_own_state_alone() -> None:
    own = Scenario().replace("settings.tolerance", 0.4)
    app = opened(SCENES[0].id, own)
    for _ in range(4):
        press(app, "next")
    assert app.session_state["scenario"] == own


def test_a_link_to_a_scene_that_is_not_there_says_so_and_starts_at_the_first() -> None:
    app = opened("<b>no</b> *such*")
    assert app.title[0].value == SCENES[0].question
    # As text: not as Markdown.
    assert any("There is no scene “<b>no</b> *such*”" in text.value for text in app.text)
    assert not press(app, "next").text


def test_a_damaged_link_to_a_scene_names_what_it_ignored() -> None:
    app = opened(SCENES[1].id, later="")
    assert not app.text
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["scene"] = SCENES[1].id
    app.query_params["settings.date"] = "soon"
    app.switch_page("pages/story.py")
    app.run()
    assert app.title[0].value == SCENES[1].question
    assert any("settings.date" in text.value for text in app.text)


def test_what_is_wrong_with_the_file_is_said_and_the_rest_plays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = (ROOT / "risk" / "data" / "scenes.toml").read_text(encoding="utf-8")
    path = tmp_path / "scenes.toml"
    path.write_text(text.replace('page = "transition"', 'page = "nowhere"'), encoding="utf-8")
    broken = story(path)
    monkeypatch.setattr("risk.story._own", lambda: broken)
    app = opened()
    assert app.title[0].value.startswith("A talk in ten")
    assert any("scene 3 (jump), page" in warning.value.replace("\\", "") for warning in app.warning)


# ---- what only a browser shows ----


def settle(page: Page) -> None:
    page.wait_for_function("!document.querySelector('[data-testid=stApp][data-test-script-state=running]')")
    page.wait_for_timeout(250)


def small_words(page: Page) -> list[str]:
    """Words that are on the screen in less than 24 pixels, those in figures left out."""
    found: list[str] = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector("[data-testid=stMain]"), NodeFilter.SHOW_TEXT)
          const small = []
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement, style = getComputedStyle(element)
            if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue
            if (element.closest("style, script, svg, .live-figure-status, [data-testid=stStatusWidget]")) continue
            if (parseFloat(style.fontSize) < 24) small.push(walker.currentNode.data)
          }
          return small
        }"""
    )
    return found


def scrolls(page: Page) -> list[bool]:
    found: list[bool] = page.evaluate(
        "(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>"
        " [scrollHeight > clientHeight, scrollWidth > clientWidth])(document.querySelector('[data-testid=stMain]'))"
    )
    return found


def readable(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(600)
        settle(page)
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="light")
    settle(page)


@pytest.mark.browser
def test_the_talk_is_given_by_keyboard_alone(
    server: str, new_page: Callable[..., Page], console_errors: list[str]
) -> None:
    """Every scene asks and answers on a key; nothing is small, scrolls, or gives the answer away.

    One visit for all of it: opening a page in software rendering takes seconds.
    """
    page = new_page(color_scheme="light")
    page.goto(f"{server}/story?scene={SCENES[0].id}")
    heading, body = page.locator("h1"), page.get_by_test_id("stMain")
    for place, scene in enumerate(SCENES):
        claim, why = answer(scene)
        expect(heading).to_have_text(scene.question, timeout=30_000)
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        expect(body).to_contain_text(f"{place + 1} of {len(SCENES)}")
        page.wait_for_function(f"location.search.includes('scene={scene.id}')")
        if place:
            # The focus stays where it was, so that who hears the page is told what was opened.
            prompt = said(scene.prompt, scene.exhibit())
            expect(page.locator(".st-key-talk-keys [role=status]")).to_have_text(f"{scene.question} {prompt}")
        settle(page)
        asked = page.content()
        assert claim not in asked and why not in asked
        assert scrolls(page) == [False, False]
        assert small_words(page) == []
        if place == 0:
            readable(page)

        page.keyboard.press("Space" if place % 2 else "ArrowRight")
        expect(page.locator("h2")).to_have_text(claim)
        expect(body).to_contain_text(why)
        page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=30_000)
        settle(page)
        assert scrolls(page) == [False, False]
        assert small_words(page) == []
        if place == 0:
            page.keyboard.press("n")
            expect(page.locator(".st-key-talk-notes")).to_contain_text("What nobody knows")
            page.keyboard.press("n")
            expect(page.locator(".st-key-talk-notes")).to_have_count(0)
            settle(page)
        if scene is not LAST:
            page.keyboard.press("ArrowRight")

    readable(page)

    # The slider that has the focus keeps its keys: the scene is moved, not left; Escape gives them back to the talk.
    moved = page.locator(".live-figure-bar input")
    before = str(moved.get_attribute("aria-valuetext"))
    moved.focus()
    page.keyboard.press("ArrowRight")
    expect(body).to_contain_text("The answer still follows.")
    expect(moved).not_to_have_attribute("aria-valuetext", before)
    expect(heading).to_have_text(LAST.question)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(body).to_contain_text("Show the answer")
    # So does a button that was reached by the keyboard.
    page.keyboard.press("Tab")
    option = page.locator(".st-key-talk-option-1 button")
    option.focus()
    page.keyboard.press("Space")
    expect(option).to_contain_text("✓")
    expect(body).to_contain_text("Show the answer")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    expect(page.locator("h2")).to_have_text(answer(LAST)[0])
    expect(moved).to_have_attribute("aria-valuetext", before)

    # A click with the pointer leaves the keys to the talk.
    settle(page)
    page.keyboard.press("ArrowLeft")
    another = page.locator(".st-key-talk-option-2 button")
    another.click()
    expect(another).to_contain_text("✓")
    settle(page)
    page.keyboard.press("Space")
    expect(body).to_contain_text(f"{LAST.options[1]} (the guess)")

    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    page.wait_for_function(
        "[...document.querySelectorAll('.live-figure .main-svg')].every((svg) => svg.clientWidth <= 390)"
    )
    assert not scrolls(page)[1]
    page.reload()
    expect(heading).to_have_text(LAST.question, timeout=30_000)
    page.get_by_role("button", name="Leave the talk").click()
    expect(heading).to_contain_text("A talk in")
    # The keys are the browser's again.
    taken = "!document.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true }))"
    page.wait_for_function(f"!({taken})")
    assert "scene" not in page.url
    assert console_errors == []
