"""What the linkage gives: its tables, their rows in a fixed order."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.linkage_schemas import (
    GRADUATION_MATCH,
    HOUSEHOLD_CHANGE,
    HOUSEHOLD_ENTITY,
    HOUSEHOLD_MEMBERSHIP,
    PERSON_CHANGE,
    PERSON_MATCH,
    REGISTRY_DUPLICATE,
)
from foundation.prefetch import prefetch
from linkage.clusters import duplicate_pairs

#: Rows of one group of a Parquet file.
_ROWS_AT_ONCE = 122_880

_QUERIES: dict[str, tuple[pa.Schema, str]] = {
    "household_entity": (HOUSEHOLD_ENTITY, "select * from entity order by household_key"),
    "household_membership": (
        HOUSEHOLD_MEMBERSHIP,
        "select * from membership order by semester, dataset, institution_code, record_id",
    ),
    "registry_duplicate": (
        REGISTRY_DUPLICATE,
        """
        select
            listed.semester, listed.institution_code, listed.record_id, related.record_id as related_record_id,
            listed.household_id, related.household_id as related_household_id, pair.matched_by, pair.match_probability
        from duplicate_pair as pair
        inner join registry_row as listed on pair.row_no = listed.row_no
        inner join registry_row as related on pair.related_row_no = related.row_no
        order by listed.row_no
        """,
    ),
    "graduation_match": (
        GRADUATION_MATCH,
        """
        select * from graduation
        order by semester, household_key, mentas_semester, mentas_record_id
        """,
    ),
    "household_change": (HOUSEHOLD_CHANGE, "select * from household_change order by semester, other_household_key"),
    "person_match": (
        PERSON_MATCH,
        "select * from person_link order by semester, dataset, institution_code, record_id",
    ),
    "person_change": (PERSON_CHANGE, "select * from person_change order by semester, other_person_key"),
}


def write_tables(connection: duckdb.DuckDBPyConnection, layout: DataLayout) -> dict[str, int]:
    """Write the tables of `linkage/`; give the rows of each."""
    pairs = list(duplicate_pairs(connection))
    connection.register(
        "duplicate_pair",
        pa.table(
            {
                "row_no": pa.array([pair[0] for pair in pairs], pa.int64()),
                "related_row_no": pa.array([pair[1] for pair in pairs], pa.int64()),
                "matched_by": pa.array([pair[2] for pair in pairs], pa.string()),
                "match_probability": pa.array([pair[3] for pair in pairs], pa.float64()),
            }
        ),
    )
    return {
        table: _write_rows(connection.execute(query), layout.linkage(table), schema)
        for table, (schema, query) in _QUERIES.items()
    }


def _write_rows(result: duckdb.DuckDBPyConnection, path: Path, schema: pa.Schema) -> int:
    """Write rows as they come, for the memberships are as many as the receipts; give their number."""
    count = 0
    with atomic_write(path) as unfinished, pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for batch in prefetch(result.to_arrow_reader(_ROWS_AT_ONCE)):
            writer.write_batch(batch.cast(schema))
            count += batch.num_rows
    return count
