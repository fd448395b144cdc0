"""Surfaces drawn from priors: scrambled Sobol points, so that few draws fill the space evenly."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from risk.axes import Array, FormulaError
from risk.blocks import Block
from risk.parameter import Declared, Parameter, parameters
from risk.surface import Surface

# SciPy's Sobol points have so many bits, and it knows so many dimensions.
_MOST_SAMPLES = 2**30
_MOST_SEED = 2**63 - 1

_OWNERS = ("function", "agency")

Part = TypeVar("Part", bound=Declared)


@dataclass(frozen=True, eq=False)
class Draws:
    """Surfaces that differ in what nobody knows.

    Attributes
    ----------
    surface : Surface
        Where every parameter without a prior is taken from.
    priors : tuple of (str, str, frozen SciPy distribution)
        Owner ("function" or "agency"), name and distribution of every drawn parameter.
    samples : int
        Number of draws.
    seed : int
        The same seed gives the same draws, however they are cut into blocks.
    """

    surface: Surface
    priors: tuple[tuple[str, str, Any], ...]
    samples: int
    seed: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the drawn parameters with their owners: "function.sharpness"."""
        return tuple(f"{owner}.{name}" for owner, name, _ in self.priors)

    def values(self, block: Block) -> Array:
        """Drawn values, one row a draw and one column a parameter.

        Raises
        ------
        ValueError
            If a distribution gives no finite numbers.
        """
        start, stop = block
        drawn = np.empty((stop - start, len(self.priors)))
        if not self.priors:
            return drawn
        from scipy.stats import qmc  # takes most of a second, so only where it is used

        sequence = qmc.Sobol(len(self.priors), scramble=True, rng=np.random.default_rng(self.seed))
        if start:
            sequence.fast_forward(start)
        # From its beginning SciPy warns of a number that is not a power of two, which was said once of all draws.
        wanted = stop - start if start else 1 << (stop - start - 1).bit_length()
        points = sequence.random(wanted)[: stop - start]
        for column, (owner, name, distribution) in enumerate(self.priors):
            drawn[:, column] = distribution.ppf(points[:, column])
            if not np.isfinite(drawn[:, column]).all():
                raise ValueError(
                    f"the prior of {owner}.{name} gives no finite numbers; to hold a parameter at its value, leave it"
                    " out of the priors"
                )
        return drawn

    def surfaces(self, block: Block) -> Iterator[Surface]:
        """The surface of each draw of a block.

        Raises
        ------
        FormulaError
            If function or agency does not allow a drawn value; it is a `ValueError`.
        """
        names = {owner: [name for other, name, _ in self.priors if other == owner] for owner in _OWNERS}
        first = len(names["function"])
        for row in self.values(block).tolist():
            try:
                function = _with(self.surface.function, names["function"], row[:first])
                agency = _with(self.surface.agency, names["agency"], row[first:])
            except ValueError as error:  # a stranger's function may allow each value and not all of them together
                raise FormulaError(f"{self.surface.function.name} does not allow a draw: {error}") from error
            yield Surface(function, agency)


def _with(part: Part, names: list[str], values: list[float]) -> Part:
    return part.replace(**dict(zip(names, values, strict=True))) if names else part


def drawn(surface: Surface, priors: Mapping[str, Any] | None = None, samples: int = 1024, seed: int = 0) -> Draws:
    """Draws over the priors of a surface's parameters.

    Parameters
    ----------
    surface : Surface
        What is drawn; parameters without a prior keep its values.
    priors : mapping of str to frozen SciPy distribution, optional
        By name of the parameter, with "function." or "agency." before it where both have it. By default the declared
        priors of all real-valued parameters; whole numbers, choices and switches are never drawn.
    samples : int
        Number of draws. Sobol points are even in powers of two; another number is allowed, and warned of.
    seed : int
        Seed, zero or more.

    Raises
    ------
    ValueError
        If there is no such parameter, it is not real-valued, a prior is no distribution, or there are too few or too
        many draws.
    """
    _check_whole("samples", samples, 1, _MOST_SAMPLES)
    _check_whole("seed", seed, 0, _MOST_SEED)
    if samples & (samples - 1):
        even = 2 ** round(np.log2(samples))
        warnings.warn(
            f"{samples} draws are not a power of two, so they fill the space less evenly than {even} would",
            stacklevel=3,
        )
    owned = {"function": surface.function, "agency": surface.agency}
    declared = {(owner, entry.name): entry for owner, part in owned.items() for entry in parameters(part)}
    if priors is None:
        found = {place: entry.prior() for place, entry in declared.items() if entry.kind == "float"}
    else:
        found = {_place(key, declared): _distribution(key, prior) for key, prior in priors.items()}
        for place in found:
            if declared[place].kind != "float":
                raise ValueError(f"{'.'.join(place)} is not drawn: only real-valued parameters have a prior")
    # In declared order, whatever the order in which they were given: the same priors make the same draws.
    ordered = tuple((*place, found[place]) for place in declared if place in found)
    return Draws(surface, ordered, int(samples), int(seed))


def _place(key: str, declared: Mapping[tuple[str, str], Parameter]) -> tuple[str, str]:
    fitting = [place for place in declared if key in (place[1], ".".join(place))]
    if not fitting:
        known = ", ".join(name for (_, name), entry in declared.items() if entry.kind == "float") or "none"
        raise ValueError(f"there is no parameter {key!r:.60} to draw; there are {known}")
    if len(fitting) > 1:
        raise ValueError(f"two parameters are named {key!r}: write {' or '.join('.'.join(place) for place in fitting)}")
    return fitting[0]


def _distribution(key: str, prior: Any) -> Any:
    if not callable(getattr(prior, "ppf", None)):
        raise ValueError(f"the prior of {key} must be a frozen SciPy distribution, got {prior!r:.60}")
    return prior


def _check_whole(what: str, value: Any, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
        raise ValueError(f"{what} must be a whole number from {low} to {high}, got {value!r:.60}")
