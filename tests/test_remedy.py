"""What would bring D down: against a fine grid over the cube, and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from risk.agency import ProxyAgency
from risk.danger import BUILT_IN
from risk.effort import Effort
from risk.point import Point
from risk.registry import danger_function
from risk.remedy import columns, remedies, sentence
from risk.surface import Surface
from tests.test_cube import Hump

HERE = Point("x", 0.75, 0.6, 0.7)
EFFORTS = [Effort(), Effort(weight_i=10, weight_g=0.5, weight_a=2)]


@pytest.mark.parametrize("effort", EFFORTS, ids=["equal", "unequal"])
@pytest.mark.parametrize("agency", [None, ProxyAgency(persuasion_threshold=0.65)], ids=["granted", "proxy"])
@pytest.mark.parametrize("name", [kind.name for kind in BUILT_IN])
def test_the_smallest_change_against_a_fine_grid(name: str, agency: ProxyAgency | None, effort: Effort) -> None:
    surface = Surface(danger_function(name), agency) if agency else Surface(danger_function(name))
    ends = [np.linspace(0, here, 61) for here in (HERE.I, HERE.G, HERE.A)]
    axes = np.meshgrid(*ends, indexing="ij", sparse=True)
    D = surface.danger(*axes)
    distance = np.sqrt(
        sum(w * (a - h) ** 2 for w, a, h in zip(effort.weights, axes, (HERE.I, HERE.G, HERE.A), strict=True))
    )
    tolerance = 0.25
    best = np.min(distance[tolerance > D])
    found = remedies(surface, HERE, tolerance, effort)
    smallest = found[0]
    assert smallest.at is not None and tolerance > smallest.D
    # The grid can only miss: it is at most a cell's diagonal too far.
    cell = np.sqrt(np.sum(effort.weights * (np.array([0.75, 0.6, 0.7]) / 60) ** 2))
    # Where nothing is known of the shape, the best of a lattice of 61 points an axis is what is promised.
    known = set(surface.function.increasing) == set("IGA")
    accuracy = 0.003 if known else np.sqrt(np.sum(effort.weights / 60**2))
    assert best - cell <= smallest.effort <= best + accuracy
    assert all(smallest.effort <= other.effort for other in found[1:])
    for alone in found[1:]:
        (axis,) = alone.axes
        line = surface.danger(*(np.linspace(0, 1, 2001) if name == axis else HERE.coordinate(name) for name in "IGA"))
        assert (alone.at is None) == (line.min() >= tolerance)
        if alone.at is not None:
            assert tolerance > alone.D
            nearest = np.min(np.abs(np.linspace(0, 1, 2001)[line < tolerance] - HERE.coordinate(axis)))
            assert abs(alone.at.coordinate(axis) - HERE.coordinate(axis)) == pytest.approx(nearest, abs=1e-3)


def test_closed_form_of_the_additive_function() -> None:
    found = remedies(Surface(danger_function("additive")), HERE, 0.5)[0]
    # The plane I + G + A = 1.5 is (2.05 - 1.5)/sqrt(3) away.
    assert found.effort == pytest.approx(0.55 / np.sqrt(3), abs=2e-3)


def test_what_is_hard_is_spared() -> None:
    surface = Surface(danger_function("additive"))
    spared = remedies(surface, HERE, 0.5, Effort(weight_i=1000))[0]
    assert spared.at is not None
    assert HERE.I - spared.at.I < 0.01 < HERE.A - spared.at.A


def test_nothing_to_do_nothing_that_helps_and_no_shape() -> None:
    surface = Surface(danger_function("additive"))
    assert remedies(surface, HERE, 0.9) == ()
    assert "already" in sentence((), HERE, 0.68, 0.9)
    hopeless = remedies(surface, HERE, 0.0)
    assert hopeless[0].at is None and sentence(hopeless, HERE, 0.68, 0.0).startswith("Nothing")
    assert "none is enough" in columns(hopeless, HERE)["Effort"]
    # A function that falls in A beyond a half: more agenticity helps too.
    hump = Surface(Hump())
    here = Point("x", 1.0, 1.0, 0.6)
    found = remedies(hump, here, 0.3)
    assert found[0].at is not None and found[0].D < 0.3


def test_the_sentence_names_the_steps_and_what_is_helpless() -> None:
    surface = Surface(danger_function("additive"))
    found = remedies(surface, Point("x", 0.9, 0.0, 0.9, level=5.0), 0.5)
    said = sentence(found, Point("x", 0.9, 0.0, 0.9, level=5.0), 0.6, 0.5)
    assert "agenticity from 0.90 to" in said and "autonomy level" in said
    assert "all generality alone would not be enough" in said
