"""Where the literals of the release population come from: a fit to the catalogue's own years."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.axes import Array
from risk.compute import REFERENCE_DATE, ComputeTrend
from risk.timeline import Releases

LINE = 1e25
"""FLOP over which the catalogue's systems are counted by year."""

SMALL = 1e24
"""FLOP under which a run counts as small: about a million dollars."""

FIRST_YEAR, LAST_YEAR = 2023, 2025
"""Years that are fitted. Before, nothing lies over the line; of 2026 most closed systems disclose nothing yet."""

_STEPS = 200
_DAYS = 365.25


@dataclass(frozen=True)
class ReleaseFit:
    """The fitted population, and the counts that it was fitted to.

    Attributes
    ----------
    model : Releases
        The fit; what the catalogue cannot tell stays as it was.
    years : tuple of int
        Years counted.
    listed : tuple of int
        Systems of the catalogue over 10²⁵ FLOP, by year.
    expected : tuple of float
        What the fitted model expects the catalogue to list in these years.
    """

    model: Releases
    years: tuple[int, ...]
    listed: tuple[int, ...]
    expected: tuple[float, ...]


def fit(systems: pd.DataFrame, model: Releases | None = None, trend: ComputeTrend | None = None) -> ReleaseFit:
    """Fit the release population to the catalogue.

    The catalogue is a selection and not a census. Two things are done about that. A release enters the counts only if
    its compute is known, and the share for which it is known is counted, open and closed apart. And the counts are
    fitted as if the catalogue listed *every* such release over 10²⁵ FLOP, which it need not: the rate of releases, and
    every count that follows from it, is a lower bound. `risk.forecast` sets it beside counts by others.

    - ``frontier``: mean, in log10, of the systems since 2023 that were larger than all before, brought to 2024.
    - ``small_share``, ``small_run``, ``small_scatter``: share, and mean and deviation in log10, of the general-purpose
      systems of 2023 to 2025 under 10²⁴ FLOP, all of which have open weights. The rest is near the frontier:
    - ``depth``, ``open_saving``: mean distance of closed systems below that line, and what open ones lie lower, beyond
      their lag.
    - ``open_share``, ``disclosed_closed``, ``disclosed_open``: shares of those listed.
    - ``release_rate``, ``release_growth``: greatest Poisson likelihood of the counts over 10²⁵ FLOP by year, growth not
      below zero. Three counts identify growth badly.
    - ``horizon_frontier``, ``horizon_slope``, ``horizon_scatter``: least squares of log2 task horizon on the effective
      compute that I stands for, the doubling time given.

    Parameters
    ----------
    systems : DataFrame
        What `risk.catalog.systems` returns.
    model : Releases, optional
        Gives the growth of the frontier, the open lag and the doubling time, which are published and not fitted.
    trend : ComputeTrend, optional
        What effective compute an intelligence stands for.

    Raises
    ------
    ValueError
        If no system of these years has a known compute.
    """
    from scipy import optimize  # half a second, so only where it is used

    start, trend = model or Releases(), trend or ComputeTrend()
    model = start.replace(frontier=10.0 ** _frontier(systems, start))
    general = _general(systems)
    small = general["flop"] < SMALL
    if small.sum() > 1:
        budgets = np.log10(general.loc[small, "flop"])
        model = model.replace(
            small_share=float(small.mean()), small_run=10.0 ** budgets.mean(), small_scatter=float(budgets.std(ddof=0))
        )
    general = general[~small]
    known, opened = general["flop"].notna().to_numpy(), general["open_weights"].to_numpy(dtype=bool)
    if not (known & opened).any() or not (known & ~opened).any():
        raise ValueError(f"the fit needs open and closed systems of {FIRST_YEAR} to {LAST_YEAR} with known compute")
    distance = model.frontier_at(general["date"]) - np.log10(general["flop"].to_numpy())
    # Nothing lies over the largest runs in the model; what lies over their line counts as on it.
    closed = float(np.maximum(distance[known & ~opened], 0.0).mean())
    lower = float(distance[known & opened].mean()) - closed - model.frontier_growth * model.open_lag / 12.0
    near = model.replace(
        depth=closed,
        open_saving=max(lower, 0.0),
        open_share=float(opened.mean()),
        disclosed_closed=float(known[~opened].mean()),
        disclosed_open=float(known[opened].mean()),
    )
    years = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
    # Small runs lie below the line by what they are.
    over = general.loc[general["flop"] > LINE, "date"].astype(int)
    listed = np.array([(over == year).sum() for year in years])

    def loss(guess: Array) -> float:
        changed = near.replace(release_rate=math.exp(guess[0]), release_growth=float(guess[1]))
        mean = _expected(changed, years)
        return float((mean - listed * np.log(mean)).sum())

    found = optimize.minimize(
        loss, (math.log(40.0), 0.05), method="Nelder-Mead", bounds=((0.0, 11.0), (0.0, 1.0)), options={"xatol": 1e-5}
    )
    fitted = near.replace(release_rate=math.exp(found.x[0]), release_growth=float(found.x[1]))
    expected = tuple(float(x) for x in _expected(fitted, years))
    return ReleaseFit(_with_horizon(systems, fitted, trend), years, tuple(int(n) for n in listed), expected)


def _frontier(systems: pd.DataFrame, model: Releases) -> float:
    known = systems[systems["flop"].notna()].sort_values("date")
    before = known["flop"].cummax().shift(fill_value=0.0)
    records = known[(known["flop"] > before) & (known["date"] >= FIRST_YEAR)]
    if records.empty:
        raise ValueError(f"the fit needs a system since {FIRST_YEAR} that is larger than all before")
    return float((np.log10(records["flop"]) - model.frontier_growth * (records["date"] - REFERENCE_DATE)).mean())


def _general(systems: pd.DataFrame) -> pd.DataFrame:
    """Models that are meant for everything: neither narrow, nor robots, nor products on top of another model."""
    other = systems["kind"].str.startswith("narrow") | systems["kind"].isin(("robotics", "agent_product"))
    return systems[~other & (systems["date"] >= FIRST_YEAR) & (systems["date"] < LAST_YEAR + 1)]


def _expected(model: Releases, years: tuple[int, ...]) -> Array:
    """Expected number of releases over the line whose compute is known, by year."""
    date = np.array(years)[:, None] + (np.arange(_STEPS) + 0.5) / _STEPS
    over = math.log10(LINE)
    lag = model.frontier_growth * model.open_lag / 12.0 + model.open_saving

    def share_over(room: Array) -> Array:
        return np.asarray(-np.expm1(-np.maximum(room, 0.0) / model.depth))

    closed = (1.0 - model.open_share) * model.disclosed_closed * share_over(model.frontier_at(date) - over)
    opened = model.open_share * model.disclosed_open * share_over(model.frontier_at(date) - over - lag)
    near = 1.0 - model.small_share
    return np.asarray((near * model.rate_at(date) * (closed + opened)).mean(axis=1))


def _with_horizon(systems: pd.DataFrame, model: Releases, trend: ComputeTrend) -> Releases:
    intelligence, minutes = systems["I"].to_numpy(), systems["horizon_minutes"].to_numpy()
    both = (intelligence > 0.0) & (intelligence < 1.0) & (minutes > 0.0)
    date, index = systems["date"].to_numpy()[both], intelligence[both]
    effective = trend.midpoint + trend.width * np.log(index / (1.0 - index))
    frontier = model.frontier_at(date) + trend.efficiency * (date - REFERENCE_DATE) + trend.boost
    off = effective - frontier
    octaves = np.log2(minutes[both]) - (date - REFERENCE_DATE) * _DAYS / model.horizon_doubling
    slope, start = np.polyfit(off, octaves, 1)
    scatter = float(np.std(octaves - start - slope * off))
    return model.replace(
        horizon_frontier=2.0 ** float(start), horizon_slope=max(float(slope), 0.0), horizon_scatter=scatter
    )
