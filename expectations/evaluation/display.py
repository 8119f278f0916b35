"""An evaluation as people read it."""

from rich.console import Console
from rich.table import Table

from expectations.evaluation.scores import EvaluationTable
from expectations.evaluation.targets import EXACT, target_of

_MOST_DIFFERENCES_SHOWN = 20


def print_evaluation(table: EvaluationTable, console: Console) -> None:
    """Print the scores of all rules and kinds, and the submissions that did not come out as they should."""
    _print_rules(table, console)
    if table.kinds:
        _print_kinds(table, console)
    if table.look_alikes:
        _print_look_alikes(table, console)
    _print_differences(table, console)


def _table(title: str, *headings: str, words: int) -> Table:
    """Begin a table whose first columns hold words, the others numbers."""
    shown = Table(title=title)
    for place, heading in enumerate(headings):
        shown.add_column(heading, justify="left" if place < words else "right")
    return shown


def _print_rules(table: EvaluationTable, console: Console) -> None:
    headings = ("rule", "planted", "found", "true", "recall", "precision")
    shown = _table("Findings against the truth", *headings, words=1)
    for score in table.scores:
        counts = (f"{count:,}" for count in (score.planted, score.found, score.true_positives))
        shares = ("-" if share is None else f"{share:.3f}" for share in (score.recall, score.precision))
        shown.add_row(score.rule_code, *counts, *shares, style=None if score.reaches_target else "bold red")
    console.print(shown)
    for score in table.scores:
        target = target_of(score.rule_code)
        if target != EXACT:
            asked = f"recall {target.recall}, precision {target.precision}"
            console.print(f"Asked of {score.rule_code}: {asked}, for {target.reason}")


def _print_kinds(table: EvaluationTable, console: Console) -> None:
    shown = _table("Planted findings by kind of fault", "rule", "kind", "planted", "found", "recall", words=2)
    for kind in table.kinds:
        is_complete = kind.found == kind.planted
        counts = (f"{kind.planted:,}", f"{kind.found:,}", f"{kind.recall:.3f}")
        shown.add_row(kind.rule_code, kind.kind, *counts, style=None if is_complete else "yellow")
    console.print(shown)


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
