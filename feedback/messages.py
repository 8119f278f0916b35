"""Dates, numbers and states in Indonesian, for the readers of a workbook."""

from datetime import date, datetime
from decimal import Decimal

from expectations.checks import day_in_words
from foundation.semester import CITY_TIME_ZONE, Semester

STATUS_ID = {
    "accepted": "diterima",
    "accepted_with_rejects": "diterima, sebagian baris atau berkas ditolak",
    "rejected": "ditolak",
}

SEVERITY_ID = {"error": "ditolak", "warning": "peringatan", "file": "ditolak"}


def date_in_words(day: date | str) -> str:
    """Write a day (a date, or ISO text) out.

    >>> date_in_words("2023-08-17")
    '17 Agustus 2023'
    """
    return day_in_words(date.fromisoformat(day) if isinstance(day, str) else day)


def moment_in_words(moment: datetime) -> str:
    """Write a moment in local time: `31 Juli 2023 pukul 16.59 WIB`."""
    local = moment.astimezone(CITY_TIME_ZONE)
    return f"{date_in_words(local.date())} pukul {local:%H.%M} WIB"


def semester_in_words(key: str) -> str:
    """Write a semester out.

    >>> semester_in_words("2023S1")
    'Semester I tahun 2023 (1 Januari 2023 sampai 30 Juni 2023)'
    """
    semester = Semester.parse(key)
    half = "I" if semester.half == 1 else "II"
    return (
        f"Semester {half} tahun {semester.year} ({date_in_words(semester.start)} sampai {date_in_words(semester.end)})"
    )


def count_in_words(number: int) -> str:
    """Write a count with the Indonesian thousands separator.

    >>> count_in_words(17910)
    '17.910'
    """
    return f"{number:,}".replace(",", ".")


def rupiah_in_words(amount: Decimal | None) -> str:
    """Write an amount in words of size; none counts as nothing.

    >>> rupiah_in_words(Decimal(1_250_000_000))
    'Rp1,25 miliar'
    >>> rupiah_in_words(Decimal(350_000))
    'Rp350.000'
    """
    rupiah = amount or Decimal(0)
    for size, name in ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta")):
        if round(rupiah / size, 2) >= 1:
            return f"Rp{rupiah / size:.2f} {name}".replace(".", ",")
    return f"Rp{count_in_words(int(rupiah))}"
