"""The observed linkage, as values: its pairs as they were decided and scored, and its model."""

import math
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
