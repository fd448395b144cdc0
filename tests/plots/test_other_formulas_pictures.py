"""Figures of the tab Other formulas: drawn for every scenario, in words, with every verdict as symbol and word."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from risk import agreement, other_formulas
from risk.danger import Formula
from risk.exhibits import exhibit
from risk.exhibits.other_formulas import FIGURES, PART
from risk.live.sweep import normal
from risk.matched import matched
from risk.plots import other_formulas as plots
from risk.plots.theme import DARK, LIGHT
from risk.scenario import Scenario

FEW = Scenario().replace("ensemble.samples", "128")
SCENARIOS = {
    "default": FEW,
    "induced agency": FEW.replace("agency", "proxy-agency"),
    "another function": FEW.replace("function", "additive"),
    "parameters moved": FEW.replace("function.sharpness", 12.0),
    "no system yet": FEW.replace("settings.date", 2010.0),
    "nothing dangerous": FEW.replace("settings.tolerance", 1.0),
    "everything dangerous": FEW.replace("settings.tolerance", 0.0),
    "upside down": FEW.replace("view.x", "A").replace("view.y", "I"),
    "a formula that falls": FEW.replace("function", Formula(text="I*(1 - A)")),
    "undefined in part": FEW.replace("function", Formula(text="log(I - 0.5) + 1")),
    "undefined": FEW.replace("function", Formula(text="0/(I - I)")),
}
PICTURES = (plots.conclusions_picture, plots.cube_picture, plots.systems_picture, plots.votes_picture)
BAD = re.compile(r"\bnan\b|\binf|None\b|True|False|\d[eE][+-]\d|\d\.\d{3}|[{}<>\[\]]|\(\)|  |\.\.|−0\.00\b|-0\b")
every_picture = pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
@every_picture
def test_every_picture_is_drawn_and_described_in_words(draw, scenario: Scenario) -> None:
    picture = draw(scenario, LIGHT)
    meta = picture["layout"]["meta"]
    for text in (meta["alt"], meta["caption"]):
        assert text.endswith(".") and not BAD.search(text), BAD.search(text)
    assert meta["title"] and not meta["title"].endswith(".") and not BAD.search(meta["title"])
    assert meta == draw(scenario, DARK)["layout"]["meta"]
    names = [trace["name"] for trace in picture["data"]]
    assert len(set(names)) == len(names)
    for words in (other_formulas.finding(scenario), other_formulas.explanation(scenario), other_formulas.why(scenario),
                  other_formulas.sentences(scenario)):  # fmt: skip
        assert not re.search(r"\bnan\b|\binf\b|None\b|  ", words), words
    assert json.dumps(normal(picture)["layout"])


def test_every_verdict_has_a_mark_and_a_word() -> None:
    picture = plots.conclusions_picture(FEW, LIGHT)
    held = other_formulas.concluded(FEW)
    drawn = {trace["name"]: trace for trace in picture["data"]}
    symbols = {trace["marker"]["symbol"] for trace in picture["data"]}
    assert set(drawn) == {"holds", "turns", "unknown"} and len(symbols) == 3
    for word, holds in (("holds", True), ("turns", False), ("unknown", None)):
        assert len(drawn[word]["x"]) == sum(len(one.labels(holds)) for one in held)
        assert drawn[word]["text"] == [word] * len(drawn[word]["x"])
    assert len(picture["layout"]["xaxis"]["ticktext"]) == len(matched(FEW))
    assert picture["layout"]["yaxis"]["ticktext"] == [one.conclusion.topic for one in held]


def test_the_matrix_writes_each_pair_once_and_names_each_function() -> None:
    found = agreement.agreement(agreement.on_cube(FEW))
    picture = plots.cube_picture(FEW, LIGHT)
    written = [note["text"] for note in picture["layout"]["annotations"]]
    functions = len(matched(FEW))
    assert sum("κ" in text for text in written) == functions * (functions - 1) // 2
    assert f"{found.share[1, 0] * 100:.0f} %<br>κ {found.kappa[1, 0]:.2f}" in written
    assert np.isnan(picture["data"][0]["z"][0]).all()


def test_each_boundary_is_named_beside_its_end() -> None:
    found = agreement.votes(FEW)
    picture = plots.votes_picture(FEW, LIGHT)
    named = {note["text"].replace("<br>", " "): note for note in picture["layout"]["annotations"] if note["x"] == 1.0}
    assert set(found.labels) <= set(named)
    colours = {trace["meta"]["title"]: trace["line"]["color"] for trace in picture["data"][1:]}
    for label in found.labels:
        assert named[label]["font"]["color"] == colours[f"Boundary: {label}"]
    dashes = {trace["line"]["dash"] for trace in picture["data"][1:]}
    assert len(dashes) == len(found.labels)


def test_figures_stand_under_their_part() -> None:
    shown = exhibit("how_sure", FEW)
    assert [figure.key for figure in shown.figures if figure.part == PART] == [figure.key for figure in FIGURES]
