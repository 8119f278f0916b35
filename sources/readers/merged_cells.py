"""Merged cells below a header, whose value holds for every row that they cover."""

from collections.abc import Sequence

from sources.cells.model import Cell
from sources.cells.text import is_empty
from sources.readers.model import MergedRange, RawRow


class MergedCells:
    """Spreads merged cells down: the value of the first row holds for every row that the range covers."""

    def __init__(self, ranges: Sequence[MergedRange]) -> None:
        """Index the ranges that cover more than one row by the row that they begin in (counted from 0)."""
        self._starting: dict[int, list[MergedRange]] = {}
        for merged in ranges:
            if merged.last_row > merged.first_row:
                self._starting.setdefault(merged.first_row, []).append(merged)
        self._open: list[tuple[MergedRange, Cell]] = []

    @property
    def is_empty(self) -> bool:
        """Whether no range covers any row from here on."""
        return not self._starting and not self._open

    def spread(self, row: RawRow) -> tuple[Sequence[Cell], Sequence[Cell]]:
        """Give the cells that the row has of its own, and all that hold for it.

        A covered cell is not the row's own, even where a file still holds an old value under the merged one.
        """
        if self.is_empty:
            return row.cells, row.cells
        index = row.source_row - 1
        self._open = [held for held in self._open if held[0].last_row >= index]
        own, cells = list(row.cells), list(row.cells)
        for merged, value in self._open:
            if merged.first_column < len(cells):
                own[merged.first_column], cells[merged.first_column] = None, value
        for merged in self._starting.pop(index, []):
            if merged.first_column < len(cells) and not is_empty(cells[merged.first_column]):
                self._open.append((merged, cells[merged.first_column]))
        return (
            (own, cells)
            if any(mine is not held for mine, held in zip(own, cells, strict=True))
            else (row.cells, row.cells)
        )
