"""Households listed twice whose two rows share no number exactly: each kind of error, and when it is possible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from simulation.people import Household
from simulation.rows import Row
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
class Listing:
    """A household's first row and the second one, still its copy; a kind changes both."""

    household: Household
    first: Row
    second: Row
    draw: Random
    numbers: WrongNumbers

    def take_other_card(self) -> None:
        """List the second row under the household's other family card."""
        self.second.values["no_kk"] = self.household.other_kk

    def mistype_card(self) -> None:
        """List the second row under a card number with a typo."""
        self.second.values["no_kk"] = self.numbers.mistype(self.household.no_kk, self.draw)

    def lose_nik(self) -> None:
        """Leave the head's NIK out of one of the two rows."""
        self.draw.choice((self.first, self.second)).values["nik_kepala"] = None

    def rename(self) -> None:
        """Write the head's name in another manner."""
        head = self.household.head
        self.second.values["nama_kepala"] = another_manner(head.name, head.sex, self.draw)


#: Makes a kind of second row; gives false, and changes nothing, where the household offers no occasion for it.
Maker = Callable[[Listing], bool]


def _reissued_kk(listing: Listing) -> bool:
    values, draw = listing.second.values, listing.draw
    listing.take_other_card()
    listing.lose_nik()
    listing.rename()
    values["alamat"] = another_address(listing.household.address, draw)
    values |= {"rt": without_zeros(listing.household.rt), "rw": without_zeros(listing.household.rw)}
    return True


def _moved(listing: Listing) -> bool:
    nik, draw = listing.household.head.nik, listing.draw
    if nik is None:
        return False
    listing.take_other_card()
    if draw.random() < 0.5:
        listing.lose_nik()
    else:
        listing.second.values["nik_kepala"] = listing.numbers.mistype(nik, draw)
    if draw.random() < 0.5:
        listing.rename()
    listing.second.values |= {
        "kode_wilayah": draw.choice([place for place in kelurahan() if place != listing.household.place]),
        "alamat": f"{draw.choice(_NEW_STREETS)} No. {draw.randint(1, 180)}",
        "rt": f"{draw.randint(1, 12):03d}",
        "rw": f"{draw.randint(1, 9):03d}",
    }
    return True


def _mistyped_kk(listing: Listing) -> bool:
    listing.mistype_card()
    listing.lose_nik()
    return True


def _mistyped_nik(listing: Listing) -> bool:
    nik = listing.household.head.nik
    if nik is None:
        return False
    listing.take_other_card()
    listing.second.values["nik_kepala"] = listing.numbers.mistype(nik, listing.draw)
    return True


def _swapped_columns(listing: Listing) -> bool:
    nik = listing.household.head.nik
    if nik is None:
        return False
    listing.second.values |= {"no_kk": nik, "nik_kepala": listing.household.no_kk}
    return True


def _cut_nik(listing: Listing) -> bool:
    nik = listing.household.head.nik
    cut = listing.numbers.cut(nik) if nik else None
    if cut is None:
        return False
    listing.take_other_card()
    listing.second.values["nik_kepala"] = cut
    return True


def _mistyped_birth_date(listing: Listing) -> bool:
    head, surveyed = listing.household.head, listing.first.day("tanggal_pendataan")
    listing.mistype_card()
    listing.lose_nik()
    listing.second.values |= {
        "nama_kepala": mistyped_name(head.name, listing.draw),
        "tanggal_lahir_kepala": mistyped_birth_date(head.birth_date, surveyed - timedelta(days=6_000), listing.draw),
    }
    return True


def _default_birth_date(listing: Listing) -> bool:
    head = listing.household.head
    born: date | None = default_birth_date(head.birth_date, listing.draw)
    if head.nik is None or born is None:
        return False
    listing.take_other_card()
    listing.lose_nik()
    listing.second.values["tanggal_lahir_kepala"] = born
    return True


PROBABLE_LISTINGS: Mapping[str, Maker] = {
    "reissued_kk": _reissued_kk,
    "moved": _moved,
    "mistyped_kk": _mistyped_kk,
    "mistyped_nik": _mistyped_nik,
    "swapped_columns": _swapped_columns,
    "cut_nik": _cut_nik,
    "mistyped_birth_date": _mistyped_birth_date,
    "default_birth_date": _default_birth_date,
}


def list_again(kind: str, household: Household, row: Row, draw: Random, numbers: WrongNumbers) -> list[Row] | None:
    """Give both rows of a household that is listed twice in this manner; null where it offers no occasion."""
    listing = Listing(household, row.copy(), row.copy(), draw, numbers)
    if not PROBABLE_LISTINGS[kind](listing):
        return None
    listing.second.match_kind = kind
    listing.second.values["tanggal_pendataan"] = row.day("tanggal_pendataan") - timedelta(days=draw.randrange(90))
    return [listing.first, listing.second]
