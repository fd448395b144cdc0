"""A plug-in that forgets to return."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that forgets to return."""

    name = "nothing"

    def _danger(self, I, G, A):
        _ = I + G + A
