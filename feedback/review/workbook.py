"""The workbook of one semester's list for review, from the report to a file on disk.

A finding takes three lines: the two records below each other, so that digits can be compared, and what agrees. The
cells to fill in are in the first line, under the contract's names of the data set `keputusan`; the reader ignores a
line with an id and nothing filled in.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from feedback.cells import safe_text
from feedback.messages import count_in_words
from feedback.overview_writer import OverviewWriter
from feedback.review.at_once import write_at_once
from feedback.review.columns import AT_ONCE_SHEET, REVIEW_LISTS, ReviewList
from feedback.review.guide import GUIDE_SHEET, GUIDE_WIDTHS, write_guide
from feedback.review.messages import (
    AGREEMENT_ID,
    GONE_ID,
    certainty_in_words,
    kind_in_words,
    regions_in_words,
    shared_in_words,
    status_in_words,
    weight_in_words,
)
from feedback.review.report import (
    ACTIVITY,
    Agreement,
    KnownDecision,
    ReviewActivity,
    ReviewFinding,
    ReviewRecord,
    ReviewReport,
)
from feedback.review.styles import ReviewStyles, cell_elsewhere, lay_out, new_workbook
from feedback.styles import Styles
from sources.contract import load_contracts

LINES_OF_A_FINDING = 3

_LINE_HEIGHT = 15.5
#: The columns of a record that have no agreement.
_OF_A_RECORD = ("Lembaga", "Berkas dan lembar asal", "Baris asal")


def write_review(report: ReviewReport, target: Path, fingerprint: str) -> None:
    """Write the list to `target` with the report's fingerprint. Raises `OSError` where the disk fails."""
    title = f"Daftar periksa {report.semester}"
    with new_workbook(target, title, report.semester, fingerprint) as workbook:
        styles = Styles(workbook)
        formats = ReviewStyles(styles)
        listed: dict[str, str] = {}
        for review_list in REVIEW_LISTS:
            findings = [finding for finding in report.findings if finding.rule_code in review_list.roles]
            if findings:
                sheet = _ReviewSheet(workbook.add_worksheet(review_list.sheet), formats, review_list)
                listed |= sheet.write(report, findings)
        if report.nearly_certain:
            write_at_once(workbook.add_worksheet(AT_ONCE_SHEET), formats, report, listed)
        guide = OverviewWriter(workbook.add_worksheet(GUIDE_SHEET), styles, GUIDE_WIDTHS)
        write_guide(guide, report, formats)


class _ReviewSheet:
    """Writes a sheet of findings from top to bottom."""

    def __init__(self, sheet: Any, formats: ReviewStyles, review_list: ReviewList) -> None:
        self._sheet = sheet
        self._styles = formats
        self._list = review_list
        self._at = {label: at for at, label in enumerate(review_list.labels)}
        self._row = 0

    def write(self, report: ReviewReport, findings: Sequence[ReviewFinding]) -> dict[str, str]:
        """Write the sheet; gives the cell of each finding's decision, as another sheet refers to it."""
        self._sheet.set_row(0, 24)
        for text, style in _titles(self._list, report, findings):
            self._sheet.write_string(self._row, 0, text, self._styles.title(style))
            self._row += 1
        self._row += 1
        head = self._row
        for at, label in enumerate(self._list.labels):
            is_asked = label in _asked()
            # A title with a semester would bind the workbook to that semester's inbox; a label does not.
            shown = f"{label} (semester {report.semester})" if label == "Dugaan" else label
            self._sheet.write_string(head, at, shown, self._styles.head(is_asked=is_asked))
        self._row += 1
        cells = {}
        for number, finding in enumerate(findings, start=1):
            cells[finding.finding_id] = cell_elsewhere(self._list.sheet, self._row, self._at["keputusan"])
            self._write_finding(number, finding)
        widths = list(self._list.widths.values())
        second_page = self._at["Keterangan"]
        lay_out(self._sheet, head, self._row - 1, widths, frozen=self._list.frozen, second_page=second_page)
        return cells

    def _write_finding(self, number: int, finding: ReviewFinding) -> None:
        facts = (kind_in_words(finding), certainty_in_words(finding), status_in_words(finding))
        roles = (*self._list.roles[finding.rule_code], "cocok?")
        for line in range(LINES_OF_A_FINDING):
            row = self._row + line
            is_record = line < len(finding.records)
            self._sheet.set_row(row, self._height(finding.records[line]) if is_record else 18)
            style = self._styles.fact(line)
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
        record: ReviewRecord | ReviewActivity | None,
        other: ReviewRecord | ReviewActivity | None,
        agreements: Mapping[str, Agreement],
    ) -> None:
        for column in self._list.compared:
            value = getattr(record, column.name) if record else None
            agreement = agreements[column.name]
            style = self._styles.compared(agreement, line, column.kind)
            at = self._at[column.label]
            differing = getattr(other, column.name) if other and agreement != "same" else None
            self._styles.write_value(self._sheet, row, at, column.kind, value, differing, style)
        details = (record.details, record.institution_code, _source(record)) if record else (GONE_ID, "", "")
        style = self._styles.details(line)
        for label, text in zip(("Keterangan", "Lembaga", "Berkas dan lembar asal"), details, strict=True):
            self._sheet.write_string(row, self._at[label], safe_text(text), style)
        if record:
            self._sheet.write_number(row, self._at["Baris asal"], record.source_row, style)

    def _write_agreement(self, row: int, finding: ReviewFinding) -> None:
        for column in self._list.compared:
            text = AGREEMENT_ID[finding.agreements[column.name]]
            weight = (finding.weights or {}).get(column.comparison or "")
            if weight:  # a missing value has no weight
                text += f" {weight_in_words(weight)}"
            self._sheet.write_string(
                row, self._at[column.label], text, self._styles.compared(finding.agreements[column.name], 2)
            )
        self._sheet.write_string(row, self._at["Keterangan"], _weight_details(finding), self._styles.details(2))
        for label in _OF_A_RECORD:
            self._sheet.write_blank(row, self._at[label], None, self._styles.details(2))

    def _write_asked(self, finding: ReviewFinding) -> None:
        """Write the cells to fill in, with the known decision; those in the lines below are blocked."""
        row, sheet, formats = self._row, self._sheet, self._styles
        for name, value in _said(finding.decision).items():
            at = self._at[name]
            style = formats.asked(is_date=name in ("tanggal", "berlaku_sampai"))
            if value is None:
                sheet.write_blank(row, at, None, style)
            elif isinstance(value, str):
                sheet.write_string(row, at, safe_text(value), style)
            else:
                sheet.write_datetime(row, at, value, style)
            for line in (1, 2):
                sheet.write_blank(row + line, at, None, formats.not_asked(line))
        sheet.write_string(row, self._at["finding_id"], finding.finding_id, formats.details(0))
        for line in (1, 2):
            sheet.write_blank(row + line, self._at["finding_id"], None, formats.details(line))
        places = {name: self._at[name] for name in _asked()}
        formats.guard(sheet, row, row, places, finding.decision)

    def _height(self, record: ReviewRecord | ReviewActivity | None) -> float:
        """Give the height of a record's line in points: two lines of text, or more where its texts need them."""
        if record is None:
            return 2 * _LINE_HEIGHT
        widths = self._list.widths
        details = {"Keterangan": record.details, "Berkas dan lembar asal": _source(record)}
        if isinstance(record, ReviewActivity):
            details |= {"Nama kegiatan": record.name, "Kelurahan": regions_in_words(record.regions)}
        return _LINE_HEIGHT * max(2, *(-(-len(text) // (widths[label] - 2)) for label, text in details.items()))


def _source(record: ReviewRecord | ReviewActivity) -> str:
    return f"{record.source_file}, lembar {record.source_sheet}"


def _asked() -> tuple[str, ...]:
    """Name the columns to fill in."""
    return tuple(column.name for column in load_contracts()["keputusan"].columns if not column.prefilled)


def _said(decision: KnownDecision | None) -> dict[str, Any]:
    values: tuple[Any, ...] = (None,) * len(_asked())
    if decision is not None:
        values = (decision.decision, decision.reason, decision.officer, decision.decided_on, decision.valid_until)
    return dict(zip(("keputusan", "alasan", "petugas", "tanggal", "berlaku_sampai"), values, strict=True))


def _titles(review_list: ReviewList, report: ReviewReport, findings: Sequence[ReviewFinding]) -> list[tuple[str, str]]:
    undecided = sum(finding.status == "open" for finding in findings)
    titles = [
        (review_list.title, "title"),
        (
            "Pada baris A pilih sahkan atau abaikan di kolom keputusan, lalu isi alasan, petugas, dan tanggal. Simpan, "
            "dan taruh buku ini di kotak masuk SEKTAP. Penjelasannya ada di lembar Petunjuk.",
            "plain",
        ),
        (
            f"{count_in_words(len(findings))} temuan, {count_in_words(undecided)} belum diputuskan. Buku ini memuat "
            "data pribadi: hanya untuk Sekretariat.",
            "plain",
        ),
    ]
    if report.nearly_certain:
        titles.append(
            (
                f"{count_in_words(len(report.nearly_certain))} temuan di seluruh buku hampir pasti, dan dapat "
                f"diputuskan sekaligus di lembar {AT_ONCE_SHEET}.",
                "plain",
            )
        )
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


def _weight_details(finding: ReviewFinding) -> str:
    if finding.rule_code == ACTIVITY:
        return shared_in_words(finding.records)
    if not finding.is_probable:
        return "cocok menurut nomor, tanpa bobot"
    if finding.weights is None:
        return "bobotnya tidak tersimpan"
    total = f"jumlah bobot {weight_in_words(sum(finding.weights.values()))}"
    return total if finding.is_compared_itself else f"{total}, baris lain"
