"""Values of a scenario as a reader knows them: a system, function or agency by its name, a switch as on or off."""

from __future__ import annotations

from typing import Any

from risk import words
from risk.agency import AGENCIES
from risk.catalog import names
from risk.danger import DangerFunction
from risk.parameter import Parameter
from risk.registry import danger_functions

# A longer text is a whole scenario, which nobody can read.
_LONGEST_READ = 60


def named(function: DangerFunction) -> str:
    """A danger function by its name, and whether it stands otherwise than it is declared."""
    return (function.label or function.name) + ("" if function == type(function)() else " (changed)")


def value_words(declared: Parameter, value: Any) -> str:
    """Value of a declared parameter in words."""
    if declared.kind == "flag":
        return "on" if value else "off"
    if declared.kind == "functions":
        return words.listed([named(function) for function in value])
    if declared.kind != "text":
        return words.value(declared, value)
    if len(value) > _LONGEST_READ:
        return "another scenario"
    kinds = danger_functions() | AGENCIES
    return names().get(value) or (kinds[value].label if value in kinds else str(value))
