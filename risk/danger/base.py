"""What every danger function is: declared parameters and one formula over the unit cube."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from risk.axes import Array, coordinate, evaluate
from risk.calculus import slope
from risk.parameter import Declared


@dataclass(frozen=True, kw_only=True)
class DangerFunction(Declared, abc.ABC):
    """Danger D = f(I, G, A), an index in [0, 1].

    A subclass declares its parameters as fields, sets `name`, `label`, `summary`, `formula` and `source`, and
    writes `_danger`; `_gradient` is optional and replaces numerical differentiation.

    Attributes
    ----------
    formula : str
        LaTeX of the formula.
    increasing : tuple of str
        Axes in which D never falls.
    leading : tuple of str
        The one or two parameters shown before all others, which figures sweep; of a formula and a blend all numbers.
    stands_alone : bool
        Whether its defaults stand for a view of danger of their own, under which conclusions are checked.
    """

    formula: ClassVar[str] = ""
    increasing: ClassVar[tuple[str, ...]] = ("I", "G", "A")
    leading: ClassVar[tuple[str, ...]] = ()
    stands_alone: ClassVar[bool] = True

    @abc.abstractmethod
    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        """Formula on checked coordinates, which broadcast against each other."""

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        return (
            slope(lambda x: self._danger(x, G, A), I),
            slope(lambda x: self._danger(I, x, A), G),
            slope(lambda x: self._danger(I, G, x), A),
        )

    def danger(self, I: npt.ArrayLike, G: npt.ArrayLike, A: npt.ArrayLike) -> Array:
        """Danger index D.

        Parameters
        ----------
        I, G, A : array_like
            Intelligence, generality and agenticity in [0, 1]; they broadcast as a NumPy ufunc does.

        Returns
        -------
        ndarray of float64
            D in [0, 1], of the broadcast shape. An index, not a probability.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        operands = (coordinate("I", I), coordinate("G", G), coordinate("A", A))
        return evaluate(lambda *parts: (bounded(self._danger(*parts)),), 1, operands, self.name)[0]

    def gradient(self, I: npt.ArrayLike, G: npt.ArrayLike, A: npt.ArrayLike) -> tuple[Array, Array, Array]:
        """Slopes of D along I, G and A.

        Parameters
        ----------
        I, G, A : array_like
            Coordinates in [0, 1].

        Returns
        -------
        tuple of three ndarrays
            dD/dI, dD/dG, dD/dA; infinite on a fold, never NaN for the built-in functions.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        operands = (coordinate("I", I), coordinate("G", G), coordinate("A", A))
        slopes = evaluate(self._gradient, 3, operands, self.name)
        return slopes[0], slopes[1], slopes[2]


def bounded(danger: Array) -> Array:
    """Clip to [0, 1]; undefined points stay NaN."""
    try:
        return np.clip(danger, 0.0, 1.0)
    except TypeError:  # no numbers: `evaluate` says so and names the function
        return danger
