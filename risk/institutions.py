"""What the page Regimes says of a scenario: the race and the audit in curves, sentences and numbers."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from risk import words
from risk.audit import AWARENESS, COMBINATIONS, Audit
from risk.axes import Array
from risk.number import Number
from risk.race import INFORMATION, Race, disaster_risk
from risk.scenario import Scenario

KNOWLEDGE: Mapping[str, str] = {"none": "nothing known", "private": "only own known", "public": "all known"}
"""What teams know, in two words."""

STEP = 0.2
"""Relative step by which levers are compared."""

LEVELS = (0.9, 0.95, 0.99)
"""Round levels of assurance, as marks."""

# A chance that differs by less is the same to a reader.
_SAME = 0.005
# Numbers of evaluations at which curves are drawn.
_NUMBERS = (1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 28, 40, 57, 80, 100, 200, 400, 700, 1000)
_SHOWN = 100
_VARIANTS = (1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 200, 500, 1000, 3000, 10_000)


# ---- the race ----


@dataclass(frozen=True, eq=False)
class Curves:
    """Disaster risk along one parameter.

    Attributes
    ----------
    x : ndarray
        Values of the parameter.
    risk : mapping of str to ndarray
        Risk for each state of knowledge.
    at : float
        Value of the scenario, moved into the range that is drawn.
    here : mapping of str to float
        Risk there.
    """

    x: Array
    risk: Mapping[str, Array]
    at: float
    here: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class InformationMap:
    """Change of risk when all is known instead of only one's own, over importance of capability and enmity.

    Attributes
    ----------
    importance, enmity : ndarray
        The axes.
    change : ndarray
        Risk with all known, minus risk with one's own known; rows are enmity.
    safer : float
        Share of the map on which all known is the safer one.
    nothing_best : float
        Share of the map on which nothing known is as safe as either, or safer.
    """

    importance: Array
    enmity: Array
    change: Array
    safer: float
    nothing_best: float


@dataclass(frozen=True)
class Lever:
    """One lever, moved by a relative step.

    Attributes
    ----------
    key, label, change : str
        Parameter, what it is, and by how much it moves.
    risk : float
        Chance of disaster after.
    """

    key: str
    label: str
    change: str
    risk: float


def by_teams(scenario: Scenario) -> Curves:
    """Disaster risk against the number of teams."""
    return _by_teams(scenario.race)


@functools.lru_cache(maxsize=256)
def _by_teams(race: Race) -> Curves:
    most = max(12, race.teams)
    x = np.unique(np.linspace(2, most, 11).round())
    return _curves(race, "teams", x, min(race.teams, most))


def by_enmity(scenario: Scenario) -> Curves:
    """Disaster risk against enmity."""
    return _curves(scenario.race, "enmity", np.linspace(0.02, 1.0, _points(scenario.race)), scenario.race.enmity)


def by_capability(scenario: Scenario) -> Curves:
    """Disaster risk against the importance of capability, in units of what full safety costs."""
    race = scenario.race
    x = np.geomspace(0.05, 20.0, _points(race))
    at = float(np.clip(race.capability / race.safety_cost, x[0], x[-1]))
    return _curves(race.replace(safety_cost=1.0), "capability", x, at)


def _points(race: Race) -> int:
    """Points of a curve: few where each is an equilibrium to be computed."""
    return 29 if race.bound_teams in (0, race.teams) else 8


def _curves(race: Race, name: str, x: Array, at: float) -> Curves:
    values = dict(race.values()) | {name: np.append(x, at)}
    found = {knowledge: disaster_risk(**(values | {"information": knowledge})) for knowledge in INFORMATION}
    return Curves(x, {k: r[:-1] for k, r in found.items()}, float(at), {k: float(r[-1]) for k, r in found.items()})


def information_map(scenario: Scenario) -> InformationMap:
    """Where the risk rises when all capabilities become known, under the floor if it is on all teams."""
    race = scenario.race
    # A floor on some teams has no formula: the map would take minutes.
    floor = race.floor if race.bound_teams in (0, race.teams) else 0.0
    return _information_map(race.teams, floor)


@functools.lru_cache(maxsize=128)
def _information_map(teams: int, floor: float) -> InformationMap:
    importance, enmity = np.geomspace(0.05, 20.0, 61), np.linspace(0.02, 0.98, 49)
    nothing, own, everything = (
        disaster_risk(teams, importance, enmity[:, None], knowledge, floor=floor) for knowledge in INFORMATION
    )
    change = everything - own
    best = (nothing <= own + 1e-9) & (nothing <= everything + 1e-9)
    return InformationMap(importance, enmity, change, float((change < -1e-9).mean()), float(best.mean()))


def levers(scenario: Scenario) -> tuple[Lever, ...]:
    """Cheaper safety, a floor, fewer teams, less enmity: each alone, by the same relative step."""
    race = scenario.race
    step = words.share(STEP)
    floor = race.floor + STEP * (1.0 - race.floor)
    fewer = max(2, race.teams - max(1, round(STEP * race.teams)))
    moved = (
        ("safety_cost", "Cheaper safety", f"costs {step} less", race.safety_cost * (1.0 - STEP)),
        ("floor", "A floor", f"from {words.index(race.floor)} to {words.index(floor)}", floor),
        ("teams", "Fewer teams", f"{words.count(race.teams)} to {words.count(fewer)}", fewer),
        ("enmity", "Less enmity", f"{step} less", max(race.enmity * (1.0 - STEP), 1e-6)),
    )
    return tuple(
        Lever(f"race.{name}", label, change, race.replace(**{name: value}).risk) for name, label, change, value in moved
    )


def with_race(scenario: Scenario, race: Race) -> Scenario:
    """The scenario with another race."""
    return dataclasses.replace(scenario, race=race)


def risk_table(scenario: Scenario) -> dict[str, list[str]]:
    """Chance of disaster against the number of teams, as the figure has it."""
    drawn = by_teams(scenario)
    return {"Teams": [words.count(n) for n in drawn.x]} | {
        f"Risk with {KNOWLEDGE[k]}": [words.share(float(risk)) for risk in drawn.risk[k]] for k in INFORMATION
    }


def best_lever(scenario: Scenario) -> Lever:
    """The lever that leaves least risk."""
    return min(levers(scenario), key=lambda lever: lever.risk)


def claim(scenario: Scenario) -> str:
    """One sentence: what the race leaves of safety, though all would rather have it."""
    race = scenario.race
    teams = f"{words.number(race.teams)} teams"
    if race.risk < 1e-9:
        return f"Under these assumptions {teams} give up no safety to be first"
    return (
        f"Under these assumptions {teams} in a race end with a chance of disaster of {words.share(race.risk)}, though"
        " all would prefer none"
    )


def explanation(scenario: Scenario) -> str:
    """What stands behind the claim."""
    return (
        "Safety slows a team down, so **each cuts some and expects the others to do so**. The race is a model of"
        " Armstrong, Bostrom and Shulman (2016); the audit beside it asks what a test would see. Every number is a"
        " judgement that you can change."
    )


def setting(scenario: Scenario) -> str:
    """The race in words."""
    race = scenario.race
    return (
        f"for {words.number(race.teams)} teams at importance of capability"
        f" {words.plain(race.capability / race.safety_cost)} and enmity {words.index(race.enmity)}."
    )


def assumed(scenario: Scenario) -> str:
    """The floor and what else is assumed of the race."""
    race = scenario.race
    if race.bound_teams == 0:
        return "No floor of safety is in force."
    kept = "all teams" if race.bound_teams == race.teams else f"{words.number(race.bound_teams)} of the teams"
    text = f"A floor of {words.index(race.floor)} is kept by {kept}."
    if race.bound_teams < race.teams and race.information != "public":
        gain = f"more than {words.plain(round(race.gain(), 4))}" if race.gain() >= 1e-4 else "anything, to 0.0001,"
        text += f" The others respond: no team gains {gain} by deviating."
    return text


def teams_title(scenario: Scenario) -> str:
    """What the figure over teams finds."""
    here = by_teams(scenario).here
    riskiest = max(INFORMATION, key=lambda knowledge: here[knowledge])
    least = min(INFORMATION, key=lambda knowledge: here[knowledge])
    if here[riskiest] - here[least] < _SAME:
        return "What teams know makes no difference here"
    return f"Risk is highest with {KNOWLEDGE[riskiest]}, lowest with {KNOWLEDGE[least]}"


def teams_told(scenario: Scenario) -> str:
    """The figure over teams for a reader who does not see it."""
    drawn = by_teams(scenario)
    return (
        f"Disaster risk against the number of teams. {ends_told(drawn, 'teams')} With"
        f" {words.number(scenario.race.teams)} teams it is {_by_knowledge(drawn.here)}. Were all to play full safety,"
        " there would be none."
    )


def enmity_title(drawn: Curves) -> str:
    """What the figure over enmity finds."""
    rises = any(risk[-1] > risk[0] + _SAME for risk in drawn.risk.values())
    return "The more teams mind losing, the riskier" if rises else "Enmity makes no difference here"


def capability_title(drawn: Curves) -> str:
    """What the figure over the importance of capability finds."""
    falls = any(risk[-1] < risk[0] - _SAME for risk in drawn.risk.values())
    return (
        "The more capability decides, the safer" if falls else "The importance of capability makes no difference here"
    )


def ends_told(drawn: Curves, name: str) -> str:
    """Both ends of three curves in words."""
    ends = (
        f"with {KNOWLEDGE[k]} from {words.share(float(drawn.risk[k][0]))} to {words.share(float(drawn.risk[k][-1]))}"
        for k in INFORMATION
    )
    return f"From {name} {words.plain(float(drawn.x[0]))} to {words.plain(float(drawn.x[-1]))}: {'; '.join(ends)}."


def _by_knowledge(risk: Mapping[str, float]) -> str:
    return words.listed([f"{words.share(risk[k])} with {KNOWLEDGE[k]}" for k in INFORMATION])


def map_title(drawn: InformationMap) -> str:
    """What the map finds."""
    return f"All known is safer than only own known on {words.share(drawn.safer)} of the map"


def map_told(drawn: InformationMap) -> str:
    """The map for a reader who does not see it."""
    row, column = np.unravel_index(int(np.argmax(drawn.change)), drawn.change.shape)
    low_row, low_column = np.unravel_index(int(np.argmin(drawn.change)), drawn.change.shape)
    return (
        "Map of the change of risk when teams know all capabilities instead of only their own, over importance of"
        f" capability and enmity. It falls on {words.share(drawn.safer)} of the map. The lowest change is"
        f" {words.index(float(drawn.change.min()))}, at importance {_rounded(drawn.importance[low_column])} and enmity"
        f" {words.index(float(drawn.enmity[low_row]))}; the highest is {words.index(float(drawn.change.max()))}, at"
        f" importance {_rounded(drawn.importance[column])} and enmity {words.index(float(drawn.enmity[row]))}."
    )


def _rounded(value: float) -> str:
    return words.plain(float(f"{value:.2g}"))


def nothing_told(scenario: Scenario) -> str:
    """Where nothing known is safest, and whether the map leaves a floor out."""
    drawn = information_map(scenario)
    if scenario.race.bound_teams not in (0, scenario.race.teams):
        return "The map leaves out the floor on some teams; without it nothing known is never riskier than either."
    if drawn.nothing_best >= 1.0:
        return "Nothing known is never riskier than either, anywhere on the map."
    return (
        f"Nothing known is at least as safe as either on {words.share(drawn.nothing_best)} of the map; elsewhere the"
        " floor binds, and only a team that knows something of its place plays more."
    )


def information_sentence(scenario: Scenario) -> str:
    """Whether knowing more raises the risk, here and over the map."""
    here = by_teams(scenario).here
    drawn = information_map(scenario)
    return (
        "Teams know nothing of how capable they are, only how capable they are themselves, or how capable all are. Here"
        f" the chance of disaster is {_by_knowledge(here)}. {nothing_told(scenario)} Whether all known is safer than"
        f" only own known depends: it is on {words.share(drawn.safer)} of the map."
    )


def levers_title(scenario: Scenario) -> str:
    """What the figure of levers finds."""
    best = best_lever(scenario)
    if scenario.race.risk - best.risk < _SAME:
        return f"A step of {words.share(STEP)} changes next to nothing"
    return f"{best.label} lowers risk most, from {words.share(scenario.race.risk)} to {words.share(best.risk)}"


def levers_told(scenario: Scenario) -> str:
    """The figure of levers for a reader who does not see it."""
    found = "; ".join(
        f"{lever.label.lower()} ({lever.change}) to {words.share(lever.risk)}" for lever in levers(scenario)
    )
    return f"Chance of disaster, now {words.share(scenario.race.risk)}, after each lever alone: {found}."


def optimum_sentence(scenario: Scenario) -> str:
    """The social optimum beside the equilibrium."""
    race = scenario.race
    return (
        "**The optimum is full safety by all.** Then there is no disaster, the same team still leads, and each team"
        f" expects {words.index(race.best_payoff)} of a safe win of its own; in the race it expects"
        f" {words.index(race.payoff)}. Nobody can get there alone: who plays safe alone usually loses."
    )


# ---- the audit ----


@dataclass(frozen=True, eq=False)
class ByNumber:
    """What an audit does with one system, against the number of its evaluations.

    Attributes
    ----------
    n : ndarray
        Numbers of evaluations.
    cleared, blocked : ndarray
        Chance to clear the dangerous system, and to block the safe one.
    cleared_ever, blocked_ever : float
        The same with ever more evaluations.
    """

    n: Array
    cleared: Array
    blocked: Array
    cleared_ever: float
    blocked_ever: float


def judged(scenario: Scenario) -> tuple[float, float]:
    """D of the dangerous and of the safe system by which the audit is judged."""
    tolerance, margin = scenario.settings.tolerance, scenario.audit.margin
    return tolerance + margin, tolerance - margin


def by_number(scenario: Scenario) -> ByNumber:
    """Both errors of the audit against the number of evaluations."""
    return _by_number(scenario.audit, scenario.settings.tolerance)


@functools.lru_cache(maxsize=256)
def _by_number(audit: Audit, tolerance: float) -> ByNumber:
    n = np.array([number for number in _NUMBERS if number <= _SHOWN], dtype=np.float64)
    pair = np.array([tolerance + audit.margin, tolerance - audit.margin])
    clear = np.array([audit.replace(evaluations=int(number)).clear_probability(pair, tolerance) for number in n])
    ever = audit.ceiling(pair, tolerance)
    return ByNumber(n, clear[:, 0], 1.0 - clear[:, 1], float(ever[0]), float(1.0 - ever[1]))


@functools.lru_cache(maxsize=512)
def assurance_curve(audit: Audit, tolerance: float) -> tuple[Array, Array, float]:
    """Evaluations, the best assurance that so many or fewer give, and the assurance that no number exceeds."""
    dangerous = tolerance + audit.margin
    n = np.array(_NUMBERS, dtype=np.float64)
    blocked = np.array(
        [1.0 - audit.replace(evaluations=number).clear_probability(dangerous, tolerance) for number in _NUMBERS]
    )
    reached = np.maximum.accumulate(blocked)
    ever = max(1.0 - float(audit.ceiling(dangerous, tolerance)), float(reached[-1]))
    return n, reached, ever


def audit_table(scenario: Scenario) -> dict[str, list[str]]:
    """Both errors of the audit, as the figure has them."""
    drawn, (dangerous, safe) = by_number(scenario), judged(scenario)
    return {
        "Number of evaluations": [*(words.count(n) for n in drawn.n), "ever more"],
        f"D = {words.index(dangerous)} cleared": [
            words.share(float(chance)) for chance in (*drawn.cleared, drawn.cleared_ever)
        ],
        f"D = {words.index(safe)} blocked": [
            words.share(float(chance)) for chance in (*drawn.blocked, drawn.blocked_ever)
        ],
    }


def variations(audit: Audit) -> Mapping[str, Audit]:
    """The audit, and the same without what holds it back."""
    return {
        "this audit": audit,
        "independent": audit.replace(correlation=0),
        "not noticed": audit.replace(awareness=0),
        "both": audit.replace(correlation=0, awareness=0),
    }


def needed(scenario: Scenario) -> float:
    """Fewest evaluations with the wanted assurance; infinite where the allowed number does not reach it."""
    return float(scenario.audit.needed(judged(scenario)[0], scenario.settings.tolerance, scenario.audit.assurance))


def readings(scenario: Scenario) -> tuple[Array, Array]:
    """Numbers of variants, and what an unnoticed evaluation reads of the dangerous system on average."""
    audit, dangerous = scenario.audit, judged(scenario)[0]
    m = np.unique([*_VARIANTS, audit.variants])
    return m.astype(np.float64), np.array([dangerous - audit.replace(variants=int(count)).inflation for count in m])


def audit_title(scenario: Scenario) -> str:
    """What the figure against the number of evaluations finds."""
    drawn = by_number(scenario)
    first, last = float(drawn.cleared[0]), float(drawn.cleared[-1])
    if last > first + 0.005:
        return "More evaluations clear the dangerous system more often"
    if drawn.blocked[-1] > drawn.blocked[0] + 0.02:
        return "More evaluations catch more danger, and block more that is safe"
    if first - last < 0.02:
        return "More evaluations hardly help"
    return f"More evaluations help down to {words.share(drawn.cleared_ever)} cleared in error"


def audit_told(scenario: Scenario) -> str:
    """The figure against the number of evaluations for a reader who does not see it."""
    drawn, (dangerous, safe) = by_number(scenario), judged(scenario)
    return (
        f"From 1 to {words.count(float(drawn.n[-1]))} evaluations the chance to clear a system of D ="
        f" {words.index(dangerous)} goes from {words.share(float(drawn.cleared[0]))} to"
        f" {words.share(float(drawn.cleared[-1]))}, and that to block one of D = {words.index(safe)} from"
        f" {words.share(float(drawn.blocked[0]))} to {words.share(float(drawn.blocked[-1]))}. With ever more they go to"
        f" {words.share(drawn.cleared_ever)} and {words.share(drawn.blocked_ever)}."
    )


def audit_assumed(scenario: Scenario) -> str:
    """What is assumed of the audit."""
    audit = scenario.audit
    noticed = (
        "each evaluation is noticed by itself" if audit.aware_of == AWARENESS[0] else "the audit is noticed or not"
    )
    decides = "the mean decides" if audit.combination == COMBINATIONS[0] else "one failure blocks"
    return (
        f"Noise {words.index(audit.noise)}, correlation {words.index(audit.correlation)}; {noticed}, with rate"
        f" {words.index(audit.awareness)}, and hides {words.index(audit.hiding)}; best of"
        f" {words.count(audit.variants)} variants; {decides}."
    )


def needed_title(scenario: Scenario) -> str:
    """What the figure of needed evaluations finds."""
    wanted = words.share(scenario.audit.assurance)
    found = needed(scenario)
    if math.isinf(found):
        return f"No number of evaluations gives an assurance of {wanted}"
    return f"An assurance of {wanted} takes {words.counted(found, 'evaluation')}"


def needed_told(scenario: Scenario) -> str:
    """The figure of needed evaluations for a reader who does not see it."""
    tolerance = scenario.settings.tolerance
    ends = "; ".join(
        f"{name}: at most {words.share(assurance_curve(audit, tolerance)[2])}"
        for name, audit in variations(scenario.audit).items()
    )
    return f"{needed_title(scenario)}. The assurance that ever more evaluations come to is, for {ends}."


def goodhart_title(scenario: Scenario) -> str:
    """What the figure of optimisation pressure finds."""
    m, read = readings(scenario)
    under = np.flatnonzero(read < scenario.settings.tolerance)
    if under.size:
        return f"With {words.count(float(m[under[0]]))} variants to choose from the dangerous system reads as safe"
    return "The score falls with every variant tried; the danger does not"


def goodhart_told(scenario: Scenario) -> str:
    """The figure of optimisation pressure for a reader who does not see it."""
    m, read = readings(scenario)
    dangerous = words.index(judged(scenario)[0])
    return (
        f"True danger stays at {dangerous} while the reading falls from {words.index(float(read[0]))} with one variant"
        f" to {words.index(float(read[-1]))} with the best of {words.count(float(m[-1]))}. Where the system notices the"
        f" test it reads {words.index(scenario.audit.hiding)} lower still."
    )


def audit_sentence(scenario: Scenario) -> str:
    """What the audit is worth, in a few sentences."""
    audit = scenario.audit
    reads, dangerous = float(audit.reading(judged(scenario)[0])), judged(scenario)[0]
    independent = words.plain(round(audit.independent, 1))
    text = (
        f"A system of D = {words.index(dangerous)} reads {words.index(reads)} on average: choice among"
        f" {words.count(audit.variants)} variants takes off {words.index(audit.inflation)}, and hiding"
        f" {words.index(audit.hiding * audit.awareness)}. {words.counted(audit.evaluations, 'evaluation').capitalize()}"
        f" with this correlation average out as much noise as {independent} independent ones"
    )
    ceiling = (
        f"; no number is worth more than {words.plain(round(1 / audit.correlation, 1))}." if audit.correlation else "."
    )
    sharpens = (
        " The mean of ever more evaluations goes to that reading, so more of them sharpen a wrong answer."
        if reads < scenario.settings.tolerance and audit.combination == COMBINATIONS[0]
        else ""
    )
    return text + ceiling + sharpens


def why(scenario: Scenario) -> str:
    """Why the race comes out as it does."""
    race = scenario.race
    known = {
        "none": "No team knows where it stands, so all give up the same safety",
        "private": "A team that knows itself to be behind gives up most, and one that is ahead still fears a rival",
        "public": "The leader keeps only as much safety as its lead over the second pays for",
    }[race.information]
    return (
        f"{known}. More teams and more enmity ask for more speed; a greater importance of capability, which is the same"
        " as cheaper safety, leaves room for safety."
    )


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """Risk of the race, the strongest lever, and what the audit clears in error."""
    race, best, drawn = scenario.race, best_lever(scenario), by_number(scenario)
    dangerous, safe = judged(scenario)
    cleared, kept = (float(x) for x in scenario.audit.clear_probability([dangerous, safe], scenario.settings.tolerance))
    here = by_teams(scenario).here
    return (
        Number(
            "Chance of disaster in the race",
            words.share(race.risk),
            f"with {KNOWLEDGE[race.information]}. It is {_by_knowledge(here)}; none if all play full safety.",
            (("risk", race.risk), *((f"risk with {KNOWLEDGE[k]}", here[k]) for k in INFORMATION),
             ("payoff of a team", race.payoff), ("payoff at full safety of all", race.best_payoff)),
        ),
        Number(
            f"After a step of {words.share(STEP)}: {best.label.lower()}",
            words.share(best.risk),
            f"chance of disaster, {best.change}; the strongest of four levers.",
            (("risk after the strongest lever", best.risk), *((lever.label, lever.risk) for lever in levers(scenario))),
        ),
        Number(
            "Dangerous system cleared by the audit",
            words.share(cleared),
            f"D = {words.index(dangerous)}; a safe one of {words.index(safe)} is blocked with {words.share(1 - kept)}."
            f" {needed_title(scenario)}.",
            (("cleared", cleared), ("safe system blocked", 1.0 - kept), ("cleared by ever more", drawn.cleared_ever),
             ("evaluations needed", needed(scenario)), ("independent evaluations", scenario.audit.independent)),
        ),
    )  # fmt: skip


def assumptions(scenario: Scenario) -> str:
    """What the page assumes beyond the declared parameters."""
    return (
        "**Race.** Capabilities are uniform and independent, all teams bear the same enmity, and disaster is the same"
        " for all. Where all is known there are many equilibria: the leader may play anything from its lead to its lead"
        " divided by enmity. As in the paper the safest is taken; in the others the runner-up plays what could only"
        f" hurt it. {assumed(scenario)} With a floor on some teams an equilibrium is computed; the risk then holds to"
        " about 0.001, and to 0.02 where teams know their own capability and the floor binds on some only. A higher"
        " floor on some teams can raise the risk: those who keep it lose to those who do not.\n\n"
        "**Audit.** Readings err normally. The rate of noticing a test is one figure published for one model, passed on"
        " to this project without its publication; how much a system then hides is a judgement, and some studies find"
        " hardly any change. The variants of a developer differ in score and not in danger, so choosing among them"
        " lowers the reading and nothing else. Levels of assurance are round numbers, a judgement."
    )
