"""The race of Armstrong, Bostrom and Shulman (2016): teams that trade safety for speed, and what risk that leaves.

Each of n teams has a capability, uniform between 0 and mu, and chooses a safety s in [0, 1]. Safety costs capability,
lambda a unit: the largest capability - lambda s wins, and disaster strikes with probability 1 - s of the winner. A
team's payoff is 1 for a safe win of its own, 1 - e for a safe win of another (e is enmity), 0 for a disaster.
Dividing by lambda shows that cheaper safety acts as a greater importance of capability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from risk import partial_floor
from risk.axes import Array
from risk.parameter import Declared, Parameter, choice, integer, parameter, parameters

INFORMATION = ("none", "private", "public")
"""What teams know: no capability, not even their own; their own; everybody's."""

_PAPER = "Armstrong, Bostrom and Shulman 2016, Racing to the precipice; the value is a judgement"
# Newton's method on a convex curve from its upper side; at a double root each step still halves the error.
_STEPS = 60


@dataclass(frozen=True, kw_only=True)
class Race(Declared):
    """A race of teams that trade safety for speed."""

    name = "race"
    label = "Race"
    summary = "Teams race to be first, and what they spend on safety slows them down."
    formula = (
        r"s_{\text{none}} = \min\left(1, \frac{\mu}{n e}\right),\quad"
        r" s_{\text{private}}(c) = \min\left(1, \frac{c}{1 + (n - 1) e}\right),\quad"
        r" s_{\text{public}} = \min\left(1, \frac{c_1 - c_2}{e}\right)"
    )
    source = "Armstrong, Bostrom and Shulman 2016, Racing to the precipice, AI & Society 31"

    teams: int = integer(
        5, 2, 1000, typical=(2, 12), symbol="n", label="Teams in the race",
        help="How many teams race to be first.", source=_PAPER,
    )  # fmt: skip
    capability: float = parameter(
        1, 1e-6, 1e6, typical=(0.1, 10), symbol=r"\mu", label="Importance of capability", log=True,
        help="How far apart the teams' capabilities may lie, in units of what full safety costs.", source=_PAPER,
    )  # fmt: skip
    enmity: float = parameter(
        0.5, 1e-6, 1, typical=(0.05, 1), step=0.05, symbol="e", label="Enmity",
        help="How much worse a safe win of another team is than an own one. 1: as bad as a disaster.", source=_PAPER,
    )  # fmt: skip
    information: str = choice(
        "private", INFORMATION, label="What teams know",
        help="Nothing of anybody's capability; each its own; or everybody's.", source=_PAPER,
    )  # fmt: skip
    safety_cost: float = parameter(
        1, 1e-6, 1e6, typical=(0.1, 10), symbol=r"\lambda", label="Cost of safety", log=True,
        help="Capability that full safety costs. 1 is the paper's; less is cheaper safety.",
        source="judgement: 1 is the scale that the paper takes for granted",
    )  # fmt: skip
    floor: float = parameter(
        0, 0, 1, step=0.05, symbol="f", label="Mandatory floor of safety",
        help="The least safety that a rule demands and gets.", source="judgement: no rule sets one",
    )  # fmt: skip
    covered: float = parameter(
        1, 0, 1, step=0.05, symbol="q", label="Share of teams under the floor",
        help="Rounded to whole teams, drawn at random. The others know and respond.",
        source="judgement: a floor binds all unless it is said otherwise",
    )  # fmt: skip

    @property
    def risk(self) -> float:
        """Chance of disaster in equilibrium."""
        return float(disaster_risk(**self.values()))

    @property
    def bound_teams(self) -> int:
        """Number of teams under the floor."""
        return int(_bound(self.teams, self.covered)) if self.floor else 0

    @property
    def payoff(self) -> float:
        """What a team gets in equilibrium, before it knows its capability; a safe win of its own is worth 1."""
        return (1.0 - self.risk) * self.best_payoff

    @property
    def best_payoff(self) -> float:
        """What a team gets where all play full safety: the most that any common choice gives."""
        return (1.0 + (self.teams - 1) * (1.0 - self.enmity)) / self.teams

    def gain(self) -> float:
        """What any team could still gain by deviating, on average; 0 where the equilibrium is exact."""
        if not 0 < self.bound_teams < self.teams:
            return 0.0
        free, span = self.teams - self.bound_teams, self.capability / self.safety_cost
        answer = partial_floor.response(self.information, free, self.bound_teams, span, self.enmity, self.floor)
        return answer.gain


RACES: Mapping[str, Race] = MappingProxyType(
    {
        "Models": Race(teams=10, capability=2.0, enmity=0.2, information="public"),
        "Companies": Race(teams=5, capability=1.0, enmity=0.5, information="private"),
        "Nations": Race(teams=2, capability=0.6, enmity=0.9, information="none"),
    }
)
"""Three races by who runs them. Every number is a judgement: nobody has measured any.

Models: many, their scores are public, and whoever wins, much the same firms gain. Companies: each knows its own work.
Nations: two blocs, each unsure of both, that mind greatly who wins.
"""


def disaster_risk(
    teams: npt.ArrayLike,
    capability: npt.ArrayLike,
    enmity: npt.ArrayLike,
    information: str = "none",
    safety_cost: npt.ArrayLike = 1.0,
    floor: npt.ArrayLike = 0.0,
    covered: npt.ArrayLike = 1.0,
) -> Any:
    """Chance of disaster in the equilibrium of a race.

    Parameters
    ----------
    teams : array-like of int
        n, 2 or more.
    capability : array-like of float
        Importance of capability mu: capabilities are uniform between 0 and mu.
    enmity : array-like of float
        e, over 0 and up to 1.
    information : {"none", "private", "public"}
        What teams know of capabilities.
    safety_cost : array-like of float
        Capability lost at full safety.
    floor : array-like of float
        Least safety of the teams under a rule, in [0, 1].
    covered : array-like of float
        Share of the teams under that rule, in [0, 1]: rounded to whole teams, drawn at random.

    Returns
    -------
    float64 or ndarray of float64
        Of the broadcast shape. Exact where the floor binds all or none and where information is public; else to about
        0.001, or 0.02 with private information where the floor binds on some of the teams that keep it.

    Raises
    ------
    ValueError
        If a value is not allowed. The message names the parameter.
    """
    given = {
        "teams": teams, "capability": capability, "enmity": enmity, "safety_cost": safety_cost, "floor": floor,
        "covered": covered,
    }  # fmt: skip
    declared = {entry.name: entry for entry in parameters(Race)}
    declared["information"].check(information, Race.name)
    checked = [_checked(declared[name], value) for name, value in given.items()]
    n, mu, e, cost, f, share = np.broadcast_arrays(*checked)
    span, bound = mu / cost, _bound(n, share)
    f = np.where(bound > 0, f, 0.0)
    with np.errstate(under="ignore"):
        risk = 1.0 - _SAFETY[information](n, span, e, f)
    risk = np.asarray(np.clip(risk, 0.0, 1.0))
    for place in np.argwhere((bound < n) & (f > 0.0)):
        at = tuple(place)
        answer = partial_floor.response(
            information, int(n[at] - bound[at]), int(bound[at]), float(span[at]), float(e[at]), float(f[at])
        )
        risk[at] = answer.risk
    return risk[()]


def _checked(declared: Parameter, values: npt.ArrayLike) -> Array:
    """Values as float64, all of them allowed."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{Race.name}.{declared.name} must be a number, got {values!r:.40}") from None
    for value in np.unique(array[~((array >= declared.low) & (array <= declared.high))])[:1]:
        declared.check(float(value), Race.name)
    if declared.kind == "integer":
        for value in array[array != np.floor(array)].flat:
            declared.check(float(value), Race.name)
    return array


def _bound(teams: npt.ArrayLike, covered: npt.ArrayLike) -> Any:
    return np.floor(np.asarray(covered) * np.asarray(teams) + 0.5)


# ---- expected safety of the winner, with the floor on every team ----


def _none(n: Array, mu: Array, e: Array, f: Array) -> Array:
    return np.maximum(f, np.minimum(1.0, mu / (n * e)))


def _private(n: Array, mu: Array, e: Array, f: Array) -> Array:
    """All play the floor up to capability m f; above, s(c) = c/k + (f/k)(m f/c)^m up to 1, with m = (n - 1) e."""
    m = (n - 1.0) * e
    k = 1.0 + m
    bends = m * f
    full = k + 0.0
    for _ in range(_STEPS):  # where s reaches 1
        tail = f / k * (bends / full) ** m
        slope = 1.0 / k - m * tail / full
        full = np.maximum(
            full - np.where(slope > 0.0, (full / k + tail - 1.0) / np.where(slope > 0.0, slope, 1.0), 0.0), bends
        )
    low, high = np.minimum(bends, mu), np.minimum(full, mu)
    below_low, below_high = (low / mu) ** n, (high / mu) ** n
    rising = n / (n + 1.0) / k * (below_high * high - below_low * low)
    shape = np.divide(bends, high, out=np.zeros_like(mu), where=high > 0.0) ** m
    bent = f / k * n / (n - m) * (below_high * shape - below_low)
    return np.asarray(f * below_low + rising + np.where(bends < mu, bent, 0.0) + 1.0 - below_high)


def _public(n: Array, mu: Array, e: Array, f: Array) -> Array:
    """The leader plays max(lead/e, f + lead), at most 1; of the lead the chance to exceed x is (1 - x/mu)^n."""

    def leads(most: Array) -> Array:
        return np.asarray(mu / (n + 1.0) * (1.0 - (1.0 - np.minimum(most / mu, 1.0)) ** (n + 1.0)))

    shifted = f >= 1.0 - e
    meet = f * e / np.where(shifted, 1.0, 1.0 - e)
    steep = leads(meet) + (leads(e) - leads(meet)) / e
    return np.asarray(f + np.where(shifted, leads(1.0 - f), steep))


_SAFETY = {"none": _none, "private": _private, "public": _public}
