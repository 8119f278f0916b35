"""Random histories of a small city: institutions hand in, correct and take back, and households part and join."""

import copy
import random
from datetime import date
from pathlib import Path
from typing import Any

from foundation.data_layout import DataLayout
from tests.linked_city import City

SEMESTERS = ("2022S1", "2022S2", "2023S1")
_HOUSEHOLDS = 14


def head(number: int) -> dict[str, Any]:
    """Give a head of household and the card, as they are first listed."""
    born = date(1950 + number, 1 + number % 12, 10 + number % 18)
    given, family = ("Bambang", "Totok", "Wagiman", "Imam")[number % 4], ("Wijaya", "Lestari", "Syafii")[number % 3]
    return {
        "no_kk": f"35740{number % 5 + 1}0101080{number:03}", "nik_kepala": f"357401{born:%d%m%y}00{number:02}",
        "nama_kepala": f"{given} {family}", "tanggal_lahir_kepala": born, "jenis_kelamin_kepala": "L",
        "alamat": f"Gang Melati {number}", "rt": f"{number}", "rw": "9",
        "kode_wilayah": f"35.74.02.100{number % 6 + 1}",
    }  # fmt: skip


def at_once(city: City, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Link the rows that a city has now from nothing, in another folder."""
    other = City(DataLayout(folder))
    other.rows, other.received = copy.deepcopy((city.rows, city.received))
    return other.link()


class History:
    """A city to which more and more is handed in."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.city = City(DataLayout(folder))
        self._random = random.Random(seed)  # made-up rows

    def hand_in(self, semester: str) -> None:
        """Add the registry, receipts and graduations of a semester."""
        for number in range(_HOUSEHOLDS):
            listed, other = head(number), head(self._random.randrange(_HOUSEHOLDS))
            moved = {"no_kk": f"35740322021{number:05}"}
            slips: list[dict[str, Any]] = [
                {"no_kk": other["no_kk"]},
                {"nik_kepala": other["nik_kepala"]},
                moved | {"nik_kepala": None},
                moved,
            ]
            for _ in range(self._random.choice((1, 1, 1, 2))):
                slip = self._random.choice(slips) if self._random.random() < 0.35 else {}
                self.city.add_head("keluarga", semester, **listed | slip)
            self._give(semester, listed, number)
            if self._random.random() < 0.15:
                left = {name: listed[name] for name in ("nik_kepala", "nama_kepala", "kode_wilayah")}
                self.city.add_head("mentas", semester, **left | {"no_kk": listed["no_kk"][:-1] + "5"})

    def _give(self, semester: str, listed: dict[str, Any], number: int) -> None:
        person = {"nama": listed["nama_kepala"], "tanggal_lahir": listed["tanggal_lahir_kepala"]}
        for nik in self._random.sample((None, listed["nik_kepala"], listed["nik_kepala"][:-1] + "9"), 2):
            card = self._random.choice((listed["no_kk"], listed["no_kk"], None, f"357403303030{number:04}"))
            self.city.add_receipt(semester, by="DINKES", no_kk=card, nik=nik, **person)

    def change(self) -> None:
        """Change what an institution has handed in for a semester: take a row out, or exchange the cards of two."""
        key = self._random.choice(sorted(self.city.rows))
        accepted, read = self.city.rows[key], self.city.received[key]
        at, other = self._random.randrange(len(accepted)), self._random.randrange(len(accepted))
        if self._random.random() < 0.5:
            del accepted[at], read[at]
            return
        for rows, column in ((accepted, "household_id"), (read, "no_kk")):
            rows[at][column], rows[other][column] = rows[other][column], rows[at][column]
