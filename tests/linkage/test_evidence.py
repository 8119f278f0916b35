"""How probable a pair is: what the pairs themselves say of how often such pairs are one household."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.evidence import found_probabilities, repeated_probabilities

_FACTORS = st.lists(st.floats(1e-6, 1e12), max_size=30)


def test_many_strong_pairs_make_a_doubtful_one_more_probable() -> None:
    doubtful = 1e5
    alone = repeated_probabilities(np.array([doubtful]), 5_000)
    among_others = repeated_probabilities(np.array([doubtful] + [1e12] * 500), 5_000)
    assert among_others[0] > alone[0] + 0.05


def test_a_pair_that_contradicts_itself_has_no_probability() -> None:
    assert repeated_probabilities(np.exp2(np.array([-np.inf, 40.0])), 100)[0] == 0.0


@given(_FACTORS, st.integers(2, 1_000_000))
def test_repeated_probabilities_are_probabilities_in_the_order_of_the_evidence(factors: list[float], rows: int) -> None:
    probabilities = repeated_probabilities(np.array(factors), rows)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    assert (np.diff(probabilities[np.argsort(factors)]) >= 0).all()


def test_two_households_that_a_row_could_mean_share_what_speaks_for_each() -> None:
    factors = np.array([1e6, 1e6, 1e6])
    probabilities = found_probabilities(factors, np.array([0, 0, 1]), 2, 1_000)
    assert probabilities[0] == probabilities[1] < 0.5
    assert probabilities[2] > 0.99


@given(_FACTORS.filter(bool), st.integers(1, 100_000), st.data())
def test_a_row_means_one_household_at_most(factors: list[float], targets: int, data: st.DataObject) -> None:
    queries = np.array(data.draw(st.lists(st.integers(0, 5), min_size=len(factors), max_size=len(factors))))
    probabilities = found_probabilities(np.array(factors), queries, 6, targets)
    assert (probabilities >= 0).all()
    assert (np.bincount(queries, probabilities, 6) <= 1 + 1e-9).all()
