"""The danger surface D = f(I, G, A) of AI systems, and what a line drawn in training compute sees of it.

>>> import risk
>>> surface = risk.Surface(risk.danger_function("phase-transition"))
>>> round(float(surface.danger(0.75, 0.6, 0.9)), 2)
0.58
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from risk.agency import Agency, Granted, ProxyAgency
from risk.clocked_rules import FloatingThreshold, HardwareCap, SpendThreshold
from risk.comparison import MeasurementError, compare, sweep_line
from risk.compute import ComputeTrend
from risk.danger import DangerFunction
from risk.parameter import Declared, Parameter, choice, flag, integer, parameter, parameters, text
from risk.registry import danger_function, danger_functions, register
from risk.rules import (
    CapabilityThreshold,
    ComputeThreshold,
    FilterThenTest,
    Rule,
    SurfaceThreshold,
    TripleIntersection,
)
from risk.surface import Surface
from risk.version import MODEL_VERSION

if TYPE_CHECKING:
    from risk import catalog, race, regimes, spread, timeline, uncertainty
    from risk.scenario import Scenario

__all__ = [
    "MODEL_VERSION", "Agency", "CapabilityThreshold", "ComputeThreshold", "ComputeTrend", "DangerFunction", "Declared",
    "FilterThenTest", "FloatingThreshold", "Granted", "HardwareCap", "MeasurementError", "Parameter", "ProxyAgency",
    "Rule", "Scenario", "SpendThreshold", "Surface", "SurfaceThreshold", "TripleIntersection", "catalog", "choice",
    "compare", "danger_function", "danger_functions", "flag", "integer", "parameter", "parameters", "race", "regimes",
    "register", "spread", "sweep_line", "text", "timeline", "uncertainty",
]  # fmt: skip

# Loaded when they are asked for: some need pandas, which takes longer to load than all the rest.
_LATER = {
    "catalog": ("risk.catalog", None),
    "race": ("risk.race", None),
    "regimes": ("risk.regimes", None),
    "Scenario": ("risk.scenario", "Scenario"),
    "spread": ("risk.spread", None),
    "timeline": ("risk.timeline", None),
    "uncertainty": ("risk.uncertainty", None),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'risk' has no attribute {name!r}")
    module, attribute = _LATER[name]
    loaded = importlib.import_module(module)
    return getattr(loaded, attribute) if attribute else loaded
