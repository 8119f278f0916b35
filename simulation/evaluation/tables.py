"""The tables of an evaluation, as the terminal and the report both show them: words and figures in one place."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.evaluation.scores import EvaluationTable, FebrlScore
from simulation.evaluation.targets import EXACT, target_of


@dataclass(frozen=True)
class ShownRow:
    """The cells of a row; `falls_short` where it is not as it should be."""

    cells: tuple[str, ...]
    falls_short: bool = False


@dataclass(frozen=True)
class ShownTable:
    """A table as people read it. The first `words` columns hold words, the others figures."""

    title: str
    headings: tuple[str, ...]
    words: int
    rows: tuple[ShownRow, ...]
    notes: tuple[str, ...] = ()


def rules_table(table: EvaluationTable) -> ShownTable:
    """Show the score of every rule, and beneath it what is asked of those that need not be perfect."""
    rows = []
    for score in table.scores:
        counts = (f"{count:,}" for count in (score.planted, score.found, score.true_positives))
        shares = (share_text(share) for share in (score.recall, score.precision, score.f1))
        rows.append(ShownRow((score.rule_code, *counts, *shares), falls_short=not score.reaches_target))
    notes = []
    for score in table.scores:
        target = target_of(score.rule_code)
        if target != EXACT:
            asked = f"recall {target.recall}, precision {target.precision}"
            notes.append(f"Asked of {score.rule_code}: {asked}, for {target.reason}")
    headings = ("rule", "planted", "found", "true", "recall", "precision", "F1")
    return ShownTable("Findings against the truth", headings, 1, tuple(rows), tuple(notes))


def kinds_table(table: EvaluationTable) -> ShownTable:
    """Show how many of each kind of fault were found."""
    rows = []
    for kind in table.kinds:
        counts = (f"{kind.planted:,}", f"{kind.found:,}")
        shares = (share_text(share) for share in (kind.recall, kind.least_precision, kind.least_f1))
        rows.append(ShownRow((kind.rule_code, kind.kind, *counts, *shares), falls_short=kind.found < kind.planted))
    headings = ("rule", "kind", "planted", "found", "recall", "precision", "F1")
    notes = ("A finding too many has no kind: each kind is charged with all of its rule.",)
    return ShownTable("Planted findings by kind of fault", headings, 2, tuple(rows), notes)


def look_alikes_table(table: EvaluationTable) -> ShownTable:
    """Show how many look-alikes of each kind were taken for one another."""
    rows = (
        ShownRow(
            (score.kind, f"{score.pairs:,}", f"{score.joined:,}", f"{score.said_to_have_left:,}"),
            falls_short=bool(score.joined or score.said_to_have_left),
        )
        for score in table.look_alikes
    )
    headings = ("kind", "pairs", "joined", "said to have left")
    return ShownTable("Look-alikes taken for one another", headings, 1, tuple(rows))


def febrl_table(scores: Sequence[FebrlScore]) -> ShownTable:
    """Show a line for each data set of FEBRL, SEKTAP's matching beside plain Splink."""
    rows = []
    for score in scores:
        own = score.own
        shares = (own.threshold, own.precision, own.recall, own.f1, score.plain.f1, score.plain_at_best.f1)
        words = (score.data_set, "with" if score.with_number else "without")
        rows.append(ShownRow((*words, *(f"{share:.4f}" for share in shares)), falls_short=not score.is_ahead))
    headings = ("data set", "number", "from", "precision", "recall", "F1", "plain, 0.95", "plain, at its best")
    notes = (
        "from: the probability from which pairs count, so that 1 % of them are expected to be false.",
        "plain: Splink with the settings of its documentation; at its best: where the truth says is best.",
    )
    return ShownTable("FEBRL, matched without labels: F1 of the pairs", headings, 2, tuple(rows), notes)


def plain_febrl_table(scores: Sequence[FebrlScore]) -> ShownTable:
    """Show precision, recall and F1 of plain Splink on FEBRL, at 0.95 and where the truth says is best."""
    rows = []
    for score in scores:
        plain, best = score.plain, score.plain_at_best
        shares = (plain.precision, plain.recall, plain.f1, best.threshold, best.precision, best.recall, best.f1)
        words = (score.data_set, "with" if score.with_number else "without")
        rows.append(ShownRow((*words, *(f"{share:.4f}" for share in shares))))
    at_best = ("best from", "precision", "recall", "F1")
    headings = ("data set", "number", "precision, 0.95", "recall, 0.95", "F1, 0.95", *at_best)
    return ShownTable("Plain Splink on FEBRL", headings, 2, tuple(rows))


def targets_table(table: EvaluationTable) -> ShownTable:
    """Show what was asked of each rule and what it reached; the rules that must be perfect share a line."""
    rows = []
    exact = [score for score in table.scores if target_of(score.rule_code) == EXACT]
    for score in table.scores:
        target = target_of(score.rule_code)
        if target != EXACT:
            reached = (share_text(score.recall), share_text(score.precision))
            asked = (f"{target.recall:.2f}", f"{target.precision:.2f}")
            verdict = "met" if score.reaches_target else "missed"
            rows.append(ShownRow((score.rule_code, *asked, *reached, verdict), not score.reaches_target))
    met = sum(score.reaches_target for score in exact)
    least_recall = min((score.recall for score in exact if score.recall is not None), default=1.0)
    least_precision = min((score.precision for score in exact if score.precision is not None), default=1.0)
    least = (share_text(least_recall), share_text(least_precision))
    others = ("each other rule", f"{EXACT.recall:.2f}", f"{EXACT.precision:.2f}", *least, f"{met} of {len(exact)} met")
    rows.append(ShownRow(others, falls_short=met < len(exact)))
    headings = ("rule", "recall asked", "precision asked", "recall", "precision", "")
    return ShownTable("Targets", headings, 1, tuple(rows))


def share_text(share: float | None) -> str:
    """Write a share; a dash where there is none."""
    return "-" if share is None else f"{share:.3f}"
