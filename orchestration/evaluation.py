"""`sektap evaluate`: how well the findings, and the matching, agree with a truth that is known."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.installation import open_installation


def evaluate(
    truth: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="truth.json of the made-up city")
    ] = None,
    database: Annotated[Path | None, typer.Option(help="published database; this installation's if not given")] = None,
    febrl: Annotated[bool, typer.Option("--febrl", help="try the matching on FEBRL 1 to 4 instead")] = False,
) -> None:
    """Hold the published findings against the truth of a made-up city; exit 1 where any rule falls short of its target.

    With --febrl: match the made-up Australians of FEBRL and compare with plain Splink; exit 1 where that does better.
    """
    from rich.console import Console

    if (truth is None) is not febrl:
        raise typer.BadParameter("name either the truth of a made-up city or --febrl")
    if truth is None:
        from expectations.evaluation import print_febrl
        from expectations.evaluation.febrl import evaluate_febrl

        raise typer.Exit(0 if print_febrl(evaluate_febrl(), Console()) else 1)
    from expectations.evaluation import evaluate as compare
    from expectations.evaluation import print_evaluation
    from expectations.pseudonym import PseudonymKeyError
    from orchestration.state import archived_semesters

    settings, _ = open_installation()
    try:
        key = settings.load_existing_pseudonym_key()
    except PseudonymKeyError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    table = compare(
        truth,
        database or settings.layout.published_database,
        key,
        [semester.key for semester in archived_semesters(settings.layout)],
    )
    print_evaluation(table, Console())
    raise typer.Exit(table.exit_status())
