"""Moving target: how long a FLOP line means anything, and whom it can still reach."""

from __future__ import annotations

from risk import conclusions, moving_target
from risk.exhibits import rules_over_time
from risk.exhibits.base import Exhibit, Figure
from risk.plots import erosion as plots
from risk.plots import spread
from risk.scenario import Scenario
from risk.spread import PASSED

TITLE = "Moving target"
EROSION, SPREAD = "Erosion", "Spread"


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    level = ("view.point_i",) if scenario.view.own_point else ()
    seen = tuple(f"chokepoints.{name}_coverage" for name in PASSED[scenario.view.ability])
    return Exhibit(
        name="moving_target",
        title=TITLE,
        scenario=scenario,
        claim=moving_target.claim(scenario),
        explanation=moving_target.explanation(scenario),
        figures=(
            Figure("climb", plots.climb_picture, ("settings.date", "line.flop", "trend.efficiency", *level), 470),
            Figure("rates", plots.rates_picture, ("line.flop", "trend.efficiency", *level), 560, part=EROSION),
            Figure("pairs", plots.pairs_picture, ("pairs.closeness", "pairs.gap"), 460, part=EROSION),
            *rules_over_time.FIGURES,
            Figure(
                "reach",
                spread.reach_picture,
                ("trend.efficiency", "spread.tail", "spread.price_halving", "settings.date", *seen, *level),
                500,
                part=SPREAD,
            ),
            Figure("tail", spread.tail_picture, ("spread.tail", "spread.least_run"), 400, part=SPREAD),
        ),
        numbers=moving_target.numbers(scenario),
        why=(
            f"**Why?** {moving_target.why(scenario)}",
            moving_target.sureness(scenario),
            *conclusions.turning("moving_target", scenario),
        ),
        assumptions=moving_target.assumptions(scenario),
    )
