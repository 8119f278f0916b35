"""The ledger's tables, and opening its database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sources.archive.errors import ArchiveError, ArchiveNotWritable

#: Version of the tables below, kept in the file (`user_version`). Whoever changes them raises it and adds a step here.
SCHEMA_VERSION = 2

#: How long to wait for another process's transaction; each lasts milliseconds.
_BUSY_SECONDS = 60.0

_TABLES = """
-- Every file ever seen: times are ISO 8601 in UTC, sizes bytes.
create table seen_file (
    institution_code text not null,
    semester text not null,
    name text not null,
    sha256 text not null,
    size_bytes integer not null,
    modified_at text,
    first_seen_at text not null,
    primary key (institution_code, semester, name, sha256)
) without rowid, strict;

-- Every set of files ever handed in, numbered from 1 in the order in which they were first seen.
create table submission_version (
    institution_code text not null,
    semester text not null,
    version integer not null check (version >= 1),
    set_digest text not null,
    received_at text not null,
    first_seen_at text not null,
    primary key (institution_code, semester, version),
    unique (institution_code, semester, set_digest)
) without rowid, strict;

create table version_file (
    institution_code text not null,
    semester text not null,
    version integer not null,
    name text not null,
    sha256 text not null,
    primary key (institution_code, semester, version, name),
    foreign key (institution_code, semester, version)
        references submission_version (institution_code, semester, version),
    foreign key (institution_code, semester, name, sha256)
        references seen_file (institution_code, semester, name, sha256)
) without rowid, strict;

-- What holds for each institution and semester that was ever collected.
create table current_submission (
    institution_code text not null,
    semester text not null,
    channel_state text not null check (channel_state in ('received', 'missing', 'unreachable')),
    version integer,
    waiting_version integer,
    detail text,
    primary key (institution_code, semester),
    check ((channel_state = 'received') = (version is not null)),
    foreign key (institution_code, semester, version)
        references submission_version (institution_code, semester, version),
    foreign key (institution_code, semester, waiting_version)
        references submission_version (institution_code, semester, version)
) without rowid, strict;

create table version_outcome (
    institution_code text not null,
    semester text not null,
    version integer not null,
    status text not null,
    rows_received integer not null,
    rows_accepted integer not null,
    rows_rejected integer not null,
    primary key (institution_code, semester, version),
    foreign key (institution_code, semester, version)
        references submission_version (institution_code, semester, version)
) without rowid, strict;

-- Every change of what holds, and every closing and reopening of a semester, in the order of `event_id`.
create table event (
    event_id integer primary key,
    happened_at text not null,
    what text not null check (what in ('received', 'missing', 'unreachable', 'waiting', 'closed', 'reopened')),
    semester text not null,
    institution_code text,
    version integer
) strict;

create table closed_semester (semester text primary key) without rowid, strict;
"""

#: Since version 2.
_UNREAD_TABLE = """
-- How many files and folders lay in an institution's place outside of every semester's when it was last collected.
create table unread_entries (
    institution_code text primary key,
    entries integer not null check (entries > 0)
) without rowid, strict
"""

#: What leads to a version from the one before it.
_STEPS = {1: _TABLES, 2: _UNREAD_TABLE}


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger for one transaction: committed, on the disk, when the block ends well; else undone.

    Makes the file and its tables where there are none. Safe between threads and processes: one transaction at a time,
    the others wait. Raises `ArchiveNotWritable` where there is no room or no right to write, `ArchiveError` where the
    file is of another version or no ledger.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A rollback journal and no WAL: one file to back up, and it works on a mounted share too.
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma synchronous = full")
            connection.execute("begin immediate")
            try:
                _ensure_tables(connection)
                yield connection
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise
    except OSError as error:
        raise ArchiveNotWritable(error.strerror or type(error).__name__) from error
    except sqlite3.OperationalError as error:
        raise ArchiveNotWritable(f"ledger: {error}") from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"The ledger can not be used: {error}") from error


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger to look only; where there is none yet it is one without rows, and nothing is made.

    Does not wait for a transaction that has begun, and sees what held before it. Works without the right to write;
    where it is there, what a killed writer left is undone. Raises as `transaction` does.
    """
    place = f"{path.as_uri()}?mode=rw" if path.exists() else ":memory:"
    try:
        with closing(sqlite3.connect(place, uri=True, timeout=_BUSY_SECONDS)) as connection:
            (version,) = connection.execute("pragma user_version").fetchone()
            _require_known(version)
            # The next transaction brings it up to date; until then it is looked at as if that had happened.
            for step in range(version + 1, SCHEMA_VERSION + 1):
                connection.executescript(_STEPS[step].replace("create table", "create temp table"))
            yield connection
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"The ledger can not be read: {error}") from error


def _require_known(version: int) -> None:
    if version > SCHEMA_VERSION:
        raise ArchiveError(f"The ledger is of version {version}; this programme knows version {SCHEMA_VERSION}")


def _ensure_tables(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("pragma user_version").fetchone()
    _require_known(version)
    for step in range(version + 1, SCHEMA_VERSION + 1):
        for statement in _STEPS[step].split(";\n"):
            if statement.strip():
                connection.execute(statement)
    if version < SCHEMA_VERSION:
        connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
