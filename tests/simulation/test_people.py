"""The made-up people: valid numbers that nobody shares, names that tell people apart, a registry that shrinks."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.semester import parse_semester_range
from simulation.households import City, poverty_rate
from simulation.look_alikes import look_alike_kind
from simulation.names import fold_spelling, name_table, spell
from sources.regions import kelurahan

SEMESTERS = parse_semester_range("2021S1:2023S1")
CITY = City(2_000, SEMESTERS, seed=5)


def test_no_number_and_no_name_with_birth_date_belongs_to_two() -> None:
    households = [CITY.household(number) for number in CITY.numbers(len(SEMESTERS) - 1)]
    cards = [card for household in households for card in (household.no_kk, household.other_kk)]
    people = [person for household in households for person in household.members]
    niks = [person.nik for person in people if person.nik]
    assert len(set(cards)) == len(cards)
    assert len(set(niks)) == len(niks)
    namesakes = [
        CITY.look_alikes(pair)[1].head for pair in range(CITY.look_alike_pairs) if look_alike_kind(pair) == "namesakes"
    ]
    others = [person for person in people if person not in namesakes]
    assert len(others) == len(people) - len(namesakes)
    assert len({(fold_spelling(person.name), person.birth_date) for person in others}) == len(others)
    assert 0.14 < 1 - len(niks) / len(people) < 0.20


@given(st.integers(0, 1_900_000))
@settings(max_examples=200)
def test_a_nik_says_birth_date_and_sex(number: int) -> None:
    for person in CITY.household(number).members:
        if person.nik:
            assert len(person.nik) == 16
            day, month, year = (int(person.nik[at : at + 2]) for at in (6, 8, 10))
            assert (day > 40) == (person.sex == "P")
            century = 1900 if person.birth_date.year < 2000 else 2000
            assert date(century + year, month, day % 40) == person.birth_date
            assert person.birth_date < SEMESTERS[0].start


def test_the_registry_follows_the_official_rate() -> None:
    listed = [
        sum(CITY.presence(number, index).state in ("poor", "leaving", "back") for number in CITY.numbers(index))
        for index in range(len(SEMESTERS))
    ]
    assert listed[0] == 2_000
    assert listed[-1] < listed[0]
    for semester, count in zip(SEMESTERS, listed, strict=True):
        assert abs(count / 2_000 - poverty_rate(semester) / poverty_rate(SEMESTERS[0])) < 0.03


def test_some_households_leave_in_each_semester_and_some_come_back() -> None:
    for index in range(len(SEMESTERS)):
        states = [CITY.presence(number, index) for number in CITY.numbers(index)]
        leaving = [presence for presence in states if presence.state == "leaving"]
        assert leaving
        assert all(SEMESTERS[index].start <= presence.left_date <= SEMESTERS[index].end for presence in leaving)
        assert any(presence.state == "back" for presence in states) == (index > 0)


def test_households_live_in_all_kelurahan() -> None:
    homes = {CITY.household(number).place.code for number in CITY.numbers(0)}
    assert homes == {place.code for place in kelurahan()}
    assert len(homes) == 29


def test_names_are_distinct_and_often_single() -> None:
    for sex in ("L", "P"):
        names = name_table(sex, 9_992)
        assert len({fold_spelling(name) for name in names}) == 9_992
        assert 0.05 < sum(" " not in name for name in names) / len(names) < 0.5


def test_a_person_is_written_the_same_way_by_those_who_share_a_manner() -> None:
    assert spell("Mohammad Holil", "L", "short") == spell("Mohammad Holil", "L", "short") != "Mohammad Holil"
    assert spell("Sumarto", "L", "capitals") == "SUMARTO"
