"""A typed formula and a blend go wherever a scenario goes: report, program, command line, comparison, explanation."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import math
from typing import Any

import numpy as np
import pytest

from risk import __main__ as command
from risk import difference, link, method
from risk.danger import Additive, Blend, Formula, Multiplicative, PhaseTransition
from risk.exhibits import exhibit
from risk.explanation import explanation, sentence, state
from risk.remedy import remedies
from risk.report import report
from risk.report.snippet import printed, snippet
from risk.scenario import Scenario

TYPED = Formula(text="1 - exp(-k*I**2*A)", constants=(("k", 3),)).replace(k=4)
BLEND = Blend(parts=((1, TYPED), (3, Multiplicative())))
MADE = pytest.mark.parametrize("function", [TYPED, BLEND], ids=lambda function: function.name)


def under(function: Any, **view: Any) -> Scenario:
    scenario = Scenario().replace("function", function).replace("view.own_point", True)
    for name, value in ({"point_i": 0.5, "point_g": 0.5, "point_a": 0.5} | view).items():
        scenario = scenario.replace(f"view.{name}", value)
    return scenario


@MADE
def test_links_short_and_long_bring_it_back(function: Any) -> None:
    scenario = under(function)
    for written in (link.write(scenario), link.write_short(scenario), link.packed(scenario), scenario.to_json()):
        assert link.read(written).scenario == scenario and link.read(written).problems == ()


@MADE
def test_the_program_prints_the_digits_of_the_page(function: Any) -> None:
    shown = exhibit("surface", under(function))
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(snippet(shown), "snippet", "exec"), {})
    assert told.getvalue() == printed(shown)


def test_a_report_holds_the_formula_its_constants_and_its_gaps_as_text() -> None:
    written = report("start", under(TYPED), when=datetime.date(2026, 10, 1))
    assert "1 - exp(-k·I^2·A)" in written and "Constant k" in written
    gap = report("start", under(Formula(text="log(I - 0.5)")), when=datetime.date(2026, 10, 1))
    assert "is undefined in 49 % of the cube" in gap and "left out of every count" in gap


def test_the_command_line_evaluates_it_and_names_the_column_of_a_bad_one(capfd: Any) -> None:
    assert command.main(["evaluate", link.write(under(TYPED))]) == command.FINE
    rows = [row for row in csv.DictReader(io.StringIO(capfd.readouterr().out)) if row["D"]]
    assert len(rows) == 27
    for row in rows:
        I, A = float(row["I"]), float(row["A"])
        assert float(row["D"]) == pytest.approx(1 - math.exp(-4 * I**2 * A), abs=1e-12)
        assert float(row["slope_A"]) == pytest.approx(4 * I**2 * math.exp(-4 * I**2 * A), abs=1e-12)
    assert command.main(["evaluate", "/?v=1&function=formula&function.text=1-exp(-3*I**2*A).real"]) == command.PARTLY
    error = capfd.readouterr().err
    assert "column 17: '.' is not allowed here" in error and error.count("\n") == 1


def test_two_formulas_are_compared_as_a_whole_and_a_constant_by_itself() -> None:
    one = under(TYPED)
    (moved,) = difference.difference(one, one.replace("function.k", 2), "surface", 1).changes
    assert moved.keys == ("function.k",) and moved.alone == pytest.approx(math.exp(-0.5) - math.exp(-0.25))
    other = one.replace("function", Formula(text="q*I", constants=(("q", 0.5),)))
    (whole,) = difference.difference(one, other, "surface", 1).changes
    assert whole.keys[0] == "function" and whole.alone == pytest.approx(0.25 - (1 - math.exp(-0.5)))
    lighter = under(BLEND)
    (weight,) = difference.difference(lighter, lighter.replace("function.weight_formula", 0), "surface", 1).changes
    assert weight.alone == pytest.approx(0.125 - (1 - math.exp(-0.5) + 3 * 0.125) / 4)


def test_weights_that_are_all_zero_between_two_blends_are_unknown_and_no_error() -> None:
    one, other = (under(Blend(parts=((a, Additive()), (b, Multiplicative())))) for a, b in ((1, 0), (0, 1)))
    found = {change.keys[0]: change for change in difference.difference(one, other, "surface", 1).changes}
    assert math.isnan(found["function.weight_additive"].alone)
    assert found["function.weight_multiplicative"].alone == pytest.approx((0.5 + 0.125) / 2 - 0.5)


def test_why_it_changed_names_text_and_constants_with_no_sign_of_markup() -> None:
    before = under(TYPED)
    assert "Constant k 4 → 6" in sentence(explanation(state(before), state(before.replace("function.k", 6))))
    after = before.replace("function", Formula(text="k*I**2", constants=(("k", 1),)))
    said = sentence(explanation(state(before), state(after)))
    assert "1 - exp(-k·I^2·A) → k·I^2" in said and "Constants k = 3 → k = 1" in said and "*" not in said
    changed = sentence(explanation(state(under(BLEND)), state(under(BLEND.replace(functions=(TYPED, Additive()))))))
    assert "Own formula (changed) and Multiplicative → Own formula (changed) and Additive" in changed


def test_what_would_bring_it_down_takes_the_general_road() -> None:
    """D falls in A here: giving up agenticity would not help, granting more does."""
    scenario = under(Formula(text="0.6*I + 0.4*(1 - A)"))
    found = remedies(scenario.surface, state(scenario).at, 0.4)
    alone = {remedy.axes[0]: remedy for remedy in found[1:]}
    assert alone["A"].at is not None and pytest.approx(0.75, abs=1e-3) == alone["A"].at.A
    assert alone["G"].at is None
    # The nearest point of the plane 0.6 I - 0.4 A = 0 is 0.1 / sqrt(0.52) away.
    assert found[0].effort == pytest.approx(0.1 / np.sqrt(0.52), abs=0.02)


def test_a_blend_jumps_by_the_share_of_the_function_that_jumps() -> None:
    alone = under(PhaseTransition(), point_i=0.75)
    blend = under(Blend(parts=((1, PhaseTransition()), (3, Additive()))), point_i=0.75)
    whole, part = (exhibit("transition", scenario) for scenario in (alone, blend))
    height = [dict(shown.numbers[0].exact)["jump of D"] for shown in (whole, part)]
    assert height[1] == pytest.approx(height[0] / 4, rel=1e-3)
    assert "jumps where one of its functions does" in part.why[0] and "no feedback" not in part.why[0]
    smooth = exhibit("transition", under(Blend(parts=((1, Additive()),))))
    assert "here none does" in smooth.why[0]


@MADE
def test_the_method_page_lists_every_parameter_with_its_prior(function: Any) -> None:
    entry = next(entry for entry in method.entries(under(function)) if entry.owner is type(function))
    assert [row.declared for row in entry.parameters] == list(function.declarations())
    assert [row.value for row in entry.parameters] == list(function.values().values())
    numeric = [row for row in entry.parameters if row.declared.numeric]
    assert numeric and all(row.prior.startswith("uniform, 0 to ") for row in numeric)
