"""The jobs that make everything again from the archive, for the UI and the command line alike, and their schedule."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import dagster as dg

from foundation.semester import CITY_TIME_ZONE
from operations.rebuild import RebuildError, differing_marts, rebuild
from operations.settings import Settings
from orchestration.defs.common import private_errors
from orchestration.progress_logger import progress_logger
from orchestration.resources import RunLock

REBUILD = "rebuild"
REBUILD_CHECK = "rebuild_check"

_DESCRIPTIONS = {
    REBUILD: "Make everything up to the publication again from the archive. Closed semesters stay as they stand.",
    REBUILD_CHECK: "Make everything again beside the data; fail where a published mart differs. Changes nothing.",
}


def rebuild_jobs() -> list[dg.JobDefinition]:
    """Build both jobs. They belong to no semester."""
    return [_job(REBUILD, _rebuild), _job(REBUILD_CHECK, _check)]


def rebuild_schedules() -> list[dg.ScheduleDefinition]:
    """Build the schedule of the drill, monthly at night; it is off until somebody turns it on."""
    return [
        dg.ScheduleDefinition(
            name=f"{REBUILD_CHECK}_monthly",
            job_name=REBUILD_CHECK,
            cron_schedule="0 2 1 * *",
            execution_timezone=str(CITY_TIME_ZONE),
            description=_DESCRIPTIONS[REBUILD_CHECK],
            default_status=dg.DefaultScheduleStatus.STOPPED,
        )
    ]


def _rebuild(settings: Settings, now: datetime, say: Callable[[str], None]) -> dict[str, Any]:
    return {"semesters": [str(semester) for semester in rebuild(settings, now, say)]}


def _check(settings: Settings, now: datetime, say: Callable[[str], None]) -> dict[str, Any]:
    differing = differing_marts(settings, now, say)
    if differing:
        listed = ", ".join(f"{mart} ({rows} rows)" for mart, rows in differing.items())
        raise dg.Failure(f"what is published is not what the archive gives: {listed}", allow_retries=False)
    return {"differing marts": 0}


def _job(name: str, act: Callable[[Settings, datetime, Callable[[str], None]], dict[str, Any]]) -> dg.JobDefinition:
    @dg.op(name=f"{name}_op", description=_DESCRIPTIONS[name])
    def act_on_everything(
        context: dg.OpExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock
    ) -> dg.Output[Any]:
        record = context.instance.get_run_record_by_id(context.run_id)
        if record is None:
            raise dg.Failure(f"The run {context.run_id} is not in Dagster's storage", allow_retries=False)
        with private_errors(settings.layout, name):
            try:
                facts = act(settings, record.create_timestamp, context.log.warning)
            except RebuildError as error:
                raise dg.Failure(str(error), allow_retries=False) from None
        return dg.Output(facts, metadata=facts)

    @dg.job(
        name=name,
        description=_DESCRIPTIONS[name],
        executor_def=dg.in_process_executor,
        logger_defs={"console": progress_logger},
    )
    def job() -> None:
        act_on_everything()

    return job
