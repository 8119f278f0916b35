"""Which cells of a sheet are marked, how, and with which comment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from expectations.catalogue import load_catalogue
from feedback.report import Annotation
from feedback.sheet_models import SheetModel
from feedback.styles import Tone
from sources.readers.model import MergedRange, RawRow

#: Merged rows that are searched for annotations; a sheet that merges more is no report.
_MOST_MERGED_ROWS = 100_000


@dataclass
class RowAnnotations:
    """The annotations of one row, by the position of the cell that each is about, and the tone of the whole row."""

    by_position: dict[int, list[Annotation]] = field(default_factory=dict)
    row_tone: Tone = "plain"

    def tone(self, position: int) -> Tone:
        """Give the tone of a cell: that of its own annotations, else the row's."""
        cell_annotations = [
            annotation for annotation in self.by_position.get(position, ()) if annotation.source_column is not None
        ]
        return _tone(cell_annotations, "error", "warning") if cell_annotations else self.row_tone


def _tone(annotations: Iterable[Annotation], error: Tone, warning: Tone) -> Tone:
    return warning if all(annotation.severity == "warning" for annotation in annotations) else error


class SheetAnnotations:
    """The annotations on the rows of one sheet."""

    def __init__(self, sheet_model: SheetModel, annotations: Sequence[Annotation]) -> None:
        """Sort the annotations by row; those on a cell within a merged range move to the visible cell."""
        self._sheet_model = sheet_model
        self._by_row: dict[int, list[Annotation]] = {}
        self._moved: dict[int, dict[int, list[Annotation]]] = {}
        self._covered: dict[int, set[int]] = {}
        for annotation in annotations:
            if annotation.source_row is not None:
                self._by_row.setdefault(annotation.source_row, []).append(annotation)
        self._move_to_anchors()

    def of_row(self, row: RawRow) -> RowAnnotations | None:
        """Give the annotations of a row; None where it has none."""
        annotations = self._by_row.get(row.source_row, [])
        moved = self._moved.get(row.source_row, {})
        if not annotations and not moved:
            return None
        row_annotations = RowAnnotations({at: list(said) for at, said in moved.items()})
        of_row = [annotation for annotation in annotations if annotation.source_column is None]
        if of_row:
            row_annotations.row_tone = _tone(of_row, "error_row", "warning_row")
        for annotation in annotations:
            row_annotations.by_position.setdefault(self._position(annotation, row), []).append(annotation)
        return row_annotations

    def _position(self, annotation: Annotation, row: RawRow) -> int:
        """Give the position of the cell that shows an annotation: its own, or the next that no merged cell covers."""
        at = self._sheet_model.position_of(annotation.source_column, row.cells)
        covered = self._covered.get(row.source_row, ())
        if at not in covered:
            return at
        free = (place for places in self._sheet_model.positions.values() for place in places if place not in covered)
        return min(free, default=at)

    def _move_to_anchors(self) -> None:
        left = _MOST_MERGED_ROWS
        for merged in self._sheet_model.merged:
            left -= merged.last_row - merged.first_row
            if left < 0:
                return
            # The rows below the first; spreadsheet rows count from 1.
            for number in range(merged.first_row + 2, merged.last_row + 2):
                self._covered.setdefault(number, set()).add(merged.first_column)
                staying: list[Annotation] = []
                for annotation in self._by_row.get(number, []):
                    is_covered = self._is_about(annotation, merged)
                    (self._anchor(merged) if is_covered else staying).append(annotation)
                if number in self._by_row:
                    self._by_row[number] = staying

    def _is_about(self, annotation: Annotation, merged: MergedRange) -> bool:
        places = self._sheet_model.positions.get(annotation.source_column or "", ())
        return bool(places) and places[0] == merged.first_column

    def _anchor(self, merged: MergedRange) -> list[Annotation]:
        return self._moved.setdefault(merged.first_row + 1, {}).setdefault(merged.first_column, [])


def comment_text(annotations: Sequence[Annotation], source_row: int) -> str:
    """Write the comment of a cell: what is wrong, what to do, and the rule's code; one paragraph per annotation."""
    paragraphs = []
    for annotation in annotations:
        rule = load_catalogue()[annotation.rule_code]
        is_elsewhere = annotation.source_row not in (None, source_row)
        place = f"Baris {annotation.source_row}: " if is_elsewhere else ""
        paragraphs.append(
            f"{place}{annotation.message_id}\nYang perlu dilakukan: {rule.remedy_id}\nKode aturan: {rule.code}"
        )
    return "\n\n".join(dict.fromkeys(paragraphs))
