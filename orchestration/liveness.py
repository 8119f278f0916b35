"""Which runs are alive: each holds a lock on a file of its own for as long as its process lives.

Dagster learns of a run's end from the run itself, so one that was killed counts as running for good, whether it worked
or waited for its turn. The kernel frees the lock when the process dies, however it dies; who finds the file unlocked
knows that the run is dead.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from sources.data_layout import DataLayout

#: What Dagster calls a run that a process works on, or should.
_UNFINISHED = (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING)


@contextmanager
def alive(layout: DataLayout, run_id: str) -> Iterator[None]:
    """Be known as alive under this id until the block ends or the process dies. May be entered twice for one run."""
    file = layout.living_run(run_id)
    if file.exists():
        # The command line says so before Dagster begins, so that a run has no moment in which it is not known.
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # Locked first and named then: nobody finds the file of a living run unlocked.
    handle, unnamed = tempfile.mkstemp(prefix=".", dir=file.parent)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.rename(unnamed, file)  # noqa: PTH104 - the name is a string already
        yield
    finally:
        file.unlink(missing_ok=True)
        os.close(handle)


def end_dead_runs(instance: dg.DagsterInstance, layout: DataLayout) -> list[str]:
    """Mark every run whose process died as failed in Dagster, and give their ids.

    The UI's queue would wait for them. A run without a file is left alone: it may be about to begin.
    """
    dead = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=list(_UNFINISHED))):
        run = record.dagster_run
        if _has_died(layout, run.run_id):
            instance.report_run_failed(run, "The process of this run died; a later run has taken its place.")
            dead.append(run.run_id)
    for file in layout.living_run("any").parent.glob("*"):
        if _has_died(layout, file.name):
            file.unlink(missing_ok=True)
    return dead


def _has_died(layout: DataLayout, run_id: str) -> bool:
    try:
        handle = os.open(layout.living_run(run_id), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(handle)
