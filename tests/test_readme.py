"""What the README shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import risk
from risk import registry

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_functions", dict(risk.danger_functions()))


def run(example: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "readme"}
    exec(compile(example, "README.md", "exec", dont_inherit=True), names)
    return names


def test_the_analysts_example_runs() -> None:
    names = run(next(example for example in EXAMPLES if "ProxyAgency" in example))
    assert names["danger"].shape == names["verdict"].shape == (len(names["known"]),)
    assert len(names["known"]) == 27
    assert set(np.unique(names["verdict"][~np.isnan(names["verdict"])])) == {0.0, 1.0}


def test_a_danger_function_in_ten_lines_is_an_ordinary_one(own_registry: None) -> None:
    example = next(example for example in EXAMPLES if "@risk.register" in example)
    lines = [line for line in example.splitlines() if line.strip() and not line.startswith(("import", "from"))]
    assert len(lines) <= 10
    function = run(example)["WeakestLink"](power=2)
    assert risk.danger_function("weakest-link", power=2) == function
    assert function.danger(0.9, 0.5, 0.7) == pytest.approx(0.25)
    np.testing.assert_allclose(function.gradient(0.9, 0.5, 0.7), (0, 1, 0), atol=1e-9)
    scenario = risk.Scenario().replace("function", function)
    assert risk.Scenario.from_query(scenario.to_query()) == (scenario, ())


def test_the_typed_function_and_the_blend_are_as_shown() -> None:
    names = run(next(example for example in EXAMPLES if '"formula"' in example))
    typed, blend = names["typed"], names["blend"]
    assert typed.danger(0.75, 0.6, 0.5) == pytest.approx(1 - np.exp(-3 * 0.75**2 * 0.5))
    assert typed.replace(k=4).gradient(0.75, 0.6, 0.5)[2] == pytest.approx(4 * 0.75**2 * np.exp(-4 * 0.75**2 * 0.5))
    parts = [function.danger(0.75, 0.6, 0.5) for _, function in blend.parts]
    assert blend.replace(weight_formula=0.5).danger(0.75, 0.6, 0.5) == pytest.approx((0.5 * parts[0] + parts[1]) / 1.5)


def test_commands_pictures_and_files_are_there() -> None:
    assert "python3 run.py " in README and "python3 run.py test " in README
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
