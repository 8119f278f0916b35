"""Parquet files that are whole or not there: the one way in which a stage writes a table for the next.

A file is written beside its place and moved in with one rename, so that a reader, or a run that is killed, meets the
old table or the new one.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

#: How a file is called until it is whole; no glob for `*.parquet` finds it.
UNFINISHED_SUFFIX = ".unfinished"


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a path beside `path` to write to; moved into its place when the block ends well, else removed.

    Creates the folder. For writers that stream (`ParquetWriter`) or copy; use `write_table` for a table in memory.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=UNFINISHED_SUFFIX, dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        _flush_to_disk(unfinished)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table to `path` in one step (zstd); an existing file is replaced. Raises `OSError` where it can not."""
    with atomic_write(path) as unfinished:
        pq.write_table(table, unfinished, compression="zstd")


def write_rows(path: Path, rows: list[dict[str, object]], schema: pa.Schema) -> None:
    """Write a handful of rows, given as dictionaries, with this schema. Raises `pa.ArrowInvalid` where they differ."""
    table = pa.Table.from_pylist(rows, schema=schema)
    # from_pylist fills a column that a row lacks with null, and takes null for a column that may not hold it.
    table.validate(full=True)
    for field in schema:
        if not field.nullable and table.column(field.name).null_count:
            raise pa.ArrowInvalid(f"column {field.name} of {path.name} may not be empty")
    write_table(path, table)


def staging_directory(folder: Path, purpose: str) -> Path:
    """Name the folder beside `folder` that serves its exchange.

    `purpose` is `building` (the one that will take its place), `unpacked` (archives that are being read for it) or
    `replaced` (the one that has been in its place).
    """
    return folder.with_name(f".{folder.name}.{purpose}")


def _flush_to_disk(path: Path) -> None:
    """Wait until the bytes are on the disk: a rename may survive a power failure that its file's bytes do not."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
