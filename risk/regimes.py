"""A regime: whom a rule covers, what stops a system, who sees it, and who complies."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass, field
from typing import Any, Self

from risk import liability
from risk.audit import Audit
from risk.parameter import Declared, choice, flag, parameter, parameters
from risk.race import Race
from risk.rules import Rule

GATES = ("none", "after release", "before release", "lock-down", "before training")
"""What becomes of a covered system: nothing; whoever fails the audit is stopped after release, before it, or is let out
only locked down; or nothing that is covered may be trained at all, so that there is nothing to audit."""

NO_GATE, AFTER, BEFORE, LOCK_DOWN, PROHIBITION = GATES

SIGHTS = ("release", "chokepoints")
"""How a regime learns of a system: from its release, or from the chokepoints that its training must pass."""

RELEASE, CHOKEPOINTS = SIGHTS

JURISDICTIONS = {"California alone": 0.4, "A compact": 0.7, "Everyone": 1.0}
"""Shares of the releases whose developers answer to a regime, by who joins: a judgement."""


@dataclass(frozen=True, kw_only=True)
class Terms(Declared):
    """What a regime demands and of whom, its scope aside."""

    name = "regime"
    label = "Terms of your own regime"
    summary = (
        "What your own regime demands, how it learns of systems, who complies, and what it costs those that are safe."
    )

    gate: str = choice(
        BEFORE, GATES, label="Gate",
        help="What becomes of a covered system: nothing; stopped after or before release, or let out only locked down,"
        " if the audit finds it over the standard; or not trained at all.",
    )  # fmt: skip
    standard: float = parameter(
        1, 0, 10, typical=(0.25, 2), step=0.05, label="Standard over the tolerance",
        help="Danger from which on an audit fails a system, as a multiple of the tolerance D*.",
    )  # fmt: skip
    tightening: float = parameter(
        0, 0, 1, step=0.05, symbol=r"\tau", label="Tightening with capability",
        help="Share by which the standard is lower for a system that reads I = 1; in proportion below that.",
    )  # fmt: skip
    enforced: float = parameter(
        0, 0, 1, step=0.05, label="Compliance that is enforced",
        help="Least chance that a covered developer does what the regime demands. Above it the race decides.",
    )  # fmt: skip
    liability: float = parameter(
        0, 0, 1000, typical=(0, 5), step=0.1, symbol="L", label="Liability",
        help="What a disaster of its own costs a developer, where a safe win is worth 1.",
    )  # fmt: skip
    cost_factor: float = parameter(
        1, 0.001, 1000, typical=(0.1, 10), label="Cost of safety under the regime", log=True,
        help="What full safety costs under the regime, as a multiple of what it costs in the race. Under 1: subsidies,"
        " shared tools.",
    )  # fmt: skip
    jurisdiction: float = parameter(
        1, 0, 1, step=0.05, label="Share under the regime",
        help="Share of the releases whose developers answer to the regime. The five positions are compared at this"
        " share too.",
    )  # fmt: skip
    sight: str = choice(
        RELEASE, SIGHTS, label="Learns of systems from",
        help="Their release, which everybody sees; or the chokepoints of training, which leak for small runs.",
    )  # fmt: skip
    verification: float = parameter(
        0, 0, 1, step=0.05, label="Verification",
        help="Share of the development that would move out of sight which verification keeps in sight.",
    )  # fmt: skip
    years_to_force: float = parameter(
        1, 0, 40, typical=(0, 6), step=0.25, unit="years", label="Lag of the regime",
        help="Years from the date at which rules are set until the regime has force.",
    )  # fmt: skip
    lifetime_years: float = parameter(
        50, 0.1, 100, typical=(1, 50), step=0.5, unit="years", label="Lifetime of the regime",
        help="Years in force before it is repealed.",
    )  # fmt: skip
    below_scope: float = parameter(
        0, 0, 1, step=0.05, label="Duties below the scope",
        help="Chance that a release below the scope meets the same gate. 0: what is below is exempt.",
    )  # fmt: skip
    presumed: bool = flag(
        False, label="Undisclosed counts as covered",
        help="Whether a release on which the scope cannot tell is covered until its developer shows otherwise.",
    )  # fmt: skip
    disclosure: float = parameter(
        0, 0, 1, step=0.05, label="Disclosure",
        help="Share of the releases on which the scope could not tell that transparency makes known.",
    )  # fmt: skip
    reporting: float = parameter(
        0, 0, 1, typical=(0, 0.3), step=0.01, label="Learning from incidents",
        help="Share of an audit's noise that a year of incident reports takes off, where all releases are covered.",
    )  # fmt: skip
    evidence: float = parameter(
        0, 0, 1, typical=(0, 0.3), step=0.01, label="Growth of safety evidence",
        help="Share of what systems can hide from an audit that a year of required evidence takes off, where all"
        " releases are covered.",
    )  # fmt: skip
    audit_months: float = parameter(
        3, 0, 120, typical=(0, 24), step=0.5, unit="months", label="Length of an audit",
        help="Months by which an audit before release delays a system.",
    )  # fmt: skip
    duties: float = parameter(
        0.02, 0, 1, typical=(0, 0.2), step=0.01, label="Burden of the duties",
        help="Share of a covered system's worth that its duties cost, if it is not stopped.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Regime:
    """A regime: a scope, terms, an audit and, if it has one, a red line.

    Attributes
    ----------
    title, about : str
        What people call it, and one sentence of what it is.
    scope : Rule or None
        Whom it covers; None for nobody, which leaves no gate.
    terms : Terms
        What it demands, and of whom.
    audit : Audit
        How covered systems are audited.
    red_line : Rule or None
        What may not be trained at all, audit or not.
    sources : tuple of (str, str)
        Who says so, by the parameter's name or "scope" or "audit". What is not named is a judgement.

    Raises
    ------
    ValueError
        If the parts cannot go together; the message names them.
    """

    title: str
    about: str
    scope: Rule | None
    terms: Terms = field(default_factory=Terms)
    audit: Audit = field(default_factory=Audit)
    red_line: Rule | None = None
    sources: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for part, kind, said in (
            ("scope", Rule | None, "a rule or None"), ("terms", Terms, "Terms"), ("audit", Audit, "an Audit"),
            ("red_line", Rule | None, "a rule or None"),
        ):  # fmt: skip
            value = getattr(self, part)
            if not isinstance(value, kind):
                raise ValueError(f"regime.{part} must be {said}, got {value!r:.40}")
        if self.scope is None and self.terms.gate != NO_GATE:
            raise ValueError(f"regime has a gate ({self.terms.gate}) but no scope: give it a rule, or gate {NO_GATE!r}")

    def with_terms(self, **changes: Any) -> Self:
        """Copy with some terms changed; the copy is checked."""
        return dataclasses.replace(self, terms=self.terms.replace(**changes))

    def compliance(self, race: Race) -> float:
        """Chance that a covered developer does what the regime demands.

        It is the safety that the race leaves among those who are covered: with the floor that is enforced, or with
        liability, whichever asks for more. A floor in the race itself stays if it binds all teams.
        """
        return _compliance(self.terms, race)


# Neither a draw of the danger function nor another place of the transition changes it.
@functools.lru_cache(maxsize=256)
def _compliance(terms: Terms, race: Race) -> float:
    cost = {declared.name: declared for declared in parameters(Race)}["safety_cost"]
    held = race.replace(
        safety_cost=min(max(race.safety_cost * terms.cost_factor, cost.low), cost.high),
        floor=max(terms.enforced, race.floor if race.bound_teams == race.teams else 0.0),
        covered=1,
    )
    return max(1.0 - held.risk, liability.safety(held, terms.liability))


SCOPES = (
    "everything", "line", "falling", "rising", "spend", "hardware", "capability", "triple", "line-then-test", "surface",
    "wrong-surface",
)  # fmt: skip
"""What a regime of one's own may cover: every system, or what a rule of this scenario covers, by its key."""

NO_RED_LINE = "none"


@dataclass(frozen=True, kw_only=True)
class Scope(Declared):
    """Whom a regime of one's own covers, by the rules of the scenario."""

    name = "scope"
    label = "Scope of your own regime"
    summary = "Whom your own regime covers, and what it forbids outright, by the rules of the scenario."

    covers: str = choice(
        "triple", SCOPES, label="Scope",
        help="Which systems are covered: all, or those that one of the scenario's rules covers.",
    )  # fmt: skip
    red_line: str = choice(
        NO_RED_LINE, (NO_RED_LINE, *SCOPES[1:]), label="Red line",
        help="What may not be trained at all, audit or not.",
    )  # fmt: skip


NO_REGIME = Regime(
    title="No regime", about="Nobody is covered, and nothing is stopped.", scope=None,
    terms=Terms(gate=NO_GATE, duties=0.0),
)  # fmt: skip
