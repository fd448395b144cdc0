"""Who can do it: how many actors can train, fine-tune or run a capability, and how many of them nobody sees."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.axes import Array
from risk.compute import ComputeTrend, Table
from risk.parameter import Declared, flag, integer, parameter, parameters
from risk.years import FIRST, LAST, checked

ABILITIES = ("train", "fine-tune", "run")
"""What an actor may be able to do with a capability, the hardest first: whoever can do one can do the next."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "DeepMind": "Google",
        "Google DeepMind": "Google",
        "Google DeepMind, Isomorphic Labs": "Google",
        "Google Research": "Google",
        "Facebook AI Research": "Meta AI",
        "Microsoft Research": "Microsoft",
    }
)
"""Developers of the catalogue that share one purse, by their name there: a judgement."""

_MONTHS_A_YEAR = 12
_PRICED = 2025.0


@dataclass(frozen=True, kw_only=True)
class Spread(Declared):
    """How the number of actors who can afford something grows as it gets cheaper."""

    name = "spread"
    label = "Spread of a capability"
    summary = "How the number of actors who can afford something grows as it gets cheaper."
    formula = (
        r"N(t) = \min\!\left(N_{\max},\; N_0 \left(\frac{K_0}{K(t)}\right)^{a}\right),\quad"
        r" K(t) = C(I^*, t) \times \$\!/\mathrm{FLOP}"
    )
    source = "Pareto tail fitted to the developers of the catalogue by largest training run"

    developers: int = integer(
        15,
        1,
        10_000,
        typical=(5, 60),
        symbol="N_0",
        unit="developers",
        label="Developers at the least run",
        help="Developers whose largest known training run takes at least the least run, when they are counted.",
        source="Counted in the catalogue; developers that disclose no compute are not in it",
    )
    least_run: float = parameter(
        1e24,
        1e15,
        1e30,
        typical=(1e23, 1e25),
        unit="FLOP",
        label="Least run",
        help="Training run from which developers are counted; what it costs is K_0. Below it the catalogue is"
        " incomplete. The number of developers and the tail exponent do not follow it.",
        source="judgement: about a million dollars (Scher & Barnett 2025)",
        log=True,
    )
    counted: float = parameter(
        2026.75,
        FIRST,
        LAST,
        typical=(2024, 2030),
        step=0.25,
        symbol="t_0",
        unit="decimal year",
        label="Date of the count",
        help="Date at which developers and their runs are counted.",
        source="Vintage of the data (October 2026)",
    )
    tail: float = parameter(
        0.36,
        0.01,
        5,
        typical=(0.22, 0.53),
        step=0.01,
        symbol="a",
        label="Tail exponent",
        help="How fast the number of actors grows as the cost falls: each order of magnitude multiplies it by ten to"
        " this power. The typical range is the 90 % interval of the fit.",
        source="Maximum likelihood on the developers' largest runs, with its 90 % interval",
    )
    price: float = parameter(
        1e-18,
        1e-24,
        1e-12,
        typical=(3e-19, 3e-18),
        unit="USD/FLOP",
        label="Price of training compute in 2025",
        help="Dollars for one FLOP of a training run in 2025; it falls with the price of hardware.",
        source="Scher & Barnett 2025: about a million dollars for 10²⁴ FLOP, an order of magnitude",
        log=True,
    )
    price_halving: float = parameter(
        2.07,
        0.1,
        100,
        typical=(1.54, 3.13),
        step=0.05,
        unit="years",
        label="Halving time of the price of compute",
        help="Years in which a dollar buys twice the FLOP.",
        source="Hobbhahn & Besiroglu 2022, GPUs for machine learning, 95 % interval",
    )
    tuning_share: float = parameter(
        1e-3,
        1e-8,
        1,
        typical=(1e-5, 1e-1),
        label="Compute of fine-tuning",
        help="Compute of fine-tuning, as a share of what training the same capability takes.",
        log=True,
    )
    server: float = parameter(
        15_000,
        10,
        1e8,
        typical=(2_000, 100_000),
        unit="USD",
        label="Cost of running it on a server in 2025",
        help="Dollars for a month on a rented server that holds the system; it falls with the price of hardware.",
        source="judgement: eight accelerators at about 2.5 dollars an hour",
        log=True,
    )
    most: float = parameter(
        1e5,
        100,
        1e10,
        typical=(1e4, 1e7),
        symbol=r"N_{\max}",
        unit="actors",
        label="Most actors with the skill",
        help="Organisations in the world that could train, fine-tune or serve a system if money did not matter.",
        log=True,
    )
    owners: float = parameter(
        1e7,
        1000,
        1e10,
        typical=(1e6, 1e8),
        unit="actors",
        label="Owners of a consumer accelerator",
        help="People who own one accelerator large enough to run a system that fits on it.",
        log=True,
    )
    open_lag: float = parameter(
        4.0,
        0,
        600,
        typical=(1.1, 22),
        step=0.1,
        unit="months",
        label="Open-weight lag",
        help="Months from the first system with a capability until one with open weights has it.",
        source="Epoch AI 2026, on its capability index; range over its earlier estimates of 2024 and 2025",
    )
    consumer_lag: float = parameter(
        8.0,
        0,
        600,
        typical=(6, 12),
        step=0.5,
        unit="months",
        label="Consumer-accelerator lag",
        help="Months from the first system with a capability until it runs on one consumer accelerator.",
        source="Epoch AI 2025, range over four benchmarks",
    )
    crowd: float = parameter(
        1000,
        2,
        1e9,
        typical=(100, 1e6),
        unit="actors",
        label="Crowd",
        help="Number of actors that is asked about: the date at which it is passed.",
        log=True,
    )

    def price_fall(self, dates: Array) -> Array:
        """Orders of magnitude by which compute is cheaper than in 2025."""
        return np.asarray((dates - _PRICED) * math.log10(2.0) / self.price_halving)

    def affording(self, cost: Array) -> Array:
        """Actors who can afford a cost, given as log10 of dollars at the prices of its date: the fitted tail."""
        least = math.log10(self.least_run * self.price) - self.price_fall(np.asarray(self.counted))
        found = math.log10(self.developers) + self.tail * (least - cost)
        return np.asarray(10.0 ** np.minimum(found, math.log10(self.most)))


@dataclass(frozen=True, kw_only=True)
class Chokepoints(Declared):
    """Who could see an actor, and how that wears off as the capability takes less compute."""

    name = "chokepoints"
    label = "Chokepoints"
    summary = "Who could see an actor, and how that wears off as the capability takes less compute."
    formula = r"\mathrm{unseen} = N \prod_k (1 - c_k),\quad c_k(t) = c_k\,(1 - \ell_k)^{\,r\,(t - t_0)}"

    providers: bool = flag(
        True, label="Compute providers", help="Cloud companies report who rents much compute."
    )  # fmt: skip
    providers_coverage: float = parameter(
        0.7, 0, 1, step=0.02, label="Coverage of compute providers",
        help="Share of actors who rent compute from a company that reports them.",
    )  # fmt: skip
    providers_leak: float = parameter(
        0.2, 0, 1, step=0.02, label="Leak of compute providers",
        help="Share of that coverage that is lost with each order of magnitude of efficiency.",
    )  # fmt: skip
    distributors: bool = flag(
        True, label="Model distributors", help="Sites that hand out weights report who downloads them."
    )  # fmt: skip
    distributors_coverage: float = parameter(
        0.5, 0, 1, step=0.02, label="Coverage of model distributors",
        help="Share of actors who get the weights from a site that reports them.",
    )  # fmt: skip
    distributors_leak: float = parameter(
        0.3, 0, 1, step=0.02, label="Leak of model distributors",
        help="Share of what distributors see that is lost with each order of magnitude of efficiency.",
    )  # fmt: skip
    hardware: bool = flag(
        True, label="Hardware", help="Makers and sellers of accelerators report who buys many."
    )  # fmt: skip
    hardware_coverage: float = parameter(
        0.6, 0, 1, step=0.02, label="Coverage of hardware",
        help="Share of actors whose accelerators are registered.",
    )  # fmt: skip
    hardware_leak: float = parameter(
        0.3, 0, 1, step=0.02, label="Leak of hardware",
        help="Share of what hardware sellers see that is lost with each order of magnitude of efficiency.",
    )  # fmt: skip

    def coverage(self, ability: str, eased: npt.ArrayLike) -> Mapping[str, Array]:
        """Share of actors that each chokepoint sees; nothing where it is switched off.

        Parameters
        ----------
        ability : {"train", "fine-tune", "run"}
            What the actors do. A chokepoint that they need not pass is not among the result.
        eased : array_like
            Orders of magnitude by which efficiency has lowered the compute since the count; zero where it is negative.
        """
        worn = np.maximum(np.asarray(eased, dtype=np.float64), 0.0)
        return {
            name: getattr(self, f"{name}_coverage") * (1.0 - getattr(self, f"{name}_leak")) ** worn
            if getattr(self, name)
            else np.zeros_like(worn)
            for name in PASSED[_ability(ability)]
        }

    def unseen(self, ability: str, eased: npt.ArrayLike) -> Array:
        """Share of actors that no chokepoint sees, each seeing its share of the others' rest."""
        found = np.ones_like(np.asarray(eased, dtype=np.float64))
        for share in self.coverage(ability, eased).values():
            found = found * (1.0 - share)
        return found


PASSED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "train": ("providers", "hardware"),
        "fine-tune": ("providers", "distributors", "hardware"),
        "run": ("distributors", "hardware"),
    }
)
"""Which chokepoints an actor passes for each ability: a judgement."""


@dataclass(frozen=True, eq=False)
class Count:
    """How many actors, over time.

    Attributes
    ----------
    dates : ndarray
        Decimal years.
    able : ndarray
        Actors that are able.
    unseen : ndarray
        Those of them that no chokepoint sees.
    """

    dates: Array
    able: Array
    unseen: Array

    def passes(self, crowd: float, unseen: bool = False) -> float:
        """First date at which there are so many; infinite if there never are within the dates.

        Between two dates the number is taken to grow by equal ratios.
        """
        numbers = self.unseen if unseen else self.able
        there = numbers >= crowd
        if not there.any():
            return math.inf
        place = int(np.argmax(there))
        if place == 0:
            return float(self.dates[0])
        before, after = numbers[place - 1 : place + 1]
        part = math.log(crowd / before) / math.log(after / before) if before > 0.0 else 1.0
        return float(self.dates[place - 1] + part * (self.dates[place] - self.dates[place - 1]))


def actors(
    spread: Spread,
    chokepoints: Chokepoints,
    trend: ComputeTrend,
    intelligence: float,
    reached: float,
    ability: str,
    dates: npt.ArrayLike,
) -> Count:
    """How many actors can train, fine-tune or run a capability without asking anybody.

    Parameters
    ----------
    spread, chokepoints : Spread, Chokepoints
        What things cost and who sees whom.
    trend : ComputeTrend
        How much compute the capability takes at each date.
    intelligence : float
        The capability, I in [0, 1].
    reached : float
        Decimal year in which the first system had it; the lags count from then. NaN: not yet, so that there are no
        weights to fine-tune or to run.
    ability : {"train", "fine-tune", "run"}
        What is asked about. Whoever can train can fine-tune, and whoever can fine-tune can run.
    dates : array_like
        Decimal years from 2017 to 2060.

    Raises
    ------
    ValueError
        If a date lies outside these years, the ability is none of these, or I lies outside [0, 1].

    Notes
    -----
    To train costs the compute that the capability takes. To fine-tune costs a share of it, once weights are open. To
    run costs a rented server, once weights are open, until it runs on a consumer accelerator: then all owners can.
    """
    years = checked("dates", dates)
    steps = ABILITIES[: ABILITIES.index(_ability(ability)) + 1]
    with np.errstate(divide="ignore"):
        compute = np.log10(trend.flop(intelligence, years))
    cheaper = spread.price_fall(years)
    opened = reached + spread.open_lag / _MONTHS_A_YEAR
    at_home = max(opened, reached + spread.consumer_lag / _MONTHS_A_YEAR)
    able = spread.affording(compute + math.log10(spread.price) - cheaper)
    if "fine-tune" in steps:
        tuning = spread.affording(compute + math.log10(spread.price * spread.tuning_share) - cheaper)
        able = np.where(years >= opened, np.maximum(able, tuning), able)
    if "run" in steps:
        serving = spread.affording(math.log10(spread.server) - cheaper)
        able = np.where(years >= opened, np.maximum(able, serving), able)
        able = np.where(years >= at_home, np.maximum(able, spread.owners), able)
    eased = trend.efficiency * (years - spread.counted)
    return Count(years, able, able * chokepoints.unseen(ability, eased))


INTERVALS = (("tail",), ("price_halving",), ("open_lag", "consumer_lag"))
"""Parameters with a published or a fitted interval, their declared typical range; lags go together."""


def envelope(
    spread: Spread,
    chokepoints: Chokepoints,
    trends: Iterable[ComputeTrend],
    intelligence: float,
    reached: float,
    ability: str,
    dates: npt.ArrayLike,
) -> tuple[Count, Count]:
    """Fewest and most actors over several trends and over the intervals of what was measured (`INTERVALS`).

    What is a judgement stays as it is set: the envelope is what published figures leave open, no confidence interval.
    A value set outside its interval widens it.

    Parameters
    ----------
    spread, chokepoints, intelligence, reached, ability, dates
        As for `actors`.
    trends : iterable of ComputeTrend
        One for each efficiency rate that is thinkable.

    Raises
    ------
    ValueError
        As for `actors`.
    """
    spans = {parameter.name: parameter.span(getattr(spread, parameter.name)) for parameter in parameters(spread)}
    corners = [
        spread.replace(
            **{name: spans[name][side] for names, side in zip(INTERVALS, sides, strict=True) for name in names}
        )
        for sides in itertools.product((0, 1), repeat=len(INTERVALS))
    ]
    found = [
        actors(corner, chokepoints, trend, intelligence, reached, ability, dates)
        for trend in trends
        for corner in corners
    ]
    able, unseen = (np.array([getattr(count, name) for count in found]) for name in ("able", "unseen"))
    years = found[0].dates
    return Count(years, able.min(axis=0), unseen.min(axis=0)), Count(years, able.max(axis=0), unseen.max(axis=0))


def _ability(name: str) -> str:
    if name not in ABILITIES:
        raise ValueError(f"ability must be one of {', '.join(ABILITIES)}, got {name!r:.60}")
    return name


@dataclass(frozen=True)
class Tail:
    """A Pareto tail: the number of developers with a run of so much or more falls as its power -exponent.

    Attributes
    ----------
    least : float
        Where the tail begins.
    count : int
        Developers in it.
    exponent, low, high : float
        Maximum likelihood, and its 90 % interval.
    """

    least: float
    count: int
    exponent: float
    low: float
    high: float


def fit_tail(sizes: Iterable[float], least: float, level: float = 0.9) -> Tail:
    """Maximum-likelihood Pareto tail of what is at least so large, with an exact interval.

    Notes
    -----
    a = n / Σ ln(x/x_min), and 2 n a_true / a follows a chi-squared distribution with 2 n degrees of freedom.

    Raises
    ------
    ValueError
        If fewer than three sizes are large enough, or all are equal.
    """
    from scipy import special  # a quarter of a second, so only where it is used

    logs = np.array([math.log(size / least) for size in sizes if size >= least])
    total = float(logs.sum())
    if logs.size < 3 or total <= 0.0:
        raise ValueError(f"a tail needs at least three different sizes of {least:g} or more, got {logs.size}")
    low, high = (
        float(special.gammaincinv(logs.size, quantile)) / total for quantile in ((1 - level) / 2, (1 + level) / 2)
    )
    return Tail(least, int(logs.size), logs.size / total, low, high)


def largest_runs(table: Table, until: float = math.inf) -> dict[str, float]:
    """Largest known training run of every developer with systems released by a date, the largest first.

    Developers that share one purse count once (`GROUPS`). Who discloses no compute is not in it.
    """
    found: dict[str, float] = {}
    columns: Any = (table["developer"], table["flop"], table["date"])
    for developer, flop, date in zip(*columns, strict=True):
        if date <= until and flop > 0.0:
            name = GROUPS.get(str(developer), str(developer))
            found[name] = max(found.get(name, 0.0), float(flop))
    return dict(sorted(found.items(), key=lambda item: -item[1]))
