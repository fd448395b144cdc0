"""A plug-in that takes a built-in name."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that takes a built-in name."""

    name = "additive"

    def _danger(self, I, G, A):
        return I
