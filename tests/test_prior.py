"""Priors of one's own: what they are, how they travel, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from risk import link, unknowns
from risk.difference import difference
from risk.explanation import changes_danger
from risk.history import change
from risk.prior import FIXED, THREE_POINT, UNIFORM, Prior
from risk.scenario import Scenario

SHARPNESS, MIDPOINT = "function.sharpness", "function.uncoupled_midpoint"
OWN = [(SHARPNESS, Prior(UNIFORM, 5.0, 0.0, 20.0)), (MIDPOINT, Prior(THREE_POINT, 0.5, 0.6, 0.9))]
DEFAULT = Scenario()


def edited() -> Scenario:
    return DEFAULT.replace("priors", [*OWN, ("function.exponent_i", Prior(FIXED))])


def test_a_prior_has_the_distribution_that_it_says() -> None:
    middle, sharp = DEFAULT.parameter(MIDPOINT), DEFAULT.parameter(SHARPNESS)
    triangle = Prior(THREE_POINT, 0.5, 0.6, 0.9).distribution(middle)
    # Area of the triangle left of its peak: the peak's place between both ends.
    assert triangle.cdf(0.6) == pytest.approx(0.25) and triangle.support() == pytest.approx((0.5, 0.9))
    assert Prior(UNIFORM, 0.5, 0.0, 0.9).distribution(middle).ppf(0.25) == pytest.approx(0.6)
    assert Prior(UNIFORM, 4.0, 0.0, 36.0).distribution(sharp).ppf(0.5) == pytest.approx(math.sqrt(4 * 36))
    # A peak at either end is a triangle too.
    assert Prior(THREE_POINT, 0.5, 0.5, 0.9).distribution(middle).ppf(0.5) < 0.7
    for key in unknowns.prior_keys(DEFAULT):
        declared = DEFAULT.parameter(key)
        own, theirs = Prior.declared(declared).distribution(declared), declared.prior()
        assert own.ppf([0.1, 0.9]) == pytest.approx(theirs.ppf([0.1, 0.9]), rel=1e-12)


def test_priors_travel_in_links_and_files() -> None:
    scenario = edited()
    assert scenario.to_query()["priors"].startswith("function.exponent_i:fixed,function.sharpness:uniform:5:20,")
    assert Scenario.from_query(scenario.to_query()) == (scenario, ())
    assert Scenario.from_json(scenario.to_json()) == (scenario, ())
    assert link.read(link.write_short(scenario)).scenario == scenario
    assert "priors" not in DEFAULT.to_query() and "priors" in scenario.overrides()


def test_what_says_what_is_declared_is_no_prior_of_ones_own() -> None:
    declared = Prior.declared(DEFAULT.parameter(SHARPNESS))
    assert DEFAULT.replace("priors", [(SHARPNESS, declared)]) == DEFAULT
    assert unknowns.with_prior(edited(), SHARPNESS, declared).priors == tuple(
        entry for entry in edited().priors if entry[0] != SHARPNESS
    )


def test_another_function_takes_its_own_priors() -> None:
    scenario = edited().replace("agency", "proxy-agency")
    exposed = unknowns.with_prior(scenario, "agency.exposure", Prior(FIXED))
    assert exposed.replace("function", "additive").priors == (("agency.exposure", Prior(FIXED)),)
    assert exposed.replace("agency", "granted").priors == edited().priors
    assert exposed.replace("function", exposed.function.replace(sharpness=12.0)).priors == exposed.priors


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("function.nothing:fixed", "no parameter 'nothing'"),
        ("function.sharpness:uniform:20:4", "must go from low to high"),
        ("function.sharpness:uniform:nan:4", "between 0.5 and 200"),
        ("function.sharpness:uniform:1:999", "between 0.5 and 200"),
        ("function.sharpness:uniform:1", "a prior is fixed, uniform:low:high or three-point:low:central:high"),
        ("function.sharpness:three-point:4:30:20", "must go from low to high"),
        ("function.sharpness:normal:4:20", "a prior is fixed"),
        ("function.sharpness:uniform:4:x", "a prior is fixed"),
        ("function.sharpness", "a prior is fixed"),
        ("function.coupling:fixed", "only real-valued parameters"),
        ("trend.width:fixed", "only parameters of function and agency are drawn"),
        ("agency.exposure:uniform:0:4", "must begin above 0"),
    ],
)
def test_a_bad_prior_in_a_link_is_named_and_the_rest_kept(text: str, said: str) -> None:
    query = {"agency": "proxy-agency", "priors": f"{text},function.exponent_i:fixed"}
    scenario, problems = Scenario.from_query(query)
    assert scenario.priors == (("function.exponent_i", Prior(FIXED)),)
    assert len(problems) == 1 and said in problems[0] and "\n" not in problems[0] and len(problems[0]) < 300


def test_history_and_comparison_tell_of_priors() -> None:
    scenario = unknowns.with_prior(DEFAULT, SHARPNESS, Prior(UNIFORM, 5.0, 0.0, 20.0))
    assert change(DEFAULT, scenario) == "Prior of Sharpness now log-uniform, 5 to 20"
    moved = DEFAULT.replace("line.flop", 3e25)
    assert "Prior of Sharpness now log-uniform, 4 to 30" in change(scenario, moved)
    found = difference(DEFAULT, edited(), "how_sure")
    assert {entry.keys for entry in found.changes} == {(f"priors.{key}",) for key, _ in edited().priors}
    # Each alone moves the share; taken from the other side they come back.
    assert any(entry.alone for entry in found.changes) and found.total != 0.0
    other = difference(DEFAULT, edited().replace("function", edited().function.replace(sharpness=9.0)), "how_sure")
    assert ("function.sharpness",) in {entry.keys for entry in other.changes}


def test_what_is_drawn_changes_no_danger_that_could_be_explained() -> None:
    assert not changes_danger(DEFAULT, edited()) and not changes_danger(edited(), DEFAULT)
    assert not changes_danger(DEFAULT, DEFAULT.replace("ensemble.draw_seed", 3))
    assert changes_danger(edited(), edited().replace("function", "additive"))
    assert changes_danger(edited(), edited().replace(SHARPNESS, 12.0))


def test_draws_follow_priors_and_not_the_slider_of_what_is_drawn() -> None:
    drawn = unknowns.draws(DEFAULT)
    assert (
        drawn is unknowns.draws(DEFAULT.replace(SHARPNESS, 12.0)) is unknowns.draws(DEFAULT.replace("line.flop", 3e25))
    )
    values = unknowns.values(unknowns.draws(edited()))
    columns = dict(zip(unknowns.draws(edited()).keys, values.T, strict=True))
    assert "function.exponent_i" not in columns and len(columns) == len(drawn.keys) - 1
    assert 5.0 <= columns[SHARPNESS].min() < 5.1 and 19.5 < columns[SHARPNESS].max() <= 20.0
    assert np.mean(columns[MIDPOINT] < 0.6) == pytest.approx(0.25, abs=0.01)
    # What is held follows its slider.
    moved = edited().replace("function.exponent_i", 2.0)
    assert unknowns.draws(moved) is not unknowns.draws(edited())
    assert unknowns.draws(moved).surface.function.values()["exponent_i"] == 2.0


def test_ends_that_are_the_same_hold_a_parameter() -> None:
    scenario = unknowns.with_prior(DEFAULT, SHARPNESS, Prior(UNIFORM, 8.0, 0.0, 8.0))
    assert unknowns.without_width(scenario) == (SHARPNESS,)
    assert SHARPNESS not in unknowns.draws(scenario).keys
    assert unknowns.draws(scenario).surface.function.values()["sharpness"] == 8.0
    every = DEFAULT.replace("priors", [(key, Prior(FIXED)) for key in unknowns.prior_keys(DEFAULT)])
    held = unknowns.viewed(every)
    assert set(held.share) <= {0.0, 1.0} and unknowns.divide(every, held.danger[:, 1]) is None
