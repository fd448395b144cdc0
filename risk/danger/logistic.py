"""What a statistician would fit: a logistic response with one interaction."""

from __future__ import annotations

from dataclasses import dataclass

from risk.axes import Array
from risk.calculus import sigmoid
from risk.danger.base import DangerFunction
from risk.parameter import parameter


@dataclass(frozen=True, kw_only=True)
class Logistic(DangerFunction):
    """Logistic regression on the axes and the product of intelligence and agenticity.

    Source: Cox (1958) for the form; every coefficient is a judgement.
    """

    name = "logistic"
    label = "Logistic"
    summary = "A smooth S-curve with one interaction: what a statistician would fit."
    formula = r"D = \sigma(b_0 + b_I I + b_G G + b_A A + b_{IA}\, I A)"
    source = "Cox (1958) for the form; coefficients are a judgement"
    leading = ("interaction_ia", "intercept")

    intercept: float = parameter(
        -6,
        -30,
        10,
        typical=(-10, 0),
        symbol="b_0",
        label="Intercept",
        help="Where the S-curve starts: lower means that more of everything is needed.",
    )
    slope_i: float = parameter(
        2,
        0,
        30,
        typical=(0, 8),
        symbol="b_I",
        label="Slope of intelligence",
        help="Effect of intelligence alone, on the log-odds scale.",
    )
    slope_g: float = parameter(
        1,
        0,
        30,
        typical=(0, 8),
        symbol="b_G",
        label="Slope of generality",
        help="Effect of generality alone, on the log-odds scale.",
    )
    slope_a: float = parameter(
        1,
        0,
        30,
        typical=(0, 8),
        symbol="b_A",
        label="Slope of agenticity",
        help="Effect of agenticity alone, on the log-odds scale.",
    )
    interaction_ia: float = parameter(
        6,
        0,
        60,
        typical=(0, 15),
        symbol="b_{IA}",
        label="Interaction of intelligence and agenticity",
        help="How much more agenticity matters in an intelligent system. Zero: no interaction on the log-odds scale.",
    )

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        linear = (self.intercept + self.slope_i * I) + self.slope_g * G
        return sigmoid(linear + (self.slope_a + self.interaction_ia * I) * A)

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        D = self._danger(I, G, A)
        spread = D * (1.0 - D)
        return (
            spread * (self.slope_i + self.interaction_ia * A),
            spread * self.slope_g,
            spread * (self.slope_a + self.interaction_ia * I),
        )
