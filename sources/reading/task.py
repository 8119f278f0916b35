"""The messages of the reading server and its client."""

from dataclasses import dataclass
from pathlib import Path

from sources.reading.file import ReadingTerms
from sources.reading.part import SubmissionFile

#: How a reading process ends by itself; the kernel's signals come as negative numbers.
EXIT_ANSWERED, EXIT_ERROR, EXIT_MEMORY = 0, 70, 71


@dataclass(frozen=True)
class ReadingTask:
    """Read `file` into `folder`; what the process says when it fails is written to `log`."""

    file: SubmissionFile
    terms: ReadingTerms
    folder: Path
    log: Path


@dataclass(frozen=True)
class ProcessEnd:
    """How a reading process ended, and the most memory that it held (bytes, some 100 million of the server's own)."""

    exit_code: int
    peak_bytes: int
