"""How clerks slip: never so that nothing is changed, nor so that somebody else is meant."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.semester import parse_semester_range
from simulation.households import City
from simulation.look_alikes import FIRST_LOOK_ALIKE
from simulation.names import name_table
from simulation.slips import (
    WrongNumbers,
    another_address,
    another_manner,
    default_birth_date,
    mistyped_birth_date,
    mistyped_digits,
    mistyped_name,
    without_zeros,
)

CITY = City(2_000, parse_semester_range("2022S1:2022S2"), seed=5)
LATEST = date(2006, 1, 1)
draws = st.integers(0, 2**32).map(Random)


@given(st.sampled_from("LP"), st.integers(0, 9_991), draws)
def test_a_name_is_written_otherwise_and_stays_a_name(sex: str, place: int, draw: Random) -> None:
    name = name_table(sex, 9_992)[place]
    for other in (another_manner(name, sex, draw), mistyped_name(name, draw)):
        assert other != name
        assert other.strip() == other
        assert other[0].isupper()


def test_names_are_written_in_all_manners() -> None:
    written = {another_manner("Mohammad Syafii", "L", Random(seed)) for seed in range(200)}
    assert written >= {"M. Syafii", "Syafii Mohammad", "H. Mohammad Syafii", "Mohamad Syafii", "Mohammad Safii"}


@given(draws)
def test_an_address_keeps_street_and_number(draw: Random) -> None:
    other = another_address("Jl. Raya Bromo No. 12", draw)
    assert other != "Jl. Raya Bromo No. 12"
    assert "Raya Bromo" in other
    assert other.endswith("12")
    assert without_zeros("003") == "3"
    assert without_zeros("010") == "10"


@given(st.dates(date(1932, 1, 1), date(2005, 12, 31)), draws)
def test_a_birth_date_is_mistyped_by_swapping_or_by_one_digit(born: date, draw: Random) -> None:
    other = mistyped_birth_date(born, LATEST, draw)
    is_swapped = (other.day, other.month, other.year) == (born.month, born.day, born.year)
    digits = zip(f"{other:%d%m%Y}", f"{born:%d%m%Y}", strict=True)
    assert other != born
    assert is_swapped or sum(one != another for one, another in digits) == 1
    assert other <= LATEST


def test_the_birth_date_of_those_born_on_a_default_day_is_no_default() -> None:
    assert default_birth_date(date(1970, 3, 4), Random(1)) in (date(1970, 1, 1), date(1970, 7, 1))
    assert default_birth_date(date(1970, 1, 1), Random(1)) is None
    assert default_birth_date(date(1970, 7, 1), Random(1)) is None


@given(draws)
def test_a_mistyped_number_has_one_digit_wrong_or_two_neighbours_transposed(draw: Random) -> None:
    right = "3574010101700001"
    wrong = next(mistyped_digits(right, draw))
    places = [at for at in range(16) if wrong[at] != right[at]]
    assert len(wrong) == 16
    assert len(places) == 1 or (
        len(places) == 2 and places[1] - places[0] == 1 and sorted(wrong) == sorted(right)
    )  # fmt: skip


@pytest.mark.parametrize("number", [0, 7, 1_999, 4_000_003, FIRST_LOOK_ALIKE, FIRST_LOOK_ALIKE + 5])
def test_the_city_knows_which_numbers_are_held(number: int) -> None:
    household = CITY.household(number)
    niks = [person.nik for person in household.members if person.nik]
    assert all(CITY.holds(digits) for digits in (household.no_kk, household.other_kk, *niks))


def test_the_city_knows_which_numbers_are_free() -> None:
    stranger = CITY.household(1_900_000)
    assert not CITY.holds(stranger.no_kk)
    # The area is part of the number: nobody else has the rest of it.
    area = "357401" if CITY.household(3).no_kk[:6] != "357401" else "357402"
    assert not CITY.holds(area + CITY.household(3).no_kk[6:])
    assert not CITY.holds("9" * 16)


def test_a_wrong_number_is_nobodys_and_never_given_twice() -> None:
    numbers = WrongNumbers(CITY)
    wrong: dict[str, str] = {}
    for number in range(600):
        right = CITY.household(number).no_kk
        for seed in range(3):
            other = numbers.mistype(right, Random(seed))
            assert wrong.setdefault(other, right) == right
            assert not CITY.holds(other)
            assert other != right


def test_a_wrong_number_that_is_somebodys_is_not_taken() -> None:
    niks = [person.nik for number in range(2_000) for person in CITY.household(number).members if person.nik]
    taken = next(nik for nik in niks if nik.endswith("0"))
    numbers = WrongNumbers(CITY)
    assert numbers.cut(taken[:-1] + "5") is None
    assert numbers.cut(taken) is None
    cut = numbers.cut(niks[0][:-1] + "3")
    assert cut is None or cut == niks[0][:-1] + "0"
