"""How many assumption draws are made, and with which seed."""

from __future__ import annotations

from dataclasses import dataclass

from risk.parameter import Declared, choice, integer


@dataclass(frozen=True, kw_only=True)
class Ensemble(Declared):
    """Draws of everything that nobody knows, spread evenly over its priors."""

    name = "ensemble"
    label = "Assumption draws"
    summary = "Parameters of function and agency are drawn from their priors, to see which findings survive."
    source = "Sobol (1967), scrambled as by Owen (1998)"

    samples: str = choice(
        "1024",
        ("128", "256", "512", "1024", "2048", "4096"),
        label="Number of draws",
        help="Evenly spread points fill a space best in powers of two. More draws take longer and blur less.",
    )
    draw_seed: int = integer(
        0, 0, 2**31 - 1, typical=(0, 99), label="Seed", help="The same seed gives the same draws; another one, others."
    )

    @property
    def draws(self) -> int:
        """Number of draws, as a number."""
        return int(self.samples)
