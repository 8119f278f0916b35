"""What is nearly certain stands in a sheet in which one entry decides on all of it."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback.review.columns import AT_ONCE, AT_ONCE_SHEET, HOUSEHOLDS
from feedback.review.report import KnownDecision, ReviewFinding
from sources.readers.target_fields import target_fields_of
from tests.feedback.review.made_up import activity_finding, finding, head_of, report_of, write
from tests.office import convert
from tests.sources.readers.submissions import Received, receive

DECISION = ("keputusan", "alasan", "petugas", "tanggal")
#: The reason names a period, as reasons do; it is no title of a report.
TOP = ("sahkan", "Rapat Triwulan IV 2025", "Petugas Satu", dt.date(2026, 1, 15))
BY_NUMBER = {"matched_by": "kk", "probability": 1.0, "weights": None}


def listed() -> list[ReviewFinding]:
    """Give four that are nearly certain, one of activities among them, and three that are not offered."""
    said = KnownDecision("abaikan", "x", "y", dt.date(2023, 8, 1), None, has_new_evidence=True)
    sure = [finding(1, **BY_NUMBER), finding(2, probability=0.99), finding(3, probability=1.0)]
    return [
        *sure,
        activity_finding(4, end_date=dt.date(2023, 6, 5)),
        finding(5, probability=0.98),
        finding(6, status="confirmed", probability=1.0),
        finding(7, decision=said, probability=1.0),
    ]


def fill(folder: Path, change: Callable[[Any, dict[str, int], int], None] = lambda *_: None) -> Received:
    """Fill in the top, change lines by hand, let LibreOffice calculate, and read it back."""
    book = write(report_of(*listed()), folder)
    head, at = head_of(book, AT_ONCE_SHEET)
    sheet = book[AT_ONCE_SHEET]
    top = [cell for row in sheet.iter_rows(max_row=head - 1) for cell in row if not cell.protection.locked]
    for cell, value in zip(top, TOP, strict=True):
        cell.value = value
    change(book, at, head)
    path = folder / "filled" / "daftar_periksa_2023S1.xlsx"
    path.parent.mkdir()
    book.save(path)
    shutil.move(convert(path, "xlsx", folder), path)
    return receive(path, institution_code="SEKTAP")


def decisions(received: Received) -> list[tuple[int, str]]:
    return [(int(row["finding_id"], 16), row["keputusan"]) for row in received.rows("keputusan")]


def test_all_that_are_nearly_certain_stand_there_whatever_the_limit_is(tmp_path: Path) -> None:
    book = write(report_of(*listed(), most=1), tmp_path)
    head, at = head_of(book, AT_ONCE_SHEET)
    sheet = book[AT_ONCE_SHEET]
    ids = [sheet.cell(row, at["finding_id"]).value for row in range(head + 1, sheet.max_row + 1)]
    assert [int(one, 16) for one in ids] == [1, 3, 2]
    first = {label: sheet.cell(head + 1, column).value for label, column in at.items()}
    assert (first["Dugaan"], first["Keyakinan"]) == ("keluarga ganda: nomor KK sama", "nomor sama")
    assert first["Data A"].startswith("Sukarno Hadi; KK 3574010101080001; NIK 3574011708600003; lahir 17 Agustus 1960")
    assert first["Yang tidak sama"] == "No. KK mirip"
    assert all(not sheet.cell(head + 1, at[name]).protection.locked for name in DECISION)


def test_activities_can_be_nearly_certain(tmp_path: Path) -> None:
    report = report_of(activity_finding(4, end_date=dt.date(2023, 6, 5)), certain=0.97)
    book = write(report, tmp_path)
    head, at = head_of(book, AT_ONCE_SHEET)
    line = {label: book[AT_ONCE_SHEET].cell(head + 1, column).value for label, column in at.items()}
    assert line["Data A"] == "Bantuan sembako; kode 1.06; 2 kelurahan; Ketapang, Triwung Lor; DINSOS, baris 2"
    assert line["Yang tidak sama"] == "Nama kegiatan mirip, Selesai mirip, Sumber dana beda"
    assert "'Keputusan kegiatan'!$E$" in line["keputusan"]


def test_untouched_it_decides_nothing_whether_calculated_or_not(tmp_path: Path) -> None:
    write(report_of(*listed()), tmp_path)
    path = tmp_path / "daftar_periksa_2023S1.xlsx"
    written = receive(path, institution_code="SEKTAP")
    said = [int(row["finding_id"], 16) for row in written.rows("keputusan")]
    assert (said, written.faults) == ([7], [])
    openpyxl.load_workbook(path).save(path)  # which forgets what formulas gave
    assert receive(path, institution_code="SEKTAP").faults == []


def test_no_label_is_taken_for_a_column_that_it_is_not() -> None:
    target_fields = target_fields_of("keputusan", 2023)
    read = {label: target_fields.names[found.target_field] for label in AT_ONCE if (found := target_fields.find(label))}
    assert read == {name: name for name in ("finding_id", *DECISION)}


@pytest.mark.slow
def test_one_entry_decides_all_lines(tmp_path: Path) -> None:
    received = fill(tmp_path)
    assert received.faults == []
    assert sorted(decisions(received)) == [(1, "sahkan"), (2, "sahkan"), (3, "sahkan"), (7, "abaikan")]
    said = {tuple(row[name] for name in DECISION) for row in received.rows("keputusan")}
    assert said == {TOP, ("abaikan", "x", "y", dt.date(2023, 8, 1))}


@pytest.mark.slow
def test_a_line_is_left_out_or_decided_otherwise(tmp_path: Path) -> None:
    def change(book: Any, at: dict[str, int], head: int) -> None:
        sheet = book[AT_ONCE_SHEET]
        sheet.cell(head + 1, at["keputusan"]).value = None
        sheet.cell(head + 2, at["keputusan"]).value = "abaikan"
        sheet.cell(head + 2, at["alasan"]).value = "Sudah dikunjungi"
        # The third is decided on where it is shown at length.
        detail = book[HOUSEHOLDS.sheet]
        detail_head, detail_at = head_of(book)
        id_3 = sheet.cell(head + 3, at["finding_id"]).value
        row = next(
            r for r in range(detail_head, detail.max_row) if detail.cell(r, detail_at["finding_id"]).value == id_3
        )
        for name, value in zip(DECISION, ("abaikan", "Anak", "Petugas Dua", dt.date(2026, 1, 16)), strict=True):
            detail.cell(row, detail_at[name]).value = value

    received = fill(tmp_path, change)
    assert received.faults == []
    assert sorted(decisions(received)) == [(2, "abaikan"), (3, "abaikan"), (7, "abaikan")]
    said = {row["alasan"]: (row["petugas"], row["tanggal"]) for row in received.rows("keputusan")}
    assert said["Sudah dikunjungi"] == TOP[2:]
    assert said["Anak"] == ("Petugas Dua", dt.date(2026, 1, 16))
