"""Receipts whose numbers nobody knows: whom they probably mean, and whom they do not."""

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from foundation.data_layout import DataLayout
from tests.linked_city import City, household_of

_S1, _S2 = "2022S1", "2022S2"
_HEAD: dict[str, Any] = {
    "no_kk": "3574010101080001",
    "nik_kepala": "3574011708600003",
    "nama_kepala": "Sukarno Hadi",
    "tanggal_lahir_kepala": date(1960, 8, 17),
    "jenis_kelamin_kepala": "L",
    "alamat": "Jl. Mastrip No. 12",
    "rt": "003",
    "rw": "002",
    "kode_wilayah": "35.74.01.1001",
}
_PERSON: dict[str, Any] = {
    "no_kk": "3574010101080001",
    "nik": "3574011708600003",
    "nama": "Sukarno Hadi",
    "tanggal_lahir": date(1960, 8, 17),
    "jenis_kelamin": "L",
    "alamat": "Jl. Mastrip 12",
    "rt": "3",
    "rw": "2",
    "kode_wilayah": "35.74.01.1001",
}


@pytest.fixture
def city(tmp_path: Path) -> City:
    """A city of other households, and that of Sukarno Hadi, all listed in the first semester."""
    city = City(DataLayout(tmp_path))
    given, family = ("Bambang", "Totok", "Wagiman", "Imam", "Rukman", "Nanang"), ("Wijaya", "Lestari", "Prasetyo")
    for at, (first, last) in enumerate(product(given, family)):
        born = date(1950 + at, 1 + at % 12, 10 + at % 18)
        city.add_head(
            "keluarga", _S1, no_kk=f"35740{at % 5 + 1}1212{at:02}0{at:02}7", nama_kepala=f"{first} {last}",
            nik_kepala=f"357402{born:%d%m%y}0{at:02}1", tanggal_lahir_kepala=born, jenis_kelamin_kepala="L",
            alamat=f"Gang Melati {at}", rt=f"{at}", rw="9", kode_wilayah=f"35.74.02.100{at % 6 + 1}",
        )  # fmt: skip
    return city


def _receipt(city: City, semester: str = _S1, by: str = "BAZNAS", **changed: Any) -> str:
    return city.add_receipt(semester, by=by, **{k: v for k, v in (_PERSON | changed).items() if v is not None})


def _membership(linked: dict[str, list[dict[str, Any]]], record_id: str) -> dict[str, Any]:
    return next(row for row in linked["household_membership"] if row["record_id"] == record_id)


@pytest.mark.parametrize(
    "changed",
    [
        {"no_kk": "3574010101080007", "nik": None},
        {"no_kk": None, "nik": "3574011708600030", "nama": "H. Soekarno Hadi"},
        {"no_kk": None, "nik": None},
        {"no_kk": "3574012202210456", "nik": None},
    ],
    ids=["a typo in the card", "a typo in the NIK", "no number at all", "another card"],
)
def test_a_receipt_with_wrong_numbers_finds_the_household_of_the_head(city: City, changed: dict[str, Any]) -> None:
    listed = city.add_head("keluarga", _S1, **_HEAD)
    receipt = _receipt(city, **changed)
    linked = city.link()
    found = _membership(linked, receipt)
    assert found["household_key"] == household_of(linked, listed)
    assert found["is_registered"]
    assert 0.5 < found["match_probability"] < 1


@pytest.mark.parametrize(
    "changed",
    [
        {"nik": "3574011708600004", "no_kk": "3574010101080002", "nama": "Sukarni Hadi"},
        {"nik": None, "no_kk": "3574042202210456", "tanggal_lahir": date(1985, 2, 3)},
        {"nik": "3574041708600001", "no_kk": "3574042202210456", "kode_wilayah": "35.74.04.1003", "alamat": "Jl. Ikan"},
        {"nik": None, "no_kk": "3574042202210456", "nama": "Bambang Sudiro", "alamat": "Jl. Ikan 2"},
    ],
    ids=["a twin", "a son of the name", "a namesake elsewhere", "born on one day"],
)  # fmt: skip
def test_a_receipt_of_somebody_else_founds_a_household(city: City, changed: dict[str, Any]) -> None:
    listed = city.add_head("keluarga", _S1, **_HEAD)
    receipt = _receipt(city, **changed)
    linked = city.link()
    found = _membership(linked, receipt)
    assert found["household_key"] != household_of(linked, listed)
    assert (found["is_registered"], found["match_probability"]) == (False, None)


def test_a_receipt_without_a_card_follows_the_other_receipts_of_its_person(city: City) -> None:
    listed = city.add_head("keluarga", _S1, **(_HEAD | {"nik_kepala": "3574011708600003"}))
    typo = {"nik": "3574011708600030"}
    with_card = _receipt(city, no_kk="3574010101080010", **typo)
    without = _receipt(city, no_kk=None, **typo)
    linked = city.link()
    assert {household_of(linked, record) for record in (listed, with_card, without)} == {household_of(linked, listed)}
    assert _membership(linked, without)["match_probability"] == _membership(linked, with_card)["match_probability"]


def test_a_number_found_probably_means_nobody_for_others(city: City) -> None:
    """The wrong card of a receipt may be the right one of another household, which comes with the next registry."""
    city.add_head("keluarga", _S1, **_HEAD)
    receipt = _receipt(city, no_kk="3574010101080007", nik=None)
    other = city.add_head(
        "keluarga", _S2, no_kk="3574010101080007", nik_kepala="3574010203700009", nama_kepala="Totok Kuswanto",
        tanggal_lahir_kepala=date(1970, 3, 2), jenis_kelamin_kepala="L", kode_wilayah="35.74.01.1001",
    )  # fmt: skip
    linked = city.link()
    assert household_of(linked, receipt) != household_of(linked, other)


def test_a_recipient_of_a_later_semester_finds_who_is_known_from_before(city: City) -> None:
    listed = city.add_head("keluarga", _S1, **_HEAD)
    receipt = _receipt(city, _S2, no_kk="3574010101080007", nik=None)
    city.add_head(
        "keluarga", _S2, no_kk="3574030303080001", nik_kepala="3574030404700001", nama_kepala="Imam Wijaya",
        tanggal_lahir_kepala=date(1970, 4, 4), jenis_kelamin_kepala="L", kode_wilayah="35.74.03.1001",
    )  # fmt: skip
    linked = city.link()
    found = _membership(linked, receipt)
    assert found["household_key"] == household_of(linked, listed)
    assert not found["is_registered"]


def test_scores_of_recipients_are_kept_apart_and_train_nothing(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    _receipt(city, no_kk="3574010101080007", nik=None)
    first = city.link()
    folder = city.layout.kept_linkage(_S1)
    written = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert {"recipient_pair.parquet", "scored_pair.parquet", "model.json"} <= set(written)
    assert city.link() == first
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == written
    _receipt(city, no_kk="3574010101080005", nik=None)
    city.link()
    again = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert {name for name in written if again.get(name) != written[name] and not name.startswith("known_row")} == {
        "recipient_pair.parquet",
        "recipient_pair.json",
    }
