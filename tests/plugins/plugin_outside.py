"""A plug-in that leaves the index."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that leaves the index."""

    name = "outside"

    def _danger(self, I, G, A):
        return 3 * I - 1
