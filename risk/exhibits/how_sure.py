"""How sure: which findings survive not knowing the parameters, and not knowing the formula."""

from __future__ import annotations

from risk import conclusions, how_sure
from risk.exhibits import other_formulas, unknown_transition, what_matters
from risk.exhibits.base import Exhibit, Figure
from risk.plots import share_map
from risk.scenario import Scenario

TITLE = "How sure"
UNKNOWN, MATTERS, OTHERS = unknown_transition.PART, what_matters.PART, other_formulas.PART
"""The tabs of the page."""


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    return Exhibit(
        name="how_sure",
        title=TITLE,
        scenario=scenario,
        claim=how_sure.claim(scenario),
        explanation=how_sure.explanation(scenario),
        figures=(
            # Draws are counted at every tolerance at once, so that its sweep costs no more than one picture.
            Figure("share-map", share_map.map_picture, ("settings.tolerance",), 470),
            *unknown_transition.FIGURES,
            *what_matters.FIGURES,
            *other_formulas.FIGURES,
        ),
        numbers=how_sure.numbers(scenario),
        why=(
            f"**Why?** {how_sure.why(scenario)}",
            how_sure.sureness(scenario),
            *conclusions.turning("how_sure", scenario),
        ),
        assumptions=how_sure.assumptions(scenario),
    )
