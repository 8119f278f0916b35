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
from pathlib import Path

from foundation.data_layout import DataLayout


@contextmanager
def alive(layout: DataLayout, run_id: str) -> Iterator[None]:
    """Be known as alive under this id until the block ends or the process dies. May be entered twice for one run."""
    file = layout.heartbeat(run_id)
    if file.exists():
        # The command line says so before Dagster begins, so that a run has no moment in which it is not known.
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # Locked first and named then: nobody finds the file of a living run unlocked. Files with a dot count for nobody.
    handle, unnamed = tempfile.mkstemp(prefix=".", dir=file.parent)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.rename(unnamed, file)  # noqa: PTH104 - the name is a string already
        yield
        # Not where it ends with an error: Dagster may not have heard of it, and the next run must find the dead one.
        file.unlink(missing_ok=True)
    finally:
        Path(unnamed).unlink(missing_ok=True)
        os.close(handle)


def has_died(layout: DataLayout, run_id: str) -> bool:
    """Say whether a run was known as alive and its process lives no longer."""
    try:
        handle = os.open(layout.heartbeat(run_id), os.O_RDONLY)
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


def is_running(layout: DataLayout) -> bool:
    """Say whether a run works or waits right now. Looks only; makes nothing."""
    return any(not has_died(layout, file.name) for file in layout.heartbeat("any").parent.glob("[!.]*"))
