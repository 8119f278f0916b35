"""A worksheet of XlsxWriter that takes whole rows as XML, for the large sheets of senders.

Uses undocumented parts of XlsxWriter 3.2 (`_write_sheet_data`, `_check_dimensions`, `_xml_start_tag`, `_xml_end_tag`,
`merge`, `Format._get_xf_index`): its documented methods take four times as long for a cell (18 µs against 4.5, measured
side by side), a semester has a million cells, and its mode for large sheets, `constant_memory`, can not merge cells.
`tests/foundation/adapters/test_xlsx_rows.py` fails where a release changes these parts.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

#: Characters of a sheet's rows that stay in memory.
_IN_MEMORY = 16_000_000


class RowSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
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
        """Write the rows where XlsxWriter would write its own."""
        self._xml_start_tag("sheetData")
        with self._rows as rows:
            rows.seek(0)
            shutil.copyfileobj(rows, self.fh, _IN_MEMORY)
        self._xml_end_tag("sheetData")


def format_index(cell_format: Any) -> int:
    """Give the index by which the XML of a cell names one of the workbook's formats."""
    return int(cell_format._get_xf_index())
