"""Which clusters become one: no chains of unrelated units, no giants, no cannot-link pair."""

from hypothesis import given
from hypothesis import strategies as st

from linkage.merging import UnitPair, merge_units


def _pairs(*pairs: tuple[int, int]) -> list[UnitPair]:
    return [UnitPair(left, right, 0.99 - at / 100) for at, (left, right) in enumerate(pairs)]


def test_a_pair_becomes_one_under_its_smaller_number() -> None:
    assert merge_units(_pairs((3, 7)), set()) == {3: 3, 7: 3}


def test_a_third_joins_where_half_of_what_is_there_speaks_for_it() -> None:
    assert merge_units(_pairs((1, 2), (2, 3)), set()) == {1: 1, 2: 1, 3: 1}


def test_a_third_that_contradicts_one_of_two_stays_apart() -> None:
    assert merge_units(_pairs((1, 2), (2, 3)), {(1, 3)}) == {1: 1, 2: 1}


def test_the_more_probable_of_two_that_contradict_each_other_joins() -> None:
    assert merge_units(_pairs((2, 3), (1, 2)), {(1, 3)}) == {2: 2, 3: 2}


def test_a_chain_does_not_grow_by_its_ends() -> None:
    assert merge_units(_pairs((1, 2), (2, 3), (3, 4)), set()) == {1: 1, 2: 1, 3: 1}


def test_not_even_those_who_all_agree_become_a_giant() -> None:
    everybody = _pairs(*[(left, right) for left in range(8) for right in range(left + 1, 8)])
    groups = merge_units(everybody, set())
    assert max(list(groups.values()).count(group) for group in groups.values()) == 4


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.5, 1)).filter(lambda p: p[0] < p[1])),
    st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1])),
)
def test_no_group_ever_holds_a_contradiction(
    pairs: list[tuple[int, int, float]], cannot_links: set[tuple[int, int]]
) -> None:
    groups = merge_units([UnitPair(*pair) for pair in pairs], cannot_links)
    assert not any(left in groups and groups[left] == groups.get(right) for left, right in cannot_links)
    assert all(groups[group] == group <= unit for unit, group in groups.items())
