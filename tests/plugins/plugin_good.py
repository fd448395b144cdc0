"""A plug-in that behaves."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that behaves."""

    name = "good"

    def _danger(self, I, G, A):
        return I
