"""Households that look like one and are two: of every kind, alike in what makes the kind, and never the same."""

from collections import Counter

import pytest

from foundation.semester import parse_semester_range
from simulation.households import City
from simulation.look_alikes import LOOK_ALIKES, look_alike_kind
from simulation.names import name_table
from simulation.people import Household

SEMESTERS = parse_semester_range("2022S1:2023S1")
CITY = City(5_000, SEMESTERS, seed=3)
PAIRS = [(look_alike_kind(number), *CITY.look_alikes(number)) for number in range(CITY.look_alike_pairs)]


def pairs(kind: str) -> list[tuple[Household, Household]]:
    return [(first, second) for of_kind, first, second in PAIRS if of_kind == kind]


def test_one_household_in_a_hundred_is_one_of_a_pair_and_a_small_city_has_every_kind() -> None:
    assert Counter(kind for kind, _, _ in PAIRS) == dict.fromkeys(LOOK_ALIKES, 5)
    assert City(60, SEMESTERS, seed=3).look_alike_pairs == len(LOOK_ALIKES)
    assert City(1, SEMESTERS, seed=3).look_alike_pairs == 0


def test_the_two_share_no_number_and_follow_from_theirs_alone() -> None:
    for _, first, second in PAIRS:
        assert CITY.household(first.number) == first
        assert CITY.household(second.number) == second
        assert not {first.no_kk, first.other_kk} & {second.no_kk, second.other_kk}
        assert first.head.nik is None or first.head.nik != second.head.nik


def test_names_of_heads_are_nobody_elses() -> None:
    others = {*name_table("L", 9_992), *name_table("P", 9_992)}
    assert not others & {household.head.name for _, *both in PAIRS for household in both}


def test_twins_were_born_and_registered_together() -> None:
    for first, second in pairs("twins"):
        assert first.head.birth_date == second.head.birth_date
        assert first.head.name != second.head.name
        assert first.head.nik is not None
        assert second.head.nik is not None
        assert int(second.head.nik) - int(first.head.nik) == 1


def test_father_and_son_have_one_name_and_address() -> None:
    for first, second in pairs("father_and_son"):
        assert first.head.name == second.head.name
        assert (first.address, first.rt, first.rw, first.place) == (
            second.address, second.rt, second.rw, second.place
        )  # fmt: skip
        assert 20 <= (second.head.birth_date - first.head.birth_date).days / 365.25 <= 35.1
        assert (first.head.nik is None) == (second.head.nik is None)
    assert {first.head.nik is None for first, _ in pairs("father_and_son")} == {True, False}


def test_namesakes_have_all_but_number_and_place_in_common() -> None:
    for first, second in pairs("namesakes"):
        assert (first.head.name, first.head.birth_date) == (second.head.name, second.head.birth_date)
        assert first.place.kecamatan_code != second.place.kecamatan_code
        assert first.head.nik
        assert second.head.nik


def test_a_split_household_has_its_address_in_common_alone() -> None:
    for first, second in pairs("split"):
        assert (first.address, first.rt, first.rw, first.place) == (
            second.address, second.rt, second.rw, second.place
        )  # fmt: skip
        assert first.head.name != second.head.name
        assert first.head.birth_date < second.head.birth_date


def test_neighbours_of_one_name_differ_by_their_birth_dates() -> None:
    for first, second in pairs("same_name_neighbours"):
        one, other = first.head.birth_date, second.head.birth_date
        assert first.head.name == second.head.name
        assert (first.rt, first.rw, first.place) == (second.rt, second.rw, second.place)
        assert one.day != other.day
        assert one.month != other.month
        assert one.year != other.year
        assert first.head.nik is None
        assert second.head.nik is None


def test_look_alikes_stay_poor_but_for_some_namesakes() -> None:
    states = {
        household.number: [CITY.presence(household.number, index).state for index in range(len(SEMESTERS))]
        for _, *both in PAIRS
        for household in both
    }
    leavers = {second.number for _, second in pairs("namesakes") if "leaving" in states[second.number]}
    assert 0 < len(leavers) < len(pairs("namesakes"))
    assert all(set(of_one) == {"poor"} for number, of_one in states.items() if number not in leavers)


@pytest.mark.parametrize("households", [60, 5_000])
def test_the_registry_has_as_many_households_with_look_alikes_as_without(households: int) -> None:
    city = City(households, SEMESTERS, seed=3)
    states = Counter(city.presence(number, 0).state for number in city.numbers(0))
    assert states["poor"] + states["leaving"] == households
