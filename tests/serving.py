"""Servers for tests and benchmark: each on a free port of this machine, each ended by its own handle."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import run

ROOT = Path(__file__).resolve().parents[1]
UNIT = ROOT / "docs" / "hosting" / "danger-surface@.service"
APP = "app.py"
CHART_APP = "tests/bench/chart_app.py"

_START_SECONDS = 60
_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes
    ----------
    address : str
        Without a slash at its end.
    started : float
        Seconds since the epoch at which its process was started.
    healthy_after : float
        Seconds until it said that it is healthy.
    process : subprocess.Popen
        What serves it: to be measured, or ended before its time.
    """

    address: str
    started: float
    healthy_after: float
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """Port on this machine."""
        port = urlsplit(self.address).port
        assert port is not None
        return port


def hosted() -> dict[str, str]:
    """Environment in which the recipe for hosting runs the app: what is measured here is what is meant there."""
    return dict(re.findall(r"^Environment=(\w+)=(\S+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE))


@contextlib.contextmanager
def serving(app: str = APP, base_path: str = "", port: int | None = None) -> Iterator[Server]:
    """Serve an app as run.py does, with the settings of .streamlit/, and end the server whatever happens.

    Parameters
    ----------
    app : str
        File to serve, from the repository's root.
    base_path : str
        Path under which it is served, as behind a proxy.
    port : int or None
        Port to listen on; a free one by default.
    """
    port = port or free_port()
    address = f"http://{run.ADDRESS}:{port}{f'/{base_path}' if base_path else ''}"
    command = [app if part == APP else part for part in run.server_command(sys.executable, port)]
    # A file that is edited meanwhile must not be loaded a second time beside the first.
    command += ["--server.baseUrlPath", base_path, "--server.fileWatcherType", "none"]
    with tempfile.TemporaryFile() as log:
        started = time.time()
        environment = os.environ | hosted() | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            while not _healthy(address):
                if process.poll() is not None or time.time() > started + _START_SECONDS:
                    log.seek(0)
                    raise RuntimeError(f"{app} did not start: {log.read().decode(errors='replace')[-2000:]}")
                time.sleep(_POLL_SECONDS)
            yield Server(address, started, time.time() - started, process)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((run.ADDRESS, 0))
        port: int = probe.getsockname()[1]
        return port


def _healthy(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
    except OSError:
        return False
    return True
