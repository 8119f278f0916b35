"""One sheet of a sender in the workbook: its cells in their places, the faulty ones marked and commented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback.annotations import RowAnnotations, SheetAnnotations, comment_text
from feedback.cells import cell_xml, safe_text
from feedback.messages import count_in_words
from feedback.report import Annotation, FeedbackLimits
from feedback.sheet_models import SheetModel
from feedback.styles import Styles, Tone
from foundation.adapters.xlsx_rows import RowSheet
from sources.cells.model import Cell
from sources.cells.text import as_written
from sources.contract import load_contracts
from sources.readers.feedback_mark import PARTIAL_SENTENCE
from sources.readers.model import MergedRange, RawRow

#: Excel's rows and columns.
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
#: At most this many cells in total are merged again.
_MOST_MERGED_CELLS = 200_000
_NARROWEST, _WIDEST = 8, 42
_ROWS_MEASURED = 300
#: Sheets with a lower header are not frozen: nothing would be left to scroll.
_LOWEST_FROZEN_HEADER = 20
_COMMENT_WIDTH, _COMMENT_LINE, _COMMENT_CHARACTERS = 320, 15, 46
_LONGEST_COMMENT = 8_000
_NO_TYPES: Mapping[int, str] = {}


@dataclass
class WrittenSheet:
    """A written sheet: the cells of its annotations (row and column from 0), and notes on what is left out.

    One that `is_partial` lacks rows of the sender's.
    """

    name: str
    places: dict[Annotation, tuple[int, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_partial: bool = False


class SheetWriter:
    """Writes one `SheetModel` into a worksheet, from top to bottom.

    Rows keep their numbers. For records, and for a sheet reduced to its rows with a finding, the numbers are in a
    column of their own before the first.
    """

    def __init__(
        self,
        worksheet: RowSheet,
        sheet_model: SheetModel,
        styles: Styles,
        limits: FeedbackLimits,
        *,
        is_reduced: bool,
        rejected_by: Sequence[Annotation] = (),
    ) -> None:
        """Prepare; `is_reduced` says that `sheet_model` holds the rows with a finding only.

        `rejected_by` are the annotations on the sheet or its file that reject all rows.
        """
        self._sheet = worksheet
        self._sheet_model = sheet_model
        self._styles = styles
        self._limits = limits
        self._is_reduced = is_reduced
        self._is_numbered = is_reduced or sheet_model.is_records
        self._shift = 1 if self._is_numbered else 0
        self._next_row = 0
        self._comments = 0
        self._widths: dict[int, int] = {}
        self._measured = 0
        self._right_edge = 0
        # A missing column is shown at the header, a fault of all rows at the first of them.
        self._of_header = [annotation for annotation in rejected_by if annotation.source_column is not None]
        self._of_rows = [annotation for annotation in rejected_by if annotation.source_column is None]
        self._is_rejected = bool(rejected_by)
        self._first_rejected_row: int | None = None
        self._types = _types_by_position(sheet_model, self._shift)
        self.written = WrittenSheet(worksheet.get_name())

    @property
    def _row_label(self) -> str:
        return "Nomor data" if self._sheet_model.is_records else "Baris asal"

    def write(self, annotations: Sequence[Annotation]) -> WrittenSheet:
        """Write all rows of the sheet with their annotations, and lay it out for screen and paper."""
        sheet_annotations = SheetAnnotations(self._sheet_model, annotations)
        if self._is_reduced:
            self._write_note(self._reduced_note())
        if self._sheet_model.is_records:
            self._write_labels()
        header_row = self._next_row
        for row in self._sheet_model.rows:
            at = self._next_row if self._is_numbered else row.source_row - 1
            if at >= EXCEL_ROWS:
                self._sheet_model.rows_left_out += 1
                continue
            self._write_row(at, row, sheet_annotations.of_row(row))
            if row.source_row == self._sheet_model.header_rows[0]:
                header_row = at
            self._next_row = at + 1
        self._merge_cells()
        self._comment_rejection(header_row)
        self._note_what_is_left_out(annotations)
        self._lay_out(header_row)
        return self.written

    def _comment_rejection(self, header_row: int) -> None:
        """Comment on why the whole sheet is rejected."""
        column = self._shift + self._sheet_model.first_position
        if self._first_rejected_row is None:
            self._comment(header_row, column, [*self._of_header, *self._of_rows], 0)
        else:
            self._comment(header_row, column, self._of_header, 0)
            self._comment(self._first_rejected_row, column, self._of_rows, 0)

    def _reduced_note(self) -> str:
        reconciliation = self._sheet_model.reconciliation
        return (
            f"Lembar ini berisi {count_in_words(reconciliation.rows_received)} baris data; {PARTIAL_SENTENCE}. "
            f"Kolom {self._row_label} menunjukkan nomor barisnya di berkas asal; perbaiki di sana."
        )

    def _write_note(self, text: str) -> None:
        self._write_cells(self._next_row, [text], lambda _: "note")
        self._next_row += 1

    def _write_labels(self) -> None:
        labels = [self._row_label, *self._sheet_model.labels]
        self._write_cells(self._next_row, labels, self._faulty_header if self._of_header else lambda _: "header")
        self._measure(labels)
        self._next_row += 1

    def _faulty_header(self, position: int) -> Tone:
        """Give the tone of a header's cell where a column is missing, which is shown at the first cell."""
        return "error" if position == self._shift + self._sheet_model.first_position else "header"

    def _write_row(self, at: int, row: RawRow, annotations: RowAnnotations | None) -> None:
        first, last = self._sheet_model.header_rows
        is_header = first <= row.source_row <= last
        ground: Tone = "header" if is_header else "title" if row.source_row < first else "plain"
        cells = list(row.cells[: EXCEL_COLUMNS - self._shift])
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if annotations is not None:
            wanted = max(annotations.by_position) + 1
            width = max(wanted, self._right_edge - self._shift) if annotations.row_tone != "plain" else wanted
            cells += [None] * (width - len(cells))
        elif self._is_rejected and row.source_row > last and cells:
            ground = "error_row"
            cells += [None] * (self._right_edge - self._shift - len(cells))
            self._first_rejected_row = at if self._first_rejected_row is None else self._first_rejected_row
        if self._is_numbered:
            number: Cell = self._row_label if row.source_row == first else None if is_header else row.source_row
            cells.insert(0, number)
        shift = self._shift
        tone = (
            (lambda position: ground) if annotations is None else (lambda position: annotations.tone(position - shift))
        )
        if is_header and self._of_header:
            tone = self._faulty_header
        self._write_cells(at, cells, tone, self._types if row.source_row > last else {})
        if row.source_row >= first:
            self._measure(cells)
        if is_header:
            self._right_edge = max(self._right_edge, len(cells))
        if annotations is not None:
            for position, said in annotations.by_position.items():
                self._comment(at, position + shift, said, row.source_row)

    def _write_cells(self, at: int, cells: Sequence[Cell], tone: Any, types: Mapping[int, str] = _NO_TYPES) -> None:
        styles = self._styles
        xml = "".join(
            [
                cell_xml(at, position, cell, tone(position), styles, types.get(position))
                for position, cell in enumerate(cells)
            ]
        )
        if xml:
            self._sheet.put_row(at, xml, len(cells) - 1)

    def _measure(self, cells: Sequence[Cell]) -> None:
        """Widen columns for the first rows of the table."""
        if self._measured < _ROWS_MEASURED:
            self._measured += 1
            for position, cell in enumerate(cells):
                length = 10 if hasattr(cell, "year") else len(as_written(cell))
                length += length // 3 if self._types.get(position) == "amount" else 0  # for the thousands separators
                if length > self._widths.get(position, 0):
                    self._widths[position] = length

    def _comment(self, at: int, column: int, annotations: Sequence[Annotation], source_row: int) -> None:
        """Comment a cell and record it as the place of its annotations."""
        if not annotations or column >= EXCEL_COLUMNS:
            return
        for annotation in annotations:
            self.written.places.setdefault(annotation, (at, column))
        self._comments += 1
        if self._comments > self._limits.sheet_comments:
            return
        text = safe_text(comment_text(annotations, source_row))
        if len(text) > _LONGEST_COMMENT:
            text = text[:_LONGEST_COMMENT] + " …"
        lines = sum(1 + len(line) // _COMMENT_CHARACTERS for line in text.split("\n"))
        options = {"author": "SEKTAP", "width": _COMMENT_WIDTH, "height": _COMMENT_LINE * (lines + 1), "font_size": 9}
        self._sheet.write_comment(at, column, text, options)

    def _merge_cells(self) -> None:
        """Merge the sender's merged cells, where the rows keep their numbers."""
        if self._is_numbered:
            return
        taken: set[tuple[int, int]] = set()
        for merged in self._sheet_model.merged:
            cells = _cells_of(merged)
            if len(taken) + cells > _MOST_MERGED_CELLS or cells == 1:
                continue
            rows = range(merged.first_row, merged.last_row + 1)
            covered = {(row, at) for row in rows for at in range(merged.first_column, merged.last_column + 1)}
            # Excel reports a workbook with overlapping merged cells as damaged.
            is_inside = merged.last_row < EXCEL_ROWS and merged.last_column < EXCEL_COLUMNS
            if is_inside and taken.isdisjoint(covered):
                taken |= covered
                self._sheet.put_merged_range(*merged)

    def _note_what_is_left_out(self, annotations: Sequence[Annotation]) -> None:
        notes = self.written.notes
        self.written.is_partial = self._is_reduced or self._sheet_model.rows_left_out > 0
        if self._is_reduced:
            notes.append("hanya baris dengan temuan yang ditampilkan")
        elif self._sheet_model.rows_left_out:
            notes.append(
                f"{count_in_words(self._sheet_model.rows_left_out)} baris tidak ditampilkan karena lembarnya besar"
            )
        if self._sheet_model.is_records:
            notes.append(f"nomor baris berarti nomor data (kolom {self._row_label})")
        if self._comments > self._limits.sheet_comments:
            notes.append(
                f"komentar hanya pada {count_in_words(self._limits.sheet_comments)} sel pertama; semua sel yang salah "
                "tetap diwarnai"
            )
        missing = sum(annotation not in self.written.places for annotation in annotations)
        if missing:
            notes.append(f"{count_in_words(missing)} temuan tidak dapat ditunjukkan pada selnya; lihat lembar Temuan")

    def _lay_out(self, header_row: int) -> None:
        for position, length in self._widths.items():
            self._sheet.set_column(position, position, min(max(length + 3, _NARROWEST), _WIDEST))
        has_header = self._sheet_model.is_records or self._sheet_model.header_rows[1] > 0
        below = header_row + 1 + max(0, self._sheet_model.header_rows[1] - self._sheet_model.header_rows[0])
        if has_header and below <= _LOWEST_FROZEN_HEADER:
            self._sheet.freeze_panes(below, self._shift)
            self._sheet.repeat_rows(header_row, below - 1)
        print_on_a4(self._sheet)
        self._sheet.hide_gridlines(0)


def _types_by_position(sheet_model: SheetModel, shift: int) -> dict[int, str]:
    """Give the types of a workbook's columns by position; none for json, whose numbers stay as written."""
    columns = [] if sheet_model.is_records else load_contracts()[sheet_model.reconciliation.dataset].columns
    return {at + shift: column.type for column in columns for at in sheet_model.positions.get(column.name, ())}


def print_on_a4(sheet: Any, pages_tall: int = 0) -> None:
    """Set up A4 landscape, fitted to its width, with page numbers; `pages_tall` 0 is as many pages as it takes."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, pages_tall)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&8&A&R&8Halaman &P dari &N")


def _cells_of(merged: MergedRange) -> int:
    return (merged.last_row - merged.first_row + 1) * (merged.last_column - merged.first_column + 1)
