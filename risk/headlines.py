"""The numbers that pages open with: how many systems a line misses, and how long it means anything."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from risk import erosion, words
from risk.comparison import Comparison, compare
from risk.number import Number
from risk.population import population
from risk.scenario import Scenario


@dataclass(frozen=True)
class SystemsHeadline:
    """What the FLOP line makes of the measured systems, at the chosen autonomy and at both ends.

    Attributes
    ----------
    lowest, chosen, highest : Comparison
        At granted autonomy level 1, at the chosen level of each system, and at level 5.
    total : int
        Systems released by the date.
    """

    lowest: Comparison
    chosen: Comparison
    highest: Comparison
    total: int

    @property
    def judged(self) -> int:
        """Systems with a measured position."""
        return int(self.total - self.chosen.unjudged)


def systems_headline(scenario: Scenario) -> SystemsHeadline:
    """Count the measured systems by what the FLOP line makes of them."""
    table = population(scenario)
    tolerance = scenario.settings.tolerance
    lowest, chosen, highest = (compare(table["covered"], table[D], tolerance) for D in ("D_floor", "D", "D_ceiling"))
    return SystemsHeadline(lowest, chosen, highest, table.size)


def claim(headline: SystemsHeadline, line: str) -> str:
    """One sentence: what the line makes of the dangerous systems at the chosen autonomy."""
    chosen = headline.chosen
    dangerous, hidden = chosen.dangerous, chosen.undetermined_dangerous
    if not dangerous:
        covered = words.counted(chosen.overreach, "measured system")
        return f"Under these assumptions no measured system is dangerous; a line at {line} covers {covered}"
    whole = words.counted(dangerous, "dangerous system")
    sees = f"sees {words.number(chosen.caught)} of {whole} and misses {words.number(chosen.missed)}"
    ending = f"; {words.number(hidden)} {'discloses' if hidden == 1 else 'disclose'} no compute" if hidden else ""
    return f"Under these assumptions a line at {line} {sees}{ending}"


def collinearity(scenario: Scenario) -> float:
    """Correlation of intelligence and task horizon over the measured systems; NaN where there are fewer than three.

    Near 1 the systems lie on a line through the cube and cannot tell an interaction in D from its absence.
    """
    table = population(scenario)
    measured = table.where(table.judged)
    if measured.size < 3:
        return math.nan
    return float(np.corrcoef(measured["I"], measured["horizon"])[0, 1])


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """Known dangerous systems under the line, systems on which it says nothing, and when it loses a capability."""
    held = erosion.held(scenario)
    headline, dated = systems_headline(scenario), erosion.dates(scenario, held)
    lowest, chosen, highest = headline.lowest, headline.chosen, headline.highest
    earliest, latest = erosion.span(dated)
    line = words.flop(scenario.line.flop)
    return (
        Number(
            "Dangerous, known to be under the line",
            words.between(lowest.missed, highest.missed),
            f"of {words.between(lowest.dangerous, highest.dangerous)} dangerous systems, from autonomy level 1 to"
            f" 5; {words.count(chosen.missed)} of {words.count(chosen.dangerous)} at the chosen level.",
            (
                ("missed at the chosen autonomy", float(chosen.missed)),
                ("missed at autonomy level 1", float(lowest.missed)),
                ("missed at autonomy level 5", float(highest.missed)),
                ("dangerous at the chosen autonomy", float(chosen.dangerous)),
                ("dangerous at autonomy level 1", float(lowest.dangerous)),
                ("dangerous at autonomy level 5", float(highest.dangerous)),
            ),
        ),
        Number(
            "Undetermined: compute not disclosed",
            f"{words.count(chosen.undetermined)} of {headline.judged}",
            f"measured systems; {words.between(lowest.undetermined_dangerous, highest.undetermined_dangerous)} of"
            " them dangerous, from level 1 to 5.",
            (
                ("undetermined", float(chosen.undetermined)),
                ("measured systems", float(headline.judged)),
                ("dangerous among them at the chosen autonomy", float(chosen.undetermined_dangerous)),
                ("dangerous among them at autonomy level 1", float(lowest.undetermined_dangerous)),
                ("dangerous among them at autonomy level 5", float(highest.undetermined_dangerous)),
            ),
        ),
        Number(
            f"The line loses {held.name}",
            words.period(earliest, latest),
            f"Date at which its intelligence needs less than {line}, over {erosion.estimates(dated)} published"
            " efficiency rates.",
            (("earliest date", earliest), ("latest date", latest)),
        ),
    )
