"""The numbers that pages open with, counted again by hand."""

import math

import numpy as np
import pytest

from risk import catalog, conclusions, headlines
from risk.population import population
from risk.presets import PRESETS
from risk.registry import danger_function, danger_functions
from risk.scenario import Scenario

DEFAULT = Scenario()
every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)


def counted(table, name, tolerance):
    """Dangerous, caught, missed, overreach, undetermined: one system after the other."""
    tally = dict.fromkeys(("dangerous", "caught", "missed", "overreach", "cleared", "undetermined", "unjudged"), 0)
    for D, flop in zip(table[name], table["flop"], strict=True):
        if math.isnan(D):
            tally["unjudged"] += 1
            continue
        tally["dangerous"] += tolerance <= D
        if math.isnan(flop):
            tally["undetermined"] += 1
        elif tolerance <= D:
            tally["caught" if flop > 1e25 else "missed"] += 1
        else:
            tally["overreach" if flop > 1e25 else "cleared"] += 1
    return tally


@every_preset
def test_systems_are_counted_at_the_chosen_autonomy_and_at_both_ends(preset):
    scenario = preset.scenario()
    table, headline = population(scenario), headlines.systems_headline(scenario)
    for name, found in (("D_floor", headline.lowest), ("D", headline.chosen), ("D_ceiling", headline.highest)):
        tally = counted(table, name, scenario.settings.tolerance)
        assert {key: getattr(found, key) for key in tally} == tally
    assert headline.lowest.dangerous <= headline.chosen.dangerous <= headline.highest.dangerous
    assert headline.total == table.size and headline.judged == np.count_nonzero(table.judged)


def test_a_system_without_compute_is_undetermined_and_never_missed():
    table = population(DEFAULT)
    assert not np.isnan(table["flop"][table["region"] == "missed"]).any()
    assert np.isnan(table["flop"][table["region"] == "undetermined"]).all()


def test_the_claim_adds_up_and_turns_when_nothing_is_dangerous():
    headline = headlines.systems_headline(DEFAULT)
    assert headlines.claim(headline, "X").startswith("Under these assumptions a line at X sees ")
    chosen = headline.chosen
    assert chosen.dangerous == chosen.caught + chosen.missed + chosen.undetermined_dangerous
    none = headlines.systems_headline(DEFAULT.replace("settings.tolerance", 1))
    assert none.chosen.dangerous == 0 and "no measured system is dangerous" in headlines.claim(none, "X")


def test_functions_that_turn_the_headline_are_found_by_trying_each():
    def misses(scenario):
        table = population(scenario)
        danger, known = table["D_ceiling"], ~np.isnan(table["flop"])
        return bool(np.any((danger >= scenario.settings.tolerance) & known & (table["flop"] <= scenario.line.flop)))

    for scenario in (DEFAULT, DEFAULT.replace("line.flop", 4e24), DEFAULT.replace("settings.tolerance", 0.6)):
        share = scenario.surface.dangerous_share(scenario.settings.tolerance)
        expected = []
        for name, kind in danger_functions().items():
            other = scenario.replace("function", danger_function(name))
            other = other.replace("settings.tolerance", other.surface.tolerance_for(share))
            if name != "phase-transition" and misses(other) != misses(scenario):
                expected.append(kind.label)
        found = conclusions.holding(conclusions.CONCLUSIONS["misses"], scenario)
        assert list(found.labels(False)) == expected


def test_measured_systems_are_collinear_and_too_few_say_nothing():
    # The published index and the log of the published horizon: the axes are linear in both.
    table = catalog.systems()
    both = table[table["eci"].notna() & table["horizon_minutes"].notna()]
    by_hand = np.corrcoef(both["eci"], np.log(both["horizon_minutes"]))[0, 1]
    assert headlines.collinearity(Scenario()) == pytest.approx(by_hand, abs=1e-9) == pytest.approx(0.975, abs=5e-4)
    assert np.isnan(headlines.collinearity(Scenario().replace("settings.date", 2016.0)))
