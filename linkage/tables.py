"""What the linkage gives: its tables by semester, their rows in a fixed order."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foundation.atomic_files import replaced_directory
from foundation.data_layout import DataLayout
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.prefetch import prefetch
from linkage.clusters import duplicate_pairs

#: Rows of one group of a Parquet file.
_ROWS_AT_ONCE = 122_880

#: The rows of each table in a semester, without the semester itself.
_QUERIES = {
    "household_entity": """
        select household_key, household_id from entity where first_semester = $semester order by household_key
    """,
    "household_membership": """
        select * exclude (semester) from membership where semester = $semester
        order by dataset, institution_code, record_id
    """,
    "registry_duplicate": """
        select
            listed.institution_code, listed.record_id, related.record_id as related_record_id, listed.household_id,
            related.household_id as related_household_id, pair.matched_by, pair.match_probability
        from duplicate_pair as pair
        inner join registry_row as listed on pair.row_no = listed.row_no
        inner join registry_row as related on pair.related_row_no = related.row_no
        where listed.semester = $semester
        order by listed.row_no
    """,
    "graduation_match": """
        select * exclude (semester) from graduation where semester = $semester
        order by household_key, mentas_semester, mentas_record_id
    """,
    "household_change": """
        select * exclude (semester) from household_change where semester = $semester order by other_household_key
    """,
    "person_match": """
        select * exclude (semester) from person_link where semester = $semester
        order by dataset, institution_code, record_id
    """,
    "person_change": """
        select * exclude (semester) from person_change where semester = $semester order by other_person_key
    """,
}


def write_tables(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semesters: Sequence[str]) -> dict[str, int]:
    """Write the tables of each semester into its folder, which is exchanged as a whole; give the rows of each table."""
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
    for folder in layout.linkage_zone.glob("semester=*S[12]"):
        if folder.name.removeprefix("semester=") not in semesters:
            shutil.rmtree(folder)
    rows = dict.fromkeys(_QUERIES, 0)
    for semester in semesters:
        with replaced_directory(layout.linked(semester)) as folder:
            for table, query in _QUERIES.items():
                result = connection.execute(query, {"semester": semester})
                rows[table] += _write_rows(result, folder / f"{table}.parquet", LINKAGE_TABLES[table])
    return rows


def _write_rows(result: duckdb.DuckDBPyConnection, path: Path, schema: pa.Schema) -> int:
    """Write rows as they come, for the memberships are as many as the receipts; give their number."""
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in prefetch(result.to_arrow_reader(_ROWS_AT_ONCE)):
            writer.write_batch(batch.cast(schema))
            count += batch.num_rows
    return count
