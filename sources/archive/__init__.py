"""The archive: every file ever handed in, unchanged, and the ledger of which submission version holds.

Belongs here: bytes by content (`objects`), what is known of them (`ledger`), and pulling a submission through a channel
into both (`archive`). Does not belong here: opening a file (`sources.readers`) or judging it (`expectations`).
"""

from sources.archive.archive import Archive
from sources.archive.errors import ArchiveDamaged, ArchiveError, ArchiveNotWritable, UnknownVersion
from sources.archive.submission import ArchivedFile, Outcome, Submission

__all__ = [
    "Archive",
    "ArchiveDamaged",
    "ArchiveError",
    "ArchiveNotWritable",
    "ArchivedFile",
    "Outcome",
    "Submission",
    "UnknownVersion",
]
