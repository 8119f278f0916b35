"""OpenDocument workbooks; held in memory, for small institutions."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from simulation.containers import rewrite_zip
from simulation.handwriting import Cell
from simulation.rows import NumberCell


class OdsBook:
    """An OpenDocument workbook."""

    def __init__(self, path: Path) -> None:
        """Open a workbook to be written to `path`."""
        from odf.opendocument import OpenDocumentSpreadsheet

        self._path = path
        self._book = OpenDocumentSpreadsheet()

    def sheet(self, name: str) -> "OdsSheet":
        """Add a sheet."""
        from odf.table import Table

        table = Table(name=name)
        self._book.spreadsheet.addElement(table)
        return OdsSheet(table)

    def file_of(self, name: str) -> str:
        """Give the name of the workbook."""
        return self._path.name

    def close(self) -> None:
        """Write the workbook out; the library stamps it with the clock, so the stamps are taken off again."""
        self._book.save(str(self._path))
        rewrite_zip(self._path)


class OdsSheet:
    """A sheet of an `OdsBook`."""

    is_sheet_model = True

    def __init__(self, table: Any) -> None:
        """Write to an odfpy table."""
        self._table = table
        self._next = 0

    def put(self, cells: Sequence[Cell], *, hidden: bool = False) -> int:
        """Write the next row; give its number, from 1."""
        from odf.table import TableRow

        row = TableRow(visibility="collapse") if hidden else TableRow()
        for cell in cells or [None]:
            row.addElement(_cell_element(cell))
        self._table.addElement(row)
        self._next += 1
        return self._next

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int, value: Cell) -> None:
        """Do nothing: merged cells are left to the other formats."""


def _cell_element(cell: Cell) -> Any:
    from odf.table import TableCell
    from odf.text import P

    if cell is None or cell == "":
        return TableCell()
    if isinstance(cell, date):
        element = TableCell(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, (int, NumberCell)):
        number = cell.number if isinstance(cell, NumberCell) else cell
        element = TableCell(valuetype="float", value=str(number))
        cell = str(number)
    else:
        element = TableCell(valuetype="string")
    element.addElement(P(text=str(cell)))
    return element
