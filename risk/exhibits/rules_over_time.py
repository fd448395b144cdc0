"""The tab *Rules over time* of the page Moving target: which figures it shows, and what moves them."""

from __future__ import annotations

from risk.exhibits.base import Figure
from risk.plots import rules_over_time as plots

PART = "Rules over time"

# What moves the lines and the releases among them: one population, drawn anew at every step.
_CLOCK = (
    "settings.date", "review.tracked_rate", "review.review_years", "review.lag_years", "line.flop", "trend.efficiency",
    "releases.frontier_growth",
)  # fmt: skip

_MOVED = ("review.tracked_rate", "review.review_years", "line.flop")

FIGURES = (
    Figure("clock", plots.clock_picture, _CLOCK, 470, part=PART),
    # At every step only the rules that moved are scored again.
    Figure("yearly-lines", plots.lines_picture, _MOVED, 560, part=PART),
    Figure("yearly-evaluations", plots.evaluations_picture, ("measurement.error",), 560, part=PART),
    # No rule is scored again while the share moves.
    Figure("half-lives", plots.half_life_picture, ("clock.failing_share",), 430, part=PART),
    Figure("legislation", plots.legislation_picture, (), 430, part=PART),
    # Every step would draw two hundred populations: the figure follows on release.
    Figure("forecast", plots.forecast_picture, (), 400, part=PART),
)
"""Figures of the tab, in the order in which it shows them."""
