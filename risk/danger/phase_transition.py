"""The intelligence-agenticity phase transition: mean field, cusp, hysteresis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.axes import Array, coordinate, evaluate
from risk.calculus import power_slope, product, sigmoid
from risk.danger.base import DangerFunction
from risk.parameter import choice, flag, parameter

# The largest root x >= 0 of x = y + (kappa/2) tanh(x/2) is found to this accuracy; at a fold rounding costs half of
# the digits whatever the method.
_ACCURACY = 1e-12
_MOST_STEPS = 60

# Where 1 - kappa v is smaller than rounding can resolve, the slope is infinite.
_FLAT = 1e-7
_FLATTEST = 1e-9

# A point computed to lie on a fold or on the Maxwell line is taken to lie on it, whichever way it was rounded.
_TIE = 1e-9


@dataclass(frozen=True, kw_only=True)
class PhaseTransition(DangerFunction):
    """Agenticity switches danger on abruptly once a system is intelligent enough.

    m, in [0, 1], is the share of its potential for autonomous harm that a system realises. Success feeds on success,
    the more so the more intelligent the system is, so that m solves m = sigma(s (A - A_0) + kappa m).

    Source: mean-field theory of Curie and Weiss, the cusp catastrophe of Thom (1972) with A the normal and I the
    splitting factor. Its use for danger, and every default, is a judgement.
    """

    name = "phase-transition"
    label = "Phase transition"
    summary = "Agenticity switches danger on abruptly once a system is intelligent enough."
    formula = (
        r"D = I^{\alpha}\,(g_0 + (1 - g_0) G)^{\beta}\,(d_0 + (1 - d_0) m),\quad"
        r" m = \sigma(s (A - A_0) + \kappa m),\quad \kappa = 4 (I / I_c)^2"
    )
    source = "Curie-Weiss mean field; Thom (1972), cusp catastrophe; its use here is a judgement"
    leading = ("critical_intelligence", "sharpness")

    sharpness: float = parameter(
        10,
        0.5,
        200,
        typical=(4, 30),
        step=0.5,
        log=True,
        symbol="s",
        label="Sharpness",
        help="How abruptly added agenticity acts where there is no feedback.",
    )
    uncoupled_midpoint: float = parameter(
        0.8,
        0,
        2,
        typical=(0.5, 1),
        step=0.01,
        symbol="A_0",
        label="Midpoint without feedback",
        help="Agenticity at which a system with no feedback realises half of its potential for harm.",
    )
    critical_intelligence: float = parameter(
        0.6,
        0.1,
        5,
        typical=(0.35, 0.9),
        step=0.01,
        symbol="I_c",
        label="Critical intelligence",
        help="Intelligence above which added agenticity acts as a jump, not as a ramp. Nobody knows where it sits.",
    )
    exponent_i: float = parameter(
        1,
        0,
        5,
        typical=(0.5, 2),
        step=0.05,
        symbol=r"\alpha",
        label="Exponent of intelligence",
        help="How danger grows with intelligence when all else is equal.",
    )
    exponent_g: float = parameter(
        0.5,
        0,
        5,
        typical=(0, 1),
        step=0.05,
        symbol=r"\beta",
        label="Exponent of generality",
        help="How danger grows with generality when all else is equal.",
    )
    tool_danger: float = parameter(
        0.05,
        0,
        1,
        typical=(0, 0.5),
        step=0.01,
        symbol="d_0",
        label="Danger of a mere tool",
        help="What is left with no agenticity at all: misuse by the person at the keyboard.",
    )
    narrow_danger: float = parameter(
        0,
        0,
        1,
        typical=(0, 0.5),
        step=0.01,
        symbol="g_0",
        label="Danger of a narrow system",
        help="What is left with no generality at all, as in biology alone.",
    )
    coupling: bool = flag(
        True,
        symbol=r"\kappa",
        label="Feedback between intelligence and agenticity",
        help="Off: no feedback, so that agenticity acts as a plain ramp.",
    )
    branch: str = choice(
        "equilibrium",
        ("equilibrium", "granting", "revoking"),
        label="History",
        help=(
            "Where two states are possible: the more stable one, the low one (agenticity is being granted) or the high"
            " one (it is being revoked). A property of this formula, not a claim about real systems."
        ),
    )

    def order_parameter(self, I: npt.ArrayLike, A: npt.ArrayLike) -> Array:
        """Share m of its potential for autonomous harm that a system realises.

        Parameters
        ----------
        I, A : array_like
            Intelligence and effective agenticity in [0, 1].

        Returns
        -------
        ndarray of float64
            m in [0, 1] on the branch chosen by `branch`.

        Raises
        ------
        ValueError
            If a coordinate is not finite or lies outside [0, 1].
        """
        operands = (coordinate("I", I), coordinate("A", A))
        return evaluate(lambda i, a: (sigmoid(self._log_odds(i, a)),), 1, operands, self.name)[0]

    def critical_agenticity(self, I: npt.ArrayLike) -> Array:
        """Agenticity A_c(I) = A_0 - kappa(I) / (2 s) at which both states are equally stable (the Maxwell line)."""
        return self.uncoupled_midpoint - self._feedback(coordinate("I", I)) / (2.0 * self.sharpness)

    def spinodals(self, I: npt.ArrayLike) -> tuple[Array, Array]:
        """Lowest and highest agenticity at which two states are possible; NaN for I below the critical intelligence.

        Parameters
        ----------
        I : array_like
            Intelligence in [0, 1].

        Returns
        -------
        tuple of two ndarrays
            A_c - w and A_c + w. They may lie outside [0, 1].
        """
        intelligence = coordinate("I", I)
        kappa = self._feedback(intelligence)
        width = _fold(kappa)[1]
        # Compared on the axis itself, since kappa at the cusp may be rounded to either side of 4.
        possible = self.coupling & (intelligence >= self.critical_intelligence)
        half = np.where(possible, width / self.sharpness, np.nan)
        centre = self.critical_agenticity(intelligence)
        return (centre - half)[()], (centre + half)[()]

    def spinodal_shares(self, I: npt.ArrayLike) -> tuple[Array, Array]:
        """Shares m = (1 -+ sqrt(1 - 4 / kappa)) / 2 between which a state is unstable; NaN where `spinodals` is.

        The lower one is where the low state ends, at the higher spinodal; the higher one is where the high state ends.

        Parameters
        ----------
        I : array_like
            Intelligence in [0, 1].
        """
        intelligence = coordinate("I", I)
        possible = self.coupling & (intelligence >= self.critical_intelligence)
        root = np.sqrt(np.maximum(1.0 - 4.0 / np.maximum(self._feedback(intelligence), 4.0), 0.0))
        upper = np.where(possible, 0.5 * (1.0 + root), np.nan)
        return (1.0 - upper)[()], upper[()]

    def agenticity(self, I: npt.ArrayLike, m: npt.ArrayLike) -> Array:
        """Effective agenticity A_0 + (logit m - kappa m) / s at which m solves its equation, the unstable m included.

        Parameters
        ----------
        I, m : array_like
            Intelligence in [0, 1]; share in [0, 1], infinite agenticity at both ends.

        Returns
        -------
        ndarray of float64
            Of the broadcast shape; it may lie outside [0, 1], where no system is.

        Raises
        ------
        ValueError
            If I or m is not finite or lies outside [0, 1].
        """
        share = coordinate("m", m)
        with np.errstate(divide="ignore"):
            log_odds = np.log(share) - np.log1p(-share)
        found: Array = (log_odds - self._feedback(coordinate("I", I)) * share) / self.sharpness
        return (self.uncoupled_midpoint + found)[()]

    def danger_at(self, I: npt.ArrayLike, G: npt.ArrayLike, m: npt.ArrayLike) -> Array:
        """Danger index of a system that realises the share m, whether that state is stable or not.

        Parameters
        ----------
        I, G, m : array_like
            Intelligence, generality and share in [0, 1]; they broadcast.

        Raises
        ------
        ValueError
            If one of them is not finite or lies outside [0, 1].
        """
        operands = (coordinate("I", I), coordinate("G", G), coordinate("m", m))
        return evaluate(lambda i, g, share: (self._danger_at(i, g, share.copy()),), 1, operands, self.name)[0]

    def steepest_slope(self, I: npt.ArrayLike) -> Array:
        """Steepest slope of m along effective agenticity, (s / 4) / (1 - kappa / 4), which is at A_c(I).

        Infinite from the critical intelligence on, where m jumps.

        Parameters
        ----------
        I : array_like
            Intelligence in [0, 1].
        """
        intelligence = coordinate("I", I)
        slack = 1.0 - self._feedback(intelligence) / 4.0
        ramp = (slack > 0.0) & (not self.coupling or intelligence < self.critical_intelligence)
        return np.where(ramp, self.sharpness / 4.0 / np.where(ramp, slack, 1.0), np.inf)[()]

    @property
    def cusp(self) -> tuple[float, float] | None:
        """Intelligence I_c and effective agenticity A_0 - 2 / s at which the jump begins; None without feedback.

        Both may lie outside [0, 1].
        """
        if not self.coupling:
            return None
        return self.critical_intelligence, self.uncoupled_midpoint - 2.0 / self.sharpness

    def _feedback(self, I: Array) -> Array:
        """kappa(I): how strongly success feeds on success."""
        scale = 4.0 / self.critical_intelligence**2 if self.coupling else 0.0
        return scale * I * I

    def _log_odds(self, I: Array, A: Array) -> Array:
        """Logit of m on the chosen branch.

        With y = s (A - A_c) the equation for x = logit m reads x = y + (kappa/2) tanh(x/2). It is odd in (x, y), so
        that one monotone solver for the upper root serves every branch.
        """
        kappa = self._feedback(I)
        y = self.sharpness * (A - self.uncoupled_midpoint) + 0.5 * kappa
        fold, width = _fold(kappa)
        tie = _TIE * (fold > 0.0)
        if self.branch == "granting":
            sign = np.where(y > width + tie, 1.0, -1.0)
        elif self.branch == "revoking":
            sign = np.where(y >= -width - tie, 1.0, -1.0)
        else:
            sign = np.where(y >= -tie, 1.0, -1.0)
        return sign * _upper_root(sign * y, kappa, fold, width)

    def _danger(self, I: Array, G: Array, A: Array) -> Array:
        return self._danger_at(I, G, sigmoid(self._log_odds(I, A)))

    def _danger_at(self, I: Array, G: Array, m: Array) -> Array:
        """Formula over m, which is overwritten."""
        m *= 1.0 - self.tool_danger
        m += self.tool_danger
        danger: Array = (I**self.exponent_i * m) * self._breadth(G) ** self.exponent_g
        return danger

    def _breadth(self, G: Array) -> Array:
        return self.narrow_danger + (1.0 - self.narrow_danger) * G

    def _gradient(self, I: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
        m = sigmoid(self._log_odds(I, A))
        v = m * (1.0 - m)
        slack = 1.0 - self._feedback(I) * v
        slack = np.where(slack > _FLAT, slack, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            response = np.where(v == 0.0, 0.0, v / slack)
        feedback_slope = 8.0 * I / self.critical_intelligence**2 if self.coupling else np.zeros_like(I)
        autonomy = self.tool_danger + (1.0 - self.tool_danger) * m
        rest = 1.0 - self.tool_danger
        breadth = self._breadth(G) ** self.exponent_g
        intellect = I**self.exponent_i
        return (
            product(power_slope(I, self.exponent_i), breadth, autonomy)
            + product(rest * feedback_slope * m, response, intellect, breadth),
            product((1.0 - self.narrow_danger) * power_slope(self._breadth(G), self.exponent_g), intellect, autonomy),
            product(rest * self.sharpness * response, intellect, breadth),
        )


def _fold(kappa: Array) -> tuple[Array, Array]:
    """Log-odds of the upper fold, and half the width in y of the region with two states; 0 where there is none."""
    root = np.sqrt(np.maximum(1.0 - 4.0 / np.maximum(kappa, 4.0), 0.0))
    fold = 2.0 * np.arctanh(root)
    return fold, 0.5 * kappa * root - fold


def _start(y: Array, kappa: Array, fold: Array, width: Array) -> Array:
    """First guess of the upper root: from the shape of the equation at the fold or, without one, at the cusp."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = 0.25 * kappa * np.tanh(0.5 * fold) / np.cosh(0.5 * fold) ** 2
        above = fold + np.sqrt(2.0 / bend * np.maximum(y + width, 0.0))
        below = np.minimum(y / (1.0 - 0.25 * kappa), np.cbrt(48.0 / kappa * y))
    return np.where(kappa > 4.0, above, np.where(kappa < 4.0, below, np.inf))


def _upper_root(y: Array, kappa: Array, fold: Array, width: Array) -> Array:
    """Largest root x >= 0 of x = y + (kappa/2) tanh(x/2), for y at or above the fold at -width.

    The left side minus the right side is convex for x >= 0, so that Newton steps, wherever they start beyond the
    fold, fall monotonically onto the root from the second on.
    """
    half = 0.5 * kappa
    quarter = 0.5 * half
    highest = y + half
    x = _start(y, kappa, fold, width)
    x[np.isnan(x)] = 0.0
    x = np.clip(x, fold, np.maximum(highest, fold))
    step, slope = np.empty_like(x), np.empty_like(x)
    for _ in range(_MOST_STEPS):
        np.multiply(x, 0.5, out=step)
        np.tanh(step, out=step)
        np.multiply(step, step, out=slope)
        slope -= 1.0
        slope *= quarter
        slope += 1.0
        np.maximum(slope, _FLATTEST, out=slope)
        step *= half
        step += y
        step -= x
        step /= slope
        x += step
        np.minimum(x, highest, out=x)
        np.maximum(x, fold, out=x)
        if np.abs(step, out=step).max() <= _ACCURACY:
            break
    return x
