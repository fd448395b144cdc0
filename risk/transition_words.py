"""What the page Transition says of a path: where it jumps or is steepest, why, and who changes side."""

from __future__ import annotations

import math

import numpy as np

from risk import words
from risk.attribution import STEP
from risk.danger import Blend, PhaseTransition
from risk.number import Number
from risk.point import Point
from risk.population import population
from risk.scenario import Scenario
from risk.transition import (
    MEANING,
    NOTHING,
    Loop,
    Path,
    Sides,
    Transition,
    cusp,
    default_place,
    granted,
    sides,
    typical_ends,
)

_MOST_NAMED = 6


def _of(at: Point) -> str:
    return "danger at your own point" if at.name == "your own point" else f"danger of {at.name}"


def _steepest(found: Path) -> str:
    if found.straight:
        return f"{words.slope(round(found.steepest, 2))} throughout"
    return f"{words.slope(round(found.steepest, 2))} at A = {words.index(found.steepest_at)}"


def claim(found: Transition, label: str) -> str:
    """One sentence: what adding agenticity does to the system's danger.

    Parameters
    ----------
    found : Transition
        At the scenario's point.
    label : str
        Name of the danger function.
    """
    who, jump = _of(found.at), found.path.jump
    if np.isnan(found.path.D).all():
        return f"Under these assumptions {who} is undefined at every agenticity"
    if found.state in ("no feedback", "out of reach"):
        return (
            f"Under these assumptions there is no transition: {who} rises as a plain ramp, with a slope of at most"
            f" {_steepest(found.path)}"
        )
    if found.state == "on":
        start = words.index(float(found.path.D[0]))
        return f"Under these assumptions {who} has jumped before any agenticity is granted: at A = 0, D is {start}"
    if found.state == "never":
        end = words.index(float(found.path.D[-1]))
        return f"Under these assumptions no grant of agenticity makes {who} jump: at A = 1, D is {end}"
    reach = np.nanmax(found.path.D) - np.nanmin(found.path.D)
    if reach < NOTHING:
        return f"Under these assumptions agenticity does not move {who}: D stays at {words.index(found.D)}"
    if jump and found.state == "jump":
        return (
            f"Under these assumptions {who} jumps by {words.index(jump.high - jump.low)} when its agenticity passes"
            f" {words.index(jump.at)}; without feedback a step of {STEP:g} there adds {words.index(found.ramp_rise)}"
        )
    if found.state == "ramp" and found.ramp:
        if math.isinf(found.path.steepest):
            return (
                f"Under these assumptions {who} is at the cusp: an infinite slope at A = {words.index(found.critical)}"
            )
        return (
            f"Under these assumptions {who} has no jump: its steepest slope is {_steepest(found.path)}, and"
            f" {words.slope(round(found.ramp.steepest, 2))} without feedback"
        )
    if jump:
        height = jump.high - jump.low
        verb = "jumps" if height > 0 else "falls"
        return f"Under “{label}” {who} {verb} by {words.index(abs(height))} at A = {words.index(jump.at)}"
    return f"Under “{label}” {who} has no jump along agenticity: its steepest slope is {_steepest(found.path)}"


def explanation(found: Transition, scenario: Scenario) -> str:
    """What stands behind the claim, in one sentence."""
    function = scenario.function
    if isinstance(function, Blend):
        return "A blend has no critical line and no cusp of its own; its functions and their weights say what A does."
    if not isinstance(function, PhaseTransition):
        return f"The function “{function.label}” has no critical line and no cusp; its formula alone says what A does."
    if found.state == "no feedback":
        return "Feedback between intelligence and agenticity is switched off: no intelligence makes agenticity jump."
    critical = words.index(function.critical_intelligence)
    if found.state == "out of reach":
        return f"No intelligence between 0 and 1 reaches the critical one, {critical}, so nothing jumps."
    if found.state == "ramp":
        return f"At I = {words.index(found.at.I)}, not above the critical {critical}, feedback only steepens the rise."
    above = f"At I = {words.index(found.at.I)}, above the critical {critical}, added agenticity acts as a jump"
    if found.state == "on":
        return f"{above}; it lies {_place(found.critical)}, below anything that can be granted."
    if found.state == "never":
        return f"{above}; it would need more agenticity than there is and lies {_place(found.critical)}."
    place = cusp(scenario)
    fallen = f", from A = {words.index(place[1])} at the cusp to {words.index(found.critical)} here" if place else ""
    return f"{above}, and sooner the higher I{fallen}."


def _place(agenticity: float) -> str:
    """Where something lies, which may be nowhere."""
    return f"at A = {words.index(agenticity)}" if math.isfinite(agenticity) else "at no A"


def reason(found: Transition, scenario: Scenario) -> str:
    """Why the claim holds, in a few sentences."""
    function = scenario.function
    if isinstance(function, Blend):
        if found.path.jumps:
            return (
                "A blend jumps where one of its functions does, by that function's share of the weights. Critical line"
                " and cusp are that function's own."
            )
        return "A blend jumps only where one of its functions does, and here none does."
    if not isinstance(function, PhaseTransition):
        if found.path.jumps:
            return "This function jumps by its own formula: it has no feedback, and so no critical line and no cusp."
        return (
            "In the formulas here a jump needs feedback: in the phase transition each success opens the way to more."
            " This function has none, and D follows A as its formula says."
        )
    if not found.cusped:
        return f"{MEANING} Without enough of that feedback agenticity acts by itself, and D rises as a plain ramp."
    if found.state == "ramp":
        factor = words.slope(round(_steepening(function, found.at.I), 2))
        formula = "$1/(1 - (I/I_c)^2)$"
        return f"{MEANING} At this intelligence that steepens the rise by the factor {formula}, which is {factor}."
    if not math.isfinite(found.critical):
        return f"{MEANING} Here people already do all that the system lacks, so a grant changes nothing."
    two = f"Between A = {words.index(found.low)} and {words.index(found.high)} two states are possible"
    history = "" if found.state == "jump" else ", wherever that lies"
    if function.branch != "equilibrium":
        history = f"; the history is set to {function.branch}, so the jump waits for the end of that span"
    return f"{MEANING} At this intelligence a ramp is no longer stable. {two}{history}."


def steepening(found: Transition, scenario: Scenario) -> str:
    """How much feedback steepens the system's ramp, in one or two sentences."""
    function = scenario.function
    if not isinstance(function, PhaseTransition):
        return ""
    if not function.coupling:
        return "Feedback is switched off: the slope is the same at every intelligence."
    factor = _steepening(function, found.at.I)
    if math.isinf(factor):
        return (
            f"{found.at.name} stands at I = {words.index(found.at.I)}, not below the critical intelligence of"
            f" {words.index(function.critical_intelligence)}: there is no finite slope to read, and m jumps beyond it."
        )
    return (
        f"At I = {words.index(found.at.I)} feedback makes the rise {words.slope(round(factor, 2))} times as steep as"
        " without it. The factor is $1/(1 - (I/I_c)^2)$, which has no bound."
    )


def _steepening(function: PhaseTransition, I: float) -> float:
    return float(function.steepest_slope(I) / function.replace(coupling=False).steepest_slope(I))


def numbers(found: Transition, scenario: Scenario) -> tuple[Number, Number, Number]:
    """What D does along agenticity, where the system stands, and who changes side with the cusp."""
    return _first(found), _distance(found, scenario), _turning(scenario)


def _first(found: Transition) -> Number:
    jump = found.path.jump
    beside = ""
    if found.ramp and found.cusped:
        beside = f" Without feedback the slope is {words.slope(round(found.ramp.steepest, 2))} at most."
    if jump:
        return Number(
            f"Jump of D at A = {words.index(jump.at)}",
            words.index(jump.high - jump.low),
            f"D goes from {words.index(jump.low)} to {words.index(jump.high)}.{beside}",
            (
                ("jump of D", jump.high - jump.low),
                ("agenticity", jump.at),
                ("D below", jump.low),
                ("D above", jump.high),
            ),
        )
    if found.state in ("on", "never"):
        where = f"A = {words.index(found.critical)}" if math.isfinite(found.critical) else "none"
        note = f"Outside what can be granted, 0 to 1.{beside}"
        return Number("Where the jump would be", where, note, (("agenticity", found.critical),))
    label = "Steepest slope along A"
    exact = (("slope", found.path.steepest), ("agenticity", found.path.steepest_at))
    if math.isnan(found.path.steepest):
        return Number(label, words.UNKNOWN, "D is undefined at every agenticity.", exact)
    place = "throughout" if found.path.straight else f"at A = {words.index(found.path.steepest_at)}"
    return Number(label, words.slope(round(found.path.steepest, 2)), f"∂D/∂A {place}.{beside}", exact)


def _distance(found: Transition, scenario: Scenario) -> Number:
    at, tolerance = found.at, scenario.settings.tolerance
    side = words.UNKNOWN if math.isnan(found.D) else "dangerous" if tolerance <= found.D else "not dangerous"
    where = f"at A = {words.index(at.A)}"
    if found.path.jump or found.state == "ramp":
        gap = at.A - found.path.spike
        what = "the jump" if found.path.jump else "the steepest place"
        where += f", {words.index(abs(gap))} {'above' if gap >= 0 else 'below'} {what}"
    return Number(
        f"Where {at.name} stands",
        f"D = {words.index(found.D)}",
        f"{where}: {side} at D* = {words.index(tolerance)}.",
        (("D", found.D), ("I", at.I), ("G", at.G), ("A", at.A)),
    )


def _turning(scenario: Scenario) -> Number:
    label = "Systems that change side with the cusp"

    def number(value: str, note: str, dangerous: float = math.nan, safe: float = math.nan) -> Number:
        return Number(label, value, note, (("become dangerous", dangerous), ("stop being dangerous", safe)))

    def counted(dangerous: Sides, safe: Sides, note: str) -> Number:
        become, stop = len(dangerous.dangerous), len(safe.safe)
        return number(f"+{become} / −{stop}", f"of {words.count(dangerous.judged)} measured {note}", become, stop)

    if not isinstance(scenario.function, PhaseTransition):
        return number("none", "This function has no cusp.", 0.0, 0.0)
    if not population(scenario).judged.any():
        return number("not counted", "No system with a measured position is released yet.")
    usual = default_place(scenario)
    if usual is not None:
        changed = sides(usual, scenario)
        return counted(changed, changed, "become (+) or stop being (−) dangerous, from the default place.")
    low, high = (sides(scenario, end) for end in typical_ends(scenario))
    span = scenario.parameter("function.critical_intelligence").typical
    note = f"become dangerous at a critical intelligence of {span[0]:.2f}, or stop at {span[1]:.2f}."
    return counted(low, high, note)


def states(found: Transition) -> str:
    """How many states the formula has along agenticity at the scenario's point, in one or two sentences."""
    if not math.isfinite(found.low) or not found.low < found.high:
        return "There is one state at every agenticity: the curve does not fold over itself."
    return (
        f"Between A = {words.index(found.low)} and {words.index(found.high)} the curve folds over itself: two stable"
        " states, and between them an unstable one in which no system stays. Both are equally stable at A ="
        f" {words.index(found.critical)}."
    )


def loop_sentence(found: Transition, around: Loop) -> str:
    """What granting and then revoking does at the scenario's point."""
    so_far = words.index(around.so_far)
    if math.isnan(found.low) or found.low == found.high:
        return (
            "There is no loop here: up to the critical intelligence, and without feedback, the way back is the way up."
        )
    if not math.isfinite(found.low):
        return "There is no loop here: people already do all that the system lacks, so a grant changes nothing."
    low, high = words.index(found.low), words.index(found.high)
    here = (
        f"At A = {so_far} D is {words.index(around.up)} on the way up and {words.index(around.down)} on the way back."
    )
    if found.high <= 0.0 or found.low > 1.0:
        return f"There is no loop between A = 0 and 1: it would run from A = {low} to {high}. {here}"
    if found.high > 1.0:
        return f"Granted everything, the system stays low: the way up would jump at A = {high}. {here}"
    if found.low <= 0.0:
        return f"Granting jumps at A = {high}, and taking everything back does not undo it. {here}"
    return f"Granting jumps up at A = {high}; revoking jumps down only at A = {low}. {here}"


def table(scenario: Scenario) -> dict[str, list[str]]:
    """Every judged system against the critical agenticity at its own intelligence; the most dangerous first."""
    everything = population(scenario)
    judged = everything.where(everything.judged)
    order = np.argsort(-judged["D"], kind="stable")
    columns: dict[str, list[str]] = {
        "System": [str(name) for name in judged["name"][order]],
        **{f"{axis}": [words.index(value) for value in judged[axis][order]] for axis in ("I", "A")},
    }
    surface, function = scenario.surface, scenario.function
    if isinstance(function, PhaseTransition) and function.coupling:
        critical = np.asarray(granted(surface, judged["I"], function.critical_agenticity(judged["I"])))[order]
        jumps = judged["I"][order] > function.critical_intelligence
        gaps = judged["A"][order] - critical
        columns["Critical A at its I"] = [words.index(value) if math.isfinite(value) else "none" for value in critical]
        columns["A minus critical A"] = [words.index(gap) if math.isfinite(gap) else "none" for gap in gaps]
        columns["There D"] = ["jumps" if jump else "is steepest" for jump in jumps]
    columns["D"] = [words.index(value) for value in judged["D"][order]]
    tolerance = scenario.settings.tolerance
    columns["Side of D*"] = ["dangerous" if tolerance <= D else "not dangerous" for D in judged["D"][order]]
    return columns


def moved_sides(scenario: Scenario) -> str:
    """Which judged systems change side of D* as the cusp moves, in one or two sentences."""
    function = scenario.function
    if not isinstance(function, PhaseTransition):
        return f"The function “{function.label}” has no cusp, so none can move and no system changes side with it."
    judged = int(np.count_nonzero(population(scenario).judged))
    if not judged:
        return f"No system with a measured position was released by {words.date(scenario.settings.date)}."
    tolerance = f"D* = {words.index(scenario.settings.tolerance)}"
    usual = default_place(scenario)
    if usual is not None:
        changed, here = sides(usual, scenario), cusp(scenario)
        moved = f"to {_written(here)}" if here else "away, since there is no feedback"
        return (
            f"The cusp is moved from its default place, {_written(cusp(usual))}, {moved}. Of"
            f" {words.counted(judged, 'measured system')}, at the chosen autonomy and {tolerance},"
            f" {_named(changed.dangerous, 'dangerous')}, and {_named(changed.safe, 'safe')}."
        )
    low, high = typical_ends(scenario)
    ends = [f"{scenario.get('function.critical_intelligence'):.2f}" for scenario in (low, high)]
    return (
        f"Nobody knows. Of {words.counted(judged, 'measured system')}, at the chosen autonomy and"
        f" {tolerance}, {_named(sides(scenario, low).dangerous, 'dangerous')} with the critical intelligence at"
        f" {ends[0]}, the low end of what is plausible; at the high end, {ends[1]},"
        f" {_named(sides(scenario, high).safe, 'safe')}."
    )


def _written(cusp: tuple[float, float] | None) -> str:
    return f"I = {words.index(cusp[0])} and A = {words.index(cusp[1])}" if cusp else "nowhere"


def _named(names: tuple[str, ...], side: str) -> str:
    one = len(names) == 1
    verb = {"dangerous": ("becomes", "become"), "safe": ("stops being", "stop being")}[side][not one]
    verb = verb if names else {"dangerous": "becomes", "safe": "stops being"}[side]
    who = f" ({words.listed(list(names), _MOST_NAMED)})" if names else ""
    return f"{words.number(len(names))} {verb} dangerous{who}"
