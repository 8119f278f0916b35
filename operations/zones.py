"""The zones of a data folder: laid out before a run, and cleared of what killed runs have left."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from foundation.atomic_files import UNFINISHED_SUFFIX, write_table
from foundation.data_layout import DataLayout
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.schemas import REFERENCE_TABLES
from sources.contract_schemas import accepted_tables

#: Partition value of the zero-row files; staging may keep it, as it holds no row.
NO_PARTITION = "none"

#: Zones into which stages write Parquet files.
_ZONES = ("private", "accepted", "reference", "linkage", "history", "plan", "frozen", "feedback")


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


def remove_unfinished(layout: DataLayout) -> int:
    """Remove what killed runs left half-done in the zones, and give the number of files and folders.

    Only for the holder of the run lock: it would take away what another process is writing.
    """
    removed = 0
    for leftover in [*layout.validation_scratch.glob("*"), *_abandoned_folders(layout), *_abandoned_databases(layout)]:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
        removed += 1
    for zone in _ZONES:
        for unfinished in (layout.root / zone).rglob(f".*{UNFINISHED_SUFFIX}"):
            unfinished.unlink()
            removed += 1
    return removed


def _abandoned_databases(layout: DataLayout) -> Iterator[Path]:
    """Give what a killed build or publication leaves: as large as the marts, on a disk that may be full of it."""
    if layout.warehouse_building.parent.exists():
        yield layout.warehouse_building.parent
    yield from layout.published_database.parent.glob(f".*{UNFINISHED_SUFFIX}*")
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
