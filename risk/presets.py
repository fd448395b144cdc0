"""Named scenarios to start from."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from risk.agency import Granted, ProxyAgency
from risk.scenario import Scenario


@dataclass(frozen=True)
class Preset:
    """A named set of changes to a scenario.

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
        """The defaults with the changes."""
        return self.applied(Scenario())

    def applied(self, scenario: Scenario) -> Scenario:
        """A scenario with the changes and all else kept; what induced agency depends on switches it on."""
        for key, value in self.changes.items():
            if key.startswith("agency.") and scenario.agency.name == Granted.name:
                scenario = scenario.replace("agency", ProxyAgency.name)
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


@functools.cache
def preset_scenarios() -> Mapping[str, Scenario]:
    """The presets as scenarios, by name."""
    return MappingProxyType({name: preset.scenario() for name, preset in PRESETS.items()})


CHANNELS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset(
                "Air gap",
                "No output reaches anybody; the few people on site are trained, and could do much: a judgement.",
                {"agency.exposure": 0.0, "agency.susceptibility": 0.3, "agency.relay": 1.0, "agency.leverage": 0.9},
            ),
            Preset(
                "Customer chat",
                "Strangers talk to it once, rarely to each other, and can do little: a judgement.",
                {"agency.exposure": 1.0, "agency.susceptibility": 0.5, "agency.relay": 0.5, "agency.leverage": 0.3},
            ),
            Preset(
                "Internal assistant",
                "Colleagues with access work with it every day and talk to each other: a judgement.",
                {"agency.exposure": 3.0, "agency.susceptibility": 0.4, "agency.relay": 2.0, "agency.leverage": 0.9},
            ),
            Preset(
                "Open social channel",
                "It posts to the public, who pass its words on; each of them can do something: a judgement.",
                {"agency.exposure": 5.0, "agency.susceptibility": 0.5, "agency.relay": 4.0, "agency.leverage": 0.5},
            ),
        )
    }
)
"""Channels to the outside: changes of induced agency only, to put on top of any scenario."""
