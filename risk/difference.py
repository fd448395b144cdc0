"""Two scenarios held against each other: where they differ, and how much each difference moves a page's number."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from risk import catalog, words
from risk.exhibits import EXHIBITS, TITLES, exhibit
from risk.number import Number
from risk.parameter import Declared, parameters
from risk.prior import Prior
from risk.scenario import COMPARED, SECTIONS, Scenario
from risk.table import Cell, Column, Table, cell
from risk.value_words import value_words

NOT_COMPARABLE = "not comparable"

_NOISE = 1e-12

# Sections whose class can be exchanged, and what people call them. The parameters of one class mean nothing to another.
_EXCHANGED = {"function": "Danger function", "agency": "Agency"}
# What the keys of edited priors begin with.
_PRIORS = "priors."
# The axes of a picture must differ, so where both do they change together.
_TOGETHER = ("view.x", "view.y")


@dataclass(frozen=True)
class Change:
    """One thing in which two scenarios differ, and what it moves.

    Attributes
    ----------
    keys : tuple of str
        Keys that change together: one, or all of a danger function that was exchanged.
    label, symbol : str
        What it is called; the symbol is LaTeX and may be empty.
    one, other : str
        Its value in both scenarios, in words.
    alone : float
        What it moves the headline of the first scenario by, all else kept; NaN where that cannot be told.
    back : float
        What it moved the headline of the second scenario by: headline as it is, less headline with it taken back.
    """

    keys: tuple[str, ...]
    label: str
    symbol: str
    one: str
    other: str
    alone: float
    back: float

    @property
    def size(self) -> float:
        """Mean of both moves without their signs, by which differences are ranked."""
        return (abs(self.alone) + abs(self.back)) / 2


@dataclass(frozen=True)
class Pair:
    """A number of a page in both scenarios: exact, and in the words of the page."""

    label: str
    name: str
    one: float
    other: float
    shown: tuple[str, str]

    @property
    def apart(self) -> float:
        """Value of the second scenario less that of the first."""
        return _apart(self.one, self.other)


def _apart(one: float, other: float) -> float:
    # What differs in its last digits only is the same, computed in another order.
    return 0.0 if math.isclose(one, other, rel_tol=_NOISE, abs_tol=_NOISE) else other - one


@dataclass(frozen=True)
class Difference:
    """Where two scenarios differ, ranked by how much each difference moves the headline.

    Attributes
    ----------
    page : str
        File stem of the page whose numbers are compared.
    headline : Pair
        The number that the differences are ranked by.
    changes : tuple of Change
        The differences, the one that moves the headline most first, those that cannot be compared last.
    only_one, only_other : tuple of str
        Keys that only one of the scenarios has.
    numbers : tuple of Pair
        All numbers of the page.
    """

    page: str
    headline: Pair
    changes: tuple[Change, ...]
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]
    numbers: tuple[Pair, ...]

    @property
    def total(self) -> float:
        """Headline of the second scenario less that of the first; NaN where one of them is unknown."""
        return self.headline.apart

    @property
    def interaction(self) -> float:
        """What remains of the total when each difference moves the first scenario alone: they act together."""
        return _apart(math.fsum(change.alone for change in self.changes), self.total)


def difference(one: Scenario, other: Scenario, page: str, number: int = 0) -> Difference:
    """Hold two scenarios against each other by a number of a page.

    Parameters
    ----------
    one, other : Scenario
        The scenarios; what they say of a comparison itself is passed over.
    page : str
        File stem of the page.
    number : int
        Which of its numbers is the headline, from 0.

    Returns
    -------
    Difference
        Frozen.

    Raises
    ------
    ValueError
        If there is no such page or number, or one of the two scenarios cannot be evaluated.
    """
    return _difference(standing(one), standing(other), page, number)


def standing(scenario: Scenario) -> Scenario:
    """A scenario without what it says of a comparison, and so fit to be one side of it."""
    return scenario.with_comparison(Scenario())


# A page of a scenario costs milliseconds, and a comparison asks for two a difference.
@functools.lru_cache(maxsize=32)
def _difference(one: Scenario, other: Scenario, page: str, number: int) -> Difference:
    numbers_one, numbers_other = exhibit(page, one).all_numbers, exhibit(page, other).all_numbers
    if not 0 <= number < len(numbers_one):
        raise ValueError(f"{TITLES[page]} has the numbers 0 to {len(numbers_one) - 1}, got {number}")
    headline = _pairs(numbers_one[number], numbers_other[number])[0]

    def moved(scenario: Scenario, giver: Scenario, keys: tuple[str, ...]) -> float:
        """Headline of a scenario that takes some keys from the other; NaN where it cannot be evaluated."""
        try:
            shown = EXHIBITS[page](_taking(scenario, giver, keys)).all_numbers[number]
            return dict(shown.exact).get(headline.name, math.nan)
        except ValueError:
            return math.nan

    changes = []
    for keys, label, symbol, shown in _differing(one, other):
        alone = _apart(headline.one, moved(one, other, keys))
        back = _apart(moved(other, one, keys), headline.other)
        changes.append(Change(keys, label, symbol, *shown, alone, back))
    keys_one, keys_other = one.to_query().keys(), other.to_query().keys()
    return Difference(
        page=page,
        headline=headline,
        changes=tuple(sorted(changes, key=lambda change: (math.isnan(change.size), -change.size))),
        only_one=tuple(sorted(keys_one - keys_other)),
        only_other=tuple(sorted(keys_other - keys_one)),
        numbers=tuple(pair for pairs in map(_pairs, numbers_one, numbers_other) for pair in pairs),
    )


def _pairs(one: Number, other: Number) -> tuple[Pair, ...]:
    """What stands behind a number in both scenarios; what only one of them has is unknown in the other."""
    first, second = dict(one.exact), dict(other.exact)
    label = one.label if one.label == other.label else f"{one.label} / {other.label}"
    return tuple(
        Pair(label, name, float(first.get(name, math.nan)), float(second.get(name, math.nan)), (one.value, other.value))
        for name in {**first, **second}
    )


def _differing(one: Scenario, other: Scenario) -> Iterator[tuple[tuple[str, ...], str, str, tuple[str, str]]]:
    """What differs: keys, label, symbol and both values in words."""
    for name in SECTIONS:
        first, second = one.section(name), other.section(name)
        # Two formulas with other constants, and two blends of other functions, are as unlike as two functions.
        if type(first) is not type(second) or parameters(first) != parameters(second):
            owned = {f"{name}.{declared.name}": None for kind in (first, second) for declared in parameters(kind)}
            yield (name, *owned), _EXCHANGED[name], "", (_kind(first), _kind(second))
            continue
        keys = [f"{name}.{declared.name}" for declared in parameters(first)]
        unlike = [key for key in keys if one.get(key) != other.get(key) and not key.startswith(COMPARED)]
        if set(_TOGETHER) <= set(unlike):
            unlike = [key for key in unlike if key not in _TOGETHER]
            label = words.listed([one.parameter(key).label for key in _TOGETHER])
            yield _TOGETHER, label, "", _both(words.listed([s.get(key) for key in _TOGETHER]) for s in (one, other))
        for key in unlike:
            declared = one.parameter(key)
            yield (
                (key,),
                declared.label,
                declared.symbol,
                _both(value_words(declared, s.get(key)) for s in (one, other)),
            )
    yield from _deployed_differently(one, other)
    yield from _believed_differently(one, other)


def _deployed_differently(
    one: Scenario, other: Scenario
) -> Iterator[tuple[tuple[str, ...], str, str, tuple[str, str]]]:
    levels = dict(one.deployments), dict(other.deployments)
    autonomy = one.parameter("assumptions.autonomy")
    for system in sorted(levels[0].keys() | levels[1].keys()):
        if levels[0].get(system) != levels[1].get(system):
            shown = _both(
                value_words(autonomy, found[system]) if system in found else "as the rest" for found in levels
            )
            yield (f"deployments.{system}",), f"{autonomy.label} of {catalog.names()[system]}", "", shown


def _believed_differently(
    one: Scenario, other: Scenario
) -> Iterator[tuple[tuple[str, ...], str, str, tuple[str, str]]]:
    held = dict(one.priors), dict(other.priors)
    for key in sorted(held[0].keys() | held[1].keys()):
        section = key.partition(".")[0]
        # The priors of a function that was exchanged are exchanged with it.
        if held[0].get(key) == held[1].get(key) or type(one.section(section)) is not type(other.section(section)):
            continue
        declared = one.parameter(key)
        shown = _both((found.get(key) or Prior.declared(declared)).words(declared) for found in held)
        yield (f"{_PRIORS}{key}",), f"Prior: {declared.label}", declared.symbol, shown


def _both(values: Iterable[str]) -> tuple[str, str]:
    one, other = values
    return one, other


def _taking(scenario: Scenario, giver: Scenario, keys: tuple[str, ...]) -> Scenario:
    """A scenario with some keys taken from another one."""
    if keys[0] in _EXCHANGED:
        exchanged = scenario.replace(keys[0], giver.section(keys[0]))
        priors = [entry for entry in giver.priors if entry[0].startswith(f"{keys[0]}.")]
        return exchanged.replace("priors", (*exchanged.priors, *priors))
    if keys == _TOGETHER:
        own = {key.partition(".")[2]: giver.get(key) for key in keys}
        return dataclasses.replace(scenario, view=scenario.view.replace(**own))
    (key,) = keys
    if key.startswith(_PRIORS):
        believed, kept = dict(giver.priors), dict(scenario.priors)
        kept.pop(name := key.removeprefix(_PRIORS), None)
        return scenario.replace("priors", (kept | ({name: believed[name]} if name in believed else {})).items())
    section, _, name = key.partition(".")
    if section != "deployments":
        return scenario.replace(key, giver.get(key))
    given, levels = dict(giver.deployments), dict(scenario.deployments)
    levels.pop(name, None)
    return scenario.replace("deployments", [*levels.items(), *([(name, given[name])] if name in given else [])])


def _kind(section: Declared) -> str:
    """Name of a kind, with what is not as declared."""
    changed = [
        f"{declared.label} {value_words(declared, value)}"
        for declared in parameters(section)
        if (value := getattr(section, declared.name)) != declared.default
    ]
    return section.label + (f" ({', '.join(changed)})" if changed else "")


def claim(found: Difference, names: tuple[str, str]) -> str:
    """One sentence: which headline, how it differs, and what moves it most.

    Parameters
    ----------
    found : Difference
        The comparison.
    names : tuple of str
        What the two scenarios are called in running text.
    """
    headline = found.headline
    if not found.changes:
        return "The two scenarios are the same in every parameter"
    if math.isnan(found.total):
        return f"{headline.label}: {headline.name} is {NOT_COMPARABLE} under {names[0]} and {names[1]}"
    one, other = _told(headline)
    if not found.total:
        return f"{headline.label}: {one} under both; {_unmoved(found)}"
    return f"{headline.label}: {one} under {names[0]}, {other} under {names[1]}; {_strongest(found)}"


def _strongest(found: Difference) -> str:
    first, sizes = found.changes[0], [change.size for change in found.changes]
    if first.size > 0.0:
        strongest = [change for change in found.changes if math.isclose(change.size, first.size, rel_tol=_NOISE)]
        equal = [f"“{change.label}”" for change in strongest]
        return f"{words.listed(equal)} move it equally" if len(equal) > 1 else f"{equal[0]} moves it most"
    if any(math.isnan(size) for size in sizes):
        return "which difference moves it cannot be told"
    return "only together do the differences move it"


def _unmoved(found: Difference) -> str:
    several = len(found.changes) > 1
    counted = f"{words.counted(len(found.changes), 'difference')} {'do' if several else 'does'} not move it"
    return "what moves it cancels out" if found.changes[0].size > 0.0 else counted


def _told(headline: Pair) -> tuple[str, str]:
    """Both values as the page has them; where its words do not tell them apart, with all that is needed."""
    if headline.shown[0] != headline.shown[1] or headline.one == headline.other:
        return headline.shown
    one, other = _value(headline.name, headline.one), _value(headline.name, headline.other)
    return (one, other) if one != other else (f"{headline.one:.6g}", f"{headline.other:.6g}")


def why(found: Difference) -> str:
    """How the differences are weighed, and what remains: a paragraph of Markdown."""
    name = found.headline.name
    weighed = (
        f"**Why?** Each difference is put into the first scenario alone, and taken back from the second. The mean of"
        f" what both move ({name}) ranks it."
    )
    if len(found.changes) < 2:
        return weighed
    if math.isnan(found.interaction):
        return f"{weighed} How far the differences act together cannot be told: {name} is unknown for one of the steps."
    if not found.interaction:
        return f"{weighed} Alone they add up to the whole difference: they do not act together."
    return (
        f"{weighed} The whole difference is {moves(found.total)}; alone the differences add up to"
        f" {moves(found.total - found.interaction)}. The rest, {moves(found.interaction)}, comes from acting together."
    )


def numbers(found: Difference) -> tuple[Number, Number, Number]:
    """The headline in both scenarios, and how far it is apart."""
    headline = found.headline
    (one, other), name = _told(headline), headline.name
    return (
        Number("First scenario", one, headline.label, (("first", headline.one),)),
        Number("Second scenario", other, headline.label, (("second", headline.other),)),
        Number("Second less first", moves(found.total), f"{name[:1].upper()}{name[1:]}.", (("total", found.total),)),
    )


def moves(amount: float) -> str:
    """What something moves a headline by, in words."""
    if math.isnan(amount):
        return NOT_COMPARABLE
    if not amount:
        return "nothing"
    written = _written(amount)
    return f"+{written}" if written[0].isdigit() else written


def _written(value: float) -> str:
    """A number of whatever kind, to three decimals; the CSV has all digits."""
    if math.isnan(value):
        return words.UNKNOWN
    if 0.0 < abs(value) < 0.0005:
        return "under 0.001" if value > 0.0 else "over −0.001"
    return words.plain(round(value, 3)) if abs(value) < 1.0 else words.plain(value)


def _value(name: str, value: float) -> str:
    # Names of exact values are ours, and those of dates say so.
    return words.date(value) if name.endswith("date") else _written(value)


def columns(found: Difference) -> dict[str, list[str]]:
    """The ranked differences in words, by headings."""
    return {
        "Difference": [words.labelled(change.label, change.symbol) for change in found.changes],
        "First scenario": [change.one for change in found.changes],
        "Second scenario": [change.other for change in found.changes],
        "Alone it moves the first by": [moves(change.alone) for change in found.changes],
        "It moves the second by": [moves(change.back) for change in found.changes],
    }


def number_columns(found: Difference) -> dict[str, list[str]]:
    """All numbers of the page in both scenarios, by headings."""
    return {
        "Number": [pair.label for pair in found.numbers],
        "What exactly": [pair.name for pair in found.numbers],
        "First scenario": [_value(pair.name, pair.one) for pair in found.numbers],
        "Second scenario": [_value(pair.name, pair.other) for pair in found.numbers],
        "Second less first": [moves(pair.apart) for pair in found.numbers],
    }


_UNIT = "as the number has it"
_COLUMNS = (
    Column("kind", "headline, difference, interaction or number"),
    Column("key", "Keys of a difference, as in a link; page of a number"),
    Column("label", "What it is"),
    Column("one", "First scenario, in words"),
    Column("other", "Second scenario, in words"),
    Column("one_value", "First scenario, exact", _UNIT, "number"),
    Column("other_value", "Second scenario, exact", _UNIT, "number"),
    Column(
        "moved",
        "Second scenario less the first; for the interaction what remains of that beside what each moves alone",
        _UNIT,
        "number",
    ),
    Column("alone", "What the difference alone moves the headline of the first scenario by", _UNIT, "number"),
    Column("back", "What the difference moved the headline of the second scenario by", _UNIT, "number"),
    Column("size", "Mean of alone and back without their signs, which ranks the differences", _UNIT, "number"),
)


def table(found: Difference) -> Table:
    """The comparison as one table: headline, ranked differences, interaction, and every number of the page."""
    headline, nothing = found.headline, (None, None, None)
    rows: list[tuple[Any, ...]] = [
        ("headline", found.page, _name(headline), *headline.shown, *_values(headline), *nothing),
        *(
            (
                *("difference", " ".join(change.keys), change.label, change.one, change.other),
                *(*nothing, change.alone, change.back, change.size),
            )
            for change in found.changes
        ),
        ("interaction", "", "What remains", "", "", None, None, found.interaction, *nothing),
        *(("number", found.page, _name(pair), "", "", *_values(pair), *nothing) for pair in found.numbers),
    ]
    plain: tuple[tuple[Cell, ...], ...] = tuple(tuple(cell(value) for value in row) for row in rows)
    return Table(
        name="comparison",
        title=f"Two scenarios compared by {TITLES[found.page]}",
        about="One row is the headline, a difference between the scenarios, or a number of the page.",
        columns=_COLUMNS,
        rows=plain,
        headings=("Kind", "What", "First scenario", "Second scenario"),
        shown=tuple((row[0], *row[2:5]) for row in rows),
    )


def _name(pair: Pair) -> str:
    return f"{pair.label}: {pair.name}"


def _values(pair: Pair) -> tuple[float, float, float]:
    return pair.one, pair.other, pair.apart
