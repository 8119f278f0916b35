"""A command's cost: wall time, processor time and peak memory of its whole process tree.

Memory is the sum of the proportional set sizes (PSS) of all processes: pages that they share are counted once. It is
sampled by the parent, so that a peak between two samples is missed; the largest resident size of a single process,
which the kernel keeps, is given beside it.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

#: The command line of this installation.
SEKTAP = str(Path(sys.executable).with_name("sektap"))

_SAMPLE_SECONDS = 0.25
#: The kernel walks all pages of a process for its PSS; sampling may take at most this share of a processor.
_SHARE_OF_LOOKING = 0.02


class CommandFailedError(RuntimeError):
    """A measured command failed; its output is in the log."""

    def __init__(self, command: Sequence[str], returncode: int, log: Path) -> None:
        """Name the command, how it ended, and where its output is."""
        super().__init__(f"{' '.join(command)} ended with {returncode}; see {log}\n{log.read_text()[-2000:]}")


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds, processor seconds of all its processes, peak memory in bytes."""

    wall_seconds: float
    cpu_seconds: float
    peak_pss_bytes: int
    largest_rss_bytes: int


def measure(command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> Cost:
    """Run a command to its end and give its cost; what it prints goes to `log`.

    Raises `CommandFailedError` where it does not end with 0.
    """
    with log.open("w") as output:
        start = time.monotonic()
        child = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT)
        sampler = _Sampler(child.pid)
        sampler.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall_seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        sampler.stop()
    if child.returncode:
        raise CommandFailedError(command, child.returncode, log)
    return Cost(
        wall_seconds=wall_seconds,
        # What wait4 gives is the sum over the child and those of its children that it has waited for; the samples see
        # the others too, but not a process's last moment.
        cpu_seconds=max(usage.ru_utime + usage.ru_stime, sampler.cpu_seconds),
        peak_pss_bytes=sampler.peak_bytes,
        largest_rss_bytes=usage.ru_maxrss * 1024,
    )


class _Sampler(threading.Thread):
    """Looks at a process and its descendants again and again: their memory together, and their processor time."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self._cpu_by_process: dict[tuple[int, float], float] = {}
        self._root = psutil.Process(pid)
        self._ended = threading.Event()

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds of every process that was met, as last seen."""
        return sum(self._cpu_by_process.values())

    def run(self) -> None:
        pause = _SAMPLE_SECONDS
        while not self._ended.wait(pause):
            start = time.thread_time()
            self.peak_bytes = max(self.peak_bytes, sum(map(self._look_at, self._processes())))
            pause = max(_SAMPLE_SECONDS, (time.thread_time() - start) / _SHARE_OF_LOOKING)

    def stop(self) -> None:
        """End the sampling."""
        self._ended.set()
        self.join()

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _look_at(self, process: psutil.Process) -> int:
        """Note a process's time and give its memory; nothing where it has ended meanwhile."""
        try:
            times = process.cpu_times()
            self._cpu_by_process[process.pid, process.create_time()] = times.user + times.system
            return int(process.memory_full_info().pss)
        except (psutil.NoSuchProcess, psutil.AccessDenied, ProcessLookupError):
            return 0
