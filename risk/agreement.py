"""Where danger functions agree at the same dangerous share: over the cube, on real systems, and over two axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from risk.axes import Array
from risk.line import cube
from risk.matched import Matched, matched
from risk.plane import Plane, contour, plane
from risk.population import Population, population
from risk.scenario import Scenario

# ---- verdicts ----


def asked(scenario: Scenario) -> tuple[Matched, ...]:
    """The functions that can be asked: those with a tolerance that marks the same share of the cube."""
    return tuple(one for one in matched(scenario) if one.scenario is not None)


def left_out(scenario: Scenario) -> str:
    """Which functions cannot be asked, and why: sentences, empty where all can."""
    return " ".join(f"“{one.label}” is left out: {one.problem}." for one in matched(scenario) if one.scenario is None)


def over(danger: Array, tolerance: float) -> Array:
    """Verdicts: 1 where D reaches the tolerance, 0 where not, NaN where it is undefined."""
    return np.where(np.isnan(danger), np.nan, danger >= tolerance)


def on_cube(scenario: Scenario) -> Array:
    """Verdict of each function (rows) on each of 4096 systems spread evenly over the cube (columns)."""
    return np.array([over(cube(under).D, under.settings.tolerance) for under in _scenarios(scenario)])


def systems(scenario: Scenario) -> Population:
    """The measured systems that have a D under the scenario's own function."""
    table = population(scenario)
    return table.where(table.judged)


def on_systems(scenario: Scenario) -> Array:
    """Verdict of each function (rows) on each of `systems` (columns), at the chosen autonomy."""
    judged = population(scenario).judged
    return np.array([over(population(under)["D"][judged], under.settings.tolerance) for under in _scenarios(scenario)])


def _scenarios(scenario: Scenario) -> list[Scenario]:
    return [one.scenario for one in asked(scenario) if one.scenario is not None]


# ---- agreement ----


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far functions give the same verdicts.

    Attributes
    ----------
    share : ndarray of shape (functions, functions)
        Share of points on which two give the same verdict; NaN where there is none on which both give one.
    kappa : ndarray of the same shape
        Cohen's kappa: how much of what chance would leave open they agree on. 1 for the same verdicts, 0 for no more
        agreement than two functions that know nothing of each other, below 0 for less; NaN where each calls
        everything, or nothing, dangerous, so that chance leaves nothing open.
    chance : ndarray of the same shape
        Share on which two that know nothing of each other, but call as much dangerous as these do, agree by chance.
    points : int
        Number of points.
    """

    share: Array
    kappa: Array
    chance: Array
    points: int


def agreement(verdicts: Array) -> Agreement:
    """Compare verdicts with each other.

    Parameters
    ----------
    verdicts : ndarray of shape (functions, points)
        1 dangerous, 0 not, NaN undefined.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20.
    """
    known = ~np.isnan(verdicts)
    yes, no = known & (verdicts == 1.0), known & (verdicts == 0.0)

    def counted(first: Array, second: Array) -> Array:
        return np.asarray(first.astype(np.float64) @ second.astype(np.float64).T)

    with np.errstate(divide="ignore", invalid="ignore"):
        both = counted(known, known)
        share = (counted(yes, yes) + counted(no, no)) / both
        first, second = counted(yes, known) / both, counted(known, yes) / both
        chance = first * second + (1.0 - first) * (1.0 - second)
        kappa = np.where(chance < 1.0, (share - chance) / (1.0 - chance), np.nan)
    return Agreement(share, kappa, chance, verdicts.shape[1])


def least(found: Agreement) -> tuple[int, int] | None:
    """The two functions that agree least; None where there are no two."""
    pairs = np.where(np.triu(np.ones(found.share.shape, dtype=bool), 1), found.share, np.nan)
    if np.isnan(pairs).all():
        return None
    first, second = np.unravel_index(int(np.nanargmin(pairs)), pairs.shape)
    return int(first), int(second)


def agreed(verdicts: Array) -> Array:
    """Which points all functions that give a verdict give the same one; NaN where none gives any."""
    known = ~np.isnan(verdicts)
    dangerous = np.where(known, verdicts, 0.0).sum(axis=0)
    same = (dangerous == 0.0) | (dangerous == known.sum(axis=0))
    return np.where(known.any(axis=0), same, np.nan)


# ---- where they disagree ----


@dataclass(frozen=True, eq=False)
class Votes:
    """How many functions call a point dangerous, over two axes.

    Attributes
    ----------
    drawn : Plane
        The plane with D of the scenario's own function.
    labels : tuple of str
        The functions.
    count : ndarray of shape (rows, columns)
        Functions that call the point dangerous; NaN where D is undefined under all.
    planes : tuple of Plane
        D of every function.
    tolerances : tuple of float
        Tolerance of every function.
    edges : tuple of (ndarray or None)
        Where each function passes its tolerance, as heights over the columns, NaN where it does not; None for one that
        may fall along the vertical axis.
    """

    drawn: Plane
    labels: tuple[str, ...]
    count: Array
    planes: tuple[Plane, ...]
    tolerances: tuple[float, ...]
    edges: tuple[Array | None, ...]

    @property
    def split(self) -> float:
        """Share of the plane on which the functions disagree."""
        with np.errstate(invalid="ignore"):
            return float(np.mean((self.count > 0) & (self.count < len(self.labels))))


def votes(scenario: Scenario) -> Votes:
    """Ask every function over the axes of the scenario's view."""
    view, found = scenario.view, _scenarios(scenario)
    tolerances = tuple(under.settings.tolerance for under in found)
    planes = tuple(plane(under.surface, view.x, view.y, view.fixed) for under in found)
    verdicts = np.array([over(one.D, tolerance) for one, tolerance in zip(planes, tolerances, strict=True)])
    undefined = np.isnan(verdicts).all(axis=0)
    return Votes(
        drawn=planes[0],
        labels=tuple(one.label for one in asked(scenario)),
        count=np.where(undefined, np.nan, np.nansum(verdicts, axis=0)),
        planes=planes,
        tolerances=tolerances,
        edges=tuple(_edge(under, one) for under, one in zip(found, planes, strict=True)),
    )


def _edge(under: Scenario, drawn: Plane) -> Array | None:
    if drawn.y_axis not in under.function.increasing:
        return None
    exact = contour(under.surface, under.settings.tolerance, drawn)
    return exact if exact is not None else _passed(drawn, under.settings.tolerance)


def _passed(drawn: Plane, tolerance: float) -> Array:
    """Height at which D, which never falls upward, passes the tolerance: linearly between points."""
    reached = tolerance <= drawn.D
    first = reached.argmax(axis=0)
    columns = np.arange(drawn.x.size)
    below, above = drawn.D[np.maximum(first - 1, 0), columns], drawn.D[first, columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(above > below, (tolerance - below) / (above - below), 1.0)
    height = drawn.y[np.maximum(first - 1, 0)] + part * (drawn.y[first] - drawn.y[np.maximum(first - 1, 0)])
    return np.where(reached.any(axis=0), np.where(first == 0, 0.0, height), np.nan)
