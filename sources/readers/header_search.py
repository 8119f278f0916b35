"""Finding the header of a table: the first one among title rows, and those of further tables below it."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from sources.cells.model import Cell
from sources.cells.text import is_empty
from sources.readers.header import FEWEST_COLUMNS, Header, folded_label, header_at, is_table_header
from sources.readers.model import ROWS_LOOKED_AT, RawRow
from sources.readers.row_kinds import is_number_row
from sources.readers.target_fields import TargetFields

#: Fewer filled cells are no row of a table.
FEWEST_FILLED = 3


class HeaderWatch:
    """Watches the rows below a header for the header of a further table."""

    def __init__(self, target_fields: TargetFields, header: Header) -> None:
        """Prepare for the table of a header."""
        self._target_fields = target_fields
        self._header = header
        kinds = {at: target_fields.column_of(target_field).type for target_field, at in header.positions.items()}
        self._first = min(header.positions.values())
        #: Columns of numbers and dates, in which a label stands out.
        self.probed = [at for at, kind in kinds.items() if kind not in ("text", "code", "region")]

    def stands_out(self, cell: Cell) -> bool:
        """Say whether a cell of a probed column holds words alone, as a label does, or is a label of the data set."""
        if not isinstance(cell, str) or not cell[:1].isalpha():
            return False
        return not any(map(str.isdigit, cell)) or self._is_label(cell)

    def _is_label(self, cell: Cell) -> bool:
        return isinstance(cell, str) and folded_label(cell) in self._target_fields.spellings

    def may_be_header(self, row: RawRow) -> bool:
        """Say whether a row deserves a closer look, which takes its time."""
        if self._first < len(row.cells) and self._is_label(row.cells[self._first]):
            return True
        return any(self.stands_out(row.cells[at]) for at in self.probed if at < len(row.cells))

    def further(self, rows: Sequence[RawRow], *, is_titled: bool) -> Header | None:
        """Give the header of a further table that the first row is; null where it is none, or only repeats this one.

        `rows` are it and the next; what repeats the header below titles (`is_titled`) begins a table of its own.
        """
        row = rows[0]
        if sum(isinstance(cell, str) and not is_empty(cell) for cell in row.cells) < FEWEST_COLUMNS:
            return None
        header = header_at(rows, 0, self._target_fields)
        if header is None or not is_table_header(header, row):
            return None
        is_same = header.positions == self._header.positions and header.scales == self._header.scales
        return None if (is_same or self._repeats(header)) and not is_titled else header

    def _repeats(self, header: Header) -> bool:
        """Say whether each label of a further header stands where it stood in this one."""
        return all(
            any(of_row.get(at) == label for of_row in self._header.labels)
            for labels in header.labels
            for at, label in labels.items()
            if at in header.positions.values()
        )


def fills_table(row: RawRow, header: Header) -> bool:
    """Say whether a row looks like one of a table: it fills half of a header's columns, and does not count them."""
    cells = [row.cells[at] for at in header.positions.values() if at < len(row.cells)]
    filled = [cell for cell in cells if not is_empty(cell)]
    return len(filled) >= max(FEWEST_FILLED, len(header.positions) / 2) and not is_number_row(filled, len(cells))


def _best_header(seen: Sequence[RawRow], target_fields: TargetFields) -> tuple[int, Header] | None:
    """Give the header that knows most columns, or an earlier one that has rows of data before that."""
    best: tuple[int, Header] | None = None
    earlier: list[tuple[int, Header]] = []
    for index in range(len(seen)):
        header = header_at(seen, index, target_fields)
        if header is not None and (best is None or len(header.positions) > len(best[1].positions)):
            best = (index, header)
            if is_table_header(header, seen[index]):
                earlier.append(best)
            if not target_fields.missing_columns(set(header.positions)):
                break
    if best is None or len(best[1].positions) < FEWEST_COLUMNS:
        return None
    for index, header in earlier:
        below = index + 1 + (header.last_row > header.first_row)
        if index < best[0] and any(fills_table(row, header) for row in seen[below : best[0]]):
            return index, header
    return best


class HeaderSearch(NamedTuple):
    """A header, or null where there is none, with what stands above and below it.

    `titles` are the first rows above it (at most `ROWS_LOOKED_AT`), `passed_over` the numbers of all others that hold
    something, with how many of their cells do; `rows` are those below, none without a header.
    """

    header: Header | None
    titles: list[RawRow]
    passed_over: dict[int, int]
    rows: Iterator[RawRow]


def find_header(rows: Iterator[RawRow], target_fields: TargetFields) -> HeaderSearch:
    """Find the header of the first table among rows."""
    # Only where none of these matches is the header looked for behind them.
    seen = list(islice(rows, ROWS_LOOKED_AT))
    best = _best_header(seen, target_fields)
    if best is not None:
        index, header = best
        body = index + (2 if header.last_row > header.first_row else 1)
        return HeaderSearch(header, seen[:index], {}, chain(seen[body:], rows))
    passed_over: dict[int, int] = {}
    for row, following in pairwise(chain(rows, [None])):
        if row is None:
            break
        below = [] if following is None else [following]
        header_here = header_at([row, *below], 0, target_fields)
        if header_here is not None and len(header_here.positions) >= FEWEST_COLUMNS:
            is_single = header_here.last_row == row.source_row
            return HeaderSearch(header_here, seen, passed_over, chain(below if is_single else [], rows))
        if filled := sum(not is_empty(cell) for cell in row.cells):
            passed_over[row.source_row] = filled
    return HeaderSearch(None, seen, passed_over, iter(()))
