"""Safety in a race where a developer bears part of the harm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.liability import safety
from risk.race import INFORMATION, Race

races = st.builds(
    Race,
    teams=st.integers(2, 12),
    capability=st.floats(0.05, 20.0),
    enmity=st.floats(0.05, 1.0),
    information=st.sampled_from(INFORMATION),
    safety_cost=st.floats(0.2, 5.0),
)


@given(races)
def test_without_liability_it_is_the_race(race: Race) -> None:
    assert safety(race, 0.0) == pytest.approx(1.0 - race.risk, abs=1e-9)


@given(races, st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_more_liability_never_means_less_safety(race: Race, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= safety(race, low) <= safety(race, high) + 1e-12 <= 1.0 + 1e-12


@given(races)
def test_boundless_liability_ends_in_full_safety(race: Race) -> None:
    assert safety(race, 1e9) == pytest.approx(1.0, abs=1e-6)


def test_a_negative_liability_is_refused() -> None:
    with pytest.raises(ValueError, match=r"liability must be zero or more, got -0\.1"):
        safety(Race(), -0.1)


@pytest.mark.parametrize("information", ["none", "private"])
def test_no_team_gains_by_deviating(information: str) -> None:
    """Payoffs of all own choices against others who play the equilibrium, by simulation."""
    n, e, mu, owed = 4, 0.6, 1.5, 0.4
    draws = np.random.default_rng(1).uniform(0.0, mu, (200_000, n))
    least = owed / (owed + e)
    if information == "private":
        played = np.minimum(1.0, least + draws * (1 + owed) / (1 + owed + (n - 1) * (owed + e)))
    else:
        played = np.full_like(draws, min(1.0, least + mu * (1 + owed) / (n * (owed + e))))
    race = Race(teams=n, enmity=e, capability=mu, information=information)
    winner = np.argmax(draws - played, axis=1)
    each = np.take_along_axis(played, winner[:, None], axis=1)[:, 0]
    assert safety(race, owed) == pytest.approx(each.mean(), abs=0.003)

    others = draws[:, 1:] - played[:, 1:]
    best = others.max(axis=1)
    theirs = np.take_along_axis(played[:, 1:], others.argmax(axis=1)[:, None], axis=1)[:, 0] * (1.0 - e)

    def payoff(own: np.ndarray | float, capability: np.ndarray | float) -> float:
        wins = capability - own > best
        return float(np.where(wins, own * (1 + owed) - owed, theirs).mean())

    chances = draws[:, 0] if information == "none" else None
    for capability in (0.2, 0.7, 1.3) if chances is None else (chances,):
        if chances is None:
            plays = min(1.0, least + capability * (1 + owed) / (1 + owed + (n - 1) * (owed + e)))
        else:
            plays = float(played[0, 0])
        settled = payoff(plays, capability)
        assert max(payoff(own, capability) for own in np.linspace(0.0, 1.0, 41)) <= settled + 2e-3
