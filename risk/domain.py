"""Where in the cube a danger function is undefined, and where it leaves [0, 1] and is clipped."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk import words
from risk.axes import AXES, Array, FormulaError, evaluate
from risk.danger import BUILT_IN, Blend, DangerFunction

_POINTS = 41
# Less than this beyond an end is rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Part:
    """Part of the cube.

    Attributes
    ----------
    share : float
        Share of an even lattice of 41 points an axis.
    ends : tuple of (float, float)
        From where to where it reaches along I, G and A; empty where the share is 0.
    """

    share: float
    ends: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Domain:
    """Where a function gives no value, and where one outside [0, 1]."""

    undefined: Part
    outside: Part


@functools.lru_cache(maxsize=256)
def domain(function: DangerFunction) -> Domain:
    """Look at a function over the whole cube, before it is clipped.

    Raises
    ------
    FormulaError
        If it cannot be computed.
    """
    ends = np.linspace(0.0, 1.0, _POINTS)
    (raw,) = evaluate(
        lambda *where: (function._danger(*where),), 1, (ends[:, None, None], ends[:, None], ends), function.name
    )
    with np.errstate(invalid="ignore"):
        outside = (raw < -_ROUNDING) | (raw > 1.0 + _ROUNDING)
    return Domain(_part(np.isnan(raw), ends), _part(outside, ends))


def _part(where: npt.NDArray[np.bool_], ends: Array) -> Part:
    if not where.any():
        return Part(0.0, ())
    met = [np.flatnonzero(where.any(axis=tuple(other for other in range(3) if other != axis))) for axis in range(3)]
    return Part(float(where.mean()), tuple((float(ends[at[0]]), float(ends[at[-1]])) for at in met))


def remarks(function: DangerFunction) -> tuple[str, ...]:
    """What a reader must know of where a function gives no index: one sentence for each finding."""
    found = []
    for part in function.functions if isinstance(function, Blend) else (function,):
        if type(part) in BUILT_IN and part.stands_alone:  # these are an index everywhere, as the contract tests show
            continue
        try:
            seen = domain(part)
        except FormulaError:  # the page names it where it is evaluated
            continue
        name = part.label or part.name
        if seen.undefined.share:
            found.append(
                f"{name} is undefined in {words.share(seen.undefined.share)} of the cube{_reach(seen.undefined)}:"
                " these points are gaps in the figures and left out of every count."
            )
        if seen.outside.share:
            found.append(
                f"{name} leaves [0, 1] in {words.share(seen.outside.share)} of the cube{_reach(seen.outside)}:"
                " D is clipped to 0 or 1 there."
            )
    return tuple(found)


def _reach(part: Part) -> str:
    """In which box a part lies, where that says something: ", with I from 0 to 0.50"."""
    parts = [
        f"{axis} from {words.index(low)} to {words.index(high)}"
        for axis, (low, high) in zip(AXES, part.ends, strict=True)
        if (low, high) != (0.0, 1.0)
    ]
    return f", with {words.listed(parts)}" if parts else ""
