"""Receipts whose numbers nobody knows: whom they probably mean, and whom they do not."""

from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from foundation.data_layout import DataLayout
from tests.linkage.story_heads import Row, elsewhere, listed, old_spelling, other_card, twin
from tests.linked_city import City, household_of

_S1, _S2 = "2022S1", "2022S2"
_HEAD = listed()
_MISTYPED = _HEAD["no_kk"][:-1] + "7"


def _person(head: Row) -> Row:
    """Give what a receipt says of a head whose every word is known."""
    return {
        "no_kk": head["no_kk"],
        "nik": head["nik_kepala"],
        "nama": head["nama_kepala"],
        "tanggal_lahir": head["tanggal_lahir_kepala"],
        "jenis_kelamin": "L",
        "alamat": "Jl. Mastrip 12",
        "rt": "3",
        "rw": "2",
        "kode_wilayah": head["kode_wilayah"],
    }


def _small_city(folder: Path) -> City:
    """Give a city of households that have nothing to do with any story, listed in the first semester."""
    city = City(DataLayout(folder))
    given, family = ("Bambang", "Totok", "Wagiman", "Imam", "Rukman", "Nanang"), ("Wijaya", "Lestari", "Prasetyo")
    for at, (first, last) in enumerate(product(given, family)):
        born = date(1950 + at, 1 + at % 12, 10 + at % 18)
        city.add_head(
            "keluarga", _S1, no_kk=f"35740{at % 5 + 1}1212{at:02}0{at:02}7", nama_kepala=f"{first} {last}",
            nik_kepala=f"357402{born:%d%m%y}0{at:02}1", tanggal_lahir_kepala=born, jenis_kelamin_kepala="L",
            alamat=f"Gang Melati {at}", rt=f"{at}", rw="9", kode_wilayah=f"35.74.02.100{at % 6 + 1}",
        )  # fmt: skip
    return city


@pytest.fixture
def city(tmp_path: Path) -> City:
    return _small_city(tmp_path)


def _receipt(city: City, semester: str = _S1, by: str = "BAZNAS", head: Row = _HEAD, **changed: Any) -> str:
    said = _person(head) | changed
    return city.add_receipt(semester, by=by, **{name: value for name, value in said.items() if value is not None})


def _membership(linked: dict[str, list[dict[str, Any]]], record_id: str) -> dict[str, Any]:
    return next(row for row in linked["household_membership"] if row["record_id"] == record_id)


#: What a receipt of the head says otherwise.
_HIS: dict[str, Callable[[Row], Row]] = {
    "a typo in the card": lambda head: {"no_kk": head["no_kk"][:-1] + "7", "nik": None},
    "a typo in the NIK": lambda head: {
        "no_kk": None,
        "nik": head["nik_kepala"][:-2] + "30",
        "nama": f"H. {old_spelling(head['nama_kepala'])}",
    },
    "no number at all": lambda head: {"no_kk": None, "nik": None},
    "another card": lambda head: {"no_kk": other_card(head), "nik": None},
}
#: What a receipt of somebody else says otherwise.
_NOT_HIS: dict[str, Callable[[Row], Row]] = {
    "a twin": lambda head: {
        "nik": head["nik_kepala"][:-1] + "4",
        "no_kk": head["no_kk"][:-1] + "2",
        "nama": twin(head["nama_kepala"]),
    },
    "a son of the name": lambda head: {
        "nik": None,
        "no_kk": other_card(head),
        "tanggal_lahir": date(1985, 2, head["tanggal_lahir_kepala"].day),
    },
    "a namesake elsewhere": lambda head: {
        "nik": f"3574{elsewhere(head)['kode_wilayah'][6:8]}{head['nik_kepala'][6:12]}0001",
        "no_kk": f"3574{elsewhere(head)['kode_wilayah'][6:8]}{other_card(head)[6:]}",
        "kode_wilayah": elsewhere(head)["kode_wilayah"],
        "alamat": "Jl. Ikan",
    },
    "born on one day": lambda head: {
        "nik": None,
        "no_kk": other_card(head),
        "nama": "Bambang Sudiro",
        "alamat": "Jl. Ikan 2",
    },
}


@pytest.fixture(scope="module")
def matched(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[dict[str, Any], str]]:
    """Link a city in which all these receipts are; give what says whose a story's receipt is, and the head's key."""
    city, rows = _small_city(tmp_path_factory.mktemp("matched")), {}
    for number, (story, change) in enumerate((_HIS | _NOT_HIS).items()):
        head = listed(number)
        rows[story] = (city.add_head("keluarga", _S1, **head), _receipt(city, head=head, **change(head)))
    linked = city.link()
    return lambda story: (_membership(linked, rows[story][1]), household_of(linked, rows[story][0]))


@pytest.mark.parametrize("story", _HIS)
def test_a_receipt_with_wrong_numbers_finds_the_household_of_the_head(matched: Any, story: str) -> None:
    found, household = matched(story)
    assert found["household_key"] == household
    assert found["is_registered"]
    assert 0.5 < found["match_probability"] < 1


@pytest.mark.parametrize("story", _NOT_HIS)
def test_a_receipt_of_somebody_else_founds_a_household(matched: Any, story: str) -> None:
    found, household = matched(story)
    assert found["household_key"] != household
    assert (found["is_registered"], found["match_probability"]) == (False, None)


def test_a_receipt_without_a_card_follows_the_other_receipts_of_its_person(city: City) -> None:
    home = city.add_head("keluarga", _S1, **_HEAD)
    typo = {"nik": _HEAD["nik_kepala"][:-2] + "30"}
    with_card = _receipt(city, no_kk=_HEAD["no_kk"][:-2] + "10", **typo)
    without = _receipt(city, no_kk=None, **typo)
    linked = city.link()
    assert {household_of(linked, record) for record in (home, with_card, without)} == {household_of(linked, home)}
    assert _membership(linked, without)["match_probability"] == _membership(linked, with_card)["match_probability"]


def test_a_number_found_probably_means_nobody_for_others(city: City) -> None:
    """The wrong card of a receipt may be the right one of another household, which comes with the next registry."""
    city.add_head("keluarga", _S1, **_HEAD)
    receipt = _receipt(city, no_kk=_MISTYPED, nik=None)
    other = city.add_head(
        "keluarga", _S2, no_kk=_MISTYPED, nik_kepala="3574010203700009", nama_kepala="Totok Kuswanto",
        tanggal_lahir_kepala=date(1970, 3, 2), jenis_kelamin_kepala="L", kode_wilayah="35.74.01.1001",
    )  # fmt: skip
    linked = city.link()
    assert household_of(linked, receipt) != household_of(linked, other)


def test_a_recipient_of_a_later_semester_finds_who_is_known_from_before(city: City) -> None:
    home = city.add_head("keluarga", _S1, **_HEAD)
    receipt = _receipt(city, _S2, no_kk=_MISTYPED, nik=None)
    city.add_head(
        "keluarga", _S2, no_kk="3574030303080001", nik_kepala="3574030404700001", nama_kepala="Imam Wijaya",
        tanggal_lahir_kepala=date(1970, 4, 4), jenis_kelamin_kepala="L", kode_wilayah="35.74.03.1001",
    )  # fmt: skip
    linked = city.link()
    found = _membership(linked, receipt)
    assert found["household_key"] == household_of(linked, home)
    assert not found["is_registered"]


def test_scores_of_recipients_are_kept_apart_and_train_nothing(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    _receipt(city, no_kk=_MISTYPED, nik=None)
    first = city.link()
    folder = city.layout.kept_linkage(_S1)
    written = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert {"recipient_pair.parquet", "scored_pair.parquet", "model.json"} <= set(written)
    assert city.link() == first
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == written
    _receipt(city, no_kk=_HEAD["no_kk"][:-1] + "5", nik=None)
    city.link()
    again = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert {name for name in written if again.get(name) != written[name] and not name.startswith("known_row")} == {
        "recipient_pair.parquet",
        "recipient_pair.json",
    }
