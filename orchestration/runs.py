"""A run from the command line: the same jobs as in the Dagster UI, in this process, recorded in the same storage."""

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from dagster import DagsterEventType, DagsterInstance, DagsterRunStatus, JobDefinition
from sqlalchemy.exc import OperationalError

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.closing import Closing
from operations.heartbeat import alive
from operations.history import archived_semesters
from operations.settings import Settings
from orchestration.definitions import build_definitions
from orchestration.defs.closing.jobs import closing_jobs
from orchestration.defs.keys import PUBLISHED_DATABASE
from orchestration.defs.rebuild.jobs import rebuild_jobs
from orchestration.instance import COMMAND_LINE_TAGS, open_instance
from orchestration.jobs import CORRECTION_RUN, DRAFT_RUN, PUBLICATION, SEMESTER_RUN
from orchestration.partitions import semester_partitions
from orchestration.resources import RunLock

#: The step after which analysts see the new marts.
PUBLISHING_STEP = PUBLISHED_DATABASE.to_python_identifier()


@dataclass(frozen=True)
class RunOutcome:
    """What came of a run: its id in Dagster, whether it published, whether all went well, and what failed.

    A run can publish and fail all the same, where what comes after the publication does.
    """

    run_id: str
    is_published: bool
    is_successful: bool
    failures: tuple[str, ...]


class DataFolderNotWritable(RuntimeError):
    """Nothing can be written to the data folder. Says why, and what to do."""

    def __init__(self, layout: DataLayout, reason: str) -> None:
        """Name folder and reason."""
        super().__init__(
            f"The data folder {layout.root} can not be written: {reason}. "
            "Make it writable, or room in it, or name another one in SEKTAP_DATA."
        )


def require_writable(layout: DataLayout) -> None:
    """Make the data folder where there is none. Raises `DataFolderNotWritable`."""
    try:
        layout.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=layout.root) as probe:
            probe.write(b"0")
    except OSError as error:
        raise DataFolderNotWritable(layout, error.strerror or type(error).__name__) from error


@contextmanager
def _storage_failures(layout: DataLayout) -> Iterator[None]:
    """Report a failure of Dagster's own storage, which no step can: the disk is full or gone."""
    try:
        yield
    except OperationalError as error:
        raise DataFolderNotWritable(layout, f"Dagster's storage says: {error.orig}") from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EROFS, errno.EDQUOT):
            raise
        raise DataFolderNotWritable(layout, os.strerror(error.errno)) from error


def run_semester(
    settings: Settings,
    semester: Semester,
    institutions: Sequence[str],
    now: datetime,
    *,
    allow_unreachable: bool = False,
    is_draft: bool = False,
    keeps_helpers: bool = False,
    instance: DagsterInstance | None = None,
) -> RunOutcome:
    """Run one semester, or a correction of the named institutions, through to published marts.

    It ends without a publication where many institutions are out of reach, unless `allow_unreachable`; a draft always.
    `keeps_helpers` lets the helper processes go on afterwards, for a process that runs again. The run is recorded in
    `instance`, or else in the installation's own, where the UI shows it.
    Raises `DataFolderNotWritable`; what goes wrong later is in the outcome.
    """
    job_name = DRAFT_RUN if is_draft else CORRECTION_RUN if institutions else SEMESTER_RUN
    scope = {"institutions": list(institutions), "allow_unreachable": allow_unreachable}
    return _run_job(settings, job_name, semester, now, scope, keeps_helpers=keeps_helpers, instance=instance)


def run_publication(settings: Settings, semester: Semester, now: datetime) -> RunOutcome:
    """Publish what drafts have built, and write what goes back of the semester and of those built with it.

    Raises `DataFolderNotWritable`; what goes wrong later is in the outcome.
    """
    return _run_job(settings, PUBLICATION, semester, now, {})


def _run_job(
    settings: Settings,
    job_name: str,
    semester: Semester,
    now: datetime,
    scope: Mapping[str, Any],
    *,
    keeps_helpers: bool = False,
    instance: DagsterInstance | None = None,
) -> RunOutcome:
    """Run a job over assets for one semester; `scope` is the configuration of the resource of that name."""
    require_writable(settings.layout)
    run_id = str(uuid4())
    layout = settings.layout
    recorded_in = open_instance(layout) if instance is None else nullcontext(instance)
    with _storage_failures(layout), recorded_in as recording, alive(layout, run_id):
        definitions = build_definitions(settings, now=now, semesters=[semester], keeps_helpers=keeps_helpers)
        job = definitions.resolve_job_def(job_name)
        result = job.execute_in_process(
            instance=recording,
            run_id=run_id,
            partition_key=semester.key,
            tags=COMMAND_LINE_TAGS,
            run_config={
                "resources": {"scope": {"config": dict(scope)}},
                # Named, or Dagster takes its own console logger, which prints every event.
                "loggers": {"console": {}},
            },
            raise_on_error=False,
        )
        return RunOutcome(
            run_id=result.run_id,
            is_published=any(
                event.is_step_success and event.step_key == PUBLISHING_STEP for event in result.all_events
            ),
            is_successful=result.dagster_run.status == DagsterRunStatus.SUCCESS,
            failures=tuple(f"{step}: {reason}" if step else reason for step, reason in _failures(result.all_events)),
        )


def run_closing(settings: Settings, semester: Semester, job_name: str, now: datetime) -> tuple[RunOutcome, Closing]:
    """Close or reopen a semester (`CLOSE_SEMESTER`, `REOPEN_SEMESTER`), recorded in Dagster as from the UI.

    `now` says which semesters there are. What came of it counts where the run is successful. Raises
    `DataFolderNotWritable`.
    """
    partitions = semester_partitions(now.date(), [*archived_semesters(settings.layout), semester])
    job = next(job for job in closing_jobs(partitions) if job.name == job_name)
    outcome, facts = _run_one_step(settings, job, semester.key)
    return outcome, Closing(**(facts or {"has_changed": False, "open_findings": 0}))


def run_rebuild(settings: Settings, job_name: str) -> RunOutcome:
    """Make everything again from the archive (`REBUILD`, `REBUILD_CHECK`), recorded in Dagster as from the UI.

    Raises `DataFolderNotWritable`.
    """
    job = next(job for job in rebuild_jobs() if job.name == job_name)
    outcome, _ = _run_one_step(settings, job, None)
    return outcome


def _run_one_step(
    settings: Settings, job: JobDefinition, partition_key: str | None
) -> tuple[RunOutcome, dict[str, Any] | None]:
    """Run a job of one step, and give what came of it, and what the step gives; nothing where it fails."""
    run_id = str(uuid4())
    layout = settings.layout
    require_writable(layout)
    lock = RunLock(path=str(layout.run_lock), timeout_seconds=settings.lock_timeout_seconds)
    with _storage_failures(layout), open_instance(layout) as instance, alive(layout, run_id):
        result = job.execute_in_process(
            instance=instance,
            run_id=run_id,
            partition_key=partition_key,
            tags=COMMAND_LINE_TAGS,
            resources={"settings": settings, "lock": lock},
            run_config={"loggers": {"console": {}}},
            raise_on_error=False,
        )
    is_successful = result.dagster_run.status == DagsterRunStatus.SUCCESS
    # There is one step; its name says nothing to the caller.
    reasons = tuple(reason for _, reason in _failures(result.all_events))
    outcome = RunOutcome(run_id, is_successful, is_successful, reasons)
    return outcome, result.output_for_node(f"{job.name}_op") if is_successful else None


def _failures(events: Sequence[Any]) -> Iterator[tuple[str | None, str]]:
    """Say what failed and why: each step that did, or else the run (no step), which can fail before its first one."""
    steps = [event for event in events if event.is_step_failure]
    for event in steps:
        yield event.step_key, _innermost(event.step_failure_data.error)
    if not steps:
        for event in events:
            if event.event_type == DagsterEventType.RUN_FAILURE:
                yield None, _innermost(event.job_failure_data.error)


def _innermost(error: Any) -> str:
    """Give the message of the error that started it all, without Dagster's own around it."""
    if error is None:
        return "failed without an error"
    message = str(error.message).strip()
    if error.cls_name == "Failure":
        # A failure that SEKTAP itself declares says everything; the name of its class and its cause add nothing.
        return message.partition(": ")[2]
    return _innermost(error.cause) if error.cause else message
