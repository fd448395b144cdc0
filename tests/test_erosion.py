"""Dates at which a line loses a capability: against the closed form, its inverse, and the systems themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest

from risk import erosion, years
from risk.catalog import efficiency_rates, systems
from risk.compute import ComputeTrend
from risk.erosion import Capability
from risk.presets import PRESETS
from risk.scenario import Scenario

DEFAULT = Scenario()
BY_HAND = DEFAULT.replace("settings.calibrate", False)
every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)


def held_dates(scenario):
    return erosion.dates(scenario, erosion.held(scenario))


@every_preset
def test_the_date_is_when_the_capability_needs_just_the_line(preset):
    scenario = preset.scenario()
    found, rates = held_dates(scenario), efficiency_rates().to_dict("records")
    target = float(systems().set_index("id")["I"][scenario.settings.capability])
    assert erosion.held(scenario).intelligence == target and len(found) == len(rates)
    for entry, rate in zip(found, rates, strict=True):
        assert math.isnan(entry.fast) == math.isnan(rate["high"]) and entry.illustration == rate["illustration"]
        if math.isnan(rate["central"]):
            assert math.isnan(entry.date) and not entry.estimate
            continue
        assert entry.rate == rate["central"]
        from_scratch = scenario.replace("trend.efficiency", rate["central"]).compute_trend
        assert from_scratch.flop(target, entry.date) == pytest.approx(scenario.line.flop, rel=1e-9)


@pytest.mark.parametrize("rate", [0.2, 1.0, 1.5, 3.0])
@pytest.mark.parametrize("flop", [1e22, 1e25, 1e28])
def test_the_date_is_that_of_the_closed_form(rate, flop):
    scenario = BY_HAND.replace("trend.efficiency", rate).replace("line.flop", flop)
    target, trend = erosion.held(scenario), scenario.trend
    needed = trend.midpoint + trend.width * math.log(target.intelligence / (1 - target.intelligence))
    own = erosion.own(scenario, target)
    assert own.date == pytest.approx(2024 + (needed - math.log10(flop)) / rate, abs=1e-9)
    # Two thirds of systems: those a standard deviation of compute off the trend, at the same rate.
    assert (own.late - own.date, own.date - own.early) == pytest.approx([trend.scatter / rate] * 2, abs=1e-9)
    early = trend.replace(midpoint=trend.midpoint - trend.scatter)
    assert own.early == pytest.approx(float(early.erosion_date(flop, target.intelligence)), abs=1e-9)


def test_without_progress_nothing_is_lost_or_it_never_was_held():
    still = BY_HAND.replace("trend.efficiency", 0.0)
    kept = erosion.own(still, Capability("all but everything", 0.999, math.nan))
    assert kept.date == kept.early == kept.late == math.inf
    assert erosion.own(still, Capability("nearly nothing", 0.001, math.nan)).date == -math.inf


def test_ends_of_the_scale_are_never_and_always():
    for level, date in ((1.0, math.inf), (0.0, -math.inf)):
        found = erosion.dates(DEFAULT, Capability("end", level, math.nan))
        assert {entry.date for entry in found if entry.estimate} == {date}
        assert erosion.span(found) == (date, date)


@every_preset
def test_the_published_range_encloses_the_central_date(preset):
    for entry in held_dates(preset.scenario()):
        low, high = entry.ends
        if not math.isnan(low):
            assert low <= entry.date <= high
        if entry.estimate:
            assert entry.early < entry.date < entry.late


def test_a_faster_rate_loses_what_is_still_held_earlier():
    central = sorted((entry.rate, entry.date) for entry in held_dates(DEFAULT) if entry.estimate)
    dates = [date for _, date in central]
    assert dates == sorted(dates, reverse=True)


def test_the_span_leaves_worked_pairs_out():
    found = held_dates(DEFAULT)
    kept = [entry.date for entry in found if not entry.illustration and not math.isnan(entry.date)]
    assert erosion.span(found) == (min(kept), max(kept))
    assert erosion.estimates(found) == len(kept) >= 3
    assert any(entry.illustration for entry in found)


def test_dates_ignore_what_they_do_not_depend_on_and_follow_what_they_do():
    same = DEFAULT.replace("settings.tolerance", 0.6).replace("function", "additive").replace("settings.date", 2030)
    assert held_dates(same) is held_dates(DEFAULT)
    later = erosion.span(held_dates(DEFAULT.replace("line.flop", 1e24)))
    assert later > erosion.span(held_dates(DEFAULT))
    by_hand = BY_HAND.replace("trend.midpoint", 27)
    assert erosion.span(held_dates(by_hand)) > erosion.span(held_dates(DEFAULT))


@pytest.mark.parametrize("anchor", [("anchors.eci_zero", 130), ("anchors.eci_span", 20), ("anchors.eci_zero", 0)])
def test_extreme_anchors_give_dates_and_no_failure(anchor):
    low, high = erosion.span(held_dates(DEFAULT.replace(*anchor)))
    assert low <= high


def test_at_the_default_the_date_is_that_of_the_literals():
    trend, target = ComputeTrend(), erosion.held(DEFAULT).intelligence
    closed = 2024 + trend.midpoint + trend.width * math.log(target / (1 - target)) - 25
    assert erosion.own(DEFAULT, erosion.held(DEFAULT)).date == pytest.approx(closed, abs=1e-9)


def test_the_capability_is_a_system_whatever_the_date_or_a_level_of_ones_own():
    past = DEFAULT.replace("settings.date", 2018)
    assert erosion.chosen(past) == erosion.held(DEFAULT)
    own = erosion.chosen(DEFAULT.replace("view.own_point", True).replace("view.point_i", 0.42))
    assert (own.name, own.intelligence) == ("intelligence 0.42", 0.42) and math.isnan(own.released)
    # What the start page holds stays a system.
    assert erosion.held(DEFAULT.replace("view.own_point", True)) == erosion.held(DEFAULT)


def test_the_first_system_that_reaches_a_level_is_found():
    table, target = systems(), erosion.held(DEFAULT)
    able = table[table["I"] >= target.intelligence]
    assert erosion.reached(DEFAULT, target) == able["date"].min()
    assert erosion.reached(DEFAULT, target, open_weights=True) == able.loc[able["open_weights"], "date"].min()
    assert math.isnan(erosion.reached(DEFAULT, Capability("none yet", 0.99, math.nan)))


def test_the_climbing_line_passes_the_capability_at_its_date():
    target = erosion.held(DEFAULT)
    own = erosion.own(DEFAULT, target)
    climb = erosion.climb(DEFAULT, [own.early, own.date, own.late])
    assert climb.centre[1] == pytest.approx(target.intelligence, abs=1e-9)
    # At the early date the high edge is there, at the late date the low edge.
    assert (climb.high[0], climb.low[2]) == pytest.approx((target.intelligence, target.intelligence), abs=1e-9)
    dated = {entry.label: entry.date for entry in held_dates(DEFAULT) if entry.estimate}
    assert set(dict(climb.published)) == set(dated)
    for label, date in dated.items():
        curve = dict(erosion.climb(DEFAULT, [date]).published)[label]
        assert curve[0] == pytest.approx(target.intelligence, abs=1e-9)


def test_every_measured_system_is_over_under_or_undetermined():
    table = systems()
    table = table[table["I"].notna() & (table["date"] <= DEFAULT.settings.date)]
    counts = {sight: erosion.seen(DEFAULT, sight).size for sight in erosion.SIGHT}
    assert counts == {
        "over": int((table["flop"] > 1e25).sum()),
        "under": int((table["flop"] <= 1e25).sum()),
        "undetermined": int(table["flop"].isna().sum()),
    }


def test_systems_as_intelligent_are_named_and_intervals_are_no_findings():
    found = erosion.able(DEFAULT, erosion.held(DEFAULT))
    table = systems().set_index("name")
    level = erosion.held(DEFAULT).intelligence
    assert "GPT-5" in found.over and found.under == ()
    assert set(found.within) == {"DeepSeek-V4-Pro", "Inkling"}
    for name in found.within:
        assert table["I"][name] < level <= table["I_high"][name] and table["flop"][name] <= 1e25
    assert len(found.over + found.under + found.undetermined) == (table["I"] >= level).sum()
    nobody = erosion.able(DEFAULT.replace("settings.date", 2018), erosion.held(DEFAULT))
    assert nobody == erosion.Able((), (), (), ())


@pytest.mark.parametrize("date", [2016.9, 2060.1, math.nan, -math.inf])
def test_dates_outside_the_years_are_named(date):
    with pytest.raises(ValueError, match=r"settings.date must lie between 2017 and 2060, got "):
        years.checked("settings.date", [2030.0, date])


def test_dates_that_are_no_numbers_are_named_and_the_ends_are_in():
    with pytest.raises(ValueError, match="dates must be decimal years"):
        years.checked("dates", "soon")
    np.testing.assert_array_equal(years.checked("dates", (2017, 2060)), [2017.0, 2060.0])
    assert years.MONTHS[0] == 2017 and years.MONTHS[-1] == 2060 and np.allclose(np.diff(years.MONTHS), 1 / 12)


@pytest.mark.parametrize("rate", [-0.1, math.inf, 1e9])
def test_a_rate_that_is_negative_or_overflows_is_named(rate):
    with pytest.raises(ValueError, match=r"efficiency must be between 0 and 3"):
        DEFAULT.replace("trend.efficiency", rate)
