"""The one step in which analysts get the new marts.

A copy of the published database takes up the partitions that have changed and the dimensions, is checked, flushed to
disk and put in the old one's place by one rename: who has the old file open reads on in it, who opens anew sees the new
one, and nobody sees a half. Parquet follows in a step of its own.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow.parquet as pq

from dbt_project.dictionary import DescribedTable, described_tables
from foundation.atomic_files import flush_to_disk
from foundation.data_layout import DataLayout
from foundation.database import open_database, sql_literal
from foundation.semester import Semester
from operations.mart_partitions import MartPartition, TablePart, load_partitions

#: A column's name and its type.
Column: TypeAlias = tuple[str, str]

#: What a published database says of itself.
_HOLDINGS = """
    create schema if not exists marts;
    create schema if not exists publication;
    create table if not exists publication.partition (mart varchar, semester varchar, digest varchar);
    comment on table publication.partition is 'Which rows of each semester this database holds, mart by mart.';
"""


def publish_database(layout: DataLayout, *, memory_limit: str = "4GB", threads: int = 2) -> dict[str, int]:
    """Publish the marts as a DuckDB file; give the rows of each.

    The warehouse that was just built has the dimensions and every mart's columns, the partitions have the rows of the
    semesters. DuckDB takes `memory_limit` and `threads`. Raises `RuntimeError` where a mart has other rows afterwards.
    """
    partitions = load_partitions(layout)
    described = {table.name: table for table in described_tables()}
    spill = layout.spill("warehouse")
    with _replaced_database(layout.published_database) as unfinished:
        _begin_with_published(layout, unfinished)
        with open_database(unfinished, spill=spill, memory_limit=memory_limit, threads=threads) as connection:
            connection.execute(f"attach {sql_literal(layout.warehouse)} as warehouse (read_only)")
            # Nobody sees the copy yet; but every statement by itself would wait for the disk.
            connection.begin()
            connection.execute(_HOLDINGS)
            published, marts = mart_columns(connection), mart_columns(connection, "warehouse")
            for gone in published.keys() - marts.keys():
                connection.execute(f"drop table marts.{gone}")
            for mart, columns in marts.items():
                parts = parts_of(mart, partitions)
                if parts:
                    if columns != published.get(mart):
                        _begin_mart_anew(connection, mart)
                    _bring_up_to_date(connection, layout, mart, parts)
                else:
                    connection.execute(f"create or replace table marts.{mart} as from warehouse.marts.{mart}")
                connection.execute("; ".join(_comments(layout, described[mart], columns, parts)))
            rows = {mart: _checked_rows(connection, mart, parts_of(mart, partitions)) for mart in marts}
            connection.commit()
            connection.execute("detach warehouse")
            connection.execute("checkpoint")
    return rows


def parts_of(mart: str, partitions: Mapping[str, MartPartition]) -> dict[str, TablePart]:
    """Give the rows that a mart has of each semester (key); nothing for a dimension, which is made whole."""
    return {key: partition.tables[mart] for key, partition in partitions.items() if mart in partition.tables}


def mart_columns(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> dict[str, list[Column]]:
    """Give each mart of a database with its columns and their types; of the connection's own if none is named."""
    rows = connection.execute(
        """
        select table_name, column_name, data_type from duckdb_columns()
        where database_name = coalesce($database, current_database()) and schema_name = 'marts'
        order by table_name, column_index
        """,
        {"database": database},
    ).fetchall()
    return {mart: [(name, kind) for _, name, kind in group] for mart, group in groupby(rows, key=itemgetter(0))}


def _begin_with_published(layout: DataLayout, unfinished: Path) -> None:
    """Begin with what is published; with nothing where there is nothing, or where it can not be read."""
    if not layout.published_database.exists():
        return
    shutil.copyfile(layout.published_database, unfinished)
    try:
        with duckdb.connect(str(unfinished), read_only=True) as connection:
            connection.execute("select count(*) from publication.partition")
    except duckdb.Error:
        unfinished.unlink()


def _begin_mart_anew(connection: duckdb.DuckDBPyConnection, mart: str) -> None:
    """Make an empty table of a mart that is new or has other columns now."""
    connection.execute(f"create or replace table marts.{mart} as from warehouse.marts.{mart} limit 0")
    connection.execute("delete from publication.partition where mart = ?", [mart])


def _bring_up_to_date(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, mart: str, parts: Mapping[str, TablePart]
) -> None:
    """Replace the rows of the semesters that have changed."""
    held = dict(
        connection.execute("select semester, digest from publication.partition where mart = ?", [mart]).fetchall()
    )
    for semester in sorted({*held, *parts}):
        part = parts.get(semester)
        if part is not None and held.get(semester) == part.digest:
            continue
        connection.execute(f"delete from marts.{mart} where semester_key = {Semester.parse(semester).number}")
        connection.execute("delete from publication.partition where mart = ? and semester = ?", [mart, semester])
        if part is not None:
            file = sql_literal(layout.mart(semester, mart))
            # A column that the mart did not have when the semester was closed stays null.
            connection.execute(f"insert into marts.{mart} by name from read_parquet({file}, hive_partitioning = false)")
            connection.execute("insert into publication.partition values (?, ?, ?)", [mart, semester, part.digest])


def _comments(
    layout: DataLayout, mart: DescribedTable, columns: Iterable[Column], parts: Mapping[str, TablePart]
) -> Iterator[str]:
    """Describe a mart and its columns, and say of a column for which semesters the mart does not have it."""
    yield f"comment on table marts.{mart.name} is {sql_literal(mart.description)}"
    descriptions = {column.name: column.description for column in mart.columns}
    had = {semester: set(pq.read_schema(layout.mart(semester, mart.name)).names) for semester in parts}
    for name, _ in columns:
        without = [semester for semester, names in had.items() if name not in names]
        closed = f" Null in {', '.join(without)}: closed before." if without else ""
        yield f'comment on column marts.{mart.name}."{name}" is {sql_literal(descriptions.get(name, "") + closed)}'


def _checked_rows(connection: duckdb.DuckDBPyConnection, mart: str, parts: Mapping[str, TablePart]) -> int:
    """Count the rows of a mart. Raises `RuntimeError` where they are not as many as it was made of."""
    made_of = sum(part.rows for part in parts.values())
    counted = connection.execute(f"select count(*) from marts.{mart}").fetchone()
    if not parts:
        of_warehouse = connection.execute(f"select count(*) from warehouse.marts.{mart}").fetchone()
        made_of = of_warehouse[0] if of_warehouse else 0
    rows = int(counted[0]) if counted else 0
    if rows != made_of:
        raise RuntimeError(f"publishing marts.{mart} gave {rows} rows, and it was made of {made_of}")
    return rows


def publish_closed_semesters(layout: DataLayout, closed: Collection[str]) -> bool:
    """Let the published database say which semesters (keys) are closed; False where it says so already.

    Everything else in it stays as it is: a copy is changed and put in its place, as at every publication.
    """
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        rows = connection.execute("select semester, is_closed from marts.dim_semester").fetchall()
    if all(is_closed == (semester in closed) for semester, is_closed in rows):
        return False
    with _replaced_database(layout.published_database) as unfinished:
        shutil.copyfile(layout.published_database, unfinished)
        with duckdb.connect(str(unfinished)) as connection:
            connection.execute(
                "update marts.dim_semester set is_closed = list_contains($closed, semester)", {"closed": sorted(closed)}
            )
            connection.execute("checkpoint")
    return True


@contextmanager
def _replaced_database(target: Path) -> Iterator[Path]:
    """Give a path to write a database to; it takes the target's place in one step when the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    remove_unfinished_publication(target)
    try:
        yield unfinished
        flush_to_disk(unfinished)
        unfinished.replace(target)
    except BaseException:
        # Where the disk is full, what nobody will read must not keep it so.
        remove_unfinished_publication(target)
        raise
    flush_to_disk(target.parent)


def remove_unfinished_publication(target: Path) -> None:
    """Remove what a publication that came to no end has left beside the published database."""
    for leftover in target.parent.glob(f".{target.name}.unfinished*"):
        leftover.unlink()


def publish_parquet(layout: DataLayout, *, memory_limit: str = "4GB", threads: int = 2) -> dict[str, int]:
    """Publish every table of the published database below `parquet/<table>/`, a file for each semester; give the rows.

    All tables change in one step: `parquet` is a link that is moved from the old set of files to the new one, and the
    old set stays until the next publication. Who follows the link once reads on in the set that it led to. Engines
    open a file several times, by its name: a file is named after its content, so that one that is not there any more
    is missed, and not taken for another version of itself. Limits are those of `publish_database`.
    """
    link = layout.published_parquet_root
    before = link.readlink().name if link.is_symlink() else None
    generation = link.with_name(f".{link.name}-b" if before == f".{link.name}-a" else f".{link.name}-a")
    shutil.rmtree(generation, ignore_errors=True)
    rows = {}
    database, spill = layout.published_database, layout.spill("warehouse")
    partitions = load_partitions(layout)
    with open_database(database, spill=spill, memory_limit=memory_limit, threads=threads, read_only=True) as connection:
        for mart, columns in mart_columns(connection).items():
            folder = generation / mart
            folder.mkdir(parents=True)
            parts = parts_of(mart, partitions)
            for semester, part in parts.items():
                file = layout.mart(semester, mart)
                if pq.read_schema(file).names == [name for name, _ in columns]:
                    _give_name(file, folder / f"{semester}-{part.digest[:16]}.parquet")
                else:
                    rows_of_semester = f"from marts.{mart} where semester_key = {Semester.parse(semester).number}"
                    _export(connection, rows_of_semester, folder, semester)
            if not parts:
                _export(connection, f"from marts.{mart}", folder, "part")
            flush_to_disk(folder)
            counted = connection.execute(f"select count(*) from marts.{mart}").fetchone()
            rows[mart] = int(counted[0]) if counted else 0
    flush_to_disk(generation)
    unfinished = link.with_name(f".{link.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(generation.name, target_is_directory=True)
    unfinished.replace(link)
    flush_to_disk(link.parent)
    return rows


def _give_name(file: Path, name: Path) -> None:
    """Give a file a second name; on another disk, a copy of it."""
    try:
        os.link(file, name)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(file, name)
        flush_to_disk(name)


def _export(connection: duckdb.DuckDBPyConnection, query: str, folder: Path, name: str) -> None:
    unnamed = folder / "unnamed"
    connection.execute(f"copy ({query}) to {sql_literal(unnamed)} (format parquet)")
    with unnamed.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()[:16]
    flush_to_disk(unnamed)
    unnamed.rename(folder / f"{name}-{digest}.parquet")
