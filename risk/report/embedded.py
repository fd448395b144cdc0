"""Figures inside a file: each with its message, and the frames of as many sweeps as time and room allow."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest
from typing import Any

from risk.exhibits import Exhibit, Figure
from risk.live import sweep
from risk.live.message import message
from risk.plots.theme import LIGHT
from risk.report.markup import encoded
from risk.scenario import Scenario

# A sweep takes up to a quarter of a second to draw, and a report is written while somebody waits.
MOST_SWEEPS = 8
_MOST_OPENING = 4


@dataclass(frozen=True)
class Embedded:
    """A figure as a report holds it.

    Attributes
    ----------
    figure : Figure
        The figure.
    title, caption, alternative : str
        What it finds, what was assumed, and what it shows, in words.
    blocks : mapping of str to str
        What the browser's side is told, as compressed text by name: the picture, and what changes in each sweep.
    """

    figure: Figure
    title: str
    caption: str
    alternative: str
    blocks: Mapping[str, str]


def embedded(shown: Exhibit, most_bytes: int) -> tuple[Embedded, ...]:
    """Every figure of an exhibit, with the sweeps that fit; a bar offers only those.

    Parameters
    ----------
    shown : Exhibit
        The exhibit.
    most_bytes : int
        Room for the sweeps together.
    """
    told = {figure.key: _told(figure, shown.scenario) for figure in shown.figures}
    frames: dict[str, dict[str, str]] = {figure.key: {} for figure in shown.figures}
    for figure, key in _worth_sweeping(shown.figures):
        base = told[figure.key]["picture"]
        if base is None:
            continue
        found = packed(sweep.frames(_picture(figure), shown.scenario, key, base).message())
        most_bytes -= len(found)
        if most_bytes < 0:
            break
        frames[figure.key][key] = found
    return tuple(_embedded(figure, told[figure.key], frames[figure.key]) for figure in shown.figures)


def packed(told: Mapping[str, Any]) -> str:
    """A message as compressed text."""
    return encoded(gzip.compress(sweep.pack(told), 6, mtime=0))


def _picture(figure: Figure) -> sweep.Picture:
    return partial(figure.picture, theme=LIGHT)


def _told(figure: Figure, scenario: Scenario) -> dict[str, Any]:
    return message(_picture(figure), scenario, key=figure.key, sweeps=figure.sweeps, height=figure.height)


def _worth_sweeping(figures: Sequence[Figure]) -> list[tuple[Figure, str]]:
    """What to sweep, the most telling first: the opening figures in turn, then each of the others once."""
    opening = [[(figure, key) for key in figure.sweeps] for figure in figures if not figure.part]
    in_turn = [found for found in chain.from_iterable(zip_longest(*opening)) if found]
    further = [(figure, figure.sweeps[0]) for figure in figures if figure.part and figure.sweeps]
    return [*in_turn[:_MOST_OPENING], *further][:MOST_SWEEPS]


def _embedded(figure: Figure, told: dict[str, Any], frames: Mapping[str, str]) -> Embedded:
    layout = (told["picture"] or {"layout": {}})["layout"]
    meta = layout.get("meta", {})
    title = meta.get("title") or layout.get("title", {}).get("text", "")
    offered = [entry for entry in told["parameters"] if entry["key"] in frames]
    changes = {f"frames-{figure.key}-{key}": text for key, text in frames.items()}
    return Embedded(
        figure=figure,
        title=re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>", " ", title)),
        caption=meta.get("caption", ""),
        alternative=told["problem"] or told["alternative"],
        blocks={f"message-{figure.key}": packed(told | {"parameters": offered})} | changes,
    )
