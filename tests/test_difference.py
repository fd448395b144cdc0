"""Two scenarios compared: what each difference moves, on cases worked out by hand, and what is said of it."""

from __future__ import annotations

import math

import pytest

from risk import catalog, difference, export, sides
from risk.difference import Difference
from risk.exhibits import EXHIBITS, exhibit
from risk.presets import PRESETS
from risk.scenario import COMPARED, CURRENT, Scenario, View

AT = ("surface", 1)  # its number is D at the point that is looked at


def made(**changes: object) -> Scenario:
    """Additive function at a point of one's own, where D is a mean of three numbers."""
    scenario = Scenario().replace("function", "additive").replace("view.own_point", True)
    for axis in "iga":
        scenario = scenario.replace(f"view.point_{axis}", 0.5)
    for key, value in changes.items():
        scenario = scenario.replace(key.replace("__", "."), value)
    return scenario


def moved(found: Difference) -> dict[str, tuple[float, float]]:
    return {change.keys[0]: (change.alone, change.back) for change in found.changes}


def test_what_adds_up_is_split_exactly_and_ranked() -> None:
    found = difference.difference(made(), made(view__point_i=0.8, view__point_a=0.2, view__point_g=0.6), *AT)
    assert (found.headline.one, found.headline.other) == pytest.approx((0.5, 1.6 / 3))
    assert [change.keys for change in found.changes][2] == ("view.point_g",)
    for key, alone in {"view.point_i": 0.1, "view.point_a": -0.1, "view.point_g": 0.1 / 3}.items():
        assert moved(found)[key] == pytest.approx((alone, alone))
    assert found.total == pytest.approx(0.1 / 3) and found.interaction == 0.0
    assert "do not act together" in difference.why(found)


def test_what_acts_together_is_left_to_the_interaction() -> None:
    """D = (w 0.8 + 0.5 + 0.5) / (w + 2) from w = 1 to 2 with I from 0.5 to 0.8."""
    found = difference.difference(made(), made(view__point_i=0.8, function__weight_i=2.0), *AT)
    assert moved(found)["view.point_i"] == pytest.approx((0.1, 0.15))
    # At the centre a weight moves nothing: all axes are equal there.
    assert moved(found)["function.weight_i"] == pytest.approx((0.0, 2.6 / 4 - 1.8 / 3))
    assert found.total == pytest.approx(0.15) and found.interaction == pytest.approx(0.05)
    assert [change.keys[0] for change in found.changes] == ["view.point_i", "function.weight_i"]
    assert found.changes[0].size == pytest.approx(0.125)
    assert "comes from acting together" in difference.why(found)


def test_an_exchanged_function_is_one_difference_with_all_that_is_its_own() -> None:
    one, other = made(), made(function="multiplicative", function__exponent_a=2.0, settings__tolerance=0.5)
    found = difference.difference(one, other, *AT)
    exchange, tolerance = found.changes
    assert exchange.keys[0] == "function" and "function.weight_i" in exchange.keys
    assert (exchange.alone, exchange.back) == pytest.approx((0.0625 - 0.5, 0.0625 - 0.5))
    assert (exchange.one, exchange.other) == ("Additive", "Multiplicative (Exponent of agenticity 2)")
    assert (tolerance.alone, tolerance.back) == (0.0, 0.0)
    assert found.only_one == ("function.weight_a", "function.weight_g", "function.weight_i")
    assert found.only_other == ("function.exponent_a", "function.exponent_g", "function.exponent_i")


def test_axes_that_change_places_change_together_and_single_systems_by_name() -> None:
    one = Scenario().replace("view.x", "A").replace("deployments", [("gpt5", 2.0)])
    found = difference.difference(one, Scenario().replace("deployments", [("gpt4", 3.0)]), "start")
    told = {change.keys: (change.label, change.one, change.other) for change in found.changes}
    assert told[("view.x", "view.y")] == ("Horizontal axis and Vertical axis", "A and I", "I and A")
    assert told[("deployments.gpt5",)] == ("Granted autonomy of GPT-5", "level 2", "as the rest")
    assert told[("deployments.gpt4",)][1:] == ("as the rest", "level 3")


def test_equal_scenarios_differ_in_nothing() -> None:
    found = difference.difference(Scenario(), Scenario().replace("view.compare_other", CURRENT), "start")
    assert (found.changes, found.total, found.interaction) == ((), 0.0, 0.0)
    assert difference.claim(found, ("one", "other")) == "The two scenarios are the same in every parameter"


def test_what_is_unknown_is_not_comparable_and_comes_last() -> None:
    # In 2010 no system is measured, so no share of them exists.
    never = Scenario().replace("settings.date", 2010.0).replace("settings.tolerance", 0.5)
    found = difference.difference(Scenario(), never, "flop_line", 1)
    assert math.isnan(found.total) and all(math.isnan(change.size) for change in found.changes)
    assert difference.NOT_COMPARABLE in difference.claim(found, ("one", "the other"))
    assert difference.moves(found.changes[0].back) == difference.NOT_COMPARABLE


@pytest.mark.parametrize("page", EXHIBITS)
def test_every_page_can_be_compared_in_every_preset(page: str) -> None:
    for name, preset in PRESETS.items():
        found = difference.difference(Scenario(), preset.scenario(), page)
        sizes = [change.size for change in found.changes if not math.isnan(change.size)]
        assert sizes == sorted(sizes, reverse=True)
        claim = difference.claim(found, ("the current scenario", f"“{name}”"))
        assert claim and not claim.endswith(".") and "nan" not in claim
        exact = [value for number in exhibit(page, preset.scenario()).all_numbers for _, value in number.exact]
        known = {pair.name for pair in found.numbers if not math.isnan(pair.other)}
        assert {value for value in exact if not math.isnan(value)} <= {pair.other for pair in found.numbers}
        assert known <= {entry for number in exhibit(page, preset.scenario()).all_numbers for entry, _ in number.exact}
        if len(found.changes) == 1 and not math.isnan(found.total):
            assert found.changes[0].alone == pytest.approx(found.total) and not found.interaction


def test_the_claim_says_when_nothing_or_no_single_difference_moves_the_number() -> None:
    still = difference.difference(made(), made(view__miss_cost=2.0, line__flop=1e26), *AT)
    assert difference.claim(still, ("a", "b")).endswith("under both; two differences do not move it")
    alike = difference.difference(made(), made(view__point_i=0.8, view__point_a=0.8), *AT)
    assert difference.claim(alike, ("a", "b")).endswith("agenticity A” move it equally")
    opposed = difference.difference(made(), made(view__point_i=0.8, view__point_a=0.2), *AT)
    assert difference.claim(opposed, ("a", "b")).endswith("under both; what moves it cancels out")


def test_the_table_holds_headline_differences_interaction_and_numbers() -> None:
    found = difference.difference(Scenario(), PRESETS["Gradual ramp"].scenario(), "surface")
    table = difference.table(found)
    kinds = [row[0] for row in table.rows]
    assert kinds == ["headline", *["difference"] * 2, "interaction", *["number"] * len(found.numbers)]
    assert table.rows[0][7] == found.total and table.rows[1][8] == found.changes[0].alone
    assert export.csv_text(table) == export.csv_text(difference.table(found))
    told = export.metadata(table, Scenario(), PRESETS["Gradual ramp"].scenario())
    assert told["second_scenario"]["function.coupling"] == "false" and told["scenario"]["function.coupling"] == "true"


def test_an_unknown_page_or_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no page 'nowhere'"):
        difference.difference(Scenario(), Scenario(), "nowhere")
    with pytest.raises(ValueError, match="Start has the numbers 0 to 2, got 3"):
        difference.difference(Scenario(), Scenario(), "start", 3)


# ---- what stands on each side


def test_a_side_is_the_current_scenario_a_preset_or_a_packed_text() -> None:
    own = made(settings__tolerance=0.4)
    for text, expected in (
        (CURRENT, own),
        ("Early transition", PRESETS["Early transition"].scenario()),
        (sides.written(made(function__weight_a=3.0)), made(function__weight_a=3.0)),
    ):
        found = sides.side(own.replace("view.compare_other", text), sides.OTHER)
        assert (found.text, found.scenario, found.problems) == (text, difference.standing(expected), ())
        assert found.current == (text == CURRENT)


@pytest.mark.parametrize("text", ["", "no such preset", "1damaged", sides.written(made())[:-4], "x" * 1999])
def test_a_damaged_side_is_said_and_gives_way_to_the_default(text: str) -> None:
    found = sides.side(Scenario().replace("view.compare_other", text), sides.OTHER)
    assert found.scenario == PRESETS["Gradual ramp"].scenario()
    assert len(found.problems) == 1 and found.problems[0].startswith("The second scenario of the link:")


def test_what_a_side_keeps_holds_no_comparison_of_its_own_and_fits_into_a_link() -> None:
    nested = Scenario().replace("view.compare_one", sides.written(made()))
    assert sides.written(nested) == sides.written(Scenario())
    systems = catalog.systems()["id"]
    long = made(deployments=[(system, 1.0 + place**0.5 / 7) for place, system in enumerate(systems)])
    with pytest.raises(ValueError, match="a link holds 2000"):
        sides.written(long)


def test_the_declared_defaults_and_pages_exist() -> None:
    view = View()
    assert view.compare_one == CURRENT and view.compare_other in PRESETS
    declared = Scenario().parameter("view.compare_page")
    assert set(declared.choices) == set(EXHIBITS)
    assert all(key.startswith(COMPARED) for key in ("view.compare_one", "view.compare_number"))
