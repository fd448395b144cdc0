"""What a FLOP line does along its whole length, against counting by hand."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from risk import catalog, line
from risk.comparison import REGIONS, sweep_line
from risk.population import population
from risk.presets import PRESETS
from risk.scenario import Scenario

SCENARIOS = {
    **{name: preset.scenario() for name, preset in PRESETS.items()},
    "nothing dangerous": Scenario().replace("settings.tolerance", 1.0),
    "all dangerous": Scenario().replace("settings.tolerance", 0.0),
    "2018": Scenario().replace("settings.date", 2018.0),
    "lowest line": Scenario().replace("line.flop", 1e15),
    "highest line": Scenario().replace("line.flop", 1e32),
}
ALL = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)


@ALL
def test_shares_along_the_line_are_those_of_counting_at_every_position(scenario: Scenario) -> None:
    table, tolerance = population(scenario), scenario.settings.tolerance
    along = line.on_systems(scenario)
    judged = ~np.isnan(table["D"])
    flop, dangerous = table["flop"][judged], table["D"][judged] >= tolerance
    known = ~np.isnan(flop)
    for place, position in enumerate(along.flop):
        missed = np.count_nonzero(known & dangerous & (flop <= position))
        overreach = np.count_nonzero(known & ~dangerous & (flop > position))
        open_dangerous = np.count_nonzero(~known & dangerous)
        open_safe = np.count_nonzero(~known & ~dangerous)
        for found, part, whole in (
            (along.missed, missed, np.count_nonzero(known & dangerous)),
            (along.overreach, overreach, np.count_nonzero(known & ~dangerous)),
            (along.missed_low, missed, np.count_nonzero(dangerous)),
            (along.missed_high, missed + open_dangerous, np.count_nonzero(dangerous)),
            (along.overreach_low, overreach, np.count_nonzero(~dangerous)),
            (along.overreach_high, overreach + open_safe, np.count_nonzero(~dangerous)),
            (along.error, missed + overreach, np.count_nonzero(known)),
        ):
            assert found[place] == pytest.approx(part / whole if whole else math.nan, nan_ok=True)


@ALL
def test_the_curves_pass_through_the_scenarios_own_line(scenario: Scenario) -> None:
    for along in (line.on_cube(scenario), line.on_systems(scenario)):
        shares = line.shares_at(along.sweep, scenario.line.flop)
        assert shares == pytest.approx((along.line.missed_share, along.line.overreach_share), nan_ok=True)


def test_a_line_at_a_systems_compute_does_not_cover_it() -> None:
    sweep = sweep_line([1e24, 1e25, 1e26], [0.9, 0.9, 0.1], 0.5)
    assert line.shares_at(sweep, 1e25) == (1.0, 1.0)
    assert line.shares_at(sweep, 0.99e25) == (0.5, 1.0)
    assert line.shares_at(sweep, 1e26) == (1.0, 0.0)


def test_best_line_in_words_when_it_covers_nothing_everything_or_there_is_nothing() -> None:
    flop = [1e24, 1e25, 1e26]
    assert line.best_line(sweep_line(flop, [0.0, 0.0, 0.0], 0.5)).text == "cover nothing"
    assert line.best_line(sweep_line(flop, [1.0, 1.0, 1.0], 0.5)).text == "cover everything"
    assert line.best_line(sweep_line([], [], 0.5)).text == "unknown"
    assert line.best_line(sweep_line(flop, [0.0, 1.0, 1.0], 0.5)).text == "10²⁵ FLOP"


def test_a_dearer_miss_never_raises_the_best_line() -> None:
    sweep = line.on_cube(Scenario()).sweep
    found = [line.best_line(sweep, cost).flop for cost in (0.1, 0.5, 1.0, 2.0, 10.0, 100.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1]


def test_best_line_agrees_with_trying_every_line_and_its_neighbours_cost_about_as_much() -> None:
    sweep, cost = line.on_cube(Scenario()).sweep, 3.0
    best = line.best_line(sweep, cost)
    costs = {position: cost * sweep.missed[i] + sweep.overreach[i] for i, position in enumerate(sweep.line)}
    assert costs[best.flop] == min(costs.values())
    limit = min(costs.values()) + 0.01 * line.CUBE_POINTS
    assert costs[best.low] <= limit and costs[best.high] <= limit
    assert all(value > limit for position, value in costs.items() if position < best.low or position > best.high)


def test_moving_the_date_shifts_the_cube_and_changes_no_best_error() -> None:
    early, late = (line.on_cube(Scenario().replace("settings.date", date)).sweep for date in (2024.0, 2026.0))
    assert late.irreducible == early.irreducible
    assert late.best()[0] == pytest.approx(early.best()[0] / 100.0)


@ALL
def test_every_system_is_in_one_region_and_none_is_lost(scenario: Scenario) -> None:
    rows = line.by_region(scenario)
    size = population(scenario).size
    assert tuple(row.region for row in rows) == REGIONS
    for level in ("lowest", "chosen", "highest"):
        assert sum(getattr(row, level) for row in rows) == size
    assert all(len(row.names) == row.chosen for row in rows)
    assert len(line.unjudged(scenario)) == rows[-1].chosen
    assert all(missing for _, missing in line.unjudged(scenario))


@ALL
def test_scores_of_real_systems_are_taken_of_the_same_systems(scenario: Scenario) -> None:
    scores = line.scores_on_systems(scenario)
    assert scores.flop.unknown == scores.intelligence.unknown == 0
    assert scores.flop.dangerous == scores.intelligence.dangerous
    assert scores.flop.dangerous + scores.flop.safe == line.determined(scenario).size


@ALL
def test_parts_of_the_split_add_up_to_the_errors_of_the_line(scenario: Scenario) -> None:
    for split, along in (
        (line.split_on_cube(scenario), line.on_cube(scenario)),
        (line.split_on_systems(scenario), line.on_systems(scenario)),
    ):
        assert split.total == along.line.missed + along.line.overreach
        assert split.undetermined == along.line.undetermined


def test_a_perfect_reading_leaves_only_what_intelligence_is_not() -> None:
    scenario = Scenario().replace("settings.calibrate", False).replace("trend.scatter", 0.0)
    split = line.split_on_cube(scenario)
    assert split.misread == split.cancelled == 0.0
    assert split.inherent > 0.0


@pytest.mark.parametrize(
    ("date", "standing"),
    [(2023.0, "later"), (2024.5, "in force"), (2025.5, "repealed")],
)
def test_executive_order_14110_came_and_went(date: float, standing: str) -> None:
    found = {law.name: law for law in line.thresholds(date)}
    assert found["US EO 14110: dual-use foundation model reporting"].standing == standing


def test_thresholds_stand_today_as_the_catalogue_says() -> None:
    table = catalog.thresholds().set_index("name")
    laws = line.thresholds(2026.75)
    assert len(laws) == (table["kind"] == "training_flop").sum()
    for law in laws:
        assert law.standing == table.loc[law.name, "status"].replace(" (not yet effective)", ", not yet effective")
    assert [law.flop for law in laws] == sorted(law.flop for law in laws)


def test_an_enacted_law_binds_from_its_effective_date() -> None:
    before, after = ({law.name: law.in_force for law in line.thresholds(date)} for date in (2026.99, 2027.01))
    assert {name for name in after if after[name] and not before[name]} == {
        "New York RAISE Act (chapter amendment): frontier model",
        "Illinois SB 315 (AI Safety Measures Act): frontier model",
    }


@ALL
def test_sentences_hold_no_machine_number_and_end_as_sentences_do(scenario: Scenario) -> None:
    outcomes = line.numbers(scenario)
    texts = [line.claim(scenario), line.explanation(scenario), line.why(scenario), line.limits(scenario)]
    texts += [line.assumptions(scenario)] + [text for outcome in outcomes for text in (outcome.value, outcome.note)]
    for text in texts:
        assert not re.search(r"\bnan\b|\binf\b|None\b|e[+-]\d|  | ,|unknown (of|to|wrong)", text), text
    assert all(text.endswith(".") for text in texts[1:5])


def test_claim_never_says_more_than_the_sweep() -> None:
    for scenario in SCENARIOS.values():
        sweep = line.on_cube(scenario).sweep
        if found := re.search(r"at least (\d+) %", line.claim(scenario)):
            assert int(found[1]) / 100 <= sweep.irreducible


@pytest.mark.parametrize(("tolerance", "part"), [(1.0, "can only overreach"), (0.0, "can only miss")])
def test_claim_where_a_line_has_nothing_to_tell_apart(tolerance: float, part: str) -> None:
    assert part in line.claim(Scenario().replace("settings.tolerance", tolerance))


def test_explanation_says_when_no_real_system_can_be_tested() -> None:
    assert "No real system" in line.explanation(SCENARIOS["2018"])


def test_irreducible_error_elsewhere_spans_every_other_function() -> None:
    low, high = line.irreducible_elsewhere(Scenario())
    assert 0.0 < low <= high < 0.5
