"""Declarations: canonical values, messages, text, sliders, sweeps and priors."""

import itertools
import math
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest

from risk.parameter import Declared, Parameter, choice, flag, integer, parameter, parameters, text


@dataclass(frozen=True, kw_only=True)
class Example(Declared):
    name = "example"

    plain: float = parameter(0.5, -1, 2, typical=(0, 1), label="Plain", help="A number.")
    ratio: float = parameter(10, 0, 1e6, typical=(1, 1000), log=True, label="Ratio", help="A ratio.")
    whole: int = integer(3, 0, 40, typical=(1, 9), label="Whole", help="A count.")
    kind: str = choice("a", ("a", "b"), label="Kind", help="One of two.")
    on: bool = flag(True, label="On", help="Yes or no.")
    note: str = text("", longest=5, label="Note", help="A word.")


PLAIN, RATIO, WHOLE, KIND, ON, NOTE = parameters(Example)


def test_declarations_keep_order_name_and_kind():
    assert [p.name for p in parameters(Example())] == ["plain", "ratio", "whole", "kind", "on", "note"]
    assert [p.kind for p in parameters(Example)] == ["float", "float", "integer", "choice", "flag", "text"]
    assert [p.numeric for p in parameters(Example)] == [True, True, True, False, False, False]
    assert parameters(Example) is parameters(Example(plain=1))
    assert Example(whole=4).values() == {"plain": 0.5, "ratio": 10, "whole": 4, "kind": "a", "on": True, "note": ""}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"plain": 1}, 1.0),
        ({"plain": np.float32(0.25)}, 0.25),
        ({"plain": np.array(0.25)}, 0.25),
        ({"plain": Decimal("0.25")}, 0.25),
        ({"whole": 4.0}, 4),
        ({"whole": np.int64(4)}, 4),
        ({"on": np.False_}, False),
    ],
)
def test_a_value_becomes_its_canonical_type(given, expected):
    (value,) = (Example(**given).values()[name] for name in given)
    assert value == expected and type(value) is type(expected)
    assert Example(**given) == Example(**dict.fromkeys(given, expected))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"plain": 2.5}, "example.plain must be between -1 and 2, got 2.5"),
        ({"plain": math.nan}, "example.plain must be between -1 and 2, got nan"),
        ({"plain": "1"}, "example.plain must be a number, got '1'"),
        ({"plain": b"1"}, "example.plain must be a number, got b'1'"),
        ({"plain": True}, "example.plain must be a number, got True"),
        ({"whole": 3.5}, "example.whole must be a whole number, got 3.5"),
        ({"whole": 41}, "example.whole must be between 0 and 40, got 41"),
        ({"kind": "c"}, "example.kind must be one of a, b, got 'c'"),
        ({"kind": 1}, "example.kind must be one of a, b, got 1"),
        ({"on": 1}, "example.on must be true or false, got 1"),
        ({"note": "longer"}, "example.note must have 0 to 5 characters, got 6"),
        ({"note": None}, "example.note must be text, got None"),
    ],
)
def test_a_wrong_value_is_refused_in_words(given, message):
    with pytest.raises(ValueError) as caught:
        Example(**given)
    assert str(caught.value) == message


def test_a_message_never_repeats_a_whole_novel():
    with pytest.raises(ValueError) as caught:
        Example(kind="x" * 100_000)
    assert len(str(caught.value)) < 100


def test_a_changed_copy_is_checked_too():
    assert Example().replace(plain=1).plain == 1.0
    with pytest.raises(ValueError, match=r"example\.plain"):
        Example().replace(plain=3)


@pytest.mark.parametrize(
    ("declared", "written", "value"),
    [
        (PLAIN, "1e-3", 0.001),
        (PLAIN, " 1 ", 1.0),
        (WHOLE, "7.0", 7),
        (ON, "false", False),
        (KIND, "b", "b"),
        (NOTE, "", ""),
    ],
)
def test_text_is_read(declared, written, value):
    read = declared.parse(written)
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        (PLAIN, ""), (PLAIN, "abc"), (PLAIN, "nan"), (PLAIN, "inf"), (PLAIN, "1e999"), (PLAIN, "1,5"), (PLAIN, "0x1"),
        (WHOLE, "1.5"), (WHOLE, "9" * 5000), (ON, "True"), (ON, "1"), (KIND, "A"), (NOTE, "longer"),
    ],
)  # fmt: skip
def test_text_that_stands_for_nothing_legal_is_refused(declared, written):
    with pytest.raises(ValueError, match=rf"^{declared.name} must "):
        declared.parse(written)


@pytest.mark.parametrize(
    "value", [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 1e25, 123456789.123456789, np.nextafter(1, 2)]
)
def test_a_number_survives_text_to_the_last_bit(value):
    everything = replace(PLAIN, low=-1.8e308, high=1.8e308)
    back = everything.parse(everything.text(value))
    assert back == value and math.copysign(1, back) == math.copysign(1, value)


def test_only_numbers_outside_the_typical_range_are_unusual():
    assert not PLAIN.unusual(1.0) and not KIND.unusual("b")
    assert PLAIN.unusual(1.5)


def test_the_slider_widens_to_hold_the_value():
    assert PLAIN.span() == (0, 1) and PLAIN.span(0.3) == (0, 1)
    assert PLAIN.span(-0.5) == (-0.5, 1) and PLAIN.span(2) == (0, 2)


def test_a_linear_grid_has_even_steps_with_the_value_added():
    grid = PLAIN.grid(0.503)
    assert 0.503 in grid and {0.0, 0.02, 0.5, 1.0} <= set(grid) and len(grid) <= 65
    plain = [x for x in grid if x != 0.503]
    assert np.diff(plain) == pytest.approx(plain[1] - plain[0], rel=1e-9)


def test_a_logarithmic_grid_has_equal_ratios_and_meets_powers_of_ten():
    grid = RATIO.grid(10.0)
    assert {1.0, 10.0, 100.0, 1000.0} <= set(grid)
    ratios = [b / a for a, b in itertools.pairwise(grid)]
    assert ratios == pytest.approx([ratios[0]] * len(ratios), rel=0.02)


def test_a_logarithmic_grid_reaches_a_value_of_zero():
    grid = RATIO.grid(0.0)
    assert grid[:2] == (0.0, 1.0) and grid[-1] == 1000.0 and len(grid) <= 65


def test_a_grid_of_whole_numbers_holds_each_of_them():
    assert WHOLE.grid(3) == tuple(range(1, 10))
    assert WHOLE.grid(12) == tuple(range(1, 13))


def test_priors_are_uniform_and_log_uniform_over_the_typical_range():
    assert PLAIN.prior().support() == (0, 1) and RATIO.prior().support() == (1, 1000)
    assert PLAIN.prior().median() == pytest.approx(0.5)
    assert RATIO.prior().median() == pytest.approx(math.sqrt(1000))
    with pytest.raises(ValueError, match="whole has no prior"):
        WHOLE.prior()


@pytest.mark.parametrize(
    "declare",
    [
        lambda: parameter(3, 0, 2, label="x", help="x"),
        lambda: parameter(1, 0, 2, typical=(0, 3), label="x", help="x"),
        lambda: parameter(1.5, 0, 2, typical=(0, 1), label="x", help="x"),
        lambda: parameter(math.nan, 0, 2, label="x", help="x"),
        lambda: parameter(1, 0, 2, log=True, label="x", help="x"),
        lambda: integer(5, 0, 4, label="x", help="x"),
        lambda: choice("c", ("a", "b"), label="x", help="x"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused_at_once(declare):
    with pytest.raises(ValueError, match=r"^x: "):
        declare()


@pytest.mark.parametrize("exponent", range(-9, 10))
@pytest.mark.parametrize("factor", [0.9999999999999999, 1.0, 1.0000000000000002, 1.5, 2.0, 3.9, 4.0])
def test_every_width_has_a_step(exponent, factor):
    width = factor * 10.0**exponent
    declared = parameter(0, 0, width, label="x", help="x").metadata["parameter"]
    assert 20 <= width / declared.step <= 110


def test_a_parameter_is_a_plain_value():
    assert Parameter("x", "float", 1.0) == Parameter("x", "float", 1.0)
    assert hash(PLAIN) == hash(replace(PLAIN))
