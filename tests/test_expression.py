"""Typed formulas: nothing but the whitelist is reachable, every slope is right, and a bad text costs nothing."""

from __future__ import annotations

import ast
import itertools
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk import expression
from risk.axes import AXES
from risk.calculus import slope
from risk.expression import FUNCTIONS, ExpressionError, Program, read

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(7)
WHERE = 0.1 + 0.8 * RNG.random((3, 60))


def value(text: str, *where: float, constants: dict[str, float] | None = None) -> float:
    given = constants or {}
    at = (np.full(1, coordinate) for coordinate in where or (0.5, 0.25, 0.75))
    return float(read(text, tuple(given)).value(*at, tuple(given.values()))[0])


# Against Python's own arithmetic, an independent reading of the same text: precedence, grouping and every function.
GOOD = (
    "I", "-I", "--I", "I+G-A", "I-G-A", "I*G/A", "I/G/A", "2**3**2", "-I**2", "(-I)**2", "2**-I", "I*-G", " I + G ",
    "exp(I)", "log(I)", "log1p(-I)", "expm1(-A)", "sqrt(G)", "tanh(3*A)", "abs(I-A)", "min(I, A)", "max(I,A)",
    "pow(I,G)",
    "1 - exp(-3*I**2*A)", "min(1, max(0, I*A))", "((((I))))", ".5*I+1.e-1+1e+1", "I**1*G**2*A**3", "I**4+G**.5+A**-1",
    "1-(1-I)*(1-G)*(1-A)", "sqrt(I)*sqrt(I)+sqrt(I)", "007.5*I",
)  # fmt: skip
BY_HAND = {name: getattr(np, name) for name in ("exp", "log", "log1p", "expm1", "sqrt", "tanh", "abs")} | {
    "min": min, "max": max, "pow": pow,
}  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_a_formula_means_what_python_means_by_it(text: str) -> None:
    expected = eval(text.strip(), {"__builtins__": {}}, BY_HAND | {"I": 0.5, "G": 0.25, "A": 0.75})
    assert value(text) == pytest.approx(expected, rel=1e-14)


def test_a_sigmoid_and_constants() -> None:
    assert value("sigmoid(k*(A - m))", 0, 0, 0.75, constants={"k": 4.0, "m": 0.5}) == pytest.approx(
        1 / (1 + np.exp(-1))
    )
    assert read("k*I", ("k", "m")).used == {"k", "I"}


def test_numbers_are_floats_at_once() -> None:
    begun = time.perf_counter()
    assert value("9**9**9") == value("9**9**9**9") == np.inf
    assert value("1/(9**9**9)") == 0.0
    assert time.perf_counter() - begun < 0.1
    assert np.isnan(value("log(I - 1)")) and np.isnan(value("0/(I - I)")) and value("1/(I - I)") == np.inf


# ---- hostile texts

HOSTILE = {
    "I.real": 2, "I.tofile": 2, "().__class__": 3, "I.__class__.__base__": 2, "__import__": 1, "_I": 1,
    "open(I)": 1, "eval(I)": 1, "exec(I)": 1, "getattr(I, G)": 1, "print()": 1, "type(I)": 1, "I(G)": 1, "exp(I)(G)": 1,
    "'a'": 1, '"a"*9': 1, "b'a'": 2, "f'{I}'": 2, "[I]": 1, "I[0]": 2, "{I}": 1, "[I for I in G]": 1, "(I := 3)": 4,
    "lambda: I": 7, "lambda I: I": 9, "I if G else A": 3, "I and G": 3, "not I": 1, "I < G": 3, "I == G": 3,
    "I in G": 3, "I is G": 3, "I // G": 1, "I % G": 3, "I @ G": 3, "I << 2": 3, "I | G": 3, "~I": 1, "+I": 1,
    "I ^ G": 3, "I; G": 2, "I\nG": 2, "I = 3": 3, "import os": 1, "None": 1, "True": 1, "...": 1, "1j": 2, "2I": 2, 
    "0x1F": 2, "1_000": 2, "1 1": 3, "I G": 3, "exp": 1, "I + exp": 5, "exp()": 1, "exp(I, G)": 1, "min(I)": 1, 
    "max(I, G, A)": 1, "pow(I)": 1, "exp(I, out=G)": 11, "max(*I, G)": 5, "max(**I)": 1, "(I, G)": 1, "()": 1,
    "yield I": 1, "await I": 1, "I, G": 1,
    "": 1, "   ": 1, "I +": 4, "* I": 1, "(I": 1, "I)": 2, "(": 1, ")": 1, "I**": 4, "1e999": 1, "9" * 400: 1,
    "І": 1, "Ι*G": 1, "I×G": 2, "I−G": 2, "I²": 2, "ｅxp(I)": 1, "I\u200b": 2, "\u202eI": 1, "I\x00": 2, "I\t": 2,
    "𝐈": 1, "#": 1, "I # G": 3, "\\": 1, "`I`": 1, "$I$": 1, "<b>I</b>": 1, "=I": 1, "@I": 1, "e": 1, "pi": 1,
    "inf": 1, "nan": 1, "(" * 210 + "I" + ")" * 210: 201, "-" * 400 + "I": 61, "I**" * 100 + "I": 121,
    "exp(" * 100 + "I" + ")" * 100: 241, "I+" * 240 + "I": 1, "I" * 10_000: 501, "(" * 10_000: 501,
    " " * 10_000: 501, "I+(" * 160: 1,
}  # fmt: skip


@pytest.mark.parametrize(("text", "column"), HOSTILE.items(), ids=lambda x: ascii(x)[:20])
def test_a_hostile_text_is_refused_in_one_line_with_its_column(text: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        read(text)
    said = str(caught.value)
    assert said.startswith(f"column {caught.value.column}: ") and "\n" not in said and said.isascii()
    assert len(said) < 260
    assert caught.value.column == column or len(text) > 100
    assert 1 <= caught.value.column <= max(len(text), 1) + 1


def test_a_bad_text_costs_milliseconds_and_hardly_any_memory() -> None:
    for text in (*HOSTILE, "I" * 1_000_000, "(" * 1_000_000):
        tracemalloc.start()
        try:
            with pytest.raises(ExpressionError):
                read(text)
            assert tracemalloc.get_traced_memory()[1] < 1_000_000
        finally:
            tracemalloc.stop()
    begun = time.perf_counter()
    for text in HOSTILE:
        with pytest.raises(ExpressionError):
            read(text)
    assert time.perf_counter() - begun < 0.005 * len(HOSTILE)


def test_only_a_plain_unknown_name_can_become_a_constant() -> None:
    unknown = {}
    for text in ("k*I", "I + threshold", "f(I)", "I.k", "k k"):
        with pytest.raises(ExpressionError) as caught:
            read(text)
        unknown[text] = caught.value.unknown
    assert unknown == {"k*I": "k", "I + threshold": "threshold", "f(I)": "", "I.k": "", "k k": "k"}


# ---- nothing but the whitelist is reachable


def check_is_plain(program: Program) -> None:
    """All that a program holds: known operations, each with as many registers as it takes, filled before."""
    filled = len(program.names) + len(program.numbers)
    assert program.names[:3] == AXES
    for step in program.steps:
        assert len(step.operands) == len(expression._OPERATIONS[step.operation].slopes)
        assert all(type(place) is int and 0 <= place < filled for place in step.operands)
        filled += 1
    assert 0 <= program.result < filled
    assert all(type(number) is float for number in program.numbers)


NODES = {ast.Expression, ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant, ast.Load,
         ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub}  # fmt: skip
PIECES = [
    *(
        "I",
        "G",
        "A",
        "k",
        "1",
        "2.5",
        ".5",
        "1e3",
        "+",
        "-",
        "*",
        "/",
        "**",
        "(",
        ")",
        ",",
        " ",
        "exp(",
        "min(",
        "pow(",
    ),
    *(
        "sqrt",
        "__",
        "_",
        ".",
        "=",
        ":=",
        "[",
        "]",
        "{",
        "'",
        '"',
        "lambda",
        " for ",
        " in ",
        " if ",
        "\n",
        "@",
        "%",
        ":",
    ),
    *("__class__", "eval(", "os", "True", "out", "1j", "І", "−", "\x00", "None", "%s", "//", "<", "^", ";", "#", "\\"),
]


def plain(text: str, names: tuple[str, ...] = ("k",)) -> bool:
    """Whether Python reads a text as arithmetic of the allowed kind and no other."""
    try:
        nodes = list(ast.walk(ast.parse(text.strip(" "), mode="eval")))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    known = {*AXES, *names, *FUNCTIONS}
    return all(
        type(node) in NODES
        and (not isinstance(node, ast.Name) or node.id in known)
        and (not isinstance(node, ast.Constant) or type(node.value) in (int, float))
        for node in nodes
    )


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=30)))
def test_whatever_is_typed_only_arithmetic_comes_out(text: str) -> None:
    try:
        program = read(text, ("k",))
    except ExpressionError as error:
        assert "\n" not in str(error)
        return
    assert plain(text)
    check_is_plain(program)
    assert program.value(*WHERE, (1.0,)).dtype == np.float64


LEAVES = st.one_of(
    st.sampled_from(["I", "G", "A", "k"]), st.floats(0, 1e6, allow_subnormal=False).map(lambda x: repr(abs(x)))
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = [
        st.tuples(*([inner] * len(FUNCTIONS[name].slopes))).map(lambda parts, name=name: f"{name}({', '.join(parts)})")
        for name in FUNCTIONS
    ]
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda part: f"(-{part})"),
        *calls,
    )


@settings(max_examples=60, deadline=None)
@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_whatever_is_allowed_is_read_and_the_same_for_one_point_and_many(text: str) -> None:
    """The positive control: the gates let through all that they should."""
    assert plain(text)
    program = read(text, ("k",))
    check_is_plain(program)
    many = np.broadcast_to(program.value(*WHERE, (0.3,)), (60,))
    one = program.value(*WHERE[:, 5:6], (0.3,))
    np.testing.assert_allclose(many[5], one[0], rtol=1e-9)
    grid = program.value(WHERE[0, :4, None, None], WHERE[1, :3, None], WHERE[2, :2], (0.3,))
    point = program.value(WHERE[0, 3:4], WHERE[1, 2:3], WHERE[2, 1:2], (0.3,))
    np.testing.assert_allclose(np.broadcast_to(grid, (4, 3, 2))[3, 2, 1], point[0], rtol=1e-9)


def test_the_fuzz_finds_what_it_looks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a gate open, the checks of the fuzz test fail: they are able to."""
    assert not plain("I.real") and not plain("open(I)") and not plain("[I]") and not plain("lambda: I")
    assert plain("min(I, 2)*k")
    with pytest.raises(KeyError):
        check_is_plain(Program(AXES, (), (expression.Step("eval", (0,)),), 3, frozenset()))
    with pytest.raises(AssertionError):
        check_is_plain(Program(AXES, (), (expression.Step("exp", (7,)),), 3, frozenset()))


def test_the_callers_arrays_are_never_overwritten() -> None:
    for text in (*GOOD, "max(I, G)", "I*1", "I**1"):
        where = WHERE.copy()
        where.flags.writeable = False
        read(text).value(*where)
        read(text).slopes(*where)
        assert (where == WHERE).all()


def test_the_same_part_is_computed_once() -> None:
    assert len(read("exp(I*A) + exp(I*A)*exp(I*A)").steps) == 4


# ---- slopes

INSIDE = ("0.2 + I*A", "0.4 + G*A")
SLOPES = (
    *GOOD, *(f"{name}({', '.join(INSIDE[: len(entry.slopes)])})" for name, entry in FUNCTIONS.items()),
    "I**G", "G**(2*A - 1)", "(I*A)**(G + A)", "I/(G + A)", "-exp(I)/G", "I - G*A", "sigmoid(9*(A - I))", "0.5",
)  # fmt: skip


@pytest.mark.parametrize("text", SLOPES)
def test_slopes_are_those_of_finite_differences(text: str) -> None:
    program = read(text)
    where = WHERE[:, (np.abs(WHERE[0] - WHERE[2]) > 0.02) & (np.abs(WHERE[1] - WHERE[2]) > 0.02)]
    near_tie = np.abs(0.2 + where[0] * where[2] - 0.4 - where[1] * where[2]) < 0.02
    where = where[:, ~near_tie]
    found = program.slopes(*where)[1]
    for axis, along in enumerate(found):
        measured = slope(
            lambda x, axis=axis: np.broadcast_to(
                program.value(*np.insert(np.delete(where, axis, 0), axis, x, 0)), x.shape
            ),
            where[axis],
        )
        assert (along is None) == (AXES[axis] not in program.used)
        given = np.broadcast_to(np.zeros(1) if along is None else along, measured.shape)
        np.testing.assert_allclose(given, measured, rtol=1e-6, atol=1e-7)


def test_every_operation_is_among_them() -> None:
    tested = set(itertools.chain(*((step.operation for step in read(text).steps) for text in SLOPES)))
    assert tested == set(expression._OPERATIONS)
