"""Which rows below a header are rows of data, with merged cells spread over the rows that they cover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sources.cells.model import Cell
from sources.cells.text import is_empty
from sources.readers.account import RowKind, SheetAccount
from sources.readers.as_meant import ColumnsAsMeant, rows_where
from sources.readers.blocks import DataBlock, in_blocks, raw_columns
from sources.readers.header import Header, folded_label
from sources.readers.header_search import HeaderWatch
from sources.readers.merged_cells import MergedCells
from sources.readers.model import MergedRange, RawRow
from sources.readers.sparse_rows import SparseRows
from sources.readers.target_fields import TargetFields
from sources.readers.ticks import ticked

#: So many lone texts in a row are no title of a further table.
_MOST_TITLE_ROWS = 10
#: A probe longer than this is no number of a column.
_LONGEST_COLUMN_NUMBER = 5


@dataclass
class FurtherTable:
    """A table that begins below another one: its header, the title rows above it, and the rows from there on."""

    header: Header
    titles: list[RawRow]
    rest: Iterator[RawRow]


class BodyRows:
    """Iterates over the rows of data below a header; what the others are goes to `account`.

    It ends where another table begins, which is then `further`.
    """

    def __init__(
        self,
        target_fields: TargetFields,
        header: Header,
        merged: Sequence[MergedRange] = (),
        account: SheetAccount | None = None,
    ) -> None:
        """Prepare for one table; rows come in with `read`."""
        self.further: FurtherTable | None = None
        #: Positions of columns that nothing reads and that hold something in rows of data.
        self.unread_columns: set[int] = set()
        self._account = account or SheetAccount()
        self._read_columns = header.read_columns
        self._ticks = header.ticks
        self._sparse = SparseRows(target_fields, header)
        self._watch = HeaderWatch(target_fields, header)
        self._width = header.width
        self._positions = [header.positions.get(target_field) for target_field in range(len(target_fields.names))]
        self._first_mapped = min(header.positions.values())
        self._required = [
            tuple(header.positions[target_field] for target_field in choice if target_field in header.positions)
            for choice in target_fields.required
        ]
        self._required_alone = [choice[0] for choice in self._required if len(choice) == 1]
        self._required_choices = [choice for choice in self._required if len(choice) != 1]
        self._probe_labels = {labels[self._first_mapped] for labels in header.labels if self._first_mapped in labels}
        self._probe_labels |= target_fields.spellings.keys()
        self._as_meant = ColumnsAsMeant(target_fields)
        self._merged = MergedCells([each for each in merged if each.first_row >= header.last_row])
        self._amounts = {
            at: target_field
            for target_field, at in header.positions.items()
            if target_fields.column_of(target_field).type == "amount"
        }
        #: The first row of each amount that merged cells hold for several rows, by target field.
        self.merged_amounts: dict[int, int] = {}
        #: Headings and notes since the last row of data: the titles of a further table, where one follows.
        self._headings: list[tuple[RowKind, RawRow]] = []

    def read(self, rows: Iterator[RawRow]) -> Iterator[DataBlock]:
        """Yield every row of data, in order, in blocks.

        Rows that look like the title of a further table are held back until it is known what follows them: a repeated
        header makes them titles, anything else rows of data.
        """
        held: list[RawRow] = []
        for block in in_blocks(rows):
            columns = self._columns(block)
            suspects = self._suspects(columns)
            if not suspects and not held:
                self._sparse.see_data()
                self._account_for_headings()
                yield self._to_data(block, columns)
                continue
            known: list[RawRow] = []
            for index, row in enumerate(block):
                if index in suspects:
                    titles = [*(heading for _, heading in self._headings), *held]
                    further = None
                    if self._watch.may_be_header(row):
                        further = self._watch.further(block[index : index + 2], is_titled=bool(titles))
                    if further is not None:
                        titles.sort(key=lambda title: title.source_row)
                        self._account.add(RowKind.TITLE, *(title.source_row for title in titles))
                        below = index + 1 + (further.last_row > further.first_row)
                        self.further = FurtherTable(further, titles, chain(block[below:], rows))
                        if known:
                            yield self._to_data(known, self._columns(known))
                        return
                    held, data = self._sort_out(row, held)
                    known += data
                else:
                    self._sparse.see_data()
                    self._account_for_headings()
                    known += [*held, row]
                    held = []
            if known:
                yield self._to_data(known, self._columns(known))
        self._account_for_headings()
        if held:
            yield self._to_data(held, self._columns(held))

    def _columns(self, rows: Sequence[RawRow]) -> list[tuple[Cell, ...]]:
        """Give all columns of rows, those of the table at least."""
        return raw_columns(rows, max(self._width, *(len(row.cells) for row in rows)))

    def _suspects(self, columns: Sequence[Sequence[Cell]]) -> set[int]:
        """Give the rows of a block that need a look of their own: incomplete ones, and those that may be no data.

        Every other row is one of data at first sight. Looks at the distinct cells of a column once, which is what makes
        large files bearable. What merged cells bring into a row is not seen here.
        """
        if not self._merged.is_empty:
            return set(range(len(columns[0])))
        suspects = rows_where(columns[self._first_mapped], self._may_be_non_data_row)
        for at in self._watch.probed:
            suspects |= rows_where(columns[at], self._watch.stands_out)
        for at in self._required_alone:
            suspects |= rows_where(columns[at], is_empty)
        for choice in self._required_choices:
            suspects |= set.intersection(
                set(range(len(columns[0]))), *(rows_where(columns[at], is_empty) for at in choice)
            )
        return suspects

    def _may_be_non_data_row(self, probe: Cell) -> bool:
        """Say whether a complete row whose first mapped cell is this can be a row of numbers or a repeated header."""
        if not isinstance(probe, str) or len(probe) <= _LONGEST_COLUMN_NUMBER:
            return True
        # Digits are their own folded form; most numbers occur once, and folding each would take half of the time.
        is_digits = probe.isascii() and probe.isdigit()
        return (probe if is_digits else folded_label(probe)) in self._probe_labels

    def _sort_out(self, row: RawRow, held: list[RawRow]) -> tuple[list[RawRow], list[RawRow]]:
        """Give the rows that are still held back, and those that are now known to be rows of data."""
        # One more cell than the widest, so that every mapped column is there.
        padded = [*row.cells, *[None] * max(1, self._width + 1 - len(row.cells))]
        own, cells = self._merged.spread(RawRow(row.source_row, padded))
        whole = RawRow(row.source_row, cells)
        if cells is not own:
            for at, target_field in self._amounts.items():
                if own[at] is None and not is_empty(cells[at]):
                    self.merged_amounts.setdefault(target_field, row.source_row)
        if not self._is_complete(cells) or self._is_non_data_row(own):
            kind = self._sparse.kind(own, cells)
            if kind is RowKind.TITLE:
                held = [*held, whole]
                return (held, []) if len(held) <= _MOST_TITLE_ROWS else ([], held)
            if kind is not RowKind.DATA:
                return self._set_aside(kind, whole, held), []
        self._sparse.see_data()
        self._account_for_headings()
        return [], [*held, whole]

    def _account_for_headings(self) -> None:
        """Take the headings since the last row of data for no titles."""
        for kind, row in self._headings:
            self._account.add(kind, row.source_row)
        self._headings.clear()

    def _set_aside(self, kind: RowKind | None, row: RawRow, held: list[RawRow]) -> list[RawRow]:
        """Account for a row that is none of data (null: blank); give the rows that are still held back."""
        if kind in (RowKind.HEADING, RowKind.NOTE):
            self._headings.append((kind, row))
        elif kind is not None:
            self._account.add(kind, row.source_row)
        if kind in (RowKind.LABEL, RowKind.NUMBERS):
            self._account.add(RowKind.TITLE, *(title.source_row for title in held))
            return []
        return held

    def _to_data(self, rows: Sequence[RawRow], columns: Sequence[Sequence[Cell]]) -> DataBlock:
        """Put the columns of rows of data into their target_fields."""
        absent = (None,) * len(rows)
        for at in set(range(len(columns))) - self._read_columns - self.unread_columns:
            if not all(map(is_empty, set(columns[at]))):
                self.unread_columns.add(at)
        target_fields = [absent if at is None else columns[at] for at in self._positions]
        for target_field, marks in self._ticks.items():
            target_fields[target_field] = ticked(marks, columns)
        return self._as_meant.block([row.source_row for row in rows], target_fields)

    def _is_complete(self, cells: Sequence[Cell]) -> bool:
        """Say whether every required column of the row holds something."""
        for at in self._required_alone:
            if is_empty(cells[at]):
                return False
        return all(any(not is_empty(cells[at]) for at in choice) for choice in self._required_choices)

    def _is_non_data_row(self, own: Sequence[Cell]) -> bool:
        """Say whether a complete row is a row of numbers or a repeated header after all; cheap for rows of data."""
        return self._may_be_non_data_row(own[self._first_mapped]) and self._sparse.header_kind(own) is not None
