"""Persons within a household: whose rows are those of one human being, and whose are not."""

from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from foundation.data_layout import DataLayout
from tests.linked_city import City

_S1, _S2 = "2022S1", "2022S2"
_KK = "3574010101080001"
_NIK, _BORN = "3574015203850004", date(1985, 3, 12)
_SITI: dict[str, Any] = {
    "no_kk": _KK, "nik": _NIK, "nama": "Siti Maryam", "tanggal_lahir": _BORN, "jenis_kelamin": "P",
    "alamat": "Jl. Mastrip 12", "rt": "3", "rw": "2", "kode_wilayah": "35.74.01.1001",
}  # fmt: skip
_HEAD: dict[str, Any] = {
    "no_kk": _KK, "nik_kepala": _NIK, "nama_kepala": "Siti Maryam", "tanggal_lahir_kepala": _BORN,
    "jenis_kelamin_kepala": "P", "alamat": "Jl. Mastrip 12", "rt": "3", "rw": "2", "kode_wilayah": "35.74.01.1001",
}  # fmt: skip

Give = Callable[..., str]


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(DataLayout(tmp_path))


@pytest.fixture
def give(city: City) -> Give:
    def add(semester: str = _S1, by: str = "BAZNAS", **changed: Any) -> str:
        return city.add_receipt(semester, by=by, **{k: v for k, v in (_SITI | changed).items() if v is not None})

    return add


def _persons(city: City) -> Callable[[str], str | None]:
    """Link, and give what says whose a row is: what the linkage says, else its own number."""
    matches = {row["record_id"]: row["person_key"] for row in city.link()["person_match"]}
    rows = [row for rows in city.rows.values() for row in rows]
    own = {
        row["record_id"]: row.get("person_id") or row.get("head_person_id") or row.get("person_match_id")
        for row in rows
    }
    return lambda record_id: matches.get(record_id) or own[record_id]


@pytest.mark.parametrize(
    "changed",
    [
        {"nik": None},
        {"nik": None, "nama": "Hj. St. Mariyam"},
        {"nik": None, "tanggal_lahir": date(1985, 12, 3)},
        {"nik": None, "tanggal_lahir": None},
        {"nik": "3574015203850040"},
        {"nik": "3574015203580004", "nama": "Siti Mariam"},
    ],
    ids=["no NIK", "another spelling", "day for month", "no birth date", "two digits turned", "a typo in the date"],
)  # fmt: skip
def test_a_receipt_of_a_member_is_that_member_s(city: City, give: Give, changed: dict[str, Any]) -> None:
    known, other = give(), give(by="DINSOS", **changed)
    person = _persons(city)
    assert person(known) == f"<{_NIK}>"
    assert person(other) == f"<{_NIK}>"


@pytest.mark.parametrize(
    "changed",
    [
        {"nik": None, "nama": "Siti Aminah"},
        {"nik": None, "tanggal_lahir": date(2007, 3, 12)},
        {"nik": "3574015203850005", "nama": "Sita Maryama"},
        {"nik": "3574011203600001", "tanggal_lahir": date(1960, 3, 12)},
        {"nik": None, "no_kk": "3574042202210456"},
        {"nik": None, "nama": "Siti Maryam 2"},
    ],
    ids=["twins, a word in common", "mother and daughter", "twins", "another NIK", "another household", "a second one"],
)  # fmt: skip
def test_who_is_somebody_else_stays_so(city: City, give: Give, changed: dict[str, Any]) -> None:
    known, other = give(), give(by="DINSOS", **changed)
    person = _persons(city)
    assert person(known) == f"<{_NIK}>"
    assert person(other) not in (None, f"<{_NIK}>")


@pytest.mark.parametrize(
    "changed",
    [{"nama": "Siti Aminah"}, {"tanggal_lahir": date(2007, 3, 12)}],
    ids=["a twin", "a daughter of the name"],
)
def test_who_is_somebody_else_stays_so_where_nearly_all_others_are_one(
    city: City, give: Give, changed: dict[str, Any]
) -> None:
    for at in range(40):
        home = {"no_kk": f"35740112121{at:02}012", "tanggal_lahir": date(1980, 1, at % 28 + 1)}
        give(nik=f"357401{at % 28 + 41}0180{at:04}", **home)
        give(by="DINSOS", nik=None, **home)
    known, other = give(), give(by="DINSOS", nik=None, **changed)
    person = _persons(city)
    assert person(known) == f"<{_NIK}>"
    assert person(other) != f"<{_NIK}>"


def test_the_head_s_nik_goes_before_a_slip_that_is_written_more_often(city: City, give: Give) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    wrong = [give(by=by, nik="3574015203850040") for by in ("BAZNAS", "DINSOS", "DISDIKBUD")]
    person = _persons(city)
    assert {person(receipt) for receipt in wrong} == {f"<{_NIK}>"}


def test_a_head_without_nik_is_found_by_a_receipt(city: City, give: Give) -> None:
    head = city.add_head("keluarga", _S1, **{k: v for k, v in _HEAD.items() if k != "nik_kepala"})
    receipt = give()
    person = _persons(city)
    assert person(head) == person(receipt) == f"<{_NIK}>"


def test_many_receipts_without_any_number_are_one_member_s(city: City, give: Give) -> None:
    give()
    nameless = [give(by=f"DINAS{number}", nik=None, tanggal_lahir=None) for number in range(9)]
    person = _persons(city)
    assert {person(receipt) for receipt in nameless} == {f"<{_NIK}>"}


def test_two_niks_of_one_name_are_not_joined_by_a_third_row(city: City, give: Give) -> None:
    mother, daughter = give(), give(nik="3574015203070001", tanggal_lahir=None)
    unclear = give(nik=None, tanggal_lahir=None)
    person = _persons(city)
    assert person(mother) == f"<{_NIK}>"
    assert person(daughter) == "<3574015203070001>"
    assert person(unclear) in (None, f"<{_NIK}>", "<3574015203070001>")


def test_who_is_first_seen_without_nik_keeps_the_key_when_it_becomes_known(city: City, give: Give) -> None:
    before = give(nik=None)
    with_nik, again = give(_S2), give(_S2, by="DINSOS", no_kk="3574042202210456")
    person = _persons(city)
    assert person(before) == person(with_nik) == person(again) == f"<Siti Maryam {_BORN}>"


def test_a_later_semester_changes_nobody_s_earlier_rows(city: City, give: Give) -> None:
    give(), give(nik=None, by="DINSOS"), give(nik="3574015203850040", by="DISDIKBUD")
    before = city.link()["person_match"]
    assert before
    give(_S2), give(_S2, nik=None, by="DINSOS")
    assert [row for row in city.link()["person_match"] if row["semester"] == _S1] == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_institutions_does_not_matter(city: City, give: Give, order: tuple[int, ...]) -> None:
    written = ({}, {"nik": None}, {"nik": "3574015203850040"})
    receipts = [give(by=f"DINAS{place}", **written[place]) for place in order]
    person = _persons(city)
    assert {person(receipt) for receipt in receipts} == {f"<{_NIK}>"}


def test_a_person_match_is_probable_and_tells_how(city: City, give: Give) -> None:
    give()
    other = give(by="DINSOS", nik=None)
    (match,) = city.link()["person_match"]
    assert (match["record_id"], match["dataset"], match["institution_code"]) == (other, "penerima", "DINSOS")
    assert 0.9 < match["match_probability"] < 1


def _changes(city: City) -> list[tuple[str, str, str]]:
    return [(row["semester"], row["other_person_key"], row["person_key"]) for row in city.link()["person_change"]]


def test_two_persons_who_turn_out_to_be_one_are_recorded_and_the_earlier_rows_stay(city: City, give: Give) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    nameless = f"<Siti Maryam {_BORN}>"
    elsewhere = give(nik=None, no_kk="3574042202210456")
    assert _changes(city) == []
    city.add_head("keluarga", _S2, **_HEAD | {"no_kk": "3574042202210456"})
    again = give(_S2, nik=None, no_kk="3574042202210456")
    assert _changes(city) == [(_S2, nameless, f"<{_NIK}>")]
    person = _persons(city)
    assert (person(elsewhere), person(again)) == (nameless, f"<{_NIK}>")
    later = give("2023S1", nik=None, no_kk="3574042202210456")
    assert _persons(city)(later) == f"<{_NIK}>"
    assert _changes(city) == [(_S2, nameless, f"<{_NIK}>")]


def test_who_ends_in_another_one_without_a_row_of_the_semester_is_that_one_later_too(city: City, give: Give) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    give(nik=None, no_kk="3574042202210456")
    city.add_head("keluarga", _S2, **_HEAD | {"no_kk": "3574042202210456"})
    assert [semester for semester, *_ in _changes(city)] == [_S2]
    later = give("2023S1", nik=None, no_kk="3574042202210456")
    assert _persons(city)(later) == f"<{_NIK}>"


def test_nobody_ends_where_only_new_rows_join_who_is_known(city: City, give: Give) -> None:
    give(), give(nik=None, by="DINSOS")
    give(_S2, nik=None), give(_S2, by="DINSOS", nik="3574015203850040")
    assert _changes(city) == []
