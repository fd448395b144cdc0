"""The whole cube of intelligence, generality and agenticity: D on a lattice, the set D = D*, and a line through it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.axes import Array
from risk.population import Population
from risk.scenario import Scenario
from risk.surface import Surface

LATTICE = 41
"""Points of the lattice along each axis: a spacing of 0.025."""

_COARSE = 21
_PATH = 13
_HALVINGS = 12
# Columns along I and rows along G of the drawn set D = D*.
_COLUMNS, _ROWS = 41, 21


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

    Its grid follows the edge of the set where D never falls in I or G either: it begins at the least I, and for each I
    at the least G, that reach D* at all, so that the edge is a line and not a row of teeth.

    Attributes
    ----------
    I, G, A : ndarray of shape (rows, columns)
        Coordinates; A is the least granted agenticity at which D reaches D*, NaN where it never does.
    """

    I: Array
    G: Array
    A: Array

    def edge(self) -> tuple[Array, Array, Array]:
        """I, G and A once around the surface."""

        def around(grid: Array) -> Array:
            return np.concatenate((grid[0], grid[:, -1], grid[-1, ::-1], grid[::-1, 0]))

        return around(self.I), around(self.G), around(self.A)


@functools.lru_cache(maxsize=64)
def level_surface(surface: Surface, tolerance: float) -> LevelSurface:
    """The set D = D* of the cube as a surface over I and G.

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
    increasing = surface.function.increasing
    if "A" not in increasing:
        raise ValueError(f"{surface.function.name} may fall in A, so D = D* has no single level of A")
    one = np.ones(1)
    columns, rows = np.linspace(0.0, 1.0, _COLUMNS), np.linspace(0.0, 1.0, _ROWS)[:, None]
    first_I, first_G = np.zeros(1), np.zeros(_COLUMNS)
    if "I" in increasing:
        first_I = np.nan_to_num(_least(lambda I: surface.danger(I, one, one) >= tolerance, one.shape), nan=1.0)
    I = np.minimum(first_I + (1.0 - first_I) * columns, 1.0)
    if "G" in increasing:
        first_G = np.nan_to_num(_least(lambda G: surface.danger(I, G, 1.0) >= tolerance, I.shape), nan=1.0)
    G = np.minimum(first_G + (1.0 - first_G) * rows, 1.0)
    A = _least(lambda A: surface.danger(I, G, A) >= tolerance, G.shape)
    # By construction the set leaves the cube through A = 1 at its first row and column; a rounding error in I or G
    # would put A anywhere below, since D hardly changes with A there.
    exists = ~np.isnan(A)
    A[0] = np.where((first_G > 0.0) & exists[0], 1.0, A[0])
    A[:, 0] = np.where((first_I > 0.0) & exists[:, 0], 1.0, A[:, 0])
    return LevelSurface(np.broadcast_to(I, G.shape), G, A)


def _least(reached: Callable[[Array], npt.NDArray[np.bool_]], shape: tuple[int, ...]) -> Array:
    """Least coordinate, to 2^-12, at which a condition that never turns off holds; NaN where it never does."""
    low, high = np.zeros(shape), np.ones(shape)
    never = ~reached(high)
    high = np.where(reached(low), 0.0, high)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        holds = reached(middle)
        high, low = np.where(holds, middle, high), np.where(holds, low, middle)
    return np.where(never, np.nan, high)


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
