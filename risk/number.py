"""One of the numbers that a page stands on, in words and to the last digit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number as a reader sees it, and what it was made from.

    Attributes
    ----------
    label, value, note : str
        What it is, its value as a person would write it, and what it counts and rests on.
    exact : tuple of (str, float)
        The values behind the words, each with its name, NaN where there is none; the first is the one by which
        scenarios are compared.
    """

    label: str
    value: str
    note: str
    exact: tuple[tuple[str, float], ...]
