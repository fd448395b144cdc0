"""What `pip install .` gives: the package from a built wheel, in a folder where nothing of the repository is."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
SLOW_IMPORTS = ["pandas", "scipy.stats", "plotly", "streamlit"]


def in_folder(folder: Path, script: str) -> object:
    """Run a script with the installed package and the environment's dependencies, and return the JSON it prints."""
    # -P: the folder of the run is not on the path, so that only the installed package can be found.
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, cwd=folder.parent, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the built wheel installed, and nothing else."""
    source, wheels, target = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "installed"))
    # From a copy, because setuptools leaves its own files beside what it builds, and reads them the next time.
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "risk", source / "risk", ignore=shutil.ignore_patterns("__pycache__"))
    build = [*PIP, "wheel", str(source), "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(wheels)]
    subprocess.run(build, check=True)
    (wheel,) = wheels.iterdir()
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)], check=True)
    return target


def test_package_is_whole(installed: Path) -> None:
    def files(folder: Path) -> set[str]:
        found = (path.relative_to(folder) for path in (folder / "risk").rglob("*") if path.is_file())
        return {path.as_posix() for path in found if "__pycache__" not in path.parts}

    assert files(installed) == files(ROOT)


def test_nothing_else_is_installed(installed: Path) -> None:
    names = {path.name.split("-")[0] for path in installed.iterdir()}
    assert names == {"risk", "danger_surface"}


def test_data_and_live_figure_are_read_from_the_wheel(installed: Path) -> None:
    script = """
import json
from importlib.resources import files

import risk

systems = risk.catalog.systems()
live = [path for path in files("risk.live").iterdir() if path.name.endswith((".js", ".css"))]
texts = {path.name: len(path.read_text()) for path in live}
print(json.dumps({"file": risk.__file__, "systems": len(systems), "ids": systems["id"].nunique(), "texts": texts}))
"""
    found = in_folder(installed, script)
    assert isinstance(found, dict)
    assert Path(found["file"]).is_relative_to(installed)
    assert found["systems"] == found["ids"] >= 60
    assert {Path(name).suffix for name in found["texts"]} == {".js", ".css"}
    assert all(length > 0 for length in found["texts"].values())


def test_import_alone_is_quick(installed: Path) -> None:
    script = f"""
import json
import sys

import risk

print(json.dumps([name for name in {SLOW_IMPORTS} if name in sys.modules]))
"""
    assert in_folder(installed, script) == []
