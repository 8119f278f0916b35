"""What every reader takes and gives: limits, sheets of raw cells, and the error for a file that cannot be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sources.cells.model import Cell

#: So many rows of a sheet are looked at for a header.
ROWS_LOOKED_AT = 60
_MEGABYTE = 1_000_000
_GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class ReadingLimits:
    """How much one file may hold, and how much reading it may take, before it is refused. Sizes in bytes.

    `sheet_cells` bounds the area that a sheet of an `.ods` or `.xls` declares, `.xlsx` cells beyond it are read slowly
    but safely: a single stray cell in the last corner of a sheet must not take all memory. `file_memory_bytes` is the
    data that a file's reading process may hold, some 130 MB of its own included. `operations.settings` says each of
    them to the operator.
    """

    workbook_bytes: int = 100 * _MEGABYTE
    unpacked_bytes: int = _GIGABYTE
    archive_members: int = 1000
    sheet_columns: int = 16_384
    text_bytes: int = 2 * _GIGABYTE
    record_bytes: int = _MEGABYTE
    archive_depth: int = 2
    sheet_cells: int = 40_000_000
    file_memory_bytes: int = 2 * _GIGABYTE
    file_seconds: float = 60.0
    file_seconds_per_megabyte: float = 2.0

    def seconds_for(self, size_bytes: int) -> float:
        """Give the time that reading a file of this size may take."""
        return self.file_seconds + self.file_seconds_per_megabyte * size_bytes / _MEGABYTE


class BadFileError(Exception):
    """A file, or one sheet of it, that cannot be taken: the rule's code and the message to the sender, in Indonesian.

    The sentence follows the rule's own message and says what that one does not; empty where there is nothing to add.
    """

    def __init__(self, rule_code: str, detail_id: str = "") -> None:
        """Keep the rule's code and the sentence; neither may quote a cell."""
        super().__init__(f"{rule_code}: {detail_id}" if detail_id else rule_code)
        self.rule_code = rule_code
        self.detail_id = detail_id


class MergedRange(NamedTuple):
    """Cells that are merged into one; rows and columns count from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def between(cls, one: tuple[int, int], other: tuple[int, int]) -> "MergedRange":
        """Give the range between two corners, each row and column, in whatever order they are written."""
        (top, bottom), (left, right) = (sorted(places) for places in zip(one, other, strict=True))
        return cls(top, left, bottom, right)


class RawRow(NamedTuple):
    """One row: its number as a spreadsheet shows it, and its cells from the first column on."""

    source_row: int
    cells: Sequence[Cell]


class RawRecord(NamedTuple):
    """One record that names its fields (JSON): its number, and its cells by field name."""

    source_row: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class RawTable:
    """A sheet or csv file as it stands: rows in order, with whatever is above and below the table.

    Of a table that was cut out from beside others, `first_column` is the sheet's column that its first one is.
    """

    name: str
    dataset: str
    rows: Iterable[RawRow]
    merged: tuple[MergedRange, ...] = ()
    epoch_1904: bool = False
    first_column: int = 0


@dataclass(frozen=True)
class UnnamedSheet:
    """A sheet, or a list of a JSON document, that is named after no data set: its first rows (`ROWS_LOOKED_AT`).

    They are not read as data, but looked at: what seems to be rows of a data set is reported to the sender.
    """

    name: str
    rows: Sequence[RawRow]


@dataclass(frozen=True)
class RawRecords:
    """The records of a JSON list. `titles` holds what the document says beside them."""

    name: str
    dataset: str
    records: Iterable[RawRecord]
    titles: list[str] = field(default_factory=list)
    epoch_1904: bool = False
