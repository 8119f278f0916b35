"""One institution's workbook, from the report and the archived files to a file on disk."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback.findings_sheet import FINDINGS_SHEET, FINDINGS_WIDTHS, write_findings
from feedback.overview import SUMMARY_SHEET, SUMMARY_WIDTHS, write_summary
from feedback.overview_writer import OverviewWriter
from feedback.places import Written
from feedback.report import FeedbackLimits, SheetReconciliation, SubmissionReport
from feedback.sheet_models import Selection, open_sheet_models
from feedback.sheet_names import sheet_names
from feedback.sheet_writer import SheetWriter, WrittenSheet
from feedback.styles import Styles
from foundation.adapters.xlsx_rows import RowSheet
from foundation.semester import Semester
from sources.readers.feedback_mark import FINGERPRINT, PARTIAL_PROPERTY, custom_property
from sources.readers.model import ReadingLimits

#: Up to this many rows a workbook is assembled in memory, because temporary files would cost more than the rest.
_ROWS_IN_MEMORY = 20_000


@dataclass(frozen=True)
class WrittenWorkbook:
    """A written workbook: its sheets of the sender, and the findings without a cell."""

    sheets: int
    findings_without_cell: int


def write_workbook(
    report: SubmissionReport,
    target: Path,
    scratch: Path,
    *,
    limits: FeedbackLimits,
    reading_limits: ReadingLimits,
    with_rows: bool = True,
) -> WrittenWorkbook:
    """Write the workbook of a report to `target`.

    `scratch` is a private folder for unfinished sheets and unpacked archives. Without `with_rows` no file of the sender
    is opened: summary and list of findings only. Raises `OSError` where the disk fails.
    """
    import xlsxwriter

    is_small = sum(sheet.rows_received for sheet in report.sheets) <= _ROWS_IN_MEMORY
    options = {"in_memory": is_small, "tmpdir": str(scratch)}
    with xlsxwriter.Workbook(str(target), options) as workbook:
        _describe(workbook, report, report.fingerprint(limits))
        styles = Styles(workbook)
        summary = OverviewWriter(workbook.add_worksheet(SUMMARY_SHEET), styles, SUMMARY_WIDTHS)
        findings = OverviewWriter(workbook.add_worksheet(FINDINGS_SHEET), styles, FINDINGS_WIDTHS)
        written: dict[tuple[str, str], WrittenSheet] = {}
        if with_rows:
            written = _write_sheets(workbook, report, styles, scratch, limits, reading_limits)
        is_partial = _is_partial(report, written)
        if is_partial:
            workbook.set_custom_property(PARTIAL_PROPERTY, "1")
        write_summary(summary, report, written, styles, is_partial=is_partial)
        write_findings(findings, report, written, limits)
        summary.sheet.activate()
        return WrittenWorkbook(len(written), _without_cell(report, written))


def read_fingerprint(path: Path) -> str | None:
    """Give the fingerprint of a workbook's report; None where it has none or is no workbook."""
    return custom_property(path, FINGERPRINT)


def _describe(workbook: Any, report: SubmissionReport, fingerprint: str) -> None:
    facts = report.facts
    workbook.set_properties(
        {
            "title": " ".join(filter(None, ("Umpan balik", facts.institution_code, facts.semester))),
            "author": "SEKTAP",
            # The submission's own time, so that the same report gives the same bytes.
            "created": facts.received_at.replace(microsecond=0, tzinfo=None),
        }
    )
    workbook.set_custom_property(FINGERPRINT, fingerprint)


def _write_sheets(
    workbook: Any,
    report: SubmissionReport,
    styles: Styles,
    scratch: Path,
    limits: FeedbackLimits,
    reading_limits: ReadingLimits,
) -> dict[tuple[str, str], WrittenSheet]:
    reconciliations = report.sheets[: limits.sheets]
    places = [(reconciliation.source_file, reconciliation.source_sheet) for reconciliation in reconciliations]
    names = dict(zip(places, sheet_names(places, (SUMMARY_SHEET, FINDINGS_SHEET)), strict=True))
    selections = _selections(report, reconciliations, limits)
    # Beside the sheets that count, they would contradict them when the workbook comes back corrected.
    superseded = {annotation.place for annotation in report.annotations if annotation.rule_code == "superseded_file"}
    written = {}
    for sheet_model in open_sheet_models(
        report.files,
        list(zip(reconciliations, selections, strict=True)),
        reading_limits,
        scratch,
        Semester.parse(report.facts.semester),
    ):
        place = (sheet_model.reconciliation.source_file, sheet_model.reconciliation.source_sheet)
        if place in superseded:
            deque(sheet_model.rows, maxlen=0)
            continue
        selection = selections[places.index(place)]
        worksheet = workbook.add_worksheet(names[place], worksheet_class=RowSheet)
        worksheet.begin(scratch)
        rejections = report.rejections(sheet_model.reconciliation)
        writer = SheetWriter(
            worksheet, sheet_model, styles, limits, is_reduced=selection.is_reduced, rejected_by=rejections
        )
        written[place] = writer.write(report.of_sheet(sheet_model.reconciliation))
    return written


def _is_partial(report: SubmissionReport, written: Written) -> bool:
    """Whether the workbook, handed in as a report, would lack rows that the submission has."""
    shown = {place for place, sheet in written.items() if not sheet.is_partial}
    return any(sheet.rows_received and (sheet.source_file, sheet.source_sheet) not in shown for sheet in report.sheets)


def _selections(
    report: SubmissionReport, reconciliations: Sequence[SheetReconciliation], limits: FeedbackLimits
) -> list[Selection]:
    """Choose for each sheet whether all of its rows are shown, by the limits per sheet and in total."""
    shown = 0
    selections = []
    for reconciliation in reconciliations:
        annotated = frozenset(
            annotation.source_row for annotation in report.of_sheet(reconciliation) if annotation.source_row is not None
        )
        is_reduced = reconciliation.rows_received > min(limits.sheet_rows, limits.workbook_rows - shown)
        shown += len(annotated) if is_reduced else reconciliation.rows_received
        selections.append(Selection(is_reduced, annotated, limits.sheet_cells))
    return selections


def _without_cell(report: SubmissionReport, written: Written) -> int:
    sheets = {(sheet.source_file, sheet.source_sheet) for sheet in report.sheets}
    return sum(
        annotation.source_row is not None
        and annotation.place in sheets
        and annotation not in getattr(written.get(annotation.place), "places", {})
        for annotation in report.annotations
    )
