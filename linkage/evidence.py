"""Match probabilities of pairs, from the model's Bayes factors and a prior estimated from the pairs themselves."""

import numpy as np

#: Prior shares, and their pseudo-counts of rows, queries or pairs.
_REPEATED_SHARE, _PRIOR_ROWS = 0.02, 200.0
_FOUND_SHARE, _PRIOR_QUERIES = 0.5, 10.0
_SHARED_SHARE, _PRIOR_PAIRS = 0.2, 20.0
_STEPS = 50


def repeated_probabilities(bayes_factors: np.ndarray, rows: int) -> np.ndarray:
    """Give the probability of each pair of registry rows to be one household.

    `bayes_factors` are those of the scored pairs, `rows` the number of registry rows, any two of which could be a pair.
    The expected number of matching pairs and the probabilities are estimated together, by iteration.
    """
    all_pairs = rows * (rows - 1) / 2
    prior = _REPEATED_SHARE * rows
    expected = prior
    probabilities = np.zeros_like(bayes_factors)
    for _ in range(_STEPS):
        odds = bayes_factors * expected / (all_pairs - expected)
        probabilities = odds / (1 + odds)
        expected = (probabilities.sum() * rows + prior * _PRIOR_ROWS) / (rows + _PRIOR_ROWS)
        # Two rows have one pair, whose match is never certain.
        expected = min(expected, all_pairs / 2)
    return probabilities


def found_probabilities(bayes_factors: np.ndarray, queries: np.ndarray, query_count: int, targets: int) -> np.ndarray:
    """Give the probability of each pair of a query and a target, where a query matches at most one target.

    `queries` numbers each pair's query, 0 to `query_count` - 1; `targets` is how many households a query could match.
    """
    found = _FOUND_SHARE
    probabilities = np.zeros_like(bayes_factors)
    for _ in range(_STEPS):
        odds = bayes_factors * found / targets / (1 - found)
        probabilities = odds / (1 + np.bincount(queries, odds, query_count))[queries]
        found = (probabilities.sum() + _FOUND_SHARE * _PRIOR_QUERIES) / (query_count + _PRIOR_QUERIES)
    return probabilities


def shared_probabilities(bayes_factors: np.ndarray, pair_count: int) -> np.ndarray:
    """Give the probability of each pair of rows of one household to be one person.

    `bayes_factors` are those of the pairs that have anything in common, out of `pair_count` compared. The share of
    matches and the probabilities are estimated together, by iteration.
    """
    share = _SHARED_SHARE
    probabilities = np.zeros_like(bayes_factors)
    for _ in range(_STEPS):
        odds = bayes_factors * share / (1 - share)
        probabilities = odds / (1 + odds)
        share = (probabilities.sum() + _SHARED_SHARE * _PRIOR_PAIRS) / (
            max(pair_count, len(bayes_factors)) + _PRIOR_PAIRS
        )
    return probabilities
