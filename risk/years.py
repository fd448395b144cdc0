"""The years that the moving target is drawn and counted for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from risk.axes import Array

FIRST, LAST = 2017.0, 2060.0
"""From the oldest listed system to as far as a trend is continued: nobody knows one for forty years."""

MONTHS = np.linspace(FIRST, LAST, round((LAST - FIRST) * 12) + 1)
"""Start of every month, as decimal years."""
MONTHS.flags.writeable = False


def checked(name: str, dates: npt.ArrayLike) -> Array:
    """Return decimal years as float64.

    Raises
    ------
    ValueError
        If one is no number or lies outside the years; the message names what it is and the first bad value.
    """
    try:
        years = np.asarray(dates, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be decimal years, got {dates!r:.60}") from None
    outside = ~((years >= FIRST) & (years <= LAST))
    if np.any(outside):
        raise ValueError(f"{name} must lie between {FIRST:.0f} and {LAST:.0f}, got {years[outside].flat[0]:g}")
    return years
