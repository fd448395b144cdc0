"""The race: its closed forms are equilibria, agree with simulated races, and have the right limits."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest

import risk
from risk import partial_floor
from risk.parameter import parameters
from risk.race import INFORMATION, RACES, Race, disaster_risk

DRAWS = 100_000
CASES = [
    (2, 0.3, 0.4, 0.0), (2, 4.0, 1.0, 0.0), (3, 1.0, 0.7, 0.5), (5, 1.0, 0.5, 0.0), (5, 1.0, 0.5, 0.6),
    (4, 6.0, 0.3, 0.35), (8, 2.5, 0.2, 0.9), (3, 0.2, 1.0, 1.0), (12, 3.0, 0.15, 0.1),
]  # fmt: skip
# free, under the floor, importance, enmity, floor
SHARED = [
    (2, 3, 1.0, 0.5, 0.6), (1, 4, 1.0, 0.5, 0.8), (4, 1, 1.0, 1.0, 0.9), (1, 1, 0.2, 1.0, 0.8), (2, 2, 0.3, 0.2, 1.0),
    (3, 2, 5.0, 0.7, 0.7), (1, 1, 1.0, 0.5, 1.0), (1, 2, 1.5, 0.9, 0.7), (5, 3, 2.0, 0.2, 0.65), (6, 2, 0.4, 0.3, 0.2),
]  # fmt: skip


def private_safety(c: Any, n: int, e: float, f: float) -> Any:
    m = (n - 1) * e
    k = 1 + m
    return np.minimum(1, np.where(c <= m * f, f, c / k + f / k * (m * f / np.maximum(c, max(m * f, 1e-9))) ** m))


def winners_safety(information: str, c: Any, e: float, f: float) -> Any:
    """Safety of the winner for capabilities in rows, as DESIGN has it."""
    n = c.shape[1]
    ordered = np.sort(c, axis=1)
    top, lead = ordered[:, -1], ordered[:, -1] - ordered[:, -2]
    if information == "private":
        return private_safety(top, n, e, f)
    return np.minimum(1, np.maximum(lead / e, f + lead))


# ---- values, limits, bad input ----


def test_the_papers_closed_forms() -> None:
    n, mu, e = 5, 1.0, 0.5
    k = 1 + (n - 1) * e
    assert disaster_risk(n, mu, e) == pytest.approx(1 - mu / (n * e))
    assert disaster_risk(n, mu, e, "private") == pytest.approx(1 - n / (n + 1) * mu / k)
    assert disaster_risk(n, 9.0, e, "private") == pytest.approx((k / 9.0) ** n / (n + 1))
    assert disaster_risk(n, 0.4, e, "public") == pytest.approx(1 - 0.4 / (e * (n + 1)))
    assert risk.race.disaster_risk is disaster_risk


@pytest.mark.parametrize("information", INFORMATION)
def test_limits(information: str) -> None:
    assert disaster_risk(5, 1e-6, 0.5, information) == pytest.approx(1, abs=1e-5)
    assert disaster_risk(5, 1e6, 0.5, information) == pytest.approx(0, abs=1e-5)
    assert disaster_risk(1000, 1.0, 0.5, information) > 0.99
    assert disaster_risk(5, 1.0, 0.5, information, floor=1.0) == pytest.approx(0, abs=1e-12)
    assert disaster_risk(5, 1.0, 0.5, information, floor=1.0, covered=0.0) == disaster_risk(5, 1.0, 0.5, information)
    # A share that rounds to no team is no floor; one that rounds to all is one on all.
    assert disaster_risk(5, 1.0, 0.5, information, floor=0.9, covered=0.09) == disaster_risk(5, 1.0, 0.5, information)
    assert disaster_risk(5, 1.0, 0.5, information, floor=0.9, covered=0.95) == pytest.approx(
        disaster_risk(5, 1.0, 0.5, information, floor=0.9)
    )
    # Cheaper safety is a greater importance of capability, floors included.
    assert disaster_risk(4, 0.8, 0.6, information, 0.25, 0.3) == pytest.approx(
        disaster_risk(4, 3.2, 0.6, information, 1.0, 0.3)
    )
    # A floor that does not bind changes nothing where safety does not depend on capability.
    assert disaster_risk(2, 0.8, 0.5, "none", floor=0.7) == disaster_risk(2, 0.8, 0.5, "none")


@pytest.mark.parametrize("information", INFORMATION)
def test_a_floor_on_all_never_raises_risk_and_arrays_broadcast(information: str) -> None:
    n, mu, e = np.array([2, 3, 7])[:, None, None], np.geomspace(0.05, 20, 9)[:, None], np.linspace(0.05, 1, 8)
    before = disaster_risk(n, mu, e, information)
    assert before.shape == (3, 9, 8) and before.dtype == np.float64
    for floor in (0.1, 0.4, 0.8, 1.0):
        after = disaster_risk(n, mu, e, information, floor=floor)
        assert (after <= before + 1e-12).all() and (after <= 1 - floor + 1e-12).all()
        before = after
    assert disaster_risk(2, 0.3, 0.5, information) == disaster_risk([[2]], 0.3, 0.5, information)[0, 0]
    one_by_one = [[disaster_risk(3, m, x, information, floor=0.3) for x in e] for m in mu[:, 0]]
    assert disaster_risk(3, mu, e, information, floor=0.3) == pytest.approx(np.array(one_by_one))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"teams": 1}, "race.teams must be between 2 and 1000, got 1"),
        ({"teams": 2.5}, "race.teams must be a whole number"),
        ({"teams": "two"}, "race.teams must be a number, got 'two'"),
        ({"capability": 0}, "race.capability"),
        ({"capability": [1, np.nan]}, "race.capability"),
        ({"enmity": 0}, "race.enmity"),
        ({"enmity": 1.1}, "race.enmity"),
        ({"information": "all"}, "race.information must be one of none, private, public"),
        ({"safety_cost": -1}, "race.safety_cost"),
        ({"floor": 1.5}, "race.floor must be between 0 and 1, got 1.5"),
        ({"covered": 2}, "race.covered"),
    ],
)
def test_bad_input_is_named(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        disaster_risk(**({"teams": 3, "capability": 1.0, "enmity": 0.5} | changed))
    if all(np.isscalar(value) for value in changed.values()):
        with pytest.raises(ValueError, match=re.escape(named.partition(" must")[0])):
            Race(**changed)


# ---- simulated races ----


@pytest.mark.parametrize(("n", "mu", "e", "f"), CASES)
@pytest.mark.parametrize("information", ["private", "public"])
def test_risk_is_what_simulated_races_give(information: str, n: int, mu: float, e: float, f: float) -> None:
    c = np.random.default_rng(1).uniform(0, mu, (DRAWS, n))
    disasters = 1 - winners_safety(information, c, e, f)
    error = disasters.std() / np.sqrt(DRAWS)
    assert disaster_risk(n, mu, e, information, floor=f) == pytest.approx(disasters.mean(), abs=4.5 * error + 1e-9)


# ---- nobody gains by deviating ----


@pytest.mark.parametrize(("n", "mu", "e", "f"), CASES)
def test_without_information_nobody_gains(n: int, mu: float, e: float, f: float) -> None:
    s = 1 - disaster_risk(n, mu, e, floor=f)
    tried = np.linspace(f, 1, 401)
    # By how much capability the deviant moves itself forward; its chance to win, and that of the others.
    ahead = s - tried
    behind, before = np.minimum(np.maximum(-ahead, 0) / mu, 1), np.minimum(np.maximum(ahead, 0) / mu, 1)
    wins = np.where(ahead < 0, (1 - behind) ** n / n, before + (1 - before**n) / n)
    payoff = wins * tried + (1 - wins) * (1 - e) * s
    assert payoff.max() <= s / n + (1 - 1 / n) * (1 - e) * s + 1e-9


@pytest.mark.parametrize(("n", "mu", "e", "f"), CASES)
def test_with_private_information_nobody_gains(n: int, mu: float, e: float, f: float) -> None:
    c = np.linspace(0, mu, 20_001)
    s = private_safety(c, n, e, f)
    score = c - s
    assert (np.diff(score) >= -1e-12).all()
    best = (c / mu) ** (n - 1)  # chance to have the best score of the others below one's own
    lost = np.append(0, np.cumsum(np.diff(best) * (s[1:] + s[:-1]) / 2))
    losing = (1 - e) * (lost[-1] - lost)
    for own in np.linspace(0, mu, 31):
        tried = np.linspace(f, 1, 301)
        met = np.interp(own - tried, score, c, left=0, right=mu)
        payoff = np.interp(met, c, best) * tried + np.interp(met, c, losing)
        now = np.interp(own, c, best) * np.interp(own, c, s) + np.interp(own, c, losing)
        assert payoff.max() <= now + 1e-6


def check_nobody_gains_publicly(c: Any, floors: Any, winner: Any, safety: Any, e: float) -> None:
    """Every loser plays what comes nearest to the winner's score without passing it; all deviations are tried."""
    rows = np.arange(len(c))
    best = c[rows, winner] - safety
    played = np.clip(c - best[:, None], floors, 1)
    played[rows, winner] = safety
    score = c - played
    score[rows, winner] = best + 1e-9  # a tie is the winner's
    assert (score.argmax(axis=1) == winner).all()
    assert (safety >= floors[winner] - 1e-9).all() and (safety <= 1).all()
    for team in range(c.shape[1]):
        others = np.where(np.arange(c.shape[1]) == team, -np.inf, score)
        first = others.argmax(axis=1)
        lost = (1 - e) * played[rows, first]
        # The best win is the one that just passes the others; a win with less safety is worth less.
        won = np.minimum(c[:, team] - others[rows, first], 1)
        won = np.where(won >= floors[team], won, 0)
        now = np.where(winner == team, safety, (1 - e) * safety)
        assert (np.maximum(lost, won) <= now + 1e-6).all()


@pytest.mark.parametrize(("n", "mu", "e", "f"), CASES)
def test_with_public_information_nobody_gains(n: int, mu: float, e: float, f: float) -> None:
    c = np.random.default_rng(2).uniform(0, mu, (3000, n))
    check_nobody_gains_publicly(c, np.full(n, f), c.argmax(axis=1), winners_safety("public", c, e, f), e)


def test_with_public_information_a_less_safe_equilibrium_exists_too() -> None:
    """The paper takes the safest: the runner-up is then just indifferent. Found here, and said on the page."""
    c, e = np.array([[0.8, 0.5]]), 0.5
    for safety in (0.3, 0.45, 0.6):
        check_nobody_gains_publicly(c, np.zeros(2), np.array([0]), np.array([safety]), e)
    with pytest.raises(AssertionError):
        check_nobody_gains_publicly(c, np.zeros(2), np.array([0]), np.array([0.65]), e)


# ---- a floor on some ----


def shared_public(c: Any, free: int, e: float, f: float) -> tuple[Any, Any]:
    """Winner and its safety, the free teams in the first columns."""
    loose, bound = np.sort(c[:, :free], axis=1), np.sort(c[:, free:], axis=1)
    nobody = np.full(len(c), -np.inf)
    u, k = loose[:, -1], bound[:, -1]
    u2 = loose[:, -2] if free > 1 else nobody
    k2 = bound[:, -2] if bound.shape[1] > 1 else nobody
    lead = k - u
    free_leads = np.minimum((u - u2) / e, np.maximum(-lead / e, f - lead))
    kept_leads = np.minimum(lead / e, np.maximum((k - k2) / e, f + k - k2))
    outdone = np.minimum(f - lead, (u - u2) / e)
    safety = np.where(lead < 0, free_leads, np.where(lead >= e * f, kept_leads, outdone))
    winner = np.where(lead >= e * f, free + c[:, free:].argmax(axis=1), c[:, :free].argmax(axis=1))
    return winner, np.minimum(safety, 1)


@pytest.mark.parametrize(("free", "kept", "mu", "e", "f"), SHARED)
def test_a_floor_on_some_with_public_information(free: int, kept: int, mu: float, e: float, f: float) -> None:
    c = np.random.default_rng(3).uniform(0, mu, (DRAWS, free + kept))
    winner, safety = shared_public(c, free, e, f)
    floors = np.where(np.arange(free + kept) < free, 0.0, f)
    check_nobody_gains_publicly(c[:3000], floors, winner[:3000], safety[:3000], e)
    n = free + kept
    found = disaster_risk(n, mu, e, "public", floor=f, covered=kept / n)
    assert found == pytest.approx(1 - safety.mean(), abs=4.5 * safety.std() / np.sqrt(DRAWS) + 1e-9)


@pytest.mark.parametrize(("free", "kept", "mu", "e", "f"), SHARED)
def test_a_floor_on_some_leaves_hardly_a_gain(free: int, kept: int, mu: float, e: float, f: float) -> None:
    for information, most in (("none", 1e-4), ("private", 0.006)):
        answer = partial_floor.response(information, free, kept, mu, e, f)
        assert 0 <= answer.gain <= most
        n = free + kept
        nothing, everybody = (disaster_risk(n, mu, e, information, floor=f, covered=q) for q in (0, 1))
        assert everybody - 0.02 <= answer.risk <= nothing + 0.02


def test_a_higher_floor_on_some_can_raise_the_risk() -> None:
    """Exact, with public information: those who keep it lose more often to those who do not."""
    lower, higher = (disaster_risk(5, 0.786, 0.625, "public", floor=f, covered=0.6) for f in (0.9, 1.0))
    assert lower < higher - 0.005
    # On everybody it cannot.
    assert disaster_risk(5, 0.786, 0.625, "public", floor=0.9) > disaster_risk(5, 0.786, 0.625, "public", floor=1.0)


def test_one_free_team_among_bound_ones_has_a_closed_answer() -> None:
    """Two teams, one at a floor of 1: the other maximises a parabola of its score."""
    mu, e, f = 1.0, 0.5, 1.0
    c = np.linspace(0, mu, 200_001)
    # It wins with chance (score + f)/mu, and gets c - score if it does, (1 - e) f if not.
    score = np.minimum((c - f - (1 - e) * f) / 2, mu - f)
    s = np.minimum(c - score, 1)
    win = np.clip((c - s + f) / mu, 0, 1)
    expected = np.trapezoid(win * s + (1 - win) * f, c) / mu
    assert disaster_risk(2, mu, e, "private", floor=f, covered=0.5) == pytest.approx(1 - expected, abs=1e-4)


# ---- what DESIGN says of information ----


def test_no_information_is_never_worse_and_public_may_be_safer_than_private() -> None:
    n, mu, e = np.array([2, 3, 5, 20])[:, None, None], np.geomspace(0.01, 50, 60)[:, None], np.linspace(0.02, 1, 50)
    none, private, public = (disaster_risk(n, mu, e, information) for information in INFORMATION)
    assert (none <= private + 1e-12).all() and (none <= public + 1e-12).all()
    small = (mu <= e) & (e < 1) & (n > 0)
    assert (public < private)[small].all()
    # At e = 1 and small mu both are equal; with a large mu public information is the worse one.
    assert disaster_risk(4, 0.5, 1.0, "public") == pytest.approx(disaster_risk(4, 0.5, 1.0, "private"))
    assert disaster_risk(5, 5.0, 0.5, "public") > disaster_risk(5, 5.0, 0.5, "private")


def test_the_optimum_is_full_safety_and_everybody_prefers_it() -> None:
    for race in RACES.values():
        assert race.payoff < race.best_payoff
        safety = np.linspace(0, 1, 11)
        # Whoever wins, all together get the winner's safety times what its win is worth to all.
        worth = safety * (1 + (race.teams - 1) * (1 - race.enmity)) / race.teams
        assert worth.argmax() == 10 and worth[-1] == pytest.approx(race.best_payoff)
        assert race.replace(floor=1.0).risk == pytest.approx(0, abs=1e-12)
        assert race.replace(floor=1.0).payoff == pytest.approx(race.best_payoff)


def test_races_are_judgements_and_inside_what_is_typical() -> None:
    assert list(RACES) == ["Models", "Companies", "Nations"]
    for race, declared in itertools.product(RACES.values(), parameters(Race)):
        assert "judgement" in declared.source
        assert not declared.unusual(getattr(race, declared.name))
