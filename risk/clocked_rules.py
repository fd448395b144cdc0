"""Rules with a clock: a FLOP line that floats, a threshold in spend that expands, and a cap on hardware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from risk.axes import Array
from risk.parameter import Declared, choice, flag, parameter
from risk.rules import Rule


@dataclass(frozen=True)
class Review(Declared):
    """When a law that floats is looked at again, and what it believes of the rate that it tracks."""

    name = "review"
    label = "Review of a floating line"
    summary = "How often a floating line is reviewed, how late a review counts, and which rate it tracks."
    formula = (
        r"\log_{10} T(t) = \log_{10} T \mp r_T\, k \Delta,\quad"
        r" k = \left\lfloor \frac{t - \ell - t_0}{\Delta} \right\rfloor \geq 0"
    )

    review_years: float = parameter(
        2.0, 0.01, 40.0, typical=(0.25, 10.0), step=0.25, symbol=r"\Delta", unit="years", label="Review interval",
        help="Years between two reviews of a floating line. Between them it stands still.",
    )  # fmt: skip
    lag_years: float = parameter(
        1.0, 0.0, 20.0, typical=(0.0, 6.0), step=0.25, symbol=r"\ell", unit="years", label="Lag of a review",
        help="Years from a review until its result counts.",
        source="California SB 53 took 11.8 months from introduction to effect; the EU's duties 51 months",
    )  # fmt: skip
    tracked_rate: float = parameter(
        0.45, 0.0, 3.0, typical=(0.2, 1.5), step=0.05, symbol="r_T", unit="OOM/year", label="Tracked rate",
        help="Orders of magnitude a year by which the law moves its line. It can be wrong.",
        source="Ho et al. 2024: training compute for the same performance halves every 8 months (2 to 22)",
    )  # fmt: skip

    set_date: float = parameter(
        2025.0, 2017.0, 2059.0, typical=(2023.0, 2032.0), step=0.25, symbol="t_0", unit="decimal year",
        label="Date at which the rules are set",
        help="Date from which every rule is in force. A floating line stands at its first value then.",
        source="judgement; the EU's line applies since August 2025",
    )  # fmt: skip

    def reviewed(self, date: Array) -> Array:
        """Years of change that the reviews in force by a date have brought in; none before the first."""
        count = np.floor((date - self.lag_years - self.set_date) / self.review_years + 1e-9)
        return np.asarray(np.maximum(count, 0.0) * self.review_years)


@dataclass(frozen=True)
class _Line(Rule):
    """What a floating line starts from. A class of its own, so that these come first and the review after them."""

    flop: float = parameter(
        1e25, 1e15, 1e32, typical=(1e22, 1e28), symbol="T", unit="FLOP", label="FLOP line",
        help="Training compute above which the rule applies at first.",
        source="Regulation (EU) 2024/1689, Art. 51(2)", log=True,
    )  # fmt: skip
    peg: str = choice(
        "efficiency",
        ("efficiency", "frontier"),
        label="Pegged to",
        help="Efficiency: the line falls, to hold capability constant. Frontier: it rises with the largest runs.",
    )


@dataclass(frozen=True)
class FloatingThreshold(Review, _Line):
    """Covers systems over a FLOP line that is reviewed; unknown where the developer discloses no compute.

    Pegged to efficiency the line falls, to hold the capability constant that it stands for; pegged to the frontier it
    rises with the largest runs, to hold their number constant. A rate of zero means that it never moves.
    """

    name = "floating-threshold"
    label = "Floating FLOP line"
    summary = "Covers systems over a FLOP line that falls with efficiency or rises with the largest runs."
    source = "Kumar & Manning 2025, Trends in Frontier AI Model Count, for lines relative to the largest run"
    columns = ("flop",)

    def line(self, date: Array) -> Array:
        """Where the line stands at a date, in FLOP."""
        sign = -1.0 if self.peg == "efficiency" else 1.0
        return np.asarray(self.flop * 10.0 ** (sign * self.tracked_rate * self.reviewed(date)))

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        flop = table["flop"]
        return np.where(np.isnan(flop), np.nan, flop > self.line(date))


@dataclass(frozen=True)
class SpendThreshold(Rule):
    """Covers systems of developers that spend more than so much a year on AI research, whatever the system.

    It is set for the largest developers, and expands to mid-tier ones some time after a trigger: one of these shows
    the capability, somebody releases it with open weights, or an incident happens. What was released before `date`
    counts; the table is the whole history that the rule knows. Unknown where the spend is.
    """

    name = "spend-threshold"
    label = "Threshold in spend"
    summary = "Covers systems of developers that spend much on research, and expands once others catch up."
    source = "Ball & Ramakrishnan 2025, Entity-Based Regulation in Frontier AI Governance (Carnegie)"

    usd_per_year: float = parameter(
        1e9, 1e3, 1e15, typical=(1e7, 1e11), symbol="S", unit="USD a year", label="Spend threshold",
        help="Yearly spend on AI research above which a developer is covered.",
        source="Ball & Ramakrishnan 2025: 1 billion USD, as an illustration", log=True,
    )  # fmt: skip
    expanded_usd_per_year: float = parameter(
        1e8, 1e3, 1e15, typical=(1e6, 1e10), unit="USD a year", label="Spend threshold once expanded",
        help="Yearly spend above which a developer is covered after a trigger; at most the threshold before.",
        source="judgement; California SB 1047 named 100 million USD, as the cost of one run", log=True,
    )  # fmt: skip
    trigger_level: float = parameter(
        0.75, 0.0, 1.0, step=0.01, symbol="I^*", label="Capability that triggers",
        help="Measured intelligence whose spread to mid-tier developers or open weights expands the rule.",
        source="judgement; GPT-5 measures 0.75",
    )  # fmt: skip
    response_years: float = parameter(
        1.0, 0.0, 20.0, typical=(0.0, 6.0), step=0.25, unit="years", label="Response to a trigger",
        help="Years from a trigger until the rule has expanded.",
    )  # fmt: skip
    on_mid_tier: bool = flag(
        True, label="Trigger: a mid-tier developer",
        help="Expand once a developer between the two thresholds shows the capability.",
    )  # fmt: skip
    on_open_weights: bool = flag(
        True, label="Trigger: open weights", help="Expand once a release with open weights shows the capability."
    )
    on_incident: bool = flag(True, label="Trigger: an incident", help="Expand once a release causes an incident.")

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]
        """Spend, and what the triggers read."""
        shown = ("date", "I") if self.on_mid_tier or self.on_open_weights else ()
        opened = ("open_weights",) if self.on_open_weights else ()
        incident = ("date", "incident") if self.on_incident else ()
        return tuple(dict.fromkeys(("spend_usd", *shown, *opened, *incident)))

    def expands(self, table: Mapping[str, Array]) -> float:
        """Date from which the rule is expanded: after the earliest trigger in the table; infinite without one."""
        spend = table["spend_usd"]
        triggers = np.zeros(spend.shape, dtype=bool)
        if self.on_mid_tier or self.on_open_weights:
            shown = table["I"] >= self.trigger_level
            if self.on_mid_tier:
                triggers |= shown & (spend <= self.usd_per_year) & (spend > self.expanded_usd_per_year)
            if self.on_open_weights:
                triggers |= shown & (table["open_weights"] == 1.0)
        if self.on_incident:
            triggers |= table["incident"] == 1.0
        return float(table["date"][triggers].min()) + self.response_years if triggers.any() else np.inf

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        spend = table["spend_usd"]
        lower = min(self.usd_per_year, self.expanded_usd_per_year)
        threshold = np.where(date >= self.expands(table), lower, self.usd_per_year)
        return np.where(np.isnan(spend), np.nan, spend > threshold)


@dataclass(frozen=True)
class HardwareCap(Rule):
    """Covers systems trained with more hardware in one place than is allowed; unknown where it is not disclosed.

    What is trained over many places, each under the cap, is not covered: only the largest place counts.
    """

    name = "hardware-cap"
    label = "Cap on hardware"
    summary = "Covers systems trained with more hardware in one place than so many H100 equivalents."
    source = "MIRI 2025, example of an international agreement"
    columns = ("site",)

    h100_equivalents: float = parameter(
        16.0, 1.0, 1e9, typical=(4.0, 1e5), symbol="H", unit="H100 equivalents", label="Hardware in one place",
        help="H100 equivalents in one place above which training is covered.",
        source="MIRI 2025, largest unmonitored cluster of its example treaty", log=True,
    )  # fmt: skip

    def _verdict(self, table: Mapping[str, Array], date: Array) -> Array:
        site = table["site"]
        return np.where(np.isnan(site), np.nan, site > self.h100_equivalents)
