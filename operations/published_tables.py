"""The published tables as SQL declares them: their columns, primary and foreign keys, and views of a single level.

Keys are those that the dbt YAML names and tests (`keys`). A foreign key is declared where it leads to the whole primary
key of another table; the others are tested only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

import duckdb

from dbt_project.dictionary import DescribedTable, described_tables
from foundation.database import sql_literal

#: A column's name and its type.
Column: TypeAlias = tuple[str, str]

#: The levels of regions. Aggregates have rows of all of them, and a view of each.
REGION_LEVELS = ("kelurahan", "kecamatan", "city")


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are those of a column of another table, its primary key."""

    column: str
    table: str
    referred: str

    @property
    def constraint(self) -> str:
        """SQL that declares it."""
        return f"foreign key ({self.column}) references marts.{self.table} ({self.referred})"


@dataclass(frozen=True)
class PublishedTable:
    """A table of the schema `marts`: its columns, and the keys that hold of them."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def key_columns(self) -> list[str]:
        """The columns of its keys, the primary one's first, each once."""
        return list(dict.fromkeys([*self.primary_key, *(key.column for key in self.foreign_keys)]))

    @property
    def create_statement(self) -> str:
        """SQL that creates the empty table with its keys."""
        columns = [f'"{name}" {kind}' for name, kind in self.columns]
        return f"create table marts.{self.name} ({', '.join([*columns, *self.constraints.values()])})"

    @property
    def constraints(self) -> dict[str, str]:
        """SQL of its keys, the primary one first, each by the name that PostgreSQL gives it."""
        primary = {f"{self.name}_pkey": f"primary key ({', '.join(self.primary_key)})"} if self.primary_key else {}
        return primary | {f"{self.name}_{key.column}_fkey": key.constraint for key in self.foreign_keys}


@dataclass(frozen=True)
class LevelView:
    """The rows of an aggregate at one level of regions, which can be added up."""

    table: str
    level: str

    @property
    def name(self) -> str:
        """Its name: the aggregate's and the level."""
        return f"{self.table}_{self.level}"

    @property
    def create_statement(self) -> str:
        """SQL that creates it or puts it in place of an older one."""
        rows = f"select * from marts.{self.table} where region_level = {sql_literal(self.level)}"
        return f"create or replace view marts.{self.name} as {rows}"


def mart_columns(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> dict[str, list[Column]]:
    """Give each mart of a database with its columns and their types; of the connection's own if none is named."""
    rows = connection.execute(
        """
        select table_name, column_name, data_type from duckdb_columns()
        inner join duckdb_tables() using (database_oid, schema_oid, table_oid, table_name)
        where duckdb_columns.database_name = coalesce($database, current_database())
            and duckdb_columns.schema_name = 'marts'
        order by table_name, column_index
        """,
        {"database": database},
    ).fetchall()
    return {mart: [(name, kind) for _, name, kind in group] for mart, group in groupby(rows, key=itemgetter(0))}


def published_tables(columns: Mapping[str, Sequence[Column]]) -> list[PublishedTable]:
    """Give the tables that have these columns with their keys, each after those that it refers to."""
    described = {table.name: table for table in described_tables() if table.name in columns}
    primary = {
        name: table.grain
        for name, table in described.items()
        if {column for column, _ in columns[name]}.issuperset(table.grain)
    }
    tables = {
        name: PublishedTable(
            name,
            tuple(columns[name]),
            primary.get(name, ()),
            tuple(_foreign_keys(described[name], columns[name], primary)) if name in described else (),
        )
        for name in columns
    }
    order = TopologicalSorter({name: [key.table for key in table.foreign_keys] for name, table in tables.items()})
    return [tables[name] for name in order.static_order()]


def level_views(tables: Iterable[PublishedTable]) -> list[LevelView]:
    """Give the views of a single level that the tables have."""
    return [
        LevelView(table.name, level)
        for table in tables
        if table.name.startswith("agg_") and "region_level" in {name for name, _ in table.columns}
        for level in REGION_LEVELS
    ]


def form_digest(tables: Iterable[PublishedTable]) -> str:
    """Tell one form of the published tables, of columns and keys, from another."""
    return hashlib.sha256("; ".join(sorted(table.create_statement for table in tables)).encode()).hexdigest()


def _foreign_keys(
    table: DescribedTable, columns: Sequence[Column], primary: Mapping[str, tuple[str, ...]]
) -> Iterator[ForeignKey]:
    held = {name for name, _ in columns}
    for column in table.columns:
        if column.refers_to is None or column.name not in held:
            continue
        referred_table, _, referred = column.refers_to.partition(".")
        # A row that refers to one of its own table would have to come after it.
        if referred_table != table.name and primary.get(referred_table) == (referred,):
            yield ForeignKey(column.name, referred_table, referred)
