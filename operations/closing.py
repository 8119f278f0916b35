"""Closing a semester and reopening it, free of Dagster. Both for the holder of the run lock.

Closed is what the ledger says: from then on no run replaces the semester's partitions of linkage and marts. What is
published says so in a second step; where a kill prevents that, the same command, or the next run, makes up for it.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import count_of
from foundation.semester import Semester
from operations.data_version import require_current_version
from operations.outcomes import submission_states
from operations.postgres import publish_postgres
from operations.publishing import publish_closed_semesters
from operations.publishing_parquet import publish_parquet
from operations.run_marker import load_marker
from operations.settings import Settings
from sources.archive import Archive


class ClosingRefused(RuntimeError):
    """A semester can not be closed as it stands. Says why, and what to do first."""


@dataclass(frozen=True)
class Closing:
    """What came of closing or reopening: whether anything changed, and the findings still open in the semester."""

    has_changed: bool
    open_findings: int


def close_semester(settings: Settings, semester: Semester, now: datetime) -> Closing:
    """Close a semester: its marts stay as they are published now, and later submissions are archived and wait.

    Again for a closed one: nothing changes. `now` (aware) is the moment for the ledger. Raises `ClosingRefused` where
    the semester is not published, or not in the state that the archive holds.
    """
    layout = settings.layout
    require_current_version(layout)
    archive = Archive(layout)
    has_changed = semester not in archive.closed_semesters()
    if has_changed:
        _require_published(layout, archive, semester)
        archive.close(semester, now)
    _tell_readers(settings, archive)
    return Closing(has_changed, _open_findings(layout, semester))


def reopen_semester(settings: Settings, semester: Semester, now: datetime) -> Closing:
    """Reopen a semester: its next run takes in what has come meanwhile. Again for an open one: nothing changes."""
    layout = settings.layout
    require_current_version(layout)
    archive = Archive(layout)
    has_changed = archive.reopen(semester, now)
    if not layout.published_database.exists():
        return Closing(has_changed, 0)
    _tell_readers(settings, archive)
    return Closing(has_changed, _open_findings(layout, semester))


def _require_published(layout: DataLayout, archive: Archive, semester: Semester) -> None:
    plan = load_marker(layout, semester)
    if plan is None or not plan.is_complete or not layout.published_database.exists():
        raise ClosingRefused(f"{semester} is not published, or its last run died: `sektap run {semester}` first")
    states = [state for state in submission_states(layout) if state["semester"] == semester.key and state["version"]]
    published = {state["institution_code"]: state["version"] for state in states}
    archived = {code: version for (_, code), version in archive.versions_state([semester]).items()}
    if published != archived or not _is_published(layout, semester):
        raise ClosingRefused(
            f"What is published of {semester} is not what the archive holds: `sektap run {semester}` first"
        )


def _is_published(layout: DataLayout, semester: Semester) -> bool:
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        query = "select count(*) from marts.dim_semester where semester = ?"
        return count_of(connection, query, [semester.key]) > 0


def _tell_readers(settings: Settings, archive: Archive) -> None:
    """Let every publication say which semesters are closed; nothing is written where the database says so already."""
    layout = settings.layout
    closed = {semester.key for semester in archive.closed_semesters()}
    if publish_closed_semesters(layout, closed):
        publish_parquet(layout, memory_limit=settings.memory_limit, threads=settings.threads)
        if settings.postgres:
            publish_postgres(layout, settings.postgres.get_secret_value())


def _open_findings(layout: DataLayout, semester: Semester) -> int:
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        query = "select count(*) from marts.fct_quality_finding where semester = ? and status = 'open'"
        return count_of(connection, query, [semester.key])
