"""The five positions on the governance spectrum, and real instruments and proposals mapped onto it.

Where a number has a source, the regime names it; every other is a judgement on how such a regime would work, made so
that regimes differ in what sets them apart and in nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from risk.audit import Audit
from risk.clocked_rules import SpendThreshold
from risk.regimes import (
    AFTER,
    BEFORE,
    CHOKEPOINTS,
    JURISDICTIONS,
    LOCK_DOWN,
    NO_GATE,
    NO_REGIME,
    PROHIBITION,
    Regime,
    Terms,
)
from risk.rules import ComputeThreshold, Everything
from risk.scenario import Scenario

POSITIONS = ("voluntary", "incentives", "transparency", "mandatory", "pause")
"""Keys of the five positions, the least constraint first."""

OWN_CORRELATION, OWN_VARIANTS = 0.7, 20
"""Least correlation and variants of a developer's own audit: a judgement."""

INDEPENDENT_CORRELATION, INDEPENDENT_VARIANTS = 0.1, 1
"""Greatest correlation and the variants of an independent body's audit: a judgement."""

_COMPACT, _EVERYONE = JURISDICTIONS["A compact"], JURISDICTIONS["Everyone"]
_TO_EFFECT = "from introduction to effect (facts on legislation)"


@dataclass(frozen=True)
class Entry:
    """A regime by its key.

    Attributes
    ----------
    key, short : str
        The same for every scenario; and what figures call it, in a word or two.
    regime : Regime
        What it is in this scenario.
    position : str
        The position on the spectrum that it comes closest to; empty for no regime.
    real : bool
        Whether it is a real instrument or a published proposal, and not a position.
    """

    key: str
    short: str
    regime: Regime
    position: str
    real: bool = False


def entries(scenario: Scenario) -> tuple[Entry, ...]:
    """No regime, the five positions, a sandbox, and real instruments and proposals.

    The developer's own audit and that of an independent body are made of the scenario's audit.
    """
    return (Entry("none", "no regime", NO_REGIME, ""), *positions(scenario), *instruments(scenario))


def positions(scenario: Scenario) -> tuple[Entry, ...]:
    """The five positions, the least constraint first, and the sandbox: all as if the same developers joined."""
    outside, own, joined = scenario.audit, _own(scenario), scenario.regime.jurisdiction
    regimes = (
        Regime(
            title="Voluntary commitments",
            about="Developers promise to evaluate what they release, and hold it back if it fails their own audit.",
            scope=Everything(),
            audit=own,
            terms=Terms(gate=BEFORE, jurisdiction=joined, years_to_force=0.25, audit_months=1, duties=0.01),
        ),
        Regime(
            title="Incentives",
            about="Liability and subsidies for safety: courts act after release, and cutting corners costs more.",
            scope=Everything(),
            audit=outside,
            terms=Terms(gate=AFTER, jurisdiction=joined, liability=0.3, cost_factor=0.7, duties=0.01),
        ),
        Regime(
            title="Transparency",
            about="Over a line, developers disclose, report incidents and answer for their own commitments after"
            " release.",
            scope=scenario.line,
            audit=outside,
            terms=Terms(gate=AFTER, jurisdiction=joined, enforced=0.6, disclosure=0.9, reporting=0.1, evidence=0.05),
        ),
        Regime(
            title="Mandatory compliance",
            about="An independent audit before release can stop a system, whatever it was trained with.",
            scope=Everything(),
            audit=_independent(scenario),
            terms=Terms(
                gate=BEFORE,
                jurisdiction=joined,
                enforced=0.9,
                disclosure=0.9,
                reporting=0.1,
                evidence=0.1,
                verification=0.2,
                years_to_force=2,
                audit_months=4,
                duties=0.05,
            ),
        ),
        Regime(
            title="Pause",
            about="Nothing over the line may be trained; what is not shown to be under it counts as over.",
            scope=scenario.line,
            terms=Terms(
                gate=PROHIBITION,
                jurisdiction=joined,
                enforced=0.95,
                presumed=True,
                sight=CHOKEPOINTS,
                verification=0.5,
                years_to_force=2,
            ),
        ),
    )
    sandbox = Regime(
        title="Sandbox",
        about="What fails an independent audit is let out only locked down: it may answer, and do nothing by itself.",
        scope=Everything(),
        audit=_independent(scenario),
        terms=Terms(gate=LOCK_DOWN, jurisdiction=joined, enforced=0.9, audit_months=2, duties=0.03),
    )
    spectrum = tuple(Entry(key, key, regime, key) for key, regime in zip(POSITIONS, regimes, strict=True))
    return (*spectrum, Entry("sandbox", "sandbox", sandbox, "mandatory"))


def spectrum(scenario: Scenario) -> tuple[Regime, ...]:
    """No regime and the five positions, the least constraint first."""
    return (NO_REGIME, *(entry.regime for entry in positions(scenario) if entry.key in POSITIONS))


def instruments(scenario: Scenario) -> tuple[Entry, ...]:
    """Laws and published proposals, each in force in the terms that it has or had."""
    outside, own = scenario.audit, _own(scenario)
    return (
        Entry(
            "eo14110",
            "EO 14110",
            Regime(
                title="EO 14110 (US)",
                about="Reporting of training runs over 10²⁶ FLOP and of their tests, and no gate: it stops nothing.",
                scope=ComputeThreshold(flop=1e26),
                terms=Terms(
                    gate=NO_GATE,
                    jurisdiction=_COMPACT,
                    enforced=0.9,
                    years_to_force=0.25,
                    lifetime_years=1.2,
                    duties=0.01,
                ),
                sources=(
                    ("scope", "US Executive Order 14110, s. 4.2(b)"),
                    ("years_to_force", "US Executive Order 14110, s. 4.2(a): within 90 days; recalled"),
                    ("lifetime_years", "In force 2023-10-30 to 2025-01-20: 14.7 months"),
                ),
            ),
            "voluntary",
            real=True,
        ),
        Entry(
            "ivo",
            "IVO",
            Regime(
                title="Independent verification (IVO)",
                about="Licensed private bodies certify systems; whoever opts in is shielded from part of liability.",
                scope=Everything(),
                audit=own.replace(correlation=outside.correlation),
                terms=Terms(gate=BEFORE, jurisdiction=JURISDICTIONS["California alone"], liability=0.3, duties=0.03),
            ),
            "incentives",
            real=True,
        ),
        Entry(
            "sb53",
            "SB 53",
            Regime(
                title="SB 53 (California)",
                about="Developers over 10²⁶ FLOP publish a safety framework, keep to it and report incidents.",
                scope=ComputeThreshold(flop=1e26),
                audit=own,
                terms=Terms(
                    gate=BEFORE,
                    jurisdiction=JURISDICTIONS["California alone"],
                    enforced=0.6,
                    reporting=0.1,
                    evidence=0.05,
                    disclosure=0.5,
                    audit_months=1,
                ),
                sources=(
                    ("scope", "California SB 53, Stats. 2025 ch. 138"),
                    ("years_to_force", f"11.8 months {_TO_EFFECT}, rounded"),
                ),
            ),
            "transparency",
            real=True,
        ),
        Entry(
            "raise",
            "RAISE",
            Regime(
                title="RAISE (New York)",
                about="As SB 53, with incidents reported within days; audits were left out when it was amended.",
                scope=ComputeThreshold(flop=1e26),
                audit=own,
                terms=Terms(
                    gate=BEFORE,
                    jurisdiction=JURISDICTIONS["California alone"],
                    enforced=0.6,
                    reporting=0.12,
                    evidence=0.05,
                    disclosure=0.5,
                    years_to_force=1.56,
                    audit_months=1,
                ),
                sources=(
                    ("scope", "New York RAISE Act, S.8828, Ch. 96 of 2026"),
                    ("years_to_force", "18.7 months from passage to effect (facts on legislation)"),
                ),
            ),
            "transparency",
            real=True,
        ),
        Entry(
            "eu",
            "EU AI Act",
            Regime(
                title="EU AI Act",
                about="Over 10²⁵ FLOP: evaluate, mitigate, report incidents; the Commission can fine and withdraw after"
                " release.",
                scope=ComputeThreshold(),
                audit=outside,
                terms=Terms(
                    gate=AFTER,
                    jurisdiction=_COMPACT,
                    enforced=0.8,
                    disclosure=0.9,
                    reporting=0.1,
                    evidence=0.1,
                    years_to_force=5.3,
                    duties=0.04,
                ),
                sources=(
                    ("scope", "Regulation (EU) 2024/1689, Art. 51(2)"),
                    ("years_to_force", "63.4 months from proposal to fining powers (facts on legislation)"),
                ),
            ),
            "transparency",
            real=True,
        ),
        Entry(
            "spend",
            "10 billion USD",
            Regime(
                title="Compliance over $10 billion a year",
                about="Developers that spend more than 10 billion USD a year pass an independent audit before release;"
                " the scope grows once others catch up.",
                scope=SpendThreshold(usd_per_year=1e10, expanded_usd_per_year=1e9),
                audit=_independent(scenario),
                terms=Terms(
                    gate=BEFORE,
                    jurisdiction=_COMPACT,
                    enforced=0.9,
                    reporting=0.1,
                    evidence=0.1,
                    verification=0.2,
                    years_to_force=2,
                    audit_months=4,
                    duties=0.05,
                ),
                sources=(("scope", "a proposal of this project's essay; no other source was found"),),
            ),
            "mandatory",
            real=True,
        ),
        Entry(
            "aguirre",
            "Aguirre's tiers",
            Regime(
                title="Aguirre's tiers",
                about="What is strong on all three axes passes an audit and bears liability; runs over 10²⁷ FLOP are"
                " forbidden.",
                scope=scenario.triple,
                audit=_independent(scenario),
                red_line=ComputeThreshold(flop=1e27),
                terms=Terms(
                    gate=BEFORE,
                    jurisdiction=_EVERYONE,
                    enforced=0.9,
                    liability=1,
                    sight=CHOKEPOINTS,
                    verification=0.5,
                    years_to_force=3,
                    audit_months=4,
                    duties=0.05,
                ),
                sources=(
                    ("scope", "Aguirre 2025, Keep the Future Human: high autonomy, generality and intelligence"),
                    ("red_line", "Aguirre 2025, Keep the Future Human: 10²⁷ FLOP"),
                ),
            ),
            "mandatory",
            real=True,
        ),
        Entry(
            "miri",
            "MIRI's treaty",
            Regime(
                title="MIRI's treaty",
                about="Training over 10²⁴ FLOP is forbidden to all who join, and chips are tracked.",
                scope=ComputeThreshold(flop=1e24),
                terms=Terms(
                    gate=PROHIBITION,
                    jurisdiction=_EVERYONE,
                    enforced=0.95,
                    presumed=True,
                    sight=CHOKEPOINTS,
                    verification=0.8,
                    years_to_force=3,
                ),
                sources=(("scope", "MIRI 2025, example of an international agreement: 10²⁴ FLOP"),),
            ),
            "pause",
            real=True,
        ),
    )


def _own(scenario: Scenario) -> Audit:
    """What developers do themselves: the best of many variants, by evaluations that have much in common."""
    return scenario.audit.replace(
        correlation=max(scenario.audit.correlation, OWN_CORRELATION),
        variants=max(scenario.audit.variants, OWN_VARIANTS),
    )


def _independent(scenario: Scenario) -> Audit:
    """What an independent body does: one system as it is, by evaluations that have little in common."""
    return scenario.audit.replace(
        correlation=min(scenario.audit.correlation, INDEPENDENT_CORRELATION), variants=INDEPENDENT_VARIANTS
    )
