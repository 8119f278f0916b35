"""Runs of `sektap` in processes of their own that start at once: this process loads everything first and then forks.

A child is like `sektap …` after its imports, in its own process group and environment. A kill during the imports would
leave nothing behind, so that it need not be tested.
"""

import importlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


def preload() -> None:
    """Import what a run needs. Opens nothing and starts no thread, so that forking is safe."""
    for module in (
        "dbt.adapters.duckdb",
        "dbt.cli.main",
        "great_expectations",
        "orchestration.runs",
        "operations.summary",
    ):
        importlib.import_module(module)


@dataclass(frozen=True)
class Run:
    """A `sektap` command in a process of its own; its output goes to the file `said`."""

    pid: int
    said: Path

    def wait(self, seconds: float) -> int | None:
        """Wait for its end, and give the exit code (negative: the signal); None where it has not ended in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.005)
        return None

    def kill(self, *, group: bool) -> None:
        """Kill it with -9: its whole process group, or its main process alone."""
        try:
            (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def wait_for_step(self, step: str, seconds: float) -> int | None:
        """Wait until it has begun a step, or its end; give the exit code, None where it is alive."""
        end = time.monotonic() + seconds
        code = None
        while code is None and step not in self.begun_steps and time.monotonic() < end:
            code = self.wait(0.01)
        return code

    @property
    def begun_steps(self) -> list[str]:
        """The steps that it has begun, by its output, after `start`, the time before the first one."""
        # The child makes the file.
        lines = self.said.read_text("utf-8").splitlines() if self.said.exists() else []
        return ["start", *(line[2:].split()[0] for line in lines if line.startswith("… "))]

    @property
    def step_seconds(self) -> dict[str, float]:
        """Seconds of each finished step, by its output; of `start`, until the first one was done."""
        done = [line.split() for line in self.said.read_text("utf-8").splitlines() if line.startswith("✔ ")]
        first_done = {"start": float(done[0][4].strip("("))} if done else {}
        return first_done | {words[1]: float(words[2]) for words in done}


def start(arguments: Sequence[str], environment: Mapping[str, str], said: Path) -> Run:
    """Start `sektap` with these arguments; `environment` is added to this process's own."""
    pid = os.fork()
    if pid == 0:
        _become(arguments, environment, said)
    return Run(pid, said)


def _become(arguments: Sequence[str], environment: Mapping[str, str], said: Path) -> None:
    """Be the command, in a child; never returns."""
    code = 70
    try:
        os.setsid()
        os.environ.update(environment)
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for descriptor in (1, 2):
            os.dup2(handle, descriptor)
        sys.argv = ["sektap", *arguments]
        from orchestration.cli import app

        app(arguments, standalone_mode=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - the child reports any error and ends here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
