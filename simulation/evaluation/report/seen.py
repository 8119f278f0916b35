"""What was seen of a linkage: its pairs as they were answered and scored, and its model, as values."""

import math
from dataclasses import dataclass
from statistics import median

from simulation.evaluation.report.known_pairs import KnownPair

QUESTIONS = ("registry_duplicate", "graduation_match")

#: What pairs are in truth, as far as it tells: two rows of a registry, then a graduation and a registered household.
GROUPS = (
    "one household",
    "look-alikes",
    "other candidates",
    "left, and still counted",
    "still counted, and has not left",
    "not counted as poor: no finding either way",
)

#: The comparisons as people call them, where their columns do not.
_NAMES = {"kk": "KK", "nik": "NIK", "birth_date": "birth date"}


@dataclass(frozen=True)
class Answer:
    """One pair as a run answered it. `known` is what it should bring about, none where it would be a false finding."""

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
    """One pair with what each comparison adds to its weight (bits).

    `is_counted`: the registry counts the household as poor. `parts` are (comparison, level, bits); `values` what the
    rows say (label, one, other), of pairs in the truth alone.
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
        """What the pair is in truth (one of `GROUPS`), as far as it tells."""
        if self.question == "registry_duplicate":
            return GROUPS[0 if self.known else 1 if self.look_alike else 2]
        return GROUPS[3 if self.known else 4 if self.is_counted else 5]


@dataclass(frozen=True)
class LevelWeight:
    """One level of a comparison in a model: how often matching pairs and others look like that."""

    column: str
    level: str
    m: float
    u: float

    @property
    def comparison(self) -> str:
        """The comparison as people call it."""
        return _NAMES.get(self.column, self.column)

    @property
    def bits(self) -> float:
        """What the level adds to a pair's weight: log2 of the Bayes factor."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class FollowedLinkage:
    """What was seen: answers and scored pairs of all semesters, and the model of the last one."""

    answers: tuple[Answer, ...]
    scored: tuple[ScoredPair, ...]
    levels: tuple[LevelWeight, ...]
    planted: dict[str, int]

    def threshold(self, semester: str, question: str) -> float | None:
        """Give the probability from which pairs counted; none where nothing was asked."""
        found = (
            answer.threshold for answer in self.answers if (answer.semester, answer.question) == (semester, question)
        )
        return next(found, None)

    def prior(self, semester: str, question: str) -> float | None:
        """Give how often a pair is one household at all, in bits, as the pairs that are in doubt tell it."""
        told = [
            math.log2(answer.probability / (1 - answer.probability)) - answer.weight
            for answer in self.answers
            if (answer.semester, answer.question) == (semester, question) and 1e-9 < answer.probability < 1 - 1e-9
        ]
        return median(told) if told else None
