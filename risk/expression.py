"""Typed arithmetic: from text over a whitelist to a flat list of NumPy calls, with its exact slopes. Nothing is run.

A text is hostile until it is read. It passes five gates, each of which alone keeps Python out: characters, names, the
kinds of node of its syntax tree, the number of arguments, and size. What comes out holds numbers of registers and
names of the operations below, and nothing else.
"""

from __future__ import annotations

import ast
import functools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk import calculus
from risk.axes import AXES, Array

LONGEST = 500
"""Characters that a text may have."""

MOST_PARTS, DEEPEST = 200, 60
"""Numbers, names, operations and calls that an expression may have, and how deep they may nest."""

_ONE, _MINUS_ONE = np.ones(1), -np.ones(1)
_STRANGE = re.compile(r"[^A-Za-z0-9_.+\-*/(), ]")
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<sign>[-+*/(),])|(?P<space> +)"
)
_HINTS = {"^": "a power is written **", "=": "a formula is one expression, without D =", "[": "use ( and )"}


class ExpressionError(ValueError):
    """A text is no expression of the allowed kind.

    Attributes
    ----------
    column : int
        Where, counted from 1.
    unknown : str
        The name that is not known, if that is what is wrong.
    """

    def __init__(self, column: int, problem: str, unknown: str = "") -> None:
        super().__init__(f"column {column}: {problem}")
        self.column, self.unknown = column, unknown


@dataclass(frozen=True)
class Operation:
    """One step of a program.

    Attributes
    ----------
    value : callable
        Value from the arguments; ``out`` is an array that may be overwritten.
    slopes : tuple of callable
        For each argument, the derivative by it, from the arguments and the value. NaN at a kink.
    """

    value: Callable[..., Array]
    slopes: tuple[Callable[..., Array], ...]


def _power(base: Array, exponent: Array, out: Array | None = None) -> Array:
    """Power; the commonest exponents by multiplication, ten times as fast."""
    fixed = exponent.flat[0] if exponent.size == 1 else math.nan
    if fixed == 0.5:
        return np.sqrt(base, out=out)
    if fixed == 2.0:
        return np.multiply(base, base, out=out)
    if fixed == 3.0:
        return np.multiply(base * base, base, out=out)
    if fixed == 4.0:
        square = np.multiply(base, base, out=out)
        return np.multiply(square, square, out=square)
    return np.power(base, exponent, out=out)


def _by_base(base: Array, exponent: Array, value: Array) -> Array:
    return np.where(exponent == 0.0, 0.0, exponent * _power(base, exponent - 1.0))


def _by_exponent(base: Array, exponent: Array, value: Array) -> Array:
    return np.where((base == 0.0) & (exponent > 0.0), 0.0, np.log(base) * value)


def _chosen(one: Array, other: Array) -> Array:
    """1 where the first argument is the lesser, 0 where it is the greater, NaN at the kink between."""
    return np.where(one == other, np.nan, np.where(one < other, 1.0, 0.0))


FUNCTIONS: Mapping[str, Operation] = {
    "exp": Operation(np.exp, (lambda x, y: y,)),
    "log": Operation(np.log, (lambda x, y: 1.0 / x,)),
    "log1p": Operation(np.log1p, (lambda x, y: 1.0 / (1.0 + x),)),
    "expm1": Operation(np.expm1, (lambda x, y: np.exp(x),)),
    "sqrt": Operation(np.sqrt, (lambda x, y: 0.5 / y,)),
    "tanh": Operation(np.tanh, (lambda x, y: 1.0 - y * y,)),
    "abs": Operation(np.abs, (lambda x, y: np.where(x == 0.0, np.nan, np.sign(x)),)),
    "sigmoid": Operation(calculus.sigmoid, (lambda x, y: y * (1.0 - y),)),
    "min": Operation(np.minimum, (lambda a, b, y: _chosen(a, b), lambda a, b, y: _chosen(b, a))),
    "max": Operation(np.maximum, (lambda a, b, y: _chosen(b, a), lambda a, b, y: _chosen(a, b))),
    "pow": Operation(_power, (_by_base, _by_exponent)),
}
"""Functions that an expression may call, each with as many arguments as it has slopes."""

_OPERATIONS: Mapping[str, Operation] = {
    **FUNCTIONS,
    "+": Operation(np.add, (lambda a, b, y: _ONE, lambda a, b, y: _ONE)),
    "-": Operation(np.subtract, (lambda a, b, y: _ONE, lambda a, b, y: _MINUS_ONE)),
    "*": Operation(np.multiply, (lambda a, b, y: b, lambda a, b, y: a)),
    "/": Operation(np.divide, (lambda a, b, y: 1.0 / b, lambda a, b, y: -y / b)),
    "negative": Operation(np.negative, (lambda x, y: _MINUS_ONE,)),
}
_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "pow",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One call: which operation, on which registers, and which of them nobody reads afterwards."""

    operation: str
    operands: tuple[int, ...]
    last: tuple[int, ...] = ()


@dataclass(frozen=True)
class Program:
    """A read expression.

    Attributes
    ----------
    names : tuple of str
        What fills the first registers: I, G, A, then constants.
    numbers : tuple of float
        What fills the next ones.
    steps : tuple of Step
        Each fills one more register.
    result : int
        Register that holds the value in the end.
    used : frozenset of str
        Names that occur in the text.
    """

    names: tuple[str, ...]
    numbers: tuple[float, ...]
    steps: tuple[Step, ...]
    result: int
    used: frozenset[str]

    def value(self, I: Array, G: Array, A: Array, constants: Sequence[float] = ()) -> Array:
        """Value at coordinates that broadcast; infinite or NaN where arithmetic has it so. Constants go by `names`."""
        registers = self._registers(I, G, A, constants)
        first_own = len(registers)
        with np.errstate(all="ignore"):
            for step in self.steps:
                given = [registers[place] for place in step.operands]
                spare = [registers[place] for place in step.last if place >= first_own]
                shape = np.broadcast_shapes(*(operand.shape for operand in given))
                out = next((operand for operand in spare if operand.shape == shape), None)
                registers.append(_OPERATIONS[step.operation].value(*given, out=out))
                for place in step.last:
                    registers[place] = _ONE
        return registers[self.result]

    def slopes(
        self, I: Array, G: Array, A: Array, constants: Sequence[float] = ()
    ) -> tuple[Array, tuple[Array | None, ...]]:
        """Value, and its slope along each axis: None where the expression does not depend on it.

        Each derivative is exact. NaN where the chain rule gives no answer: at a kink, or for zero times infinity.
        """
        registers = self._registers(I, G, A, constants)
        along: list[tuple[Array | None, ...]] = [(None,) * len(AXES) for _ in registers]
        for place in range(len(AXES)):
            along[place] = tuple(_ONE if axis == place else None for axis in range(len(AXES)))
        with np.errstate(all="ignore"):
            for step in self.steps:
                operation = _OPERATIONS[step.operation]
                given = [registers[place] for place in step.operands]
                value = operation.value(*given)
                total: list[Array | None] = [None] * len(AXES)
                for place, slope in zip(step.operands, operation.slopes, strict=True):
                    if any(part is not None for part in along[place]):
                        factor = slope(*given, value)
                        for axis, part in enumerate(along[place]):
                            if part is not None:
                                before, added = total[axis], factor * part
                                total[axis] = added if before is None else before + added
                registers.append(value)
                along.append(tuple(total))
                for place in step.last:
                    registers[place], along[place] = _ONE, ()
        return registers[self.result], along[self.result]

    def _registers(self, I: Array, G: Array, A: Array, constants: Sequence[float]) -> list[Array]:
        return [I, G, A, *(np.full(1, number) for number in (*constants, *self.numbers))]


@functools.lru_cache(maxsize=512)
def read(text: str, constants: tuple[str, ...] = ()) -> Program:
    """Read an expression.

    Parameters
    ----------
    text : str
        Arithmetic over I, G, A, the constants, numbers, ``+ - * / **``, parentheses and `FUNCTIONS`.
    constants : tuple of str
        Names of the constants.

    Raises
    ------
    ExpressionError
        If the text is anything else, or too large; one line that names the column and what is allowed.
    """
    names = (*AXES, *constants)
    indent = len(text) - len(text.lstrip(" "))
    _check_text(text, names)
    try:
        body = ast.parse(text[indent:], mode="eval").body
    except SyntaxError as error:
        raise ExpressionError((error.offset or len(text) - indent + 1) + indent, _syntax(error)) from None
    except (MemoryError, RecursionError, ValueError):
        raise ExpressionError(1, f"this nests too deep; at most {DEEPEST} levels are allowed") from None
    _check_size(body, indent)
    return _Writer(names, indent).program(body)


def allowed(names: Sequence[str]) -> str:
    """What an expression may hold, in words."""
    return f"allowed are {', '.join(names)}, numbers, + - * / ** ( ) and the functions {', '.join(FUNCTIONS)}"


def _check_text(text: str, names: tuple[str, ...]) -> None:
    if len(text) > LONGEST:
        raise ExpressionError(LONGEST + 1, f"the text goes on; at most {LONGEST} characters are allowed")
    if not text.strip(" "):
        raise ExpressionError(1, f"there is nothing here; {allowed(names)}")
    if strange := _STRANGE.search(text):
        sign = strange.group()
        shown = repr(sign) if sign.isascii() else f"the character U+{ord(sign):04X}"
        hint = _HINTS.get(sign, allowed(names))
        raise ExpressionError(strange.start() + 1, f"{shown} is not allowed; {hint}")
    place, before = 0, ""
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise ExpressionError(place + 1, f"{text[place]!r} is not allowed here; {allowed(names)}")
        kind, token = str(found.lastgroup), found.group()
        if kind in ("number", "name") and before in ("number", "name"):
            raise ExpressionError(place + 1, f"an operator is missing before {token[:20]!r}; a product is written *")
        if kind == "name" and token not in names and token not in FUNCTIONS:
            called = text[found.end() :].lstrip(" ").startswith("(")
            raise ExpressionError(place + 1, f"{token[:20]!r} is not known; {allowed(names)}", "" if called else token)
        if kind == "number" and not math.isfinite(float(token)):
            raise ExpressionError(place + 1, "this number is too large")
        place, before = found.end(), before if kind == "space" else kind


def _syntax(error: SyntaxError) -> str:
    if "never closed" in error.msg:
        return "this parenthesis is never closed"
    if "too many nested" in error.msg:
        return f"this nests too deep; at most {DEEPEST} levels are allowed"
    if "unmatched" in error.msg:
        return "this parenthesis closes nothing"
    return "something is missing here, or too much"


def _check_size(body: ast.expr, indent: int) -> None:
    """Walk without recursion, so that no text can exhaust the stack."""
    parts, waiting = 0, [(body, 1)]
    while waiting:
        node, depth = waiting.pop()
        parts += 1
        if depth > DEEPEST:
            raise ExpressionError(
                node.col_offset + indent + 1, f"this nests too deep; at most {DEEPEST} levels are allowed"
            )
        if parts > MOST_PARTS:
            raise ExpressionError(
                node.col_offset + indent + 1, f"the formula is too large; at most {MOST_PARTS} parts are allowed"
            )
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


class _Writer:
    """Writes the steps of one expression; the same part twice is computed once."""

    def __init__(self, names: tuple[str, ...], indent: int) -> None:
        self.names, self.indent = names, indent
        self.numbers: dict[float, int] = {}
        self.steps: dict[tuple[str, tuple[tuple[str, int], ...]], int] = {}
        self.used: set[str] = set()

    def program(self, body: ast.expr) -> Program:
        result = self._place(self.write(body))
        steps = [Step(name, tuple(map(self._place, operands))) for name, operands in self.steps]
        last = {place: number for number, step in enumerate(steps) for place in step.operands}
        last.pop(result, None)
        return Program(
            names=self.names,
            numbers=tuple(self.numbers),
            steps=tuple(
                Step(step.operation, step.operands, tuple(p for p in dict.fromkeys(step.operands) if last[p] == number))
                for number, step in enumerate(steps)
            ),
            result=result,
            used=frozenset(self.used),
        )

    def _place(self, written: tuple[str, int]) -> int:
        """Register of a name, a number or a step, each counted from 0 in its own kind."""
        kind, place = written
        before = {"name": 0, "number": len(self.names), "step": len(self.names) + len(self.numbers)}
        return before[kind] + place

    def write(self, node: ast.expr) -> tuple[str, int]:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return "number", self.numbers.setdefault(float(number), len(self.numbers))
            case ast.Name(id=name) if name in self.names:
                self.used.add(name)
                return "name", self.names.index(name)
            case ast.Name(id=name) if name in FUNCTIONS:
                raise self._error(node, f"{name} is a function; write {name}({self._arguments(name)})")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._step("negative", operand)
            case ast.BinOp(op=sign, left=left, right=right) if type(sign) in _SIGNS:
                return self._step(_SIGNS[type(sign)], left, right)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
                if len(arguments) != len(FUNCTIONS[name].slopes):
                    raise self._error(node, f"write {name}({self._arguments(name)}); it got {len(arguments)} arguments")
                return self._step(name, *arguments)
        raise self._error(node, f"this is no part of a formula; {allowed(self.names)}")

    def _step(self, operation: str, *operands: ast.expr) -> tuple[str, int]:
        step = operation, tuple(map(self.write, operands))
        return "step", self.steps.setdefault(step, len(self.steps))

    def _arguments(self, name: str) -> str:
        return ", ".join("xy"[: len(FUNCTIONS[name].slopes)])

    def _error(self, node: Any, problem: str) -> ExpressionError:
        return ExpressionError(node.col_offset + self.indent + 1, problem)
