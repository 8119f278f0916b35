"""The people of the made-up city, as values."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sources.regions import Region


@dataclass(frozen=True, slots=True)
class Person:
    """One member of a household. `nik` is null for those without one on record; `is_child` up to about 22 years."""

    nik: str | None
    name: str
    sex: str
    birth_date: date
    is_child: bool


@dataclass(frozen=True, slots=True)
class Household:
    """One household; the head is the first member. `other_kk` is the number of an earlier family card."""

    number: int
    no_kk: str
    other_kk: str
    place: Region
    address: str
    rt: str
    rw: str
    members: tuple[Person, ...]
    decile: int
    status: str

    @property
    def head(self) -> Person:
        """The head of the household."""
        return self.members[0]


@dataclass(frozen=True, slots=True)
class Presence:
    """A household's status in a semester.

    `poor`: in the registry; `leaving`: leaves poverty on `left_date` in this semester; `left`: has left earlier;
    `back`: was found poor again in this semester or later; `outside`: never in the registry; `absent`: not there yet.
    """

    state: Literal["poor", "leaving", "left", "back", "outside", "absent"]
    left_date: date | None = None
    left_reason: str | None = None
    left_index: int | None = None
