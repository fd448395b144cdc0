"""The catalogue: what the tables must hold, published values, and how positions are derived and completed."""

import contextlib
import datetime
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from risk import catalog
from risk.catalog import Anchors, Assumptions
from risk.parameter import parameters

TABLES = [catalog.systems, catalog.measurements, catalog.thresholds, catalog.trends, catalog.efficiency_rates]
UNITS = {
    "eci": "ECI points",
    "metr_p50_minutes": "minutes",
    "metr_p80_minutes": "minutes",
    "breadth_passed": "domains of 10",
    "breadth_tested": "domains of 10",
    "gpqa_diamond": "fraction correct",
    "swe_bench_verified": "fraction solved",
    "feng_level": "level 1-5",
    "morris_level": "level 0-5",
    "agi_score_chc": "fraction of 10 domains",
}


@pytest.fixture
def systems():
    return catalog.systems().set_index("id", drop=False)


def ordered(frame, low, value, high):
    """Whether low <= value <= high wherever both are known."""
    below = frame[low].isna() | frame[value].isna() | (frame[low] <= frame[value])
    above = frame[high].isna() | frame[value].isna() | (frame[value] <= frame[high])
    return bool((below & above).all())


def rank_correlation(x, y):
    return np.corrcoef(x.rank(), y.rank())[0, 1]


# --- what the tables hold


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source_and_a_confidence(table):
    frame = table()
    assert frame["source"].str.len().min() >= 10
    assert set(frame["confidence"]) <= set(catalog.CONFIDENCES)


@pytest.mark.parametrize("table", TABLES)
def test_sources_name_the_publisher_and_not_a_mirror(table):
    text = " ".join(table()["source"])
    assert "copy seen" not in text
    assert "http://" not in text
    assert "arXiv:" not in text


@pytest.mark.parametrize("table", TABLES)
def test_text_columns_hold_text_and_numeric_columns_numbers(table):
    frame = table()
    for name, column in frame.items():
        assert column.dtype.kind in "fbMOT" or isinstance(column.dtype, pd.StringDtype), name
        if isinstance(column.dtype, pd.StringDtype):
            assert column.notna().all(), name
        if column.dtype.kind == "f":
            assert not np.isinf(column).any(), name


def test_systems_reach_from_alphago_zero_to_2026(systems):
    assert len(systems) == 109
    assert systems["date"].is_monotonic_increasing
    assert systems.iloc[0]["name"] == "AlphaGo Zero"
    assert 2017 < systems["date"].min() < 2018 < 2026 < systems["date"].max() < 2027
    assert not systems["id"].duplicated().any()


def test_dates_are_decimal_years_of_the_day(systems):
    assert systems.loc["alphago_zero", "released"] == pd.Timestamp("2017-10-18")
    assert systems.loc["alphago_zero", "date"] == 2017 + 290 / 365
    assert systems.loc["gpt4o", "date"] == 2024 + 133 / 366
    assert catalog.decimal_year(datetime.date(2024, 12, 31)) == 2024 + 365 / 366


def test_measurements_refer_to_systems_in_known_units_with_ordered_bounds(systems):
    measured = catalog.measurements()
    assert set(measured["system"]) <= set(systems["id"])
    assert {metric: unit for metric, unit in zip(measured["metric"], measured["unit"], strict=True)} == UNITS
    assert measured.groupby("metric")["unit"].nunique().max() == 1
    assert ordered(measured, "low", "value", "high")
    assert (measured["low"].notna() == (measured["interval"] != "")).all()
    assert (measured["vintage"][measured["metric"].isin(["eci", "metr_p50_minutes"])] != "").all()


def test_bounds_of_systems_and_trends_are_ordered(systems):
    assert ordered(systems, "flop_low", "flop", "flop_high")
    for axis in ("I", "G", "A", "horizon"):
        assert ordered(systems, f"{axis}_low", axis, f"{axis}_high"), axis
        values = systems[[axis, f"{axis}_low", f"{axis}_high"]].stack().dropna()
        assert len(values) and values.between(0, 1).all(), axis
    assert ordered(catalog.trends(), "low", "central", "high")
    assert ordered(catalog.efficiency_rates(), "low", "central", "high")


def test_compute_says_what_its_bounds_are(systems):
    assert (systems["flop_low"].notna() == (systems["flop_interval"] != "")).all()
    accounting = systems[systems["flop_interval"] == "accounting range"]
    assert set(accounting["id"]) == {"alphago_zero", "alphazero"}
    assert (accounting["counts"].str.startswith("direct training only")).all()
    assert systems.loc["alphago_zero", "flop_high"] / systems.loc["alphago_zero", "flop"] == pytest.approx(525, abs=0.5)
    assert (systems["flop"].isna() == (systems["flop_confidence"] == "none")).all()


def test_withdrawn_compute_estimates_stay_blank(systems):
    withdrawn = systems.loc[["gpt4o", "claude3_opus"]]
    assert withdrawn[["flop", "flop_low", "flop_high"]].isna().all(axis=None)
    assert withdrawn["note"].str.contains("withdrew").all()


def test_thresholds_have_status_and_dates():
    thresholds = catalog.thresholds()
    assert len(thresholds) == 30
    assert set(thresholds["status"]) == {"in force", "enacted (not yet effective)", "repealed", "vetoed", "proposed"}
    assert (thresholds["value"] > 0).all()
    assert (thresholds["unit"] != "").all()
    assert thresholds["adopted"].notna().all()
    over = thresholds["status"].isin(["repealed", "vetoed"])
    assert (thresholds["ended"].notna() == over).all()
    assert (thresholds["ended"][over] >= thresholds["adopted"][over]).all()
    law = thresholds["status"].isin(["in force", "enacted (not yet effective)"])
    assert (thresholds["effective"][law] >= thresholds["adopted"][law]).all()
    assert thresholds["effective"][thresholds["status"] == "proposed"].isna().all()


def test_known_thresholds():
    thresholds = catalog.thresholds().set_index("id")
    assert thresholds.loc["eu_gpai_sr", ["value", "status"]].tolist() == [1e25, "in force"]
    assert thresholds.loc["eu_gpai_sr", "effective_year"] == 2025 + 213 / 365
    assert thresholds.loc["us_eo14110", "ended"] == pd.Timestamp("2025-01-20")
    assert math.isnan(thresholds.loc["eu_gpai_sr", "ended_year"])


def test_periods_of_trends():
    trends = catalog.trends().set_index("id")
    assert len(trends) == 41
    assert trends.loc["algeff_lm_ho2024", ["start_year", "end_year"]].tolist() == [2012, 2023]
    assert trends.loc["compute_growth_frontier", "end_year"] == 2024 + 4 / 12
    assert math.isnan(trends.loc["models_above_1e25_2028", "start_year"])
    # Where the period is given to the day, the duration in months must agree with it.
    days = trends[trends["start"].str.len() == 10]
    assert len(days) == 9
    months = 12 * (days["end_year"] - days["start_year"])
    assert np.allclose(months, days["central"], atol=0.1)


# --- published values, and what they say together


def test_known_published_values(systems):
    assert systems.loc["gpt4", ["flop", "flop_low", "flop_high"]].tolist() == [2.1e25, 8.2e24, 4.4e25]
    assert systems.loc["gpt4", "I"] == pytest.approx((125.7 - 90) / 80)
    assert systems.loc["gpt5", "I"] == 0.75
    assert systems.loc["gpt5", ["I_low", "I_high"]].isna().all()
    assert systems.loc["gpt5", "horizon_minutes"] == pytest.approx(203, abs=0.1)
    assert systems.loc["gpt5", "horizon"] == pytest.approx(math.log2(203.0126 * 60) / math.log2(167 * 3600))
    assert systems.loc["gpt5", "G"] == systems.loc["gpt5", "G_high"] == 0.8
    assert systems.loc["openai_operator", "published_level"] == 2


def test_only_one_system_is_scored_by_another_vintage_of_the_index(systems):
    others = systems[~systems["I_vintage"].isin(["", catalog.INDEX_VINTAGE])]
    assert others["id"].tolist() == ["gpt6_astra"]
    assert others["I_note"].str.contains("not strictly comparable").all()


def test_how_many_systems_have_what(systems):
    assert (systems["I"].notna() & systems["A"].notna()).sum() == 27
    assert (systems["I"].notna() & systems["flop"].notna()).sum() == 37


def test_index_and_horizon_trace_nearly_a_line(systems):
    both = systems.dropna(subset=["eci", "horizon_minutes"])
    assert np.corrcoef(both["eci"], np.log(both["horizon_minutes"]))[0, 1] == pytest.approx(0.975, abs=5e-4)


def test_training_compute_orders_systems_poorly(systems):
    both = systems.dropna(subset=["eci", "flop"])
    assert rank_correlation(both["flop"], both["eci"]) == pytest.approx(0.595, abs=5e-4)
    recent = both[both["released"] >= "2024-06-01"]
    assert len(recent) == 28
    assert rank_correlation(recent["flop"], recent["eci"]) == pytest.approx(0.414, abs=5e-4)


def test_open_models_under_the_european_line_outscore_a_far_larger_one(systems):
    under = systems[systems["open_weights"] & (systems["flop"] < 1e25) & (systems["eci"] >= 139)]
    assert len(under) == 9
    assert 139 <= under["eci"].min() < under["eci"].max() < 150
    assert systems.loc["gpt45", "eci"] < under["eci"].min()
    assert systems.loc["gpt45", "flop"] == 3.8e26


def test_rates_by_hand():
    rates = catalog.efficiency_rates().set_index("id")
    assert len(rates) == 8
    ho = rates.loc["algeff_lm_ho2024_neurips"]
    assert ho["label"] == "Ho et al. 2024"
    assert ho["central"] == pytest.approx(0.4515, abs=5e-5)
    assert 10 ** ho["high"] == pytest.approx(64)
    assert 10 ** ho["low"] == pytest.approx(2 ** (12 / 22))
    assert rates.loc["algeff_gundlach_total", "central"] == pytest.approx(math.log10(6930) / 11)
    assert rates.loc["algeff_catchup_scher", "low"] == pytest.approx(math.log10(16))
    assert rates.loc["algeff_seed_oom", "central"] == 1
    assert rates.loc["example_inkling_gpt5", "central"] == pytest.approx(math.log10(36) * 12 / 11)
    assert rates.index[rates["illustration"]].tolist() == ["example_inkling_gpt5"]


def test_an_upper_bound_has_no_central_rate():
    bound = catalog.efficiency_rates().set_index("id").loc["algeff_gundlach_small"]
    assert math.isnan(bound["central"])
    assert math.isnan(bound["low"])
    assert bound["high"] == pytest.approx(2 / 11)


def test_prices_are_not_training_compute():
    assert not catalog.efficiency_rates()["id"].str.startswith("price").any()
    assert (catalog.trends()["topic"] == "price").sum() == 3


# --- positions


def test_anchors_move_positions(systems):
    moved = catalog.systems(
        Anchors(eci_zero=100, eci_span=50, horizon_zero=60, horizon_one=1000, narrow_generality=0.2)
    ).set_index("id")
    assert moved.loc["gpt5", "I"] == 1
    assert moved.loc["deepseek_r1", "I"] == pytest.approx(0.7902)
    assert moved.loc["gpt2", "A"] == 0
    assert moved.loc["gpt5", "A"] == pytest.approx(math.log(203.0126) / math.log(60_000))
    assert moved.loc["alphazero", ["G", "G_low", "G_high"]].tolist() == [0.2] * 3
    assert systems.loc["alphazero", "G"] == 0.05


def test_no_legal_anchors_turn_the_horizon_around():
    declared = {declaration.name: declaration for declaration in parameters(Anchors)}
    assert declared["horizon_zero"].high < declared["horizon_one"].low * 3600


def test_agenticity_is_the_horizon_score_times_a_fifth_of_the_level(systems):
    half = catalog.systems(autonomy=2.5)
    for column in ("A", "A_low", "A_high"):
        assert np.allclose(half[column], systems[column] / 2, equal_nan=True)
    for level in (0.9, 5.1, math.nan):
        with pytest.raises(ValueError, match="autonomy"):
            catalog.systems(autonomy=level)


def test_five_levels_of_autonomy():
    assert catalog.AUTONOMY_LEVELS == ("operator", "collaborator", "consultant", "approver", "observer")


def test_generality_of_narrow_systems_is_a_judgement(systems):
    assert systems["G_judged"].sum() == 16
    assert (systems["kind"][systems["G_judged"]].str.startswith("narrow")).all()
    assert (systems["G_source"][systems["G"].isna()] == "").all()
    assert (systems["G_source"][systems["G"].notna()] != "").all()


def test_untested_domains_widen_generality(systems):
    # GPT-4: three domains of ten tested, all three passed.
    assert systems.loc["gpt4", ["G", "G_low", "G_high"]].tolist() == [0.3, 0.3, 1.0]
    assert (systems["domains_passed"].dropna() <= systems["domains_tested"].dropna()).all()


@pytest.mark.parametrize("table", TABLES)
def test_a_caller_cannot_change_the_catalogue(table):
    spoiled, kept = table(), table()
    number = spoiled.select_dtypes("number").columns[0]
    spoiled[number] = -1.0
    spoiled.loc[0, "source"] = "gone"
    spoiled["extra"] = 1
    pd.testing.assert_frame_equal(table(), kept)
    values = kept[number].to_numpy()
    before = values.copy()
    with contextlib.suppress(ValueError):  # where pandas hands out a read-only array
        values[:] = -2.0
    assert np.array_equal(table()[number], before, equal_nan=True)


# --- filling in


def test_nothing_vanishes_and_the_argument_is_not_changed(systems):
    before = systems.copy()
    for reading in ("assumed", "measured low", "measured high"):
        for fill in (False, True):
            placed = catalog.place(systems, Assumptions(generality_reading=reading, fill_agenticity=fill))
            assert placed["id"].tolist() == systems["id"].tolist()
            assert placed.index.equals(systems.index)
    pd.testing.assert_frame_equal(systems, before)


def test_systems_are_segments_from_operator_to_observer(systems):
    placed = catalog.place(systems, Assumptions(autonomy=3))
    known = placed["horizon"].notna()
    assert known.sum() == 31
    assert np.allclose(placed["A_floor"][known], systems["horizon"][known] / 5)
    assert np.allclose(placed["A_ceiling"][known], systems["horizon"][known])
    assert np.allclose(placed["A"][known], systems["horizon"][known] * 0.6)
    assert np.allclose(placed["A_high"][known], systems["horizon_high"][known] * 0.6)
    assert placed.loc[~known, ["A", "A_floor", "A_ceiling"]].isna().all(axis=None)


def test_default_level_is_four(systems):
    placed = catalog.place(systems)
    assert (placed["level"] == 4).all()
    assert placed.loc["gpt5", "A"] == pytest.approx(0.8 * systems.loc["gpt5", "horizon"])


def test_a_deployment_sets_the_level_of_one_system(systems):
    placed = catalog.place(systems, Assumptions(autonomy=2), (("gpt5", 5), ("o3", 1.5)))
    assert placed.loc[["gpt5", "o3", "gpt4"], "level"].tolist() == [5, 1.5, 2]
    assert placed.loc["gpt5", "A"] == placed.loc["gpt5", "A_ceiling"]
    assert placed.loc["o3", "A"] == pytest.approx(0.3 * systems.loc["o3", "horizon"])


def test_deployments_from_outside_are_checked(systems):
    with pytest.raises(ValueError, match="gpt99"):
        catalog.place(systems, deployments=(("gpt99", 3),))
    with pytest.raises(ValueError, match=r"gpt5.*between 1 and 5.*7"):
        catalog.place(systems, deployments=(("gpt5", 7),))
    with pytest.raises(ValueError, match="gpt5"):
        catalog.place(systems, deployments=(("gpt5", 3), ("gpt5", 4)))
    # A page may show some systems only; a level set for another is no mistake.
    assert len(catalog.place(systems[systems["date"] < 2020], deployments=(("gpt5", 3),))) == 9


def test_missing_axes_are_named(systems):
    missing = catalog.place(systems)["missing"]
    assert missing["gpt5"] == ""
    assert missing["grok3"] == "agenticity"
    assert missing["claude_mythos_preview"] == "intelligence"
    assert missing["alphago_zero"] == "intelligence, agenticity"
    assert missing["rt2"] == "intelligence, generality, agenticity"
    assert (missing == "").sum() == 27
    assert (missing == "agenticity").sum() == 35


def test_by_default_no_measurement_is_guessed(systems):
    placed = catalog.place(systems)
    assert (placed["assumed"] == "").all()
    assert placed["I"].equals(systems["I"])


def test_missing_agenticity_is_guessed_on_the_least_squares_line(systems):
    placed = catalog.place(systems, Assumptions(fill_agenticity=True))
    guessed = placed["assumed"] == "agenticity"
    assert guessed.sum() == 35
    assert (placed["missing"] == "").sum() == 62
    measured = systems.dropna(subset=["I", "horizon"])
    x, y = measured["I"], measured["horizon"]
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    expected = (y.mean() + slope * (placed["I"][guessed] - x.mean())).clip(0, 1)
    assert np.allclose(placed["A_ceiling"][guessed], expected)
    assert placed.loc[guessed, ["A_low", "A_high"]].isna().all(axis=None)
    assert placed["horizon"][~guessed].equals(systems["horizon"][~guessed])


def test_without_two_systems_to_draw_a_line_nothing_is_guessed(systems):
    few = systems.loc[["gpt5", "grok3"]]
    placed = catalog.place(few, Assumptions(fill_agenticity=True))
    assert placed["missing"].tolist() == ["", "agenticity"]


def test_generality_follows_the_reading(systems):
    def of(reading):
        return catalog.place(systems, Assumptions(generality_reading=reading, assumed_generality=0.55))

    assumed, low, high = of("assumed"), of("measured low"), of("measured high")
    assert assumed.loc[["gpt4", "gato", "alphazero"], "G"].tolist() == [0.55, 0.55, 0.05]
    assert low.loc[["gpt4", "gpt4o", "alphazero"], "G"].tolist() == [0.3, 0.55, 0.05]
    assert high.loc[["gpt4", "gpt4o", "alphazero"], "G"].tolist() == [1.0, 0.55, 0.05]
    assert low.loc[["gpt4", "gpt4o", "alphazero"], "G_assumed"].tolist() == [False, True, False]
    assert assumed["G_assumed"].sum() == 109 - 16 - 1
    assert low["G_assumed"].sum() == 109 - 16 - 1 - 57


def test_a_system_without_a_horizon_has_no_agenticity_whatever_its_published_level(systems):
    assert math.isnan(catalog.place(systems).loc["devin", "A"])


# --- bad content


def write(folder: Path, text: str) -> Path:
    path = folder / "bad.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("b,abc,2024-01-01,2024,s,seen", r"bad\.csv, row 3 \(b\), column value: 'abc' is not a number"),
        ("b,inf,2024-01-01,2024,s,seen", r"row 3 \(b\), column value: 'inf' is not a number"),
        ("b,1,2024-02-30,2024,s,seen", r"row 3 \(b\), column day: '2024-02-30' is not a date"),
        ("b,1,2024-02-03,2024-13,s,seen", r"row 3 \(b\), column period: '2024-13' is not a year, month or day"),
        ("b,1,2024-01-01,2024,,seen", r"row 3 \(b\), column source: must not be empty"),
        ("b,1,2024-01-01,2024,s,guessed", r"row 3 \(b\), column confidence: 'guessed' is not allowed"),
        ("a,1,2024-01-01,2024,s,seen", r"row 3 \(a\), column id: occurs twice"),
        (",1,2024-01-01,2024,s,seen", r"row 3 \(\), column id: must not be empty"),
    ],
)
def test_bad_content_is_named_by_file_row_and_column(tmp_path, line, message):
    path = write(tmp_path, f"id,value,day,period,source,confidence\na,1e25,2024-01-01,2024-05,s,seen\n{line}\n")
    with pytest.raises(ValueError, match=message):
        catalog._read(path, key=("id",), numbers=("value",), dates=("day",), periods=("period",))


def test_a_missing_column_is_named(tmp_path):
    path = write(tmp_path, "id,source\na,s\n")
    with pytest.raises(ValueError, match=r"bad\.csv: column confidence is missing"):
        catalog._read(path, key=("id",))


def test_empty_cells_are_missing_values(tmp_path):
    path = write(tmp_path, "id,value,day,source,confidence\na,,,s,seen\n")
    frame = catalog._read(path, key=("id",), numbers=("value",), dates=("day",))
    assert frame[["value", "day", "day_year"]].isna().all(axis=None)


# --- declarations


@pytest.mark.parametrize("owner", [Anchors, Assumptions])
def test_defaults_are_legal_and_explained(owner):
    assert owner().values()
    for declared in parameters(owner):
        assert declared.label and declared.help and declared.source
        if declared.numeric:
            assert not declared.unusual(declared.default)
        assert declared.parse(declared.text(declared.default)) == declared.default
