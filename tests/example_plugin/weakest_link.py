"""An example plug-in: the danger function of the README, in a package of its own."""

from dataclasses import dataclass

import numpy as np

import risk


@dataclass(frozen=True, kw_only=True)
class WeakestLink(risk.DangerFunction):
    """Danger is as high as the lowest of the three axes."""

    name, label, summary = "weakest-link", "Weakest link", "The lowest axis decides."
    formula, source = r"D = \min(I, G, A)^{p}", "judgement"

    power: float = risk.parameter(1, 0.1, 10, typical=(0.5, 2), label="Power", help="Above 1, danger comes late.")

    def _danger(self, I, G, A):
        return np.minimum(np.minimum(I, G), A) ** self.power
