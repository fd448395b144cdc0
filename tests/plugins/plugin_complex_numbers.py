"""A plug-in that returns complex numbers."""

from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that returns complex numbers."""

    name = "complex-numbers"

    def _danger(self, I, G, A):
        return I + 1j * G + 0 * A
