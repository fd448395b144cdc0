"""The sandbox: verdicts against fine grids, levers against scans, limits, channels, and the claim in each variant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from risk import registry, sandbox, sandbox_words
from risk.danger import BUILT_IN, DangerFunction
from risk.parameter import JUDGEMENT
from risk.presets import CHANNELS
from risk.sandbox import HOLDS, LEAKS, OPEN, UNDEFINED
from risk.scenario import Scenario
from tests.test_cube import Hump

DEFAULT = Scenario().replace("agency", "proxy-agency")
FUNCTIONS = [kind.name for kind in BUILT_IN]


def changed(*changes: tuple[str, object]) -> Scenario:
    scenario = DEFAULT
    for key, value in changes:
        scenario = scenario.replace(key, value)
    return scenario


@dataclass(frozen=True, kw_only=True)
class Gap(DangerFunction):
    """Undefined where intelligence is high."""

    name = "gap"
    label = "Gap"
    summary = "Undefined where intelligence is high."
    increasing: ClassVar[tuple[str, ...]] = ()

    def _danger(self, I, G, A):
        return np.where(I > 0.5, np.nan, I * G * A)


@pytest.fixture
def hump() -> Iterator[Scenario]:
    registry.register(Hump)
    yield DEFAULT.replace("function", "hump")
    registry._functions.pop("hump")


# ---- where the sandbox leaks


@pytest.mark.parametrize("granted", [0.0, 0.3, 0.44])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_leaks_are_those_of_a_fine_grid(function, granted):
    scenario = changed(("function", function), ("view.sandbox", granted), ("agency.leverage", 1.0))
    I = np.linspace(0, 1, 20_001)
    G, tolerance = sandbox.standing(scenario).G, scenario.settings.tolerance
    before = scenario.function.danger(I, G, granted) < tolerance
    after = scenario.function.danger(I, G, scenario.agency.effective(I, granted)) >= tolerance
    found = np.zeros(I.shape, bool)
    for low, high in sandbox.leaks(scenario):
        found |= (low <= I) & ((high > I) | (high == 1.0))
    assert (found == (before & after)).all()


def test_the_first_leak_is_exact():
    ((low, high),) = sandbox.leaks(DEFAULT)
    assert high == 1.0
    verdicts = [sandbox.sandboxed(DEFAULT, "", I, 0.6).verdict for I in (low - 2e-8, low)]
    assert verdicts == [HOLDS, LEAKS]


def test_a_leak_that_begins_where_everything_is_dangerous_as_granted_is_not_one():
    scenario = changed(("function", "additive"))
    ((low, high),) = sandbox.leaks(scenario)
    assert low < high == pytest.approx(0.3, abs=1e-7)
    assert sandbox.sandboxed(scenario, "", high + 1e-7, 0.6).verdict == OPEN


def test_dangerous_agenticity_begins_at_the_maxwell_line():
    for I in (0.7, 0.8, 0.9):
        ((low, high),) = sandbox.dangerous_agenticity(DEFAULT.function, 0.3, I, 0.6)
        assert (low, high) == (pytest.approx(0.8 - 4 * (I / 0.6) ** 2 / 20, abs=1e-7), 1.0)


def test_measured_systems_are_judged_one_by_one():
    found = sandbox.systems(DEFAULT)
    for k in range(found.size):
        box = sandbox.sandboxed(DEFAULT, "", float(found.table["I"][k]), float(found.table["G"][k]))
        assert (box.verdict, box.persuaded) == (found.verdict[1, k], pytest.approx(found.persuaded[1, k]))
        assert box.D_effective == pytest.approx(found.D_effective[1, k], abs=1e-12)
    leaking = set(found.table["id"][found.leaking])
    assert leaking == {"claude_fable5", "gpt56_sol", "gpt6_astra"}
    assert not (found.complete & found.leaking).any()
    assert (found.size, int(found.complete.sum())) == (62, 27)
    assert set(found.table["id"][found.perhaps]) > leaking
    told = "of the 35 with measured I only three leak (Claude Fable 5, GPT-5.6 Sol and GPT-6 Astra)"
    assert told in sandbox_words.counts(DEFAULT)


def test_a_guessed_agenticity_is_not_a_measured_one():
    guessed = DEFAULT.replace("assumptions.fill_agenticity", True)
    assert int(sandbox.systems(guessed).complete.sum()) == 27


def test_the_panels_show_one_that_holds_and_one_that_leaks():
    held, other = sandbox.panels(DEFAULT)
    assert (held.name, held.verdict, other.verdict) == ("GPT-5", HOLDS, LEAKS)
    assert sandbox.leaks(DEFAULT)[0][0] == other.I
    held, other = sandbox.panels(DEFAULT.replace("view.system", "gpt6_astra"))
    assert (other.name, other.verdict) == ("GPT-6 Astra", LEAKS)
    assert (held.name, held.verdict) == ("Claude Opus 5", HOLDS)
    most = sandbox.systems(DEFAULT)
    assert most.table["I"][most.verdict[1] == HOLDS].max() == held.I
    held, other = sandbox.panels(DEFAULT.replace("agency.leverage", 0.0))
    assert (other.I, other.verdict) == (1.0, HOLDS)
    alone = changed(("view.own_point", True), ("view.point_i", 1.0), ("settings.date", 2015.0))
    held, other = sandbox.panels(alone)
    assert (held.verdict, other.verdict, other.name) == (HOLDS, LEAKS, "your own point")


def test_the_sandbox_needs_no_measured_agenticity():
    at = sandbox.standing(changed(("view.system", "gpt6_astra"), ("view.sandbox", 0.2)))
    assert (at.A, at.missing) == (0.2, ())
    assert "intelligence" not in at.missing


# ---- levers


SCENARIOS = [
    DEFAULT,
    CHANNELS["Internal assistant"].applied(DEFAULT),
    CHANNELS["Open social channel"].applied(DEFAULT),
    DEFAULT.replace("function", "o-ring"),
    changed(("agency.exposure", 0.0), ("agency.relay", 6.0)),
    changed(("agency.relay", 0.0), ("agency.leverage", 1.0)),
    changed(("view.sandbox", 0.2), ("settings.tolerance", 0.1)),
]


def dangerous(scenario, at, name, value):
    agency = scenario.agency.replace(**{name: value})
    effective = agency.effective(at.I, scenario.view.sandbox)
    return bool(scenario.function.danger(at.I, at.G, effective) >= scenario.settings.tolerance)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_closing_levers_are_those_of_a_scan_over_every_factor(scenario):
    found = sandbox.closing_levers(scenario)
    assert found.closes and {change.declared.name for change in found.changes} == set(sandbox.LEVERS)
    factors = np.linspace(1, 0, 101)
    scanned = {}
    for change in found.changes:
        name, value = change.declared.name, getattr(scenario.agency, change.declared.name)
        agencies = (scenario.agency.replace(**{name: factor * value}) for factor in factors)
        effective = [float(agency.effective(found.at.I, scenario.view.sandbox)) for agency in agencies]
        D = scenario.function.danger(found.at.I, found.at.G, effective)
        closing = factors[scenario.settings.tolerance > D]
        assert change.possible == bool(closing.size), name
        if closing.size:
            scanned[name] = 1 - closing.max()
            assert 0 <= scanned[name] - change.relative <= 1 / 100
            assert not dangerous(scenario, found.at, name, change.needed)
            assert dangerous(scenario, found.at, name, change.needed * (1 + 1e-6))
    ranking = [scanned[change.declared.name] for change in found.changes if change.possible]
    assert ranking == sorted(ranking)
    possible = [change.possible for change in found.changes]
    assert possible == sorted(possible, reverse=True)


@pytest.mark.parametrize(
    "scenario",
    [
        CHANNELS["Air gap"].applied(DEFAULT),
        CHANNELS["Customer chat"].applied(DEFAULT),
        DEFAULT.replace("function", "multiplicative"),
        DEFAULT.replace("function.coupling", False),
        DEFAULT.replace("agency.leverage", 0.0),
        DEFAULT.replace("agency.susceptibility", 0.0),
    ],
)
def test_where_nothing_leaks_levers_are_raised_until_something_does(scenario):
    found = sandbox.closing_levers(scenario)
    assert not found.closes and found.at.verdict == HOLDS and found.at.I == 1.0
    assert "Nothing leaks" in sandbox_words.turning(scenario)
    for change in found.changes:
        name, value = change.declared.name, getattr(scenario.agency, change.declared.name)
        if change.possible:
            assert value < change.needed <= change.declared.high
            assert dangerous(scenario, found.at, name, change.needed)
            assert not dangerous(scenario, found.at, name, value + (change.needed - value) * (1 - 1e-6))
        else:
            assert not dangerous(scenario, found.at, name, change.declared.high)


def test_levers_are_turned_for_a_real_system_where_one_leaks():
    assert sandbox.closing_levers(DEFAULT).at.name == "GPT-6 Astra"
    chosen = DEFAULT.replace("view.system", "claude_fable5")
    assert sandbox.closing_levers(chosen).at.name == "Claude Fable 5"
    before = DEFAULT.replace("settings.date", 2024.0)
    assert (sandbox.closing_levers(before).at.I, sandbox.closing_levers(before).at.real) == (1.0, False)
    open_everywhere = DEFAULT.replace("settings.tolerance", 0.0)
    assert sandbox.closing_levers(open_everywhere).changes == ()
    assert "no lever" in sandbox_words.turning(open_everywhere)


# ---- limits


@pytest.mark.parametrize("exposure", [0.0, 1.0, 1000.0])
@pytest.mark.parametrize("leverage", [0.0, 1.0])
@pytest.mark.parametrize("relay", [0.0, 100.0])
def test_limits_are_no_errors(exposure, leverage, relay):
    scenario = changed(("agency.exposure", exposure), ("agency.leverage", leverage), ("agency.relay", relay))
    for said in ("claim", "why", "turning", "reproduction", "explanation"):
        text = getattr(sandbox_words, said)(scenario)
        assert "nan" not in text and "inf" not in text
    here = sandbox.chosen(scenario)
    p = here.persuaded
    hazard = 0.5 * float(scenario.agency.skill(here.I))
    assert p == pytest.approx(1 - math.exp(-hazard * (exposure + relay * p)), abs=1e-12)
    assert here.effective == pytest.approx(1 - (1 - here.granted) * (1 - leverage * p))
    if leverage == 0.0 or (exposure == 0.0 and relay == 0.0):
        assert here.effective == here.granted and sandbox.leaks(scenario) == ()
    if exposure == 0.0 and relay == 100.0:
        assert p > 0.9  # the non-zero root: somebody already carries the words


def test_an_air_gap_persuades_nobody_up_to_R_1_and_somebody_above():
    scenario = changed(("agency.exposure", 0.0), ("agency.relay", 4.0))
    critical = scenario.agency.critical_intelligence()
    assert critical == pytest.approx(0.85)
    below, above = (sandbox.sandboxed(scenario, "", critical + step, 0.6) for step in (-1e-6, 1e-3))
    assert below.persuaded == 0.0 and below.effective == below.granted and above.persuaded > 0.0
    assert "air-gapped" in sandbox_words.why(scenario) and "R = 1 at I = 0.85" in sandbox_words.reproduction(scenario)


def test_what_is_said_of_R():
    assert "stays under 1 at every intelligence: 0.87" in sandbox_words.reproduction(DEFAULT)
    everywhere = changed(("agency.relay", 100.0), ("agency.persuasion_width", 1.0))
    assert "over 1 at every intelligence" in sandbox_words.reproduction(everywhere)


# ---- curves and map


@pytest.mark.parametrize("exposure", [0.0, 0.03, 1.0])
def test_the_map_solves_its_equation_and_its_edge_is_where_a_leak_begins(exposure):
    scenario = changed(("agency.exposure", exposure), ("agency.relay", 3.0))
    drawn = sandbox.persuasion_map(scenario)
    skill = scenario.agency.skill(drawn.I)
    p, c = drawn.persuaded, drawn.exposure[:, None]
    assert np.abs(p - (1 - np.exp(-0.5 * skill * (c + 3.0 * p)))).max() < 1e-12
    assert drawn.exposure[0] == (exposure if 0 < exposure < 0.1 else pytest.approx(0.1))
    known = np.flatnonzero(~np.isnan(drawn.edge) & (drawn.edge < 900) & (drawn.edge > 1e-6))
    assert known.size > 10
    for k in known[::7]:
        at = sandbox.sandboxed(scenario, "", float(drawn.edge_I[k]), sandbox.standing(scenario).G)
        assert dangerous(scenario, at, "exposure", float(drawn.edge[k]) * 1.01)
        assert not dangerous(scenario, at, "exposure", float(drawn.edge[k]) * 0.99)


def test_curves_are_the_surface_with_both_sides_of_the_jump():
    drawn = sandbox.curves(DEFAULT)
    assert (np.diff(drawn.I) > 0).all()
    assert drawn.D_effective == pytest.approx(DEFAULT.surface.danger(drawn.I, 0.6, 0.0))
    assert drawn.D_granted == pytest.approx(DEFAULT.function.danger(drawn.I, 0.6, 0.0))
    place = int(np.searchsorted(drawn.I, drawn.leaks[0][0]))
    assert drawn.D_effective[place] - drawn.D_effective[place - 1] > 0.5


# ---- channels


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_changes_the_channel_and_nothing_else(name):
    preset = CHANNELS[name]
    assert set(preset.changes) == {f"agency.{lever}" for lever in sandbox.LEVERS}
    before = changed(("agency.persuasion_threshold", 0.7), ("function", "o-ring"), ("settings.tolerance", 0.4))
    after = preset.applied(before)
    assert {key for key in before.parameter_keys() if before.get(key) != after.get(key)} <= set(preset.changes)
    assert preset.applied(after) == after and sandbox.channel_in_force(after) == name
    assert preset.applied(Scenario()).agency == preset.applied(DEFAULT).agency
    assert Scenario.from_query(after.to_query()) == (after, ())
    for key in preset.changes:
        assert after.parameter(key).source == JUDGEMENT
    assert "judgement" in preset.summary


def test_channels_are_compared_as_if_each_were_in_force():
    rows = {row.name: row for row in sandbox.channels(DEFAULT)}
    for name, row in rows.items():
        scenario = CHANNELS[name].applied(DEFAULT)
        leaking = sandbox.leaks(scenario)
        assert row.leaks_from == leaking[0][0] if leaking else math.isnan(row.leaks_from)
        assert row.leaking == int(sandbox.systems(scenario).leaking.sum())
    assert rows["Air gap"].persuaded == 0.0 and math.isnan(rows["Customer chat"].leaks_from)
    assert rows["Open social channel"].reproduction > 1.0
    assert sandbox.channel_in_force(DEFAULT) is None
    table = sandbox_words.channels_table(DEFAULT)
    assert {len(column) for column in table.values()} == {len(CHANNELS)}
    assert all(JUDGEMENT in cell for lever in ("Exposure", "Leverage") for cell in table[lever])


def test_every_number_says_where_it_comes_from():
    said = sandbox_words.sourced(DEFAULT)
    assert said.count(JUDGEMENT) == 6 and "0.85" in said
    assert f"({JUDGEMENT})" in sandbox_words.numbers(DEFAULT)[0].note


# ---- claims


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), "leaks for three of 62 measured systems"),
        ((("function", "logistic"),), "leaks for one of 62 measured systems: people whom it persuades"),
        ((("agency.relay", 0.0),), "holds for all 62 measured systems; it would leak from I = 0.98 on"),
        ((("settings.date", 2016.0),), "No system with measured intelligence is released yet"),
        ((("function.coupling", False),), "The sandbox holds at every intelligence up to I = 1"),
        ((("agency.leverage", 0.0),), "Convinced people can do nothing for a system here, so the sandbox holds"),
        ((("agency.susceptibility", 0.0),), "Nobody can be convinced here, so the sandbox holds"),
        ((("agency.exposure", 0.0),), "Behind an air gap nobody is persuaded, so the sandbox holds"),
        ((("settings.tolerance", 0.0),), "There is no sandbox to leak: what is granted is dangerous"),
        ((("view.sandbox", 1.0),), "Nothing leaks: from I = 0.40 on what is granted is dangerous already"),
        ((("agency.leverage", 0.0), ("view.sandbox", 1.0)), "so nothing leaks: from I = 0.40 on what is granted"),
        ((("function", "additive"),), "What is granted is dangerous already for 54 of 62 measured systems"),
    ],
)
def test_the_claim_follows_the_numbers(changes, said):
    assert said in sandbox_words.claim(changed(*changes))


def test_functions_that_fall_or_are_undefined_are_told_of(hump):
    gap = DEFAULT.replace("function", Gap())
    for scenario in (hump, gap):
        for say in (sandbox_words.claim, sandbox_words.why, sandbox_words.turning, sandbox_words.counts):
            assert say(scenario)
        assert len(sandbox_words.numbers(scenario)) == 3
    assert sandbox.sandboxed(gap, "", 0.9, 0.6).verdict == UNDEFINED
    assert np.isnan(sandbox.persuasion_map(hump).edge).all()


def test_the_table_has_every_system_once_with_bands():
    table = sandbox_words.systems_table(DEFAULT)
    assert {len(column) for column in table.values()} == {62}
    assert table["System"][0] == "GPT-6 Astra" and table["Sandbox"][0] == LEAKS
    assert "(" not in table["Intelligence I"][0]  # no interval is published
    assert table["D effective"][1].startswith("0.69 (") and "interval" in " ".join(table["Sandbox"])
