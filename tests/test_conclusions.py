"""Conclusions of the pages: by hand in one case, at matched share, and under whatever a scenario asks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from risk import catalog, conclusions, registry
from risk.axes import Array
from risk.conclusions import CONCLUSIONS, holding
from risk.danger import DangerFunction, Formula
from risk.exhibits import EXHIBITS, exhibit
from risk.matched import CLOSE, matched
from risk.presets import PRESETS
from risk.prior import FIXED, Prior
from risk.registry import alternatives, danger_function
from risk.scenario import Scenario

DEFAULT = Scenario()
FEW = DEFAULT.replace("ensemble.samples", "128")
EDGES = {
    "nothing dangerous": DEFAULT.replace("settings.tolerance", 1.0),
    "everything dangerous": DEFAULT.replace("settings.tolerance", 0.0),
    "no system yet": DEFAULT.replace("settings.date", 2010.0),
    "own formula": DEFAULT.replace("function", Formula(text="I*A")),
    "undefined": DEFAULT.replace("function", Formula(text="0/(I - I)")),
    "own point": DEFAULT.replace("view.own_point", True),
}
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | EDGES


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_same_share_is_dangerous_under_every_function(scenario: Scenario) -> None:
    found = matched(scenario)
    own, *others = found
    assert own.own and own.scenario is scenario
    assert not any(one.own for one in others)
    assert {one.label for one in others} == {
        kind.label for name, kind in alternatives().items() if name != scenario.function.name
    }
    share = scenario.surface.dangerous_share(scenario.settings.tolerance)
    for one in others:
        if one.scenario is None:
            assert one.problem
            continue
        assert one.scenario.surface.dangerous_share(one.scenario.settings.tolerance) == pytest.approx(share, abs=CLOSE)
        assert one.scenario.function == danger_function(one.scenario.function.name)
        # Function and tolerance are all that differs.
        back = one.scenario.replace("function", scenario.function)
        assert back.replace("settings.tolerance", scenario.settings.tolerance) == scenario.replace("priors", ())


def test_what_cannot_be_matched_says_why() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Stairs(DangerFunction):
        name: ClassVar[str] = "stairs"
        label: ClassVar[str] = "Stairs"
        summary: ClassVar[str] = "Two values."
        formula: ClassVar[str] = "D"

        def _danger(self, I: Array, G: Array, A: Array) -> Array:
            return np.where(I + 0 * G + 0 * A > 0.5, 0.8, 0.2)

    registry.register(Stairs)
    try:
        unmatched = matched(DEFAULT)[-1]
        assert (unmatched.label, unmatched.scenario) == ("Stairs", None)
        assert "too few values" in unmatched.problem
        answer = holding(CONCLUSIONS["viewed"], DEFAULT).answers[-1]
        assert answer.holds is None and "too few values" in answer.text
    finally:
        del registry._functions["stairs"]
    undefined = matched(SCENARIOS["undefined"])
    assert all("undefined" in one.problem for one in undefined[1:])


def test_priors_of_one_function_are_not_asked_of_another() -> None:
    scenario = DEFAULT.replace("priors", (("function.exponent_i", Prior(FIXED)),))
    assert all(not one.scenario.priors for one in matched(scenario)[1:] if one.scenario)


def test_a_function_whose_parameters_moved_says_so() -> None:
    assert next(one.label for one in matched(DEFAULT)) == "Phase transition"
    assert matched(DEFAULT.replace("function.sharpness", 12.0))[0].label == "Phase transition, as set"


def test_whether_a_system_is_dangerous_by_hand() -> None:
    table = catalog.place(catalog.systems(), DEFAULT.assumptions)
    row = table[table["id"] == "gpt5"].iloc[0]
    found = holding(CONCLUSIONS["viewed"], DEFAULT)
    assert found.sentence == "At full autonomy GPT-5 is dangerous"
    for answer, one in zip(found.answers, matched(DEFAULT), strict=True):
        D = float(one.scenario.surface.danger(row["I"], row["G"], row["A_ceiling"]))
        over = one.scenario.settings.tolerance <= D
        assert answer.text == f"At full autonomy GPT-5 is {'' if over else 'not '}dangerous"
        assert answer.holds is bool(over)  # the first says dangerous
    locked = DEFAULT.replace("view.own_point", True).replace("view.point_i", 0.0)
    assert holding(CONCLUSIONS["viewed"], locked).sentence == "At your own point a system is not dangerous"


def test_only_feedback_jumps() -> None:
    found = holding(CONCLUSIONS["jump"], DEFAULT)
    assert found.labels(True) == ("Phase transition",) and len(found.labels(False)) == len(found.answers) - 1
    ramp = holding(CONCLUSIONS["jump"], DEFAULT.replace("function.coupling", False))
    assert ramp.labels(False) == () and "without a jump" in ramp.sentence


def test_no_danger_function_moves_the_date_at_which_a_line_loses_a_capability() -> None:
    for scenario in (DEFAULT, DEFAULT.replace("settings.tolerance", 0.7)):
        assert holding(CONCLUSIONS["erosion"], scenario).labels(True) == tuple(one.label for one in matched(scenario))


def test_the_least_regime_is_that_of_the_page_under_each_function() -> None:
    found = holding(CONCLUSIONS["least"], DEFAULT)
    for answer, one in zip(found.answers, matched(DEFAULT), strict=True):
        claim = exhibit("regimes", one.scenario).claim
        title = answer.text.split(" is the least")[0].split("; ")[-1].split(" comes closest")[0]
        assert ("none of five" in claim) is answer.text.startswith("Not one of five") and title.lower() in claim


@pytest.mark.parametrize("key", CONCLUSIONS)
@pytest.mark.parametrize("scenario", EDGES.values(), ids=EDGES)
def test_every_conclusion_is_a_sentence_in_every_scenario(key: str, scenario: Scenario) -> None:
    found = holding(CONCLUSIONS[key], scenario.replace("ensemble.samples", "128"))
    own = found.answers[0]
    # The scenario's own function agrees with itself, or says nothing.
    assert own.holds in (True, None) and own.text == found.sentence
    assert sum(len(found.labels(holds)) for holds in (True, False, None)) == len(found.answers)
    for answer in found.answers:
        assert answer.text[:1].isupper() and not answer.text.endswith(".")
        assert (answer.text == found.sentence) or answer.holds is not True


def test_every_page_that_claims_something_states_a_conclusion() -> None:
    stated = {page for conclusion in CONCLUSIONS.values() for page in conclusion.pages}
    assert stated == set(EXHIBITS) - {"data_and_method"}


@pytest.mark.parametrize("page", [page for page in EXHIBITS if page != "data_and_method"])
def test_a_page_says_when_its_conclusion_turns_and_only_then(page: str) -> None:
    shown = exhibit(page, FEW)
    turned = [
        found
        for conclusion in CONCLUSIONS.values()
        if page in conclusion.pages and (found := holding(conclusion, FEW)).labels(False)
    ]
    said = [text for text in shown.why if text.startswith("**Under another function?**")]
    assert len(said) == len(turned)
    for text, found in zip(said, turned, strict=True):
        assert all(f"“{label}”" in text for label in found.labels(False))
        assert not any(f"“{label}”" in text for label in found.labels(True))


def test_a_page_groups_functions_by_what_they_conclude() -> None:
    (said,) = conclusions.turning("transition", DEFAULT)
    assert said.count("the answer turns") == 1 and said.endswith("as agenticity is added.")
    (said,) = conclusions.turning("regimes", DEFAULT)
    assert said.endswith("The same share of the cube is dangerous under each.")
    assert conclusions.turning("data_and_method", DEFAULT) == ()


def test_a_function_that_fails_has_no_say_and_is_named() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Fragile(DangerFunction):
        name: ClassVar[str] = "fragile"
        label: ClassVar[str] = "Fragile"
        summary: ClassVar[str] = "Fails on many points."
        formula: ClassVar[str] = "D"

        def _danger(self, I: Array, G: Array, A: Array) -> Array:
            if np.broadcast(I, G, A).size > 1000:
                raise RuntimeError("too many points")
            return I + 0 * G + 0 * A

    registry.register(Fragile)
    try:
        found = holding(CONCLUSIONS["viewed"], DEFAULT)
        assert found.answers[-1].holds is None and "gives no numbers" in found.answers[-1].text
        assert not any("Fragile" in text for text in conclusions.turning("transition", DEFAULT))
    finally:
        del registry._functions["fragile"]


def test_shares_of_draws_decide_most_draws() -> None:
    from risk import unknowns

    found = holding(CONCLUSIONS["majority"], FEW)
    for answer, one in zip(found.answers, matched(FEW), strict=True):
        share = float(unknowns.viewed(one.scenario).share[1])
        assert not math.isnan(share) and answer.text.startswith("In most") is (share > 0.5)
