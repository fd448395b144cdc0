"""The document: what it says, in which order, and what it may load, which is nothing.

It is light everywhere, whatever the reader's system prefers: figures are drawn once, and print as they are seen.
"""

from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import importlib.metadata
import importlib.resources
import json

import jinja2
from markupsafe import Markup

from risk import domain, export, method
from risk.catalog import INDEX_VINTAGE
from risk.credit import CREDIT
from risk.data_tables import DATA_MONTH
from risk.evaluation import evaluation
from risk.exhibits import Exhibit, exhibit
from risk.live import library
from risk.migration import SCHEMA_VERSION
from risk.report import markup
from risk.report.embedded import embedded
from risk.report.snippet import printed, snippet
from risk.scenario import Scenario
from risk.table import Table
from risk.version import MODEL_VERSION

MOST_BYTES = 6_000_000
"""Size that no report exceeds."""

# plotly.js takes two million of them, words, tables and pictures less than one.
_ROOM_FOR_SWEEPS = 3_000_000

_JSON = "application/json"


def file_name(page: str, scenario: Scenario, when: datetime.date | None = None) -> str:
    """Name to save a report under: its page, its date, and a mark that differs from scenario to scenario."""
    mark = hashlib.sha256(scenario.to_json().encode()).hexdigest()[:8]
    return f"danger-surface-{page.replace('_', '-')}-{_date(when).isoformat()}-{mark}.html"


def report(page: str, scenario: Scenario, *, link: str = "", when: datetime.date | None = None) -> str:
    """What a page shows of a scenario as one HTML file that needs neither the app nor a network.

    Its figures turn and zoom, and move along those sweeps whose frames fit into the file.

    Parameters
    ----------
    page : str
        File stem of the page, one of `risk.exhibits.EXHIBITS`.
    scenario : Scenario
        What to show.
    link : str
        Address under which the page opens in this state; left out where it is empty.
    when : datetime.date or None
        Date of the report; today if None.

    Returns
    -------
    str
        The file, to be written in UTF-8: the same each time for the same page, scenario, link and date.

    Raises
    ------
    ValueError
        If there is no such page.
    FormulaError
        If the danger function, as a stranger's may, gives no numbers.
    """
    shown = exhibit(page, scenario)
    link = _writable(link)
    written = _date(when)
    script, imports = _read("risk.report", "report.js"), _imports()
    figures = embedded(shown, _ROOM_FOR_SWEEPS)
    blocks = {"plotly": markup.encoded(library.plotly_compressed())}
    for figure in figures:
        blocks |= figure.blocks
    table = evaluation(shown.scenario)
    return _template().render(
        shown=shown,
        policy=_policy(script, imports),
        style=Markup(_read("risk.live", "live_figure.css") + _read("risk.report", "report.css")),
        script=Markup(script),
        imports=Markup(imports),
        figures=figures,
        parts=tuple(dict.fromkeys(figure.figure.part for figure in figures if figure.figure.part)),
        remarks=shown.scenario.remarks(),
        gaps=domain.remarks(shown.scenario.function),
        entries=[
            entry for entry in method.entries(shown.scenario) if any(row.value is not None for row in entry.parameters)
        ],
        method=method,
        unknown=[_writable(f"{key} = {value}") for key, value in shown.scenario.unknown],
        markup=markup,
        snippet=snippet(shown),
        printed=printed(shown),
        table=table,
        files=_files(shown, table, file_name(page, scenario, written).removesuffix(".html")),
        link=link,
        linked=link.startswith(("https://", "http://")),
        date=_in_words(written),
        model=MODEL_VERSION,
        schema=SCHEMA_VERSION,
        package=importlib.metadata.version("danger-surface"),
        data_month=DATA_MONTH,
        index_vintage=INDEX_VINTAGE,
        citation=_citation(shown, link, written),
        credit=CREDIT,
        blocks={name: Markup(text) for name, text in blocks.items()},
    )


def _writable(text: str) -> str:
    """Text from elsewhere as UTF-8 can hold it: half a letter becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _date(when: datetime.date | None) -> datetime.date:
    return when or datetime.date.today()


def _in_words(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _citation(shown: Exhibit, link: str, date: datetime.date) -> str:
    known = importlib.metadata.metadata("danger-surface")
    return (
        f"{known['Author']}: The danger surface, version {known['Version']}, model {MODEL_VERSION}, report"
        f" “{shown.title}” of {_in_words(date)}, data of {DATA_MONTH}{f', {link}' if link else ''}."
    )


def _together(text: str) -> str:
    """A line never ends between a number and its per cent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["together"] = _together
    return environment.from_string(_read("risk.report", "report.html"))


def _read(package: str, name: str) -> str:
    return importlib.resources.files(package).joinpath(name).read_text(encoding="utf-8")


def _files(shown: Exhibit, table: Table, name: str) -> tuple[tuple[str, str, str, str], ...]:
    """Files inside the file: name, kind, content, and what a reader is told of each."""
    explained = json.dumps(export.metadata(table, shown.scenario), indent=1) + "\n"
    return (
        (f"{name}-systems.csv", "text/csv", export.csv_text(table), "The systems under this scenario (CSV)"),
        (f"{name}-systems.metadata.json", _JSON, explained, "What its columns mean, and on which terms (JSON)"),
        (f"{name}-scenario.json", _JSON, shown.scenario.to_json() + "\n", "The scenario, to be opened again (JSON)"),
    )


def _imports() -> str:
    """Where the report's script finds the live figure's: in the file itself."""
    live = markup.encoded(_read("risk.live", "live_figure.js").encode())
    return json.dumps({"imports": {"live-figure": f"data:text/javascript;base64,{live}"}})


def _policy(*scripts: str) -> str:
    """What the document may load: what it brings itself, and nothing from anywhere else."""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{found}'" for found in hashes)
    return (
        f"default-src 'none'; script-src {allowed} blob: data:; style-src 'unsafe-inline'; img-src blob: data:;"
        " base-uri 'none'; form-action 'none'"
    )
