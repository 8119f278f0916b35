"""What the ledger knows and how it changes, one function per question, inside a transaction of `schema.transaction`.

Version and event numbers give the order, never times, so a clock that jumps back changes nothing.
"""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from sources.archive.errors import UnknownVersion
from sources.archive.submission import FetchedFile, Outcome, set_digest

_Key = tuple[str, str]
"""Institution code and semester key."""


def to_text(moment: datetime) -> str:
    """Write a moment as the ledger keeps it. Raises `ValueError` where it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment in the ledger needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def register_version(ledger: sqlite3.Connection, key: _Key, files: Sequence[FetchedFile], now: datetime) -> int:
    """Give the number of the version that these files are; a set never seen before gets the next one.

    All the files' bytes must be in the archive.
    """
    digest = set_digest(files)
    known = ledger.execute(
        "select version from submission_version where institution_code = ? and semester = ? and set_digest = ?",
        (*key, digest),
    ).fetchone()
    if known is not None:
        return int(known[0])
    own_times = [file.modified_at for file in files if file.modified_at is not None]
    received_at = max(own_times, default=now)
    (version,) = ledger.execute(
        """
        insert into submission_version
        select ?, ?, coalesce(max(version), 0) + 1, ?, ?, ?
        from submission_version where institution_code = ? and semester = ?
        returning version
        """,
        (*key, digest, to_text(received_at), to_text(now), *key),
    ).fetchone()
    ledger.executemany(
        "insert into seen_file values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        [
            (
                *key,
                file.name,
                file.sha256,
                file.size_bytes,
                file.modified_at and to_text(file.modified_at),
                to_text(now),
            )
            for file in files
        ],
    )
    ledger.executemany(
        "insert into version_file values (?, ?, ?, ?, ?)",
        [(*key, version, file.name, file.sha256) for file in files],
    )
    return int(version)


def current(ledger: sqlite3.Connection, key: _Key) -> sqlite3.Row | None:
    """Give what holds: `channel_state`, `version`, `waiting_version`, `detail`; None where it was never collected."""
    ledger.row_factory = sqlite3.Row
    row: sqlite3.Row | None = ledger.execute(
        "select * from current_submission where institution_code = ? and semester = ?", key
    ).fetchone()
    return row


def all_current(ledger: sqlite3.Connection, semester: str) -> list[sqlite3.Row]:
    """Give what holds for each institution that was ever collected for the semester, by code."""
    ledger.row_factory = sqlite3.Row
    return ledger.execute(
        "select * from current_submission where semester = ? order by institution_code", (semester,)
    ).fetchall()


def set_current(
    ledger: sqlite3.Connection,
    key: _Key,
    *,
    channel_state: str,
    version: int | None,
    waiting_version: int | None,
    detail: str | None,
    now: datetime,
) -> sqlite3.Row:
    """Say what holds from now on, and give it as `current` does.

    Writes nothing where it holds already, and an event where it is news.
    """
    before = current(ledger, key)
    after = (channel_state, version, waiting_version, detail)
    if before is not None and tuple(before)[2:] == after:
        return before
    row: sqlite3.Row = ledger.execute(
        "insert or replace into current_submission values (?, ?, ?, ?, ?, ?) returning *", (*key, *after)
    ).fetchone()
    if before is None or (before["channel_state"], before["version"]) != (channel_state, version):
        add_event(ledger, channel_state, key[1], now, key[0], version)
    if waiting_version is not None and (before is None or before["waiting_version"] != waiting_version):
        add_event(ledger, "waiting", key[1], now, key[0], waiting_version)
    return row


def set_unread(ledger: sqlite3.Connection, institution_code: str, entries: int) -> None:
    """Keep how much lies in an institution's place outside of every semester's; writes nothing where it is known."""
    if unread_of(ledger, institution_code) == entries:
        return
    ledger.execute("delete from unread_entries where institution_code = ?", (institution_code,))
    if entries:
        ledger.execute("insert into unread_entries values (?, ?)", (institution_code, entries))


def unread_of(ledger: sqlite3.Connection, institution_code: str) -> int:
    """Give how much lay in an institution's place outside of every semester's."""
    row = ledger.execute("select entries from unread_entries where institution_code = ?", (institution_code,))
    return next((int(entries) for (entries,) in row), 0)


def newest_version(ledger: sqlite3.Connection, key: _Key) -> int | None:
    """Give the number of the newest version that was ever handed in, whether it holds or not."""
    (version,) = ledger.execute(
        "select max(version) from submission_version where institution_code = ? and semester = ?", key
    ).fetchone()
    return None if version is None else int(version)


def add_event(
    ledger: sqlite3.Connection,
    what: str,
    semester: str,
    now: datetime,
    institution_code: str | None = None,
    version: int | None = None,
) -> None:
    """Note what happened."""
    ledger.execute(
        "insert into event (happened_at, what, semester, institution_code, version) values (?, ?, ?, ?, ?)",
        (to_text(now), what, semester, institution_code, version),
    )


def version_received_at(ledger: sqlite3.Connection, key: _Key, version: int) -> datetime:
    """Give the moment that a version came; the first one's counts for lateness. Raises `UnknownVersion`."""
    row = ledger.execute(
        "select received_at from submission_version where institution_code = ? and semester = ? and version = ?",
        (*key, version),
    ).fetchone()
    if row is None:
        raise UnknownVersion(*key, version)
    return datetime.fromisoformat(row[0])


def files_of(ledger: sqlite3.Connection, key: _Key, version: int) -> list[tuple[str, str, int, datetime]]:
    """Give the files of a version by name: (name, sha256, size in bytes, received_at)."""
    rows = ledger.execute(
        """
        select name, sha256, size_bytes, coalesce(modified_at, first_seen_at)
        from version_file join seen_file using (institution_code, semester, name, sha256)
        where institution_code = ? and semester = ? and version = ? order by name
        """,
        (*key, version),
    )
    return [(name, sha256, size, datetime.fromisoformat(received_at)) for name, sha256, size, received_at in rows]


def outcome_of(ledger: sqlite3.Connection, key: _Key, version: int) -> Outcome | None:
    """Give what became of a version, None where it was never read to the end."""
    row = ledger.execute(
        """
        select status, rows_received, rows_accepted, rows_rejected from version_outcome
        where institution_code = ? and semester = ? and version = ?
        """,
        (*key, version),
    ).fetchone()
    return None if row is None else Outcome(*row)


def outcome_before(ledger: sqlite3.Connection, key: _Key, version: int) -> Outcome | None:
    """Give what became of the last version before this one that was read to the end; None where there is none."""
    (before,) = ledger.execute(
        """
        select max(version) from version_outcome
        where institution_code = ? and semester = ? and version < ?
        """,
        (*key, version),
    ).fetchone()
    return None if before is None else outcome_of(ledger, key, before)


def set_outcome(ledger: sqlite3.Connection, key: _Key, version: int, outcome: Outcome) -> None:
    """Keep what became of a version, in place of what an earlier run said. Raises `UnknownVersion`."""
    version_received_at(ledger, key, version)
    if outcome_of(ledger, key, version) != outcome:
        ledger.execute(
            "insert or replace into version_outcome values (?, ?, ?, ?, ?, ?, ?)",
            (*key, version, outcome.status, outcome.rows_received, outcome.rows_accepted, outcome.rows_rejected),
        )


def is_closed(ledger: sqlite3.Connection, semester: str) -> bool:
    """Say whether the semester is closed."""
    return ledger.execute("select 1 from closed_semester where semester = ?", (semester,)).fetchone() is not None
