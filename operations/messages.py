"""States, numbers and days in the words of the secretariat, in Indonesian."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from foundation.semester import CITY_TIME_ZONE

STATUS_LABELS: Mapping[str, str] = {
    "accepted": "diterima",
    "accepted_with_rejects": "diterima sebagian",
    "rejected": "ditolak seluruhnya",
    "missing": "belum melapor",
    "unreachable": "tidak terjangkau",
    "received": "masuk, belum diolah",
    "not_collected": "belum diambil",
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def number(value: int | Decimal | None) -> str:
    """Write a whole number as Indonesians read it: 17.910."""
    return f"{int(value or 0):,}".replace(",", ".")


def day(value: date) -> str:
    """Write a day: 31 Jul 2023."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """Write a moment by the city's clock: 31 Jul 2023 14.05."""
    local = value.astimezone(CITY_TIME_ZONE)
    return f"{day(local)} {local:%H.%M}"


def inbox_warnings(withdrawn: Mapping[str, int], unread: Mapping[str, int]) -> Iterator[str]:
    """Tell of inboxes that are empty now and of files that nobody reads, by institution code: version, entries."""
    if withdrawn:
        listed = ", ".join(f"{code} (v{version})" for code, version in sorted(withdrawn.items()))
        yield (
            f"kotak masuknya sekarang kosong, sehingga laporan yang pernah masuk tidak dihitung lagi: {listed}; "
            "kembalikan berkasnya bila tidak disengaja, arsip menyimpannya"
        )
    if unread:
        listed = ", ".join(f"{code} ({number(entries)})" for code, entries in sorted(unread.items()))
        yield f"berkas atau folder di luar folder semester, tidak dibaca: {listed}"


def listed_datasets(by_institution: Mapping[str, Sequence[str]]) -> str:
    """List institutions (codes) with data sets of each: DINSOS (mentas, penerima)."""
    return ", ".join(f"{code} ({', '.join(datasets)})" for code, datasets in sorted(by_institution.items()))


def time_left(days: int) -> str:
    """Say how long there is until a deadline, or for how long it has been past."""
    if days > 0:
        return f"{number(days)} hari lagi"
    return "hari ini" if days == 0 else f"lewat {number(-days)} hari"
