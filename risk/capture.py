"""Regulatory capture: audits and standards that drift toward leniency, and what works against it."""

from __future__ import annotations

from dataclasses import dataclass

from risk.parameter import Declared, flag, parameter


@dataclass(frozen=True, kw_only=True)
class Capture(Declared):
    """How audits and standards drift toward leniency with the years; off unless it is switched on."""

    name = "capture"
    label = "Capture"
    summary = "Audits and standards may drift toward leniency with the years; three devices work against it."
    formula = (
        r"\mathrm{bias}(k) = b\,k\,(1 - x),\quad"
        r" D^*(k) = D^*\left(1 + d\,k\,(1 - 2w)\right),\quad"
        r" P_{\mathrm{stop}} = 1 - (1 - P)(1 - y\,P_0)"
    )

    on: bool = flag(False, label="Capture", help="Whether audits and standards drift with the years in force.")
    bias: float = parameter(
        0.01, 0, 1, typical=(0, 0.05), step=0.005, symbol="b", unit="D a year", label="Drift of audits",
        help="By how much lower an audit reads danger with each year that the regime is in force.",
    )  # fmt: skip
    drift: float = parameter(
        0.03, 0, 1, typical=(0, 0.1), step=0.01, symbol="d", unit="a year", label="Drift of the standard",
        help="By which share the standard becomes more lenient with each year that the regime is in force.",
    )  # fmt: skip
    cross_scoring: float = parameter(
        0, 0, 1, step=0.05, symbol="x", label="Auditors scored against each other",
        help="Share of the drift of audits that is undone by scoring auditors against each other and against bounties.",
    )  # fmt: skip
    two_way: float = parameter(
        0, 0, 1, step=0.05, symbol="w", label="Standards that move both ways",
        help="How often a review tightens the standard where it would have loosened it: at a half it stays.",
    )  # fmt: skip
    second_door: float = parameter(
        0, 0, 1, step=0.05, symbol="y", label="A second door for enforcement",
        help="Share of cases that a second authority, not captured, decides again.",
    )  # fmt: skip

    def bias_after(self, years: float) -> float:
        """How much lower audits read danger after so many years in force."""
        return self.bias * max(years, 0.0) * (1.0 - self.cross_scoring) if self.on else 0.0

    def standard_after(self, years: float) -> float:
        """What the standard has been multiplied by after so many years in force; never below zero."""
        if not self.on:
            return 1.0
        return max(1.0 + self.drift * max(years, 0.0) * (1.0 - 2.0 * self.two_way), 0.0)
