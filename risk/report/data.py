"""The systems of a scenario as a table to be handed out."""

from __future__ import annotations

from risk.data_tables import data_tables
from risk.population import population
from risk.scenario import Scenario
from risk.table import Column, Table, cell

_COLUMNS = (
    Column("id", "Name in links and files"),
    Column("name", "System"),
    Column("date", "Date of release", "decimal year", "number"),
    Column("flop", "Training compute; empty where there is no estimate", "FLOP", "number"),
    Column("I", "Intelligence; empty where it is not measured", "1", "number"),
    Column("G", "Generality", "1", "number"),
    Column("A", "Agenticity at the chosen autonomy; empty where it is not measured", "1", "number"),
    Column("level", "Granted autonomy level", "level", "number"),
    Column("assumed", "Axes that are assumed, not measured"),
    Column("D", "Danger index; empty where the position is not known", "1", "number"),
    Column("D_floor", "Danger index at autonomy level 1", "1", "number"),
    Column("D_ceiling", "Danger index at autonomy level 5", "1", "number"),
    Column("covered", "Whether the FLOP line covers it: 1, 0, or empty where that is not known", "1", "number"),
    Column("region", "What line and surface say of it together"),
    Column("source", "Where its training compute was published"),
)


def systems_table(scenario: Scenario) -> Table:
    """Every system released by the scenario's date: where it stands, its danger, and what the line says of it."""
    found, (catalogue, *_) = population(scenario), data_tables()
    rows = zip(*(found[column.name].tolist() for column in _COLUMNS), strict=True)
    return Table(
        name="systems-evaluated",
        title="Systems under the scenario",
        about="One row is one AI system released by the scenario's date, judged under the scenario.",
        columns=_COLUMNS,
        rows=tuple(tuple(cell(value) for value in row) for row in rows),
        headings=(),
        shown=(),
        licences=catalogue.licences,
    )
