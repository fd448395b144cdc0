"""Which headline is asked what it depends on, how thoroughly, and when a rule counts as failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from risk.parameter import Declared, choice, parameter

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "dangerous-share": "Dangerous share of the cube",
        "dangerous-systems": "Dangerous among real systems",
        "systems-missed": "Real systems missed by the line",
        "missed-line": "Missed by a FLOP line",
        "missed-capability": "Missed by a capability rule",
        "missed-triple": "Missed by the triple intersection",
        "missed-line-then-test": "Missed by a line with a test after it",
        "missed-surface": "Missed by a surface rule",
        "missed-wrong-surface": "Missed by a surface rule with the wrong function",
        "erosion-date": "When the line loses the capability",
        "disaster": "Chance of disaster in the race",
        "cleared": "Dangerous system cleared by the audit",
        "left-mandatory": "Danger left by mandatory compliance",
        "left-pause": "Danger left by a pause",
    }
)
"""Headlines that can be asked, with what people call each. `risk.headline_model` says what each of them is."""


@dataclass(frozen=True, kw_only=True)
class Inquiry(Declared):
    """What is asked of the assumptions: which of them a headline depends on, and where a rule fails."""

    name = "inquiry"
    label = "Inquiry"
    summary = "Which headline is asked what it depends on, and when a rule counts as failed."
    source = "Saltelli et al. (2010); Friedman & Fisher (1999)"

    headline: str = choice(
        "missed-line",
        LABELS,
        label="Headline asked",
        help="The number whose variance is split among what nobody knows.",
    )
    rows: str = choice(
        "128",
        ("128", "512", "2048"),
        label="Rows of draws",
        help="In each row every parameter is drawn twice and exchanged once. Four times as many halve the intervals.",
    )
    missed_limit: float = parameter(
        0.5,
        0,
        1,
        typical=(0.05, 0.95),
        step=0.05,
        label="A rule fails above",
        help="Share of dangerous systems that a rule may miss before it counts as failed.",
    )

    @property
    def samples(self) -> int:
        """Rows, as a number."""
        return int(self.rows)
