"""The three axes I, G and A: checking coordinates, and walking through large arrays in small blocks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Block = tuple[slice, ...]

AXES = ("I", "G", "A")
AXIS_LABELS = {"I": "Intelligence I", "G": "Generality G", "A": "Agenticity A"}
AXIS_WORDS = {"I": "intelligence", "G": "generality", "A": "agenticity"}

# About what fits the second-level cache with the temporaries of one formula: three to four times faster than one pass.
BLOCK_SIZE = 16_384


class FormulaError(ValueError):
    """A danger function failed on legal coordinates, or returned something else than numbers."""


def coordinate(axis: str, values: npt.ArrayLike) -> Array:
    """Return coordinates on one axis as float64.

    Raises
    ------
    ValueError
        If a value is not a finite number in [0, 1]; the message names the axis and the first bad value.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{axis} must be numbers in [0, 1], got {values!r:.60}") from None
    # Comparing extremes needs no temporary array; NaN fails both comparisons.
    if array.size and not (array.min() >= 0.0 and array.max() <= 1.0):
        inside = (array >= 0.0) & (array <= 1.0)
        raise ValueError(f"{axis} must lie in [0, 1], got {array[~inside].flat[0]!s}")
    return array


def blocks(shape: tuple[int, ...], size: int = BLOCK_SIZE) -> Iterator[Block]:
    """Cut an array of the given shape into blocks of at most `size` elements, so that memory stays flat."""
    inner = math.prod(shape)
    if inner == 0:
        return
    split = 0
    while inner > size:
        inner //= shape[split]
        split += 1
    if split == 0:
        yield tuple(slice(None) for _ in shape)
        return
    rows = size // inner
    rest = tuple(slice(None) for _ in shape[split:])
    for index in np.ndindex(shape[: split - 1]):
        outer = tuple(slice(i, i + 1) for i in index)
        for start in range(0, shape[split - 1], rows):
            yield (*outer, slice(start, start + rows), *rest)


def cut(operand: Array, block: Block) -> Array:
    """Return the part of an operand that broadcasts to the block; what depends on one axis stays on that axis."""
    aligned = operand.reshape((1,) * (len(block) - operand.ndim) + operand.shape)
    return aligned[
        tuple(slice(None) if length == 1 else part for length, part in zip(aligned.shape, block, strict=True))
    ]


def evaluate(
    formula: Callable[..., tuple[Any, ...]], outputs: int, operands: tuple[Array, ...], owner: str
) -> tuple[Array, ...]:
    """Apply a formula block by block; each of its outputs has the broadcast shape of the operands.

    Raises
    ------
    FormulaError
        If the formula raises, or returns something that does not fit that shape; the message names the owner.
    """
    shape = np.broadcast_shapes(*(operand.shape for operand in operands))
    scalar = shape == ()
    if scalar:  # NumPy turns arrays without dimensions into scalars, which have no in-place operations
        shape, operands = (1,), tuple(operand.reshape(1) for operand in operands)
    results = tuple(np.empty(shape) for _ in range(outputs))
    for block in blocks(shape):
        try:
            parts = formula(*(cut(operand, block) for operand in operands))
        # A formula may be a stranger's: whatever it raises becomes one error that names it.
        except Exception as error:
            raise FormulaError(f"{owner} cannot be computed: {type(error).__name__}: {error}") from error
        for result, part in zip(results, parts, strict=True):
            try:
                if np.asarray(part).dtype.kind not in "biuf":  # NumPy would make None a NaN, and drop imaginary parts
                    raise TypeError
                result[block] = part
            except (TypeError, ValueError):
                raise FormulaError(
                    f"{owner} returned {_described(part)} where numbers of shape {result[block].shape} were expected"
                ) from None
    return tuple(result[0] if scalar else result for result in results)


def _described(value: Any) -> str:
    return f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
