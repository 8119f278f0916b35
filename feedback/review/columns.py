"""The columns of the lists for review: one list of households, one of activities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from feedback.review.report import ACTIVITY, DUPLICATE, LEFT

#: `digits` is a number whose digits are compared; `amount` rupiah.
Kind = Literal["text", "digits", "date", "amount", "count"]


@dataclass(frozen=True)
class ComparedColumn:
    """A column of the two records: their field, its label and width, and the comparison whose weight is shown below."""

    name: str
    label: str
    width: int
    kind: Kind = "text"
    comparison: str | None = None


@dataclass(frozen=True)
class ReviewList:
    """One sheet of findings: its name and title, the compared columns, and by rule the labels of the two records."""

    sheet: str
    title: str
    compared: tuple[ComparedColumn, ...]
    roles: Mapping[str, tuple[str, str]]

    @property
    def widths(self) -> Mapping[str, int]:
        """All columns in order: label and width. Those in small letters are of the data set `keputusan`."""
        return {**_BEFORE, **{column.label: column.width for column in self.compared}, **BEHIND}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all columns, in order."""
        return tuple(self.widths)

    @property
    def frozen(self) -> int:
        """The number of frozen columns."""
        return len(_BEFORE)


_BEFORE: Mapping[str, int] = {"No.": 5, "Dugaan": 16, "Keyakinan": 14, "Status": 15, "keputusan": 11, "Data": 10}
BEHIND: Mapping[str, int] = {
    "Keterangan": 28,
    "alasan": 23,
    "petugas": 14,
    "tanggal": 11,
    "berlaku_sampai": 14,
    "Lembaga": 11,
    "Berkas dan lembar asal": 22,
    "Baris asal": 7,
    "finding_id": 14,
}

#: A sheet is named after the data set `keputusan`, so that the reader knows it; what follows a space is ignored. No
#: label of a compared column is one by which that data set knows a column of its own.
HOUSEHOLDS = ReviewList(
    "Keputusan",
    "Daftar periksa: keluarga yang mungkin ganda atau sudah mentas",
    (
        ComparedColumn("kk", "No. KK", 18, "digits", "kk"),
        ComparedColumn("nik", "NIK kepala", 18, "digits", "nik"),
        ComparedColumn("name", "Nama kepala", 22, comparison="name"),
        ComparedColumn("birth_date", "Tanggal lahir", 11, "date", "birth_date"),
        ComparedColumn("sex", "L/P", 9, comparison="sex"),
        ComparedColumn("address", "Alamat", 22),
        ComparedColumn("neighbourhood", "RT/RW", 8),
        ComparedColumn("region", "Kelurahan", 18, comparison="place"),
    ),
    {DUPLICATE: ("A: tetap", "B: ulangan"), LEFT: ("A: terdaftar", "B: mentas")},
)
ACTIVITIES = ReviewList(
    "Keputusan kegiatan",
    "Daftar periksa: kegiatan yang mungkin dilaporkan dua kali",
    (
        ComparedColumn("name", "Nama kegiatan", 34),
        ComparedColumn("regions", "Kelurahan", 26),
        ComparedColumn("start_date", "Mulai", 11, "date"),
        ComparedColumn("end_date", "Selesai", 11, "date"),
        ComparedColumn("budget_idr", "Anggaran (Rp)", 15, "amount"),
        ComparedColumn("realised_idr", "Realisasi (Rp)", 15, "amount"),
        ComparedColumn("target", "Sasaran", 14),
        ComparedColumn("fund_source", "Sumber dana", 12),
        ComparedColumn("recipients", "Penerima", 10, "count"),
    ),
    {ACTIVITY: ("A: kegiatan", "B: ulangan")},
)
REVIEW_LISTS = (HOUSEHOLDS, ACTIVITIES)

#: The sheet of what one entry decides on, and its columns: label and width.
AT_ONCE_SHEET = "Keputusan sekaligus"
AT_ONCE: Mapping[str, int] = {
    "No.": 5,
    "Dugaan": 24,
    "Keyakinan": 16,
    "keputusan": 14,
    "alasan": 30,
    "petugas": 18,
    "tanggal": 12,
    "Data A": 50,
    "Data B": 50,
    "Yang tidak sama": 28,
    "finding_id": 14,
}
