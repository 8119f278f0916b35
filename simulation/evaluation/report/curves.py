"""Precision and recall over the threshold, from the answers of a run."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.evaluation.report.seen import Answer, log_odds

#: The largest odds (log2), and negated the smallest, of a curve; beyond, a probability is practically 1 or 0.
_MOST_ODDS = 24.0


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
