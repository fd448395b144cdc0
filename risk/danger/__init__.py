"""Danger functions: one file each, named as the function is."""

from risk.danger.additive import Additive
from risk.danger.base import DangerFunction
from risk.danger.blend import Blend
from risk.danger.formula import Formula
from risk.danger.logistic import Logistic
from risk.danger.multiplicative import Multiplicative
from risk.danger.o_ring import ORing
from risk.danger.phase_transition import PhaseTransition

BUILT_IN: tuple[type[DangerFunction], ...] = (
    PhaseTransition, Additive, Multiplicative, Logistic, ORing, Formula, Blend,
)  # fmt: skip

__all__ = [
    "BUILT_IN", "Additive", "Blend", "DangerFunction", "Formula", "Logistic", "Multiplicative", "ORing",
    "PhaseTransition",
]  # fmt: skip
