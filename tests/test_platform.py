"""What we rely on in the libraries below us, one test an assumption: an upgrade that breaks one says which."""

import importlib
import inspect
import re
import tomllib
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from playwright.sync_api import Page, expect
from plotly import graph_objects as go
from scipy.special import lambertw
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent


def app_test(tmp_path: Path, script: str) -> AppTest:
    """Run a script as an app; a script that raises fails the test."""
    path = tmp_path / "app.py"
    path.write_text(script)
    ran = AppTest.from_file(str(path)).run()
    assert not ran.exception
    return ran


def test_streamlit_is_the_minor_version_tested() -> None:
    assert version("streamlit").startswith("1.67.")


def test_every_setting_of_ours_exists() -> None:
    ours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    known = set(config.get_config_options())

    def keys(section: dict[str, object], prefix: str = "") -> list[str]:
        found = []
        for name, value in section.items():
            found += keys(value, f"{prefix}{name}.") if isinstance(value, dict) else [f"{prefix}{name}"]
        return found

    assert keys(ours)
    assert set(keys(ours)) <= known


def test_garbage_is_still_collected_after_each_run_unless_switched_off() -> None:
    assert config.get_config_options()["runner.postScriptGC"].default_val is True
    source = inspect.getsource(importlib.import_module("streamlit.runtime.scriptrunner.script_runner"))
    assert re.search(r'"runner\.postScriptGC".*\n\s+gc\.collect\(2\)', source)


def test_usage_statistics_and_tracebacks_are_on_unless_switched_off() -> None:
    options = config.get_config_options()
    assert options["browser.gatherUsageStats"].default_val is True
    assert options["client.showErrorDetails"].default_val == "full"


def test_cache_takes_a_dataclass_inside_another_for_its_fields() -> None:
    @dataclass(frozen=True)
    class First:
        value: float

    @dataclass(frozen=True)
    class Second:
        value: float

    @dataclass(frozen=True)
    class Holder:
        inner: object

    @st.cache_data(max_entries=2)
    def name(holder: Holder) -> str:
        return type(holder.inner).__name__

    # If this ever fails, cache keys no longer need the names of the types in them.
    assert [name(Holder(First(1.0))), name(Holder(Second(1.0)))] == ["First", "First"]


def test_cache_key_with_the_type_in_its_text_tells_them_apart() -> None:
    @st.cache_data(max_entries=2)
    def name(key: str) -> str:
        return key.split("?")[0]

    assert [name("First?value=1"), name("Second?value=1")] == ["First", "Second"]


def test_app_takes_routes() -> None:
    assert {"script_path", "routes", "lifespan"} <= set(inspect.signature(st.App.__init__).parameters)


def test_component_has_the_signature_we_call() -> None:
    names = set(inspect.signature(st.components.v2.component).parameters)
    assert {"name", "html", "css", "js", "isolate_styles"} <= names


COMPONENT = """
import streamlit as st

live = st.components.v2.component("platform_probe", html="<div></div>", js="export default function () {}")
result = live(data={"picture": [1, 2]}, key="live", on_commit_change=lambda: None)
st.write("commit", result.commit)
"""


def test_component_data_is_readable_in_a_test(tmp_path: Path) -> None:
    ran = app_test(tmp_path, COMPONENT)
    (component,) = [node for node in ran.main if node.type == "bidi_component"]
    assert '"picture":[1,2]' in component.proto.json.replace(" ", "")
    assert component.proto.id


def test_component_identity_survives_new_data(tmp_path: Path) -> None:
    identities = set()
    for value in (1, 2):
        ran = app_test(tmp_path, COMPONENT.replace("[1, 2]", f"[{value}]"))
        identities |= {node.proto.id for node in ran.main if node.type == "bidi_component"}
    assert len(identities) == 1


def test_plotly_chart_identity_changes_with_its_data(tmp_path: Path) -> None:
    script = "import streamlit as st\nst.plotly_chart({'data': [{'y': [VALUE]}], 'layout': {}}, key='chart')\n"
    identities = {
        node.proto.id
        for value in "12"
        for node in app_test(tmp_path, script.replace("VALUE", value)).main
        if node.type == "plotly_chart"
    }
    # If this ever fails, st.plotly_chart may keep its camera, and the live figure may have become needless.
    assert len(identities) == 2


PAGES = """
import streamlit as st

page = st.navigation([st.Page("pages/one.py", default=True), st.Page("pages/two.py")])
st.sidebar.slider("shared", 0, 10, 5, key="shared")
page.run()
"""


@pytest.fixture
def two_pages(tmp_path: Path) -> AppTest:
    """An app of two pages in files, with a control that both share, run once."""
    (tmp_path / "pages").mkdir()
    for name in ("one", "two"):
        (tmp_path / "pages" / f"{name}.py").write_text(f"import streamlit as st\nst.title('{name}')\n")
    return app_test(tmp_path, PAGES)


def test_pages_are_files_and_shared_controls_keep_their_value(two_pages: AppTest) -> None:
    assert two_pages.title[0].value == "one"
    two_pages.sidebar.slider(key="shared").set_value(7)
    two_pages.switch_page("pages/two.py").run()
    assert two_pages.title[0].value == "two"
    assert two_pages.sidebar.slider(key="shared").value == 7


def test_folder_of_pages_is_discovered_until_navigation_was_called_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Until then a visit by a link to a page would run that file without app.py, which therefore calls st.navigation
    # when the server loads it, before anybody visits.
    monkeypatch.undo()
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    (tmp_path / "pages").mkdir()
    PagesManager(str(tmp_path / "app.py"))
    assert PagesManager.uses_pages_directory is True
    st.navigation([st.Page(lambda: None, title="any")])
    assert PagesManager.uses_pages_directory is False


@pytest.mark.browser
def test_first_visit_by_a_link_to_a_page_runs_app_too(
    server: str, start_server: Callable[[], str], new_page: Callable[..., Page]
) -> None:
    links = "[data-testid=stSidebarNavLink]"
    first = new_page()
    first.goto(server)
    first.locator(links).last.wait_for()
    names = first.locator(links).all_inner_texts()
    path = first.locator(links).last.get_attribute("href")
    assert path is not None
    second = new_page()
    second.goto(urllib.parse.urljoin(start_server(), urllib.parse.urlsplit(path).path))
    expect(second.locator(links)).to_have_text(names, timeout=15_000)


def test_query_parameters_are_readable_before_any_widget_and_writable(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import streamlit as st\nst.text(st.query_params['a'])\nst.query_params.from_dict({'b': '2'})\n"
    )
    test = AppTest.from_file(str(tmp_path / "app.py"))
    test.query_params["a"] = "1"
    ran = test.run()
    assert ran.text[0].value == "1"
    assert not ran.exception


def test_plotly_brings_its_own_javascript() -> None:
    script = files("plotly") / "package_data" / "plotly.min.js"
    with script.open("rb") as opened:
        head = opened.read(400).decode("utf-8", "replace")
    # The figures were drawn and looked at with this major version.
    assert re.search(r"plotly\.js v4\.", head)


def test_the_page_says_whether_it_is_connected_and_pushes_its_address() -> None:
    # risk/ui/browser.js watches the one and replaces the other.
    scripts = files("streamlit") / "static" / "static" / "js"
    text = "".join(script.read_text(encoding="utf-8") for script in scripts.iterdir() if script.name.endswith(".js"))
    assert '"data-test-connection-state":' in text and "CONNECTED" in text
    assert "window.history.pushState(" in text


def test_a_plain_dict_is_a_plotly_specification() -> None:
    spec = {"data": [{"type": "heatmap", "z": [[0.0, 1.0]], "name": "D"}], "layout": {"uirevision": "keep"}}
    figure = go.Figure(spec).to_plotly_json()
    assert figure["layout"]["uirevision"] == "keep"
    assert figure["data"][0]["name"] == "D"


def test_lambertw_loses_half_its_digits_where_proxy_agency_turns() -> None:
    # p = 1 + W(-R exp(-(R + e)))/R solves 1 - p = exp(-(R p + e)); at R = 1 and small e, p = sqrt(2 e) + O(e).
    exposure = 1e-14
    plain = 1.0 + lambertw(-np.exp(-(1.0 + exposure))).real
    # If this ever fails, the Newton steps after lambertw may have become needless.
    assert abs(plain / np.sqrt(2 * exposure) - 1) > 1e-5


@pytest.mark.parametrize("name", ["axe_playwright_python.sync_playwright", "playwright.sync_api"])
def test_browser_tools_are_there(name: str) -> None:
    assert importlib.import_module(name)
