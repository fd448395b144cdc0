"""The tab *Unknown transition* of the page How sure: which figures it shows, and what moves them."""

from __future__ import annotations

from risk.exhibits.base import Figure
from risk.plots import unknowns as plots

PART = "Unknown transition"

# Draws are made once; a tolerance only counts them again.
_SWEEPS = ("settings.tolerance",)

FIGURES = (
    Figure("unknown-systems", plots.systems_picture, _SWEEPS, 640, part=PART),
    Figure("unknown-cusp", plots.cusp_picture, _SWEEPS, 560, part=PART),
    # Every step would judge six rules in every draw: the figure follows on release.
    Figure("unknown-rules", plots.rules_picture, (), 460, part=PART),
)
