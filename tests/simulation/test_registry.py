"""What registry and lists of those who left hold in a whole city: every kind of slip, and truth and rows agree."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from foundation.semester import parse_semester_range
from simulation.households import City
from simulation.look_alikes import is_look_alike
from simulation.oracle import Finding, Memory, findings_of
from simulation.people import Household
from simulation.probable_matches import PROBABLE_DEPARTURES, PROBABLE_LISTINGS
from simulation.registry import Entry, RegistryOffice
from simulation.rows import Location, PlacedRow, Row
from simulation.slips import WrongNumbers

SEMESTERS = parse_semester_range("2022S2:2023S1")
HOUSEHOLDS = 5_000


@dataclass
class Case:
    """All that is listed of a household in a semester, and what the oracle finds in it."""

    index: int
    household: Household
    state: str
    listed: list[Row]
    departed: list[Row]
    findings: list[Finding]

    def finding(self, rule: str) -> Finding | None:
        return next((finding for finding in self.findings if finding["rule_code"] == rule), None)


def placed(entry: Entry, at: int) -> PlacedRow:
    return PlacedRow(entry.row, Location(entry.institution, "x.xlsx", entry.row.dataset, at), is_accepted=True)


def make_cases(city: City) -> Iterator[Case]:
    numbers, memories = WrongNumbers(city), {}
    for index, semester in enumerate(city.semesters):
        office, leavers = RegistryOffice(city, index, numbers), 0
        for number in city.numbers(index):
            household, presence = city.household(number), city.presence(number, index)
            leavers += presence.state == "leaving"
            is_notable = presence.state == "leaving" and not is_look_alike(number) and leavers % 2 == 1
            listed = office.entries(household, presence, is_notable=is_notable)
            is_counted = any(entry.row.values["status"] == "miskin" for entry in listed)
            departed = office.departures(household, presence, is_notable=is_notable, is_still_counted=is_counted)
            rows = [placed(entry, at) for at, entry in enumerate([*listed, *departed])]
            memory = memories.setdefault(number, Memory())
            findings = findings_of(household, rows, semester, memory)
            listed_rows, departed_rows = ([entry.row for entry in entries] for entries in (listed, departed))
            yield Case(index, household, presence.state, listed_rows, departed_rows, findings)


@pytest.fixture(scope="module")
def city() -> City:
    return City(HOUSEHOLDS, SEMESTERS, seed=1)


@pytest.fixture(scope="module")
def cases(city: City) -> list[Case]:
    return list(make_cases(city))


def twice(cases: list[Case], *kinds: str) -> list[tuple[Household, Row, Row]]:
    return [
        (one.household, *one.listed)
        for one in cases
        if len(one.listed) == 2 and one.listed[1].match_kind in (kinds or PROBABLE_LISTINGS)
    ]


def departures(cases: list[Case], *kinds: str) -> list[tuple[Household, Row]]:
    return [
        (one.household, row)
        for one in cases
        for row in one.departed
        if row.match_kind in (kinds or PROBABLE_DEPARTURES)
    ]


def differing(one: str, other: str) -> int:
    return sum(left != right for left, right in zip(one, other, strict=True))


@pytest.mark.parametrize("index", [0, 1])
def test_every_kind_is_there_several_times_in_each_semester(cases: list[Case], index: int) -> None:
    of_semester = [one for one in cases if one.index == index]
    listings = Counter(second.match_kind for _, _, second in twice(of_semester))
    assert listings.keys() == PROBABLE_LISTINGS.keys()
    assert min(listings.values()) >= 8
    assert 0.015 < listings.total() / HOUSEHOLDS < 0.022
    left = [finding for one in of_semester if (finding := one.finding("left_poverty_still_counted"))]
    kinds = Counter(finding["kind"] for finding in left if finding["matched_by"] == "probable")
    assert kinds.keys() == PROBABLE_DEPARTURES.keys()
    assert min(kinds.values()) >= 3
    assert 45 <= len(left) <= 70
    assert 0.25 < kinds.total() / len(left) < 0.40


def test_a_small_city_shows_some() -> None:
    small = list(make_cases(City(60, SEMESTERS, seed=1)))
    assert len({second.match_kind for _, _, second in twice(small)}) >= 2
    assert departures(small)


def test_the_two_rows_share_no_number(cases: list[Case]) -> None:
    for _, first, second in twice(cases):
        assert first.values["no_kk"] != second.values["no_kk"]
        assert second.values["nik_kepala"] is None or first.values["nik_kepala"] != second.values["nik_kepala"]


def test_the_same_goes_for_those_who_left(cases: list[Case]) -> None:
    for household, row in departures(cases):
        assert row.values["no_kk"] != household.no_kk
        assert row.values["nik_kepala"] is None or row.values["nik_kepala"] != household.head.nik
        assert row.values["no_kk"] or row.values["nik_kepala"]


def test_numbers_stay_whole_and_belong_to_one_household_alone(city: City, cases: list[Case]) -> None:
    holders: dict[str, int] = {}
    for one in cases:
        for row in (*one.listed, *one.departed):
            for column in ("no_kk", "nik_kepala"):
                digits = row.text(column)
                if digits is not None:
                    assert len(digits) == 16
                    assert digits.isascii()
                    assert digits.isdigit()
                    assert holders.setdefault(digits, one.household.number) == one.household.number
    for one in cases:
        for member in one.household.members[1:]:
            assert holders.get(member.nik or "", one.household.number) == one.household.number


def test_truth_and_rows_agree(cases: list[Case]) -> None:
    for one in cases:
        duplicate = one.finding("duplicate_household")
        assert (duplicate is not None) == (len(one.listed) == 2)
        if duplicate is not None and one.listed[1].match_kind:
            assert (duplicate["matched_by"], duplicate["kind"]) == ("probable", one.listed[1].match_kind)
            cards = sorted(str(row.values["no_kk"]) for row in one.listed)
            assert duplicate["no_kk"] + duplicate["related_no_kk"] == cards
        left = one.finding("left_poverty_still_counted")
        is_counted = bool(one.listed) and one.listed[0].values["status"] == "miskin"
        assert (left is not None) == (is_counted and one.state in ("leaving", "left"))
        if left is not None and one.departed:
            assert left["kind"] == one.departed[0].match_kind or (one.departed[0].match_kind is None)
            assert {row.text("no_kk") for row in (*one.listed, *one.departed)} - {None} <= set(left["no_kk"])


def test_some_departures_are_named_probably_though_the_registry_has_noticed(cases: list[Case]) -> None:
    noticed = [one for one in cases if departures([one]) and one.listed[0].values["status"] == "tidak_miskin"]
    assert len(noticed) >= 10
    assert all(one.finding("left_poverty_still_counted") is None for one in noticed)


def test_mistyped_numbers_differ_by_a_digit_or_by_two_neighbours(cases: list[Case]) -> None:
    for household, _, second in twice(cases, "mistyped_kk", "mistyped_birth_date"):
        assert differing(str(second.values["no_kk"]), household.no_kk) <= 2
    for household, _, second in twice(cases, "mistyped_nik"):
        assert second.values["no_kk"] == household.other_kk
        assert differing(str(second.values["nik_kepala"]), str(household.head.nik)) <= 2
    for household, row in departures(cases, "mistyped_kk", "name_only_variant"):
        assert differing(str(row.values["no_kk"]), household.no_kk) <= 2
        assert row.values["nik_kepala"] is None


def test_cut_and_swapped_numbers(cases: list[Case]) -> None:
    cut = [(household, row) for household, _, row in twice(cases, "cut_nik")] + departures(cases, "cut_nik")
    for household, row in cut:
        assert row.values["nik_kepala"] == str(household.head.nik)[:-1] + "0"
        assert row.values["no_kk"] == household.other_kk
    for household, _, second in twice(cases, "swapped_columns"):
        assert (second.values["no_kk"], second.values["nik_kepala"]) == (household.head.nik, household.no_kk)


def test_who_moved_lives_elsewhere_and_a_reissued_card_does_not(cases: list[Case]) -> None:
    for household, _, second in twice(cases, "moved"):
        assert second.values["kode_wilayah"] != household.place
    for household, first, second in twice(cases, "reissued_kk"):
        assert second.values["kode_wilayah"] == household.place
        assert second.values["alamat"] != household.address
        assert second.values["nama_kepala"] != first.values["nama_kepala"]
        assert second.values["rt"] == household.rt.lstrip("0")


def test_birth_dates_with_slips(cases: list[Case]) -> None:
    for household, _, second in twice(cases, "default_birth_date"):
        born = second.day("tanggal_lahir_kepala")
        assert born in (date(household.head.birth_date.year, 1, 1), date(household.head.birth_date.year, 7, 1))
    for household, first, second in twice(cases, "mistyped_birth_date"):
        assert second.day("tanggal_lahir_kepala") != household.head.birth_date
        assert second.values["nama_kepala"] != first.values["nama_kepala"]
        assert second.values["alamat"] == household.address


def test_who_is_named_by_an_old_card_alone_is_the_only_one_of_the_name_in_the_kelurahan(
    city: City, cases: list[Case]
) -> None:
    named = Counter((one.household.head.name, one.household.place.code) for one in cases if one.index == 1)
    for household, row in departures(cases, "old_kk"):
        assert not city.has_namesake_nearby(household)
        assert named[household.head.name, household.place.code] == 1
        assert row.values["no_kk"] == household.other_kk
        assert row.values["nama_kepala"] == household.head.name


def test_look_alikes_are_listed_once_and_no_finding(cases: list[Case]) -> None:
    for one in cases:
        if is_look_alike(one.household.number) and one.state != "left":
            assert len(one.listed) == 1
            assert one.findings == []
            assert one.listed[0].values["status"] == ("miskin" if one.state == "poor" else "tidak_miskin")


def test_namesakes_that_leave_are_named_by_one_number_of_their_own(cases: list[Case]) -> None:
    left = [(one.household, row) for one in cases if is_look_alike(one.household.number) for row in one.departed]
    assert len(left) >= 2
    for household, row in left:
        numbers = (row.values["no_kk"], row.values["nik_kepala"])
        assert numbers in ((household.no_kk, None), (None, household.head.nik))
