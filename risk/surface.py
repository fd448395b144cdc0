"""The danger surface: a danger function together with an account of agency."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from risk.agency import Agency, Granted
from risk.axes import Array, coordinate, evaluate
from risk.calculus import product, slope
from risk.danger.base import DangerFunction, bounded

# Points of the uniform cube: an additive recurrence on powers of the plastic number's three-dimensional cousin,
# which fills the cube far more evenly than random points (Roberts 2018, "quasirandom sequences").
_CUBE_POINTS = 1 << 14
_RECURRENCE = 1.2207440846057596


@dataclass(frozen=True)
class Surface:
    """Danger over granted agenticity.

    Attributes
    ----------
    function : DangerFunction
        Danger as a function of effective agenticity.
    agency : Agency
        How granted agenticity becomes effective.
    """

    function: DangerFunction
    agency: Agency = field(default_factory=Granted)

    def danger(self, I: npt.ArrayLike, G: npt.ArrayLike, A: npt.ArrayLike) -> Array:
        """Danger index D at intelligence I, generality G and granted agenticity A.

        Parameters
        ----------
        I, G, A : array_like
            Coordinates in [0, 1]; they broadcast as a NumPy ufunc does.

        Returns
        -------
        ndarray of float64
            D in [0, 1], of the broadcast shape. An index, not a probability.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        return evaluate(lambda *parts: (self._danger(*parts),), 1, _coordinates(I, G, A), self.function.name)[0]

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        return bounded(self.function._danger(I, G, self.agency._effective(I, A)))

    def gradient(self, I: npt.ArrayLike, G: npt.ArrayLike, A: npt.ArrayLike) -> tuple[Array, Array, Array]:
        """Slopes of D along I, G and granted A, induced agency included.

        Parameters
        ----------
        I, G, A : array_like
            Coordinates in [0, 1].

        Returns
        -------
        tuple of three ndarrays
            dD/dI, dD/dG, dD/dA; infinite on a fold.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        slopes = evaluate(self._gradient, 3, _coordinates(I, G, A), self.function.name)
        return slopes[0], slopes[1], slopes[2]

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        along_I, along_G, along_A = self.function._gradient(I, G, self.agency._effective(I, A))
        induced, granted = self.agency._effective_slopes(I, A)
        return along_I + product(along_A, induced), along_G, product(along_A, granted)

    def interaction(self, I: npt.ArrayLike, G: npt.ArrayLike, A: npt.ArrayLike) -> Array:
        """How much steeper D becomes along A as I grows: d2D / dI dA, differentiated from the gradient.

        Parameters
        ----------
        I, G, A : array_like
            Coordinates in [0, 1].

        Returns
        -------
        ndarray of float64
            The mixed derivative, to about 1e-6 where D is smooth. Within 0.002 of a jump it is only large, and where
            the slope along A is infinite it is NaN.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        with np.errstate(invalid="ignore"):
            return evaluate(
                lambda i, g, a: (slope(lambda x: self._gradient(x, g, a)[2], i),),
                1,
                _coordinates(I, G, A),
                self.function.name,
            )[0]

    def dangerous_share(self, tolerance: float) -> float:
        """Share of the uniform cube in which D reaches the tolerance, to 0.005; undefined points are left out."""
        danger = _over_cube(self)
        if not danger.size:
            return float("nan")
        return 1.0 - float(np.searchsorted(danger, tolerance, side="left")) / danger.size

    def tolerance_for(self, share: float) -> float:
        """Tolerance at which that share of the uniform cube is dangerous, to 0.005 of the share.

        Raises
        ------
        ValueError
            If the share lies outside [0, 1].
        """
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"share must lie in [0, 1], got {share!r}")
        danger = _over_cube(self)
        return float(danger[round((1.0 - share) * (danger.size - 1))]) if danger.size else float("nan")


@functools.lru_cache(maxsize=64)
def _over_cube(surface: Surface) -> Array:
    """D at evenly spread points of the cube, in ascending order."""
    I, G, A = _cube()
    danger = np.sort(np.asarray(surface.danger(I, G, A)))
    danger = danger[~np.isnan(danger)]
    danger.flags.writeable = False
    return danger


@functools.cache
def _cube() -> Array:
    steps = (1.0 / _RECURRENCE) ** np.arange(1, 4)
    points: Array = (0.5 + np.outer(steps, np.arange(_CUBE_POINTS))) % 1.0
    points.flags.writeable = False
    return points


def _coordinates(I: npt.ArrayLike, G: npt.ArrayLike, A: npt.ArrayLike) -> tuple[Array, Array, Array]:
    return coordinate("I", I), coordinate("G", G), coordinate("A", A)
