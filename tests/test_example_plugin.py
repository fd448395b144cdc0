"""The example plug-in is really installed, offline, and found by its entry point in a fresh Python."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_readme import EXAMPLES

SOURCE = Path(__file__).with_name("example_plugin")
ASKS = """
import risk
from risk import registry
from risk.scenario import Scenario
made = risk.danger_function("weakest-link", power=2)
print(list(risk.danger_functions())[-1], float(made.danger(0.9, 0.5, 0.7)), registry.problems())
scenario = Scenario().replace("function", made).replace("function.power", 1.5)
print(Scenario.from_query(scenario.to_query()) == (scenario, ()), list(registry.alternatives())[-1])
blend = Scenario().replace("function", "blend").replace("function.functions", "additive;weakest-link?power=2")
print(blend.get("function.weight_weakest_link"), Scenario.from_query(blend.to_query())[0] == blend)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment in which the example is installed beside the package."""
    copy, target = tmp_path_factory.mktemp("source") / "plugin", tmp_path_factory.mktemp("site")
    shutil.copytree(SOURCE, copy)
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *offline, "--target", str(target), str(copy)], check=True, timeout=60
    )
    return os.environ | {"PYTHONPATH": str(target)}


def python(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert not done.stderr
    return done.stdout


def test_an_installed_plug_in_is_found_and_is_an_ordinary_function(installed: dict[str, str]) -> None:
    found = python(installed, "-c", ASKS).splitlines()
    assert found == ["weakest-link 0.25 ()", "True weakest-link", "1.0 True"]


def test_the_command_line_knows_it(installed: dict[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(python(installed, "-m", "risk", "evaluate", "/?v=1&function=weakest-link"))))
    known = [row for row in rows if row["D"]]
    assert len(known) == 27
    for row in known:
        assert float(row["D"]) == pytest.approx(min(float(row[axis]) for axis in "IGA"), abs=1e-12)


def test_the_package_holds_what_the_readme_shows() -> None:
    shown = next(example for example in EXAMPLES if "@risk.register" in example)
    body = shown[shown.index("@dataclass") :].strip()
    assert body in (SOURCE / "weakest_link.py").read_text(encoding="utf-8")
