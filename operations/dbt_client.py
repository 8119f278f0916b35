"""The run's end of dbt's process (`dbt_server`): one for as long as this process lives."""

from collections.abc import Sequence

from foundation.semester import Semester
from foundation.worker_process import KeptWorker, WorkerError
from operations.dbt_build import DbtBuild
from operations.settings import Settings

_dbt = KeptWorker("operations.dbt_server")


def start_dbt() -> None:
    """Start the process now and do not wait for it, so that dbt and its project are there when the build begins."""
    _dbt.start()


def stop_dbt() -> None:
    """Let the process end, where there is one."""
    _dbt.stop()


def build_beside(settings: Settings, semesters: Sequence[Semester]) -> DbtBuild:
    """Build the marts of these semesters in dbt's process, as `dbt_build.run_dbt_build` does in this one.

    A process that dies is a build that failed.
    """
    try:
        build: DbtBuild = _dbt.start().ask((settings, semesters))
    except WorkerError as error:
        return DbtBuild(failures=[str(error)])
    return build
