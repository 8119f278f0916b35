"""What a run shows while it works: plain lines where it is piped, a moving list on a terminal."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import dagster as dg
import pytest
from rich.console import Console

from operations.progress import institution_done, watched
from orchestration.progress_logger import progress_logger


@dg.op
def collect(context: dg.OpExecutionContext) -> None:
    for done, code in enumerate(("DINSOS", "DINKES"), start=1):
        institution_done(code, done, 2)
    context.log.warning("DINKES is late")


@dg.op(ins={"start": dg.In(dg.Nothing)})
def fail() -> None:
    raise ValueError("no")


@dg.job(logger_defs={"console": progress_logger})
def two_steps() -> None:
    fail(collect())


@contextmanager
def descriptor_sent_to(file: TextIO, descriptor: int) -> Iterator[None]:
    """Do to a file descriptor what Dagster does to it while a step runs in the UI."""
    kept = os.dup(descriptor)
    os.dup2(file.fileno(), descriptor)
    try:
        yield
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)


def run_two_steps(console: Console) -> None:
    with watched(console):
        two_steps.execute_in_process(run_config={"loggers": {"console": {}}}, raise_on_error=False)


def test_piped_it_is_a_line_for_each_step_and_institution(capsys: pytest.CaptureFixture[str]) -> None:
    run_two_steps(Console(file=io.StringIO()))
    lines = capsys.readouterr().err.splitlines()
    assert lines[:4] == ["… collect", "  1/2 DINSOS", "  2/2 DINKES", "! DINKES is late"]
    assert lines[4].startswith("✔ collect  0.")
    assert lines[5:7] == ["… fail", "✘ fail"]


def test_on_a_terminal_it_is_a_list_that_ends_with_what_came_of_each_step() -> None:
    screen = io.StringIO()
    run_two_steps(Console(file=screen, force_terminal=True, width=100, color_system=None))
    shown = screen.getvalue()
    assert "2/2" in shown
    assert "DINKES is late" in shown
    *_, last = shown.split("✔")
    assert "collect" in last
    assert "✘" in last


def test_of_many_institutions_a_log_file_names_every_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with watched(Console(file=io.StringIO())):
        for done in range(1, 61):
            institution_done(f"LEMBAGA-{done}", done, 60)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"  {done}/60 LEMBAGA-{done}" for done in range(6, 61, 6)]


def test_nobody_hears_of_institutions_where_no_run_is_watched(capsys: pytest.CaptureFixture[str]) -> None:
    institution_done("DINSOS", 1, 1)
    assert capsys.readouterr().err == ""


def test_nothing_is_lost_where_dagster_takes_the_standard_error_away(capfd: pytest.CaptureFixture[str]) -> None:
    with Path(os.devnull).open("w") as nowhere, watched(), descriptor_sent_to(nowhere, 2):
        two_steps.execute_in_process(run_config={"loggers": {"console": {}}}, raise_on_error=False)
    assert capfd.readouterr().err.splitlines()[-1] == "✘ fail"
