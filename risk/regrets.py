"""Which rule, and which regime, is regretted least over the draws of what nobody knows."""

from __future__ import annotations

import functools

import numpy as np

from risk import words
from risk.comparators import WHERE_DRAWN, comparators
from risk.headline_model import Drawn, Losses, line_and_read_keys, priors, regime_keys
from risk.regime_draws import RegimeLosses
from risk.regime_presets import spectrum
from risk.regret import RegretTable, regret
from risk.scenario import Scenario
from risk.sensitivity import design
from risk.table import Column, Table
from risk.what_matters import relevant

REGRET_ROWS = 64
"""Rows behind regrets: twice as many draws."""


@functools.lru_cache(maxsize=32)
def _regretted(function: Drawn, seed: int, labels: tuple[str, ...]) -> RegretTable:
    drawn = design(priors(function.scenario, function.keys)[1], REGRET_ROWS, seed)
    table = function(np.concatenate((drawn.A, drawn.B), axis=1))
    return regret(dict(zip(labels, table, strict=True)))


def regrets(scenario: Scenario) -> RegretTable:
    """Rules by what each costs beyond the best rule of the same draw, at worst."""
    held, drawn = priors(scenario, line_and_read_keys(scenario))
    entries = comparators(scenario)
    value = Losses(tuple(entry.rule for entry in entries), scenario.view.miss_cost)
    function = Drawn(relevant(held, tuple(drawn)), tuple(drawn), value)
    return _regretted(
        function, scenario.ensemble.draw_seed, tuple(WHERE_DRAWN.get(entry.key, entry.label) for entry in entries)
    )


def regime_regrets(scenario: Scenario) -> RegretTable:
    """No regime and the five positions by what each costs beyond the best one of the same draw, at worst."""
    held, drawn = priors(scenario, regime_keys(scenario))
    function = Drawn(relevant(held, tuple(drawn)), tuple(drawn), RegimeLosses(scenario.view.miss_cost))
    labels = tuple(regime.title for regime in spectrum(scenario))
    return _regretted(function, scenario.ensemble.draw_seed, labels)


def regime_regret_finding(scenario: Scenario) -> str:
    """Which position has the least largest regret: one sentence."""
    return _regret_finding(regime_regrets(scenario), "regime")


def regime_regret_words(scenario: Scenario) -> str:
    """What a loss of a regime is."""
    return (
        "Loss of a release on average: what is lost of a safe one, plus"
        f" {words.plain(scenario.view.miss_cost)} times the mean danger left. Over"
        f" {words.count(regime_regrets(scenario).draws)} draws of the surface, the race, the audit, who joins and what"
        " a regime meets; releases and the compute trend stand as they are set."
    )


def regime_regret_table(scenario: Scenario) -> Table:
    """Positions by largest regret."""
    return _regret_table(regime_regrets(scenario), "regime")


def regret_finding(scenario: Scenario) -> str:
    """Which rule has the least largest regret: one sentence."""
    return _regret_finding(regrets(scenario), "rule")


def _regret_finding(table: RegretTable, kind: str) -> str:
    best, *_, worst = table.entries
    return (
        f"Under these assumptions “{best.option}” can be regretted least: at worst it costs {words.index(best.worst)}"
        f" more than the best {kind} of the same draw; “{worst.option}” costs up to {words.index(worst.worst)} more"
    )


def regret_words(scenario: Scenario) -> str:
    """What a loss is here."""
    return (
        "Loss of an imagined system on average: a covered safe one costs 1, a missed dangerous one"
        f" {words.plain(scenario.view.miss_cost)}. Over {words.count(regrets(scenario).draws)} draws. Rules hold what"
        " is set here, whatever is drawn; only the truth changes."
    )


def regret_table(scenario: Scenario) -> Table:
    """Rules by largest regret."""
    return _regret_table(regrets(scenario), "rule")


def _regret_table(table: RegretTable, kind: str) -> Table:
    unit = {"rule": "overreached systems", "regime": "safe releases"}[kind]
    columns = (
        Column(kind, kind.capitalize()),
        Column("worst_regret", f"Largest loss beyond the best {kind} of the same draw", unit, "number"),
        Column("mean_regret", "Mean of the same over draws", unit, "number"),
        Column("mean_loss", "Mean loss", unit, "number"),
        Column("best_share", f"Share of draws in which no {kind} costs less", "", "number"),
    )
    rows = tuple((e.option, e.worst, e.mean, e.loss, e.best) for e in table.entries)
    shown = tuple(
        (e.option, words.index(e.worst), words.index(e.mean), words.index(e.loss), words.share(e.best))
        for e in table.entries
    )
    return Table(
        f"{kind}_regrets", f"{kind.capitalize()}s by regret", f"One row a {kind}, over {table.draws} draws.", columns,
        rows,
        (kind.capitalize(), "Largest regret", "Mean regret", "Mean loss", "Best in"), shown,
    )  # fmt: skip


def assumptions() -> str:
    """What a regret says."""
    return (
        "**Regret.** What a rule costs beyond the best rule of the same draw. A rule with a small largest regret is"
        " never far from the best; it need not be the best anywhere."
    )
