"""The demo app of the live figure in a server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import serving


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """Address of the demo app, under a base path as behind a proxy."""
    with serving("tests/ui/demo_app.py", base_path="some/where") as server:
        yield server.address
