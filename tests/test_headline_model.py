"""Headlines as functions of draws: the pages' own numbers by another route, and one entry each."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from risk import erosion, headlines, institutions, regime_worlds
from risk.comparators import verdicts
from risk.cube import dangerous_share
from risk.headline_model import HEADLINES, Drawn, headline, priors, surface_keys, trend_keys
from risk.inquiry import LABELS, Inquiry
from risk.prior import FIXED, Prior
from risk.regime_draws import RegimeLosses
from risk.scenario import Scenario

SCENARIOS = {
    "default": Scenario(),
    "induced agency": Scenario().replace("agency", "proxy-agency").replace("settings.tolerance", 0.5),
    "another function": Scenario().replace("function", "additive").replace("deployments", (("gpt_oss_120b", 5.0),)),
    "by hand": Scenario().replace("settings.calibrate", False).replace("trend.boost", 1.0),
}
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)


def asked(name: str, scenario: Scenario) -> float:
    return headline(name).asked(scenario)(scenario)


def moved(scenario: Scenario, name: str) -> Scenario:
    """The scenario with everything that can matter put elsewhere."""
    for key in headline(name).keys(scenario):
        low, high = scenario.parameter(key).typical
        scenario = scenario.replace(key, low + 0.37 * (high - low))
    return scenario


def test_every_headline_has_a_label_and_the_default_is_one() -> None:
    assert list(HEADLINES) == list(LABELS)
    assert Inquiry().headline in HEADLINES
    with pytest.raises(ValueError, match="no headline 'nothing'; there are dangerous-share"):
        headline("nothing")


@every_scenario
def test_counts_and_dates_are_those_of_the_pages(scenario: Scenario) -> None:
    for state in (scenario, moved(scenario, "systems-missed"), moved(scenario, "erosion-date")):
        page = headlines.systems_headline(state).chosen
        assert asked("dangerous-systems", state) == page.dangerous
        assert asked("systems-missed", state) == page.missed
        assert asked("erosion-date", state) == erosion.own(state, erosion.held(state)).date
    assert asked("disaster", scenario) == scenario.race.risk
    assert asked("cleared", scenario) == pytest.approx(institutions.numbers(scenario)[2].exact[0][1])


@pytest.mark.parametrize("key", ["mandatory", "pause"])
def test_danger_left_is_that_of_the_page_on_fewer_populations(key: str) -> None:
    slow = Scenario().replace("circumstances.policy_responds", True)
    for state in (Scenario(), slow, moved(Scenario(), f"left-{key}")):
        left = regime_worlds.scores(state)[key].residual_danger.whole
        assert asked(f"left-{key}", state) == pytest.approx(left, abs=0.02)


def test_losses_of_regimes_are_their_scores() -> None:
    scenario = Scenario()
    first, *_, last = RegimeLosses(2.0)(scenario)
    scores = regime_worlds.scores(scenario)
    nothing, pause = scores["none"], scores["pause"]
    assert first == pytest.approx(2.0 * nothing.residual_danger.whole, abs=0.04)
    burden = pause.burden.sum() / pause.releases.sum()
    assert last == pytest.approx(2.0 * pause.residual_danger.whole + burden, abs=0.06)


@every_scenario
def test_shares_are_those_of_the_pages_to_a_few_per_cent(scenario: Scenario) -> None:
    share = dangerous_share(scenario.surface, scenario.settings.tolerance)
    assert asked("dangerous-share", scenario) == pytest.approx(share, abs=0.01)
    for entry in verdicts(scenario):
        name = f"missed-{entry.comparator.key}"
        # The page takes the mean of eight readings, this takes one of each imagined system.
        assert asked(name, scenario) == pytest.approx(entry.cube.missed_share, abs=0.05), name


@pytest.mark.parametrize("name", HEADLINES)
def test_a_draw_is_the_scenario_with_its_values(name: str) -> None:
    scenario = SCENARIOS["induced agency"]
    held, drawn = priors(scenario, headline(name).keys(scenario))
    keys = tuple(drawn)
    function = Drawn(held, keys, headline(name).asked(held))
    points = np.array([prior.ppf([0.1, 0.45, 0.8]) for prior in drawn.values()])
    found = function(points)
    for column, value in zip(points.T, found, strict=True):
        state = scenario
        for key, number in zip(keys, column, strict=True):
            state = state.replace(key, float(number))
        assert headline(name).asked(held)(state) == pytest.approx(value, rel=1e-6, abs=1e-9)
    sent = pickle.loads(pickle.dumps(function))
    assert sent == function and np.array_equal(sent(points), found, equal_nan=True)


def test_a_trend_that_is_fitted_is_read_off_between_fits() -> None:
    function = Drawn(Scenario(), ("trend.efficiency",), lambda state: state.compute_trend.midpoint)
    rates = np.linspace(0.2, 1.5, 14)
    direct = [Scenario().replace("trend.efficiency", rate).compute_trend.midpoint for rate in rates]
    assert function(rates[None]) == pytest.approx(direct, abs=1e-6)
    # At its own efficiency the trend is the declared one, digit for digit.
    assert function(np.array([[0.2, 1.0, 1.5]]))[1] == Scenario().trend.midpoint


def test_a_rule_holds_what_is_set_whatever_is_drawn() -> None:
    scenario = Scenario()
    other = scenario.replace("function.critical_intelligence", 0.38)
    as_set = headline("missed-surface").asked(scenario)
    assert as_set(other) > headline("missed-surface").asked(other)(other) + 0.1
    assert headline("missed-line").asked(scenario) == headline("missed-line").asked(other)


def test_what_can_matter_follows_the_scenario() -> None:
    assert "function.sharpness" in surface_keys(Scenario())
    assert not any(key.startswith("agency") for key in surface_keys(Scenario()))
    assert "agency.exposure" in surface_keys(SCENARIOS["induced agency"])
    assert trend_keys(Scenario()) == ("trend.efficiency", "trend.boost")
    assert "trend.midpoint" in trend_keys(SCENARIOS["by hand"])
    for scenario in SCENARIOS.values():
        for entry in HEADLINES.values():
            assert all(scenario.parameter(key).kind == "float" for key in entry.keys(scenario))


def test_a_prior_without_width_holds_its_parameter() -> None:
    own = (("function.sharpness", Prior(FIXED)), ("function.exponent_i", Prior.parse("uniform:1.5:1.5")))
    held, drawn = priors(Scenario().replace("priors", own), surface_keys(Scenario()))
    assert "function.sharpness" not in drawn and "function.exponent_i" not in drawn
    assert held.function.exponent_i == 1.5 and held.function.sharpness == Scenario().function.sharpness


def test_values_are_written_as_a_person_would() -> None:
    assert headline("dangerous-share").text(0.234) == "23 %"
    assert headline("erosion-date").text(np.inf) == "never"
    assert headline("systems-missed").text(0.0) == "none" and headline("systems-missed").text(np.nan) == "unknown"
