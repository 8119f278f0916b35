"""Households over time: every registry, receipt and graduation row finds its household, by its numbers or probably.

Semesters are taken in order, so that a later one never changes the household of an earlier row. A household keeps the
key that it was first seen with: the pseudonym of that KK number (of the head's NIK where a graduation names no KK). Of
those that end in another or come out of another it is noted (`changes`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import open_database
from linkage.clerical_review import note_clerical_review_rows
from linkage.clusters import create_registry_clusters
from linkage.graduations import match_graduations
from linkage.heads import create_head_rows
from linkage.known import create_known_tables
from linkage.persons import assign_persons, create_person_tables
from linkage.probable import create_probable_tables
from linkage.registry import assign_registry
from linkage.rows import assign_graduations, assign_receipts
from linkage.tables import write_tables

_LINKED_DATASETS = ("keluarga", "penerima", "mentas")


@dataclass(frozen=True)
class LinkageSummary:
    """How many households there are, and rows of the other tables: of memberships, duplicates and matches."""

    households: int
    memberships: int
    duplicates: int
    graduation_matches: int
    changes: int
    person_matches: int
    person_changes: int


def link_households(
    layout: DataLayout, semesters: Sequence[str], *, memory_limit: str = "4GB", threads: int = 2
) -> LinkageSummary:
    """Resolve the households of all semesters (keys, oldest first) and write the tables of `linkage/`.

    DuckDB takes `memory_limit` (such as `4GB`) and `threads`; what does not fit is spilled inside of the zone.
    """
    with open_database(spill=layout.linkage_scratch, memory_limit=memory_limit, threads=threads) as connection:
        for _ in resolved_semesters(connection, layout, semesters):
            pass
        rows = write_tables(connection, layout, semesters)
    return LinkageSummary(
        households=rows["household_entity"],
        memberships=rows["household_membership"],
        duplicates=rows["registry_duplicate"],
        graduation_matches=rows["graduation_match"],
        changes=rows["household_change"],
        person_matches=rows["person_match"],
        person_changes=rows["person_change"],
    )


def resolved_semesters(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, semesters: Sequence[str]
) -> Iterator[str]:
    """Resolve one semester after the other (keys, oldest first), each given when it is done.

    What is known so far, and what was asked of the semester's pairs (`weighed_pair`), stands in the connection's
    temporary tables then, beside personal data.
    """
    connection.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
    for dataset in _LINKED_DATASETS:
        files = str(layout.accepted_zone(dataset) / "*" / "*" / "*.parquet").replace("'", "''")
        connection.execute(f"""
            create view {dataset} as
            from read_parquet(
                '{files}',
                hive_partitioning = true, hive_types_autocast = false, filename = true, file_row_number = true
            )
        """)
    create_head_rows(connection, layout)
    create_registry_clusters(connection)
    create_known_tables(connection)
    create_probable_tables(connection)
    create_person_tables(connection)
    for semester in semesters:
        assign_registry(connection, layout, semester)
        assign_graduations(connection, semester)
        note_clerical_review_rows(connection, semester)
        assign_receipts(connection, layout, semester)
        assign_persons(connection, layout, semester)
        match_graduations(connection, semester)
        yield semester
