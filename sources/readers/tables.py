"""From a table as it stands, or a list of records, to rows of data: cells in the target_fields of the data set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sources.cells.model import Cell
from sources.cells.text import as_written, is_empty, tidy
from sources.readers.blocks import DataBlock, DataRow, data_blocks
from sources.readers.body import BodyRows
from sources.readers.header import find_header
from sources.readers.model import BadFileError, RawRecords, RawRow, RawTable, ReadingLimits
from sources.readers.row_kinds import is_total
from sources.readers.target_fields import TargetFields, target_fields_of

_Row = TypeVar("_Row", RawRow, DataRow)


@dataclass
class DataTable:
    """The rows of one data set in one sheet.

    `present` (target_fields that the sheet has a column for) and `titles` (texts that stand above the table) are
    complete once the rows have been read, and so is `fault`: a file that breaks off gives the rows before, then says
    why here. `header_row` is null where there is no header. `has_content` says whether the sheet holds anything at all.
    """

    name: str
    target_fields: TargetFields
    epoch_1904: bool
    rows: Iterator[DataBlock] = field(default_factory=lambda: iter(()))
    header_row: int | None = None
    present: set[int] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    has_content: bool = False
    fault: BadFileError | None = None


def to_data_table(raw: RawTable | RawRecords, limits: ReadingLimits) -> DataTable:
    """Find the header of a table, or match the fields of records; what breaks a file off becomes the table's fault."""
    table = DataTable(raw.name, target_fields_of(raw.dataset), raw.epoch_1904)
    if isinstance(raw, RawRecords):
        table.rows = data_blocks(_until_fault(_record_rows(raw, table, limits), table))
        return table
    header, titles, rest = find_header(_until_fault(_narrow_rows(raw, limits), table), table.target_fields)
    table.has_content = header is not None or any(not is_empty(cell) for row in titles for cell in row.cells)
    for row in titles:
        texts = [tidy(as_written(cell)) for cell in row.cells if not is_empty(cell)]
        table.titles.append(" ".join(texts))
    if header is not None:
        table.header_row = header.first_row
        table.present = set(header.positions)
        table.rows = BodyRows(table.target_fields, header, raw.merged).read(rest)
    return table


def _until_fault(rows: Iterator[_Row], table: DataTable) -> Iterator[_Row]:
    try:
        yield from rows
    except BadFileError as fault:
        table.fault = fault


def _narrow_rows(raw: RawTable, limits: ReadingLimits) -> Iterator[RawRow]:
    for row in raw.rows:
        if len(row.cells) > limits.sheet_columns:
            raise BadFileError("file_too_large", f"Lembar memiliki lebih dari {limits.sheet_columns} kolom.")
        yield row


def _record_rows(raw: RawRecords, table: DataTable, limits: ReadingLimits) -> Iterator[DataRow]:
    """Put the fields of records into target fields; of two for one, the better label that holds something goes."""
    known: dict[str, tuple[int, int] | None] = {}
    width = len(table.target_fields.names)
    table.titles = raw.titles
    for record in raw.records:
        table.has_content = True
        if len(record.cells) > limits.sheet_columns:
            raise BadFileError("file_too_large", f"Data memiliki lebih dari {limits.sheet_columns} kolom.")
        cells: list[Cell] = [None] * width
        ranks = [len(table.target_fields.spellings)] * width
        for key, cell in record.cells.items():
            if key not in known:
                known[key] = table.target_fields.find(key)
            found = known[key]
            if found is None:
                continue
            target_field, rank = found
            table.present.add(target_field)
            if not is_empty(cell) and rank < ranks[target_field]:
                cells[target_field], ranks[target_field] = cell, rank
        is_complete = all(
            any(not is_empty(cells[target_field]) for target_field in choice) for choice in table.target_fields.required
        )
        says_something = any(
            not is_empty(cell)
            for target_field, cell in enumerate(cells)
            if target_field not in table.target_fields.prefilled
        )
        if is_complete or (says_something and not is_total(record.cells.values())):
            yield DataRow(record.source_row, tuple(cells))
