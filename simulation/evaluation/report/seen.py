"""The observed linkage, as values: its pairs as they were decided and scored, its model, and other thresholds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from simulation.evaluation.report.known_pairs import KnownPair

QUESTIONS = ("registry_duplicate", "graduation_match")

#: What pairs are in truth, as far as known: two rows of a registry, then a graduation and a registered household.
GROUPS = (
    "one household",
    "look-alikes",
    "other candidates",
    "left, and still counted",
    "still counted, and has not left",
    "not counted as poor: no finding either way",
)

#: The display names of comparisons that differ from their columns.
_NAMES = {"kk": "KK", "nik": "NIK", "birth_date": "birth date"}


#: Where a probability is 1, and negated where it is 0: beyond all odds of probabilities between.
_BEYOND_ODDS = 60.0

#: The largest odds (log2), and negated the smallest, of a curve; beyond, a probability is practically 1 or 0.
_MOST_ODDS = 24.0


def log_odds(probability: float) -> float:
    """Give the odds of a probability in bits (log2), from -60 to 60."""
    if not 0 < probability < 1:
        return math.copysign(_BEYOND_ODDS, probability - 0.5)
    return max(-_BEYOND_ODDS, math.log2(probability / (1 - probability)))


@dataclass(frozen=True)
class Answer:
    """One pair as a run decided it. `known` is the expected finding, None where a finding would be false."""

    semester: str
    question: str
    weight: float
    probability: float
    threshold: float
    known: KnownPair | None

    @property
    def counts(self) -> bool:
        """Whether the run took the two rows for one household."""
        return self.probability >= self.threshold


@dataclass(frozen=True)
class ScoredPair:
    """One pair with the weight of each comparison (bits).

    `is_counted`: the registry counts the household as poor. `parts` are (comparison, level, bits); `values` the values
    of both rows (label, one, other), of pairs in the truth only.
    """

    semester: str
    question: str
    weight: float
    parts: tuple[tuple[str, str, float], ...]
    known: KnownPair | None
    look_alike: str | None
    is_candidate: bool
    is_cannot_link: bool
    is_counted: bool
    values: tuple[tuple[str, str, str], ...]

    @property
    def group(self) -> str:
        """What the pair is in truth (one of `GROUPS`), as far as known."""
        if self.question == "registry_duplicate":
            return GROUPS[0 if self.known else 1 if self.look_alike else 2]
        return GROUPS[3 if self.known else 4 if self.is_counted else 5]


@dataclass(frozen=True)
class LevelWeight:
    """One level of a comparison in a model, with its m and u probabilities."""

    column: str
    level: str
    m: float
    u: float

    @property
    def comparison(self) -> str:
        """The display name of the comparison."""
        return _NAMES.get(self.column, self.column)

    @property
    def bits(self) -> float:
        """The level's weight: log2 of the Bayes factor."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class FollowedLinkage:
    """The observations: decided and scored pairs of all semesters, and the model of the last one."""

    answers: tuple[Answer, ...]
    scored: tuple[ScoredPair, ...]
    levels: tuple[LevelWeight, ...]
    planted: dict[str, int]

    def threshold(self, semester: str, question: str) -> float | None:
        """Give the probability from which pairs counted; None where no pair was compared."""
        found = (
            answer.threshold for answer in self.answers if (answer.semester, answer.question) == (semester, question)
        )
        return next(found, None)

    def prior(self, semester: str, question: str) -> float | None:
        """Give the prior of a match in bits, derived from the uncertain pairs."""
        priors = [
            log_odds(answer.probability) - answer.weight
            for answer in self.answers
            if (answer.semester, answer.question) == (semester, question) and 1e-9 < answer.probability < 1 - 1e-9
        ]
        return median(priors) if priors else None


@dataclass(frozen=True)
class CurvePoint:
    """The findings if pairs counted from some odds (log2) on: true, false, and all planted ones."""

    odds: float
    right: int
    wrong: int
    planted: int

    @property
    def precision(self) -> float:
        """Share of the findings that are true; 1 where nothing is found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the planted findings that are found."""
        return self.right / self.planted if self.planted else 1.0


def threshold_curve(answers: Sequence[Answer], planted: int) -> list[CurvePoint]:
    """Count the findings for every threshold at which they change, from the lowest to the highest.

    A finding is found by its most probable pair. Pairs that no run scored are never found.
    """
    best: dict[str, float] = {}
    wrong: list[float] = []
    for answer in answers:
        odds = max(-_MOST_ODDS, min(_MOST_ODDS, log_odds(answer.probability)))
        if answer.known is None:
            wrong.append(odds)
        else:
            best[answer.known.finding] = max(odds, best.get(answer.known.finding, -_MOST_ODDS))
    steps = sorted({-_MOST_ODDS, *best.values(), *wrong, _MOST_ODDS})
    return [
        CurvePoint(step, sum(odds >= step for odds in best.values()), sum(odds >= step for odds in wrong), planted)
        for step in steps
    ]
