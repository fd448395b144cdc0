"""The point of the cube that a page looks at: a system, or a point of one's own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from risk import words
from risk.axes import AXES, AXIS_WORDS
from risk.catalog import AUTONOMY_LEVELS
from risk.population import Population, population
from risk.scenario import Scenario
from risk.surface import Surface

_SPAN_POINTS = 101
_LEVELS = (1.0, float(len(AUTONOMY_LEVELS)))


@dataclass(frozen=True)
class Point:
    """Where a system stands, or a point of one's own.

    Attributes
    ----------
    name : str
        The system that stands there, or "your own point".
    I, G, A : float
        Coordinates in [0, 1]; A is granted agenticity.
    G_assumed : bool
        Whether generality is assumed.
    level : float or None
        Granted autonomy level, 1 to 5; None for a point of one's own.
    missing : tuple of str
        Axes on which the system is not measured; there the coordinate is the reader's own.
    """

    name: str
    I: float
    G: float
    A: float
    G_assumed: bool = False
    level: float | None = None
    missing: tuple[str, ...] = ()

    def coordinate(self, axis: str) -> float:
        """Coordinate on one axis."""
        return float(getattr(self, axis))


def point(scenario: Scenario) -> Point:
    """The point of the scenario: a system at its chosen autonomy, or one's own point.

    Where a system is not measured on an axis, the coordinate of one's own point stands in, and `Point.missing` says so.
    """
    view = scenario.view
    own = Point("your own point", view.point_i, view.point_g, view.point_a)
    return own if view.own_point else placed(system(scenario, view.system), own)


def system(scenario: Scenario, identifier: str) -> Population:
    """One system of the catalogue, whatever its date of release: a table of one row."""
    everything = population(scenario.replace("settings.date", scenario.parameter("settings.date").high))
    return everything.where(everything["id"] == identifier)


def placed(row: Population, own: Point, agenticity: str = "A") -> Point:
    """Point at which a system stands, with one's own coordinates where it is not measured.

    Parameters
    ----------
    row : Population
        A table of one system, as `system` returns it.
    own : Point
        What stands in for missing coordinates.
    agenticity : {"A", "A_floor", "A_ceiling"}
        At the chosen autonomy, at level 1, or at level 5.
    """
    columns = {"I": "I", "G": "G", "A": agenticity}
    found = {axis: float(row[column][0]) for axis, column in columns.items()}
    missing = tuple(axis for axis in AXES if math.isnan(found[axis]))
    low, high = _LEVELS
    return Point(
        str(row["name"][0]),
        **{axis: own.coordinate(axis) if axis in missing else found[axis] for axis in AXES},
        G_assumed=bool(row["G_assumed"][0]),
        level={"A": float(row["level"][0]), "A_floor": low, "A_ceiling": high}[agenticity],
        missing=missing,
    )


def span(surface: Surface, at: Point) -> tuple[float, float]:
    """Lowest and highest D with every missing coordinate anywhere in [0, 1]; NaN where D is undefined throughout."""
    ends = np.linspace(0.0, 1.0, _SPAN_POINTS)
    if len(at.missing) == 3:  # the corners of the cube and its inside, in coarser steps
        ends = np.linspace(0.0, 1.0, 21)
    axes = np.meshgrid(*(ends if axis in at.missing else np.array([at.coordinate(axis)]) for axis in AXES))
    D = surface.danger(*axes)
    if np.isnan(D).all():
        return math.nan, math.nan
    return float(np.nanmin(D)), float(np.nanmax(D))


def unmeasured(surface: Surface, at: Point) -> str:
    """What is not measured of a system, what stands in for it, and what D could be: one or two sentences, or ""."""
    if not at.missing:
        return ""
    names = words.listed([AXIS_WORDS[axis] for axis in at.missing])
    values = words.listed([f"{axis} = {words.index(at.coordinate(axis))}" for axis in at.missing])
    low, high = span(surface, at)
    several = len(at.missing) > 1
    return (
        f"{at.name} has no measured {names}. {values} {'are values' if several else 'is a value'} that you set;"
        f" anywhere between 0 and 1, D would be {words.index(low)} to {words.index(high)}."
    )
