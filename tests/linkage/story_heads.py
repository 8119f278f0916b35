"""Heads of the households of stories: each in a kelurahan of its own, none a typo away from another."""

from datetime import date
from typing import Any

Row = dict[str, Any]

#: First names of the heads, as they are written today; `Su` was `Soe`, and a twin ends in `i`.
_GIVEN = ("Sukarno", "Subagyo", "Sudarmo", "Sugiarto", "Suharto", "Supomo", "Suseno", "Sutrisno")
_FAMILY = ("Hadi", "Kusuma", "Santosa", "Raharja", "Mulya")


def listed(number: int = 0) -> Row:
    """Give the head of a story's household as a careful clerk lists him: one of a kelurahan of his own, up to 35."""
    day, month, kecamatan = 11 + number % 8, 1 + (7 + 5 * number) % 9, 1 + number % 5
    return {
        "no_kk": f"35740{kecamatan}{day}0{month}{number % 16:02}0001",
        "nik_kepala": f"35740{kecamatan}{day}0{month}600003",
        "nama_kepala": f"{_GIVEN[number % 8]} {_FAMILY[number // 8]}",
        "tanggal_lahir_kepala": date(1960, month, day),
        "jenis_kelamin_kepala": "L",
        "alamat": "Jl. Mastrip No. 12",
        "rt": "003",
        "rw": "002",
        "kode_wilayah": f"35.74.0{kecamatan}.100{1 + number // 5}",
    }


def other_card(row: Row) -> str:
    """Give the number of another card, issued in the same kecamatan."""
    number: str = row["no_kk"]
    return f"{number[:6]}2{number[7:10]}210456"


def elsewhere(row: Row) -> Row:
    """Give an address in the next kecamatan."""
    kecamatan = int(row["kode_wilayah"][7]) % 5 + 1
    return {"alamat": "Gang Buntu No. 3", "rt": "7", "rw": "5", "kode_wilayah": f"35.74.0{kecamatan}.1009"}


def old_spelling(name: str) -> str:
    """Give a head's name as it was spelled before the reform."""
    return name.replace("Su", "Soe")


def twin(name: str) -> str:
    """Give the name of a head's twin."""
    return name.replace("o ", "i ")
