"""A danger function that an analyst types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from risk import calculus, expression
from risk.axes import Array
from risk.constants import MOST, Constants, ConstantsParameter, constant
from risk.danger.base import DangerFunction, bounded
from risk.expression import ExpressionError, Program
from risk.parameter import Parameter, field

# Where the chain rule gives no answer, the slope is measured over steps of this length.
_STEP = 1e-6


class FormulaText(Parameter):
    """Declaration of a formula's text. Whether it reads as one depends on the constants, so the formula says that."""

    def check(self, value: Any, owner: str = "") -> str:
        """Return the text.

        Raises
        ------
        ValueError
            If it is no text.
        """
        if not isinstance(value, str):
            raise ValueError(f"{owner or 'formula'}.{self.name} must be text, got {value!r:.40}")
        return value


@dataclass(frozen=True, kw_only=True)
class Formula(DangerFunction):
    """Arithmetic over I, G, A and named constants, clipped to [0, 1]; undefined where arithmetic is.

    A constant is a parameter like any other: its declaration follows from the name and the value given in `constants`,
    and `replace(k=4)` moves it away from there.

    Attributes
    ----------
    constants : tuple of (str, float)
        Constants with the values declared for them, sorted by name.
    text : str
        The formula, as `risk.expression.read` takes it.
    moved : tuple of (str, float)
        Constants that now have another value than the declared one.

    Raises
    ------
    ValueError
        If the text is no formula (the message names the column), or a constant is not allowed.

    Source: whoever types it.
    """

    name = "formula"
    label = "Own formula"
    summary = "Arithmetic that you type over I, G, A and constants of your own."
    formula = r"D = \min(1, \max(0, f(I, G, A)))"
    source = "judgement of whoever types it"
    increasing = ()
    stands_alone = False

    constants: tuple[tuple[str, float], ...] = field(
        ConstantsParameter(
            "",
            "constants",
            (),
            low=0,
            high=400,
            label="Constants",
            help="Names with values, such as k = 3, m = 0.5. Each becomes a slider, from 0 to twice that value.",
        )
    )
    text: str = field(
        FormulaText(
            "",
            "formula",
            "1 - exp(-3*I**2*A)",
            low=1,
            high=expression.LONGEST,
            label="Formula for D",
            help=(
                "Arithmetic over I, G, A and constants: + - * / **, parentheses, and the functions"
                f" {', '.join(expression.FUNCTIONS)}. D is clipped to [0, 1]."
            ),
        )
    )
    moved: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        shared = {declared.name: declared for declared in super().declarations()}
        declared = shared["constants"].check(self.constants, self.name)
        object.__setattr__(self, "constants", declared)
        try:
            moved = dict(self.moved)
        except (TypeError, ValueError):
            raise ValueError(f"{self.name}.moved must be pairs of name and value, got {self.moved!r:.40}") from None
        for name, number in declared:
            if hasattr(type(self), name) or name in self.__dataclass_fields__:
                raise ValueError(f"{self.name}.constants: {name} has a meaning of its own; choose another name")
            object.__setattr__(self, name, moved.pop(name, number))
        if moved:
            raise ValueError(f"{self.name}.moved: there is no constant {', '.join(moved)}")
        super().__post_init__()
        now = ((name, getattr(self, name)) for name, _ in declared)
        object.__setattr__(self, "moved", tuple(pair for pair in now if pair not in declared))
        object.__setattr__(self, "leading", tuple(name for name, _ in declared))
        self.program()

    def declarations(self) -> tuple[Parameter, ...]:
        """Declarations of constants and text, then one for each constant."""
        return (*super().declarations(), *(constant(name, number) for name, number in self.constants))

    def replace(self, **changes: Any) -> Self:
        """Copy with some values changed, those of constants by name; a constant that is declared anew stands there."""
        kept = dict(self.moved)
        if "constants" in changes:
            changes["constants"] = self.declarations()[0].check(changes["constants"], self.name)
            unchanged = [name for name, _ in set(self.constants) & set(changes["constants"])]
            kept = {name: value for name, value in self.moved if name in unchanged}
        names = [name for name, _ in changes.get("constants", self.constants)]
        kept |= {name: changes.pop(name) for name in names if name in changes}
        return super().replace(moved=tuple(kept.items()), **changes)

    def program(self) -> Program:
        """The text as a list of operations."""
        try:
            return expression.read(self.text, tuple(name for name, _ in self.constants))
        except ExpressionError as error:
            raise ValueError(f"{self.name}.text, {error}") from None

    def _values(self) -> tuple[float, ...]:
        return tuple(getattr(self, name) for name, _ in self.constants)

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        return self.program().value(I, G, A, self._values())

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        """Slopes of the clipped value: zero where it is clipped, NaN only where the formula itself is undefined."""
        value, slopes = self.program().slopes(I, G, A, self._values())
        along_I, along_G, along_A = (
            self._settled(axis, value, np.zeros(1) if slope is None else slope, (I, G, A))
            for axis, slope in enumerate(slopes)
        )
        return along_I, along_G, along_A

    def _settled(self, axis: int, value: Array, slope: Array, where: tuple[Array, ...]) -> Array:
        """Slope of the clipped value, measured where the chain rule leaves it open."""
        found = np.where((value < 0.0) | (value > 1.0), 0.0, np.where(np.isnan(value), np.nan, slope))
        unsettled = np.isnan(found) & ~np.isnan(value)
        if not unsettled.any():
            return found
        *points, found, unsettled = (np.array(part) for part in np.broadcast_arrays(*where, found, unsettled))
        held = [part[unsettled] for part in points]

        def along(x: Array) -> Array:
            places = [x if place == axis else part for place, part in enumerate(held)]
            return np.broadcast_to(bounded(self._danger(*places)), x.shape)

        found[unsettled] = calculus.slope(along, held[axis], _STEP)
        return found


def unknown_names(text: str, constants: Constants) -> tuple[str, ...]:
    """Names that would have to be constants for a text to be a formula; none where something else is wrong."""
    found: list[str] = []
    while len(found) <= MOST:
        try:
            expression.read(text, (*(name for name, _ in constants), *found))
        except ExpressionError as error:
            if not error.unknown:
                return ()
            found.append(error.unknown)
        else:
            return tuple(found)
    return ()
