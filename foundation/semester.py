"""The half-year as a value: its key, bounds, neighbours and reporting deadline. Pure; never asks the clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

#: The city's clock: a report is late when the deadline's day has ended in Probolinggo.
CITY_TIME_ZONE = ZoneInfo("Asia/Jakarta")

_KEY_PATTERN = re.compile(r"(\d{4})S([12])")


@dataclass(frozen=True, order=True)
class Semester:
    """A half-year reporting period. `Semester(2023, 1)` is 1 January to 30 June 2023, key `2023S1`."""

    year: int
    half: int

    def __post_init__(self) -> None:
        """Refuse a half that does not exist."""
        if self.half not in (1, 2):
            raise ValueError(f"a year has semesters 1 and 2, not {self.half}")

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read a key such as `2023S1`. Raises `ValueError` that says what a key looks like."""
        match = _KEY_PATTERN.fullmatch(key.strip().upper())
        if match is None:
            raise ValueError(f"{key!r} is no semester: write the year, S and 1 or 2, for example 2023S1")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Give the semester in which a day lies."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def last_ended(cls, day: date) -> Self:
        """Give the newest semester that has ended before a day: the one whose reports are due then."""
        return cls(day.year - 1, 2) if day.month <= 6 else cls(day.year, 1)

    @property
    def key(self) -> str:
        """The key as contract, folders and partitions write it: `2023S1`."""
        return f"{self.year}S{self.half}"

    @property
    def number(self) -> int:
        """The key as the whole number that the marts have as `semester_key`: 20231."""
        return 10 * self.year + self.half

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def end(self) -> date:
        """Last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    def next(self) -> Self:
        """Give the half-year that follows."""
        return type(self)(self.year, 2) if self.half == 1 else type(self)(self.year + 1, 1)

    def deadline(self, days_after_end: int | None = None) -> date:
        """Give the last day on which a report is on time: one month after the end, unless days are configured."""
        if days_after_end is not None:
            return self.end + timedelta(days=days_after_end)
        return date(self.year, 7, 31) if self.half == 1 else date(self.year + 1, 1, 31)

    def is_late(self, received_at: datetime, days_after_end: int | None = None) -> bool:
        """Say whether a report received at this moment (time-zone aware) came after the deadline's day."""
        return received_at.astimezone(CITY_TIME_ZONE).date() > self.deadline(days_after_end)

    def __str__(self) -> str:
        """Show the key."""
        return self.key


#: The first semester that the city's reporting duty covers.
FIRST_SEMESTER = Semester(2021, 1)


def semester_range(first: Semester, last: Semester) -> list[Semester]:
    """List the semesters from `first` to `last`, both included; empty when `last` lies before `first`."""
    semesters = []
    current = first
    while current <= last:
        semesters.append(current)
        current = current.next()
    return semesters


def parse_semester_range(text: str) -> list[Semester]:
    """Read `2022S1:2023S1`, or one key. Raises `ValueError` where the range is empty or a key is none."""
    first, _, last = text.partition(":")
    semesters = semester_range(Semester.parse(first), Semester.parse(last or first))
    if not semesters:
        raise ValueError(f"{text!r} ends before it starts")
    return semesters
