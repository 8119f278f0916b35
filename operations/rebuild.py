"""Everything made again from the archive: a command, a test and a drill, never the normal way.

Closed semesters are data of record and are taken as they stand. What remains beside the archive is `history/`, the
settings, the list of institutions and the key.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import count_of, sql_literal
from foundation.semester import Semester
from linkage import link_semesters
from operations.data_version import clear_earlier_version, note_version
from operations.dbt_build import ensure_manifest, run_dbt_build
from operations.history import known_semesters
from operations.mart_partitions import load_partition
from operations.mart_rounds import mart_rounds
from operations.published_tables import mart_columns
from operations.publishing import publish_database
from operations.recovery import validate_anew
from operations.reference import write_reference
from operations.run_marker import finish_rebuilt
from operations.settings import Settings
from operations.zones import ensure_zones, remove_unfinished
from sources.archive import Archive

#: When a row was seen, which does not follow from the submissions.
_SEEN_AT = ("first_seen_at", "last_seen_at")


class RebuildError(RuntimeError):
    """The marts could not be made again. Says which node failed, in dbt's words."""


def rebuild(settings: Settings, now: datetime, say: Callable[[str], None]) -> list[Semester]:
    """Make everything up to the published database again from the archive; give the semesters that were made.

    For the holder of the run lock. `now` is the moment of the marts (UTC); `say` reports progress. Raises
    `RebuildError` where a node of dbt fails; what is published stays as it was.
    """
    layout = settings.layout
    if clear_earlier_version(layout):
        say("the data folder is of an earlier version: everything is made again, closed semesters too")
    remove_unfinished(layout)
    ensure_zones(layout)
    archive = Archive(layout)
    closed = archive.closed_semesters()
    made = [each for each in sorted(archive.collected_semesters()) if each not in closed or not _stands(layout, each)]
    for semester in made:
        say(f"{semester}: reading and validating from the archive")
        unknown = validate_anew(settings, semester)
        if unknown:
            say(f"{semester}: not read, as they are not in the list of institutions: {', '.join(unknown)}")
        finish_rebuilt(layout, semester)
    known = known_semesters(layout)
    say("linking")
    link_semesters(
        layout,
        [semester.key for semester in known],
        closed={semester.key for semester in closed},
        anew=True,
        memory_limit=settings.memory_limit,
        threads=settings.threads,
    )
    write_reference(settings, known, now)
    for semesters in mart_rounds(layout, ensure_manifest(), None):
        say(f"building the marts of {', '.join(map(str, semesters)) or 'no semester'}")
        build = run_dbt_build(settings, semesters)
        if not build.succeeded:
            raise RebuildError("dbt build failed: " + "; ".join(build.failures))
    publish_database(layout, memory_limit=settings.memory_limit, threads=settings.threads)
    note_version(layout)
    return made


def differing_marts(settings: Settings, now: datetime, say: Callable[[str], None]) -> dict[str, int]:
    """Make everything again in a folder beside the data, and give the marts with other rows than the published ones.

    By mart, the number of rows that only one of both has; times at which something was seen are left out. Changes
    nothing. For the holder of the run lock. Raises `RebuildError`.
    """
    layout = settings.layout
    with tempfile.TemporaryDirectory(prefix=".rebuilt-", dir=layout.root) as folder:
        beside = settings.model_copy(update={"data": Path(folder)})
        _lend(layout, beside.layout)
        rebuild(beside, now, say)
        return compare_marts(layout.published_database, beside.layout.published_database)


def compare_marts(one: Path, other: Path) -> dict[str, int]:
    """Give the marts in which two published databases differ, with the number of rows that only one of both has."""
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach {sql_literal(path)} as {name} (read_only)")
        marts = sorted({*mart_columns(connection, "one"), *mart_columns(connection, "other")})
        differing = {mart: _differing_rows(connection, mart) for mart in marts}
    return {mart: rows for mart, rows in differing.items() if rows}


def _differing_rows(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    one, other = (f"select columns(c -> c not in {_SEEN_AT}) from {name}.marts.{mart}" for name in ("one", "other"))
    return count_of(
        connection, f"select count(*) from (({one} except all {other}) union all ({other} except all {one}))"
    )


def _stands(layout: DataLayout, semester: Semester) -> bool:
    return load_partition(layout, semester.key) is not None


def _lend(layout: DataLayout, beside: DataLayout) -> None:
    """Give a second data folder what a rebuild begins with: archive, history, key, and the closed semesters."""
    note_version(beside)
    beside.ledger.parent.mkdir(parents=True)
    beside.archive_objects.symlink_to(layout.archive_objects, target_is_directory=True)
    shutil.copy2(layout.ledger, beside.ledger)
    for lent in ("history", "pseudonym.key", "pseudonym.check", "reference/population.csv"):
        source, target = layout.root / lent, beside.root / lent
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            target.parent.mkdir(exist_ok=True)
            shutil.copy2(source, target)
    for semester in Archive(layout).closed_semesters():
        for zone in ("accepted/*", "private/*", "linkage", "marts"):
            for folder in layout.root.glob(f"{zone}/semester={semester}"):
                shutil.copytree(folder, beside.root / folder.relative_to(layout.root))
