"""Columns of a table as they are meant: `idem` is the cell above, and a row that calls itself a total is noted."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from sources.cells.model import Cell
from sources.cells.text import is_empty
from sources.readers.blocks import BLOCK_ROWS, DataBlock, DataRow
from sources.readers.row_kinds import calls_itself_total
from sources.readers.target_fields import TargetFields

#: Words for the cell above, and marks, as they stand alone in a cell.
_WORDS = (
    *("sda", "sda.", "sda,", "sda..", "sda...", "s.d.a", "s.d.a.", "s d a", "s/d/a", "sda di atas", "sda diatas"),
    *("idem", "idem.", "idem di atas", "idem diatas", "ditto", "ibid", "ibid.", "ibidem", "sama dengan atas"),
    *("sama dengan di atas", "sama dengan diatas", "sama seperti di atas", "sama di atas", "seperti di atas"),
)
_MARKS = (
    *('"', '""', '" "', "\u201d", "\u201c", "\u201e", "\u2033", "\u3003", "\u301e", "\u301f", "''", "''''", "' '"),
    *("``", "\u00b4\u00b4", ",,", ", ,", "//"),
)
_AROUND = (("", ""), (" ", " "), ("-", "-"), ("- ", " -"), ("(", ")"), (" ", ""), ("", " "))
_SAME_AS_ABOVE: frozenset[Cell] = frozenset(
    f"{before}{spelling}{behind}"
    for word in (*_WORDS, *_MARKS)
    for spelling in (word, word.upper(), word.capitalize(), word.title())
    for before, behind in _AROUND
)


class ColumnsAsMeant:
    """Turns the columns of one table, block after block, into data."""

    def __init__(self, target_fields: TargetFields) -> None:
        """Prepare for one table or one list of records."""
        types = [target_fields.column_of(field).type for field in range(len(target_fields.names))]
        self._texts = [field for field, kind in enumerate(types) if kind == "text"]
        self._identity = [field for field, kind in enumerate(types) if kind in ("nik", "kk")]
        #: The last value of each target field, for which `idem` stands.
        self._above: dict[int, Cell] = {}

    def block(self, source_rows: Sequence[int], columns: Sequence[Sequence[Cell]]) -> DataBlock:
        """Give the block of these columns, one for each target field; a total with a person's number is none."""
        filled = [self._filled_down(target_field, column) for target_field, column in enumerate(columns)]
        totals = {row for field in self._texts for row in rows_where(filled[field], calls_itself_total)}
        of_nobody = (row for row in totals if all(is_empty(columns[field][row]) for field in self._identity))
        return DataBlock(source_rows, filled, frozenset(of_nobody))

    def _filled_down(self, target_field: int, column: Sequence[Cell]) -> Sequence[Cell]:
        """Put the cell above for each that says `idem` or the like."""
        if _SAME_AS_ABOVE.isdisjoint(column):
            self._above[target_field] = column[-1]
            return column
        filled = list(column)
        above = self._above.get(target_field)
        for index, cell in enumerate(filled):
            if cell in _SAME_AS_ABOVE and above is not None:
                filled[index] = above
            above = filled[index]
        self._above[target_field] = above
        return filled


def data_blocks(rows: Iterator[DataRow], target_fields: TargetFields) -> Iterator[DataBlock]:
    """Turn rows of data into blocks."""
    as_meant = ColumnsAsMeant(target_fields)
    while block := list(islice(rows, BLOCK_ROWS)):
        yield as_meant.block([row.source_row for row in block], list(zip(*(row.cells for row in block), strict=True)))


def rows_where(column: Sequence[Cell], holds: Callable[[Cell], bool]) -> set[int]:
    """Give the places in a column whose cell is such; equal cells are asked about once."""
    found = {cell for cell in set(column) if holds(cell)}
    return {index for index, cell in enumerate(column) if cell in found} if found else set()
