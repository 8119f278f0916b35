"""Two NIKs that differ are evidence, not a veto: what is one household all the same, and which look-alikes are two.

A city of one registry, linked once; each story is about a household of its own, by the priors of the comparisons.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from foundation.data_layout import DataLayout
from tests.linkage.story_heads import Row, elsewhere, listed, other_card
from tests.linked_city import City, household_of

_S1 = "2022S1"


def _turned(number: str, at: int) -> str:
    """Give a number with the digit at a place and the one before it turned round."""
    return number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]


def _next(number: str) -> str:
    return f"{number[:12]}{int(number[12:]) + 1:04}"


def _next_door(row: Row) -> Row:
    """Give another house of another street in the same RT."""
    return {"alamat": "Gang Kenari No. 3", "rt": row["rt"], "rw": row["rw"]}


def _child(row: Row) -> Row:
    born = row["tanggal_lahir_kepala"].replace(year=1988, month=10)
    return {"tanggal_lahir_kepala": born, "nik_kepala": f"{row['nik_kepala'][:6]}{born:%d%m%y}0002"}


#: What another clerk writes of the household of a row.
_SAME: dict[str, Callable[[Row], Row]] = {
    "a digit of the NIK, a letter of the name and a digit of the card": lambda row: {
        "nik_kepala": row["nik_kepala"][:13] + "7" + row["nik_kepala"][14:],
        "nama_kepala": row["nama_kepala"].replace("d", "t"),
        "no_kk": row["no_kk"][:-2] + "5" + row["no_kk"][-1:],
    },
    "moved within the kecamatan, the last two digits of the NIK turned round": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": _turned(row["nik_kepala"], 15),
        "alamat": "Gang Buntu No. 3",
        "rt": "7",
        "rw": "5",
        "kode_wilayah": f"{row['kode_wilayah'][:-1]}9",
    },
    "the NIK's area and its date wrong in one house": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": f"3547{_turned(row['nik_kepala'], 9)[4:]}",
    },
    "another NIK altogether, and a digit of the card in one house": lambda row: {
        "no_kk": row["no_kk"][:-2] + "5" + row["no_kk"][-1:],
        "nik_kepala": f"351309{row['nik_kepala'][6:12]}0417",
    },
}
#: Whom the registry lists beside the household of a row.
_APART: dict[str, Callable[[Row], Row]] = {
    "a twin in the same RT": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": _next(row["nik_kepala"]),
        "nama_kepala": "Wahyudi Pratama",
        **_next_door(row),
    },
    "a twin with a word of the name in one house": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": _next(row["nik_kepala"]),
        "nama_kepala": f"Wahyudi {row['nama_kepala'].split()[1]}",
    },
    "a namesake born on one day and registered next": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": _next(row["nik_kepala"]),
        **elsewhere(row),
    },
    "a namesake born on one day in the next kecamatan": lambda row: {
        "no_kk": other_card(row),
        "nik_kepala": f"35740{int(row['nik_kepala'][5]) % 5 + 1}{row['nik_kepala'][6:]}",
        **elsewhere(row),
    },
    "somebody registered one after the other, with the next card": lambda row: {
        "no_kk": _next(row["no_kk"]),
        "nik_kepala": _next(row["nik_kepala"]),
        "nama_kepala": "Yusuf Maulana",
        "alamat": "Gang Kenari No. 3",
        "rt": "9",
    },
    "a son of one name in the house, with the next card": lambda row: {"no_kk": _next(row["no_kk"]), **_child(row)},
    "a child of another name in the house, with the next card": lambda row: {
        "no_kk": _next(row["no_kk"]),
        "nama_kepala": "Yusuf Maulana",
        **_child(row),
    },
}


class _Registry:
    """All stories in one registry, linked once."""

    def __init__(self, folder: Path) -> None:
        city = City(DataLayout(folder))
        self.records: dict[str, tuple[str, str]] = {}
        for number, (story, change) in enumerate((_SAME | _APART).items()):
            row = listed(number) | {"nik_kepala": f"{listed(number)['nik_kepala'][:12]}{3 + number:04}"}
            self.records[story] = (
                city.add_head("keluarga", _S1, **row),
                city.add_head("keluarga", _S1, **row | change(row)),
            )
        # Twins in one house, and a row without a NIK that is one of them.
        row = listed(20)
        twin = row | _APART["a twin with a word of the name in one house"](row)
        again = row | {"nik_kepala": None, "no_kk": f"{row['no_kk'][:-1]}8"}
        self.twins = [city.add_head("keluarga", _S1, **one) for one in (row, twin, again)]
        # Households that have nothing to do with any story.
        for number in range(21, 40):
            city.add_head("keluarga", _S1, **listed(number) | {"alamat": f"Jl. Serayu No. {number}"})
        self.linked = city.link()

    def households(self, story: str) -> tuple[str, str]:
        first, other = self.records[story]
        return household_of(self.linked, first), household_of(self.linked, other)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> _Registry:
    return _Registry(tmp_path_factory.mktemp("parts"))


@pytest.mark.parametrize("story", _SAME)
def test_a_wrong_nik_does_not_keep_a_household_apart(registry: _Registry, story: str) -> None:
    first, other = registry.households(story)
    assert first == other


@pytest.mark.parametrize("story", _APART)
def test_what_look_alikes_have_in_common_does_not_make_them_one(registry: _Registry, story: str) -> None:
    first, other = registry.households(story)
    assert first != other


def test_a_row_of_one_twin_does_not_bring_the_other_one_in(registry: _Registry) -> None:
    first, twin, again = (household_of(registry.linked, record) for record in registry.twins)
    assert first == again
    assert twin != first


def test_nobody_else_is_listed_twice(registry: _Registry) -> None:
    assert len(registry.linked["registry_duplicate"]) == len(_SAME) + 1
