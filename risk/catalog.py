"""Real systems, legal thresholds and published trends, with where each figure comes from.

The tables in ``risk/data`` hold figures as published. Positions on the axes are derived here, by adjustable anchors, so
that nothing measured is mixed with what is assumed: `systems` reads measurements only, `place` fills in assumptions.
Capability index, compute estimates and benchmark scores: Epoch AI, https://epoch.ai/data, CC-BY 4.0. Task horizons:
METR, https://metr.org/time-horizons/. ``risk/data/README.md`` lists columns, licences and credits.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import importlib.resources
import itertools
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from risk.parameter import Declared, choice, flag, parameter

AUTONOMY_LEVELS = ("operator", "collaborator", "consultant", "approver", "observer")
"""What the user is to the system at autonomy levels 1 to 5 (Feng, McDonald and Zhang 2025, arXiv:2506.12469)."""

CONFIDENCES = ("seen", "recalled")
"""``seen``: the figure was read in a copy of its source; ``recalled``: well known, not read again."""

INDEX_VINTAGE = "2026-08-11"
"""Version of the Epoch Capabilities Index that the intelligence axis is anchored to."""

_BOUNDS = {"": "value", "_low": "low", "_high": "high"}
_DOMAINS = 10
_HIGHEST_LEVEL = len(AUTONOMY_LEVELS)
_FENG = "Feng, McDonald and Zhang 2025, Levels of Autonomy for AI Agents, https://arxiv.org/abs/2506.12469"
_ECI = "Epoch AI, Epoch Capabilities Index (CC-BY 4.0), https://epoch.ai/eci"
_METR = "METR, Time Horizon 1.1, https://metr.org/time-horizons/"


@dataclass(frozen=True, kw_only=True)
class Anchors(Declared):
    """Which published scores stand for 0 and for 1 on the axes. Nothing in the scores themselves fixes these ends."""

    name = "anchors"
    label = "Anchors of the axes"
    summary = "Which published scores stand for 0 and 1 on the axes of intelligence, generality and agenticity."
    formula = (
        r"I = \mathrm{clip}\left(\frac{\mathrm{ECI} - e_0}{e_1}\right),\quad"
        r" h = \mathrm{clip}\left(\frac{\log(T / T_0)}{\log(T_1 / T_0)}\right),\quad G = \frac{\mathrm{passed}}{10}"
    )
    source = "judgement, on scores of Epoch AI and METR"

    eci_zero: float = parameter(
        90.0,
        0.0,
        130.0,
        typical=(70.0, 110.0),
        step=1.0,
        symbol="e_0",
        unit="ECI points",
        label="Capability index at I = 0",
        help="Score on Epoch's capability index that counts as no intelligence; "
        "the smallest models of 2023 and 2024 score 93 to 98.",
        source=f"judgement, on {_ECI}",
    )
    eci_span: float = parameter(
        80.0,
        20.0,
        200.0,
        typical=(60.0, 120.0),
        step=1.0,
        symbol="e_1",
        unit="ECI points",
        label="Capability index from I = 0 to I = 1",
        help="Points on Epoch's capability index between no and full intelligence; "
        "with 80, full is 170, above every system so far.",
        source=f"judgement, on {_ECI}",
    )
    horizon_zero: float = parameter(
        1.0,
        0.01,
        600.0,
        typical=(0.1, 60.0),
        symbol="T_0",
        unit="s",
        label="Task horizon at A = 0",
        help="Length of task, in human time, that a system without any agenticity completes half of the time.",
        source=f"judgement, on {_METR}",
        log=True,
    )
    horizon_one: float = parameter(
        167.0,
        1.0,
        100_000.0,
        typical=(40.0, 2000.0),
        symbol="T_1",
        unit="h",
        label="Task horizon at A = 1",
        help="Length of task, in human time, that a fully agentic system completes half of the time; "
        "167 hours is a working month.",
        source=f"judgement, on {_METR}",
        log=True,
    )
    narrow_generality: float = parameter(
        0.05,
        0.0,
        1.0,
        typical=(0.0, 0.2),
        step=0.01,
        label="Generality of a narrow system",
        help="Where a system built for one domain sits on the generality axis: by definition, not by measurement.",
    )


@dataclass(frozen=True, kw_only=True)
class Assumptions(Declared):
    """What a page fills in where nothing is measured."""

    name = "assumptions"
    label = "Assumptions about systems"
    summary = "What is filled in where nothing is measured: granted autonomy, generality, and agenticity if asked for."
    formula = r"A = h\,L / 5"

    autonomy: float = parameter(
        4.0,
        1.0,
        5.0,
        step=0.1,
        symbol="L",
        unit="level",
        label="Granted autonomy",
        help="How much a deployment lets the system do alone, from 1 (the user operates) to 5 (the user observes). "
        "Agenticity is the task horizon score times a fifth of this level.",
        source=f"levels: {_FENG}; that a level scales the horizon score by a fifth is a judgement",
    )
    generality_reading: str = choice(
        "assumed",
        ("assumed", "measured low", "measured high"),
        label="Generality of general-purpose systems",
        help="Assumed: one value for all. Measured low: share of ten domains passed. "
        "Measured high: untested domains count as passed. Systems without tests take the assumed value.",
    )
    assumed_generality: float = parameter(
        0.6,
        0.0,
        1.0,
        typical=(0.3, 1.0),
        step=0.01,
        symbol="G",
        label="Assumed generality",
        help="Generality of a general-purpose system where it is assumed.",
    )
    fill_agenticity: bool = flag(
        False,
        label="Guess missing agenticity from intelligence",
        help="Where no task horizon is measured, take it from the straight line through the systems that have both. "
        "Such systems are drawn hollow.",
        source="least-squares line of the horizon score on I; both rest partly on the same tests",
    )


@functools.cache
def names() -> Mapping[str, str]:
    """Names of all systems by their id."""
    table = systems()
    return MappingProxyType(dict(zip(table["id"], table["name"], strict=True)))


def systems(anchors: Anchors | None = None, autonomy: float = 5.0) -> pd.DataFrame:
    """Real systems and where measurements put them; what was not measured is NaN.

    Parameters
    ----------
    anchors : Anchors, optional
        Which scores stand for 0 and 1.
    autonomy : float, optional
        Granted autonomy level in [1, 5], the same for all systems.

    Returns
    -------
    DataFrame
        A fresh copy, one row a system, by date of release.

        - ``id``, ``name``, ``developer``, ``kind``, ``released`` (timestamp), ``date`` (decimal year),
          ``open_weights`` (bool).
        - ``flop``, ``flop_low``, ``flop_high`` in FLOP, ``flop_interval`` (what the bounds are: an *accounting range*
          is a counting rule, not an error), ``flop_confidence`` (Epoch's word) and ``counts`` (what the figure counts).
        - ``I`` in [0, 1] with ``I_low``, ``I_high``: (ECI - zero) / span, clipped. ``I_vintage`` is the version of the
          index; only `INDEX_VINTAGE` is strictly comparable. The index has no interval for its two fixed points.
        - ``G`` in [0, 1] with ``G_low``, ``G_high``: [passed, passed + untested] of ten domains, ``G`` being the low
          end; narrow systems by definition, where ``G_judged`` is True.
        - ``horizon`` in [0, 1] with ``horizon_low``, ``horizon_high``: logarithm of METR's 50 % task horizon between
          its anchors, clipped. ``A``, ``A_low``, ``A_high``: that score times autonomy / 5.
        - ``eci``, ``horizon_minutes`` (each with ``_low`` and ``_high``), ``domains_passed``, ``domains_tested``: the
          measurements themselves.
        - ``published_level``: autonomy level published for the deployment by Feng et al. 2025.
        - ``source``, ``note``, ``confidence`` of the row; ``I_source``, ``G_source``, ``A_source`` and ``I_note``,
          ``G_note``, ``A_note`` of each axis, empty where there is none.

    Raises
    ------
    ValueError
        If the autonomy level lies outside [1, 5].
    """
    return _positions(anchors or Anchors(), _level(autonomy, "autonomy")).copy()


def place(
    systems: pd.DataFrame, assumptions: Assumptions | None = None, deployments: Iterable[tuple[str, float]] = ()
) -> pd.DataFrame:
    """Positions for drawing and judging: measurements with the assumptions filled in. No row is dropped.

    Parameters
    ----------
    systems : DataFrame
        What `systems` returns, or some of its rows.
    assumptions : Assumptions, optional
        What to fill in.
    deployments : iterable of (str, float), optional
        Granted autonomy level in [1, 5] of single systems, by id; the others take ``assumptions.autonomy``.

    Returns
    -------
    DataFrame
        A new frame with the same rows and index, in which ``A`` = ``horizon`` × ``level`` / 5 (``A_low`` and
        ``A_high`` likewise) and ``G`` follows the chosen reading, and which has in addition

        - ``level``: granted autonomy in [1, 5]; ``A_floor``, ``A_ceiling``: A at levels 1 and 5.
        - ``assumed``: names of the axes among I and A whose measurement is missing and was guessed; "" if none.
        - ``G_assumed``: whether G is the assumed value, neither tested nor narrow by definition.
        - ``missing``: names of the axes still unknown, "" if the system can be judged.

    Raises
    ------
    ValueError
        If a deployment names an unknown system or one twice, or a level lies outside [1, 5].
    """
    assumptions = assumptions or Assumptions()
    chosen = _levels(systems, deployments)
    level = np.array([chosen.get(system, assumptions.autonomy) for system in systems["id"]], dtype=float)
    intelligence, horizon = systems["I"].to_numpy(), systems["horizon"].to_numpy()
    guessed = np.zeros(len(systems), dtype=bool)
    if assumptions.fill_agenticity:
        both = np.isfinite(intelligence) & np.isfinite(horizon)
        # A line needs two different values of I; with fewer there is nothing to guess from.
        if np.unique(intelligence[both]).size > 1:
            line = np.polyfit(intelligence[both], horizon[both], 1)
            guessed = np.isfinite(intelligence) & ~np.isfinite(horizon)
            horizon = np.where(guessed, np.polyval(line, intelligence).clip(0, 1), horizon)

    # A robot controller is neither narrow by definition nor general-purpose: nothing is assumed of it.
    general = ~systems["G_judged"].to_numpy() & (systems["kind"] != "robotics").to_numpy(dtype=bool)
    generality = systems["G_high" if assumptions.generality_reading == "measured high" else "G_low"].to_numpy()
    unmeasured = general if assumptions.generality_reading == "assumed" else general & np.isnan(generality)
    generality = np.where(unmeasured, assumptions.assumed_generality, generality)

    share = level / _HIGHEST_LEVEL
    agenticity = horizon * share
    unknown = np.isnan(np.stack([intelligence, generality, agenticity], axis=1))
    names = ("intelligence", "generality", "agenticity")
    columns: dict[str, Any] = {
        "G": generality,
        "horizon": horizon,
        "A": agenticity,
        "A_low": systems["horizon_low"].to_numpy() * share,
        "A_high": systems["horizon_high"].to_numpy() * share,
        "A_floor": horizon / _HIGHEST_LEVEL,
        "A_ceiling": horizon,
        "level": level,
        "assumed": np.where(guessed, "agenticity", ""),
        "G_assumed": unmeasured,
        "missing": [", ".join(itertools.compress(names, row)) for row in unknown],
    }
    return _with_columns(systems, columns)


def measurements() -> pd.DataFrame:
    """Every measurement, one a row: ``system``, ``metric``, ``value``, ``low``, ``high``, ``unit``, ``interval`` (what
    the bounds are), ``vintage``, ``source``, ``note``, ``confidence``. A fresh copy."""
    return _measurements().copy()


def thresholds() -> pd.DataFrame:
    """Thresholds in law and in proposals, one a row; a fresh copy.

    ``value`` is in ``unit``, which depends on ``kind`` (training_flop, training_flop_fraction, spend_usd, revenue_usd,
    hardware, inference_flops, capability_intersection). ``status`` is in force, enacted (not yet effective), repealed,
    vetoed or proposed. ``adopted`` (for a proposal its publication or introduction, for a vetoed bill the veto),
    ``effective`` and ``ended`` are timestamps, NaT where there is none; ``adopted_year``, ``effective_year`` and
    ``ended_year`` are the same in decimal years, NaN where there is none. Also ``id``, ``name``, ``jurisdiction``,
    ``source``, ``note``, ``confidence``.
    """
    return _thresholds().copy()


def trends() -> pd.DataFrame:
    """Published rates, lags and durations, one a row; a fresh copy.

    ``central``, ``low`` and ``high`` are in ``unit``, NaN where not published; ``interval`` says what the bounds are.
    ``start`` and ``end`` are the period as given, to the year, month or day; ``start_year`` and ``end_year`` the same
    in decimal years. Also ``id``, ``topic``, ``label`` (short), ``quantity``, ``source``, ``note``, ``confidence``.
    """
    return _trends().copy()


def efficiency_rates() -> pd.DataFrame:
    """Published rates at which the training compute for a fixed capability falls, in orders of magnitude a year.

    Falls in price are not among them: price is not training compute.

    Returns
    -------
    DataFrame
        ``id``, ``label``, ``central``, ``low``, ``high`` (orders of magnitude a year, NaN where not published: a row
        with an upper bound only has no central value), ``interval``, ``illustration`` (True for one chosen pair of
        systems, which is no estimate), ``source``, ``note``, ``confidence``.
    """
    return _efficiency_rates().copy()


def decimal_year(date: datetime.date) -> float:
    """Decimal year of the start of a day: 2 July 2025 is 2025 + 182/365."""
    return date.year + (date.timetuple().tm_yday - 1) / (366 if calendar.isleap(date.year) else 365)


def _with_columns(frame: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    # One concatenation takes a third of the time of as many assignments; a sweep does this at every step.
    kept = frame[[name for name in frame.columns if name not in columns]].copy()
    return pd.concat([kept, pd.DataFrame(columns, index=frame.index)], axis="columns")


def _level(value: float, where: str) -> float:
    number = float(value)
    if not 1 <= number <= _HIGHEST_LEVEL:
        raise ValueError(f"{where} must be an autonomy level between 1 and {_HIGHEST_LEVEL}, got {value!r}")
    return number


def _levels(frame: pd.DataFrame, deployments: Iterable[tuple[str, float]]) -> dict[str, float]:
    levels: dict[str, float] = {}
    if not (deployments := tuple(deployments)):
        return levels
    known = {*frame["id"], *_systems()["id"]}
    for system, level in deployments:
        if system not in known:
            raise ValueError(f"unknown system {system!r} among the deployments")
        if system in levels:
            raise ValueError(f"system {system!r} has two deployments; give one level")
        levels[system] = _level(level, f"deployment of {system!r}")
    return levels


@functools.cache
def _systems() -> pd.DataFrame:
    frame = _read(
        _file("systems.csv"),
        key=("id",),
        filled=("name", "developer", "released", "kind", "flop_confidence", "open_weights"),
        numbers=("flop", "flop_low", "flop_high"),
        dates=("released",),
        allowed={"open_weights": ("yes", "no")},
    )
    frame["open_weights"] = frame["open_weights"] == "yes"
    return frame.rename(columns={"released_year": "date"})


@functools.lru_cache(maxsize=16)
def _positions(anchors: Anchors, autonomy: float) -> pd.DataFrame:
    share = autonomy / _HIGHEST_LEVEL
    known = _joined()
    narrow = known["kind"].str.startswith("narrow").to_numpy(dtype=bool)
    octaves = math.log2(anchors.horizon_one * 3600 / anchors.horizon_zero)
    columns: dict[str, Any] = {}
    for suffix in _BOUNDS:
        index = known[f"eci{suffix}"].to_numpy()
        columns[f"I{suffix}"] = ((index - anchors.eci_zero) / anchors.eci_span).clip(0, 1)
    for suffix in _BOUNDS:
        seconds = known[f"horizon_minutes{suffix}"].to_numpy() * 60
        columns[f"horizon{suffix}"] = (np.log2(seconds / anchors.horizon_zero) / octaves).clip(0, 1)
    for suffix in _BOUNDS:
        columns[f"A{suffix}"] = columns[f"horizon{suffix}"] * share
    passed, tested = known["domains_passed"].to_numpy(), known["domains_tested"].to_numpy()
    untested = _DOMAINS - tested
    for suffix, domains in (("", passed), ("_low", passed), ("_high", passed + untested)):
        columns[f"G{suffix}"] = np.where(narrow, anchors.narrow_generality, domains / _DOMAINS)
    columns["G_judged"] = narrow
    return _with_columns(known, columns)


@functools.cache
def _joined() -> pd.DataFrame:
    """Systems with their measurements beside them: all that does not depend on the anchors."""
    frame = _systems().copy()
    for name, metric in (("eci", "eci"), ("horizon_minutes", "metr_p50_minutes")):
        for suffix, column in _BOUNDS.items():
            frame[f"{name}{suffix}"] = frame["id"].map(_measured(metric)[column])
    for name, metric in (("passed", "breadth_passed"), ("tested", "breadth_tested")):
        frame[f"domains_{name}"] = frame["id"].map(_measured(metric)["value"])
    frame["published_level"] = frame["id"].map(_measured("feng_level")["value"])
    for axis, metric in (("I", "eci"), ("G", "breadth_passed"), ("A", "metr_p50_minutes")):
        for part in ("source", "note"):
            frame[f"{axis}_{part}"] = frame["id"].map(_measured(metric)[part]).fillna("")
    frame["I_vintage"] = frame["id"].map(_measured("eci")["vintage"]).fillna("")
    frame.loc[frame["kind"].str.startswith("narrow"), "G_source"] = "judgement: narrow by definition"
    return frame


@functools.cache
def _measurements() -> pd.DataFrame:
    return _read(
        _file("measurements.csv"),
        key=("system", "metric"),
        filled=("value", "unit"),
        numbers=("value", "low", "high"),
        allowed={"system": tuple(_systems()["id"])},
    )


@functools.cache
def _measured(metric: str) -> pd.DataFrame:
    table = _measurements()
    return table[table["metric"] == metric].set_index("system")


@functools.cache
def _thresholds() -> pd.DataFrame:
    return _read(
        _file("thresholds.csv"),
        key=("id",),
        filled=("name", "jurisdiction", "kind", "value", "unit", "status", "adopted"),
        numbers=("value",),
        dates=("adopted", "effective", "ended"),
    )


@functools.cache
def _trends() -> pd.DataFrame:
    return _read(
        _file("trends.csv"),
        key=("id",),
        filled=("topic", "label", "quantity", "unit", "interval"),
        numbers=("central", "low", "high"),
        periods=("start", "end"),
    )


@functools.cache
def _efficiency_rates() -> pd.DataFrame:
    rows = _trends()[_trends()["topic"] == "efficiency"].reset_index(drop=True)
    years = rows["end_year"] - rows["start_year"]
    bounds = rows[["central", "low", "high"]]
    yearly = bounds.apply(np.log10)
    halving = rows["unit"] == "months"
    # A long halving time is a slow rate, so the bounds change places.
    halved = 12 / bounds.rename(columns={"low": "high", "high": "low"}) * math.log10(2)
    over_period = yearly.div(years, axis="index")
    total = rows["unit"].isin(["x total", "x less training compute"])
    rates = yearly.mask(halving, halved[bounds.columns]).mask(total, over_period)
    table = rows[["id", "label"]].join(rates).join(rows[["interval", "source", "note", "confidence"]])
    table.insert(6, "illustration", table["id"].str.startswith("example_"))
    return table


def _file(name: str) -> Traversable:
    return importlib.resources.files("risk").joinpath("data", name)


def _read(
    file: Traversable,
    *,
    key: tuple[str, ...],
    filled: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    dates: tuple[str, ...] = (),
    periods: tuple[str, ...] = (),
    allowed: dict[str, Collection[str]] | None = None,
) -> pd.DataFrame:
    """Read a table and check it. Numbers become float64 and dates timestamps, each date and each period with a decimal
    year beside it. Raises ValueError with file, row and column where the content is bad."""
    with file.open(encoding="utf-8") as stream:
        frame = pd.read_csv(stream, dtype=str, keep_default_na=False)
    needed = (*key, *filled, *numbers, *dates, *periods, "source", "confidence")
    for column in needed:
        if column not in frame:
            raise ValueError(f"{file.name}: column {column} is missing")

    def fail(position: int, column: str, problem: str) -> NoReturn:
        name = " ".join(frame[part].iloc[position] for part in key)
        # The header is the first row of the file.
        raise ValueError(f"{file.name}, row {position + 2} ({name}), column {column}: {problem}")

    for column in (*key, *filled, "source", "confidence"):
        for position, text in enumerate(frame[column]):
            if not text.strip():
                fail(position, column, "must not be empty")
    for position, twice in enumerate(frame.duplicated(list(key))):
        if twice:
            fail(position, key[-1], "occurs twice")
    for column, values in {"confidence": CONFIDENCES, **(allowed or {})}.items():
        for position, text in enumerate(frame[column]):
            if text not in values:
                fail(position, column, f"{text!r} is not allowed")

    def converted(column: str, convert: Any, absent: Any, wanted: str) -> list[Any]:
        values = []
        for position, text in enumerate(frame[column]):
            try:
                values.append(convert(text) if text else absent)
            except ValueError:
                fail(position, column, f"{text!r} is not {wanted}")
        return values

    for column in periods:
        frame[f"{column}_year"] = np.array(converted(column, _period, math.nan, "a year, month or day"), dtype=float)
    for column in dates:
        days = converted(column, datetime.date.fromisoformat, None, "a date like 2024-06-13")
        years = [math.nan if day is None else decimal_year(day) for day in days]
        frame[f"{column}_year"] = np.array(years, dtype=float)
        frame[column] = pd.to_datetime(pd.Series(days, index=frame.index))
    for column in numbers:
        frame[column] = np.array(converted(column, _number, math.nan, "a number"), dtype=float)
    return frame


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _period(text: str) -> float:
    """Decimal year of a year, a month or a day; for a year and a month, of its start."""
    if len(text) == 10:
        return decimal_year(datetime.date.fromisoformat(text))
    year, _, month = text.partition("-")
    first = datetime.date(int(year), int(month or 1), 1)
    return first.year + (first.month - 1) / 12
