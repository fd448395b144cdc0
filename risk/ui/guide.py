"""The teaching guide: how to use the scenes in class, and all of them with answers and notes."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from risk.exhibits import TITLES
from risk.story import Scene, said
from risk.ui import page

_PLANS = Path(__file__).resolve().parents[2] / "docs" / "teaching.md"


def plans() -> None:
    """The plans, from the file that the README links."""
    _, _, text = _PLANS.read_text(encoding="utf-8").partition("\n")
    st.markdown(text)


def scenes(shown: tuple[Scene, ...]) -> None:
    """Every scene with its question, the answer that follows under its assumptions, and the speaker's notes."""
    for scene in shown:
        exhibit = scene.exhibit()
        options = "; ".join(scene.options)
        page.section(scene.question)
        st.markdown(f"**Ask.** {said(scene.prompt, exhibit)} *{options}.*")
        st.markdown(f"**Answer.** {scene.answer}. {said(scene.claim, exhibit)} {said(scene.why, exhibit)}")
        st.markdown(said(scene.notes, exhibit))
        page.small(f"It is shown on *{TITLES[scene.page]}*.")
