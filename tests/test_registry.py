"""The registry: a danger function in ten lines, and plug-ins that misbehave in every way we could think of."""

import importlib.metadata
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import risk
from risk import registry
from risk.danger import BUILT_IN
from risk.scenario import Scenario

PLUGINS = Path(__file__).parent / "plugins"
BROKEN = (
    *("raises", "exits", "not_a_number", "wrong_shape", "neighbours", "nothing", "complex_numbers"),
    *("no_class", "abstract", "taken", "nameless", "missing"),
)


@pytest.fixture
def clean(monkeypatch):
    """A registry of its own, with no plug-ins."""
    monkeypatch.setattr(registry, "_functions", {kind.name: kind for kind in BUILT_IN})
    monkeypatch.setattr(registry, "_problems", [])
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [])
    registry._load_plugins.cache_clear()
    yield
    registry._load_plugins.cache_clear()


@pytest.fixture
def plug_in(clean, monkeypatch):
    """Install modules of tests/plugins as entry points."""
    monkeypatch.syspath_prepend(str(PLUGINS))

    def install(*modules):
        found = [
            importlib.metadata.EntryPoint(name, f"plugin_{name}:Function", "risk.danger_functions") for name in modules
        ]
        groups = []
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: groups.append(group) or found)
        registry._load_plugins.cache_clear()
        return groups

    return install


def test_built_in_functions_come_first_and_in_order(clean):
    alone = ["phase-transition", "additive", "multiplicative", "logistic", "o-ring"]
    assert list(risk.danger_functions()) == [*alone, "formula", "blend"]
    assert list(registry.alternatives()) == alone
    risk.danger_functions().clear()
    assert len(risk.danger_functions()) == 7
    assert registry.problems() == ()


def test_making_a_function_by_name(clean):
    assert risk.danger_function("o-ring", stages=3).stages == 3
    with pytest.raises(ValueError, match="there is no danger function 'nope'; there are phase-transition, additive"):
        risk.danger_function("nope")
    with pytest.raises(ValueError, match=r"additive: .*unexpected keyword argument 'weight_z'"):
        risk.danger_function("additive", weight_z=1)
    with pytest.raises(ValueError, match=r"o-ring\.stages must be between 1 and 100, got 0"):
        risk.danger_function("o-ring", stages=0)


def test_a_function_of_your_own_takes_ten_lines(clean):
    @risk.register
    @dataclass(frozen=True, kw_only=True)
    class Weakest(risk.DangerFunction):
        """Danger is that of the least developed axis. Source: an example."""

        name, label, formula = "weakest", "Weakest axis", r"D = \min(I, G, A)^p"
        power: float = risk.parameter(1, 0.1, 10, label="Power", help="How late danger comes.")

        def _danger(self, I, G, A):
            return np.minimum(np.minimum(I, G), A) ** self.power

    made = risk.danger_function("weakest", power=2)
    assert made.danger(0.5, [0.9, 0.4], 1).tolist() == pytest.approx([0.25, 0.16])
    assert [float(x) for x in made.gradient(0.5, 0.9, 1.0)] == pytest.approx([1.0, 0.0, 0.0], abs=1e-9)
    scenario = Scenario().replace("function", "weakest").replace("function.power", 3)
    assert Scenario.from_query(scenario.to_query()) == (scenario, ())
    assert 0 < scenario.surface.dangerous_share(0.3) < 1
    assert registry.problems() == ()


def test_a_class_that_is_defined_again_takes_its_own_place(clean):
    def cell(factor):
        @risk.register
        @dataclass(frozen=True, kw_only=True)
        class Cell(risk.DangerFunction):
            """A cell of a notebook that is run twice."""

            name = "cell"

            def _danger(self, I, G, A):
                return factor * I

        return Cell

    cell(0.5)
    second = cell(0.25)
    assert risk.danger_functions()["cell"] is second
    assert risk.danger_function("cell").danger(1, 1, 1) == 0.25


def test_a_name_that_is_taken_stays_with_its_owner(clean):
    class Additive(risk.danger_functions()["additive"]):
        """A stranger with the same name."""

    with pytest.raises(ValueError, match="needs a name of its own, got 'additive'"):
        risk.register(Additive)
    assert risk.danger_functions()["additive"] is BUILT_IN[1]


@pytest.mark.parametrize("thing", [None, 3, dict, risk.Surface, risk.ProxyAgency])
def test_only_danger_functions_can_be_registered(clean, thing):
    with pytest.raises(ValueError, match=r"is not a subclass of risk\.DangerFunction"):
        risk.register(thing)


def test_a_good_plug_in_is_found_in_its_group(plug_in):
    groups = plug_in("good")
    assert list(risk.danger_functions())[-1] == "good"
    assert groups == ["risk.danger_functions"]
    assert registry.problems() == ()
    assert risk.danger_function("good").danger(0.5, 1, 1) == 0.5
    assert len(groups) == 1  # looked for once, however often it is asked


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_plug_in_is_named_and_left_out_and_the_rest_works(plug_in, broken):
    plug_in(broken, "good")
    names = list(risk.danger_functions())
    assert names == [*(kind.name for kind in BUILT_IN), "good"]
    (problem,) = registry.problems()
    assert f"“{broken}”" in problem and f"plugin_{broken}" in problem and "left out" in problem
    assert "\n" not in problem and len(problem) < 400
    scenario, problems = Scenario.from_query({"function": broken.replace("_", "-"), "function.sharpness": "12"})
    assert scenario.function.name == "phase-transition" and scenario.function.sharpness == 12
    assert len(problems) == 1 and "there is no danger function" in problems[0]


def test_the_problem_says_what_happened(plug_in):
    plug_in("raises", "not_a_number", "wrong_shape", "exits")
    said = dict(zip(("raises", "nan", "shape", "exits"), registry.problems(), strict=True))
    assert "RuntimeError: no licence found" in said["raises"]
    assert "returns NaN inside the cube" in said["nan"]
    assert "returned an array of shape (3,)" in said["shape"] and "wrong-shape" in said["shape"]
    assert "SystemExit" in said["exits"]


def test_values_outside_the_index_are_clipped_and_the_warning_says_so(plug_in):
    plug_in("outside")
    assert "outside" in risk.danger_functions()
    (problem,) = registry.problems()
    assert problem == "“outside” returns values from -1 to 2; they are clipped to [0, 1]."
    made = risk.danger_function("outside")
    assert made.danger([0.0, 0.5, 1.0], 1, 1).tolist() == [0.0, 0.5, 1.0]
    assert risk.Surface(made).dangerous_share(0.5) == pytest.approx(0.5, abs=0.005)


def test_of_two_plug_ins_with_one_name_the_first_counts(plug_in):
    plug_in("good", "same_name")
    assert risk.danger_functions()["good"].__module__ == "plugin_good"
    (problem,) = registry.problems()
    assert "“same_name”" in problem and "needs a name of its own" in problem


def test_a_function_that_fails_only_later_is_named(plug_in):
    plug_in("late")
    assert registry.problems() == ()
    made = risk.danger_function("late", level=0.9)
    with pytest.raises(ValueError, match="late cannot be computed: IndexError"):
        made.danger(0.5, 0.5, 0.5)


def test_all_plug_ins_together(plug_in):
    plug_in(*BROKEN, "good", "outside", "late")
    assert list(risk.danger_functions())[len(BUILT_IN) :] == ["good", "outside", "late"]
    assert len(registry.problems()) == len(BROKEN) + 1


@pytest.mark.parametrize("hanging", ["hangs_on_import", "hangs_in_danger"])
def test_a_plug_in_that_hangs_is_named_and_left_out_in_time(plug_in, monkeypatch, hanging):
    monkeypatch.setattr(registry, "LOADING_SECONDS", 0.3)
    plug_in(hanging, "good")
    begun = time.monotonic()
    assert list(risk.danger_functions())[len(BUILT_IN) :] == ["good"]
    assert time.monotonic() - begun < 3
    (problem,) = registry.problems()
    assert f"“{hanging}”" in problem and "left out: TimeoutError: not loaded within 0.3 s" in problem
