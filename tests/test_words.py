"""Numbers as a person would write them."""

import math

import pytest

from risk import words
from risk.parameter import parameters
from risk.rules import ComputeThreshold
from risk.scenario import Scenario


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e25, "10²⁵ FLOP"),
        (1.0000000000000001e26, "10²⁶ FLOP"),
        (2.14e25, "2.1 × 10²⁵ FLOP"),
        (4.9e24, "4.9 × 10²⁴ FLOP"),
        (9.96e24, "10²⁵ FLOP"),
        (1e-3, "10⁻³ FLOP"),
        (math.nan, "unknown"),
    ],
)
def test_flop(value, written):
    assert words.flop(value) == written


@pytest.mark.parametrize("power", range(15, 33))
def test_every_power_of_ten_is_written_as_one(power):
    assert words.flop(10.0**power) == words.flop(float(f"1e{power}")) == f"10{str(power).translate(words._RAISED)} FLOP"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (2026.0, "January 2026"),
        (2026.75, "October 2026"),
        (2025 + 11 / 12, "December 2025"),
        (2025.9999999, "December 2025"),
        (2025 + 1 / 12, "February 2025"),
        (math.inf, "never"),
        (-math.inf, "always"),
        (2300, "after 2200"),
        (1e12, "after 2200"),
        (1500, "before 1900"),
        (-3e9, "before 1900"),
        (math.nan, "unknown"),
    ],
)
def test_date(value, written):
    assert words.date(value) == written


def test_period():
    assert words.period(2025.0, 2026.5) == "January 2025 to July 2026"
    assert words.period(2025.01, 2025.05) == "January 2025"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "none"), (0.004, "under 1 %"), (0.01, "1 %"), (0.456, "46 %"), (0.99, "99 %"), (0.9999, "over 99 %"),
     (1, "100 %"), (math.nan, "unknown")],
)  # fmt: skip
def test_share(value, written):
    assert words.share(value) == written


def test_counts():
    assert [words.count(x) for x in (0, 1, 999, 12345.0)] == ["none", "1", "999", "12\N{THIN SPACE}345"]
    assert [words.number(x) for x in (0, 1, 12.0, 13, 2000)] == ["none", "one", "twelve", "13", "2\N{THIN SPACE}000"]
    assert [words.counted(x, "system") for x in (0, 1, 2, 40)] == [
        "no system",
        "one system",
        "two systems",
        "40 systems",
    ]
    assert words.counted(3, "axis", "axes") == "three axes"
    assert [words.between(*x) for x in ((2, 2), (0, 4), (5, 1), (0, 0))] == ["2", "none to 4", "1 to 5", "none"]


def test_index_band_and_slope():
    assert words.index(0.456) == "0.46" and words.index(-1.5) == "\N{MINUS SIGN}1.50"
    assert words.index(math.nan) == "unknown"
    assert words.band(0.46, 0.31, 0.58) == "0.46 (0.31-0.58)" and words.band(0.46, math.nan, 0.58) == "0.46"
    assert [words.slope(x) for x in (math.inf, -math.inf, 2.351, -0.0)] == [
        "infinite", "\N{MINUS SIGN}infinite", "2.35", "0.00"
    ]  # fmt: skip


def test_listed():
    assert [words.listed(list("abcdefgh"[:n])) for n in (0, 1, 2, 3)] == ["", "a", "a and b", "a, b and c"]
    assert words.listed(list("abcdefgh")) == "a, b, c, d, e, f and 2 more"


def test_money_is_written_in_words():
    amounts = (1e9, 2.5e10, 1e8, 1e12, 999.0, 5e5, 1e16, math.nan)
    assert [words.money(amount) for amount in amounts] == [
        "1 billion USD", "25 billion USD", "100 million USD", "1 trillion USD", "999 USD",
        "500\N{THIN SPACE}000 USD", "10¹⁶ USD", "unknown",
    ]  # fmt: skip
    spend = Scenario().parameter("spend.usd_per_year")
    assert words.value(spend, 1e9) == "1 billion USD a year"


def test_value_of_a_parameter_with_its_unit():
    (flop,) = parameters(ComputeThreshold)
    assert words.value(flop, 1e26) == "10²⁶ FLOP"
    scenario = Scenario()
    written = {key: words.value(scenario.parameter(key), scenario.get(key)) for key in scenario.parameter_keys()}
    assert written["settings.date"] == "October 2026"
    assert written["trend.efficiency"] == "1 OOM/year"
    assert written["function.sharpness"] == "10" and written["function.branch"] == "equilibrium"
    induced = scenario.replace("agency", "proxy-agency")
    exposures = [words.value(induced.parameter("agency.exposure"), number) for number in (1, 2)]
    assert exposures == ["1 contact per operator", "2 contacts per operator"]
    assert words.value(scenario.parameter("assumptions.autonomy"), 4) == "level 4"
    assert words.value(scenario.parameter("trend.boost"), -1.5) == "\N{MINUS SIGN}1.5 OOM"
    assert all(text == text.strip() and (text or key.endswith("note")) for key, text in written.items())


@pytest.mark.parametrize(
    ("earliest", "latest", "written"),
    [
        (2026.5, 2028.0, "between July 2026 and January 2028"),
        (2027.35, 2027.4, "in May 2027"),
        (math.inf, math.inf, "never"),
        (2300.0, 2400.0, "after 2200"),
        (2030.0, 2400.0, "in January 2030 at the earliest, or after 2200"),
        (2030.0, math.inf, "in January 2030 at the earliest, or never"),
        (1800.0, 2030.0, "by January 2030 at the latest"),
        (1800.0, 2300.0, "before 1900 or after 2200"),
    ],
)
def test_a_span_in_running_text(earliest, latest, written):
    assert words.when(earliest, latest) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "fewer than one"), (0.94, "fewer than one"), (1.4, "1"), (99.4, "99"), (337.0, "340"),
        (12_345.0, "12\N{THIN SPACE}000"), (1e30, "more than 10¹²"), (math.nan, "unknown"),
    ],
)  # fmt: skip
def test_a_modelled_number_of_actors(value, written):
    assert words.about(value) == written


def test_a_round_number_of_people_is_a_word():
    assert [words.crowd(value) for value in (100.0, 1e3, 1e6, 2000.0)] == [
        "a hundred", "a thousand", "a million", "2\N{THIN SPACE}000",
    ]  # fmt: skip


def test_months_are_left_out_of_a_long_period() -> None:
    assert words.period(2029.1, 2049.0) == "2029 to 2049"
    assert words.period(2029.1, 2030.0) == "February 2029 to January 2030"
    assert words.period(2029.0, float("inf")) == "January 2029 to never"
    assert words.period(1800.0, 2030.0) == "before 1900 to January 2030"
