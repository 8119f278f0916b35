"""How a command says what came of its run: in words on the console, and by its exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from foundation.semester import Semester

if TYPE_CHECKING:
    from operations.settings import Settings
    from orchestration.runs import RunOutcome


@contextmanager
def storage_failures_reported() -> Iterator[None]:
    """Say without a traceback where the data folder can not be written, and exit with 1."""
    from orchestration.runs import DataFolderNotWritable

    try:
        yield
    except DataFolderNotWritable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def report_outcome(settings: "Settings", semester: Semester, outcome: "RunOutcome") -> None:
    """Say what came of a run; exit with 1 where not all went well."""
    from operations.summary import semester_summary

    if outcome.is_published:
        typer.echo(semester_summary(settings.layout, semester))
        typer.echo(f"\n{settings.layout.published_database}")
    if not outcome.is_successful:
        for failure in outcome.failures:
            typer.echo(failure, err=True)
        published = "was published, but not all went well" if outcome.is_published else "was not published"
        typer.echo(f"Semester {semester} {published}; see run {outcome.run_id} in the Dagster UI.", err=True)
        raise typer.Exit(1)
