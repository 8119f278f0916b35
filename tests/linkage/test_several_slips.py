"""Rows with several slips each: what is left of numbers and names is enough to compare two rows, and to match them.

A city of one registry, linked once; each story is about a household of its own, by the priors of the comparisons.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from foundation.data_layout import DataLayout
from tests.linkage.story_heads import Row, listed
from tests.linked_city import City, household_of

_S1 = "2022S1"


def _with_digit(number: str, place: int) -> str:
    """Give a number with another digit at a place."""
    return f"{number[:place]}{(int(number[place]) + 4) % 10}{number[place + 1 :]}"


def _first_letters_turned(name: str) -> str:
    return name[1] + name[0].lower() + name[2:]


#: What a second row of the registry has wrong.
_LISTED: dict[str, Callable[[Row], Row]] = {
    "letters of the name read as figures": lambda row: {
        "no_kk": _with_digit(row["no_kk"], 8),
        "nik_kepala": None,
        "nama_kepala": row["nama_kepala"].replace("o", "0").replace("S", "5"),
    },
    "a letter of the name read as two figures, without RT and birth date": lambda row: {
        "no_kk": _with_digit(row["no_kk"], 13),
        "nik_kepala": None,
        "nama_kepala": f"13{row['nama_kepala'][1:]}",
        "tanggal_lahir_kepala": None,
        "rt": None,
    },
    "the date on the card, the RT and the first letters of the name": lambda row: {
        "no_kk": _with_digit(row["no_kk"], 8),
        "nik_kepala": None,
        "nama_kepala": _first_letters_turned(row["nama_kepala"]),
        "rt": None,
    },
    "NIK and card in each other's column, and no birth date": lambda row: {
        "no_kk": row["nik_kepala"],
        "nik_kepala": _with_digit(row["no_kk"], 14),
        "tanggal_lahir_kepala": None,
    },
}
#: What a graduation has wrong, which has neither birth date nor address.
_LEFT: dict[str, Callable[[Row], Row]] = {
    "NIK and card in each other's column": lambda row: {"no_kk": row["nik_kepala"], "nik_kepala": row["no_kk"]},
    "NIK and card in each other's column, a digit of each wrong": lambda row: {
        "no_kk": _with_digit(row["nik_kepala"], 1),
        "nik_kepala": _with_digit(row["no_kk"], 13),
    },
    "a digit of the card, another kelurahan": lambda row: {
        "no_kk": _with_digit(row["no_kk"], 14),
        "nik_kepala": None,
        "kode_wilayah": f"{row['kode_wilayah'][:-1]}9",
    },
    "the first and the last digits of the card, a letter of the name": lambda row: {
        "no_kk": _with_digit(_with_digit(row["no_kk"], 2), 15),
        "nik_kepala": None,
        "nama_kepala": row["nama_kepala"].replace("a", "e", 1),
    },
    "the space within the name, and a digit of the card": lambda row: {
        "no_kk": _with_digit(row["no_kk"], 8),
        "nik_kepala": None,
        "nama_kepala": row["nama_kepala"].replace("o ", " o"),
    },
}


class _Registry:
    """All stories in one registry, linked once."""

    def __init__(self, folder: Path) -> None:
        city = City(DataLayout(folder))
        self.records: dict[str, tuple[str, str]] = {}
        for number, (story, change) in enumerate((_LISTED | _LEFT).items()):
            row = listed(number)
            other = row | change(row)
            if story in _LEFT:
                other = {name: other[name] for name in ("no_kk", "nik_kepala", "nama_kepala", "kode_wilayah")}
            data_set = "mentas" if story in _LEFT else "keluarga"
            self.records[story] = (
                city.add_head("keluarga", _S1, **row),
                city.add_head(data_set, _S1, **{name: value for name, value in other.items() if value is not None}),
            )
        for number in range(21, 40):
            city.add_head("keluarga", _S1, **listed(number) | {"alamat": f"Jl. Serayu No. {number}"})
        self.linked = city.link()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> _Registry:
    return _Registry(tmp_path_factory.mktemp("slips"))


@pytest.mark.parametrize("story", _LISTED | _LEFT)
def test_a_row_with_several_slips_finds_its_household(registry: _Registry, story: str) -> None:
    first, other = (household_of(registry.linked, record) for record in registry.records[story])
    assert first == other


def test_nobody_else_is_listed_twice(registry: _Registry) -> None:
    assert len(registry.linked["registry_duplicate"]) == len(_LISTED)
