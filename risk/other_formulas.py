"""What changes under other danger functions at the same dangerous share: where they agree, and what then holds."""

from __future__ import annotations

import functools

import numpy as np

from risk import words
from risk.agreement import Agreement, Votes, agreed, asked, least, left_out, on_cube, on_systems, systems
from risk.axes import AXIS_WORDS
from risk.conclusions import Holding, holdings
from risk.line import CUBE_POINTS
from risk.matched import matched
from risk.number import Number
from risk.scenario import Scenario

ALL, MOST, ONE = "all", "most", "one"


# ---- conclusions ----


# The pages' own caches hold what each asks; this one holds what two figures and their words share.
@functools.lru_cache(maxsize=8)
def concluded(scenario: Scenario) -> tuple[Holding, ...]:
    """Every conclusion with the functions under which it holds."""
    return holdings(scenario)


def standing(found: Holding) -> str:
    """How far a conclusion holds, in a few words: "holds under five of five functions"."""
    held, total = len(found.labels(True)), len(found.answers)
    if not held:
        return "cannot be told"
    text = f"holds under {words.number(held)} of {words.number(total)} functions"
    untold = len(found.labels(None))
    return f"{text}, and under {words.number(untold)} it cannot be told" if untold else text


def grouped(found: tuple[Holding, ...]) -> dict[str, tuple[Holding, ...]]:
    """Conclusions by whether they hold under all functions that can tell, under most, or under the own one alone.

    Those that hold under some, but not under more than half, stand with neither.
    """

    def kind(one: Holding) -> str:
        held, told = len(one.labels(True)), len(one.labels(True)) + len(one.labels(False))
        if held == told > 0:
            return ALL
        if held == 1:
            return ONE
        return MOST if 2 * held > told else ""

    return {name: tuple(one for one in found if kind(one) == name) for name in (ALL, MOST, ONE)}


# ---- words ----


def finding(scenario: Scenario) -> str:
    """What the tab finds, in one sentence."""
    found = concluded(scenario)
    groups = {name: len(members) for name, members in grouped(found).items()}
    total = len(asked(scenario))
    if total == 1:
        return "No other danger function can be asked"
    parts = [f"{words.number(groups[ALL])} of {words.number(len(found))} conclusions hold whatever the danger function"]
    if groups[MOST]:
        parts.append(f"{words.number(groups[MOST])} under most")
    if groups[ONE]:
        parts.append(f"{words.number(groups[ONE])} under this one alone")
    return f"Under these assumptions {'; '.join(parts)}"


def explanation(scenario: Scenario) -> str:
    """What is compared."""
    total = words.counted(len(asked(scenario)), "danger function")
    tolerance = scenario.settings.tolerance
    share = words.share(scenario.surface.dangerous_share(tolerance))
    return (
        f"Nobody knows the formula of danger. The same systems and rules stand here under {total}: the one that is"
        f" set, and every other with its default parameters. A D of {words.index(tolerance)} does not mean the same"
        " under two of them, so each has the tolerance that marks the same share of the cube,"
        f" {share}. It is found once and then held."
        f" {left_out(scenario)}"
    ).rstrip()


def why(scenario: Scenario) -> str:
    """Which conclusions turn, and what they share."""
    groups = grouped(concluded(scenario))
    alone = [f"“{one.sentence}”" for one in groups[ONE]]
    if alone:
        return (
            f"**What is the formula's own?** {words.listed(alone)}: {'it holds' if len(alone) == 1 else 'they hold'}"
            " under this function and under no other here. Whoever states it states the formula."
        )
    return "**What is the formula's own?** No conclusion here holds under this function alone."


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """Share of the cube on which all agree, systems on which they do not, and conclusions that hold under all."""
    imagined, real, table = agreed(on_cube(scenario)), agreed(on_systems(scenario)), systems(scenario)
    share = float(np.nanmean(imagined)) if not np.isnan(imagined).all() else float("nan")
    split = [str(name) for name, same in zip(table["name"], real, strict=True) if same == 0.0]
    found = concluded(scenario)
    everywhere = len(grouped(found)[ALL])
    return (
        Number(
            "All functions agree on",
            words.share(share),
            f"of the cube, {words.number(len(asked(scenario)))} functions together.",
            (("share of the cube", share),),
        ),
        Number(
            "Systems on which they disagree",
            f"{words.count(len(split))} of {table.size}" if table.size else "none",
            f"measured systems, at the chosen autonomy{f': {words.listed(split)}' if split else ''}."
            if table.size
            else "No system is measured by this date.",
            (("systems on which they disagree", float(len(split))), ("measured systems", float(table.size))),
        ),
        Number(
            "Conclusions that hold under all",
            f"{words.count(everywhere)} of {len(found)}",
            "conclusions that the pages open with. Those on which no function has a bearing are among them.",
            (("hold under all functions", float(everywhere)), ("conclusions", float(len(found)))),
        ),
    )


def agreement_title(scenario: Scenario, found: Agreement, where: str) -> str:
    """What an agreement matrix finds."""
    pair = least(found)
    if pair is None:
        return f"There is nothing to compare on {where}"
    names = [f"“{asked(scenario)[place].label}”" for place in pair]
    share = words.share(float(found.share[pair]))
    if found.share[pair] == 1.0:
        return f"All functions give the same verdicts on {where}"
    return f"{names[0]} and {names[1]} agree least, on {share} of {where}"


def agreement_told(scenario: Scenario, found: Agreement, where: str) -> str:
    """An agreement matrix for a reader who does not see it."""
    labels = [one.label for one in asked(scenario)]
    rows = [
        f"{labels[first]} and {labels[second]} {cell(found, first, second)}"
        for first in range(len(labels))
        for second in range(first + 1, len(labels))
    ]
    return f"{agreement_title(scenario, found, where)}. Share of {where} with the same verdict: {'; '.join(rows)}."


def cell(found: Agreement, first: int, second: int) -> str:
    """A cell of the matrix: the share of agreement and kappa."""
    kappa = words.index(float(found.kappa[first, second]))
    return f"{words.share(float(found.share[first, second]))}, κ {kappa}"


def agreement_caption(scenario: Scenario, found: Agreement) -> str:
    """Why a plain share of agreement misleads."""
    pair = least(found)
    if pair is None:
        return "There are no two functions, or no systems, to compare."
    return (
        f"Two functions that know nothing of each other, but call as much dangerous, agree on"
        f" {words.share(float(found.chance[pair]))} by chance: what neither calls dangerous counts as agreement."
        " Cohen's κ takes that out: 1 is the same verdict everywhere, 0 no more than chance."
    )


def votes_title(found: Votes) -> str:
    """What the map of disagreement finds."""
    if len(found.labels) == 1:
        return "No other function can be asked"
    if not found.split:
        return "All functions agree everywhere on this map"
    return f"On {words.share(found.split)} of this map the functions disagree"


def votes_told(scenario: Scenario, found: Votes) -> str:
    """The map of disagreement for a reader who does not see it."""
    drawn, total = found.drawn, len(found.labels)
    whole, none = float(np.mean(found.count == total)), float(np.mean(found.count == 0))
    passed = []
    for label, edge in zip(found.labels, found.edges, strict=True):
        if edge is None or np.isnan(edge).all():
            continue
        last = np.flatnonzero(~np.isnan(edge))[-1]
        passed.append(
            f"{label} at {drawn.y_axis} = {words.index(float(edge[last]))} for {drawn.x_axis} ="
            f" {words.index(float(drawn.x[last]))}"
        )
    reached = f" The boundaries end at the right: {'; '.join(passed)}." if passed else ""
    return (
        f"Map of how many of {words.number(total)} functions call a point dangerous, over {AXIS_WORDS[drawn.x_axis]}"
        f" and {AXIS_WORDS[drawn.y_axis]}. {votes_title(found)}; on {words.share(whole)} all call it dangerous, on"
        f" {words.share(none)} none does.{reached}"
    )


def votes_caption(scenario: Scenario, found: Votes) -> str:
    """What is held in the map."""
    fixed = AXIS_WORDS[found.drawn.fixed_axis].capitalize()
    return (
        f"{fixed} is held at {words.index(found.drawn.fixed)}. Each line: where a function reaches its tolerance, thick"
        f" for the one that is set. The same share of the whole cube is dangerous under each, not of this map."
        f" {left_out(scenario)}"
    ).rstrip()


def conclusions_title(found: tuple[Holding, ...]) -> str:
    """What the table of marks finds."""
    groups = grouped(found)
    return (
        f"{words.capital(words.number(len(groups[ALL])))} of {words.number(len(found))} conclusions hold under all"
        f" functions, {words.number(len(groups[ONE]))} under this one alone"
    )


def conclusions_told(found: tuple[Holding, ...]) -> str:
    """The table of marks for a reader who does not see it."""
    parts = []
    for one in found:
        turned = f": not under {words.listed(list(one.labels(False)))}" if one.labels(False) else ""
        parts.append(f"{one.sentence} {standing(one)}{turned}")
    return f"{conclusions_title(found)}. {'. '.join(parts)}."


def conclusions_caption() -> str:
    """What the marks mean."""
    return (
        "Circle: the same conclusion as under the function that is set. Cross: another one, named on pointing at it."
        " Open diamond: it cannot be told."
    )


def sentences(scenario: Scenario) -> str:
    """Every conclusion with how far it holds, as a list in Markdown."""
    return "\n".join(
        f"- **{one.conclusion.topic}.** {one.sentence}. *{words.capital(standing(one))}.*"
        for one in concluded(scenario)
    )


def conclusion_columns(scenario: Scenario) -> dict[str, list[str]]:
    """Every conclusion with what each function makes of it, as a table."""
    found = concluded(scenario)
    table = {
        "Conclusion": [one.sentence for one in found],
        "How far it holds": [words.capital(standing(one)) for one in found],
    }
    for place, one in enumerate(matched(scenario)):
        table[one.label] = ["holds" if entry.answers[place].holds else entry.answers[place].text for entry in found]
    return table


def tolerance_columns(scenario: Scenario) -> dict[str, list[str]]:
    """Every function with its tolerance and the share of the cube that it marks."""
    found = matched(scenario)
    return {
        "Function": [one.label for one in found],
        scenario.parameter("settings.tolerance").label: [
            words.index(one.scenario.settings.tolerance) if one.scenario else "none" for one in found
        ],
        "Dangerous share of the cube": [
            words.share(one.scenario.surface.dangerous_share(one.scenario.settings.tolerance))
            if one.scenario
            else one.problem
            for one in found
        ],
    }


def assumptions() -> str:
    """What the tab assumes."""
    return (
        "**Other functions** stand with their default parameters; agency, systems, rules and all else as set. The cube"
        f" is {words.count(CUBE_POINTS)} imagined systems, spread evenly. The sandbox is asked with induced agency, and"
        " its tolerances are matched under it. A position *suffices* where the mean D of releases is under D*: a mean"
        " depends on the scale of D, so this conclusion is the most sensitive to the formula. That several functions"
        " agree is no evidence that they are right: people chose them, and none is fitted to harm."
    )
