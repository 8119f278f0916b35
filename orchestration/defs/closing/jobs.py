"""The jobs that close and reopen a semester, for the UI and the command line alike."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import dagster as dg

from foundation.semester import Semester
from operations.closing import Closing, ClosingRefused, close_semester, reopen_semester
from operations.data_version import DataVersionError
from operations.settings import Settings
from orchestration.progress_logger import progress_logger
from orchestration.resources import RunLock
from sources.archive import ArchiveError

CLOSE_SEMESTER = "close_semester"
REOPEN_SEMESTER = "reopen_semester"

_DESCRIPTIONS = {
    CLOSE_SEMESTER: "Lock a semester: its marts no longer change, later submissions are archived and wait.",
    REOPEN_SEMESTER: "Unlock a semester: its next run takes in what has come since it was closed.",
}


def closing_jobs(partitions: dg.PartitionsDefinition[str]) -> list[dg.JobDefinition]:
    """Build both jobs, partitioned by semester."""
    return [
        _job(CLOSE_SEMESTER, close_semester, partitions),
        _job(REOPEN_SEMESTER, reopen_semester, partitions),
    ]


def _job(
    name: str, act: Callable[[Settings, Semester, datetime], Closing], partitions: dg.PartitionsDefinition[str]
) -> dg.JobDefinition:
    @dg.op(name=f"{name}_op", description=_DESCRIPTIONS[name])
    def act_on_semester(
        context: dg.OpExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock
    ) -> dg.Output[Any]:
        semester = Semester.parse(context.partition_key)
        record = context.instance.get_run_record_by_id(context.run_id)
        if record is None:
            raise dg.Failure(f"The run {context.run_id} is not in Dagster's storage", allow_retries=False)
        try:
            closing = act(settings, semester, record.create_timestamp)
        except (ClosingRefused, DataVersionError, ArchiveError) as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        facts = {"has_changed": closing.has_changed, "open_findings": closing.open_findings}
        return dg.Output(facts, metadata={"semester": semester.key, **facts})

    @dg.job(
        name=name,
        partitions_def=partitions,
        description=_DESCRIPTIONS[name],
        executor_def=dg.in_process_executor,
        logger_defs={"console": progress_logger},
    )
    def job() -> None:
        act_on_semester()

    return job
