"""A city of nine institutions and two semesters, small enough to say by hand what its marts must hold."""

import datetime as dt
import hashlib
import hmac
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from foundation.semester import Semester
from tests.end_to_end.contract_cases import sound, write_workbook
from tests.installation import Installation

EARLIER, SEMESTER = Semester(2022, 2), Semester(2023, 1)
#: Days of delivery: within a month of the semester's end, and after it (8 a.m. of 1 August in Jakarta).
ON_TIME, LATE = dt.datetime(2023, 7, 31, 16, 59, tzinfo=dt.UTC), dt.datetime(2023, 8, 1, 1, 0, tzinfo=dt.UTC)
KETAPANG, OTHER_PLACE = "35.74.01.1001", "35.74.02.1001"

#: code, type, data sets, first and last semester due, channel.
INSTITUTIONS = (
    ("DINSOS", "perangkat_daerah", "kegiatan, penerima, keluarga, mentas", "2021S1", None, "inbox"),
    ("DINKES", "perangkat_daerah", "kegiatan, penerima", "2021S1", None, "inbox"),
    ("BAZNAS", "baznas", "kegiatan", "2021S1", None, "inbox"),
    ("CSR", "csr_forum", "kegiatan", "2021S1", None, "inbox"),
    ("PDF", "ormas", "kegiatan", "2023S1", None, "inbox"),
    ("BARU", "ormas", "kegiatan", "2023S2", None, "inbox"),
    ("LAMA", "ormas", "kegiatan", "2021S1", "2022S1", "inbox"),
    ("MATI", "bank", "kegiatan", "2021S1", None, "no such folder"),
    ("SEKTAP", "lainnya", "keputusan", "2021S1", None, "inbox"),
)


def kk(number: int) -> str:
    return f"35740101010800{number:02}"


def nik(number: int) -> str:
    return f"35740101017500{number:02}"


def pseudonym(digits: str, city: Installation) -> str:
    key = city.environment["SEKTAP_PSEUDONYM_KEY"].encode()
    return hmac.new(key, digits.encode("ascii"), hashlib.sha256).hexdigest()[:32]


def family(number: int, surveyed: str = "2023-01-20", **changes: Any) -> dict[str, Any]:
    numbers = {"no_kk": kk(number), "nik_kepala": nik(number), "nama_kepala": f"Kepala {number}"}
    return sound("keluarga") | numbers | {"tanggal_pendataan": surveyed} | changes


def left(number: int, day: str, **changes: Any) -> dict[str, Any]:
    numbers = {"no_kk": kk(number), "nik_kepala": nik(number), "nama_kepala": f"Kepala {number}"}
    return sound("mentas") | numbers | {"tanggal_berlaku": day} | changes


def receipt(number: int, **changes: Any) -> dict[str, Any]:
    person = {"no_kk": kk(number), "nik": nik(number), "nama": f"Kepala {number}"}
    return sound("penerima") | person | {"tanggal_lahir": "1975-01-01", "jenis_kelamin": "L"} | changes


LONG_RUNNING = sound("kegiatan", kode_kegiatan="C1", nama_kegiatan="Bedah rumah", tanggal_mulai="2022-08-01")
LONG_RUNNING |= {"sumber_dana": "CSR", "tanggal_selesai": None}
OF_BAZNAS = sound("kegiatan", kode_kegiatan="Z1", nama_kegiatan="Zakat", sumber_dana="ZIS")
OF_DINKES = sound("kegiatan", kode_kegiatan="H1", nama_kegiatan="Gizi")

REGISTRY_EARLIER = [family(number, "2022-08-01") for number in (1, 2, 3, 12, 13, 14)]
LEFT_EARLIER = [
    left(2, "2022-09-01"),
    left(3, "2022-09-01"),
    left(12, "2022-12-31", no_kk=None),
    left(13, "2022-09-01"),
]

RECEIPTS = [
    receipt(1),
    receipt(1, tanggal_terima="2023-04-15"),  # row 3: the same from the same activity
    receipt(2),  # row 4: left before
    receipt(50),  # row 5: in no registry
    receipt(51, no_kk=None),
    receipt(51, no_kk=None, jenis_bantuan="PKH"),
    receipt(52, no_kk=None, nik=None, tanggal_lahir=None),  # row 8: nobody knows whose
    receipt(4, kode_kegiatan="K-X"),  # row 9: of an activity that was rejected
    receipt(5, jenis_bantuan="Zakat Fitrah"),
    receipt(6, nik=None),
    receipt(7, tanggal_terima="2023-02-28"),  # before it left
    receipt(7, tanggal_terima="2023-03-02", jenis_bantuan="PKH"),  # after
]
REGISTRY = [
    family(1),
    family(2, "2022-08-01"),  # row 3: left in the earlier semester
    family(3, "2023-02-01"),  # left then, and found poor again
    family(4),
    family(4, alamat="Jl. Lain"),  # row 6
    family(4, alamat="Jl. Lain Lagi"),  # row 7
    family(5, nik_kepala=nik(4)),  # row 8: another KK of the same head
    family(6, nik_kepala=None),
    family(7),  # row 10: left in the semester
    family(7, status="rentan"),  # row 11: a duplicate that was not counted
    family(8, status="rentan"),
    family(9),  # row 13: left on the last day
    family(9, alamat="Jl. Lain"),  # row 14: left, and a duplicate: counts as a duplicate
    family(10),  # leaves on the first day of the next semester
    family(11, kode_wilayah=OTHER_PLACE),  # row 16: left, says another institution
    family(12, "2022-12-31"),  # row 17: left, known by the head's NIK; surveyed on the day itself
    family(13, "2023-02-01"),  # row 18: left, came back, left again
    family(14, "2022-08-01"),  # row 19: left in the earlier semester, as only this one tells
    family(10),  # row 20: a copy
]
LEFT = [
    left(7, "2023-03-01"),
    left(9, "2023-06-30"),
    left(10, "2023-07-01"),
    left(13, "2023-04-01"),
    left(14, "2022-10-01"),
]


def hand_in(
    city: Installation,
    institution: str,
    sheets: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    semester: Semester = SEMESTER,
    name: str = "laporan.xlsx",
    at: dt.datetime = ON_TIME,
) -> Path:
    """Put a workbook into an institution's folder, with this time."""
    folder = city.inbox(institution, semester)
    folder.mkdir(parents=True, exist_ok=True)
    path = write_workbook(folder / name, sheets)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def write_institutions(city: Installation, leave_out: Iterable[str] = ()) -> None:
    lines = ["institutions:"]
    for code, kind, datasets, since, until, url in INSTITUTIONS:
        if code not in leave_out:
            end = f", until: {until}" if until else ""
            entry = f"code: {code}, name: Lembaga {code}, type: {kind}, datasets: [{datasets}], since: {since}{end}"
            lines.append(f"  - {{{entry}, channel: {{kind: folder, url: {url}}}}}")
    city.city.mkdir(parents=True, exist_ok=True)
    (city.city / "institutions.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def build_city(folder: Path) -> Installation:
    """Write the list and the inboxes of both semesters; runs nothing."""
    city = Installation(folder, [EARLIER, SEMESTER])
    write_institutions(city)
    activity = sound("kegiatan", tanggal_mulai="2022-08-01", tanggal_selesai=None)
    sheets = {"kegiatan": [activity], "keluarga": REGISTRY_EARLIER, "mentas": LEFT_EARLIER}
    hand_in(city, "DINSOS", sheets, semester=EARLIER, at=dt.datetime(2023, 1, 31, tzinfo=dt.UTC))
    long_running = city.inbox("CSR", EARLIER)
    long_running.mkdir(parents=True)
    texts = ["" if cell is None else str(cell) for cell in LONG_RUNNING.values()]
    (long_running / "kegiatan.csv").write_text(";".join(LONG_RUNNING) + "\n" + ";".join(texts), encoding="utf-8")

    activities = [sound("kegiatan"), sound("kegiatan", kode_wilayah=OTHER_PLACE)]
    activities.append(sound("kegiatan", kode_kegiatan="K-X", anggaran="x"))
    sheets = {"kegiatan": activities, "penerima": RECEIPTS, "keluarga": REGISTRY, "mentas": LEFT}
    hand_in(city, "DINSOS", sheets, at=LATE)
    aid = [
        receipt(1, kode_kegiatan="H1", jenis_bantuan="SEM BAKO"),
        receipt(5, kode_kegiatan="H1", jenis_bantuan="zakat fitrah"),
        receipt(6, kode_kegiatan="H1", jenis_bantuan="sembako", nik=None),
    ]
    hand_in(city, "DINKES", {"kegiatan": [OF_DINKES], "penerima": aid, "mentas": [left(11, "2023-05-01")]})
    original = hand_in(city, "BAZNAS", {"kegiatan": [OF_BAZNAS]})
    hand_in(city, "CSR", {"kegiatan": [LONG_RUNNING]}, at=LATE)
    shutil.copyfile(original, city.inbox("CSR", SEMESTER) / "titipan.xlsx")
    os.utime(city.inbox("CSR", SEMESTER) / "titipan.xlsx", (LATE.timestamp(), LATE.timestamp()))
    city.inbox("PDF", SEMESTER).mkdir(parents=True)
    letter = city.inbox("PDF", SEMESTER) / "laporan.pdf"
    letter.write_bytes(b"%PDF-1.4 made up")
    os.utime(letter, (ON_TIME.timestamp(), ON_TIME.timestamp()))
    return city
