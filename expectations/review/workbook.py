"""The workbook of one semester's list for review, from the report to a file on disk.

A finding takes three lines: the two records below each other, so that digits can be compared, and what agrees. What
people fill in stands in the first of them, under the contract's names of the data set `keputusan`; the reader takes a
line with an id and no word of theirs for none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from expectations.feedback.cells import safe_text
from expectations.feedback.overview_writer import OverviewWriter
from expectations.feedback.styles import Styles
from expectations.feedback.words import count_in_words
from expectations.feedback.workbook import FINGERPRINT
from expectations.review.guide import GUIDE_SHEET, GUIDE_WIDTHS, write_guide
from expectations.review.looks import Looks, differing_parts, lay_out
from expectations.review.report import LEFT, Agreement, KnownDecision, ReviewFinding, ReviewRecord, ReviewReport
from expectations.review.words import (
    AGREEMENT_ID,
    certainty_in_words,
    kind_in_words,
    status_in_words,
    weight_in_words,
)
from sources.contract import load_contracts
from sources.semester import Semester

#: Named after the data set, so that the reader knows it.
LIST_SHEET = "Keputusan"
LINES_OF_A_FINDING = 3


@dataclass(frozen=True)
class ComparedColumn:
    """A column of the two records: its label, its width, and the comparison whose weight stands below it."""

    name: str
    label: str
    width: int
    comparison: str | None = None
    is_number: bool = False


#: The labels are none by which the data set `keputusan` knows a column of its own.
COMPARED_COLUMNS = (
    ComparedColumn("kk", "No. KK", 18, "kk", is_number=True),
    ComparedColumn("nik", "NIK kepala", 18, "nik", is_number=True),
    ComparedColumn("name", "Nama kepala", 22, "name"),
    ComparedColumn("birth_date", "Tanggal lahir", 11, "birth_date"),
    ComparedColumn("sex", "L/P", 9, "sex"),
    ComparedColumn("address", "Alamat", 22),
    ComparedColumn("neighbourhood", "RT/RW", 8),
    ComparedColumn("region", "Kelurahan", 18, "place"),
)
#: Label and width of the other columns, in order; those in small letters are of the data set `keputusan`.
_BEFORE: Mapping[str, int] = {"No.": 5, "Dugaan": 16, "Keyakinan": 14, "Status": 15, "keputusan": 11, "Data": 10}
_BEHIND: Mapping[str, int] = {
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
LABELS = (*_BEFORE, *(column.label for column in COMPARED_COLUMNS), *_BEHIND)
_WIDTHS = (*_BEFORE.values(), *(column.width for column in COMPARED_COLUMNS), *_BEHIND.values())
_AT = {label: at for at, label in enumerate(LABELS)}
_LINE_HEIGHT = 15.5
_ROLES = {False: ("A: tetap", "B: ulangan"), True: ("A: terdaftar", "B: mentas")}


def write_review(report: ReviewReport, target: Path) -> None:
    """Write the list to `target`. Raises `OSError` where the disk fails."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"in_memory": True, "strings_to_formulas": False}) as workbook:
        end = Semester.parse(report.semester).end
        # The same report gives the same bytes.
        created = datetime(end.year, end.month, end.day)  # noqa: DTZ001 - a workbook's time has no zone
        title = f"Daftar periksa {report.semester}"
        workbook.set_properties({"title": title, "author": "SEKTAP", "created": created})
        workbook.set_custom_property(FINGERPRINT, report.fingerprint())
        styles = Styles(workbook)
        looks = Looks(styles)
        sheet = workbook.add_worksheet(LIST_SHEET)
        guide = OverviewWriter(workbook.add_worksheet(GUIDE_SHEET), styles, GUIDE_WIDTHS)
        write_guide(guide, report, looks)
        _ReviewSheet(sheet, looks).write(report)
        sheet.activate()


class _ReviewSheet:
    """Writes the sheet of findings from top to bottom."""

    def __init__(self, sheet: Any, looks: Looks) -> None:
        self._sheet = sheet
        self._looks = looks
        self._row = 0

    def write(self, report: ReviewReport) -> None:
        self._sheet.set_row(0, 24)
        for text, style in _titles(report):
            self._sheet.write_string(self._row, 0, text, self._looks.title(style))
            self._row += 1
        self._row += 1
        head = self._row
        for at, label in enumerate(LABELS):
            is_asked = label in _asked()
            # A title that names a semester would bind the workbook to that semester's inbox; a label does not.
            shown = f"{label} (semester {report.semester})" if label == "Dugaan" else label
            self._sheet.write_string(head, at, shown, self._looks.head(is_asked=is_asked))
        self._row += 1
        for number, finding in enumerate(report.findings, start=1):
            self._write_finding(number, finding)
        lay_out(self._sheet, head, self._row - 1, _WIDTHS, frozen=len(_BEFORE), second_page=_AT["Keterangan"])

    def _write_finding(self, number: int, finding: ReviewFinding) -> None:
        facts = (kind_in_words(finding), certainty_in_words(finding), status_in_words(finding))
        roles = (*_ROLES[finding.rule_code == LEFT], "cocok?")
        for line in range(LINES_OF_A_FINDING):
            row = self._row + line
            self._sheet.set_row(row, 18 if line == len(finding.records) else _height(finding.records[line]))
            style = self._looks.fact(line)
            self._sheet.write_number(row, 0, number, style)
            for at, text in enumerate((*facts, None, roles[line]), start=1):
                if text is not None:
                    self._sheet.write_string(row, at, text, style)
        for line, (record, other) in enumerate((finding.records, finding.records[::-1])):
            self._write_record(self._row + line, line, record, other, finding.agreements)
        self._write_agreement(self._row + 2, finding)
        self._write_asked(finding)
        self._row += LINES_OF_A_FINDING

    def _write_record(
        self,
        row: int,
        line: int,
        record: ReviewRecord | None,
        other: ReviewRecord | None,
        agreements: Mapping[str, Agreement],
    ) -> None:
        for column in COMPARED_COLUMNS:
            value = getattr(record, column.name) if record else None
            agreement = agreements[column.name]
            style = self._looks.compared(agreement, line, is_number=column.is_number)
            at = _AT[column.label]
            if value is None:
                self._sheet.write_blank(row, at, None, style)
            elif column.name == "birth_date":
                self._sheet.write_datetime(row, at, value, self._looks.compared(agreement, line, is_date=True))
            elif column.is_number and agreement != "same" and other is not None:
                parts = differing_parts(value, getattr(other, column.name))
                self._write_marked(row, at, parts, style)
            else:
                self._sheet.write_string(row, at, safe_text(str(value)), style)
        told = (
            (record.told, record.institution_code, _source(record))
            if record
            else ("Barisnya tidak ada lagi di laporan yang berlaku.", "", "")
        )
        style = self._looks.told(line)
        for label, text in zip(("Keterangan", "Lembaga", "Berkas dan lembar asal"), told, strict=True):
            self._sheet.write_string(row, _AT[label], safe_text(text), style)
        if record:
            self._sheet.write_number(row, _AT["Baris asal"], record.source_row, style)

    def _write_marked(self, row: int, at: int, parts: list[tuple[str, bool]], style: Any) -> None:
        """Write a number whose digits that differ from the other one's stand out."""
        if len(parts) < 2:
            self._sheet.write_string(row, at, "".join(text for text, _ in parts), style)
            return
        fragments: list[Any] = []
        for text, differs in parts:
            fragments += [self._looks.mark(differs=differs), text]
        self._sheet.write_rich_string(row, at, *fragments, style)

    def _write_agreement(self, row: int, finding: ReviewFinding) -> None:
        for column in COMPARED_COLUMNS:
            text = AGREEMENT_ID[finding.agreements[column.name]]
            weight = (finding.weights or {}).get(column.comparison or "")
            if weight:  # where one of the two says nothing, nothing is weighed
                text += f" {weight_in_words(weight)}"
            style = self._looks.compared(finding.agreements[column.name], 2)
            self._sheet.write_string(row, _AT[column.label], text, style)
        self._sheet.write_string(row, _AT["Keterangan"], _weight_told(finding), self._looks.told(2))
        for label in ("Lembaga", "Berkas dan lembar asal", "Baris asal"):
            self._sheet.write_blank(row, _AT[label], None, self._looks.told(2))

    def _write_asked(self, finding: ReviewFinding) -> None:
        """Write what is asked of people, with what they have said; the lines below are for nothing."""
        row, sheet, looks = self._row, self._sheet, self._looks
        for name, value in _said(finding.decision).items():
            at = _AT[name]
            style = looks.asked(is_date=name in ("tanggal", "berlaku_sampai"))
            if value is None:
                sheet.write_blank(row, at, None, style)
            elif isinstance(value, str):
                sheet.write_string(row, at, safe_text(value), style)
            else:
                sheet.write_datetime(row, at, value, style)
            for line in (1, 2):
                sheet.write_blank(row + line, at, None, looks.not_asked(line))
        sheet.write_string(row, _AT["finding_id"], finding.finding_id, looks.told(0))
        for line in (1, 2):
            sheet.write_blank(row + line, _AT["finding_id"], None, looks.told(line))
        places = {name: _AT[name] for name in _asked()}
        looks.guard(sheet, row, places, finding.decision)


def _height(record: ReviewRecord | None) -> float:
    """Give the height of a record's line in points: two lines of text, more where what is told takes them."""
    if record is None:
        return 2 * _LINE_HEIGHT
    told = {"Keterangan": record.told, "Berkas dan lembar asal": _source(record)}
    return _LINE_HEIGHT * max(2, *(-(-len(text) // (_BEHIND[label] - 2)) for label, text in told.items()))


def _source(record: ReviewRecord) -> str:
    return f"{record.source_file}, lembar {record.source_sheet}"


def _asked() -> tuple[str, ...]:
    """Name the columns that people fill in."""
    return tuple(column.name for column in load_contracts()["keputusan"].columns if not column.prefilled)


def _said(decision: KnownDecision | None) -> dict[str, Any]:
    values: tuple[Any, ...] = (None,) * len(_asked())
    if decision is not None:
        values = (decision.decision, decision.reason, decision.officer, decision.decided_on, decision.valid_until)
    return dict(zip(("keputusan", "alasan", "petugas", "tanggal", "berlaku_sampai"), values, strict=True))


def _titles(report: ReviewReport) -> list[tuple[str, str]]:
    counted = f"{count_in_words(len(report.findings))} temuan, {count_in_words(report.undecided)} belum diputuskan."
    titles = [
        ("Daftar periksa: keluarga yang mungkin ganda atau sudah mentas", "title"),
        (
            "Pada baris A pilih sahkan atau abaikan di kolom keputusan, lalu isi alasan, petugas, dan tanggal. Simpan, "
            "dan taruh buku ini di kotak masuk SEKTAP. Penjelasannya ada di lembar Petunjuk.",
            "plain",
        ),
        (f"{counted} Buku ini memuat data pribadi: hanya untuk Sekretariat.", "plain"),
    ]
    if report.left_out:
        titles.append(
            (
                f"{count_in_words(report.left_out)} temuan lain belum ditampilkan di sini; yang paling perlu dilihat "
                "didahulukan. Sisanya muncul setelah yang di sini diputuskan; semuanya ada di tabel "
                "marts.fct_quality_finding.",
                "warning",
            )
        )
    return titles


def _weight_told(finding: ReviewFinding) -> str:
    if not finding.is_probable:
        return "cocok menurut nomor, tanpa bobot"
    if finding.weights is None:
        return "bobotnya tidak tersimpan"
    total = f"jumlah bobot {weight_in_words(sum(finding.weights.values()))}"
    return total if finding.is_compared_itself else f"{total}, baris lain"
