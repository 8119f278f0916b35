"""Households that no number tells: a story each, in a small city where the priors of the comparisons decide."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path

import duckdb
import pytest

from foundation.data_layout import DataLayout
from tests.linkage.story_heads import Row, elsewhere, listed, old_spelling, other_card, twin
from tests.linked_city import City, household_of

_S1, _S2 = "2022S1", "2022S2"

_Linked = dict[str, list[Row]]

_GIVEN = ("Bambang", "Totok", "Wagiman", "Imam", "Rukman", "Nanang")
_FAMILY = ("Wijaya", "Lestari", "Syafii", "Prasetyo", "Zaenuri")


_HEAD = listed()


def _small_city(folder: Path, *semesters: str) -> City:
    """Give a city of households that have nothing to do with any story."""
    city = City(DataLayout(folder))
    for semester in semesters:
        for at, (given, family) in enumerate(product(_GIVEN, _FAMILY)):
            born = date(1950 + at, 1 + at % 12, 10 + at % 18)
            city.add_head(
                "keluarga", semester, no_kk=f"35740{at % 5 + 1}1212{at:02}0{at:02}7", nama_kepala=f"{given} {family}",
                nik_kepala=f"357402{born:%d%m%y}0{at:02}1", tanggal_lahir_kepala=born, jenis_kelamin_kepala="L",
                alamat=f"Gang Melati {at}", rt=f"{at}", rw="9", kode_wilayah=f"35.74.02.100{at % 6 + 1}",
            )  # fmt: skip
    return city


def _born(row: Row, day: date, serial: int) -> Row:
    return {"tanggal_lahir_kepala": day, "nik_kepala": f"{row['nik_kepala'][:6]}{day:%d%m%y}{serial:04}"}


def _turned(day: date) -> date:
    """Give the day whose last digit has changed places with that of the month."""
    return day.replace(day=10 + day.month, month=day.day % 10)


#: What another clerk writes of the household of a row.
_SAME: dict[str, Callable[[Row], Row]] = {
    "a new card, no NIK, the house written otherwise": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": None,
        "nama_kepala": f"H. {old_spelling(row['nama_kepala'])}",
        "alamat": "Jalan Mastrip 12",
        "rt": "3",
        "rw": "2",
    },
    "one digit of the card wrong, no NIK": lambda row: {
        "no_kk": row["no_kk"][:-1] + "7",
        "nik_kepala": None,
        "nama_kepala": " ".join((row["nama_kepala"].split()[0], row["nama_kepala"].split()[1][0] + ".")),
    },
    "two digits of the NIK turned round": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": row["nik_kepala"].replace("600003", "060003"),
    },
    "NIK and card in each other's column": lambda row: {"no_kk": row["nik_kepala"], "nik_kepala": row["no_kk"]},
    "the last digit of the NIK lost": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": row["nik_kepala"][:-1] + "0",
    },
    "day and month turned round": lambda row: {
        "no_kk": row["no_kk"][:-2] + "10",
        "nik_kepala": None,
        "tanggal_lahir_kepala": _turned(row["tanggal_lahir_kepala"]),
    },
    "born on 1 January for want of a better date": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": None,
        "tanggal_lahir_kepala": date(1960, 1, 1),
    },
}

#: Enough to go on with a household that is not there any more, too little for two rows of one small registry.
_SAME_LATER = _SAME | {
    "moved to another kelurahan, no NIK": lambda row: {"no_kk": other_card(row), "nik_kepala": None} | elsewhere(row)
}

_APART: dict[str, Callable[[Row], Row]] = {
    "a twin": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": row["nik_kepala"][:-1] + "4",
        "nama_kepala": twin(row["nama_kepala"]),
        "alamat": "Jl. Mastrip No. 14",
    },
    "a namesake of one birth date in another kecamatan": lambda row: (
        {"no_kk": other_card(row)[:6] + "31" + other_card(row)[8:], **elsewhere(row)}
        | {"nik_kepala": f"3574{elsewhere(row)['kode_wilayah'][6:8]}{row['nik_kepala'][6:12]}0001"}
    ),
    "a son of one name in the same house": lambda row: (
        {"no_kk": other_card(row)} | _born(row, row["tanggal_lahir_kepala"].replace(year=1988, day=3), 2)
    ),
    "a son of one name, neither with a NIK": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": None,
        "tanggal_lahir_kepala": row["tanggal_lahir_kepala"].replace(year=1988, day=3),
    },
    "a name with another figure": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": None,
        "nama_kepala": f"{row['nama_kepala']} 2",
    },
    "a child that has founded a household in the same house": lambda row: (
        {"no_kk": other_card(row), "nama_kepala": "Yusuf Maulana"}
        | _born(row, row["tanggal_lahir_kepala"].replace(year=1990, day=9), 2)
    ),
}


def _written(row: Row, change: Callable[[Row], Row]) -> Row:
    return {name: value for name, value in (row | change(row)).items() if value is not None}


_SLIPS: dict[str, Callable[[Row], Row]] = {
    "one digit of the card": lambda row: {"no_kk": row["no_kk"][:-1] + "7"},
    "two digits of the card turned round": lambda row: {
        "no_kk": row["no_kk"][:9] + row["no_kk"][10] + row["no_kk"][9] + row["no_kk"][11:]
    },
    "one digit of the NIK": lambda row: {"nik_kepala": row["nik_kepala"][:-1] + "8"},
}


class LinkedStories:
    """A city in which many stories happen, each about a household of its own, linked once."""

    def __init__(self, folder: Path) -> None:
        self._city = _small_city(folder, _S1, _S2)
        self._numbers: Iterator[int] = iter(range(40))
        self.records: dict[tuple[str, str], tuple[str, str]] = {}
        for kind, stories, semester in (
            ("same", _SAME, _S1),
            ("apart", _APART, _S1),
            ("same later", _SAME_LATER, _S2),
            ("apart later", _APART, _S2),
        ):
            for story, change in stories.items():
                row = listed(next(self._numbers))
                first = self._city.add_head("keluarga", _S1, **row)
                other = self._city.add_head("keluarga", semester, **_written(row, change))
                self.records[kind, story] = (first, other)
        for story, change in _SLIPS.items():
            row = listed(next(self._numbers))
            self.records["left", story] = (self._city.add_head("keluarga", _S1, **row), self._leave(row, change(row)))
        row = listed(next(self._numbers))
        self.records["left", "twice"] = (
            self._city.add_head("keluarga", _S1, **row),
            self._leave(row, _SLIPS["one digit of the card"](row)),
        )
        self._city.add_head("keluarga", _S2, **row)
        row = listed(next(self._numbers))
        self._city.add_head("keluarga", _S1, **row)
        namesake = _written(row, _APART["a namesake of one birth date in another kecamatan"])
        numbers = {name: namesake[name] for name in ("no_kk", "nik_kepala")}
        self.records["left", "namesake"] = ("", self._leave(namesake, numbers))
        self.pairs: dict[str, tuple[str, str]] = {}
        self.changed: dict[str, str] = {}
        for change in ("merged", "split"):
            row = listed(next(self._numbers))
            again = _written(row, _SAME["a new card, no NIK, the house written otherwise"])
            # Who is head of another household, on the card that at another time is that of the first one.
            other = row | {"no_kk": again["no_kk"], **elsewhere(row), "nama_kepala": "Sri Wahyuni"}
            other |= _born(row, date(1965, 3, row["tanggal_lahir_kepala"].day), 2) | {"jenis_kelamin_kepala": "P"}
            for semester, at_the_time in zip(
                (_S1, _S2), (other, again)[:: 1 if change == "merged" else -1], strict=True
            ):
                records = [self._city.add_head("keluarga", semester, **each) for each in (row, at_the_time)]
                if at_the_time is again:
                    self.pairs[change] = (records[0], records[1])
            self.changed[change] = records[1]
            self.records["change", change] = (f"<{row['no_kk']}>", f"<{again['no_kk']}>")
        self.linked = self._city.link()

    def _leave(self, row: Row, numbers: Row) -> str:
        who = {name: row[name] for name in ("nama_kepala", "kode_wilayah")}
        return self._city.add_head("mentas", _S1, **who, **numbers)

    def households(self, kind: str, story: str) -> tuple[str, str]:
        first, other = self.records[kind, story]
        return household_of(self.linked, first), household_of(self.linked, other)

    def rows(self, table: str, column: str, *records: str) -> list[Row]:
        return [row for row in self.linked[table] if row[column] in records]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> LinkedStories:
    return LinkedStories(tmp_path_factory.mktemp("stories"))


@pytest.mark.parametrize("story", _SAME)
def test_it_is_the_same_household(stories: LinkedStories, story: str) -> None:
    first, second = stories.households("same", story)
    assert first == second
    (pair,) = stories.rows("registry_duplicate", "record_id", *stories.records["same", story])
    assert {pair["record_id"], pair["related_record_id"]} == set(stories.records["same", story])
    assert pair["matched_by"] == "probable"
    assert 0.5 <= pair["match_probability"] <= 1


@pytest.mark.parametrize("story", _APART)
def test_it_is_another_household(stories: LinkedStories, story: str) -> None:
    first, second = stories.households("apart", story)
    assert first != second
    assert not stories.rows("registry_duplicate", "record_id", *stories.records["apart", story])


def test_nobody_else_is_listed_twice(stories: LinkedStories) -> None:
    # Besides those of one semester, each of the two households that change is listed twice once.
    assert len(stories.linked["registry_duplicate"]) == len(_SAME) + 2


@pytest.mark.parametrize("story", _SAME_LATER)
def test_a_household_keeps_its_key_in_the_next_semester(stories: LinkedStories, story: str) -> None:
    first, later = stories.households("same later", story)
    assert first == later


@pytest.mark.parametrize("story", _APART)
def test_somebody_alike_does_not_inherit_a_household(stories: LinkedStories, story: str) -> None:
    first, later = stories.households("apart later", story)
    assert first != later


@pytest.mark.parametrize("story", _SLIPS)
def test_a_graduation_with_a_slip_in_its_number_finds_its_household(stories: LinkedStories, story: str) -> None:
    home, left = stories.households("left", story)
    assert left == home
    (match,) = stories.rows("graduation_match", "mentas_record_id", stories.records["left", story][1])
    assert match["matched_by"] == "probable"
    assert 0.5 <= match["match_probability"] <= 1


def test_a_graduation_of_somebody_else_of_the_name_finds_nobody(stories: LinkedStories) -> None:
    assert not stories.rows("graduation_match", "mentas_record_id", stories.records["left", "namesake"][1])


def test_a_household_found_probably_has_left_in_later_semesters_too(stories: LinkedStories) -> None:
    matches = stories.rows("graduation_match", "mentas_record_id", stories.records["left", "twice"][1])
    assert [(match["semester"], match["matched_by"]) for match in matches] == [(_S1, "probable"), (_S2, "probable")]


@pytest.mark.parametrize("change", ["merged", "split"])
def test_households_that_probably_were_or_became_one_have_changed(stories: LinkedStories, change: str) -> None:
    first, other = stories.records["change", change]
    (pair,) = stories.rows("registry_duplicate", "record_id", *stories.pairs[change])
    assert stories.rows("household_change", "change", change) == [
        {
            "semester": _S2,
            "change": change,
            "household_key": first,
            "other_household_key": other,
            "record_id": stories.changed[change],
            "matched_by": "probable",
            "match_probability": pair["match_probability"],
        }
    ]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, _Linked]:
    """Give a city in which one household is listed twice, and what linking makes of it. Who changes it mends it."""
    city = _small_city(tmp_path_factory.mktemp("scored"), _S1)
    city.add_head("keluarga", _S1, **_HEAD)
    assert not city.link()["registry_duplicate"]
    # Other rows are scored anew.
    city.add_head("keluarga", _S1, **_written(_HEAD, _SAME["the last digit of the NIK lost"]))
    return city, city.link()


def test_other_rows_are_scored_anew(scored: tuple[City, _Linked]) -> None:
    assert len(scored[1]["registry_duplicate"]) == 1


def test_scores_are_kept_and_give_the_same_again(scored: tuple[City, _Linked]) -> None:
    city, first = scored
    kept = city.layout.kept_linkage(_S1) / "scored_pair.parquet"
    written = kept.stat().st_mtime_ns
    assert city.link_semesters(anew=True) == [_S1]
    assert city.link() == first
    assert kept.stat().st_mtime_ns == written


def test_scores_that_were_cut_off_are_made_again(scored: tuple[City, _Linked]) -> None:
    city, first = scored
    basis = city.layout.kept_linkage(_S1) / "scored_pair.json"
    whole = basis.read_text()
    basis.write_text("{")
    assert city.link_semesters(anew=True) == [_S1]
    assert city.link() == first
    assert basis.read_text() == whole


def test_what_each_comparison_adds_is_kept_and_comes_to_the_weight(scored: tuple[City, _Linked]) -> None:
    city, _ = scored
    kept = city.layout.pair_weights(_S1)
    (pair,) = duckdb.read_parquet(str(kept), hive_partitioning=False).fetchall()
    (row,) = duckdb.sql(f"select * from '{kept.with_name('scored_pair.parquet')}'").fetchall()
    (left, right, *weights) = pair
    assert (left, right) == row[:2]
    assert sum(weights) == pytest.approx(row[2], abs=0.01)
    # What was lost, or left by an earlier version, is made again.
    kept.unlink()
    city.link()
    assert kept.exists()


@pytest.mark.slow
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
        city.add_head("keluarga", _S1, **_written(_HEAD, _SAME["a new card, no NIK, the house written otherwise"]))
        results.append(city.link()["registry_duplicate"])
    assert len(results[0]) == 1
    assert results[0] == results[1]
