"""What every asset is handed: the settings, the scope of the run, and the lock that lets one run write at a time."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout
from pydantic import Field

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.heartbeat import alive, has_died
from operations.run_marker import load_marker
from operations.settings import Settings
from sources.archive import Archive
from sources.institutions import Institution, InstitutionList

#: What Dagster calls a run that a process works on, or should.
_UNFINISHED = (
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


class RunScope(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Which institutions a run pulls and checks: all of them, or the ones named here (a correction)."""

    institutions: list[str] = Field(default_factory=list, description="Institution codes; empty for all")

    def select(self, known: InstitutionList) -> list[Institution]:
        """Give the institutions of this run, in the order of the list.

        Raises `dagster.Failure` naming each code that is not in the list.
        """
        by_code = {institution.code: institution for institution in known.institutions}
        unknown = sorted(set(self.institutions) - by_code.keys())
        if unknown:
            raise dg.Failure(f"No such institution in the list: {', '.join(unknown)}", allow_retries=False)
        codes = set(self.institutions) or by_code.keys()
        return [institution for code, institution in by_code.items() if code in codes]


class RunLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The lock of the one run that may write; held from the run's first step to its last.

    The kernel frees it when the process dies, however it dies. Who has got it tells Dagster of the runs that have died.
    """

    path: str
    timeout_seconds: float

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator["RunLock"]:
        """Wait for other runs to end, and say so, then hold the lock.

        Raises `dagster.Failure` where another run holds it longer than `timeout_seconds`.
        """
        layout = DataLayout(Path(self.path).parent)
        run_id = context.run.run_id if context.run else "unrecorded"
        with alive(layout, run_id):
            lock = FileLock(self.path)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                self._wait(lock, context)
            try:
                if context.instance is not None:
                    end_dead_runs(context.instance, layout)
                yield self
            finally:
                lock.release()

    def _wait(self, lock: FileLock, context: dg.InitResourceContext) -> None:
        if self.timeout_seconds > 0 and context.log is not None:
            context.log.warning(f"Another run is writing; waiting up to {self.timeout_seconds:.0f} s for it to end")
        try:
            lock.acquire(timeout=self.timeout_seconds)
        except Timeout as error:
            message = (
                f"Another run is writing and has not ended within {self.timeout_seconds:.0f} s: it holds {self.path}. "
                "Run again when it has ended, or set SEKTAP_LOCK_TIMEOUT_SECONDS to wait longer."
            )
            raise dg.Failure(message, allow_retries=False) from error


def end_dead_runs(instance: dg.DagsterInstance, layout: DataLayout) -> list[str]:
    """Mark every run whose process died as failed in Dagster, and give their ids.

    The UI's queue would wait for them. A run without a file is left alone: it may be about to begin.
    """
    dead = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=list(_UNFINISHED))):
        run = record.dagster_run
        if has_died(layout, run.run_id):
            instance.report_run_failed(run, "The process of this run died; a later run has taken its place.")
            dead.append(run.run_id)
    for file in layout.heartbeat("any").parent.glob("[!.]*"):
        if has_died(layout, file.name):
            file.unlink(missing_ok=True)
    return dead


def planned_institutions(settings: Settings, scope: RunScope, semester: Semester) -> list[Institution]:
    """Give the institutions whose rows this run replaces: those of the semester's open plan.

    Those of the scope where no plan is open, as when a step is run by itself; none where the semester is closed.
    """
    if semester in Archive(settings.layout).closed_semesters():
        return []
    known = settings.load_institutions()
    plan = load_marker(settings.layout, semester)
    if plan is None or plan.is_complete:
        return scope.select(known)
    return [institution for institution in known.institutions if institution.code in plan.institutions]
