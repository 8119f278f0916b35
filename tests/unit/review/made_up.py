"""Findings made by hand: what a list for review is written of, without a warehouse. All people are invented."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from expectations.review.report import COMPARED, Agreement, ReviewFinding, ReviewRecord, ReviewReport
from expectations.review.workbook import LIST_SHEET, write_review

AGREEMENTS: dict[str, Agreement] = dict.fromkeys(COMPARED, "same") | {"kk": "near", "nik": "unsaid"}  # type: ignore[dict-item]


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
        "told": "miskin, desil 1, 4 anggota; didata 20 Januari 2023",
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


def report_of(*findings: ReviewFinding, most: int = 100, is_closed: bool = False) -> ReviewReport:
    return ReviewReport.of("2023S1", list(findings), is_closed=is_closed, most=most)


def write(report: ReviewReport, folder: Path) -> Any:
    """Write a list and open it."""
    target = folder / "daftar_periksa_2023S1.xlsx"
    write_review(report, target)
    return openpyxl.load_workbook(target, rich_text=True)


def head_of(book: Any) -> tuple[int, dict[str, int]]:
    """Give the row of the labels, and the column of each."""
    sheet = book[LIST_SHEET]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "No.")
    return head, {str(cell.value).partition(" (")[0]: cell.column for cell in sheet[head]}
