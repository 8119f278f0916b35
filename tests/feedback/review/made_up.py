"""Findings made by hand: what a list for review is written of, without a warehouse. All people are invented."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from feedback.review.activities import compare_activities
from feedback.review.columns import HOUSEHOLDS
from feedback.review.report import (
    ACTIVITY,
    COMPARED,
    Agreement,
    ReviewActivity,
    ReviewFinding,
    ReviewRecord,
    ReviewReport,
)
from feedback.review.workbook import write_review

AGREEMENTS: dict[str, Agreement] = dict.fromkeys(COMPARED, "same") | {"kk": "near", "nik": "missing"}  # type: ignore[dict-item]


def record(**changes: Any) -> ReviewRecord:
    values: dict[str, Any] = {
        "kk": "3574010101080001",
        "nik": "3574011708600003",
        "name": "Sukarno Hadi",
        "birth_date": dt.date(1960, 8, 17),
        "sex": "L",
        "address": "Jl. Mastrip No. 12",
        "neighbourhood": "003/002",
        "region": "Ketapang, Kec. Kademangan",
        "details": "miskin, desil 1, 4 anggota; didata 20 Januari 2023",
        "semester": "2023S1",
        "institution_code": "DINSOS",
        "source_file": "laporan.xlsx",
        "source_sheet": "keluarga",
        "source_row": 2,
    }
    return ReviewRecord(**values | changes)


def finding(number: int, **changes: Any) -> ReviewFinding:
    values: dict[str, Any] = {
        "finding_id": f"{number:032x}",
        "rule_code": "duplicate_household",
        "matched_by": "probable",
        "probability": 0.97,
        "status": "open",
        "records": (record(), record(kk="3574010101080007", nik=None, source_row=3)),
        "agreements": AGREEMENTS,
        "weights": {"kk": 7.585, "nik": 0.0, "name": 5.1, "birth_date": 9.2, "place": -1.25, "sex": 0.1},
    }
    return ReviewFinding(**values | changes)


def activity(**changes: Any) -> ReviewActivity:
    values: dict[str, Any] = {
        "name": "Bantuan sembako",
        "regions": ("35.74.01.1001", "35.74.01.1002"),
        "start_date": dt.date(2023, 3, 1),
        "end_date": dt.date(2023, 5, 31),
        "budget_idr": Decimal("150000000.00"),
        "realised_idr": Decimal("140000000.00"),
        "target": "100 KK",
        "fund_source": "APBD_KOTA",
        "recipients": 12,
        "details": "kode 1.06; 2 kelurahan",
        "semester": "2023S1",
        "institution_code": "DINSOS",
        "source_file": "laporan.xlsx",
        "source_sheet": "kegiatan",
        "source_row": 2,
    }
    return ReviewActivity(**values | changes)


def activity_finding(number: int, **changes: Any) -> ReviewFinding:
    """Make a finding of an activity and one of a company that paid for it."""
    evidence = {"name_match": "fuller", "recipients": 10, "related_recipients": 12, "shared_recipients": 10}
    pair = (activity(), activity(institution_code="PT-SEGARA", fund_source="CSR", recipients=10, **changes))
    return finding(
        number,
        rule_code=ACTIVITY,
        records=pair,
        agreements=compare_activities(*pair, evidence),
        weights=None,
    )


def report_of(
    *findings: ReviewFinding, most: int = 100, is_closed: bool = False, certain: float = 0.99
) -> ReviewReport:
    return ReviewReport.of("2023S1", list(findings), is_closed=is_closed, most=most, certain=certain)


def write(report: ReviewReport, folder: Path) -> Any:
    """Write a list and open it."""
    target = folder / "daftar_periksa_2023S1.xlsx"
    write_review(report, target, report.fingerprint())
    return openpyxl.load_workbook(target, rich_text=True)


def head_of(book: Any, sheet_name: str = HOUSEHOLDS.sheet) -> tuple[int, dict[str, int]]:
    """Give the row of the labels, and the column of each."""
    sheet = book[sheet_name]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "No.")
    return head, {str(cell.value).partition(" (")[0]: cell.column for cell in sheet[head]}
