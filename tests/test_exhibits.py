"""Contract of every exhibit: one for each page, complete, drawn from the scenario alone, and exact behind its words."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from risk.exhibits import EXHIBITS, TITLES, exhibit
from risk.plots.theme import THEMES
from risk.presets import PRESETS
from risk.scenario import Scenario

PAGES = sorted(path.stem for path in (Path(__file__).resolve().parent.parent / "pages").glob("*.py"))
SCENARIOS = {name: preset.scenario() for name, preset in PRESETS.items()} | {
    "induced agency": Scenario().replace("agency", "proxy-agency"),
    "another function": Scenario().replace("function", "additive"),
    "no system yet": Scenario().replace("settings.date", 2010.0),
}
ALL = [(page, name) for page in EXHIBITS for name in SCENARIOS]


def test_every_exhibit_has_a_page() -> None:
    assert set(EXHIBITS) == set(TITLES) <= set(PAGES)


@pytest.mark.parametrize(("page", "name"), ALL)
def test_an_exhibit_is_complete(page: str, name: str) -> None:
    shown = exhibit(page, SCENARIOS[name])
    assert (shown.name, shown.title) == (page, TITLES[page])
    assert shown.claim and not shown.claim.endswith(".") and shown.explanation.endswith(".")
    assert len(shown.numbers) == 3 and shown.why and shown.why[0].startswith("**Why?**")
    assert shown.opening and shown.opening == shown.figures[: len(shown.opening)]
    for number in shown.numbers:
        assert number.label and number.value and number.note.rstrip(".") and number.exact
        names = [entry for entry, _ in number.exact]
        assert len(set(names)) == len(names)
        assert all(isinstance(value, float) or value == int(value) for _, value in number.exact)
    for figure in shown.figures:
        assert all(shown.scenario.parameter(key).numeric for key in figure.sweeps)
        assert len(set(figure.sweeps)) == len(figure.sweeps)


@pytest.mark.parametrize("page", EXHIBITS)
def test_every_figure_can_be_drawn_in_either_theme(page: str) -> None:
    shown = exhibit(page, Scenario())
    for figure in shown.figures:
        for theme in THEMES.values():
            meta = figure.picture(shown.scenario, theme=theme)["layout"]["meta"]
            assert meta["alt"] and meta["caption"]


def test_keys_of_figures_are_unlike_each_other() -> None:
    keys = [key for page in EXHIBITS for key in exhibit(page, Scenario()).keys]
    assert len(set(keys)) == len(keys)


def test_the_words_say_what_the_exact_values_do() -> None:
    missed = exhibit("start", Scenario()).numbers[0]
    exact = dict(missed.exact)
    assert missed.value == "none to 2"
    assert (exact["missed at autonomy level 1"], exact["missed at autonomy level 5"]) == (0.0, 2.0)
    share = exhibit("surface", Scenario()).numbers[0]
    assert share.value == f"{round(100 * share.exact[0][1])} %"
    jump = exhibit("transition", Scenario()).numbers[0]
    assert jump.value == f"{jump.exact[0][1]:.2f}"


def test_an_unknown_page_or_figure_is_named() -> None:
    with pytest.raises(ValueError, match="no page 'nowhere'; there are start"):
        exhibit("nowhere", Scenario())
    with pytest.raises(ValueError, match="no figure 'x' on Start; there are start"):
        exhibit("start", Scenario()).figure("x")


def test_what_is_not_known_is_not_a_number() -> None:
    nobody = exhibit("transition", Scenario().replace("settings.date", 2010.0)).numbers[2]
    assert nobody.value == "not counted" and math.isnan(nobody.exact[0][1])
