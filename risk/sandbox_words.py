"""What the page Proxy agency says of sandboxes: which leak, why, what closes them, and how they compare."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from risk import words
from risk.axes import Array
from risk.number import Number
from risk.parameter import Parameter
from risk.sandbox import (
    HOLDS,
    LEAKS,
    LEVERS,
    OPEN,
    UNDEFINED,
    Change,
    Interval,
    Sandbox,
    Systems,
    channels,
    chosen,
    closing_levers,
    dangerous_agenticity,
    intervals_at,
    leaks,
    panels,
    proxy,
    standing,
    systems,
)
from risk.scenario import Scenario

_AIR_GAP = (
    "Exposure is zero: an air-gapped system persuades nobody, unless somebody already carries its words and R is over"
    " 1."
)


def _from(interval: Interval) -> str:
    low, high = (words.index(end) for end in interval)
    if low == high:
        return f"only at I = {low}"
    return f"from I = {low} on" if interval[1] == 1.0 else f"from I = {low} to {high}"


def stretches(found: tuple[Interval, ...]) -> str:
    """Intervals of intelligence in words: "from I = 0.89 on"."""
    return words.listed([_from(interval) for interval in found])


def _muted(scenario: Scenario) -> str:
    """Why nobody acts for any system whatever its intelligence; "" where somebody does."""
    agency = proxy(scenario)
    if agency.leverage == 0.0:
        return "Convinced people can do nothing for a system here"
    if agency.susceptibility == 0.0:
        return "Nobody can be convinced here"
    if agency.exposure == 0.0 and float(agency.persuaded(1.0)) == 0.0:
        return "Behind an air gap nobody is persuaded"
    return ""


def claim(scenario: Scenario) -> str:
    """The finding, in one sentence."""
    found, leaking = systems(scenario), leaks(scenario)
    number = found.count(LEAKS)
    if number:
        people = "people whom it persuades act for it" if number == 1 else "people whom they persuade act for them"
        return (
            f"Under these assumptions the sandbox leaks for {words.number(number)} of {words.number(found.size)}"
            f" measured systems: {people}"
        )
    if leaking:
        return f"{_measured(found)} {stretches(leaking)}"
    nowhere, muted = _without_leak(scenario), _muted(scenario)
    return f"{muted}, so {nowhere}" if muted else nowhere[:1].upper() + nowhere[1:]


def _measured(found: Systems) -> str:
    if not found.size:
        return "No system with measured intelligence is released yet; a sandbox would leak"
    if found.count(HOLDS) == found.size:
        return f"The sandbox holds for all {words.number(found.size)} measured systems; it would leak"
    if not found.count(OPEN):
        return "The danger function is undefined for some measured systems; a sandbox would leak"
    return (
        f"What is granted is dangerous already for {words.number(found.count(OPEN))} of {words.number(found.size)}"
        " measured systems; no other sandbox leaks, and one would"
    )


def _without_leak(scenario: Scenario) -> str:
    G = standing(scenario).G
    if not intervals_at(scenario, G, OPEN):
        if not intervals_at(scenario, G, HOLDS):
            return "the danger function is undefined here, so nothing can be said of the sandbox"
        return "the sandbox holds at every intelligence up to I = 1"
    is_open = intervals_at(scenario, G, OPEN)
    if is_open[0][0] == 0.0:
        return "there is no sandbox to leak: what is granted is dangerous at every intelligence"
    return f"nothing leaks: {stretches(is_open)} what is granted is dangerous already"


def explanation(scenario: Scenario) -> str:
    """What is granted, and what a leak is: the line under the claim."""
    return (
        f"Locked down, a system is granted an agenticity of {words.index(scenario.view.sandbox)}, but it talks to"
        f" people. Its sandbox *leaks* where D granted is under D* = {words.index(scenario.settings.tolerance)}, but D"
        " effective, people who act for it included, reaches D*."
    )


def counts(scenario: Scenario) -> str:
    """Which measured systems leak under these numbers: with both axes measured, and with intelligence only."""
    found = systems(scenario)
    if not found.size:
        return "No system with measured intelligence is released by the chosen date."
    parts = []
    for mask, what in ((found.complete, "with both axes measured"), (~found.complete, "with measured I only")):
        some = found.table.where(mask & found.leaking)
        names = f" ({words.listed(list(some['name']))})" if some.size else ""
        parts.append(f"of the {words.number(int(mask.sum()))} {what} {_leak(some.size)}{names}")
    text = f"{parts[0]}, {parts[1]}; a sandbox needs no A."
    return words.capital(text)


def _leak(number: int) -> str:
    return f"{words.number(number)} leak{'s' if number <= 1 else ''}"


def why(scenario: Scenario) -> str:
    """Why one sandbox holds and the other does not, in two or three sentences."""
    holding, other = panels(scenario)
    told = [_told(scenario, other)]
    if holding != other:
        told.append(_told(scenario, holding))
    levels = [
        dangerous_agenticity(scenario.function, scenario.settings.tolerance, box.I, box.G) for box in (holding, other)
    ]
    if other.verdict == LEAKS and all(levels):
        before, after = (words.index(level[0][0]) for level in levels)
        if levels[1][0][0] < levels[0][0][0] and before != after:
            told.append(
                "Intelligence works twice: it persuades more people, and it lowers the agenticity at which D = D* from"
                f" {before} to {after}."
            )
    if proxy(scenario).exposure == 0.0:
        told.append(_AIR_GAP)
    return " ".join(told)


def _told(scenario: Scenario, box: Sandbox) -> str:
    share = words.share(box.persuaded)
    who = "nobody acts" if share == "none" else f"{share} of operators act"
    near = words.index(box.D_effective) == words.index(scenario.settings.tolerance)
    outcomes = {
        HOLDS: "just under D*, and the sandbox holds" if near else "and the sandbox holds",
        LEAKS: "and the sandbox leaks",
        OPEN: "but D reaches D* at what is granted already",
        UNDEFINED: "where the danger function is undefined",
    }
    return (
        f"For {box.name}, {who}: agenticity {words.index(box.granted)} becomes {words.index(box.effective)} and D"
        f" {words.index(box.D_granted)} becomes {words.index(box.D_effective)}, {outcomes[box.verdict]}."
    )


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """Where the sandbox first leaks, which measured systems leak, and what the chosen system persuades."""
    found, leaking, here = systems(scenario), leaks(scenario), chosen(scenario)
    threshold = scenario.parameter("agency.persuasion_threshold")
    complete = int((found.complete & found.leaking).sum())
    return (
        Number(
            "Intelligence at which the sandbox first leaks",
            words.index(leaking[0][0]) if leaking else "nowhere",
            f"at G = {words.index(here.G)}. It rests on a persuasion threshold of"
            f" {words.index(proxy(scenario).persuasion_threshold)} ({threshold.source}).",
            (("intelligence", leaking[0][0] if leaking else math.nan), ("generality", here.G)),
        ),
        Number(
            "Measured systems that leak",
            words.count(found.count(LEAKS)) if found.size else "not counted",
            f"of {words.count(found.size)} with measured I ({words.count(int(found.perhaps.sum()))} at an end of its"
            f" published interval); of the {words.count(int(found.complete.sum()))} with measured A too,"
            f" {words.count(complete)}."
            if found.size
            else "No system is released by the chosen date.",
            (
                ("leaking systems", float(found.count(LEAKS))),
                ("at an end of the interval", float(found.perhaps.sum())),
                ("with measured A too", float(complete)),
                ("measured systems", float(found.size)),
            ),
        ),
        Number(
            f"Operators acting for {here.name}",
            words.share(here.persuaded),
            f"They lift its agenticity from {words.index(here.granted)} to {words.index(here.effective)}, and D from"
            f" {words.index(here.D_granted)} to {words.index(here.D_effective)}.",
            (
                ("share of operators", here.persuaded),
                ("effective agenticity", here.effective),
                ("D granted", here.D_granted),
                ("D effective", here.D_effective),
            ),
        ),
    )


def reproduction(scenario: Scenario) -> str:
    """What R is, where it passes 1, and what that means."""
    agency = proxy(scenario)
    critical, highest = agency.critical_intelligence(), float(agency.reproduction(1.0))
    meaning = (
        "R = q S(I) b is how many others one convinced operator convinces. At R = 1 each convinces one more, and from"
        " there on conviction spreads by itself, however little the system says: R does not depend on exposure."
    )
    if critical > 1.0:
        where = f"Here R stays under 1 at every intelligence: {words.index(highest)} at I = 1."
        if highest >= 1.0:
            where = f"Here R reaches 1 only at I = 1, where it is {words.index(highest)}."
    elif critical < 0.0:
        where = f"Here R is over 1 at every intelligence: {words.index(highest)} at I = 1."
    else:
        where = f"Here R = 1 at I = {words.index(critical)}; at I = 1 it is {words.index(highest)}."
    if agency.exposure == 0.0:
        where += f" {_AIR_GAP}"
    return f"{meaning} {where}"


def turning(scenario: Scenario) -> str:
    """Which lever closes the leak at the least relative change, or how far each may rise before one opens."""
    found = closing_levers(scenario)
    if found.at is None:
        return "What is granted is dangerous at every intelligence: no lever of the channel matters."
    possible = [change for change in found.changes if change.possible]
    unable = words.listed([change.declared.label.lower() for change in found.changes if not change.possible])
    at = found.at
    who = f"{at.name} (I = {words.index(at.I)})" if at.real else f"{at.name} and G = {words.index(at.G)}"
    if found.closes:
        first = f"The leak for {who} closes at the least relative change if"
        ending = f" Not even at zero closes it alone: {unable}." if unable else ""
    else:
        first = f"Nothing leaks. The sandbox of {who} would leak at the least relative change if"
        ending = f" Not even at its highest legal value opens it alone: {unable}." if unable else ""
    if not possible:
        return (f"No lever alone closes the leak for {who}." if found.closes else f"Nothing leaks for {who}.") + ending
    verb = "falls" if found.closes else "rises"
    rest = [f"{change.declared.label.lower()} {changed(change)}" for change in possible[1:]]
    others = f" The others: {words.listed(rest)}." if rest else ""
    return f"{first} {possible[0].declared.label.lower()} {verb} {changed(possible[0])}.{others}{ending}"


def changed(change: Change) -> str:
    """One change of a lever in words: "by 34 % (0.8 to 0.53)"."""
    # As many digits as tell the two apart.
    pairs = [
        [amount(change.declared, value, digits) for value in (change.value, change.needed)] for digits in (2, 3, 4)
    ]
    values = " to ".join(next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1]))
    if math.isinf(change.relative):
        return f"from {values}"
    return f"by {words.share(change.relative)} ({values})"


def amount(declared: Parameter, value: float, digits: int = 2) -> str:
    """Value of a lever without its unit, to so many digits."""
    if 0.0 < value < 0.001:
        return "under 0.001"
    return words.value(dataclasses.replace(declared, unit=""), float(f"{value:.{digits}g}"))


def systems_table(scenario: Scenario) -> dict[str, list[str]]:
    """Every system in the sandbox, the most intelligent first; bands where an interval of I is published."""
    found = systems(scenario)
    table = found.table
    order = np.argsort(-table["I"], kind="stable").tolist()

    def told(values: Array) -> list[str]:
        low, value, high = np.where(np.isnan([table["I_low"], table["I"], table["I_high"]]), np.nan, values)
        return [words.band(float(value[k]), float(low[k]), float(high[k])) for k in order]

    return {
        "System": [str(table["name"][k]) for k in order],
        "Released": [words.date(float(table["date"][k])) for k in order],
        "Intelligence I": told(np.array([table["I_low"], table["I"], table["I_high"]])),
        "Generality G": [
            words.index(float(table["G"][k])) + (" (assumed)" if table["G_assumed"][k] else "") for k in order
        ],
        "Agenticity A": ["measured" if found.complete[k] else "not measured" for k in order],
        "Operators acting, p": told(found.persuaded),
        "Effective agenticity": told(found.effective),
        "D granted": told(found.D_granted),
        "D effective": told(found.D_effective),
        "Sandbox": [
            str(found.verdict[1, k])
            + (", leaks within the interval of I" if found.perhaps[k] and not found.leaking[k] else "")
            for k in order
        ],
    }


def channels_table(scenario: Scenario) -> dict[str, list[str]]:
    """The named channels: their numbers with sources, and from where on the sandbox leaks."""
    rows = channels(scenario)
    table = {"Channel": [row.name for row in rows]}
    for name in LEVERS:
        declared = scenario.parameter(f"agency.{name}")
        table[declared.label] = [f"{amount(declared, getattr(row.agency, name))} ({declared.source})" for row in rows]
    return table | {
        "p at I = 1": [words.share(row.persuaded) for row in rows],
        "R at I = 1": [words.index(row.reproduction) for row in rows],
        "Leaks from I": ["nowhere" if math.isnan(row.leaks_from) else words.index(row.leaks_from) for row in rows],
        "Measured systems that leak": [f"{words.count(row.leaking)} of {words.count(row.systems)}" for row in rows],
    }


def sourced(scenario: Scenario) -> str:
    """The numbers of the channel, each with where it comes from."""
    names = (*LEVERS, "persuasion_threshold", "persuasion_width")
    parts = []
    for name in names:
        declared = scenario.parameter(f"agency.{name}")
        value = words.value(declared, scenario.get(f"agency.{name}"))
        parts.append(f"{declared.label.lower()} {value} ({declared.source})")
    return f"Where the numbers come from: {', '.join(parts)}."


def assumptions(scenario: Scenario) -> str:
    """What the page rests on, in full."""
    agency = proxy(scenario)
    return (
        f"{agency.summary} {agency.source}. A convinced operator does for the system up to the leverage of what it"
        " could do itself; all operators are alike; nobody resists more after being warned; and D depends only on"
        " effective agenticity, not on whose hands supply it. Generality is"
        f" {words.index(standing(scenario).G)} in the figures, that of {standing(scenario).name}, and its own for each"
        " system. No measured quantity on this page says how persuasive any system is: persuasive skill follows from I"
        " by assumption."
    )
