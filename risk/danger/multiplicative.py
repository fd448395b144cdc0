"""Danger needs all three axes at once."""

from __future__ import annotations

from dataclasses import dataclass

from risk.axes import Array
from risk.calculus import power_slope, product
from risk.danger.base import DangerFunction
from risk.parameter import parameter


@dataclass(frozen=True, kw_only=True)
class Multiplicative(DangerFunction):
    """Product of powers: where any axis is zero there is no danger.

    Source: the form is Cobb and Douglas (1928); the reading is the triple intersection of autonomy, generality
    and intelligence in Aguirre, Keep the Future Human (2025).
    """

    name = "multiplicative"
    label = "Multiplicative"
    summary = "Danger needs all three axes: where one is zero there is none."
    formula = r"D = I^{\alpha}\, G^{\beta}\, A^{\gamma}"
    source = "Cobb & Douglas (1928); Aguirre, Keep the Future Human (2025), triple intersection"
    leading = ("exponent_i", "exponent_a")

    exponent_i: float = parameter(
        1,
        0,
        10,
        typical=(0.25, 4),
        symbol=r"\alpha",
        label="Exponent of intelligence",
        help="Above 1, danger comes late as intelligence grows; below 1, early.",
    )
    exponent_g: float = parameter(
        1,
        0,
        10,
        typical=(0.25, 4),
        symbol=r"\beta",
        label="Exponent of generality",
        help="Above 1, danger comes late as generality grows; below 1, early.",
    )
    exponent_a: float = parameter(
        1,
        0,
        10,
        typical=(0.25, 4),
        symbol=r"\gamma",
        label="Exponent of agenticity",
        help="Above 1, danger comes late as agenticity grows; below 1, early.",
    )

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        danger: Array = I**self.exponent_i * G**self.exponent_g * A**self.exponent_a
        return danger

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        i, g, a = I**self.exponent_i, G**self.exponent_g, A**self.exponent_a
        return (
            product(power_slope(I, self.exponent_i), g, a),
            product(power_slope(G, self.exponent_g), i, a),
            product(power_slope(A, self.exponent_a), i, g),
        )
