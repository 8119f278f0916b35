"""The blind workbook of one reviewer: two records below each other, and whether they are one.

It comes back through the secretariat's inbox as the data set `penilaian`, whose names its columns to fill in have. The
reviewer's number stands in each line; one with nothing filled in is no row.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feedback.cells import safe_text
from feedback.messages import count_in_words, semester_in_words
from feedback.overview_writer import OverviewWriter
from feedback.review.blind_report import BlindPair, BlindReport
from feedback.review.columns import REVIEW_LISTS, Kind, ReviewList
from feedback.review.guide import GUIDE_SHEET, GUIDE_WIDTHS
from feedback.review.messages import GONE_ID, KIND_ID
from feedback.review.report import ReviewActivity, ReviewRecord
from feedback.review.styles import ReviewStyles, lay_out, new_workbook, offer
from feedback.styles import Styles

_BEFORE = {"No.": 5, "Dugaan": 16, "penilaian": 18, "Data": 12}
_BEHIND = {
    "Keterangan": 30,
    "petugas": 16,
    "tanggal": 11,
    "Lembaga": 11,
    "Berkas dan lembar asal": 22,
    "Baris asal": 7,
    "pemeriksa_ke": 12,
    "finding_id": 14,
}
_ASKED = ("penilaian", "petugas", "tanggal")
_SHOWN_VERDICT = {"tidak_dapat_dinilai": "tidak dapat dinilai"}
_STEPS = (
    "Setiap pasangan terdiri atas dua baris: data A dan data B. Bandingkan keduanya; bila perlu, tanyakan kepada "
    "kelurahan atau lihat dokumennya.",
    "Pada baris A, pilih di kolom penilaian: sama (satu keluarga atau satu kegiatan; untuk dugaan sudah mentas: data "
    "mentas B memang mengenai keluarga A), beda, atau tidak dapat dinilai (kedua data tidak cukup untuk menilai).",
    "Isi petugas dan tanggal. Yang belum dinilai dibiarkan kosong.",
    "Nilailah sendiri. Jangan melihat buku pemeriksa yang lain atau daftar periksa, dan jangan membicarakan "
    "pasangannya sebelum kedua buku diserahkan. Pemeriksa 1 dan 2 harus dua orang yang berbeda.",
    "Simpan buku ini apa adanya (.xlsx) dan taruh di kotak masuk SEKTAP, pada semester mana pun. Bila buku yang "
    "sebelumnya masih ada di sana, timpa: nama berkasnya sama.",
    "Penilaian tidak mengubah hitungan. Untuk itu ada daftar periksa.",
)


def write_blind(report: BlindReport, target: Path, fingerprint: str) -> None:
    """Write the workbook to `target` with the report's fingerprint. Raises `OSError` where the disk fails."""
    title = f"Penilaian {report.semester}, pemeriksa {report.reviewer}"
    with new_workbook(target, title, report.semester, fingerprint) as workbook:
        styles = Styles(workbook)
        formats = ReviewStyles(styles)
        for review_list in REVIEW_LISTS:
            pairs = [pair for pair in report.pairs if pair.rule_code in review_list.roles]
            if pairs:
                sheet = workbook.add_worksheet(review_list.sheet.replace("Keputusan", "Penilaian"))
                _BlindSheet(sheet, formats, review_list).write(report, pairs)
        guide = OverviewWriter(workbook.add_worksheet(GUIDE_SHEET), styles, GUIDE_WIDTHS)
        guide.line(f"Petunjuk penilaian, pemeriksa {report.reviewer}", guide.title)
        guide.line(semester_in_words(report.semester))
        guide.line("Buku ini memuat data pribadi. Simpan di tempat yang aman dan jangan dikirim ke luar Sekretariat.")
        for number, step in enumerate(_STEPS, start=1):
            guide.paragraph(f"{number}. {step}")


class _BlindSheet:
    """Writes a sheet of pairs from top to bottom."""

    def __init__(self, sheet: Any, formats: ReviewStyles, review_list: ReviewList) -> None:
        self._sheet = sheet
        self._styles = formats
        self._list = review_list
        compared = {column.label: column.width for column in review_list.compared}
        self._widths: Mapping[str, int] = {**_BEFORE, **compared, **_BEHIND}
        self._at = {label: at for at, label in enumerate(self._widths)}

    def write(self, report: BlindReport, pairs: list[BlindPair]) -> None:
        titles = (
            (f"Penilaian tanpa melihat penilaian orang lain: pemeriksa {report.reviewer}", "title"),
            (
                f"{count_in_words(len(pairs))} pasangan. Pada baris A pilih penilaian, lalu isi petugas dan tanggal. "
                f"Penjelasannya ada di lembar {GUIDE_SHEET}. Buku ini memuat data pribadi: hanya untuk Sekretariat.",
                "plain",
            ),
        )
        self._sheet.set_row(0, 24)
        for row, (text, style) in enumerate(titles):
            self._sheet.write_string(row, 0, text, self._styles.title(style))
        head = len(titles) + 1
        for label, at in self._at.items():
            shown = f"{label} (semester {report.semester})" if label == "Dugaan" else label
            self._sheet.write_string(head, at, shown, self._styles.head(is_asked=label in _ASKED))
        for number, pair in enumerate(pairs):
            self._write_pair(head + 1 + 2 * number, number + 1, report.reviewer, pair)
        last, widths = head + 2 * len(pairs), list(self._widths.values())
        second_page = self._at["Keterangan"]
        lay_out(self._sheet, head, last, widths, frozen=len(_BEFORE), second_page=second_page, lines=2)

    def _write_pair(self, row: int, number: int, reviewer: int, pair: BlindPair) -> None:
        for line, (record, other) in enumerate((pair.records, pair.records[::-1])):
            self._sheet.set_row(row + line, 46)
            self._sheet.write_number(row + line, 0, number, self._styles.fact(line))
            for label, text in (
                ("Dugaan", KIND_ID[pair.rule_code]),
                ("Data", self._list.roles[pair.rule_code][line]),
            ):
                self._sheet.write_string(row + line, self._at[label], text, self._styles.fact(line))
            self._write_record(row + line, line, record, other)
        self._sheet.write_number(row, self._at["pemeriksa_ke"], reviewer, self._styles.fact(0))
        self._sheet.write_string(row, self._at["finding_id"], pair.finding_id, self._styles.details(0))
        known = pair.known
        for name, value in zip(
            _ASKED, (known.verdict, known.officer, known.assessed_on) if known else (None, None, None), strict=True
        ):
            at, style = self._at[name], self._styles.asked(is_date=name == "tanggal")
            kind: Kind = "date" if name == "tanggal" else "text"
            shown = _SHOWN_VERDICT.get(value, value) if isinstance(value, str) else value
            self._styles.write_value(self._sheet, row, at, kind, shown, None, style)
            self._sheet.write_blank(row + 1, at, None, self._styles.not_asked(1))
            offer(self._sheet, row, at, name)

    def _write_record(
        self,
        row: int,
        line: int,
        record: ReviewRecord | ReviewActivity | None,
        other: ReviewRecord | ReviewActivity | None,
    ) -> None:
        for column in self._list.compared:
            value, others = (getattr(one, column.name) if one else None for one in (record, other))
            style = self._styles.plain(line, column.kind)
            self._styles.write_value(self._sheet, row, self._at[column.label], column.kind, value, others, style)
        texts = (
            (record.details, record.institution_code, f"{record.source_file}, lembar {record.source_sheet}")
            if record
            else (GONE_ID, "", "")
        )
        for label, text in zip(("Keterangan", "Lembaga", "Berkas dan lembar asal"), texts, strict=True):
            self._sheet.write_string(row, self._at[label], safe_text(text), self._styles.details(line))
        if record:
            self._sheet.write_number(row, self._at["Baris asal"], record.source_row, self._styles.details(line))
