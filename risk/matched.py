"""Every danger function put to the same question: with the tolerance that marks the same share of the cube."""

from __future__ import annotations

import math
from dataclasses import dataclass

from risk.axes import FormulaError
from risk.line import matched_tolerance
from risk.registry import alternatives, danger_function
from risk.scenario import Scenario
from risk.surface import Surface

CLOSE = 0.005
"""How far the dangerous share of the cube may be from the one that is to be matched."""


@dataclass(frozen=True)
class Matched:
    """A danger function with the tolerance at which it marks the same share of the cube as the scenario's does.

    Attributes
    ----------
    label : str
        What the function is called; that of the scenario's own says so where its parameters are not the defaults.
    scenario : Scenario or None
        The scenario under it; None where no tolerance marks the same share.
    problem : str
        Why none does; empty where one does.
    own : bool
        Whether it is the scenario's own function, as it is set.
    """

    label: str
    scenario: Scenario | None
    problem: str = ""
    own: bool = False


def matched(scenario: Scenario) -> tuple[Matched, ...]:
    """The scenario's own function as it is set, then every other that stands for a view of its own.

    The others stand with their default parameters. Their tolerance is found once, from the share of the cube that the
    scenario's marks, and is held whatever is asked of them.
    """
    function = scenario.function
    known = alternatives()
    usual = function.name not in known or function == danger_function(function.name)
    own = Matched(function.label if usual else f"{function.label}, as set", scenario, own=True)
    others = (_other(scenario, name, kind.label) for name, kind in known.items() if name != function.name)
    return (own, *others)


def _other(scenario: Scenario, name: str, label: str) -> Matched:
    surface = Surface(danger_function(name), scenario.agency)
    tolerance = scenario.settings.tolerance
    try:
        found = matched_tolerance(scenario.surface, tolerance, surface)
        share, reached = scenario.surface.dangerous_share(tolerance), surface.dangerous_share(found)
    except FormulaError as error:  # a stranger's function that fails has no say, and is named
        return Matched(label, None, f"it gives no numbers ({error})")
    if math.isnan(found):
        return Matched(label, None, "D is undefined in the whole cube")
    if abs(share - reached) > CLOSE:
        return Matched(label, None, "its D takes too few values for the same share of the cube")
    # Priors of one function mean nothing under another; `replace` leaves them behind.
    return Matched(label, scenario.replace("function", name).replace("settings.tolerance", found))
