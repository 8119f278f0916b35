"""The households of the made-up city: each is a function of the seed and its number, so that none has to be kept."""

import csv
from bisect import bisect
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Literal

import numpy as np

from foundation.semester import Semester
from simulation.chance import stream
from simulation.look_alikes import (
    FIRST_LOOK_ALIKE,
    LOOK_ALIKE_AREAS,
    Pair,
    is_look_alike,
    leaving_index,
    look_alike_pairs,
    resemble,
)
from simulation.names import name_table
from simulation.people import Household, Person, Presence
from sources.regions import Region, kelurahan, regions

_MOST_MEMBERS = 8
_SERIALS = 1249
#: A block of birth days; within a block, serial and day are unique to a person of the city.
_BLOCK_DAYS = 4096
_CAPACITY = _SERIALS * _BLOCK_DAYS
_FIRST_OUTSIDER = 4_000_000
_NAMES = _SERIALS * _MOST_MEMBERS
#: Coprime to the capacity (1249 * 2**12), one for each place in the household.
_STRIDES = (3_214_567, 2_745_443, 4_012_343, 1_907_117, 3_700_111, 2_200_021, 4_400_023, 1_500_007)
_AREAS = ("357401", "357402", "357403", "357404", "357405", "357401", "357402", "357403", "351309", "351316")
_STREETS = (
    "Jl. Raya Bromo", "Jl. Panglima Sudirman", "Jl. Hayam Wuruk", "Jl. Cokroaminoto", "Jl. Ikan Tongkol", "Jl. Mastrip",
    "Gang Melati", "Gang Buntu", "Jl. Serayu", "Jl. KH. Hasan Genggong", "Jl. Prof. Hamka", "Dusun Krajan",
)  # fmt: skip
_SHARE_WITHOUT_NIK = 0.17
LEAVING_RATE = 0.06
_RETURN_RATE = 0.06
_GOLDEN = 0.6180339887498949
_DECILES = {"miskin": (1, 4), "rentan": (3, 6), "tidak_miskin": (5, 8)}
_LEFT_REASONS = (
    *("ekonomi_meningkat",) * 5, "mengundurkan_diri", "meninggal", "meninggal", "pindah", "pindah", "ganda"
)  # fmt: skip


#: The assumed poverty of a kecamatan relative to the city's average.
_POVERTY_OF_KECAMATAN = {
    "35.74.01": 1.1,
    "35.74.02": 1.2,
    "35.74.03": 1.0,
    "35.74.04": 0.7,
    "35.74.05": 1.25,
}


class City:
    """All households of a city of `households` registered ones (in the first of `semesters`), drawn from `seed`."""

    def __init__(self, households: int, semesters: Sequence[Semester], seed: int) -> None:
        """Lay out how many households there are in each semester. Raises `ValueError` beyond 3 million households."""
        if not 1 <= households <= _FIRST_OUTSIDER * 3 // 4:
            raise ValueError(f"a city has 1 to {_FIRST_OUTSIDER * 3 // 4} households, not {households}")
        self.semesters = list(semesters)
        self.seed = seed
        self._birth_origin = self.semesters[0].start - timedelta(days=8 * _BLOCK_DAYS)
        draw = stream(seed, "numbers")
        self._offsets = [draw.randrange(_CAPACITY) for _ in range(_MOST_MEMBERS)]
        self._phase = draw.random()
        self.look_alike_pairs = look_alike_pairs(households)
        self.entered = _households_by_semester(households - 2 * self.look_alike_pairs, self.semesters)
        self._outsiders = max(2, households // 60)

    def numbers(self, index: int) -> Sequence[int]:
        """Give the numbers of all households that can appear in the semester of this index."""
        return [
            *range(self.entered[index]),
            *range(_FIRST_OUTSIDER, _FIRST_OUTSIDER + self._outsiders),
            *self._look_alikes,
        ]

    @property
    def _look_alikes(self) -> range:
        return range(FIRST_LOOK_ALIKE, FIRST_LOOK_ALIKE + 2 * self.look_alike_pairs)

    def presence(self, number: int, index: int) -> Presence:
        """Give a household's status in the semester of this index."""
        if is_look_alike(number):
            return self._presence_of_look_alike(number, index)
        if number >= _FIRST_OUTSIDER:
            return Presence("outside")
        entry = next((at for at, count in enumerate(self.entered) if number < count), None)
        if entry is None or entry > index:
            return Presence("absent")
        now = Presence("poor")
        for at in range(entry, index + 1):
            # An evenly spread sequence, so that households leave in every semester even of a small city.
            chance = (number * _GOLDEN + at * 0.37 + self._phase) % 1.0
            if now.state in ("poor", "back") and chance < LEAVING_RATE:
                now = self._leave(number, at)
            elif now.state in ("leaving", "left"):
                returns = (number * 0.7548776662466927 + at * 0.29 + self._phase) % 1.0 < _RETURN_RATE
                # Nobody comes back from the dead, nor in the semester of leaving.
                state: Literal["back", "left"] = "back" if returns and now.left_reason != "meninggal" else "left"
                now = Presence(state, now.left_date, now.left_reason, now.left_index)
        return now

    def _presence_of_look_alike(self, number: int, index: int) -> Presence:
        leaving = leaving_index(number, len(self.semesters))
        if leaving is None or index < leaving:
            return Presence("poor")
        left = self._leave(number, leaving)
        return left if index == leaving else Presence("left", left.left_date, left.left_reason, left.left_index)

    def _leave(self, number: int, index: int) -> Presence:
        draw = stream(self.seed, "leave", number, index)
        semester = self.semesters[index]
        day = semester.start + timedelta(days=draw.randrange(30, 150))
        return Presence("leaving", day, draw.choice(_LEFT_REASONS), index)

    def household(self, number: int) -> Household:
        """Make the household of this number, the same every time."""
        if is_look_alike(number):
            pair_number, side = divmod(number - FIRST_LOOK_ALIKE, 2)
            return self.look_alikes(pair_number)[side]
        return self._drawn(number)

    def look_alikes(self, pair_number: int) -> tuple[Household, Household]:
        """Make both households of a pair of look-alikes."""
        first, second = (self._drawn(FIRST_LOOK_ALIKE + 2 * pair_number + side) for side in (0, 1))
        draw = stream(self.seed, "look-alikes", pair_number)
        return resemble(Pair(pair_number, first, second, draw, self._birth_origin))

    def _drawn(self, number: int) -> Household:
        draw = stream(self.seed, "household", number)
        place = draw_kelurahan(draw)
        size = draw.choices((1, 2, 3, 4, 5, 6, 7), (8, 14, 22, 26, 17, 9, 4))[0]
        status = draw.choices(("miskin", "rentan", "tidak_miskin"), (86, 12, 2))[0]
        decile = draw.randint(*_DECILES[status])
        return Household(
            number=number,
            no_kk=self._family_card(number, 0, draw),
            other_kk=self._family_card(number, 1, draw),
            place=place,
            address=f"{draw.choice(_STREETS)} No. {draw.randint(1, 240)}",
            rt=f"{draw.randint(1, 12):03d}",
            rw=f"{draw.randint(1, 9):03d}",
            members=tuple(self._member(number, slot, draw) for slot in range(size)),
            decile=decile,
            status=status,
        )

    def has_namesake_nearby(self, household: Household) -> bool:
        """Say whether the head of another registered household has the same name and lives in the same kelurahan."""
        # Households have a head's name in common where their numbers are so far apart, or a multiple of it.
        others = range(household.number % _SERIALS, self.entered[-1], _SERIALS)
        return any(
            draw_kelurahan(stream(self.seed, "household", other)) == household.place
            and self.household(other).head.name == household.head.name
            for other in others
            if other != household.number
        )

    def holds(self, digits: str) -> bool:
        """Say whether a number of 16 digits is the NIK or KK number of anybody who can ever appear in the city."""
        return digits[:6] in LOOK_ALIKE_AREAS or any(
            digits in (household.no_kk, household.other_kk) or any(person.nik == digits for person in household.members)
            for household in map(self.household, self._possible_holders(digits))
        )

    def _possible_holders(self, digits: str) -> Iterator[int]:
        """Give the households that could hold a number, by what its date and serial say."""
        serial = int(digits[12:]) - 1
        for day in days_in(digits):
            block, day_of_block = divmod((day - self._birth_origin).days, _BLOCK_DAYS)
            since_issue = (self.semesters[0].start - day).days - 1
            residues = []
            if 0 <= block < 8 and 0 <= serial < _NAMES:
                residues.append((day_of_block * _SERIALS + serial // _MOST_MEMBERS, serial % _MOST_MEMBERS))
            if 0 <= since_issue < _BLOCK_DAYS and 0 <= serial < 2 * _SERIALS:
                residues.append((since_issue * _SERIALS + serial // 2, serial % 2 + 2))
            for residue, slot in residues:
                number = (residue - self._offsets[slot]) * pow(_STRIDES[slot], -1, _CAPACITY) % _CAPACITY
                is_outsider = 0 <= number - _FIRST_OUTSIDER < self._outsiders
                if number < self.entered[-1] or is_outsider or number in self._look_alikes:
                    yield number

    def _member(self, number: int, slot: int, draw: Random) -> Person:
        is_child = slot >= 2
        residue = (number * _STRIDES[slot] + self._offsets[slot]) % _CAPACITY
        serial = (residue % _SERIALS) * _MOST_MEMBERS + slot
        block = draw.choice((6, 7)) if is_child else draw.choices((0, 1, 2, 3, 4, 5), (1, 4, 8, 10, 9, 5))[0]
        born = self._birth_origin + timedelta(days=block * _BLOCK_DAYS + residue // _SERIALS)
        sex = draw.choice("LP") if is_child else ("L" if (slot == 0) == (draw.random() < 0.85) else "P")
        day = born.day + (40 if sex == "P" else 0)
        nik = f"{draw.choice(_AREAS)}{day:02d}{born.month:02d}{born.year % 100:02d}{serial + 1:04d}"
        on_record = draw.random() >= _SHARE_WITHOUT_NIK
        return Person(nik if on_record else None, name_table(sex, _NAMES)[serial], sex, born, is_child)

    def _family_card(self, number: int, which: int, draw: Random) -> str:
        residue = (number * _STRIDES[which + 2] + self._offsets[which + 2]) % _CAPACITY
        issued = self.semesters[0].start - timedelta(days=1 + residue // _SERIALS)
        serial = (residue % _SERIALS) * 2 + which + 1
        return f"35740{draw.randint(1, 5)}{issued.day:02d}{issued.month:02d}{issued.year % 100:02d}{serial:04d}"


def days_in(digits: str) -> Iterator[date]:
    """Give the days that a NIK or KK number can hold: in either century, 40 more for women."""
    day, month, year = (int(digits[at : at + 2]) for at in (6, 8, 10))
    for century in (1900, 2000):
        with suppress(ValueError):
            yield date(century + year, month, day - 40 if day > 40 else day)


def _households_by_semester(households: int, semesters: Sequence[Semester]) -> list[int]:
    """Give how many households have ever been registered by each semester, so that the registry follows poverty."""
    first_rate = poverty_rate(semesters[0])
    entered = [households]
    listed, left = float(households), 0.0
    for semester in semesters[1:]:
        leavers, returners = listed * LEAVING_RATE, left * _RETURN_RATE
        wanted = households * poverty_rate(semester) / first_rate
        newcomers = max(0.0, wanted - (listed - leavers + returners))
        left += leavers - returners
        listed += newcomers + returners - leavers
        entered.append(entered[-1] + round(newcomers))
    return entered


@cache
def _poor_by_kelurahan() -> tuple[float, ...]:
    """Give the running total of the poor by kelurahan: the kecamatan's people, spread by area."""
    people = {region.code: region.population or 0 for region in regions() if region.level == "kecamatan"}
    area_of_kecamatan: dict[str, float] = {}
    for place in kelurahan():
        code = place.kecamatan_code or ""
        area_of_kecamatan[code] = area_of_kecamatan.get(code, 0.0) + float(place.area_km2)
    return tuple(
        accumulate(
            people[code] * float(place.area_km2) / area_of_kecamatan[code] * _POVERTY_OF_KECAMATAN[code]
            for place in kelurahan()
            for code in [place.kecamatan_code or ""]
        )
    )


def draw_kelurahan(draw: Random) -> Region:
    """Draw the kelurahan of a poor household."""
    running = _poor_by_kelurahan()
    return kelurahan()[bisect(running, draw.random() * running[-1])]


def poverty_rate(semester: Semester) -> float:
    """Give the official poverty rate (percent) in a semester, between the surveys of each March by straight line."""
    text = files("sources").joinpath("reference", "official_poverty.csv").read_text(encoding="utf-8")
    surveys = sorted((int(row["year"]), float(row["poverty_rate_pct"])) for row in csv.DictReader(text.splitlines()))
    years, rates = zip(*surveys, strict=True)
    return float(np.interp(semester.year + (semester.half - 1) / 2, years, rates))
