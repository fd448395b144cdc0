"""The pictures of the race and the audit: valid, with stable names, read back against the formulas, quick to sweep."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from risk import institutions
from risk.audit import COMBINATIONS
from risk.exhibits import exhibit
from risk.live import sweep
from risk.plots import audit, race, regimes
from risk.plots.theme import DARK, LIGHT
from risk.race import INFORMATION, RACES, disaster_risk
from risk.regime_worlds import scores
from risk.scenario import Scenario

Drawing = Callable[..., dict[str, Any]]
RACES_DRAWN: tuple[Drawing, ...] = (
    race.teams_picture, race.enmity_picture, race.capability_picture, race.information_picture, race.levers_picture,
)  # fmt: skip
AUDITS_DRAWN: tuple[Drawing, ...] = (audit.number_picture, audit.needed_picture, audit.goodhart_picture)
REGIMES_DRAWN: tuple[Drawing, ...] = (
    regimes.pareto_picture, regimes.yearly_picture, regimes.flat_picture, regimes.tight_picture, regimes.levers_picture,
)  # fmt: skip
ALL = (*RACES_DRAWN, *AUDITS_DRAWN)


def traces(picture: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in picture["data"]}


@functools.cache
def usual(draw: Drawing) -> list[str]:
    return list(traces(draw(Scenario(), LIGHT)))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("race.teams", 2),
        ("race.teams", 60),
        ("race.enmity", 1e-6),
        ("race.enmity", 1.0),
        ("race.capability", 1e-6),
        ("race.capability", 1e6),
        ("race.floor", 1.0),
        ("race.floor", 0.7),
        ("race.information", "public"),
        ("audit.noise", 0.0),
        ("audit.correlation", 1.0),
        ("audit.correlation", 0.0),
        ("audit.awareness", 1.0),
        ("audit.evaluations", 1000),
        ("audit.variants", 1_000_000),
        ("audit.combination", "any fails"),
        ("audit.aware_of", "the whole audit"),
        ("audit.margin", 0.0),
        ("audit.assurance", 1.0),
        ("settings.tolerance", 0.0),
    ],
)
@pytest.mark.parametrize("draw", ALL)
def test_pictures_stand_at_the_edges(draw: Drawing, key: str, value: Any) -> None:
    scenario = Scenario().replace(key, value)
    for theme in (LIGHT, DARK):
        picture = draw(scenario, theme)
        assert list(traces(picture)) == usual(draw)
        meta = picture["layout"]["meta"]
        for text in (meta["title"], meta["alt"], meta["caption"]):
            assert text and "nan" not in text and " inf" not in text
        assert any(meta["title"].split()[0] in note["text"] for note in picture["layout"]["annotations"])
    if key in ("race.teams", "audit.noise"):
        go.Figure(picture)


@pytest.mark.parametrize("draw", ALL)
def test_a_sweep_stays_under_a_megabyte_with_all_its_steps(draw: Drawing) -> None:
    figure = next(figure for figure in exhibit("regimes", Scenario()).figures if figure.picture is draw)
    key = figure.sweeps[0]
    found = sweep.frames(lambda scenario: draw(scenario, LIGHT), Scenario(), key, sweep.normal(draw(Scenario(), LIGHT)))
    assert not found.errors
    assert len(sweep.pack(found.message())) <= sweep.MOST_BYTES
    assert len(found.values) >= 10


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("settings.tolerance", 0.0),
        ("settings.tolerance", 1.0),
        ("clock.years_ahead", 1),
        ("releases.release_rate", 1.0),
        ("regime.jurisdiction", 0.0),
        ("regime.enforced", 1.0),
        ("regime.gate", "before training"),
        ("scope.covers", "everything"),
        ("function", "o-ring"),
        ("view.sandbox", 1.0),
    ],
)
def test_regimes_stand_at_the_edges(key: str, value: Any) -> None:
    scenario = Scenario().replace(key, value)
    for draw in REGIMES_DRAWN:
        picture = draw(scenario, DARK)
        assert list(traces(picture)) == usual(draw)
        meta = picture["layout"]["meta"]
        for text in (meta["title"], meta["alt"], meta["caption"]):
            assert text and "nan" not in text and " inf" not in text
        go.Figure(picture)


def test_marks_of_regimes_are_their_scores() -> None:
    scenario = Scenario()
    found = scores(scenario)
    drawn = traces(regimes.pareto_picture(scenario, LIGHT))
    shown = [
        (x, y)
        for name in ("positions", "instruments", "own")
        for x, y in zip(drawn[name]["x"], drawn[name]["y"], strict=True)
    ]
    expected = {
        (round(float(s.burden_share.whole), 9), round(float(s.residual_danger.whole), 9)) for s in found.values()
    }
    assert {(round(x**2, 9), round(y, 9)) for x, y in shown} == expected
    assert (np.diff(drawn["front"]["x"]) >= 0).all() and (np.diff(drawn["front"]["y"]) < 0).all()
    for x, y in shown:  # every mark is on the front, or something on it is no worse in either way
        assert any(
            ahead <= x and below <= y for ahead, below in zip(drawn["front"]["x"], drawn["front"]["y"], strict=True)
        )
    lines = traces(regimes.yearly_picture(scenario, LIGHT))
    assert lines["pause"]["y"] == pytest.approx(found["pause"].residual_danger.yearly)


def test_the_own_regime_alone_moves_in_a_sweep() -> None:
    scenario = Scenario()
    before, after = (
        traces(regimes.pareto_picture(scenario.replace("regime.enforced", share), LIGHT)) for share in (0.0, 1.0)
    )
    assert before["positions"]["y"] == after["positions"]["y"] and before["own"]["y"] != after["own"]["y"]


def test_a_floor_on_some_teams_is_drawn_and_not_swept() -> None:
    scenario = Scenario().replace("race.floor", 0.6).replace("race.covered", 0.4)
    assert not any(figure.sweeps for figure in exhibit("regimes", scenario).figures if figure.key.startswith("race"))
    drawn = traces(race.teams_picture(scenario, LIGHT))
    everybody = traces(race.teams_picture(scenario.replace("race.covered", 1.0), LIGHT))
    nobody = traces(race.teams_picture(scenario.replace("race.floor", 0.0), LIGHT))
    for knowledge in INFORMATION:
        assert (drawn[knowledge]["y"] <= nobody[knowledge]["y"] + 0.02).all()
        assert (drawn[knowledge]["y"] >= everybody[knowledge]["y"] - 0.02).all()
    assert "two of the teams" in institutions.assumed(scenario)
    assert "leaves out the floor" in race.information_picture(scenario, LIGHT)["layout"]["meta"]["caption"]


def test_curves_are_the_formulas() -> None:
    drawn = traces(race.enmity_picture(Scenario(), LIGHT))
    for knowledge in INFORMATION:
        assert drawn[knowledge]["y"] == pytest.approx(disaster_risk(5, 1.0, drawn[knowledge]["x"], knowledge))
    drawn = traces(race.capability_picture(Scenario().replace("race.safety_cost", 0.5), LIGHT))
    assert drawn["here"]["x"] == [pytest.approx(2.0)] * 3
    assert drawn["private"]["y"] == pytest.approx(disaster_risk(5, drawn["private"]["x"], 0.5, "private"))
    cells = traces(race.information_picture(Scenario(), LIGHT))["change"]
    expected = disaster_risk(5, 10 ** cells["x"][20], cells["y"][30], "public") - disaster_risk(
        5, 10 ** cells["x"][20], cells["y"][30], "private"
    )
    assert cells["z"][30, 20] == pytest.approx(expected)


def test_errors_of_the_audit_are_its_chances() -> None:
    scenario = Scenario()
    drawn = traces(audit.number_picture(scenario, LIGHT))
    for n, cleared, blocked in zip(drawn["cleared"]["x"], drawn["cleared"]["y"], drawn["blocked"]["y"], strict=True):
        asked = scenario.audit.replace(evaluations=int(n))
        assert cleared == pytest.approx(asked.clear_probability(0.4, 0.3))
        assert blocked == pytest.approx(1 - asked.clear_probability(0.2, 0.3))
    assert drawn["cleared-ever"]["y"][0] == pytest.approx(scenario.audit.ceiling(0.4, 0.3))


def test_what_an_assurance_takes_is_bounded_by_its_ceiling() -> None:
    drawn = traces(audit.needed_picture(Scenario(), LIGHT))
    for name in institutions.variations(Scenario().audit):
        assert (np.diff(drawn[name]["x"]) >= 0).all()
        assert drawn[name]["x"][-1] <= drawn[f"{name}-ceiling"]["x"][0] + 1e-12
    # What holds the audit back is taken away: each ceiling is higher, and without both there is none.
    ceilings = [drawn[f"{name}-ceiling"]["x"][0] for name in institutions.variations(Scenario().audit)]
    assert ceilings[0] < min(ceilings[1:3]) and ceilings[3] == pytest.approx(1, abs=1e-6)


def test_a_reading_falls_with_the_variants_and_the_danger_does_not() -> None:
    drawn = traces(audit.goodhart_picture(Scenario(), LIGHT))
    assert drawn["unnoticed"]["y"][0] == pytest.approx(0.4) and drawn["danger"]["y"] == [pytest.approx(0.4)] * 2
    assert (np.diff(drawn["unnoticed"]["y"]) < 0).all()
    assert drawn["noticed"]["y"] == pytest.approx(drawn["unnoticed"]["y"] - 0.2)


def test_titles_say_what_is_found() -> None:
    def title(draw: Drawing, **changes: Any) -> str:
        scenario = Scenario()
        for key, value in changes.items():
            scenario = scenario.replace(key.replace("__", "."), value)
        return str(draw(scenario, LIGHT)["layout"]["meta"]["title"])

    assert title(race.teams_picture) == "Risk is highest with only own known, lowest with nothing known"
    assert "no difference" in title(race.teams_picture, race__floor=1.0)
    assert title(race.levers_picture).startswith("Cheaper safety lowers risk most, from 72 % to 65 %")
    assert "block more that is safe" in title(audit.number_picture, audit__combination=COMBINATIONS[1])
    assert "clear the dangerous system more often" in title(audit.number_picture, audit__hiding=0.5)
    assert title(audit.needed_picture).startswith("No number of evaluations")
    assert title(audit.needed_picture, audit__assurance=0.5) == "An assurance of 50 % takes one evaluation"


def test_each_lever_is_one_relative_step() -> None:
    for scenario in (institutions.with_race(Scenario(), made) for made in RACES.values()):
        now = scenario.race
        cheaper, floor, fewer, kinder = institutions.levers(scenario)
        assert cheaper.risk == now.replace(safety_cost=0.8 * now.safety_cost).risk
        assert floor.risk == now.replace(floor=0.2).risk
        assert fewer.risk == now.replace(teams=max(2, now.teams - max(1, round(now.teams / 5)))).risk
        assert kinder.risk == now.replace(enmity=0.8 * now.enmity).risk
        assert max(lever.risk for lever in (cheaper, floor, fewer, kinder)) <= now.risk + 1e-12


def test_under_a_floor_nothing_known_is_no_longer_the_safest() -> None:
    scenario = Scenario().replace("race.floor", 0.6)
    assert institutions.information_map(Scenario()).nothing_best == 1
    drawn = institutions.information_map(scenario)
    assert drawn.nothing_best < 0.9
    assert disaster_risk(5, 1.6, 0.5, floor=0.7) > disaster_risk(5, 1.6, 0.5, "private", floor=0.7)
    assert "elsewhere the floor binds" in institutions.nothing_told(scenario)
