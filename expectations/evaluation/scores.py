"""The result of an evaluation as values."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

#: One finding as both sides can tell it: rule, semester, and what it is about.
Label = tuple[Hashable, ...]


@dataclass(frozen=True)
class RuleScore:
    """One rule's counts of findings: in the truth, found, and both."""

    rule_code: str
    planted: int
    found: int
    true_positives: int

    @property
    def recall(self) -> float | None:
        """Share of the planted findings that were found; null where none was planted."""
        return self.true_positives / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """Share of the findings that are true; null where nothing was found."""
        return self.true_positives / self.found if self.found else None

    @property
    def is_perfect(self) -> bool:
        """Whether truth and findings are the same."""
        return self.planted == self.found == self.true_positives


@dataclass(frozen=True)
class SubmissionDifference:
    """A figure of one institution's submission that is not as the truth says: status, a count of rows, or rupiah."""

    semester: str
    institution_code: str
    figure: str
    expected: str | int
    published: str | int | None


@dataclass(frozen=True)
class EvaluationTable:
    """The scores of all rules, in the order of their codes, and what only one side has.

    `missed` and `invented` hold labels of findings: places in files and pseudonyms, no personal data.
    """

    scores: tuple[RuleScore, ...]
    missed: tuple[Label, ...] = ()
    invented: tuple[Label, ...] = ()
    submission_differences: tuple[SubmissionDifference, ...] = ()

    def below(self, recall: float = 1.0, precision: float = 1.0) -> list[RuleScore]:
        """Give the rules that fall short of a recall or a precision (shares, 0 to 1)."""
        return [
            score
            for score in self.scores
            if (score.recall is not None and score.recall < recall)
            or (score.precision is not None and score.precision < precision)
        ]

    def exit_status(self, recall: float = 1.0, precision: float = 1.0) -> int:
        """Give 0 where every rule reaches the recall and the precision and every submission is as it should be."""
        return int(bool(self.below(recall, precision) or self.submission_differences))


def score(
    planted: Counter[Label], found: Counter[Label], differences: tuple[SubmissionDifference, ...] = ()
) -> EvaluationTable:
    """Count findings by rule; equal labels pair off one by one."""
    counts = [_by_rule(labels) for labels in (planted, found, planted & found)]
    rules = sorted(counts[0].keys() | counts[1].keys())
    scores = [RuleScore(rule, *(count[rule] for count in counts)) for rule in rules]
    return EvaluationTable(
        tuple(scores), tuple((planted - found).elements()), tuple((found - planted).elements()), differences
    )


def _by_rule(labels: Counter[Label]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for label, count in labels.items():
        counts[str(label[0])] += count
    return counts
