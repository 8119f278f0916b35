"""The sheets of a submission as handed in, read from the archive again, a row at a time.

The readers and limits are those of the intake; a file that the intake could not read is not opened.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TypeVar

from feedback.report import SheetReconciliation
from foundation.semester import Semester
from sources.archive import ArchivedFile
from sources.cells.model import Cell
from sources.cells.text import is_empty
from sources.junk_files import is_junk_path
from sources.readers.archives import unpack
from sources.readers.detect import FileFormat, detect_format
from sources.readers.header import Header
from sources.readers.header_search import HeaderWatch, find_header
from sources.readers.model import (
    BadFileError,
    MergedRange,
    RawRecord,
    RawRecords,
    RawRow,
    RawTable,
    ReadingLimits,
    UnnamedSheet,
)
from sources.readers.naming import storable_name
from sources.readers.open_file import open_tables
from sources.readers.target_fields import TargetFields, target_fields_of

#: At most this many rows of a sheet without a header are shown.
_ROWS_WITHOUT_HEADER = 1000
#: Excel's limit, less one for the numbers of the rows.
_MOST_COLUMNS = 16_383

_Row = TypeVar("_Row", RawRow, RawRecord)


@dataclass(frozen=True)
class Selection:
    """Which rows of a sheet are shown: all, or where it `is_reduced` only those with a finding (`annotated`).

    After `cells` filled cells only those with a finding are shown, and after twice as many none.
    """

    is_reduced: bool
    annotated: frozenset[int]
    cells: int


@dataclass
class SheetModel:
    """One sheet as handed in: its rows from top to bottom, with those above and below its table.

    `header_rows` are spreadsheet rows (0, 0 without a header; the labels of records are in `labels`). `positions` maps
    each column of the data set, by the contract's name, to the positions (from 0) of the cells that can hold it, the
    likeliest first. `rows` yields the selected rows; after that `rows_left_out` is the number of the others.
    """

    reconciliation: SheetReconciliation
    rows: Iterator[RawRow]
    header_rows: tuple[int, int] = (0, 0)
    positions: dict[str, tuple[int, ...]] = field(default_factory=dict)
    merged: tuple[MergedRange, ...] = ()
    is_records: bool = False
    labels: tuple[str, ...] = ()
    rows_left_out: int = 0

    def position_of(self, column: str | None, cells: Sequence[Cell]) -> int:
        """Give the position of a column's cell in a row: the first one with a value, else the likeliest.

        For None, or a column that the sheet lacks, it is the sheet's first known column.
        """
        places = self.positions.get(column or "", ())
        filled = (at for at in places if at < len(cells) and not is_empty(cells[at]))
        return next(filled, places[0] if places else self.first_position)

    @property
    def first_position(self) -> int:
        """Position of the first column that belongs to the data set."""
        return min((places[0] for places in self.positions.values() if places), default=0)


def open_sheet_models(
    files: Sequence[ArchivedFile],
    sheets: Sequence[tuple[SheetReconciliation, Selection]],
    limits: ReadingLimits,
    scratch: Path,
    semester: Semester,
) -> Iterator[SheetModel]:
    """Give the sheets that the intake has counted, in its order; each must be read to its end before the next.

    `scratch` is a folder for unpacked archives; it is left as it was. A truncated file ends without an error, because
    the intake has reported it.
    """
    by_file: dict[str, list[tuple[SheetReconciliation, Selection]]] = {}
    for reconciliation, selection in sheets:
        by_file.setdefault(reconciliation.source_file, []).append((reconciliation, selection))
    for file in sorted(files, key=lambda file: file.name):
        if not is_junk_path(file.name):
            yield from _file_sheet_models(file.name, file.path, by_file, limits, scratch, semester)


def _file_sheet_models(
    name: str,
    path: Path,
    by_file: dict[str, list[tuple[SheetReconciliation, Selection]]],
    limits: ReadingLimits,
    scratch: Path,
    semester: Semester,
) -> Iterator[SheetModel]:
    shown = storable_name(name)
    if shown not in by_file and not any(file.startswith(f"{shown}/") for file in by_file):
        return
    try:
        file_format = detect_format(path)
        if file_format is FileFormat.ARCHIVE:
            with _unpacked_into(scratch) as folder:
                for member in unpack(path, folder, limits):
                    place = f"{name}/{member.name}"
                    yield from _file_sheet_models(place, member.path, by_file, limits, scratch, semester)
            return
        # The intake counts every table in order, up to where the file ends.
        opened = open_tables(path, name, file_format, limits, scratch)
        tables = (table for table in opened if not isinstance(table, UnnamedSheet))
        for (reconciliation, selection), raw in zip(by_file[shown], tables, strict=False):
            target_fields = target_fields_of(raw.dataset, semester.year)
            if isinstance(raw, RawRecords):
                yield _records_model(raw, target_fields, reconciliation, selection)
            else:
                yield _table_model(raw, target_fields, reconciliation, selection)
    except BadFileError:
        return


@contextmanager
def _unpacked_into(scratch: Path) -> Iterator[Path]:
    folder = scratch / "unpacked"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _selected(rows: Iterator[_Row], sheet_model: SheetModel, selection: Selection) -> Iterator[_Row]:
    """Yield the selected rows, with the header and all above it, and count the others; a truncated sheet just ends."""
    cells = 0
    try:
        for row in rows:
            is_annotated = row.source_row in selection.annotated
            if selection.is_reduced:
                is_shown = is_annotated or sheet_model.header_rows[0] <= row.source_row <= sheet_model.header_rows[1]
            else:
                is_shown = is_annotated or cells <= selection.cells
            if is_shown and cells <= 2 * selection.cells:
                cells += len(row.cells)
                yield row
            else:
                sheet_model.rows_left_out += 1
    except BadFileError:
        return


def _table_model(
    raw: RawTable, target_fields: TargetFields, reconciliation: SheetReconciliation, selection: Selection
) -> SheetModel:
    """Find the header as the intake does; the rows read for that are replayed first."""
    seen: list[RawRow] = []

    def noted() -> Iterator[RawRow]:
        try:
            for row in raw.rows:
                if len(seen) < _ROWS_WITHOUT_HEADER:
                    seen.append(row)
                yield row
        except BadFileError:
            return

    header, _, _, rest = find_header(noted(), target_fields)
    sheet_model = SheetModel(reconciliation, iter(()), merged=raw.merged)
    if header is None:
        sheet_model.rows = _selected(iter(seen), sheet_model, selection)
        return sheet_model
    sheet_model.header_rows = (header.first_row, header.last_row)
    sheet_model.positions = _positions(target_fields, header)
    above = [row for row in seen if row.source_row <= header.last_row]
    rows = chain(above, _through_further_tables(rest, sheet_model, target_fields, header))
    sheet_model.rows = _selected(rows, sheet_model, selection)
    return sheet_model


def _through_further_tables(
    rows: Iterator[RawRow], sheet_model: SheetModel, target_fields: TargetFields, header: Header
) -> Iterator[RawRow]:
    """Give the rows below a header, and turn the model to the columns of each further table where its header comes."""
    watch = HeaderWatch(target_fields, header)
    for row, following in pairwise(chain(rows, [None])):
        if row is None:
            return
        if watch.may_be_header(row):
            further = watch.further([row, following] if following else [row], is_titled=False)
            if further is not None:
                watch = HeaderWatch(target_fields, further)
                sheet_model.positions = _positions(target_fields, further)
        yield row


def _positions(target_fields: TargetFields, header: Header) -> dict[str, tuple[int, ...]]:
    return _by_column(target_fields, {target_field: (at,) for target_field, at in header.positions.items()})


def _by_column(target_fields: TargetFields, positions: dict[int, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Give the positions of each column, with those of the columns that can replace it."""
    found = {}
    for target_field, column in enumerate(target_fields.contract.columns):
        others = [target_fields.names.index(name) for name in column.name_columns]
        wanted = dict.fromkeys((target_field, *target_fields.substitutes(target_field), *others))
        places = tuple(at for name in wanted for at in positions.get(name, ()))
        if places:
            found[column.name] = places
    return found


def _records_model(
    raw: RawRecords, target_fields: TargetFields, reconciliation: SheetReconciliation, selection: Selection
) -> SheetModel:
    """Lay out records as rows, one column per field in order of first appearance.

    The selected records are held in memory, because the last one can have a new field.
    """
    sheet_model = SheetModel(reconciliation, iter(()), is_records=True)
    held = list(_selected(iter(raw.records), sheet_model, selection))
    sheet_model.labels = tuple(islice(dict.fromkeys(key for record in held for key in record.cells), _MOST_COLUMNS))
    ranks: dict[int, list[tuple[int, int]]] = {}
    for at, label in enumerate(sheet_model.labels):
        found = target_fields.find(label)
        if found is not None:
            ranks.setdefault(found.target_field, []).append((found.rank, at))
    sheet_model.positions = _by_column(
        target_fields, {target_field: tuple(at for _, at in sorted(hits)) for target_field, hits in ranks.items()}
    )
    sheet_model.rows = (
        RawRow(record.source_row, [record.cells.get(label) for label in sheet_model.labels]) for record in held
    )
    return sheet_model
