"""Induced agency against exact inversion, iteration, Lambert's W and a simulated chain of persuasion."""

import math

import numpy as np
import pytest
from scipy import special

from risk.agency import Granted, ProxyAgency

# At I = 1 persuasive skill is exactly 1 and every contact convinces: R is `relay`, and direct hazard is `exposure`.
PERFECT = {"persuasion_threshold": 0.0, "persuasion_width": 0.001, "susceptibility": 1.0}


def persuaded(reproduction, exposure):
    return float(ProxyAgency(relay=reproduction, exposure=exposure, **PERFECT).persuaded(1.0))


@pytest.mark.parametrize("p", [1e-9, 1e-7, 1e-4, 0.01, 0.3, 0.7, 0.99, 0.999999])
def test_without_exposure_the_share_above_the_threshold_is_the_one_that_needs_this_reproduction(p):
    # R = -log(1 - p)/p gives exactly the share p, so that no solver stands between the two.
    assert persuaded(-math.log1p(-p) / p, 0.0) == pytest.approx(p, abs=2e-14)


@pytest.mark.parametrize("reproduction", [0.0, 0.3, 0.999999, np.nextafter(1, 0), 1.0])
def test_without_exposure_nobody_is_persuaded_up_to_the_threshold(reproduction):
    assert persuaded(reproduction, 0.0) == 0.0
    agency = ProxyAgency(relay=reproduction, exposure=0, **PERFECT)
    assert agency.effective(1.0, [0.0, 0.4, 1.0]).tolist() == [0.0, 0.4, 1.0]


@pytest.mark.parametrize("p", [1e-6, 1e-3, 0.2, 0.5, 0.95])
@pytest.mark.parametrize("exposure", [1e-12, 1e-6, 1e-3, 0.15])
def test_the_share_is_the_one_that_its_equation_was_made_for(p, exposure):
    reproduction = (-math.log1p(-p) - exposure) / p
    if reproduction >= 0:
        # Near the threshold the answer is that sensitive to the last bit of the question.
        conditioning = 1 / (1 - reproduction * (1 - p))
        assert persuaded(reproduction, exposure) == pytest.approx(p, abs=2e-14 + 1e-15 * conditioning)


def test_a_vanishing_exposure_approaches_none_on_both_sides_of_the_threshold():
    for reproduction in (0.5, 0.95, 1.05, 2.0, 4.0):
        shares = [persuaded(reproduction, exposure) for exposure in (1e-3, 1e-6, 1e-9, 1e-13, 0.0)]
        assert (np.diff(shares) <= 0).all()
        assert shares[-2] == pytest.approx(shares[-1], abs=1e-10)
    assert persuaded(0.5, 1e-9) == pytest.approx(2e-9, rel=1e-6)  # a chain of 1 / (1 - R) each
    assert persuaded(1.0, 1e-9) == pytest.approx(math.sqrt(2e-9), rel=1e-3)


def settings(count):
    random = np.random.default_rng(0)
    for _ in range(count):
        yield ProxyAgency(
            exposure=10 ** random.uniform(-2, 1),
            susceptibility=random.uniform(0.1, 1),
            relay=random.uniform(0, 6),
            persuasion_threshold=random.uniform(0.3, 1),
            persuasion_width=random.uniform(0.02, 0.2),
        )


def hazard(agency, I):
    return agency.susceptibility * special.expit((I - agency.persuasion_threshold) / agency.persuasion_width)


def test_share_is_the_largest_fixed_point_that_iteration_finds():
    I = np.linspace(0, 1, 101)
    for agency in settings(12):
        p = np.ones_like(I)
        for _ in range(1500):
            p = -np.expm1(-hazard(agency, I) * (agency.exposure + agency.relay * p))
        assert np.abs(agency.persuaded(I) - p).max() < 1e-9


def test_share_is_lamberts_where_that_keeps_its_digits():
    I = np.linspace(0, 1, 301)
    for agency in settings(30):
        R, direct = hazard(agency, I) * agency.relay, hazard(agency, I) * agency.exposure
        apart = (np.abs(R - 1) > 0.1) & (R > 0.05)
        closed = 1 + special.lambertw(-R * np.exp(-R - direct)).real / R
        assert np.abs(agency.persuaded(I) - closed)[apart].max(initial=0) < 1e-12


def test_without_relay_every_contact_counts_for_itself():
    I = np.linspace(0, 1, 50)
    agency = ProxyAgency(relay=0, exposure=3)
    assert agency.persuaded(I) == pytest.approx(1 - np.exp(-3 * hazard(agency, I)), abs=1e-14)


@pytest.mark.parametrize("relay", [0.5, 1.5, 4.0])
def test_share_is_that_of_a_simulated_chain_of_persuasion(relay):
    """Each operator gives in at a hazard of its own (Sellke's construction of an epidemic)."""
    operators = 1_000_000
    agency, I = ProxyAgency(relay=relay, exposure=0.2), 0.9
    resistance = np.sort(np.random.default_rng(1).exponential(size=operators))
    pressure = hazard(agency, I) * (agency.exposure + agency.relay * np.arange(operators) / operators)
    convinced = int(np.argmax(resistance > pressure))
    assert convinced / operators == pytest.approx(agency.persuaded(I), abs=0.004)


def test_effective_agenticity_is_the_formula_and_has_its_limits():
    I, A = np.random.default_rng(2).random((2, 500))
    agency = ProxyAgency(leverage=0.7)
    p = agency.persuaded(I)
    assert agency.effective(I, A) == pytest.approx(1 - (1 - A) * (1 - 0.7 * p), abs=1e-15)
    assert (ProxyAgency(leverage=0).effective(I, A) == A).all()
    assert (ProxyAgency(susceptibility=0).effective(I, A) == A).all()
    assert (agency.effective(I, 1.0) == 1).all()
    assert (Granted().effective(I, A) == A).all() and (Granted().persuaded(I) == 0).all()
    convinced = ProxyAgency(leverage=1, exposure=1000, **PERFECT)
    assert convinced.effective(1.0, [0.0, 0.5]) == pytest.approx([1.0, 1.0])


def test_induced_agency_is_proportional_to_leverage():
    half, full = (ProxyAgency(leverage=u).effective(0.95, 0.2) - 0.2 for u in (0.5, 1.0))
    assert full == pytest.approx(2 * half) and full > 0.1


def test_at_the_default_a_middling_system_stays_in_its_sandbox_and_the_most_intelligent_one_does_not():
    assert ProxyAgency().effective(0.6, 0.0) < 0.05 < 0.45 < ProxyAgency().effective(1.0, 0.0)


def test_reproduction_is_what_one_convinced_operator_convinces_and_passes_1_at_the_critical_intelligence():
    I = np.linspace(0, 1, 11)
    for agency in settings(20):
        assert agency.skill(I) == pytest.approx(hazard(agency, I) / agency.susceptibility)
        assert agency.reproduction(I) == pytest.approx(hazard(agency, I) * agency.relay)
        critical = agency.critical_intelligence()
        if 0 <= critical <= 1:
            assert agency.reproduction(critical) == pytest.approx(1)
        else:
            assert ((agency.reproduction(I) > 1) == (critical < 0)).all()
    assert ProxyAgency().critical_intelligence() == math.inf


@pytest.mark.parametrize("name", ["exposure", "susceptibility", "relay"])
def test_a_parameter_that_reaches_a_share_gives_that_share(name):
    checked = 0
    for agency in settings(20):
        for share in (0.001, 0.2, 0.7):
            value = float(agency.reaching(name, 0.9, share))
            if not math.isnan(value) and (name != "susceptibility" or value <= 1) and value <= 100:
                assert agency.replace(**{name: value}).persuaded(0.9) == pytest.approx(share, rel=1e-9)
                checked += 1
    assert checked > 15


def test_what_no_parameter_reaches_is_not_a_number():
    agency = ProxyAgency(relay=4, exposure=5)
    assert np.isnan(agency.reaching("relay", 0.9, [0.0, 1.0, 0.01])).all()
    assert np.isnan(agency.reaching("exposure", 0.95, 0.01))  # those already convinced would convince more
    assert np.isnan(ProxyAgency(susceptibility=0).reaching("exposure", 0.9, 0.5))
    assert np.isnan(ProxyAgency(exposure=0, relay=0).reaching("susceptibility", 0.9, 0.5))
