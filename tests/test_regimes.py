"""Regimes and their scores."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk import catalog, governance, regime_worlds
from risk.audit import Audit
from risk.capture import Capture
from risk.circumstances import Circumstances
from risk.parameter import parameters
from risk.race import Race
from risk.regime_levers import LEVERS, moved
from risk.regime_presets import POSITIONS
from risk.regime_score import Harm, RegimeScore, Released, Setting, gather, mean_left, score
from risk.regime_worlds import OWN, least_constraint, own, regimes, scored, scores
from risk.regimes import (
    AFTER,
    BEFORE,
    CHOKEPOINTS,
    GATES,
    LOCK_DOWN,
    NO_GATE,
    NO_REGIME,
    PROHIBITION,
    SCOPES,
    Regime,
    Terms,
)
from risk.rules import CapabilityThreshold, ComputeThreshold, Everything
from risk.scenario import Scenario
from risk.worlds import rules

YEARS = range(2026, 2030)
BLUNT = Circumstances(displacement=0)


@functools.cache
def population() -> tuple[Released, Harm]:
    """Two populations of releases with danger all over [0, 1]."""
    rng = np.random.default_rng(5)
    tables, readings, danger = [], [], []
    for _ in range(2):
        n = 300
        date = np.sort(rng.uniform(2025.0, 2030.0, n))
        compute = 10.0 ** rng.uniform(22.0, 28.0, n)
        I = rng.random(n)
        table = {
            "date": date,
            "compute": compute,
            "flop": np.where(rng.random(n) < 0.3, np.nan, compute),
            "I": I,
            "G": rng.random(n),
            "A": rng.random(n),
            "open_weights": rng.random(n) < 0.3,
        }
        tables.append(table)
        readings.append(table | {"I": np.clip(I + 0.05 * rng.standard_normal(n), 0.0, 1.0)})
        danger.append(rng.random(n))
    released = gather(tables, readings, YEARS, [np.full(300, 0.25)] * 2)
    D = released.take(danger)
    return released, Harm(D, 0.2 * D)


def regime(**terms: Any) -> Regime:
    """A regime on everybody, with what is not named left out."""
    parts = {
        "scope": Everything(),
        **{name: terms.pop(name) for name in ("scope", "audit", "red_line") if name in terms},
    }
    return Regime(
        title="a regime",
        about="for a test",
        terms=Terms(**{"enforced": 1, "years_to_force": 0, "duties": 0} | terms),
        **parts,
    )


def judge(tried: Regime, **setting: Any) -> RegimeScore:
    into = {"tolerance": 0.3, "set_date": 2026.0, "circumstances": BLUNT} | setting
    return score(tried, *population(), Setting(**into))


def left(tried: Regime, **setting: Any) -> float:
    return float(judge(tried, **setting).residual_danger.whole)


def test_parts_that_cannot_go_together_are_named() -> None:
    with pytest.raises(ValueError, match=r"regime has a gate \(before release\) but no scope"):
        Regime(title="x", about="y", scope=None)
    with pytest.raises(ValueError, match=r"regime\.scope must be a rule or None, got 1e\+25"):
        regime(scope=1e25)
    with pytest.raises(ValueError, match=r"regime\.audit must be an Audit"):
        regime(audit=0.3)
    with pytest.raises(ValueError, match=r"regime\.enforced must be between 0 and 1, got 1\.2"):
        regime(enforced=1.2)
    with pytest.raises(ValueError, match=r"correlation must be between 0 and 1"):
        regime(audit=Audit(correlation=1.5))
    with pytest.raises(ValueError, match="years must be consecutive calendar years"):
        gather([{"date": np.array([2026.5])}], [{"date": np.array([2026.5])}], [2026, 2028])


def test_a_regime_that_covers_nobody_scores_as_no_regime() -> None:
    nothing = judge(NO_REGIME)
    _, harms = population()
    assert nothing.left.sum() == pytest.approx(harms.danger.sum())
    assert nothing.burden.sum() == nothing.hidden.sum() == nothing.stopped.sum() == nothing.delay.sum() == 0.0
    for empty in (
        regime(scope=ComputeThreshold(flop=1e32)), regime(jurisdiction=0), regime(years_to_force=40),
        regime(gate=PROHIBITION, scope=ComputeThreshold(flop=1e32)),
    ):  # fmt: skip
        found = judge(empty, circumstances=Circumstances())
        for name in ("left", "burden", "stopped", "hidden", "delay"):
            assert np.allclose(getattr(found, name), getattr(nothing, name)), (empty, name)


def test_a_case_worked_by_hand() -> None:
    """Two dangerous releases and one safe one, a perfect audit, half of the developers, four in five comply."""
    table = {
        "date": np.array([2026.2, 2026.4, 2026.6]),
        "compute": np.full(3, 1e25),
        "flop": np.full(3, 1e25),
        "I": np.array([0.5, 1.0, 0.5]),
        "open_weights": np.array([False, True, False]),
    }
    released = gather([table], [table], [2026])
    harms = Harm(np.array([0.8, 0.5, 0.2]), np.array([0.1, 0.4, 0.1]))
    exact = Audit(noise=0, variants=1, hiding=0)
    into = Setting(
        tolerance=0.3, set_date=2026.0, race=Race(capability=1e-6),
        circumstances=Circumstances(displacement=0.5, before_gate=0.1, before_response=0.6, lockdown=0.25),
    )  # fmt: skip
    acts = 0.5 * 0.8
    before = score(
        regime(audit=exact, jurisdiction=0.5, enforced=0.8, duties=0.1, audit_months=6), released, harms, into
    )
    hidden = 0.5 * acts * 2 / 3  # a half of the share that would be stopped: two of three, where the regime acts
    stops = acts * (1 - hidden)
    assert before.left.sum() == pytest.approx(1.3 * (1 - 0.9 * stops) + 0.2, abs=1e-5)
    assert before.residual_danger.whole == pytest.approx((1.3 * (1 - 0.9 * stops) + 0.2) / 3, abs=1e-5)
    assert before.stopped.sum() == pytest.approx(2 * stops, abs=1e-5)
    assert before.burden.sum() == pytest.approx(0.1 * stops, abs=1e-5)
    assert before.delay_months.whole == pytest.approx(6 * stops, abs=1e-4)
    assert before.hidden_share.whole == pytest.approx(0.5 * hidden, abs=1e-5)

    after = score(regime(gate=AFTER, audit=exact, jurisdiction=0.5, enforced=0.8), released, harms, into)
    stops = acts * (1 - 0.5 * acts * 1 / 3 * 2)  # would be stopped: both; weights that are out cannot be called back
    assert after.left.sum() == pytest.approx(0.8 * (1 - 0.4 * stops) + 0.5 + 0.2, abs=1e-5)

    locked = score(regime(gate=LOCK_DOWN, audit=exact, jurisdiction=0.5, enforced=0.8), released, harms, into)
    stops = acts * (1 - hidden)
    assert locked.left.sum() == pytest.approx(0.8 - stops * 0.7 + 0.5 - stops * 0.1 + 0.2, abs=1e-5)

    banned = score(regime(gate=PROHIBITION, jurisdiction=0.5, enforced=0.8), released, harms, into)
    stops = acts * (1 - 0.5 * acts)
    assert banned.left.sum() == pytest.approx(1.5 * (1 - stops), abs=1e-5)
    assert banned.burden.sum() == pytest.approx(stops, abs=1e-5)

    # D* (1 - 0.5 I): the standard of the system with I = 1 is 0.15, that of the others 0.225.
    tight = score(regime(audit=exact, tightening=0.5, standard=1.0), released, harms, into)
    assert tight.burden.sum() == pytest.approx(0.0, abs=1e-9)
    tighter = score(regime(audit=exact, tightening=0.8, standard=1.0), released, harms, into)
    assert tighter.burden.sum() > 0.0


def test_the_score_is_the_mean_of_simulated_fates() -> None:
    """The same regime by drawing for each release whether it is covered, complies, hides, and what the audit reads."""
    released, harms = population()
    audit = Audit(noise=0.15, evaluations=4, correlation=0.4, awareness=0.3, hiding=0.2)
    tried = regime(
        scope=ComputeThreshold(flop=1e25), audit=audit, jurisdiction=0.7, enforced=0.8, below_scope=0.2, disclosure=0.5,
        presumed=True, sight=CHOKEPOINTS, verification=0.3, years_to_force=0.5,
    )  # fmt: skip
    race = Race(capability=1e-6)
    into = Setting(tolerance=0.3, set_date=2026.0, race=race, circumstances=Circumstances(displacement=0.6))
    found = score(tried, released, harms, into)

    rng, rounds, n = np.random.default_rng(0), 4000, harms.danger.size
    flop, compute = (
        released.take([table["flop"] for table in tables]) for tables in (released.readings, released.disclosed)
    )
    over = np.where(np.isnan(flop), np.where(rng.random((rounds, n)) < 0.5, compute > 1e25, True), flop > 1e25)
    covered = over | (rng.random((rounds, n)) < 0.2)
    subject = (rng.random((rounds, n)) < 0.7) & (released.date >= 2026.5)
    complies, seen = rng.random((rounds, n)) < 0.8, rng.random((rounds, n)) >= released.unseen
    noise = np.sqrt(0.4) * rng.standard_normal((rounds, n, 1)) + np.sqrt(0.6) * rng.standard_normal((rounds, n, 4))
    noticed = rng.random((rounds, n, 4)) < 0.3
    reads = (harms.danger[:, None] - audit.inflation - 0.2 * noticed + 0.15 * noise).mean(axis=-1)
    would = subject & complies & seen & covered & (reads >= 0.3)
    share = np.array([would[:, span].mean() for span in released.spans])
    hides = rng.random((rounds, n)) < np.minimum(0.6 * 0.7 * share, 1.0)[released.year]
    stopped = would & ~hides
    dangerous = harms.danger >= 0.3
    simulated = (harms.danger * (1.0 - 0.9 * stopped)).mean()
    assert found.residual_danger.whole == pytest.approx(simulated, abs=0.002)
    assert found.stopped_share.whole == pytest.approx(
        (stopped & dangerous).sum(axis=1).mean() / dangerous.sum(), abs=0.004
    )
    out = subject & covered & (hides | ~seen)
    assert found.hidden_share.whole == pytest.approx(out.mean(), abs=0.004)


terms = st.fixed_dictionaries(
    {
        "jurisdiction": st.floats(0.0, 1.0),
        "enforced": st.floats(0.0, 1.0),
        "liability": st.floats(0.0, 3.0),
        "below_scope": st.floats(0.0, 1.0),
        "disclosure": st.floats(0.0, 1.0),
        "presumed": st.booleans(),
        "standard": st.floats(0.2, 2.0),
        "years_to_force": st.floats(0.0, 3.0),
        "scope": st.sampled_from([ComputeThreshold(flop=1e25), CapabilityThreshold("I", 0.5)]),
        "gate": st.sampled_from(GATES),
    }
)


@settings(max_examples=40, deadline=None)
@given(terms, st.data())
def test_more_constraint_never_leaves_more_danger_if_nothing_moves_out_of_sight(
    given_terms: dict[str, Any], data: Any
) -> None:
    """Scope, gate, jurisdiction, floor, liability, standard: each alone, without displacement, capture or learning."""
    here = left(regime(**given_terms))
    gate = given_terms["gate"]
    wider = given_terms["scope"] | CapabilityThreshold("G", 0.3)
    tighter = [given_terms | {"scope": wider}, given_terms | {"scope": Everything()}, given_terms | {"presumed": True}]
    later = {NO_GATE: (AFTER, BEFORE, LOCK_DOWN, PROHIBITION), AFTER: (BEFORE, PROHIBITION), BEFORE: (PROHIBITION,)}
    tighter += [given_terms | {"gate": harder} for harder in later.get(gate, (PROHIBITION,))]
    for name in ("jurisdiction", "enforced", "below_scope"):
        tighter.append(given_terms | {name: data.draw(st.floats(given_terms[name], 1.0))})
    tighter.append(given_terms | {"liability": given_terms["liability"] + 1.0})
    tighter.append(given_terms | {"standard": 0.5 * given_terms["standard"]})
    tighter.append(given_terms | {"red_line": CapabilityThreshold("A", 0.5)})
    for more in tighter:
        assert left(regime(**more)) <= here + 1e-12, more


def test_a_better_audit_leaves_less_danger_only_where_it_reads_danger_as_danger() -> None:
    """Less noise helps an audit that is not deceived; one that is deceived is the surer to be wrong: reported."""
    honest = [left(regime(audit=Audit(noise=noise, variants=1, awareness=0))) for noise in (0.3, 0.1, 0.02)]
    assert honest[0] > honest[1] > honest[2]
    deceived = {"variants": 1000, "variant_spread": 0.2, "awareness": 1, "hiding": 0.5}
    blind = [left(regime(audit=Audit(noise=noise, **deceived))) for noise in (0.3, 0.1, 0.02)]
    assert blind[0] < blind[1] < blind[2]
    more = [left(regime(audit=Audit(noise=0.3, evaluations=n, correlation=0, **deceived))) for n in (1, 3, 9)]
    assert more[0] < more[1] < more[2]


def test_with_displacement_more_scope_may_leave_more_danger() -> None:
    """A blunt scope drives development out of sight, and the dangerous with it."""
    moves = Circumstances(displacement=2.0)
    sharp = regime(scope=CapabilityThreshold("I", 0.5), gate=PROHIBITION)
    blunt = regime(scope=Everything(), gate=PROHIBITION)
    assert left(blunt, circumstances=moves) > left(sharp, circumstances=moves)
    assert left(blunt) < left(sharp)
    watched = [left(blunt.with_terms(verification=share), circumstances=moves) for share in (0.4, 0.8, 1.0)]
    assert watched[0] > watched[1] > watched[2] == pytest.approx(left(blunt))


def test_learning_lowers_the_error_only_where_it_is_required() -> None:
    audit = Audit(noise=0.3, awareness=0.5, hiding=0.3, variants=1)
    plain = judge(regime(audit=audit)).residual_danger.yearly
    for name in ("reporting", "evidence"):
        learns = judge(regime(audit=audit, **{name: 0.3})).residual_danger.yearly
        assert learns[0] == pytest.approx(plain[0])
        assert np.all(learns[1:] < plain[1:])
        alone = judge(regime(audit=audit, jurisdiction=0.5, **{name: 0.3})).residual_danger.yearly
        half = judge(regime(audit=audit, jurisdiction=0.5)).residual_danger.yearly
        assert np.all((half - alone)[1:] < (plain - learns)[1:])


def test_capture_is_off_and_its_counter_levers_undo_it() -> None:
    audit = Audit(variants=1, awareness=0)
    plain = left(regime(audit=audit))
    assert left(regime(audit=audit), capture=Capture(bias=0.2, drift=0.5)) == plain
    drifts = Capture(on=True, bias=0.05, drift=0.1)
    captured = left(regime(audit=audit), capture=drifts)
    assert captured > plain
    for lever in ("cross_scoring", "two_way", "second_door"):
        assert plain <= left(regime(audit=audit), capture=drifts.replace(**{lever: 0.5})) < captured
    undone = drifts.replace(cross_scoring=1, two_way=0.5)
    assert left(regime(audit=audit), capture=undone) == pytest.approx(plain)
    # A second authority also decides again where the first was fair: it can only add.
    assert left(regime(audit=audit), capture=drifts.replace(second_door=1)) <= plain


def test_law_takes_longer_the_more_intelligent_systems_are() -> None:
    released, harms = population()
    months = np.linspace(2026.0, 2030.0, 49)
    smart = dataclasses.replace(released, months=months, leading=np.full(49, 0.5))
    into = Setting(tolerance=0.3, set_date=2026.0, circumstances=Circumstances(policy_responds=True, lag_growth=2))
    late = score(regime(years_to_force=1.0), smart, harms, into)
    assert late.starts == pytest.approx(2028.0, abs=1 / 12)
    assert score(regime(years_to_force=3.0), smart, harms, into).starts == np.inf
    assert late.residual_danger.whole > left(regime(years_to_force=1.0))


def test_a_lifetime_ends_a_regime() -> None:
    found = judge(regime(lifetime_years=2.0)).residual_danger.yearly
    nothing = judge(NO_REGIME).residual_danger.yearly
    assert np.all(found[:2] < nothing[:2])
    assert np.allclose(found[2:], nothing[2:])


def test_undefined_danger_is_left_out() -> None:
    released, harms = population()
    D = harms.danger.copy()
    D[::3] = np.nan
    found = score(regime(), released, Harm(D, harms.locked), Setting(tolerance=0.3, set_date=2026.0))
    assert found.releases.sum() == np.sum(~np.isnan(D))
    assert np.isfinite(found.residual_danger.whole)


def test_several_answers_are_scored_side_by_side_as_each_alone() -> None:
    released, harms = population()
    both = Harm(np.stack([harms.danger, 1.0 - harms.danger]), np.stack([harms.locked, harms.locked]))
    into = Setting(tolerance=0.3, set_date=2026.0)
    tried = regime(gate=LOCK_DOWN, reporting=0.1)
    together = score(tried, released, both, into)
    for place in range(2):
        alone = score(tried, released, Harm(both.danger[place], both.locked[place]), into)
        assert np.allclose(together.left[place], alone.left)
        assert np.allclose(together.residual_danger.yearly[place], alone.residual_danger.yearly, equal_nan=True)


@pytest.mark.parametrize("gate", [BEFORE, AFTER, LOCK_DOWN, PROHIBITION])
def test_the_mean_that_is_left_is_that_of_the_whole_score(gate: str) -> None:
    released, harms = population()
    D = np.stack([harms.danger, 1.0 - harms.danger])
    D[:, ::3] = np.nan
    both, into = Harm(D, np.stack([harms.locked, harms.locked])), Setting(tolerance=0.3, set_date=2026.0)
    tried = regime(gate=gate, reporting=0.1)
    assert np.allclose(
        mean_left(tried, released, both, into),
        score(tried, released, both, into).residual_danger.yearly,
        equal_nan=True,
    )


# ---- in a scenario


def test_every_regime_of_a_scenario_is_scored_and_says_where_it_is_from() -> None:
    scenario = Scenario()
    found, entries = scores(scenario), regimes(scenario)
    assert list(found) == [entry.key for entry in entries]
    assert len({entry.regime.title for entry in entries}) == len({entry.short for entry in entries}) == len(entries)
    nothing = found["none"].residual_danger.whole
    names = {declared.name for declared in parameters(Terms)} | {"scope", "audit", "red_line"}
    for entry in entries:
        outcome = found[entry.key]
        assert 0.0 <= outcome.residual_danger.whole <= nothing + 1e-12
        assert 0.0 <= outcome.burden_share.whole <= 1.0
        assert entry.position in ("", *POSITIONS)
        assert {name for name, _ in entry.regime.sources} <= names
    assert found["eo14110"].residual_danger.whole == nothing  # it only asks for reports


def test_real_instruments_have_the_catalogue_s_figures() -> None:
    thresholds = catalog.thresholds().set_index("id")["value"]
    held = {entry.key: entry.regime for entry in regimes(Scenario())}
    for key, name in (
        ("eu", "eu_gpai_sr"), ("eo14110", "us_eo14110"), ("sb53", "ca_sb53_flop"), ("raise", "ny_raise_flop"),
        ("miri", "miri_strict"),
    ):  # fmt: skip
        assert held[key].scope == ComputeThreshold(flop=float(thresholds[name])), key
    assert held["aguirre"].red_line == ComputeThreshold(flop=float(thresholds["aguirre_train"]))
    months = catalog.trends().set_index("id")["central"]
    assert held["eu"].terms.years_to_force == pytest.approx(months["leg_eu_gpai_enforce"] / 12, abs=0.05)
    assert held["sb53"].terms.years_to_force == pytest.approx(months["leg_sb53"] / 12, abs=0.05)
    assert held["raise"].terms.years_to_force == pytest.approx(months["leg_raise"] / 12, abs=0.05)
    assert held["eo14110"].terms.lifetime_years == pytest.approx(months["leg_eo14110_life"] / 12, abs=0.05)


def test_every_scope_is_one_of_the_scenario_s_rules() -> None:
    scenario = Scenario()
    keys = {rule.key for rule in rules(scenario)}
    assert set(SCOPES[1:]) == keys
    for scope in SCOPES:
        changed = scenario.replace("scope.covers", scope)
        assert np.isfinite(scored(changed, own(changed)).residual_danger.whole)


def test_the_own_regime_takes_every_term() -> None:
    scenario = Scenario()
    for declared in parameters(Terms):
        value = {"flag": True, "choice": declared.choices[-1:]}.get(declared.kind, declared.high)
        value = value[0] if isinstance(value, tuple) else value
        assert getattr(own(scenario.replace(f"regime.{declared.name}", value)).terms, declared.name) == value
    assert own(scenario.replace("scope.red_line", "line")).red_line == scenario.line


def test_each_of_the_eight_levers_moves_what_is_left_or_the_burden() -> None:
    found = moved(Scenario())
    assert len(found) == len(LEVERS) == 8
    for entry in found:
        assert abs(entry.left) > 1e-4 or abs(entry.burden) > 1e-4, entry
        Scenario().parameter(entry.lever.key)
    assert {entry.lever.label for entry in found if entry.left >= 0.0} == set()


def test_a_sandbox_leaves_more_where_it_persuades() -> None:
    granted = Scenario()
    persuades = granted.replace("agency", "proxy-agency").replace("agency.persuasion_threshold", 0.7)
    assert scores(persuades)["sandbox"].residual_danger.whole > scores(granted)["sandbox"].residual_danger.whole
    one = regime_worlds.population(granted).harm(granted.surface, granted.view.sandbox)
    assert np.all(one.locked <= one.danger + 1e-12)


def test_the_least_constraint_is_the_first_position_that_keeps_danger_under_the_tolerance() -> None:
    scenario = Scenario()
    found = least_constraint(scenario, 0.0)
    assert found.place.name == "critical_intelligence"
    assert found.least.shape == (len(found.places), len(found.years))
    for place in (0, 20, 40):
        there = scenario.replace("function.critical_intelligence", float(found.places[place]))
        outcomes = scores(there)
        # What rules hold of the surface does not follow the place; no position reads the surface, so all stands.
        kept = [outcomes[key].residual_danger.yearly for key in ("none", *POSITIONS)]
        for year in range(len(found.years)):
            suffices = [mean[year] < 0.3 for mean in kept]
            assert found.least[place, year] == (suffices.index(True) if any(suffices) else 6)
    assert sum(found.sufficing.values()) == pytest.approx(1.0)


def test_a_map_over_something_else_does_not_speak_of_the_transition() -> None:
    assert "Where the transition sits" in governance.map_sentence(Scenario())
    for name in ("additive", "formula"):
        scenario = Scenario().replace("function", name)
        found = least_constraint(scenario, 0.0)
        text = f"{governance.map_sentence(scenario)} {governance.map_caption(found, 0.0)}"
        assert "transition" not in text and f"“{found.place.label}”" in text


def test_the_map_can_say_nothing_is_needed_and_nothing_suffices() -> None:
    assert np.all(least_constraint(Scenario().replace("settings.tolerance", 1.0), 0.0).least == 0)
    alone = least_constraint(Scenario().replace("regime.jurisdiction", 0.1), 0.0)
    assert np.all(alone.least[:, 3:] == 6)
    assert OWN in scores(Scenario())
