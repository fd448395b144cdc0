"""A plug-in without a name."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in without a name."""

    name = ""

    def _danger(self, I, G, A):
        return I
