"""Granted and induced agency: what a system may do, and what it persuades people to do for it."""

from __future__ import annotations

import abc
import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from risk.axes import Array, coordinate, evaluate
from risk.calculus import product, sigmoid
from risk.parameter import Declared, parameter

_ACCURACY = 1e-14
_MOST_STEPS = 80


@dataclass(frozen=True, kw_only=True)
class Agency(Declared, abc.ABC):
    """How granted agenticity A becomes effective agenticity."""

    formula: ClassVar[str] = ""
    leading: ClassVar[tuple[str, ...]] = ()

    @abc.abstractmethod
    def _persuaded(self, I: Array) -> tuple[Array, Array]:
        """Share of operators acting for the system, and its slope along I."""

    @abc.abstractmethod
    def _leverage(self) -> float:
        """What a convinced operator can do, in [0, 1]."""

    def persuaded(self, I: npt.ArrayLike) -> Array:
        """Share of its operators that act for the system.

        Parameters
        ----------
        I : array_like
            Intelligence in [0, 1].

        Returns
        -------
        ndarray of float64
            p in [0, 1], of the shape of I.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        return evaluate(lambda part: (self._persuaded(part)[0],), 1, (coordinate("I", I),), self.name)[0]

    def effective(self, I: npt.ArrayLike, A: npt.ArrayLike) -> Array:
        """Effective agenticity: what is granted, and what is induced on top of it.

        Parameters
        ----------
        I, A : array_like
            Intelligence and granted agenticity in [0, 1].

        Returns
        -------
        ndarray of float64
            A_eff in [A, 1], of the broadcast shape.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        operands = (coordinate("I", I), coordinate("A", A))
        return evaluate(lambda i, a: (self._effective(i, a),), 1, operands, self.name)[0]

    def _effective(self, I: Array, A: Array) -> Array:
        # The same as 1 - (1 - A)(1 - u p), but never below A by a rounding error.
        return A + (1.0 - A) * (self._leverage() * self._persuaded(I)[0])

    def _effective_slopes(self, I: Array, A: Array) -> tuple[Array, Array]:
        """Slopes of effective agenticity along I and along granted A."""
        persuaded, slope = self._persuaded(I)
        leverage = self._leverage()
        return product(leverage * (1.0 - A), slope), 1.0 - leverage * persuaded


@dataclass(frozen=True, kw_only=True)
class Granted(Agency):
    """A system has the agenticity that it is given, and no more."""

    name = "granted"
    label = "Granted only"
    summary = "A system has the agenticity that it is given, and no more."
    formula = r"A_{\mathrm{eff}} = A"

    def _persuaded(self, I: Array) -> tuple[Array, Array]:
        return np.zeros_like(I), np.zeros_like(I)

    def _leverage(self) -> float:
        return 0.0

    def _effective(self, I: Array, A: Array) -> Array:
        return A


@dataclass(frozen=True, kw_only=True)
class ProxyAgency(Agency):
    """A locked-down system persuades people, who act for it.

    The share p of operators acting for it solves p = 1 - exp(-q S (c + b p)): each contact through the output channel,
    and each contact with an operator already convinced, convinces with chance q S(I). It is the final size of an
    epidemic with reproduction number R = q S b.

    Source: Kermack and McKendrick (1927) for the final size; its use for persuasion, and every default, is a
    judgement.
    """

    name = "proxy-agency"
    label = "With induced agency"
    summary = "A locked-down system persuades the people who use it, and they act for it."
    formula = (
        r"A_{\mathrm{eff}} = 1 - (1 - A)(1 - u p),\quad p = 1 - e^{-q S (c + b p)},\quad S = \sigma((I - I_p)/\omega)"
    )
    source = "Kermack & McKendrick (1927), final size; its use for persuasion is a judgement"
    leading = ("exposure", "persuasion_threshold")

    exposure: float = parameter(
        1,
        0,
        1000,
        typical=(0.1, 10),
        log=True,
        step=0.1,
        symbol="c",
        unit="contacts per operator",
        label="Exposure",
        help="Persuasive contacts per operator through the output channel.",
    )
    susceptibility: float = parameter(
        0.5,
        0,
        1,
        typical=(0.1, 0.9),
        step=0.01,
        symbol="q",
        unit="per contact",
        label="Susceptibility",
        help="Chance that one contact with a perfectly persuasive system convinces.",
    )
    relay: float = parameter(
        2,
        0,
        100,
        typical=(0, 4),
        step=0.1,
        symbol="b",
        unit="contacts",
        label="Relay",
        help="Further contacts that each convinced operator makes.",
    )
    leverage: float = parameter(
        0.8,
        0,
        1,
        typical=(0.2, 1),
        step=0.01,
        symbol="u",
        label="Leverage",
        help="Share of what the system itself could do that a convinced operator can do for it.",
    )
    persuasion_threshold: float = parameter(
        0.85,
        0,
        2,
        typical=(0.6, 1),
        step=0.01,
        symbol="I_p",
        label="Persuasion threshold",
        help="Intelligence of half persuasive skill. Nobody knows where it sits.",
    )
    persuasion_width: float = parameter(
        0.08,
        0.001,
        1,
        typical=(0.02, 0.2),
        step=0.01,
        symbol=r"\omega",
        label="Persuasion width",
        help="How gradually persuasive skill grows with intelligence.",
    )

    def skill(self, I: npt.ArrayLike) -> Array:
        """Persuasive skill S(I).

        Parameters
        ----------
        I : array_like
            Intelligence in [0, 1].

        Returns
        -------
        ndarray of float64
            S in [0, 1], of the shape of I.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        return evaluate(lambda part: (self._skill(part),), 1, (coordinate("I", I),), self.name)[0]

    def reproduction(self, I: npt.ArrayLike) -> Array:
        """How many others one convinced operator convinces, at first: R = q S(I) b.

        Parameters
        ----------
        I : array_like
            Intelligence in [0, 1].

        Returns
        -------
        ndarray of float64
            R >= 0, of the shape of I. It does not depend on exposure.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        return self.susceptibility * self.relay * self.skill(I)

    def critical_intelligence(self) -> float:
        """Intelligence at which R = 1; it may lie outside [0, 1], and is infinite where R never reaches 1."""
        most = self.susceptibility * self.relay
        if most <= 1.0:
            return math.inf
        return self.persuasion_threshold - self.persuasion_width * math.log(most - 1.0)

    def reaching(self, name: str, I: npt.ArrayLike, share: npt.ArrayLike) -> Array:
        """Value of one parameter at which a given share of operators acts for the system, the others held.

        Parameters
        ----------
        name : {"exposure", "susceptibility", "relay"}
            The parameter.
        I : array_like
            Intelligence in [0, 1].
        share : array_like
            The share p aimed at.

        Returns
        -------
        ndarray of float64
            The values, of the broadcast shape; they may lie outside the legal bounds. NaN where no value >= 0 gives a
            share in (0, 1).

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        share = np.asarray(share, dtype=np.float64)
        aim = np.where((share > 0.0) & (share < 1.0), share, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            hazard = -np.log1p(-aim) / self.skill(I)
            if name == "susceptibility":
                value = hazard / (self.exposure + self.relay * aim)
            elif name == "exposure":
                value = hazard / self.susceptibility - self.relay * aim
            else:
                value = (hazard / self.susceptibility - self.exposure) / aim
        return np.where((value >= 0.0) & (value < math.inf), value, np.nan)

    def _skill(self, I: Array) -> Array:
        return sigmoid((I - self.persuasion_threshold) / self.persuasion_width)

    def _leverage(self) -> float:
        return self.leverage

    def _persuaded(self, I: Array) -> tuple[Array, Array]:
        skill = self._skill(I)
        hazard = self.susceptibility * skill
        direct, R = hazard * self.exposure, hazard * self.relay
        # The map is increasing and concave, so its value at p = 1 lies right of the largest root and Newton falls
        # monotonically onto it. lambertw would lose half of the digits where R is near 1 and exposure near 0.
        p = -np.expm1(-(direct + R))
        for _ in range(_MOST_STEPS):
            remaining = np.exp(-(direct + R * p))
            step = (p + np.expm1(-(direct + R * p))) / np.maximum(1.0 - R * remaining, 1e-9)
            p -= step
            np.clip(p, 0.0, 1.0, out=p)
            if np.max(np.abs(step), initial=0.0) <= _ACCURACY:
                break
        if self.exposure == 0.0:
            p = np.where(R <= 1.0, 0.0, p)
        skill_slope = skill * (1.0 - skill) / self.persuasion_width
        slack = np.maximum(1.0 - R * (1.0 - p), 0.0)
        contacts = (1.0 - p) * self.susceptibility * (self.exposure + self.relay * p)
        with np.errstate(divide="ignore", invalid="ignore"):
            response = np.where(contacts == 0.0, 0.0, contacts / slack)
        return p, product(response, skill_slope)


AGENCIES: dict[str, type[Agency]] = {kind.name: kind for kind in (Granted, ProxyAgency)}
