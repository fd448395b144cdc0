"""Minimax regret: which option costs least when it turns out to have been the wrong one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Regret:
    """What choosing an option can cost beyond the best choice, over draws of what is not known.

    Attributes
    ----------
    option : str
        Its name.
    worst, mean : float
        Largest and mean regret: its loss minus the least loss of any option in the same draw, zero or more.
    loss : float
        Mean loss itself.
    best : float
        Share of draws in which no option does better.
    draw : int
        Draw of the largest regret, counted from 0 over all draws.
    """

    option: str
    worst: float
    mean: float
    loss: float
    best: float
    draw: int


@dataclass(frozen=True)
class RegretTable:
    """All options, the one with the least largest regret first.

    Attributes
    ----------
    entries : tuple of Regret
        One an option. Options that tie keep their order.
    draws, undefined : int
        Draws that count, and draws left out because a loss is not a finite number there.
    """

    entries: tuple[Regret, ...]
    draws: int
    undefined: int

    @property
    def minimax(self) -> str:
        """The option whose largest regret is least."""
        return self.entries[0].option


def regret(losses: Mapping[str, npt.ArrayLike]) -> RegretTable:
    """Compare options by what each costs in each draw.

    Parameters
    ----------
    losses : mapping of str to array_like of shape (draws,)
        Loss of each option; a payoff is a loss with its sign turned.

    Returns
    -------
    RegretTable

    Raises
    ------
    ValueError
        If there is no option, the options do not have equally many draws, or no draw has finite losses.
    """
    if not losses:
        raise ValueError("losses must hold at least one option")
    shapes = {option: np.shape(values) for option, values in losses.items()}
    if len(set(shapes.values())) > 1 or len(next(iter(shapes.values()))) != 1:
        told = ", ".join(f"{option} {shape}" for option, shape in shapes.items())
        raise ValueError(f"losses must have equally many draws, one axis each, got shapes {told:.200}")
    table = np.array([np.asarray(values, dtype=np.float64) for values in losses.values()])
    defined = np.isfinite(table).all(axis=0)
    if not defined.any():
        raise ValueError("losses must be finite in at least one draw")
    known = table[:, defined]
    missed_out = known - known.min(axis=0)
    places = np.flatnonzero(defined)
    entries = [
        Regret(
            option=option, worst=float(row.max()), mean=float(row.mean()), loss=float(loss.mean()),
            best=float(np.mean(row == 0.0)), draw=int(places[row.argmax()]),
        )
        for option, row, loss in zip(losses, missed_out, known, strict=True)
    ]  # fmt: skip
    return RegretTable(
        tuple(sorted(entries, key=lambda entry: entry.worst)), int(defined.sum()), int(np.count_nonzero(~defined))
    )
