"""Command line: evaluate systems, compare scenarios, score rules and regimes, ask what matters, report."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from risk import difference, export, link, registry
from risk.blocks import LostError
from risk.evaluation import evaluation, read_systems
from risk.exhibits import EXHIBITS
from risk.inquiry import LABELS
from risk.link import Opened
from risk.migration import SCHEMA_VERSION
from risk.scenario import Scenario
from risk.table import Table, cell
from risk.version import MODEL_VERSION

PROGRAM = "python -m risk"

FINE, FAILED, PARTLY, INTERRUPTED = 0, 1, 3, 130
"""Exit codes; 2, for a command that makes no sense, is argparse's own."""

FORMATS = ("csv", "json")

_SCENARIO = "link, file, or - for standard input"
_STANDARD_INPUT = "-"
# A scenario file has two kilobytes; what is longer than this is none, and is not read to its end.
_MOST_BYTES = 1_000_000

_ABOUT = """\
What the dashboard shows, as text: the same scenario, the same digits.

SCENARIO is a link of the dashboard (in quotes: it holds &), a scenario file, or - for standard input.
Left out, it is the default scenario. Results go to standard output, remarks and errors to standard error."""

_EXAMPLES = """\
examples:
  python -m risk evaluate                                every system of the catalogue, as CSV
  python -m risk evaluate scenario.json --format json    the same under a scenario, with what explains it
  python -m risk evaluate "http://127.0.0.1:8501/?v=1&settings.tolerance=0.4"
  python -m risk evaluate --systems mine.csv | head      systems of your own: columns name, I, G, A and perhaps flop
  python -m risk compare one.json two.json --page flop_line
  python -m risk timeline scenario.json                  rules scored year by year
  python -m risk regimes scenario.json                   regimes, what they leave and what they cost
  python -m risk sensitivity scenario.json               what a headline depends on
  python -m risk report scenario.json --page surface -o surface.html

exit codes: 0 fine, 1 the input could not be read or evaluated, 2 the command makes no sense, 3 done, but not all of the
scenario could be kept or it comes from another model version: remarks on standard error say what."""

_EVALUATE = """\
One row a system: danger index D, its slopes along I, G and A, whether D reaches the tolerance, effective agenticity,
and for each rule of the scenario its verdict (covered, not covered, undetermined) and the region that follows.
What is not known is an empty cell; "missing" says why, "assumed" what was filled in."""

_EVALUATE_EXAMPLES = """\
examples:
  python -m risk evaluate > systems.csv
  python -m risk evaluate scenario.json --systems mine.csv --format json

a CSV of your own has a header and one line a system:
  name,I,G,A,flop
  Mine,0.8,0.6,0.5,3e25
  Another,0.7,0.6,,"""

_COMPARE = """\
Where two scenarios differ, ranked by how much each difference moves a number of a page: put alone into the first
scenario, and taken back from the second. The table also holds that number, what remains because the differences act
together, and every other number of the page."""

_COMPARE_EXAMPLES = """\
examples:
  python -m risk compare one.json two.json
  python -m risk compare one.json "/?v=1&function=additive" --page transition --number 1 --format json"""

_REGIMES = """\
One row a regime: no regime, five positions, a sandbox, real instruments and proposals, and your own. What each leaves
of danger over the years scored, with its band over populations, whom it stops, and what it costs the safe ones."""

_REGIMES_EXAMPLES = """\
examples:
  python -m risk regimes > regimes.csv
  python -m risk regimes "/?v=1&regime.enforced=0.8" --format json"""

_TIMELINE = """\
Each rule of the scenario in each year, over drawn populations of releases: the shares of dangerous releases that it
misses, of the others that it covers, and of all on which it cannot tell, with the range over populations.
With --releases, one population itself: one row a release, drawn from the scenario's model. It is no forecast."""

_TIMELINE_EXAMPLES = """\
examples:
  python -m risk timeline > rules.csv
  python -m risk timeline scenario.json --format json
  python -m risk timeline --releases --start 2025 --stop 2030 --seed 1"""

_SENSITIVITY = """\
What a headline depends on: first- and total-order Sobol indices of every parameter that nobody knows, each with a
bootstrap interval, and what the headline does while that parameter alone moves. Priors, seed, headline and rows are
those of the scenario unless given. The digits are the same for any number of workers, and on a cluster."""

_SENSITIVITY_EXAMPLES = """\
examples:
  python -m risk sensitivity
  python -m risk sensitivity scenario.json --headline erosion-date --samples 1024 --workers 2 --format json
  python -m risk sensitivity --headline missed-surface --samples 8192 --scheduler tcp://127.0.0.1:8786"""

_REPORT = "A page as one HTML file that needs neither the app nor a network: claim, figures, numbers, parameters."

_REPORT_EXAMPLES = """\
examples:
  python -m risk report -o report.html
  python -m risk report scenario.json --page flop_line -o line.html"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        for problem in registry.problems():
            _remark(problem)
        whole = given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except (ValueError, OSError, LostError) as error:
        _remark(_reason(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return FINE if whole else PARTLY


def _evaluate(given: argparse.Namespace) -> bool:
    opened = _opened(given.scenario)
    scenario = opened.scenario
    systems = read_systems(_decoded(given.systems, Path(given.systems).read_bytes())) if given.systems else None
    _print(evaluation(scenario, systems), given.format, scenario)
    return not opened.problems


def _compare(given: argparse.Namespace) -> bool:
    one, other = _opened(given.one), _opened(given.other)
    page = given.page or _page(one, one.scenario.view.compare_page)
    found = difference.difference(one.scenario, other.scenario, page, given.number)
    _print(difference.table(found), given.format, one.scenario, other.scenario)
    return not one.problems + other.problems


def _report(given: argparse.Namespace) -> bool:
    from risk.report import report  # the other commands need none of what it loads

    opened = _opened(given.scenario)
    page = given.page or _page(opened, next(iter(EXHIBITS)))
    parts = urlsplit(given.scenario if "://" in given.scenario else "")
    base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix(f'/{opened.page}')}"
    address = link.write(opened.scenario, page, base) if parts.netloc else ""
    text = report(page, opened.scenario, link=address, when=datetime.date.today())
    _write(Path(given.output), text)
    return not opened.problems


def _write(path: Path, text: str) -> None:
    """Write a whole file; where that fails no part of it stays behind."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        if path.is_file():
            path.unlink()
        error.filename = str(path)
        raise


def _timeline(given: argparse.Namespace) -> bool:
    from risk import timeline_tables, worlds  # scoring loads much that the other commands do without
    from risk.timeline import releases

    opened = _opened(given.scenario)
    scenario = opened.scenario
    if given.releases:
        span = worlds.years(scenario)
        drawn = releases(
            span.start if given.start is None else given.start,
            span.stop if given.stop is None else given.stop,
            given.seed,
            model=scenario.releases,
            trend=scenario.compute_trend,
            anchors=scenario.anchors,
            assumptions=scenario.assumptions,
        )
        table = timeline_tables.releases_table(drawn)
    else:
        table = timeline_tables.yearly_table(scenario)
    _print(table, given.format, scenario)
    return not opened.problems


def _regimes(given: argparse.Namespace) -> bool:
    from risk import regime_tables  # scoring loads much that the other commands do without

    opened = _opened(given.scenario)
    _print(regime_tables.regimes_table(opened.scenario), given.format, opened.scenario)
    return not opened.problems


def _sensitivity(given: argparse.Namespace) -> bool:
    from risk import cluster, what_matters  # they load much that the other commands do without

    opened = _opened(given.scenario)
    scenario = opened.scenario
    if given.headline:
        scenario = scenario.replace("inquiry.headline", given.headline)
    if given.seed is not None:
        scenario = scenario.replace("ensemble.draw_seed", given.seed)
    samples = scenario.inquiry.samples if given.samples is None else given.samples
    with cluster.workers(given.scheduler) if given.scheduler else contextlib.nullcontext(given.workers) as workers:
        table = what_matters.asked_table(scenario, samples, workers, _told if sys.stderr.isatty() else None)
    _print(table, given.format, scenario)
    return not opened.problems


def _told(done: int, every: int) -> None:
    """Progress, for whoever watches."""
    print(f"\r{PROGRAM}: {done} of {every} blocks", end="\n" if done == every else "", file=sys.stderr, flush=True)


def _page(opened: Opened, otherwise: str) -> str:
    return opened.page if opened.page in EXHIBITS else otherwise


def _opened(source: str) -> Opened:
    """Scenario of an argument; what could not be kept of it goes to standard error."""
    if not source:
        return Opened(Scenario(), "", ())
    if source == _STANDARD_INPUT:
        name, text = "standard input", _read("standard input", sys.stdin.buffer)
    elif _is_file(source):
        with open(source, "rb") as file:
            name, text = source, _read(source, file)
    else:
        name, text = "the link", source
    try:
        opened = link.read(text)
    except ValueError as error:
        if name == "the link":
            raise ValueError(f"there is no file {source!r:.60}, and it cannot be read as a link: {error}") from None
        raise ValueError(f"{name}: {error}") from None
    for problem in opened.problems:
        _remark(f"{name}: {problem}")
    return opened


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"must be a whole number from 0, got {text!r:.40}")
    return int(text)


def _is_file(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):  # a link can be too long for a name, or hold what no name may
        return False


def _read(name: str, file: BinaryIO) -> str:
    content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"{name}: this is too large for a scenario file, over {_MOST_BYTES / 1e6:g} MB")
    return _decoded(name, content)


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}: this is no text in UTF-8, at byte {error.start}") from None


def _print(table: Table, form: str, scenario: Scenario, second: Scenario | None = None) -> None:
    if form == "csv":
        text = export.csv_text(table)
    else:
        names = [column.name for column in table.columns]
        content: dict[str, Any] = {
            "model_version": MODEL_VERSION,
            "schema_version": SCHEMA_VERSION,
            "scenario": scenario.to_query(),
            "metadata": export.metadata(table, scenario, second),
            "rows": [dict(zip(names, map(cell, row), strict=True)) for row in table.rows],
        }
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    sys.stdout.buffer.write(text.encode())


def _remark(text: str) -> None:
    print(f"{PROGRAM}: {' '.join(text.split())}", file=sys.stderr)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'standard output'}: {error.strerror}"
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description=_ABOUT, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"model {MODEL_VERSION}, schema {SCHEMA_VERSION}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(run: Callable[[argparse.Namespace], bool], short: str, about: str, examples: str) -> Any:
        made = commands.add_parser(
            run.__name__.strip("_"),
            help=short,
            description=about,
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    def scenario(made: Any) -> None:
        made.add_argument("scenario", metavar="SCENARIO", nargs="?", default="", help=_SCENARIO)

    def page(made: Any) -> None:
        made.add_argument("--page", metavar="PAGE", choices=tuple(EXHIBITS), help=f"one of {', '.join(EXHIBITS)}")

    def form(made: Any) -> None:
        made.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="json also holds what explains it")

    made = command(_evaluate, "danger and verdicts for every system", _EVALUATE, _EVALUATE_EXAMPLES)
    scenario(made)
    made.add_argument("--systems", metavar="FILE.csv", help="systems of your own in the place of the catalogue")
    form(made)

    made = command(_compare, "what makes two scenarios differ", _COMPARE, _COMPARE_EXAMPLES)
    made.add_argument("one", metavar="ONE", help=f"the first scenario: {_SCENARIO}")
    made.add_argument("other", metavar="OTHER", help="the second scenario: link or file")
    page(made)
    made.add_argument("--number", type=int, default=0, metavar="K", help="which number of the page, from 0")
    form(made)

    made = command(_timeline, "rules scored year by year, or releases drawn", _TIMELINE, _TIMELINE_EXAMPLES)
    scenario(made)
    made.add_argument("--releases", action="store_true", help="one drawn population in the place of the scores")
    made.add_argument("--start", type=float, metavar="YEAR", help="first date drawn; the scenario's first year scored")
    made.add_argument("--stop", type=float, metavar="YEAR", help="date before which to stop")
    made.add_argument("--seed", type=_seed, default=0, metavar="N", help="the same seed gives the same releases")
    form(made)

    made = command(_regimes, "regimes, what they leave and what they cost", _REGIMES, _REGIMES_EXAMPLES)
    scenario(made)
    form(made)

    made = command(_sensitivity, "what a headline depends on", _SENSITIVITY, _SENSITIVITY_EXAMPLES)
    scenario(made)
    made.add_argument("--headline", metavar="NAME", choices=tuple(LABELS), help=f"one of {', '.join(LABELS)}")
    made.add_argument("--samples", type=int, metavar="N", help="rows of draws, a power of two")
    made.add_argument("--seed", type=_seed, metavar="N", help="the same seed gives the same digits")
    workers = made.add_mutually_exclusive_group()
    workers.add_argument("--workers", type=int, default=1, metavar="N", help="processes; -1: one for each processor")
    workers.add_argument("--scheduler", metavar="ADDRESS", help="a cluster's scheduler, as tcp://host:8786")
    form(made)

    made = command(_report, "a page as one HTML file", _REPORT, _REPORT_EXAMPLES)
    scenario(made)
    page(made)
    made.add_argument("-o", "--output", metavar="FILE", required=True, help="file to write")
    return parser


if __name__ == "__main__":
    sys.exit(main())
