"""A table as it is handed out and as it is shown, with the meaning of its columns and the terms of its figures."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np

Cell = str | float | int | bool | None


@dataclass(frozen=True)
class Column:
    """A column of a table as it is handed out."""

    name: str
    meaning: str
    unit: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Licence:
    """Terms under which figures are used, and the words in a row's source that say so.

    Attributes
    ----------
    holder, terms, address : str
        Whose figures, on what terms, and where those are written.
    credit : str
        How to credit them.
    names : tuple of str
        A row whose source contains one of these is under this licence.
    """

    holder: str
    terms: str
    address: str
    credit: str
    names: tuple[str, ...]

    @property
    def short(self) -> str:
        """Holder and terms."""
        return f"{self.holder}: {self.terms}"


@dataclass(frozen=True)
class Table:
    """Rows as they are handed out, and the same rows as they are shown.

    Attributes
    ----------
    name, title, about : str
        File name, heading, and what one row is.
    columns : tuple of Column
        Columns of `rows`.
    rows : tuple of tuples
        Values in full; None where there is none.
    headings : tuple of str
        Headings of `shown`.
    shown : tuple of tuples of str
        The same rows in words.
    licences : tuple of Licence
        Terms of the figures, empty where all is of this repository.
    selection : str
        The search that these rows answer; empty where they are all.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    headings: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...]
    licences: tuple[Licence, ...] = ()
    selection: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    @functools.cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(
            folded(" ".join((*shown, *(str(cell) for cell in row if isinstance(cell, str)))))
            for row, shown in zip(self.rows, self.shown, strict=True)
        )

    def where(self, query: str) -> Table:
        """Rows that hold every word of a search."""
        if not query.split():
            return self
        kept = [number for number, text in enumerate(self._texts) if holds(text, query)]
        return dataclasses.replace(
            self,
            rows=tuple(self.rows[number] for number in kept),
            shown=tuple(self.shown[number] for number in kept),
            selection=query,
        )


def folded(text: str) -> str:
    """Text as a search compares it: without case, and with 10²⁵ and 1025 the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def holds(text: str, query: str) -> bool:
    """Whether a folded text contains every word of a search. Words are plain text, never a pattern."""
    return all(word in text for word in folded(query).split())


def cell(value: Any) -> Cell:
    """A plain Python value; None where there is none."""
    if isinstance(value, datetime.date):
        # Missing dates of pandas are of this type too, and differ from themselves.
        return value.strftime("%Y-%m-%d") if value == value else None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return value or None
    return None if value is None or not math.isfinite(value) else value
