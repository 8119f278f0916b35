"""An evaluation as people read it in a terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from simulation.evaluation.error_model_tables import ErrorModelScores
from simulation.evaluation.scores import EvaluationTable, FebrlScore
from simulation.evaluation.tables import ShownTable, febrl_table, kinds_table, rules_table

_MOST_DIFFERENCES_SHOWN = 20


def print_evaluation(table: EvaluationTable, console: Console) -> None:
    """Print the scores of all rules and kinds, and the submissions that did not come out as they should."""
    _print(rules_table(table), console, short_style="bold red")
    if table.kinds:
        _print(kinds_table(table), console, short_style="yellow")
    if table.look_alikes:
        _print_look_alikes(table, console)
    _print_differences(table, console)


def print_febrl(scores: Iterable[FebrlScore], console: Console) -> bool:
    """Print a line for each data set; say whether SEKTAP's plan did at least as well as plain Splink in all of them."""
    all_scores = list(scores)
    _print(febrl_table(all_scores), console, short_style="bold red")
    return all(score.is_ahead for score in all_scores)


def print_error_models(scores: ErrorModelScores, console: Console) -> bool:
    """Print what was measured with other slips and people; say whether the rules reach their targets."""
    for table in scores.shown().values():
        _print(table, console, short_style="yellow")
    return scores.reaches_targets


def _print(table: ShownTable, console: Console, *, short_style: str) -> None:
    shown = Table(title=table.title)
    for place, heading in enumerate(table.headings):
        shown.add_column(heading, justify="left" if place < table.words else "right")
    for row in table.rows:
        shown.add_row(*row.cells, style=short_style if row.falls_short else None)
    console.print(shown)
    for note in table.notes:
        console.print(note)


def _print_look_alikes(table: EvaluationTable, console: Console) -> None:
    pairs = sum(score.pairs for score in table.look_alikes)
    joined = sum(score.joined for score in table.look_alikes)
    left = sum(score.said_to_have_left for score in table.look_alikes)
    console.print(f"Look-alikes taken for one another: {joined} of {pairs:,} pairs joined, {left} said to have left")
    for score in table.look_alikes:
        if score.joined or score.said_to_have_left:
            wrong = f"{score.joined} of {score.pairs} joined, {score.said_to_have_left} said to have left"
            console.print(f"  {score.kind}: {wrong}", style="bold red")


def _print_differences(table: EvaluationTable, console: Console) -> None:
    differences = table.submission_differences
    console.print(f"Figures of submissions that differ from the truth: {len(differences)}")
    for difference in differences[:_MOST_DIFFERENCES_SHOWN]:
        where = f"{difference.semester} {difference.institution_code} {difference.figure}"
        console.print(f"  {where}: should be {difference.expected}, is {difference.published}")
    if len(differences) > _MOST_DIFFERENCES_SHOWN:
        console.print(f"  … and {len(differences) - _MOST_DIFFERENCES_SHOWN} more")
