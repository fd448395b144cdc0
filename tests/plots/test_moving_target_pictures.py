"""Figures of the page Moving target: what they show is what was computed, and a sweep moves them in one piece."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from risk import erosion, moving_target, words
from risk.exhibits import exhibit
from risk.live import sweep
from risk.plots import erosion as plots
from risk.plots import spread as counts
from risk.plots.theme import DARK, LIGHT
from risk.presets import PRESETS
from risk.scenario import Scenario
from risk.spread import PASSED

DEFAULT = Scenario()
PICTURES = (
    plots.climb_picture,
    plots.rates_picture,
    plots.pairs_picture,
    counts.reach_picture,
    counts.tail_picture,
)
OWN_LEVEL = DEFAULT.replace("view.own_point", True)
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | {
    "2018": DEFAULT.replace("settings.date", 2018.0),
    "2055": DEFAULT.replace("settings.date", 2055.0),
    "no progress": DEFAULT.replace("trend.efficiency", 0.0),
    "lowest line": DEFAULT.replace("line.flop", 1e15),
    "highest line": DEFAULT.replace("line.flop", 1e32),
    "nothing": OWN_LEVEL.replace("view.point_i", 0.0),
    "everything": OWN_LEVEL.replace("view.point_i", 1.0),
    "run": DEFAULT.replace("view.ability", "run"),
    "no pairs": DEFAULT.replace("pairs.closeness", 0.001),
    "no fit": DEFAULT.replace("spread.least_run", 1e29),
    "largest crowd": DEFAULT.replace("spread.crowd", 1e9),
}
MACHINE = re.compile(r"\bnan\b|\binf\b|None\b|\d[eE][+-]\d|[−-]0(?![.\d])|\d\.\d{4}")


def trace(picture: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in picture["data"] if entry["name"] == name)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
@pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)
def test_every_picture_keeps_its_traces_and_speaks_in_words(draw: Callable[..., Any], scenario: Scenario) -> None:
    picture = draw(scenario, LIGHT)
    names = [entry["name"] for entry in picture["data"]]
    if scenario.view.ability == DEFAULT.view.ability:
        assert names == [entry["name"] for entry in draw(DEFAULT, DARK)["data"]]
    assert len(set(names)) == len(names)
    sweep.normal(picture)
    meta = picture["layout"]["meta"]
    for text in (
        meta["alt"],
        meta["caption"],
        meta["title"],
        *(note["text"] for note in picture["layout"]["annotations"]),
    ):
        assert not MACHINE.search(text), text
    assert meta["alt"].endswith(".") and "  " not in meta["alt"] and len(meta["alt"].split()) <= 160
    titles = [entry["meta"]["title"] for entry in picture["data"] if "title" in entry.get("meta", {})]
    assert titles and len(set(titles)) == len(titles)
    # A date or a number without bound stands nowhere on an axis.
    for entry in picture["data"]:
        for letter in "xy":
            drawn = [value for value in entry[letter] if value is not None]
            assert not np.isinf(np.array(drawn, dtype=float)).any(), entry["name"]


@pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)
def test_the_alternative_is_the_same_in_both_themes(draw: Callable[..., Any]) -> None:
    light, dark = (draw(DEFAULT, theme)["layout"]["meta"] for theme in (LIGHT, DARK))
    assert light == dark


@pytest.mark.parametrize("figure", exhibit("moving_target", OWN_LEVEL).figures, ids=lambda figure: figure.key)
def test_every_sweep_moves_the_figure_within_a_megabyte(figure: Any) -> None:
    picture = partial(figure.picture, theme=LIGHT)
    base = sweep.normal(picture(OWN_LEVEL))
    for key in figure.sweeps:
        frames = sweep.frames(picture, OWN_LEVEL, key, base)
        assert frames.changes, key
        assert frames.values == OWN_LEVEL.parameter(key).grid(OWN_LEVEL.get(key)), "steps were dropped"
        assert len(sweep.pack(frames.message())) < sweep.MOST_BYTES
        assert not frames.errors


def test_playing_the_years_releases_the_systems_and_changes_no_axis() -> None:
    shown = []
    for date in (2022.0, 2024.0, 2026.75, 2035.0):
        scenario = DEFAULT.replace("settings.date", date)
        picture = plots.climb_picture(scenario, LIGHT)
        places = {sight: trace(picture, f"systems-{sight}")["x"] for sight in erosion.SIGHT}
        counted = {sight: int(np.count_nonzero(~np.isnan(x))) for sight, x in places.items()}
        assert counted == {sight: erosion.seen(scenario, sight).size for sight in erosion.SIGHT}
        shown.append(sum(counted.values()))
        bought = float(scenario.compute_trend.intelligence(1e25, date))
        if picture["layout"]["xaxis"]["range"][0] <= date <= picture["layout"]["xaxis"]["range"][1]:
            assert trace(picture, "today")["y"] == [bought]
    assert shown == sorted(shown) and shown[0] == 0 < shown[1] < shown[2]
    ranges = [
        plots.climb_picture(DEFAULT.replace("settings.date", date), LIGHT)["layout"]["xaxis"]["range"]
        for date in (2018.0, 2026.75, 2034.0)
    ]
    assert ranges[0] == ranges[1] == ranges[2]


def test_over_and_under_are_told_by_the_mark_and_open_weights_by_its_shape() -> None:
    picture = plots.climb_picture(DEFAULT, LIGHT)
    kinds = {sight: set(trace(picture, f"systems-{sight}")["marker"]["symbol"]) for sight in erosion.SIGHT}
    assert not kinds["over"] & kinds["under"] and not kinds["under"] & kinds["undetermined"]
    for kind in kinds.values():
        assert {symbol.partition("-")[0] for symbol in kind} <= {"circle", "diamond"}


def test_the_thick_bar_is_the_span_of_the_claim() -> None:
    low, high = trace(plots.climb_picture(DEFAULT, LIGHT), "lost")["x"]
    assert (low, high) == erosion.span(erosion.dates(DEFAULT, erosion.held(DEFAULT)))


def test_every_rate_has_its_date_and_its_published_range() -> None:
    picture, rows = plots.rates_picture(DEFAULT, LIGHT), moving_target.published(DEFAULT)
    marks = trace(picture, "dates")
    for entry, x in zip(rows, marks["x"], strict=True):
        assert x == (entry.fast if math.isnan(entry.date) else entry.date)
    alt = picture["layout"]["meta"]["alt"]
    for entry in rows:
        assert entry.label in alt
    bars = [x for x in trace(picture, "published")["x"] if x is not None]
    ends = [end for entry in rows for end in entry.ends if not math.isnan(end)]
    assert bars == ends
    pairs = [symbol for symbol, entry in zip(marks["marker"]["symbol"], rows, strict=True) if entry.illustration]
    assert pairs == ["x"] and marks["marker"]["symbol"].count("x") == 1


def test_a_date_beyond_the_axis_is_an_arrow_and_never_is_none() -> None:
    far = plots.rates_picture(DEFAULT.replace("line.flop", 1e15), LIGHT)
    assert any(x is not None for x in trace(far, "beyond")["x"])
    never = plots.rates_picture(SCENARIOS["everything"], LIGHT)
    assert set(trace(never, "beyond")["x"]) == {None} and set(trace(never, "dates")["x"]) == {None}
    assert any("never" in note["text"] for note in never["layout"]["annotations"])


def test_every_pair_is_drawn_with_its_interval() -> None:
    found, marks = erosion.evidence(DEFAULT), trace(plots.pairs_picture(DEFAULT, LIGHT), "pairs")
    np.testing.assert_allclose(marks["y"], [pair.saved for pair in found])
    np.testing.assert_allclose(
        marks["y"] + marks["error_y"]["array"],
        [pair.saved if math.isnan(pair.high) else pair.high for pair in found],
    )
    assert len(plots.pairs_table(found)) == len(found)


def test_the_count_is_drawn_as_computed_and_seen_stays_over_unseen() -> None:
    picture, found = counts.reach_picture(DEFAULT, LIGHT), moving_target.reach(DEFAULT)
    able, unseen = trace(picture, "able"), trace(picture, "unseen")
    np.testing.assert_allclose(able["y"][-1], found.chosen.able[-1])
    known = ~np.isnan(unseen["y"])
    assert known.any() and np.all(unseen["y"][known] <= able["y"][known])
    assert trace(picture, "passed")["x"] == [found.earliest, found.latest]
    assert words.crowd(DEFAULT.spread.crowd) in picture["layout"]["annotations"][0]["text"]
    off = DEFAULT
    for name in PASSED["train"]:
        off = off.replace(f"chokepoints.{name}", False)
    blind = counts.reach_picture(off, LIGHT)
    np.testing.assert_array_equal(trace(blind, "unseen")["y"], trace(blind, "able")["y"])


def test_the_tail_starts_at_its_developers_and_all_are_drawn() -> None:
    picture = counts.tail_picture(DEFAULT, LIGHT)
    marks, table = trace(picture, "developers"), counts.developers_table(DEFAULT)
    assert len(marks["x"]) == len(table) and marks["marker"]["symbol"].count("circle") == DEFAULT.spread.developers
    assert (table["In the fit"] == "yes").sum() == DEFAULT.spread.developers


@pytest.mark.parametrize("draw", [plots.climb_picture, counts.reach_picture])
@pytest.mark.parametrize("date", [2010.0, 2016.75, 2060.5, 2100.0])
def test_a_date_outside_the_years_is_named_in_the_place_of_the_figure(draw: Callable[..., Any], date: float) -> None:
    with pytest.raises(ValueError, match=r"settings\.date must lie between 2017 and 2060, got "):
        draw(DEFAULT.replace("settings.date", date), LIGHT)
