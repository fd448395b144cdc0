"""Release populations: which systems appear between two dates, drawn from a model whose every parameter is declared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from risk.axes import Array
from risk.catalog import AUTONOMY_LEVELS, Anchors, Assumptions
from risk.compute import REFERENCE_DATE, ComputeTrend
from risk.parameter import Declared, integer, parameter
from risk.years import FIRST, LAST

MOST_RELEASES = 5_000_000

H100_FLOP_PER_SECOND = 9.89e14
"""Peak of one H100 in 16-bit arithmetic without sparsity (NVIDIA's data sheet; recalled)."""

PRICE_DATE = 2025.0
"""Decimal year of the published cost of a run."""

_DAYS, _SECONDS = 365.25, 86_400.0
_FITTED = "Fit to the catalogue's general-purpose systems of 2023 to 2025 (risk.release_fit)"
_COUNTED = "Counted among the catalogue's general-purpose systems of 2023 to 2025 (risk.release_fit)"
_STREAMS = (
    "count", "date", "depth", "open", "residual", "horizon", "generality", "narrow", "autonomy", "developer",
    "disclosed", "decentralised", "incident", "small", "budget",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Releases(Declared):
    """Which systems are released, how large, how capable, how open and by whom.

    The largest runs follow a line in log10 FLOP that rises by `frontier_growth` a year until `growth_end`, and from
    then on only as compute becomes cheaper. Most releases lie an exponential distance below it, on average `depth`. An
    open-weight one is as capable as a closed one of `open_lag` months before, and takes `open_saving` orders of
    magnitude less compute than that. A share are small releases with open weights, whose budget does not follow the
    frontier: in them the capability of yesterday's largest runs comes back under a line.

    Intelligence follows effective compute through `ComputeTrend`, scatter included. The task horizon doubles with
    time, and falls with distance below the frontier in effective compute, so that intelligence and agenticity go
    together as they do among real systems. Hardware and spend follow from compute by declared judgements.

    Every column is drawn from a stream of its own: changing one parameter does not draw the others anew.
    """

    name = "releases"
    label = "Release population"
    summary = "Which systems are released each year: how large, how capable, how open, and by whom."
    formula = (
        r"\log_{10} C = \log_{10} F + g\,(t - 2024) - x,\quad x \sim \mathrm{Exp}(d),\quad"
        r" \dot{N} = n \cdot 10^{h (t - 2024)}"
    )
    source = "Kumar & Manning 2025, Trends in Frontier AI Model Count, for what is counted; the rest is ours"

    frontier: float = parameter(
        5e25, 1e18, 1e32, typical=(1e25, 2e26), log=True, symbol="F", unit="FLOP", label="Largest runs of 2024",
        help="Training compute of the largest runs at the start of 2024.", source=_FITTED,
    )  # fmt: skip
    frontier_growth: float = parameter(
        0.65, 0.0, 3.0, typical=(0.3, 0.9), step=0.05, symbol="g", unit="OOM/year", label="Growth of the largest runs",
        help="Orders of magnitude by which the largest training runs grow each year.",
        source="Epoch AI, training compute of frontier models: 4.5 times a year (4 to 5)",
    )  # fmt: skip
    growth_end: float = parameter(
        2030.0, FIRST, LAST, typical=(2027.0, 2040.0), step=0.5, unit="decimal year",
        label="End of that growth",
        help="Date from which the largest runs grow only as fast as compute becomes cheaper.",
        source="judgement; Epoch AI 2024, Can AI scaling continue through 2030?, recalled",
    )  # fmt: skip
    release_rate: float = parameter(
        21.0, 1.0, 100_000.0, typical=(10.0, 200.0), log=True, symbol="n", unit="releases a year",
        label="Releases a year in 2024", source=_FITTED,
        help="Releases a year at the start of 2024, of the kind that the catalogue lists.",
    )  # fmt: skip
    release_growth: float = parameter(
        0.0, 0.0, 1.0, typical=(0.0, 0.2), step=0.01, symbol="h", unit="OOM/year", label="Growth of the releases",
        help="Orders of magnitude by which the number of releases grows each year.", source=_FITTED,
    )  # fmt: skip
    depth: float = parameter(
        0.52, 0.01, 10.0, typical=(0.2, 1.5), step=0.02, symbol="d", unit="OOM",
        label="Mean distance below the largest runs",
        help="Orders of magnitude of compute by which a closed release lies below the largest runs, on average.",
        source=_FITTED,
    )  # fmt: skip
    open_share: float = parameter(
        0.46, 0.0, 1.0, typical=(0.2, 0.8), step=0.02, label="Share with open weights",
        help="Share of the releases near the frontier whose weights can be downloaded.", source=_COUNTED,
    )  # fmt: skip
    open_lag: float = parameter(
        3.5, 0.0, 120.0, typical=(1.0, 22.0), step=0.5, unit="months", label="Lag of open weights",
        help="Months by which open-weight releases trail closed ones in capability.",
        source="Epoch AI 2025, on its capability index: 3.5 months (1.1 to 5.3)",
    )  # fmt: skip
    open_saving: float = parameter(
        0.96, 0.0, 6.0, typical=(0.0, 2.0), step=0.02, unit="OOM", label="Compute that open weights save",
        help="Orders of magnitude by which an open-weight release takes less compute than an equally capable closed "
        "one of its lag before, as by distillation.",
        source=_FITTED,
    )  # fmt: skip
    small_share: float = parameter(
        0.19, 0.0, 1.0, typical=(0.0, 0.5), step=0.02, label="Share of small releases",
        help="Share of releases, all with open weights, that small budgets train; they do not follow the frontier.",
        source=f"{_COUNTED}: those under 10²⁴ FLOP",
    )  # fmt: skip
    small_run: float = parameter(
        1.7e23, 1e18, 1e30, typical=(3e22, 1e24), log=True, unit="FLOP", label="Median small run of 2024",
        help="Training compute of the median small release at the start of 2024.", source=_FITTED,
    )  # fmt: skip
    small_scatter: float = parameter(
        0.54, 0.0, 5.0, typical=(0.2, 1.0), step=0.02, unit="OOM", label="Scatter of small runs",
        help="Standard deviation of small runs about their median, in orders of magnitude.", source=_FITTED,
    )  # fmt: skip
    small_growth: float = parameter(
        0.15, 0.0, 3.0, typical=(0.0, 0.6), step=0.05, unit="OOM/year", label="Growth of small runs",
        help="Orders of magnitude by which small runs grow each year; as compute becomes cheaper, if budgets stay.",
        source="judgement: budgets stay, compute becomes cheaper",
    )  # fmt: skip
    disclosed_closed: float = parameter(
        0.46, 0.0, 1.0, typical=(0.1, 1.0), step=0.02, label="Closed: compute known",
        help="Share of closed releases whose compute is disclosed or estimated. Of the others a FLOP line cannot tell.",
        source=f"{_COUNTED}; of all that Epoch AI lists 39 % have an estimate",
    )  # fmt: skip
    disclosed_open: float = parameter(
        0.86, 0.0, 1.0, typical=(0.3, 1.0), step=0.02, label="Open weights: compute known",
        help="Share of open-weight releases whose compute is disclosed or estimated.", source=_COUNTED,
    )  # fmt: skip
    horizon_frontier: float = parameter(
        11.2, 0.01, 100_000.0, typical=(4.0, 40.0), log=True, symbol="H", unit="minutes",
        label="Task horizon of the frontier in 2024",
        help="Length of task that a system at the frontier of effective compute does half of the time, early in 2024.",
        source="Fit of METR's horizons on I and date in the catalogue (risk.release_fit)",
    )  # fmt: skip
    horizon_doubling: float = parameter(
        128.7, 10.0, 100_000.0, typical=(80.0, 400.0), step=5.0, unit="days", label="Doubling time of the task horizon",
        help="Days in which the task horizon of the frontier doubles.",
        source="METR, Time Horizon 1.1, since 2023: 128.7 days (104 to 158); the first paper has 212",
    )  # fmt: skip
    horizon_slope: float = parameter(
        1.4, 0.0, 10.0, typical=(0.5, 2.5), step=0.1, unit="doublings/OOM", label="Task horizon and effective compute",
        help="Doublings of the task horizon that a system loses for each order of magnitude below the frontier.",
        source="The same fit",
    )  # fmt: skip
    horizon_scatter: float = parameter(
        0.58, 0.0, 10.0, typical=(0.2, 2.0), step=0.02, unit="doublings", label="Scatter of the task horizon",
        help="Standard deviation of task horizons about that line.", source="Residual of the same fit",
    )  # fmt: skip
    generality_start: float = parameter(
        0.5, 0.01, 0.99, typical=(0.3, 0.8), step=0.02, label="Generality in 2024",
        help="Generality of the median general-purpose release at the start of 2024.",
        source="judgement; GPT-4 of 2023 passes three of ten domains, GPT-5 of 2025 eight",
    )  # fmt: skip
    generality_drift: float = parameter(
        0.3, 0.0, 3.0, typical=(0.0, 1.0), step=0.05, unit="log-odds/year", label="Drift of generality",
        help="Log-odds by which the median generality rises each year.",
    )  # fmt: skip
    generality_scatter: float = parameter(
        0.5, 0.0, 5.0, typical=(0.1, 1.5), step=0.05, unit="log-odds", label="Scatter of generality",
        help="Standard deviation of generality about its median, in log-odds.",
    )  # fmt: skip
    narrow_share: float = parameter(
        0.1, 0.0, 1.0, typical=(0.0, 0.5), step=0.02, label="Share of narrow systems",
        help="Share of releases that are built for one domain.",
        source="judgement; six of 70 in the catalogue of 2023 to 2025",
    )  # fmt: skip
    autonomy_scatter: float = parameter(
        1.0, 0.0, 4.0, typical=(0.0, 2.0), step=0.1, unit="levels", label="Scatter of granted autonomy",
        help="Standard deviation of the autonomy level at which releases are deployed, about the granted autonomy.",
    )  # fmt: skip
    jump_size: float = parameter(
        0.0, 0.0, 6.0, typical=(0.0, 3.0), step=0.1, unit="OOM", label="Jump in efficiency",
        help="Orders of magnitude that a sudden advance adds to effective compute at its date. 0: no jump.",
    )  # fmt: skip
    jump_date: float = parameter(
        2028.0, FIRST, LAST, typical=(2025.0, 2035.0), step=0.25, unit="decimal year",
        label="Date of the jump", help="Date from which the jump in efficiency counts.",
    )  # fmt: skip
    developers: int = integer(
        40, 1, 10_000, typical=(10, 200), label="Developers",
        help="Number of developers that release systems; the first is nearest to the largest runs.",
    )  # fmt: skip
    standing: float = parameter(
        0.8, 0.0, 1.0, typical=(0.3, 1.0), step=0.05, symbol=r"\rho", label="Standing of developers",
        help="How much a developer's place tells of the size of its runs: 1, large runs are of large developers; 0, "
        "of anybody.",
    )  # fmt: skip
    run_price: float = parameter(
        1e6, 1e3, 1e9, typical=(3e5, 3e6), log=True, unit="USD", label="Cost of 10²⁴ FLOP in 2025",
        help="Cost of a training run of 10²⁴ FLOP at the start of 2025.",
        source="MIRI 2025, Considerations for setting the FLOP thresholds; an order of magnitude",
    )  # fmt: skip
    price_fall: float = parameter(
        0.15, 0.0, 2.0, typical=(0.08, 0.3), step=0.01, unit="OOM/year", label="Fall in the price of compute",
        help="Orders of magnitude by which a FLOP becomes cheaper each year.",
        source="Hobbhahn & Besiroglu, GPUs for machine learning: FLOP/s per dollar double in 2.07 years (1.54 to 3.13)",
    )  # fmt: skip
    spend_multiple: float = parameter(
        10.0, 1.0, 1000.0, typical=(3.0, 30.0), log=True, label="Research spend over the cost of runs",
        help="A developer's yearly spend on AI research over the compute cost of the runs that it releases that year.",
    )  # fmt: skip
    utilisation: float = parameter(
        0.4, 0.01, 1.0, typical=(0.2, 0.6), step=0.02, label="Utilisation of hardware",
        help="Share of the peak speed that a training run reaches.",
    )  # fmt: skip
    run_days: float = parameter(
        90.0, 1.0, 1000.0, typical=(30.0, 200.0), step=5.0, unit="days", label="Length of a training run",
        help="Days over which a run is spread; with the compute it gives the hardware.",
    )  # fmt: skip
    decentralised_share: float = parameter(
        0.03, 0.0, 1.0, typical=(0.0, 0.3), step=0.01, label="Share trained in many places",
        help="Share of open-weight releases that are trained over many small sites at once.",
        source="judgement; two of 33 open-weight systems in the catalogue of 2023 to 2025",
    )  # fmt: skip
    site_size: float = parameter(
        8.0, 1.0, 10_000.0, typical=(4.0, 200.0), log=True, unit="H100 equivalents", label="Largest of many sites",
        help="Hardware in the largest place of a training run that is spread over many.",
    )  # fmt: skip
    incident_share: float = parameter(
        0.002, 0.0, 1.0, typical=(0.0, 0.05), step=0.001, label="Incidents",
        help="Chance that a fully agentic release causes a public incident; in proportion to agenticity below that.",
    )  # fmt: skip

    def frontier_at(self, date: npt.ArrayLike) -> Array:
        """log10 FLOP of the largest runs at a date."""
        growing = np.minimum(np.asarray(date, dtype=float), self.growth_end)
        after = np.asarray(date, dtype=float) - growing
        grown = self.frontier_growth * (growing - REFERENCE_DATE) + min(self.price_fall, self.frontier_growth) * after
        return np.asarray(math.log10(self.frontier) + grown)

    def rate_at(self, date: npt.ArrayLike) -> Array:
        """Releases a year at a date."""
        return np.asarray(
            self.release_rate * 10.0 ** (self.release_growth * (np.asarray(date, dtype=float) - REFERENCE_DATE))
        )

    def expected(self, start: float, stop: float) -> float:
        """Expected number of releases in [start, stop)."""
        rise = self.release_growth * math.log(10.0)
        if rise * (stop - start) < 1e-9:
            return float(self.rate_at(start)) * (stop - start)
        return float(self.rate_at(stop) - self.rate_at(start)) / rise


def releases(
    start: float,
    stop: float,
    seed: int | np.random.SeedSequence = 0,
    *,
    model: Releases | None = None,
    trend: ComputeTrend | None = None,
    anchors: Anchors | None = None,
    assumptions: Assumptions | None = None,
) -> pd.DataFrame:
    """Draw the systems released in [start, stop).

    Parameters
    ----------
    start, stop : float
        Decimal years between 2017 and 2060.
    seed : int or SeedSequence
        The same seed and parameters give the same releases.
    model : Releases, optional
        What is released.
    trend : ComputeTrend, optional
        How compute becomes intelligence.
    anchors, assumptions : optional
        Which task horizon stands for which agenticity, and the autonomy that is granted on average.

    Returns
    -------
    DataFrame
        One row a release, by date.

        - ``id``, ``name``, ``date`` (decimal year), ``I``, ``G``, ``A`` (granted) and ``open_weights``, as in
          `risk.catalog.systems`; ``flop`` in FLOP as disclosed, NaN where it is not.
        - ``compute``: the same in truth, whether disclosed or not.
        - ``developer``: its number, the first nearest to the largest runs; ``spend_usd``: what that developer spends
          on AI research in the calendar year (within the dates drawn).
        - ``hardware``: H100 equivalents of the run, and ``site``: of its largest place; NaN where compute is not
          disclosed.
        - ``incident``: whether the release causes a public incident.

    Raises
    ------
    ValueError
        If the dates are not in order between 2017 and 2060, or the rate of releases makes too many.
    """
    columns = draw(start, stop, seed, model or Releases(), trend or ComputeTrend(), anchors, assumptions)
    number = np.arange(columns["date"].size)
    frame = pd.DataFrame({"id": number, "name": number, **columns})
    frame["id"] = "release_" + frame["id"].astype(str)
    frame["name"] = "Release " + (frame["name"] + 1).astype(str)
    return frame


def draw(
    start: float,
    stop: float,
    seed: int | np.random.SeedSequence,
    model: Releases,
    trend: ComputeTrend,
    anchors: Anchors | None = None,
    assumptions: Assumptions | None = None,
    part: float = 1.0,
) -> Mapping[str, Any]:
    """The columns of `releases` without id and name, as arrays; of a large population, perhaps an even part only."""
    check_dates(start, stop)
    _check_size(model, start, stop, part)
    anchors, assumptions = anchors or Anchors(), assumptions or Assumptions()
    root = seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
    # Made without spawning, which would change the caller's sequence and the next draw.
    random = {
        name: np.random.default_rng(np.random.SeedSequence(root.entropy, spawn_key=(*root.spawn_key, key)))
        for key, name in enumerate(_STREAMS)
    }
    date = _dates(model, start, stop, part, random)
    size = date.size
    small = random["small"].random(size) < model.small_share
    opened = small | (random["open"].random(size) < model.open_share)
    # An open-weight release near the frontier is what a closed one was some months before.
    follows = opened & ~small
    as_of = date - np.where(follows, model.open_lag / 12.0, 0.0)
    largest = model.frontier_at(as_of)
    budget = math.log10(model.small_run) + model.small_growth * (date - REFERENCE_DATE)
    budget += model.small_scatter * random["budget"].standard_normal(size)
    distance = np.where(small, largest - budget, random["depth"].standard_exponential(size) * model.depth)
    log_compute = largest - distance - np.where(follows, model.open_saving, 0.0)

    jumped = np.where(date >= model.jump_date, model.jump_size, 0.0)
    off_frontier = trend.scatter * random["residual"].standard_normal(size) - distance + jumped
    drift = trend.efficiency * (as_of - REFERENCE_DATE) + trend.boost
    intelligence = _sigmoid((largest + drift + off_frontier - trend.midpoint) / trend.width)
    agenticity = _agenticity(model, anchors, assumptions, as_of, off_frontier, random)
    generality = _generality(model, anchors, date, random)

    compute = 10.0**log_compute
    disclosed = random["disclosed"].random(size) < np.where(opened, model.disclosed_open, model.disclosed_closed)
    developer = _developer(model, distance, random)
    hardware = compute / (H100_FLOP_PER_SECOND * model.utilisation * model.run_days * _SECONDS)
    spread = opened & (random["decentralised"].random(size) < model.decentralised_share)
    site = np.where(spread, np.minimum(hardware, model.site_size), hardware)
    return {
        "date": date,
        "flop": np.where(disclosed, compute, np.nan),
        "compute": compute,
        "I": intelligence,
        "G": generality,
        "A": agenticity,
        "open_weights": opened,
        "developer": developer,
        "spend_usd": _spend(model, date, developer, log_compute) / part,
        "hardware": np.where(disclosed, hardware, np.nan),
        "site": np.where(disclosed, site, np.nan),
        "incident": random["incident"].random(size) < model.incident_share * agenticity,
    }


def check_dates(start: float, stop: float) -> None:
    """Refuse dates that are not in order, or outside what can be drawn.

    Raises
    ------
    ValueError
        Naming the date, its value and what is allowed.
    """
    for name, value in (("start", start), ("stop", stop)):
        if not FIRST <= value <= LAST:
            raise ValueError(f"{name} must be a decimal year between {FIRST:g} and {LAST:g}, got {value!r}")
    if not start < stop:
        raise ValueError(f"start must come before stop, got {start!r} and {stop!r}")


def part_of(model: Releases, start: float, stop: float, most: int) -> float:
    """Share of a population of which about so many releases, at the most, are expected."""
    return min(1.0, most / model.expected(start, stop))


def _check_size(model: Releases, start: float, stop: float, part: float) -> None:
    expected = part * model.expected(start, stop)
    if expected > MOST_RELEASES:
        # Without growth the highest rate that may be declared stays below this.
        raise ValueError(
            f"{model.name}.release_growth of {model.release_growth:g} makes about {expected:.3g} releases from"
            f" {start:g} to {stop:g}; at most {MOST_RELEASES:g} can be drawn"
        )


def _dates(model: Releases, start: float, stop: float, part: float, random: Mapping[str, np.random.Generator]) -> Array:
    """A Poisson process whose rate grows exponentially: dates at the quantiles of what has been released by then."""
    size = random["count"].poisson(part * model.expected(start, stop))
    quantile = np.sort(random["date"].random(size))
    rise = model.release_growth * math.log(10.0) * (stop - start)
    elapsed = quantile if rise < 1e-9 else np.log1p(quantile * math.expm1(rise)) / rise
    # Rounding may reach the end, which is not included.
    return np.asarray(np.minimum(start + elapsed * (stop - start), np.nextafter(stop, -np.inf)))


def _agenticity(
    model: Releases,
    anchors: Anchors,
    assumptions: Assumptions,
    as_of: Array,
    off_frontier: Array,
    random: Mapping[str, np.random.Generator],
) -> Array:
    """Task horizon between its anchors, times a fifth of the granted autonomy."""
    doublings = (as_of - REFERENCE_DATE) * _DAYS / model.horizon_doubling
    doublings += model.horizon_slope * off_frontier
    doublings += model.horizon_scatter * random["horizon"].standard_normal(as_of.size)
    octaves = math.log2(model.horizon_frontier * 60.0 / anchors.horizon_zero) + doublings
    span = math.log2(anchors.horizon_one * 3600.0 / anchors.horizon_zero)
    horizon = np.clip(octaves / span, 0.0, 1.0)
    levels = len(AUTONOMY_LEVELS)
    level = assumptions.autonomy + model.autonomy_scatter * random["autonomy"].standard_normal(as_of.size)
    return np.asarray(horizon * np.clip(level, 1.0, levels) / levels)


def _generality(model: Releases, anchors: Anchors, date: Array, random: Mapping[str, np.random.Generator]) -> Array:
    middle = math.log(model.generality_start / (1.0 - model.generality_start))
    drift = model.generality_drift * (date - REFERENCE_DATE)
    scatter = model.generality_scatter * random["generality"].standard_normal(date.size)
    narrow = random["narrow"].random(date.size) < model.narrow_share
    return np.where(narrow, anchors.narrow_generality, _sigmoid(middle + drift + scatter))


def _developer(model: Releases, distance: Array, random: Mapping[str, np.random.Generator]) -> npt.NDArray[np.int64]:
    """Developers in order of their runs: a Gaussian copula between a run's distance and its developer's place."""
    from scipy import special  # half a second, so only where it is used

    # 1 - exp(-x) is the quantile of an exponential distance; its ends would be infinite.
    quantile = np.clip(-np.expm1(-np.maximum(distance, 0.0) / model.depth), 1e-12, 1.0 - 1e-12)
    noise = random["developer"].standard_normal(distance.size)
    place = model.standing * special.ndtri(quantile) + math.sqrt(1.0 - model.standing**2) * noise
    number = (special.ndtr(place) * model.developers).astype(np.int64)
    return np.asarray(np.minimum(number, model.developers - 1) + 1)


def _spend(model: Releases, date: Array, developer: npt.NDArray[np.int64], log_compute: Array) -> Array:
    """Yearly research spend of each release's developer: all its runs of that calendar year, times a multiple."""
    price = math.log10(model.run_price) - 24.0 - model.price_fall * (date - PRICE_DATE)
    cost = 10.0 ** (log_compute + price)
    group = (date.astype(np.int64) - int(FIRST)) * (model.developers + 1) + developer
    return np.asarray(model.spend_multiple * np.bincount(group, cost)[group]) if date.size else cost


def _sigmoid(z: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-z)))
