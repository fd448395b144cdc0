"""What a race leaves of safety where a developer bears part of the harm that its own system does.

The race of `risk.race`, in which an own disaster costs its team L, in units of what a safe win is worth. A team that
pays for its disasters gains less by cutting corners, and one that has little hope of winning safely gains nothing.
"""

from __future__ import annotations

import numpy as np

from risk.race import Race


def safety(race: Race, liability: float) -> float:
    """Expected safety of the winner in equilibrium, without a floor.

    Parameters
    ----------
    race : Race
        Teams, capability, enmity, information and cost of safety; its floor is not read.
    liability : float
        L, zero or more: what an own disaster costs, where a safe win is worth 1.

    Returns
    -------
    float
        Between 0 and 1; without liability one minus the risk of the race.

    Raises
    ------
    ValueError
        If the liability is negative.

    Notes
    -----
    A win is worth s (1 + L) - L, and another's safe win 1 - e. With beta = L/(L + e) the conditions for an optimum
    give, up to 1,

    - nothing known: s = beta + mu (1 + L) / (n (L + e));
    - own capability known: s(c) = beta + c (1 + L) / (1 + L + (n - 1)(L + e));
    - all known: s = beta + lead (1 + L) / (L + e), at which the second no longer gains by overtaking.

    For L = 0 they are the equilibria of Armstrong, Bostrom and Shulman (2016); the extension is ours.
    """
    if not liability >= 0.0:
        raise ValueError(f"liability must be zero or more, got {liability!r}")
    n, e, mu = race.teams, race.enmity, race.capability / race.safety_cost
    least = liability / (liability + e)
    if race.information == "none":
        return min(1.0, least + mu * (1.0 + liability) / (n * (liability + e)))
    if race.information == "private":
        slope = (1.0 + liability) / (1.0 + liability + (n - 1) * (liability + e))
        full = min((1.0 - least) / slope, mu)
        below = (full / mu) ** n
        return float(least * below + slope * n / (n + 1) * below * full + 1.0 - below)
    slope = (1.0 + liability) / (liability + e)
    full = min((1.0 - least) / slope / mu, 1.0)
    return float(np.clip(least + slope * mu / (n + 1) * (1.0 - (1.0 - full) ** (n + 1)), 0.0, 1.0))
