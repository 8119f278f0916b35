"""Reports made by hand over real files: what a workbook is written of, without a warehouse. All people are invented."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from expectations.catalogue import load_catalogue
from feedback.report import (
    Annotation,
    FeedbackLimits,
    SheetReconciliation,
    SubmissionFacts,
    SubmissionReport,
)
from feedback.workbook import WrittenWorkbook, write_workbook
from sources.archive import ArchivedFile
from sources.readers.model import ReadingLimits

FACTS = SubmissionFacts(
    semester="2023S1",
    institution_code="DINSOS",
    institution_name="Dinas Sosial",
    version=2,
    received_at=dt.datetime(2023, 7, 31, 9, 59, tzinfo=dt.UTC),
    is_late=False,
    status="accepted_with_rejects",
)


def annotation(rule: str, file: str, sheet: str | None, row: int | None, column: str | None = None) -> Annotation:
    return Annotation(rule, load_catalogue()[rule].severity, file, sheet, row, column, f"Pesan {rule}.")


def make_report(
    files: Iterable[Path],
    sheets: Iterable[tuple[str, str, str, int]],
    annotations: Sequence[Annotation] = (),
    limits: FeedbackLimits | None = None,
) -> SubmissionReport:
    """Make a report; `sheets` are (file, sheet, data set, rows received)."""
    report = SubmissionReport(FACTS)
    report.files = tuple(
        ArchivedFile(
            path.name, hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, FACTS.received_at, path
        )
        for path in files
    )
    report.sheets = [SheetReconciliation(file, sheet, dataset, rows, rows, 0) for file, sheet, dataset, rows in sheets]
    report.add(annotations, (limits or FeedbackLimits()).sheet_rows)
    return report


def write(
    report: SubmissionReport, folder: Path, limits: FeedbackLimits | None = None, *, with_rows: bool = True
) -> tuple[WrittenWorkbook, Any]:
    """Write the workbook of a report and open it."""
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    target = folder / "feedback.xlsx"
    written = write_workbook(
        report,
        target,
        scratch,
        limits=limits or FeedbackLimits(),
        reading_limits=ReadingLimits(),
        with_rows=with_rows,
    )
    assert list(scratch.iterdir()) == []
    return written, openpyxl.load_workbook(target)


def texts(sheet: Any) -> list[str]:
    """Give every text of a sheet."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
