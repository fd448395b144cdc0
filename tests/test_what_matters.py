"""What the tab What matters says: true to its numbers, whatever is asked, and without a crash where nothing varies."""

from __future__ import annotations

import re

import pytest

from risk import what_matters
from risk.headline_model import HEADLINES, headline
from risk.prior import FIXED, Prior
from risk.scenario import Scenario

BAD = re.compile(r"\bnan\b|\binf\b|None\b|\d[eE][+-]?\d\d|\d\.\d{4,}|-0\b|\.\.|  ")
QUICK = Scenario().replace("inquiry.headline", "erosion-date")


def told(scenario: Scenario) -> list[str]:
    numbers = what_matters.numbers(scenario)
    return [
        what_matters.finding(scenario), what_matters.explanation(scenario), *what_matters.warnings(scenario),
        *(f"{n.label}: {n.value}. {n.note}" for n in numbers), what_matters.indices_title(scenario),
        what_matters.indices_told(scenario), what_matters.tornado_title(scenario), what_matters.tornado_told(scenario),
    ]  # fmt: skip


@pytest.mark.parametrize("name", HEADLINES)
def test_every_headline_is_told_in_words(name: str) -> None:
    scenario = Scenario().replace("inquiry.headline", name)
    for text in told(scenario):
        assert not BAD.search(text), text
    indices = what_matters.found(scenario)
    assert indices.varies and indices.undefined == 0 and indices.samples == 128
    assert indices.names == headline(name).keys(scenario)
    first = scenario.parameter(indices.names[indices.order[0]]).label
    assert f"“{first}”" in what_matters.finding(scenario)
    table = what_matters.indices_table(scenario)
    assert len(table) == len(indices.names) and all(len(row) == len(table.columns) for row in table.rows)
    assert all(len(row) == len(table.headings) for row in table.shown)


def test_what_is_drawn_does_not_depend_on_its_slider_and_is_kept() -> None:
    found = what_matters.found(QUICK)
    assert what_matters.found(QUICK.replace("trend.efficiency", 0.5)) is found
    assert what_matters.found(QUICK.replace("view.x", "G")) is found
    assert what_matters.found(QUICK.replace("line.flop", 1e26)) is not found
    assert what_matters.found(QUICK.replace("ensemble.draw_seed", 1)) is not found
    assert what_matters.swings(QUICK.replace("trend.efficiency", 0.5)).value != what_matters.swings(QUICK).value


def test_an_interrupted_drawing_goes_on_where_it_stopped() -> None:
    scenario = QUICK.replace("inquiry.rows", "512").replace("ensemble.draw_seed", 7)
    seen: list[int] = []

    class Stopped(BaseException):
        pass

    def stop(done: int, of: int) -> None:
        seen.append(done)
        if done == 3:
            raise Stopped

    assert not what_matters.known(scenario)
    with pytest.raises(Stopped):
        what_matters.found(scenario, progress=stop)
    assert seen == [1, 2, 3] and not what_matters.known(scenario)
    found = what_matters.found(scenario, progress=lambda done, of: seen.append(done))
    assert seen == [1, 2, 3, 4, 5, 6, 7, 8] and what_matters.known(scenario)
    fresh = what_matters.asked_table(scenario.replace("ensemble.draw_seed", 8), 512)
    assert len(fresh) == 2 and found.samples == 512


def test_nothing_that_varies_is_said_and_no_crash() -> None:
    narrow = (("function.sharpness", Prior(FIXED)),)
    held = Scenario().replace("priors", narrow).replace("inquiry.headline", "dangerous-share")
    assert any("“Sharpness” is held fixed" in warning for warning in what_matters.warnings(held))
    everything = held.replace("settings.tolerance", 0.0)
    assert "is 100 % in every draw" in what_matters.finding(everything)
    for text in told(everything):
        assert not BAD.search(text), text
    assert all(row[1] is None for row in what_matters.indices_table(everything).rows)


def test_nothing_that_is_drawn_is_refused_in_one_line() -> None:
    scenario = Scenario().replace("inquiry.headline", "dangerous-share")
    keys = headline("dangerous-share").keys(scenario)
    scenario = scenario.replace("priors", tuple((key, Prior(FIXED)) for key in keys))
    for ask in (what_matters.found, what_matters.swings):
        with pytest.raises(ValueError, match="every prior holds its parameter fixed"):
            ask(scenario)


def test_the_failing_box_is_told_and_true_to_its_draws() -> None:
    scenario = Scenario().replace("inquiry.headline", "missed-surface").replace("inquiry.missed_limit", 0.4)
    whole, (draws, failed) = what_matters.failing(scenario), what_matters.cases(scenario)
    box = whole.box
    inside = ((draws >= box.low[:, None]) & (draws <= box.high[:, None])).all(axis=0)
    assert box.density == pytest.approx(failed[inside].mean()) and box.coverage == pytest.approx(
        failed[inside].sum() / failed.sum()
    )
    assert box.density > whole.share
    text = f"{what_matters.box_finding(scenario)}. {what_matters.box_words(scenario)}"
    assert not BAD.search(text) and "Surface, function as set" in text
    for place in box.restricted:
        assert scenario.parameter(whole.names[place]).label in text
    x, y = what_matters.box_axes(scenario)
    assert x in box.restricted and x != y


@pytest.mark.parametrize(("share", "said"), [(1.0, "in no draw"), (0.0, "in every draw")])
def test_a_rule_that_never_or_always_fails_has_no_box(share: float, said: str) -> None:
    scenario = Scenario().replace("inquiry.missed_limit", share)
    assert said in what_matters.box_finding(scenario)
    assert not what_matters.failing(scenario).found
    assert not BAD.search(what_matters.box_told(scenario) + what_matters.box_title(scenario))
