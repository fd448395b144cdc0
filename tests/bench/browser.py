"""Figures in the browser: changes against the same specification in `st.plotly_chart`, drags against bare Plotly."""

from __future__ import annotations

import statistics
import time
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page

from risk.agency import ProxyAgency
from risk.scenario import Scenario
from tests.bench.chromium import first, new_page, press, settle
from tests.bench.report import Measure
from tests.bench.specification import KEY
from tests.serving import CHART_APP, serving

SURFACE, DRAGGED = "Browser: Surface page", "Browser: drags on other pages"
CHANGES = 20
DRAGS = 2
DRAG_SECONDS = 3.0
MOST_MOVES = 1500
GLIDE = 2_000
ALL = Scenario().replace("agency", ProxyAgency.name)
# Page, and the parameter that its first figure sweeps.
DRAGS_ELSEWHERE = (("transition", KEY), ("proxy_agency", "agency.exposure"))


def measure(browser: Browser) -> list[Measure]:
    """Measure a heat map and a 3D surface, and the drags of pages that show curves."""
    with serving() as ours, serving(CHART_APP) as chart:
        return [
            # Opposite ways, so that the second picture finds nothing that the first has left in a cache.
            *_picture(browser, ours.address, chart.address, "heat map", "ArrowRight", faster=1.4, within=150.0),
            *_picture(browser, ours.address, chart.address, "surface", "ArrowLeft", faster=3.0, within=None),
            *(found for page, key in DRAGS_ELSEWHERE for found in _elsewhere(browser, ours.address, page, key)),
        ]


def _elsewhere(browser: Browser, ours: str, name: str, key: str) -> list[Measure]:
    page = _opened(browser, f"{ours}/{name}")
    try:
        rates = [(_drag(page, _label(key)), _bare(page)) for _ in range(DRAGS)]
    finally:
        page.context.close()
    return _dragged(DRAGGED, name.replace("_", " "), rates)


def _dragged(part: str, picture: str, rates: list[tuple[float, float]]) -> list[Measure]:
    drag, bare = (statistics.median(series) for series in zip(*rates, strict=True))
    ratio = statistics.median(drag / bare for drag, bare in rates)
    return [
        Measure(part=part, what=f"{picture}: updates in a drag", value=drag, unit="1/s"),
        Measure(part=part, what=f"{picture}: updates in a bare `Plotly.restyle` loop", value=bare, unit="1/s"),
        Measure(
            part=part,
            what=f"{picture}: drag as a multiple of the bare loop",
            value=ratio,
            unit="×",
            goal=0.7,
            at_least=True,
            detail={"rates": rates},
        ),
    ]


def _label(key: str) -> str:
    return ALL.parameter(key).label


def _picture(
    browser: Browser, ours: str, chart: str, picture: str, key: str, faster: float, within: float | None
) -> list[Measure]:
    query = urlencode({"view.picture": picture})
    page, rival = _opened(browser, f"{ours}/surface?{query}"), _opened(browser, f"{chart}/?{query}")
    try:
        solid = picture == "surface"
        cameras = [_rotated(one, key) for one in (page, rival)] if solid else []
        times: dict[str, list[float]] = {"ours": [], "chart": []}
        kept = {"ours": 0, "chart": 0}
        for _ in range(CHANGES):
            for place, (name, one) in enumerate((("ours", page), ("chart", rival))):
                one.bring_to_front()
                times[name].append(press(one, _slider(one), key))
                kept[name] += solid and _kept(_camera(one), *cameras[place])
        rival.context.close()
        rates = [(_drag(page, _label(KEY)), _bare(page)) for _ in range(DRAGS)]
    finally:
        page.context.close()
    half = {name: statistics.median(series) for name, series in times.items()}
    found = [
        _measure(f"{picture}: key to painted, p50", half["ours"], "ms", within, False, {"milliseconds": times["ours"]}),
        _measure(
            f"{picture}: the same in `st.plotly_chart`, p50",
            half["chart"],
            "ms",
            detail={"milliseconds": times["chart"]},
        ),
        _measure(f"{picture}: times faster than `st.plotly_chart`", half["chart"] / half["ours"], "×", faster, True),
    ]
    if solid:
        found.append(_measure(f"{picture}: camera kept, of {CHANGES} changes", kept["ours"], "", CHANGES, True))
        found.append(_measure(f"{picture}: camera kept by `st.plotly_chart`", kept["chart"], ""))
    return [*found, *_dragged(SURFACE, picture, rates)]


def _measure(
    what: str, value: float, unit: str, goal: float | None = None, at_least: bool = False, detail: Any = None
) -> Measure:
    return Measure(part=SURFACE, what=what, value=value, unit=unit, goal=goal, at_least=at_least, detail=detail or {})


def _opened(browser: Browser, address: str) -> Page:
    page = new_page(browser)
    page.goto(address)
    first(page, "figure")
    settle(page)
    return page


def _slider(page: Page) -> Locator:
    sliders = page.locator("[data-testid=stSidebar] [data-testid=stSlider]").filter(has_text=_label(KEY))
    return sliders.locator("input[type=range]")


def _camera(page: Page) -> dict[str, Any]:
    camera: dict[str, Any] = page.evaluate("stopwatch.camera()")
    return camera


def _rotated(page: Page, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rotate the figure with the mouse; return the camera before, and the one that the first change leaves.

    The camera glides after the release, and its matrix is only brought up to date when the scene is drawn again.
    """
    page.bring_to_front()
    before = _camera(page)
    box = page.locator(".js-plotly-plot").first.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1] + 40, steps=5)
    page.mouse.up()
    page.wait_for_timeout(GLIDE)
    press(page, _slider(page), key)
    return before, _camera(page)


def _kept(camera: dict[str, Any], before: dict[str, Any], rotated: dict[str, Any]) -> bool:
    return _same(camera, rotated) and not _same(camera, before)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(
        abs(one[part][axis] - other[part][axis]) < 1e-6 for part in ("eye", "center", "up") for axis in ("x", "y", "z")
    )


def _drag(page: Page, label: str) -> float:
    """Drag the sweep bar to and fro with the pointer; return the updates per second of the figure."""
    figure = page.locator(".live-figure").first
    figure.locator("select").select_option(label=label)
    bar = figure.locator(".live-figure-bar input")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    height, steps = box["y"] + box["height"] / 2, int(bar.get_attribute("max") or 0)

    def move(place: int) -> None:
        to_and_fro = abs((place + steps) % (2 * steps) - steps)
        page.mouse.move(box["x"] + box["width"] * (0.03 + 0.94 * to_and_fro / steps), height)

    move(0)
    page.mouse.down()
    page.evaluate("stopwatch.recording = []")
    # A drag begins when the first of its pictures is there. Half a thumb at each end of a bar moves nothing, and on a
    # narrow bar that is several steps: a value that stands at an end moves only once the pointer is well away from it.
    for quarter in range(1, 4):
        move(quarter * steps // 4)
        page.wait_for_timeout(100)
    page.wait_for_function("stopwatch.recording.length", polling=50)
    page.evaluate("stopwatch.recording = []")
    end = time.monotonic() + DRAG_SECONDS
    for place in range(3 * steps // 4, MOST_MOVES):
        move(place)
        if time.monotonic() > end:
            break
    rate = float(page.evaluate("stopwatch.rate()"))
    page.mouse.up()
    settle(page)
    return rate


def _bare(page: Page) -> float:
    return float(page.evaluate(f"stopwatch.bare({DRAG_SECONDS}, {MOST_MOVES})"))
