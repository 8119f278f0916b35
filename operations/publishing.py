"""The one step in which analysts get the new marts.

The marts are copied into a new DuckDB file beside the published one, checked, flushed to disk and put in its place by
one rename: who has the old file open reads on in it, who opens anew sees the new one, and nobody sees a half.
"""

import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import open_database


def publish_database(layout: DataLayout, *, memory_limit: str = "4GB", threads: int = 2) -> dict[str, int]:
    """Publish the schema `marts` of the warehouse as a DuckDB file; give the rows of each table.

    DuckDB takes `memory_limit` and `threads`; what does not fit is spilled beside the warehouse, which nobody reads.
    Raises `RuntimeError` where a copied table does not have the rows of the one it was copied from.
    """
    spill = layout.spill("warehouse")
    with (
        _replaced_database(layout.published_database) as unfinished,
        open_database(unfinished, spill=spill, memory_limit=memory_limit, threads=threads) as connection,
    ):
        connection.execute(f"attach {sql_literal(layout.warehouse)} as warehouse (read_only)")
        connection.execute("create schema marts")
        rows = {}
        for table in _tables(connection):
            rows[table] = _copy_table(connection, table)
        connection.execute("detach warehouse")
        connection.execute("checkpoint")
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
        flush(unfinished)
        unfinished.replace(target)
    except BaseException:
        # Where the disk is full, what nobody will read must not keep it so.
        remove_unfinished_publication(target)
        raise
    flush(target.parent)


def remove_unfinished_publication(target: Path) -> None:
    """Remove what a publication that came to no end has left beside the published database."""
    for leftover in target.parent.glob(f".{target.name}.unfinished*"):
        leftover.unlink()


def publish_parquet(layout: DataLayout, *, memory_limit: str = "4GB", threads: int = 2) -> dict[str, int]:
    """Publish every table of the published database as `parquet/<table>/part-<digest>.parquet`; give the rows of each.

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
    with open_database(database, spill=spill, memory_limit=memory_limit, threads=threads, read_only=True) as connection:
        for table in _tables(connection, database.stem):
            rows[table] = _export_table(connection, table, generation / table)
    flush(generation)
    unfinished = link.with_name(f".{link.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(generation.name, target_is_directory=True)
    unfinished.replace(link)
    flush(link.parent)
    return rows


def sql_literal(text: object) -> str:
    """Give a path or text as a literal of SQL, for statements that take no parameters."""
    return "'" + str(text).replace("'", "''") + "'"


def _tables(connection: duckdb.DuckDBPyConnection, database: str = "warehouse") -> list[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts' order by 1",
        [database],
    ).fetchall()
    return [row[0] for row in rows]


def _copy_table(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    connection.execute(f"create table marts.{table} as select * from warehouse.marts.{table}")
    for kind, name, comment in connection.execute(
        """
        select 'table', null, comment from duckdb_tables()
        where database_name = 'warehouse' and schema_name = 'marts' and table_name = $table and comment is not null
        union all
        select 'column', column_name, comment from duckdb_columns()
        where database_name = 'warehouse' and schema_name = 'marts' and table_name = $table and comment is not null
        """,
        {"table": table},
    ).fetchall():
        subject = f"marts.{table}" if kind == "table" else f'marts.{table}."{name}"'
        connection.execute(f"comment on {kind} {subject} is {sql_literal(comment)}")
    counts = connection.execute(
        f"select (select count(*) from marts.{table}), (select count(*) from warehouse.marts.{table})"
    ).fetchone()
    if counts is None or counts[0] != counts[1]:
        raise RuntimeError(f"copying marts.{table} gave other rows than it has: {counts}")
    return int(counts[0])


def _export_table(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> int:
    folder.mkdir(parents=True)
    unnamed = folder / "unnamed"
    connection.execute(f"copy marts.{table} to {sql_literal(unnamed)} (format parquet)")
    with unnamed.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()[:16]
    flush(unnamed)
    unnamed.rename(folder / f"part-{digest}.parquet")
    flush(folder)
    counted = connection.execute(f"select count(*) from marts.{table}").fetchone()
    return int(counted[0]) if counted else 0


def flush(path: Path) -> None:
    """Force a file, or a folder's entries, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
