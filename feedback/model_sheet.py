"""A worksheet that takes whole rows as XML, for the large sheets of senders.

XlsxWriter takes some 8 µs a cell (validation, row store, attribute lists), and a semester has a million. The rest of
the sheet (comments, panes, print setup) is XlsxWriter's.
"""

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

#: Characters of a sheet's rows that stay in memory.
_IN_MEMORY = 16_000_000


@cache
def column_name(column: int) -> str:
    """Give the letters of a column (from 0)."""
    return str(xl_col_to_name(column))


class ModelSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows are written as XML; pass it to `add_worksheet` as `worksheet_class`."""

    def begin(self, scratch: Path) -> None:
        """Begin to write; many rows are buffered in a file in `scratch`."""
        self._rows: Any = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - open until the workbook is closed
            _IN_MEMORY, mode="w+", encoding="utf-8", dir=str(scratch)
        )

    def put_row(self, row: int, cells: str, last_column: int) -> None:
        """Write a row (from 0, below all before it) from the XML of its cells, in the order of columns."""
        self._check_dimensions(row, 0)
        self._check_dimensions(row, last_column)
        self._rows.write(f'<row r="{row + 1}">{cells}</row>')

    def put_merged_range(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge cells that are already written; `merge_range` would write them again."""
        self.merge.append([first_row, first_column, last_row, last_column])

    def _write_sheet_data(self) -> None:
        """Write the rows where XlsxWriter would write its own (overridden hook)."""
        self._xml_start_tag("sheetData")
        with self._rows as rows:
            rows.seek(0)
            shutil.copyfileobj(rows, self.fh, _IN_MEMORY)
        self._xml_end_tag("sheetData")
