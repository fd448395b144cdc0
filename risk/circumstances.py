"""What any regime meets: danger before its gate, releases that cannot be called back, development that hides."""

from __future__ import annotations

from dataclasses import dataclass

from risk.parameter import Declared, flag, parameter


@dataclass(frozen=True, kw_only=True)
class Circumstances(Declared):
    """What the world does with a regime, whichever it is."""

    name = "circumstances"
    label = "What a regime meets"
    summary = "How development, danger and lawmaking respond to a regime, whichever it is."

    displacement: float = parameter(
        0.2, 0, 3, typical=(0, 1), step=0.05, symbol=r"\delta", label="Development that moves out of sight",
        help="Share of the covered development that moves out of sight for each share of releases that are stopped, at"
        " most all of it. Verification undoes part.",
    )  # fmt: skip
    before_gate: float = parameter(
        0.1, 0, 1, typical=(0, 0.5), step=0.02, label="Danger before release",
        help="Share of a system's danger that is there in training and internal use, before any gate at release.",
    )  # fmt: skip
    before_response: float = parameter(
        0.5, 0, 1, step=0.05, label="Danger before a response",
        help="Share of a system's danger that is done before an authority stops it after release; at least what was"
        " done before release. Open weights cannot be called back.",
    )  # fmt: skip
    lockdown: float = parameter(
        0.5, 0, 1, step=0.05, label="Burden of a lock-down",
        help="Share of a safe system's worth that is lost where it may only answer.",
    )  # fmt: skip
    policy_responds: bool = flag(
        False, label="AI changes the policy environment",
        help="Off: a law takes as long as it takes. On: it takes the longer the more intelligent systems are.",
    )  # fmt: skip
    lag_growth: float = parameter(
        1, 0, 10, typical=(0, 4), step=0.1, label="Growth of the lag with intelligence",
        help="By which share a law takes longer where the most intelligent release reads I = 1, if policy responds.",
    )  # fmt: skip
