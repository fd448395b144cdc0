"""What the page Regimes says of regimes: which leaves what danger, at what burden, and how far that holds."""

from __future__ import annotations

import functools
import math

import numpy as np

from risk import words
from risk.agency import Granted, ProxyAgency
from risk.number import Number
from risk.regime_levers import moved
from risk.regime_presets import (
    INDEPENDENT_CORRELATION,
    INDEPENDENT_VARIANTS,
    OWN_CORRELATION,
    OWN_VARIANTS,
    POSITIONS,
    Entry,
)
from risk.regime_score import RegimeScore
from risk.regime_worlds import OWN, LeastConstraint, least_constraint, regimes, scored, scores
from risk.regimes import JURISDICTIONS, NO_REGIME
from risk.scenario import Scenario
from risk.worlds import WORLDS, years

TIGHT = 0.25
"""Tightening of standard and tolerance with capability that the second map is drawn with: a judgement."""

ANSWERS = ("none needed", *POSITIONS, "none suffices")
"""What the least constraint can be, in a word or two: nothing, a position by its key, or more than all of them."""

OVER_TIME = ("none", *POSITIONS, OWN)
"""Keys of the regimes that are drawn over time."""

_SAME = 0.005
_FEW = JURISDICTIONS["A compact"]


def entry(scenario: Scenario, key: str) -> Entry:
    """A regime by its key."""
    return next(found for found in regimes(scenario) if found.key == key)


def short(scenario: Scenario, key: str) -> str:
    """What figures call a regime."""
    return entry(scenario, key).short


def left(score: RegimeScore) -> float:
    """Mean D of a release as a regime leaves it, over all years; NaN where there is none."""
    return float(score.residual_danger.whole)


def burden(score: RegimeScore) -> float:
    """Mean share of a safe release's worth that is lost, over all years; zero where none is safe."""
    return float(np.nan_to_num(score.burden_share.whole))


@functools.lru_cache(maxsize=64)
def best(scenario: Scenario) -> tuple[Entry, bool]:
    """The first of the five positions that keeps what is left under the tolerance, or else that which leaves least."""
    found = {}
    for key in POSITIONS:
        found[key] = entry(scenario, key)
        # One after the other: what comes after the first that suffices need not be scored.
        if left(scored(scenario, found[key].regime)) < scenario.settings.tolerance:
            return found[key], True
    return min(found.values(), key=lambda one: left(scored(scenario, one.regime))), False


def anything_dangerous(scenario: Scenario) -> bool:
    """Whether any release is dangerous at all."""
    return bool(scored(scenario, NO_REGIME).dangerous.sum() > 0.0)


def front(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the regimes that no other beats on both counts: least danger left for its burden, by growing burden."""
    found = {key: (burden(score), left(score)) for key, score in scores(scenario).items()}
    kept, least = [], math.inf
    for key in sorted(found, key=lambda key: found[key]):
        if found[key][1] < least - 1e-12:
            kept.append(key)
            least = found[key][1]
    return tuple(kept)


# ---- sentences


def claim(scenario: Scenario) -> str:
    """One sentence: what danger the positions leave."""
    if not anything_dangerous(scenario):
        return "Under these assumptions no release is dangerous, and no regime has anything to stop"
    found, (chosen, suffices) = scores(scenario), best(scenario)
    tolerance = words.index(scenario.settings.tolerance)
    leaves = words.index(left(found[chosen.key]))
    without = words.index(left(found["none"]))
    title = words.inside(chosen.regime.title)
    if suffices:
        return (
            f"Under these assumptions {title} is the least of five positions that keeps the mean danger of releases"
            f" under D* = {tolerance}: {leaves}, against {without} without a regime"
        )
    return (
        f"Under these assumptions none of five positions keeps the mean danger of releases under D* = {tolerance};"
        f" {title} comes closest with {leaves}, against {without} without a regime"
    )


def explanation(scenario: Scenario) -> str:
    """What stands behind the claim."""
    span = years(scenario)
    return (
        f"Each regime meets the same releases of {span[0]} to {span[-1]}. It stops those that it **covers, sees and"
        f" finds dangerous, if their developers comply**. The five positions are compared {_joining(scenario)}. Every"
        " number of a regime is a judgement unless the table names a source."
    )


def _joining(scenario: Scenario) -> str:
    share = scenario.regime.jurisdiction
    if share == 1.0:
        return "as if everybody joined"
    return f"as if developers of {words.share(share)} of releases joined"


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """What the position that suffices leaves and stops, what it costs, and what it leaves if fewer join."""
    found, (chosen, _) = scores(scenario), best(scenario)
    score = found[chosen.key]
    outcome, stopped, hidden = score.residual_danger, score.stopped_share.whole, score.hidden_share.whole
    fewer = _if_fewer_join(scenario)
    return (
        Number(
            f"Left by {words.inside(chosen.regime.title)}",
            words.band(left(score), float(outcome.whole_low), float(outcome.whole_high)),
            f"Mean D of the releases of {score.years[0]} to {score.years[-1]}, and 5 to 95 % of"
            f" {WORLDS} populations. {words.share(float(stopped)).capitalize()} of dangerous releases stopped,"
            f" {words.share(float(hidden))} of all developed out of sight.",
            (("danger left", left(score)), ("danger left, 5th percentile", float(outcome.whole_low)),
             ("danger left, 95th percentile", float(outcome.whole_high)), ("stopped", float(stopped)),
             ("out of sight", float(hidden)), ("danger left without a regime", left(found["none"]))),
        ),
        Number(
            "Burden on a safe release",
            words.share(burden(score)),
            f"of its worth, and {words.counted(round(float(np.nan_to_num(score.delay_months.whole)), 1), 'month')} of"
            f" delay. {_cheaper(scenario, chosen)}",
            (("burden", burden(score)), ("delay in months", float(score.delay_months.whole))),
        ),
        Number(
            f"The same, if {words.share(_FEW)} joined",
            words.index(fewer),
            f"Mean D of releases where developers of {words.share(_FEW)} of them answer to it; the rest go on as"
            " before.",
            (("danger left if fewer join", fewer),),
        ),
    )  # fmt: skip


def further(scenario: Scenario) -> tuple[Number]:
    """The strongest of the eight levers."""
    found = moved(scenario)
    strongest = min(found, key=lambda entry: entry.left)
    return (
        Number(
            "Strongest of eight levers",
            signed(strongest.left),
            f"Change of the mean danger left by {words.inside(strongest.lever.label)}, alone, from a line in FLOP.",
            tuple((f"change by {words.inside(entry.lever.label)}", entry.left) for entry in found),
        ),
    )


def _cheaper(scenario: Scenario, chosen: Entry) -> str:
    """Which regime leaves no more danger at less burden, if one does."""
    found = scores(scenario)
    here = found[chosen.key]
    better = [
        other.regime.title
        for other in regimes(scenario)
        if left(found[other.key]) <= left(here) + _SAME and burden(found[other.key]) < burden(here) - _SAME
    ]
    return f"No more danger for less burden: {better[0]}." if better else "No regime here leaves as little for less."


def _if_fewer_join(scenario: Scenario) -> float:
    """What the chosen position leaves where only a compact joins."""
    chosen, _ = best(scenario)
    return left(scored(scenario, chosen.regime.with_terms(jurisdiction=_FEW)))


def _answer(place: int) -> str:
    return f"“{ANSWERS[place]}”"


def why(scenario: Scenario) -> str:
    """Why regimes leave what they leave."""
    found, (chosen, _) = scores(scenario), best(scenario)
    regime, score = chosen.regime, found[chosen.key]
    complies = regime.compliance(scenario.race)
    plain = 1.0 - scenario.race.risk
    title = words.inside(regime.title)
    if not math.isfinite(score.starts):
        return f"Law never catches up: {title} has no force in these years."
    hidden = score.hidden_share.yearly
    out_of_sight = words.share(float(np.max(hidden[~np.isnan(hidden)], initial=0.0)))
    return (
        f"In the race a developer does {words.share(plain)} of what safety asks for; under {title} it does"
        f" {words.share(complies)}. Who is stopped has reason to hide: development out of sight grows to {out_of_sight}"
        f" of a year's releases. Before any gate {words.share(scenario.circumstances.before_gate)} of a system's danger"
        f" is done, and a regime that is decided in {words.date(scenario.review.set_date)} has force in"
        f" {words.date(score.starts)}."
    )


def sureness(scenario: Scenario) -> str:
    """How far the finding holds."""
    return f"**How sure?** These are judgements put side by side, no forecast. {sandbox(scenario)}"


def sandbox(scenario: Scenario) -> str:
    """What a sandbox leaves of danger, with and without persuasion of its operators."""
    persuading = scenario.agency if scenario.agency.name == ProxyAgency.name else ProxyAgency()
    regime = entry(scenario, "sandbox").regime
    both = [left(scored(scenario.replace("agency", agency), regime)) for agency in (Granted(), persuading)]
    return (
        f"A sandbox leaves {words.index(both[0])} if systems can do only what they are granted, and"
        f" {words.index(both[1])} if they persuade those who use them."
    )


def capture_sentence(scenario: Scenario) -> str:
    """What capture does to the position that suffices, whether it is on or off."""
    chosen, _ = best(scenario)
    fair, bent = (
        left(scored(scenario.replace("capture.on", on), chosen.regime)) for on in (False, True)
    )  # fmt: skip
    state = "is assumed" if scenario.capture.on else "is left out"
    title = words.inside(chosen.regime.title)
    effect = (
        f"With it {title} leaves {words.index(bent)}, without it {words.index(fair)}."
        if words.index(bent) != words.index(fair)
        else f"It changes what {title} leaves by less than 0.01: most releases lie far over the standard."
    )
    return (
        f"**Capture** {state}: regulators drift toward those they regulate. {effect} Three devices work against it:"
        " auditors scored against each other and against bounties, standards that can move both ways, and a second door"
        " for enforcement."
    )


def policy_sentence(scenario: Scenario) -> str:
    """What a policy environment that AI changes does to the lag."""
    chosen, _ = best(scenario)
    starts = [
        scored(scenario.replace("circumstances.policy_responds", on), chosen.regime).starts for on in (False, True)
    ]
    later = words.date(starts[1]) if math.isfinite(starts[1]) else "never"
    state = "is assumed" if scenario.circumstances.policy_responds else "is left out"
    return (
        f"**AI changes the policy environment** {state}: laws take longer where systems are more intelligent."
        f" {chosen.regime.title} would have force from {words.date(starts[0])} without it, and {later} with it."
    )


def assumptions(scenario: Scenario) -> str:
    """What the scores assume beyond the declared parameters."""
    return (
        "**Regimes.** What a regime leaves is the mean of D over all releases, each times the chance that it is let"
        " out, plus what is done before it is stopped. A release is dangerous with D at or over D*. Chances multiply:"
        " covered, under the regime, complying, seen, failing the audit. Compliance is the safety that the race leaves"
        " with the floor that is enforced, or with liability, whichever asks for more; the race is taken among those"
        " who are covered. A share of covered development moves out of sight for each share of releases stopped. The"
        f" own audit of developers is that of the tab Measurement with {OWN_VARIANTS} variants or more and a"
        f" correlation of at least {OWN_CORRELATION}; the independent one has"
        f" {words.counted(INDEPENDENT_VARIANTS, 'variant')} and a correlation of at most {INDEPENDENT_CORRELATION}.\n\n"
        "**Learning.** Reports take noise off next year's audits, and required evidence takes off what systems hide, in"
        " proportion to the share of releases covered.\n\n"
        f"**Mapping.** {mapping_note()}"
    )


def mapping_note() -> str:
    """How real instruments were mapped."""
    return (
        "Real instruments are reduced to these terms. Scopes and lags are those of the law or proposal where a source"
        " is named; shares, floors, audits and burdens are judgements, drawn hollow. An instrument that only asks for"
        " reports stops nothing by itself, and shows as no regime."
    )


# ---- figures


def pareto_title(scenario: Scenario) -> str:
    """What the figure of danger against burden finds."""
    kept, total = len(front(scenario)), len(regimes(scenario))
    if kept == 1:
        return "No regime leaves less danger than none"
    return f"{words.capital(words.number(kept))} of {words.number(total)} regimes leave least danger for their burden"


def pareto_told(scenario: Scenario) -> str:
    """The figure of danger against burden for a reader who does not see it."""
    found = scores(scenario)
    told = "; ".join(
        f"{item.regime.title}: burden {words.share(burden(found[item.key]))}, D {words.index(left(found[item.key]))}"
        for item in regimes(scenario)
    )
    kept = words.listed([entry(scenario, key).regime.title for key in front(scenario)], len(found))
    return f"{pareto_title(scenario)}: {kept}. Burden on a safe release, and mean danger left: {told}."


def yearly_title(scenario: Scenario) -> str:
    """What the figure over time finds."""
    if not anything_dangerous(scenario):
        return "No release is dangerous"
    found, tolerance = scores(scenario), scenario.settings.tolerance
    last = found["none"].years[-1]
    under = [key for key in POSITIONS if found[key].residual_danger.yearly[-1] < tolerance]
    if not under:
        return f"In {last} no position keeps mean danger under D* = {words.index(tolerance)}"
    titles = words.listed([f"“{short(scenario, key)}”" for key in under])
    verb = "keeps" if len(under) == 1 else "keep"
    return f"In {last} {titles} {verb} mean danger under D* = {words.index(tolerance)}"


def yearly_told(scenario: Scenario) -> str:
    """The figure over time for a reader who does not see it."""
    found = scores(scenario)
    told = "; ".join(
        f"{short(scenario, key)} {words.index(float(found[key].residual_danger.yearly[0]))}, then"
        f" {words.index(float(found[key].residual_danger.yearly[-1]))}"
        for key in OVER_TIME
    )
    first, last = found["none"].years[0], found["none"].years[-1]
    return f"Lines: mean D of the year's releases as each regime leaves them, {first} and {last}: {told}."


def map_title(found: LeastConstraint, tightening: float) -> str:
    """What a map of the least constraint finds."""
    kind = "D* falls with capability" if tightening else "Flat D*"
    ranked = sorted(found.sufficing, key=lambda answer: -found.sufficing[answer])
    first = ranked[0]
    text = f"{kind}: {_answer(first)} on {words.share(found.sufficing[first])} of the map"
    second = ranked[1]
    return f"{text}, {_answer(second)} on {words.share(found.sufficing[second])}" if found.sufficing[second] else text


def map_told(found: LeastConstraint) -> str:
    """A map of the least constraint for a reader who does not see it."""
    shares = "; ".join(
        f"{ANSWERS[answer]} {words.share(share)}" for answer, share in found.sufficing.items() if share > 0.0
    )
    low, high = (words.value(found.place, float(value)) for value in (found.places[0], found.places[-1]))
    return (
        "Map of the least constraint that keeps the mean danger of a year's releases under the tolerance, for"
        f" {found.place.label.lower()} from {low} to {high} and each year from {found.years[0]} to"
        f" {found.years[-1]}. Shares: {shares}."
    )


def _where(found: LeastConstraint) -> str:
    """What a map is drawn over, in running text."""
    return "where the transition sits" if found.of_transition else f"“{found.place.label}”"


def map_caption(found: LeastConstraint, tightening: float) -> str:
    """What a map of the least constraint shows and holds."""
    falling = f" (1 − {words.plain(tightening)} I)" if tightening else ""
    return (
        f"The least of five positions that keeps the mean danger under D*{falling}. Colours, from none needed to pause,"
        f" grow stronger; orange: none suffices. Dotted: {_where(found)} in this scenario. Rules hold what is set,"
        " whatever is true."
    )


def map_sentence(scenario: Scenario) -> str:
    """What the two maps say together."""
    flat, tight = (least_constraint(scenario, tightening) for tightening in (0.0, TIGHT))
    harder, softer = (float(np.mean(side)) for side in (tight.least > flat.least, tight.least < flat.least))
    moving = int(np.any(flat.least != flat.least[:1], axis=0).sum())
    if harder + softer == 0.0:
        moves = "A tolerance that falls with capability changes the answer nowhere."
    else:
        moves = (
            f"A tolerance that falls with capability asks for more constraint on {words.share(harder)} of the map, and"
            f" for less on {words.share(softer)}."
        )
    return (
        f"**{words.capital(_where(flat))} changes the answer in {words.number(moving)} of"
        f" {words.number(len(flat.years))} years.** {moves}"
    )


def levers_title(scenario: Scenario) -> str:
    """What the table of levers finds."""
    best_lever = min(moved(scenario), key=lambda found: found.left)
    if best_lever.left > -_SAME:
        return "No single lever changes what is left by more than 0.01"
    return f"{best_lever.lever.label} changes most: what is left falls by {words.index(-best_lever.left)}"


def levers_told(scenario: Scenario) -> str:
    """The levers for a reader who does not see them."""
    told = "; ".join(
        f"{found.lever.label} {signed(found.left)} of D, burden {signed_share(found.burden)}"
        for found in moved(scenario)
    )
    return f"Change from a line in FLOP with the terms of your own regime, each lever alone: {told}."


def signed(value: float) -> str:
    """A change of D, with its sign."""
    if abs(value) < _SAME:
        return "under 0.01"
    return f"{'+' if value > 0 else '−'}{words.index(abs(value))}"


def signed_share(value: float) -> str:
    """A change of a burden, with its sign."""
    if abs(value) < _SAME:
        return "under 1 %"
    return f"{'+' if value > 0 else '−'}{words.share(abs(value))}"
