"""What an analyst takes a parameter to be, where that differs from its declared prior."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from risk import words
from risk.parameter import Parameter

FIXED, UNIFORM, THREE_POINT = KINDS = ("fixed", "uniform", "three-point")

_BETWEEN = ":"


@dataclass(frozen=True)
class Prior:
    """Which values of a parameter are drawn, and how often.

    Attributes
    ----------
    kind : {"fixed", "uniform", "three-point"}
        Held at its value; uniform from `low` to `high`, in the logarithm where the parameter is logarithmic; or
        triangular: draws thin out evenly from `central` to both ends.
    low, central, high : float
        Ends and peak. A fixed prior has none, and a uniform one no peak: there they are 0.
    """

    kind: str
    low: float = 0.0
    central: float = 0.0
    high: float = 0.0

    @classmethod
    def declared(cls, parameter: Parameter) -> Self:
        """The declared prior: uniform over the typical range.

        Raises
        ------
        ValueError
            If the parameter is not real-valued.
        """
        _check_real(parameter)
        low, high = parameter.typical
        return cls.of(UNIFORM, (low, high))

    @classmethod
    def of(cls, kind: str, points: Sequence[float]) -> Self:
        """A prior of a kind from as many numbers as that kind has, as `points` gives them."""
        return cls(kind, points[0], 0.0, points[1]) if kind == UNIFORM else cls(kind, *points)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `text` wrote; its numbers are not yet checked against a parameter.

        Raises
        ------
        ValueError
            If the text is no prior.
        """
        kind, *parts = text.split(_BETWEEN)
        wanted = {FIXED: 0, UNIFORM: 2, THREE_POINT: 3}
        try:
            ends = [float(part) for part in parts]
        except ValueError:
            ends = []
        if wanted.get(kind) != len(parts) or len(ends) != len(parts):
            raise ValueError(
                f"a prior is {FIXED}, {UNIFORM}:low:high or {THREE_POINT}:low:central:high, got {text!r:.60}"
            )
        return cls.of(kind, ends)

    @property
    def points(self) -> tuple[float, ...]:
        """The numbers that it was given: none, both ends, or both ends and the peak between them."""
        every = {FIXED: (), UNIFORM: (self.low, self.high), THREE_POINT: (self.low, self.central, self.high)}
        return every[self.kind]

    @property
    def text(self) -> str:
        """As it stands in links and files."""
        return _BETWEEN.join((self.kind, *(repr(float(point)).removesuffix(".0") for point in self.points)))

    @property
    def without_width(self) -> bool:
        """Whether it leaves the parameter a single value."""
        return self.kind == FIXED or self.low == self.high

    def check(self, parameter: Parameter, owner: str = "") -> Self:
        """The same prior, if it is one of this parameter.

        Raises
        ------
        ValueError
            If the parameter is not real-valued, a number lies outside its bounds, or they do not ascend.
        """
        _check_real(parameter)
        points = tuple(parameter.check(point, owner) for point in self.points)
        if any(later < earlier for earlier, later in itertools.pairwise(points)):
            raise ValueError(f"the prior of {parameter.name} must go from low to high, got {self.text}")
        if self.kind == UNIFORM and parameter.log and self.low <= 0.0 and not self.without_width:
            raise ValueError(f"the prior of {parameter.name} is uniform in the logarithm and must begin above 0")
        return self

    def held(self, value: float) -> float:
        """The value of a prior without width."""
        return value if self.kind == FIXED else self.low

    def distribution(self, parameter: Parameter) -> Any:
        """Frozen SciPy distribution.

        Raises
        ------
        ValueError
            If the prior has no width.
        """
        if self.without_width:
            raise ValueError(f"the prior of {parameter.name} has no width: {self.text}")
        return _distribution(self, parameter.log)

    def words(self, parameter: Parameter) -> str:
        """In words: "uniform, 0.35 to 0.9"."""
        if self.kind == FIXED:
            return FIXED
        low, *peak, high = (words.value(parameter, point) for point in self.points)
        if self.without_width:
            return f"{FIXED} at {low}, for both ends of its prior are the same"
        if self.kind == THREE_POINT:
            return f"{THREE_POINT}, {low} / {peak[0]} / {high}"
        return f"{'log-uniform' if parameter.log else UNIFORM}, {low} to {high}"


# SciPy writes the documentation of each anew, which takes a millisecond; a page asks for hundreds.
@functools.lru_cache(maxsize=512)
def _distribution(prior: Prior, log: bool) -> Any:
    from scipy import stats  # takes most of a second, so only where it is used

    width = prior.high - prior.low
    if prior.kind == THREE_POINT:
        return stats.triang((prior.central - prior.low) / width, prior.low, width)
    return stats.loguniform(prior.low, prior.high) if log else stats.uniform(prior.low, width)


def _check_real(parameter: Parameter) -> None:
    if parameter.kind != "float":
        raise ValueError(f"{parameter.name} has no prior: only real-valued parameters have one")
