"""Figures inside a file: each with its message, and the frames of as many sweeps as time and room allow."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest
from typing import Any

from risk.exhibits import Exhibit, Figure
from risk.live import sweep
from risk.live.message import message
from risk.plots.theme import LIGHT
from risk.report.markup import encoded

# A sweep takes up to a quarter of a second to draw, and a report is written while somebody waits.
MOST_OPENING_SWEEPS = 4
MOST_SWEEPS = 8


@dataclass(frozen=True)
class Embedded:
    """A figure as a report holds it.

    Attributes
    ----------
    figure : Figure
        The figure.
    title, caption, alternative : str
        What it finds, what was assumed, and what it shows, in words.
    message : mapping
        What the browser's side is told.
    frames : mapping of str to mapping
        What changes in it, by the key of the parameter that is swept.
    """

    figure: Figure
    title: str
    caption: str
    alternative: str
    message: Mapping[str, Any]
    frames: Mapping[str, Mapping[str, Any]]

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Names of the figure's blocks of data, and their content as text."""
        yield f"message-{self.figure.key}", packed(self.message)
        for key, frames in self.frames.items():
            yield f"frames-{self.figure.key}-{key}", packed(frames)


def packed(told: Mapping[str, Any]) -> str:
    """A message as compressed text."""
    return encoded(gzip.compress(sweep.pack(told), 6, mtime=0))


def embedded(shown: Exhibit, most_bytes: int) -> tuple[Embedded, ...]:
    """Every figure of an exhibit, with the sweeps that fit; a bar offers only those.

    Parameters
    ----------
    shown : Exhibit
        The exhibit.
    most_bytes : int
        Room for all figures together.
    """
    pictures = {figure.key: partial(figure.picture, theme=LIGHT) for figure in shown.figures}
    told = {
        figure.key: message(
            pictures[figure.key], shown.scenario, key=figure.key, sweeps=figure.sweeps, height=figure.height
        )
        for figure in shown.figures
    }
    room = most_bytes - sum(len(packed(found)) for found in told.values())
    frames: dict[str, dict[str, Mapping[str, Any]]] = {figure.key: {} for figure in shown.figures}
    for figure, key in _worth_sweeping(shown.figures):
        base = told[figure.key]["picture"]
        if base is None:
            continue
        found = sweep.frames(pictures[figure.key], shown.scenario, key, base).message()
        room -= len(packed(found))
        if room < 0:
            break
        frames[figure.key][key] = found
    return tuple(_embedded(figure, told[figure.key], frames[figure.key]) for figure in shown.figures)


def _worth_sweeping(figures: Sequence[Figure]) -> list[tuple[Figure, str]]:
    """What to sweep, the most telling first: the opening figures in turn, then each of the further ones once."""
    opening = [[(figure, key) for key in figure.sweeps] for figure in figures if not figure.part]
    in_turn = [found for found in chain.from_iterable(zip_longest(*opening)) if found]
    further = [(figure, figure.sweeps[0]) for figure in figures if figure.part and figure.sweeps]
    return [*in_turn[:MOST_OPENING_SWEEPS], *further][:MOST_SWEEPS]


def _embedded(figure: Figure, told: dict[str, Any], frames: Mapping[str, Mapping[str, Any]]) -> Embedded:
    layout = (told["picture"] or {"layout": {}})["layout"]
    meta = layout.get("meta", {})
    title = meta.get("title") or layout.get("title", {}).get("text", "")
    return Embedded(
        figure=figure,
        title=re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>", " ", title)),
        caption=meta.get("caption", ""),
        alternative=told["problem"] or told["alternative"],
        message=told | {"parameters": [entry for entry in told["parameters"] if entry["key"] in frames]},
        frames=frames,
    )
