"""What the headlines of the pages conclude, and under which danger functions each conclusion holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from risk import (
    attribution,
    comparators,
    erosion,
    governance,
    headlines,
    line,
    sandbox,
    transition,
    unknowns,
    words,
    worlds,
)
from risk.agency import Granted, ProxyAgency
from risk.axes import AXIS_WORDS, FormulaError
from risk.matched import Matched, matched
from risk.point import placed, point, system
from risk.scenario import Scenario


@dataclass(frozen=True)
class Conclusion:
    """Something that a page's headline concludes, as a question with an answer in every scenario.

    Attributes
    ----------
    key : str
        Its name.
    topic : str
        What it is about, in two or three words.
    question : str
        What is asked, as it follows "whether".
    answer : callable
        The answer in a scenario as a short key, alike where the conclusion is the same; None where nothing can be
        said, because D is undefined or nothing is there to judge.
    sentence : callable
        A scenario and its answer as one sentence without its full stop. It states what is asked of every function
        alike: no number that another function would change.
    pages : tuple of str
        The pages that open with it.
    shown : callable
        The scenario as these pages show it.
    by_tolerance : bool
        Whether the tolerance has a part in it.
    """

    key: str
    topic: str
    question: str
    answer: Callable[[Scenario], str | None]
    sentence: Callable[[Scenario, str], str]
    pages: tuple[str, ...] = ()
    shown: Callable[[Scenario], Scenario] = lambda scenario: scenario
    by_tolerance: bool = True


YES, NO = "yes", "no"


def _told(yes: bool) -> str:
    return YES if yes else NO


# ---- the measured systems and the line ----


def _misses(scenario: Scenario) -> str | None:
    highest = headlines.systems_headline(scenario).highest
    judged = highest.caught + highest.missed + highest.overreach + highest.cleared
    return _told(highest.missed > 0) if judged else None


def _misses_told(scenario: Scenario, answer: str) -> str:
    flop = words.flop(scenario.line.flop)
    if answer == YES:
        return f"A line at {flop} misses a system that is dangerous at full autonomy"
    return f"A line at {flop} misses no system that is known to be dangerous, even at full autonomy"


def _autonomy(scenario: Scenario) -> str | None:
    headline = headlines.systems_headline(scenario)
    if not headline.judged:
        return None
    return f"{_told(headline.lowest.dangerous > 0)}, {_told(headline.highest.dangerous > 0)}"


def _autonomy_told(scenario: Scenario, answer: str) -> str:
    return {
        f"{NO}, {YES}": "Autonomy decides: no measured system is dangerous at level 1, and some are at level 5",
        f"{NO}, {NO}": "No measured system is dangerous, not even at autonomy level 5",
        f"{YES}, {YES}": "Some measured systems are dangerous already at autonomy level 1",
        f"{YES}, {NO}": "Some measured systems are dangerous at autonomy level 1, and none is at level 5",
    }[answer]


def _viewed(scenario: Scenario) -> str | None:
    """Whether the viewed system is dangerous with all the autonomy that a deployment can grant."""
    own = point(scenario)
    row = system(scenario, scenario.view.system)
    at = own if scenario.view.own_point else placed(row, own, "A_ceiling")
    danger = float(scenario.surface.danger(at.I, at.G, at.A))
    return None if math.isnan(danger) else _told(danger >= scenario.settings.tolerance)


def _viewed_told(scenario: Scenario, answer: str) -> str:
    where = "your own point a system" if scenario.view.own_point else f"full autonomy {point(scenario).name}"
    return f"At {where} is {'' if answer == YES else 'not '}dangerous"


def _majority(scenario: Scenario) -> str | None:
    """Whether more than half of the assumption draws call the viewed system dangerous at full autonomy."""
    share = float(unknowns.viewed(scenario).share[1])
    return None if math.isnan(share) else _told(share > 0.5)


def _majority_told(scenario: Scenario, answer: str) -> str:
    draws = "most assumption draws" if answer == YES else "no more than half of assumption draws"
    where = "a system at your own point" if scenario.view.own_point else f"{point(scenario).name} at full autonomy"
    return f"In {draws} {where} is dangerous"


# ---- the shape of danger ----


def _agenticity(scenario: Scenario) -> str | None:
    return attribution.finding(attribution.attribution(scenario), scenario.view.systems)


def _agenticity_told(scenario: Scenario, answer: str) -> str:
    compared = {"more": "more than", "as much": "as much as", "less": "less than"}
    if answer in compared:
        return f"Where real systems stand, a step of agenticity moves danger {compared[answer]} over the whole cube"
    axes = [AXIS_WORDS[axis] for axis in answer]
    if not axes:
        return "Over the whole cube no axis moves danger"
    return f"Over the whole cube {words.listed(axes)} {'moves' if len(axes) == 1 else 'move'} danger most"


def _jumps(scenario: Scenario) -> str | None:
    found = transition.transition(scenario)
    if np.isnan(found.path.D).all():
        return None
    return _told(found.path.jump is not None)


def _jumps_told(scenario: Scenario, answer: str) -> str:
    name = point(scenario).name
    how = "jumps at some agenticity" if answer == YES else "rises without a jump as agenticity is added"
    return f"Danger of {name} {how}"


# ---- the sandbox ----

_MEASURED, _ABOVE, _NOWHERE = "measured", "above", "nowhere"


def _locked_down(scenario: Scenario) -> Scenario:
    return scenario.replace("agency", ProxyAgency.name) if scenario.get("agency") == Granted.name else scenario


def _leaks(scenario: Scenario) -> str | None:
    found = sandbox.systems(scenario)
    if found.count(sandbox.LEAKS):
        return _MEASURED
    if sandbox.leaks(scenario):
        return _ABOVE
    return None if found.size and found.count(sandbox.UNDEFINED) == found.size else _NOWHERE


def _leaks_told(scenario: Scenario, answer: str) -> str:
    return {
        _MEASURED: "The sandbox leaks for at least one measured system",
        _ABOVE: "The sandbox leaks for no measured system, but it would at some intelligence",
        _NOWHERE: "The sandbox leaks at no intelligence",
    }[answer]


# ---- lines and rules in the cube ----

_ALL, _NOTHING = "all", "nothing"
# As the page of the line has it: below this it speaks of the best line as nearly right.
_HARDLY = 0.01


def _irreducible(scenario: Scenario) -> str | None:
    sweep = line.on_cube(scenario).sweep
    if not sweep.dangerous or not sweep.safe:
        return None if not sweep.dangerous and not sweep.safe else _ALL if sweep.dangerous else _NOTHING
    return _told(sweep.irreducible >= _HARDLY)


def _irreducible_told(scenario: Scenario, answer: str) -> str:
    return {
        YES: "Wherever it is put, a FLOP line gets a part of the cube wrong",
        NO: "The best FLOP line gets hardly any of the cube wrong",
        _ALL: "Everything in the cube is dangerous",
        _NOTHING: "Nothing in the cube is dangerous",
    }[answer]


def _rival(scenario: Scenario) -> str | None:
    best = comparators.least_wrong(comparators.verdicts(scenario))
    return best.comparator.key if best else None


def _rival_told(scenario: Scenario, answer: str) -> str:
    rules = comparators.comparators(scenario)
    label = next(rule.label for rule in rules if rule.key == answer)
    return f"Of {words.number(len(rules))} rules “{label}” errs least in the cube"


# ---- time ----


def _erosion(scenario: Scenario) -> str | None:
    earliest, latest = erosion.span(erosion.dates(scenario, erosion.chosen(scenario)))
    return words.when(earliest, latest)


def _erosion_told(scenario: Scenario, answer: str) -> str:
    flop, capability = words.flop(scenario.line.flop), erosion.chosen(scenario).name
    return f"A line at {flop} loses {capability} {answer}; no danger function enters"


def _fails(scenario: Scenario) -> str | None:
    life = worlds.scored(scenario, scenario.line).half_life(scenario.clock.failing_share).years
    return None if math.isnan(life) else _told(math.isfinite(life))


def _fails_told(scenario: Scenario, answer: str) -> str:
    flop, share = words.flop(scenario.line.flop), words.share(scenario.clock.failing_share)
    ever = "comes to miss" if answer == YES else "does not come to miss"
    return f"A line at {flop} {ever} over {share} of dangerous releases by {worlds.years(scenario)[-1]}"


# ---- regimes ----

_COMES_CLOSEST = "closest "


def _least(scenario: Scenario) -> str | None:
    if not governance.anything_dangerous(scenario):
        return _NOTHING
    chosen, suffices = governance.best(scenario)
    return chosen.key if suffices else f"{_COMES_CLOSEST}{chosen.key}"


def _least_told(scenario: Scenario, answer: str) -> str:
    if answer == _NOTHING:
        return "No release is dangerous, and no regime has anything to stop"
    title = governance.entry(scenario, answer.removeprefix(_COMES_CLOSEST)).regime.title
    if answer.startswith(_COMES_CLOSEST):
        return f"Not one of five positions keeps the mean danger of releases under D*; {_lower(title)} comes closest"
    return f"{title} is the least of five positions that keeps the mean danger of releases under D*"


CONCLUSIONS: Mapping[str, Conclusion] = MappingProxyType(
    {
        entry.key: entry
        for entry in (
            Conclusion("misses", "Systems missed", "the line misses a dangerous system", _misses, _misses_told,
                       ("start", "flop_line")),
            Conclusion("autonomy", "Autonomy", "autonomy decides what is dangerous", _autonomy, _autonomy_told),
            Conclusion("viewed", "The system in view", "the system is dangerous at full autonomy", _viewed,
                       _viewed_told),
            Conclusion("majority", "Most draws", "most draws call the system dangerous", _majority, _majority_told,
                       ("how_sure",)),
            Conclusion("agenticity", "Agenticity", "agenticity moves danger more where systems stand", _agenticity,
                       _agenticity_told, ("surface",), by_tolerance=False),
            Conclusion("jump", "A jump", "danger jumps as agenticity is added", _jumps, _jumps_told, ("transition",),
                       by_tolerance=False),
            Conclusion("leak", "The sandbox", "the sandbox leaks", _leaks, _leaks_told, ("proxy_agency",),
                       _locked_down),
            Conclusion("irreducible", "Any FLOP line", "every line gets a part of the cube wrong", _irreducible,
                       _irreducible_told, ("flop_line",)),
            Conclusion("rival", "The best rule", "another rule errs less than the line", _rival, _rival_told),
            Conclusion("erosion", "A capability lost", "the line loses a capability", _erosion, _erosion_told,
                       ("moving_target",), by_tolerance=False),
            Conclusion("clock", "The line in time", "the line fails in time", _fails, _fails_told),
            Conclusion("least", "The least regime", "a position suffices", _least, _least_told, ("regimes",)),
        )
    }
)  # fmt: skip
"""Every conclusion by its key, in the order of the pages that state it."""


# ---- under which functions ----


@dataclass(frozen=True)
class Answer:
    """What a conclusion comes to under one danger function.

    Attributes
    ----------
    label : str
        What the function is called.
    holds : bool or None
        Whether the answer is that of the scenario's own function; None where either cannot tell.
    text : str
        The answer as a sentence, or why there is none.
    """

    label: str
    holds: bool | None
    text: str


@dataclass(frozen=True)
class Holding:
    """Under which danger functions a conclusion holds.

    Attributes
    ----------
    conclusion : Conclusion
        Which one.
    sentence : str
        What the scenario's own function concludes.
    answers : tuple of Answer
        Under every function, the scenario's own first.
    """

    conclusion: Conclusion
    sentence: str
    answers: tuple[Answer, ...]

    def labels(self, holds: bool | None) -> tuple[str, ...]:
        """The functions under which it holds (True), does not (False), or cannot be told (None)."""
        return tuple(answer.label for answer in self.answers if answer.holds is holds)


def holding(conclusion: Conclusion, scenario: Scenario) -> Holding:
    """Ask for one conclusion under every danger function."""
    asked = matched(conclusion.shown(scenario))
    found = [_asked(conclusion, one) for one in asked]
    own, _ = found[0]
    answers = tuple(
        Answer(one.label, None if own is None or answer is None else answer == own, text)
        for one, (answer, text) in zip(asked, found, strict=True)
    )
    return Holding(conclusion, found[0][1], answers)


def holdings(scenario: Scenario) -> tuple[Holding, ...]:
    """Every conclusion under every danger function."""
    return tuple(holding(conclusion, scenario) for conclusion in CONCLUSIONS.values())


def _asked(conclusion: Conclusion, under: Matched) -> tuple[str | None, str]:
    if under.scenario is None:
        return None, f"Cannot be told: {under.problem}"
    try:
        answer = conclusion.answer(under.scenario)
    except FormulaError as error:
        if under.own:  # the page names it
            raise
        return None, f"Cannot be told: it gives no numbers ({error})"
    if answer is None:
        return None, f"It cannot be told whether {conclusion.question}"
    return answer, conclusion.sentence(under.scenario, answer)


def turning(page: str, scenario: Scenario) -> tuple[str, ...]:
    """One paragraph of Markdown for each conclusion of a page that is another one under another danger function."""
    stated = (conclusion for conclusion in CONCLUSIONS.values() if page in conclusion.pages)
    return tuple(filter(None, (_turned(holding(conclusion, scenario)) for conclusion in stated)))


def _turned(found: Holding) -> str:
    elsewhere: dict[str, list[str]] = {}
    for answer in found.answers:
        if answer.holds is False:
            elsewhere.setdefault(answer.text, []).append(f"“{answer.label}”")
    if not elsewhere:
        return ""
    told = "; ".join(
        f"{'under' if place else 'Under'} {words.listed(labels)} the answer turns: {_lower(text)}"
        for place, (text, labels) in enumerate(elsewhere.items())
    )
    share = " The same share of the cube is dangerous under each." if found.conclusion.by_tolerance else ""
    return f"**Under another function?** {told}.{share}"


def _lower(text: str) -> str:
    """A sentence inside another one. None of them begins with a name."""
    return f"{text[:1].lower()}{text[1:]}"
