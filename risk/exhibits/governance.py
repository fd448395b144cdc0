"""The tab *Regimes* of the page of that name: which figures it shows, and what moves them."""

from __future__ import annotations

from risk.exhibits.base import Figure
from risk.plots import regimes as plots

PART = "Regimes"

# Only one's own regime is scored again at each step; what moves all of them follows on release.
_OWN = ("regime.enforced", "regime.liability", "regime.standard", "regime.verification", "regime.years_to_force")

OPENING = (
    Figure("pareto", plots.pareto_picture, _OWN, 400),
    Figure("regimes-yearly", plots.yearly_picture, _OWN, 400),
)
"""The figures that make the page's claim."""

FIGURES = (
    Figure("least", plots.flat_picture, (), 430, part=PART),
    Figure("least-tight", plots.tight_picture, (), 430, part=PART),
    Figure("regime-levers", plots.levers_picture, (), 460, part=PART),
)
"""Figures of the tab, in the order in which it shows them."""
