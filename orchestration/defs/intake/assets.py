"""Assets of the intake: archived files, submissions, and their rows as read."""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from foundation.schemas import FILE, SUBMISSION
from foundation.semester import CITY_TIME_ZONE, Semester
from operations.data_version import DataVersionError, require_current_version
from operations.former_institutions import former_institution_codes, remember_institutions
from operations.intake import collect_submissions, due_out_of_reach, read_collected, take_held_submissions
from operations.messages import inbox_warnings
from operations.recovery import recover_semesters
from operations.run_marker import begin
from operations.settings import Settings
from operations.zones import ensure_zones, remove_unfinished
from orchestration.defs.common import (
    ENGINEERS,
    SECRETARIAT,
    column_schema,
    private_errors,
    row_count,
    run_started_at,
    table_metadata,
)
from orchestration.resources import Readers, RunLock, RunScope, planned_institutions
from sources.archive import Archive, Submission
from sources.institutions import Institution
from sources.reading.submissions import FileReading

_GROUP = "intake"
_READERS_LIVED = "no_reading_process_died"
_SLOWEST_FILES = 10


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
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        scope: dg.ResourceParam[RunScope],
        lock: RunLock,
    ) -> Iterator[Any]:
        semester = Semester.parse(context.partition_key)
        try:
            require_current_version(settings.layout)
        except DataVersionError as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        remove_unfinished(settings.layout)
        ensure_zones(settings.layout)
        with private_errors(settings.layout, "recovery"):
            recovered_semesters = recover_semesters(settings, semester)
        for recovered in recovered_semesters:
            context.log.warning(f"A run of {recovered} had died; its rows were read and checked anew")
        institutions = _begin(context, settings, scope, semester)
        with private_errors(settings.layout, "archive"):
            submissions = collect_submissions(settings, institutions, semester, run_started_at(context))
        lost = [one.institution_code for one in submissions if one.is_out_of_reach]
        if lost:
            context.log.warning(f"Kotak masuk tidak terjangkau: {', '.join(lost)}")
        listed = settings.load_institutions().institutions
        absent = due_out_of_reach(listed, submissions, semester, settings.unreachable_share)
        if absent and not scope.allow_unreachable:
            raise dg.Failure(_inbox_is_not_there(absent), allow_retries=False)
        withdrawn = {one.institution_code: one.withdrawn_version for one in submissions if one.withdrawn_version}
        unread = {one.institution_code: one.unread_entries for one in submissions if one.unread_entries}
        for line in inbox_warnings(withdrawn, unread):
            context.log.warning(f"{line[0].upper()}{line[1:]}")
        yield dg.MaterializeResult(
            asset_key=["intake", "archived_files"],
            metadata={"files": sum(len(submission.files) for submission in submissions)},
        )
        waiting = [submission.institution_code for submission in submissions if submission.waiting_version]
        yield dg.MaterializeResult(
            asset_key=["accepted", "submission"],
            metadata={
                **row_count(len(submissions)),
                "submissions": _states(submissions),
                "waiting, as the semester is closed": ", ".join(waiting) or "none",
            },
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
                description="One row per file of a submission, with the digests that show which were handed in twice.",
                kinds={"python", "parquet"},
                owners=[ENGINEERS],
                metadata=column_schema(FILE),
            ),
        ],
        check_specs=[
            dg.AssetCheckSpec(
                _READERS_LIVED,
                asset=["intake", "received_rows"],
                description="No process that read a file died; such a file is unreadable, a parser may be at fault.",
            )
        ],
        group_name=_GROUP,
        partitions_def=partitions,
    )
    def read_submissions(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        scope: dg.ResourceParam[RunScope],
        lock: RunLock,
        readers: Readers,
    ) -> Iterator[Any]:
        semester = Semester.parse(context.partition_key)
        institutions = planned_institutions(settings, scope, semester)
        with private_errors(settings.layout, "reading"):
            read = read_collected(settings, institutions, semester)
        yield dg.MaterializeResult(
            asset_key=["intake", "received_rows"],
            metadata={
                **row_count(sum(rows for *_, rows in read.sheets)),
                "sheets": table_metadata(("institution", "file", "sheet", "data set", "rows"), read.sheets),
                "slowest files": _costs(sorted(read.files, key=lambda file: -file.seconds)[:_SLOWEST_FILES]),
            },
            check_results=[_readers_lived(read.files)],
        )
        yield dg.MaterializeResult(
            asset_key=["accepted", "file"],
            metadata=row_count(len({(institution, file) for institution, file, *_ in read.sheets})),
        )

    return [archive_submissions, read_submissions]


def _begin(
    context: dg.AssetExecutionContext, settings: Settings, scope: RunScope, semester: Semester
) -> list[Institution]:
    """Open the run's plan, and give the listed institutions whose inboxes it looks into.

    Who has left the list and still counts is in the plan of a whole run, and is taken as the archive holds it. A closed
    semester has no plan: what is handed in is archived and waits.
    """
    layout, listed = settings.layout, settings.load_institutions()
    remember_institutions(layout, listed)
    requested = scope.select(listed)
    if semester in Archive(layout).closed_semesters():
        context.log.warning(f"{semester} is closed: what is handed in is archived and waits, its marts stay")
        return requested
    current = [institution.code for institution in listed.institutions]
    everybody = [*current, *former_institution_codes(layout, listed, semester)]
    begin(layout, semester, scope.institutions or everybody, everybody)
    with private_errors(layout, "intake"):
        planned = planned_institutions(settings, scope, semester)
    take_held_submissions(settings, [one for one in planned if one.code not in current], semester)
    return [institution for institution in planned if institution.code in current]


def _inbox_is_not_there(absent: Sequence[str]) -> str:
    return (
        f"{len(absent)} institutions that are due are out of reach ({', '.join(absent)}): the inbox is not there, and "
        "the last publication stands. Mount it and run again; with `--allow-unreachable` (in the UI: "
        "`allow_unreachable`) the run goes on without them."
    )


def _states(submissions: Sequence[Submission]) -> dg.TableMetadataValue:
    rows = [
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
    return table_metadata(("institution", "state", "version", "files", "received (WIB)", "detail"), rows)


def _readers_lived(files: Sequence[FileReading]) -> dg.AssetCheckResult:
    """Show the engineer the files whose reading process died: a parser may be at fault."""
    died = [file for file in files if file.died]
    return dg.AssetCheckResult(
        check_name=_READERS_LIVED,
        asset_key=["intake", "received_rows"],
        passed=not died,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"files": len(died), "died": _costs(died)},
    )


def _costs(files: Sequence[FileReading]) -> dg.TableMetadataValue:
    rows = [
        (file.institution_code, file.source_file, f"{file.seconds:.2f}", file.peak_bytes // 1_000_000, file.died)
        for file in files
    ]
    return table_metadata(("institution", "file", "seconds", "peak memory (MB)", "died"), rows)
