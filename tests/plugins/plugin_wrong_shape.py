"""A plug-in that returns another shape."""

from dataclasses import dataclass

import numpy as np

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that returns another shape."""

    name = "wrong-shape"

    def _danger(self, I, G, A):
        return np.zeros(3)
