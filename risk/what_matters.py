"""What the tab What matters says of a scenario: what a headline depends on, and where a rule fails."""

from __future__ import annotations

import collections
import dataclasses
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk import words
from risk.axes import Array
from risk.blocks import Workers, streamed
from risk.comparators import WHERE_DRAWN, comparators
from risk.discovery import Box, Discovery, discover
from risk.ensemble import Ensemble
from risk.headline_model import (
    CUBE_POINTS,
    HEADLINES,
    Drawn,
    Headline,
    headline,
    priors,
)
from risk.inquiry import Inquiry
from risk.number import Number
from risk.parameter import Parameter
from risk.scenario import Scenario, View
from risk.sensitivity import DECIDING, ENDS, IDLE, LEVEL, Sensitivity, Swing, Tornado, design, tornado
from risk.table import Column, Table

SHOWN = 10
"""Parameters that a figure shows; the rest are in the table."""

# Finished results, and blocks of unfinished ones: an interrupted one goes on where it stopped.
_MOST_KEPT = 48
_kept: collections.OrderedDict[Any, Any] = collections.OrderedDict()
_begun: collections.OrderedDict[Any, dict[int, Array]] = collections.OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Question:
    """A headline as a function of what nobody knows, with what is known of that.

    Attributes
    ----------
    headline : Headline
        What is asked.
    function : Drawn
        It as a function of draws.
    priors : mapping of str to frozen SciPy distribution
        By key, in the order of the function's.
    samples, seed : int
        Rows of the design, and its seed.
    """

    headline: Headline
    function: Drawn
    priors: Mapping[str, Any]
    samples: int
    seed: int

    @property
    def key(self) -> Any:
        """What a result depends on. A prior follows from the scenario in the function."""
        return self.function, self.samples, self.seed


def question(scenario: Scenario) -> Question:
    """The headline that a scenario asks about."""
    return _question(scenario, headline(scenario.inquiry.headline), scenario.inquiry.samples)


def _question(scenario: Scenario, asked: Headline, samples: int) -> Question:
    held, drawn = priors(scenario, asked.keys(scenario))
    function = Drawn(relevant(held, tuple(drawn)), tuple(drawn), asked.asked(held))
    return Question(asked, function, drawn, samples, scenario.ensemble.draw_seed)


def relevant(scenario: Scenario, drawn: tuple[str, ...]) -> Scenario:
    """A scenario with only what a headline depends on; where a drawn parameter's slider stands is no part of it."""
    plain = dataclasses.replace(
        scenario, view=View(miss_cost=scenario.view.miss_cost), ensemble=Ensemble(), inquiry=Inquiry(), unknown=()
    )
    for key in drawn:
        plain = plain.replace(key, plain.parameter(key).default)
    return plain


# ---- what a headline depends on


def known(scenario: Scenario) -> bool:
    """Whether the indices of a scenario are at hand, so that asking for them takes no time."""
    return question(scenario).key in _kept


def found(scenario: Scenario, workers: Workers = 1, progress: Callable[[int, int], None] | None = None) -> Sensitivity:
    """Indices of the headline that a scenario asks about.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    workers : int or callable
        As for `risk.sensitivity.sensitivity`; the digits are the same.
    progress : callable, optional
        Called with the blocks done and all of them after each. What it raises ends the work; the blocks done are kept,
        and the next call goes on from there.

    Raises
    ------
    ValueError
        If nothing can be drawn.
    LostError
        If a block could not be done.
    """
    return _worked(question(scenario), workers, progress)


def _worked(asked: Question, workers: Workers = 1, progress: Callable[[int, int], None] | None = None) -> Sensitivity:
    key = asked.key
    finished: Sensitivity | None = _kept.get(key)
    if finished is not None:
        return finished
    if not asked.priors:
        raise ValueError(f"nothing is drawn for “{asked.headline.label}”: every prior holds its parameter fixed")
    drawn = design(asked.priors, asked.samples, asked.seed)
    blocks = drawn.blocks()
    done = _remembered(_begun, key, dict)
    left = [number for number in range(len(blocks)) if number not in done]
    results = streamed(asked.function, [blocks[number] for number in left], workers)
    for number, result in zip(left, results, strict=True):
        done[number] = result
        if progress:
            progress(len(done), len(blocks))
    made: Sensitivity = _remembered(_kept, key, lambda: drawn.sensitivity(done[k] for k in range(len(blocks))))
    _begun.pop(key, None)
    return made


def _remembered(store: collections.OrderedDict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    made = store.get(key)
    made = make() if made is None else made
    with _lock:
        store[key] = made
        store.move_to_end(key)
        while len(store) > _MOST_KEPT:
            store.popitem(last=False)
    return made


def swings(scenario: Scenario) -> Tornado:
    """Each parameter moved alone about where the scenario has it."""
    asked = headline(scenario.inquiry.headline)
    held, drawn = priors(scenario, asked.keys(scenario))
    if not drawn:
        raise ValueError(f"nothing is drawn for “{asked.label}”: every prior holds its parameter fixed")
    function = Drawn(held, tuple(drawn), asked.asked(held))
    key = dataclasses.replace(held, view=View(), inquiry=Inquiry(headline=asked.name), ensemble=Ensemble(), unknown=())
    centre = {name: held.get(name) for name in drawn}
    made: Tornado = _remembered(_kept, key, lambda: tornado(function, drawn, centre))
    return made


def label(scenario: Scenario, key: str) -> str:
    """What people call a parameter, with its symbol."""
    declared = scenario.parameter(key)
    return words.labelled(declared.label, declared.symbol)


def _quoted(scenario: Scenario, keys: tuple[str, ...]) -> str:
    return words.listed([f"“{scenario.parameter(key).label}”" for key in keys], 4)


def part(value: float) -> str:
    """A part of the variance in words; estimates can lie a little outside 0 and 1."""
    return words.share(min(max(value, 0.0), 1.0))


def interval(low: float, high: float) -> str:
    """An interval of parts: "60 % to 78 %"."""
    one, other = part(low), part(high)
    return one if one == other else f"{one} to {other}"


def finding(scenario: Scenario) -> str:
    """What decides the headline: a sentence."""
    asked, indices = question(scenario).headline, found(scenario)
    if indices.undefined == indices.samples:
        return f"“{asked.label}” is not defined in any draw, so there is nothing to explain"
    if not indices.varies:
        return (
            f"“{asked.label}” is {asked.text(indices.mean)} in every draw: nothing that is drawn moves it, and there is"
            " no variance to explain"
        )
    first, *others = (indices.names[place] for place in indices.order)
    shares = dict(zip(indices.names, indices.total, strict=True))
    if indices.deciding:
        return (
            f"“{scenario.parameter(indices.deciding).label}” decides “{asked.label}” almost alone: it explains"
            f" {part(float(max(indices.first)))} of the variance by itself"
        )
    second = f", and “{scenario.parameter(others[0]).label}” in {part(shares[others[0]])}" if others else ""
    return (
        f"Under these assumptions “{asked.label}” depends most on “{scenario.parameter(first).label}”: it has a part in"
        f" {part(shares[first])} of the variance{second}"
    )


def indices_title(scenario: Scenario) -> str:
    """What the headline depends on most, in short."""
    indices = found(scenario)
    if not indices.varies:
        return "Nothing that is drawn moves the headline"
    first = scenario.parameter(indices.names[indices.order[0]]).label
    return f"Largest part of the variance: “{first}”, {part(indices.total[indices.order[0]])}"


def warnings(scenario: Scenario) -> tuple[str, ...]:
    """What a reader should know of the indices: one sentence each."""
    indices, asked = found(scenario), question(scenario)
    told = []
    if indices.idle:
        verb = "does" if len(indices.idle) == 1 else "do"
        told.append(
            f"{_quoted(scenario, indices.idle)} {verb} nothing here: under {words.share(IDLE)} of the variance, alone"
            " or with others."
        )
    if indices.deciding:
        told.append(
            f"“{scenario.parameter(indices.deciding).label}” decides everything: it explains over"
            f" {words.share(DECIDING)} alone. How its prior was chosen is how the answer was chosen."
        )
    if 0 < indices.undefined < indices.samples:
        told.append(
            f"The headline is not defined in {words.counted(indices.undefined, 'row')} of {indices.samples}; they are"
            " left out of every share."
        )
    held = tuple(key for key in asked.headline.keys(scenario) if key not in asked.priors)
    if held:
        told.append(f"{_quoted(scenario, held)} {'is' if len(held) == 1 else 'are'} held fixed by a prior of no width.")
    return tuple(told)


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """Where the headline lies over the draws, the largest part of its variance, and what is left to interactions."""
    asked, indices = question(scenario).headline, found(scenario)
    values = indices.values[np.isfinite(indices.values)]
    low, high = np.quantile(values, ENDS) if values.size else (np.nan, np.nan)
    now = asked.asked(scenario)(scenario)
    first = indices.order[0]
    together = 1.0 - float(np.sum(np.clip(indices.first, 0.0, 1.0))) if indices.varies else np.nan
    parts = interval(indices.total_low[first], indices.total_high[first]) if indices.varies else words.UNKNOWN
    low_words, high_words = asked.text(low), asked.text(high)
    return (
        Number(
            f"{asked.label}, over the draws",
            low_words if low_words == high_words else f"{low_words} to {high_words}",
            f"in nine of ten of {words.count(values.size)} draws; {asked.text(now)} as set.",
            (("5 % of draws below", float(low)), ("5 % of draws above", float(high)), ("as set", now)),
        ),
        Number(
            "Largest part of its variance",
            part(indices.total[first]) if indices.varies else words.UNKNOWN,
            f"{label(scenario, indices.names[first])}, alone and with others; interval {parts}.",
            (("total index", float(indices.total[first])), ("low", float(indices.total_low[first])),
             ("high", float(indices.total_high[first]))),
        ),
        Number(
            "Left to parameters acting together",
            part(together) if indices.varies else words.UNKNOWN,
            "of the variance: what no parameter explains alone.",
            (("one minus the sum of first-order indices", together),),
        ),
    )  # fmt: skip


def explanation(scenario: Scenario) -> str:
    """What is drawn and what the indices mean."""
    indices = found(scenario)
    return (
        f"{words.count(indices.samples)} rows of draws from the priors, {words.count(indices.evaluations)} evaluations,"
        f" seed {scenario.ensemble.draw_seed}. A first-order index is the share of the variance that a parameter"
        " explains alone, a total index the share in which it has any part. What is chosen and not unknown (tolerance,"
        " date, line) is not drawn."
    )


def drawn_told(scenario: Scenario) -> str:
    """How much was drawn: one sentence for a caption."""
    indices = found(scenario)
    return (
        f"{words.count(indices.samples)} rows of draws, seed {scenario.ensemble.draw_seed}; whiskers are"
        f" {words.share(LEVEL)} intervals."
    )


def indices_told(scenario: Scenario) -> str:
    """The indices as text."""
    indices = found(scenario)
    if not indices.varies:
        return f"{finding(scenario)}."
    told = [
        f"{label(scenario, indices.names[place])}: {part(indices.first[place])} alone, {part(indices.total[place])} in"
        " total"
        for place in indices.order[:SHOWN]
    ]
    return f"Parts of the variance of “{question(scenario).headline.label}” by parameter. {'; '.join(told)}."


def tornado_title(scenario: Scenario) -> str:
    """Which parameter alone moves the headline furthest."""
    moved, asked = swings(scenario), question(scenario).headline
    largest = moved.swings[0]
    if not largest.size > 0.0:
        return f"No parameter alone moves “{asked.label}” from {asked.text(moved.value)}"
    low, high = sorted((largest.at_low, largest.at_high))
    return (
        f"“{scenario.parameter(largest.name).label}” alone moves it furthest: from {asked.text(low)} to"
        f" {asked.text(high)}"
    )


def end_words(scenario: Scenario, swing: Swing, end: str) -> tuple[str, str]:
    """Value of a parameter at an end of its swing, and the headline there, in words."""
    value, at = getattr(swing, end), getattr(swing, f"at_{end}")
    return _value(scenario.parameter(swing.name), value), question(scenario).headline.text(at)


def tornado_told(scenario: Scenario) -> str:
    """The tornado as text."""
    told = []
    for swing in swings(scenario).swings[:SHOWN]:
        (low, at_low), (high, at_high) = (end_words(scenario, swing, end) for end in ("low", "high"))
        told.append(f"{label(scenario, swing.name)} from {low} to {high}: {at_low} to {at_high}")
    return f"“{question(scenario).headline.label}” while one parameter moves. {'; '.join(told)}."


# ---- where a rule fails


def failing_rule(scenario: Scenario) -> Headline:
    """What the rule that is asked about misses; the FLOP line's where the headline is about none."""
    asked = headline(scenario.inquiry.headline)
    return asked if asked.rule else next(entry for entry in HEADLINES.values() if entry.rule == "line")


def rule_label(scenario: Scenario) -> str:
    """What the failing rule is called."""
    asked = failing_rule(scenario).rule
    return next(WHERE_DRAWN.get(entry.key, entry.label) for entry in comparators(scenario) if entry.key == asked)


def failing(scenario: Scenario) -> Discovery:
    """The box of parameters in which a rule misses more than it may."""
    asked = _question(scenario, failing_rule(scenario), scenario.inquiry.samples)
    draws, failed = cases(scenario)
    if not failed.size:
        raise ValueError("in no draw is anything dangerous, so there is nothing for a rule to miss")
    key = (asked.key, scenario.inquiry.missed_limit)
    made: Discovery = _remembered(_kept, key, lambda: discover(tuple(asked.priors), draws, failed))
    return made


def cases(scenario: Scenario) -> tuple[Array, Any]:
    """Draws, and in which of them the rule fails."""
    indices = _worked(_question(scenario, failing_rule(scenario), scenario.inquiry.samples))
    defined = np.isfinite(indices.values)
    return indices.draws[:, defined], indices.values[defined] > scenario.inquiry.missed_limit


def box_axes(scenario: Scenario) -> tuple[int, int]:
    """Places of the two parameters over which the box is drawn: restricted ones, then those that matter most."""
    indices = _worked(_question(scenario, failing_rule(scenario), scenario.inquiry.samples))
    restricted = failing(scenario).box.restricted
    order = sorted(indices.order, key=lambda place: place not in restricted)
    return order[0], order[1] if len(order) > 1 else order[0]


def beside(scenario: Scenario, x: int, y: int) -> Any:
    """Which draws lie within the sides of the box that are not drawn."""
    box, (draws, _) = failing(scenario).box, cases(scenario)
    rest = [place for place in box.restricted if place not in (x, y)]
    low, high = box.low[rest, None], box.high[rest, None]
    return ((draws[rest] >= low) & (draws[rest] <= high)).all(axis=0)


def box_told(scenario: Scenario) -> str:
    """The picture of the box as text."""
    whole = failing(scenario)
    x, y = (label(scenario, whole.names[place]) for place in box_axes(scenario))
    return f"Draws over {x} and {y}. {box_finding(scenario)}. {box_words(scenario)}"


def side(scenario: Scenario, box: Box, names: tuple[str, ...], place: int) -> str:
    """One side of a box in words: "Critical intelligence over 0.62"."""
    declared = scenario.parameter(names[place])
    low, high = float(box.low[place]), float(box.high[place])
    if np.isinf(low):
        return f"{declared.label} up to {_value(declared, high)}"
    if np.isinf(high):
        return f"{declared.label} from {_value(declared, low)}"
    return f"{declared.label} between {_value(declared, low)} and {_value(declared, high)}"


def _value(declared: Parameter, value: float) -> str:
    return words.value(declared, float(f"{value:.2g}"))


def box_finding(scenario: Scenario) -> str:
    """In which box a rule fails: one sentence."""
    whole, rule = failing(scenario), rule_label(scenario)
    fails = f"“{rule}” misses over {words.share(scenario.inquiry.missed_limit)} of dangerous systems"
    if whole.share in (0.0, 1.0):
        return f"{fails} in {'every draw' if whole.share else 'no draw'}: there is no box to look for"
    if not whole.found:
        return f"{fails} in {words.share(whole.share)} of draws, spread too evenly for a box"
    sides = words.listed([side(scenario, whole.box, whole.names, place) for place in whole.box.restricted])
    return f"{fails} mostly where: {sides}"


def box_title(scenario: Scenario) -> str:
    """How often the rule fails in the box and elsewhere, in short."""
    whole, rule = failing(scenario), rule_label(scenario)
    if not whole.found:
        return f"“{rule}” fails in {words.share(whole.share)} of draws: no box"
    return (
        f"“{rule}” fails in {words.share(whole.box.density)} of draws in the box, in {words.share(whole.share)} of all"
    )


def box_words(scenario: Scenario) -> str:
    """How good the box is: coverage and density explained."""
    whole = failing(scenario)
    if not whole.found:
        return f"It fails in {words.share(whole.share)} of {words.count(whole.draws)} draws."
    box = whole.box
    return (
        f"In the box it fails in {words.share(box.density)} of draws (density), against {words.share(whole.share)} of"
        f" all; {words.share(box.coverage)} of all failures lie in it (coverage). The box holds {words.share(box.mass)}"
        f" of {words.count(whole.draws)} draws."
    )


# ---- tables


def indices_table(scenario: Scenario) -> Table:
    """Indices with intervals, and the swing of each parameter."""
    return asked_table(scenario, scenario.inquiry.samples)


def asked_table(
    scenario: Scenario,
    samples: int,
    workers: Workers = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Table:
    """The same over any number of rows, and by any workers.

    Raises
    ------
    ValueError
        If `samples` is no power of two, or nothing can be drawn.
    LostError
        If a block could not be done.
    """
    asked = headline(scenario.inquiry.headline)
    indices = _worked(_question(scenario, asked, samples), workers, progress)
    moved = {swing.name: swing for swing in swings(scenario).swings}
    columns = (
        Column("parameter", "Key of the parameter"),
        Column("first", "First-order Sobol index", "", "number"),
        Column("first_low", f"Low end of its {LEVEL:.0%} bootstrap interval", "", "number"),
        Column("first_high", "High end", "", "number"),
        Column("total", "Total-order Sobol index", "", "number"),
        Column("total_low", f"Low end of its {LEVEL:.0%} bootstrap interval", "", "number"),
        Column("total_high", "High end", "", "number"),
        Column("low", "5 % quantile of its prior", "", "number"),
        Column("high", "95 % quantile of its prior", "", "number"),
        Column("at_low", "Headline with this parameter alone at the low end", asked.unit, "number"),
        Column("at_high", "Headline with this parameter alone at the high end", asked.unit, "number"),
    )
    kinds = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    rows, shown = [], []
    for place in indices.order:
        key = indices.names[place]
        swing, declared = moved[key], scenario.parameter(key)
        values = {kind: float(getattr(indices, kind)[place]) for kind in kinds}
        rows.append((key, *(values[kind] if indices.varies else None for kind in kinds), swing.low, swing.high,
                     _known(swing.at_low), _known(swing.at_high)))  # fmt: skip
        told = [
            f"{part(values[kind])} ({interval(values[f'{kind}_low'], values[f'{kind}_high'])})"
            if indices.varies else words.UNKNOWN for kind in ("first", "total")
        ]  # fmt: skip
        shown.append(
            (label(scenario, key), *told, _value(declared, swing.low), asked.text(swing.at_low),
             _value(declared, swing.high), asked.text(swing.at_high))
        )  # fmt: skip
    return Table(
        "sensitivity", f"What “{asked.label}” depends on",
        f"One row a parameter: {indices.samples} rows of draws, {indices.evaluations} evaluations, seed"
        f" {scenario.ensemble.draw_seed}; {indices.undefined} rows left out.",
        columns, tuple(rows),
        ("Parameter", "First order", "Total", "Low value", "Headline there", "High value", "Headline there "),
        tuple(shown),
    )  # fmt: skip


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def assumptions() -> str:
    """What the tab assumes beyond the declared parameters."""
    return (
        f"**Indices.** Parameters are drawn independently from their priors. Estimators of Saltelli et al. (2010) on a"
        f" scrambled Sobol sequence; intervals are {words.share(LEVEL)} bootstrap intervals over rows. A share of the"
        f" cube is taken over {words.count(CUBE_POINTS)} imagined systems, each read once, so it can lie a few per cent"
        " from that of the page. The anchors of the axes and whole numbers are not drawn.\n\n"
        f"**Tornado.** One parameter at a time stands at the {words.share(ENDS[0])} and at the {words.share(ENDS[1])}"
        " quantile of its prior, all others as they are set.\n\n"
        "**Box.** Patient rule induction (Friedman and Fisher 1999) on the same draws: the box with the greatest"
        " harmonic mean of coverage and density, without sides that it does not need."
    )
