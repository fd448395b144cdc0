"""Scenario discovery: a planted box is found, and nothing is found where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from risk.discovery import LEAST, SPARED, discover

NAMES = ("a", "b", "c", "d")
DRAWS = stats.qmc.Sobol(4, rng=1).random_base2(11).T


def test_a_planted_box_is_found() -> None:
    cases = (DRAWS[0] > 0.6) & (DRAWS[2] < 0.5)
    found = discover(NAMES, DRAWS, cases)
    assert found.share == pytest.approx(0.2, abs=0.01) and found.draws == 2048
    box = found.box
    assert box.restricted == (0, 2)
    assert (box.low[0], box.high[2]) == pytest.approx((0.6, 0.5), abs=0.03)
    assert np.isinf((box.high[0], box.low[2])).all()
    assert box.coverage > 0.93 and box.density > 0.93
    assert box.mass == pytest.approx(box.coverage * found.share / box.density)


def test_a_planted_box_is_found_among_noise() -> None:
    noise = np.random.default_rng(0).uniform(size=DRAWS.shape[1])
    inside = (DRAWS[0] > 0.3) & (DRAWS[0] < 0.7) & (DRAWS[1] > 0.5)
    found = discover(NAMES, DRAWS, np.where(inside, noise < 0.9, noise < 0.05))
    assert {0, 1} <= set(found.box.restricted)
    assert (found.box.low[0], found.box.high[0], found.box.low[1]) == pytest.approx((0.3, 0.7, 0.5), abs=0.06)
    assert found.box.density > 0.8 and found.box.coverage > 0.75


def test_the_trajectory_trades_coverage_for_density() -> None:
    found = discover(NAMES, DRAWS, DRAWS[0] + DRAWS[1] > 1.4)
    first, smallest = found.trajectory[0], min(found.trajectory, key=lambda box: box.mass)
    assert (first.coverage, first.mass, first.restricted) == (1.0, 1.0, ())
    assert first.density == found.share < smallest.density and smallest.mass >= LEAST
    assert found.box.worth >= max(box.worth for box in found.trajectory) - SPARED


@pytest.mark.parametrize("cases", [np.zeros(2048, bool), np.ones(2048, bool)])
def test_where_nothing_or_everything_is_a_case_no_side_is_drawn(cases) -> None:
    found = discover(NAMES, DRAWS, cases)
    assert not found.found and found.box.mass == 1.0 and found.share == cases.mean()


def test_values_that_many_draws_share_end_the_peeling() -> None:
    steps = np.round(DRAWS * 2.0) / 2.0
    found = discover(NAMES, steps, steps[0] == 1.0)
    assert len(found.trajectory) < 500 and found.draws == 2048


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match=r"shape \(4, 3\)"):
        discover(NAMES, DRAWS, [True, False, True])
    with pytest.raises(ValueError, match="finite"):
        discover(("a",), np.array([[np.nan, 1.0]]), [True, False])
