"""What the page *Moving target* says: until when a line means anything, and whom it can still reach."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from risk import catalog, erosion, words, years
from risk.erosion import Capability, Erosion
from risk.line import thresholds
from risk.number import Number
from risk.pairs import Pair
from risk.scenario import Scenario, Settings, View
from risk.spread import PASSED, Count, Tail, actors, envelope, fit_tail, largest_runs

BEFORE, NEVER = f"before {years.FIRST:.0f}", f"never before {years.LAST:.0f}"

_PLACES = {"providers": "compute providers", "distributors": "model distributors", "hardware": "sellers of hardware"}
CHOKEPOINTS = tuple(_PLACES)
"""Names of the chokepoints, as their parameters have them."""


def claim(scenario: Scenario) -> str:
    """One sentence: when the line loses the capability, over all published estimates of efficiency."""
    capability = erosion.chosen(scenario)
    earliest, latest = erosion.span(erosion.dates(scenario, capability))
    line, now = words.flop(scenario.line.flop), scenario.settings.date
    opening = f"Under these assumptions a line at {line}"
    if earliest == math.inf:
        return f"{opening} never loses {capability.name}: no finite training run reaches it"
    if latest == -math.inf:
        return f"{opening} never sees {capability.name}: it takes no training compute"
    if latest < capability.released:
        return f"{opening} never sees {capability.name}: before its release, its intelligence took less"
    verb = "lost" if latest <= now else "loses"
    return f"{opening} {verb} {capability.name} {words.when(earliest, latest)}"


def explanation(scenario: Scenario) -> str:
    """What the dates are, and what the scenario's own rate makes of them, as Markdown."""
    capability = erosion.chosen(scenario)
    found = erosion.dates(scenario, capability)
    own = erosion.own(scenario, capability)
    early = erosion.span(found)[0] < capability.released
    text = (
        "The same intelligence takes less training compute every year, so a line that stays where it is stands at an"
        f" ever higher intelligence. It **loses** a capability when that takes less than the line. The span is over"
        f" {words.number(erosion.estimates(found))} published efficiency rates; at the rate set here,"
        f" {pace(own.rate)}, the date is **{words.date(own.date)}**."
    )
    if early:
        text += (
            f" A date before its release in {words.date(capability.released)} means that, on the trend, the line never"
            " held it."
        )
    return text


def pace(rate: float) -> str:
    """A yearly rate in words: ten times less compute a year."""
    return "no progress at all" if rate == 0.0 else f"×{words.plain(float(f'{10**rate:.2g}'))} a year"


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """When the line loses the capability, who already has it under the line, and when a crowd can do it."""
    return _dated(scenario), _under(scenario), _crowd(scenario)


def _dated(scenario: Scenario) -> Number:
    capability = erosion.chosen(scenario)
    found, own = erosion.dates(scenario, capability), erosion.own(scenario, capability)
    earliest, latest = erosion.span(found)
    return Number(
        f"The line loses {capability.name}",
        words.period(earliest, latest),
        f"over {words.number(erosion.estimates(found))} published rates; {words.date(own.date)} at the rate set here.",
        (("earliest date", earliest), ("latest date", latest), ("at the rate set here", own.date)),
    )


def _under(scenario: Scenario) -> Number:
    capability = erosion.chosen(scenario)
    found = erosion.able(scenario, capability)
    under, most = len(found.under), len(found.under) + len(found.within)
    hidden = len(found.undetermined)
    return Number(
        "As intelligent, known to be under the line",
        words.between(under, most),
        f"listed systems released by {words.date(scenario.settings.date)}"
        + (f", the high end with {words.listed(list(found.within), 3)} inside the published interval" * (most > under))
        + f". Over it {words.count(len(found.over))}, without known compute {words.count(hidden)}.",
        (
            ("under the line", float(under)),
            ("with published intervals", float(most)),
            ("over the line", float(len(found.over))),
            ("undetermined", float(hidden)),
        ),
    )


def _crowd(scenario: Scenario) -> Number:
    found = reach(scenario)
    crowd = words.crowd(scenario.spread.crowd)
    return Number(
        f"{crowd.capitalize()} can {scenario.view.ability} it",
        found.text,
        f"over the published rates and intervals. Able in {words.date(scenario.settings.date)}: {found.now}.",
        (
            ("earliest date of the crowd", _finite(found.earliest)),
            ("latest date of the crowd", _finite(found.latest)),
            ("actors at the date", found.able_now),
            ("of them unseen", found.unseen_now),
        ),
    )


def _finite(date: float) -> float:
    return date if math.isfinite(date) else math.nan


def why(scenario: Scenario) -> str:
    """Why the line erodes, and how the law's own dates compare, as Markdown."""
    capability = erosion.chosen(scenario)
    earliest, latest = erosion.span(erosion.dates(scenario, capability))
    text = (
        "Better algorithms, data and distillation buy the same intelligence with less compute, and nothing in a fixed"
        " number follows them. How fast that goes is disputed: the published rates measure different things, from"
        " the loss of language models to whole systems that catch up, and differ several times over."
    )
    laws = [law for law in thresholds(scenario.settings.date) if law.flop == scenario.line.flop]
    begun = [law for law in laws if not math.isnan(law.effective)]
    if begun:
        first = min(begun, key=lambda law: law.effective)
        verb = "took" if first.effective <= scenario.settings.date else "takes"
        text += f" The first rule at this line, {first.jurisdiction}, {verb} effect in {words.date(first.effective)}"
        before = "under every published rate" if latest < first.effective else "under some of the published rates"
        text += f": after the line lost {capability.name} {before}." if earliest < first.effective else "."
    return text


def sureness(scenario: Scenario) -> str:
    """Whether the published rates agree on what holds at the scenario's date, as Markdown."""
    capability, now = erosion.chosen(scenario), scenario.settings.date
    found = [entry for entry in erosion.dates(scenario, capability) if entry.estimate]
    lost = list(dict.fromkeys(entry.label for entry in found if entry.date <= now))
    kept = list(dict.fromkeys(entry.label for entry in found if entry.date > now))
    when = words.date(now)
    if lost and kept:
        return (
            f"**Does the headline hold?** It turns with the rate: by {when} the line has lost {capability.name} under"
            f" {words.listed(lost)}, and not yet under {words.listed(kept)}.{_scattered(scenario, capability)}"
        )
    state = f"has lost {capability.name}" if lost else f"has not yet lost {capability.name}"
    return (
        f"**Does the headline hold?** By {when} the line {state} under every published rate."
        f"{_scattered(scenario, capability)}"
    )


def _scattered(scenario: Scenario, capability: Capability) -> str:
    own = erosion.own(scenario, capability)
    off = own.late - own.date
    if not math.isfinite(off) or off <= 0.0:
        return ""
    return (
        f" Single systems scatter about the trend: two thirds of them fall under the line within"
        f" {words.plain(round(off, 1))} years of the date at the rate set here."
    )


def rates_finding(scenario: Scenario) -> str:
    """What the published rates say one by one, in a sentence or two."""
    capability = erosion.chosen(scenario)
    found = [entry for entry in erosion.dates(scenario, capability) if entry.estimate]
    first, last = min(found, key=lambda entry: entry.date), max(found, key=lambda entry: entry.date)
    if not math.isfinite(first.date):
        return f"No rate moves the date at which the line loses {capability.name}: {words.date(first.date)}."
    return (
        f"The line loses {capability.name} first under {first.label} ({pace(first.rate)}: {words.date(first.date)})"
        f" and last under {last.label} ({pace(last.rate)}: {words.date(last.date)}). The trend is refitted to the"
        " systems for each rate, so that all of them agree on the present and part in what they say of the future."
    )


def pairs_finding(found: tuple[Pair, ...]) -> str:
    """What pairs of equally capable systems say, in a sentence or two."""
    if not found:
        return "By this date no two listed systems with known compute make such a pair."
    rates = [pair.rate for pair in found]
    less = sum(rate > 0.0 for rate in rates)
    low, middle, high = (words.plain(round(end, 1) + 0.0) for end in (rates[0], float(np.median(rates)), rates[-1]))
    whole = words.counted(len(found), "pair")
    if len(found) == 1:
        return f"{whole.capitalize()} of equally capable systems: {low} orders of magnitude a year. One is no estimate."
    return (
        f"Of {whole} of equally capable systems, the later one took less compute in {words.number(less)}. The rates run"
        f" from {low} to {high} orders of magnitude (factors of ten) a year, with half of them at {middle} or more. The"
        " pairs share systems, and only some systems disclose compute: evidence, no estimate."
    )


@dataclass(frozen=True, eq=False)
class Reach:
    """How many actors can do something with the capability.

    Attributes
    ----------
    chosen : Count
        At the scenario's own values.
    fewest, most : Count
        Over the published rates and intervals.
    earliest, latest : float
        When the crowd is passed over those; infinite if never before the last year, minus infinity if before the first.
    reached, opened : float
        Release of the first listed system with the capability, and of the first with open weights; NaN if none.
    able_now, unseen_now : float
        Actors at the scenario's date, and those of them that nobody sees; NaN outside the years.
    fewest_now, most_now : float
        Fewest and most actors at that date.
    """

    chosen: Count
    fewest: Count
    most: Count
    earliest: float
    latest: float
    reached: float
    opened: float
    able_now: float
    unseen_now: float
    fewest_now: float
    most_now: float

    @property
    def text(self) -> str:
        """When the crowd is passed, as a label."""
        if self.earliest == math.inf:
            return NEVER
        if self.latest == -math.inf:
            return BEFORE
        first, last = _spoken(self.earliest), _spoken(self.latest)
        if self.latest == math.inf:
            return f"{first} at the earliest"
        return first if first == last else f"{first} to {last}"

    @property
    def now(self) -> str:
        """Actors at the scenario's date, with their span."""
        if math.isnan(self.able_now):
            return words.UNKNOWN
        first, last = words.about(self.fewest_now), words.about(self.most_now)
        return words.about(self.able_now) + ("" if first == last else f" ({first} to {last})")


def _spoken(date: float) -> str:
    return BEFORE if date == -math.inf else words.date(date)


def reach(scenario: Scenario) -> Reach:
    """Count the actors who can do what the page asks about."""
    return _reach(_counted(scenario), erosion.chosen(scenario).intelligence, scenario.settings.date)


@functools.lru_cache(maxsize=256)
def _reach(scenario: Scenario, level: float, now: float) -> Reach:
    fewest, most = _envelope(scenario, level)
    chosen = _count(scenario, level, scenario.view.ability)
    goal = Capability("", level, math.nan)

    def at(counted: Count, unseen: bool = False) -> float:
        if not years.FIRST <= now <= years.LAST:
            return math.nan
        values = counted.unseen if unseen else counted.able
        # The month that has begun: between two months there may be a jump.
        return float(values[int(np.searchsorted(years.MONTHS, now + 1e-9, side="right")) - 1])

    def passes(counted: Count) -> float:
        date = counted.passes(scenario.spread.crowd)
        return -math.inf if date <= years.FIRST else date

    return Reach(
        chosen, fewest, most, passes(most), passes(fewest), erosion.reached(scenario, goal),
        erosion.reached(scenario, goal, open_weights=True),
        at(chosen), at(chosen, unseen=True), at(fewest), at(most),
    )  # fmt: skip


def count(scenario: Scenario, ability: str) -> Count:
    """How many actors are able, at the scenario's own values."""
    return _count(_counted(scenario), erosion.chosen(scenario).intelligence, ability)


def _counted(scenario: Scenario) -> Scenario:
    """Only what the numbers of actors depend on, so that they are computed once for all other changes."""
    return Scenario(
        trend=scenario.trend,
        anchors=scenario.anchors,
        spread=scenario.spread,
        chokepoints=scenario.chokepoints,
        settings=Settings(calibrate=scenario.settings.calibrate),
        view=View(ability=scenario.view.ability),
    )


@functools.lru_cache(maxsize=256)
def _count(scenario: Scenario, level: float, ability: str) -> Count:
    first = erosion.reached(scenario, Capability("", level, math.nan))
    trend = scenario.compute_trend
    return actors(scenario.spread, scenario.chokepoints, trend, level, first, ability, years.MONTHS)


@functools.lru_cache(maxsize=256)
def _envelope(scenario: Scenario, level: float) -> tuple[Count, Count]:
    first = erosion.reached(scenario, Capability("", level, math.nan))
    rates = [erosion.trend_at(scenario, rate) for _, rate in erosion.central_rates()]
    trends = dict.fromkeys([scenario.compute_trend, *rates])
    ability = scenario.view.ability
    return envelope(scenario.spread, scenario.chokepoints, trends, level, first, ability, years.MONTHS)


def spread_claim(scenario: Scenario) -> str:
    """One sentence: when the number of actors passes the crowd, with its interval."""
    found, name = reach(scenario), erosion.chosen(scenario).name
    subject = f"The number of actors able to {scenario.view.ability} {name}'s capability"
    if erosion.chosen(scenario).name.startswith("intelligence"):
        subject = f"The number of actors able to {scenario.view.ability} a system of {name}"
    crowd = words.crowd(scenario.spread.crowd)
    if found.earliest == math.inf:
        return f"{subject} passes {crowd} {NEVER}."
    if found.latest == -math.inf:
        return f"{subject} was over {crowd} {BEFORE} already."
    if found.latest == math.inf:
        return f"{subject} passes {crowd} {_from(found.earliest)}, and perhaps {NEVER}."
    if found.earliest == -math.inf:
        return f"{subject} passes {crowd} in {words.date(found.latest)} at the latest."
    return f"{subject} passes {crowd} {words.when(found.earliest, found.latest)}."


def _from(date: float) -> str:
    return f"{BEFORE} at the earliest" if date == -math.inf else f"in {words.date(date)} at the earliest"


def unseen_finding(scenario: Scenario) -> str:
    """How many of the actors no chokepoint sees, now and later."""
    found, choke = reach(scenario), scenario.chokepoints
    ability = scenario.view.ability
    on = [_PLACES[place] for place in PASSED[ability] if getattr(choke, place)]
    off = [_PLACES[place] for place in PASSED[ability] if not getattr(choke, place)]
    watched = f"With {words.listed(on)} watching" if on else "With nobody watching"
    later = found.chosen.dates.searchsorted(scenario.settings.date + 10.0)
    text = f"{watched}{f' ({words.listed(off)} switched off)' if off and on else ''}, "
    if math.isnan(found.able_now):
        return f"{text}the share that nobody sees is shown below."
    share, when = words.share(_ratio(found.unseen_now, found.able_now)), words.date(scenario.settings.date)
    text += f"{share} of those able are unseen in {when}"
    if later < found.chosen.dates.size:
        then = _ratio(float(found.chosen.unseen[later]), float(found.chosen.able[later]))
        text += f", and {words.share(then)} ten years on, since coverage leaks as less compute is needed"
    crowded = found.chosen.passes(scenario.spread.crowd, unseen=True)
    if years.FIRST < crowded < math.inf:
        crowd = words.crowd(scenario.spread.crowd).capitalize()
        text += f". {crowd} of them are unseen from {words.date(crowded)} on"
    return f"{text}. Coverage and leaks are judgements: move them."


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else math.nan


def lags_finding(scenario: Scenario) -> str:
    """Published lags beside what the list of systems shows, in a sentence or two; empty where nothing has it yet."""
    found, name = reach(scenario), erosion.chosen(scenario).name
    if math.isnan(found.reached):
        return f"No listed system reaches {name} yet, so there are no weights to fine-tune or to run."
    text = f"The first listed system that reaches {name} came out in {words.date(found.reached)}"
    lag = words.plain(round(scenario.spread.open_lag, 1))
    if math.isnan(found.opened):
        return f"{text}; none with open weights does yet. The lag assumed here is {lag} months."
    months = round((found.opened - found.reached) * 12)
    shown = "the same month" if months == 0 else words.counted(months, "month") + " later"
    return f"{text}, the first with open weights {shown}. The lag assumed here is {lag} months."


@functools.lru_cache(maxsize=64)
def tail(least: float, until: float) -> Tail | None:
    """The tail of the catalogue's developers from a least run on; None where too few are left."""
    try:
        return fit_tail(largest_runs(catalog.systems(), until).values(), least)
    except ValueError:
        return None


def tail_finding(scenario: Scenario) -> str:
    """What the fit of the tail rests on, and what the catalogue does not cover."""
    spread = scenario.spread
    found = tail(spread.least_run, spread.counted)
    higher = tail(spread.least_run * 10.0, spread.counted)
    start = words.flop(spread.least_run)
    if found is None:
        return f"Too few developers of the catalogue have a known run of {start} or more for a fit."
    text = (
        f"{words.number(found.count).capitalize()} developers in the catalogue have a known run of {start} or more;"
        f" their tail exponent is {words.band(found.exponent, found.low, found.high)}: a tenth of the cost multiplies"
        f" the number by {words.plain(round(10**found.exponent, 1))}."
    )
    if higher is not None:
        text += (
            f" From {words.flop(spread.least_run * 10.0)} on it is {words.index(higher.exponent)}: it is not settled."
        )
    return (
        f"{text} The catalogue does not cover developers that disclose no compute, nor those who could pay and do not"
        " train; research budgets are not run costs. Small runs are mostly unlisted, so the number of actors is a lower"
        " guess."
    )


def assumptions(scenario: Scenario) -> str:
    """What the page assumes beyond the declared parameters, as Markdown."""
    return "\n".join(
        (
            "- **Dates.** The compute trend is continued at each rate, from a fit to the listed systems at that rate."
            " Rates are held constant. A published rate beyond what the parameter allows is cut there.",
            "- **Rates.** They are central published values; worked pairs and an upper bound are shown and not counted."
            " Falls in price are left out: price is not training compute.",
            "- **Pairs.** Every pair that the rule admits is shown, whichever way it points. Bars combine what is"
            " published of both systems' compute and intelligence, in squares; most compute has no interval.",
            "- **Actors.** Budgets stay as they are while costs fall. The tail of developers' largest runs is continued"
            " to smaller budgets, far beyond the data, and is cut off at the number of actors with the skill.",
            "- **Abilities.** Whoever can train can fine-tune, and whoever can fine-tune can run. To fine-tune and to"
            " run takes open weights. Using a provider's interface is not counted: the provider can refuse.",
            "- **Chokepoints.** They see independently of each other. Training passes compute providers and hardware,"
            " fine-tuning all three, running distributors and hardware: a judgement.",
            "- **Spans of actors** are over the published efficiency rates and the intervals of the tail exponent, of"
            " the price of compute and of the lags. Judgements stay as set. They are no confidence intervals.",
        )
    )


def published(scenario: Scenario) -> tuple[Erosion, ...]:
    """Every published rate and the scenario's own, which comes first."""
    capability = erosion.chosen(scenario)
    return (erosion.own(scenario, capability), *erosion.dates(scenario, capability))
