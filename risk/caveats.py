"""What is measured of real systems, what the data cannot tell, on whose work this rests, and what it cannot say."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from risk import catalog, headlines, words
from risk.catalog import INDEX_VINTAGE
from risk.data_tables import data_tables
from risk.forecast import forecasts
from risk.method import counted_judgements, parameter_rows
from risk.rules_over_time import forecast_finding
from risk.scenario import Scenario

_RELIABLE_MINUTES = 960
_DOMAINS = 10


@dataclass(frozen=True)
class Coverage:
    """Of how many systems something is known.

    Attributes
    ----------
    label : str
        Which systems: a year of release, "to 2022" for all years before capability was measured, or "all".
    systems : int
        How many there are.
    compute, intelligence, generality, agenticity : int
        Those with a compute estimate, a capability index, a test in at least one of ten domains, a task horizon.
    axes : int
        Those with all three axes measured.
    """

    label: str
    systems: int
    compute: int
    intelligence: int
    generality: int
    agenticity: int
    axes: int

    def share(self, name: str) -> float:
        """Share of the systems of which something is known."""
        return int(getattr(self, name)) / self.systems

    def of(self, name: str) -> str:
        """The same as two counts."""
        return f"{words.count(getattr(self, name))} of {words.count(self.systems)}"


COVERED = {
    "compute": "training compute",
    "intelligence": "intelligence I",
    "generality": "generality G",
    "agenticity": "agenticity A",
}
"""What may be known of a system, in words."""


@functools.cache
def coverage() -> tuple[Coverage, ...]:
    """What is known of the listed systems, by year of release, and of all of them last.

    The years before the first system with a measured intelligence count as one: single years hold too few.
    """
    table = catalog.systems()
    years = np.floor(table["date"].to_numpy()).astype(int)
    known = {
        "compute": table["flop"].notna().to_numpy(),
        "intelligence": table["I"].notna().to_numpy(),
        "generality": table["domains_tested"].notna().to_numpy(),
        "agenticity": table["horizon"].notna().to_numpy(),
    }
    known["axes"] = known["intelligence"] & known["generality"] & known["agenticity"]
    first = int(years[known["intelligence"]].min())
    groups = {f"to {first - 1}": years < first} | {
        str(year): years == year for year in np.unique(years[years >= first])
    }
    groups["all"] = np.full(years.shape, True)
    return tuple(
        Coverage(label, int(rows.sum()), **{name: int((which & rows).sum()) for name, which in known.items()})
        for label, rows in groups.items()
    )


def coverage_finding() -> str:
    """One sentence: how compute estimates fare since capability is measured."""
    early, *_, latest, _ = coverage()
    return (
        f"Compute is known for {early.of('compute')} systems released up {early.label}, and for {latest.of('compute')}"
        f" released in {latest.label}"
    )


def claim(scenario: Scenario) -> str:
    """One sentence: how much of the model is judged, and of how many systems all axes are measured."""
    judged, every = counted_judgements(parameter_rows(scenario))
    whole = coverage()[-1]
    return (
        f"{judged} of the model's {every} parameters are judgements, and {whole.axes} of {whole.systems} listed systems"
        " are measured on all three axes"
    )


@functools.cache
def why() -> str:
    """One paragraph: what that means."""
    table = catalog.systems()
    missing = table[table["flop"].isna()]
    developers = missing["developer"].value_counts()
    first = [f"{name} ({count})" for name, count in developers.items() if count > 2]
    closed = int((~missing["open_weights"]).sum())
    return (
        "A judgement is a number that nobody measured: it can be moved, and every page then answers anew."
        f" {coverage_finding()}, while tests of capability are recent. Of the {len(missing)} systems without a compute"
        f" estimate {closed} are closed, most of them by {words.listed(first)}. Even where all axes are measured, how"
        " much autonomy a deployment grants is an assumption."
    )


# ---- caveats, credit, limits


@dataclass(frozen=True)
class Passage:
    """A heading and what is said under it, as Markdown."""

    title: str
    text: str


def caveats(scenario: Scenario) -> tuple[Passage, ...]:
    """What a reader should hold against the data and the model, with the numbers of the moment."""
    table, scores = catalog.systems(), catalog.measurements()
    whole = coverage()[-1]
    horizons = scores[scores["metric"] == "metr_p50_minutes"]
    unreliable = horizons[horizons["value"] > _RELIABLE_MINUTES]
    other = scores[(scores["metric"] == "eci") & (scores["vintage"] != INDEX_VINTAGE)]
    ranges = table[table["flop_interval"] == "accounting range"]
    names = catalog.names()
    tested = table["domains_tested"].dropna()
    rows = [row for data in data_tables() for row in data.shown]
    recalled = sum(row[-2] == "recalled" for row in rows)
    alike = headlines.collinearity(scenario)
    disclosed = float(catalog.trends().set_index("id")["central"]["compute_disclosure"])
    factors = [
        f"{name} by a factor of {words.count(high / low)}"
        for name, low, high in zip(ranges["name"], ranges["flop_low"], ranges["flop_high"], strict=True)
    ]
    missing = table.loc[table["flop"].isna(), "developer"].value_counts()
    return (
        Passage(
            "Real systems lie nearly on one line",
            "Among the measured systems intelligence and task horizon rise together: their correlation is"
            f" {words.index(alike)} (1 would be a straight line), and METR's horizons are themselves among the tests"
            " behind Epoch's index. Such data cannot tell whether intelligence and agenticity multiply. An interaction"
            " shown here comes from the formula that was chosen, not from the data.",
        ),
        Passage(
            "Compute is missing where it matters most",
            f"{whole.compute} of {whole.systems} listed systems have a compute estimate"
            f" ({words.share(whole.compute / whole.systems)}); of all models that Epoch lists {words.share(disclosed)}"
            " do. Missing are mostly the newest closed models:"
            f" {words.listed([f'{name} {count}' for name, count in missing.items()][:3])}, out of"
            f" {whole.systems - whole.compute}. So a count of what a compute line misses is a bound, and systems"
            " without an estimate are shown as undetermined, never guessed.",
        ),
        Passage(
            "Generality is a lower bound",
            "It counts domains with a score of 50 % or more, out of ten. A domain that nobody tested counts as failed."
            f" {words.count(len(tested))} systems were tested in any domain, half of them in"
            f" {words.number(float(tested.median()))} or fewer, and {words.number(int((tested == _DOMAINS).sum()))} in"
            f" all ten. For systems built for one domain {words.index(scenario.anchors.narrow_generality)} is set by"
            " definition, which is a judgement.",
        ),
        Passage(
            "Versions of the index do not mix",
            f"Epoch refits all scores at each update. The axis of intelligence rests on the version of {INDEX_VINTAGE};"
            f" {words.counted(len(other), 'score is', 'scores are')} of another version"
            f" ({words.listed([names[name] for name in other['system']])}) and only roughly comparable."
            if len(other)
            else f"All scores are of the version of {INDEX_VINTAGE}; Epoch refits all of them at each update.",
        ),
        Passage(
            "A counting rule can be worth orders of magnitude",
            f"For {words.counted(len(ranges), 'system')} the published compute depends on what is counted, such as"
            f" games that a system plays against itself to learn from: {words.listed(factors)}. Such a range is a"
            " counting rule, not an error bar.",
        ),
        Passage(
            "Long task horizons are beyond the tests",
            f"METR calls horizons over {words.count(_RELIABLE_MINUTES)} minutes (16 hours) unreliable, since few tasks"
            f" are that long. {words.counted(len(unreliable), 'listed value', 'listed values').capitalize()}"
            f" {'is' if len(unreliable) == 1 else 'are'} above"
            f" ({words.listed([names[name] for name in unreliable['system']]) or 'none'}).",
        ),
        Passage(
            "Granted autonomy is assumed, and decides much",
            "The task horizon says what a system can do alone; what it may do depends on its deployment. Agenticity is"
            " the horizon score times a fifth of an autonomy level from 1 to 5. That this is a product is a judgement,"
            f" and a published level exists for {words.number(int(table['published_level'].notna().sum()))} listed"
            " systems. Counts are therefore given from level 1 to level 5.",
        ),
        Passage(
            "Algorithmic efficiency is not identified",
            "Compute and date rose together, so the data cannot separate them. The rate is an assumption; published"
            " rates differ several times over, and every date on the pages depends on them.",
        ),
        Passage(
            "Releases are drawn, not forecast",
            "Rules over time are scored on populations drawn from a declared model. It is fitted to the few listed"
            " systems over 10²⁵ FLOP, as if the list held all whose compute is known, and so counts too few."
            f" {forecast_finding(forecasts(scenario.releases))}. Spend, hardware, generality and incidents in it are"
            " judgements. Laws are few: how long they last rests on single cases.",
        ),
        Passage(
            "The list is a selection",
            f"{whole.systems} systems were chosen, not sampled. Of the {words.count(len(rows))} rows of data"
            f" {words.counted(recalled, 'was', 'were')} recalled and not read again; the rest were read in a copy of"
            " their source, some in a public summary that the row names.",
        ),
    )


PRIOR_ART = (
    Passage(
        "Aguirre, Keep the Future Human (2025)",
        "Danger where autonomy, generality and intelligence meet; risk tiers; caps at 10²⁷ FLOP of training and"
        " 10²⁰ FLOP per second. The three axes, the multiplicative function and the triple-intersection rule follow it."
        " [keepthefuturehuman.ai](https://keepthefuturehuman.ai/)",
    ),
    Passage(
        "Morris et al., Levels of AGI (2023)",
        "Performance and generality as separate axes, with autonomy as a choice of deployment."
        " [Levels of AGI, arXiv](https://arxiv.org/abs/2311.02462)",
    ),
    Passage(
        "Feng, McDonald and Zhang, Levels of Autonomy for AI Agents (2025)",
        "The five levels from operator to observer. Here a level scales agenticity, which is ours."
        " [Levels of Autonomy for AI Agents, arXiv](https://arxiv.org/abs/2506.12469)",
    ),
    Passage(
        "Heim and Koessler, Training Compute Thresholds (2024)",
        "Compute as a first filter, followed by evaluation: the rule “line, then evaluation”."
        " [Training Compute Thresholds, arXiv](https://arxiv.org/abs/2405.10799)",
    ),
    Passage(
        "Hooker, On the Limits of Compute Thresholds (2024)",
        "Why the relation between compute and risk is uncertain and changes quickly."
        " [On the Limits of Compute Thresholds, arXiv](https://arxiv.org/abs/2407.05694)",
    ),
    Passage(
        "Kumar and Manning, Trends in Frontier AI Model Count (2025)",
        "How many models a threshold will cover: 103 to 306 over 10²⁵ FLOP by the end of 2028."
        " [Trends in Frontier AI Model Count, arXiv](https://arxiv.org/abs/2504.16138)",
    ),
    Passage(
        "Kermack and McKendrick (1927)",
        "The final size of an epidemic. Here: the share of operators that a system persuades, directly and through"
        " each other. Its use for persuasion is a judgement.",
    ),
    Passage(
        "Curie, Weiss (1907) and Thom (1972)",
        "Mean-field magnetism and the cusp catastrophe: a smooth cause with an abrupt effect. Here: the phase"
        " transition in agenticity. Its use for danger is a judgement.",
    ),
    Passage(
        "Kremer, The O-Ring Theory of Economic Development (1993)",
        "A chain is done only if each stage is. Here: harm as a chain of stages, with retries bought by autonomy.",
    ),
    Passage(
        "Armstrong, Bostrom and Shulman, Racing to the precipice (2016)",
        "Teams that give up safety to be first, and why to know more of each other may make it worse. The floors, the"
        " floor on some teams, and every value are ours.",
    ),
    Passage(
        "Epoch AI and METR",
        "The measurements without which no system could be placed: capability index, compute estimates and benchmark"
        " scores; task horizons. [epoch.ai/data](https://epoch.ai/data),"
        " [metr.org/time-horizons](https://metr.org/time-horizons/)",
    ),
)
"""Whose ideas and figures this rests on."""

LIMITS = (
    Passage(
        "How likely harm is",
        "D is an index from 0 to 1. Nobody has a unit for danger, so D is no probability, and twice the D is not twice"
        " the harm.",
    ),
    Passage(
        "Which formula is right",
        "Several are offered because none has been tested against harm. Where a finding turns under another formula,"
        " the page says so.",
    ),
    Passage(
        "Whether there is a phase transition, and where",
        "The jump and its hysteresis are properties of one formula. The data neither show nor exclude them.",
    ),
    Passage(
        "What will be released",
        "Trends are continued as declared. This shows what would follow from them; it is no forecast.",
    ),
    Passage(
        "What safeguards, misuse and intent change",
        "Two systems at the same point get the same D, whatever their training, safeguards, users or goals.",
    ),
    Passage(
        "What a rule costs, or what is lost without a system",
        "Benefits of AI, the cost of compliance and the politics of a rule are not in the model.",
    ),
    Passage(
        "Which tolerance is right",
        "Where acceptable ends, D*, is a choice of values. The pages take it as given and show what follows.",
    ),
)
"""What the model cannot say."""
