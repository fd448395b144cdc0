"""What the page How sure says: which findings survive not knowing the parameters."""

from __future__ import annotations

import math

import numpy as np

from risk import drawn_rules, unknowns, words
from risk.axes import AXIS_WORDS
from risk.danger import PhaseTransition
from risk.drawn_rules import SYSTEMS, DrawnRule
from risk.number import Number
from risk.point import Point
from risk.population import Mask
from risk.scenario import Scenario
from risk.unknowns import BAND, ShareMap, SystemShares

_ENDS = tuple(words.share(at) for at in (BAND[0], BAND[-1]))


def claim(scenario: Scenario) -> str:
    """One sentence: in what share of draws the viewed system is dangerous."""
    found = unknowns.viewed(scenario)
    lowest, highest = (float(share) for share in found.share)
    if math.isnan(highest):
        return f"Under these assumptions nothing can be said of {_where(scenario, found.highest)}"
    return f"In {_draws(highest)} {_where(scenario, found.highest)} is dangerous" + (
        f"; with the least autonomy, in {words.share(lowest)}" if found.levelled else ""
    )


def _draws(share: float) -> str:
    return {0.0: "no assumption draw", 1.0: "every assumption draw"}.get(
        share, f"{words.share(share)} of assumption draws"
    )


def _where(scenario: Scenario, at: Point) -> str:
    if scenario.view.own_point:
        return "a system at your own point"
    return f"{at.name} at A = {words.index(at.A)}" if "A" in at.missing else f"{at.name} at full autonomy"


def explanation(scenario: Scenario) -> str:
    """What the page is about."""
    drawn = unknowns.draws(scenario)
    return (
        "Nobody knows where the transition sits, nor most other parameters. Instead of one guess the page draws"
        f" {words.count(drawn.samples)} sets of values, spread evenly over what each of"
        f" {words.counted(len(drawn.keys), 'parameter')} may be, and counts in which share of these *assumption draws*"
        " danger reaches D*. That is no probability: nobody knows how likely a draw is."
    )


def why(scenario: Scenario) -> str:
    """Which parameter divides dangerous draws from the others."""
    found = unknowns.viewed(scenario)
    where, share = _where(scenario, found.highest), float(found.share[1])
    divided = unknowns.divide(scenario, found.danger[:, 1])
    if math.isnan(share):
        return "D is undefined there in every draw."
    if divided is None:
        agreed = "dangerous" if share > 0 else "not dangerous"
        if not unknowns.draws(scenario).keys:
            return f"No parameter is drawn, so there is nothing to disagree about: {where} is {agreed}."
        return f"All draws agree: {where} is {agreed}, whatever the parameters are within their priors."
    declared = divided.parameter
    named = words.labelled(declared.label, declared.symbol)
    at = found.highest
    return (
        f"At I = {words.index(at.I)}, G = {words.index(at.G)}, A = {words.index(at.A)} the draws disagree, and"
        f" *{named}* divides them most: its middle value is {_rounded(divided.dangerous)} where D reaches D*, and"
        f" {_rounded(divided.other)} where it does not."
    )


def _rounded(value: float) -> str:
    return words.plain(float(f"{value:.2g}"))


def sureness(scenario: Scenario) -> str:
    """How far the shares hold."""
    samples = scenario.ensemble.draws
    return (
        f"**How far does this hold?** It rests on the priors, which are judgements, and on one formula,"
        f" “{scenario.function.label.lower()}”. Chance adds little: with so many independent draws a share near 50 %"
        f" would be off by {words.share(1.96 * 0.5 / math.sqrt(samples))} or less in 95 of 100 cases, and evenly spread"
        " draws do better. Another seed shows by how much."
    )


def numbers(scenario: Scenario) -> tuple[Number, Number, Number]:
    """Share for the viewed system, systems on which the draws disagree, and what the line misses as a band."""
    seen, systems = unknowns.viewed(scenario), unknowns.system_shares(scenario)
    lowest, highest = (float(share) for share in seen.share)
    line = drawn_rules.drawn_rules(scenario)[0]
    missed, overreach = unknowns.band(line.missed), unknowns.band(line.overreach)
    measured = systems.table.size
    over_half = [int(np.count_nonzero(share > 0.5)) for share in (systems.lowest, systems.highest)]
    name = seen.highest.name
    return (
        Number(
            f"{name[:1].upper()}{name[1:]} is dangerous",
            words.share(highest) if lowest == highest else f"{words.share(lowest)} to {words.share(highest)}",
            "of assumption draws, from autonomy level 1 to 5." if seen.levelled else "of assumption draws.",
            (("share of draws at autonomy level 5", highest), ("share of draws at autonomy level 1", lowest)),
        ),
        Number(
            "Systems on which the draws disagree",
            f"{words.count(systems.disagreeing)} of {measured}" if measured else "none",
            _systems_note(measured, over_half),
            (("disagreeing", float(systems.disagreeing)), ("measured systems", float(measured)),
             ("dangerous in more than half of draws at level 1", float(over_half[0])),
             ("dangerous in more than half of draws at level 5", float(over_half[1]))),
        ),
        Number(
            "The FLOP line misses",
            banded(missed),
            _line_note(missed[1], overreach),
            tuple(
                (f"{what}, {words.share(at)} of draws", end)
                for what, ends in (("missed", (missed[1], missed[0], missed[2])),
                                   ("overreach", (overreach[1], overreach[0], overreach[2])))
                for at, end in zip((BAND[1], BAND[0], BAND[2]), ends, strict=True)
            ),
        ),
    )  # fmt: skip


def _systems_note(measured: int, over_half: list[int]) -> str:
    if not measured:
        return "No system is measured by this date."
    return (
        f"measured systems: at autonomy level 5 they are dangerous in {_ENDS[0]} to {_ENDS[1]} of draws. From level 1"
        f" to 5, {words.between(*over_half)} are in more than half."
    )


def _line_note(missed: float, overreach: tuple[float, float, float]) -> str:
    if math.isnan(missed):
        return "In no draw is anything in the cube dangerous."
    told = f"of what is dangerous in the cube: the middle draw, and {_ENDS[0]} to {_ENDS[1]} of draws."
    if math.isnan(overreach[1]):
        return f"{told} Nothing else is left to overreach."
    return f"{told} It overreaches {banded(overreach)} of the rest."


def banded(ends: tuple[float, float, float]) -> str:
    """A share with its band over draws: "41 % (25 % to 58 %)"."""
    low, middle, high = ends
    if math.isnan(middle):
        return words.UNKNOWN
    if words.share(low) == words.share(high):
        return words.share(middle)
    return f"{words.share(middle)} ({words.share(low)} to {words.share(high)})"


# ---- the map ----


def map_title(drawn: ShareMap) -> str:
    """What the map finds."""
    low, _, high = BAND
    if drawn.disagreeing == 0.0:
        return "The draws agree everywhere on this map"
    sure = float(np.mean(drawn.share >= high))
    safe = float(np.mean(drawn.share <= low))
    agreed = [
        f"on {words.share(share)} nearly {most}" for share, most in ((sure, "all do"), (safe, "none do")) if share > 0.0
    ]
    return (
        f"On {words.share(drawn.disagreeing)} of this map only some draws say dangerous"
        + f"{'; ' if agreed else ''}{words.listed(agreed)}"
    )


def map_told(scenario: Scenario, drawn: ShareMap) -> str:
    """The map for a reader who does not see it."""
    text = (
        f"Map of the share of assumption draws with D at or over {words.index(scenario.settings.tolerance)}, over"
        f" {AXIS_WORDS[drawn.x_axis]} and {AXIS_WORDS[drawn.y_axis]}. {map_title(drawn)}."
    )
    if drawn.boundaries is None:
        return text
    for at, edge in drawn.boundaries.items():
        reached = np.flatnonzero(edge[1] >= 0.0)
        if not reached.size:
            text += f" Nowhere does the share reach {words.share(at)}."
            continue
        # Along the lower edge of the map a boundary goes on without saying more.
        ground = np.flatnonzero(edge[1] == 0.0)
        end = ground[0] if ground.size else reached[-1]
        if end == reached[0]:
            text += f" Everywhere the share is over {words.share(at)}."
            continue
        (x_first, y_first), (x_last, y_last) = (edge[:, place].tolist() for place in (reached[0], end))
        text += (
            f" The {words.share(at)} boundary goes from {drawn.y_axis} = {words.index(y_first)} at {drawn.x_axis} ="
            f" {words.index(x_first)} to {words.index(y_last)} at {words.index(x_last)}."
        )
    return text


def drawn_told(scenario: Scenario) -> str:
    """How the draws were made, for captions."""
    held = [scenario.parameter(key).label.lower() for key in unknowns.held_parameters(scenario)]
    drawn = unknowns.draws(scenario)
    text = (
        f"{words.count(drawn.samples)} draws, seed {drawn.seed}, of {words.counted(len(drawn.keys), 'parameter')};"
        " whole numbers and choices are held as set"
    )
    return text + (f", and so are {words.listed(held)}." if held else ".")


def sliders_note(scenario: Scenario) -> str:
    """Why the slider of a drawn parameter moves nothing here."""
    if not unknowns.draws(scenario).keys:
        return "No parameter is drawn: every prior is fixed, and the sliders hold."
    return (
        "Where a parameter is drawn, this page does not follow its slider in the sidebar. Set its prior to *fixed* to"
        " hold it there."
    )


# ---- real systems ----


def systems_title(found: SystemShares) -> str:
    """What the figure of real systems finds."""
    if not found.table.size:
        return "No system is measured yet"
    if found.disagreeing == 0:
        return "On no measured system do the draws disagree"
    return (
        f"At full autonomy the draws disagree on {words.number(found.disagreeing)} of"
        f" {words.counted(found.table.size, 'measured system')}"
    )


def systems_told(found: SystemShares) -> str:
    """The figure of real systems for a reader who does not see it."""
    if not found.table.size:
        return "No system is measured by this date."
    first, last = 0, found.table.size - 1
    ends = [
        f"{found.table['name'][row]} in {words.share(float(found.highest[row]))} (at level 1 in"
        f" {words.share(float(found.lowest[row]))})"
        for row in dict.fromkeys((first, last))
    ]
    return f"{systems_title(found)}. Share of draws in which each is dangerous, the highest first: {'; '.join(ends)}."


def systems_columns(scenario: Scenario) -> dict[str, list[str]]:
    """Every measured system with its shares, as a table."""
    found = unknowns.system_shares(scenario)
    return {
        "System": [str(name) for name in found.table["name"]],
        "Level 1": [words.share(float(share)) for share in found.lowest],
        "Level 5": [words.share(float(share)) for share in found.highest],
        "Level 5, over published intervals": [
            f"{words.share(float(low))} to {words.share(float(high))}"
            for low, high in zip(found.low, found.high, strict=True)
        ],
        "Assumed": [
            words.listed([*filter(None, [str(assumed)]), *(["generality"] if general else [])]) or "nothing"
            for assumed, general in zip(found.table["assumed"], found.table["G_assumed"], strict=True)
        ],
    }


# ---- the cusp ----


def no_cusp(scenario: Scenario) -> str:
    """Why there is no cusp to draw: one sentence; empty where there is one."""
    if unknowns.cusps(scenario) is not None:
        return ""
    if isinstance(scenario.function, PhaseTransition):
        return "Without feedback between intelligence and agenticity danger rises as a ramp and never jumps."
    return (
        f"“{scenario.function.label}” has no cusp, so there is no transition whose place could be unknown. What follows"
        " for the rules stands below."
    )


def cusp_title(scenario: Scenario) -> str:
    """What the figure of the cusp finds."""
    found = unknowns.cusps(scenario)
    if found is None:
        return "This formula has no cusp"
    over, under = (found.A[rows] for rows in (found.dangerous, ~found.dangerous))
    where = _where(scenario, unknowns.viewed(scenario).highest)
    if not over.size or not under.size:
        return f"Wherever the cusp sits, {where} is {'dangerous' if over.size else 'not dangerous'}"
    middle, other = float(np.median(over)), float(np.median(under))
    return (
        f"Draws with a {'lower' if middle < other else 'higher'} cusp are the dangerous ones: A = {words.index(middle)}"
        f" against {words.index(other)}"
    )


def cusp_told(scenario: Scenario) -> str:
    """The figure of the cusp for a reader who does not see it."""
    found = unknowns.cusps(scenario)
    if found is None:
        return no_cusp(scenario)
    (i_low, _, i_high), (a_low, _, a_high) = unknowns.band(found.I), unknowns.band(found.A)
    return (
        f"{cusp_title(scenario)}. Of the cusps 90 % lie between I = {words.index(i_low)} and {words.index(i_high)}, and"
        f" as many between A = {words.index(a_low)} and {words.index(a_high)}."
    )


# ---- the rules ----


def rules_title(found: tuple[DrawnRule, ...]) -> str:
    """What the figure of the rules finds."""
    low, middle, high = unknowns.band(found[0].missed)
    if math.isnan(middle):
        return "No draw has anything dangerous to miss"
    if words.share(low) == words.share(high):
        return f"The FLOP line misses {words.share(middle)} in nearly all draws"
    return f"The FLOP line misses {words.share(low)} to {words.share(high)} of what is dangerous, draw by draw"


def _thirds(scenario: Scenario) -> dict[str, Mask]:
    """Draws whose transition comes early and late: in the lowest and highest third of I_c; none where it is held."""
    cusps = unknowns.cusps(scenario)
    if cusps is None or cusps.I.min() == cusps.I.max():
        return {}
    critical = cusps.I
    third, two_thirds = np.quantile(critical, (1 / 3, 2 / 3))
    return {"early": critical < third, "late": critical > two_thirds}


def rules_sentence(scenario: Scenario) -> str:
    """What the place of the transition means for the FLOP line; empty where it has none, or is held."""
    thirds, line = _thirds(scenario), drawn_rules.drawn_rules(scenario)[0]
    if not thirds or np.isnan(line.missed).all() or np.isnan(line.overreach).all():
        return ""
    early, late = (
        f"misses {banded(unknowns.band(line.missed[rows]))} and overreaches"
        f" {banded(unknowns.band(line.overreach[rows]))}"
        for rows in thirds.values()
    )
    return (
        f"Where the transition comes early, in the lowest third of I_c, the FLOP line {early}. Where it comes late, in"
        f" the highest third, it {late}."
    )


def rules_told(scenario: Scenario) -> str:
    """The figure of the rules for a reader who does not see it."""
    parts = []
    for whom, where in ((drawn_rules.CUBE, "over the cube"), (SYSTEMS, "of real systems at full autonomy")):
        told = "; ".join(
            f"{rule.label}: {banded(unknowns.band(rule.missed))} missed,"
            f" {banded(unknowns.band(rule.overreach))} overreach"
            for rule in drawn_rules.drawn_rules(scenario, whom)
        )
        parts.append(f"Shares {where}, middle draw and 5 to 95 % of draws: {told}.")
    return " ".join(parts)


def rules_columns(scenario: Scenario) -> dict[str, list[str]]:
    """What each rule misses and overreaches over all draws, and where the transition sits early or late."""
    found, real = drawn_rules.drawn_rules(scenario), drawn_rules.drawn_rules(scenario, SYSTEMS)
    columns = {"Rule": [rule.label for rule in found]}
    for where, rules in (("", found), ("Real systems: ", real)):
        for what in ("missed", "overreach"):
            heading = f"{where}{what}" if where else what.capitalize()
            columns[heading] = [banded(unknowns.band(getattr(rule, what))) for rule in rules]
    for when, rows in _thirds(scenario).items():
        for what in ("missed", "overreach"):
            columns[f"{what.capitalize()}, {when} third of I_c"] = [
                banded(unknowns.band(getattr(rule, what)[rows])) for rule in found
            ]
    return columns


def rules_caption(scenario: Scenario) -> str:
    """What the figure of the rules assumes."""
    return (
        "Circle: share of the dangerous missed. Square: share of the safe covered. Mark: middle draw; bar: 5 to 95 % of"
        " draws. Real systems are taken at full autonomy; where a rule cannot tell, they are left out. D* ="
        f" {words.index(scenario.settings.tolerance)} is held. A surface rule holds the function as it is set, whatever"
        " the draw, and rules that evaluate read with an error of"
        f" {words.index(scenario.measurement.error)} on each axis. {drawn_told(scenario)}"
    )


# ---- assumptions ----


def prior_columns(scenario: Scenario) -> dict[str, list[str]]:
    """Every parameter with its prior, as a table."""
    keys = unknowns.prior_keys(scenario)
    declared = [scenario.parameter(key) for key in keys]
    edited = dict(scenario.priors)
    return {
        "Parameter": [words.labelled(entry.label, entry.symbol) for entry in declared],
        "Prior": [unknowns.prior(scenario, key).words(entry) for key, entry in zip(keys, declared, strict=True)],
        "Whose": ["your own" if key in edited else "declared" for key in keys],
    }


def assumptions(scenario: Scenario) -> str:
    """What the page assumes beyond the declared parameters."""
    same = [scenario.parameter(key).label for key in unknowns.without_width(scenario)]
    return (
        "Each real-valued parameter of danger function and agency is drawn from its prior, independently of the others:"
        " evenly over its typical range, in the logarithm where the parameter is logarithmic, unless you set another"
        " one. A three-point prior is triangular: the central value is drawn most, the ends least. Whole numbers,"
        " choices and switches are held as they are set, and so are D*, the FLOP line, the compute trend and the"
        " positions of systems. The draws are scrambled Sobol points, which fill the space more evenly than random"
        " ones; the same seed gives the same draws. A prior is a judgement, and another prior gives another share."
        + (f" Both ends of a prior are the same, so that it is held: {words.listed(same)}." if same else "")
    )
