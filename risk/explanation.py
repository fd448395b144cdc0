"""Why D differs between two states of a system: exact Shapley contributions of the axes and of induced agency."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from risk import words
from risk.axes import AXIS_WORDS, Array
from risk.parameter import parameters
from risk.point import Point, placed, point, system
from risk.scenario import Scenario
from risk.slices import Jump, jumps
from risk.surface import Surface
from risk.value_words import value_words

PLAYERS: Mapping[str, str] = AXIS_WORDS | {"induced": "induced agency", "formula": "the formula"}
"""What a change of D is divided among: the axes (A is granted agenticity), induced agency, and the formula itself."""

_UNCHANGED = 0.005
_PATH_POINTS = 201


@dataclass(frozen=True)
class State:
    """A system, or a point of one's own, under one set of assumptions.

    Attributes
    ----------
    at : Point
        Where it stands; A is granted agenticity.
    surface : Surface
        What makes it dangerous.
    """

    at: Point
    surface: Surface

    @property
    def induced(self) -> float:
        """Share of the autonomy that is not granted which the system gets by persuasion, in [0, 1]."""
        return float(self.surface.agency.effective(self.at.I, 0.0))

    def coordinate(self, player: str) -> float:
        """Coordinate of a player other than the formula."""
        return self.induced if player == "induced" else self.at.coordinate(player)


def state(scenario: Scenario) -> State:
    """The scenario's point under its assumptions."""
    return State(point(scenario), scenario.surface)


@dataclass(frozen=True)
class Baseline:
    """What a state is compared with.

    Attributes
    ----------
    label : str
        What it is, to be read after "compared with".
    state : State
        The state itself.
    """

    label: str
    state: State


def baseline(scenario: Scenario, before: Scenario | None) -> Baseline:
    """What the scenario asks to be compared with.

    Parameters
    ----------
    scenario : Scenario
        Its ``view.since`` says what.
    before : Scenario or None
        The scenario before the last change; without one, the least autonomy takes its place.
    """
    view, now = scenario.view, point(scenario)
    if view.since == "last change" and before is not None:
        own = {name: getattr(before.view, name) for name in ("point_i", "point_g", "point_a")}
        same = dataclasses.replace(before, view=view.replace(**own))
        return Baseline("the state before the last change", state(same))
    if view.since == "default settings":
        return Baseline("the default settings", state(Scenario(view=view)))
    if view.since == "another system":
        other = scenario.replace("view.system", view.other_system).replace("view.own_point", False)
        return Baseline(point(other).name, state(other))
    if view.own_point or "A" in now.missing:
        return Baseline(
            "the same without any granted agenticity", State(dataclasses.replace(now, A=0.0), scenario.surface)
        )
    lowest = placed(system(scenario, view.system), now, "A_floor")
    return Baseline("the same at autonomy level 1", State(lowest, scenario.surface))


def changes_danger(before: Scenario, after: Scenario) -> bool:
    """Whether two scenarios differ in more than what figures show: a change that may be worth explaining."""
    own = {name: getattr(after.view, name) for name in ("point_i", "point_g", "point_a")}
    # Draws look at the same surface from further away.
    same = dataclasses.replace(before, view=after.view, ensemble=after.ensemble, priors=())
    return same != dataclasses.replace(after, priors=()) or before.view.replace(**own) != before.view


@dataclass(frozen=True)
class Explanation:
    """A change of D, divided among its causes.

    Attributes
    ----------
    before, after : State
        The two states.
    D_before, D_after : float
        Danger index of each; NaN where the function is undefined.
    contributions : Mapping
        Shapley value of each of `PLAYERS`: its mean effect over all orders in which the changes could be made. They
        sum to D_after - D_before, a player that does not change gets 0, and two that do the same get the same.
    alone : Mapping
        What each would have changed if nothing else had.
    """

    before: State
    after: State
    D_before: float
    D_after: float
    contributions: Mapping[str, float]
    alone: Mapping[str, float]

    @property
    def change(self) -> float:
        """Change of D."""
        return self.D_after - self.D_before

    @property
    def leading(self) -> str:
        """The player that contributes most, either way."""
        return max(self.contributions, key=lambda player: abs(self.contributions[player]))

    def changed(self, player: str) -> bool:
        """Whether the player differs between the two states."""
        if player == "formula":
            return self.before.surface.function != self.after.surface.function
        return self.before.coordinate(player) != self.after.coordinate(player)


@functools.lru_cache(maxsize=256)
def explanation(before: State, after: State) -> Explanation:
    """Divide the change of D between two states among I, G, granted A, induced agency and the formula.

    The value of a set of players is D with these as after the change and all others as before it. Induced agency is a
    player of its own: the share that persuasion adds, whichever of intelligence, channel or operators changed it.
    Source: Shapley (1953), A value for n-person games, computed over all 32 sets, without sampling.
    """
    players = tuple(PLAYERS)
    moving = players[:-1]
    ends = np.array([[place.coordinate(player) for player in moving] for place in (before, after)])
    # Every choice of before (0) or after (1) for the coordinates; the formula is the last axis.
    choice = np.indices((2,) * len(moving))
    chosen = [ends[choice[place], place] for place in range(len(moving))]
    D = np.stack([_danger(place.surface, *chosen) for place in (before, after)], axis=-1)
    count = len(players)
    contributions, alone = {}, {}
    for place, player in enumerate(players):
        # What it adds to each set of the others, at the set's place.
        added = np.diff(D, axis=place).squeeze(place)
        size = np.indices((2,) * (count - 1)).sum(axis=0)
        contributions[player] = float(np.sum(_weights(count)[size] * added))
        alone[player] = float(added.flat[0])
    return Explanation(before, after, float(D.flat[0]), float(D.flat[-1]), contributions, alone)


@functools.cache
def _weights(players: int) -> Array:
    """Share of all orders in which exactly a given set of a size comes before a player, by that size."""
    total = math.factorial(players)
    return np.array([math.factorial(size) * math.factorial(players - size - 1) / total for size in range(players)])


def _danger(surface: Surface, I: Array, G: Array, A: Array, induced: Array) -> Array:
    """D with the induced share given, not computed from I."""
    return surface.function.danger(I, G, np.minimum(A + (1.0 - A) * induced, 1.0))


def crossing(found: Explanation, player: str) -> Jump | None:
    """The largest jump of D on the player's way from before to after, all others being as after the change.

    Returns
    -------
    Jump or None
        With the coordinate of the player, for induced agency that of effective agenticity; None where D does not jump,
        or where the player is the formula.
    """
    if player == "formula" or not found.changed(player):
        return None
    start, end = found.before.coordinate(player), found.after.coordinate(player)
    held = {name: np.asarray(found.after.coordinate(name)) for name in PLAYERS if name != "formula"}
    surface = found.after.surface

    def danger(x: Array) -> Array:
        return np.broadcast_to(_danger(surface, **held | {player: x}), x.shape)

    path = np.linspace(min(start, end), max(start, end), _PATH_POINTS)
    met = jumps(danger, path, danger(path))
    if not met:
        return None
    largest = max(met, key=lambda jump: abs(jump.high - jump.low))
    if player == "induced":
        granted = found.after.at.A
        return dataclasses.replace(largest, at=granted + (1.0 - granted) * largest.at)
    return largest


def sentence(found: Explanation) -> str:
    """Name the cause of the change: two or three sentences."""
    if math.isnan(sum(found.contributions.values())):
        return "The danger index is not defined on the whole way between the two, so the change cannot be divided."
    size, leading = abs(found.change), found.leading
    names = [player for player in PLAYERS if found.changed(player)]
    largest = abs(found.contributions[leading])
    if size < _UNCHANGED and largest < _UNCHANGED:
        return f"D is the same in both, {words.index(found.D_after)}: nothing that it depends on makes a difference."
    from_to = f"from {words.index(found.D_before)} to {words.index(found.D_after)}"
    direction = "rises" if found.change > 0 else "falls"
    opening = (
        f"D {direction} {from_to}." if size >= _UNCHANGED else f"D hardly changes ({from_to}), since effects cancel."
    )
    parts = [opening, _cause(found, leading)]
    others = [player for player in names if player != leading and abs(found.alone[player]) >= _UNCHANGED]
    if others:
        next_most = max(others, key=lambda player: abs(found.alone[player]))
        verb = "added" if found.alone[next_most] > 0 else "taken away"
        alone = words.index(abs(found.alone[next_most]))
        parts.append(f"{words.capital(PLAYERS[next_most])} alone would have {verb} {alone}.")
    elif len(names) == 1:
        parts.append("Nothing else changed.")
    else:
        parts.append("Nothing else alone would have made a difference.")
    return " ".join(parts)


def _cause(found: Explanation, leading: str) -> str:
    share = found.contributions[leading]
    whole = abs(share - found.change) < _UNCHANGED
    accounts = "accounts for all of it" if whole else f"contributes {'+' if share > 0 else ''}{words.index(share)}"
    if leading == "formula":
        return f"The formula changed ({_formula_changes(found)}) and {accounts}."
    met = crossing(found, leading)
    name = words.capital(PLAYERS[leading])
    if met is None:
        before, after = (words.index(place.coordinate(leading)) for place in (found.before, found.after))
        return f"{name} went from {before} to {after} and {accounts}."
    if leading == "induced":
        return f"{name} carried effective agenticity across the critical line at {words.index(met.at)}, and {accounts}."
    return f"{name} crossed the critical line at {words.index(met.at)}, where D jumps, and {accounts}."


def _formula_changes(found: Explanation) -> str:
    before, after = found.before.surface.function, found.after.surface.function
    if type(before) is not type(after):
        return f"{before.label} → {after.label}"
    old, new = before.values(), after.values()
    changed = [
        f"{declared.label} {' → '.join(value_words(declared, values[declared.name]) for values in (old, new))}"
        for declared in parameters(after)
        if declared.name in old and old[declared.name] != new[declared.name]
    ]
    return words.listed(changed)


def levels(found: Explanation) -> tuple[tuple[str, float, float], ...]:
    """The way from D before to D after, one cause after the other: its name, where it begins and where it ends."""
    steps, reached = [], found.D_before
    for player, name in PLAYERS.items():
        following = reached + found.contributions[player]
        steps.append((words.capital(name), reached, following))
        reached = following
    return tuple(steps)


def columns(found: Explanation) -> dict[str, list[str]]:
    """Table behind the bars: each cause before and after, what it contributes, and what it alone would have done."""

    def ends(player: str) -> tuple[str, str]:
        if player == "formula":
            return found.before.surface.function.label, found.after.surface.function.label
        return words.index(found.before.coordinate(player)), words.index(found.after.coordinate(player))

    return {
        "Cause": [words.capital(name) for name in PLAYERS.values()],
        "Before": [ends(player)[0] for player in PLAYERS],
        "After": [ends(player)[1] for player in PLAYERS],
        "Contribution to the change of D": [words.index(found.contributions[player]) for player in PLAYERS],
        "Alone it would have changed D by": [words.index(found.alone[player]) for player in PLAYERS],
    }
