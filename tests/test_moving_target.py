"""What the page Moving target says, in every preset and at the ends of what can be asked."""

from __future__ import annotations

import math
import re

import pytest

from risk import erosion, moving_target, words
from risk.presets import PRESETS
from risk.scenario import Scenario

DEFAULT = Scenario()
OWN_LEVEL = DEFAULT.replace("view.own_point", True)
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | {
    "no progress": DEFAULT.replace("trend.efficiency", 0.0),
    "fastest": DEFAULT.replace("trend.efficiency", 3.0),
    "lowest line": DEFAULT.replace("line.flop", 1e15),
    "highest line": DEFAULT.replace("line.flop", 1e32),
    "another law": DEFAULT.replace("line.flop", 1e26),
    "before the years": DEFAULT.replace("settings.date", 2010.0),
    "after the years": DEFAULT.replace("settings.date", 2100.0),
    "2018": DEFAULT.replace("settings.date", 2018.0),
    "at the end of the scale": DEFAULT.replace("anchors.eci_span", 20.0),
    "by hand": DEFAULT.replace("settings.calibrate", False).replace("trend.midpoint", 45.0),
    "nothing": OWN_LEVEL.replace("view.point_i", 0.0),
    "everything": OWN_LEVEL.replace("view.point_i", 1.0),
    "not reached yet": OWN_LEVEL.replace("view.point_i", 0.98),
    "GPT-4": DEFAULT.replace("settings.capability", "gpt4"),
    "tune": DEFAULT.replace("view.ability", "fine-tune"),
    "run": DEFAULT.replace("view.ability", "run"),
    "two": DEFAULT.replace("spread.crowd", 2.0),
    "a billion": DEFAULT.replace("spread.crowd", 1e9),
    "no pairs": DEFAULT.replace("pairs.closeness", 0.001),
    "many pairs": DEFAULT.replace("pairs.closeness", 0.2),
    "too few for a fit": DEFAULT.replace("spread.least_run", 1e29),
    "nobody watches": DEFAULT.replace("chokepoints.providers", False).replace("chokepoints.hardware", False),
}
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
BAD = re.compile(
    r"\bnan\b|\binf|None\b|\d[eE][+-]?\d|\d\.\d{4}|[{}<>\[\]]|  |\.\.|[−-]0(?![.\d])|between \w+ 2200|unknown or"
)


def sentences(scenario: Scenario) -> list[str]:
    numbers = [f"{number.label}: {number.value}. {number.note}" for number in moving_target.numbers(scenario)]
    pairs = erosion.evidence(scenario)
    return [
        moving_target.claim(scenario),
        moving_target.explanation(scenario),
        *numbers,
        moving_target.why(scenario),
        moving_target.sureness(scenario),
        moving_target.rates_finding(scenario),
        moving_target.pairs_finding(pairs),
        moving_target.spread_claim(scenario),
        moving_target.unseen_finding(scenario),
        moving_target.lags_finding(scenario),
        moving_target.tail_finding(scenario),
        moving_target.assumptions(scenario),
    ]


@every_scenario
def test_every_sentence_reads_as_a_person_would_write(scenario: Scenario) -> None:
    for text in sentences(scenario):
        assert text and not BAD.search(text), text
    assert not moving_target.claim(scenario).endswith(".")


def test_the_claim_says_the_span_of_the_published_rates() -> None:
    found = erosion.dates(DEFAULT, erosion.held(DEFAULT))
    claim = moving_target.claim(DEFAULT)
    assert claim == "Under these assumptions a line at 10²⁵ FLOP loses GPT-5 between June 2026 and August 2028"
    assert words.when(*erosion.span(found)) in claim
    # The start page says the same.
    assert moving_target.numbers(DEFAULT)[0].value == "June 2026 to August 2028"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("another law", "lost GPT-5 between "),
        ("highest line", "never sees GPT-5: before its release, its intelligence took less"),
        ("at the end of the scale", "never loses GPT-5: no finite training run reaches it"),
        ("nothing", "never sees intelligence 0.00: it takes no training compute"),
        ("everything", "never loses intelligence 1.00"),
        ("lowest line", "loses GPT-5 between March 2033 and March 2057"),
    ],
)
def test_the_claim_turns_at_the_edges(name: str, said: str) -> None:
    assert said in moving_target.claim(SCENARIOS[name])


def test_a_rate_of_zero_is_never_in_words_and_moves_no_published_date() -> None:
    still = SCENARIOS["no progress"]
    assert "no progress at all, the date is **never**" in moving_target.explanation(still)
    assert moving_target.claim(still) == moving_target.claim(DEFAULT)
    assert "never at the rate set here" in moving_target.numbers(still)[0].note


@every_scenario
def test_a_headline_that_turns_with_the_rate_says_so(scenario: Scenario) -> None:
    now = scenario.settings.date
    found = [entry for entry in erosion.dates(scenario, erosion.chosen(scenario)) if entry.estimate]
    turns = any(entry.date <= now for entry in found) and any(entry.date > now for entry in found)
    said = moving_target.sureness(scenario)
    assert ("It turns with the rate" in said) == turns
    if turns:
        lost, kept = said.split(" and not yet under ")
        assert all((entry.label in lost) == (entry.date <= now) for entry in found if entry.label not in kept[:0])
        assert all(entry.label in kept for entry in found if entry.date > now)


def test_a_law_that_came_after_the_loss_is_said() -> None:
    assert "under every published rate." in moving_target.why(SCENARIOS["GPT-4"])
    assert "took effect in August 2025." in moving_target.why(DEFAULT)
    assert "took effect in" not in moving_target.why(DEFAULT.replace("line.flop", 3e25))


def test_the_crowd_ends_in_a_sentence_with_its_interval() -> None:
    found = moving_target.reach(DEFAULT)
    span = words.when(found.earliest, found.latest)
    assert moving_target.spread_claim(DEFAULT) == (
        f"The number of actors able to train GPT-5's capability passes a thousand {span}."
    )
    assert found.fewest.passes(1000) == found.latest and found.most.passes(1000) == found.earliest
    assert found.earliest < found.chosen.passes(1000) < found.latest
    assert moving_target.spread_claim(SCENARIOS["a billion"]).endswith(
        "passes 1\u2009000\u2009000\u2009000 never before 2060."
    )
    still = moving_target.spread_claim(SCENARIOS["no progress"])
    assert still.endswith("in February 2029 at the earliest, and perhaps never before 2060.")
    assert moving_target.spread_claim(SCENARIOS["nothing"]).endswith("was over a thousand before 2017 already.")


def test_the_third_number_has_no_date_where_there_is_none() -> None:
    number = moving_target.numbers(SCENARIOS["a billion"])[2]
    assert number.value == "never before 2060"
    assert math.isnan(number.exact[0][1]) and math.isnan(number.exact[1][1])


def test_easier_abilities_are_common_earlier() -> None:
    dates = [
        moving_target.reach(DEFAULT.replace("view.ability", name)).earliest for name in ("train", "fine-tune", "run")
    ]
    assert dates == sorted(dates, reverse=True) and len(set(dates)) == 3


def test_what_does_not_matter_to_the_count_does_not_compute_it_again() -> None:
    same = DEFAULT.replace("settings.tolerance", 0.6).replace("function", "additive").replace("line.flop", 1e23)
    same = same.replace("settings.date", 2030.0)
    assert moving_target.reach(same).most is moving_target.reach(DEFAULT).most
    assert moving_target.count(same, "run") is moving_target.count(DEFAULT, "run")
    assert moving_target.reach(DEFAULT.replace("trend.efficiency", 0.5)).most is not moving_target.reach(DEFAULT).most


def test_published_rates_come_with_the_one_set_here_first() -> None:
    first, *rest = moving_target.published(DEFAULT)
    assert first.label == erosion.OWN and tuple(rest) == erosion.dates(DEFAULT, erosion.held(DEFAULT))
