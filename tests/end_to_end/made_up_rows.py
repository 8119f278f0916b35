"""Made-up rows: what each cell means, how somebody wrote it down, and whether a fault was planted. All people invented.

Nothing of the system is used here: what a row means is known before it is written, not read back.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foundation.semester import Semester

#: Columns of rupiah, by data set.
AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "kegiatan": ("anggaran", "realisasi"),
    "penerima": ("nilai_bantuan",),
    "keluarga": (),
    "mentas": (),
}
DATASETS = tuple(AMOUNTS)

_REGIONS = (
    *("35.74.01.1001", "35.74.01.1002", "35.74.01.1009", "35.74.02.1001", "35.74.02.1007", "35.74.03.1001"),
    *("35.74.03.1004", "35.74.04.1001", "35.74.04.1006", "35.74.05.1001"),
)
_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
_MONTHS += ("Juli", "Agustus", "September", "Oktober", "November", "Desember")
_FAULTY_SHARE = 0.2


@dataclass(frozen=True)
class Row:
    """A row as meant (null where a cell is empty or means nothing) and as written, by the contract's columns."""

    meant: Mapping[str, Any]
    written: Mapping[str, Any]
    is_faulty: bool


@dataclass(frozen=True)
class _Fault:
    """A cell that gets a row rejected: what is written, and what of it can still be read."""

    column: str
    written: Any
    meant: Any = None


def make_row(dataset: str, recipe: int, semester: Semester) -> Row:
    """Make a row; the same recipe gives the same row. One in five has a faulty cell."""
    chance = random.Random(recipe)
    meant = _MAKERS[dataset](chance, semester)
    written = {column: _write(chance, value) for column, value in meant.items()}
    if chance.random() >= _FAULTY_SHARE:
        return Row(meant, written, is_faulty=False)
    fault = chance.choice(_faults(dataset, semester))
    return Row(meant | {fault.column: fault.meant}, written | {fault.column: fault.written}, is_faulty=True)


def contradict(row: Row, dataset: str, recipe: int) -> Row:
    """Give a row of the same key that says something else."""
    column = {"kegiatan": "realisasi", "penerima": "nilai_bantuan", "keluarga": "jumlah_anggota", "mentas": "alasan"}
    value: Any = {
        "keluarga": random.Random(recipe).randint(11, 14),
        "mentas": "ganda",
    }.get(dataset, Decimal(random.Random(recipe).randint(1, 10**9)))
    return Row(
        {**row.meant, column[dataset]: value},
        {**row.written, column[dataset]: str(value)},
        row.is_faulty,
    )


def _activity(chance: random.Random, semester: Semester) -> dict[str, Any]:
    start = _day_of(chance, semester)
    return {
        "kode_kegiatan": _activity_code(chance),
        "nama_kegiatan": chance.choice(("Bantuan sembako", "Pelatihan menjahit", "Bedah rumah")),
        "strategi": chance.choice("1234"),
        "kelompok_program": chance.choice("123"),
        "kode_wilayah": chance.choice(_REGIONS),
        "sumber_dana": chance.choice(("APBN", "APBD_KOTA", "CSR", "ZIS")),
        "anggaran": _rupiah(chance),
        "realisasi": _rupiah(chance),
        "satuan_sasaran": chance.choice(("KELUARGA", "INDIVIDU", "USAHA")),
        "target": chance.randint(0, 500),
        "capaian": chance.randint(0, 500),
        "tanggal_mulai": start,
        "tanggal_selesai": chance.choice((None, semester.end)),
    }


def _receipt(chance: random.Random, semester: Semester) -> dict[str, Any]:
    number = chance.randrange(40)
    return {
        "kode_kegiatan": _activity_code(chance),
        "nik": _nik(number),
        "no_kk": chance.choice((_kk(number), _kk(number), None)),
        "nama": _name(number),
        "tanggal_lahir": _born(number),
        "kode_wilayah": chance.choice(_REGIONS),
        "jenis_bantuan": chance.choice(("Sembako", "Uang tunai")),
        "nilai_bantuan": _rupiah(chance),
        "tanggal_terima": chance.choice((semester.start, semester.end, _day_of(chance, semester))),
    }


def _household(chance: random.Random, semester: Semester) -> dict[str, Any]:
    number = chance.randrange(40)
    return {
        "no_kk": _kk(number),
        "nik_kepala": _nik(number),
        "nama_kepala": _name(number),
        "tanggal_lahir_kepala": _born(number),
        "kode_wilayah": chance.choice(_REGIONS),
        "jumlah_anggota": chance.randint(1, 9),
        "desil": chance.randint(1, 10),
        "status": chance.choice(("miskin", "rentan", "tidak_miskin")),
        "tanggal_pendataan": _day_of(chance, semester),
    }


def _departure(chance: random.Random, semester: Semester) -> dict[str, Any]:
    number = chance.randrange(40)
    return {
        "no_kk": _kk(number),
        "nik_kepala": _nik(number),
        "nama_kepala": _name(number),
        "alasan": chance.choice(("ekonomi_meningkat", "pindah", "meninggal")),
        "tanggal_berlaku": chance.choice((semester.start, _day_of(chance, semester))),
    }


_MAKERS: Mapping[str, Callable[[random.Random, Semester], dict[str, Any]]] = {
    "kegiatan": _activity,
    "penerima": _receipt,
    "keluarga": _household,
    "mentas": _departure,
}


def _faults(dataset: str, semester: Semester) -> list[_Fault]:
    after, nowhere = semester.next().start, "35.74.99.9999"
    return {
        "kegiatan": [
            _Fault("kode_kegiatan", None),
            _Fault("nama_kegiatan", "nihil"),
            _Fault("anggaran", "banyak"),
            _Fault("anggaran", "-"),
            _Fault("realisasi", "-5.000.000", Decimal(-5_000_000)),
            _Fault("realisasi", "(250.000,50)", Decimal("-250000.50")),
            _Fault("kode_wilayah", nowhere, nowhere),
            _Fault("sumber_dana", "KAS BON", "KAS BON"),
            _Fault("tanggal_mulai", "kapan-kapan"),
            _Fault("tanggal_mulai", after, after),
            _Fault("target", "-3", -3),
        ],
        "penerima": [
            _Fault("nama", None),
            _Fault("kode_kegiatan", "tidak ada"),
            _Fault("nilai_bantuan", "enam ratus ribu"),
            _Fault("nilai_bantuan", "600.000-", Decimal(-600_000)),
            _Fault("kode_wilayah", nowhere, nowhere),
            _Fault("nik", "12345", "12345"),
            _Fault("no_kk", "3574", "3574"),
            _Fault("tanggal_terima", after, after),
            _Fault("jenis_bantuan", None),
        ],
        "keluarga": [
            _Fault("nama_kepala", "n/a"),
            _Fault("no_kk", "3574", "3574"),
            _Fault("jumlah_anggota", 0, 0),
            _Fault("desil", 11, 11),
            _Fault("status", "kaya raya", "kaya raya"),
            _Fault("tanggal_pendataan", "2023"),
        ],
        "mentas": [
            _Fault("nama_kepala", None),
            _Fault("alasan", "entah", "entah"),
            _Fault("tanggal_berlaku", "segera"),
        ],
    }[dataset]


def _activity_code(chance: random.Random) -> str:
    return f"K.{chance.randint(1, 5):02d}"


def _day_of(chance: random.Random, semester: Semester) -> dt.date:
    return semester.start + dt.timedelta(days=chance.randrange((semester.end - semester.start).days))


def _born(number: int) -> dt.date:
    return dt.date(1960 + number, 1 + number % 12, 1 + number % 28)


def _nik(number: int) -> str | None:
    """Give a person's NIK; one in six has none on record."""
    return None if number % 6 == 5 else f"357401{_born(number):%d%m%y}{number + 1:04d}"


def _kk(number: int) -> str:
    return f"357401{_born(number // 2):%d%m%y}{7000 + number // 2:04d}"


def _name(number: int) -> str:
    return f"Contoh Warga {'ABCDEFGHIJ'[number % 10]}{'abcdefghij'[number // 10]}"


def _rupiah(chance: random.Random) -> Decimal:
    return Decimal(chance.randrange(10 ** chance.randint(1, 12))) + Decimal(chance.choice((0, 0, 25, 50))) / 100


def _write(chance: random.Random, value: Any) -> Any:
    """Write a value in one of the ways in which people do."""
    if value is None:
        return chance.choice((None, "", "-"))
    if isinstance(value, Decimal):
        return _write_rupiah(chance, value)
    if isinstance(value, dt.date):
        long = f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        return chance.choice((value, long, f"{value:%d/%m/%Y}", value.isoformat()))
    return chance.choice((value, str(value))) if isinstance(value, int) else value


def _write_rupiah(chance: random.Random, amount: Decimal) -> Any:
    grouped = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    notations: list[Any] = [float(amount), f"Rp {grouped}", f"{amount:.2f}".replace(".", ",")]
    if amount == amount.to_integral_value():
        notations += [int(amount), f"{int(amount):,}", f"Rp{int(amount):,},-".replace(",", ".").replace(".-", ",-")]
    return chance.choice(notations)
