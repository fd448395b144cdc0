"""The whole cube of intelligence, generality and agenticity: D on a lattice, the set D = D*, and what a line cuts off."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from risk.axes import Array
from risk.population import Population
from risk.scenario import Scenario
from risk.surface import Surface

LATTICE = 41
"""Points of the lattice along each axis: a spacing of 0.025."""

_COARSE = 21
_PATH = 13
_HALVINGS = 6


@functools.lru_cache(maxsize=16)
def lattice(surface: Surface) -> Array:
    """D on an even lattice of the cube.

    Parameters
    ----------
    surface : Surface
        Where D comes from.

    Returns
    -------
    ndarray of shape (41, 41, 41)
        Read-only; I along the first axis, G the second, A the third, each from 0 to 1.
    """
    ends = np.linspace(0.0, 1.0, LATTICE)
    D = np.array(np.broadcast_to(surface.danger(ends[:, None, None], ends[:, None], ends), (LATTICE,) * 3))
    D.flags.writeable = False
    return D


@functools.cache
def lattice_weights() -> Array:
    """Share of the cube that each lattice point stands for (trapezoidal rule); they add up to 1."""
    ends = np.full(LATTICE, 1.0)
    ends[[0, -1]] = 0.5
    ends /= ends.sum()
    weights: Array = ends[:, None, None] * ends[:, None] * ends
    weights.flags.writeable = False
    return weights


@functools.lru_cache(maxsize=64)
def dangerous_share(surface: Surface, tolerance: float) -> float:
    """Share of the uniform cube in which D reaches the tolerance, to 0.005; remembered."""
    return surface.dangerous_share(tolerance)


@dataclass(frozen=True, eq=False)
class LevelSurface:
    """The set D = D* as a surface A*(I, G), for a function that never falls in A.

    Attributes
    ----------
    I, G : ndarray
        Coordinates of columns and rows.
    A : ndarray of shape (rows, columns)
        Least granted agenticity at which D reaches D*; NaN where it never does.
    """

    I: Array
    G: Array
    A: Array


@functools.lru_cache(maxsize=64)
def level_surface(surface: Surface, tolerance: float) -> LevelSurface:
    """The set D = D* of the cube as a surface over I and G, on the lattice's own columns.

    Parameters
    ----------
    surface : Surface
        Its function must be increasing in A.
    tolerance : float
        D* in [0, 1].

    Raises
    ------
    ValueError
        If the function may fall in A, so that there is no single level.
    """
    if not rises_in_A(surface):
        raise ValueError(f"{surface.function.name} may fall in A, so D = D* has no single level of A")
    ends = np.linspace(0.0, 1.0, LATTICE)
    dangerous = lattice(surface) >= tolerance
    first = np.argmax(dangerous, axis=2)
    # The lattice tells in which cell D passes D*; a few halvings find where, to 2^-6 of the cell.
    high, low = ends[first], ends[np.maximum(first - 1, 0)]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        passed = surface.danger(ends[:, None], ends, middle) >= tolerance
        high, low = np.where(passed, middle, high), np.where(passed, low, middle)
    return LevelSurface(ends, ends, np.where(dangerous[:, :, -1], high, np.nan).T)


def rises_in_A(surface: Surface) -> bool:
    """Whether the set D = D* is a single surface A*(I, G)."""
    return "A" in surface.function.increasing


@dataclass(frozen=True, eq=False)
class Volume:
    """D at scattered points of the cube, for drawing a set that is no single surface.

    Attributes
    ----------
    I, G, A, D : ndarray
        Flat columns, 21 points along each axis.
    """

    I: Array
    G: Array
    A: Array
    D: Array


def volume(surface: Surface) -> Volume:
    """D on a coarse lattice of the cube."""
    stride = (LATTICE - 1) // (_COARSE - 1)
    ends = np.linspace(0.0, 1.0, _COARSE)
    I, G, A = np.meshgrid(ends, ends, ends, indexing="ij")
    return Volume(I.ravel(), G.ravel(), A.ravel(), lattice(surface)[::stride, ::stride, ::stride].ravel())


@dataclass(frozen=True)
class LineInCube:
    """Where the FLOP line cuts the cube, and what it makes of the two halves.

    Attributes
    ----------
    low, centre, high : float
        Intelligence that the line buys at the scenario's date, with one standard deviation of scatter on each side.
    caught, missed, overreach, cleared : float
        Shares of the uniform cube by the central line, to about 0.01.
    """

    low: float
    centre: float
    high: float
    caught: float
    missed: float
    overreach: float
    cleared: float

    @property
    def missed_share(self) -> float:
        """Share of the dangerous volume that lies under the line; NaN if nothing is dangerous."""
        dangerous = self.caught + self.missed
        return self.missed / dangerous if dangerous > 0 else math.nan

    @property
    def overreach_share(self) -> float:
        """Share of the volume that is not dangerous and yet lies over the line; NaN if everything is dangerous."""
        safe = self.overreach + self.cleared
        return self.overreach / safe if safe > 0 else math.nan


def line_in_cube(scenario: Scenario) -> LineInCube:
    """Read the scenario's FLOP line as a plane of the cube."""
    low, centre, high = (float(end) for end in scenario.compute_trend.band(scenario.line.flop, scenario.settings.date))
    danger, weights = lattice(scenario.surface), lattice_weights()
    dangerous = np.sum(weights * (danger >= scenario.settings.tolerance), axis=(1, 2))
    safe = np.sum(weights * (danger < scenario.settings.tolerance), axis=(1, 2))
    # A lattice point stands for a cell, and the line may cut through it: each side gets its part of the volume.
    ends = np.linspace(0.0, 1.0, LATTICE)
    half = 0.5 / (LATTICE - 1)
    first, last = np.maximum(ends - half, 0.0), np.minimum(ends + half, 1.0)
    over = np.clip((last - centre) / (last - first), 0.0, 1.0)
    volumes = (dangerous @ over, dangerous @ (1.0 - over), safe @ over, safe @ (1.0 - over))
    return LineInCube(low, centre, high, *(float(volume) for volume in volumes))


@dataclass(frozen=True, eq=False)
class AutonomyPaths:
    """Each system from granted autonomy level 1 to level 5, with D on the way.

    Attributes
    ----------
    I, G, A, D : ndarray of shape (systems, steps)
        One row a system.
    """

    I: Array
    G: Array
    A: Array
    D: Array


def autonomy_paths(surface: Surface, table: Population) -> AutonomyPaths:
    """Follow every judged system from autonomy level 1 to level 5: the same model is a different point in each."""
    steps = np.linspace(0.0, 1.0, _PATH)
    floor, ceiling = table["A_floor"][:, None], table["A_ceiling"][:, None]
    A = floor + (ceiling - floor) * steps
    I, G = (np.broadcast_to(table[axis][:, None], A.shape) for axis in ("I", "G"))
    D = surface.danger(I, G, A) if A.size else np.empty(A.shape)
    return AutonomyPaths(I, G, A, D)
