"""How hard it is to give up intelligence, generality or agenticity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from risk.axes import Array
from risk.parameter import Declared, parameter


@dataclass(frozen=True, kw_only=True)
class Effort(Declared):
    """How hard it is to give up a unit of each axis: weights of the distance to safety."""

    name = "effort"
    label = "Effort of bringing danger down"
    summary = "How hard it is to give up a unit of intelligence, generality or agenticity."
    formula = r"\sqrt{w_I\,\Delta I^2 + w_G\,\Delta G^2 + w_A\,\Delta A^2}"

    weight_i: float = parameter(
        1, 0.001, 1000, typical=(0.1, 10), log=True, symbol="w_I", label="Effort for intelligence",
        help="Effort of giving up a unit of intelligence, against that of the other axes.",
    )  # fmt: skip
    weight_g: float = parameter(
        1, 0.001, 1000, typical=(0.1, 10), log=True, symbol="w_G", label="Effort for generality",
        help="Effort of giving up a unit of generality, against that of the other axes.",
    )  # fmt: skip
    weight_a: float = parameter(
        1, 0.001, 1000, typical=(0.1, 10), log=True, symbol="w_A", label="Effort for agenticity",
        help="Effort of giving up a unit of granted agenticity, against that of the other axes.",
    )  # fmt: skip

    @property
    def weights(self) -> Array:
        """Weights along I, G and A."""
        return np.array((self.weight_i, self.weight_g, self.weight_a))
