"""The published tables as Parquet files, all replaced in one step that follows that of the database."""

import errno
import hashlib
import os
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from foundation.atomic_files import flush_to_disk
from foundation.data_layout import DataLayout
from foundation.database import open_database, sql_literal
from foundation.semester import Semester
from operations.mart_partitions import load_partitions, parts_of
from operations.published_tables import mart_columns


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
                    _give_name(file, folder / f"{semester}-{part.file_digest[:16]}.parquet")
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
