"""A blend: a weighted mean whose weights are parameters, and which travels with all that it holds."""

import numpy as np
import pytest

import risk
from risk.danger import BUILT_IN, Additive, Blend, Formula, Multiplicative, PhaseTransition
from risk.history import change
from risk.scenario import Scenario

TYPED = Formula(text="k*I", constants=(("k", 0.5),)).replace(k=0.25)
UNEQUAL = Blend(parts=((2, Additive()), (1, Multiplicative(exponent_i=2)), (0, PhaseTransition())))
EVERY = Blend(parts=((1, TYPED), (0.5, PhaseTransition(sharpness=12)), (3, PhaseTransition()), (0, Additive())))
WHERE = np.random.default_rng(5).random((3, 300))


def test_by_default_the_functions_that_stand_alone_count_equally():
    alone = [kind() for kind in BUILT_IN if kind.stands_alone]
    assert [function for _, function in Blend().parts] == alone and len(alone) == 5
    expected = np.mean([function.danger(*WHERE) for function in alone], axis=0)
    np.testing.assert_allclose(Blend().danger(*WHERE), expected, atol=1e-14)


def test_it_is_the_weighted_mean_and_so_is_its_gradient():
    I, G, A = WHERE
    np.testing.assert_allclose(UNEQUAL.danger(*WHERE), (2 * (I + G + A) / 3 + I**2 * G * A) / 3, atol=1e-14)
    np.testing.assert_allclose(UNEQUAL.gradient(*WHERE)[0], (2 / 3 + 2 * I * G * A) / 3, atol=1e-14)
    np.testing.assert_allclose(UNEQUAL.replace(weight_additive=0).danger(*WHERE), I**2 * G * A, atol=1e-15)


def test_what_a_function_leaves_open_is_clipped_or_undefined_in_the_blend():
    high = Blend(parts=((1, Formula(text="9*I")), (1, Additive())))
    assert high.danger(1, 0, 0) == pytest.approx((1 + 1 / 3) / 2)
    gap = Blend(parts=((1, Formula(text="log(I - 0.5)")), (1, Additive())))
    assert np.isnan(gap.danger(0.2, 0, 0)) and gap.replace(weight_formula=0).danger(0.2, 0, 0) == pytest.approx(0.2 / 3)


def test_it_rises_where_all_that_count_rise():
    assert Blend().increasing == ("I", "G", "A")
    falling = Blend(parts=((1, Formula()), (1, Additive())))
    assert falling.increasing == () and falling.replace(weight_formula=0).increasing == ("I", "G", "A")


def test_a_weight_is_a_parameter_named_after_its_function():
    assert [declared.name for declared in risk.parameters(EVERY)] == [
        "functions", "weight_formula", "weight_phase_transition", "weight_phase_transition_2", "weight_additive",
    ]  # fmt: skip
    assert (EVERY.weight_phase_transition, EVERY.weight_phase_transition_2) == (0.5, 3.0)
    moved = EVERY.replace(weight_phase_transition_2=2)
    assert moved.parts[2] == (2.0, PhaseTransition()) and moved.replace(weight_phase_transition_2=3) == EVERY
    kept = EVERY.replace(functions=(PhaseTransition(), Multiplicative()))
    assert kept.parts == ((3.0, PhaseTransition()), (1.0, Multiplicative()))


def test_it_travels_with_every_function_and_weight():
    scenario = Scenario().replace("function", EVERY)
    query = scenario.to_query()
    assert query["function.weight_phase_transition"] == "0.5" and "sharpness=12" in query["function.functions"]
    assert Scenario.from_query(query) == (scenario, ())
    plain = Scenario().replace("function", "blend")
    assert plain.to_query()["function.functions"] == "phase-transition;additive;multiplicative;logistic;o-ring"
    lighter = plain.replace("function.weight_additive", 0.5)
    assert lighter.overrides() == {"function": "blend", "function.weight_additive": 0.5}
    assert change(plain, lighter) == "Weight of Additive 1.0 → 0.5"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), "1 to 8 functions"), (((1, Additive()),) * 13, "1 to 8 functions"), (((1, Blend()),), "no blend"),
        (((0, Additive()), (0, Multiplicative())), "all are 0: weight_additive, weight_multiplicative"),
        (((-1, Additive()),), r"blend\.weight_additive must be between 0 and 100, got -1"),
        (((float("nan"), Additive()),), "must be between"), ((("1", Additive()),), "must be a number"),
        (((1, Additive),), "must be danger functions"), (((1, 3),), "must be danger functions"),
        (3, "pairs of weight and function"), (((1,),), "pairs of weight and function"),
    ],
)  # fmt: skip
def test_bad_parts_are_refused(parts, said):
    with pytest.raises(ValueError, match=said):
        Blend(parts=parts)


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ("", "there is no danger function ''"), ("nobody", "there is no danger function 'nobody'"),
        ("blend", "no blend"), ("additive?x=1", "has no parameter 'x'"),
        ("additive?weight_i=-1", "weight_i must be between"), ("formula?text=I.real", "column 2"),
        ("additive;" * 20, "there is no danger function ''|1 to 8"),
        ("additive?", "there is no|additive"), ("a" * 5000, "characters"), ("additive?weight_i", "bad query field"),
    ],
)  # fmt: skip
def test_a_bad_link_is_refused_in_one_line_and_the_rest_is_kept(functions, said):
    scenario, problems = Scenario.from_query(
        {"function": "blend", "function.functions": functions, "view.fixed": "0.5"}
    )
    assert scenario.view.fixed == 0.5
    if functions == "additive?":
        assert problems == () and scenario.function.parts == ((1.0, Additive()),)
        return
    (problem,) = problems
    with pytest.raises(ValueError, match=said):
        raise ValueError(problem)
    assert scenario.function == Blend() and "\n" not in problem and len(problem) < 300
