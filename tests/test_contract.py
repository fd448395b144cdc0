"""What every danger function, agency, preset and declared object promises, checked on all there are."""

import dataclasses
import importlib
import inspect
import itertools
import math
import pkgutil
import urllib.parse
from pathlib import Path

import numpy as np
import pytest
from scipy import differentiate

import risk
from risk.agency import AGENCIES
from risk.axes import AXES, BLOCK_SIZE
from risk.danger import BUILT_IN
from risk.parameter import Declared, parameters
from risk.presets import CHANNELS, PRESETS
from risk.registry import danger_functions
from risk.scenario import SECTIONS, Scenario
from risk.surface import Surface

pytestmark = pytest.mark.filterwarnings("error")

FUNCTIONS = list(danger_functions().values())
HISTORIES = [{"branch": "granting"}, {"branch": "revoking"}, {"coupling": False}]
# Kinks, an infinite slope at an edge, and two constants.
TYPED = {"constants": (("k", 3.0), ("m", 0.5)), "text": "sigmoid(k*(A - m)) * max(I, G)**0.5 * min(1, 2*G)"}
VARIANTS = [
    *((kind, {}) for kind in FUNCTIONS),
    *((risk.danger_functions()["phase-transition"], history) for history in HISTORIES),
    (risk.danger_functions()["formula"], TYPED),
]
PAIRS = [(kind, agency) for kind in FUNCTIONS for agency in AGENCIES.values()]
EDGES = np.array([0.0, 1e-300, 1e-12, 0.3, 0.6, 1.0 - 1e-12, 1.0])

every_function = pytest.mark.parametrize("kind", FUNCTIONS, ids=lambda kind: kind.name)
every_agency = pytest.mark.parametrize("kind", list(AGENCIES.values()), ids=lambda kind: kind.name)
every_variant = pytest.mark.parametrize(("kind", "fixed"), VARIANTS, ids=lambda x: getattr(x, "name", str(x or "")))
every_pair = pytest.mark.parametrize(("kind", "agency"), PAIRS, ids=lambda kind: kind.name)


def rng(*parts):
    """Draws that are the same in every run, and different for every test."""
    return np.random.default_rng(list("/".join(map(str, parts)).encode()))


def drawn_value(declared, random, legal):
    """A random value: of the declared prior, or of anything that is legal, bounds included."""
    if declared.kind == "flag":
        return bool(random.integers(2))
    if declared.kind == "choice":
        return str(random.choice(declared.choices))
    if not declared.numeric:
        return declared.default
    low, high = (declared.low, declared.high) if legal else declared.typical
    if declared.kind == "integer":
        return int(random.integers(int(low), int(high) + 1))
    if legal and random.random() < 0.3:
        return float(random.choice([low, high, declared.default, declared.typical[0], declared.typical[1]]))
    if not legal:
        return float(declared.prior().rvs(random_state=random))
    if low > 0.0 and declared.log:
        return float(np.clip(math.exp(random.uniform(math.log(low), math.log(high))), low, high))
    return float(random.uniform(low, high))


def drawn(kind, random, legal=False, **fixed):
    made = kind(**fixed)
    return made.replace(**{p.name: drawn_value(p, random, legal) for p in parameters(made) if p.name not in fixed})


def surfaces(kind, fixed, random, legal=False, count=6):
    """The default and random parameters, with granted and with induced agency."""
    yield Surface(kind(**fixed))
    yield Surface(kind(**fixed), risk.ProxyAgency())
    for _, agency in itertools.product(range(count), AGENCIES.values()):
        yield Surface(drawn(kind, random, legal, **fixed), drawn(agency, random, legal))


def points(random, count):
    return random.random((3, count))


# ---- declarations


def declared_classes():
    for module in pkgutil.iter_modules(risk.__path__):
        if module.name not in ("ui", "plots", "__main__"):
            importlib.import_module(f"risk.{module.name}")

    def below(kind):
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    found = {kind for kind in below(Declared) if kind.__module__.startswith("risk.")}
    return sorted((kind for kind in found if not inspect.isabstract(kind)), key=lambda kind: kind.__qualname__)


DECLARED = declared_classes()
PARAMETERS = [(kind, declared) for kind in DECLARED for declared in parameters(kind)]
every_parameter = pytest.mark.parametrize(
    ("kind", "declared"), PARAMETERS, ids=lambda x: getattr(x, "name", "") or x.__name__
)


def refusal(kind, name, value):
    # A rule that is made of other parts cannot be made of one parameter alone.
    if any(field.default is field.default_factory for field in dataclasses.fields(kind)):
        declared = next(p for p in parameters(kind) if p.name == name)
        with pytest.raises(ValueError) as caught:
            declared.check(value, kind.name)
    else:
        with pytest.raises(ValueError) as caught:
            kind(**{name: value})
    return str(caught.value)


def test_the_walk_found_the_sections_and_the_rules():
    names = {kind.name for kind in DECLARED}
    assert {kind.name for kind in BUILT_IN} | set(AGENCIES) <= names
    assert {type(Scenario().section(name)).name for name in SECTIONS} <= names
    assert {"triple-intersection", "surface-threshold", "filter-then-test"} <= names


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.__qualname__)
def test_declared_objects_are_frozen_named_and_explained(kind):
    assert kind.__dataclass_params__.frozen
    assert kind.__doc__ and not kind.__doc__.startswith(f"{kind.__name__}(")
    names = [p.name for p in parameters(kind)]
    if names:
        assert kind.name and kind.label
        assert len({p.label for p in parameters(kind)}) == len(names)


def test_no_two_declared_classes_share_a_name():
    names = [kind.name for kind in DECLARED if kind.name]
    assert len(names) == len(set(names))


@every_parameter
def test_a_parameter_is_explained_and_its_default_is_typical_and_legal(kind, declared):
    assert declared.label and declared.help.endswith(".") and declared.source
    assert declared.check(declared.default) == declared.default
    if declared.numeric:
        assert declared.low <= declared.typical[0] <= declared.default <= declared.typical[1] <= declared.high
        assert declared.typical[0] < declared.typical[1]
        assert math.isfinite(declared.low) and math.isfinite(declared.high)
        assert 0 < declared.step <= declared.typical[1] - declared.typical[0]
        assert not declared.unusual(declared.default)
        assert not declared.log or declared.typical[0] > 0


@every_parameter
def test_a_parameter_keeps_its_bounds(kind, declared):
    if not declared.numeric:
        for wrong in (None, 3, 1.5, "no such thing" * 200):
            message = refusal(kind, declared.name, wrong)
            assert (declared.name in message and repr(wrong)[:20] in message) or "characters" in message
        return
    for legal in (declared.low, declared.high, declared.default, *declared.typical):
        assert declared.check(legal) == legal
    beyond = 1 if declared.kind == "integer" else 0
    for wrong in (
        declared.low - beyond if beyond else np.nextafter(declared.low, -np.inf),
        declared.high + beyond if beyond else np.nextafter(declared.high, np.inf),
        -1e308,
        math.nan,
        math.inf,
        -math.inf,
    ):
        message = refusal(kind, declared.name, wrong)
        assert f"{kind.name}.{declared.name}" in message
        assert f"{declared.low:g}" in message and f"{declared.high:g}" in message and repr(wrong) in message
    for wrong in ("1", None, True, np.True_, [1.0], 1j, 10**400):
        assert declared.name in refusal(kind, declared.name, wrong)


@every_parameter
def test_the_slider_visits_legal_values_in_order_and_the_value_itself(kind, declared):
    if not declared.numeric:
        return
    for value in (declared.default, declared.low, declared.high, *declared.typical):
        grid = declared.grid(value)
        low, high = declared.span(value)
        assert value in grid and grid[0] == low and grid[-1] == high
        assert all(a < b for a, b in itertools.pairwise(grid))
        assert all(declared.check(x) == x for x in grid)
        assert 2 <= len(grid) <= 70


@every_parameter
def test_text_of_a_value_reads_back_exactly(kind, declared):
    random = rng("text", kind.name, declared.name)
    values = [drawn_value(declared, random, legal) for legal in (True, False) for _ in range(10)]
    if declared.kind == "text":
        values = ["", "a b&c=d#é\n", "x" * int(declared.high)]
    if declared.kind == "constants":
        values = [(), (("a_1", -0.1), ("k", 1 / 3), ("zz", 1e6))]
    for value in values:
        back = declared.parse(declared.text(value))
        assert back == value and type(back) is type(value)


# ---- danger functions


@every_function
def test_a_function_says_what_it_is(kind):
    made = kind()
    assert made.name and made.label and made.summary.endswith(".") and made.formula and made.source
    assert "D = " in made.formula
    assert set(made.increasing) <= set(AXES)
    assert set(made.leading) <= {p.name for p in parameters(made)}
    assert len(made.leading) <= 2 or not made.stands_alone
    assert risk.danger_function(kind.name) == made
    assert "Source:" in kind.__doc__


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_a_built_in_function_is_named_as_its_file_is(kind):
    assert Path(inspect.getfile(kind)).stem.replace("_", "-") == kind.name


@every_variant
def test_danger_broadcasts_as_a_ufunc_does(kind, fixed):
    for surface in (kind(**fixed), Surface(kind(**fixed), risk.ProxyAgency())):
        for shapes in [
            ((), (), ()),
            ((3,), (), ()),
            ((4, 1, 1), (3, 1), (2,)),
            ((0,), (), (1,)),
            ((2, 0), (0,), ()),
            ((5, 1), (1, 1), (1, 7)),
        ]:
            operands = [np.full(shape, 0.4 + 0.1 * k) for k, shape in enumerate(shapes)]
            expected = np.broadcast_shapes(*shapes)
            for result in (surface.danger(*operands), *surface.gradient(*operands)):
                assert np.shape(result) == expected and result.dtype == np.float64
        assert surface.danger(0, 1, 1).dtype == np.float64
        assert surface.danger([0, 1], np.array([1, 1]), 1).tolist() == surface.danger([0.0, 1.0], 1.0, 1.0).tolist()
        assert surface.danger(np.float32(0.5), 1, [True]).shape == (1,)
        with pytest.raises(ValueError, match="shape"):
            surface.danger(np.zeros(2), np.zeros(3), 0.0)


@every_function
def test_a_bad_coordinate_is_named_with_its_axis(kind):
    for surface in (kind(), Surface(kind(), risk.ProxyAgency())):
        for axis, bad in itertools.product(AXES, (-1e-12, 1 + 1e-12, math.nan, math.inf, -math.inf)):
            where = dict.fromkeys(AXES, 0.5) | {axis: [0.2, bad, 0.3, 7.0]}
            for ask in (surface.danger, surface.gradient):
                with pytest.raises(ValueError, match=rf"^{axis} must lie in \[0, 1\], got ") as caught:
                    ask(**where)
                assert str(caught.value).endswith(f" {np.float64(bad)!s}")
        for nonsense in ("text", None, 1j, [[0.1], [0.2, 0.3]], 10**400, object()):
            with pytest.raises(ValueError, match=r"^G must "):
                surface.danger(0.5, nonsense, 0.5)


@every_variant
def test_danger_is_finite_and_an_index(kind, fixed):
    random = rng("bounds", kind.name, fixed)
    everywhere = np.stack(np.meshgrid(EDGES, EDGES, EDGES)).reshape(3, -1)
    where = np.concatenate([everywhere, points(random, 400)], axis=1)
    for legal in (False, True):
        for surface in surfaces(kind, fixed, random, legal):
            danger = surface.danger(*where)
            assert np.isfinite(danger).all() and danger.min() >= 0.0 and danger.max() <= 1.0


@every_variant
def test_danger_is_not_clipped(kind, fixed):
    random = rng("clip", kind.name, fixed)
    for surface in surfaces(kind, fixed, random, legal=True):
        raw = surface.function._danger(*points(random, 300))
        assert raw.min() >= -1e-12 and raw.max() <= 1.0 + 1e-12


@every_variant
def test_gradient_is_never_undefined_not_even_at_edges(kind, fixed):
    random = rng("edges", kind.name, fixed)
    where = np.stack(np.meshgrid(EDGES, EDGES, EDGES)).reshape(3, -1)
    exponents = {p.name: 0.5 for p in parameters(kind) if p.name.startswith("exponent")}
    some = [Surface(kind(**fixed | exponents)), Surface(kind(**fixed | dict.fromkeys(exponents, 0.0)))]
    for surface in itertools.chain(some, *(surfaces(kind, fixed, random, legal) for legal in (False, True))):
        for axis, slope in zip(AXES, surface.gradient(*where), strict=True):
            assert not np.isnan(slope).any()
            if axis in surface.function.increasing:
                assert slope.min() >= -1e-12


@every_variant
def test_gradient_is_the_derivative(kind, fixed):
    """Against SciPy's adaptive differences of order 8, wherever those converge: they do not across a jump."""
    random = rng("gradient", kind.name, fixed)
    checked = total = 0
    for surface in surfaces(kind, fixed, random, count=3):
        where = 0.08 + 0.84 * points(random, 60)
        gradient = surface.gradient(*where)
        for axis in range(3):

            def along(x, *rest, surface=surface, axis=axis):
                return surface.danger(*rest[:axis], x, *rest[axis:])

            found = differentiate.derivative(
                along,
                where[axis],
                args=tuple(np.delete(where, axis, axis=0)),
                initial_step=0.02,
                order=8,
                tolerances={"atol": 1e-9, "rtol": 1e-8},
            )
            usable = found.success & (found.error < 1e-7 * (1 + np.abs(found.df)))
            assert gradient[axis][usable] == pytest.approx(found.df[usable], rel=2e-6, abs=2e-6)
            checked, total = checked + np.count_nonzero(usable), total + usable.size
    assert checked >= 0.7 * total


@every_variant
def test_danger_never_falls_in_its_increasing_axes(kind, fixed):
    random = rng("rises", kind.name, fixed)
    line, rest = np.linspace(0.0, 1.0, 121), np.linspace(0.0, 1.0, 7)
    for legal in (False, True):
        for surface in surfaces(kind, fixed, random, legal, count=8):
            for axis in surface.function.increasing:
                shape = {other: rest for other in AXES} | {axis: line}
                danger = surface.danger(*np.ix_(*(shape[other] for other in AXES)))
                assert np.diff(danger, axis=AXES.index(axis)).min() >= -1e-12


@every_variant
def test_one_call_pieces_and_a_grid_agree(kind, fixed):
    random = rng("pieces", kind.name, fixed)
    count = 2 * BLOCK_SIZE + 3
    where = points(random, count)
    for surface in (kind(**fixed), Surface(kind(**fixed), risk.ProxyAgency())):
        whole = surface.danger(*where)
        cuts = [0, 1, 1000, BLOCK_SIZE - 1, BLOCK_SIZE + 1, count]
        pieces = [surface.danger(*where[:, a:b]) for a, b in itertools.pairwise(cuts)]
        assert np.abs(whole - np.concatenate(pieces)).max() < 1e-11
        singles = [float(surface.danger(*where[:, k])) for k in (0, BLOCK_SIZE - 1, BLOCK_SIZE, count - 1)]
        assert singles == pytest.approx(whole[[0, BLOCK_SIZE - 1, BLOCK_SIZE, count - 1]], abs=1e-11)

        axes = (where[0, :41], where[1, :29], where[2, :53])
        grid = surface.danger(*np.ix_(*axes))
        spread = np.stack(np.meshgrid(*axes, indexing="ij")).reshape(3, -1)
        assert np.abs(grid.ravel() - surface.danger(*spread)).max() < 1e-11
        turned = surface.danger(*(operand.T for operand in np.ix_(*axes)))
        assert np.abs(turned - grid.T).max() < 1e-11


@every_function
def test_the_callers_arrays_stay_as_they_are(kind):
    where = points(rng("mine", kind.name), 50)
    where.flags.writeable = False
    before = where.copy()
    for surface in (kind(), Surface(kind(), risk.ProxyAgency())):
        results = [surface.danger(*where), *surface.gradient(*where)]
        for result in results:
            assert not np.shares_memory(result, where)
            result[:] = -1.0
    assert (where == before).all()


@every_function
def test_a_function_is_a_frozen_value(kind):
    made = kind()
    first = next((p for p in parameters(made) if p.numeric), parameters(made)[-1])
    other = first.typical[1] if first.numeric else "I*A"
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, first.name, 0.5)
    assert made == kind() and hash(made) == hash(kind())
    changed = made.replace(**{first.name: other})
    assert changed != made and type(changed) is kind
    with pytest.raises(TypeError):
        kind(0.5)
    with pytest.raises(ValueError, match=kind.name):
        risk.danger_function(kind.name, no_such_parameter=1)


# ---- agencies


@every_agency
def test_an_agency_says_what_it_is(kind):
    assert AGENCIES[kind.name] is kind
    assert kind.label and kind.summary.endswith(".") and kind.formula and kind.source
    assert set(kind.leading) <= {p.name for p in parameters(kind)}


@every_agency
def test_an_agency_broadcasts_and_adds_to_what_is_granted(kind):
    random = rng("agency", kind.name)
    grid = np.concatenate([EDGES, random.random(60)])
    for legal in (False, True):
        for agency in [kind()] + [drawn(kind, random, legal) for _ in range(30)]:
            effective = agency.effective(grid[:, None], grid)
            persuaded = agency.persuaded(grid)
            assert effective.shape == (67, 67) and effective.dtype == persuaded.dtype == np.float64
            assert (effective >= grid).all() and effective.max() <= 1.0
            assert persuaded.min() >= 0.0 and persuaded.max() <= 1.0
            order = np.argsort(grid)
            assert np.diff(persuaded[order]).min() >= -1e-12
            assert np.diff(effective[order][:, order], axis=0).min() >= -1e-12
            assert np.diff(effective[order][:, order], axis=1).min() >= -1e-12
    assert np.shape(kind().persuaded(0.5)) == () and kind().effective([], 0.5).shape == (0,)
    with pytest.raises(ValueError, match=r"^I must lie in \[0, 1\], got nan"):
        kind().persuaded([0.1, math.nan])
    with pytest.raises(ValueError, match=r"^A must lie in \[0, 1\], got 1\.5"):
        kind().effective(0.1, [0.2, 1.5])


@every_agency
def test_an_agency_gives_the_same_in_pieces(kind):
    I, A = points(rng("agency pieces", kind.name), BLOCK_SIZE + 5)[:2]
    whole = kind().effective(I, A)
    pieces = [kind().effective(I[a : a + 999], A[a : a + 999]) for a in range(0, I.size, 999)]
    assert np.abs(whole - np.concatenate(pieces)).max() < 1e-12


# ---- links and files


def drawn_scenario(kind, agency, random):
    scenario = Scenario(function=drawn(kind, random, legal=True), agency=drawn(agency, random, legal=True))
    for key in scenario.parameter_keys():
        declared = scenario.parameter(key)
        if declared.numeric or declared.kind in ("flag", "choice"):
            scenario = scenario.replace(key, drawn_value(declared, random, legal=True))
    return scenario.replace("deployments", [("gpt4", float(random.uniform(1, 5)))])


@every_pair
def test_any_legal_scenario_survives_a_link_and_a_file_exactly(kind, agency):
    random = rng("link", kind.name, agency.name)
    for _ in range(4):
        scenario = drawn_scenario(kind, agency, random)
        query = scenario.to_query()
        assert all(isinstance(part, str) for pair in query.items() for part in pair)
        link = urllib.parse.urlencode(query)
        assert Scenario.from_query(dict(urllib.parse.parse_qsl(link, keep_blank_values=True))) == (scenario, ())
        assert Scenario.from_json(scenario.to_json()) == (scenario, ())
        assert scenario.to_query() == Scenario.from_query(query)[0].to_query()
        assert hash(Scenario.from_query(query)[0]) == hash(scenario)


# ---- presets


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_a_preset_is_a_typical_scenario_that_survives_a_link(preset):
    scenario = preset.scenario()
    assert preset.summary.endswith(".") and scenario.remarks() == ()
    assert scenario.overrides() == dict(preset.changes)
    assert Scenario.from_query(scenario.to_query()) == (scenario, ())


def test_presets_differ_and_the_first_is_the_default():
    scenarios = [preset.scenario() for preset in PRESETS.values()]
    assert len(set(scenarios)) == len(PRESETS) and scenarios[0] == Scenario()
    assert list(PRESETS) == [preset.name for preset in PRESETS.values()]


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda preset: preset.name)
def test_a_channel_is_a_legal_change_of_induced_agency_that_survives_a_link(channel):
    scenario = channel.scenario()
    assert channel.summary.endswith(".") and all(key.startswith("agency.") for key in channel.changes)
    assert all(scenario.get(key) == value for key, value in channel.changes.items())
    assert Scenario.from_query(scenario.to_query()) == (scenario, ())
    assert CHANNELS[channel.name] is channel and channel.name not in PRESETS
    # An air gap is no typical channel; everything else is.
    assert all("Exposure is 0" in remark for remark in scenario.remarks())
