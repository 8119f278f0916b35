"""The run's end of dbt's process (`dbt_server`): one for as long as this process lives."""

from collections.abc import Iterator, Sequence
from typing import Any

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


def build_beside(settings: Settings, semesters: Sequence[Semester]) -> Iterator[dict[str, Any] | DbtBuild]:
    """Build the marts of these semesters in dbt's process; give each node's result event as it comes, the outcome last.

    The build is that of `dbt_build.run_dbt_build`, its events left out. A process that dies is a build that failed.
    """
    helper = _dbt.start()
    try:
        helper.send((settings, semesters))
        while not isinstance(answer := helper.receive(), DbtBuild):
            yield answer
    except WorkerError as error:
        yield DbtBuild(failures=[str(error)])
    except BaseException:
        # The rest of the answer must not be taken for that to the next request.
        helper.close()
        raise
    else:
        yield answer
