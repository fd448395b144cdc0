"""The systems of a scenario: nobody vanishes, nothing is counted that cannot be judged."""

import numpy as np
import pytest

from risk.catalog import place, systems
from risk.population import Population, population
from risk.presets import PRESETS
from risk.scenario import Scenario

DEFAULT = Scenario()
LATE = DEFAULT.replace("settings.date", 2100)
every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)


def test_no_system_of_the_catalogue_vanishes():
    table = population(LATE)
    assert sorted(table["id"]) == sorted(systems()["id"]) and table.size >= 60
    assert set(map(len, table.values())) == {table.size}


def test_only_systems_released_by_the_date_are_counted():
    for date in (2018, 2023.5, 2026):
        table = population(DEFAULT.replace("settings.date", date))
        assert sorted(table["id"]) == sorted(systems().query("date <= @date")["id"])
    empty = population(DEFAULT.replace("settings.date", 2010))
    assert empty.size == 0 and empty["D"].shape == (0,) and empty["region"].shape == (0,)


@every_preset
def test_danger_is_the_surface_at_each_position_one_by_one(preset):
    scenario = preset.scenario().replace("agency", "proxy-agency")
    table = population(scenario)
    frame = place(systems(scenario.anchors), scenario.assumptions).set_index("id")
    for k, identifier in enumerate(table["id"]):
        row = frame.loc[identifier]
        for name, agenticity in (("D", row.A), ("D_floor", row.A_floor), ("D_ceiling", row.A_ceiling)):
            if np.isnan([row.I, row.G, agenticity]).any():
                assert np.isnan(table[name][k])
            else:
                assert table[name][k] == pytest.approx(
                    float(scenario.surface.danger(row.I, row.G, agenticity)), abs=1e-12
                )


@every_preset
def test_a_system_is_judged_where_all_its_axes_are_known(preset):
    table = population(preset.scenario())
    assert (table.judged == (table["missing"] == "")).all()
    assert 0 < np.count_nonzero(table.judged) < table.size
    judged = table.where(table.judged)
    for low, high in (("D_floor", "D"), ("D", "D_ceiling"), ("D_low", "D"), ("D", "D_high")):
        assert (judged[low] <= judged[high] + 1e-12).all()


def test_the_line_sees_what_is_disclosed():
    table = population(DEFAULT)
    undisclosed = np.isnan(table["flop"])
    assert (np.isnan(table["covered"]) == undisclosed).all()
    assert (table["covered"][~undisclosed] == (table["flop"][~undisclosed] > DEFAULT.line.flop)).all()


def test_regions_are_what_danger_and_the_line_say():
    table = population(DEFAULT)
    for region, D, covered in zip(table["region"], table["D"], table["covered"], strict=True):
        if np.isnan(D):
            expected = "unjudged"
        elif np.isnan(covered):
            expected = "undetermined"
        elif DEFAULT.settings.tolerance <= D:
            expected = "caught" if covered else "missed"
        else:
            expected = "overreach" if covered else "cleared"
        assert region == expected


def test_a_deployment_moves_its_own_system_only():
    plain, moved = population(DEFAULT), population(DEFAULT.replace("deployments", [("gpt5", 1)]))
    changed = plain["id"][~np.isclose(plain["A"], moved["A"], equal_nan=True)]
    assert list(changed) == ["gpt5"]
    k = list(plain["id"]).index("gpt5")
    assert moved["D"][k] == moved["D_floor"][k] == plain["D_floor"][k] < plain["D"][k]


def test_a_table_cannot_be_changed_by_those_who_share_it():
    table = population(DEFAULT)
    assert population(Scenario()) is table
    with pytest.raises(ValueError, match="read-only"):
        table["D"][0] = 1.0


def test_a_part_of_a_table_is_a_table():
    table = population(DEFAULT)
    part = table.where(table["region"] == "caught")
    assert isinstance(part, Population) and set(part) == set(table) and len(part) == len(table)
    assert part.size == np.count_nonzero(table["region"] == "caught")
    assert table.where(np.zeros(table.size, dtype=bool)).size == 0
