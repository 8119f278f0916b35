"""From a sheet as it stands, or a list of records, to rows of data: cells in the target_fields of the data set.

A sheet can hold several tables below one another. Each is read by its own header, and is good or faulty by itself.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TypeVar

from foundation.semester import Semester
from sources.cells.model import Cell
from sources.cells.text import as_written, is_empty, tidy
from sources.readers.as_meant import data_blocks
from sources.readers.blocks import DataBlock, DataRow
from sources.readers.body import BodyRows
from sources.readers.faults import TableFault
from sources.readers.header import Header, find_header
from sources.readers.labels import money_scale
from sources.readers.model import BadFileError, RawRecords, RawRow, RawTable, ReadingLimits
from sources.readers.row_kinds import is_total
from sources.readers.target_fields import Claim, TargetFields, target_fields_of
from sources.readers.title_semester import names_other_semester
from sources.readers.unknown_columns import unknown_columns

_Row = TypeVar("_Row", RawRow, DataRow)

_NO_RANK = sys.maxsize
#: Rows of a table that are looked at before its columns are settled.
_ROWS_PROBED = 60
_CURRENCY_ALONE = re.compile(r"\s*(?:rp\.?|idr)\s*", re.IGNORECASE)
#: `(dalam ribuan rupiah)` in a title line.
_SCALE_IN_TITLE = re.compile(
    r"\b(?:dalam|dlm|in|satuan)\b\s*:?\s*(?P<money>(?:ribu|juta|mili?ar|milyar|thousand|million|billion|rp|rupiah|idr)"
    r"[a-z]*\.?(?:\s+(?:rp|rupiah|idr|ribu|ribuan|juta|jutaan|mili?ar|milyar)\b\.?)?)",
    re.IGNORECASE,
)


@dataclass
class SheetTable:
    """One table of a sheet: where its header stands, and what is known of it before its first row is read.

    `header_row` is null where there is no header. A table with a fault in `refusals` is read, and none of its rows
    counts; `warnings` are complete once its rows have been read. `scales` are what one unit of an amount is in rupiah,
    `scale_of_titles` what the titles say of all, those of the table above where its own do not.
    """

    header_row: int | None = None
    titles: list[str] = field(default_factory=list)
    refusals: list[TableFault] = field(default_factory=list)
    warnings: list[TableFault] = field(default_factory=list)
    scales: dict[int, int] = field(default_factory=dict)
    scale_of_titles: int = 1


@dataclass
class DataSheet:
    """The rows of one data set in one sheet.

    `rows` gives blocks of rows, each with the table that it stands in. `present` (target_fields that a list of records
    has) and `titles` of records are complete once the rows have been read, and so is `fault`: a file that breaks off
    gives the rows before, then says why here. `has_content` says whether the sheet holds anything at all.
    """

    name: str
    target_fields: TargetFields
    epoch_1904: bool
    rows: Iterator[tuple[SheetTable, DataBlock]] = field(default_factory=lambda: iter(()))
    tables: list[SheetTable] = field(default_factory=list)
    present: set[int] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    has_content: bool = False
    fault: BadFileError | None = None


def to_data_sheet(raw: RawTable | RawRecords, limits: ReadingLimits, semester: Semester) -> DataSheet:
    """Find the tables of a sheet, or match the fields of records; what breaks a file off becomes the sheet's fault."""
    sheet = DataSheet(raw.name, target_fields_of(raw.dataset, semester.year), raw.epoch_1904)
    if isinstance(raw, RawRecords):
        sheet.rows = _record_blocks(raw, sheet, limits)
        return sheet
    sheet.rows = _table_rows(raw, sheet, limits, semester)
    return sheet


def missing_columns(target_fields: TargetFields, present: set[int]) -> list[TableFault]:
    """Give a fault for each required column for which none of the target_fields is there."""
    faults = []
    for column in target_fields.missing_columns(present):
        other = column.required_unless
        detail_id = f"Kolom {other}, yang dapat menggantikannya, juga tidak ada." if other else ""
        faults.append(TableFault("missing_column", column.name, detail_id))
    return faults


def _table_rows(
    raw: RawTable, sheet: DataSheet, limits: ReadingLimits, semester: Semester
) -> Iterator[tuple[SheetTable, DataBlock]]:
    rows = _until_fault(_narrow_rows(raw, limits), sheet)
    header, titles, rest = find_header(rows, sheet.target_fields)
    sheet.has_content = header is not None or any(not is_empty(cell) for row in titles for cell in row.cells)
    if header is None:
        if sheet.has_content:
            sheet.tables.append(SheetTable(titles=_texts(titles), refusals=missing_columns(sheet.target_fields, set())))
        return
    while header is not None:
        seen = list(islice(rest, _ROWS_PROBED))
        rest = chain(seen, rest)
        header = _settled(header, seen, sheet.target_fields)
        table = _sheet_table(header, _texts(titles), sheet, semester)
        if not table.refusals:
            table.warnings += unknown_columns(header, seen, sheet.target_fields)
        sheet.tables.append(table)
        body = BodyRows(sheet.target_fields, header, raw.merged)
        for block in body.read(rest):
            yield table, block
        for target_field, row in body.merged_amounts.items():
            table.warnings.append(TableFault("merged_amount", sheet.target_fields.names[target_field], "", row))
        if body.further is None:
            return
        header, titles, rest = body.further.header, body.further.titles, body.further.rest


def _texts(rows: list[RawRow]) -> list[str]:
    return [" ".join(tidy(as_written(cell)) for cell in row.cells if not is_empty(cell)) for row in rows]


def _settled(header: Header, seen: list[RawRow], target_fields: TargetFields) -> Header:
    """Settle by the first rows what the labels leave open: which of two columns is filled, and where `Rp` stands."""
    positions: dict[int, int] = {}
    rivals: dict[int, list[int]] = {}
    labelled = {at for labels in header.labels for at in labels}
    for target_field, position in header.positions.items():
        claimants = [position, *header.rivals.get(target_field, [])]
        filled = [at for at in claimants if any(not is_empty(cell) for cell in _column(seen, at))] or claimants
        positions[target_field] = filled[0]
        if len(filled) > 1:
            rivals[target_field] = filled[1:]
        if target_fields.column_of(target_field).type == "amount" and filled[0] + 1 not in labelled:
            texts = [cell for cell in _column(seen, filled[0]) if not is_empty(cell)]
            if texts and all(isinstance(cell, str) and _CURRENCY_ALONE.fullmatch(cell) for cell in texts):
                positions[target_field] = filled[0] + 1
    return replace(header, positions=positions, rivals=rivals)


def _column(rows: list[RawRow], at: int) -> Iterator[Cell]:
    return (row.cells[at] for row in rows if at < len(row.cells))


def _sheet_table(header: Header, titles: list[str], sheet: DataSheet, semester: Semester) -> SheetTable:
    """Say of a table what its header and titles tell. A table without a period of its own has that of the one above."""
    target_fields = sheet.target_fields
    table = SheetTable(header.first_row, titles, missing_columns(target_fields, set(header.positions)))
    for target_field in header.rivals:
        column = target_fields.column_of(target_field)
        if column.required or column.publish != "private":
            detail_id = f"Judul kolomnya: {_quoted_labels(header, target_field)}."
            table.refusals.append(TableFault("ambiguous_column", target_fields.names[target_field], detail_id))
    if _is_of_other_semester(titles, sheet, semester):
        table.refusals.append(of_other_semester(semester))
    above = sheet.tables[-1] if sheet.tables else SheetTable()
    named = (_scale_of(title) for title in titles)
    table.scale_of_titles = next((scale for scale in named if scale is not None), above.scale_of_titles)
    for target_field in header.positions:
        if target_fields.column_of(target_field).type == "amount":
            # `Anggaran (Rp)` below `(dalam ribuan rupiah)` names the money, and the title how many of it.
            of_label = header.scales.get(target_field, 1)
            table.scales[target_field] = of_label if of_label != 1 else table.scale_of_titles
    _warn_of_scales(table, target_fields)
    return table


def _is_of_other_semester(titles: list[str], sheet: DataSheet, semester: Semester) -> bool:
    if names_other_semester(titles, semester, sheet.name):
        return True
    above = sheet.tables[-1] if sheet.tables else SheetTable()
    is_refused_above = any(fault.rule_code == "wrong_semester" for fault in above.refusals)
    return is_refused_above and names_other_semester([*above.titles, *titles], semester, sheet.name)


def of_other_semester(semester: Semester) -> TableFault:
    """Give the fault of a table over which another semester than the one that it is handed in for is named."""
    return TableFault(
        "wrong_semester",
        None,
        f"Judul di atas tabel atau nama lembarnya menyebut periode lain, bukan semester {semester}.",
    )


def _warn_of_scales(table: SheetTable, target_fields: TargetFields) -> None:
    for target_field, scale in table.scales.items():
        if scale != 1:
            factor = f"{scale:,}".replace(",", ".")
            detail_id = f"Setiap angka di kolom ini dikalikan {factor}."
            table.warnings.append(TableFault("scaled_amount", target_fields.names[target_field], detail_id))


def _scale_of(title: str) -> int | None:
    match = _SCALE_IN_TITLE.search(title)
    return money_scale(match["money"]) if match else None


def _quoted_labels(header: Header, target_field: int) -> str:
    places = [header.positions[target_field], *header.rivals[target_field]]
    return ", ".join(f"kolom ke-{at + 1}" for at in places)


def _until_fault(rows: Iterator[_Row], sheet: DataSheet) -> Iterator[_Row]:
    try:
        yield from rows
    except BadFileError as fault:
        sheet.fault = fault


def _narrow_rows(raw: RawTable, limits: ReadingLimits) -> Iterator[RawRow]:
    for row in raw.rows:
        if len(row.cells) > limits.sheet_columns:
            raise BadFileError("file_too_large", f"Lembar memiliki lebih dari {limits.sheet_columns} kolom.")
        yield row


def _record_blocks(raw: RawRecords, sheet: DataSheet, limits: ReadingLimits) -> Iterator[tuple[SheetTable, DataBlock]]:
    """Give the records as one table, whose faults are complete once they have been read."""
    table = SheetTable()
    sheet.tables.append(table)
    for block in data_blocks(_until_fault(_record_rows(raw, sheet, table, limits), sheet), sheet.target_fields):
        yield table, block
    table.titles = sheet.titles
    if sheet.has_content:
        table.refusals += missing_columns(sheet.target_fields, sheet.present)
    _warn_of_scales(table, sheet.target_fields)


def _known_field(claim: Claim | None, table: SheetTable) -> tuple[int, int] | None:
    """Give target field and rank of a record's key; null for one that nothing knows, or that is in another unit."""
    if claim is None or claim.is_of_another_year:
        return None
    scale = claim.scale or 1
    return (claim.target_field, claim.rank) if table.scales.setdefault(claim.target_field, scale) == scale else None


def _record_rows(raw: RawRecords, sheet: DataSheet, table: SheetTable, limits: ReadingLimits) -> Iterator[DataRow]:
    """Put the fields of records into target fields; of two for one, the better label that holds something goes."""
    known: dict[str, tuple[int, int] | None] = {}
    ambiguous: set[int] = set()
    target_fields = sheet.target_fields
    width = len(target_fields.names)
    sheet.titles = raw.titles
    for record in raw.records:
        sheet.has_content = True
        if len(record.cells) > limits.sheet_columns:
            raise BadFileError("file_too_large", f"Data memiliki lebih dari {limits.sheet_columns} kolom.")
        cells: list[Cell] = [None] * width
        ranks = [_NO_RANK] * width
        for key, cell in record.cells.items():
            if key not in known:
                known[key] = _known_field(target_fields.find(key), table)
            found = known[key]
            if found is None:
                continue
            target_field, rank = found
            sheet.present.add(target_field)
            if is_empty(cell):
                continue
            if rank == ranks[target_field] and target_field not in ambiguous:
                ambiguous.add(target_field)
                table.refusals.append(TableFault("ambiguous_column", target_fields.names[target_field]))
            if rank < ranks[target_field]:
                cells[target_field], ranks[target_field] = cell, rank
        is_complete = all(
            any(not is_empty(cells[target_field]) for target_field in choice) for choice in target_fields.required
        )
        says_something = any(
            not is_empty(cell) for target_field, cell in enumerate(cells) if target_field not in target_fields.prefilled
        )
        if is_complete or (says_something and not is_total(record.cells.values())):
            yield DataRow(record.source_row, tuple(cells))
