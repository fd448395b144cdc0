"""The four tables of data, every row with source, interval, confidence and licence."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from risk import catalog, words
from risk.table import Column, Licence, Table, cell

DATA_MONTH = "November 2026"
"""When the tables in ``risk/data`` were compiled."""

LICENCES = (
    Licence(
        "Epoch AI", "CC-BY 4.0", "https://creativecommons.org/licenses/by/4.0/",
        "Epoch AI, Data on AI Models, Epoch Capabilities Index and Benchmarking Hub, https://epoch.ai/data,"
        " with changes: a selection of rows and columns",
        ("CC-BY 4.0",),
    ),
    Licence(
        "METR", "no licence found, single figures cited", "https://metr.org/time-horizons/",
        "METR, Time Horizon 1.0 and 1.1, https://metr.org/time-horizons/",
        ("METR",),
    ),
    Licence(
        "Laws and bills", "public documents", "",
        "Laws and bills as named in each row, several read through the summaries that the row names",
        (
            "Regulation (EU)", "Executive Order", "AI Act", "RAISE Act", "SB 53", "SB 1047", "S. 2938", "S6953",
            "guidelines for GPAI", "digital-strategy.ec.europa.eu", "leginfo.legislature.ca.gov",
            "frontier-ai-systems", "ai-diffusion-rule", "bis-rescinds",
            "/ca-sb-53/", "raise-act", "/topics/frontier-gpai/", "eu-ai-act", "ai-safety-law",
            "south-korea-ai-basic-act", "illinois-sb", "new-bipartisan-ai-draft", "Critique of the draft",
        ),
    ),
    Licence(
        "Papers, posts and summaries", "single facts cited", "",
        "Papers, posts and summaries as named in each row",
        (
            "arxiv.org", "epoch.ai/data-insights", "epoch.ai/blog", "Public notes on the Epoch Capabilities Index",
            "aiagentindex.mit.edu", "primeintellect.ai", "github.com", "simplytao.ai", "keepthefuturehuman.ai",
            "lesswrong.com", "alignmentforum.org", "a16z.com", "The essay behind this dashboard", "Carnegie", "Crowell",
            "Stibbe", "Baker McKenzie", "Akin", "natlawreview.com", "National Law Review", "New York Weekly",
            "nyweekly.com", "Safe AI for Business", "policywindow.org", "chatforest.com", "comparativeai.org",
            "aiweekly.co", "1a3orn.com", "complianceforge-ai.com", "multistate.us", "centerconsulting.com",
            "neural-forge.io", "nysgpt.com", "airi-navigator.com", "byteiota.com", "tzun.ai", "longtermwiki.com",
            "techjacksolutions.com", "laurenswhipple.com", "law-ai.org",
        ),
    ),
)  # fmt: skip


@functools.cache
def licences(source: str) -> tuple[Licence, ...]:
    """Terms under which a row is used, by what its source names.

    Raises
    ------
    LookupError
        If no licence is declared for the source.
    """
    found = tuple(licence for licence in LICENCES if any(name in source for name in licence.names))
    if not found:
        raise LookupError(f"no licence is declared for the source {source!r}")
    return found


METRICS = {
    "eci": "Epoch Capabilities Index",
    "metr_p50_minutes": "Task horizon, done half of the time",
    "metr_p80_minutes": "Task horizon, done four times of five",
    "breadth_passed": "Domains passed, of ten",
    "breadth_tested": "Domains tested, of ten",
    "agi_score_chc": "Cognitive domains (Hendrycks et al.)",
    "gpqa_diamond": "GPQA Diamond, share correct",
    "swe_bench_verified": "SWE-bench Verified, share solved",
    "feng_level": "Autonomy level (Feng et al.)",
    "morris_level": "Performance level (Morris et al.)",
}
"""Metrics of the table of measurements in words."""

_ORIGIN = (
    Column("source", "Where the figure was published, with its address"),
    Column("licence", "Terms under which the figure is used"),
    Column("confidence", "seen: read in a copy of the source; recalled: well known, not read again"),
    Column("note", "What a reader should know"),
)
_ORIGIN_HEADINGS = ("Source", "Licence", "Read", "Note")


@functools.cache
def data_tables() -> tuple[Table, ...]:
    """Systems, measurements, thresholds and trends: every row of the catalogue as published."""
    return _systems(), _measurements(), _thresholds(), _trends()


def _systems() -> Table:
    return _data_table(
        "systems", "Systems", "One row is one AI system, 2017 to 2026; training compute as published.",
        catalog.systems(),
        (
            Column("id", "Name in links and files"),
            Column("name", "System"),
            Column("developer", "Who made it"),
            Column("kind", "What it was built for"),
            Column("released", "Date of release", "ISO date"),
            Column("flop", "Training compute; empty where there is no estimate", "FLOP", "number"),
            Column("flop_low", "Low end of what is published", "FLOP", "number"),
            Column("flop_high", "High end of what is published", "FLOP", "number"),
            Column("flop_interval", "What the two ends are; an accounting range is a counting rule, not an error"),
            Column("flop_confidence", "Epoch's word; derived: computed here; none: no estimate"),
            Column("counts", "What the compute figure counts, where that is known"),
            Column("open_weights", "Whether the weights can be downloaded", kind="flag"),
        ),
        {
            "System": lambda row: row["name"],
            "Developer": lambda row: row["developer"],
            "Kind": lambda row: row["kind"].replace("_", " ").replace("llm", "language model"),
            "Released": lambda row: row["released"].strftime("%Y-%m-%d"),
            "Compute": lambda row: words.flop(row["flop"]),
            "Published from, to": lambda row: _interval(row["flop_low"], row["flop_high"], words.flop),
            "What that range is": lambda row: row["flop_interval"],
            "Confidence in compute": lambda row: row["flop_confidence"],
            "What it counts": lambda row: row["counts"],
            "Weights": lambda row: "open" if row["open_weights"] else "closed",
        },
    )  # fmt: skip


def _measurements() -> Table:
    frame = catalog.measurements()
    named = catalog.systems()
    names = dict(zip(named["id"], named["name"], strict=True))
    return _data_table(
        "measurements", "Measurements", "One row is one score of one system.",
        frame,
        (
            Column("system", "System, by its id in the table of systems"),
            Column("metric", "What was measured"),
            Column("value", "The score", "see unit", "number"),
            Column("low", "Low end of its interval", "see unit", "number"),
            Column("high", "High end of its interval", "see unit", "number"),
            Column("unit", "Unit of value, low and high"),
            Column("interval", "What low and high are; empty where no interval is published"),
            Column("vintage", "Version of the index or test suite"),
        ),
        {
            "System": lambda row: names[row["system"]],
            "Metric": lambda row: METRICS[row["metric"]],
            "Value": lambda row: words.plain(row["value"]),
            "Unit": lambda row: row["unit"],
            "Interval": lambda row: _interval(row["low"], row["high"]),
            "What the interval is": lambda row: row["interval"],
            "Version": lambda row: row["vintage"],
        },
    )  # fmt: skip


def _thresholds() -> Table:
    def day(name: str) -> Callable[[Mapping[Any, Any]], str]:
        return lambda row: str(cell(row[name]) or "")

    return _data_table(
        "thresholds", "Thresholds", "One row is one threshold in a law, a bill or a proposal. It has no interval.",
        catalog.thresholds(),
        (
            Column("id", "Name in files"),
            Column("name", "What it is called"),
            Column("jurisdiction", "Where it applies"),
            Column("kind", "What is counted"),
            Column("value", "The threshold", "see unit", "number"),
            Column("unit", "Unit of value"),
            Column("status", "in force, enacted (not yet effective), repealed, vetoed or proposed"),
            Column("adopted", "Adoption; for a proposal its publication, for a vetoed bill the veto", "ISO date"),
            Column("effective", "First day of effect", "ISO date"),
            Column("ended", "Last day of effect", "ISO date"),
        ),
        {
            "Threshold": lambda row: row["name"],
            "Where": lambda row: row["jurisdiction"],
            "Counts": lambda row: row["kind"].replace("_", " ").replace("flop", "FLOP").replace("usd", "USD"),
            "Value": lambda row: words.plain(row["value"]),
            "Unit": lambda row: row["unit"],
            "Status": lambda row: row["status"],
            "Adopted": day("adopted"),
            "In effect": day("effective"),
            "Ended": day("ended"),
        },
    )  # fmt: skip


def _trends() -> Table:
    return _data_table(
        "trends", "Trends", "One row is one published rate, lag or duration.",
        catalog.trends(),
        (
            Column("id", "Name in files"),
            Column("topic", "What it is about"),
            Column("label", "Who published it, in short"),
            Column("quantity", "What the figure is"),
            Column("central", "Central value", "see unit", "number"),
            Column("low", "Low end of its interval", "see unit", "number"),
            Column("high", "High end of its interval", "see unit", "number"),
            Column("unit", "Unit of central, low and high"),
            Column("interval", "What low and high are"),
            Column("start", "Start of the period covered", "year, month or day"),
            Column("end", "End of the period covered", "year, month or day"),
        ),
        {
            "Topic": lambda row: row["topic"],
            "Published by": lambda row: row["label"],
            "Quantity": lambda row: row["quantity"],
            "Value": lambda row: words.plain(row["central"]),
            "Interval": lambda row: _interval(row["low"], row["high"]),
            "Unit": lambda row: row["unit"],
            "What the interval is": lambda row: row["interval"],
            "Period": lambda row: _interval(row["start"], row["end"], str),
        },
    )  # fmt: skip


def _data_table(
    name: str,
    title: str,
    about: str,
    frame: Any,
    columns: tuple[Column, ...],
    shown: Mapping[str, Callable[[Mapping[Any, Any]], str]],
) -> Table:
    records = frame.to_dict("records")
    for record in records:
        record["licence"] = "; ".join(licence.short for licence in licences(record["source"]))
    every = (*columns, *_ORIGIN)
    origin = [column.name for column in _ORIGIN]
    used = {licence for record in records for licence in licences(record["source"])}
    return Table(
        name=name,
        title=title,
        about=about,
        columns=every,
        rows=tuple(tuple(cell(record[column.name]) for column in every) for record in records),
        headings=(*shown, *_ORIGIN_HEADINGS),
        shown=tuple(
            (*(form(record) for form in shown.values()), *(record[part] for part in origin)) for record in records
        ),
        licences=tuple(licence for licence in LICENCES if licence in used),
    )


def _interval(low: Any, high: Any, form: Callable[[Any], str] = words.plain) -> str:
    ends = ["" if end == "" or end != end else form(end) for end in (low, high)]
    if all(ends):
        return " to ".join(ends)
    return f"from {ends[0]}" if ends[0] else f"up to {ends[1]}" if ends[1] else ""
