"""Golden numbers: what the model says today, to notice when it says something else.

`python -m tests.golden` writes them to `golden.json`, next to this file. It refuses to overwrite numbers that somebody
may already have quoted: those of a model version whose entry in CHANGELOG.md has left the section "Unreleased".
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from risk import drawn_rules, erosion, regime_worlds, unknowns
from risk.agency import AGENCIES
from risk.danger import BUILT_IN
from risk.headlines import systems_headline
from risk.plane import line_in_plane, plane
from risk.presets import CHANNELS, PRESETS
from risk.scenario import Scenario
from risk.surface import Surface
from risk.version import MODEL_VERSION

FILE = Path(__file__).with_name("golden.json")
CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"
SECTION = "Results that change"
RENEW = "python -m tests.golden"

# Below this, a difference is another processor's rounding.
RELATIVE, ABSOLUTE = 1e-7, 1e-9

# Corners, edges, both sides of the default transition, and points in general position.
POINTS = np.array(
    [
        (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.0, 0.6, 0.0), (0.0, 0.6, 1.0), (0.6, 0.6, 0.62), (0.75, 0.6, 0.48),
        (0.75, 0.6, 0.49), (0.3, 0.6, 0.9), (0.5, 0.2, 0.7), (0.85, 0.9, 0.35), (0.95, 0.05, 0.95), (0.66, 0.4, 0.52),
    ]
)  # fmt: skip


def results() -> dict[str, Any]:
    """Everything that is pinned, as it is computed now."""
    return {
        "presets": {name: _preset(preset.scenario()) for name, preset in PRESETS.items()},
        "channels": {name: _preset(channel.scenario()) for name, channel in CHANNELS.items()},
        "draws": {name: _draws(preset.scenario()) for name, preset in PRESETS.items()},
        "danger": {
            f"{kind.name}, {agency.name}": _danger(Surface(kind(), agency()))
            for kind in BUILT_IN
            for agency in AGENCIES.values()
        },
        "regimes": {
            key: [float(one.whole) for one in (score.residual_danger, score.stopped_share, score.burden_share)]
            for key, score in regime_worlds.scores(Scenario()).items()
        },
    }


def _preset(scenario: Scenario) -> dict[str, Any]:
    headline = systems_headline(scenario)
    ends = {"lowest": headline.lowest, "chosen": headline.chosen, "highest": headline.highest}
    counts = ("dangerous", "caught", "missed", "overreach", "undetermined", "unjudged")
    view = scenario.view
    line = line_in_plane(scenario, plane(scenario.surface, "I", "A", view.fixed))
    return {
        "systems": {end: {name: getattr(found, name) for name in counts} for end, found in ends.items()},
        "total": headline.total,
        "erosion": list(erosion.span(erosion.dates(scenario, erosion.held(scenario)))),
        "line": [line.low, line.centre, line.high],
        "areas": {name: getattr(line.areas, name) for name in ("caught", "missed", "overreach", "cleared")},
        "dangerous share": scenario.surface.dangerous_share(scenario.settings.tolerance),
        "danger": _danger(scenario.surface),
    }


def _draws(scenario: Scenario) -> dict[str, Any]:
    few = scenario.replace("ensemble.samples", "128")
    line = drawn_rules.drawn_rules(few)[0]
    return {
        "viewed": unknowns.viewed(few).share.tolist(),
        "missed": list(unknowns.band(line.missed)),
        "overreach": list(unknowns.band(line.overreach)),
    }


def _danger(surface: Surface) -> list[float]:
    return [float(danger) for danger in surface.danger(*POINTS.T)]


def differences(before: Any, now: Any, where: str = "") -> list[str]:
    """What differs between two results, one line each."""
    if isinstance(before, dict) and isinstance(now, dict):
        found = []
        for key in dict.fromkeys([*before, *now]):
            place = f"{where} > {key}" if where else key
            if key not in before or key not in now:
                found.append(f"{place}: {'is new' if key in now else 'is gone'}")
            else:
                found += differences(before[key], now[key], place)
        return found
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        pairs = enumerate(zip(before, now, strict=True))
        return [line for k, (old, new) in pairs for line in differences(old, new, f"{where} [{k}]")]
    if isinstance(before, (int, float)) and isinstance(now, (int, float)):
        same = math.isclose(before, now, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    else:
        same = before == now
    return [] if same else [f"{where}: {before!r} -> {now!r}"]


def entries(changelog: str) -> dict[str, bool]:
    """Model versions with an entry under "Results that change", and whether that entry is still unreleased."""
    found = {}
    for heading, body in re.findall(r"^## (.+?)$\n(.*?)(?=^## |\Z)", changelog, flags=re.M | re.S):
        for section in re.findall(rf"^### {SECTION}$\n(.*?)(?=^### |\Z)", body, flags=re.M | re.S):
            for version in re.findall(r"^- \*\*Model ([\w.]+)\*\*:? +\S", section, flags=re.M):
                found[version] = "unreleased" in heading.lower()
    return found


def verdict(recorded: dict[str, Any], now: dict[str, Any], model: str, changelog: str) -> str | None:
    """What has to be done before the tests may pass, or None."""
    listed = entries(changelog)
    if model not in listed:
        return (
            f'CHANGELOG.md has no entry for model {model}: write "- **Model {model}**: what changed and why" under'
            f' "### {SECTION}".'
        )
    changed = differences(recorded["results"], now)
    shown = "\n  ".join(changed[:10]) + (f"\n  and {len(changed) - 10} more" if len(changed) > 10 else "")
    if recorded["model"] != model:
        return f"MODEL_VERSION is {model}, the golden numbers are of {recorded['model']}: renew them with {RENEW}."
    if not changed:
        return None
    if listed[model]:
        return (
            f"Results changed while model {model} is unreleased. If that is meant, say so in its entry in CHANGELOG.md"
            f" and renew with {RENEW}:\n  {shown}"
        )
    return (
        f"Results changed, but MODEL_VERSION is still {model}, which is released. If that is meant, raise MODEL_VERSION"
        f' in risk/version.py, write an entry for it under "### {SECTION}" in CHANGELOG.md, and renew with {RENEW}:'
        f"\n  {shown}"
    )


def main() -> int:
    """Write the golden numbers; 1 if that would hide a change."""
    now, listed = results(), entries(CHANGELOG.read_text(encoding="utf-8"))
    if FILE.exists():
        recorded = json.loads(FILE.read_text(encoding="utf-8"))
        released = not listed.get(MODEL_VERSION, True)
        if recorded["model"] == MODEL_VERSION and released and differences(recorded["results"], now):
            print(verdict(recorded, now, MODEL_VERSION, CHANGELOG.read_text(encoding="utf-8")), file=sys.stderr)
            return 1
        print("\n".join(differences(recorded["results"], now)) or "Nothing changed.")
    FILE.write_text(json.dumps({"model": MODEL_VERSION, "results": now}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
