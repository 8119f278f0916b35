"""Files of every format, written row by row where the format allows it, and byte-identical for the same rows."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Protocol

from simulation.handwriting import Cell, Handwriting
from simulation.rows import NumberCell

#: A fixed time of creation of workbooks, because the clock's would differ in every run.
_CREATED = datetime(2021, 1, 4, 8, 0, 0, tzinfo=UTC)


#: Errors that a workbook's formula shows, and a formula that shows each.
ERROR_CELLS = {"#N/A": "=NA()", "#DIV/0!": "=1/0"}


class Sheet(Protocol):
    """One table of a file."""

    is_sheet_model: bool

    def put(self, cells: Sequence[Cell], *, hidden: bool = False) -> int:
        """Write the next row; give its number, from 1."""

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Merge cells that are written already; rows from 1, columns from 0."""


class Book(Protocol):
    """A workbook, or the files in place of one."""

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""

    def file_of(self, name: str) -> str:
        """Give the name of the file that holds a sheet."""

    def close(self) -> None:
        """Write everything out."""


class XlsxBook:
    """A workbook written in constant memory."""

    def __init__(self, path: Path) -> None:
        """Open a workbook to be written to `path`."""
        import xlsxwriter

        self._path = path
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": _CREATED})
        self._date_format = self._book.add_format({"num_format": "dd/mm/yyyy"})

    def sheet(self, name: str) -> "XlsxSheet":
        """Add a sheet."""
        return XlsxSheet(self._book.add_worksheet(name), self._date_format)

    def add_hidden(self, name: str, text: str) -> None:
        """Add a hidden sheet that is no data set."""
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, text)
        sheet.hide()

    def file_of(self, name: str) -> str:
        """Give the name of the workbook."""
        return self._path.name

    def close(self) -> None:
        """Write the workbook out."""
        self._book.close()


class XlsxSheet:
    """A worksheet of an `XlsxBook`."""

    is_sheet_model = True

    def __init__(self, sheet: Any, date_format: Any) -> None:
        """Write to an xlsxwriter worksheet."""
        self._sheet = sheet
        self._date_format = date_format
        self._next = 0

    def put(self, cells: Sequence[Cell], *, hidden: bool = False) -> int:
        """Write the next row; give its number, from 1."""
        at = self._next
        self._next += 1
        if hidden:
            self._sheet.set_row(at, None, None, {"hidden": True})
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell in ERROR_CELLS:
                    self._sheet.write_formula(at, column, ERROR_CELLS[cell], None, cell)
                elif cell:
                    self._sheet.write_string(at, column, cell)
            elif isinstance(cell, date):
                self._sheet.write_datetime(at, column, cell, self._date_format)
            elif cell is not None:
                self._sheet.write_number(at, column, cell.number if isinstance(cell, NumberCell) else cell)
        return at + 1

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Merge cells that are written already; rows that have left memory keep what was written."""
        if (first_row, first_column) != (last_row, last_column):
            self._sheet.merge_range(first_row - 1, first_column, last_row - 1, last_column, value)


class XlsBook:
    """A workbook of the format before 2007; held in memory, for small institutions."""

    def __init__(self, path: Path) -> None:
        """Open a workbook to be written to `path`."""
        import xlwt

        self._path = path
        self._book = xlwt.Workbook(encoding="utf-8")
        self._date_style = xlwt.easyxf(num_format_str="DD/MM/YYYY")

    def sheet(self, name: str) -> "XlsSheet":
        """Add a sheet."""
        return XlsSheet(self._book.add_sheet(name), self._date_style)

    def file_of(self, name: str) -> str:
        """Give the name of the workbook."""
        return self._path.name

    def close(self) -> None:
        """Write the workbook out."""
        self._book.save(str(self._path))


class XlsSheet:
    """A worksheet of an `XlsBook`."""

    is_sheet_model = True

    def __init__(self, sheet: Any, date_style: Any) -> None:
        """Write to an xlwt worksheet."""
        self._sheet = sheet
        self._date_style = date_style
        self._next = 0

    def put(self, cells: Sequence[Cell], *, hidden: bool = False) -> int:
        """Write the next row; give its number, from 1."""
        at = self._next
        self._next += 1
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                self._sheet.write(at, column, cell, self._date_style)
            elif cell not in (None, ""):
                self._sheet.write(at, column, cell.number if isinstance(cell, NumberCell) else cell)
        if hidden:
            self._sheet.row(at).hidden = True
        return at + 1

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Merge cells that are written already."""
        if first_row == last_row and first_column != last_column:
            self._sheet.merge(first_row - 1, last_row - 1, first_column, last_column)


class TextBook:
    """Files of text, one for each data set: csv or json."""

    def __init__(self, folder: Path, handwriting: Handwriting) -> None:
        """Write to files in `folder`."""
        self._folder = folder
        self._hand = handwriting
        self._sheets: list[CsvSheet | JsonSheet] = []

    def sheet(self, name: str) -> "CsvSheet | JsonSheet":
        """Add a file."""
        path = self._folder / self.file_of(name)
        is_json = self._hand.file_format == "json"
        sheet = JsonSheet(path, name, self._hand.json_form) if is_json else CsvSheet(path, self._hand)
        self._sheets.append(sheet)
        return sheet

    def file_of(self, name: str) -> str:
        """Give the name of a data set's file."""
        return f"{name}.{'json' if self._hand.file_format == 'json' else 'csv'}"

    def close(self) -> None:
        """Write the files out."""
        for sheet in self._sheets:
            sheet.close()


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell.number) if isinstance(cell, NumberCell) else str(cell)


class CsvSheet:
    """One csv file."""

    is_sheet_model = True

    def __init__(self, path: Path, handwriting: Handwriting) -> None:
        """Open the file in the encoding and with the separator of the handwriting."""
        self._file: IO[str] = path.open("w", encoding=handwriting.encoding, newline="", errors="replace")
        self._writer = csv.writer(self._file, delimiter=handwriting.delimiter, lineterminator=handwriting.line_end)
        self._width = max(len(labels) for labels in handwriting.labels.values()) if handwriting.titles else 1
        self._next = 1
        if handwriting.names_delimiter:
            # A line for the spreadsheet, not a record.
            self._file.write(f"sep={handwriting.delimiter}{handwriting.line_end}")

    def put(self, cells: Sequence[Cell], *, hidden: bool = False) -> int:
        """Write the next record; give its number, from 1."""
        at = self._next
        self._next += 1
        # A rounded number leaves a spreadsheet in scientific notation; an empty row as separators alone.
        texts = [
            f"{cell.number:.5E}".replace(".", ",") if isinstance(cell, NumberCell) else _as_text(cell) for cell in cells
        ]
        self._writer.writerow(texts or [""] * self._width)
        return at

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Do nothing: text has no merged cells."""

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class JsonSheet:
    """One json file: a list of records, an object that holds it, or one record a line."""

    is_sheet_model = False

    def __init__(self, path: Path, name: str, form: str) -> None:
        """Open the file; the first row that is put gives the keys. `form` is `list`, `object` or `lines`."""
        self._file: IO[str] = path.open("w", encoding="utf-8")
        self._keys: list[str] | None = None
        self._next = 0
        start, self._between, self._end = {
            "list": ("[\n", ",\n", "\n]\n"),
            "object": (f'{{"{name}": [\n', ",\n", "\n]}\n"),
            "lines": ("", "\n", "\n"),
        }[form]
        self._file.write(start)

    def put(self, cells: Sequence[Cell], *, hidden: bool = False) -> int:
        """Write the next record; give its number, from 1 (0 for the keys)."""
        at = self._next
        self._next += 1
        if self._keys is None:
            self._keys = [_as_text(cell) for cell in cells]
            return at
        record = {
            key: f"{cell.number:.5E}" if isinstance(cell, NumberCell) else cell
            for key, cell in zip(self._keys, cells, strict=True)
        }
        self._file.write((self._between if at > 1 else "") + json.dumps(record, ensure_ascii=False))
        return at

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Do nothing: json has no merged cells."""

    def close(self) -> None:
        """End the list and close the file."""
        self._file.write(self._end)
        self._file.close()
