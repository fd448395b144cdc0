"""Compare new data tables with those of the repository: python3 run.py refresh FOLDER [--write].

FOLDER holds newer versions of one or more of the tables in risk/data, under the same names and with the same columns:
the downloaded sources, brought into that form. It prints which rows change, and what they change in the headline and
the numbers of every page, for every preset. Nothing is written without --write, and nothing at all if a table is wrong.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.serving import ROOT

TABLES = {
    "systems.csv": ("id",),
    "measurements.csv": ("system", "metric"),
    "thresholds.csv": ("id",),
    "trends.csv": ("id",),
}
"""Tables that can be refreshed, with the columns that name a row."""

_DATA = Path("risk") / "data"

# Run in a process of its own, with the package of a folder: nothing that was read before is kept.
HEADLINES = """\
import json, sys
from risk import catalog
from risk.exhibits import EXHIBITS, exhibit
from risk.presets import preset_scenarios
from risk.scenario import Scenario
found = {}
for read in (catalog.systems, catalog.measurements, catalog.thresholds, catalog.trends):
    read()
for preset, scenario in {"default": Scenario(), **preset_scenarios()}.items():
    for name in EXHIBITS:
        shown = exhibit(name, scenario)
        found[f"{preset}: {shown.title}"] = shown.claim
        for number in shown.numbers:
            found[f"{preset}: {shown.title}: {number.label}"] = f"{number.value} ({number.note})"
json.dump(found, sys.stdout)
"""


class TableError(Exception):
    """A table that cannot take the place of the one in the repository."""


def main(arguments: list[str] | None = None) -> int:
    """Print what changes, and write it if asked to."""
    parser = argparse.ArgumentParser(prog="run.py refresh", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help=f"holds one or more of {', '.join(TABLES)}")
    parser.add_argument("--write", action="store_true", help="take the tables over into risk/data")
    options = parser.parse_args(arguments)
    try:
        lines = list(compared(options.folder))
    except TableError as error:
        print(f"refresh: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    if options.write:
        for name in found_in(options.folder):
            shutil.copyfile(options.folder / name, ROOT / _DATA / name)
        print("\nWritten. A number that changed for the same input needs a new MODEL_VERSION: see CONTRIBUTING.md.")
    return 0


def found_in(folder: Path) -> list[str]:
    """Names of the tables in a folder.

    Raises
    ------
    TableError
        If there is none.
    """
    found = [name for name in TABLES if (folder / name).is_file()]
    if not found:
        raise TableError(f"{folder} holds none of {', '.join(TABLES)}")
    return found


def compared(folder: Path) -> Iterator[str]:
    """What a folder's tables change: rows, then headlines, as lines of text.

    Raises
    ------
    TableError
        If a table has other columns than ours, names a row twice, or is refused by the catalogue.
    """
    names = found_in(folder)
    for name in names:
        before, after = (rows(path, TABLES[name]) for path in (ROOT / _DATA / name, folder / name))
        yield f"\n{name}: {len(before)} rows before, {len(after)} after"
        yield from differences(before, after)
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(ROOT / "risk", Path(place) / "risk", ignore=shutil.ignore_patterns("__pycache__"))
        for name in names:
            shutil.copyfile(folder / name, Path(place) / _DATA / name)
        old, new = headlines(ROOT), headlines(Path(place))
    changed = {key: (old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)}
    yield f"\nHeadlines and numbers: {len(changed)} of {len(old)} change"
    for key, (was, now) in changed.items():
        yield f"  {key}\n    was: {was or 'not there'}\n    now: {now or 'not there'}"


def rows(path: Path, key: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Rows of a table by what names them."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found: dict[str, dict[str, str]] = {}
        with (ROOT / _DATA / path.name).open(encoding="utf-8", newline="") as ours:
            columns = next(csv.reader(ours))
        if list(reader.fieldnames or ()) != columns:
            raise TableError(f"{path}: its columns must be {', '.join(columns)}; they are {reader.fieldnames}")
        for number, row in enumerate(reader, start=2):
            name = "/".join(row[part] or "" for part in key)
            if name in found:
                raise TableError(f"{path}: line {number} names {name} a second time")
            found[name] = row
    return found


def differences(before: Mapping[str, dict[str, str]], after: Mapping[str, dict[str, str]]) -> Iterator[str]:
    """One line for each row that came or went, and for each cell that changed."""
    yield from (f"  + {name}" for name in after if name not in before)
    yield from (f"  - {name}" for name in before if name not in after)
    for name in before:
        for column, was in before[name].items():
            now = after.get(name, before[name])[column]
            if now != was:
                yield f"  {name}, {column}: {was or 'empty'} → {now or 'empty'}"


def headlines(folder: Path) -> dict[str, str]:
    """Claim and numbers of every page for every preset, by the package in a folder.

    Raises
    ------
    TableError
        If that package cannot read its tables.
    """
    done = subprocess.run(
        [sys.executable, "-c", HEADLINES],
        env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise TableError(done.stderr.strip().splitlines()[-1])
    found: dict[str, str] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())
