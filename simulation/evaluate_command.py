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
    from simulation.evaluation.error_model_tables import ErrorModelScores
    from simulation.evaluation.scores import FebrlScore

#: Of `--gecko` and `--pseudopeople`: seeds from 8000 on are for reports alone, and nothing is tuned on them.
_REPORTING_SEED, _HOUSEHOLDS = 8900, 2_000


def evaluate(
    truth: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="truth.json of the made-up city")
    ] = None,
    database: Annotated[Path | None, typer.Option(help="published database; this installation's if not given")] = None,
    febrl: Annotated[bool, typer.Option("--febrl", help="try the matching on FEBRL 1 to 4, alone or as well")] = False,
    gecko: Annotated[
        bool, typer.Option("--gecko", help="try the whole product on a made-up registry with gecko's slips")
    ] = False,
    pseudopeople: Annotated[
        bool, typer.Option("--pseudopeople", help="try the matching on pseudopeople's census and social security")
    ] = False,
    cities: Annotated[
        Path | None,
        typer.Option(
            "--cities", metavar="FILE.jsonl", exists=True, dir_okay=False, help="also show what `make cities` kept"
        ),
    ] = None,
    minutes_per_pair: Annotated[
        float, typer.Option(min=0, help="what a person is assumed to need for a pair that is left for people")
    ] = 2.0,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="also write a page with charts, of a truth")
    ] = None,
) -> None:
    """Hold the published findings against the truth of a made-up city; exit 1 where any rule falls short of its target.

    With --febrl: match the made-up Australians of FEBRL and compare with plain Splink; exit 1 where that does better.
    With --gecko or --cities: slips that are not our own; exit 1 where a rule falls short of its target there.
    """
    from rich.console import Console

    if truth is None and not (febrl or gecko or pseudopeople or cities):
        raise typer.BadParameter("name the truth of a made-up city, or --febrl, --gecko, --pseudopeople or --cities")
    if report is not None:
        _check_report(truth, database, report)
    if gecko or pseudopeople:
        _check_error_models()
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
    others = _try_error_models(cities, gecko=gecko, pseudopeople=pseudopeople, minutes_per_pair=minutes_per_pair)
    from simulation.evaluation import print_error_models

    status = status if print_error_models(others, console) else 1
    if report is not None and truth is not None and settings is not None and table is not None:
        _write_report(report, truth, settings, table, scores, others)
    raise typer.Exit(status)


def _check_error_models() -> None:
    from simulation.evaluation.error_models.environment import ErrorModelsMissingError, error_models_python

    try:
        error_models_python()
    except ErrorModelsMissingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _try_error_models(
    cities: Path | None, *, gecko: bool, pseudopeople: bool, minutes_per_pair: float
) -> "ErrorModelScores":
    from foundation.semester import parse_semester_range
    from simulation.evaluation.cities.results import read_results
    from simulation.evaluation.error_model_tables import ErrorModelScores

    results = read_results(cities) if cities is not None else []
    people = []
    if gecko:
        from simulation.evaluation.cities.trial import try_city

        results += try_city("gecko", _REPORTING_SEED, _HOUSEHOLDS, parse_semester_range("2022S1:2022S1"))
    if pseudopeople:
        from simulation.evaluation.pseudopeople import evaluate_pseudopeople

        people = list(evaluate_pseudopeople(seed=_REPORTING_SEED))
    return ErrorModelScores(results, people, minutes_per_pair)


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
    report: Path,
    truth: Path,
    settings: "Settings",
    table: "EvaluationTable",
    scores: Sequence["FebrlScore"],
    others: "ErrorModelScores",
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
        others=others,
        made_on=datetime.now(CITY_TIME_ZONE).date(),
    )
    typer.echo(f"The report stands in {report}")
