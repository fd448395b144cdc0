"""A report: complete, exact, small, harmless, and alive with the network off."""

from __future__ import annotations

import base64
import datetime
import functools
import gzip
import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

import risk
from risk import method, registry
from risk.exhibits import EXHIBITS, Exhibit, exhibit
from risk.plots.theme import LIGHT
from risk.presets import PRESETS
from risk.report import document, file_name, markup, report
from risk.report.embedded import MOST_SWEEPS
from risk.scenario import Scenario
from tests.ui import decoder

WHEN = datetime.date(2027, 2, 1)
LINK = "https://example.org/surface?settings.tolerance=0.4&v=1"
# Each page and each preset once.
SHOWN = {page: preset.scenario() for page, preset in zip(EXHIBITS, itertools.cycle(PRESETS.values()))}
DRAWN = ".js-plotly-plot[data-draws]"
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">"\'`${alert(3)}\u202e**x**'

every_page = pytest.mark.parametrize("page", EXHIBITS)


class Parsed(HTMLParser):
    """Tags with their attributes, what a reader reads, and the content of the blocks and programs."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.within: list[str] = []
        self.words: list[str] = []
        self.contents: dict[str, str] = {}
        self.programs: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "br", "link", "img"):
            self.within.append(tag)
        if self.within[-2:] == ["pre", "code"]:
            self.programs.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.within[-1:] == ["script"]:
            self.contents[self.tags[-1][1].get("id") or "script"] = data
        elif self.within[-1:] != ["style"]:
            self.words.append(data)
        if self.within[-2:] == ["pre", "code"]:
            self.programs[-1] += data

    @functools.cached_property
    def text(self) -> str:
        return plain(" ".join(self.words))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def block(self, name: str) -> Any:
        return decoder.unpack(gzip.decompress(base64.b64decode(self.contents[name])))


def plain(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True)
class Written:
    shown: Exhibit
    source: str
    parsed: Parsed


@functools.cache
def written(page: str) -> Written:
    source = report(page, SHOWN[page], link=LINK, when=WHEN)
    return Written(exhibit(page, SHOWN[page]), source, Parsed(source))


def without_markup(text: str) -> str:
    """The words of Markdown, as the report sets them."""
    return Parsed(f"<div>{markup.paragraphs(text)}</div>").text


@every_page
def test_a_report_holds_all_that_the_page_shows(page: str) -> None:
    shown, parsed = written(page).shown, written(page).parsed
    expected = [shown.claim, without_markup(shown.explanation), *map(without_markup, shown.why)]
    expected += [text for number in shown.numbers for text in (number.label, number.value, number.note)]
    expected += [*shown.scenario.remarks(), without_markup(shown.assumptions)]
    for figure in shown.figures:
        meta = figure.picture(shown.scenario, theme=LIGHT)["layout"]["meta"]
        expected += [meta["alt"], meta["caption"]]
    expected += [LINK, "1 February 2027", f"Model {risk.MODEL_VERSION}", "How to cite", "Epoch AI", "CC-BY 4.0"]
    for text in expected:
        assert plain(text) in parsed.text
    assert next(attributes for attributes in parsed.named("html"))["lang"] == "en"
    assert any(attributes.get("href") == LINK for attributes in parsed.named("a"))


@every_page
def test_every_parameter_of_the_scenario_has_its_row(page: str) -> None:
    shown, parsed = written(page).shown, written(page).parsed
    rows = [row for row in method.parameter_rows(shown.scenario) if row.value is not None]
    assert {f"{row.owner.name}.{row.declared.name}" for row in rows} >= {
        f"{shown.scenario.section(key.partition('.')[0]).name}.{key.partition('.')[2]}"
        for key in shown.scenario.parameter_keys()
    }
    heads = [attributes for attributes in parsed.named("th") if attributes.get("scope") == "row"]
    assert len(heads) == len(rows)
    for row in rows:
        value, default = (method.written(row.declared, x) for x in (row.value, row.declared.default))
        assert plain(f"{value} {default} {row.declared.unit or '–'}") in parsed.text
        assert row.declared.label in parsed.text
        assert row.judgement == "choice" or plain(row.declared.source) in parsed.text
    changed = [attributes for attributes in parsed.named("td") if attributes.get("class") == "changed"]
    assert len(changed) == sum(row.changed for row in rows)


@every_page
def test_a_report_is_small_and_asks_for_nothing(page: str) -> None:
    source, parsed = written(page).source, written(page).parsed
    assert len(source.encode()) < document.MOST_BYTES
    for tag, attributes in parsed.tags:
        assert (
            "src" not in attributes and "srcset" not in attributes and not any(name[:2] == "on" for name in attributes)
        )
        assert tag not in ("link", "iframe", "img", "object", "embed", "base", "form")
        assert tag == "a" or "href" not in attributes
    assert "url(" not in source and "@import" not in source
    policy = next(x["content"] for x in parsed.named("meta") if x.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none';") and "http" not in policy and "connect-src" not in policy


@every_page
def test_headings_come_in_order(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in written(page).parsed.tags if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@every_page
def test_the_figures_are_those_of_the_page_and_a_bar_offers_what_is_embedded(page: str) -> None:
    shown, parsed = written(page).shown, written(page).parsed
    assert [x["data-figure"] for x in parsed.named("section") if "data-figure" in x] == list(shown.keys)
    blocks = {"script", "plotly"}
    for figure in shown.figures:
        message = parsed.block(f"message-{figure.key}")
        offered = [parameter["key"] for parameter in message["parameters"]]
        assert message["problem"] is None and message["frames"] is None
        tokens = {parameter["key"]: parameter["token"] for parameter in message["parameters"]}
        for key in offered:
            frames = parsed.block(f"frames-{figure.key}-{key}")
            assert (frames["key"], frames["token"]) == (key, tokens[key])
        # A page with many figures has more bars than a file has room for: those that make the claim come first.
        assert offered[:1] == list(figure.sweeps[:1]) or (figure.part and not offered)
        blocks |= {f"message-{figure.key}", *(f"frames-{figure.key}-{key}" for key in offered)}
    assert set(parsed.contents) == blocks
    embedded = sum(name.startswith("frames-") for name in blocks)
    assert min(MOST_SWEEPS, sum(bool(figure.sweeps) for figure in shown.figures)) <= embedded <= MOST_SWEEPS


def test_sweeps_that_do_not_fit_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_ROOM_FOR_SWEEPS", 40_000)
    parsed = Parsed(report("start", Scenario(), when=WHEN))
    offered = [parameter["key"] for parameter in parsed.block("message-start")["parameters"]]
    assert offered == ["settings.date"]


def test_the_program_prints_the_numbers_to_the_last_digit() -> None:
    programs = [written(page).parsed.programs for page in EXHIBITS]
    assert all(len(found) == 2 for found in programs)
    done = subprocess.run(
        [sys.executable, "-"], input="\n".join(program for program, _ in programs), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "".join(output for _, output in programs)
    lines = iter(done.stdout.splitlines())
    for page in EXHIBITS:
        for number in written(page).shown.numbers:
            assert next(lines) == number.label
            assert [next(lines) for _ in number.exact] == [
                f"  {name}: {float(value)!r}" for name, value in number.exact
            ]


def test_the_files_inside_are_those_of_the_scenario() -> None:
    scenario = SHOWN["surface"]
    files = {
        attributes["download"]: base64.b64decode(str(attributes["href"]).partition(";base64,")[2]).decode()
        for attributes in written("surface").parsed.named("a")
        if "download" in attributes
    }
    table, described, again = files.values()
    assert all(name and name.startswith("danger-surface-surface-2027-02-01-") for name in files)
    assert Scenario.from_json(again) == (scenario, ())
    known = json.loads(described)
    assert table.splitlines()[0].split(",") == [column["name"] for column in known["columns"]]
    assert Scenario.from_query(known["scenario"]) == (scenario, ())
    assert f"{known['rows']} systems" in written("surface").parsed.text


def test_the_same_report_is_written_each_time() -> None:
    one, other = (report("data_and_method", Scenario(), link=LINK, when=WHEN) for _ in range(2))
    assert one == other
    assert datetime.date.today().strftime("%B %Y") in Parsed(report("data_and_method", Scenario())).text


def test_a_file_name_says_page_date_and_scenario() -> None:
    names = {file_name("flop_line", preset.scenario(), WHEN) for preset in PRESETS.values()}
    assert len(names) == len(PRESETS)
    assert all(name.startswith("danger-surface-flop-line-2027-02-01-") and name.endswith(".html") for name in names)


def test_there_is_no_report_of_an_unknown_page() -> None:
    with pytest.raises(ValueError, match="no page 'nowhere'"):
        report("nowhere", Scenario())


# ---- text from elsewhere is text ----


def tags_of(source: str) -> list[str]:
    return [tag for tag, _ in Parsed(source).tags]


@pytest.mark.parametrize(
    "link", [f"https://example.org/{HOSTILE}", f"https://[{HOSTILE}", f"javascript:alert(1)//{HOSTILE}", HOSTILE]
)
def test_a_link_and_unknown_keys_are_text(link: str) -> None:
    scenario, _ = Scenario.from_query({"later.thing": HOSTILE, HOSTILE: "1"})
    calm, _ = Scenario.from_query({"later.thing": "a", "later.other": "1"})
    parsed = Parsed(report("data_and_method", scenario, link=link, when=WHEN))
    safe = link.startswith("https")
    assert [tag for tag, _ in parsed.tags] == tags_of(
        report("data_and_method", calm, link="https://example.org" if safe else "x", when=WHEN)
    )
    assert plain(f"later.thing = {HOSTILE}") in parsed.text
    assert plain(link) in parsed.text
    assert not any(str(attributes.get("href")).startswith("javascript") for attributes in parsed.named("a"))
    program, output = parsed.programs
    compile(program, "program", "exec")
    assert HOSTILE not in output


def test_half_a_letter_spoils_nothing() -> None:
    scenario, _ = Scenario.from_query({"later.thing": "half \ud800"})
    source = report("data_and_method", scenario, link="https://example.org/\udfff", when=WHEN)
    assert "later.thing = half ?" in Parsed(source.encode("utf-8").decode("utf-8")).text


def test_a_plug_in_with_hostile_words_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_functions", dict(risk.danger_functions()))

    class Stranger(risk.DangerFunction):
        name, label, summary = "stranger", f"Stranger {HOSTILE}", HOSTILE
        formula, source = r"D = \href{javascript:alert(1)}{I},\quad \frac{" + HOSTILE, HOSTILE

        def _danger(self, I: Any, G: Any, A: Any) -> Any:
            return I * A

    Stranger.__module__ = "stranger"
    risk.register(Stranger)
    scenario = Scenario().replace("function", "stranger")
    parsed = Parsed(report("data_and_method", scenario, when=WHEN))
    assert not parsed.named("img") and not any("href" in attributes for attributes in parsed.named("mtext"))
    assert "plug-in" in parsed.programs[0]
    compile(parsed.programs[0], "program", "exec")


def test_markdown_becomes_words_links_and_formulas_and_nothing_else() -> None:
    text = "**a** *b* `c` [d](https://example.org) $I_c^2$ <b>e</b> ![f](https://example.org/f.png) [g](javascript:h)"
    parsed = Parsed(str(markup.paragraphs(text)))
    assert {tag for tag, _ in parsed.tags} == {
        "p",
        "span",
        "strong",
        "em",
        "code",
        "a",
        "math",
        "mrow",
        "msubsup",
        "mi",
        "mn",
    }
    assert [attributes["href"] for attributes in parsed.named("a")] == [
        "https://example.org", "https://example.org/f.png",
    ]  # fmt: skip
    assert "<b>e</b>" in parsed.text and "[g](javascript:h)" in parsed.text


def test_every_declared_formula_is_set() -> None:
    formulas = {entry.owner.formula for entry in method.entries(Scenario())}
    formulas |= {row.declared.symbol for row in method.parameter_rows(Scenario())}
    for formula in filter(None, formulas):
        assert markup.mathematics(formula).startswith("<math"), formula
    assert markup.mathematics(r"\frac{") == r"<code>\frac{</code>"


# ---- in a browser without a network ----

NewPage = Callable[..., Page]


def opened(page: Page, source: str, folder: Path, figures: int) -> list[str]:
    """Open a report with the network off; addresses that it asks for beyond itself are returned as they come."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    file = folder / "report.html"
    file.write_text(source, encoding="utf-8")
    page.goto(file.as_uri())
    page.locator(DRAWN).nth(figures - 1).wait_for(state="attached", timeout=60_000)
    return asked


def state(plot: Locator) -> str:
    """The numbers that a plot draws."""
    found: str = plot.evaluate(
        """plot => JSON.stringify(plot.data.map(({ x, y, z }) => [x, y, z].map((list) => (
            list && Array.from(list, (row) => (row?.length && typeof row !== "string" ? Array.from(row) : row))
        ))))"""
    )
    return found


WIDTH = "document.documentElement.scrollWidth"
TITLES = "buttons => buttons.map((button) => button.dataset.title)"


@pytest.mark.browser
def test_a_report_turns_sweeps_and_goes_back_without_a_network(
    new_page: NewPage, console_errors: list[str], tmp_path: Path
) -> None:
    page = new_page()
    shown = written("surface").shown
    asked = opened(page, written("surface").source, tmp_path, len(shown.figures))
    expect(page.locator(DRAWN)).to_have_count(len(written("surface").shown.figures))
    assert page.locator(".words").count() == 0

    place = page.locator("[data-figure=surface]")
    plot = place.locator(".js-plotly-plot")
    eye = "plot => Object.values(plot._fullLayout.scene._scene.getCamera().eye).map((x) => x.toFixed(2)).join()"
    before = plot.evaluate(eye)
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 90, box["y"] + box["height"] / 2 + 30, steps=5)
    page.mouse.up()
    assert plot.evaluate(eye) != before

    reported = state(plot)
    label, *others = place.locator("select option").all_inner_texts()
    back = place.get_by_role("button", name="Back to the report")
    expect(back).to_be_hidden()
    slider = place.get_by_role("slider", name=label)
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    place.get_by_text(f"{label} is 0.64 in this figure, 0.6 in the report").wait_for(timeout=10_000)
    assert state(plot) != reported
    back.click()
    expect(slider).to_be_focused()
    expect(place.locator("output")).to_have_text("0.6")
    expect(back).to_be_hidden()
    drawn_again(plot, reported)

    # Another parameter starts from the report too, and a keyboard reaches it.
    page.keyboard.press("ArrowLeft")
    back.wait_for()
    place.locator("select").select_option(label=others[0])
    expect(back).to_be_hidden()
    drawn_again(plot, reported)

    plot.locator(".modebar-btn").first.wait_for(state="attached")
    assert not {"Share", "cloud"} & set(" ".join(plot.locator(".modebar-btn").evaluate_all(TITLES)).split())
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(WIDTH) <= 390
    assert [address for address in asked if not address.startswith(("file:", "blob:", "data:"))] == []
    assert console_errors == []


def drawn_again(plot: Locator, picture: str) -> None:
    for _ in range(50):
        if state(plot) == picture:
            return
        plot.page.wait_for_timeout(100)
    raise AssertionError("the report's own picture did not come back")


@pytest.mark.browser
def test_reports_are_drawn_on_a_phone_and_without_scripts_it_is_words(
    new_page: NewPage, console_errors: list[str], tmp_path: Path
) -> None:
    # One page of each kind: a report of another one is made of the same parts.
    for name in ("start", "moving_target", "how_sure"):
        page = new_page(width=390, height=844, color_scheme="dark")
        # The rest of the figures are of the same make, and take as long as they take in software.
        opened(page, written(name).source, tmp_path, len(written(name).shown.opening))
        assert page.evaluate(WIDTH) <= 390
        page.close()
    assert console_errors == []
    page = new_page(java_script_enabled=False)
    page.goto((tmp_path / "report.html").as_uri())
    page.get_by_text("In words:").first.wait_for(timeout=10_000)
