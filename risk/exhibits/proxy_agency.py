"""Proxy agency: what a locked-down system persuades people to do for it, and whether its sandbox leaks."""

from __future__ import annotations

from risk import conclusions, sandbox, sandbox_words
from risk.agency import Granted, ProxyAgency
from risk.exhibits.base import Exhibit, Figure
from risk.plots import sandbox as plots
from risk.scenario import Scenario

TITLE = "Proxy agency"
CLOSING, SPREADING = "Which lever closes a leak", "Who is persuaded"
CHANNEL = tuple(f"agency.{name}" for name in sandbox.LEVERS)
"""Keys of what can be done to a channel."""


def exhibit(scenario: Scenario) -> Exhibit:
    """What the page shows of a scenario; induced agency stands by default where it is switched off."""
    shown = scenario.replace("agency", ProxyAgency.name) if scenario.get("agency") == Granted.name else scenario
    standing = sandbox.standing(shown)
    own = tuple(f"view.point_{axis.lower()}" for axis in "IG" if shown.view.own_point or axis in standing.missing)
    exposure, *rest = CHANNEL
    sweeps = (exposure, "agency.persuasion_threshold", *rest, "settings.tolerance", "view.sandbox", *own)
    return Exhibit(
        name="proxy_agency",
        title=TITLE,
        scenario=shown,
        claim=sandbox_words.claim(shown),
        explanation=sandbox_words.explanation(shown),
        figures=(
            Figure("sandboxes", plots.panels_picture, sweeps, 315),
            Figure("sandbox-growth", plots.growth_picture, sweeps, 315),
            Figure("sandbox-levers", plots.levers_picture, sweeps, 360, part=CLOSING),
            Figure("persuasion", plots.persuasion_picture, sweeps, part=SPREADING),
        ),
        numbers=sandbox_words.numbers(shown),
        why=(
            f"**Why?** {sandbox_words.why(shown)} {sandbox_words.counts(shown)}",
            *conclusions.turning("proxy_agency", shown),
        ),
        assumptions=sandbox_words.assumptions(shown),
    )
