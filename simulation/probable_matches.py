"""Rows with only a probable match to their household: each kind of error, and when it is possible.

A household is listed twice by two rows that share no number exactly, or a row of `mentas` has none of them right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from simulation.households import City
from simulation.people import Household, Person
from simulation.rows import Row, Value
from simulation.slips import (
    WrongNumbers,
    another_address,
    another_manner,
    default_birth_date,
    mistyped_birth_date,
    mistyped_name,
    without_zeros,
)
from sources.regions import kelurahan

_NEW_STREETS = ("Jl. Sunan Kalijaga", "Jl. Anggrek", "Gang Mawar", "Jl. Letjen Suprapto", "Dusun Gending")


@dataclass(frozen=True, slots=True)
class Occasion:
    """The household that is written wrongly, and the inputs for that."""

    household: Household
    draw: Random
    numbers: WrongNumbers

    @property
    def head(self) -> Person:
        """The head of the household."""
        return self.household.head

    def mistyped_card(self) -> str:
        """Give the household's card number with a typo."""
        return self.numbers.mistype(self.household.no_kk, self.draw)

    def mistyped_nik(self) -> str | None:
        """Give the head's NIK with a typo; null where there is none."""
        return self.numbers.mistype(self.head.nik, self.draw) if self.head.nik else None

    def cut_nik(self) -> str | None:
        """Give the head's NIK with its last digit lost; null where there is none, or that is a number of somebody."""
        return self.numbers.cut(self.head.nik) if self.head.nik else None

    def other_name(self) -> str:
        """Give the head's name in another manner."""
        return another_manner(self.head.name, self.head.sex, self.draw)


@dataclass(frozen=True, slots=True)
class Listing(Occasion):
    """A household's first row and the second one, still its copy; a kind changes both."""

    first: Row
    second: Row

    def list_by(self, card: str) -> None:
        """List the second row under another card, and leave the head's NIK out of one of the two rows."""
        self.second.values["no_kk"] = card
        self.draw.choice((self.first, self.second)).values["nik_kepala"] = None

    def list_with(self, nik: str | None) -> bool:
        """List the second row under the household's other card and with this NIK of the head, if there is one."""
        if nik is not None:
            self.second.values |= {"no_kk": self.household.other_kk, "nik_kepala": nik}
        return nik is not None


#: Makes a kind of second row; gives false, and changes nothing, where the household offers no occasion for it.
_Lister = Callable[[Listing], bool]


def _reissued_kk(listing: Listing) -> bool:
    household = listing.household
    listing.list_by(household.other_kk)
    listing.second.values |= {
        "nama_kepala": listing.other_name(),
        "alamat": another_address(household.address, listing.draw),
        "rt": without_zeros(household.rt),
        "rw": without_zeros(household.rw),
    }
    return True


def _moved(listing: Listing) -> bool:
    draw = listing.draw
    if listing.head.nik is None:
        return False
    if draw.random() < 0.5:
        listing.list_by(listing.household.other_kk)
    else:
        listing.list_with(listing.mistyped_nik())
    if draw.random() < 0.5:
        listing.second.values["nama_kepala"] = listing.other_name()
    listing.second.values |= {
        "kode_wilayah": draw.choice([place for place in kelurahan() if place != listing.household.place]),
        "alamat": f"{draw.choice(_NEW_STREETS)} No. {draw.randint(1, 180)}",
        "rt": f"{draw.randint(1, 12):03d}",
        "rw": f"{draw.randint(1, 9):03d}",
    }
    return True


def _listed_by_mistyped_kk(listing: Listing) -> bool:
    listing.list_by(listing.mistyped_card())
    return True


def _swapped_columns(listing: Listing) -> bool:
    nik = listing.head.nik
    if nik is not None:
        listing.second.values |= {"no_kk": nik, "nik_kepala": listing.household.no_kk}
    return nik is not None


def _mistyped_birth_date(listing: Listing) -> bool:
    head, surveyed = listing.head, listing.first.day("tanggal_pendataan")
    listing.list_by(listing.mistyped_card())
    listing.second.values |= {
        "nama_kepala": mistyped_name(head.name, listing.draw),
        "tanggal_lahir_kepala": mistyped_birth_date(head.birth_date, surveyed - timedelta(days=6_000), listing.draw),
    }
    return True


def _default_birth_date(listing: Listing) -> bool:
    born = default_birth_date(listing.head.birth_date, listing.draw)
    if listing.head.nik is None or born is None:
        return False
    listing.list_by(listing.household.other_kk)
    listing.second.values["tanggal_lahir_kepala"] = born
    return True


PROBABLE_LISTINGS: Mapping[str, _Lister] = {
    "reissued_kk": _reissued_kk,
    "moved": _moved,
    "mistyped_kk": _listed_by_mistyped_kk,
    "mistyped_nik": lambda listing: listing.list_with(listing.mistyped_nik()),
    "swapped_columns": _swapped_columns,
    "cut_nik": lambda listing: listing.list_with(listing.cut_nik()),
    "mistyped_birth_date": _mistyped_birth_date,
    "default_birth_date": _default_birth_date,
}


def list_again(kind: str, occasion: Occasion, row: Row) -> list[Row] | None:
    """Give both rows of a household that is listed twice in this manner; null where it offers no occasion."""
    listing = Listing(occasion.household, occasion.draw, occasion.numbers, row.copy(), row.copy())
    if not PROBABLE_LISTINGS[kind](listing):
        return None
    listing.second.match_kind = kind
    earlier = timedelta(days=occasion.draw.randrange(90))
    listing.second.values["tanggal_pendataan"] = row.day("tanggal_pendataan") - earlier
    return [listing.first, listing.second]


#: Gives the values that differ from the right ones; null where the household offers no occasion.
_Namer = Callable[[Occasion, City], dict[str, Value] | None]


def _named_by_mistyped_kk(occasion: Occasion, _city: City) -> dict[str, Value]:
    return {"no_kk": occasion.mistyped_card(), "nik_kepala": None}


def _old_kk(occasion: Occasion, city: City) -> dict[str, Value] | None:
    # Only name and kelurahan identify the household.
    if city.has_namesake_nearby(occasion.household):
        return None
    return {"no_kk": occasion.household.other_kk, "nik_kepala": None}


def _named_by_mistyped_nik(occasion: Occasion, _city: City) -> dict[str, Value] | None:
    nik = occasion.mistyped_nik()
    return {"no_kk": None, "nik_kepala": nik} if nik else None


def _named_by_cut_nik(occasion: Occasion, _city: City) -> dict[str, Value] | None:
    nik = occasion.cut_nik()
    return {"no_kk": occasion.household.other_kk, "nik_kepala": nik} if nik else None


def _name_only_variant(occasion: Occasion, city: City) -> dict[str, Value]:
    return _named_by_mistyped_kk(occasion, city) | {"nama_kepala": occasion.other_name()}


PROBABLE_DEPARTURES: Mapping[str, _Namer] = {
    "mistyped_kk": _named_by_mistyped_kk,
    "old_kk": _old_kk,
    "mistyped_nik": _named_by_mistyped_nik,
    "cut_nik": _named_by_cut_nik,
    "name_only_variant": _name_only_variant,
}


def name_probably(kind: str, occasion: Occasion, city: City, row: Row) -> Row | None:
    """Give the row with its household named in this manner; None where that is not possible."""
    wrong = PROBABLE_DEPARTURES[kind](occasion, city)
    if wrong is None:
        return None
    named = row.copy()
    named.values |= wrong
    named.match_kind = kind
    return named
