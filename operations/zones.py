"""The zones of a data folder: laid out before a run, and cleared of what killed runs have left."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from foundation.atomic_files import UNFINISHED_SUFFIX, settle_directories, write_table
from foundation.data_layout import DataLayout
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.schemas import CARRIED_TABLES, REFERENCE_TABLES
from sources.contract_schemas import accepted_tables

#: Partition value of the zero-row files; staging may keep it, as it holds no row.
NO_PARTITION = "none"

#: Zones into which stages write Parquet files.
_ZONES = ("private", "accepted", "reference", "linkage", "history", "plan", "marts", "feedback")


def ensure_zones(layout: DataLayout) -> None:
    """Lay a zero-row file into each table that SQL reads, where there is none or where its columns have changed.

    Reference tables that exist stay as they are: their own stage writes them whole at every run. The zone of personal
    data is closed to everybody but its owner.
    """
    layout.private_zone.mkdir(mode=0o700, parents=True, exist_ok=True)
    layout.private_zone.chmod(0o700)
    empty = {layout.accepted(table, NO_PARTITION, NO_PARTITION): schema for table, schema in accepted_tables().items()}
    empty |= {layout.linkage(NO_PARTITION, table): schema for table, schema in LINKAGE_TABLES.items()}
    empty |= {layout.carried(NO_PARTITION, table): schema for table, schema in CARRIED_TABLES.items()}
    for path, schema in empty.items():
        if not path.exists() or not pq.read_schema(path).equals(schema):
            write_table(path, schema.empty_table())
    for table, schema in REFERENCE_TABLES.items():
        if not (path := layout.reference(table)).exists():
            write_table(path, schema.empty_table())


def remove_unfinished(layout: DataLayout) -> int:
    """Remove what killed runs left half-done in the zones, and give the number of files and folders.

    Only for the holder of the run lock: it would take away what another process is writing.
    """
    removed = sum(
        map(settle_directories, [*layout.received_zone.glob("semester=*"), layout.linkage_zone, layout.marts_zone])
    )
    for leftover in [*layout.validation_scratch.glob("*"), *_abandoned_databases(layout)]:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
        removed += 1
    for zone in _ZONES:
        for folder, _, names in os.walk(layout.root / zone):
            for name in names:
                if name.startswith(".") and name.endswith(UNFINISHED_SUFFIX):
                    Path(folder, name).unlink()
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
