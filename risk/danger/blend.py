"""A weighted mean of danger functions: nobody knows which of them is right."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode

import numpy as np

from risk.axes import AXES, Array
from risk.danger.additive import Additive
from risk.danger.base import DangerFunction, bounded
from risk.danger.logistic import Logistic
from risk.danger.multiplicative import Multiplicative
from risk.danger.o_ring import ORing
from risk.danger.phase_transition import PhaseTransition
from risk.parameter import Parameter, slider_step

MOST = 8
"""Functions that a blend may hold."""

_BETWEEN, _OF = ";", "?"


@dataclass(frozen=True)
class FunctionsParameter(Parameter):
    """Declaration of the functions of a blend: a tuple of them, or names separated by semicolons.

    As text a function is its name and, after a question mark, what differs from its defaults, written as in a link.
    """

    def check(self, value: Any, owner: str = "") -> tuple[DangerFunction, ...]:
        """Return the functions.

        Raises
        ------
        ValueError
            If one is no danger function, is a blend, or there are none or too many.
        """
        where = f"{owner}.{self.name}" if owner else self.name
        if isinstance(value, str):
            if len(value) > self.high:
                raise ValueError(f"{where} must have at most {self.high:g} characters, got {len(value)}")
            value = [_read(part.strip(), where) for part in value.split(_BETWEEN)]
        if not isinstance(value, Iterable):
            raise ValueError(f"{where} must be danger functions, got {value!r:.40}")
        found = tuple(_read(part, where) if isinstance(part, str) else part for part in value)
        for part in found:
            if not isinstance(part, DangerFunction):
                raise ValueError(f"{where} must be danger functions, got {part!r:.40}")
            if isinstance(part, Blend):
                raise ValueError(f"{where}: no blend may stand inside a blend")
        if not 1 <= len(found) <= MOST:
            raise ValueError(f"{where}: 1 to {MOST} functions are allowed, got {len(found)}")
        return found

    def text(self, value: Any) -> str:
        """Write functions so that `parse` returns exactly the same."""
        return _BETWEEN.join(map(_written, value))


def _written(function: DangerFunction) -> str:
    changed = [
        (declared.name, declared.text(value))
        for declared in function.declarations()
        if (value := getattr(function, declared.name)) != declared.default
    ]
    return quote(function.name) + (f"{_OF}{urlencode(changed)}" if changed else "")


def _read(text: str, where: str) -> DangerFunction:
    from risk.registry import danger_function  # which holds this class

    name, _, changes = text.partition(_OF)
    try:
        found = danger_function(unquote(name))
        for key, value in parse_qsl(changes, keep_blank_values=True, strict_parsing=bool(changes), max_num_fields=100):
            declared = {entry.name: entry for entry in found.declarations()}
            if key not in declared:
                raise ValueError(f"{name} has no parameter {key!r:.40}")
            found = found.replace(**{key: declared[key].parse(value)})
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    return found


@dataclass(frozen=True, kw_only=True)
class Blend(DangerFunction):
    """Weighted mean of danger functions. Each weight is a parameter, named after its function.

    Attributes
    ----------
    parts : tuple of (float, DangerFunction)
        Weights and functions.

    Raises
    ------
    ValueError
        If a weight or a function is not allowed, or all weights are 0.

    Source: a linear opinion pool, Stone (1961), "The Opinion Pool"; equal weights are a judgement.
    """

    name = "blend"
    label = "Blend of functions"
    summary = "A weighted mean of danger functions, since nobody knows which is right."
    formula = r"D = \frac{\sum_j w_j D_j}{\sum_j w_j}"
    source = "linear opinion pool, Stone (1961), The Opinion Pool; equal weights are a judgement"
    stands_alone = False

    parts: tuple[tuple[float, DangerFunction], ...] = tuple(
        (1.0, kind()) for kind in (PhaseTransition, Additive, Multiplicative, Logistic, ORing)
    )

    def __post_init__(self) -> None:
        try:
            parts = tuple((weight, function) for weight, function in self.parts)
        except (TypeError, ValueError):
            raise ValueError(
                f"{self.name}.parts must be pairs of weight and function, got {self.parts!r:.40}"
            ) from None
        functions = FUNCTIONS.check([function for _, function in parts], self.name)
        weights = [
            declared.check(weight, self.name) for declared, (weight, _) in zip(_weights(functions), parts, strict=True)
        ]
        object.__setattr__(self, "parts", tuple(zip(weights, functions, strict=True)))
        names = [declared.name for declared in _weights(functions)]
        for name, value in zip(names, weights, strict=True):
            object.__setattr__(self, name, value)
        if not any(weights):
            raise ValueError(f"{self.name}: at least one weight must be above 0; all are 0: {', '.join(names)}")
        object.__setattr__(self, "leading", tuple(names))
        counted = [function for weight, function in self.parts if weight]
        object.__setattr__(
            self, "increasing", tuple(axis for axis in AXES if all(axis in part.increasing for part in counted))
        )

    def declarations(self) -> tuple[Parameter, ...]:
        """Declaration of the functions, then one for the weight of each."""
        return (FUNCTIONS, *_weights(self.functions))

    @property
    def functions(self) -> tuple[DangerFunction, ...]:
        """The functions without their weights."""
        return tuple(function for _, function in self.parts)

    def replace(self, **changes: Any) -> Self:
        """Copy with some values changed: weights by name, functions as a whole; those that stay keep their weights."""
        names = [declared.name for declared in self.declarations()[1:]]
        parts = [(changes.pop(name, weight), part) for name, (weight, part) in zip(names, self.parts, strict=True)]
        if "functions" in changes:
            functions = FUNCTIONS.check(changes.pop("functions"), self.name)
            kept = {part: weight for weight, part in parts}
            parts = [(kept.get(function, 1.0), function) for function in functions]
        return super().replace(**{"parts": tuple(parts)} | changes)

    def _shares(self) -> Sequence[tuple[float, DangerFunction]]:
        total = sum(weight for weight, _ in self.parts)
        return [(weight / total, function) for weight, function in self.parts if weight]

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        danger: Array = np.zeros(1)
        for share, function in self._shares():
            danger = danger + share * bounded(function._danger(I, G, A))
        return danger

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        slopes: list[Array] = [np.zeros(1) for _ in AXES]
        with np.errstate(invalid="ignore"):
            for share, function in self._shares():
                slopes = [slope + share * part for slope, part in zip(slopes, function._gradient(I, G, A), strict=True)]
        return slopes[0], slopes[1], slopes[2]


FUNCTIONS = FunctionsParameter(
    name="functions",
    kind="functions",
    default=tuple(function for _, function in Blend.parts),
    low=1,
    high=4000,
    label="Functions in the blend",
    help="Danger functions of which the blend is the weighted mean.",
)


@functools.lru_cache(maxsize=64)
def _weights(functions: tuple[DangerFunction, ...]) -> tuple[Parameter, ...]:
    """Declarations of the weights; the second of two functions of one kind is told apart by a number."""
    found: dict[str, Parameter] = {}
    for function in functions:
        plain, number = f"weight_{function.name.replace('-', '_')}", 1
        while (name := plain + (f"_{number}" if number > 1 else "")) in found:
            number += 1
        typical = (0.0, 4.0)
        found[name] = Parameter(
            name=name,
            kind="float",
            default=1.0,
            low=0.0,
            high=100.0,
            typical=typical,
            step=slider_step(typical),
            label=f"Weight of {function.label or function.name}" + (f" ({number})" if number > 1 else ""),
            help="How much this function counts in the blend, relative to the others.",
        )
    return tuple(found.values())
