"""The release population against Kumar & Manning: the counts are those of the declared model, agreeing or not."""

from __future__ import annotations

import numpy as np
import pytest

from risk import catalog
from risk.forecast import _near_the_largest, forecasts
from risk.timeline import Releases


def test_published_ranges_are_those_of_the_catalogue() -> None:
    rows = catalog.trends().set_index("id")
    found = forecasts(Releases())
    assert [entry.low for entry in found] == [103.0, 45.0, 14.0]
    assert [entry.high for entry in found] == [306.0, 148.0, 16.0]
    assert found[0].source == rows.loc["models_above_1e25_2028", "source"]


def test_the_score_is_shown_whether_it_agrees_or_not() -> None:
    """The catalogue is a selection, so that the fit to it counts too few; only the count over 10²⁶ agrees."""
    found = forecasts(Releases())
    assert [entry.agrees for entry in found] == [False, True, False]
    assert [entry.verdict for entry in found] == [
        "the median lies under the published range; the intervals do not overlap",
        "the median lies inside the published range",
        "the median lies under the published range; the intervals do not overlap",
    ]
    for entry in found:
        assert entry.drawn_low < entry.median < entry.drawn_high


@pytest.mark.parametrize(("place", "line"), [(0, 25.0), (1, 26.0)])
def test_the_median_is_what_the_model_expects(place: int, line: float) -> None:
    model = Releases(small_share=0.0, open_share=0.0)
    date = np.linspace(2017.0, 2029.0, 20_001)
    room = np.maximum(model.frontier_at(date) - line, 0.0)
    mean = np.trapezoid(model.rate_at(date) * -np.expm1(-room / model.depth), date)
    found = forecasts(model)[place]
    assert found.median == pytest.approx(mean, rel=0.03)
    # A Poisson count of that mean.
    assert found.drawn_high - found.drawn_low == pytest.approx(2 * 1.645 * np.sqrt(mean), rel=0.25)


def test_more_releases_agree_better_and_a_large_population_is_scored_by_a_part() -> None:
    more = forecasts(Releases(release_rate=40.0))
    assert more[0].agrees and more[1].agrees
    few, many = forecasts(Releases(release_rate=1000.0)), forecasts(Releases(release_rate=10_000.0), 20)
    assert many[0].median == pytest.approx(10 * few[0].median, rel=0.03)


def test_near_the_largest_counts_within_an_order_of_magnitude_of_the_largest_so_far() -> None:
    date = np.array([2024.5, 2025.5, 2026.5, 2027.5, 2028.5])
    compute = np.array([1e26, 2e25, 5e24, 1e27, 9e25])
    # 2e25 is near 1e26, 5e24 is not; 1e27 is the largest itself, 9e25 then lies too far below it.
    assert _near_the_largest(date, compute) == 2 / 4
    assert _near_the_largest(np.array([]), np.array([])) == 0.0
