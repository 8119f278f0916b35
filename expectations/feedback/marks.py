"""Which cells of a sheet are marked, how, and with which comment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from expectations.catalogue import load_catalogue
from expectations.feedback.grids import Grid
from expectations.feedback.report import Remark
from expectations.feedback.styles import Tone
from sources.readers.model import MergedRange, RawRow

#: Merged cells that are looked through for remarks; a sheet that merges more is no report.
_MOST_MERGED_ROWS = 100_000


@dataclass
class RowMarks:
    """The remarks of one row, by the position of the cell that each is about, and the tone of the row as a whole."""

    by_position: dict[int, list[Remark]] = field(default_factory=dict)
    row_tone: Tone = "plain"

    def tone(self, position: int) -> Tone:
        """Give the tone of a cell: that of what is said of itself, else the row's."""
        cell_remarks = [remark for remark in self.by_position.get(position, ()) if remark.source_column is not None]
        return _tone(cell_remarks, "error", "warning") if cell_remarks else self.row_tone


def _tone(remarks: Iterable[Remark], error: Tone, warning: Tone) -> Tone:
    return warning if all(remark.severity == "warning" for remark in remarks) else error


class SheetMarks:
    """The remarks on the rows of one sheet."""

    def __init__(self, grid: Grid, remarks: Sequence[Remark]) -> None:
        """Sort the remarks by row; those on a cell that a merged one covers move to where it shows."""
        self._grid = grid
        self._by_row: dict[int, list[Remark]] = {}
        self._moved: dict[int, dict[int, list[Remark]]] = {}
        self._covered: dict[int, set[int]] = {}
        for remark in remarks:
            if remark.source_row is not None:
                self._by_row.setdefault(remark.source_row, []).append(remark)
        self._move_to_anchors()

    def of_row(self, row: RawRow) -> RowMarks | None:
        """Give the marks of a row; null where nothing is said of it."""
        remarks = self._by_row.get(row.source_row, [])
        moved = self._moved.get(row.source_row, {})
        if not remarks and not moved:
            return None
        marks = RowMarks({at: list(said) for at, said in moved.items()})
        of_row = [remark for remark in remarks if remark.source_column is None]
        if of_row:
            marks.row_tone = _tone(of_row, "error_row", "warning_row")
        for remark in remarks:
            marks.by_position.setdefault(self._position(remark, row), []).append(remark)
        return marks

    def _position(self, remark: Remark, row: RawRow) -> int:
        """Give the position of the cell that shows a remark: its own, or the next that no merged cell covers."""
        at = self._grid.position_of(remark.source_column, row.cells)
        covered = self._covered.get(row.source_row, ())
        if at not in covered:
            return at
        free = (place for places in self._grid.positions.values() for place in places if place not in covered)
        return min(free, default=at)

    def _move_to_anchors(self) -> None:
        left = _MOST_MERGED_ROWS
        for merged in self._grid.merged:
            left -= merged.last_row - merged.first_row
            if left < 0:
                return
            # The rows below the first; spreadsheet rows count from 1.
            for number in range(merged.first_row + 2, merged.last_row + 2):
                self._covered.setdefault(number, set()).add(merged.first_column)
                staying: list[Remark] = []
                for remark in self._by_row.get(number, []):
                    is_covered = self._is_about(remark, merged)
                    (self._anchor(merged) if is_covered else staying).append(remark)
                if number in self._by_row:
                    self._by_row[number] = staying

    def _is_about(self, remark: Remark, merged: MergedRange) -> bool:
        places = self._grid.positions.get(remark.source_column or "", ())
        return bool(places) and places[0] == merged.first_column

    def _anchor(self, merged: MergedRange) -> list[Remark]:
        return self._moved.setdefault(merged.first_row + 1, {}).setdefault(merged.first_column, [])


def comment_text(remarks: Sequence[Remark], source_row: int) -> str:
    """Write the comment of a cell: what is wrong, what to do, and the rule's code; one paragraph per remark."""
    paragraphs = []
    for remark in remarks:
        rule = load_catalogue()[remark.rule_code]
        is_elsewhere = remark.source_row not in (None, source_row)
        place = f"Baris {remark.source_row}: " if is_elsewhere else ""
        paragraphs.append(
            f"{place}{remark.message_id}\nYang perlu dilakukan: {rule.remedy_id}\nKode aturan: {rule.code}"
        )
    return "\n\n".join(dict.fromkeys(paragraphs))
