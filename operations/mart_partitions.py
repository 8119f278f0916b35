"""The marts' rows of a semester as a partition that is written once: `marts/semester=S/` (ADR 15).

A partition holds a Parquet file per mart, and in `carried/` what later semesters and the dimensions over all semesters
need of it. `partition.json` names the digest of what the rows follow from (`operations.mart_inputs`), and of each mart
the number of rows, their digest and that of their file.
Without it a partition is not whole, and the next run makes it anew.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from foundation.atomic_files import atomic_write, flush_to_disk, replaced_directory
from foundation.data_layout import DataLayout
from foundation.database import count_of, sql_literal
from foundation.schemas import CARRIED_TABLES
from foundation.semester import Semester

_PARTITION_FILE = "partition.json"


@dataclass(frozen=True)
class TablePart:
    """The rows of one mart in a semester: how many, the digest of their values in any order, and that of their file."""

    rows: int
    digest: str
    file_digest: str


@dataclass(frozen=True)
class MartPartition:
    """What a semester's partition holds, and the digest of what it follows from."""

    digest: str
    tables: Mapping[str, TablePart]


def load_partition(layout: DataLayout, semester: str) -> MartPartition | None:
    """Give the partition of a semester; none where there is none, or not a whole one."""
    try:
        text = (layout.mart_partition(semester) / _PARTITION_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    content = json.loads(text)
    return MartPartition(content["digest"], {name: TablePart(**part) for name, part in content["tables"].items()})


def load_partitions(layout: DataLayout) -> dict[str, MartPartition]:
    """Give all whole partitions by semester key, oldest first."""
    folders = sorted(layout.marts_zone.glob("semester=*S[12]"))
    keys = (folder.name.removeprefix("semester=") for folder in folders)
    return {key: partition for key in keys if (partition := load_partition(layout, key))}


def parts_of(mart: str, partitions: Mapping[str, MartPartition]) -> dict[str, TablePart]:
    """Give the rows that a mart has of each semester (key); nothing for a dimension, which is made whole."""
    return {key: partition.tables[mart] for key, partition in partitions.items() if mart in partition.tables}


def partitioned_marts(manifest: Mapping[str, Any]) -> list[str]:
    """List the marts whose rows of a semester are a partition, as dbt's manifest has them (`meta.partitioned_by`)."""
    return sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["meta"].get("partitioned_by") == "semester"
    )


def write_partition(layout: DataLayout, semester: Semester, marts: Sequence[str]) -> Mapping[str, TablePart]:
    """Take a semester's rows of these marts out of the warehouse that was just built; the whole folder in one step.

    Gives the rows of each mart. The partition counts once `sign_partition` has said what it follows from.
    """
    parts = {}
    with (
        replaced_directory(layout.mart_partition(semester.key)) as folder,
        duckdb.connect(str(layout.warehouse), read_only=True) as connection,
    ):
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set file_search_path = $root", {"root": str(layout.root)})
        for mart in marts:
            query = f"select * from marts.{mart} where semester_key = {semester.number}"
            file = folder / f"{mart}.parquet"
            rows = _write(connection, query, file)
            with file.open("rb") as content:
                file_digest = hashlib.file_digest(content, "sha256").hexdigest()
            parts[mart] = TablePart(rows, _digest_of_rows(connection, query), file_digest)
        (folder / "carried").mkdir()
        for table, schema in CARRIED_TABLES.items():
            columns = ", ".join(schema.names)
            query = f"select {columns} from carried.{table} where semester_key = {semester.number} order by all"
            _write(connection, query, folder / "carried" / f"{table}.parquet")
    return parts


def sign_partition(layout: DataLayout, semester: Semester, digest: str, parts: Mapping[str, TablePart]) -> None:
    """Say what a semester's partition follows from, which makes it whole."""
    content = {"digest": digest, "tables": {name: asdict(part) for name, part in parts.items()}}
    with atomic_write(layout.mart_partition(semester.key) / _PARTITION_FILE) as unfinished:
        unfinished.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _write(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    rows = count_of(connection, f"copy ({query}) to {sql_literal(file)} (format parquet, compression zstd)")
    flush_to_disk(file)
    return rows


def _digest_of_rows(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Tell one set of rows from another. Files of the same rows differ, as DuckDB writes them in any order."""
    columns = connection.execute(f"describe {query}").fetchall()
    rows = connection.execute(
        f"select count(*), bit_xor(hash(part)), sum(hash(part)::hugeint) from ({query}) as part"
    ).fetchone()
    return hashlib.sha256(repr((columns, rows)).encode()).hexdigest()
