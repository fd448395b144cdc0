"""Tables behind the figures: every system, and what keeps it from being judged."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from risk import words
from risk.erosion import Erosion
from risk.plots.theme import REGION_WORDS
from risk.population import Population


def systems_table(table: Population) -> pd.DataFrame:
    """Every system released by the date, with its position, its danger and its region; nothing is left out."""

    def column(name: str, form: Any) -> list[Any]:
        return [form(value) for value in table[name]]

    def banded(name: str) -> list[str]:
        return [
            words.band(value, low, high)
            for value, low, high in zip(table[name], table[f"{name}_low"], table[f"{name}_high"], strict=True)
        ]

    return pd.DataFrame(
        {
            "System": table["name"],
            "Developer": table["developer"],
            "Released": column("date", words.date),
            "Compute": column("flop", words.flop),
            "Weights": ["open" if is_open else "closed" for is_open in table["open_weights"]],
            "Intelligence I": banded("I"),
            "Generality G": column("G", words.index),
            "Generality is": ["assumed" if assumed else "measured or by definition" for assumed in table["G_assumed"]],
            "Agenticity A": banded("A"),
            "Autonomy level": table["level"],
            "D, level 1 to 5": [
                f"{words.index(low)} to {words.index(high)}"
                for low, high in zip(table["D_floor"], table["D_ceiling"], strict=True)
            ],
            "D": column("D", words.index),
            "Under the FLOP line": column("region", REGION_WORDS.__getitem__),
            "Not measured": table["missing"],
            "Assumed": table["assumed"],
            "Source": table["source"],
            "Note": table["note"],
        }
    ).sort_values("Released", key=lambda _: -pd.Series(table["date"]), ignore_index=True)


def erosion_table(found: tuple[Erosion, ...]) -> pd.DataFrame:
    """Date at which a line loses a capability, under each published rate."""
    return pd.DataFrame(
        {
            "Rate published by": [entry.label for entry in found],
            "Date": [words.date(entry.date) for entry in found],
            "At its fast end": [words.date(entry.fast) for entry in found],
            "At its slow end": [words.date(entry.slow) for entry in found],
            "Two thirds of systems": [
                words.UNKNOWN if math.isnan(entry.early) else words.period(entry.early, entry.late) for entry in found
            ],
            "Kind": ["one worked pair, no estimate" if entry.illustration else "estimate" for entry in found],
        }
    )
