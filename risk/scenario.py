"""The whole state of the dashboard as one frozen object, and how it travels in links and files."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from risk import words
from risk.agency import AGENCIES, Agency, Granted
from risk.audit import Audit
from risk.axes import AXES
from risk.capture import Capture
from risk.catalog import Anchors, Assumptions, systems
from risk.circumstances import Circumstances
from risk.clocked_rules import HardwareCap, Review, SpendThreshold
from risk.comparison import MeasurementError
from risk.compute import ComputeTrend
from risk.danger import DangerFunction, PhaseTransition
from risk.effort import Effort
from risk.ensemble import Ensemble
from risk.inquiry import Inquiry
from risk.migration import SCHEMA_VERSION, migrated
from risk.pairs import PairRule
from risk.parameter import Declared, Parameter, choice, flag, integer, parameter, parameters, text
from risk.prior import Prior
from risk.race import Race
from risk.regimes import Scope, Terms
from risk.registry import alternatives, danger_function, danger_functions
from risk.rules import CapabilityThreshold, ComputeThreshold, TripleIntersection
from risk.spread import ABILITIES, Chokepoints, Spread
from risk.surface import Surface
from risk.timeline import Releases
from risk.version import MODEL_VERSION
from risk.yearly import Clock

CURRENT = "current"
"""Names the scenario of the visit where another one could stand."""

COMPARED = "view.compare_"
"""What the keys begin with that say what is compared with what."""

LONGEST_PACKED = 2000
"""Characters that a second scenario may take inside a scenario."""

# What is kept of keys that this version does not know, so that a link from a newer one survives a visit here.
_MOST_UNKNOWN = 40
_LONGEST_UNKNOWN = 200


@dataclass(frozen=True, kw_only=True)
class Settings(Declared):
    """What is asked of the surface: where danger begins, when, and whom it is asked about."""

    name = "settings"
    label = "Question"
    summary = "What is asked of the surface: where danger begins, when, and whom it is asked about."

    tolerance: float = parameter(
        0.3,
        0,
        1,
        typical=(0.05, 0.95),
        step=0.01,
        symbol="D^*",
        label="Tolerance D*",
        help="Danger index from which a system counts as dangerous. Held fixed while other parameters move.",
    )
    date: float = parameter(
        2026.75,
        2010,
        2100,
        typical=(2018, 2035),
        step=0.25,
        symbol="t",
        unit="decimal year",
        label="Date",
        help="Date at which the FLOP line is read. Efficiency moves the line a little every year.",
        source="Vintage of the data (October 2026)",
    )
    calibrate: bool = flag(
        True,
        label="Fit the compute trend to the systems",
        help="Midpoint, width and scatter of the trend follow its efficiency. Off: as set by hand.",
    )
    capability: str = text(
        "gpt5",
        longest=60,
        label="Capability to hold",
        help="The system whose intelligence a FLOP line is meant to catch.",
    )
    other_function: str = text(
        "multiplicative",
        longest=60,
        label="Other danger function",
        help="The wrong function that a surface rule may hold, and the one that headlines are checked against.",
    )


@dataclass(frozen=True, kw_only=True)
class View(Declared):
    """What the figures show."""

    name = "view"
    label = "View"
    summary = "What the figures show, and which system or point a page looks at."

    x: str = choice("I", AXES, label="Horizontal axis", help="Axis drawn to the right.")
    y: str = choice("A", AXES, label="Vertical axis", help="Axis drawn upward, or into the picture in 3D.")
    fixed: float = parameter(
        0.6,
        0,
        1,
        step=0.02,
        label="Fixed axis",
        help="Value of the axis that is not drawn.",
        source="judgement: generality of a general-purpose system",
    )
    picture: str = choice(
        "surface",
        ("surface", "contour", "heat map", "cube"),
        label="Picture",
        help="How danger is drawn.",
    )
    systems: bool = flag(True, label="Measured systems", help="Draw real systems, and count them in the finding.")
    line: bool = flag(
        True,
        label="FLOP line in the picture",
        help="Draw the FLOP line over surface and map. The cube always shows it: its colours say what it misses.",
    )
    own_point: bool = flag(False, label="Own point", help="Look at a point of your own instead of at a real system.")
    system: str = text(
        "gpt5",
        longest=60,
        label="System",
        help="The system that the page looks at. Where it is not measured, a value of your own stands in.",
    )
    point_i: float = parameter(
        0.7,
        0,
        1,
        step=0.02,
        label="Own value: intelligence I",
        help="Intelligence of your own point, and of a system whose intelligence is not measured.",
    )
    point_g: float = parameter(
        0.6,
        0,
        1,
        step=0.02,
        label="Own value: generality G",
        help="Generality of your own point, and of a system whose generality is not known.",
    )
    point_a: float = parameter(
        0.5,
        0,
        1,
        step=0.02,
        label="Own value: agenticity A",
        help="Agenticity of your own point, and of a system whose agenticity is not measured.",
    )

    since: str = choice(
        "last change",
        ("last change", "autonomy level 1", "default settings", "another system"),
        label="Compared with",
        help="What the danger of the system is compared with, to say why it differs.",
    )
    other_system: str = text(
        "gpt4", longest=60, label="Other system", help="The system that the first one is compared with."
    )

    # Proxy agency
    sandbox: float = parameter(
        0,
        0,
        1,
        step=0.02,
        symbol=r"A_{\mathrm{box}}",
        label="Agenticity granted in the sandbox",
        help="What a locked-down system may do by itself. 0: it may only answer.",
    )

    # FLOP line
    miss_cost: float = parameter(
        1,
        0.01,
        1000,
        typical=(0.1, 100),
        symbol="c",
        label="Cost of a miss",
        help="How many overreached systems one missed system is worth. It moves the best line and nothing else.",
        log=True,
    )

    # Moving target
    ability: str = choice(
        "train",
        ABILITIES,
        label="Ability",
        help="What is asked of the actors who are counted: whether they can train the capability, fine-tune it or"
        " merely run it.",
    )

    # Compare: each side is CURRENT, the name of a preset, or a scenario packed into a text
    compare_one: str = text(
        CURRENT, longest=LONGEST_PACKED, label="First scenario", help="The scenario on the left of a comparison."
    )
    compare_other: str = text(
        "Gradual ramp",
        longest=LONGEST_PACKED,
        label="Second scenario",
        help="The scenario on the right of a comparison.",
    )
    compare_page: str = choice(
        "surface",
        (
            "start",
            "surface",
            "transition",
            "proxy_agency",
            "flop_line",
            "moving_target",
            "regimes",
            "how_sure",
            "data_and_method",
        ),
        label="Compared page",
        help="Page whose figures and numbers are compared.",
    )
    compare_figure: int = integer(
        0, 0, 20, typical=(0, 5), label="Compared figure", help="Which of the page's figures is shown; 0 is the first."
    )
    compare_number: int = integer(
        0, 0, 2, label="Compared number", help="Which of the page's numbers the comparison is about; 0 is the first."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.x == self.y:
            raise ValueError(f"view.x and view.y must be different axes, both are {self.x}")
        for name in ("system", "other_system"):
            if getattr(self, name) not in _system_ids():
                raise ValueError(f"view.{name} must be a system of the catalogue, got {getattr(self, name)!r}")

    def replace(self, **changes: Any) -> Self:
        """Copy with some values changed; an axis that is chosen twice changes places with the other one."""
        if changes.get("x") == self.y and "y" not in changes:
            changes["y"] = self.x
        elif changes.get("y") == self.x and "x" not in changes:
            changes["x"] = self.y
        return super().replace(**changes)


# Sections whose class can change, with the registry that knows the classes by name.
_PLUGGABLE = {"function": danger_functions, "agency": lambda: AGENCIES}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Everything that a page shows follows from this.

    Each section is a declared object; a key such as ``"trend.efficiency"`` names one of its parameters, and
    ``"function"`` or ``"agency"`` the kind of a section that can be exchanged.

    Attributes
    ----------
    function, agency, settings, trend, line, assumptions, anchors, measurement, capability, triple : Declared
    releases, review, spend, hardware, clock, effort, pairs, spread, chokepoints, audit, race : Declared
    scope, regime, circumstances, capture, ensemble, inquiry, view : Declared
        The sections.
    deployments : tuple of (str, float)
        Granted autonomy level, 1 to 5, of single systems by their id; the rest take ``assumptions.autonomy``.
    priors : tuple of (str, Prior)
        Priors of parameters of function and agency, by key, where they are not the declared ones.
    unknown : tuple of (str, str)
        Keys of a newer version: kept, so that they are not lost, and without effect.
    """

    # Sections do not change, so all scenarios share those that they have by default; each is checked once.
    function: DangerFunction = field(default_factory=functools.cache(PhaseTransition))
    agency: Agency = field(default_factory=functools.cache(Granted))
    settings: Settings = field(default_factory=functools.cache(Settings))
    trend: ComputeTrend = field(default_factory=functools.cache(ComputeTrend))
    line: ComputeThreshold = field(default_factory=functools.cache(ComputeThreshold))
    assumptions: Assumptions = field(default_factory=functools.cache(Assumptions))
    anchors: Anchors = field(default_factory=functools.cache(Anchors))
    measurement: MeasurementError = field(default_factory=functools.cache(MeasurementError))
    capability: CapabilityThreshold = field(default_factory=functools.cache(CapabilityThreshold))
    triple: TripleIntersection = field(default_factory=functools.cache(TripleIntersection))
    releases: Releases = field(default_factory=functools.cache(Releases))
    review: Review = field(default_factory=functools.cache(Review))
    spend: SpendThreshold = field(default_factory=functools.cache(SpendThreshold))
    hardware: HardwareCap = field(default_factory=functools.cache(HardwareCap))
    clock: Clock = field(default_factory=functools.cache(Clock))
    effort: Effort = field(default_factory=functools.cache(Effort))
    pairs: PairRule = field(default_factory=functools.cache(PairRule))
    spread: Spread = field(default_factory=functools.cache(Spread))
    chokepoints: Chokepoints = field(default_factory=functools.cache(Chokepoints))
    audit: Audit = field(default_factory=functools.cache(Audit))
    race: Race = field(default_factory=functools.cache(Race))
    scope: Scope = field(default_factory=functools.cache(Scope))
    regime: Terms = field(default_factory=functools.cache(Terms))
    circumstances: Circumstances = field(default_factory=functools.cache(Circumstances))
    capture: Capture = field(default_factory=functools.cache(Capture))
    ensemble: Ensemble = field(default_factory=functools.cache(Ensemble))
    inquiry: Inquiry = field(default_factory=functools.cache(Inquiry))
    view: View = field(default_factory=functools.cache(View))
    deployments: tuple[tuple[str, float], ...] = ()
    priors: tuple[tuple[str, Prior], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        autonomy = _declaration(Assumptions, "autonomy")
        checked = {}
        for identifier, level in self.deployments:
            if identifier not in _system_ids():
                raise ValueError(f"deployments: there is no system {identifier!r:.60}")
            checked[identifier] = autonomy.check(level, "deployments")
        object.__setattr__(self, "deployments", tuple(sorted(checked.items())))
        object.__setattr__(self, "priors", self._checked_priors())
        if self.settings.capability not in _system_ids(with_intelligence=True):
            raise ValueError(f"settings.capability must be a system with measured I, got {self.settings.capability!r}")
        if self.settings.other_function not in alternatives():
            raise ValueError(
                f"settings.other_function must be one of {', '.join(alternatives())},"
                f" got {self.settings.other_function!r}"
            )

    def _checked_priors(self) -> tuple[tuple[str, Prior], ...]:
        found = {}
        for key, prior in self.priors:
            if key.partition(".")[0] not in _PLUGGABLE:
                raise ValueError(f"priors: only parameters of {' and '.join(_PLUGGABLE)} are drawn, got {key!r:.60}")
            declared = self.parameter(key)
            # One that says what is declared anyway is none of one's own.
            if prior.check(declared, key.partition(".")[0]) != Prior.declared(declared):
                found[key] = prior
        return tuple(sorted(found.items()))

    @functools.cached_property
    def surface(self) -> Surface:
        """Danger function and agency together."""
        return Surface(self.function, self.agency)

    @functools.cached_property
    def compute_trend(self) -> ComputeTrend:
        """The compute trend, refitted to the systems where it follows its efficiency.

        The declared defaults are that fit at the default efficiency, rounded. Where the systems allow no fit, the
        trend stands as set by hand, and `remarks` says so.
        """
        if not self.settings.calibrate:
            return self.trend
        fitted = _fitted(self.trend.efficiency, self.anchors)
        return fitted.replace(boost=self.trend.boost) if fitted else self.trend

    def section(self, name: str) -> Declared:
        """Section by name.

        Raises
        ------
        ValueError
            If there is no such section.
        """
        if name not in SECTIONS:
            raise ValueError(f"there is no section {name!r:.60}; there are {', '.join(SECTIONS)}")
        section: Declared = getattr(self, name)
        return section

    def parameter(self, key: str) -> Parameter:
        """Declaration behind a key such as "function.sharpness".

        Raises
        ------
        ValueError
            If the key names nothing.
        """
        name, _, parameter_name = key.partition(".")
        return _declaration(self.section(name), parameter_name)

    def get(self, key: str) -> Any:
        """Value behind a key; the kind's name for "function" and "agency"."""
        if key in _PLUGGABLE:
            return self.section(key).name
        name, _, parameter_name = key.partition(".")
        self.parameter(key)
        return getattr(self.section(name), parameter_name)

    def replace(self, key: str, value: Any) -> Self:
        """Copy with one value changed; exchanging "function" or "agency" keeps everything else.

        Raises
        ------
        ValueError
            If the key names nothing or the value is not allowed.
        """
        if key == "deployments":
            return dataclasses.replace(self, deployments=tuple(value))
        if key == "priors":
            return dataclasses.replace(self, priors=tuple(value))
        if key in _PLUGGABLE:
            made = _made(key, value)
            # A prior belongs to a parameter of the kind that goes.
            gone = "" if type(made) is type(self.section(key)) else f"{key}."
            kept = [entry for entry in self.priors if not gone or not entry[0].startswith(gone)]
            return self.replace("priors", kept)._with(key, made)
        name, _, parameter_name = key.partition(".")
        self.parameter(key)
        return self._with(name, self.section(name).replace(**{parameter_name: value}))

    def _with(self, name: str, section: Any) -> Self:
        return dataclasses.replace(self, **{name: section})

    def with_comparison(self, other: Scenario) -> Self:
        """Copy that compares what another scenario does, and is otherwise the same."""
        own = {name: value for name, value in other.view.values().items() if f"view.{name}".startswith(COMPARED)}
        return self._with("view", self.view.replace(**own))

    def parameter_keys(self) -> tuple[str, ...]:
        """Keys of all parameters, in declared order."""
        return tuple(f"{name}.{declared.name}" for name in SECTIONS for declared in parameters(self.section(name)))

    def leading_keys(self) -> tuple[str, ...]:
        """Keys of the leading parameters of function and agency: what is most worth moving."""
        return tuple(f"{name}.{key}" for name in _PLUGGABLE for key in getattr(self, name).leading)

    def overrides(self) -> dict[str, Any]:
        """Keys whose value differs from the default, with that value."""
        plain = {key: value for key in _PLUGGABLE if (value := self.get(key)) != getattr(Scenario(), key).name}
        plain |= {
            key: value for key in self.parameter_keys() if (value := self.get(key)) != self.parameter(key).default
        }
        if self.deployments:
            plain["deployments"] = self.deployments
        if self.priors:
            plain["priors"] = self.priors
        return plain

    def remarks(self) -> tuple[str, ...]:
        """One sentence for each value that is legal but outside its typical range."""
        values = ((self.parameter(key), self.get(key)) for key in self.parameter_keys())
        unusual = tuple(_unusual(declared, value) for declared, value in values if declared.unusual(value))
        unfitted = self.settings.calibrate and not _fitted(self.trend.efficiency, self.anchors)
        return unusual + (_UNFITTED,) * unfitted

    def bare(self) -> Self:
        """The same scenario without what was worked out of it, which is many times as large: to be kept, not used."""
        found = object.__new__(type(self))
        found.__dict__.update({field.name: getattr(self, field.name) for field in dataclasses.fields(self)})
        return found

    def to_query(self) -> dict[str, str]:
        """Everything as flat text, schema and model version included: no later default can change it."""
        return dict(self._query)

    @functools.cached_property
    def _query(self) -> dict[str, str]:
        # Each figure of a page asks for it, and the address does.
        query = {"v": str(SCHEMA_VERSION), "model": MODEL_VERSION}
        query |= {key: self.get(key) for key in _PLUGGABLE}
        query |= {key: self.parameter(key).text(self.get(key)) for key in self.parameter_keys()}
        if self.deployments:
            written = _declaration(Assumptions, "autonomy").text
            query["deployments"] = ",".join(f"{identifier}:{written(level)}" for identifier, level in self.deployments)
        if self.priors:
            query["priors"] = ",".join(f"{key}:{prior.text}" for key, prior in self.priors)
        # A key that was unknown under another danger function may mean something now; then what holds now counts.
        return dict(self.unknown) | query

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[Self, tuple[str, ...]]:
        """Read a link: what can be kept is kept, everything else is a default.

        Parameters
        ----------
        query : mapping of str to str
            Flat text, as `to_query` writes it.

        Returns
        -------
        tuple of Scenario and tuple of str
            The scenario, and one sentence for everything that was ignored or looks odd.
        """
        rest, lost = migrated(query)
        scenario, problems = cls(), [*lost, *_model_problems(rest.pop("model", MODEL_VERSION))]
        for key in _PLUGGABLE:  # first, since they decide which other keys there are
            if key in rest:
                scenario = scenario._reading(key, rest.pop(key), problems)
        for _ in range(2):  # the constants of a formula and the weights of a blend are keys once these are read
            for key in scenario.parameter_keys():
                if key in rest:
                    scenario = scenario._reading(key, rest.pop(key), problems)
        if query.get("view.x") in AXES and query.get("view.x") == query.get("view.y"):
            problems.append("Ignored view.x from the link: it names the same axis as view.y.")
        scenario = scenario._reading_deployments(rest.pop("deployments", ""), problems)
        scenario = scenario._reading_priors(rest.pop("priors", ""), problems)
        if rest:
            kept = tuple((key, value) for key, value in rest.items() if len(key) + len(value) <= _LONGEST_UNKNOWN)
            scenario = dataclasses.replace(scenario, unknown=kept[:_MOST_UNKNOWN])
            problems.append(f"Ignored what this version does not know: {_listed(rest)}.")
        return scenario, tuple(problems)

    def _reading(self, key: str, value: str, problems: list[str]) -> Self:
        try:
            if key in _PLUGGABLE:
                return self.replace(key, value)
            declared = self.parameter(key)
            # A link says everything, and most of it stands as it is.
            stands = value == declared.text(self.get(key))
            return self if stands else self.replace(key, declared.parse(value))
        except ValueError as error:
            problems.append(f"Ignored {key} from the link: {error}. The default is used instead.")
            return self

    def _reading_deployments(self, value: str, problems: list[str]) -> Self:
        scenario, ignored = self, []
        for part in filter(None, value.split(",")):
            try:
                scenario = scenario.replace("deployments", (*scenario.deployments, _deployment(part)))
            except ValueError:
                ignored.append(part)
        if ignored:
            problems.append(
                f"Ignored deployments from the link: {_listed(ignored)}. Each must name a system and a level of 1 to 5."
            )
        return scenario

    def _reading_priors(self, value: str, problems: list[str]) -> Self:
        scenario, ignored = self, []
        for part in filter(None, value.split(",")):
            key, _, text = part.partition(":")
            try:
                scenario = scenario.replace("priors", (*scenario.priors, (key, Prior.parse(text))))
            except ValueError as error:
                ignored.append(str(error))
        if ignored:
            more = f" and {len(ignored) - 1} more" if len(ignored) > 1 else ""
            problems.append(f"Ignored priors from the link: {ignored[0]}{more}. The declared ones are used instead.")
        return scenario

    def to_json(self) -> str:
        """Everything as a JSON object of text, as in a link."""
        return json.dumps(self.to_query(), indent=1)

    @classmethod
    def from_json(cls, source: str) -> tuple[Self, tuple[str, ...]]:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is not a JSON object.
        """
        try:
            content = json.loads(source)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"this is not a scenario file: {error}") from None
        if not isinstance(content, dict):
            raise ValueError("this is not a scenario file: it holds no JSON object")
        return cls.from_query(
            {key: value if isinstance(value, str) else json.dumps(value) for key, value in content.items()}
        )


_FITTED = (ComputeTrend().efficiency, Anchors())


_UNFITTED = "The compute trend cannot be fitted to the systems under these anchors, and stands as set by hand."


@functools.lru_cache(maxsize=256)
def _fitted(efficiency: float, anchors: Anchors) -> ComputeTrend | None:
    if (efficiency, anchors) == _FITTED:
        return ComputeTrend()
    try:
        return ComputeTrend.fit(systems(anchors), efficiency)
    except ValueError:  # anchors can be so far off that intelligence does not rise with compute
        return None


@functools.cache
def _system_ids(with_intelligence: bool = False) -> frozenset[str]:
    table = systems()
    return frozenset(table.loc[table["I"].notna() | (not with_intelligence), "id"])


SECTIONS: tuple[str, ...] = tuple(
    entry.name for entry in dataclasses.fields(Scenario) if entry.name not in ("deployments", "priors", "unknown")
)


def _declaration(owner: Declared | type[Declared], name: str) -> Parameter:
    for declared in parameters(owner):
        if declared.name == name:
            return declared
    known = ", ".join(declared.name for declared in parameters(owner)) or "none"
    raise ValueError(f"{owner.name} has no parameter {name!r:.60}; its parameters: {known}")


def _unusual(declared: Parameter, value: Any) -> str:
    shown, low, high = (words.value(declared, number) for number in (value, *declared.typical))
    return f"{declared.label} is {shown}; typical values are {low} to {high}."


def _made(section: str, kind: Any) -> Declared:
    if isinstance(kind, DangerFunction if section == "function" else Agency):
        return kind
    if section == "function":
        return danger_function(str(kind))
    if kind not in AGENCIES:
        raise ValueError(f"there is no agency {kind!r:.60}; there are {', '.join(AGENCIES)}")
    return AGENCIES[kind]()


def _deployment(part: str) -> tuple[str, float]:
    identifier, _, level = part.rpartition(":")
    return identifier, _declaration(Assumptions, "autonomy").parse(level)


def _model_problems(model: str) -> Iterable[str]:
    if model != MODEL_VERSION:
        yield f"The link was made with model version {model[:20]!r}; this is {MODEL_VERSION}, so numbers may differ."


def _listed(names: Iterable[str], most: int = 5) -> str:
    shown = [f"“{' '.join(name[:40].split())}”" for name in names]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
