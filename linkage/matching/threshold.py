"""Which scored pairs count as matches: a rule over the probabilities alone, fixed before anybody looks at the truth."""

from collections.abc import Iterable
from itertools import groupby


def match_threshold(probabilities: Iterable[float], *, most_false: float, at_least: float = 0.5) -> float:
    """Give the lowest match probability from which on pairs count.

    A pair of probability p is false with 1 - p. The pairs that count are the most probable ones, as many as keep the
    expected share of false ones at or below `most_false`, and each of them more likely right than wrong (`at_least`).
    Without a single such pair, `at_least` where there are no pairs, else a probability above all of them (1.0 or more
    is met by none but certain ones).
    """
    counted, expected_false, threshold = 0, 0.0, 1.0
    # Equally probable pairs count together or not at all.
    for probability, equals in groupby(sorted(probabilities, reverse=True)):
        equal = sum(1 for _ in equals)
        counted += equal
        expected_false += equal * (1.0 - probability)
        if probability < at_least or expected_false > most_false * counted:
            break
        threshold = probability
    return threshold if counted else at_least
