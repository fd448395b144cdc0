"""A typed formula as a danger function: constants as parameters, clipping and gaps, slopes at kinks and edges."""

import pickle

import numpy as np
import pytest

import risk
from risk import domain
from risk.danger import Formula, Multiplicative
from risk.danger.formula import unknown_names
from risk.history import change
from risk.scenario import Scenario

pytestmark = pytest.mark.filterwarnings("error")

K = Formula(text="1 - exp(-k*I**2*A)", constants=(("k", 3.0),))
RNG = np.random.default_rng(3)


def test_it_is_what_its_text_says():
    I, G, A = RNG.random((3, 500))
    np.testing.assert_allclose(Formula().danger(I, G, A), 1 - np.exp(-3 * I**2 * A), atol=1e-15)
    np.testing.assert_array_equal(K.danger(I, G, A), Formula().danger(I, G, A))
    same = Formula(text="I**2 * G**0.5 * pow(A, 1)"), Multiplicative(exponent_i=2, exponent_g=0.5)
    np.testing.assert_allclose(same[0].danger(I, G, A), same[1].danger(I, G, A), atol=1e-15)
    for mine, theirs in zip(same[0].gradient(I, G, A), same[1].gradient(I, G, A), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_the_call_of_the_design_page():
    made = risk.danger_function("formula", text="1 - exp(-3*I**2*A)", constants=())
    assert made == Formula()
    with pytest.raises(
        ValueError, match=r"^formula\.text, column 5: 'q' is not known; allowed are I, G, A, k, numbers"
    ):
        risk.danger_function("formula", text="1 - q", constants=(("k", 1),))


# ---- constants


def test_a_constant_is_a_parameter_whose_declaration_follows_from_name_and_value():
    constants, text, k = risk.parameters(K)
    assert (constants.name, text.name, k.name, k.default, k.typical) == ("constants", "text", "k", 3.0, (0.0, 6.0))
    assert (K.k, K.leading, K.increasing) == (3.0, ("k",), ())
    moved = K.replace(k=4)
    assert (moved.k, moved.constants, moved.moved) == (4.0, (("k", 3.0),), (("k", 4.0),))
    assert risk.parameters(moved)[2] == k and moved != K and moved.replace(k=3) == K
    assert hash(moved.replace(k=3)) == hash(K) and pickle.loads(pickle.dumps(moved)) == moved
    ends = {value: Formula(text="I", constants=(("k", value),)).declarations()[2] for value in (-2, 0, 1e6, 0.37)}
    assert [entry.typical for entry in ends.values()] == [(-4, 0), (-1, 1), (0, 1e6), (0, 0.74)]
    assert all(value in entry.grid(value) for value, entry in ends.items())
    assert k.prior().support() == (0, 6)


def test_a_constant_that_is_declared_anew_stands_there_and_the_others_stay_moved():
    both = Formula(text="k*I*m", constants="m = 0.5, k = 3").replace(k=4, m=0.75)
    again = both.replace(constants=(("k", 2), ("m", 0.5)))
    assert (again.k, again.m) == (2.0, 0.75)
    assert both.replace(text="k*I", constants="k = 3").moved == (("k", 4.0),)
    assert both.leading == ("k", "m")
    with pytest.raises(ValueError, match=r"column 5: 'm' is not known"):
        both.replace(constants="k = 3")


@pytest.mark.parametrize(
    ("constants", "said"),
    [
        ("k", "k = 3, m = 0.5"), ("k = x", "k = 3, m = 0.5"), ("k = 1, k = 2", "twice"),
        ("I = 1", "meaning of its own"), ("exp = 1", "meaning of its own"), ("lambda = 1", "meaning of its own"),
        ("danger = 1", "meaning of its own"), ("text = 1", "meaning of its own"), ("moved = 1", "meaning of its own"),
        ("_k = 1", "a name is a letter"), ("__class__ = 1", "a name is a letter"), ("κ = 1", "a name is a letter"),
        ("k" * 21 + " = 1", "20 at most"), ("k = nan", "must be 0 or a number"),
        ("k = inf", "must be 0 or a number"),
        ("k = 1e7", "must be 0 or a number"),
        ("k = 1e-300", "must be 0 or a number"), (", ".join(f"k{n} = 1" for n in range(9)), "at most 8"),
        ("k = 1" * 100, "characters"), (3, "pairs"), ((("k",),), "pairs"), (((1, 2),), "a name is a letter"),
        ((("k", "3"),), "must be 0 or a number"), ((("k", True),), "must be 0 or a number"),
    ],
)  # fmt: skip
def test_bad_constants_are_refused_in_one_line(constants, said):
    with pytest.raises(ValueError, match=said) as caught:
        Formula(text="I", constants=constants)
    assert "formula.constants" in str(caught.value) and "\n" not in str(caught.value) and len(str(caught.value)) < 200


@pytest.mark.parametrize("text", [None, 3, b"I", ["I"], np.zeros(3), Formula()])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(ValueError, match=r"formula\.text must be text, got"):
        Formula(text=text)


def test_moving_what_is_no_constant_is_refused():
    with pytest.raises(ValueError, match="no constant q"):
        Formula(text="I", moved=(("q", 1),))
    for wrong in (3, "ab", (("k",),), ((1, 2, 3),)):
        with pytest.raises(ValueError, match=r"formula\.moved"):
            Formula(text="I", moved=wrong)
    with pytest.raises(ValueError, match=r"formula\.k must be between -1e\+06 and 1e\+06, got 2000000"):
        K.replace(k=2e6)


def test_unknown_names_are_found_together_and_only_where_nothing_else_is_wrong():
    assert unknown_names("k*I + m*k", ()) == ("k", "m")
    assert unknown_names("k*I + m", (("k", 1.0),)) == ("m",)
    assert unknown_names("k*I + ", ()) == unknown_names("f(I)", ()) == unknown_names("I", ()) == ()
    assert unknown_names(" + ".join(f"k{n}" for n in range(40)), ()) == ()


# ---- clipped, undefined, kinks and edges


def test_what_leaves_the_index_is_clipped_with_slope_zero_and_what_is_undefined_stays_so():
    steep = Formula(text="3*I - 1")
    assert steep.danger([0.0, 0.5, 1.0], 0, 0).tolist() == [0.0, 0.5, 1.0]
    assert steep.gradient([0.0, 0.5, 1.0], 0, 0)[0].tolist() == [0.0, 3.0, 0.0]
    gap = Formula(text="log(I - 0.5) + 1")
    assert np.isnan(gap.danger(0.25, 0, 0)) and np.isnan(gap.gradient(0.25, 0, 0)).all()
    assert gap.danger(0.5, 0, 0) == 0.0 and gap.danger(0.9, 0, 0) == pytest.approx(1 + np.log(0.4))
    assert Formula(text="1/I").danger(0, 0, 0) == 1.0 and Formula(text="-1/I").danger(0, 0, 0) == 0.0


@pytest.mark.parametrize(
    ("text", "where", "slope"),
    [
        ("sqrt(I)", (0, 0, 0), np.inf), ("I**0.5", (0, 0, 0), np.inf), ("sqrt(I*A)", (0, 0, 1), np.inf),
        ("abs(I)", (0, 0, 0), 1), ("abs(I - 0.5)", (0.5, 0, 0), 0), ("max(I, G)", (0.5, 0.5, 0), 0.5),
        ("min(I, 0.5)", (0.5, 0, 0), 0.5), ("max(I, 0)", (0, 0, 0), 1), ("sqrt(I**2)", (0, 0, 0), 1),
        ("exp(log(I))", (0, 0, 0), 1), ("I**0", (0, 0, 0), 0), ("I**A", (0, 0, 1), 1), ("I**A", (0.5, 0, 0), 0),
        ("I**G*A", (0, 1, 0.5), 0.5), ("sqrt(I)*G", (0, 0, 0), 0), ("1/(1 + exp(-1000*(A - I)))", (0, 0, 1), 0),
        ("I*log(I) + 0.5", (0, 0, 0), np.nan), ("max(sqrt(I), 0.5)", (0, 0, 0), 0), ("0.5", (0, 0, 0), 0),
    ],
)  # fmt: skip
def test_slope_along_intelligence_at_edges_and_kinks(text, where, slope):
    found = Formula(text=text).gradient(*where)[0]
    assert found == pytest.approx(slope, rel=1e-5, abs=1e-4, nan_ok=True)


def test_undefined_points_are_left_out_of_shares_and_counted():
    surface = risk.Surface(Formula(text="A + log(I - 0.5)*0"))
    assert surface.dangerous_share(0.25) == pytest.approx(0.75, abs=0.006)
    seen = domain.domain(surface.function)
    # At I = 0.5 the logarithm is infinite, and zero times that is undefined too.
    assert np.isnan(surface.danger(0.5, 0.5, 0.5))
    assert seen.undefined.share == pytest.approx(21 / 41) and seen.undefined.ends[0] == (0.0, 0.5)
    assert seen.outside.share == 0.0 and seen.outside.ends == ()


def test_remarks_say_where_and_how_much():
    assert domain.remarks(Formula()) == domain.remarks(risk.danger_function("phase-transition")) == ()
    undefined, clipped = domain.remarks(Formula(text="3*log(I - 0.5) + 1"))
    assert undefined.startswith("Own formula is undefined in 49 % of the cube, with I from 0.00 to 0.48: ")
    assert "gaps" in undefined and "left out of every count" in undefined
    assert clipped.startswith("Own formula leaves [0, 1] in ") and "is clipped" in clipped


# ---- it travels


def test_it_is_an_ordinary_part_of_a_scenario():
    scenario = Scenario().replace("function", K.replace(k=4.5))
    assert scenario.get("function.k") == 4.5 and scenario.parameter("function.k").default == 3.0
    assert scenario.leading_keys() == ("function.k",)
    assert scenario.overrides() == {
        "function": "formula", "function.constants": (("k", 3.0),), "function.text": K.text, "function.k": 4.5,
    }  # fmt: skip
    query = scenario.to_query()
    assert (query["function.text"], query["function.constants"], query["function.k"]) == (K.text, "k = 3", "4.5")
    assert Scenario.from_query(query) == (scenario, ())
    assert scenario.replace("function.k", 20).remarks() == ("Constant k is 20; typical values are 0 to 6.",)
    assert change(scenario, scenario.replace("function.k", 5)) == "Constant k 4.5 → 5.0"
    assert "1 - exp(-k·I^2·A) → I·k" in change(scenario, scenario.replace("function.text", "I*k"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"function.text": "I.real"}, r"function\.text from the link: formula\.text, column 2: '\.' is not allowed"),
        ({"function.text": "open(I)"}, "column 1: 'open' is not known"),
        ({"function.text": "I" * 10_000}, "at most 500 characters"),
        ({"function.constants": "k = nan"}, r"function\.constants from the link"),
        ({"function.constants": "k = 1", "function.k": "x"}, r"function\.k from the link: k must be a number"),
        ({"function.k": "3"}, "does not know: “function.k”"),
    ],
)
def test_a_bad_link_names_what_it_ignored_and_keeps_the_default(query, said):
    scenario, problems = Scenario.from_query({"function": "formula"} | query)
    assert scenario.function.text == Formula().text and len(problems) == 1
    with pytest.raises(ValueError, match=said):
        raise ValueError(problems[0])
