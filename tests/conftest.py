"""The real app in a server of its own, and a real Chromium to look at it."""

from __future__ import annotations

import collections
import contextlib
import functools
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.nodeid import NodeId
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import local_script_runner

import run
from tests.serving import serving

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # Draw WebGL without a graphics card.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # The app works without a network: a request to any other host fails, and shows as a console error.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# Without a graphics card a page is put together faster in plain memory than by a graphics library in software, which is
# left to WebGL. The benchmark does without, so that its results stay comparable.
TESTS_ONLY = ["--disable-gpu-compositing"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(run.NO_BROWSER, action="store_true", help="leave out the tests that need Chromium")


def pytest_configure() -> None:
    # A machine that has more to do than this takes longer than Playwright's five seconds.
    expect.set_options(timeout=20_000)
    # Ended from outside, pytest would otherwise leave the server and the browser behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    in_browser = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    if config.getoption(run.NO_BROWSER):
        config.hook.pytest_deselected(items=in_browser)
        in_browser = []
    # Last, because Playwright leaves an event loop running in this thread, which other tests should not meet. Run in
    # parallel, a file's only browser test is a long one: these come first, so that no process waits at the end.
    in_file = collections.Counter(item.path for item in in_browser)
    # The tests of a file ask for much that is computed once in a process: one process runs them all. xdist sends those
    # together whose ids end alike; its marker for that still writes where pytest 9 no longer reads.
    for item in others if hasattr(config, "workerinput") else ():
        item._id = NodeId.parse(f"{item.nodeid}@{item.path.stem}")
    items[:] = others + sorted(in_browser, key=lambda item: in_file[item.path])


@pytest.fixture(autouse=True)
def own_main_module() -> Iterator[None]:
    """Take back the place of the main module, in which an AppTest leaves its script: new processes would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def pages_as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep app.py in charge of pages/ in an AppTest.

    The server remembers that app.py called st.navigation; an AppTest forgets it before each run, and would run the file
    that `switch_page` names without app.py.
    """
    original = PagesManager.__init__

    def initialise(self: PagesManager, *arguments: Any, **options: Any) -> None:
        PagesManager.uses_pages_directory = False
        original(self, *arguments, **options)

    monkeypatch.setattr(PagesManager, "__init__", initialise)


@pytest.fixture(autouse=True, scope="session")
def packages_looked_through_once() -> Iterator[None]:
    """Let Streamlit look once for components in the installed packages: each AppTest would, for half its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(autouse=True, scope="session")
def scripts_compiled_once() -> Iterator[None]:
    """Let all AppTests share the app's compiled scripts, as all visits to a server do: each would compile them anew."""
    shared, compiled = ScriptCache(), ScriptCache.get_bytecode

    def get_bytecode(own: ScriptCache, path: str) -> Any:
        return compiled(shared if run.ROOT in Path(path).parents else own, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptCache, "get_bytecode", get_bytecode)
        yield


@pytest.fixture(autouse=True, scope="session")
def runs_waited_for_at_rest() -> Iterator[None]:
    """Let an AppTest sleep until its script has ended: asking a thousand times a second takes a tenth of the work."""
    ask = local_script_runner.require_widgets_deltas

    def wait(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
        if runner._script_thread is not None:
            runner._script_thread.join(timeout)
        if not runner.script_stopped():
            ask(runner, 0.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(scope="session")
def start_server() -> Iterator[Callable[[], str]]:
    """Start one more server of the real app on a free port, and return its address; all end with the session."""
    with contextlib.ExitStack() as servers:
        yield lambda: servers.enter_context(serving()).address


@pytest.fixture(scope="session")
def server(start_server: Callable[[], str]) -> str:
    """Address of the real app in the server that the session's tests share."""
    return start_server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the session. Without one, a test that needs it fails."""
    path = run.find_chromium()
    if path is None:
        pytest.fail(f"No Chromium here: install one, name it in CHROMIUM, or use {run.NO_BROWSER}.", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS + TESTS_ONLY)
        yield chromium
        chromium.close()


def is_error(message: ConsoleMessage) -> bool:
    """Whether the page went wrong. On a link to a page Streamlit asks for its own endpoints below that page first, gets
    a 404, and finds them at the root."""
    return message.type == "error" and "/_stcore/" not in message.location.get("url", "")


@pytest.fixture
def console_errors() -> list[str]:
    """Errors that the browser reported in this test: console errors, uncaught exceptions, and requests that failed."""
    return []


@pytest.fixture(scope="session")
def spare_pages() -> list[Page]:
    """Emptied tabs of earlier tests: one that has compiled our scripts opens a page in a third of the time."""
    return []


@pytest.fixture
def new_page(browser: Browser, spare_pages: list[Page], console_errors: list[str]) -> Iterator[Callable[..., Page]]:
    """Make pages, each in a context of its own: `new_page(width=390, color_scheme="dark")`; more goes to Playwright."""

    def note_message(message: ConsoleMessage) -> None:
        if is_error(message):
            console_errors.append(message.text)

    def note_exception(error: Error) -> None:
        console_errors.append(str(error))

    made: list[Page] = []
    plain: list[Page] = []

    def make(width: int = 1440, height: int = 900, color_scheme: Any = "light", **options: Any) -> Page:
        if spare_pages and not options:
            page = spare_pages.pop()
        else:
            # Playwright waits by means that the app's policy forbids; tests/ui/test_headers.py looks at pages under it.
            page = browser.new_context(**{"bypass_csp": True} | options).new_page()
        made.append(page)
        if not options:
            plain.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=color_scheme)
        page.on("console", note_message)
        page.on("pageerror", note_exception)
        return page

    yield make
    for page in made:
        if page not in plain or page.is_closed():
            page.context.close()
            continue
        page.remove_listener("console", note_message)
        page.remove_listener("pageerror", note_exception)
        page.unroute_all(behavior="ignoreErrors")
        page.context.set_offline(False)
        page.mouse.up()
        page.evaluate("try { localStorage.clear(); sessionStorage.clear() } catch {}")
        page.context.clear_cookies()
        page.goto("about:blank")
        spare_pages.append(page)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of 1440 x 900 in the light scheme."""
    return new_page()
