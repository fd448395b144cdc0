"""A plug-in that is undefined somewhere."""

from dataclasses import dataclass

import numpy as np

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """A plug-in that is undefined somewhere."""

    name = "not-a-number"

    def _danger(self, I, G, A):
        return np.where(G > 0.5, np.nan, I)
