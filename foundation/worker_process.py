"""A helper process: another Python that has imported what takes seconds to import while this one does other work.

A helper is a module run by `python -m`, which calls `serve`. `WorkerProcess` starts it and speaks with it over a
socket: one request at a time, each with its answer. Requests and answers are pickled, which is safe between a process
and the child that it has started itself.

The helper ends with the process that started it, however that ends: a closed socket ends it at its next request, and
the kernel kills it in the midst of one.
"""

import atexit
import ctypes
import gc
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

_PR_SET_PDEATHSIG = 1


class WorkerError(RuntimeError):
    """A helper process failed or is gone. The text may quote what it was working on; it is not for every eye."""


@dataclass(frozen=True)
class _Failure:
    """An answer that is none: what the helper's Python said."""

    text: str


class WorkerProcess:
    """A running helper. Not to be shared by threads; started from a thread that lives as long as it is needed."""

    def __init__(self, module: str) -> None:
        """Start `module` and do not wait for it: what it imports, it imports beside this process."""
        self._module = module
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=2,
            )
        self._connection = Connection(ours.detach())
        atexit.register(self.close)

    @property
    def is_running(self) -> bool:
        """Tell whether it can be asked."""
        return not self._connection.closed and self._process.poll() is None

    def ask(self, request: object) -> Any:
        """Hand over a request and wait for its answer. Raises `WorkerError` where the helper failed or is gone."""
        try:
            self._connection.send(request)
            answer = self._connection.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise WorkerError(f"{self._module} has died (exit code {self._process.returncode})") from error
        except BaseException:
            # An answer that was not waited for must not be taken for that to the next request.
            self.close()
            raise
        if isinstance(answer, _Failure):
            raise WorkerError(f"{self._module} failed:\n{answer.text}")
        return answer

    def dismiss(self) -> None:
        """Let the helper end by itself, beside this process, and tidy up as Python does at its end."""
        self._connection.close()

    def close(self) -> None:
        """End the helper at once. It keeps nothing, so that it need not be asked to."""
        self._connection.close()
        self._process.kill()
        self._process.wait()
        atexit.unregister(self.close)


class KeptWorker:
    """A helper of which one process is kept: started when first asked for, and anew where the last one has ended."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: WorkerProcess | None = None

    def start(self) -> WorkerProcess:
        """Give the running process, started now where there is none; it is not waited for."""
        if self._process is None or not self._process.is_running:
            self._process = WorkerProcess(self._module)
        return self._process

    def stop(self) -> None:
        """Let the process end by itself, where there is one."""
        if self._process is not None:
            self._process.dismiss()
            self._process = None


def serve(answer: Callable[[Any], Any]) -> None:
    """Be a helper: answer the requests of the process that has started this one until it goes.

    The socket's file descriptor and the parent's process id are the arguments of the command line. An error becomes
    the answer, and the helper goes on.
    """
    # Ctrl-C reaches the whole group of processes; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    descriptor, parent = int(sys.argv[1]), int(sys.argv[2])
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        return
    with Connection(descriptor) as client:
        while True:
            try:
                request = client.recv()
            except EOFError:
                return
            try:
                client.send(answer(request))
            except Exception:  # noqa: BLE001 - whatever it is, the parent must know
                client.send(_Failure(traceback.format_exc()))


def collect_garbage_rarely() -> None:
    """Let Python look for garbage less often, and not at its end, in a process that lives for one run.

    Imports make a million objects that stay, and sheets millions of cells; looking through them again and again is a
    tenth of what imports take and a twentieth of what reading does, and once more before the end takes a second.
    """
    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.freeze)
