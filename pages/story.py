"""Story: a talk made of scenes, each a question to the audience that the app's own figures answer."""

import streamlit as st

from risk import words
from risk.exhibits import TITLES
from risk.story import story
from risk.ui import guide, page, talk

told = story()
now = talk.playing()

if now:
    talk.play(now)
else:
    page.heading(
        f"A talk in {words.number(len(told.scenes))} questions: first the audience answers, then the figure",
        "Each scene fills the screen. It asks, waits, and shows what follows under its assumptions. Nothing here says"
        " what is right: every answer names what the formula decides alone and what nobody knows.",
    )
    for problem in told.problems:
        st.warning(page.literal(problem))
    st.button("Start the talk", on_click=talk.start, disabled=not told.scenes)
    page.small(
        "Right arrow or space: show the answer, then the next scene. Left arrow: back. N: notes, once the"
        " answer is shown. Escape: leave a slider, so that the keys are the talk's again. A presenter's remote works"
        " too. F11 fills the screen."
    )

    page.section("The scenes")
    for place, scene in enumerate(told.scenes):
        st.button(
            f"{place + 1}. {scene.question}",
            key=f"scene {scene.id}",
            help=f"Starts the talk here. The figure is one of *{TITLES[scene.page]}*.",
            on_click=talk.start,
            args=(place,),
            type="tertiary",
        )

    with page.fold("Teaching guide: a ten-minute and a fifty-minute plan", "plans") as part:
        if part.open:
            guide.plans()
    with page.fold("Teaching guide: every question, its answer and the speaker's notes", "guide") as part:
        if part.open:
            guide.scenes(told.scenes)
    page.footer()
