"""Small pieces of calculus that the danger functions share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from risk.axes import Array


def sigmoid(x: Array, out: Array | None = None) -> Array:
    """Logistic function 1 / (1 + exp(-x)), without overflow."""
    result = np.multiply(x, 0.5, out=out)
    np.tanh(result, out=result)
    result *= 0.5
    result += 0.5
    return result


def power_slope(x: Array, exponent: float) -> Array:
    """Derivative of x**exponent for x >= 0: infinite at 0 for exponents between 0 and 1, and 0 for exponent 0."""
    if exponent == 0.0:
        return np.zeros_like(x)
    with np.errstate(divide="ignore"):
        slope: Array = exponent * x ** (exponent - 1.0)
    return slope


def product(*factors: Array) -> Array:
    """Product in which zero times infinity is zero: a factor that is exactly zero switches a slope off."""
    total = np.asarray(factors[0])
    for factor in factors[1:]:
        with np.errstate(invalid="ignore"):
            raw = total * factor
        total = np.where((total == 0.0) | (np.asarray(factor) == 0.0), 0.0, raw)
    return total


# Fourth-order differentiation on five nodes -2 ... 2: row j holds the derivative of the j-th Lagrange polynomial,
# highest power first, so that the point may sit anywhere between the nodes (at an edge of [0, 1], for example).
_NODES = np.arange(-2.0, 3.0)
_WEIGHTS = np.array(
    [np.polyder(np.poly(np.delete(_NODES, j)) / np.prod(_NODES[j] - np.delete(_NODES, j))) for j in range(len(_NODES))]
)


def slope(function: Callable[[Array], Array], x: Array, step: float = 1e-3) -> Array:
    """Fourth-order numerical derivative on [0, 1]; nodes never leave the interval."""
    centre = np.clip(x, 2.0 * step, 1.0 - 2.0 * step)
    offset = (x - centre) / step
    total: Array = np.zeros(1)
    for node, weights in zip(_NODES, _WEIGHTS, strict=True):
        total = total + np.polyval(weights, offset) * function(np.clip(centre + node * step, 0.0, 1.0))
    return total / step
