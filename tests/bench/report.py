"""What a benchmark reports: measured values with their goals, and the machine they were measured on."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PACKAGES = ("streamlit", "plotly", "numpy", "scipy", "pandas")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measured value.

    Attributes
    ----------
    part : str
        Part of the benchmark.
    what : str
        What was measured.
    value : float
        The value; NaN if it could not be had.
    unit : str
        "×", "ms", "s", "MB", "1/s" or what else follows the number.
    goal : float or None
        At most, or with `at_least` at least, this much.
    at_least : bool
        Direction of the goal.
    detail : mapping
        What the value was made from; only in the JSON.
    """

    part: str
    what: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def machine() -> dict[str, Any]:
    """Processor, cores, system and versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(aliased=True, terse=True),
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "load": list(os.getloadavg()) if hasattr(os, "getloadavg") else None,
        "date": datetime.date.today().isoformat(),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for row in information.read_text().splitlines():
            name, _, value = row.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def table(measures: Sequence[Measure], on: dict[str, Any]) -> str:
    """Markdown table with the machine named under it."""
    rows = ["| What | Measured | Goal | Met |", "|---|---|---|---|"]
    part = ""
    for measure in measures:
        if measure.part != part:
            part = measure.part
            rows.append(f"| **{part}** | | | |")
        goal = (
            "" if measure.goal is None else f"{'≥' if measure.at_least else '≤'} {_number(measure.goal, measure.unit)}"
        )
        met = {None: "", True: "yes", False: "**no**"}[measure.met]
        rows.append(f"| {measure.what} | {_number(measure.value, measure.unit)} | {goal} | {met} |")
    return "\n".join([*rows, "", _named(on)])


def _number(value: float, unit: str) -> str:
    whole = value == int(value) if abs(value) < 1e15 else False
    shown = f"{value:.0f}" if whole or abs(value) >= 100 else f"{value:.3g}"
    return f"{shown} {unit}".rstrip()


def _named(on: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in on["packages"].items())
    browser = f", {on['browser']}" if "browser" in on else ""
    load = f" Load average at the start: {on['load'][0]:.1f}." if on["load"] else ""
    return (
        f"Machine: {on['processor']}, {on['cores']} cores, {on['system']}, Python {on['python']}, {versions}{browser}."
        f" Measured on {on['date']}.{load}"
    )


def write(path: Path, measures: Sequence[Measure], on: dict[str, Any]) -> None:
    """Write machine and measures as JSON; a value that could not be had is null."""
    entries = [asdict(measure) | {"met": measure.met} for measure in measures]
    for entry in entries:
        entry["value"] = entry["value"] if entry["value"] == entry["value"] else None
    path.write_text(
        json.dumps({"machine": on, "measures": entries}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
