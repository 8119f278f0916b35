"""The reading server: a small process that forks one reading process per file, `python -m sources.reading.server FD`.

Each file is read in a process of its own, under the kernel's own limits of memory and time, so that a parser that
crashes, hangs or grows takes its own file with it and nothing else, and a file is read alike whatever was read before
it. The server has imported the parsers and nothing of Dagster and holds no other thread, so a fork costs milliseconds
and is safe. `sources.reading.process` is its client.

Protocol: over the socket FD comes one byte with a file descriptor per file, the socket of that task. The forked
process takes a `ReadingTask` from it and answers with a `FilePart` or `OSError`; then the server sends a `ProcessEnd`.
When the client goes, its end of FD closes and the server ends with all its processes.
"""

import ctypes
import gc
import os
import resource
import selectors
import signal
import socket
import sys
import tempfile
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from foundation.semester import Semester
from foundation.worker_process import collect_garbage_rarely
from sources.contract import load_contracts
from sources.readers.model import ReadingLimits
from sources.reading.file import ReadingTerms, read_file
from sources.reading.part import SubmissionFile
from sources.reading.task import EXIT_ANSWERED, EXIT_ERROR, EXIT_MEMORY, ProcessEnd, ReadingTask
from sources.regions import region_index

_PR_SET_PDEATHSIG = 1
_OOM_SCORE = Path("/proc/self/oom_score_adj")


def main() -> None:
    """Serve the client at the other end of the socket whose file descriptor is the only argument."""
    # Ctrl-C reaches the whole group of processes; the client decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    _warm_up()
    _Server(control).serve()


def _warm_up() -> None:
    """Load what every reading process needs before the first fork, and read a table once: what is lazy happens here."""
    import openpyxl
    import python_calamine
    import xlrd

    del openpyxl, python_calamine, xlrd
    region_index()
    terms = ReadingTerms(Semester(2000, 1), "", (), ReadingLimits())
    with tempfile.TemporaryDirectory() as folder:
        for dataset, contract in load_contracts().items():
            path = Path(folder, f"{dataset}.csv")
            path.write_text(",".join(column.name for column in contract.columns) + "\n1\n", encoding="utf-8")
            read_file(SubmissionFile(path.name, path, "", 0, datetime.now(UTC)), terms, path.with_suffix(""))
    gc.collect()
    gc.freeze()  # a collection in a fork would touch, and so copy, every page
    collect_garbage_rarely()  # rows are a million tuples and no circle among them


class _Server:
    """Forks, waits for what it has forked, and ends with its client."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._selector = selectors.DefaultSelector()
        #: By the file descriptor that closes at its end: a process's id, and the socket of its task.
        self._running: dict[int, tuple[int, socket.socket]] = {}

    def serve(self) -> None:
        """Take tasks until the client is gone, then end what still runs."""
        client = os.pidfd_open(os.getppid())
        self._selector.register(self._control, selectors.EVENT_READ)
        # The socket can stay open in a process that the client has forked; its own end is certain.
        self._selector.register(client, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fd == client or (key.fd == self._control.fileno() and not self._take_task()):
                    self._end_all()
                    return
                if key.fd in self._running:
                    self._reap(key.fd)

    def _take_task(self) -> bool:
        """Fork a process for the next task; false where the client has closed its end."""
        announced, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        if not announced:
            return False
        task_socket = socket.socket(fileno=descriptors[0])
        server = os.getpid()
        process = os.fork()
        if process == 0:
            self._become_reader(task_socket, server)
        handle = os.pidfd_open(process)
        self._running[handle] = (process, task_socket)
        self._selector.register(handle, selectors.EVENT_READ)
        return True

    def _reap(self, handle: int) -> None:
        process, task_socket = self._running.pop(handle)
        self._selector.unregister(handle)
        os.close(handle)
        _, status, usage = os.wait4(process, 0)
        # A client that has given the task up does not listen any more.
        with suppress(OSError), Connection(task_socket.detach()) as connection:
            connection.send(ProcessEnd(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024))

    def _end_all(self) -> None:
        for process, _ in self._running.values():
            os.kill(process, signal.SIGKILL)
        for process, _ in self._running.values():
            os.waitpid(process, 0)

    def _become_reader(self, task_socket: socket.socket, server: int) -> NoReturn:
        """Be the process that reads one file, and end; never returns into the server's loop."""
        code = EXIT_ERROR
        try:
            self._libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() == server:
                self._control.close()
                code = _read_task(Connection(task_socket.detach()))
        except MemoryError:
            code = EXIT_MEMORY
        except BaseException:  # noqa: BLE001 - nothing may leave the process but its answer
            # The one place where nothing is expected: whatever a parser does, the process says what it was and ends.
            traceback.print_exc()
        finally:
            with suppress(Exception):
                sys.stderr.flush()
            os._exit(code)


def _read_task(connection: Connection) -> int:
    task: ReadingTask = connection.recv()
    _limit_process(task)
    try:
        connection.send(read_file(task.file, task.terms, task.folder))
    except OSError as error:
        # Not the file's fault but the disk's: the client must know.
        traceback.print_exc()
        connection.send(OSError(error.errno, error.strerror))
    return EXIT_ANSWERED


def _limit_process(task: ReadingTask) -> None:
    """Let the kernel end the process where it takes too much memory or time, and keep what it says private."""
    log = os.open(task.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 2)
    os.close(log)
    limits = task.terms.limits
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (limits.file_memory_bytes, limits.file_memory_bytes))
    with suppress(OSError):
        _OOM_SCORE.write_text("1000", encoding="ascii")  # where all memory is short, a reader goes first
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds_for(task.file.size_bytes))


if __name__ == "__main__":
    main()
