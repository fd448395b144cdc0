"""A real cluster on this machine, over TCP: the same digits, and a worker that dies loses nothing."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from risk import __main__ as command
from risk import cluster
from risk.blocks import LostError
from risk.sensitivity import sensitivity
from tests.block_work import wavy, wavy_with_a_pause
from tests.test_blocks import PRIORS, digits

ROOT = Path(__file__).resolve().parent.parent
QUIET = {"PYTHONPATH": str(ROOT), "DASK_LOGGING__DISTRIBUTED": "error"}


@contextlib.contextmanager
def running(file: Path, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler that writes its address into a file, and workers that find it there; all are ended."""

    def dask(*arguments: str) -> subprocess.Popen[bytes]:
        whole = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--scheduler-file", str(file)]
        return subprocess.Popen(whole, env=os.environ | QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    started = [dask("scheduler", "--host", "127.0.0.1", "--port", "0")]
    own = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--local-directory", str(file.parent))
    started += [dask("worker", *own) for _ in range(workers)]
    try:
        yield started[1:]
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


def test_a_cluster_gives_the_same_digits_even_if_a_worker_dies(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    from distributed import Client

    file = tmp_path / "scheduler.json"
    with running(file, workers=2) as processes:
        until = time.monotonic() + 60
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        assert address.startswith("tcp://127.0.0.1:")
        with cluster.workers(address) as share_out:
            assert digits(share_out) == digits(1)

            told: list[int] = []

            def kill_one(done: int, of: int) -> None:
                told.append(done)
                if done == 1:
                    processes[0].kill()

            survived = sensitivity(wavy_with_a_pause, PRIORS, 512, 5, share_out, kill_one)
        assert processes[0].wait(10) != 0 and told[-1] == 8
        assert survived.values.tobytes() == sensitivity(wavy, PRIORS, 512, 5).values.tobytes()

        asked = ("sensitivity", "--headline", "erosion-date", "--samples", "128")
        assert command.main([*asked, "--scheduler", address]) == 0
        shared = capfd.readouterr().out
        assert command.main(asked) == 0
        assert capfd.readouterr().out == shared and shared.count("\n") == 3
        processes[1].kill()
        processes[1].wait()
        with pytest.raises(LostError, match="has no worker"), cluster.workers(address):
            pass


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(LostError, match=f"there is no scheduler at '{address}'"), cluster.workers(address):
            pass


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r"the extra danger-surface\[cluster\]"), cluster.workers("tcp://127.0.0.1:9"):
        pass
