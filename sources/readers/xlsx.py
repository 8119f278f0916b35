"""Sheets of `.xlsx` workbooks, read by calamine and completed by `sources.readers.xlsx_scan`."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from sources.cells.model import Cell, ErrorCell
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
from sources.readers.workbook_package import XML_ERRORS, usual_package
from sources.readers.xlsx_look import SheetLook, scan_look
from sources.readers.xlsx_scan import SheetScan, check_package, scan_workbook
from sources.readers.xlsx_styles import read_styles

_PANIC_MODULE = "pyo3_runtime"
#: A sheet with more of them is not taken into memory for its first rows.
_MOST_CELLS_OF_UNNAMED = 1_000_000


@contextmanager
def _calamine_errors() -> Iterator[None]:
    """Turn what calamine raises for a broken workbook into `BadFileError`, a panic of its Rust code included."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise BadFileError("password_protected") from error
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise unreadable(error) from error
    except BaseException as error:
        # A panic is no Exception and its class can not be imported; anything else is not ours to stop.
        if type(error).__module__ == _PANIC_MODULE:
            raise unreadable() from error
        raise


def read_xlsx(path: Path, limits: ReadingLimits, scratch: Path) -> Iterator[RawTable | UnnamedSheet]:
    """Give the sheets of an xlsx; of those that are named after no data set the first rows. Raises `BadFileError`.

    `scratch` is a folder for a copy of a package in odd order; it is left as it was.
    """
    if path.stat().st_size > limits.workbook_bytes:
        raise BadFileError("file_too_large", f"Buku kerja lebih besar dari {limits.workbook_bytes // 1_000_000} MB.")
    check_package(path, limits)
    with usual_package(path, scratch) as package:
        yield from _sheets(package, limits)


def _sheets(path: Path, limits: ReadingLimits) -> Iterator[RawTable | UnnamedSheet]:
    workbook_scan = scan_workbook(path)
    workbook = _open(path)
    styles = read_styles(path)

    def table(name: str, dataset: str, most_cells: int) -> RawTable:
        scan, look = scan_look(path, workbook_scan.parts[name], styles, limits)
        if scan.cells > most_cells:
            return _sparse_table(path, name, dataset, scan, look, workbook_scan.epoch_1904)
        return _table(workbook, name, dataset, scan.errors, look, workbook_scan.epoch_1904)

    for name in workbook_scan.parts:
        dataset = dataset_named(name)
        if dataset:
            yield table(name, dataset, limits.sheet_cells)
        elif not is_guide(name):
            # A sheet that nobody asked for may be broken, or no sheet of cells at all.
            with suppress(BadFileError):
                rows = table(name, "", _MOST_CELLS_OF_UNNAMED).rows
                yield UnnamedSheet(name, list(islice(rows, ROWS_LOOKED_AT)))


def _open(path: Path) -> Any:
    from python_calamine import CalamineWorkbook

    with _calamine_errors():
        # Not by path: calamine would believe the name's suffix.
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def _table(
    workbook: Any,
    name: str,
    dataset: str,
    errors: Mapping[tuple[int, int], ErrorCell],
    look: SheetLook,
    epoch_1904: bool,
) -> RawTable:
    with _calamine_errors():
        sheet = workbook.get_sheet_by_name(name)
        merged = [MergedRange.between(first, last) for first, last in sheet.merged_cell_ranges or ()]
    return RawTable(name, dataset, _rows(sheet, errors, look), tuple(merged), epoch_1904)


def _rows(sheet: Any, errors: Mapping[tuple[int, int], ErrorCell], look: SheetLook) -> Iterator[RawRow]:
    """Give the rows that hold something. calamine counts rows from the sheet's top, columns from the first used one."""
    first_column = sheet.start[1] if sheet.start else 0
    lead: list[Cell] = [None] * first_column
    errors_by_row: dict[int, list[tuple[int, ErrorCell]]] = {}
    for (row, column), error in errors.items():
        errors_by_row.setdefault(row, []).append((column, error))
    rows_with_looks = look.rows()
    with _calamine_errors():
        for index, values in enumerate(sheet.iter_rows()):
            cells: list[Cell] = [*lead, *values] if lead else values
            for column, error in errors_by_row.pop(index, ()):
                cells += [None] * (column + 1 - len(cells))
                cells[column] = error
            if index in rows_with_looks:
                look.apply(index, cells)
            # What counts as true holds something, and nearly every row has that.
            if any(cells) or any(cell != "" and cell is not None for cell in cells):
                yield RawRow(index + 1, cells)
    for index in sorted(errors_by_row):  # below the last row that calamine knows
        below: list[Cell] = [None] * (max(column for column, _ in errors_by_row[index]) + 1)
        for column, error in errors_by_row[index]:
            below[column] = error
        look.apply(index, below)
        yield RawRow(index + 1, below)


def _sparse_table(path: Path, name: str, dataset: str, scan: SheetScan, look: SheetLook, epoch_1904: bool) -> RawTable:
    """Read a sheet whose few cells span a huge area: slower, but in memory for its rows only."""
    from openpyxl import load_workbook

    def rows() -> Iterator[RawRow]:
        try:
            # Not by path: an archived file has no suffix, and openpyxl would refuse it.
            with path.open("rb") as file:
                workbook = load_workbook(file, read_only=True, data_only=True)
                sheet = workbook[name]
                sheet.reset_dimensions()
                for index, values in enumerate(sheet.iter_rows(values_only=True)):
                    cells: list[Cell] = list(values)
                    for column in range(len(cells)):
                        cells[column] = scan.errors.get((index, column), cells[column])
                    look.apply(index, cells)
                    if any(cell is not None for cell in cells):
                        yield RawRow(index + 1, cells)
        except (*ZIP_ERRORS, *XML_ERRORS, TypeError, AttributeError) as error:  # openpyxl checks little
            raise unreadable(error) from error

    return RawTable(name, dataset, rows(), tuple(scan.merged), epoch_1904)
