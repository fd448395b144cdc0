"""The clock of legislation: durations of the catalogue, and a half-life from few cases, worked by hand."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from risk import catalog
from risk.legislation import durations, law_half_life, making


def test_durations_are_those_of_the_catalogue() -> None:
    table = catalog.trends()
    topics = ("legislation", "lifetime of a rule")
    assert len(durations()) == table["topic"].isin(topics).sum()
    shortest, middle, longest = making()
    assert (shortest * 12, middle * 12, longest * 12) == pytest.approx((7.2, 22.8, 63.4))
    assert [entry.label for entry in durations() if entry.lasted] == ["US BIS diffusion rule", "US EO 14110"]


def test_the_half_life_is_that_of_a_constant_rate_with_what_still_stands() -> None:
    law = law_half_life(2026.75)
    # Rules adopted, several thresholds of one law counted once: EU 2024 and 2025, EO 14110, BIS, California, New York
    # as first signed and as amended, Illinois, Korea. Ended: the order, BIS, New York as first signed.
    stood = [
        2026.75 - 2024.448, 2026.75 - 2025.5425, 2025.0521 - 2023.8274, 2025.3616 - 2025.0384, 2026.75 - 2025.7425,
        2026.2329 - 2025.9644, 2026.75 - 2026.2329, 2026.75 - 2026.5096, 2026.75 - 2025.0548,
    ]  # fmt: skip
    assert (law.rules, law.ended) == (9, 3)
    assert law.years == pytest.approx(math.log(2) * sum(stood) / 3, rel=1e-3)
    # The exact interval of a Poisson count of three.
    assert law.high == pytest.approx(math.log(2) * sum(stood) / (stats.chi2.ppf(0.05, 6) / 2), rel=1e-3)
    assert law.low == pytest.approx(math.log(2) * sum(stood) / (stats.chi2.ppf(0.95, 8) / 2), rel=1e-3)


def test_before_any_rule_ended_there_is_no_end_in_sight() -> None:
    early = law_half_life(2025.0)
    assert early.ended == 0 and early.years == early.high == math.inf and 0 < early.low < math.inf
