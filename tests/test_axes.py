"""Coordinates, blocks, and the small pieces of calculus."""

import math
import tracemalloc

import numpy as np
import pytest

from risk.axes import BLOCK_SIZE, blocks, coordinate, cut, evaluate
from risk.calculus import power_slope, product, sigmoid, slope

SHAPES = [
    (), (1,), (BLOCK_SIZE,), (BLOCK_SIZE + 1,), (3, BLOCK_SIZE), (BLOCK_SIZE, 3), (2, 3, 5), (30, 1, 40, 50), (7, 0, 3),
    (0,), (5, BLOCK_SIZE * 2 + 1), (1, 1, BLOCK_SIZE + 7),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("size", [1, 10, BLOCK_SIZE])
def test_blocks_cover_every_element_once_and_stay_small(shape, size):
    if math.prod(shape) > 2000 * size:
        size = math.prod(shape) // 2000
    seen = np.zeros(shape, dtype=int)
    for block in blocks(shape, size):
        assert 1 <= seen[block].size <= size
        seen[block] += 1
    assert (seen == 1).all()


@pytest.mark.parametrize("shape", [(4, 1, 6), (5, 1), (6,), (1,), ()], ids=str)
def test_a_cut_operand_still_broadcasts_to_its_block(shape):
    operand = np.arange(math.prod(shape), dtype=float).reshape(shape)
    full = np.broadcast_to(operand, (4, 5, 6))
    for block in blocks((4, 5, 6), 7):
        part = cut(operand, block)
        assert part.size <= operand.size
        assert (np.broadcast_to(part, full[block].shape) == full[block]).all()


def test_a_formula_on_a_grid_sees_each_axis_alone():
    sizes = []

    def formula(x, y):
        sizes.append((x.size, y.size))
        return (x + y,)

    x, y = np.linspace(0, 1, 300)[:, None], np.linspace(0, 1, 200)
    assert (evaluate(formula, 1, (x, y), "test")[0] == x + y).all()
    assert sum(size for size, _ in sizes) == 300


@pytest.mark.parametrize(
    ("result", "described"),
    [
        (np.zeros(7), r"an array of shape \(7,\)"),
        (None, "NoneType"),
        (1j, "complex"),
        ("x", "str"),
        ([[1.0]] * 3, "list"),
    ],
)
def test_a_result_of_another_shape_is_named(result, described):
    with pytest.raises(ValueError, match=rf"^mine returned {described} where numbers of shape \(4,\)"):
        evaluate(lambda x: (result,), 1, (np.zeros(4),), "mine")


def test_coordinates_are_checked_without_a_copy():
    values = np.linspace(0.0, 1.0, 10)
    assert coordinate("I", values) is values
    assert coordinate("I", []).size == 0
    assert coordinate("I", [True, 0, 0.5]).tolist() == [1.0, 0.0, 0.5]


def test_the_first_bad_coordinate_is_named_in_reading_order():
    with pytest.raises(ValueError, match=r"^A must lie in \[0, 1\], got -0\.5$"):
        coordinate("A", [[0.1, 0.2], [-0.5, np.nan]])
    with pytest.raises(ValueError, match=r"^A must lie in \[0, 1\], got nan$"):
        coordinate("A", [[0.1, np.nan], [-0.5, 2.0]])


def test_a_message_about_a_huge_input_is_short():
    with pytest.raises(ValueError) as caught:
        coordinate("I", ["x"] * 100_000)
    assert len(str(caught.value)) < 120


def test_checking_coordinates_takes_no_memory():
    values = np.random.default_rng(0).random(1_000_000)
    tracemalloc.start()
    coordinate("I", values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000


def test_sigmoid():
    x = np.array([-1e308, -800.0, -40.0, -3.0, 0.0, 1e-9, 3.0, 800.0, 1e308])
    with np.errstate(all="raise", under="ignore"):
        result = sigmoid(x)
    exact = [0.0, 0.0, 4.248354255291589e-18, 0.04742587317756678, 0.5, 0.5 + 2.5e-10, 0.9525741268224334, 1.0, 1.0]
    assert result == pytest.approx(exact, abs=1e-15)


def test_slope_of_a_power():
    x = np.array([0.0, 0.25, 1.0])
    assert power_slope(x, 0.0).tolist() == [0.0, 0.0, 0.0]
    assert power_slope(x, 1.0).tolist() == [1.0, 1.0, 1.0]
    assert power_slope(x, 2.0).tolist() == [0.0, 0.5, 2.0]
    assert power_slope(x, 0.5).tolist() == [math.inf, 1.0, 0.5]


def test_zero_times_infinity_is_zero_in_a_product():
    left, right = np.array([0.0, np.inf, 2.0, np.inf]), np.array([np.inf, 0.0, 3.0, 2.0])
    assert product(left, right).tolist() == [0.0, 0.0, 6.0, np.inf]
    assert product(2.0, left, np.array(0.0)).tolist() == [0.0] * 4


@pytest.mark.parametrize("degree", range(5))
def test_the_numerical_slope_is_exact_for_quartics_up_to_the_edges(degree):
    x = np.array([0.0, 1e-4, 1e-3, 0.3, 0.9995, 1.0])
    exact = degree * x ** max(degree - 1, 0)
    assert slope(lambda t: t**degree, x) == pytest.approx(exact, abs=1e-11)


def test_the_numerical_slope_is_of_fourth_order():
    x = np.array([0.2, 0.5])
    errors = [np.abs(slope(np.exp, x, step) - np.exp(x)).max() for step in (0.04, 0.02)]
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.1)
