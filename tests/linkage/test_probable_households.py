"""Households that no number tells: a story each, in a small city where the priors of the comparisons decide."""

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest

from foundation.data_layout import DataLayout
from tests.linked_city import City, household_of

_S1, _S2 = "2022S1", "2022S2"

#: Sukarno Hadi, as a careful clerk lists him.
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
_GIVEN = ("Bambang", "Totok", "Wagiman", "Imam", "Rukman", "Nanang")
_FAMILY = ("Wijaya", "Lestari", "Syafii", "Prasetyo", "Zaenuri")


@pytest.fixture
def city(tmp_path: Path) -> City:
    """A city of households that have nothing to do with the story."""
    city = City(DataLayout(tmp_path))
    for semester in (_S1, _S2):
        for at, (given, family) in enumerate(product(_GIVEN, _FAMILY)):
            born = date(1950 + at, 1 + at % 12, 10 + at % 18)
            city.add_head(
                "keluarga", semester, no_kk=f"35740{at % 5 + 1}1212{at:02}0{at:02}7", nama_kepala=f"{given} {family}",
                nik_kepala=f"357402{born:%d%m%y}0{at:02}1", tanggal_lahir_kepala=born, jenis_kelamin_kepala="L",
                alamat=f"Gang Melati {at}", rt=f"{at}", rw="9", kode_wilayah=f"35.74.02.100{at % 6 + 1}",
            )  # fmt: skip
    return city


def _without(*columns: str, **changed: Any) -> dict[str, Any]:
    return {name: value for name, value in (_HEAD | changed).items() if name not in columns}


_SAME = {
    "a new card, no NIK, the house written otherwise": _without(
        "nik_kepala",
        no_kk="3574012202210456",
        nama_kepala="H. Soekarno Hadi",
        alamat="Jalan Mastrip 12",
        rt="3",
        rw="2",
    ),
    "one digit of the card wrong, no NIK": _without("nik_kepala", no_kk="3574010101080007", nama_kepala="Sukarno H."),
    "two digits of the NIK turned round": _without(no_kk="3574012202210456", nik_kepala="3574011708060003"),
    "NIK and card in each other's column": _without(no_kk="3574011708600003", nik_kepala="3574010101080001"),
    "the last digit of the NIK lost": _without(no_kk="3574012202210456", nik_kepala="3574011708600000"),
    "day and month turned round": _without(
        "nik_kepala", no_kk="3574010101080010", tanggal_lahir_kepala=date(1960, 7, 18), nama_kepala="Sukarno Hadi"
    ),
    "born on 1 January for want of a better date": _without(
        "nik_kepala", no_kk="3574012202210456", tanggal_lahir_kepala=date(1960, 1, 1)
    ),
}

#: Enough to go on with a household that is not there any more, too little for two rows of one small registry.
_SAME_LATER = _SAME | {
    "moved to another kelurahan, no NIK": _without(
        "nik_kepala", no_kk="3574052202210456", alamat="Gang Buntu No. 3", rt="7", rw="5", kode_wilayah="35.74.05.1002"
    )
}

_APART = {
    "a twin": _without(
        no_kk="3574012202210456", nik_kepala="3574011708600004", nama_kepala="Sukarni Hadi", alamat="Jl. Mastrip No. 14"
    ),
    "a namesake of one birth date in another kecamatan": _without(
        no_kk="3574042202210456", nik_kepala="3574041708600001", alamat="Gang Buntu 9", kode_wilayah="35.74.04.1003"
    ),
    "a son of one name in the same house": _without(
        no_kk="3574012202210456", nik_kepala="3574010303880002", tanggal_lahir_kepala=date(1988, 3, 3)
    ),
    "a son of one name, neither with a NIK": _without(
        "nik_kepala", no_kk="3574012202210456", tanggal_lahir_kepala=date(1988, 3, 3)
    ),
    "a name with another figure": _without(
        "nik_kepala", no_kk="3574012202210456", nama_kepala="Sukarno Hadi 2"
    ),
    "a child that has founded a household in the same house": _without(
        no_kk="3574012202210456", nik_kepala="3574010909900002", tanggal_lahir_kepala=date(1990, 9, 9),
        nama_kepala="Yusuf Maulana",
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", _SAME)
def test_it_is_the_same_household(city: City, story: str) -> None:
    first = city.add_head("keluarga", _S1, **_HEAD)
    second = city.add_head("keluarga", _S1, **_SAME[story])
    linked = city.link()
    assert household_of(linked, first) == household_of(linked, second)
    (pair,) = [row for row in linked["registry_duplicate"] if row["record_id"] in (first, second)]
    assert pair["matched_by"] == "probable"
    assert 0.5 <= pair["match_probability"] <= 1


@pytest.mark.parametrize("story", _APART)
def test_it_is_another_household(city: City, story: str) -> None:
    first = city.add_head("keluarga", _S1, **_HEAD)
    second = city.add_head("keluarga", _S1, **_APART[story])
    linked = city.link()
    assert household_of(linked, first) != household_of(linked, second)
    assert not linked["registry_duplicate"]


@pytest.mark.parametrize("story", _SAME_LATER)
def test_a_household_keeps_its_key_in_the_next_semester(city: City, story: str) -> None:
    first = city.add_head("keluarga", _S1, **_HEAD)
    later = city.add_head("keluarga", _S2, **_SAME_LATER[story])
    linked = city.link()
    assert household_of(linked, first) == household_of(linked, later) == f"<{_HEAD['no_kk']}>"


@pytest.mark.parametrize("story", _APART)
def test_somebody_alike_does_not_inherit_a_household(city: City, story: str) -> None:
    first = city.add_head("keluarga", _S1, **_HEAD)
    later = city.add_head("keluarga", _S2, **_APART[story])
    linked = city.link()
    assert household_of(linked, first) != household_of(linked, later)


_GRADUATION = {"nama_kepala": "Sukarno Hadi", "kode_wilayah": "35.74.01.1001"}


@pytest.mark.parametrize(
    "numbers",
    [{"no_kk": "3574010101080007"}, {"no_kk": "3574010110080001"}, {"nik_kepala": "3574011708600008"}],
    ids=["one digit of the card", "two digits of the card turned round", "one digit of the NIK"],
)
def test_a_graduation_with_a_slip_in_its_number_finds_its_household(city: City, numbers: dict[str, str]) -> None:
    listed = city.add_head("keluarga", _S1, **_HEAD)
    left = city.add_head("mentas", _S1, **_GRADUATION, **numbers)
    linked = city.link()
    assert household_of(linked, left) == household_of(linked, listed)
    (match,) = linked["graduation_match"]
    assert (match["mentas_record_id"], match["matched_by"]) == (left, "probable")
    assert 0.5 <= match["match_probability"] <= 1


def test_a_graduation_of_somebody_else_of_the_name_finds_nobody(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    city.add_head(
        "mentas", _S1, nama_kepala="Sukarno Hadi", no_kk="3574042202210456", nik_kepala="3574041708600001",
        kode_wilayah="35.74.04.1003",
    )  # fmt: skip
    assert not city.link()["graduation_match"]


def test_a_household_found_probably_has_left_in_later_semesters_too(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    city.add_head("mentas", _S1, **_GRADUATION, no_kk="3574010101080007")
    city.add_head("keluarga", _S2, **_HEAD)
    matches = city.link()["graduation_match"]
    assert [(match["semester"], match["matched_by"]) for match in matches] == [(_S1, "probable"), (_S2, "probable")]


def test_scores_are_kept_and_give_the_same_again(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    city.add_head("keluarga", _S1, **_SAME["the last digit of the NIK lost"])
    first = city.link()
    kept = city.layout.kept_linkage(_S1) / "scored_pair.parquet"
    written = kept.stat().st_mtime_ns
    assert city.link() == first
    assert kept.stat().st_mtime_ns == written


def test_what_each_comparison_adds_is_kept_and_comes_to_the_weight(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    city.add_head("keluarga", _S1, **_SAME["the last digit of the NIK lost"])
    city.link()
    kept = city.layout.pair_weights(_S1)
    (pair,) = duckdb.read_parquet(str(kept), hive_partitioning=False).fetchall()
    (scored,) = duckdb.sql(f"select * from '{kept.with_name('scored_pair.parquet')}'").fetchall()
    (left, right, *weights) = pair
    assert (left, right) == scored[:2]
    assert sum(weights) == pytest.approx(scored[2], abs=0.01)
    # What was lost, or left by an earlier version, is made again.
    kept.unlink()
    city.link()
    assert kept.exists()


def test_other_rows_are_scored_anew(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    assert not city.link()["registry_duplicate"]
    city.add_head("keluarga", _S1, **_SAME["the last digit of the NIK lost"])
    assert len(city.link()["registry_duplicate"]) == 1


def test_what_was_handed_in_before_is_forgotten(tmp_path: Path) -> None:
    """A semester's scores follow from its rows, in whatever order these came."""
    results = []
    for folder, is_corrected in (("corrected", True), ("at once", False)):
        city = City(DataLayout(tmp_path / folder))
        for at in range(240):
            name = f"{_GIVEN[at // 20 % 6]} {_FAMILY[at // 20 % 5]} {at % 20}"
            born = date(1950 + at % 40, 1 + at % 12, 1 + at % 28)
            city.add_head(
                "keluarga", _S1, no_kk=f"3574011212{at:06}", nama_kepala=name,
                nik_kepala=f"357402{born:%d%m%y}{at:04}", tanggal_lahir_kepala=born, jenis_kelamin_kepala="LP"[at % 2],
                alamat=f"Gang Melati {at % 9}", rt=f"{at % 5}", rw="9", kode_wilayah=f"35.74.02.100{at % 6 + 1}",
            )  # fmt: skip
        city.add_head("keluarga", _S1, **_HEAD)
        if is_corrected:
            city.link()
        city.add_head("keluarga", _S1, **_SAME["a new card, no NIK, the house written otherwise"])
        results.append(city.link()["registry_duplicate"])
    assert len(results[0]) == 1
    assert results[0] == results[1]


def test_scores_that_were_cut_off_are_made_again(city: City) -> None:
    city.add_head("keluarga", _S1, **_HEAD)
    city.add_head("keluarga", _S1, **_SAME["the last digit of the NIK lost"])
    first = city.link()
    (city.layout.kept_linkage(_S1) / "scored_pair.json").write_text("{")
    assert city.link() == first


#: Who was head of another household, on the card that later is that of Sukarno Hadi.
_OTHER_HEAD = _without(
    no_kk="3574012202210456", nik_kepala="3574014303650002", nama_kepala="Sri Wahyuni", jenis_kelamin_kepala="P",
    tanggal_lahir_kepala=date(1965, 3, 3), alamat="Gang Buntu No. 3",
)  # fmt: skip
_NEW_CARD = _SAME["a new card, no NIK, the house written otherwise"]


def test_two_households_that_probably_became_one_are_merged(city: City) -> None:
    for semester, row in ((_S1, _OTHER_HEAD), (_S2, _NEW_CARD)):
        city.add_head("keluarga", semester, **_HEAD)
        city.add_head("keluarga", semester, **row)
    linked = city.link()
    assert linked["household_change"] == [_change("merged", linked)]


def test_a_household_whose_rows_were_probably_one_has_split(city: City) -> None:
    for semester, row in ((_S1, _NEW_CARD), (_S2, _OTHER_HEAD)):
        city.add_head("keluarga", semester, **_HEAD)
        city.add_head("keluarga", semester, **row)
    linked = city.link()
    assert linked["household_change"] == [_change("split", linked)]


def _change(change: str, linked: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Give what is said of the household of Sukarno Hadi and the other card in the second semester."""
    (pair,) = linked["registry_duplicate"]
    return {
        "semester": _S2,
        "change": change,
        "household_key": f"<{_HEAD['no_kk']}>",
        "other_household_key": f"<{_NEW_CARD['no_kk']}>",
        "record_id": "keluarga-2022S2-DINSOS-32",
        "matched_by": "probable",
        "match_probability": pair["match_probability"],
    }
