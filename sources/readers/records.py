"""From a list of records (JSON) to rows of data: fields matched by their keys."""

import sys
from collections.abc import Iterator

from sources.cells.model import Cell
from sources.cells.text import is_empty
from sources.readers.account import RowKind
from sources.readers.as_meant import data_blocks
from sources.readers.blocks import DataBlock, DataRow
from sources.readers.data_sheet import DataSheet, SheetTable, missing_columns, until_fault, warn_of_scales
from sources.readers.faults import TableFault
from sources.readers.header import RUNNING_NUMBERS, folded_label
from sources.readers.model import ROWS_LOOKED_AT, BadFileError, RawRecords, ReadingLimits
from sources.readers.naming import dataset_named
from sources.readers.row_kinds import is_total
from sources.readers.target_fields import Claim
from sources.readers.unknown_columns import Unknown, lost_columns

_NO_RANK = sys.maxsize


def record_blocks(raw: RawRecords, sheet: DataSheet, limits: ReadingLimits) -> Iterator[tuple[SheetTable, DataBlock]]:
    """Give the records as one table, whose faults are complete once they have been read."""
    table = SheetTable()
    sheet.tables.append(table)
    unread: dict[str, list[Cell]] = {}
    for block in data_blocks(until_fault(_record_rows(raw, sheet, table, limits, unread), sheet), sheet.target_fields):
        yield table, block
    table.titles = sheet.titles
    if sheet.has_content:
        table.refusals += missing_columns(sheet.target_fields, sheet.present)
    if not table.refusals:
        unknown = [Unknown(key, unread[key], f"isian ke-{at + 1}") for at, key in table.unread_columns.items()]
        table.warnings += lost_columns(sheet.present, unknown, sheet.target_fields)
    warn_of_scales(table, sheet.target_fields)


def _known_field(claim: Claim | None, table: SheetTable) -> tuple[int, int] | None:
    """Give target field and rank of a record's key; null for one that nothing knows, or that is in another unit."""
    if claim is None or claim.is_of_another_year:
        return None
    scale = claim.scale or 1
    return (claim.target_field, claim.rank) if table.scales.setdefault(claim.target_field, scale) == scale else None


def _nested_list(key: str, cell: Cell, source_row: int) -> list[TableFault]:
    """Tell of records of a data set inside a record, which only stand here as one text."""
    dataset = dataset_named(key) if isinstance(cell, str) and cell.startswith("[{") else None
    if dataset is None:
        return []
    detail_id = f"Daftar {dataset} ada di dalam data lain; tulis sebagai daftar tersendiri."
    return [TableFault("unread_content", None, detail_id, source_row)]


def _record_rows(
    raw: RawRecords, sheet: DataSheet, table: SheetTable, limits: ReadingLimits, unread: dict[str, list[Cell]]
) -> Iterator[DataRow]:
    """Put the fields of records into target fields; of two for one, the better label that holds something goes.

    Keys that nothing knows go to `unread`, each with the first cells that hold something.
    """
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
                if known[key] is not None or folded_label(key) in RUNNING_NUMBERS:
                    table.read_columns |= {len(known) - 1}
            found = known[key]
            if found is None:
                if not is_empty(cell) and folded_label(key) not in RUNNING_NUMBERS:
                    if key not in unread:
                        unread[key] = []
                        table.unread_columns[list(known).index(key)] = key
                        table.warnings += _nested_list(key, cell, record.source_row)
                    if len(unread[key]) < ROWS_LOOKED_AT:
                        unread[key].append(cell)
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
        elif says_something:
            sheet.account.add(RowKind.TOTAL, record.source_row)
        elif not all(map(is_empty, record.cells.values())):
            is_line = any(not is_empty(cell) for cell in cells)
            sheet.account.add(RowKind.NUMBERS if is_line else RowKind.UNREAD, record.source_row)
