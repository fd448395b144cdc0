#!/usr/bin/env python3
"""Set-up and tasks: start the app (default), test, bench, lock. Needs nothing but Python 3.11 or newer.

The first run makes .venv and installs what requirements.lock names, checked by hash; later runs find that done. Tested
on Linux; written for macOS and Windows too, and not tested there. The syntax stays readable to an old Python 3, so that
it can say that it is too old.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = ENVIRONMENT / "set-up-done"
OLDEST_PYTHON = (3, 11)
ADDRESS, PORT = "127.0.0.1", 8501
NO_BROWSER = "--no-browser"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CHROMIUM_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)

USAGE = """\
python3 run.py [--port PORT] [--no-open]   start the app and open it in the browser
python3 run.py test [PYTEST ARGUMENTS]     run the tests; --no-browser leaves out those that need Chromium
python3 run.py bench [ARGUMENTS]           measure how fast it is
python3 run.py hosting [ARGUMENTS]         try the hosting recipe: nginx, two processes, faults; needs nginx
python3 run.py load [ARGUMENTS]            load the app with visitors: --sessions, --minutes, --processes
python3 run.py hostile [ARGUMENTS]         attack it with hostile links, files, frames and paths
python3 run.py refresh FOLDER [--write]    show what new data tables change in every headline
python3 run.py lock                        renew requirements.lock within the ranges of pyproject.toml"""


def main(arguments):
    """Do what the command line says and return the exit code."""
    task = arguments.pop(0) if arguments and arguments[0] in TASKS else "app"
    return TASKS[task](arguments)


def app(arguments):
    """Start the app, open it where there is a browser, and stay until it ends."""
    parser = argparse.ArgumentParser(prog="run.py", usage=USAGE)
    parser.add_argument("--port", type=int, default=PORT, help=f"port on {ADDRESS} (default: {PORT})")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    options = parser.parse_args(arguments)
    refuse_taken_port(options.port)
    set_up()
    if not options.no_open and has_screen():
        threading.Thread(target=open_when_ready, args=(options.port,), daemon=True).start()
    return run_to_its_end(server_command(venv_python(), options.port))


def server_command(python, port):
    """Command that serves the app on a port of this machine, to be run in the repository's root."""
    # Headless keeps Streamlit from opening a browser before the app answers, and from asking for an e-mail address.
    options = ["--server.address", ADDRESS, "--server.port", str(port), "--server.headless", "true"]
    return [python, "-m", "streamlit", "run", "app.py", *options]


def test(arguments):
    """Run every test, in two processes (tests/conftest.py says which where); the arguments go to pytest."""
    return run_with_browser("pytest", ["--numprocesses=2", "--dist=loadgroup", *arguments])


def bench(arguments):
    """Run the benchmark; the arguments go to it."""
    return run_with_browser("tests.bench", arguments)


def hosting(arguments):
    """Try the hosting recipe; the arguments go to it."""
    return run_with_browser("tests.hosting", arguments)


def load(arguments):
    """Load the app with visitors; the arguments go to the script."""
    return run_without_browser("tests.load", arguments)


def hostile(arguments):
    """Attack the app; the arguments go to the script."""
    return run_without_browser("tests.hostile", arguments)


def refresh(arguments):
    """Compare new data tables with those of the repository; the arguments go to the script."""
    return run_without_browser("tests.refresh", arguments)


def lock(arguments):
    """Write requirements.lock anew; the next run installs it."""
    if arguments:
        raise SystemExit("run.py lock takes no arguments.")
    set_up()
    # Universal: one lock for every system and Python. uv writes no registry's address unless told to.
    options = ["--extra", "cluster", "--extra", "dev", "--universal", "--generate-hashes"]
    options += ["--python-version", dotted(OLDEST_PYTHON)]
    options += ["--upgrade", "--quiet", "--custom-compile-command", "python3 run.py lock"]
    command = ["-m", "uv", "pip", "compile", "pyproject.toml", "--output-file", LOCK.name]
    return subprocess.call([venv_python(), *command, *options], cwd=str(ROOT))


TASKS = {
    "app": app,
    "test": test,
    "bench": bench,
    "hosting": hosting,
    "load": load,
    "hostile": hostile,
    "refresh": refresh,
    "lock": lock,
}


def run_without_browser(module, arguments):
    """Run a module in the environment."""
    set_up()
    return run_to_its_end([venv_python(), "-m", module, *arguments])


def run_with_browser(module, arguments):
    """Run a module in the environment, with a Chromium at hand unless the arguments do without."""
    set_up()
    variables = dict(os.environ)
    # Where Python is told to keep nothing compiled, each of the many processes would compile all that it imports.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    if NO_BROWSER not in arguments:
        variables["CHROMIUM"] = find_chromium() or install_chromium()
    return run_to_its_end([venv_python(), "-m", module, *arguments], variables)


def run_to_its_end(command, variables=None):
    """Run a program and return its exit code; what would end run.py ends the program, with what that has started."""
    program = subprocess.Popen(command, cwd=str(ROOT), env=variables)
    signal.signal(signal.SIGTERM, lambda number, frame: program.terminate())
    # Ctrl+C reaches the program without our help.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return program.wait()


def set_up():
    """Make .venv and install the lock and the project, unless that is done; mend what an interruption left."""
    environment, project = fingerprint()
    done = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else [None, None]
    if done == [environment, project]:
        return
    if STAMP.exists():
        STAMP.unlink()
    if done[0] != environment:
        refuse_missing_venv()
        say("Setting up .venv. This takes about a minute, once ...")
        make_environment()
        # Compiling all that is installed would double the time; Python compiles what it imports.
        pip_install("--no-compile", "--require-hashes", "--requirement", LOCK.name)
    # Editable: an edit counts at once, `import risk` works from any folder, and pip knows that danger-surface is there,
    # so that installing a plug-in that depends on it never asks a registry for that name.
    pip_install("--no-deps", "--no-build-isolation", "--editable", ".")
    STAMP.write_text(f"{environment}\n{project}\n", encoding="utf-8")


def make_environment():
    """Make an empty .venv in place of what may be there."""
    import venv  # only now, because it may be missing

    try:
        venv.create(str(ENVIRONMENT), clear=True, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"Set-up failed: .venv cannot be made ({error}).") from None


def fingerprint():
    """What the environment and the project in it were made from, as two hashes."""
    environment = hashlib.sha256()
    for part in (LOCK.read_bytes(), sys.version.encode(), sys.base_prefix.encode(), str(ROOT).encode()):
        environment.update(hashlib.sha256(part).digest())
    return environment.hexdigest(), hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()


def pip_install(*arguments):
    """Install without a word; pip's errors are shown, and end the run."""
    command = [venv_python(), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    if subprocess.call(command + list(arguments), cwd=str(ROOT)) != 0:
        raise SystemExit("Set-up failed: pip's message is above. Run the same command again once that is mended.")


def venv_python():
    """Path of the environment's Python."""
    return str(ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def refuse_old_python(version):
    """End the run with one sentence if the Python is too old."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        needed = dotted(OLDEST_PYTHON)
        raise SystemExit(
            f"This needs Python {needed} or newer and was started with Python {dotted(version[:2])}: "
            f"run it with a newer one, for example `python{needed} run.py`."
        )


def refuse_missing_venv():
    """End the run with one sentence if this Python cannot make an environment."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SystemExit(
            "This Python cannot make a virtual environment: install Debian's package python3-venv "
            "(`apt-get install python3-venv`) and run the same command again."
        )


def refuse_taken_port(port):
    """End the run with one sentence if the app cannot listen on the port."""
    if not 0 < port < 65536:
        raise SystemExit(f"A port is a number from 1 to 65535, not {port}.")
    with socket.socket() as probe:
        # On Windows the option would let the probe share a port in use; elsewhere it only forgets closed connections.
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            other = PORT + 1 if port == PORT else PORT
            raise SystemExit(
                f"Port {port} cannot be used ({error.strerror}): choose another, "
                f"for example `python3 run.py --port {other}`."
            ) from None


def has_screen():
    """Whether a browser window could open here; without a screen one of the terminal's browsers would take over."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_when_ready(port):
    """Open the app in the browser as soon as it answers."""
    address = f"http://{ADDRESS}:{port}"
    while True:
        try:
            urllib.request.urlopen(address + "/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(address)
            return


def find_chromium():
    """Path of a Chromium or of a browser built on it, or None; the variable CHROMIUM names one by path."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise SystemExit(f"The variable CHROMIUM names {named}, which is not a program.")
        return shutil.which(named)
    for name in CHROMIUM_NAMES + CHROMIUM_PATHS:
        if shutil.which(name):
            return shutil.which(name)
    return None


def install_chromium():
    """Install Debian's Chromium as root, and return its path; otherwise end the run with one sentence."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Debian's chromium for the browser tests ...")
        variables = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        install = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"]
        for step in (["update"], install):
            # Errors go to another stream than progress, and are shown.
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
            if subprocess.call(["apt-get", *step], env=variables, **quiet) != 0:
                break
        if find_chromium():
            return find_chromium()
    raise SystemExit(
        "The browser tests need Chromium, which is not here and could not be installed: install it (Debian: "
        f"`apt-get install chromium`), name one in the variable CHROMIUM, or leave these tests out with {NO_BROWSER}."
    )


def dotted(version):
    """Write a version: (3, 11) is 3.11."""
    return ".".join(str(part) for part in version)


def say(text):
    """Print at once, so that it stands before the output of a program started next."""
    print(text, flush=True)


if __name__ == "__main__":
    refuse_old_python(sys.version_info)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
