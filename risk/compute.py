"""Training compute and intelligence: one trend, its scatter, and how a line drawn in FLOP erodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from risk.axes import Array
from risk.parameter import Declared, parameter

REFERENCE_DATE = 2024.0
"""Decimal year at which one FLOP counts as one effective FLOP."""

FIT_COLUMNS = ("flop", "date", "I")


class Table(Protocol):
    """Columns by name: a mapping of 1-D arrays, or a pandas DataFrame."""

    def __contains__(self, name: Any, /) -> bool: ...

    def __getitem__(self, name: Any, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...


def column(table: Table, name: str, owner: str) -> Array:
    """Return one column as float64, NaN where a value is missing.

    Parameters
    ----------
    table : mapping of str to 1-D array, or DataFrame
        Where the column is looked up.
    name : str
        Column name.
    owner : str
        What needs the column; the error message says so.

    Raises
    ------
    ValueError
        If the column is absent, is not one-dimensional or holds something that is not a number.
    """
    if name not in table:
        raise ValueError(f"{owner} needs the column {name}, and the table has none")
    try:
        values = np.asarray(table[name], dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{owner} needs numbers in the column {name}") from None
    if values.ndim != 1:
        raise ValueError(f"{owner} needs a one-dimensional column {name}, got {values.ndim} dimensions")
    return values


@dataclass(frozen=True, kw_only=True)
class ComputeTrend(Declared):
    """How much intelligence a training run of a given size buys at a given date, on average and with what spread.

    ``log10 C_eff = log10 C + r (t - 2024) + δ`` and ``I = σ((log10 C_eff - μ) / ν)``, with C in FLOP and t in decimal
    years. A system lies off that line by `scatter` orders of magnitude of compute, so FLOP does not measure I either.
    G and A do not follow from C.

    Wherever a method takes FLOP, a date or I, NaN means unknown and gives NaN.

    Notes
    -----
    The default midpoint, width and scatter are what `fit` gives, rounded, on the 37 systems of the catalogue with both
    a compute estimate and a measured I, at an efficiency of one order of magnitude a year.

    The efficiency itself is *not identified* by those systems: least squares with r free gives 1.4 OOM/year with a
    bootstrap interval of 0.97 to 2.4, and other regressions (of the log-odds, or of compute on intelligence) 0.44 to
    1.14. Date and compute rose together, so r stays an assumption; midpoint and width should follow it, through `fit`.
    """

    name = "compute-trend"
    label = "Compute trend"
    summary = "Intelligence follows effective compute, which algorithms make cheaper every year."
    formula = (
        r"\log_{10} C_{\mathrm{eff}} = \log_{10} C + r\,(t - 2024) + \delta,\quad"
        r" I = \sigma\!\left(\frac{\log_{10} C_{\mathrm{eff}} - \mu}{\nu}\right) + \mathrm{noise}"
    )
    source = "Least squares on the catalogue's systems, Epoch AI data (CC-BY 4.0)"

    efficiency: float = parameter(
        1.0,
        0.0,
        3.0,
        typical=(0.2, 1.5),
        step=0.05,
        symbol="r",
        unit="OOM/year",
        label="Algorithmic efficiency",
        help="Orders of magnitude by which the training compute for the same intelligence falls each year.",
        source="The essay's figure; published estimates run from 0.2 (Gundlach et al. 2025) to 1.8 (Scher 2025). "
        "Not identified by the data",
    )
    boost: float = parameter(
        0.0,
        -6.0,
        6.0,
        typical=(0.0, 3.0),
        step=0.1,
        symbol=r"\delta",
        unit="OOM",
        label="Boost without training compute",
        help="What inference-time compute, scaffolding and distillation add to the systems on which the trend was "
        "fitted, in orders of magnitude of training compute.",
    )
    midpoint: float = parameter(
        25.6,
        10.0,
        45.0,
        typical=(24.0, 28.0),
        step=0.1,
        symbol=r"\mu",
        unit="OOM",
        label="Compute at half intelligence",
        help="log10 of the effective training FLOP at which the average system reaches I = 0.5.",
        source="Least squares of I on log10 effective FLOP, 37 systems, r = 1",
    )
    width: float = parameter(
        1.9,
        0.05,
        20.0,
        typical=(1.0, 4.0),
        step=0.1,
        symbol=r"\nu",
        unit="OOM",
        label="Width of the trend",
        help="Orders of magnitude of effective compute per unit of the log-odds of I; larger means a flatter trend.",
        source="Least squares of I on log10 effective FLOP, 37 systems, r = 1",
    )
    scatter: float = parameter(
        0.94,
        0.0,
        10.0,
        typical=(0.5, 1.5),
        step=0.02,
        symbol=r"\sigma",
        unit="OOM",
        label="Scatter about the trend",
        help="Standard deviation of systems about the trend, in orders of magnitude of compute: how badly FLOP "
        "measures intelligence.",
        source="Residual of the same fit",
    )

    def intelligence(self, flop: npt.ArrayLike, date: npt.ArrayLike) -> Array:
        """Intelligence of the average system trained with so much compute: the central line.

        Parameters
        ----------
        flop : array_like
            Training compute in FLOP, zero or more; infinity is allowed.
        date : array_like
            Decimal year of training.

        Returns
        -------
        ndarray of float64
            I in [0, 1], of the broadcast shape.

        Raises
        ------
        ValueError
            If a FLOP figure is negative or a date is infinite; the message names the first bad value.
        """
        return self._line(self._effective(flop, date))

    def band(self, flop: npt.ArrayLike, date: npt.ArrayLike, sigmas: float = 1.0) -> tuple[Array, Array, Array]:
        """Intelligence that systems trained with so much compute really have: the line with its scatter.

        Parameters
        ----------
        flop, date : array_like
            As for `intelligence`.
        sigmas : float
            Half-width of the band in standard deviations of the scatter; 1 holds about 68 % of systems, 1.645 about
            90 %.

        Returns
        -------
        tuple of three ndarrays
            Low edge, central line and high edge of I.

        Raises
        ------
        ValueError
            As for `intelligence`, or if `sigmas` is negative or not finite.
        """
        if not 0.0 <= sigmas < np.inf:
            raise ValueError(f"sigmas must be a finite number of zero or more, got {sigmas}")
        effective = self._effective(flop, date)
        offset = sigmas * self.scatter
        return self._line(effective - offset), self._line(effective), self._line(effective + offset)

    def flop(self, intelligence: npt.ArrayLike, date: npt.ArrayLike) -> Array:
        """Training compute that the average system of such intelligence takes: the central line, inverted.

        Parameters
        ----------
        intelligence : array_like
            I in [0, 1].
        date : array_like
            Decimal year of training.

        Returns
        -------
        ndarray of float64
            FLOP; 0 for I = 0 and infinity for I = 1, which no finite run reaches.

        Raises
        ------
        ValueError
            If I lies outside [0, 1] or a date is infinite; the message names the first bad value.
        """
        with np.errstate(over="ignore"):
            return np.power(10.0, self._needed(intelligence) - (self._drift(date) + self.boost))

    def erosion_date(self, flop: npt.ArrayLike, intelligence: npt.ArrayLike) -> Array:
        """Date from which the average system of such intelligence needs less compute than a line in FLOP.

        From then on, the line no longer sees that capability: ``t = 2024 + (log10 C_2024(I) - log10 T) / r``.

        Parameters
        ----------
        flop : array_like
            The line T, in FLOP.
        intelligence : array_like
            The capability, I in [0, 1].

        Returns
        -------
        ndarray of float64
            Decimal year. Without progress in efficiency (r = 0) nothing erodes: infinity, or minus infinity where the
            capability never needed as much as the line.

        Raises
        ------
        ValueError
            If a FLOP figure is negative or I lies outside [0, 1]; the message names the first bad value.
        """
        line, capability = _flop(flop), self._needed(intelligence) - self.boost
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            years = np.divide(capability - np.log10(line), self.efficiency)
        # 0/0 is a line at exactly the compute needed, and inf - inf a line as far out as the capability: neither
        # ever needs less than the line. What is unknown on the way in stays unknown.
        never = np.isnan(years) & ~np.isnan(line) & ~np.isnan(capability)
        return np.where(never, np.inf, REFERENCE_DATE + years)[()]

    @classmethod
    def fit(cls, table: Table, efficiency: float = 1.0, boost: float = 0.0) -> Self:
        """Least-squares trend through systems whose compute, date and intelligence are all known.

        Midpoint and width minimise the squared error of I itself, ``Σ (I - σ((log10 C_eff - μ)/ν))²``, and not of its
        log-odds: the error of a measured I is about equally large along the axis, whereas log-odds would let the few
        systems near 0 or 1 decide. Scatter is the standard deviation, about their mean, of the residuals
        ``log10 C_eff - μ - ν logit I`` in orders of magnitude.

        Parameters
        ----------
        table : mapping of str to 1-D array, or DataFrame
            Columns flop, date and I. Rows in which one is missing are left out. Rows with I exactly 0 or 1 are off the
            scale: they enter the line, but have no residual in compute and are left out of the scatter.
        efficiency : float
            Assumed r in OOM/year; it is not fitted, since the systems do not identify it.
        boost : float
            δ of the result. It counts from what the fitted systems already had, and so does not move the fit.

        Raises
        ------
        ValueError
            If the table lacks a column, fewer than three rows are complete, or I does not rise with compute in them.
        """
        from scipy import optimize, special  # half a second, so only where they are used

        flop, date, intelligence = (column(table, name, cls.name) for name in FIT_COLUMNS)
        known = np.isfinite(date) & (flop > 0.0) & np.isfinite(flop) & (intelligence >= 0.0) & (intelligence <= 1.0)
        if np.count_nonzero(known) < 3:
            raise ValueError(f"{cls.name} needs at least three systems with flop, date and I, got {int(known.sum())}")
        assumed = cls(efficiency=efficiency)
        effective = np.log10(flop[known]) + assumed._drift(date[known])
        measured = intelligence[known]

        # The straight line through the log-odds starts the search; it only has to point the right way.
        scaled = special.logit(np.clip(measured, 0.01, 0.99))
        spread = effective - effective.mean()
        slope = float(spread @ scaled) / max(float(spread @ spread), np.finfo(float).tiny)
        if slope <= 0.0:
            raise ValueError(f"{cls.name} cannot be fitted: I does not rise with compute in these systems")
        start = (float(effective.mean() - scaled.mean() / slope), 1.0 / slope)

        def residual(line: Array) -> Array:
            return np.asarray(special.expit((effective - line[0]) / line[1]) - measured)

        def jacobian(line: Array) -> Array:
            z = (effective - line[0]) / line[1]
            steepness = special.expit(z) * special.expit(-z) / line[1]
            return np.stack((-steepness, -steepness * z), axis=1)

        solution = optimize.least_squares(
            residual, start, jac=jacobian, bounds=((-np.inf, 1e-6), np.inf), xtol=1e-14, ftol=1e-14, gtol=1e-14
        )
        midpoint, width = (float(value) for value in solution.x)
        inside = (measured > 0.0) & (measured < 1.0)
        off_line = effective[inside] - midpoint - width * special.logit(measured[inside])
        scatter = float(np.std(off_line)) if off_line.size else 0.0
        return cls(efficiency=efficiency, boost=boost, midpoint=midpoint, width=width, scatter=scatter)

    def _drift(self, date: npt.ArrayLike) -> Array:
        """Orders of magnitude that efficiency has added by a date, without the boost."""
        years = _numbers("date", date)
        if np.any(np.isinf(years)):
            raise ValueError(f"date must be a finite decimal year, got {years[np.isinf(years)].flat[0]!s}")
        return self.efficiency * (years - REFERENCE_DATE)

    def _effective(self, flop: npt.ArrayLike, date: npt.ArrayLike) -> Array:
        with np.errstate(divide="ignore"):
            return np.log10(_flop(flop)) + (self._drift(date) + self.boost)

    def _needed(self, intelligence: npt.ArrayLike) -> Array:
        """log10 of the effective FLOP that an intelligence takes."""
        values = _numbers("intelligence", intelligence)
        outside = (values < 0.0) | (values > 1.0)
        if np.any(outside):
            raise ValueError(f"intelligence must lie in [0, 1], got {values[outside].flat[0]!s}")
        with np.errstate(divide="ignore"):
            return self.midpoint + self.width * (np.log(values) - np.log1p(-values))

    def _line(self, effective: Array) -> Array:
        with np.errstate(over="ignore"):
            return 1.0 / (1.0 + np.exp((self.midpoint - effective) / self.width))


def _numbers(what: str, values: npt.ArrayLike) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{what} must be numbers, got {values!r:.60}") from None


def _flop(values: npt.ArrayLike) -> Array:
    flop = _numbers("flop", values)
    if np.any(flop < 0.0):
        raise ValueError(f"flop must be zero or more, got {flop[flop < 0.0].flat[0]!s}")
    return flop
