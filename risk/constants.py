"""Named constants of a formula: how they are written and checked, and the parameter that each of them becomes."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from risk.axes import AXES
from risk.expression import FUNCTIONS
from risk.parameter import JUDGEMENT, Parameter, slider_step

Constants = tuple[tuple[str, float], ...]

MOST, LONGEST_NAME = 8, 20
LARGEST, SMALLEST = 1e6, 1e-6
"""Bounds of a constant's size; it may also be 0."""

_NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{LONGEST_NAME - 1}}}")
_WRITTEN = "written as k = 3, m = 0.5"


def constant(name: str, declared: float) -> Parameter:
    """Declaration that follows from a name and the value declared with it.

    The slider goes from 0 to twice the declared value, or from -1 to 1 where that is 0; the bounds are wide.
    """
    ends = sorted((0.0, min(max(2.0 * declared, -LARGEST), LARGEST))) if declared else (-1.0, 1.0)
    typical = (ends[0], ends[1])
    return Parameter(
        name=name,
        kind="float",
        default=declared,
        low=-LARGEST,
        high=LARGEST,
        typical=typical,
        step=slider_step(typical),
        label=f"Constant {name}",
        help=f"A number that the formula calls {name}.",
        source=f"{JUDGEMENT} of whoever typed the formula",
    )


@dataclass(frozen=True)
class ConstantsParameter(Parameter):
    """Declaration of a list of constants: a sorted tuple of (name, value), or the text that stands for it."""

    def check(self, value: Any, owner: str = "") -> Constants:
        """Return the constants, sorted by name.

        Raises
        ------
        ValueError
            If a name or a value is not allowed, a name comes twice, or there are too many.
        """
        where = f"{owner}.{self.name}" if owner else self.name
        if isinstance(value, str):
            return self._read(value, where)
        found: dict[str, float] = {}
        for name, number in self._pairs(value, where):
            if name in found:
                raise ValueError(f"{where}: {name} is there twice")
            found[name] = _number(name, number, where)
        if len(found) > MOST:
            raise ValueError(f"{where}: at most {MOST} constants are allowed, got {len(found)}")
        return tuple(sorted(found.items()))

    def _pairs(self, value: Any, where: str) -> Iterable[tuple[str, Any]]:
        try:
            pairs = [(name, number) for name, number in value]
        except (TypeError, ValueError):
            raise ValueError(f"{where} must be pairs of name and value, got {value!r:.40}") from None
        for name, _ in pairs:
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise ValueError(
                    f"{where}: a name is a letter, then letters, digits or _, {LONGEST_NAME} at most, got {name!r:.40}"
                )
            if name in AXES or name in FUNCTIONS or keyword.iskeyword(name):
                raise ValueError(f"{where}: {name} has a meaning of its own; choose another name")
        return pairs

    def _read(self, text: str, where: str) -> Constants:
        if len(text) > self.high:
            raise ValueError(f"{where} must have at most {self.high:g} characters, got {len(text)}")
        pairs = []
        for part in text.split(",") if text.strip() else ():
            name, equals, number = (piece.strip() for piece in part.partition("="))
            try:
                pairs.append((name, float(number)))
            except ValueError:
                raise ValueError(f"{where} must be {_WRITTEN}, got {part.strip()!r:.40}") from None
            if not equals:
                raise ValueError(f"{where} must be {_WRITTEN}, got {part.strip()!r:.40}")
        return self.check(pairs, where)

    def text(self, value: Any) -> str:
        """Write constants so that `parse` returns exactly the same."""
        return ", ".join(f"{name} = {constant(name, number).text(number)}" for name, number in value)


def _number(name: str, value: Any, where: str) -> float:
    try:
        number = float(constant(name, 0.0).check(value)) + 0.0  # without the sign of a zero
    except ValueError:
        number = math.nan
    if not (number == 0.0 or abs(number) >= SMALLEST):
        raise ValueError(
            f"{where}: {name} must be 0 or a number of size {SMALLEST:g} to {LARGEST:g}, got {value!r:.40}"
        )
    return number
