"""The rows of one data set in one sheet or list of records, in tables, each good or faulty by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sources.readers.account import RowKind, SheetAccount
from sources.readers.blocks import DataBlock, DataRow
from sources.readers.faults import TableFault
from sources.readers.model import BadFileError, RawRecord, RawRow
from sources.readers.target_fields import TargetFields

_Row = TypeVar("_Row", RawRow, RawRecord, DataRow)


@dataclass
class SheetTable:
    """One table of a sheet: where its header stands, and what is known of it before its first row is read.

    `header_row` is null where there is no header. A table with a fault in `refusals` is read, and none of its rows
    counts; `warnings` are complete once its rows have been read. `scales` are what one unit of an amount is in rupiah,
    `scale_of_titles` what the titles say of all, those of the table above where its own do not. `read_columns` are the
    positions of the columns that something was made of; the others that hold something in rows of data are
    `unread_columns`, with their labels as written (empty: none), complete once the rows have been read. `first_row`
    and `last_row` are its first and last row of data, `rows_received` how many there are.
    """

    header_row: int | None = None
    titles: list[str] = field(default_factory=list)
    refusals: list[TableFault] = field(default_factory=list)
    warnings: list[TableFault] = field(default_factory=list)
    scales: dict[int, int] = field(default_factory=dict)
    scale_of_titles: int = 1
    read_columns: frozenset[int] = frozenset()
    unread_columns: dict[int, str] = field(default_factory=dict)
    rows_received: int = 0
    first_row: int | None = None
    last_row: int | None = None

    def as_record(self, first_column: int) -> dict[str, Any]:
        """Give what is kept of the table (`foundation.schemas.SHEET_TABLE`); it begins in this column of its sheet."""
        return {
            "header_row": self.header_row,
            "first_row": self.first_row,
            "last_row": self.last_row,
            "rows_received": self.rows_received,
            "read_columns": sorted(first_column + at for at in self.read_columns),
            "unread_columns": [(first_column + at, label) for at, label in self.unread_columns.items()],
        }


@dataclass
class DataSheet:
    """The rows of one data set in one sheet.

    `rows` gives blocks of rows, each with the table that it stands in. `present` (target_fields that a list of records
    has) and `titles` of records are complete once the rows have been read, and so is `fault`: a file that breaks off
    gives the rows before, then says why here. `has_content` says whether the sheet holds anything at all. `account`
    says what each row is; `take` hears which of those that `rows` gives are data, and which are totals after all
    (`sources.totals`).
    """

    name: str
    target_fields: TargetFields
    epoch_1904: bool
    first_column: int = 0
    rows: Iterator[tuple[SheetTable, DataBlock]] = field(default_factory=lambda: iter(()))
    tables: list[SheetTable] = field(default_factory=list)
    present: set[int] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    has_content: bool = False
    fault: BadFileError | None = None
    account: SheetAccount = field(default_factory=SheetAccount)

    @property
    def rows_received(self) -> int:
        """How many rows of data its tables gave."""
        return sum(table.rows_received for table in self.tables)

    def take(self, table: SheetTable, source_rows: Sequence[int], data_rows: Sequence[int]) -> None:
        """Account for rows that a table gave: those of data, and the others as totals."""
        self.account.add_data(data_rows)
        if len(data_rows) < len(source_rows):
            self.account.add(RowKind.TOTAL, *sorted(set(source_rows) - set(data_rows)))
        if data_rows:
            table.first_row = table.first_row or data_rows[0]
            table.last_row = data_rows[-1]
            table.rows_received += len(data_rows)


def missing_columns(target_fields: TargetFields, present: set[int]) -> list[TableFault]:
    """Give a fault for each required column for which none of the target_fields is there."""
    faults = []
    for column in target_fields.missing_columns(present):
        other = column.required_unless
        detail_id = f"Kolom {other}, yang dapat menggantikannya, juga tidak ada." if other else ""
        faults.append(TableFault("missing_column", column.name, detail_id))
    return faults


def warn_of_scales(table: SheetTable, target_fields: TargetFields) -> None:
    """Tell of each amount of a table that was multiplied."""
    for target_field, scale in table.scales.items():
        if scale != 1:
            factor = f"{scale:,}".replace(",", ".")
            detail_id = f"Setiap angka di kolom ini dikalikan {factor}."
            table.warnings.append(TableFault("scaled_amount", target_fields.names[target_field], detail_id))


def until_fault(rows: Iterator[_Row], sheet: DataSheet) -> Iterator[_Row]:
    """Give rows up to where the file breaks off, which becomes the sheet's fault."""
    try:
        yield from rows
    except BadFileError as fault:
        sheet.fault = fault
