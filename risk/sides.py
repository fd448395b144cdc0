"""The two sides of a comparison: each the scenario of the visit, a preset, or a scenario packed into a text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from risk import link
from risk.difference import standing
from risk.presets import PRESETS
from risk.scenario import COMPARED, CURRENT, LONGEST_PACKED, Scenario

ONE, OTHER = "one", "other"
_PLACES = {ONE: "first", OTHER: "second"}


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes
    ----------
    key : str
        Parameter that says what stands here.
    text : str
        That parameter's value: `CURRENT`, the name of a preset, or a packed scenario.
    name : str
        What the side is called in running text.
    scenario : Scenario
        What stands here.
    problems : tuple of str
        One sentence for everything that could not be read.
    """

    key: str
    text: str
    name: str
    scenario: Scenario
    problems: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether the scenario of the visit stands here."""
        return self.text == CURRENT


def side(scenario: Scenario, which: str) -> Side:
    """A side of the comparison that a scenario asks for; what cannot be read gives way to the default, and is said."""
    key = f"{COMPARED}{which}"
    text = scenario.get(key)
    try:
        return _made(scenario, key, text, which)
    except ValueError as error:
        made = _made(scenario, key, scenario.parameter(key).default, which)
        return dataclasses.replace(
            made, problems=(f"The {_PLACES[which]} scenario of the link: {error}. Instead stands {made.name}.",)
        )


def _made(scenario: Scenario, key: str, text: str, which: str) -> Side:
    if text == CURRENT:
        return Side(key, text, "the current scenario", standing(scenario))
    if text in PRESETS:
        return Side(key, text, f"“{text}”", PRESETS[text].scenario())
    found, problems = Scenario.from_query(link.unpacked(text))
    return Side(key, text, f"the {_PLACES[which]} scenario", standing(found), problems)


def written(scenario: Scenario) -> str:
    """Text under which a side keeps a scenario; what this version does not know is left out.

    Raises
    ------
    ValueError
        If the text would be too long for a link.
    """
    text = link.packed(dataclasses.replace(standing(scenario), unknown=()))
    if len(text) > LONGEST_PACKED:
        raise ValueError(f"packed it has {len(text)} characters, and a link holds {LONGEST_PACKED} of it")
    return text
