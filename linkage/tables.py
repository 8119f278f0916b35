"""The tables of a semester: created empty before it is linked, written with their rows in a fixed order."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.prefetch import prefetch
from linkage.checkpoint import digest_of
from linkage.known import KNOWN_TABLES

#: Rows per row group of a Parquet file.
_ROWS_AT_ONCE = 122_880
_TYPES = {pa.string(): "varchar", pa.bool_(): "boolean", pa.int64(): "bigint", pa.float64(): "double"}

#: Working tables that the steps of a semester share. `question` is `registry_duplicate`, `continuation`,
#: `graduation_match` or `recipient`; two clusters or households are represented by their pair with the most weight.
_NOTES = """
    create temp table probable_duplicate (row_no bigint, related_row_no bigint, match_probability double);
    create temp table weighed_pair (
        question varchar, record_id_l varchar, record_id_r varchar, match_weight double, match_probability double,
        threshold double
    );
"""
#: The registry for later semesters, which read it where a household has split.
_REGISTRY = {
    "registry_row": """
        select listed.row_no, listed.cluster_no, listed.household_id, listed.head_person_id, cluster.household_key
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
    """,
    "probable_duplicate": "from probable_duplicate",
}
_KNOWN_ROWS = """
    with known as (
        select record_id from known_head
        union
        select record_id from known_person
    )

    select head_row.* from head_row semi join known on head_row.record_id = known.record_id
    union all by name
    select recipient_row.* from recipient_row semi join known on recipient_row.record_id = known.record_id
"""


def create_tables(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Create the tables of a semester (key), empty but for households, which are among the known tables."""
    connection.execute(_NOTES)
    for table, schema in LINKAGE_TABLES.items():
        if table != "household_entity":
            columns = ", ".join(f"{field.name} {_TYPES[field.type]}" for field in schema)
            connection.execute(f"create temp table {table} ({columns})")
    connection.execute(f"""
        create temp view household_entity as
        select household_key, household_id from entity where first_semester = '{semester}'
    """)


def write_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write the semester's tables into a folder, the known tables into `known/`, the registry into `registry/`.

    Return the number of rows of each table of the semester.
    """
    for part, queries in (("known", {table: f"from {table}" for table in KNOWN_TABLES}), ("registry", _REGISTRY)):
        (folder / part).mkdir()
        for table, query in queries.items():
            _write_rows(connection, query, folder / part / f"{table}.parquet")
    return {
        table: _write_rows(
            connection, f"select {', '.join(schema.names)} from {table}", folder / f"{table}.parquet", schema
        )
        for table, schema in LINKAGE_TABLES.items()
    }


def write_known_rows(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> str:
    """Write the personal data of the known rows into a file named by its content digest; return the digest."""
    unnamed = layout.kept_linkage(semester) / "known_row.parquet"
    with atomic_write(unnamed) as unfinished:
        _write_rows(connection, _KNOWN_ROWS, unfinished)
    digest = digest_of([unnamed], below=unnamed.parent)
    unnamed.replace(layout.known_rows(semester, digest))
    return digest


def _write_rows(connection: duckdb.DuckDBPyConnection, query: str, path: Path, schema: pa.Schema | None = None) -> int:
    """Write rows in their order as a stream, because there are as many memberships as receipts; return their number."""
    reader = connection.execute(f"from ({query}) order by all").to_arrow_reader(_ROWS_AT_ONCE)
    count = 0
    with pq.ParquetWriter(path, schema or reader.schema, compression="zstd") as writer:
        for batch in prefetch(reader):
            writer.write_batch(batch.cast(schema) if schema else batch)
            count += batch.num_rows
    return count
