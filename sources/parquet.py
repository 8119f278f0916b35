"""Parquet files that are whole or not there: the one way in which a stage writes a table for the next.

A file is written beside its place and moved in with one rename, so that a reader, or a run that is killed, meets the
old table or the new one. `ensure_zones` lays a zero-row file into every table that SQL reads, so that no glob is empty.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sources.border import REFERENCE_TABLES, accepted_tables
from sources.border_linkage import LINKAGE_TABLES
from sources.data_layout import DataLayout

#: Partition value of the zero-row files; staging may keep it, as it holds no row.
NO_PARTITION = "none"

#: How a file is called until it is whole; no glob for `*.parquet` finds it.
_UNFINISHED_SUFFIX = ".unfinished"

#: Zones into which stages write Parquet files.
_ZONES = ("private", "accepted", "reference", "linkage", "history", "plan", "frozen", "feedback")


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """Give a path beside `path` to write to; moved into its place when the block ends well, else removed.

    Creates the folder. For writers that stream (`ParquetWriter`) or copy; use `write_table` for a table in memory.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_UNFINISHED_SUFFIX, dir=path.parent)
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
    with replaced_file(path) as unfinished:
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


def ensure_zones(layout: DataLayout) -> None:
    """Lay a zero-row file into each table that SQL reads, where there is none or where its columns have changed.

    Linkage and reference tables that exist stay as they are: their own stage writes them whole at every run. The zone
    of personal data is closed to everybody but its owner.
    """
    layout.private_zone.mkdir(mode=0o700, parents=True, exist_ok=True)
    layout.private_zone.chmod(0o700)
    for table, schema in accepted_tables().items():
        path = layout.accepted(table, NO_PARTITION, NO_PARTITION)
        if not path.exists() or not pq.read_schema(path).equals(schema):
            write_table(path, schema.empty_table())
    for table, schema in LINKAGE_TABLES.items():
        _write_where_absent(layout.linkage(table), schema)
    for table, schema in REFERENCE_TABLES.items():
        _write_where_absent(layout.reference(table), schema)


def hidden_sibling(folder: Path, purpose: str) -> Path:
    """Name the folder beside `folder` that serves its exchange.

    `purpose` is `building` (the one that will take its place), `unpacked` (archives that are being read for it) or
    `replaced` (the one that has been in its place).
    """
    return folder.with_name(f".{folder.name}.{purpose}")


def remove_unfinished(layout: DataLayout) -> int:
    """Remove what killed runs left half-done in the zones, and give the number of files and folders.

    Only for the holder of the run lock: it would take away what another process is writing.
    """
    removed = 0
    for leftover in [*layout.door_scratch.glob("*"), *_abandoned_folders(layout), *_abandoned_databases(layout)]:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
        removed += 1
    for zone in _ZONES:
        for unfinished in (layout.root / zone).rglob(f".*{_UNFINISHED_SUFFIX}"):
            unfinished.unlink()
            removed += 1
    return removed


def _abandoned_databases(layout: DataLayout) -> Iterator[Path]:
    """Give what a killed build or publication leaves: as large as the marts, on a disk that may be full of it."""
    if layout.warehouse_building.parent.exists():
        yield layout.warehouse_building.parent
    yield from layout.published_database.parent.glob(f".*{_UNFINISHED_SUFFIX}*")
    # Beside the key, what was to become it: as secret, and nobody would look for it.
    yield from layout.root.glob(f".{layout.pseudonym_key.name}.*")
    yield from layout.root.glob(f".{layout.pseudonym_check.name}.*")


def _abandoned_folders(layout: DataLayout) -> Iterator[Path]:
    """Give the folders beside received submissions that no finished reading leaves; put back a submission they hold."""
    for semester in layout.received_zone.glob("semester=*"):
        for purpose in ("building", "unpacked"):
            yield from semester.glob(f".*.{purpose}")
        for replaced in semester.glob(".*.replaced"):
            target = semester / replaced.name.removeprefix(".").removesuffix(".replaced")
            # A kill between the two renames of the exchange leaves the only copy here. A whole run reads the archive
            # again and would not miss it, but the door alone would take a submission without rows for an empty one.
            if target.exists():
                yield replaced
            else:
                replaced.rename(target)


def _write_where_absent(path: Path, schema: pa.Schema) -> None:
    if not path.exists():
        write_table(path, schema.empty_table())


def _flush_to_disk(path: Path) -> None:
    """Wait until the bytes are on the disk: a rename may survive a power failure that its file's bytes do not."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
