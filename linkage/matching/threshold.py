"""The threshold of scored pairs, by a rule on the probabilities alone that needs no labels."""

from collections.abc import Iterable
from itertools import groupby


def match_threshold(probabilities: Iterable[float], *, most_false: float, at_least: float = 0.5) -> float:
    """Give the lowest match probability that counts as a match.

    A pair of probability p is false with 1 - p. The most probable pairs count, as many as keep the expected share of
    false ones at or below `most_false`, each with a probability of at least `at_least`. Without such a pair, the result
    is above the probabilities of all pairs (`at_least` where there are none; 1.0 or more only certain pairs reach).
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
