"""The part of "arrows point one way" that import-linter cannot see: app.py and the files in pages/."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "pages").glob("*.py"))
LONGEST_PAGE = 150


def imported(source: str) -> set[str]:
    """Full names of all that a file imports: `from risk import plots` gives risk.plots."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def outside(source: str, allowed: tuple[str, ...]) -> set[str]:
    """Imported modules that are neither of the standard library nor in one of the allowed packages."""
    roots = set(allowed) | sys.stdlib_module_names | {"__future__"}
    return {name for name in imported(source) if not any(name == root or name.startswith(f"{root}.") for root in roots)}


@pytest.mark.parametrize(
    "source",
    [
        "import risk",
        "from risk import plots",
        "from risk.plots import picture",
        "import numpy as np",
        "from . import x",
    ],
)
def test_the_check_sees_a_forbidden_import(source: str) -> None:
    assert outside(f"def late():\n    {source}\n", ("streamlit", "risk.ui"))


def test_the_check_lets_the_others_pass() -> None:
    assert not outside(
        "import gc\nimport streamlit as st\nfrom risk import ui\nimport risk.ui.state", ("streamlit", "risk.ui")
    )


def test_app_uses_the_interface_only() -> None:
    assert outside((ROOT / "app.py").read_text(encoding="utf-8"), ("streamlit", "risk.ui")) == set()


def test_there_are_pages() -> None:
    assert PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_uses_the_package_and_streamlit_only(page: Path) -> None:
    assert outside(page.read_text(encoding="utf-8"), ("streamlit", "risk")) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_short(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE
