"""A submission as the archive has it: plain values."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from foundation.semester import Semester

ChannelState = Literal["received", "missing", "unreachable"]


@dataclass(frozen=True)
class ArchivedFile:
    """One file of a submission. `path` holds the bytes and never changes.

    `received_at` is the channel's own time of the file when this content came under this name for the first time in the
    semester, else that moment itself: a file that is handed in again does not become newer.
    """

    name: str
    sha256: str
    size_bytes: int
    received_at: datetime
    path: Path


#: What `Submission.detail` says where a version waits.
CLOSED_DETAIL = "The semester is closed: what is handed in now is archived and does not count"


@dataclass(frozen=True)
class Submission:
    """What holds for an institution and semester.

    `version` is 0, both times None and `files` empty unless `channel_state` is `received`. `received_at` is the
    channel's own time of the newest file when this version was first seen, else that moment itself;
    `first_received_at` is that of the first version, by which lateness counts (None: this is the first). `detail` says
    what an operator should know (why a channel was not read, or that a version waits because the semester is closed);
    `waiting_version` is the version that was archived after the semester was closed and does not count.
    `withdrawn_version` is the newest that was handed in where the channel holds nothing any more, `unread_entries` how
    many files and folders lie in the institution's place outside of every semester's.
    """

    institution_code: str
    semester: Semester
    channel_state: ChannelState
    version: int
    received_at: datetime | None
    files: tuple[ArchivedFile, ...]
    detail: str | None = None
    waiting_version: int | None = None
    withdrawn_version: int | None = None
    unread_entries: int = 0
    first_received_at: datetime | None = None

    @property
    def is_out_of_reach(self) -> bool:
        """Whether the channel could not be read when last asked, so that what had come before holds on, if anything."""
        return self.detail not in (None, CLOSED_DETAIL)


@dataclass(frozen=True)
class Outcome:
    """What became of a version when it was last read: the status of `fct_submission`, and its rows."""

    status: str
    rows_received: int
    rows_accepted: int
    rows_rejected: int


@dataclass(frozen=True)
class FetchedFile:
    """A file that has just come in and whose bytes are in the archive; the ledger does not know of it yet."""

    name: str
    sha256: str
    size_bytes: int
    modified_at: datetime | None


def set_digest(files: Iterable[FetchedFile]) -> str:
    """Give the digest of a set of (name, sha256): what makes two hand-ins the same version."""
    pairs = sorted((file.name, file.sha256) for file in files)
    return hashlib.sha256(json.dumps(pairs, ensure_ascii=True).encode()).hexdigest()
