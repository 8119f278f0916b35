"""Households over time: every registry, receipt and graduation row finds its household, by its numbers or probably.

The unit of work is the semester. Semesters are taken in order, each follows from what is known after the one before, so
that a later one never changes the household of an earlier row. A household keeps the key that it was first seen with:
the pseudonym of that KK number (of the head's NIK where a graduation names no KK). Of those that end in another or come
out of another it is noted (`changes`).
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
    LINKED_DATASETS,
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


@dataclass(frozen=True)
class LinkedSemester:
    """A semester (key), the rows of each of its tables, and whether it was linked now or taken as it stood."""

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
    """Link those semesters (keys) whose linkage does not stand as it follows from their rows and the semester before.

    Every other one is taken as it stands, and so is a `closed` one whatever it would follow from; `anew` links all that
    are open. Writes `linkage/semester=…/` of each that is linked; the folders of semesters that are not named go.
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
    """Resolve a semester (key) from what is known after the last of the ones `before` it, which have been linked.

    What is known now, and what was asked of the semester's pairs (`weighed_pair`), stands in the connection's temporary
    tables then, beside personal data. Says whether the registries of the earlier semesters were read.
    """
    connection.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
    for dataset in LINKED_DATASETS:
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
    """Write the checkpoint of a semester: what persons are known by first, for the folder names it."""
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
    """Collect what the known rows of a closed semester, the last one, say: from the rows of all semesters as read."""
    load_known(connection, layout, semesters[-1])
    create_head_rows(connection, layout, *semesters)
    digest = write_known_rows(connection, layout, semesters[-1])
    named = layout.known_rows(semesters[-1], checkpoint.known_rows)
    layout.known_rows(semesters[-1], digest).replace(named)


def _remove_others(layout: DataLayout, semesters: Collection[str]) -> None:
    """Remove what was linked of semesters whose rows are not there any more."""
    for folder in layout.linkage_zone.glob("semester=*S[12]"):
        if folder.name.removeprefix("semester=") not in semesters:
            shutil.rmtree(folder)
