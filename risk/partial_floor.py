"""A race in which some teams keep a floor under their safety and the others respond.

There is no closed form. With public information the risk is an exact integral; otherwise an equilibrium is computed and
it is measured how much any team could still gain by playing differently. Where teams know their own capability and the
floor binds only on some of those that keep it, the risk holds to about 0.02, elsewhere to 0.001.

Everywhere below a team's score is its capability minus its safety, capability in units of what full safety costs. The
highest score wins; a team's payoff is the winner's safety, times one minus enmity if another team wins.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from risk.axes import Array

_X, _W = np.polynomial.legendre.leggauss(20)
_TINY = 1e-12

# Of the integration along the score, and the grid on which deviations are tried.
_STEPS, _TYPES, _SCORES = 1200, 241, 1201
_STEEPEST = 50.0
# Ends of panels of the exact integral, beside its known kinks.
_PANELS = 25
# A gain under which nobody is said to gain.
_CLOSE = 1e-3
# Of fictitious play: capabilities, scores, turns, and how much the beginning counts. With little inertia it swings far
# from the equilibrium where enmity is low and payoffs are flat.
_LEARNERS, _LEVELS, _TURNS, _INERTIA = 90, 110, 300, 40.0


@dataclass(frozen=True)
class Response:
    """What follows when some teams keep a floor and the rest respond.

    Attributes
    ----------
    risk : float
        Chance of disaster.
    gain : float
        The most that a team could still gain by another safety, on average over its capability; a safe win is worth 1.
    """

    risk: float
    gain: float


@dataclass(frozen=True)
class _Field:
    """Teams without a floor, teams with it, the span of capability, enmity, and the floor."""

    free: int
    kept: int
    span: float
    enmity: float
    floor: float

    @property
    def counts(self) -> tuple[int, int]:
        return self.free, self.kept

    @property
    def floors(self) -> tuple[float, float]:
        return 0.0, self.floor


@functools.lru_cache(maxsize=4096)
def response(information: str, free: int, kept: int, span: float, enmity: float, floor: float) -> Response:
    """Equilibrium of a race in which `kept` teams keep a floor and `free` teams do not, at least one of each.

    Parameters
    ----------
    information : {"none", "private", "public"}
        What teams know of capabilities. Everybody knows who keeps the floor.
    free, kept : int
        Numbers of teams.
    span : float
        Capability is uniform between 0 and this.
    enmity, floor : float
        As in `risk.race`.
    """
    field = _Field(free, kept, span, enmity, floor)
    return {"none": _none, "private": _private, "public": _public}[information](field)


# ---- nobody knows any capability ----


def _none(field: _Field) -> Response:
    """Fixed point of damped best responses: one safety for the free teams, one for those with a floor."""
    alike = min(1.0, field.span / ((field.free + field.kept) * field.enmity))
    safety = [alike, max(field.floor, alike)]
    kept, least = list(safety), np.inf
    for turn in range(80):
        answers = [_answer(field, group, safety) for group in (0, 1)]
        gain = max(found for _, found in answers)
        if gain < least:
            kept, least = list(safety), gain
        if gain < 1e-9:
            break
        weight = 0.5 if turn < 20 else 5.0 / turn
        safety = [now + weight * (best - now) for now, (best, _) in zip(safety, answers, strict=True)]
    expected = sum(count * kept[group] * _alone(field, group, kept)[0] for group, count in enumerate(field.counts))
    return Response(_share(1.0 - expected), float(max(least, 0.0)))


def _answer(field: _Field, group: int, safety: list[float]) -> tuple[float, float]:
    """Best safety of one team while all others play as they do, and what it gains by it."""
    low = field.floors[group]
    now = float(_payoff(field, group, safety, np.array([safety[group]]))[0])
    tried = np.linspace(low, 1.0, 41)
    best, value = safety[group], now
    for _ in range(3):
        payoffs = _payoff(field, group, safety, tried)
        at = int(payoffs.argmax())
        if payoffs[at] > value:
            best, value = float(tried[at]), float(payoffs[at])
        step = float(tried[1] - tried[0])
        tried = np.linspace(max(low, best - step), min(1.0, best + step), 21)
    return best, value - now


def _payoff(field: _Field, group: int, safety: list[float], own: Array) -> Array:
    """What one team of a group gets for each safety of its own."""
    others = [count - (other == group) for other, count in enumerate(field.counts)]
    rivals = [(np.full_like(own, safety[other]), count) for other, count in enumerate(others)]
    total = own * _wins(field.span, own, rivals)
    for other, count in enumerate(others):
        if count:
            rest = [(s, n - (entry == other)) for entry, (s, n) in enumerate(rivals)]
            chance = _wins(field.span, rivals[other][0], [*rest, (own, 1)])
            total = total + (1.0 - field.enmity) * count * safety[other] * chance
    return np.asarray(total)


def _alone(field: _Field, group: int, safety: list[float]) -> Array:
    """Chance that one certain team of a group wins."""
    own = np.array([safety[group]])
    rivals = [(np.array([safety[other]]), count - (other == group)) for other, count in enumerate(field.counts)]
    return _wins(field.span, own, rivals)


def _wins(span: float, own: Array, rivals: list[tuple[Array, int]]) -> Array:
    """Chance that a team of this safety scores over all rivals: polynomials between the kinks, so exact."""
    kinks = [np.zeros_like(own), np.full_like(own, span)]
    for safety, _ in rivals:
        kinks += [np.clip(own - safety, 0.0, span), np.clip(own - safety + span, 0.0, span)]
    edges = np.sort(np.stack(kinks, axis=-1), axis=-1)
    width = np.diff(edges)[..., None]
    capability = edges[..., :-1, None] + width * (_X + 1.0) / 2.0
    chance = np.ones_like(capability)
    for safety, count in rivals:
        chance = chance * np.clip((capability - (own - safety)[..., None, None]) / span, 0.0, 1.0) ** count
    return np.asarray((chance * width * _W / 2.0).sum(axis=(-1, -2)) / span)


# ---- each team knows its own capability ----


def _private(field: _Field) -> Response:
    """The floor binds on every team that keeps it, and the free teams answer; or else what repeated play comes to."""
    bound = _bound(field)
    return bound if bound.gain <= _CLOSE else min(bound, _learned(field), key=lambda found: found.gain)


def _bound(field: _Field) -> Response:
    """Every team with a floor plays the floor: one first-order condition, for the free teams, is left."""
    scores, reached = _answering(field)
    types = np.linspace(0.0, field.span, _TYPES)
    played = [_safety(types, scores, reached), np.full(_TYPES, field.floor)]
    gain = max(_gain(field, group, types, played) for group in (0, 1))
    fine = np.linspace(0.0, field.span, 4001)
    return Response(_share(1.0 - _expected(field, fine, _safety(fine, scores, reached))), gain)


def _answering(field: _Field) -> tuple[Array, Array]:
    """Scores of the free teams, from the lowest that can win, and the capability at which they reach them."""
    a, b, e, f, span = field.free, field.kept, field.enmity, field.floor, field.span
    # The only free team fears no other, and may outdo the rest with a score below zero.
    start = 0.0 if a > 1 else -f * (b * (1.0 - e) + 1.0) / (b + 1.0)
    top = span - f
    if start < top:
        scores, reached = _climb(field, np.linspace(start, top, _STEPS + 1))
    else:  # at the start every team with a floor is left behind
        scores, reached = np.array([max(top, start) if a > 1 else top]), np.zeros(1)
    if reached[-1] >= span:
        return scores, reached
    if a == 1:  # it needs no more than the best score of the others, and shares what is left between safety and lead
        rest = min(span, scores[-1] + 1.0)
        return np.append(scores, [scores[-1], span - 1.0]), np.append(reached, [rest, span])
    # Among themselves: s falls back to the race of the free teams alone.
    above, beyond = _climb(field, np.linspace(scores[-1], span, _STEPS + 1), reached[-1])
    return np.append(scores, above[1:]), np.append(reached, beyond[1:])


def _climb(field: _Field, scores: Array, capability: float = 0.0) -> tuple[Array, Array]:
    """Follow the free teams' first-order condition up the scores, by the midpoint rule."""
    step = float(scores[1] - scores[0])
    reached = [capability]
    for score in scores[:-1]:
        now = reached[-1]
        middle = now + _rate(field, score, now) * step / 2.0
        risen = now + _rate(field, score + step / 2.0, middle) * step
        reached.append(min(field.span, max(score + step, min(risen, score + step + 1.0))))
    return scores, np.array(reached)


def _rate(field: _Field, score: float, capability: float) -> float:
    """Rise of the free teams' capability with their score, where none wants another score."""
    a, b, e, f = field.free, field.kept, field.enmity, field.floor
    if a == 1:
        return 1.0 + 1.0 / b
    if capability <= _TINY:
        return 1.0 + (1.0 + b * (1.0 - e)) / ((a - 1) * e)
    safety = capability - score
    met = b * (safety - (1.0 - e) * f) / (score + f) if score + f < field.span else 0.0
    return float(np.clip(capability * (1.0 - met) / ((a - 1) * e * max(safety, _TINY)), 0.0, _STEEPEST))


def _safety(types: Array, scores: Array, reached: Array) -> Array:
    """Safety of a free team at each capability."""
    # Where several scores belong to one capability, the first counts.
    return np.clip(types - np.interp(types, reached + _TINY * np.arange(len(reached)), scores), 0.0, 1.0)


def _expected(field: _Field, types: Array, free: Array) -> float:
    """Expected safety of the winner where teams with a floor play it."""
    a, b, f, span = field.free, field.kept, field.floor, field.span
    scores = types - free
    first = a * free * (types / span) ** (a - 1) * _below(span, scores + f) ** b
    under = np.interp(types - f, np.maximum.accumulate(scores), types, left=0.0, right=span)
    under = np.where(types - f < scores[0], 0.0, under)
    second = b * f * (types / span) ** (b - 1) * (under / span) ** a
    return float(np.trapezoid(first + second, types)) / span


def _gain(field: _Field, group: int, types: Array, played: list[Array]) -> float:
    """What a team of this group gains by answering best, on average over its capability."""
    others = [count - (other == group) for other, count in enumerate(field.counts)]
    met = [other for other in (0, 1) if others[other]]
    reached = {other: np.maximum.accumulate(types - played[other]) for other in met}
    scores = np.linspace(min(r[0] for r in reached.values()), max(r[-1] for r in reached.values()), _SCORES)
    under = {other: np.interp(scores, reached[other], types) / field.span for other in met}
    wins = np.prod([under[other] ** others[other] for other in met], axis=0)
    lost = np.zeros(_SCORES - 1)
    for other in met:
        rest = np.prod([under[entry] ** (others[entry] - (entry == other)) for entry in met], axis=0)
        worth = rest * np.interp(under[other] * field.span, types, played[other])
        lost += others[other] * np.diff(under[other]) * (worth[1:] + worth[:-1]) / 2.0
    losing = (1.0 - field.enmity) * np.append(np.cumsum(lost[::-1])[::-1], 0.0)
    safety = types[:, None] - scores
    allowed = (safety >= field.floors[group]) & (safety <= 1.0)
    best = np.where(allowed, wins * safety + losing, 0.0).max(axis=1)
    now = types - played[group]
    value = np.interp(now, scores, wins, left=0.0) * played[group] + np.interp(now, scores, losing)
    return float(np.maximum(best - value, 0.0).mean())


def _learned(field: _Field) -> Response:
    """Fictitious play on a grid of scores: each team answers what all have played so far, with falling weight."""
    types = (np.arange(_LEARNERS) + 0.5) * field.span / _LEARNERS
    scores = np.linspace(-field.floor, field.span, _LEVELS)
    safety = types[:, None] - scores
    half = 0.51 * float(scores[1] - scores[0])
    allowed = [(safety >= low - half) & (safety <= 1.0 + half) for low in field.floors]
    m = (field.free + field.kept - 1) * field.enmity
    plays = []
    for low, may in zip(field.floors, allowed, strict=True):
        # It begins with what each group would play if all teams were of its kind.
        rising = types / (1.0 + m) + low / (1.0 + m) * (m * low / types) ** m
        begun = types - np.minimum(1.0, np.where(types <= m * low, low, rising))
        nearest = np.where(may, np.abs(scores - begun[:, None]), np.inf).argmin(axis=1)
        plays.append(np.eye(_LEVELS)[nearest])
    everyone, gains = np.arange(_LEARNERS), (0.0, 0.0)
    for turn in range(_TURNS):
        mass = [play.mean(axis=0) for play in plays]
        worth = [(play * safety).mean(axis=0) for play in plays]
        under = [np.cumsum(m) - m / 2.0 for m in mass]
        answers, gained = [], []
        for group in (0, 1):
            others = [count - (other == group) for other, count in enumerate(field.counts)]
            lost = sum(others[other] * worth[other] * _rest(under, others, other) for other in (0, 1) if others[other])
            losing = np.cumsum(lost[::-1])[::-1] - lost / 2.0
            value = _rest(under, others) * safety + (1.0 - field.enmity) * losing
            value = np.where(allowed[group], value, -1.0)
            answer = value.argmax(axis=1)
            gained.append(float((value[everyone, answer] - (plays[group] * value).sum(axis=1)).mean()))
            answers.append(answer)
        gains = (gained[0], gained[1])
        weight = 2.0 / (turn + _INERTIA)
        for play, answer in zip(plays, answers, strict=True) if turn < _TURNS - 1 else ():
            play *= 1.0 - weight
            play[everyone, answer] += weight
    counts = list(field.counts)
    won = sum(count * _rest(under, counts, group) * mass[group] for group, count in enumerate(counts)).sum()
    safe = sum(count * _rest(under, counts, group) * worth[group] for group, count in enumerate(counts)).sum()
    return Response(_share(1.0 - float(safe / won)), max(gains))


def _rest(under: list[Array], counts: list[int], without: int | None = None) -> Array:
    """Chance that all rivals score less, one of a group left out."""
    return np.asarray(np.prod([under[g] ** (counts[g] - (g == without)) for g in (0, 1)], axis=0))


# ---- everybody knows every capability ----


def _public(field: _Field) -> Response:
    """The winner is the team that no other can outdo and still want to; its safety, exactly, over all capabilities.

    The leader may play what keeps every other team from outdoing it: lead / enmity against a free team, and against one
    with a floor the greater of that and floor + lead. A leader bound to a floor whose lead over the best free team is
    under enmity × floor is outdone by it; that team then plays the floor minus the lead, or what the next free team
    allows.
    """
    a, b, e, f, span = field.free, field.kept, field.enmity, field.floor, field.span
    kinks = {0.0, 1.0, f, f / (1.0 - e) if e < 1.0 else 1.0, span / e, span, f + span, f - span, f - e * f}
    ends = np.unique(np.append(np.linspace(0.0, 1.0, _PANELS), [kink for kink in kinks if 0.0 <= kink <= 1.0]))
    width = np.diff(ends)[:, None]
    # The winner's expected safety is the integral over s of the chance that it plays s or more.
    s = (ends[:-1, None] + width * (_X + 1.0) / 2.0).ravel()
    weight = (width * _W / 2.0).ravel()
    kept_behind = np.minimum(e * s, np.maximum(s - f, 0.0))
    free_behind = e * np.maximum(s, f)
    nearest = np.maximum(-e * f, s - f)  # of a free team that outdoes the leader, as seen from the leader

    def free_leads(top: Array) -> Array:
        return a * _below(span, top - _deep(e * s)) ** (a - 1) * _below(span, top - _deep(kept_behind)) ** b

    def kept_leads(top: Array) -> Array:
        return b * _below(span, top - _deep(free_behind)) ** a * _below(span, top - _deep(kept_behind)) ** (b - 1)

    def kept_outdone(top: Array) -> Array:
        lowest = np.maximum(top + _deep(nearest), 0.0)
        next_free = _deep(e * s) if a > 1 else 0.0
        best_free = _below(span, top - next_free) ** a - _below(span, lowest - next_free) ** a
        return np.where(_deep(s) < f, b * _below(span, top) ** (b - 1) * best_free, 0.0)

    chance = (
        _over_leaders(span, (e * s, kept_behind), free_leads)
        + _over_leaders(span, (free_behind, kept_behind), kept_leads)
        + _over_leaders(span, (e * s, -nearest, e * s - nearest), kept_outdone)
    )
    return Response(_share(1.0 - float(chance @ weight)), 0.0)


def _over_leaders(span: float, kinks: tuple[Array, ...], chance: Callable[[Array], Array]) -> Array:
    """Integral of a chance over the leader's capability, for each safety: polynomials between the kinks, so exact."""
    inner = np.clip(np.stack(kinks, axis=-1), 0.0, span)
    edges = np.sort(np.pad(inner, ((0, 0), (1, 1)), constant_values=((0.0, 0.0), (0.0, span))), axis=-1)
    width = np.diff(edges)[..., None]
    top = edges[:, :-1, None] + width * (_X + 1.0) / 2.0
    return np.asarray((chance(top) * width * _W / 2.0).sum(axis=(1, 2)) / span)


def _deep(values: Array) -> Array:
    return values[:, None, None]


def _below(span: float, capability: Array) -> Array:
    return np.clip(capability / span, 0.0, 1.0)


def _share(value: float) -> float:
    return float(min(max(value, 0.0), 1.0))
