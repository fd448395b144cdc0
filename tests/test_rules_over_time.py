"""What is said of rules over the years: computed, in words, and never a number that no person would write."""

from __future__ import annotations

import dataclasses
import math
import re

import numpy as np
import pytest

from risk import rules_over_time as told
from risk import timeline_tables, words, worlds
from risk.catalog import systems
from risk.forecast import forecasts
from risk.presets import PRESETS
from risk.release_fit import fit
from risk.scenario import Scenario
from risk.table import Table
from risk.timeline import releases
from risk.yearly import HalfLife

BAD = re.compile(r"\bnan\b|\binf\b|None\b|\d[eE][+-]\d|[{}<>\[\]]|  |\.\.")
KEYS = ("line", "falling", "rising", "spend", "hardware", "capability", "triple", "line-then-test", "surface",
        "wrong-surface")  # fmt: skip
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | {
    "nothing dangerous": Scenario().replace("settings.tolerance", 1.0),
    "everything dangerous": Scenario().replace("settings.tolerance", 0.0),
    "never moves": Scenario().replace("review.tracked_rate", 0.0).replace("releases.frontier_growth", 0.0),
    "one year": Scenario().replace("clock.years_ahead", 1),
    "until the end": Scenario().replace("review.set_date", 2059.0).replace("clock.years_ahead", 42),
    "many": Scenario().replace("releases.release_rate", 1e5).replace("releases.release_growth", 1.0),
    "fails at once": Scenario().replace("clock.failing_share", 0.0),
    "a high line": Scenario().replace("line.flop", 1e32),
}
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)


def tables(scenario: Scenario) -> tuple[Table, ...]:
    return (
        timeline_tables.yearly_table(scenario),
        timeline_tables.half_life_table(scenario),
        timeline_tables.forecast_table(scenario),
        timeline_tables.legislation_table(),
    )


def test_the_rules_are_the_same_ten_in_every_scenario() -> None:
    for scenario in SCENARIOS.values():
        assert tuple(rule.key for rule in worlds.rules(scenario)) == KEYS
    assert len({rule.label for rule in worlds.rules(Scenario())}) == len(KEYS)
    assert [rule.key for rule, _ in told.reading(Scenario())] == list(KEYS[:5])
    assert [rule.key for rule, _ in told.evaluating(Scenario())] == list(KEYS[5:])


@every_scenario
def test_sentences_and_tables_read_as_a_person_would_write(scenario: Scenario) -> None:
    texts = [
        told.finding(scenario), told.explanation(scenario), told.why(scenario), told.assumptions(scenario),
        told.half_life_finding(scenario), told.legislation_finding(scenario),
        told.yearly_words(told.reading(scenario), scenario), told.clock_words(scenario),
        told.half_life_alt(scenario), told.legislation_alt(scenario),
    ]  # fmt: skip
    for number in told.numbers(scenario):
        texts += [number.label, number.value, number.note]
        assert len({name for name, _ in number.exact}) == len(number.exact)
        assert all(isinstance(value, float) for _, value in number.exact)
    for table in tables(scenario):
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(len(row) == len(table.headings) for row in table.shown)
        texts += [cell for row in table.shown for cell in row]
    for text in texts:
        assert text and not BAD.search(text.replace("\n\n", "\n")), text


def test_a_rate_of_zero_never_moves_a_line_and_never_is_a_word() -> None:
    scenario = SCENARIOS["never moves"]
    found = worlds.scores(scenario)
    for key in ("falling", "rising"):
        assert np.array_equal(found[key].missed, found["line"].missed)
    table = timeline_tables.half_life_table(scenario)
    names = [column.name for column in table.columns]
    for row, shown in zip(table.rows, table.shown, strict=True):
        cells = dict(zip(names, row, strict=True))
        if cells["never"]:
            assert cells["years"] is None and shown[2] == f"never by {told.last_year(scenario)}"


def test_where_nothing_is_dangerous_nothing_is_missed() -> None:
    scenario = SCENARIOS["nothing dangerous"]
    assert told.failing(told.scored(scenario), scenario) == "No release is dangerous that these rules can tell on"
    assert told.numbers(scenario)[0].value == "unknown" and math.isnan(told.numbers(scenario)[0].exact[0][1])


def test_a_rule_that_fails_is_named_with_its_year() -> None:
    scenario = Scenario().replace("line.flop", 1e28)
    life = worlds.scores(scenario)["line"].half_life(scenario.clock.failing_share)
    assert life.years == 0.0
    assert told.numbers(scenario)[0].value == "from the first year"
    said = told.failing(told.scored(scenario), scenario)
    assert "rules fail by 2039, first “FLOP line” in 2025" in said
    assert told.numbers(scenario)[1].value.startswith("2025 to ")


def test_a_band_of_half_lives_is_written_as_a_person_would() -> None:
    told_of = {
        (0.0, 1.0): "0 to 1 year",
        (2.0, 5.0): "2 to 5 years",
        (3.0, 3.0): "3 years",
        (math.inf, math.inf): "never by 2039",
        (0.0, math.inf): "0 years to never by 2039",
        (0.0, 0.0): "from the first year",
    }
    for (low, high), said in told_of.items():
        assert told.band_words(HalfLife(1.0, low, high), 2039) == said


def test_equal_scenarios_score_equally_and_what_has_no_say_is_not_scored_again() -> None:
    first = worlds.scores(Scenario())
    for key, value in (("settings.date", 2030.0), ("clock.failing_share", 0.1), ("view.x", "A")):
        again = worlds.scores(Scenario().replace(key, value))
        assert all(again[name] is first[name] for name in KEYS)
    moved = worlds.scores(Scenario().replace("review.tracked_rate", 1.0))
    assert [name for name in KEYS if moved[name] is not first[name]] == ["falling"]
    assert not np.array_equal(moved["falling"].missed, first["falling"].missed)
    worlds._scored.cache_clear()
    worlds.drawn.cache_clear()
    again = worlds.scores(Scenario())
    assert all(np.array_equal(again[key].missed, first[key].missed) for key in KEYS)


def test_a_falling_line_misses_less_and_overreaches_more_than_one_that_stands_still() -> None:
    found = worlds.scores(Scenario())
    for place in range(15):
        assert found["falling"].missed.sum(0)[place] <= found["line"].missed.sum(0)[place]
        assert found["falling"].overreach.sum(0)[place] >= found["line"].overreach.sum(0)[place]
        assert found["rising"].missed.sum(0)[place] >= found["line"].missed.sum(0)[place]


def test_a_large_population_is_scored_by_an_even_part_and_it_is_said() -> None:
    many = Scenario().replace("releases.release_rate", 2000.0)
    assert worlds.thinned(many) and not worlds.thinned(Scenario())
    assert "an even part of them is scored" in told.assumptions(many)
    assert "even part" not in told.assumptions(Scenario())
    few, part = worlds.scores(Scenario())["line"], worlds.scores(many)["line"]
    assert part.missed.sum() / part.dangerous.sum() == pytest.approx(few.missed.sum() / few.dangerous.sum(), abs=0.02)


def test_when_small_runs_pass_the_line_is_computed() -> None:
    scenario = Scenario()
    model = scenario.releases
    date = 2024 + math.log10(1e25 / model.small_run) / model.small_growth
    assert f"their median run passes it in {words.date(date)}." in told.why(scenario)
    assert "does not reach it before 2060" in told.why(scenario.replace("releases.small_growth", 0.0))
    assert "lies over it from the start" in told.why(scenario.replace("line.flop", 1e22))


def test_forecasts_that_are_not_met_are_said() -> None:
    found = forecasts(Scenario().releases)
    said = "The release population meets one of Kumar & Manning's three forecasts and lies under two"
    assert told.forecast_finding(found) == said
    met, over = dataclasses.replace(found[0], median=200.0), dataclasses.replace(found[0], median=400.0)
    assert met.agrees and met.verdict == "the median lies inside the published range"
    assert told.forecast_finding([met, found[1]]).endswith("meets two of Kumar & Manning's two forecasts")
    assert told.forecast_finding([met, over]).endswith("two forecasts and lies over one")
    assert "2 in 2023, 5 in 2024 and 7 in 2025" in told.coverage(fit(systems()))


def test_releases_are_handed_out_as_a_table() -> None:
    frame = releases(2025.0, 2027.0)
    table = timeline_tables.releases_table(frame)
    assert len(table) == len(frame) and {column.name for column in table.columns} == set(frame.columns) - {"name"}
    assert not BAD.search(" ".join(cell for row in table.shown for cell in row))
    hidden = frame.index[frame["flop"].isna()][0]
    assert table.rows[hidden][2] is None and table.shown[hidden][2] == "unknown"
