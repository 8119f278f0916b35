"""How a story is told: whom a registry lists, who has left and who was assisted, in the kelurahan of the story.

A story is a function with a sentence about it; what it tells goes into the institutions' workbooks (`story_city`) and
is read back by its name from the published marts. Each happens in one of two cities: what a registry says once is told
in the first, what is decided on or corrected later in the second. All people are invented.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from foundation.semester import Semester
from sources.regions import kelurahan
from tests.end_to_end.contract_cases import sound

THEN, NOW = Semester(2022, 2), Semester(2023, 1)
SURVEYED: Mapping[Semester, date] = {THEN: date(2022, 8, 15), NOW: date(2023, 2, 15)}
REGISTRY_KEEPER, CIVIL_REGISTRY, OTHER_GIVER, SECRETARIAT = "DINSOS", "DISDUKCAPIL", "BAZNAS", "SEKTAP"
#: The activity of each who gives, in every kelurahan.
ACTIVITY: Mapping[str, str] = {REGISTRY_KEEPER: "PANGAN", OTHER_GIVER: "ZAKAT"}

#: A row of a sheet, by the contract's columns.
Row = dict[str, Any]
_CODES: Mapping[str, str] = {place.name: place.code for place in kelurahan()}


@dataclass
class Story:
    """What happens in the kelurahan of a story."""

    name: str
    places: tuple[str, ...]
    #: Whether nobody in it is poor, so that another story's headcount is that of its kelurahan.
    is_aside: bool
    #: The registry's rows of a semester, each by what the story calls it.
    registry: dict[Semester, dict[str, Row]] = field(default_factory=dict)
    #: The rows of `mentas` and of `penerima`, by semester and who hands them in.
    departures: dict[tuple[Semester, str], list[Row]] = field(default_factory=dict)
    receipts: dict[tuple[Semester, str], list[Row]] = field(default_factory=dict)
    #: Rows of the registry's second version, and the semesters in which the secretariat waives the story's one pair.
    corrections: dict[Semester, dict[str, Row]] = field(default_factory=dict)
    waived: list[Semester] = field(default_factory=list)

    def lists(self, semester: Semester, **rows: Row) -> None:
        """Tell whom the registry lists, in this order; surveyed in the semester unless the row says otherwise."""
        surveyed = {"tanggal_pendataan": SURVEYED[semester]}
        self.registry.setdefault(semester, {}).update({name: surveyed | row for name, row in rows.items()})

    def corrects(self, semester: Semester, row: str, **cells: Any) -> None:
        """Tell which cells of a listed row are others when the registry is handed in again."""
        self.corrections.setdefault(semester, {})[row] = self.registry[semester][row] | cells

    def waives(self, semester: Semester) -> None:
        """Tell that the secretariat finds two households in the one pair that was published of the semester."""
        self.waived.append(semester)

    def leaves(
        self, semester: Semester, row: Row, reason: str, day: date, *, by: str = REGISTRY_KEEPER, **numbers: str
    ) -> None:
        """Tell that a household has left poverty, named by these `numbers` (no_kk, nik_kepala) and no others."""
        left = {"nama_kepala": row["nama_kepala"], "kode_wilayah": row["kode_wilayah"]}
        left |= {"alasan": reason, "tanggal_berlaku": day}
        self.departures.setdefault((semester, by), []).append(left | numbers)

    def receives(self, semester: Semester, row: Row, kind: str, day: date, *, by: str, **changes: Any) -> None:
        """Tell that the head of a household, or who `changes` say, is assisted."""
        person = {"no_kk": row["no_kk"], "nik": row["nik_kepala"], "nama": row["nama_kepala"]}
        person |= {"tanggal_lahir": row["tanggal_lahir_kepala"], "jenis_kelamin": row["jenis_kelamin_kepala"]}
        person |= {"alamat": row["alamat"], "kode_wilayah": row["kode_wilayah"]}
        aid = {"kode_kegiatan": ACTIVITY[by], "jenis_bantuan": kind, "nilai_bantuan": 300_000, "tanggal_terima": day}
        self.receipts.setdefault((semester, by), []).append(person | aid | changes)


Telling = Callable[[Story], None]


class Stories(dict[Telling, Story]):
    """The stories that happen in one city."""

    def story(self, *places: str, is_aside: bool = False) -> Callable[[Telling], Telling]:
        """Tell a story in these kelurahan, where no other one is told: their headcount is that of the story.

        One that is told aside is of households that are not poor, and leaves the headcount to the other one.
        """

        def tell(telling: Telling) -> Telling:
            codes = tuple(_CODES[place] for place in places)
            taken = {code for told in self.values() if not told.is_aside for code in told.places}
            told = Story(telling.__name__, codes, is_aside)
            telling(told)
            is_poor = any(row["status"] == "miskin" for rows in told.registry.values() for row in rows.values())
            assert is_poor != is_aside, f"{telling.__name__}: told aside are those who are not poor"
            assert is_aside or not taken & set(codes), f"{telling.__name__}: another story is told there"
            self[telling] = told
            return telling

        return tell

    def registry_rows(self, semester: Semester) -> list[tuple[str, str, Row]]:
        """Give the rows in the order of the registry's sheet, with the names of the story and of the row."""
        return [
            (told.name, name, row) for told in self.values() for name, row in told.registry.get(semester, {}).items()
        ]

    def corrected(self) -> "Stories":
        """Give the stories as the second version of the registry tells them."""
        again = Stories()
        for telling, told in self.items():
            corrections = told.corrections
            registry = {then: rows | corrections.get(then, {}) for then, rows in told.registry.items()}
            again[telling] = replace(told, registry=registry)
        return again


FIRST_CITY, SECOND_CITY = Stories(), Stories()
story = FIRST_CITY.story


def household(
    place: str, name: str, born: date, *, members: int, house: str, sex: str = "L", serial: int = 1, **changes: Any
) -> Row:
    """Give the registry's row of a poor household as a careful clerk writes it, with numbers that are its own."""
    random = Random(name)
    row = sound("keluarga") | {
        "no_kk": card(place, date(2008, 1, 1) + timedelta(days=random.randrange(4000)), random.randint(1, 40)),
        "nik_kepala": nik(place, born, sex, serial),
        "nama_kepala": name,
        "tanggal_lahir_kepala": born,
        "jenis_kelamin_kepala": sex,
        "alamat": house,
        "rt": f"{random.randint(1, 7):03}",
        "rw": f"{random.randint(1, 5):03}",
        "kode_wilayah": _CODES[place],
        "jumlah_anggota": members,
    }
    del row["tanggal_pendataan"]
    return row | changes


def code_of(place: str) -> str:
    """Give the code of a kelurahan."""
    return _CODES[place]


def card(place: str, issued: date, serial: int) -> str:
    """Give the number of a family card: the kecamatan, the day it was issued, and a small number."""
    return f"{_area(place)}{issued:%d%m%y}{serial:04}"


def nik(place: str, born: date, sex: str, serial: int) -> str:
    """Give a person's number: where it was first registered, the birth date (a woman's day + 40), a small number."""
    day = born.day + 40 * (sex == "P")
    return f"{_area(place)}{day:02}{born:%m%y}{serial:04}"


def _area(place: str) -> str:
    return _CODES[place].replace(".", "")[:6]


def mistyped(digits: str, place: int = -1) -> str:
    """Give a number with one digit wrong: the last, or another `place` counted from the end (-2, …)."""
    wrong = str((int(digits[place]) + 3) % 10)
    return digits[:place] + wrong + digits[len(digits) + place + 1 :]


def turned(digits: str, place: int) -> str:
    """Give a number with two neighbouring digits turned round; `place` is the first of them, from the left."""
    first, second = digits[place], digits[place + 1]
    assert first != second, f"{digits}: the same turned round"
    return digits[:place] + second + first + digits[place + 2 :]
