"""A plug-in that takes the name of another one."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that takes the name of another one."""

    name = "good"

    def _danger(self, I, G, A):
        return G
