"""Reading a file in a process of its own: the client of `sources.reading.server`.

One server serves a whole process for as long as it lives; it is started when first asked for. What comes of a file is
its part, or the way in which its reading process died.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from sources.reading.file import ReadingTerms
from sources.reading.part import FilePart, SubmissionFile
from sources.reading.task import EXIT_MEMORY, ProcessEnd, ReadingTask

#: What a fork must find: no thread of a numerical library, and memory that is asked for piece by piece, since Arrow's
#: own pool reserves a gigabyte at its first use, which would count against a file's limit.
_ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


#: A server that dies is replaced once; a second death is no accident.
_SERVERS_TRIED = 2


class ReadingServerDied(RuntimeError):
    """The reading server itself is gone, twice in a row: no file is to blame, the run can not go on."""


class ReaderDied(Exception):
    """A file's reading process died: `reason_id` for the sender, `reason` for the engineer; neither quotes a cell."""

    def __init__(self, end: ProcessEnd, terms: ReadingTerms, size_bytes: int) -> None:
        """Tell what the exit code means; negative ones are signals."""
        limits, exit_code = terms.limits, end.exit_code
        self.peak_bytes = end.peak_bytes
        if exit_code == -signal.SIGALRM:
            seconds = limits.seconds_for(size_bytes)
            self.reason = f"took longer than {seconds:.0f} s"
            self.reason_id = f"Pembacaan dihentikan setelah {seconds:.0f} detik."
        elif exit_code == EXIT_MEMORY:
            self.reason = f"needed more than {limits.file_memory_bytes:,} bytes of memory"
            megabytes = limits.file_memory_bytes // 1_000_000
            self.reason_id = f"Pembacaan memerlukan memori lebih dari {megabytes:,} MB."
        else:
            cause = signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"
            self.reason = f"died: {cause}"
            self.reason_id = f"Pembaca berkas berhenti di tengah jalan ({cause})."
        super().__init__(self.reason)


class _Server:
    """A running reading server."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.is_closed = False
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "sources.reading.server", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                command,
                env={**os.environ, **_ENVIRONMENT},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def run(self, task: ReadingTask) -> tuple[FilePart | OSError | None, ProcessEnd]:
        """Give a process's answer, null where it died without one, and how it ended.

        Raises `EOFError` or `OSError` where the server is gone.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            socket.send_fds(self._control, [b"\0"], [theirs.fileno()])
        with Connection(ours.detach()) as connection:
            connection.send(task)
            answer: FilePart | OSError | ProcessEnd = connection.recv()
            if isinstance(answer, ProcessEnd):
                return None, answer
            end: ProcessEnd = connection.recv()
            return answer, end

    def close(self) -> None:
        """End the server, and with it every file that is being read."""
        self.is_closed = True
        if self.owner == os.getpid():
            with suppress(OSError):
                self._control.shutdown(socket.SHUT_RDWR)
            self._process.wait()
        self._control.close()


_server: _Server | None = None
_server_lock = threading.Lock()


def start_reading_server() -> None:
    """Start the server now, without waiting for it, so that its imports are over when the first file comes."""
    _running_server()


def stop_reading_server() -> None:
    """End the server, and with it every file that is being read; the next file starts another."""
    server = _server
    if server is not None:
        _forget(server)


def read_isolated(file: SubmissionFile, terms: ReadingTerms, folder: Path, log: Path) -> tuple[FilePart, int]:
    """Read a file into `folder` in a process of its own; give its part, and the most memory that the process held.

    `log` gets what the process says of an error.

    Raises `ReaderDied` where the process did, `OSError` where the disk failed, `ReadingServerDied`.
    """
    task = ReadingTask(file, terms, folder, log)
    for _ in range(_SERVERS_TRIED):
        server = _running_server()
        try:
            answer, end = server.run(task)
        except (EOFError, OSError) as error:
            if server.is_closed:
                raise ReadingServerDied("the reading server was stopped while it was reading") from error
            # Killed by somebody, or by the kernel for want of memory: the file may have had no part in it.
            _forget(server)
            shutil.rmtree(folder, ignore_errors=True)
            continue
        if isinstance(answer, OSError):
            raise answer
        if answer is None:
            raise ReaderDied(end, terms, file.size_bytes)
        return answer, end.peak_bytes
    raise ReadingServerDied(f"the reading server ended {_SERVERS_TRIED} times while it was reading")


def _running_server() -> _Server:
    global _server
    with _server_lock:
        # A process that was forked from the owner shares its socket, but can not wait for its server.
        if _server is None or _server.owner != os.getpid():
            _server = _Server()
            atexit.register(_server.close)
        return _server


def _forget(server: _Server) -> None:
    global _server
    with _server_lock:
        if _server is server:
            _server = None
    server.close()
