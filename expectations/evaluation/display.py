"""An evaluation as people read it."""

from rich.console import Console
from rich.table import Table

from expectations.evaluation.scores import EvaluationTable

_MOST_DIFFERENCES_SHOWN = 20


def print_evaluation(table: EvaluationTable, console: Console) -> None:
    """Print the scores of all rules, and the submissions that did not come out as they should."""
    shown = Table(title="Findings against the truth")
    for heading in ("rule", "planted", "found", "true", "recall", "precision"):
        shown.add_column(heading, justify="left" if heading == "rule" else "right")
    for score in table.scores:
        counts = (f"{count:,}" for count in (score.planted, score.found, score.true_positives))
        shares = ("-" if share is None else f"{share:.3f}" for share in (score.recall, score.precision))
        shown.add_row(score.rule_code, *counts, *shares, style=None if score.is_perfect else "bold red")
    console.print(shown)
    differences = table.submission_differences
    console.print(f"Figures of submissions that differ from the truth: {len(differences)}")
    for difference in differences[:_MOST_DIFFERENCES_SHOWN]:
        where = f"{difference.semester} {difference.institution_code} {difference.figure}"
        console.print(f"  {where}: should be {difference.expected}, is {difference.published}")
    if len(differences) > _MOST_DIFFERENCES_SHOWN:
        console.print(f"  … and {len(differences) - _MOST_DIFFERENCES_SHOWN} more")
