"""Where a finding is: its column, its cell in the workbook that is sent back, or what else it is about."""

from collections.abc import Mapping

from feedback.overview_writer import link_to
from feedback.report import Annotation
from feedback.sheet_writer import WrittenSheet
from sources.contract import column_labels

#: Stands for the file of a finding about the whole submission.
WHOLE_SUBMISSION = "(seluruh laporan)"

#: Sheets of the workbook by the (file, sheet) that they show.
Written = Mapping[tuple[str, str], WrittenSheet]


def column_label(annotation: Annotation) -> str:
    """Give the column's label in the sender's sheet; empty where the finding has none."""
    return column_labels()[annotation.source_column] if annotation.source_column else ""


def extent(annotation: Annotation) -> str:
    """Say what a finding without a row is about."""
    if annotation.source_file is None:
        return "laporan"
    return "lembar" if annotation.source_sheet else "berkas"


def place_of(annotation: Annotation, written: Written) -> object:
    """Link to the finding's cell, or say what it is about."""
    if annotation.source_file is None or annotation.source_sheet is None:
        return extent(annotation)
    return found_at(annotation, written)


def example(annotation: Annotation, written: Written) -> object:
    """Give the place of a fault's first case, with its sheet, because the table covers all sheets."""
    if annotation.source_file is None or annotation.source_sheet is None:
        return annotation.source_file or WHOLE_SUBMISSION
    shown = written.get(annotation.place)
    return found_at(annotation, written, f" lembar {shown.name if shown else annotation.source_sheet}")


def found_at(annotation: Annotation, written: Written, where: str = "") -> object:
    """Link to the cell that shows an annotation, or describe its place; `where` follows the row's number."""
    shown = written.get(annotation.place)
    place = shown.places.get(annotation) if shown else None
    label = f"baris {annotation.source_row}{where}" if annotation.source_row else "lembar"
    return label if shown is None or place is None else (link_to(shown.name, *place), label)
