"""The marts of closed semesters: a copy of every row as it was published, laid aside when the semester is closed.

The warehouse is rebuilt whole at every run, so a semester that may not change is one whose rows are not taken from the
build: dbt exchanges them for these (macro `keep_closed_semesters`, ADR 7).
"""

import shutil
from collections.abc import Iterator

import duckdb

from dbt_project.dictionary import DescribedTable, described_tables
from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.publishing import flush, sql_literal
from operations.zones import NO_PARTITION

#: The dimensions of which only a part is laid aside: their key, and the columns of facts that refer to it.
_REFERRED_TO = {
    "dim_household": (
        "household_key",
        (
            ("fct_assistance", "household_key"),
            ("fct_household_change", "household_key"),
            ("fct_household_change", "other_household_key"),
            ("fct_household_poverty", "household_key"),
            ("fct_person_change", "household_key"),
        ),
    ),
    "dim_person": (
        "person_key",
        (
            ("fct_assistance", "person_key"),
            ("fct_household_poverty", "head_person_key"),
            ("fct_person_change", "person_key"),
            ("fct_person_change", "other_person_key"),
        ),
    ),
}


def ensure_frozen_zone(layout: DataLayout) -> None:
    """Lay a zero-row file with the mart's columns beside the frozen ones, so that no glob is empty."""
    with duckdb.connect() as connection:
        for table in _frozen_tables():
            path = layout.frozen(NO_PARTITION, table.name)
            if path.exists() and _has_columns(connection, path, table):
                continue
            columns = ", ".join(f"cast(null as {column.data_type}) as {column.name}" for column in table.columns)
            with atomic_write(path) as unfinished:
                connection.execute(f"copy (select {columns} limit 0) to {sql_literal(unfinished)} (format parquet)")


def freeze_semester(layout: DataLayout, semester: Semester) -> dict[str, int]:
    """Lay the published rows of a semester aside, all in one step; give the rows of each table.

    What an earlier closing has left goes. For the holder of the run lock, and before the semester is closed: what
    stands here of a semester that is not closed is read by nobody.
    """
    target = layout.frozen_semester(semester.key)
    building = layout.frozen_building
    for leftover in (building, target):
        shutil.rmtree(leftover, ignore_errors=True)
    building.mkdir(parents=True)
    rows = {}
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        for table in _frozen_tables():
            file = building / f"{table.name}.parquet"
            query = _published_rows(table, semester)
            connection.execute(f"copy ({query}) to {sql_literal(file)} (format parquet, compression zstd)")
            flush(file)
            counted = connection.execute(f"select count(*) from ({query})").fetchone()
            rows[table.name] = int(counted[0]) if counted else 0
    flush(building)
    target.parent.mkdir(parents=True, exist_ok=True)
    building.rename(target)
    flush(target.parent)
    return rows


def unfreeze_semester(layout: DataLayout, semester: Semester) -> None:
    """Remove the rows that were laid aside. For the holder of the run lock, once the semester is open again."""
    shutil.rmtree(layout.frozen_semester(semester.key), ignore_errors=True)


def _frozen_tables() -> Iterator[DescribedTable]:
    """Give the marts of which rows are laid aside: those of a semester, and whom they speak of."""
    for table in described_tables():
        if _is_of_a_semester(table) or table.name in _REFERRED_TO:
            yield table


def _is_of_a_semester(table: DescribedTable) -> bool:
    return any(column.name == "semester_key" for column in table.columns)


def _published_rows(table: DescribedTable, semester: Semester) -> str:
    key = f"(select semester_key from marts.dim_semester where semester = {sql_literal(semester.key)})"
    if not _is_of_a_semester(table):
        own_key, references = _REFERRED_TO[table.name]
        keys = " union ".join(
            f"select {column} from marts.{fact} where semester_key = {key}" for fact, column in references
        )
        return f"select * from marts.{table.name} where {own_key} in ({keys})"
    # From the moment it is laid aside, the row of the semester itself says that it is closed.
    replaced = " replace (true as is_closed)" if table.name == "dim_semester" else ""
    return f"select *{replaced} from marts.{table.name} where semester_key = {key}"


def _has_columns(connection: duckdb.DuckDBPyConnection, path: object, table: DescribedTable) -> bool:
    rows = connection.execute(f"describe select * from read_parquet({sql_literal(path)}, hive_partitioning = false)")
    found = {row[0]: row[1].lower().replace(" ", "") for row in rows.fetchall()}
    return found == {column.name: column.data_type.lower().replace(" ", "") for column in table.columns}
