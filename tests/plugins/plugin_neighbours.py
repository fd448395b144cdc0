"""A plug-in whose value at a point depends on the other points."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in whose value at a point depends on the other points."""

    name = "neighbours"

    def _danger(self, I, G, A):
        return (I * G * A).mean()
