"""What a page shows of a scenario, as one object: claim, figures, numbers and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from risk.number import Number
from risk.plots.theme import Theme
from risk.scenario import Scenario


class Picture(Protocol):
    """A figure of a scenario in a theme, as a Plotly specification."""

    def __call__(self, scenario: Scenario, theme: Theme) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Figure:
    """A figure that moves while a parameter of its scenario is swept.

    Attributes
    ----------
    key : str
        Its name, unlike that of any other figure.
    picture : callable
        Draws it.
    sweeps : tuple of str
        Keys of the parameters that can be swept; the first is offered first.
    height : int
        Pixels.
    part : str
        Heading of the part of the page that it stands under; empty for a figure that makes the claim.
    """

    key: str
    picture: Picture
    sweeps: tuple[str, ...] = ()
    height: int = 430
    part: str = ""


@dataclass(frozen=True)
class Exhibit:
    """What a page shows of a scenario.

    Attributes
    ----------
    name, title : str
        File stem of the page, and its name in the navigation.
    scenario : Scenario
        The scenario that is shown.
    claim, explanation : str
        What the page says first, computed from the scenario, and what it is about. The explanation is Markdown.
    figures : tuple of Figure
        Those that make the claim first, then those of the further parts.
    numbers : tuple of Number
        The three numbers that the claim stands on.
    why : tuple of str
        Paragraphs of Markdown: why it is so, and how far it holds.
    assumptions : str
        What the page assumes beyond the declared parameters, as Markdown; may be empty.
    further : tuple of Number
        Numbers of the further parts.
    """

    name: str
    title: str
    scenario: Scenario
    claim: str
    explanation: str
    figures: tuple[Figure, ...]
    numbers: tuple[Number, ...]
    why: tuple[str, ...]
    assumptions: str = ""
    further: tuple[Number, ...] = ()

    def figure(self, key: str) -> Figure:
        """Figure by its key.

        Raises
        ------
        ValueError
            If the page has no such figure.
        """
        for figure in self.figures:
            if figure.key == key:
                return figure
        raise ValueError(f"there is no figure {key!r:.60} on {self.title}; there are {', '.join(self.keys)}")

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all figures."""
        return tuple(figure.key for figure in self.figures)

    @property
    def all_numbers(self) -> tuple[Number, ...]:
        """The three numbers, and those of the further parts."""
        return self.numbers + self.further

    @property
    def opening(self) -> tuple[Figure, ...]:
        """The figures that make the claim."""
        return tuple(figure for figure in self.figures if not figure.part)
