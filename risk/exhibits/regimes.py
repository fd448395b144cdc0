"""Regimes: what each leaves of danger, what an audit sees, and what a race leaves of safety."""

from __future__ import annotations

from risk import conclusions, governance, institutions
from risk.exhibits import governance as tab
from risk.exhibits.base import Exhibit, Figure
from risk.plots import audit as audits
from risk.plots import race as races
from risk.scenario import Scenario

TITLE = "Regimes"
MEASUREMENT, RACE = "Measurement", "Race"
_RACE = ("race.teams", "race.enmity", "race.capability", "race.safety_cost", "race.floor")
_AUDIT = (
    "audit.noise", "audit.correlation", "audit.awareness", "audit.hiding", "audit.evaluations", "audit.margin",
    "audit.variants", "audit.variant_spread", "audit.assurance", "settings.tolerance",
)  # fmt: skip


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    # A floor on a part of the teams has no formula: each step of a sweep would compute equilibria.
    race = _RACE if scenario.race.covered == scenario.parameter("race.covered").high else ()
    return Exhibit(
        name="regimes",
        title=TITLE,
        scenario=scenario,
        claim=governance.claim(scenario),
        explanation=governance.explanation(scenario),
        figures=(
            *tab.OPENING,
            *tab.FIGURES,
            Figure("audit-number", audits.number_picture, _AUDIT, part=MEASUREMENT),
            Figure("audit-needed", audits.needed_picture, _AUDIT, part=MEASUREMENT),
            Figure("goodhart", audits.goodhart_picture, _AUDIT, part=MEASUREMENT),
            Figure("race-teams", races.teams_picture, race, 380, part=RACE),
            Figure("race-enmity", races.enmity_picture, race, 380, part=RACE),
            Figure("race-capability", races.capability_picture, race, 380, part=RACE),
            Figure("race-levers", races.levers_picture, race, 400, part=RACE),
            Figure("race-information", races.information_picture, race, 400, part=RACE),
        ),
        numbers=governance.numbers(scenario),
        further=(*governance.further(scenario), *institutions.numbers(scenario)),
        why=(
            f"**Why?** {governance.why(scenario)}",
            governance.sureness(scenario),
            *conclusions.turning("regimes", scenario),
        ),
        assumptions=f"{governance.assumptions(scenario)}\n\n{institutions.assumptions(scenario)}",
    )
