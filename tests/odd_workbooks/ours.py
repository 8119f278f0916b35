"""What the readers of the project read of the same files."""

import datetime as dt
from pathlib import Path

from sources.cells.model import Cell as OurCell
from sources.cells.model import ErrorCell, FormattedNumber
from sources.readers.detect import detect_format
from sources.readers.model import BadFileError, RawTable, ReadingLimits
from sources.readers.open_file import open_tables
from tests.odd_workbooks.cells import Cell, Reading, serial


def read_with_ours(path: Path, scratch: Path) -> tuple[Reading, bool]:
    """Read a file as a submission's; say too whether its workbook counts days from 1904."""
    reading, epoch_1904, has_table = Reading(), False, False
    try:
        for table in open_tables(path, path.name, detect_format(path), ReadingLimits(), scratch):
            if not isinstance(table, RawTable) or table.dataset != "penerima":
                continue
            has_table, epoch_1904 = True, table.epoch_1904
            for row in table.rows:
                for column, value in enumerate(row.cells, start=table.first_column):
                    cell = _cell(value)
                    if cell is not None:
                        reading.cells[row.source_row - 1, column] = cell
            reading.merged |= {
                tuple(merged)
                for merged in table.merged
                if merged.last_row > merged.first_row and merged[:2] in reading.cells
            }
    except BadFileError as bad:
        return Reading(refusal=bad.rule_code), False
    return (reading, epoch_1904) if has_table else (Reading(refusal="no_known_sheet"), False)


def _cell(value: OurCell) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, FormattedNumber):
        return Cell("number", value.value, value.shown)
    if isinstance(value, ErrorCell):
        return Cell("error", 0.0, value.text)
    if isinstance(value, dt.datetime):
        return Cell("moment", serial(value), "")
    if isinstance(value, dt.date):
        return Cell("moment", serial(dt.datetime.combine(value, dt.time())), "")
    if isinstance(value, dt.time):
        return Cell("moment", serial(dt.datetime.combine(dt.date(1899, 12, 30), value)), "")
    if isinstance(value, dt.timedelta):
        return Cell("moment", value / dt.timedelta(days=1), "")
    return Cell("text", 0.0, value) if isinstance(value, str) else Cell("number", float(value), "")
