"""Long work is done in one process beside the server, and whatever becomes of that process is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import loky
import pytest

from risk.axes import FormulaError
from risk.live import worker


@pytest.fixture(autouse=True, scope="module")
def nothing_is_left() -> Iterator[None]:
    yield
    worker.end()


def raising(text: str) -> None:
    raise FormulaError(text)


def dying() -> None:
    os._exit(3)


def dying_once(mark: str) -> str:
    try:
        os.mkdir(mark)
    except FileExistsError:
        return "done"
    os._exit(3)


def niceness() -> int:
    return os.nice(0)


def test_it_is_another_process_that_stands_back_and_stays() -> None:
    one = worker.done(os.getpid)
    assert one != os.getpid() and worker.done(os.getpid) == one
    assert worker.done(niceness) == os.nice(0) + worker.NICENESS
    worker.end()
    assert worker.done(os.getpid) != one


def test_what_a_task_raises_is_raised_here() -> None:
    with pytest.raises(FormulaError, match="not with I = 0"):
        worker.done(raising, "not with I = 0")


def test_what_cannot_be_sent_is_done_here() -> None:
    assert worker.done(lambda: os.getpid()) == os.getpid()


def test_where_no_process_can_be_had_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none_to_be_had(*_arguments: object, **_options: object) -> None:
        raise PermissionError("no shared memory")

    worker.end()
    monkeypatch.setattr(loky, "ProcessPoolExecutor", none_to_be_had)
    worker.begin("risk.exhibits")
    assert "no shared memory" in caplog.text
    assert worker.done(os.getpid) == os.getpid()


def test_a_task_that_hangs_is_stopped_and_the_next_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    hung = worker.done(os.getpid)
    monkeypatch.setattr(worker, "LONGEST_SECONDS", 0.5)
    with pytest.raises(worker.NotDoneError, match=r"stopped after 0\.5 seconds"):
        worker.done(time.sleep, 60)
    monkeypatch.undo()
    assert worker.done(os.getpid) != hung
    with pytest.raises(ProcessLookupError):
        _gone(hung)


def _gone(process: int) -> None:
    for _ in range(100):
        os.kill(process, 0)
        time.sleep(0.05)


def test_a_process_that_was_ended_is_begun_anew_and_twice_is_told(tmp_path: os.PathLike[str]) -> None:
    assert worker.done(dying_once, os.path.join(tmp_path, "mark")) == "done"
    with pytest.raises(worker.NotDoneError, match="ended, 2 times"):
        worker.done(dying)
    assert worker.done(os.getpid) != os.getpid()


def test_tasks_are_done_in_the_order_in_which_they_were_asked_for() -> None:
    order: list[int] = []

    def ask(number: int) -> None:
        with worker.turn():
            order.append(number)

    threads = []
    with worker.turn() as first:
        for number in range(8):
            threads.append(threading.Thread(target=ask, args=(number,)))
            threads[-1].start()
            while len(worker._line) < number + 2:
                time.sleep(0.005)
        assert first.waiting == 0 and not order
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_it_does_not_outlive_a_server_that_is_killed() -> None:
    told = "import os, sys; from risk.live import worker\nif __name__ == '__main__':\n"
    told += " print(worker.done(os.getpid), flush=True); sys.stdin.read()"
    server = subprocess.Popen([sys.executable, "-c", told], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    process = int(server.stdout.readline())
    os.kill(process, 0)
    server.send_signal(signal.SIGKILL)
    server.wait(10)
    with pytest.raises(ProcessLookupError):
        _gone(process)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a parent's number")
def test_it_ends_though_its_server_was_gone_before_it_began() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(10)
    told = f"from risk.live import worker; worker._end_with({gone.pid})"
    assert subprocess.run([sys.executable, "-c", told], timeout=20).returncode == 1
