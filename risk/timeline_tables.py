"""Rules over the years, laws, forecasts and releases as tables to be shown and handed out."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from risk import words
from risk.forecast import forecasts
from risk.legislation import durations
from risk.rules_over_time import band_words, half_life_words, last_year, scored, span_words, years_words
from risk.scenario import Scenario
from risk.table import Column, Table, cell
from risk.worlds import WORLDS
from risk.yearly import Share

_SHARES = (
    ("missed", "missed_share", "Share of the dangerous releases that it can tell on which the rule misses"),
    ("overreach", "overreach_share", "Share of the other releases that it can tell on which the rule covers"),
    ("undetermined", "undetermined_share", "Share of all releases on which the rule cannot tell"),
    ("unseen", "unseen_share", "Share of the dangerous releases that are missed or undetermined"),
)


def yearly_table(scenario: Scenario) -> Table:
    """Every rule and year, with shares and their bands over populations."""
    rows, shown = [], []
    for rule, score in scored(scenario):
        shares: list[Share] = [getattr(score, name) for _, name, _ in _SHARES]
        for place, year in enumerate(score.years):
            dangerous = float(score.dangerous[:, place].mean())
            cells: list[Any] = [rule.key, int(year), dangerous]
            text = [rule.label, str(year), f"{dangerous:.1f}"]
            for share in shares:
                ends = [float(values[place]) for values in (share.pooled, share.low, share.high)]
                cells += ends
                text.append(_banded(*ends))
            rows.append(tuple(cell(value) for value in cells))
            shown.append(tuple(text))
    columns = [
        Column("rule", "Rule by its key"),
        Column("year", "Calendar year of release", "year", "number"),
        Column("dangerous", "Dangerous releases a year, mean over populations", "releases", "number"),
    ]
    for name, _, meaning in _SHARES:
        columns += [
            Column(name, meaning, "", "number"),
            Column(f"{name}_low", f"{meaning}, 5th percentile over populations", "", "number"),
            Column(f"{name}_high", f"{meaning}, 95th percentile over populations", "", "number"),
        ]
    return Table(
        name="yearly_scores",
        title="Rules, year by year",
        about=f"One row is one rule in one year, over {WORLDS} drawn populations of releases.",
        columns=tuple(columns),
        rows=tuple(rows),
        headings=("Rule", "Year", "Dangerous", "Missed", "Overreach", "Cannot tell", "Missed or cannot tell"),
        shown=tuple(shown),
    )


def half_life_table(scenario: Scenario) -> Table:
    """Half-life of every rule, and the years in which it can tell and is wrong."""
    last, share = last_year(scenario), scenario.clock.failing_share
    rows, shown = [], []
    for rule, score in scored(scenario):
        life, wrong = score.half_life(share), score.confident_and_wrong(share)
        rows.append(
            tuple(
                cell(value) for value in (rule.key, life.years, life.low, life.high, math.isinf(life.years), len(wrong))
            )
        )
        shown.append((rule.label, rule.about, half_life_words(life, last), band_words(life, last), span_words(wrong)))
    return Table(
        name="half_lives",
        title="How long rules last",
        about=f"One row is one rule; it fails in the first year in which it misses more than {words.share(share)}.",
        columns=(
            Column("rule", "Rule by its key"),
            Column("years", "Whole years until it fails; empty where it never does", "years", "number"),
            Column("low", "5th percentile over populations", "years", "number"),
            Column("high", "95th percentile over populations", "years", "number"),
            Column("never", "Whether it never fails in the years scored", kind="flag"),
            Column("wrong", "Years in which it can tell on most dangerous releases and misses more", "years", "number"),
        ),
        rows=tuple(rows),
        headings=("Rule", "What it covers", "Half-life", "5 to 95 % of populations", "Can tell, and is wrong"),
        shown=tuple(shown),
    )


def forecast_table(scenario: Scenario) -> Table:
    """Published forecasts beside those of the release population."""
    found = forecasts(scenario.releases)
    return Table(
        name="forecasts",
        title="Forecasts",
        about="One row is one published forecast, with what the release population gives.",
        columns=(
            Column("quantity", "What is counted"),
            Column("low", "Low end of what is published", "see unit", "number"),
            Column("high", "High end of what is published", "see unit", "number"),
            Column("unit", "Unit"),
            Column("interval", "What the published range is"),
            Column("median", "Median over populations", "see unit", "number"),
            Column("drawn_low", "5th percentile over populations", "see unit", "number"),
            Column("drawn_high", "95th percentile over populations", "see unit", "number"),
            Column("agrees", "Whether the median lies in the published range", kind="flag"),
            Column("source", "Who published it"),
        ),
        rows=tuple(
            (
                entry.label, entry.low, entry.high, entry.unit, entry.interval, entry.median, entry.drawn_low,
                entry.drawn_high, entry.agrees, entry.source,
            )
            for entry in found
        ),
        headings=("Forecast", "Published", "What that is", "Here: median (90 %)", "Agreement", "Source"),
        shown=tuple(
            (
                entry.label,
                f"{words.count(entry.low)} to {words.count(entry.high)} {entry.unit}",
                entry.interval,
                f"{words.count(entry.median)} ({words.count(entry.drawn_low)} to {words.count(entry.drawn_high)})",
                entry.verdict,
                entry.source,
            )
            for entry in found
        ),
    )  # fmt: skip


def legislation_table() -> Table:
    """How long real laws took, and how long rules lasted."""
    found = durations()
    return Table(
        name="legislation",
        title="The clock of legislation",
        about="One row is one duration of a real law or rule.",
        columns=(
            Column("law", "Which law"),
            Column("quantity", "From what to what"),
            Column("years", "How long", "years", "number"),
            Column("lasted", "Whether it is how long a rule lasted, not how long a law took", kind="flag"),
            Column("source", "Who says so"),
        ),
        rows=tuple((entry.label, entry.quantity, entry.years, entry.lasted, entry.source) for entry in found),
        headings=("Law", "From what to what", "How long", "What that is", "Source"),
        shown=tuple(
            (
                entry.label,
                entry.quantity,
                years_words(entry.years),
                "lasted" if entry.lasted else "took",
                entry.source,
            )
            for entry in found
        ),
    )


def _amount(value: float) -> str:
    return words.plain(value) or words.UNKNOWN


_RELEASE_COLUMNS: tuple[tuple[Column, str, Callable[[Any], str]], ...] = (
    (Column("id", "Name in files"), "Release", str),
    (Column("date", "Date of release", "decimal year", "number"), "Date", words.date),
    (Column("flop", "Training compute as disclosed; empty where it is not", "FLOP", "number"), "FLOP", words.flop),
    (Column("compute", "Training compute, disclosed or not", "FLOP", "number"), "FLOP in truth", words.flop),
    (Column("I", "Intelligence", "", "number"), "I", words.index),
    (Column("G", "Generality", "", "number"), "G", words.index),
    (Column("A", "Granted agenticity", "", "number"), "A", words.index),
    (
        Column("open_weights", "Whether the weights can be downloaded", kind="flag"),
        "Weights",
        lambda x: "open" if x else "closed",
    ),
    (Column("developer", "Number of the developer; the first is nearest to the largest runs"), "Developer", str),
    (Column("spend_usd", "Its yearly spend on AI research", "USD a year", "number"), "Spend", words.money),
    (Column("hardware", "Hardware of the run", "H100 equivalents", "number"), "Hardware", _amount),
    (Column("site", "Hardware in its largest place", "H100 equivalents", "number"), "Largest place", _amount),
    (
        Column("incident", "Whether it causes a public incident", kind="flag"),
        "Incident",
        lambda x: "yes" if x else "no",
    ),
)


def releases_table(frame: Any) -> Table:
    """Releases as `risk.timeline.releases` draws them, as a table to hand out."""
    records = frame.to_dict("records")
    return Table(
        name="releases",
        title="Releases",
        about="One row is one release, drawn from the declared model. It is no forecast of any system.",
        columns=tuple(column for column, _, _ in _RELEASE_COLUMNS),
        rows=tuple(tuple(cell(record[column.name]) for column, _, _ in _RELEASE_COLUMNS) for record in records),
        headings=tuple(heading for _, heading, _ in _RELEASE_COLUMNS),
        shown=tuple(tuple(form(record[column.name]) for column, _, form in _RELEASE_COLUMNS) for record in records),
    )


def _banded(value: float, low: float, high: float) -> str:
    if math.isnan(value) or low == high:
        return words.share(value)
    return f"{words.share(value)} ({words.share(low)} to {words.share(high)})"
