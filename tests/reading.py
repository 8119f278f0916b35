"""Reading one submission by itself."""

from collections.abc import Collection, Iterable
from pathlib import Path

from foundation.semester import Semester
from sources.reading.submissions import ReadingLimits, SubmissionFile, SubmissionToRead, read_submissions


def read_submission(
    files: Iterable[SubmissionFile],
    *,
    semester: Semester,
    institution_code: str,
    due_datasets: Collection[str],
    limits: ReadingLimits,
    target: Path,
) -> None:
    """Read it as `read_submissions` does."""
    submission = SubmissionToRead(list(files), institution_code, due_datasets, target)
    read_submissions([submission], semester=semester, limits=limits, processes=1)
