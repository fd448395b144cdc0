"""The mean-field transition against root finding, root counting, quadrature and its closed forms."""

import itertools
import math

import numpy as np
import pytest
from scipy import integrate, optimize, special

from risk.danger import PhaseTransition

SETTINGS = [
    {},
    {"sharpness": 30.0, "critical_intelligence": 0.35},
    {"sharpness": 4.0, "uncoupled_midpoint": 0.5, "critical_intelligence": 0.5},
    {"sharpness": 200.0, "critical_intelligence": 0.1, "uncoupled_midpoint": 2.0},
]
every_setting = pytest.mark.parametrize("setting", SETTINGS, ids=str)
BRANCHES = ("equilibrium", "granting", "revoking")


def kappa(function, I):
    return 4 * (I / function.critical_intelligence) ** 2 if function.coupling else 0.0


def excess(x, function, I, A):
    """Zero where x is the logit of a solution m."""
    return x - function.sharpness * (A - function.uncoupled_midpoint) - kappa(function, I) * special.expit(x)


def solutions(function, I, A):
    """Every m, by Brent's method on each piece on which the equation is monotone."""
    k, reach = kappa(function, I), 1e4
    turns = [-reach, reach]
    if k > 4:
        outer = math.sqrt(1 - 4 / k)
        turns[1:1] = [special.logit((1 - outer) / 2), special.logit((1 + outer) / 2)]
    found = [
        optimize.brentq(excess, a, b, args=(function, I, A), xtol=1e-15, rtol=1e-15)
        for a, b in itertools.pairwise(turns)
        if excess(a, function, I, A) * excess(b, function, I, A) < 0
    ]
    return special.expit(np.array(found))


def agenticity(m, function, I):
    """A(m): the whole S-shaped curve, which needs no solver."""
    return function.uncoupled_midpoint + (special.logit(m) - kappa(function, I) * m) / function.sharpness


@every_setting
@pytest.mark.parametrize("branch", BRANCHES)
def test_order_parameter_is_the_root_on_its_branch(setting, branch):
    function = PhaseTransition(branch=branch, **setting)
    random = np.random.default_rng(1)
    for I, A in random.random((150, 2)):
        found = solutions(function, I, A)
        upper = branch == "revoking" or (branch == "equilibrium" and function.critical_agenticity(I) <= A)
        assert function.order_parameter(I, A) == pytest.approx(found.max() if upper else found.min(), abs=1e-12)


@every_setting
@pytest.mark.parametrize("branch", BRANCHES)
def test_order_parameter_solves_its_equation_to_1e_12(setting, branch):
    function = PhaseTransition(branch=branch, **setting)
    I, A = np.random.default_rng(2).random((2, 20_000))
    low, high = function.spinodals(I)
    at_a_jump = np.min([np.abs(A - x) for x in (low, high, function.critical_agenticity(I))], axis=0) < 1e-8
    m = function.order_parameter(I, A)
    wanted = special.expit(function.sharpness * (A - function.uncoupled_midpoint) + kappa(function, I) * m)
    assert np.abs(m - wanted)[~at_a_jump].max() < 1e-12


@pytest.mark.parametrize("I", [0.600001, 0.61, 0.7, 0.9, 1.0])
@pytest.mark.parametrize("off", [1e-9, 1e-7, 1e-4])
def test_order_parameter_near_the_folds(I, off):
    for branch, end in itertools.product(("granting", "revoking"), (0, 1)):
        function = PhaseTransition(branch=branch, uncoupled_midpoint=1.0, sharpness=10)
        for side in (-off, off):
            A = float(function.spinodals(I)[end] + side)
            if not 0 <= A <= 1:
                continue
            found = solutions(function, I, A)
            expected = found.min() if branch == "granting" else found.max()
            assert function.order_parameter(I, A) == pytest.approx(expected, abs=1e-9)


@every_setting
def test_spinodals_bound_where_there_are_three_solutions(setting):
    """Against counting: how often the S-shaped curve, walked along densely, crosses a given agenticity."""
    function = PhaseTransition(**setting)
    x = np.linspace(-1, 1, 300_001) * (400 + 10 * function.sharpness)
    for I in np.linspace(0.05, 1.0, 20):
        curve = function.uncoupled_midpoint + (x - kappa(function, I) * special.expit(x)) / function.sharpness
        low, high = function.spinodals(I)
        turns = curve[1:-1][np.diff(np.sign(np.diff(curve))) != 0]
        if turns.size == 0:
            assert (np.isnan(low) and np.isnan(high)) or high - low < 1e-4
        else:
            assert [low, high] == pytest.approx(sorted(turns), abs=1e-5)
            for level, crossings in ((0.6 * low + 0.4 * high, 3), (low - 0.1, 1), (high + 0.1, 1)):
                assert np.count_nonzero(np.diff(np.sign(curve - level))) == crossings


def test_spinodals_meet_in_the_cusp_and_are_undefined_below():
    for cusp in np.linspace(0.1, 1.0, 91):
        function = PhaseTransition(critical_intelligence=cusp)
        assert function.spinodals(cusp) == pytest.approx([function.critical_agenticity(cusp)] * 2, abs=1e-12)
        assert np.isnan(function.spinodals(np.nextafter(cusp, 0))).all()
    assert np.isnan(PhaseTransition(coupling=False).spinodals([0.0, 0.6, 1.0])).all()
    assert PhaseTransition().critical_agenticity(0.6) == pytest.approx(0.6)
    assert np.shape(PhaseTransition().spinodals(np.zeros((2, 3)))[0]) == (2, 3)


def test_critical_agenticity_falls_as_intelligence_grows():
    assert (np.diff(PhaseTransition().critical_agenticity(np.linspace(0, 1, 50))) < 0).all()
    assert np.ptp(PhaseTransition(coupling=False).critical_agenticity(np.linspace(0, 1, 50))) == 0


@pytest.mark.parametrize("I", [0.62, 0.7, 0.85, 1.0])
def test_the_jump_obeys_maxwells_rule_of_equal_areas(I):
    function = PhaseTransition(uncoupled_midpoint=1.0)
    critical = float(function.critical_agenticity(I))
    below, above = function.order_parameter(I, [critical - 1e-7, critical + 1e-7])
    states = solutions(function, I, critical)
    assert [below, above] == pytest.approx([states.min(), states.max()], abs=1e-4)
    area, _ = integrate.quad(lambda m: agenticity(m, function, I) - critical, states.min(), states.max())
    assert area == pytest.approx(0, abs=1e-9)
    assert function.order_parameter(I, critical) == pytest.approx(states.max(), abs=1e-9)


def test_on_the_maxwell_line_the_upper_state_holds_however_it_is_rounded():
    I = np.linspace(0.65, 1.0, 500)
    for function in (PhaseTransition(), PhaseTransition(sharpness=7.3, critical_intelligence=0.55)):
        critical = function.critical_agenticity(I)
        inside = (critical >= 0) & (critical <= 1)
        assert inside.any()
        assert function.order_parameter(I[inside], critical[inside]).min() > 0.5


def test_granting_and_then_revoking_is_a_loop():
    I, A = 0.8, np.linspace(0, 1, 4001)
    up, down, rest = (
        PhaseTransition(uncoupled_midpoint=1.2, branch=b) for b in ("granting", "revoking", "equilibrium")
    )
    low, high = rest.spinodals(I)
    rising, falling, resting = (f.order_parameter(I, A) for f in (up, down, rest))
    assert A[np.argmax(np.diff(rising))] == pytest.approx(high, abs=3e-4)
    assert A[np.argmax(np.diff(falling))] == pytest.approx(low, abs=3e-4)
    assert A[np.argmax(np.diff(resting))] == pytest.approx(rest.critical_agenticity(I), abs=3e-4)
    outside = (low - 1e-6 > A) | (high + 1e-6 < A)
    assert np.abs(rising - falling)[outside].max() < 1e-12
    assert (falling - rising)[~outside].min() > 0.3
    assert np.minimum(np.abs(resting - rising), np.abs(resting - falling)).max() == 0.0
    # The area of the loop is what the two jumps enclose.
    k = kappa(rest, I)
    enclosed, _ = integrate.quad(
        lambda a: solutions(rest, I, a).max() - solutions(rest, I, a).min(), low + 1e-12, high - 1e-12, limit=200
    )
    assert np.trapezoid(falling - rising, A) == pytest.approx(enclosed, abs=3e-4)
    assert k > 4


def test_there_is_no_loop_below_the_cusp():
    I, A = np.meshgrid(np.linspace(0, 0.6, 30), np.linspace(0, 1, 301))
    branches = [PhaseTransition(branch=b).order_parameter(I, A) for b in BRANCHES]
    assert np.ptp(branches, axis=0).max() < 1e-7


@pytest.mark.parametrize("sharpness", [4.0, 10.0, 80.0])
def test_the_slope_diverges_toward_the_cusp_as_one_over_the_distance(sharpness):
    function = PhaseTransition(sharpness=sharpness)
    for I in (0.0, 0.3, 0.5, 0.59, 0.5999):
        closed = (sharpness / 4) / (1 - kappa(function, I) / 4)
        critical = function.critical_agenticity(I)
        if 0 <= critical <= 1:
            h = 1e-4 / closed
            numerical = np.diff(function.order_parameter(I, [critical - h, critical + h]))[0] / (2 * h)
            assert numerical == pytest.approx(closed, rel=1e-4)
            steepest = function.gradient(I, 1.0, critical)[2]
            assert steepest == pytest.approx(I * 0.95 * closed, rel=1e-6)


def test_the_slope_is_infinite_on_a_fold_and_at_the_cusp():
    for branch, end in (("granting", 1), ("revoking", 0)):
        function = PhaseTransition(branch=branch)
        for I in (0.62, 0.65, 0.7):
            fold = function.spinodals(I)[end]
            slopes = function.gradient(I, 0.5, fold)
            assert slopes[0] == slopes[2] == np.inf and np.isfinite(slopes[1])
    assert PhaseTransition().gradient(0.6, 0.5, 0.6)[2] == np.inf


@every_setting
def test_without_feedback_agenticity_is_a_plain_ramp(setting):
    function = PhaseTransition(coupling=False, **setting)
    I, A = np.random.default_rng(3).random((2, 1000))
    ramp = special.expit(function.sharpness * (A - function.uncoupled_midpoint))
    for branch in BRANCHES:
        assert np.abs(function.replace(branch=branch).order_parameter(I, A) - ramp).max() < 1e-14


def test_danger_is_the_formula():
    function = PhaseTransition(exponent_i=1.3, exponent_g=0.7, tool_danger=0.2, narrow_danger=0.1)
    I, G, A = np.random.default_rng(4).random((3, 500))
    m = function.order_parameter(I, A)
    expected = I**1.3 * (0.1 + 0.9 * G) ** 0.7 * (0.2 + 0.8 * m)
    assert function.danger(I, G, A) == pytest.approx(expected, rel=1e-13)


def test_limits_of_tool_and_narrow_danger():
    I, G, A = np.random.default_rng(5).random((3, 200))
    assert PhaseTransition(tool_danger=1).danger(I, G, A) == pytest.approx(I * np.sqrt(G), rel=1e-14)
    assert PhaseTransition(narrow_danger=1).danger(I, G, A) == pytest.approx(PhaseTransition().danger(I, 1.0, A))
    assert PhaseTransition(tool_danger=0).danger(1.0, 1.0, A) == pytest.approx(
        PhaseTransition().order_parameter(1.0, A)
    )
    assert PhaseTransition(sharpness=200, tool_danger=0.3).danger(0.2, 1.0, 0.0) == pytest.approx(0.2 * 0.3)
    assert PhaseTransition().danger(0.9, 0.0, 1.0) == 0.0
    assert PhaseTransition(exponent_i=0, exponent_g=0).danger(0.0, 0.0, 1.0) == pytest.approx(
        0.05 + 0.95 * special.expit(2)
    )


def test_at_the_default_the_cusp_sits_in_the_middle_of_the_plane():
    assert PhaseTransition().order_parameter(0.6, 0.6) == pytest.approx(0.5, abs=1e-5)
    assert PhaseTransition().danger(0.75, 0.6, 0.9) == pytest.approx(0.75 * math.sqrt(0.6), abs=5e-4)


# ---- the transition in closed form ----


@every_setting
@pytest.mark.parametrize("branch", ["granting", "revoking"])
def test_agenticity_inverts_the_order_parameter(setting, branch):
    function = PhaseTransition(branch=branch, **setting)
    I, A = np.random.default_rng(3).random((2, 500))
    m = function.order_parameter(I, A)
    inner = (m > 1e-9) & (m < 1 - 1e-9)  # beyond, m itself has too few digits to give A back
    assert inner.sum() > 20 or function.sharpness == 200
    assert function.agenticity(I, m)[inner] == pytest.approx(A[inner], abs=1e-6)
    assert function.agenticity(0.5, [0.0, 1.0]).tolist() == [-math.inf, math.inf]


@every_setting
def test_the_curve_turns_at_the_spinodals(setting):
    function = PhaseTransition(**setting)
    I = np.linspace(min(1.0, function.critical_intelligence * 1.02), 1.0, 30)
    (low, high), (lower, upper) = function.spinodals(I), function.spinodal_shares(I)
    assert function.agenticity(I, lower) == pytest.approx(high, abs=1e-9)
    assert function.agenticity(I, upper) == pytest.approx(low, abs=1e-9)
    below = function.spinodal_shares(function.critical_intelligence * 0.9)
    assert np.isnan(below).all()


@every_setting
def test_the_steepest_slope_is_that_of_the_inverted_curve(setting):
    function = PhaseTransition(**setting)
    m = np.linspace(0.0, 1.0, 100_001)[1:-1]
    for I in np.array([0.0, 0.5, 0.9, 0.99]) * min(function.critical_intelligence, 1.0):
        steepest = np.max(np.diff(m) / np.diff(function.agenticity(I, m)))
        assert function.steepest_slope(I) == pytest.approx(steepest, rel=1e-3)
    assert np.isinf(function.steepest_slope([function.critical_intelligence, 1.0])).all()
    assert function.replace(coupling=False).steepest_slope([0.1, 1.0]) == pytest.approx(function.sharpness / 4)


@every_setting
def test_the_cusp_lies_on_the_maxwell_line_where_it_begins(setting):
    function = PhaseTransition(**setting)
    I, A = function.cusp
    assert function.critical_agenticity(I) == pytest.approx(A, abs=1e-12)
    assert function.spinodals(I)[0] == pytest.approx(A, abs=1e-7)
    assert function.replace(coupling=False).cusp is None


def test_danger_at_a_share_is_danger_where_that_share_is_realised():
    function = PhaseTransition(exponent_i=1.5, narrow_danger=0.2, tool_danger=0.1)
    I, G, A = np.random.default_rng(4).random((3, 200))
    m = function.order_parameter(I, A)
    kept = m.copy()
    assert function.danger_at(I, G, m) == pytest.approx(function.danger(I, G, A), abs=1e-14)
    assert (m == kept).all()
    with pytest.raises(ValueError, match="m must lie"):
        function.danger_at(0.5, 0.5, 1.5)
