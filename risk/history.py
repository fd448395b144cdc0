"""What was changed in a visit: a line of scenarios to go back and forth on, each step told in words."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from risk import catalog, words
from risk.agency import AGENCIES
from risk.danger import DangerFunction
from risk.parameter import Parameter
from risk.presets import preset_scenarios
from risk.prior import Prior
from risk.registry import danger_functions
from risk.scenario import Scenario
from risk.value_words import value_words

_MOST_STEPS = 200
_MOST_NAMED = 3


@dataclass(frozen=True)
class History:
    """The scenarios of a visit in the order in which they were made, and the one that is shown.

    Attributes
    ----------
    steps : tuple of Scenario
        From the first that is remembered to the last; those behind `place` were undone.
    place : int
        Which of them is shown.
    """

    steps: tuple[Scenario, ...]
    place: int = 0

    @property
    def current(self) -> Scenario:
        """The scenario that is shown."""
        return self.steps[self.place]

    @property
    def undoable(self) -> bool:
        """Whether there is a step back."""
        return self.place > 0

    @property
    def redoable(self) -> bool:
        """Whether a step that was undone can be done again."""
        return self.place < len(self.steps) - 1

    def changed(self, scenario: Scenario) -> Self:
        """History with one more step; what was undone is forgotten, and of a long visit the oldest steps."""
        if scenario == self.current:
            return self
        steps = (*self.steps[: self.place], self.current.bare(), scenario)[-_MOST_STEPS:]
        return type(self)(steps, len(steps) - 1)

    def moved(self, place: int) -> Self:
        """History at another step; beyond its ends it stays at the end."""
        return type(self)(self.steps, min(max(place, 0), len(self.steps) - 1))

    def last_function(self, name: str) -> DangerFunction | None:
        """The danger function of that name as it stood last, if it is one that is made up in the visit."""
        steps = reversed(self.steps[: self.place + 1])
        return next((s.function for s in steps if s.function.name == name and not s.function.stands_alone), None)

    def line(self, place: int) -> str:
        """What a step changed, in words; the first one changed nothing."""
        return change(self.steps[place - 1], self.steps[place])

    def lines(self) -> tuple[str, ...]:
        """What each step after the first changed, in words."""
        return tuple(map(self.line, range(1, len(self.steps))))


@functools.lru_cache(maxsize=1024)
def change(before: Scenario, after: Scenario) -> str:
    """What differs between two scenarios, in words: "Critical intelligence I_c 0.60 → 0.45"."""
    for name, preset in preset_scenarios().items():
        if after == preset.with_comparison(before):
            return f"Preset: {name}"
    return listed(changes(before, after)) or "Nothing"


def changes(before: Scenario, after: Scenario) -> tuple[str, ...]:
    """Every difference between two scenarios, in words, exchanged functions first."""
    return (
        *_exchanged(before, after), *_moved(before, after), *_deployed(before, after), *_believed(before, after),
    )  # fmt: skip


def listed(found: Iterable[str]) -> str:
    """Changes on one line, the surplus counted."""
    every = list(found)
    more = len(every) - _MOST_NAMED
    return "; ".join(every[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _exchanged(before: Scenario, after: Scenario) -> Iterable[str]:
    kinds: dict[str, tuple[str, Any]] = {
        "function": ("Danger function", danger_functions()),
        "agency": ("Agency", AGENCIES),
    }
    for key, (label, known) in kinds.items():
        one, other = (str(scenario.get(key)) for scenario in (before, after))
        if one != other:
            yield f"{label} {known[one].label} → {known[other].label}"


def _moved(before: Scenario, after: Scenario) -> Iterable[str]:
    shared = set(before.parameter_keys())
    for key in after.parameter_keys():
        declared, value = after.parameter(key), after.get(key)
        section = key.partition(".")[0]
        same_kind = type(before.section(section)) is type(after.section(section))
        # Under another function what counts is what differs from its own defaults.
        old = before.get(key) if key in shared and same_kind else declared.default
        if old != value:
            yield f"{words.labelled(declared.label, declared.symbol)} {' → '.join(_values(declared, old, value))}"


def _values(declared: Parameter, old: Any, new: Any) -> tuple[str, str]:
    """Two values with equally many decimals: 0.60 and 0.45."""
    one, other = value_words(declared, old), value_words(declared, new)
    if declared.kind == "float" and not declared.unit and not declared.log and max(abs(old), abs(new)) < 100:
        decimals = max(len(text.partition(".")[2]) for text in (one, other))
        return _fixed(old, decimals), _fixed(new, decimals)
    return one, other


def _fixed(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def _deployed(before: Scenario, after: Scenario) -> Iterable[str]:
    names = catalog.names()
    old, new = dict(before.deployments), dict(after.deployments)
    for identifier in {**old, **new}:
        if old.get(identifier) != new.get(identifier):
            level = new.get(identifier)
            yield f"{names[identifier]} deployed " + (f"at level {words.plain(level)}" if level else "as the rest")


def _believed(before: Scenario, after: Scenario) -> Iterable[str]:
    """Priors that were edited, or given back to their declarations."""
    old, new = dict(before.priors), dict(after.priors)
    for key in {**old, **new}:
        # What went with a danger function was exchanged with it.
        if old.get(key) != new.get(key) and key in after.parameter_keys():
            declared = after.parameter(key)
            label = words.labelled(declared.label, declared.symbol)
            yield f"Prior of {label} now {(new.get(key) or Prior.declared(declared)).words(declared)}"
