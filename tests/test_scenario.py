"""The whole state: links that are broken in every way, what a change keeps, and the trend that follows."""

import dataclasses
import functools
import json
from dataclasses import dataclass

import pytest

import risk
from risk.agency import Granted, ProxyAgency
from risk.catalog import systems
from risk.compute import ComputeTrend
from risk.danger import Additive, PhaseTransition
from risk.parameter import Declared, parameter
from risk.presets import PRESETS
from risk.scenario import SCHEMA_VERSION, SECTIONS, Scenario

DEFAULT = Scenario()


def opened(**changes):
    """A link to the default with some keys changed (a dot is written as two underscores)."""
    return Scenario.from_query(DEFAULT.to_query() | {key.replace("__", "."): value for key, value in changes.items()})


def test_the_default_has_no_overrides_and_no_remarks():
    assert Scenario() == DEFAULT and hash(DEFAULT) == hash(Scenario())
    assert DEFAULT.overrides() == {} and DEFAULT.remarks() == ()
    assert Scenario.from_query({}) == (DEFAULT, ())
    assert Scenario.from_query(DEFAULT.to_query()) == (DEFAULT, ())


def test_a_link_says_everything_so_that_no_later_default_can_change_it():
    query = DEFAULT.to_query()
    assert set(query) == {"v", "model", "function", "agency", *DEFAULT.parameter_keys()}
    assert query["v"] == str(SCHEMA_VERSION) and query["model"] == risk.MODEL_VERSION
    assert query["function.sharpness"] == "10" and query["settings.calibrate"] == "true"
    assert {key.partition(".")[0] for key in DEFAULT.parameter_keys()} <= set(SECTIONS)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("function.sharpness", "1000", "sharpness must be between 0.5 and 200, got 1000.0"),
        ("function.sharpness", "steep", "sharpness must be a number, got 'steep'"),
        ("function.sharpness", "", "sharpness must be a number, got ''"),
        ("function.sharpness", "nan", "must be between 0.5 and 200, got nan"),
        ("function.sharpness", "inf", "must be between 0.5 and 200, got inf"),
        ("function.sharpness", "1e400", "must be between 0.5 and 200, got inf"),
        ("function.sharpness", "9" * 10_000, "must be between 0.5 and 200"),
        ("function.coupling", "yes", "coupling must be true or false, got 'yes'"),
        ("function.branch", "both", "must be one of equilibrium, granting, revoking, got 'both'"),
        ("agency", "hypnosis", "there is no agency 'hypnosis'; there are granted, proxy-agency"),
        ("function", "vibes", "there is no danger function 'vibes'; there are phase-transition"),
        ("function", "x" * 5000, "there is no danger function"),
        ("settings.capability", "hal9000", "must be a system with measured I, got 'hal9000'"),
        ("settings.other_function", "vibes", "settings.other_function must be one of"),
        ("view.x", "T", "must be one of I, G, A, got 'T'"),
        ("line.flop", "10^25", "flop must be a number"),
        ("line.flop", "-1e25", "must be between 1e+15 and 1e+32"),
    ],
)
def test_one_bad_value_is_named_and_only_it_takes_its_default(key, text, said):
    # The others are off their defaults, to see that they are kept.
    other = DEFAULT.replace("settings.tolerance", 0.41).replace("trend.efficiency", 0.7).replace("view.fixed", 0.3)
    scenario, problems = Scenario.from_query(other.to_query() | {key: text})
    assert scenario == other
    (problem,) = problems
    assert said in problem and key in problem and "default" in problem and len(problem) < 300


def test_an_unknown_function_keeps_what_the_others_said():
    scenario, problems = Scenario.from_query({"function": "vibes", "function.mood": "7", "settings.tolerance": "0.5"})
    assert scenario.function == PhaseTransition() and scenario.settings.tolerance == 0.5
    assert scenario.unknown == (("function.mood", "7"),)
    assert len(problems) == 2 and "'vibes'" in problems[0] and "“function.mood”" in problems[1]


def test_unknown_keys_are_named_kept_and_written_back():
    scenario, problems = opened(regime__scope="all", future="1")
    assert dict(scenario.unknown) == {"regime.scope": "all", "future": "1"}
    assert problems == ("Ignored what this version does not know: “regime.scope”, “future”.",)
    query = scenario.replace("settings.tolerance", 0.4).to_query()
    assert query["regime.scope"] == "all" and query["future"] == "1"
    assert Scenario.from_query(scenario.to_query())[0] == scenario
    assert dataclasses.replace(scenario, unknown=()) == DEFAULT


def test_an_unknown_key_that_gains_a_meaning_does_not_overrule_what_holds():
    scenario, _ = Scenario.from_query({"function": "additive", "function.sharpness": "25"})
    assert dict(scenario.unknown) == {"function.sharpness": "25"}
    switched = scenario.replace("function", "phase-transition")
    assert switched.function.sharpness == 10 and switched.to_query()["function.sharpness"] == "10"


def test_a_thousand_keys_open_and_the_message_stays_short():
    scenario, problems = Scenario.from_query(
        {f"key{i}": "x" for i in range(1000)} | {"key" * 2000: "y", "long": "z" * 5000, "settings.tolerance": "0.4"}
    )
    assert scenario.settings.tolerance == 0.4
    assert len(problems) == 1 and len(problems[0]) < 300 and "and 997 more" in problems[0]
    assert sum(len(key) + len(value) for key, value in scenario.unknown) < 10_000
    assert len("&".join(f"{k}={v}" for k, v in scenario.to_query().items())) < 20_000


def test_other_versions_are_said_and_still_opened():
    scenario, problems = opened(v="9", model="7.3", settings__tolerance="0.4")
    assert scenario.settings.tolerance == 0.4 and scenario.unknown == ()
    assert len(problems) == 2
    assert "version '9'" in problems[0] and f"this is {SCHEMA_VERSION}" in problems[0]
    assert "model version '7.3'" in problems[1] and "numbers may differ" in problems[1]
    assert scenario.to_query()["v"] == str(SCHEMA_VERSION) and scenario.to_query()["model"] == risk.MODEL_VERSION


def test_every_bad_thing_at_once_still_opens():
    bad = {"function": "vibes", "agency": "hypnosis", "deployments": ":,a:b", "v": "x" * 999, "z": "1"}
    scenario, problems = opened(settings__tolerance="2", view__x="T", **bad)
    assert dataclasses.replace(scenario, unknown=()) == DEFAULT
    assert len(problems) == 7 and all(len(problem) < 300 for problem in problems)


@pytest.mark.parametrize("x", ["I", "G", "A"])
@pytest.mark.parametrize("y", ["I", "G", "A"])
def test_the_two_axes_of_a_link_differ_whatever_it_says(x, y):
    scenario, problems = opened(view__x=x, view__y=y)
    assert scenario.view.y == y and scenario.view.x != y
    assert (scenario.view.x == x and problems == ()) if x != y else ("view.x" in problems[0])


# ---- deployments


def test_deployments_are_sorted_checked_and_written_exactly():
    scenario = DEFAULT.replace("deployments", [("o3", 2.0000000001), ("gpt4", 5)])
    assert scenario.deployments == (("gpt4", 5.0), ("o3", 2.0000000001))
    assert scenario.to_query()["deployments"] == "gpt4:5,o3:2.0000000001"
    assert Scenario.from_query(scenario.to_query()) == (scenario, ())
    assert scenario.overrides() == {"deployments": scenario.deployments}
    assert "deployments" not in DEFAULT.to_query()


@pytest.mark.parametrize(
    ("bad", "message"),
    [(("hal9000", 3), "there is no system 'hal9000'"), (("o3", 6), "must be between 1 and 5, got 6")],
)
def test_a_wrong_deployment_is_refused(bad, message):
    with pytest.raises(ValueError, match=message):
        DEFAULT.replace("deployments", [bad])


def test_a_wrong_deployment_in_a_link_is_left_out_and_the_others_are_kept():
    scenario, problems = opened(deployments="gpt4:2,hal9000:3,o3:9,o3,:,o3:two,,o3:4.5,gpt4:3")
    assert scenario.deployments == (("gpt4", 3.0), ("o3", 4.5))
    (problem,) = problems
    assert "“hal9000:3”, “o3:9”, “o3”, “:”, “o3:two”" in problem and "level of 1 to 5" in problem
    scenario, problems = opened(deployments=",".join(f"hal{i}:3" for i in range(1000)))
    assert scenario == DEFAULT and len(problems) == 1 and len(problems[0]) < 300


# ---- files


def test_a_file_may_hold_plain_numbers_and_truths():
    scenario, problems = Scenario.from_json(
        json.dumps({"settings.tolerance": 0.4, "settings.calibrate": False, "line.flop": 1e26, "function": "additive"})
    )
    assert problems == ()
    assert scenario.overrides() == {
        "function": "additive", "settings.tolerance": 0.4, "settings.calibrate": False, "line.flop": 1e26
    }  # fmt: skip


@pytest.mark.parametrize("source", ["", "{", "[1, 2]", "3", '"x"', "null", "[" * 100_000, '{"a": ' + "9" * 5000 + "}"])
def test_what_is_no_scenario_file_is_refused_in_words(source):
    with pytest.raises(ValueError, match="this is not a scenario file: "):
        Scenario.from_json(source)


def test_a_file_with_odd_values_opens():
    scenario, problems = Scenario.from_json(
        '{"settings.tolerance": NaN, "line.flop": null, "function": ["x"], "a": {}}'
    )
    assert dataclasses.replace(scenario, unknown=()) == DEFAULT
    assert len(problems) == 4


# ---- changes


def test_overrides_are_what_differs_from_the_default():
    scenario = (
        DEFAULT.replace("agency", "proxy-agency").replace("function.sharpness", 12).replace("settings.tolerance", 0.3)
    )
    assert scenario.overrides() == {"agency": "proxy-agency", "function.sharpness": 12}


def test_switching_the_function_keeps_everything_else():
    before = DEFAULT.replace("agency", "proxy-agency").replace("agency.exposure", 3).replace("settings.tolerance", 0.4)
    after = before.replace("function", "o-ring")
    assert after.function == risk.danger_function("o-ring")
    assert dataclasses.replace(after, function=before.function) == before
    assert after.replace("agency", "granted").function == after.function
    assert DEFAULT.replace("function", Additive(weight_a=2)).function.weight_a == 2


def test_keys_follow_the_function():
    assert "function.stages" in DEFAULT.replace("function", "o-ring").parameter_keys()
    assert "function.sharpness" not in DEFAULT.replace("function", "o-ring").parameter_keys()
    assert DEFAULT.get("function") == "phase-transition" and DEFAULT.get("trend.efficiency") == 1.0
    assert DEFAULT.parameter("trend.efficiency").unit == "OOM/year"


@pytest.mark.parametrize(
    "change",
    [
        lambda: DEFAULT.replace("nothing.here", 1),
        lambda: DEFAULT.replace("function.stages", 1),
        lambda: DEFAULT.replace("settings.tolerance", "x"),
        lambda: DEFAULT.replace("settings", 1),
        lambda: DEFAULT.replace("function", Granted()),
        lambda: DEFAULT.replace("agency", Additive()),
        lambda: DEFAULT.replace("agency", "nope"),
        lambda: DEFAULT.get("settings.nope"),
        lambda: DEFAULT.get(""),
        lambda: DEFAULT.parameter("function"),
        lambda: DEFAULT.section("deployments"),
    ],
)
def test_a_change_that_means_nothing_is_refused(change):
    with pytest.raises(ValueError):
        change()


def test_a_remark_is_made_for_what_is_not_typical():
    scenario = DEFAULT.replace("function.sharpness", 150)
    assert scenario.remarks() == ("Sharpness is 150; typical values are 4 to 30.",)
    (remark,) = DEFAULT.replace("line.flop", 1e30).remarks()
    assert remark == "FLOP line is 10³⁰ FLOP; typical values are 10²² FLOP to 10²⁸ FLOP."


def test_the_surface_is_function_and_agency():
    scenario = DEFAULT.replace("agency", ProxyAgency(exposure=2))
    assert scenario.surface == risk.Surface(PhaseTransition(), ProxyAgency(exposure=2))
    assert scenario.surface is scenario.surface


# ---- the compute trend


def test_at_the_default_the_trend_is_the_literals():
    assert DEFAULT.compute_trend == ComputeTrend()
    fitted = ComputeTrend.fit(systems(), 1.0)
    for name in ("midpoint", "width", "scatter"):
        assert getattr(fitted, name) == pytest.approx(getattr(DEFAULT.compute_trend, name), abs=0.06)


@pytest.mark.parametrize("efficiency", [0.2, 0.45, 1.4])
def test_the_trend_follows_its_efficiency(efficiency):
    trend = DEFAULT.replace("trend.efficiency", efficiency).compute_trend
    assert trend == ComputeTrend.fit(systems(), efficiency)
    assert trend.efficiency == efficiency and trend.midpoint != ComputeTrend().midpoint


def test_a_boost_is_no_part_of_the_fit():
    scenario = DEFAULT.replace("trend.efficiency", 0.5)
    boosted = scenario.replace("trend.boost", 1.5).compute_trend
    assert boosted == scenario.compute_trend.replace(boost=1.5)
    assert DEFAULT.replace("trend.boost", 1.5).compute_trend == ComputeTrend(boost=1.5)


def test_values_set_by_hand_count_only_when_the_trend_does_not_follow():
    by_hand = DEFAULT.replace("trend.midpoint", 27).replace("trend.scatter", 0.5)
    assert by_hand.compute_trend == DEFAULT.compute_trend
    free = by_hand.replace("settings.calibrate", False)
    assert free.compute_trend == free.trend and free.compute_trend.midpoint == 27
    assert free.replace("trend.efficiency", 0.4).compute_trend.midpoint == 27


def test_the_trend_follows_the_anchors():
    moved = DEFAULT.replace("anchors.eci_zero", 80)
    assert moved.compute_trend == ComputeTrend.fit(systems(moved.anchors), 1.0)
    assert moved.compute_trend != DEFAULT.compute_trend


def test_where_no_fit_is_possible_the_trend_stands_as_set_and_says_so():
    # Every index score is above 0 + 20, so that I is 1 for all and does not rise with compute.
    flat = DEFAULT.replace("anchors.eci_zero", 0).replace("anchors.eci_span", 20).replace("trend.midpoint", 26)
    assert flat.compute_trend == flat.trend
    assert any("cannot be fitted" in remark for remark in flat.remarks())
    assert not any("cannot be fitted" in remark for remark in flat.replace("settings.calibrate", False).remarks())


# ---- caches


@dataclass(frozen=True, kw_only=True)
class Left(Declared):
    """One of two classes with equal fields."""

    value: float = parameter(0.5, 0, 1, label="Value", help="A value.")


@dataclass(frozen=True, kw_only=True)
class Right(Declared):
    """The other one."""

    value: float = parameter(0.5, 0, 1, label="Value", help="A value.")


def test_classes_with_equal_fields_are_different_keys_of_a_cache():
    @functools.lru_cache
    def kind(section):
        return type(section).__name__

    assert Left() != Right()
    assert [kind(Left()), kind(Right()), kind(Left())] == ["Left", "Right", "Left"]


def test_links_of_different_scenarios_differ():
    scenarios = [preset.scenario() for preset in PRESETS.values()]
    scenarios += [DEFAULT.replace("function", name) for name in risk.danger_functions()]
    scenarios += [DEFAULT.replace("agency", "proxy-agency"), DEFAULT.replace("deployments", [("o3", 2)])]
    distinct = set(scenarios)
    assert len({json.dumps(scenario.to_query(), sort_keys=True) for scenario in distinct}) == len(distinct) > 10
