"""Sheets of an `.ods` workbook, streamed from its `content.xml`.

calamine reads ods too, but tells neither merged cells nor errors, and lays out repeated cells in full: a file of one
kilobyte can repeat a cell across a million rows and take all memory. Here repeated rows are one row that is yielded
again, and the area is bounded before anything is laid out.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from sources.cells.model import ERROR_TEXTS, Cell, ErrorCell
from sources.readers.detect import ZIP_ERRORS
from sources.readers.model import BadFileError, MergedRange, RawRow, RawTable, ReadingLimits
from sources.readers.naming import dataset_named
from sources.readers.xls_scan import password_protected
from sources.readers.xlsx_scan import XML_ERRORS, check_package, unreadable

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELL_TAGS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROW_TAG, _SHEET_TAG = f"{_TABLE}table-row", f"{_TABLE}table"
#: Elements inside a cell or sheet whose text is not the cell's.
_ASIDE = (f"{_OFFICE}annotation", f"{_TABLE}shapes", "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}frame")
_NUMBER_TYPES = ("float", "currency", "percentage")


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
    height: int = 0
    cells: int = 0


def _count(element: ElementTree.Element, name: str) -> int:
    value = element.get(f"{_TABLE}{name}", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1


def _text_of(element: ElementTree.Element) -> str:
    """Give the text of a paragraph with its spaces, tabs and line breaks, notes left out."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            pieces.append(" " * min(1000, int(child.get(f"{_TEXT}c", "1") or 1)))
        elif child.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif child.tag not in _ASIDE:
            pieces.append(_text_of(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _value_of(cell: ElementTree.Element) -> Cell:
    """Give what a cell holds: a number, a truth value, or text (dates as ISO text); null where it is empty."""
    kind = cell.get(f"{_OFFICE}value-type") or ""
    text = "\n".join(_text_of(paragraph) for paragraph in cell if paragraph.tag == f"{_TEXT}p")
    if cell.get(f"{_CALC}value-type") == "error" or text.strip() in ERROR_TEXTS:
        return ErrorCell(text.strip() or "#N/A")
    if kind in _NUMBER_TYPES:
        return float(cell.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", text)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return text or cell.get(f"{_OFFICE}string-value") or None


def _take_row(sheet: _Sheet, row: ElementTree.Element, limits: ReadingLimits) -> None:
    cells: list[Cell] = []
    times = _count(row, "number-rows-repeated")
    pending = 0  # empty cells at a row's end are not laid out
    for element in row:
        if element.tag not in _CELL_TAGS:
            continue
        repeat = _count(element, "number-columns-repeated")
        value = _value_of(element)
        rows_spanned = _count(element, "number-rows-spanned")
        columns_spanned = _count(element, "number-columns-spanned")
        if value is None:
            pending += repeat
            continue
        if len(cells) + pending + repeat > limits.sheet_columns:
            raise BadFileError("file_too_large", f"Lembar memiliki lebih dari {limits.sheet_columns} kolom.")
        cells += [None] * pending
        pending = 0
        if rows_spanned > 1 and times == 1:
            last_row, last_column = sheet.height + rows_spanned - 1, len(cells) + columns_spanned - 1
            sheet.merged.append(MergedRange(sheet.height, len(cells), last_row, last_column))
        cells += [value] * repeat
    if cells:
        sheet.cells += len(cells) * times
        if sheet.cells > limits.sheet_cells:
            raise BadFileError("unsafe_archive", "Buku kerja terlalu besar setelah dibuka.")
    sheet.runs.append(_Run(cells, times))
    sheet.height += times


def _sheets(path: Path, limits: ReadingLimits) -> Iterator[_Sheet]:
    """Stream the sheets that are named after a data set; tables inside cells belong to the cell and are left out."""
    sheet: _Sheet | None = None
    depth = 0
    with zipfile.ZipFile(path) as package, package.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            if element.tag == _SHEET_TAG:
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    name = element.get(f"{_TABLE}name", "")
                    sheet = _Sheet(name) if dataset_named(name) else None
                elif event == "end" and depth == 0:
                    if sheet is not None:
                        yield sheet
                    element.clear()
            elif event == "end" and element.tag == _ROW_TAG and depth == 1:
                if sheet is not None:
                    _take_row(sheet, element, limits)
                element.clear()


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
            raise password_protected()


def read_ods(path: Path, limits: ReadingLimits) -> Iterator[RawTable]:
    """Give the sheets of an ods that are named after a data set.

    Raises `BadFileError`: `file_too_large`, `unsafe_archive` (DOCTYPE, too much after unpacking),
    `password_protected`, `unreadable_file`.
    """
    if path.stat().st_size > limits.workbook_bytes:
        raise BadFileError("file_too_large", f"Buku kerja lebih besar dari {limits.workbook_bytes // 1_000_000} MB.")
    check_package(path, limits)
    try:
        _check_encryption(path)
        for sheet in _sheets(path, limits):
            dataset = dataset_named(sheet.name)
            if dataset:
                yield RawTable(sheet.name, dataset, _rows(sheet), tuple(sheet.merged))
    except (*ZIP_ERRORS, *XML_ERRORS, RecursionError) as error:
        raise unreadable(error) from error
