"""A plug-in that fails for some of its parameters only."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that fails for some of its parameters only."""

    name = "late"
    level: float = risk.parameter(0.5, 0, 1, label="Level", help="Fails above 0.8.")

    def _danger(self, I, G, A):
        return I * [0.5, 0.7][int(self.level + 0.2) * 2]
