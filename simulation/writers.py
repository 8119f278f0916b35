"""Files of every format, written row by row where the format allows it, and byte-identical for the same rows.

Workbooks of before 2007 and of OpenDocument are held in memory, for small institutions.
"""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from simulation.containers import rewrite_zip
from simulation.handwriting import Cell, Handwriting
from simulation.rows import NumberCell

#: A fixed time of creation of workbooks, because the clock's would differ in every run.
_CREATED = datetime(2021, 1, 4, 8, 0, 0, tzinfo=UTC)


#: Errors that a workbook's formula shows, and a formula that shows each.
ERROR_CELLS = {"#N/A": "=NA()", "#DIV/0!": "=1/0"}


class Sheet:
    """One table of a file."""

    #: Whether people lay it out, with titles and totals; else it is a list of records.
    is_sheet_model = True
    _last = 0

    def put(self, cells: Sequence[Cell], *, hidden: bool = False) -> int:
        """Write the next row; give its number, from 1 (in json from 0, which are the keys)."""
        self._last += 1
        self._write(self._last, cells, hidden)
        return self._last

    def _write(self, at: int, cells: Sequence[Cell], hidden: bool) -> None:
        raise NotImplementedError

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Merge cells that are written already; rows from 1, columns from 0. Does nothing where a format can not."""


class Book:
    """A workbook, or the files in place of one."""

    def __init__(self, path: Path) -> None:
        """Write to the file `path`; in place of a workbook to files in the folder `path`."""
        self._path = path

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        raise NotImplementedError

    def file_of(self, name: str) -> str:
        """Give the name of the file that holds a sheet."""
        return self._path.name

    def close(self) -> None:
        """Write everything out."""
        raise NotImplementedError


def _plain(cell: Cell) -> str | int | date | None:
    return cell.number if isinstance(cell, NumberCell) else cell


class XlsxBook(Book):
    """A workbook written in constant memory."""

    def __init__(self, path: Path) -> None:
        """Open a workbook to be written to `path`."""
        import xlsxwriter

        super().__init__(path)
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": _CREATED})
        self._date_format = self._book.add_format({"num_format": "dd/mm/yyyy"})

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        return _XlsxSheet(self._book.add_worksheet(name), self._date_format)

    def add_hidden(self, name: str, text: str) -> None:
        """Add a hidden sheet that is no data set."""
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, text)
        sheet.hide()

    def close(self) -> None:
        """Write the workbook out."""
        self._book.close()


class _XlsxSheet(Sheet):
    def __init__(self, sheet: Any, date_format: Any) -> None:
        self._sheet, self._date_format = sheet, date_format

    def _write(self, at: int, cells: Sequence[Cell], hidden: bool) -> None:
        row = at - 1
        if hidden:
            self._sheet.set_row(row, None, None, {"hidden": True})
        for column, cell in enumerate(map(_plain, cells)):
            if isinstance(cell, str):
                if cell in ERROR_CELLS:
                    self._sheet.write_formula(row, column, ERROR_CELLS[cell], None, cell)
                elif cell:
                    self._sheet.write_string(row, column, cell)
            elif isinstance(cell, date):
                self._sheet.write_datetime(row, column, cell, self._date_format)
            elif cell is not None:
                self._sheet.write_number(row, column, cell)

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Merge cells that are written already; rows that have left memory keep what was written."""
        if (first_row, first_column) != (last_row, last_column):
            self._sheet.merge_range(first_row - 1, first_column, last_row - 1, last_column, value)


class XlsBook(Book):
    """A workbook of the format before 2007."""

    def __init__(self, path: Path) -> None:
        """Open a workbook to be written to `path`."""
        import xlwt

        super().__init__(path)
        self._book = xlwt.Workbook(encoding="utf-8")
        self._date_style = xlwt.easyxf(num_format_str="DD/MM/YYYY")

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        return _XlsSheet(self._book.add_sheet(name), self._date_style)

    def close(self) -> None:
        """Write the workbook out."""
        self._book.save(str(self._path))


class _XlsSheet(Sheet):
    def __init__(self, sheet: Any, date_style: Any) -> None:
        self._sheet, self._date_style = sheet, date_style

    def _write(self, at: int, cells: Sequence[Cell], hidden: bool) -> None:
        row = at - 1
        for column, cell in enumerate(map(_plain, cells)):
            if isinstance(cell, date):
                self._sheet.write(row, column, cell, self._date_style)
            elif cell not in (None, ""):
                self._sheet.write(row, column, cell)
        if hidden:
            self._sheet.row(row).hidden = True

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Merge cells of one row that are written already; the value stays what it is."""
        if first_row == last_row and first_column != last_column:
            self._sheet.merge(first_row - 1, last_row - 1, first_column, last_column)


class OdsBook(Book):
    """An OpenDocument workbook."""

    def __init__(self, path: Path) -> None:
        """Open a workbook to be written to `path`."""
        from odf.opendocument import OpenDocumentSpreadsheet

        super().__init__(path)
        self._book = OpenDocumentSpreadsheet()

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        from odf.table import Table

        table = Table(name=name)
        self._book.spreadsheet.addElement(table)
        return _OdsSheet(table)

    def close(self) -> None:
        """Write the workbook out; the library stamps it with the clock, so the stamps are taken off again."""
        self._book.save(str(self._path))
        rewrite_zip(self._path)


class _OdsSheet(Sheet):
    def __init__(self, table: Any) -> None:
        self._table = table

    def _write(self, at: int, cells: Sequence[Cell], hidden: bool) -> None:
        from odf.table import TableRow

        row = TableRow(visibility="collapse") if hidden else TableRow()
        for cell in cells or [None]:
            row.addElement(_cell_element(_plain(cell)))
        self._table.addElement(row)


def _cell_element(cell: str | int | date | None) -> Any:
    from odf.table import TableCell
    from odf.text import P

    if cell is None or cell == "":
        return TableCell()
    if isinstance(cell, date):
        element = TableCell(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, int):
        element = TableCell(valuetype="float", value=str(cell))
    else:
        element = TableCell(valuetype="string")
    element.addElement(P(text=str(cell)))
    return element


class TextBook(Book):
    """Files of text, one for each data set: csv or json."""

    def __init__(self, folder: Path, handwriting: Handwriting) -> None:
        """Write to files in `folder`."""
        super().__init__(folder)
        self._hand = handwriting
        self._sheets: list[_CsvSheet | _JsonSheet] = []

    def sheet(self, name: str) -> Sheet:
        """Add a file."""
        path = self._path / self.file_of(name)
        is_json = self._hand.file_format == "json"
        sheet = _JsonSheet(path, name, self._hand.json_form) if is_json else _CsvSheet(path, self._hand)
        self._sheets.append(sheet)
        return sheet

    def file_of(self, name: str) -> str:
        """Give the name of a data set's file."""
        return f"{name}.{'json' if self._hand.file_format == 'json' else 'csv'}"

    def close(self) -> None:
        """Write the files out."""
        for sheet in self._sheets:
            sheet.close()


class _CsvSheet(Sheet):
    """One csv file, in the encoding and with the separator of the handwriting."""

    def __init__(self, path: Path, handwriting: Handwriting) -> None:
        self._file: IO[str] = path.open("w", encoding=handwriting.encoding, newline="", errors="replace")
        self._writer = csv.writer(self._file, delimiter=handwriting.delimiter, lineterminator=handwriting.line_end)
        self._width = max(len(labels) for labels in handwriting.labels.values()) if handwriting.titles else 1
        if handwriting.names_delimiter:
            # A line for the spreadsheet, not a record.
            self._file.write(f"sep={handwriting.delimiter}{handwriting.line_end}")

    def _write(self, at: int, cells: Sequence[Cell], hidden: bool) -> None:
        # A rounded number leaves a spreadsheet in scientific notation; an empty row as separators alone.
        texts = [f"{cell.number:.5E}".replace(".", ",") if isinstance(cell, NumberCell) else cell for cell in cells]
        self._writer.writerow(texts or [""] * self._width)

    def close(self) -> None:
        self._file.close()


class _JsonSheet(Sheet):
    """One json file: a list of records, an object that holds it, or one record a line."""

    is_sheet_model = False
    _last = -1

    def __init__(self, path: Path, name: str, form: str) -> None:
        """Open the file; the first row that is put gives the keys. `form` is `list`, `object` or `lines`."""
        self._file: IO[str] = path.open("w", encoding="utf-8")
        self._keys: list[str] = []
        start, self._between, self._end = {
            "list": ("[\n", ",\n", "\n]\n"),
            "object": (f'{{"{name}": [\n', ",\n", "\n]}\n"),
            "lines": ("", "\n", "\n"),
        }[form]
        self._file.write(start)

    def _write(self, at: int, cells: Sequence[Cell], hidden: bool) -> None:
        if at == 0:
            self._keys = [str(cell) for cell in cells]
            return
        record = {
            key: f"{cell.number:.5E}" if isinstance(cell, NumberCell) else cell
            for key, cell in zip(self._keys, cells, strict=True)
        }
        self._file.write((self._between if at > 1 else "") + json.dumps(record, ensure_ascii=False))

    def close(self) -> None:
        self._file.write(self._end)
        self._file.close()
