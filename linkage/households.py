"""Households over time: every registry, receipt and graduation row gets its household, by numbers or by probability.

The unit of work is the semester. Semesters are linked in order, each from what is known after the one before, so that a
later one never changes the household of an earlier row. A household keeps its first key: the pseudonym of that KK
number (of the head's NIK where a graduation names no KK). Merges and splits are recorded (`changes`).
"""

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import duckdb

from foundation.atomic_files import replaced_directory
from foundation.data_layout import DataLayout
from foundation.database import open_database
from linkage.checkpoint import (
    Checkpoint,
    accepted_files,
    digest_of,
    digest_of_rows,
    load_checkpoint,
)
from linkage.clerical_review import note_clerical_review_rows
from linkage.clusters import create_registry_clusters
from linkage.graduations import match_graduations
from linkage.heads import create_head_rows
from linkage.known import load_known
from linkage.persons import assign_persons
from linkage.registry import assign_registry
from linkage.rows import assign_graduations, assign_receipts
from linkage.tables import create_tables, write_known_rows, write_tables
from linkage.version import identify_linkage
from sources.contract import matched_datasets


@dataclass(frozen=True)
class LinkedSemester:
    """A semester (key), the row count of each of its tables, and whether it was linked now or left unchanged."""

    semester: str
    rows: Mapping[str, int]
    is_linked_now: bool


def link_semesters(
    layout: DataLayout,
    semesters: Iterable[str],
    *,
    closed: Collection[str] = (),
    anew: bool = False,
    memory_limit: str = "4GB",
    threads: int = 2,
) -> list[LinkedSemester]:
    """Link the semesters (keys) whose rows, or whose previous semester's linkage, have changed since they were linked.

    All others are left unchanged, and so are `closed` ones in any case; `anew` links every open one. Writes
    `linkage/semester=…/` of each semester that is linked, and removes the folders of semesters that are not given.
    DuckDB takes `memory_limit` (such as `4GB`) and `threads`; what does not fit is spilled inside of the zone.
    """
    wanted = sorted(semesters)
    _remove_others(layout, wanted)
    database = partial(open_database, spill=layout.linkage_scratch, memory_limit=memory_limit, threads=threads)
    checkpoints: dict[str, Checkpoint] = {}
    linked = []
    for semester in wanted:
        before = list(checkpoints)
        follows_from = {
            "linkage": identify_linkage(),
            "known_before": checkpoints[before[-1]].gives if before else "",
            "rows": digest_of_rows(layout, semester),
        }
        checkpoint = load_checkpoint(layout, semester)
        is_whole = checkpoint is not None and checkpoint.is_whole(layout, semester)
        if checkpoint and semester in closed:
            if not is_whole:
                with database() as connection:
                    _restore_known_rows(connection, layout, [*before, semester], checkpoint)
        elif not checkpoint or anew or not is_whole or not checkpoint.follows(follows_from, checkpoints):
            with database() as connection:
                has_asked = resolve_semester(connection, layout, semester, before)
                earlier = {key: checkpoints[key].registry for key in before} if has_asked else {}
                checkpoint = _write(connection, layout, semester, follows_from, earlier)
            linked.append(semester)
        checkpoints[semester] = checkpoint
    return [LinkedSemester(key, checkpoint.rows, key in linked) for key, checkpoint in checkpoints.items()]


def resolve_semester(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str, before: Collection[str]
) -> bool:
    """Resolve a semester (key) from what is known after the last of the semesters `before` it, which have been linked.

    Leaves what is known now, the semester's compared pairs (`weighed_pair`) and personal data in the connection's
    temporary tables. Return whether the registries of earlier semesters were read.
    """
    connection.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
    for dataset in matched_datasets():
        files = accepted_files(layout, dataset, semester) or accepted_files(layout, dataset, "none")
        connection.execute(f"""
            create view {dataset} as
            from read_parquet(
                {[str(file) for file in files]},
                hive_partitioning = true, hive_types_autocast = false, filename = true, file_row_number = true
            )
        """)
    load_known(connection, layout, max(before, default=None))
    create_tables(connection, semester)
    create_head_rows(connection, layout, semester)
    create_registry_clusters(connection)
    has_asked = assign_registry(connection, layout, semester, before)
    assign_graduations(connection)
    note_clerical_review_rows(connection, semester)
    assign_receipts(connection, layout, semester)
    assign_persons(connection, layout, semester)
    match_graduations(connection)
    return has_asked


def _write(
    connection: duckdb.DuckDBPyConnection,
    layout: DataLayout,
    semester: str,
    follows_from: Mapping[str, str],
    earlier_registries: Mapping[str, str],
) -> Checkpoint:
    """Write the checkpoint of a semester: the personal part first, because the folder refers to it."""
    known_rows = write_known_rows(connection, layout, semester)
    kept = layout.known_rows(semester, known_rows)
    outdated = {path.name for path in kept.parent.glob("known_row*")} - {kept.name}
    with replaced_directory(layout.linked(semester)) as folder:
        rows = write_tables(connection, folder)
        checkpoint = Checkpoint(
            follows_from=follows_from,
            earlier_registries=earlier_registries,
            known=digest_of(folder.glob("known/*"), below=folder),
            known_rows=known_rows,
            personal=sorted({path.name for path in kept.parent.iterdir()} - outdated),
            registry=digest_of(folder.glob("registry/*"), below=folder),
            tables=digest_of(folder.glob("*.parquet"), below=folder),
            rows=rows,
        )
        checkpoint.write(folder)
    for name in outdated:
        kept.with_name(name).unlink()
    return checkpoint


def _restore_known_rows(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, semesters: Sequence[str], checkpoint: Checkpoint
) -> None:
    """Collect the personal data of the last closed semester's known rows from the rows of all semesters as read."""
    load_known(connection, layout, semesters[-1])
    create_head_rows(connection, layout, *semesters)
    digest = write_known_rows(connection, layout, semesters[-1])
    named = layout.known_rows(semesters[-1], checkpoint.known_rows)
    layout.known_rows(semesters[-1], digest).replace(named)


def _remove_others(layout: DataLayout, semesters: Collection[str]) -> None:
    """Remove the linkage of semesters that no longer have rows."""
    for folder in layout.linkage_zone.glob("semester=*S[12]"):
        if folder.name.removeprefix("semester=") not in semesters:
            shutil.rmtree(folder)
