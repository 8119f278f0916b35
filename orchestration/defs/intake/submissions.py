"""Pulling and reading the submissions of a semester: what the intake's assets do, free of Dagster."""

import shutil
from collections.abc import Sequence
from datetime import datetime

import pyarrow.parquet as pq

from orchestration.progress import institution_done
from orchestration.settings import Settings
from sources.archive import Archive, Submission
from sources.channels import open_channel
from sources.data_layout import DataLayout
from sources.institutions import Institution
from sources.readers.model import ReadingLimits
from sources.reading import SubmissionFile, read_submission
from sources.reference_tables import write_files, write_submission
from sources.semester import Semester


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


def read_collected(
    layout: DataLayout, institutions: Sequence[Institution], semester: Semester
) -> list[tuple[str, str, str, str, int]]:
    """Read the current submission of each institution; give `(institution, file, sheet, data set, rows)` per sheet."""
    archive = Archive(layout)
    sheets = []
    for institution in institutions:
        submission = archive.current_submission(institution.code, semester)
        target = layout.received(semester.key, institution.code)
        if submission is None:
            shutil.rmtree(target, ignore_errors=True)
        else:
            files = [
                SubmissionFile(file.name, file.path, file.sha256, file.size_bytes, file.received_at)
                for file in submission.files
            ]
            read_submission(
                files,
                semester=semester,
                institution_code=institution.code,
                due_datasets=institution.datasets,
                limits=ReadingLimits(),
                target=target,
            )
            for sheet in pq.read_table(target / "sheet.parquet").to_pylist():
                names = (sheet["source_file"], sheet["source_sheet"], sheet["dataset"])
                sheets.append((institution.code, *names, sheet["rows_received"]))
        write_files(layout, institution, semester)
    return sheets
