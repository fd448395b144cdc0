"""The null hypothesis: the axes add up and do not interact."""

from __future__ import annotations

from dataclasses import dataclass

from risk.axes import Array
from risk.danger.base import DangerFunction
from risk.parameter import parameter


@dataclass(frozen=True, kw_only=True)
class Additive(DangerFunction):
    """Weighted mean of the three axes.

    Source: judgement; the null hypothesis against which an interaction is measured.
    """

    name = "additive"
    label = "Additive"
    summary = "The axes add and do not interact: the null hypothesis."
    formula = r"D = \frac{w_I I + w_G G + w_A A}{w_I + w_G + w_A}"
    source = "judgement (null hypothesis)"
    leading = ("weight_i", "weight_a")

    weight_i: float = parameter(
        1,
        0.01,
        100,
        typical=(0.1, 10),
        log=True,
        symbol="w_I",
        label="Weight of intelligence",
        help="How much intelligence counts relative to the other axes.",
    )
    weight_g: float = parameter(
        1,
        0.01,
        100,
        typical=(0.1, 10),
        log=True,
        symbol="w_G",
        label="Weight of generality",
        help="How much generality counts relative to the other axes.",
    )
    weight_a: float = parameter(
        1,
        0.01,
        100,
        typical=(0.1, 10),
        log=True,
        symbol="w_A",
        label="Weight of agenticity",
        help="How much agenticity counts relative to the other axes.",
    )

    def _weights(self) -> tuple[float, float, float]:
        total = self.weight_i + self.weight_g + self.weight_a
        return self.weight_i / total, self.weight_g / total, self.weight_a / total

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        i, g, a = self._weights()
        return i * I + g * G + a * A

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        i, g, a = self._weights()
        return i + 0 * I, g + 0 * G, a + 0 * A
