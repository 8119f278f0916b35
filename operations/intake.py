"""Pulling and reading the submissions of a semester: what the intake's assets do, free of Dagster."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from foundation.semester import Semester
from operations.progress import institution_done
from operations.settings import Settings
from sources.archive import Archive, Submission
from sources.channels import open_channel
from sources.institutions import Institution
from sources.reading.submissions import FileReading, SubmissionFile, SubmissionToRead, read_submissions
from sources.reference_tables import write_files, write_submission

_SHEET_COLUMNS = ("source_file", "source_sheet", "dataset", "rows_received")


@dataclass(frozen=True)
class CollectedReading:
    """What was read: `(institution, file, sheet, data set, rows)` per sheet, and what reading each file took."""

    sheets: list[tuple[str, str, str, str, int]]
    files: list[FileReading]


def collect_submissions(
    settings: Settings, institutions: Sequence[Institution], semester: Semester, now: datetime
) -> list[Submission]:
    """Pull and archive what these institutions hand in for a semester, and write accepted/submission.

    An institution that need not report in the semester and has handed in nothing gets no row. In a closed semester all
    is archived and no row changes.
    """
    layout = settings.layout
    archive = Archive(layout)
    is_closed = semester in archive.closed_semesters()
    submissions = []
    for done, institution in enumerate(institutions, start=1):
        channel = open_channel(institution.channel, settings.institutions_file.parent)
        submission = archive.collect(institution.code, semester, channel, now)
        if is_closed:
            submissions.append(submission)
        elif institution.is_due(semester) or submission.files:
            submissions.append(submission)
            write_submission(layout, submission, institution, semester, settings.deadline_days)
        else:
            layout.accepted("submission", semester.key, institution.code).unlink(missing_ok=True)
        institution_done(institution.code, done, len(institutions))
    return submissions


def due_out_of_reach(
    institutions: Sequence[Institution], submissions: Sequence[Submission], semester: Semester, share: float
) -> list[str]:
    """Give the due institutions (codes) that are out of reach, where they are more than `share` of all that are due.

    `institutions` are all of the list, `submissions` what was collected. So many at once speak of an inbox that is not
    there, and not of institutions that have sent nothing.
    """
    due = {institution.code for institution in institutions if institution.is_due(semester)}
    lost = sorted(one.institution_code for one in submissions if one.is_out_of_reach and one.institution_code in due)
    return lost if len(lost) > share * len(due) else []


def take_held_submissions(settings: Settings, institutions: Sequence[Institution], semester: Semester) -> None:
    """Write accepted/submission of what the archive holds of these institutions; no channel is asked."""
    held = Archive(settings.layout).current(semester)
    for institution in institutions:
        submission = held[institution.code]
        if institution.is_due(semester) or submission.files:
            write_submission(settings.layout, submission, institution, semester, settings.deadline_days)


def submission_to_read(
    institution: Institution, semester: Semester, files: Sequence[SubmissionFile], target: Path
) -> SubmissionToRead:
    """Say how an institution's files are read: what is welcome from it, and what it owes in the semester."""
    owed = institution.datasets if institution.is_due(semester) else ()
    return SubmissionToRead(files, institution.code, institution.datasets, target, owed)


def read_collected(settings: Settings, institutions: Sequence[Institution], semester: Semester) -> CollectedReading:
    """Read the current submission of each institution."""
    layout = settings.layout
    archive = Archive(layout)
    submissions = []
    for institution in institutions:
        submission = archive.current_submission(institution.code, semester)
        target = layout.received(semester.key, institution.code)
        if submission is None:
            shutil.rmtree(target, ignore_errors=True)
            continue
        held = [
            SubmissionFile(file.name, file.path, file.sha256, file.size_bytes, file.received_at)
            for file in submission.files
        ]
        before = archive.outcome_before(submission)
        to_read = submission_to_read(institution, semester, held, target)
        submissions.append(replace(to_read, rows_before=before.rows_received if before is not None else None))
    files = read_submissions(
        submissions,
        semester=semester,
        limits=settings.reading_limits,
        processes=settings.threads,
        on_read=institution_done,
    )
    for institution in institutions:
        write_files(layout, institution, semester)
    sheets = [
        (submission.institution_code, *(sheet[name] for name in _SHEET_COLUMNS))
        for submission in submissions
        for sheet in pq.read_table(submission.target / "sheet.parquet").to_pylist()
    ]
    return CollectedReading(sheets, files)
