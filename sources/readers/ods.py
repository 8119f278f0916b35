"""Sheets of an `.ods` workbook, streamed from its `content.xml`.

calamine reads ods too, but gives neither merged cells nor errors, and lays out repeated cells in full: a file of one
kilobyte can repeat a cell across a million rows and take all memory. Here repeated rows are one row that is yielded
again, and the area is bounded before anything is laid out.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sources.cells.model import ERROR_TEXTS, Cell, ErrorCell
from sources.readers.detect import ZIP_ERRORS, unreadable
from sources.readers.model import (
    ROWS_LOOKED_AT,
    BadFileError,
    MergedRange,
    RawRow,
    RawTable,
    ReadingLimits,
    UnnamedSheet,
)
from sources.readers.naming import dataset_named, is_guide
from sources.readers.ods_styles import StruckStyles, as_shown
from sources.readers.workbook_package import XML_ERRORS
from sources.readers.xlsx_scan import check_package, parse_part

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELL_TAGS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ROW_TAG, _COLUMN_TAG, _SHEET_TAG = f"{_TABLE}table-row", f"{_TABLE}table-column", f"{_TABLE}table"
_PARAGRAPH_TAG, _SPAN_TAG = f"{_TEXT}p", f"{_TEXT}span"
_DEFAULT_STYLE = f"{_TABLE}default-cell-style-name"
#: The families of the styles that a text inside a cell can have.
_FAMILIES = {_PARAGRAPH_TAG: "paragraph", _SPAN_TAG: "text"}
_EPOCH_TAG, _EPOCH_1904 = f"{_TABLE}null-date", "1904-01-01"
#: Elements inside a paragraph whose text is not the cell's.
_ASIDE = frozenset(
    {
        f"{_OFFICE}annotation",
        f"{_TABLE}shapes",
        f"{_TEXT}note",
        f"{_TEXT}ruby-text",
        "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}frame",
    }
)
#: Elements inside a paragraph that stand for characters.
_SPACES, _CHARACTERS = f"{_TEXT}s", {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_NUMBER_TYPES = ("float", "currency", "percentage")
_MOST_SPACES = 1000


@dataclass
class _Run:
    """A row as it is stored: its cells, and how often it is repeated."""

    cells: list[Cell]
    times: int


@dataclass
class _Sheet:
    name: str
    runs: list[_Run] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)
    column_styles: list[str] = field(default_factory=list)
    height: int = 0
    cells: int = 0


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(f"{_TABLE}{name}", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1


def _value_of(attributes: dict[str, str], text: str, *, is_struck: bool) -> Cell:
    """Give what a cell holds: a number, a truth value, or text (dates as ISO text); null where it is empty.

    `text` is what is not struck through; of a struck cell nothing else is there.
    """
    if is_struck:
        return text.strip() or None
    # A number may stand without its type.
    kind = attributes.get(f"{_OFFICE}value-type") or ("float" if f"{_OFFICE}value" in attributes else None)
    if attributes.get(f"{_CALC}value-type") == "error" or text.strip() in ERROR_TEXTS:
        return ErrorCell(text.strip() or "#N/A")
    if kind in _NUMBER_TYPES:
        number = float(attributes.get(f"{_OFFICE}value", ""))
        return number if kind == "currency" else as_shown(number, text, kind == "percentage")
    if kind == "date":
        return attributes.get(f"{_OFFICE}date-value", text)
    if kind == "boolean":
        return attributes.get(f"{_OFFICE}boolean-value") == "true"
    return text or attributes.get(f"{_OFFICE}string-value") or None


class _RowBuilder:
    """Lays out the cells of one row of a sheet."""

    def __init__(self, sheet: _Sheet, attributes: dict[str, str], limits: ReadingLimits) -> None:
        self._sheet, self._limits = sheet, limits
        self._times = _count(attributes, "number-rows-repeated")
        self._style = attributes.get(_DEFAULT_STYLE, "")
        self._cells: list[Cell] = []
        self._pending = 0  # empty cells at a row's end are not laid out

    def style_of(self, attributes: dict[str, str]) -> str:
        """Give the style of the next cell: its own, else its row's or its column's."""
        at, of_columns = len(self._cells) + self._pending, self._sheet.column_styles
        of_column = of_columns[at] if at < len(of_columns) else ""
        return attributes.get(f"{_TABLE}style-name") or self._style or of_column

    def add(self, attributes: dict[str, str], text: str, *, is_struck: bool) -> None:
        """Take the next cell. Raises `BadFileError` `file_too_large` where the row grows too wide."""
        repeat = _count(attributes, "number-columns-repeated")
        value = _value_of(attributes, text, is_struck=is_struck)
        if value is None:
            self._pending += repeat
            return
        if len(self._cells) + self._pending + repeat > self._limits.sheet_columns:
            raise BadFileError("file_too_large", f"Lembar memiliki lebih dari {self._limits.sheet_columns} kolom.")
        self._cells += [None] * self._pending
        self._pending = 0
        rows_spanned = _count(attributes, "number-rows-spanned")
        if rows_spanned > 1 and self._times == 1:
            top, left = self._sheet.height, len(self._cells)
            columns_spanned = _count(attributes, "number-columns-spanned")
            self._sheet.merged.append(MergedRange(top, left, top + rows_spanned - 1, left + columns_spanned - 1))
        self._cells += [value] * repeat

    def finish(self) -> None:
        """Add the row to its sheet. Raises `BadFileError` `unsafe_archive` where the sheet grows too large."""
        if self._cells:
            self._sheet.cells += len(self._cells) * self._times
            if self._sheet.cells > self._limits.sheet_cells:
                raise BadFileError("unsafe_archive", "Buku kerja terlalu besar setelah dibuka.")
        self._sheet.runs.append(_Run(self._cells, self._times))
        self._sheet.height += self._times


class _Content:
    """Takes the elements of `content.xml` and gathers the sheets.

    Tables inside cells belong to the cell and are left out.
    """

    def __init__(self, limits: ReadingLimits, styles: StruckStyles) -> None:
        self._styles = styles
        #: Whether the cell, and each element that is open in it, strikes its text through; the last one counts.
        self._struck = [False]
        self._can_strike = False
        self._finished: list[_Sheet] = []
        self._epoch_1904 = False
        self._limits = limits
        self._table_depth = 0
        self._sheet: _Sheet | None = None
        self._row: _RowBuilder | None = None
        #: Of the cell that is being read, null between cells: its attributes, and the text of its paragraphs.
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._depth = 0
        self._aside = 0
        self._takes_text = False

    def finished_tables(self) -> Iterator[RawTable | UnnamedSheet]:
        """Give the sheets that are complete, or known as far as they are looked at, each once."""
        while self._finished:
            sheet = self._finished.pop(0)
            dataset = dataset_named(sheet.name)
            if dataset is None:
                yield UnnamedSheet(sheet.name, list(islice(_rows(sheet), ROWS_LOOKED_AT)))
            else:
                yield RawTable(sheet.name, dataset, _rows(sheet), tuple(sheet.merged), self._epoch_1904)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""
        if self._cell is not None:
            self._start_in_cell(tag, attributes)
        elif tag == _SHEET_TAG:
            self._table_depth += 1
            if self._table_depth == 1:
                name = attributes.get(f"{_TABLE}name", "")
                self._sheet = None if is_guide(name) else _Sheet(name)
                self._can_strike = not self._styles.is_empty
        elif tag == _EPOCH_TAG:  # stands before the sheets
            self._epoch_1904 = attributes.get(f"{_TABLE}date-value") == _EPOCH_1904
        elif self._sheet is None:
            self._styles.start(tag, attributes)
        elif self._table_depth != 1:
            return
        elif tag == _ROW_TAG:
            self._row = _RowBuilder(self._sheet, attributes, self._limits)
        elif tag in _CELL_TAGS and self._row is not None:
            self._cell, self._paragraphs, self._depth = attributes, [], 0
            if self._can_strike:
                self._struck = [bool(self._styles.of("table-cell", self._row.style_of(attributes)))]
        elif tag == _COLUMN_TAG and self._can_strike:
            styles = self._sheet.column_styles
            repeat = min(_count(attributes, "number-columns-repeated"), self._limits.sheet_columns - len(styles))
            styles += [attributes.get(_DEFAULT_STYLE, "")] * repeat

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._can_strike:
            own = self._styles.of(_FAMILIES.get(tag, ""), attributes.get(f"{_TEXT}style-name", ""))
            self._struck.append(self._struck[-1] if own is None else own)
        if self._depth == 1:
            self._takes_text = tag == _PARAGRAPH_TAG
            if self._takes_text:
                self._paragraphs.append("")
        elif self._aside or tag in _ASIDE:
            self._aside += 1
        elif self._takes_text and tag == _SPACES:
            self._paragraphs[-1] += " " * min(_MOST_SPACES, int(attributes.get(f"{_TEXT}c", "1") or 1))
        elif self._takes_text:
            self._paragraphs[-1] += _CHARACTERS.get(tag, "")

    def data(self, text: str) -> None:
        """Take text."""
        if self._takes_text and not self._aside and not self._struck[-1]:
            self._paragraphs[-1] += text

    def end(self, tag: str) -> None:
        """Take an element's end."""
        if self._cell is not None:
            if self._depth:
                self._depth -= 1
                if self._can_strike:
                    self._struck.pop()
                self._aside -= bool(self._aside)
                self._takes_text = self._takes_text and self._depth > 0
            elif self._row is not None:
                self._row.add(self._cell, "\n".join(self._paragraphs), is_struck=self._struck[-1])
                self._cell = None
        elif tag == _ROW_TAG and self._row is not None:
            self._row.finish()
            self._row = None
            if (
                self._sheet is not None
                and len(self._sheet.runs) > ROWS_LOOKED_AT
                and not dataset_named(self._sheet.name)
            ):
                self._finished.append(self._sheet)
                self._sheet = None
        elif tag == _SHEET_TAG:
            self._table_depth -= 1
            if self._table_depth == 0 and self._sheet is not None:
                self._finished.append(self._sheet)
                self._sheet = None
        elif self._sheet is None:
            self._styles.end(tag)


def _rows(sheet: _Sheet) -> Iterator[RawRow]:
    number = 0
    for run in sheet.runs:
        if run.cells:
            for offset in range(run.times):
                yield RawRow(number + offset + 1, run.cells)
        number += run.times


def _check_encryption(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        manifest = "META-INF/manifest.xml"
        if manifest in package.namelist() and b"encryption-data" in package.read(manifest):
            raise BadFileError("password_protected")


def read_ods(path: Path, limits: ReadingLimits) -> Iterator[RawTable | UnnamedSheet]:
    """Give the sheets of an ods; of those that are named after no data set the first rows.

    Raises `BadFileError`: `file_too_large`, `unsafe_archive` (DOCTYPE, too much after unpacking),
    `password_protected`, `unreadable_file`.
    """
    if path.stat().st_size > limits.workbook_bytes:
        raise BadFileError("file_too_large", f"Buku kerja lebih besar dari {limits.workbook_bytes // 1_000_000} MB.")
    check_package(path, limits)
    styles = StruckStyles()
    content = _Content(limits, styles)
    fault: BadFileError | None = None
    try:
        _check_encryption(path)
        with zipfile.ZipFile(path) as package, package.open("content.xml") as stream:
            styles.read_part(package)
            for _ in parse_part(stream, content):
                yield from content.finished_tables()
    except BadFileError as bad:
        fault = bad
    except (*ZIP_ERRORS, *XML_ERRORS) as error:
        fault = unreadable(error)
    # What stands before a fault is handed in all the same.
    yield from content.finished_tables()
    if fault is not None:
        raise fault
