"""Files and folders that are whole or not there: the one way in which a stage writes tables for the next.

A file or a folder is written beside its place and moved in by rename, so that a reader, or a run that is killed, meets
the old one or the new one.
"""

import os
import shutil
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
        flush_to_disk(unfinished)
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


@contextmanager
def replaced_directory(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to; it takes the place of `folder` when the block ends well, else it is removed.

    Creates the folder above. The folder is exchanged as a whole: no file of the old one stays. It is its owner's.
    """
    building = staging_directory(folder, "building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True, mode=0o700)
    try:
        yield building
        exchange_directory(building, folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def exchange_directory(building: Path, folder: Path) -> None:
    """Put a finished folder into the place of `folder`; its bytes are on the disk before its name is.

    A kill between the two renames leaves nothing in the place, and the old folder beside it: see `settle_directories`.
    """
    for path in [*building.rglob("*"), building]:
        flush_to_disk(path)
    replaced = staging_directory(folder, "replaced")
    if folder.exists():
        shutil.rmtree(replaced, ignore_errors=True)
        folder.rename(replaced)
    building.rename(folder)
    flush_to_disk(folder.parent)
    shutil.rmtree(replaced, ignore_errors=True)


def settle_directories(parent: Path) -> int:
    """Put back the folders whose exchange a kill has interrupted, remove other leftovers of exchanges; count these.

    Only for who alone may write there. Between the two renames of an exchange the old folder is the only whole copy
    whose bytes any reader has ever seen, and it goes back into its place.
    """
    removed = 0
    for purpose in ("building", "unpacked", "replaced"):
        for leftover in list(parent.glob(f".*.{purpose}")):
            folder = leftover.with_name(leftover.name.removeprefix(".").removesuffix(f".{purpose}"))
            if purpose == "replaced" and not folder.exists():
                leftover.rename(folder)
            else:
                shutil.rmtree(leftover)
                removed += 1
    return removed


def flush_to_disk(path: Path) -> None:
    """Wait until the bytes are on the disk: a rename may survive a power failure that its file's bytes do not."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
