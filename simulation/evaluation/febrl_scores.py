"""How a matching did on FEBRL, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MatchScore:
    """How a matching did: pairs found from a probability on, those of them that are true, and all true pairs."""

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
    """One data set, matched with or without the identity number, at the threshold that needs no truth.

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
