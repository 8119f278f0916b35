"""`sektap evaluate`: how well the findings, and the matching, agree with a truth that is known."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foundation.semester import CITY_TIME_ZONE
from operations.installation import open_installation
from simulation.extras import require_extra

if TYPE_CHECKING:
    from operations.settings import Settings
    from simulation.evaluation import EvaluationTable
    from simulation.evaluation.scores import FebrlScore


def evaluate(
    truth: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="truth.json of the made-up city")
    ] = None,
    database: Annotated[Path | None, typer.Option(help="published database; this installation's if not given")] = None,
    febrl: Annotated[bool, typer.Option("--febrl", help="try the matching on FEBRL 1 to 4, alone or as well")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="also write a page with charts, of a truth")
    ] = None,
) -> None:
    """Hold the published findings against the truth of a made-up city; exit 1 where any rule falls short of its target.

    With --febrl: match the made-up Australians of FEBRL and compare with plain Splink; exit 1 where that does better.
    """
    from rich.console import Console

    if truth is None and not febrl:
        raise typer.BadParameter("name the truth of a made-up city, or --febrl, or both")
    if report is not None:
        _check_report(truth, database, report)
    console = Console()
    if not console.is_terminal:
        # A file or a pager has room for the names of rules and kinds.
        console.width = max(console.width, 100)
    status = 0
    settings: Settings | None = None
    table: EvaluationTable | None = None
    if truth is not None:
        settings, table = _compare(truth, database)
        from simulation.evaluation import print_evaluation

        print_evaluation(table, console)
        status = table.exit_status()
    scores: Sequence[FebrlScore] = ()
    if febrl:
        from simulation.evaluation import print_febrl
        from simulation.evaluation.febrl import evaluate_febrl

        scores = list(evaluate_febrl())
        status = status if print_febrl(scores, console) else 1
    if report is not None and truth is not None and settings is not None and table is not None:
        _write_report(report, truth, settings, table, scores)
    raise typer.Exit(status)


def _check_report(truth: Path | None, database: Path | None, report: Path) -> None:
    if truth is None:
        raise typer.BadParameter("a report is made of the truth of a made-up city")
    if database is not None:
        raise typer.BadParameter("a report looks at the rows of this installation, so it goes without --database")
    if report.suffix.casefold() != ".html":
        raise typer.BadParameter(f"{report.name} must end in .html")
    if report.is_dir() or not report.absolute().parent.is_dir():
        raise typer.BadParameter(f"{report} is a folder, or in none that is there")
    require_extra("evaluation", "altair", "jinja2", "vl_convert")


def _compare(truth: Path, database: Path | None) -> tuple["Settings", "EvaluationTable"]:
    from foundation.pseudonym import PseudonymKeyError
    from simulation.evaluation import evaluate as compare

    settings, _ = open_installation()
    try:
        key = settings.load_existing_pseudonym_key()
    except PseudonymKeyError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    return settings, compare(truth, database or settings.layout.published_database, key, _semesters(settings))


def _semesters(settings: "Settings") -> list[str]:
    from operations.history import archived_semesters

    return [semester.key for semester in archived_semesters(settings.layout)]


def _write_report(
    report: Path, truth: Path, settings: "Settings", table: "EvaluationTable", scores: Sequence["FebrlScore"]
) -> None:
    from operations.heartbeat import is_running
    from simulation.evaluation.report import write_report

    if is_running(settings.layout):
        typer.echo("A run is working on this installation; make the report when it has ended.", err=True)
        raise typer.Exit(1)
    write_report(
        report,
        truth=truth,
        layout=settings.layout,
        semesters=_semesters(settings),
        table=table,
        febrl=scores,
        made_on=datetime.now(CITY_TIME_ZONE).date(),
    )
    typer.echo(f"The report stands in {report}")
