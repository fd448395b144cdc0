"""run.py and the lock, without a whole installation."""

import ast
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import run

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "run.py").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_an_old_python_can_read_run() -> None:
    ast.parse(SOURCE, feature_version=(3, 6))


def test_run_needs_the_standard_library_only() -> None:
    nodes = list(ast.walk(ast.parse(SOURCE)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_too_old_python_is_told_which_one_to_use() -> None:
    sentence = r"needs Python 3\.11 or newer and was started with Python 3\.9: .*python3\.11 run\.py"
    with pytest.raises(SystemExit, match=sentence):
        run.refuse_old_python((3, 9, 18, "final", 0))
    run.refuse_old_python((3, 11, 0, "final", 0))
    run.refuse_old_python((4, 0, 0, "final", 0))


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_missing_venv_names_the_debian_package(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(SystemExit, match="apt-get install python3-venv") as refusal:
        run.refuse_missing_venv()
    assert "\n" not in str(refusal.value)


def test_taken_port_names_another() -> None:
    with socket.socket() as listener:
        listener.bind((run.ADDRESS, 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"Port {port} .* --port {run.PORT}`"):
            run.refuse_taken_port(port)
    run.refuse_taken_port(port)


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(SystemExit, match="1 to 65535"):
        run.refuse_taken_port(port)


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What set-up did, in a folder of its own where nothing is really installed."""
    done: list[str] = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(run, "LOCK", tmp_path / "requirements.lock")
    (tmp_path / "requirements.lock").write_text("a==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")

    def make_environment() -> None:
        (tmp_path / ".venv").mkdir(exist_ok=True)
        done.append("environment")

    monkeypatch.setattr(run, "make_environment", make_environment)
    monkeypatch.setattr(run, "pip_install", lambda *arguments: done.append(arguments[-1]))
    return done


WHOLE = ["environment", "requirements.lock", "."]


def test_set_up_is_done_once(steps: list[str]) -> None:
    run.set_up()
    assert steps == WHOLE
    run.set_up()
    assert steps == WHOLE


def test_changed_lock_is_installed_anew_and_changed_project_alone(steps: list[str], tmp_path: Path) -> None:
    run.set_up()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    run.set_up()
    assert steps == [*WHOLE, "."]
    (tmp_path / "requirements.lock").write_text("a==2\n")
    run.set_up()
    assert steps == [*WHOLE, ".", *WHOLE]


def test_other_python_or_moved_folder_makes_the_environment_anew(
    steps: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.set_up()
    monkeypatch.setattr(sys, "version", "3.99")
    run.set_up()
    assert steps == WHOLE * 2
    moved = tmp_path / "moved"
    moved.mkdir()
    (moved / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(run, "ROOT", moved)
    run.set_up()
    assert steps == WHOLE * 3


@pytest.mark.parametrize("broken_at", [1, 2])
def test_interrupted_set_up_starts_again(broken_at: int, steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    install = run.pip_install

    def interrupted(*arguments: str) -> None:
        if len(steps) == broken_at:
            raise KeyboardInterrupt
        install(*arguments)

    monkeypatch.setattr(run, "pip_install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run.set_up()
    monkeypatch.setattr(run, "pip_install", install)
    steps.clear()
    run.set_up()
    assert steps == WHOLE


def test_environment_that_cannot_be_made_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setattr(run, "ENVIRONMENT", in_the_way / ".venv")
    with pytest.raises(SystemExit, match=r"\.venv cannot be made"):
        run.make_environment()


def requirements() -> list[str]:
    """The lock's requirements, each with its hashes on one line and without comments."""
    lines = "\n".join(line for line in LOCK.splitlines() if not line.lstrip().startswith("#"))
    return lines.replace("\\\n", " ").splitlines()


def test_every_locked_requirement_is_pinned_and_hashed() -> None:
    assert len(requirements()) > 30
    for requirement in requirements():
        assert re.match(r"[a-z0-9-]+==[\w.]+ ", requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", requirement), requirement


def test_lock_names_no_host_and_no_folder() -> None:
    text = re.sub(r"sha256:[0-9a-f]{64}", "", LOCK)
    assert "//" not in text
    assert "--index" not in text and "--extra-index" not in text and "--find-links" not in text
    assert not re.search(r"(^|\s)/\w|\.(org|com|net|io)\b", text)


def test_lock_holds_every_declared_dependency_in_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked: dict[str, list[str]] = {}
    for line in requirements():
        name, version = line.split()[0].split("==")
        locked.setdefault(name, []).append(version)
    for text in sum(project["optional-dependencies"].values(), project["dependencies"]):
        declared = Requirement(text)
        assert all(declared.specifier.contains(version) for version in locked[declared.name]), text


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH, on a machine without a Chromium."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(run, "CHROMIUM_PATHS", ())
    return tmp_path


def program(folder: Path, name: str, script: str = "") -> str:
    """Put an executable script into a folder."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_chromium_is_found_by_name(programs: Path) -> None:
    assert run.find_chromium() is None
    chrome = program(programs, "google-chrome")
    assert run.find_chromium() == chrome
    chromium = program(programs, "chromium")
    assert run.find_chromium() == chromium


def test_chromium_named_in_the_environment_comes_first(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(programs, "chromium")
    own = program(programs, "my-browser")
    monkeypatch.setenv("CHROMIUM", own)
    assert run.find_chromium() == own
    monkeypatch.setenv("CHROMIUM", str(programs / "none"))
    with pytest.raises(SystemExit, match=r"CHROMIUM names .*none, which is not a program"):
        run.find_chromium()


def test_root_installs_chromium_after_an_update(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    chromium = programs / "chromium"
    put = f'echo "#!/bin/sh" > "{chromium}" && /bin/chmod +x "{chromium}"'
    program(programs, "apt-get", f'echo "$*" >> "{programs}/calls"\nif [ "$1" = install ]; then {put}; fi')
    assert run.install_chromium() == str(chromium)
    first, second = (programs / "calls").read_text().splitlines()
    assert first == "update"
    assert second.startswith("install ") and " chromium" in second


@pytest.mark.parametrize("user", [0, 1000])
def test_without_chromium_and_a_way_to_install_it_the_run_ends(
    user: int, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    program(programs, "apt-get", "exit 100" if user == 0 else f'touch "{programs}/called"')
    with pytest.raises(SystemExit, match=r"need Chromium, which is not here .*--no-browser"):
        run.install_chromium()
    assert not (programs / "called").exists()


def test_test_command_passes_arguments_on_and_looks_for_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "find_chromium", lambda: None)
    monkeypatch.setattr(run, "install_chromium", lambda: "/installed/chromium")
    monkeypatch.setattr(run, "run_to_its_end", lambda command, variables: started.append((command, variables)) or 3)
    assert run.main(["test", "-k", "lock"]) == 3
    command, variables = started.pop()
    assert (command[:3], command[-2:]) == ([run.venv_python(), "-m", "pytest"], ["-k", "lock"])
    assert variables["CHROMIUM"] == "/installed/chromium"
    monkeypatch.setattr(run, "install_chromium", lambda: pytest.fail("the browser was not wanted"))
    run.main(["test", "--no-browser"])


def test_without_a_screen_no_browser_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not run.has_screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert run.has_screen()


def test_ended_from_outside_it_takes_its_program_along(tmp_path: Path) -> None:
    inner = "import os, pathlib, time; pathlib.Path('inner').write_text(str(os.getpid())); time.sleep(60)"
    command = [sys.executable, "-c", inner]
    outer = f"import run, pathlib; run.ROOT = pathlib.Path({str(tmp_path)!r}); run.run_to_its_end({command!r})"
    process = subprocess.Popen([sys.executable, "-c", outer], cwd=ROOT)
    wait_for(lambda: (tmp_path / "inner").exists() and (tmp_path / "inner").read_text() != "")
    process.terminate()
    process.wait(timeout=10)
    inner_id = int((tmp_path / "inner").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(inner_id, 0)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait up to ten seconds for something to become true."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "waited ten seconds in vain"
        time.sleep(0.02)
