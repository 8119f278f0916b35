"""From a sheet as it stands, or a list of records, to rows of data: cells in the target_fields of the data set.

A sheet can hold several tables below one another. Each is read by its own header, and is good or faulty by itself.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from foundation.semester import Semester
from sources.cells.model import Cell
from sources.cells.text import as_written, is_empty, tidy
from sources.readers.account import RowKind, SheetAccount
from sources.readers.blocks import DataBlock
from sources.readers.body import BodyRows
from sources.readers.column_letters import column_letters
from sources.readers.data_sheet import DataSheet, SheetTable, missing_columns, until_fault, warn_of_scales
from sources.readers.faults import TableFault
from sources.readers.header import Header
from sources.readers.header_search import FEWEST_FILLED, HeaderSearch, find_header
from sources.readers.labels import title_scale
from sources.readers.model import ROWS_LOOKED_AT, BadFileError, RawRecords, RawRow, RawTable, ReadingLimits
from sources.readers.records import record_blocks
from sources.readers.row_kinds import says_nil
from sources.readers.target_fields import TargetFields, target_fields_of
from sources.readers.ticks import are_ticks
from sources.readers.title_semester import names_other_semester
from sources.readers.unknown_columns import unknown_columns
from sources.readers.unread import looks_like_data

_CURRENCY_ALONE = re.compile(r"\s*(?:rp\.?|idr)\s*", re.IGNORECASE)


def to_data_sheet(raw: RawTable | RawRecords, limits: ReadingLimits, semester: Semester) -> DataSheet:
    """Find the tables of a sheet, or match the fields of records; what breaks a file off becomes the sheet's fault."""
    sheet = DataSheet(raw.name, target_fields_of(raw.dataset, semester.year), raw.epoch_1904)
    if isinstance(raw, RawRecords):
        sheet.rows = record_blocks(raw, sheet, limits)
        return sheet
    sheet.first_column = raw.first_column
    sheet.rows = _table_rows(raw, sheet, limits, semester)
    return sheet


def _table_rows(
    raw: RawTable, sheet: DataSheet, limits: ReadingLimits, semester: Semester
) -> Iterator[tuple[SheetTable, DataBlock]]:
    rows = until_fault(_narrow_rows(raw, limits), sheet)
    found = find_header(rows, sheet.target_fields)
    header, titles, _, rest = found
    sheet.has_content = header is not None or any(not is_empty(cell) for row in titles for cell in row.cells)
    _account_for_rows_above(found, sheet.account)
    if header is None:
        if sheet.has_content:
            table = SheetTable(titles=_texts(titles))
            if not any(says_nil(row.cells) for row in titles):
                table.refusals += missing_columns(sheet.target_fields, set())
            sheet.tables.append(table)
        return
    while header is not None:
        seen = list(islice(rest, ROWS_LOOKED_AT))
        rest = chain(seen, rest)
        header = _settled(header, seen, sheet.target_fields)
        table = _sheet_table(header, _texts(titles), sheet, semester)
        if not table.refusals:
            table.warnings += unknown_columns(header, seen, sheet.target_fields, sheet.first_column)
        sheet.tables.append(table)
        sheet.account.add(RowKind.LABEL, *range(header.first_row, header.last_row + 1))
        body = BodyRows(sheet.target_fields, header, raw.merged, sheet.account)
        for block in body.read(rest):
            yield table, block
        table.unread_columns = {at: header.unknown.get(at, "") for at in sorted(body.unread_columns)}
        for target_field, row in body.merged_amounts.items():
            table.warnings.append(TableFault("merged_amount", sheet.target_fields.names[target_field], "", row))
        if body.further is None:
            return
        header, titles, rest = body.further.header, body.further.titles, body.further.rest


def _account_for_rows_above(found: HeaderSearch, account: SheetAccount) -> None:
    """Account for what stands above a header: titles, and what looks like rows of a table that has no known header."""
    for row in found.titles:
        if any(not is_empty(cell) for cell in row.cells):
            is_unread = found.header is not None and looks_like_data(row, found.header)
            account.add(RowKind.UNREAD if is_unread else RowKind.TITLE, row.source_row)
    for source_row, filled in found.passed_over.items():
        account.add(RowKind.UNREAD if filled >= FEWEST_FILLED else RowKind.TITLE, source_row)


def _texts(rows: list[RawRow]) -> list[str]:
    return [" ".join(tidy(as_written(cell)) for cell in row.cells if not is_empty(cell)) for row in rows]


def _settled(header: Header, seen: list[RawRow], target_fields: TargetFields) -> Header:
    """Settle by the first rows what labels leave open: which of two columns is filled, ticks, where `Rp` is."""
    positions: dict[int, int] = {}
    rivals: dict[int, list[int]] = {}
    ticks: dict[int, dict[int, str]] = {}
    silent = set(header.silent)
    labelled = {at for labels in header.labels for at in labels}
    for target_field, position in header.positions.items():
        if target_field in header.ticks:
            codes = header.ticks[target_field]
            if all(are_ticks(_column(seen, at), code) for at, code in codes.items()):
                positions[target_field], ticks[target_field] = position, codes
            continue
        claimants = [position, *header.rivals.get(target_field, [])]
        filled = [at for at in claimants if any(not is_empty(cell) for cell in _column(seen, at))] or claimants
        positions[target_field] = filled[0]
        if len(filled) > 1:
            rivals[target_field] = filled[1:]
        if target_fields.column_of(target_field).type == "amount" and filled[0] + 1 not in labelled:
            texts = [cell for cell in _column(seen, filled[0]) if not is_empty(cell)]
            if texts and all(isinstance(cell, str) and _CURRENCY_ALONE.fullmatch(cell) for cell in texts):
                silent.add(filled[0])
                positions[target_field] = filled[0] + 1
    return replace(header, positions=positions, rivals=rivals, ticks=ticks, silent=frozenset(silent))


def _column(rows: list[RawRow], at: int) -> Iterator[Cell]:
    return (row.cells[at] for row in rows if at < len(row.cells))


def _sheet_table(header: Header, titles: list[str], sheet: DataSheet, semester: Semester) -> SheetTable:
    """Say of a table what its header and titles tell. A table without a period of its own has that of the one above."""
    target_fields = sheet.target_fields
    table = SheetTable(header.first_row, titles, missing_columns(target_fields, set(header.positions)))
    table.read_columns = frozenset(header.read_columns)
    for target_field in header.rivals:
        column = target_fields.column_of(target_field)
        if column.required or column.publish != "private":
            places = [header.positions[target_field], *header.rivals[target_field]]
            letters = ", ".join(column_letters(sheet.first_column + at) for at in places)
            detail_id = f"Judul kolomnya ada di kolom {letters}."
            table.refusals.append(TableFault("ambiguous_column", target_fields.names[target_field], detail_id))
    if _is_of_other_semester(titles, sheet, semester):
        table.refusals.append(of_other_semester(semester))
    above = sheet.tables[-1] if sheet.tables else SheetTable()
    named = map(title_scale, titles)
    table.scale_of_titles = next((scale for scale in named if scale is not None), above.scale_of_titles)
    for target_field in header.positions:
        if target_fields.column_of(target_field).type == "amount":
            # `Anggaran (Rp)` below `(dalam ribuan rupiah)` names the money, and the title how many of it.
            of_label = header.scales.get(target_field, 1)
            table.scales[target_field] = of_label if of_label != 1 else table.scale_of_titles
    warn_of_scales(table, target_fields)
    return table


def _is_of_other_semester(titles: list[str], sheet: DataSheet, semester: Semester) -> bool:
    if sheet.target_fields.contract.only_from is not None:
        return False  # What the secretariat says of findings may come with any semester, and its reasons name periods.
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


def _narrow_rows(raw: RawTable, limits: ReadingLimits) -> Iterator[RawRow]:
    for row in raw.rows:
        if len(row.cells) > limits.sheet_columns:
            raise BadFileError("file_too_large", f"Lembar memiliki lebih dari {limits.sheet_columns} kolom.")
        yield row
