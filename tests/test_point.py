"""The point that a page looks at: nothing that is not measured is guessed in silence."""

from __future__ import annotations

import numpy as np
import pytest

from risk.point import Point, placed, point, span, system, unmeasured
from risk.population import population
from risk.scenario import Scenario


def test_every_system_has_a_point_and_says_what_is_missing() -> None:
    scenario = Scenario().replace("view.point_i", 0.11).replace("view.point_g", 0.22).replace("view.point_a", 0.33)
    own = {"I": 0.11, "G": 0.22, "A": 0.33}
    everything = Scenario().replace("settings.date", 2100.0)
    for identifier in system_ids(everything):
        row = system(everything, identifier)
        found = point(scenario.replace("view.system", identifier))
        for axis in "IGA":
            missing = bool(np.isnan(row[axis][0]))
            assert missing == (axis in found.missing)
            assert found.coordinate(axis) == (own[axis] if missing else row[axis][0])
        said = unmeasured(scenario.surface, found)
        assert bool(said) == bool(found.missing)
        assert all(f"{axis} = {own[axis]}" in said for axis in found.missing)


def system_ids(scenario: Scenario) -> list[str]:
    return [str(identifier) for identifier in population(scenario)["id"]]


def test_ends_of_the_autonomy_levels() -> None:
    row = system(Scenario(), "gpt5")
    own = Point("own", 0, 0, 0)
    floor, ceiling = placed(row, own, "A_floor"), placed(row, own, "A_ceiling")
    assert pytest.approx(5 * floor.A) == ceiling.A


def test_span_holds_every_value_that_the_missing_coordinates_allow() -> None:
    surface = Scenario().surface
    random = np.random.default_rng(1).random((3, 2000))
    for missing in (("A",), ("I", "A"), ("I", "G", "A")):
        at = Point("x", 0.7, 0.6, 0.5, missing=missing)
        low, high = span(surface, at)
        axes = [values if axis in missing else at.coordinate(axis) for axis, values in zip("IGA", random, strict=True)]
        D = surface.danger(*axes)
        assert low <= D.min() and D.max() <= high
    assert span(surface, Point("x", 0.7, 0.6, 0.5)) == (surface.danger(0.7, 0.6, 0.5),) * 2
