"""Regimes and levers as tables to be shown and handed out."""

from __future__ import annotations

import numpy as np

from risk import governance, words
from risk.audit import Audit
from risk.parameter import parameters
from risk.regime_levers import Moved, moved
from risk.regime_presets import Entry
from risk.regime_worlds import regimes, scores
from risk.regimes import NO_GATE, Regime, Scope, Terms
from risk.scenario import Scenario
from risk.table import Column, Table, cell
from risk.worlds import WORLDS, years


def regimes_table(scenario: Scenario) -> Table:
    """Every regime with what it leaves and costs."""
    found = scores(scenario)
    rows, shown = [], []
    for item in regimes(scenario):
        score, regime = found[item.key], item.regime
        outcome = score.residual_danger
        values = (
            governance.left(score), float(outcome.whole_low), float(outcome.whole_high),
            float(score.stopped_share.whole), governance.burden(score),
            float(np.nan_to_num(score.delay_months.whole)), float(score.hidden_share.whole),
        )  # fmt: skip
        complies = regime.compliance(scenario.race)
        scope = "nobody" if regime.scope is None else _scope(regime)
        rows.append(
            tuple(cell(value) for value in (item.key, regime.title, scope, regime.terms.gate, complies, *values))
        )
        shown.append(
            (
                regime.title, scope, regime.terms.gate, words.share(complies) if regime.terms.gate != NO_GATE else "—",
                words.band(*values[:3]), words.share(values[3]), words.share(values[4]), f"{values[5]:.1f}",
                words.share(values[6]),
            )
        )  # fmt: skip
    return Table(
        name="regimes",
        title="Regimes, what they leave and what they cost",
        about="One row is one regime, over the releases of "
        f"{years(scenario)[0]} to {years(scenario)[-1]}, {WORLDS} drawn populations of releases.",
        columns=(
            Column("regime", "Regime by its key"),
            Column("title", "What it is called"),
            Column("scope", "Whom it covers"),
            Column("gate", "What becomes of what it covers"),
            Column("compliance", "Chance that a covered developer complies", "", "number"),
            Column("danger_left", "Mean D of a release as the regime leaves it", "", "number"),
            Column("danger_left_low", "The same, 5th percentile over populations", "", "number"),
            Column("danger_left_high", "The same, 95th percentile over populations", "", "number"),
            Column("stopped", "Share of dangerous releases that are stopped", "", "number"),
            Column("burden", "Mean share of a safe release's worth that is lost", "", "number"),
            Column("delay", "Mean delay of a safe release", "months", "number"),
            Column("out_of_sight", "Share of releases developed out of sight", "", "number"),
        ),
        rows=tuple(rows),
        headings=(
            "Regime", "Covers", "What it does", "Comply", "D left", "Stopped", "Burden", "Months", "Out of sight",
        ),
        shown=tuple(shown),
    )  # fmt: skip


def _scope(regime: Regime) -> str:
    """Whom a regime covers, in a few words."""
    rule = regime.scope
    if rule is None:
        return "nobody"
    values = [words.value(declared, getattr(rule, declared.name)) for declared in parameters(rule)[:1]]
    return f"{rule.label}{': ' + values[0] if values else ''}"


def terms_table(scenario: Scenario) -> dict[str, list[str]]:
    """Every regime with what it is, and where its numbers come from."""
    found = regimes(scenario)
    return {
        "Regime": [item.regime.title for item in found],
        "What it is": [item.regime.about for item in found],
        "Closest position": [item.position or "—" for item in found],
        "Sources": [_sources(item) for item in found],
    }


def _sources(item: Entry) -> str:
    if not item.regime.sources:
        return "judgement"
    told = "; ".join(f"{_named(name)}: {source}" for name, source in item.regime.sources)
    return f"{told}. The rest is a judgement."


def _named(name: str) -> str:
    for declared in parameters(Terms):
        if declared.name == name:
            return declared.label
    scope = {declared.name: declared.label for declared in parameters(Scope)}
    return {"scope": scope["covers"], "red_line": scope["red_line"], "audit": Audit.label}[name]


def lever_change(scenario: Scenario, found: Moved) -> str:
    """A lever's parameter, and from what to what it moves."""
    declared = scenario.parameter(found.lever.key)
    before, after = (words.value(declared, value) for value in (found.before, found.lever.value))
    return f"{declared.label}: {before} → {after}"


def levers_table(scenario: Scenario) -> dict[str, list[str]]:
    """The eight levers: which parameter each changes, and what that does."""
    found = moved(scenario)
    return {
        "What might work": [entry.lever.label for entry in found],
        "Parameter that it changes": [lever_change(scenario, entry) for entry in found],
        "Mean danger left": [governance.signed(entry.left) for entry in found],
        "Burden on a safe release": [governance.signed_share(entry.burden) for entry in found],
    }
