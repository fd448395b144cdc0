"""A plug-in whose first evaluation does not come back before the test is over."""

import time
from dataclasses import dataclass

import risk


@dataclass(frozen=True, kw_only=True)
class Function(risk.DangerFunction):
    """Danger that takes its time."""

    name = "hangs-in-danger"

    def _danger(self, I, G, A):
        time.sleep(20)
        return I * G * A
