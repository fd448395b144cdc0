"""Named scenarios to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from risk.scenario import Scenario


@dataclass(frozen=True)
class Preset:
    """A named set of changes to the defaults.

    Attributes
    ----------
    name, summary : str
        What it is called, and one sentence of what it assumes.
    changes : mapping of str to object
        New values by key; "function" and "agency" first where they are exchanged.
    """

    name: str
    summary: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        """The scenario."""
        scenario = Scenario()
        for key, value in self.changes.items():
            scenario = scenario.replace(key, value)
        return scenario


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset(
                "As the essay argues",
                "Agenticity switches danger on abruptly, and a line in FLOP loses an order of magnitude a year.",
            ),
            Preset(
                "Gradual ramp",
                "No feedback between intelligence and agenticity: danger grows without a jump.",
                {"function.coupling": False, "function.uncoupled_midpoint": 0.6},
            ),
            Preset(
                "Early transition",
                "The jump comes at a lower intelligence.",
                {"function.critical_intelligence": 0.45},
            ),
            Preset(
                "Late transition",
                "The jump comes at a higher intelligence, where no measured system is yet.",
                {"function.critical_intelligence": 0.85},
            ),
            Preset(
                "Misuse first",
                "Much of the danger needs no agenticity: a person at the keyboard supplies it.",
                {"function.tool_danger": 0.5},
            ),
            Preset(
                "Measured efficiency",
                "Compute for the same capability halves every eight months (Ho et al. 2024), not tenfold a year.",
                {"trend.efficiency": 0.45},
            ),
        )
    }
)
