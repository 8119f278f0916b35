"""Which rows below a header are rows of data, with merged cells spread over the rows that they cover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sources.cells.model import Cell, FormattedNumber
from sources.cells.text import is_empty
from sources.readers.account import RowKind, SheetAccount
from sources.readers.as_meant import ColumnsAsMeant, rows_where
from sources.readers.blocks import DataBlock, in_blocks, raw_columns
from sources.readers.header import Header, folded_label
from sources.readers.header_search import HeaderWatch
from sources.readers.merged_cells import MergedCells
from sources.readers.model import MergedRange, RawRow
from sources.readers.row_kinds import (
    is_caption,
    is_heading,
    is_note,
    is_number_row,
    is_repeated_header,
    is_total,
    is_units_row,
    speaks_of_signature,
)
from sources.readers.target_fields import TargetFields
from sources.readers.ticks import ticked

#: How many filled cells a line of a signature block can have under the table's columns: two signatories and a place.
_MOST_SIGNATURE_CELLS = 3
#: Digits of a NIK or KK, mistyped ones included; a signatory's NIP has 18.
_IDENTITY_DIGITS = range(10, 18)
#: So many texts beside a table are a note.
_MOST_NOTE_CELLS = 2
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
        self._watch = HeaderWatch(target_fields, header)
        self._width = header.width
        self._positions = [header.positions.get(target_field) for target_field in range(len(target_fields.names))]
        self._mapped = tuple(sorted(header.positions.values()))
        self._first_mapped = self._mapped[0]
        self._filled_by_people = [
            at for target_field, at in header.positions.items() if target_field not in target_fields.prefilled
        ]
        #: Lines of a form are there before anybody has filled them in.
        self._is_form = len(self._filled_by_people) < len(self._mapped)
        self._numbering = header.silent
        self._required = [
            tuple(header.positions[target_field] for target_field in choice if target_field in header.positions)
            for choice in target_fields.required
        ]
        self._required_alone = [choice[0] for choice in self._required if len(choice) == 1]
        self._required_choices = [choice for choice in self._required if len(choice) != 1]
        types = {at: target_fields.column_of(target_field).type for target_field, at in header.positions.items()}
        self._identity = [at for at, kind in types.items() if kind in ("nik", "kk")]
        self._labels = header.labels
        self._labelled_columns = len({at for labels in header.labels for at in labels})
        self._probe_labels = {labels[self._first_mapped] for labels in header.labels if self._first_mapped in labels}
        self._probe_labels |= target_fields.spellings.keys()
        #: Up to here words alone in a row are no data: a name may be all that is known of a person.
        first = target_fields.column_of(
            next(field for field, at in header.positions.items() if at == self._first_mapped)
        )
        self._caption_columns = self._first_mapped - (first.personal and first.type == "text")
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
        self._in_signature = False
        self._has_data = False

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
                self._in_signature, self._has_data = False, True
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
                    self._in_signature, self._has_data = False, True
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
            # Nearly all numbers of persons differ: to ask each is faster than to find the distinct ones.
            suspects |= {
                index
                for index, cell in enumerate(columns[at])
                if isinstance(cell, str) and cell[:1].isalpha() and self._watch.is_label(cell)
            }
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
                if own[at] is None and _holds(cells[at]):
                    self.merged_amounts.setdefault(target_field, row.source_row)
        if self._is_complete(cells) and not self._is_non_data_row(own):
            self._in_signature = False
        else:
            kind = self._kind_of_sparse(own, cells)
            if kind is RowKind.TITLE:
                held = [*held, whole]
                return (held, []) if len(held) <= _MOST_TITLE_ROWS else ([], held)
            if kind is not RowKind.DATA:
                return self._set_aside(kind, whole, held), []
        self._has_data = True
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
        for at in range(len(columns)):
            if at not in self._read_columns and at not in self.unread_columns and any(map(_holds, set(columns[at]))):
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
        return all(any(_holds(cells[at]) for at in choice) for choice in self._required_choices)

    def _is_non_data_row(self, own: Sequence[Cell]) -> bool:
        """Say whether a complete row is a row of numbers or a repeated header after all; cheap for rows of data."""
        return self._may_be_non_data_row(own[self._first_mapped]) and self._is_header_like(own)

    def _is_header_like(self, own: Sequence[Cell]) -> bool:
        return self._header_kind(own) is not None

    def _header_kind(self, own: Sequence[Cell]) -> RowKind | None:
        """Say whether a row repeats the labels, or holds numbers or units of the columns."""
        if any(is_repeated_header(own, labels) for labels in self._labels):
            return RowKind.LABEL
        is_numbers = is_number_row(own, self._labelled_columns) or is_units_row(own, fewest=2)
        return RowKind.NUMBERS if is_numbers else None

    def _kind_of_sparse(self, own: Sequence[Cell], cells: Sequence[Cell]) -> RowKind | None:
        """Tell what an incomplete row is; null for a blank one. A title may yet turn out to be data."""
        filled = [at for at in self._mapped if _holds(own[at])]
        if not any(_holds(own[at]) for at in self._filled_by_people):
            return self._kind_beside(own)
        kind = self._header_kind(own)
        if kind is not None:
            self._in_signature = False
            return kind
        if is_total(own):
            return RowKind.TOTAL
        if is_note(own):
            return RowKind.NOTE
        self._in_signature = self._is_signature(own, filled)
        if self._in_signature:
            return RowKind.SIGNATURE
        if is_heading(own) or is_caption(own, self._caption_columns):
            return RowKind.HEADING
        is_lone_text = len(filled) == 1 and isinstance(own[filled[0]], str) and sum(map(_holds, own)) == 1
        return RowKind.TITLE if self._has_data and is_lone_text and cells is own else RowKind.DATA

    def _kind_beside(self, own: Sequence[Cell]) -> RowKind | None:
        """Tell what a row is that says nothing in a column that people fill in."""
        filled = {at for at, cell in enumerate(own) if _holds(cell)}
        if not filled:
            return None
        self._in_signature = self._in_signature or (self._has_data and speaks_of_signature(own))
        if self._in_signature:
            return RowKind.SIGNATURE
        is_text = not any(_is_numeric(own[at]) for at in filled)
        is_number = filled <= self._numbering and not is_text
        if self._is_form or is_number or self._header_kind(own) is not None:
            return RowKind.NUMBERS
        if is_total(own):
            return RowKind.TOTAL
        if is_heading(own):
            return RowKind.HEADING
        return RowKind.NOTE if is_note(own) or (is_text and len(filled) <= _MOST_NOTE_CELLS) else RowKind.UNREAD

    def _is_signature(self, own: Sequence[Cell], filled: Sequence[int]) -> bool:
        """Say whether a row belongs to a signature block: it begins with the words of one, below data."""
        if len(filled) > min(_MOST_SIGNATURE_CELLS, max(2, len(self._required) - 1)):
            return False
        if self._in_signature:
            return not any(_is_identity(own[at]) for at in self._identity)
        return not any(_is_numeric(own[at]) for at in self._watch.probed) and speaks_of_signature(own)


def _holds(cell: Cell) -> bool:
    return not is_empty(cell)


def _is_numeric(cell: Cell) -> bool:
    """Say whether a cell of a column of numbers or dates holds one, or something that begins like one."""
    if isinstance(cell, str):
        return cell.strip().lstrip("'(-")[:1].isdigit()
    return cell is not None


def _is_identity(cell: Cell) -> bool:
    """Say whether a cell of a NIK or KK column holds such a number, and not a signatory's name or NIP."""
    if isinstance(cell, str):
        return cell.strip().lstrip("'")[:1].isdigit() and sum(map(str.isdigit, cell)) in _IDENTITY_DIGITS
    return isinstance(cell, (int, float, FormattedNumber)) and not isinstance(cell, bool)
