"""What became of every cell of a sheet that holds something: by its row's kind, and in a row of data by its column.

A cell of a row of data is the value of a column of the contract, or of a column that nothing reads
(`SheetTable`). What `UNREAD` holds, and the columns that nothing reads, are named to the sender.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class RowKind(StrEnum):
    """What a row that holds something is. Only a row of data is counted."""

    TITLE = "title"
    LABEL = "label"
    #: Numbers of columns, units, or a line of which only its number is filled in.
    NUMBERS = "numbers"
    TOTAL = "total"
    HEADING = "heading"
    NOTE = "note"
    SIGNATURE = "signature"
    DATA = "data"
    UNREAD = "unread"


class RowRun(NamedTuple):
    """Successive rows of one kind, the last one included, by their numbers as a spreadsheet shows them."""

    kind: RowKind
    first_row: int
    last_row: int


class SheetAccount:
    """The kinds of a sheet's rows. Rows come in one after another, each once; those of data may come in later."""

    def __init__(self) -> None:
        """Begin with a sheet of which nothing is known."""
        self._runs: list[RowRun] = []

    def add(self, kind: RowKind, *source_rows: int) -> None:
        """Say of rows what they are."""
        for row in source_rows:
            last = self._runs[-1] if self._runs else None
            if last is not None and last.kind is kind and row == last.last_row + 1:
                self._runs[-1] = last._replace(last_row=row)
            else:
                self._runs.append(RowRun(kind, row, row))

    def add_data(self, source_rows: Sequence[int]) -> None:
        """Say of rows that they are data; many at once."""
        if source_rows and source_rows[-1] - source_rows[0] == len(source_rows) - 1:
            self._runs.append(RowRun(RowKind.DATA, source_rows[0], source_rows[-1]))
        else:
            self.add(RowKind.DATA, *source_rows)

    @property
    def runs(self) -> list[RowRun]:
        """The runs from top to bottom."""
        return sorted(self._runs, key=lambda run: run.first_row)
