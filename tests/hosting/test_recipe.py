"""The quick part of the hosting recipe: nginx takes the file as it is shipped, and the app works behind it.

`python3 run.py hosting` tries the whole, with a browser, two processes, and faults.
"""

from __future__ import annotations

import asyncio
import configparser
import re
import shutil

import pytest

import run
from tests.hosting import checks
from tests.hosting.proxy import nginx, proxying, site
from tests.serving import ROOT, serving

UNIT = ROOT / "docs" / "hosting" / "danger-surface@.service"


@pytest.mark.skipif(nginx() is None or shutil.which("openssl") is None, reason="needs nginx and openssl")
def test_the_app_works_under_a_prefix_behind_the_shipped_configuration() -> None:
    found = checks.Found()
    with serving(base_path="danger") as server, proxying([server.port], "danger") as proxy:
        checks.documents(found, proxy)
        asyncio.run(checks.websockets(found, proxy))
    assert found.whole, found.table()
    assert len(found.rows) > 15


def test_moving_the_configuration_changes_ports_and_paths_and_nothing_else() -> None:
    text = site([1, 2, 3], "danger")
    assert re.findall(r"server 127\.0\.0\.1:(\d+)", text) == ["1", "2", "3"]
    places = re.findall(r"location (?:= )?(\S+)", text)
    assert places and all(place.startswith("/danger/") for place in places)
    assert "/danger/danger" not in text


def test_the_unit_starts_the_app_as_run_py_does() -> None:
    # systemd allows a key twice, and % in a value.
    unit = configparser.RawConfigParser(strict=False)
    unit.read(UNIT, encoding="utf-8")
    started = unit["Service"]["ExecStart"].split()
    ours = run.server_command("python", 8501)
    assert started[1:5] == ours[1:5] == ["-m", "streamlit", "run", "app.py"]
    assert started[started.index("--server.port") + 1] == "%i"
    # Without it, Streamlit would take visitors behind a proxy on this machine for its developer.
    assert started[started.index("--server.headless") + 1] == "true"
    assert unit["Service"]["IPAddressDeny"] == "any"
