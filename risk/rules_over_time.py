"""What happens to rules over the years, in sentences and numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from risk import words
from risk.axes import AXES
from risk.clocked_rules import SpendThreshold
from risk.comparators import Comparator
from risk.compute import REFERENCE_DATE
from risk.forecast import Forecast
from risk.legislation import durations, law_half_life, making
from risk.number import Number
from risk.release_fit import ReleaseFit
from risk.scenario import Scenario
from risk.worlds import FALLING, RISING, WORLDS, floating, rules, scores, thinned, years
from risk.yearly import HalfLife, Share, YearlyScore
from risk.years import LAST

Scored = tuple[tuple[Comparator, YearlyScore], ...]


def scored(scenario: Scenario) -> Scored:
    """Every rule with its scores."""
    found = scores(scenario)
    return tuple((rule, found[rule.key]) for rule in rules(scenario))


READS, EVALUATES = "rules that need no evaluation", "rules that evaluate"
"""What the two kinds of rules are called in findings."""


def reading(scenario: Scenario) -> Scored:
    """The rules that read compute, spend or hardware and nothing else: those that need no evaluation."""
    return tuple(pair for pair in scored(scenario) if not _evaluates(pair[0]))


def evaluating(scenario: Scenario) -> Scored:
    """The rules that decide by what a system can do."""
    return tuple(pair for pair in scored(scenario) if _evaluates(pair[0]))


def _evaluates(rule: Comparator) -> bool:
    # A threshold in spend reads intelligence only to see whether it should expand.
    return not isinstance(rule.rule, SpendThreshold) and not set(AXES).isdisjoint(rule.rule.columns)


def last_year(scenario: Scenario) -> int:
    """Last calendar year that is scored."""
    return years(scenario)[-1]


def half_life_words(found: HalfLife, last: int) -> str:
    """A half-life as a person would say it."""
    return _lasting(found.years, last)


def _lasting(value: float, last: int) -> str:
    if math.isnan(value):
        return words.UNKNOWN
    if math.isinf(value):
        return f"never by {last}"
    if value == 0:
        return "from the first year"
    return "1 year" if value == 1 else f"{value:.0f} years"


def fails(found: HalfLife, scenario: Scenario) -> str:
    """When a rule fails, in a few words."""
    if math.isfinite(found.years):
        return f"fails in {years(scenario).start + int(found.years)}"
    return "nothing to tell on" if math.isnan(found.years) else f"holds to {last_year(scenario)}"


def failing(found: Scored, scenario: Scenario, kind: str = "rules") -> str:
    """Which of some rules fail and what they cover for nothing, as the finding of a figure."""
    share, last = scenario.clock.failing_share, last_year(scenario)
    lives = [(rule, score.half_life(share)) for rule, score in found]
    if all(math.isnan(life.years) for _, life in lives):
        return f"No release is dangerous that these {kind} can tell on"
    failed = sorted(
        ((life.years, rule.label) for rule, life in lives if math.isfinite(life.years)), key=lambda pair: pair[0]
    )
    total = words.number(len(found))
    if not failed:
        return f"Not one of {total} {kind} misses more than {words.share(share)} up to {last}{_covering(found, last)}"
    first, label = failed[0]
    when = years(scenario).start + int(first)
    if len(failed) == 1:
        return f"One of {total} {kind} fails by {last}: “{label}”, in {when}{_covering(found, last)}"
    many = words.capital(words.number(len(failed)))
    return f"{many} of {total} {kind} fail by {last}, first “{label}” in {when}{_covering(found, last)}"


def _covering(found: Scored, last: int) -> str:
    """Least and greatest overreach in the last year, as a clause; empty where everything is dangerous."""
    ends = [_at(score.overreach_share, -1) for _, score in found]
    known = sorted(end for end in ends if not math.isnan(end))
    if not known:
        return ""
    low, high = words.share(known[0]), words.share(known[-1])
    return f"; in {last} they cover {low if low == high else f'{low} to {high}'} of what is not dangerous"


def finding(scenario: Scenario) -> str:
    """Two sentences: which rules fail, and what the FLOP line does in the last year."""
    found = scored(scenario)
    line = found[0][1]
    missed, over, untold = (_end(part) for part in (line.missed_share, line.overreach_share, line.undetermined_share))
    return (
        f"Under these assumptions {words.inside(failing(found, scenario))}. The FLOP line then misses {missed} of the"
        " dangerous releases that it can tell on,"
        f" covers {over} of the others, and cannot tell on {untold} of all."
    )


def half_life_finding(scenario: Scenario) -> str:
    """The half-life of the FLOP line, and the shortest of all, as the finding of a figure."""
    share, last = scenario.clock.failing_share, last_year(scenario)
    lives = [(rule, score.half_life(share)) for rule, score in scored(scenario)]
    line = _lasting(lives[0][1].years, last)
    known = [(rule, life) for rule, life in lives if math.isfinite(life.years)]
    if not known:
        return f"Half-life of the FLOP line: {line}; no other rule fails either"
    rule, life = min(known, key=lambda pair: pair[1].years)
    if rule is lives[0][0]:
        return f"Half-life of the FLOP line: {line}; that of no other rule is shorter"
    return f"Half-life of the FLOP line: {line}; shortest is “{rule.label}”: {_lasting(life.years, last)}"


def explanation(scenario: Scenario) -> str:
    """What the tab is about, in Markdown."""
    span = years(scenario)
    return (
        f"Every rule is set in {words.date(scenario.review.set_date)} and judges the releases of each year up to"
        f" {span[-1]}. A line that stands still lets cheap capability pass under it; one that falls covers ever more;"
        " one that rises covers ever fewer. Rules that evaluate read with error. No rule sees the truth."
    )


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """Half-life of the line, years in which rules are confident and wrong, and the clock of legislation."""
    found, last = scored(scenario), last_year(scenario)
    share = scenario.clock.failing_share
    life = found[0][1].half_life(share)
    wrong = {rule.label: score.confident_and_wrong(share) for rule, score in found}
    most = max(wrong, key=lambda label: len(wrong[label]))
    law = law_half_life(scenario.parameter("settings.date").default)
    shortest, middle, longest = making()
    return (
        Number(
            "Half-life of the FLOP line",
            half_life_words(life, last),
            f"Until it misses more than {words.share(share)} of the dangerous releases that it can tell on; 5 to 95 %"
            f" of {WORLDS} populations: {band_words(life, last)}.",
            (("years", life.years), ("5th percentile", life.low), ("95th percentile", life.high)),
        ),
        Number(
            "In force, able to tell, and wrong",
            span_words(wrong[most]),
            (
                f"Longest for “{most}”: it can tell on most dangerous releases and misses more than"
                f" {words.share(share)} of them."
                if wrong[most]
                else f"No rule can tell on most dangerous releases and misses more than {words.share(share)} of them."
            ),
            (
                ("years", float(len(wrong[most]))),
                ("first year", float(wrong[most][0]) if wrong[most] else math.nan),
                ("last year", float(wrong[most][-1]) if wrong[most] else math.nan),
            ),
        ),
        Number(
            "A new law takes",
            f"{years_words(shortest)} to {years_words(longest)}",
            f"{words.capital(words.number(law.ended))} of {words.number(law.rules)} adopted rules with a threshold have"
            f" ended; at that rate half are gone in {law.years:.1f} years ({law.low:.1f} to {law.high:.1f}). These are"
            " few cases.",
            (
                ("shortest, years", shortest),
                ("middle, years", middle),
                ("longest, years", longest),
                ("half-life of rules in law, years", law.years),
                ("its 5th percentile", law.low),
                ("its 95th percentile", law.high),
            ),
        ),
    )


def why(scenario: Scenario) -> str:
    """Why the rules age as they do."""
    model = scenario.releases
    static, falling, rising = (_score(scenario, key) for key in ("line", FALLING, RISING))
    return (
        f"The largest runs grow by {words.plain(model.frontier_growth)} orders of magnitude a year until"
        f" {words.date(model.growth_end)}, and the releases near them pass a line that stands still. Small budgets,"
        f" {words.share(model.small_share)} of releases, follow slowly while their capability rises: their median run"
        f" {_small_runs_pass(scenario)}. In {last_year(scenario)} the line that stands still misses"
        f" {_end(static.missed_share)} and overreaches {_end(static.overreach_share)}; the one that falls,"
        f" {_end(falling.missed_share)} and {_end(falling.overreach_share)}; the one that rises,"
        f" {_end(rising.missed_share)} and {_end(rising.overreach_share)}."
    )


def _small_runs_pass(scenario: Scenario) -> str:
    model = scenario.releases
    room = math.log10(scenario.line.flop / model.small_run)
    if room <= 0.0:
        return "lies over it from the start"
    if room > model.small_growth * (LAST - REFERENCE_DATE):
        return f"does not reach it before {LAST:.0f}"
    return f"passes it in {words.date(REFERENCE_DATE + room / model.small_growth)}"


def legislation_finding(scenario: Scenario) -> str:
    """How the half-lives of rules compare with the time that a new law takes, as the finding of a figure."""
    shortest, _, longest = making()
    took = f"{years_words(shortest)} to {years_words(longest)}"
    lives = [score.half_life(scenario.clock.failing_share).years for _, score in scored(scenario)]
    quick = sum(life < longest for life in lives)
    if not any(map(math.isfinite, lives)):
        return f"A law takes {took}; no rule fails in the years scored"
    if not quick:
        return f"A law takes {took}; every rule that fails lasts longer"
    return f"A law takes {took}; {words.counted(quick, 'rule')} {'fails' if quick == 1 else 'fail'} sooner than that"


def forecast_finding(found: Sequence[Forecast]) -> str:
    """One sentence: how many published forecasts the release population meets."""
    agreeing = sum(entry.agrees for entry in found)
    under = sum(entry.median < entry.low for entry in found)
    over = len(found) - agreeing - under
    apart = [f"lies {side} {words.number(n)}" for side, n in (("under", under), ("over", over)) if n]
    meets = f"meets {words.number(agreeing)} of Kumar & Manning's {words.number(len(found))} forecasts"
    return f"The release population {' and '.join([meets, *apart])}"


def coverage(fit: ReleaseFit) -> str:
    """What the catalogue covers, and how the fit handles it."""
    listed = words.listed([f"{count} in {year}" for year, count in zip(fit.years, fit.listed, strict=True)])
    return (
        f"The catalogue is a selection: it lists {listed} over 10²⁵ FLOP. The fit counts only releases whose compute is"
        " known, and takes that list as if it were complete. So the number of releases is a lower bound; what is"
        " missing is mostly closed and large."
    )


def assumptions(scenario: Scenario) -> str:
    """What the tab rests on, as Markdown."""
    part = (
        "\n\n**Part of the population.** So many releases are too many for a page: an even part of them is scored."
        if thinned(scenario)
        else ""
    )
    return (
        f"**Releases.** {WORLDS} populations are drawn from the declared model. They hold who releases systems of the"
        " kind that the catalogue lists, not everybody who could. Generality, spend, hardware, developers and incidents"
        " rest on judgement; each is listed with its source under Data and method.\n\n"
        "**What rules read.** Compute and hardware are read where they are disclosed. Spend is read from accounts, for"
        f" everybody. Evaluations err by {words.index(scenario.measurement.error)} on each axis.\n\n"
        "**Clock.** A release is judged once, by the rule as it stands on the day of release. A rule whose tracked rate"
        " is zero never moves. The line that rises tracks the mean growth of the largest runs; the one that falls,"
        f" {words.plain(scenario.review.tracked_rate)} orders of magnitude a year, which can be wrong: in this scenario"
        f" efficiency rises by {words.plain(scenario.trend.efficiency)}.\n\n"
        "**Half-life.** In whole years, over all populations together. In a single population a year counts if at"
        " least five dangerous releases can be told."
        f"{part}"
    )


# ---- texts that stand in for figures


def yearly_words(found: Scored, scenario: Scenario) -> str:
    """Describe rows of shares: what each rule misses in the first year and in the last."""
    span = years(scenario)
    told = "; ".join(
        f"“{rule.label}” {words.share(_at(score.missed_share, 0))}, then {_end(score.missed_share)}"
        for rule, score in found
    )
    return (
        f"{words.capital(words.number(len(found)))} rows of lines, {span[0]} to {span[-1]}: share of the dangerous"
        " missed, share of the safe covered, and share on which the rule cannot tell. Missed in the first year and in"
        f" the last: {told}."
    )


def clock_words(scenario: Scenario) -> str:
    """Describe the lines over time."""
    span = years(scenario)
    ends = np.array([scenario.review.set_date, float(span.stop)])
    fall, rise = (floating(scenario, peg).line(ends)[1] for peg in ("efficiency", "frontier"))
    trend = scenario.compute_trend
    I = [float(trend.intelligence(line, ends[1])) for line in (scenario.line.flop, fall, rise)]
    return (
        f"FLOP against date, {span[0]} to {span[-1]}. The line that stands still is at"
        f" {words.flop(scenario.line.flop)}. With its reviews the one that falls ends at {words.flop(float(fall))}, the"
        f" one that rises at {words.flop(float(rise))}; the largest runs end at"
        f" {words.flop(float(10 ** scenario.releases.frontier_at(ends[1])))}. Below: the intelligence that the average"
        f" system at each line has; in the end {', '.join(words.index(value) for value in I)}."
    )


def half_life_alt(scenario: Scenario) -> str:
    """Describe half-lives of rules."""
    last, share = last_year(scenario), scenario.clock.failing_share
    told = "; ".join(
        f"“{rule.label}” {half_life_words(score.half_life(share), last)}" for rule, score in scored(scenario)
    )
    return f"Bars in years until a rule misses more than {words.share(share)}: {told}."


def legislation_alt(scenario: Scenario) -> str:
    """Describe durations of laws."""
    shortest, middle, longest = making()
    law = law_half_life(scenario.parameter("settings.date").default)
    lasted = words.listed([f"{entry.label} {years_words(entry.years)}" for entry in durations() if entry.lasted])
    return (
        f"Bars in years. Laws took {years_words(shortest)} to {years_words(longest)}, the middle one"
        f" {years_words(middle)}. Rules in law lasted: {lasted}. {legislation_finding(scenario)}. At a constant rate"
        f" half of the adopted rules are gone in {law.years:.1f} years ({law.low:.1f} to {law.high:.1f}), from"
        f" {words.number(law.ended)} cases."
    )


def forecast_words(fit: ReleaseFit, found: Sequence[Forecast]) -> str:
    """Describe the fit and its score."""
    counted = words.listed([f"{n} in {year}" for year, n in zip(fit.years, fit.listed, strict=True)])
    expected = words.listed([f"{x:.1f}" for x in fit.expected])
    told = "; ".join(
        f"{words.inside(entry.label)}: published {words.count(entry.low)} to {words.count(entry.high)}, here"
        f" {words.count(entry.median)} ({words.count(entry.drawn_low)} to {words.count(entry.drawn_high)})"
        for entry in found
    )
    return (
        f"Systems over 10²⁵ FLOP with known compute: the catalogue lists {counted}; the fit expects {expected}."
        f" Forecasts: {told}."
    )


def _score(scenario: Scenario, key: str) -> YearlyScore:
    return scores(scenario)[key]


def _at(share: Share, place: int) -> float:
    return float(share.pooled[place])


def _end(share: Share) -> str:
    return words.share(_at(share, -1))


def band_words(life: HalfLife, last: int) -> str:
    """The band of a half-life over populations."""
    if life.low == life.high or math.isnan(life.low):
        return _lasting(life.low, last)
    end = _lasting(life.high, last)
    return f"{life.low:.0f} to {end}" if math.isfinite(life.high) else f"{life.low:.0f} years to {end}"


def span_words(found: tuple[int, ...]) -> str:
    """Years as a span: "never", "2032", "2032 to 2039"."""
    if not found:
        return "never"
    first, last = found[0], found[-1]
    if len(found) == 1:
        return f"{first}"
    return f"{first} to {last}" if len(found) == last - first + 1 else f"{len(found)} years, {first} to {last}"


def years_words(value: float) -> str:
    """A duration in months, or in years from two on."""
    return f"{12 * value:.0f} months" if value < 1.95 else f"{value:.1f} years"
