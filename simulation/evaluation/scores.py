"""The result of an evaluation as values: of the findings of a made-up city, and of the matching on FEBRL."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from simulation.evaluation.targets import target_of

#: One finding in a form that truth and warehouse share: rule, semester, and its entity.
Label = tuple[Hashable, ...]


@dataclass(frozen=True)
class LookAlikeLabels:
    """The false findings on two look-alikes: that they are one, that either of them has left."""

    kind: str
    joined: Label
    departures: tuple[Label, ...]


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
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; null where nothing was planted and nothing found."""
        both = self.planted + self.found
        return 2 * self.true_positives / both if both else None

    @property
    def is_perfect(self) -> bool:
        """Whether truth and findings are the same."""
        return self.planted == self.found == self.true_positives

    @property
    def reaches_target(self) -> bool:
        """Whether recall and precision, where there are any, reach the rule's target."""
        return target_of(self.rule_code).is_reached(self.recall, self.precision)


@dataclass(frozen=True)
class KindScore:
    """How many of the planted findings of a rule and kind of fault were found.

    False findings were not planted and have no kind: `invented` are all of the rule, and each kind is charged with all
    of them, so that precision and F1 are lower bounds.
    """

    rule_code: str
    kind: str
    planted: int
    found: int
    invented: int = 0

    @property
    def recall(self) -> float:
        """Share of the planted findings that were found."""
        return self.found / self.planted

    @property
    def least_precision(self) -> float | None:
        """Share of the findings that are true, if all of the rule's false ones are of this kind; null without any."""
        return self.found / (self.found + self.invented) if self.found + self.invented else None

    @property
    def least_f1(self) -> float:
        """Harmonic mean of that precision and the recall."""
        return 2 * self.found / (self.planted + self.found + self.invented)


@dataclass(frozen=True)
class LookAlikeScore:
    """One kind of look-alikes: pairs of them in all semesters, and how many were wrongly taken for each other.

    `joined` are pairs that were found to be one household; `said_to_have_left` are households of the pairs that were
    found to have left poverty and have not.
    """

    kind: str
    pairs: int
    joined: int
    said_to_have_left: int


@dataclass(frozen=True)
class SubmissionDifference:
    """A figure of one institution's submission that differs from the truth: status, a count of rows, or rupiah."""

    semester: str
    institution_code: str
    figure: str
    expected: str | int
    published: str | int | None


@dataclass(frozen=True)
class EvaluationTable:
    """The scores of all rules, in the order of their codes, and what only one side has.

    `kinds` are those of rules that rest on an exact or a probable match. `missed` and `invented` hold labels of
    findings: places in files and pseudonyms, no personal data.
    """

    scores: tuple[RuleScore, ...]
    missed: tuple[Label, ...] = ()
    invented: tuple[Label, ...] = ()
    submission_differences: tuple[SubmissionDifference, ...] = ()
    kinds: tuple[KindScore, ...] = ()
    look_alikes: tuple[LookAlikeScore, ...] = ()

    def below(self) -> list[RuleScore]:
        """Give the rules that fall short of their targets."""
        return [score for score in self.scores if not score.reaches_target]

    def exit_status(self) -> int:
        """Give 0 where every rule reaches its target and every submission has the expected outcome, else 1."""
        return int(bool(self.below() or self.submission_differences))


@dataclass(frozen=True)
class MatchScore:
    """A matching on FEBRL: pairs found from a probability on, those of them that are true, and all true pairs."""

    threshold: float
    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the pairs found that are true."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found."""
        return self.right / self.true

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.true)


@dataclass(frozen=True)
class FebrlScore:
    """One data set of FEBRL, matched with or without the identity number, at the threshold that needs no truth.

    Beside it plain Splink with its documented settings, at 0.95 and at the threshold that is best for the truth.
    """

    data_set: str
    with_number: bool
    own: MatchScore
    plain: MatchScore
    plain_at_best: MatchScore

    @property
    def is_ahead(self) -> bool:
        """Whether SEKTAP's matching did at least as well as plain Splink at its best."""
        return self.own.f1 >= self.plain_at_best.f1


def score_rules(planted: Counter[Label], found: Counter[Label]) -> tuple[RuleScore, ...]:
    """Count findings by rule; equal labels are matched one to one."""
    counts = [_by_rule(labels) for labels in (planted, found, planted & found)]
    rules = sorted(counts[0].keys() | counts[1].keys())
    return tuple(RuleScore(rule, *(count[rule] for count in counts)) for rule in rules)


def score_kinds(
    planted: Iterable[tuple[Label, Sequence[str]]], found: Counter[Label], invented: Counter[Label]
) -> tuple[KindScore, ...]:
    """Count planted findings with their kinds, and those of them that were found, by rule and kind."""
    unpaired = Counter(found)
    counts: dict[tuple[str, str], list[int]] = {}
    for label, kinds in planted:
        is_found = unpaired[label] > 0
        unpaired[label] -= is_found
        for kind in kinds:
            count = counts.setdefault((str(label[0]), kind), [0, 0])
            count[0] += 1
            count[1] += is_found
    too_many = _by_rule(invented)
    return tuple(
        KindScore(rule, kind, of_kind, found_of_kind, too_many[rule])
        for (rule, kind), (of_kind, found_of_kind) in sorted(counts.items())
    )


def score_look_alikes(pairs: Iterable[LookAlikeLabels], invented: Counter[Label]) -> tuple[LookAlikeScore, ...]:
    """Count the findings that take look-alikes for one another, by kind."""
    by_kind: dict[str, list[LookAlikeLabels]] = {}
    for pair in pairs:
        by_kind.setdefault(pair.kind, []).append(pair)
    return tuple(
        LookAlikeScore(
            kind,
            len(of_kind),
            sum(invented[pair.joined] for pair in of_kind),
            sum(invented[label] for pair in of_kind for label in pair.departures),
        )
        for kind, of_kind in sorted(by_kind.items())
    )


def _by_rule(labels: Counter[Label]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for label, count in labels.items():
        counts[str(label[0])] += count
    return counts
