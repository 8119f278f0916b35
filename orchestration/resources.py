"""What assets are handed: the scope of the run, the lock that lets one run write at a time, the helper processes."""

import hashlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import dagster as dg
from filelock import FileLock, Timeout

from expectations.validator_client import start_validator, stop_validator
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.dbt_client import start_dbt, stop_dbt
from operations.former_institutions import institutions_ever_listed
from operations.heartbeat import alive, has_died
from operations.run_marker import load_marker
from operations.settings import Settings
from sources.archive import Archive
from sources.institutions import Institution, InstitutionList
from sources.reading.process import start_reading_server, stop_reading_server

#: What Dagster calls a run that a process works on, or should.
_UNFINISHED = (
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


@dataclass(frozen=True)
class RunScope:
    """Which institutions a run pulls and checks: all of them, or the ones named here (a correction).

    With `allow_unreachable` it goes on where many of them are out of reach.
    """

    institutions: tuple[str, ...] = ()
    allow_unreachable: bool = False

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


def run_scope(institution_codes: Sequence[str]) -> dg.ResourceDefinition:
    """Build the resource whose configuration offers these codes in the UI, and takes no other."""
    # Dagster keeps one list type for each name of an enum in a process, so that another list needs another name.
    name = f"InstitutionCode_{hashlib.sha256(','.join(institution_codes).encode()).hexdigest()[:8]}"
    code = dg.Enum(name, [dg.EnumValue(code) for code in institution_codes])

    @dg.resource(
        config_schema={
            "institutions": dg.Field([code], default_value=[], description="Institution codes; empty for all"),
            "allow_unreachable": dg.Field(
                bool, default_value=False, description="Go on where many institutions are out of reach"
            ),
        },
        description="Which institutions the run pulls and checks.",
    )
    def scope(context: dg.InitResourceContext) -> RunScope:
        return RunScope(
            tuple(context.resource_config["institutions"]), bool(context.resource_config["allow_unreachable"])
        )

    return scope


class _Helper(dg.ConfigurableResource):  # type: ignore[type-arg]
    """A process that imports a heavy library beside the run (ADR 8).

    It starts when the run does, without being waited for. It ends with the run, unless it is kept by a process that
    runs again.
    """

    is_kept: bool = False

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[Self]:
        """Start the process, and end it when the run is through."""
        self.start()
        try:
            yield self
        finally:
            if not self.is_kept:
                self.stop()

    def start(self) -> None:
        """Start the process where it does not run."""
        raise NotImplementedError

    def stop(self) -> None:
        """Let the process end."""
        raise NotImplementedError


class Readers(_Helper):
    """The server of the processes that read files."""

    def start(self) -> None:
        """Start the server where it does not run."""
        start_reading_server()

    def stop(self) -> None:
        """End the server."""
        stop_reading_server()


class Validator(_Helper):
    """The process in which Great Expectations checks rows."""

    def start(self) -> None:
        """Start the process where it does not run."""
        start_validator()

    def stop(self) -> None:
        """Let the process end."""
        stop_validator()


class Dbt(_Helper):
    """The process in which dbt builds the warehouse."""

    def start(self) -> None:
        """Start the process where it does not run; it parses the project, too."""
        start_dbt()

    def stop(self) -> None:
        """Let the process end."""
        stop_dbt()


def helper_processes(*, are_kept: bool) -> dict[str, _Helper]:
    """Give the helper processes as resources, by name."""
    return {
        "readers": Readers(is_kept=are_kept),
        "validator": Validator(is_kept=are_kept),
        "dbt": Dbt(is_kept=are_kept),
    }


class RunLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The lock of the one run that may write; held from the run's first step to its last.

    The kernel frees it when the process dies, however it dies. After taking it, a run marks dead runs as failed.
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

    Those of the scope where no plan is open, as when a step is run by itself; none where the semester is closed. Who
    has left the list is looked up only where the plan names such an institution, so that a correction of another needs
    no entry of it. Raises `InstitutionListError` where the entry of one can not be used any more.
    """
    if semester in Archive(settings.layout).closed_semesters():
        return []
    listed = settings.load_institutions()
    plan = load_marker(settings.layout, semester)
    if plan is None or plan.is_complete:
        return scope.select(listed)
    known = {institution.code: institution for institution in listed.institutions}
    if not known.keys() >= set(plan.institutions):
        known |= institutions_ever_listed(settings.layout, listed)
    return [institution for code, institution in known.items() if code in plan.institutions]
