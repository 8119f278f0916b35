"""What a run shows on the console while it works: its stages, the institutions of a stage, the time they take.

On a terminal a list that moves; else, as in a log file, one line for each start and end. Nothing of the rows is shown.
Stages report institutions through `institution_done`, which does nothing where no run is being watched.
"""

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

#: What the secretariat reads for each step; a step that is not named here is shown by its own name.
_LABELS = {
    "archive_submissions": "Mengambil laporan dari kotak masuk",
    "read_submissions": "Membaca berkas",
    "reconcile_rows": "Menghitung baris yang diterima dan ditolak",
    "link_households": "Mencocokkan keluarga",
    "write_reference_tables": "Menyiapkan data acuan",
    "build_warehouse": "Menyusun tabel analisis",
    "published__sektap_duckdb": "Menerbitkan basis data",
    "published__parquet": "Menerbitkan Parquet",
    "published__postgres": "Menerbitkan ke PostgreSQL",
    "history__findings_by_version": "Mencatat temuan",
    "history__outcomes": "Mencatat hasil setiap laporan",
    "review__list": "Menulis daftar periksa",
    "feedback__workbooks": "Menulis buku kerja umpan balik",
    "published__reporting_overview": "Merangkum keadaan laporan",
    "rebuild_op": "Menyusun ulang semuanya dari arsip",
    "rebuild_check_op": "Membandingkan terbitan dengan arsip",
    "close_semester_op": "Menutup semester",
    "reopen_semester_op": "Membuka kembali semester",
}

_DATASET_STEP = "accepted__"


def _label(step: str) -> str:
    """Give the label of a step; empty where it has none."""
    dataset = step.removeprefix(_DATASET_STEP)
    return f"Memeriksa {dataset}" if dataset != step else _LABELS.get(step, "")


#: About so many institutions of a step have a line of their own.
_LINES_OF_A_STEP = 10


class Watcher(Protocol):
    """Who shows the progress of a run."""

    def begin(self, step: str) -> None:
        """A step has begun."""

    def end(self, step: str, seconds: float | None) -> None:
        """A step has ended after so many seconds; None where it has failed."""

    def institution(self, code: str, done: int, total: int) -> None:
        """The step at hand has done so many institutions, this one last."""

    def warn(self, text: str) -> None:
        """Something that a person should know has happened."""


class PlainWatcher:
    """Shows a run as lines, each when it happens, on a stream (the standard error, if none is given)."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._began = time.monotonic()
        self._stream = stream

    def begin(self, step: str) -> None:
        """Print it."""
        self._say(f"… {step}  {_label(step)}".rstrip())

    def end(self, step: str, seconds: float | None) -> None:
        """Print it, with the step's seconds and the run's."""
        if seconds is None:
            self._say(f"✘ {step}")
        else:
            self._say(f"✔ {step}  {seconds:.1f} s  ({time.monotonic() - self._began:.1f} s)")

    def institution(self, code: str, done: int, total: int) -> None:
        """Print it, of many about every tenth: a log file is read afterwards."""
        if done == total or done % max(1, total // _LINES_OF_A_STEP) == 0:
            self._say(f"  {done}/{total} {code}")

    def warn(self, text: str) -> None:
        """Print it."""
        self._say(f"! {text}")

    def _say(self, text: str) -> None:
        print(text, file=self._stream or sys.stderr, flush=True)


class TerminalWatcher:
    """Shows a run as a list of stages on a terminal: the one at hand turns, with a bar for its institutions."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}
        self._current: TaskID | None = None
        self._counted = ""

    def begin(self, step: str) -> None:
        """Add a line that turns."""
        self._current = self._progress.add_task(_label(step) or step, total=None, sign="", who="")
        self._tasks[step] = self._current
        self._counted = ""

    def end(self, step: str, seconds: float | None) -> None:
        """Let the line stand still."""
        task = self._tasks.get(step)
        if task is None:
            return
        sign = "[green]✔[/]" if seconds is not None else "[red]✘[/]"
        self._progress.update(task, total=1, completed=1, sign=sign, who=self._counted)
        self._progress.stop_task(task)

    def institution(self, code: str, done: int, total: int) -> None:
        """Move the bar of the line at hand."""
        self._counted = f"{done}/{total}"
        if self._current is not None:
            self._progress.update(
                self._current, total=total, completed=min(done, total - 0.01), who=f"{done}/{total} {code}"
            )

    def warn(self, text: str) -> None:
        """Print it above the list."""
        self._progress.console.print(text, style="yellow", markup=False, highlight=False)


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(console: Console | None = None) -> Iterator[None]:
    """Show the progress of a run until the block ends: as a moving list where the standard error is a terminal."""
    with _standard_error() as stream:
        console = console or Console(file=stream)
        if console.is_terminal:
            with _moving_list(console) as watcher, _heard_by(watcher):
                yield
        else:
            with _heard_by(PlainWatcher(stream)):
                yield


@contextmanager
def _standard_error() -> Iterator[TextIO]:
    """Give the standard error as it is before a run.

    During one, Dagster turns the process's own into a file, and a process beside it shows what comes there: when it is
    stopped at the run's end, the last lines can be missing.
    """
    try:
        descriptor = os.dup(sys.stderr.fileno())
    except io.UnsupportedOperation:
        # Somebody has taken its place who keeps what is said, such as a test.
        yield sys.stderr
        return
    with os.fdopen(descriptor, "w", encoding=sys.stderr.encoding, errors="backslashreplace") as stream:
        yield stream


@contextmanager
def _moving_list(console: Console) -> Iterator[TerminalWatcher]:
    columns = (
        TextColumn("{task.fields[sign]}"),
        SpinnerColumn(finished_text=""),
        TextColumn("{task.description}"),
        BarColumn(bar_width=16),
        TimeElapsedColumn(),
        TextColumn("{task.fields[who]}", style="dim"),
    )
    with Progress(*columns, console=console) as progress:
        yield TerminalWatcher(progress)


@contextmanager
def _heard_by(watcher: Watcher) -> Iterator[None]:
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def institution_done(code: str, done: int, total: int) -> None:
    """Tell whoever watches the run that the step at hand has done so many institutions, this one last."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher.institution(code, done, total)


def current_watcher() -> Watcher | None:
    """Give who watches the run that this code belongs to; none where nobody does."""
    return _watcher.get()
