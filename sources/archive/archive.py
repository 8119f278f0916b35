"""Pulling submissions into the archive, and asking what holds. All access to objects and ledger goes through here."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from sources.archive import ledger
from sources.archive.errors import ArchiveDamaged
from sources.archive.objects import ObjectStore
from sources.archive.schema import reading, transaction
from sources.archive.submission import (
    CLOSED_DETAIL,
    ArchivedFile,
    ChannelState,
    FetchedFile,
    Outcome,
    Submission,
)
from sources.channels.channel import ByteSink, Channel, ChannelFile, ChannelUnreachable, FileChanged
from sources.readers.feedback_mark import marked_copies

#: How often a submission is fetched anew when its files do not hold still.
FETCH_ATTEMPTS = 3


class _HandedIn(NamedTuple):
    """What a channel that could be read has given: the files, and how much lies beside them that nobody reads."""

    files: list[FetchedFile]
    unread_entries: int


class Archive:
    """The archive of one installation. Safe to use from several threads and processes at once."""

    def __init__(self, layout: DataLayout) -> None:
        """Name the places; touches nothing."""
        self._objects = ObjectStore(layout)
        self._ledger_path = layout.ledger

    def collect(self, institution_code: str, semester: Semester, channel: Channel, now: datetime) -> Submission:
        """Archive what an institution hands in for a semester, and give what holds from now on.

        The set of (name, sha256) decides: one never seen before is the next version, one seen before is its old version
        again, with its number and its time. Nothing handed in: `missing`. A channel that can not be read, or holds
        nothing of anybody where something of this institution held: the version that held before holds on, and
        `detail` says so; `unreachable` where none did. In a closed semester everything is archived and what held
        before holds on.

        `now` (aware) is the moment of the run. Raises `ArchiveNotWritable`, with archive and ledger as they were.
        """
        try:
            files = self._fetch(institution_code, semester, channel)
            # What a check has left beside the file that it has checked makes no new version, and none later.
            marked = marked_copies({file.name: self._objects.path(file.sha256) for file in files})
            files = [file for file in files if file.name not in marked]
            has_reported = (semester.key, institution_code) in self.versions_state([semester])
            if not files and has_reported and channel.is_deserted(institution_code):
                raise ChannelUnreachable(institution_code, channel.description, "it holds nothing of anybody any more")
            handed_in = _HandedIn(files, channel.count_unread(institution_code))
        except ChannelUnreachable as error:
            return self._decide(institution_code, semester, None, str(error), now)
        return self._decide(institution_code, semester, handed_in, None, now)

    def current_submission(self, institution_code: str, semester: Semester) -> Submission | None:
        """Give the submission whose version holds, None where the institution has none for the semester."""
        with reading(self._ledger_path) as connection:
            row = ledger.current(connection, (institution_code, semester.key))
            return None if row is None or row["version"] is None else self._submission(connection, row)

    def current(self, semester: Semester) -> dict[str, Submission]:
        """Give what holds for each institution that was ever collected for the semester, missing ones included."""
        with reading(self._ledger_path) as connection:
            rows = ledger.all_current(connection, semester.key)
            return {row["institution_code"]: self._submission(connection, row) for row in rows}

    def versions_state(self, semesters: Iterable[Semester]) -> dict[tuple[str, str], int]:
        """Give the version that holds by (semester key, institution code); without those that have none."""
        keys = {semester.key for semester in semesters}
        with reading(self._ledger_path) as connection:
            rows = connection.execute(
                "select semester, institution_code, version from current_submission where version is not null"
            ).fetchall()
        return {(semester, code): version for semester, code, version in sorted(rows) if semester in keys}

    def record_outcome(self, institution_code: str, semester: str, version: int, outcome: Outcome) -> None:
        """Note what became of a version of a semester (key). Raises `UnknownVersion` where there is none of it."""
        with transaction(self._ledger_path) as connection:
            ledger.set_outcome(connection, (institution_code, semester), version, outcome)

    def outcome_before(self, submission: Submission) -> Outcome | None:
        """Give what became of the version before the one that holds, None where there is none that was ever read."""
        key = (submission.institution_code, submission.semester.key)
        with reading(self._ledger_path) as connection:
            return ledger.outcome_before(connection, key, submission.version)

    def close(self, semester: Semester, now: datetime) -> bool:
        """Close a semester: what is handed in from now on is archived and does not count. False where it was closed."""
        with transaction(self._ledger_path) as connection:
            if ledger.is_closed(connection, semester.key):
                return False
            connection.execute("insert into closed_semester values (?)", (semester.key,))
            ledger.add_event(connection, "closed", semester.key, now)
            return True

    def reopen(self, semester: Semester, now: datetime) -> bool:
        """Reopen a semester: the next `collect` lets count what waits. False where it was open."""
        with transaction(self._ledger_path) as connection:
            if not ledger.is_closed(connection, semester.key):
                return False
            connection.execute("delete from closed_semester where semester = ?", (semester.key,))
            ledger.add_event(connection, "reopened", semester.key, now)
            return True

    def closed_semesters(self) -> frozenset[Semester]:
        """Give the semesters that are closed."""
        with reading(self._ledger_path) as connection:
            rows = connection.execute("select semester from closed_semester").fetchall()
        return frozenset(Semester.parse(key) for (key,) in rows)

    def collected_semesters(self) -> frozenset[Semester]:
        """Give the semesters for which any institution was ever collected."""
        with reading(self._ledger_path) as connection:
            rows = connection.execute("select distinct semester from current_submission").fetchall()
        return frozenset(Semester.parse(key) for (key,) in rows)

    def damaged_objects(self) -> list[str]:
        """Read every object that the ledger names, and give the SHA-256 of those missing or altered."""
        with reading(self._ledger_path) as connection:
            rows = connection.execute("select distinct sha256 from seen_file order by 1").fetchall()
        return [sha256 for (sha256,) in rows if not self._objects.is_whole(sha256)]

    def _fetch(self, institution_code: str, semester: Semester, channel: Channel) -> list[FetchedFile]:
        """Archive the bytes of all files, anew until two listings around the fetching agree."""
        with self._objects.receiving():
            for _ in range(FETCH_ATTEMPTS):
                try:
                    listed = channel.list_files(institution_code, semester)
                    fetched = [self._fetch_file(institution_code, semester, channel, file) for file in listed]
                    if channel.list_files(institution_code, semester) == listed:
                        return fetched
                except FileChanged:
                    continue
        reason = f"the files are still being changed (tried {FETCH_ATTEMPTS} times)"
        raise ChannelUnreachable(institution_code, channel.description, reason)

    def _fetch_file(
        self, institution_code: str, semester: Semester, channel: Channel, file: ChannelFile
    ) -> FetchedFile:
        def fetch(target: ByteSink) -> None:
            if channel.fetch(institution_code, semester, file, target) != file:
                raise FileChanged(file.name)

        sha256, size_bytes = self._objects.add(fetch)
        return FetchedFile(file.name, sha256, size_bytes, file.modified_at)

    def _decide(
        self,
        institution_code: str,
        semester: Semester,
        found: _HandedIn | None,
        detail: str | None,
        now: datetime,
    ) -> Submission:
        """Say in one transaction what holds from now on; `found` is None where the channel could not be read."""
        key = (institution_code, semester.key)
        with transaction(self._ledger_path) as connection:
            before = ledger.current(connection, key)
            held = None if before is None else before["version"]
            waiting = None
            if found is None:
                version, state = held, _state_without_files(held, "unreachable")
                waiting = None if before is None else before["waiting_version"]
            else:
                ledger.set_unread(connection, institution_code, found.unread_entries)
                handed_in = ledger.register_version(connection, key, found.files, now) if found.files else None
                version = handed_in
                if ledger.is_closed(connection, semester.key):
                    version = held
                    if handed_in != held:
                        waiting, detail = handed_in, CLOSED_DETAIL
                state = _state_without_files(version, "missing")
            row = ledger.set_current(
                connection,
                key,
                channel_state=state,
                version=version,
                waiting_version=waiting,
                detail=detail,
                now=now,
            )
            return self._submission(connection, row)

    def _submission(self, connection: sqlite3.Connection, row: sqlite3.Row) -> Submission:
        """Make the value of a row of `current_submission`."""
        key = (row["institution_code"], row["semester"])
        version = row["version"]
        return Submission(
            institution_code=row["institution_code"],
            semester=Semester.parse(row["semester"]),
            channel_state=row["channel_state"],
            version=version or 0,
            received_at=None if version is None else ledger.version_received_at(connection, key, version),
            files=() if version is None else self._files(connection, key, version),
            detail=row["detail"],
            waiting_version=row["waiting_version"],
            withdrawn_version=ledger.newest_version(connection, key) if row["channel_state"] == "missing" else None,
            unread_entries=ledger.unread_of(connection, row["institution_code"]),
            first_received_at=None if version is None else ledger.version_received_at(connection, key, 1),
        )

    def _files(self, connection: sqlite3.Connection, key: tuple[str, str], version: int) -> tuple[ArchivedFile, ...]:
        files = []
        for name, sha256, size_bytes, received_at in ledger.files_of(connection, key, version):
            path = self._objects.path(sha256)
            if not path.is_file() or path.stat().st_size != size_bytes:
                raise ArchiveDamaged(sha256)
            files.append(ArchivedFile(name, sha256, size_bytes, received_at, path))
        return tuple(files)


def _state_without_files(version: int | None, otherwise: ChannelState) -> ChannelState:
    """Give `received` where a version holds, else what its absence means."""
    return "received" if version is not None else otherwise
