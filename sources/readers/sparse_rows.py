"""What the rows of a table are that do not fill all of its required columns."""

from collections.abc import Sequence

from sources.cells.model import Cell, FormattedNumber
from sources.cells.text import is_empty
from sources.readers.account import RowKind
from sources.readers.header import Header
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

#: How many filled cells a line of a signature block can have under the table's columns: two signatories and a place.
_MOST_SIGNATURE_CELLS = 3
#: Digits of a NIK or KK, mistyped ones included; a signatory's NIP has 18.
_IDENTITY_DIGITS = range(10, 18)
#: So many texts beside a table are a note.
_MOST_NOTE_CELLS = 2


class SparseRows:
    """Tells what the incomplete rows of one table are; they come in order, and `see_data` says where data stands."""

    def __init__(self, target_fields: TargetFields, header: Header) -> None:
        """Prepare for the table of a header."""
        self._mapped = tuple(sorted(header.positions.values()))
        self._filled_by_people = [
            at for target_field, at in header.positions.items() if target_field not in target_fields.prefilled
        ]
        #: Lines of a form are there before anybody has filled them in.
        self._is_form = len(self._filled_by_people) < len(self._mapped)
        self._numbering = header.silent
        types = {at: target_fields.column_of(target_field).type for target_field, at in header.positions.items()}
        self._identity = [at for at, kind in types.items() if kind in ("nik", "kk")]
        self._of_numbers = [at for at, kind in types.items() if kind not in ("text", "code", "region")]
        self._labels = header.labels
        self._labelled_columns = len({at for labels in header.labels for at in labels})
        self._most_signature_cells = min(_MOST_SIGNATURE_CELLS, max(2, len(target_fields.required) - 1))
        #: Up to here words alone in a row are no data: a name may be all that is known of a person.
        first = target_fields.column_of(next(field for field, at in header.positions.items() if at == self._mapped[0]))
        self._caption_columns = self._mapped[0] - (first.personal and first.type == "text")
        self._in_signature = False
        self._has_data = False

    def see_data(self) -> None:
        """Note that a row of data stands here."""
        self._in_signature, self._has_data = False, True

    def header_kind(self, own: Sequence[Cell]) -> RowKind | None:
        """Say whether a row repeats the labels, or holds numbers or units of the columns."""
        if any(is_repeated_header(own, labels) for labels in self._labels):
            return RowKind.LABEL
        is_numbers = is_number_row(own, self._labelled_columns) or is_units_row(own, fewest=2)
        return RowKind.NUMBERS if is_numbers else None

    def kind(self, own: Sequence[Cell], cells: Sequence[Cell]) -> RowKind | None:
        """Tell what an incomplete row is; null for a blank one. A title may yet turn out to be data."""
        filled = [at for at in self._mapped if _holds(own[at])]
        if not any(_holds(own[at]) for at in self._filled_by_people):
            return self._kind_beside(own)
        kind = self.header_kind(own)
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
        if self._is_form or is_number or self.header_kind(own) is not None:
            return RowKind.NUMBERS
        if is_total(own):
            return RowKind.TOTAL
        if is_heading(own):
            return RowKind.HEADING
        return RowKind.NOTE if is_note(own) or (is_text and len(filled) <= _MOST_NOTE_CELLS) else RowKind.UNREAD

    def _is_signature(self, own: Sequence[Cell], filled: Sequence[int]) -> bool:
        """Say whether a row belongs to a signature block: it begins with the words of one, below data."""
        if len(filled) > self._most_signature_cells:
            return False
        if self._in_signature:
            return not any(_is_identity(own[at]) for at in self._identity)
        return not any(_is_numeric(own[at]) for at in self._of_numbers) and speaks_of_signature(own)


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
