"""How the matching did on FEBRL, as people read it."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from expectations.evaluation.febrl import FebrlScore


def print_febrl(scores: Iterable[FebrlScore], console: Console) -> bool:
    """Print a line for each data set; say whether SEKTAP's plan did at least as well as plain Splink in all of them."""
    table = Table(title="FEBRL, matched without labels: F1 of the pairs")
    for heading in ("data set", "number", "from", "precision", "recall", "F1", "plain, 0.95", "plain, at its best"):
        table.add_column(heading, justify="left" if heading in ("data set", "number") else "right")
    is_ahead = True
    for score in scores:
        own, is_better = score.own, score.own.f1 >= score.plain_at_best.f1
        is_ahead = is_ahead and is_better
        shares = (own.threshold, own.precision, own.recall, own.f1, score.plain.f1, score.plain_at_best.f1)
        number = "with" if score.with_number else "without"
        style = None if is_better else "bold red"
        table.add_row(score.data_set, number, *(f"{share:.4f}" for share in shares), style=style)
    console.print(table)
    console.print("from: the probability from which pairs count, so that 1 % of them are expected to be false.")
    console.print("plain: Splink with the settings of its documentation; at its best: where the truth says is best.")
    return is_ahead
