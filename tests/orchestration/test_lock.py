"""One run writes at a time: a second one waits, and holds nobody up when it is killed (see also test_paging.py)."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from dagster import DagsterRunStatus

from orchestration.instance import open_instance
from orchestration.resources import end_dead_runs
from tests.installation import SEKTAP, Installation

pytestmark = pytest.mark.slow

#: Holds the lock until its standard input ends, as a run does while it works.
HOLDER = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_run(city: Installation, **environment: str) -> subprocess.Popen[str]:
    """Start `sektap run` of the last semester; what it says while it works comes from `stderr`."""
    return subprocess.Popen(
        [SEKTAP, "run", city.semesters[-1].key],
        env=city.process_environment | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=city.folder,
    )


def wait_for_line(process: subprocess.Popen[str], part: str) -> None:
    """Read what a run says until a line holds `part`. Fails where it ends before."""
    assert process.stderr is not None
    heard = []
    for line in process.stderr:
        heard.append(line)
        if part in line:
            return
    raise AssertionError(f"the run ended without {part!r}: {heard}")


@pytest.fixture
def holder(small_city: Installation) -> Iterator[subprocess.Popen[str]]:
    """Give a process that holds the lock of the copied city."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(small_city.layout.run_lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_two_runs_at_once_work_one_after_the_other(small_city: Installation) -> None:
    before = small_city.marts()
    runs = [start_run(small_city) for _ in range(2)]
    for run in runs:
        _, printed = run.communicate()
        assert run.returncode == 0, printed
    assert small_city.marts() == before
    with open_instance(small_city.layout) as instance:
        spans = []
        for record in instance.get_run_records(limit=2):
            steps = [
                entry.timestamp
                for entry in instance.all_logs(record.dagster_run.run_id)
                if entry.dagster_event is not None and entry.dagster_event.is_step_event
            ]
            spans.append((min(steps), max(steps)))
    (_, first_end), (second_start, _) = sorted(spans)
    assert first_end < second_start


def test_a_run_that_was_killed_while_it_waited_is_no_longer_running_for_dagster(
    small_city: Installation, holder: subprocess.Popen[str]
) -> None:
    waiting = start_run(small_city)
    wait_for_line(waiting, "waiting")
    living = start_run(small_city)
    wait_for_line(living, "waiting")
    waiting.kill()
    waiting.communicate()
    with open_instance(small_city.layout) as instance:
        end_dead_runs(instance, small_city.layout)
        statuses = [record.dagster_run.status for record in instance.get_run_records(limit=2)]
        assert statuses == [DagsterRunStatus.STARTED, DagsterRunStatus.FAILURE]
        living.kill()
        living.communicate()
        assert len(end_dead_runs(instance, small_city.layout)) == 1
    assert not list(small_city.layout.heartbeat("any").parent.iterdir())
