"""A chain of stages that must all succeed; autonomy buys further attempts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from risk.axes import Array
from risk.calculus import power_slope, product
from risk.danger.base import DangerFunction
from risk.parameter import integer, parameter


@dataclass(frozen=True, kw_only=True)
class ORing(DangerFunction):
    """Chance-like index of completing every stage of a long task, with unattended retries.

    Source: Kremer (1993), "The O-Ring Theory of Economic Development"; the reading of agenticity as retries is a
    judgement.
    """

    name = "o-ring"
    label = "O-ring chain"
    summary = "A chain of stages, all needed; autonomy buys unattended retries."
    formula = r"D = Q^{n},\quad Q = 1 - (1 - I^{\alpha} G^{\beta})^{k},\quad k = 1 + (k_{\max} - 1) A"
    source = "Kremer (1993), The O-Ring Theory of Economic Development; retries are a judgement"
    leading = ("stages", "max_attempts")

    exponent_i: float = parameter(
        1,
        0,
        5,
        typical=(0.25, 2),
        symbol=r"\alpha",
        label="Exponent of intelligence",
        help="How steeply skill at one stage grows with intelligence.",
    )
    exponent_g: float = parameter(
        0.5,
        0,
        5,
        typical=(0, 2),
        symbol=r"\beta",
        label="Exponent of generality",
        help="How much skill at one stage depends on generality.",
    )
    stages: int = integer(
        8,
        1,
        100,
        typical=(1, 20),
        symbol="n",
        label="Stages in the chain",
        help="How many stages must all succeed before harm is done.",
    )
    max_attempts: float = parameter(
        5,
        1,
        100,
        typical=(1, 20),
        symbol=r"k_{\max}",
        label="Attempts of a fully autonomous system",
        help="How often a fully autonomous system may try each stage. With no agenticity it tries once.",
    )

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        danger: Array = self._quality(I, G, A)[2] ** self.stages
        return danger

    def _quality(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        """Skill at one attempt, attempts, and the index of passing one stage."""
        skill = I**self.exponent_i * G**self.exponent_g
        attempts = 1.0 + (self.max_attempts - 1.0) * A
        with np.errstate(divide="ignore"):
            passed = -np.expm1(attempts * np.log1p(-skill))
        return skill, attempts, passed

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        skill, attempts, passed = self._quality(I, G, A)
        n = self.stages
        with np.errstate(divide="ignore", invalid="ignore"):
            # Passed stages per unit of skill tend to the number of attempts as skill vanishes. Written with this
            # ratio the slopes are right at zero too, where n decides between zero, a finite and an infinite slope.
            ratio = np.where(skill == 0.0, attempts, passed / skill)
            common = ratio ** (n - 1) * attempts * (1.0 - skill) ** (attempts - 1.0)
            retries = np.where(skill == 1.0, 0.0, -np.log1p(-skill) * (1.0 - skill) ** attempts)
        return (
            product(common, power_slope(I, n * self.exponent_i), G ** (n * self.exponent_g)),
            product(common, power_slope(G, n * self.exponent_g), I ** (n * self.exponent_i)),
            n * passed ** (n - 1) * retries * (self.max_attempts - 1.0),
        )
