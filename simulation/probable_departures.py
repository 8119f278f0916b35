"""Rows of `mentas` with only a probable match to their household: each kind of error, and when it is possible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from simulation.households import City
from simulation.people import Household
from simulation.rows import Row, Value
from simulation.slips import WrongNumbers, another_manner


@dataclass(frozen=True, slots=True)
class Departure:
    """The household that leaves, and the inputs for naming it wrongly."""

    household: Household
    city: City
    draw: Random
    numbers: WrongNumbers

    def mistyped_card(self) -> str:
        """Give the household's card number with a typo."""
        return self.numbers.mistype(self.household.no_kk, self.draw)


#: Gives the values that differ from the right ones; null where the household offers no occasion.
Namer = Callable[[Departure], dict[str, Value] | None]


def _mistyped_kk(departure: Departure) -> dict[str, Value]:
    return {"no_kk": departure.mistyped_card(), "nik_kepala": None}


def _old_kk(departure: Departure) -> dict[str, Value] | None:
    # Only name and kelurahan identify the household.
    if departure.city.has_namesake_nearby(departure.household):
        return None
    return {"no_kk": departure.household.other_kk, "nik_kepala": None}


def _mistyped_nik(departure: Departure) -> dict[str, Value] | None:
    nik = departure.household.head.nik
    return {"no_kk": None, "nik_kepala": departure.numbers.mistype(nik, departure.draw)} if nik else None


def _cut_nik(departure: Departure) -> dict[str, Value] | None:
    nik = departure.household.head.nik
    cut = departure.numbers.cut(nik) if nik else None
    return {"no_kk": departure.household.other_kk, "nik_kepala": cut} if cut else None


def _name_only_variant(departure: Departure) -> dict[str, Value]:
    head = departure.household.head
    return _mistyped_kk(departure) | {"nama_kepala": another_manner(head.name, head.sex, departure.draw)}


PROBABLE_DEPARTURES: Mapping[str, Namer] = {
    "mistyped_kk": _mistyped_kk,
    "old_kk": _old_kk,
    "mistyped_nik": _mistyped_nik,
    "cut_nik": _cut_nik,
    "name_only_variant": _name_only_variant,
}


def name_probably(kind: str, departure: Departure, row: Row) -> Row | None:
    """Give the row with its household named in this manner; None where that is not possible."""
    wrong = PROBABLE_DEPARTURES[kind](departure)
    if wrong is None:
        return None
    named = row.copy()
    named.values |= wrong
    named.match_kind = kind
    return named
