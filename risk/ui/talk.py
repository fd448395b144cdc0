"""Talk mode: one scene on the whole screen, the question first and the answer on a key."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from risk.exhibits import Exhibit, Figure
from risk.plots.theme import Theme, enlarged
from risk.scenario import Scenario
from risk.story import Scene, said, story
from risk.ui import navigation, page, state
from risk.ui.live_figure import live_figure
from risk.value_words import value_words

_PLAYING, _NOTES, _LISTENER = "talk", "talk notes", "talk-listener"

# With 13 and 14 pixels on a page, words in a picture have 22 and 24. On a phone they would cover it.
_SCALE, _NARROW_SCALE = 1.7, 1.0
_HEIGHT = 470
_WIDTHS = (0.68, 0.32)

# What each key presses, by the key of its button; a presenter's remote sends the page keys.
_KEYS = {
    "ArrowRight": "talk-next", " ": "talk-next", "PageDown": "talk-next",
    "ArrowLeft": "talk-back", "PageUp": "talk-back", "n": "talk-notes-button",
}  # fmt: skip


def _asset(name: str) -> str:
    return importlib.resources.files("risk.ui").joinpath(name).read_text(encoding="utf-8")


_STYLE = f"<style>{_asset('talk.css')}</style>"
_listen = st.components.v2.component("talk_keys", js=_asset("talk.js"))


@dataclass(frozen=True)
class Playing:
    """Where a talk stands.

    Attributes
    ----------
    place : int
        Place of the scene.
    revealed : bool
        Whether its answer is shown.
    marked : str
        The option that the audience chose; empty for none.
    moved : Scenario or None
        What the scene's figure was moved to since it was opened.
    """

    place: int
    revealed: bool = False
    marked: str = ""
    moved: Scenario | None = None


def start(place: int = 0) -> None:
    """Open a scene."""
    st.session_state[_PLAYING] = Playing(place)


def leave() -> None:
    """End the talk."""
    st.session_state[_PLAYING] = None


def playing() -> Playing | None:
    """Where the talk stands; None while it does not play."""
    wanted = state.take_from_address("scene")
    if wanted is not None:
        place = story().place(wanted)
        if place is None:
            known = ", ".join(scene.id for scene in story().scenes)
            state.notices().append(
                f"There is no scene “{wanted[:60]}”; there are {known}. The talk begins with the first."
            )
        start(place or 0)
    found: Playing | None = st.session_state.get(_PLAYING)
    return found if story().scenes else None


def play(now: Playing) -> None:
    """Draw a scene, asked or answered."""
    scene = story().scenes[now.place]
    state.put_into_address("scene", scene.id)
    st.html(_STYLE)
    opened = f"{scene.question} {said(scene.prompt, scene.exhibit())}"
    with st.container(key="talk-keys"):
        _listen(
            key=_LISTENER,
            data={"keys": _KEYS, "narrow": _narrow(), "opened": opened},
            default={"narrow": False},
            on_narrow_change=lambda: None,
        )
    with st.container(key="talk"):
        for notice in state.notices():
            st.text(notice)
        if now.revealed:
            scenario = _answered(scene, now)
        elif scene.asked is None:
            scenario = _alone(scene, now)
        else:
            scenario = _asked(scene, now, scene.asked)
        _bar(scene, now, scenario)


def _alone(scene: Scene, now: Playing) -> Scenario:
    with st.container(key="talk-alone"):
        st.title(scene.question, anchor=False)
        st.header(said(scene.prompt, scene.exhibit()), anchor=False)
        _options(scene, now)
    return scene.revealed


def _asked(scene: Scene, now: Playing, asked: Scenario) -> Scenario:
    st.title(scene.question, anchor=False)
    st.header(said(scene.prompt, scene.exhibit()), anchor=False)
    picture, beside = st.columns(_WIDTHS, gap="medium")
    with picture:
        # No bar: to move the figure would show the answer, and so would the frames in the browser.
        _figure(scene, scene.exhibit(asked), moves=False)
    with beside:
        _options(scene, now)
    return asked


def _answered(scene: Scene, now: Playing) -> Scenario:
    shown = scene.exhibit(now.moved)
    st.title(scene.question, anchor=False)
    st.header(said(scene.moved if now.moved else scene.claim, shown), anchor=False)
    _notes(scene)
    picture, beside = st.columns(_WIDTHS, gap="medium")
    with picture:
        _figure(scene, shown, moves=True)
    with beside:
        _answer(scene, now, shown)
    return now.moved or scene.revealed


def _figure(scene: Scene, shown: Exhibit, moves: bool) -> None:
    figure, sweeps = scene.drawn(shown)
    live_figure(
        partial(_large, figure, theme=page.theme(), scale=_NARROW_SCALE if _narrow() else _SCALE),
        shown.scenario,
        key=f"talk-{scene.id}",
        sweeps=sweeps if moves else (),
        commit=partial(_move, scene),
        height=_HEIGHT,
    )


def _large(figure: Figure, scenario: Scenario, theme: Theme, scale: float) -> dict[str, Any]:
    return enlarged(figure.picture(scenario, theme=theme), scale)


def _narrow() -> bool:
    """Whether the browser said that its window is narrow."""
    told: dict[str, Any] = st.session_state.get(_LISTENER, {})
    return bool(told.get("narrow"))


def _move(scene: Scene, key: str, value: Any) -> None:
    now: Playing = st.session_state[_PLAYING]
    st.session_state[_PLAYING] = replace(now, moved=state.changed(now.moved or scene.revealed, key, value))


def _options(scene: Scene, now: Playing) -> None:
    with st.container(key="talk-options"):
        for number, option in enumerate(scene.options, start=1):
            chosen = option == now.marked
            st.button(
                f"**✓ {option}**" if chosen else option,
                key=f"talk-option-{number}",
                on_click=_mark,
                args=("" if chosen else option,),
                width="stretch",
                wrap=True,
            )


def _mark(option: str) -> None:
    st.session_state[_PLAYING] = replace(st.session_state[_PLAYING], marked=option)


def _answer(scene: Scene, now: Playing, shown: Exhibit) -> None:
    for option in scene.options:
        guess = " (the guess)" if option == now.marked else ""
        if option == scene.answer:
            with st.container(key="talk-answer"):
                st.markdown(f"✓ **{option}**{guess}")
        else:
            st.markdown(f"{option}{guess}")
    if now.moved:
        still = "The answer still follows." if scene.follows_from(shown) else "The answer no longer follows."
        st.markdown(f"{_moves(scene.revealed, now.moved)} {still}")
    else:
        st.markdown(said(scene.why, shown))


def _moves(before: Scenario, after: Scenario) -> str:
    """What was moved, as a sentence for each parameter."""
    moved = [
        key for key in after.parameter_keys() if key not in before.parameter_keys() or before.get(key) != after.get(key)
    ]
    return " ".join(
        f"{after.parameter(key).label}: {value_words(after.parameter(key), after.get(key))}." for key in moved
    )


def _notes(scene: Scene) -> None:
    if st.session_state.get(_NOTES):
        with st.container(key="talk-notes"):
            st.markdown(said(scene.notes, scene.exhibit()))


def _bar(scene: Scene, now: Playing, scenario: Scenario) -> None:
    scenes = story().scenes
    last = now.place == len(scenes) - 1 and now.revealed
    with st.container(key="talk-bar", horizontal=True, vertical_alignment="center"):
        st.button("← Back", key="talk-back", on_click=_step, args=(-1,), disabled=not (now.place or now.revealed))
        st.markdown(f"{now.place + 1} of {len(scenes)}")
        st.button(
            "Next →" if now.revealed else "Show the answer →",
            key="talk-next", on_click=_step, args=(1,), disabled=last,
        )  # fmt: skip
        # The notes give the answer away.
        st.button(
            "Hide notes" if st.session_state.get(_NOTES) and now.revealed else "Notes",
            key="talk-notes-button", on_click=_turn_notes, disabled=not now.revealed,
        )  # fmt: skip
        if st.button("Explore this yourself", key="talk-explore"):
            state.set_scenario(scenario)
            st.switch_page(navigation.file(scene.page))
        st.button("Leave the talk", key="talk-leave", on_click=leave)


def _step(by: int) -> None:
    """Go one step on or back: each scene is asked, then answered. A scene that is opened anew is as it was written."""
    now: Playing = st.session_state[_PLAYING]
    state.notices().clear()
    if by > 0 and not now.revealed:
        st.session_state[_PLAYING] = replace(now, revealed=True)
    elif by < 0 and now.revealed:
        st.session_state[_PLAYING] = replace(now, revealed=False, moved=None)
    else:
        place = min(max(now.place + by, 0), len(story().scenes) - 1)
        st.session_state[_PLAYING] = Playing(place, revealed=by < 0)


def _turn_notes() -> None:
    st.session_state[_NOTES] = not st.session_state.get(_NOTES)
