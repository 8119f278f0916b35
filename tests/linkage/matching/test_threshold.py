"""Which pairs count: as many as keep the expected share of false ones small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.matching.threshold import match_threshold


def test_pairs_count_for_as_long_as_few_of_them_are_expected_to_be_false() -> None:
    # 0.005 + 0.005 + 0.015 = 0.025 of 3 pairs is less than one in a hundred; with the next, 0.125 of 4 is more.
    assert match_threshold([0.9, 0.995, 0.985, 0.995, 0.2], most_false=0.01) == 0.985


def test_equally_probable_pairs_count_together_or_not_at_all() -> None:
    assert match_threshold([1.0, 1.0, 0.5, 0.5], most_false=0.1875) == 1.0


def test_a_pair_must_be_more_likely_right_than_wrong() -> None:
    assert match_threshold([0.999, 0.49], most_false=0.5) == 0.999


@pytest.mark.parametrize("probabilities", [[0.6], [0.1, 0.2]])
def test_no_pair_counts_where_none_is_good_enough(probabilities: list[float]) -> None:
    assert match_threshold(probabilities, most_false=0.01) > max(probabilities)


def test_without_pairs_the_least_probability_holds() -> None:
    assert match_threshold([], most_false=0.01) == 0.5


@given(st.lists(st.floats(0, 1)), st.floats(0, 0.5))
def test_what_counts_keeps_the_promise(probabilities: list[float], most_false: float) -> None:
    threshold = match_threshold(probabilities, most_false=most_false)
    counted = [probability for probability in probabilities if probability >= threshold]
    assert sum(1 - probability for probability in counted) <= most_false * len(counted) + 1e-9
    assert all(probability >= 0.5 for probability in counted)
