"""The tab *Other formulas* of the page How sure: which figures it shows, and what moves them."""

from __future__ import annotations

from risk.exhibits.base import Figure
from risk.plots import other_formulas as plots

PART = "Other formulas"

# At every step the others are matched anew, which is a look into sorted numbers.
_SWEEPS = ("settings.tolerance",)

FIGURES = (
    # Every step would ask regimes and rules over the years: the figure follows on release.
    Figure("conclusions", plots.conclusions_picture, (), 560, part=PART),
    Figure("agreement-cube", plots.cube_picture, _SWEEPS, 430, part=PART),
    Figure("agreement-systems", plots.systems_picture, _SWEEPS, 430, part=PART),
    Figure("votes", plots.votes_picture, (*_SWEEPS, "view.fixed"), 470, part=PART),
)
"""Figures of the tab, in the order in which it shows them."""
