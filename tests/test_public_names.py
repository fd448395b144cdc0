"""What others may build on: the names of `risk`, and the documents that lead there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import risk

ROOT = Path(__file__).resolve().parent.parent

# A name that leaves this list breaks programs of others: it needs an entry in CHANGELOG.md.
NAMES = [
    "MODEL_VERSION",
    "Agency",
    "CapabilityThreshold",
    "ComputeThreshold",
    "ComputeTrend",
    "DangerFunction",
    "Declared",
    "FilterThenTest",
    "FloatingThreshold",
    "Granted",
    "HardwareCap",
    "MeasurementError",
    "Parameter",
    "ProxyAgency",
    "Rule",
    "Scenario",
    "SpendThreshold",
    "Surface",
    "SurfaceThreshold",
    "TripleIntersection",
    "catalog",
    "choice",
    "compare",
    "danger_function",
    "danger_functions",
    "flag",
    "integer",
    "parameter",
    "parameters",
    "race",
    "regimes",
    "register",
    "spread",
    "sweep_line",
    "text",
    "timeline",
    "uncertainty",
]


def test_the_public_names_are_these_and_each_is_there() -> None:
    assert sorted(risk.__all__) == sorted(NAMES)
    assert all(getattr(risk, name) is not None for name in NAMES)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = risk.nothing


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "docs/hosting.md"])
def test_files_and_commands_that_a_document_names_exist(document: str) -> None:
    import run

    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`((?:risk|pages|tests|docs)/[\w./-]*)`", text) + [
        str((Path(document).parent / target).as_posix()) for target in re.findall(r"\]\(([^)#:]+)\)", text)
    ]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
    tasks = re.findall(r"python3 run\.py (\w+)", text)
    assert tasks and set(tasks) <= set(run.TASKS)
