"""Sheets of `.xls` workbooks (BIFF2 to BIFF8, Excel 2.0 to 2003), in a container or bare, read by xlrd.

xlrd gives all that reading needs: cells with their types, cells that show an error, merged ranges, the epoch. calamine,
which gives neither error cells nor the epoch of an xls, needs 0.75 s and 178 MB for 60,000 rows of 14 columns with a
scan of the records beside it; xlrd needs 1.3 s and 80 MB, and no code of ours that knows how an xls is stored.
"""

import datetime as dt
import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from sources.cells.model import Cell, ErrorCell
from sources.readers.detect import OLE_MAGIC, unreadable
from sources.readers.model import (
    ROWS_LOOKED_AT,
    BadFileError,
    MergedRange,
    RawRow,
    RawTable,
    ReadingLimits,
    UnnamedSheet,
)
from sources.readers.naming import dataset_named, dataset_of_file, is_guide
from sources.readers.xls_styles import SheetStyles, sheet_styles, styles_of

#: The last version (BIFF4) whose files are one sheet, and without a name.
_LAST_WITHOUT_NAMES = 40
#: The first version (BIFF8) whose texts need no code page.
_FIRST_IN_UNICODE = 80
_SECTOR_BYTES = 512
#: What xlrd raises where a record does not hold what its type says, besides its own `XLRDError` and `CompDocError`.
_RECORD_ERRORS = (
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


def read_xls(path: Path, stem: str, limits: ReadingLimits) -> Iterator[RawTable | UnnamedSheet]:
    """Give the sheets of an xls; of those that are named after no data set the first rows.

    A sheet of a version without names is named by its file's stem.

    Raises `BadFileError`: `file_too_large`; `password_protected`, also for an encrypted xlsx, which is the same kind of
    container; `unsupported_format` for another kind of document; `unreadable_file` where it is broken.
    """
    if path.stat().st_size > limits.workbook_bytes:
        raise BadFileError("file_too_large", f"Buku kerja lebih besar dari {limits.workbook_bytes // 1_000_000} MB.")
    book = _open(path.read_bytes())
    has_names = book.biff_version > _LAST_WITHOUT_NAMES
    for index, name in enumerate(book.sheet_names() if has_names else [stem]):
        dataset = dataset_named(name) if has_names else dataset_of_file(name)
        if dataset:
            sheet = _sheet(book, index)
            look = _look(book, sheet)
            # xlrd counts the end of a range as the first row and column behind it.
            merged = tuple(MergedRange(top, left, end - 1, right - 1) for top, end, left, right in sheet.merged_cells)
            yield RawTable(name, dataset, _rows(sheet, look, book.datemode), merged, book.datemode == 1)
            book.unload_sheet(index)
        elif not is_guide(name):
            # A sheet that nobody asked for may be broken, or no sheet of cells at all.
            with suppress(BadFileError):
                sheet = _sheet(book, index)
                rows = _rows(sheet, _look(book, sheet), book.datemode)
                yield UnnamedSheet(name, list(islice(rows, ROWS_LOOKED_AT)))
                book.unload_sheet(index)


def _open(content: bytes) -> Any:
    if content.startswith(OLE_MAGIC):
        # Some programs leave out the zeros that fill the last sector up.
        content += bytes(-len(content) % _SECTOR_BYTES)
    book = _open_encoded(content, None)
    if book.biff_version < _FIRST_IN_UNICODE and book.codepage is None:
        return _open_encoded(content, "cp1252")  # Windows'; xlrd would take that of the Web
    return book


def _open_encoded(content: bytes, encoding: str | None) -> Any:
    """Open a workbook, whose texts are in `encoding` where it is given, whatever it says itself."""
    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        return xlrd.open_workbook(
            file_contents=content,
            encoding_override=encoding,
            logfile=io.StringIO(),  # what xlrd warns of may quote a cell
            formatting_info=True,  # without it there are no merged ranges
            on_demand=True,
            ragged_rows=True,
            ignore_workbook_corruption=True,  # some programmes let streams share sectors, and Excel does not mind
        )
    except xlrd.XLRDError as error:
        raise _refusal(content, error) from error
    except (CompDocError, *_RECORD_ERRORS) as error:
        raise unreadable(error) from error


def _refusal(content: bytes, error: Exception) -> BadFileError:
    """Say why xlrd takes a container for no workbook: a password, another kind of document, or a broken file."""
    from xlrd.compdoc import CompDoc, CompDocError

    if "encrypted" in str(error):
        return BadFileError("password_protected")
    try:
        container = CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
        holds = {name: container.locate_named_stream(name)[0] for name in ("EncryptedPackage", "Workbook", "Book")}
    except (CompDocError, *_RECORD_ERRORS):
        return unreadable(error)
    if holds["EncryptedPackage"]:
        return BadFileError("password_protected")
    if holds["Workbook"] or holds["Book"]:
        return unreadable(error)
    return BadFileError("unsupported_format", "Berkas bukan buku kerja Excel.")


def _sheet(book: Any, index: int) -> Any:
    import xlrd

    try:
        return book.sheet_by_index(index)
    except (xlrd.XLRDError, *_RECORD_ERRORS) as error:
        raise unreadable(error) from error


def _look(book: Any, sheet: Any) -> SheetStyles:
    try:
        return sheet_styles(book, sheet, styles_of(book))
    except _RECORD_ERRORS as error:
        raise unreadable(error) from error


def _rows(sheet: Any, look: SheetStyles, datemode: int) -> Iterator[RawRow]:
    """Give the rows that hold something."""
    import xlrd

    as_it_is = bytes((xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_BLANK))
    for index in range(sheet.nrows):
        cells: list[Cell] = sheet.row_values(index)
        if any(cell != "" for cell in cells):
            types = bytes(sheet.row_types(index))
            if types.translate(None, as_it_is):
                for column, kind in enumerate(types):
                    if kind not in as_it_is:
                        cells[column] = _typed(kind, cells[column], datemode)
            look.apply(index, cells)
            yield RawRow(index + 1, cells)


@lru_cache(maxsize=4096)
def _typed(kind: int, value: Any, datemode: int) -> Cell:
    """Give a truth value, an error or a date; the number where no calendar has such a date."""
    import xlrd

    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return ErrorCell(xlrd.error_text_from_code.get(value, "#N/A"))
    try:
        moment: dt.datetime = xlrd.xldate.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return float(value)
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if moment.time() == dt.time() else moment
