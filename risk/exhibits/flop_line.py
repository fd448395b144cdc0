"""FLOP line: what a line does wherever it is put, why it errs, and the rules that it competes with."""

from __future__ import annotations

from risk import conclusions, line
from risk.cube import rises_in_A
from risk.exhibits.base import Exhibit, Figure
from risk.plots import comparators as rules
from risk.plots import flop_line as plots
from risk.scenario import Scenario

TITLE = "FLOP line"
PLACES, LIMITS, RIVALS = "Where the line lies", "What no line can fix", "Rules that compete"
_SWEEPS = ("line.flop", "settings.date", "trend.efficiency", "settings.tolerance", "assumptions.autonomy")


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario."""
    # A set that is no single surface is drawn as a volume, too heavy to be sent for every step of a sweep.
    in_cube = _SWEEPS if rises_in_A(scenario.surface) else ()
    return Exhibit(
        name="flop_line",
        title=TITLE,
        scenario=scenario,
        claim=line.claim(scenario),
        explanation=line.explanation(scenario),
        figures=(
            Figure("along", plots.along_picture, (*_SWEEPS, "view.miss_cost"), 470),
            Figure("line-slice", plots.slice_picture, _SWEEPS, part=PLACES),
            Figure("line-cube", plots.band_picture, in_cube, part=PLACES),
            Figure("roc", plots.roc_picture, _SWEEPS, 400, part=LIMITS),
            Figure("split", plots.split_picture, _SWEEPS, 320, part=LIMITS),
            # Every step would judge six rules on many readings: the figure follows on release.
            Figure("comparators", rules.comparators_picture, (), 470, part=RIVALS),
        ),
        numbers=line.numbers(scenario),
        why=(f"**Why?** {line.why(scenario)}", *conclusions.turning("flop_line", scenario)),
        assumptions=line.assumptions(scenario),
    )
