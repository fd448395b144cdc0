"""Which axis moves danger: one step over the whole cube, and where the measured systems stand."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk import words
from risk.axes import AXES, AXIS_WORDS, Array
from risk.cube import LATTICE, lattice, lattice_weights
from risk.population import Population, population
from risk.scenario import Scenario
from risk.surface import Surface

STEP = 0.1
"""Length of a step along an axis."""

# A ratio within 5 per cent of 1 is "as much": the cube's mean is known to about one per cent, and no reader cares.
_EQUAL = 0.05
# What moves D by less than this part of what another axis does is nothing to a reader.
_NOTHING = 1e-3


@dataclass(frozen=True)
class Moves:
    """How much D changes over one step along each axis: mean of the absolute change.

    Steps have the finite length 0.1, centred on the point and shifted where they would leave the cube. Slopes would not
    do: they are infinite on a fold and zero on both sides of a jump.

    Attributes
    ----------
    I, G, A : float
        Mean |ΔD| in [0, 1]; NaN where there is no point.
    """

    I: float
    G: float
    A: float

    def along(self, axis: str) -> float:
        """The change along one axis."""
        return float(getattr(self, axis))

    @property
    def leading(self) -> tuple[str, ...]:
        """Axes by how much they move D, the first the most."""
        return tuple(sorted(AXES, key=lambda axis: -self.along(axis)))


def moves(surface: Surface, I: Array, G: Array, A: Array) -> Moves:
    """Mean change of D over one step along each axis, at given points.

    Parameters
    ----------
    surface : Surface
        Where D comes from.
    I, G, A : ndarray
        Points of the cube, one-dimensional and equally long.
    """
    return _moves(surface, np.array((I, G, A), dtype=np.float64).tobytes())


# Under the functions that were not chosen the systems stand where they stood before most changes.
@functools.lru_cache(maxsize=256)
def _moves(surface: Surface, coordinates: bytes) -> Moves:
    point = np.frombuffer(coordinates).reshape(len(AXES), -1).copy()
    centre = np.clip(point, STEP / 2, 1.0 - STEP / 2)
    # Both ends of the step along each axis in one evaluation; rounding may not carry them out of the cube.
    ends = np.tile(point, (2, len(AXES), 1, 1))
    for place in range(len(AXES)):
        ends[:, place, place] = np.clip((centre[place] - STEP / 2, centre[place] + STEP / 2), 0.0, 1.0)
    low, high = surface.danger(*np.moveaxis(ends, 2, 0))
    return Moves(*(_mean(change) for change in np.abs(high - low)))


@functools.lru_cache(maxsize=128)
def cube_moves(surface: Surface) -> Moves:
    """Mean change of D over one step along each axis, over the uniform cube, to about one per cent of itself."""
    danger, weights = lattice(surface), lattice_weights()
    low, high = _step_ends()
    found = {}
    for place, axis in enumerate(AXES):
        change = np.abs(danger.take(high, place) - danger.take(low, place))
        found[axis] = _mean(change, weights)
    return Moves(**found)


def _step_ends() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places on the lattice's axis at which the step around each of its points begins and ends."""
    half = round(STEP / 2 * (LATTICE - 1))
    centre = np.clip(np.arange(LATTICE), half, LATTICE - 1 - half)
    return centre - half, centre + half


@dataclass(frozen=True, eq=False)
class Interaction:
    """What a step of intelligence adds to what a step of agenticity moves, over I and A.

    Attributes
    ----------
    ends : ndarray
        Coordinates of columns (I) and rows (A).
    change : ndarray of shape (rows, columns)
        D(I+, A+) - D(I+, A-) - D(I-, A+) + D(I-, A-) in [-2, 2], with steps of 0.1 that stay inside the cube: positive
        where agenticity matters more the more intelligent a system is, 0 where the two add.
    """

    ends: Array
    change: Array


@functools.lru_cache(maxsize=128)
def interaction(surface: Surface, generality: float) -> Interaction:
    """Interaction of intelligence and agenticity at one generality, over whole steps, so that a jump is finite."""
    ends = np.linspace(0.0, 1.0, LATTICE)
    danger = np.broadcast_to(surface.danger(ends, generality, ends[:, None]), (LATTICE, LATTICE))
    low, high = _step_ends()
    moved = danger[high] - danger[low]
    return Interaction(ends, moved[:, high] - moved[:, low])


def _mean(values: Array, weights: Array | None = None) -> float:
    known = ~np.isnan(values)
    if not known.any():
        return math.nan
    return float(np.average(values[known], weights=None if weights is None else weights[known]))


@dataclass(frozen=True)
class Attribution:
    """What one step moves, over the cube and at the measured systems.

    Attributes
    ----------
    cube : Moves
        Over the uniform cube.
    lowest, chosen, highest : Moves
        At the measured systems: at autonomy level 1, at the chosen level of each, and at level 5.
    systems : int
        Measured systems released by the date.
    """

    cube: Moves
    lowest: Moves
    chosen: Moves
    highest: Moves
    systems: int

    def ratio(self, at: Moves, axis: str = "A") -> float:
        """How many times as much a step moves D there as over the whole cube; NaN where it moves nothing."""
        whole = self.cube.along(axis)
        return at.along(axis) / whole if whole > 0 else math.nan


def attribution(scenario: Scenario) -> Attribution:
    """What one step along each axis moves, in the cube and where the scenario's systems stand."""
    return _attribution(scenario.surface, population(scenario))


@functools.lru_cache(maxsize=128)
def _attribution(surface: Surface, table: Population) -> Attribution:
    judged = table.where(table.judged)
    I, G = judged["I"], judged["G"]
    lowest, chosen, highest = (moves(surface, I, G, judged[A]) for A in ("A_floor", "A", "A_ceiling"))
    return Attribution(cube_moves(surface), lowest, chosen, highest, judged.size)


def claim(found: Attribution, counting_systems: bool) -> str:
    """One sentence: what agenticity moves where real systems stand, or what leads in the cube without them."""
    if counting_systems and not math.isnan(found.ratio(found.chosen)):
        compared = {
            "more": "{} times as much as over the whole cube",
            "as much": "as much as over the whole cube",
            "less": "only {} times as much as over the whole cube",
        }[_verdict(found)]
        moved = compared.format(times(found.ratio(found.chosen)))
        return f"Where real systems stand, a step of agenticity moves danger {moved}"
    first, second, _ = found.cube.leading
    most, next_most = found.cube.along(first), found.cube.along(second)
    if math.isnan(most) or most == 0:
        return "Over the whole cube no axis moves danger"
    if found.cube.along(found.cube.leading[2]) >= (1 - _EQUAL) * most:
        return "Over the whole cube every axis moves danger as much as any other"
    if next_most >= (1 - _EQUAL) * most:
        return f"Over the whole cube {AXIS_WORDS[first]} and {AXIS_WORDS[second]} move danger most, and equally"
    if next_most <= _NOTHING * most:
        return f"Over the whole cube only {AXIS_WORDS[first]} moves danger"
    return (
        f"Over the whole cube {AXIS_WORDS[first]} moves danger most,"
        f" {times(most / next_most)} times as much as {AXIS_WORDS[second]}"
    )


def explanation(found: Attribution, counting_systems: bool) -> str:
    """What was compared, and how it depends on granted autonomy: one or two sentences."""
    if not found.systems or not counting_systems:
        return (
            f"Mean change of the danger index D over a step of {STEP:g} along an axis, jumps included. Every position"
            " in the cube counts the same: no real system enters."
        )
    lowest, highest = found.ratio(found.lowest), found.ratio(found.highest)
    first, second, _ = found.chosen.leading
    most = found.chosen.along(first)
    leads = (
        f" At the chosen level {AXIS_WORDS[first]} moves danger most, by {words.index(most)} a step."
        if found.chosen.along(second) < (1 - _EQUAL) * most
        else ""
    )
    return (
        f"Mean change of the danger index D over a step of {STEP:g} along an axis, jumps included, at"
        f" {words.counted(found.systems, 'measured system')} and over all positions. At autonomy **level 1** it is"
        f" {times(lowest)} times as much, at **level 5** {times(highest)} times.{leads}"
    )


def reason(found: Attribution, counting_systems: bool) -> str:
    """Why the finding is what it is: one or two sentences."""
    if not counting_systems or math.isnan(found.ratio(found.chosen)):
        return "A step counts most where danger is about to switch on, and that is a small part of the cube."
    return {
        "more": "A step counts most where danger is about to switch on, and at the chosen autonomy many systems stand"
        " there. How much autonomy a deployment grants decides how close the same system comes.",
        "as much": "Danger rises as fast there as elsewhere, so it makes no difference to a step where systems stand.",
        "less": "A step counts most where danger is about to switch on, and at the chosen autonomy few systems stand"
        " there: they are beyond that place, or not yet near it.",
    }[_verdict(found)]


def columns(found: Attribution, counting_systems: bool) -> dict[str, list[str]]:
    """Table behind the finding: the change of D over a step along each axis, over the cube and at the systems."""
    places = {"Whole cube": found.cube}
    if counting_systems:
        places |= {
            "Systems at level 1": found.lowest,
            "Systems at the chosen level": found.chosen,
            "Systems at level 5": found.highest,
        }
    table = {"A step along": [AXIS_WORDS[axis] for axis in AXES]}
    return table | {place: [f"{at.along(axis):.3f}" for axis in AXES] for place, at in places.items()}


def times(ratio: float) -> str:
    """A factor in running text: "2.9", "0.03", "under 0.01"."""
    if math.isnan(ratio):
        return words.UNKNOWN
    if ratio < 0.01:
        return "under 0.01"
    return f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2g}"


def finding(found: Attribution, counting_systems: bool) -> str | None:
    """What the claim comes to, alike where it is the same.

    Returns
    -------
    str or None
        Where systems are counted, whether a step of agenticity moves D "more" at the systems than over the cube, "as
        much" or "less". Without them the axes that move D most over the cube, as letters; "" where none does. None
        where D is undefined.
    """
    if counting_systems and not math.isnan(found.ratio(found.chosen)):
        return _verdict(found)
    most = found.cube.along(found.cube.leading[0])
    if math.isnan(most):
        return None
    return "".join(axis for axis in AXES if most > 0.0 and found.cube.along(axis) >= (1 - _EQUAL) * most)


def _verdict(found: Attribution) -> str:
    ratio = found.ratio(found.chosen)
    if ratio > 1 + _EQUAL:
        return "more"
    return "less" if ratio < 1 - _EQUAL else "as much"
