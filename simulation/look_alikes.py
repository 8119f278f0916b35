"""Pairs of households that look like one and are two: their numbers, and what makes them alike.

They have a number range and NIK areas of their own, and names that no other household's head has, so that their rows
match nobody else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from simulation.names import words
from simulation.people import Household, Person
from sources.regions import kelurahan

FIRST_LOOK_ALIKE = 4_500_000
#: Areas of their NIKs, which nobody else has.
LOOK_ALIKE_AREAS = ("351301", "350801", "357501", "351401")
_SERIALS_OF_AREA = 9_998
_MOST_PAIRS = 12_000
_HOUSEHOLDS_PER_PAIR, _FEWEST_HOUSEHOLDS_PER_PAIR = 200, 12
#: Births of first heads: each kind has a day of its own in every ten, so that name and day never meet another pair's.
_DAYS_APART, _ADULT_DAYS, _OLD_DAYS = 10, 24_570, 12_280
_GIVEN = {
    "L": words("Abdul Achmad Agus Ali Arif Edi Hadi Imam Joko Lukman Mohammad Nur Rudi Samsul Slamet Usman"),
    "P": words("Anik Dewi Endang Erna Evi Ida Indah Lilik Luluk Nanik Nurul Rini Siti Sri Titik Wiwik"),
}
_FAMILY = {
    "L": words("Baidowi Bakri Basri Hambali Maksum Marzuki Muslimin Sanusi Thoyib Zubair Zuhri"),
    "P": words("Arofah Hamidah Kamilah Karimah Masitoh Musyarofah Nadhifah Rukayah Salamah Sundari Zulfa"),
}
_TWINS = {"L": ("Hasan", "Husen"), "P": ("Hasanah", "Husniyah")}
_COMMON_NAMES = {
    "L": ("Slamet Riyadi", "Agus Salim", "Ahmad Yani", "Abdul Muis"),
    "P": ("Siti Aminah", "Siti Fatimah", "Siti Maimunah", "Siti Zubaidah", "Nur Hayati"),
}


def look_alike_pairs(households: int) -> int:
    """Give how many pairs a city has: one household in a hundred, and each kind once in a small city."""
    of_each_kind = min(len(LOOK_ALIKES), households // _FEWEST_HOUSEHOLDS_PER_PAIR)
    return min(_MOST_PAIRS, max(households // _HOUSEHOLDS_PER_PAIR, of_each_kind))


def is_look_alike(number: int) -> bool:
    """Say whether the household of this number is one of a pair."""
    return number >= FIRST_LOOK_ALIKE


@dataclass(frozen=True, slots=True)
class Pair:
    """Two households that are to look alike, as they were drawn, and their place among the pairs of their kind."""

    number: int
    first: Household
    second: Household
    draw: Random
    birth_origin: date

    @property
    def ordinal(self) -> int:
        """Place among the pairs of the kind."""
        return self.number // len(LOOK_ALIKES)

    @property
    def sex(self) -> str:
        """Sex of both heads where they have it in common."""
        return self.first.head.sex

    def name(self, sex: str, *, given: int = 0) -> str:
        """Give a name for the pair; another `given` gives another first word."""
        givens, families = _GIVEN[sex], _FAMILY[sex]
        return f"{givens[(self.number + given) % len(givens)]} {families[self.number % len(families)]}"

    def adult_birth_date(self) -> date:
        """Give the birth date of somebody of any age."""
        return self._birth_date(_ADULT_DAYS)

    def old_birth_date(self) -> date:
        """Give the birth date of somebody with grown children."""
        return self._birth_date(_OLD_DAYS)

    def _birth_date(self, days: int) -> date:
        turn = (self.number + 7) * 1_223 % (days // _DAYS_APART)
        return self.birth_origin + timedelta(days=_DAYS_APART * turn + 2 * (self.number % len(LOOK_ALIKES)))

    def later(self, born: date, years: tuple[int, int]) -> date:
        """Give a birth date so many years later (at least, at most), on one of the days that no first head has."""
        least, most = (round(number * 365.25 / 2) for number in years)
        return born + timedelta(days=2 * self.draw.randint(least, most) + 1)

    def nik(self, side: int, born: date, sex: str) -> str:
        """Give the NIK of the first (0) or second (1) head; their serials differ by one."""
        area, serial = divmod(2 * self.number + side, _SERIALS_OF_AREA)
        day = born.day + (40 if sex == "P" else 0)
        return f"{LOOK_ALIKE_AREAS[area]}{day:02d}{born.month:02d}{born.year % 100:02d}{serial + 1:04d}"

    def headed(self, side: int, name: str, born: date, sex: str, *, has_nik: bool = True) -> Household:
        """Give the first (0) or second (1) household with another head; a spouse stays where the head's sex does."""
        household = (self.first, self.second)[side]
        head = Person(self.nik(side, born, sex) if has_nik else None, name, sex, born, is_child=False)
        spouse = household.members[1:2] if sex == household.head.sex else ()
        return replace(household, members=(head, *spouse, *household.members[2:]))


Heads = tuple[Household, Household]


def _at_home_of(household: Household, other: Household) -> Household:
    return replace(household, place=other.place, address=other.address, rt=other.rt, rw=other.rw)


def _twins(pair: Pair) -> Heads:
    """Born on one day and registered one after the other, their names alike or one word the same."""
    born, sex = pair.adult_birth_date(), pair.sex
    if pair.ordinal % 3 == 2:
        names = (pair.name(sex), pair.name(sex, given=5))
    else:
        family = pair.name(sex).split()[1] if pair.ordinal % 3 else ""
        one, other = (f"{name} {family}".strip() for name in _TWINS[sex])
        names = (one, other)
    first, second = (pair.headed(side, names[side], born, sex) for side in (0, 1))
    if pair.ordinal % 2:
        return first, _at_home_of(second, first)
    return first, replace(second, place=first.place, rt=first.rt, rw=first.rw)


def _father_and_son(pair: Pair) -> Heads:
    """One name at one address, a generation apart; both NIKs on record or neither."""
    name, has_nik, father = pair.name("L"), pair.ordinal % 2 == 0, pair.old_birth_date()
    son = pair.later(father, (20, 35))
    first = pair.headed(0, name, father, "L", has_nik=has_nik)
    second = pair.headed(1, name, son, "L", has_nik=has_nik)
    return first, _at_home_of(second, first)


def _namesakes(pair: Pair) -> Heads:
    """One name and birth date, and two NIKs, in two kecamatan."""
    name, born, sex = pair.name(pair.sex), pair.adult_birth_date(), pair.sex
    away = [place for place in kelurahan() if place.kecamatan_code != pair.first.place.kecamatan_code]
    return pair.headed(0, name, born, sex), replace(pair.headed(1, name, born, sex), place=pair.draw.choice(away))


def _split(pair: Pair) -> Heads:
    """A grown child has founded a household at the address where it was born."""
    born, sex = pair.old_birth_date(), pair.second.head.sex
    first = pair.headed(0, pair.name(pair.sex), born, pair.sex)
    child = pair.headed(1, pair.name(sex, given=3), pair.later(born, (20, 30)), sex)
    return first, _at_home_of(child, first)


def _same_name_neighbours(pair: Pair) -> Heads:
    """A common name twice in one RT; no NIK, and no part of the birth dates is the same."""
    names, born, sex = _COMMON_NAMES[pair.sex], pair.adult_birth_date(), pair.sex
    name = names[pair.ordinal % len(names)]
    is_young = (born - pair.birth_origin).days > _OLD_DAYS
    base = born - timedelta(days=2 * 365 * 20) if is_young else born
    other = pair.later(base, (2, 15))
    while other.day == born.day or other.month == born.month or other.year == born.year:
        other = pair.later(base, (2, 15))
    first = pair.headed(0, name, born, sex, has_nik=False)
    second = pair.headed(1, name, other, sex, has_nik=False)
    return first, replace(second, place=first.place, rt=first.rt, rw=first.rw)


LOOK_ALIKES: dict[str, Callable[[Pair], Heads]] = {
    "twins": _twins,
    "father_and_son": _father_and_son,
    "namesakes": _namesakes,
    "split": _split,
    "same_name_neighbours": _same_name_neighbours,
}


def look_alike_kind(pair_number: int) -> str:
    """Give the kind of a pair."""
    return tuple(LOOK_ALIKES)[pair_number % len(LOOK_ALIKES)]


def resemble(pair: Pair) -> Heads:
    """Make the two households alike. Both are poor in every semester."""
    first, second = LOOK_ALIKES[look_alike_kind(pair.number)](pair)
    return (
        replace(first, status="miskin", decile=pair.draw.randint(1, 4)),
        replace(second, status="miskin", decile=pair.draw.randint(1, 4)),
    )


def leaving_index(number: int, semesters: int) -> int | None:
    """Give the semester in which the household of this number leaves poverty: some second ones of namesakes do."""
    pair_number, side = divmod(number - FIRST_LOOK_ALIKE, 2)
    ordinal = pair_number // len(LOOK_ALIKES)
    if look_alike_kind(pair_number) != "namesakes" or not side or ordinal % 2:
        return None
    return ordinal // 2 % semesters


def leaves_by_nik(number: int) -> bool:
    """Say whether a look-alike that leaves is reported by its NIK alone; else by its KK number alone."""
    return (number - FIRST_LOOK_ALIKE) // (4 * len(LOOK_ALIKES)) % 2 == 0
