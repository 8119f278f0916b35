"""Assets of the intake: archived files, submissions, and their rows as read."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import dagster as dg
import pyarrow.parquet as pq

from orchestration.defs.common import ENGINEERS, SECRETARIAT, column_schema, markdown_table, row_count, run_started_at
from orchestration.resources import RunLock, RunScope, institutions_of
from orchestration.settings import Settings
from sources.archive import Archive, Submission
from sources.border import FILE, SUBMISSION
from sources.channels import open_channel
from sources.data_layout import DataLayout
from sources.institutions import Institution
from sources.parquet import ensure_zones, remove_unfinished
from sources.readers.model import ReadingLimits
from sources.reading import SubmissionFile, read_submission
from sources.reference_tables import write_files, write_submission
from sources.semester import CITY_TIME_ZONE, Semester

_GROUP = "intake"


def intake_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester."""

    @dg.multi_asset(
        name="archive_submissions",
        specs=[
            dg.AssetSpec(
                ["intake", "archived_files"],
                description="Every file ever handed in, unchanged, named by its content; the ledger says who and when.",
                kinds={"python", "file", "sqlite"},
                owners=[ENGINEERS],
            ),
            dg.AssetSpec(
                ["accepted", "submission"],
                description="One row per institution: received, missing or unreachable, its version and lateness.",
                kinds={"python", "parquet"},
                owners=[SECRETARIAT],
                metadata=column_schema(SUBMISSION),
            ),
        ],
        group_name=_GROUP,
        partitions_def=partitions,
    )
    def archive_submissions(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], scope: RunScope, lock: RunLock
    ) -> Iterator[Any]:
        semester = Semester.parse(context.partition_key)
        submissions = collect_submissions(settings, scope, semester, run_started_at(context))
        states = [
            (
                submission.institution_code,
                submission.channel_state,
                submission.version or None,
                len(submission.files),
                submission.received_at and submission.received_at.astimezone(CITY_TIME_ZONE).strftime("%Y-%m-%d %H:%M"),
                submission.detail,
            )
            for submission in submissions
        ]
        yield dg.MaterializeResult(
            asset_key=["intake", "archived_files"],
            metadata={"files": sum(len(submission.files) for submission in submissions)},
        )
        header = ("institution", "state", "version", "files", "received (WIB)", "detail")
        yield dg.MaterializeResult(
            asset_key=["accepted", "submission"],
            metadata={**row_count(len(submissions)), "submissions": markdown_table(header, states)},
        )

    @dg.multi_asset(
        name="read_submissions",
        specs=[
            dg.AssetSpec(
                ["intake", "received_rows"],
                deps=[["intake", "archived_files"]],
                description="Rows as read, typed, with file, sheet and row; holds personal data and stays private.",
                kinds={"python", "parquet"},
                owners=[ENGINEERS],
            ),
            dg.AssetSpec(
                ["accepted", "file"],
                deps=[["intake", "archived_files"]],
                description="One row per file of a submission, with the digests that tell a file handed in twice.",
                kinds={"python", "parquet"},
                owners=[ENGINEERS],
                metadata=column_schema(FILE),
            ),
        ],
        group_name=_GROUP,
        partitions_def=partitions,
    )
    def read_submissions(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], scope: RunScope, lock: RunLock
    ) -> Iterator[Any]:
        semester = Semester.parse(context.partition_key)
        institutions = scope.select(institutions_of(settings))
        sheets = read_collected(settings.layout, institutions, semester)
        yield dg.MaterializeResult(
            asset_key=["intake", "received_rows"],
            metadata={
                **row_count(sum(rows for *_, rows in sheets)),
                "sheets": markdown_table(("institution", "file", "sheet", "data set", "rows"), sheets),
            },
        )
        yield dg.MaterializeResult(
            asset_key=["accepted", "file"],
            metadata=row_count(len({(institution, file) for institution, file, *_ in sheets})),
        )

    return [archive_submissions, read_submissions]


def collect_submissions(settings: Settings, scope: RunScope, semester: Semester, now: datetime) -> list[Submission]:
    """Pull and archive what the institutions of the scope hand in for a semester, and write accepted/submission.

    An institution that need not report in the semester and has handed in nothing gets no row.
    """
    layout = settings.layout
    archive = Archive(layout)
    remove_unfinished(layout)
    ensure_zones(layout)
    submissions = []
    for institution in scope.select(institutions_of(settings)):
        channel = open_channel(institution.channel, settings.institutions_file.parent)
        submission = archive.collect(institution.code, semester, channel, now)
        if institution.is_due(semester) or submission.files:
            submissions.append(submission)
            write_submission(layout, submission, institution, semester, settings.deadline_days)
        else:
            layout.accepted("submission", semester.key, institution.code).unlink(missing_ok=True)
    return submissions


def read_collected(
    layout: DataLayout, institutions: list[Institution], semester: Semester
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
