"""A feedback workbook that comes back: corrected in place it is a report, one of some rows only is none."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from feedback.report import FeedbackLimits
from sources.readers.feedback_mark import PARTIAL_PROPERTY, custom_property
from tests.feedback.made_up import annotation, make_report, texts, write
from tests.sources.readers.submissions import PENERIMA_HEADER, receive, write_csv, write_xlsx


def _receipts(count: int, amount: object = 600_000) -> list[list[object]]:
    return [
        ["K-01", f"357401010175{n:04d}", f"Contoh {n}", "35.74.03.1001", "Sembako", amount, dt.date(2023, 3, 15)]
        for n in range(1, count + 1)
    ]


def _feedback(folder: Path, count: int, limits: FeedbackLimits | None = None) -> Path:
    """Write the workbook of a report whose second receipt has no good amount."""
    rows = _receipts(count)
    rows[1][5] = "enam ratus ribu"
    titles = [["DAFTAR PENERIMA"], ["Semester I Tahun 2023"]]
    sent = write_xlsx(folder / "laporan.xlsx", {"Penerima": [*titles, PENERIMA_HEADER, *rows]})
    findings = [annotation("bad_number", "laporan.xlsx", "Penerima", 5, "nilai_bantuan")]
    report = make_report([sent], [("laporan.xlsx", "Penerima", "penerima", count)], findings, limits)
    write(report, folder, limits)
    return folder / "feedback.xlsx"


@pytest.mark.parametrize("count", [20, pytest.param(60_000, marks=pytest.mark.slow)])
def test_a_workbook_of_all_rows_is_corrected_in_place_and_accepted(tmp_path: Path, count: int) -> None:
    limits = FeedbackLimits(sheet_rows=100_000)
    path = _feedback(tmp_path, count, limits)
    assert custom_property(path, PARTIAL_PROPERTY) is None
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Penerima"]
    assert sheet["F5"].value == "enam ratus ribu"
    sheet["F5"] = 600_000
    workbook.save(path)
    received = receive(path, target=tmp_path / "back")
    assert received.faults == []
    assert received.counted == {("feedback.xlsx", "Penerima"): count}
    assert {str(amount) for amount in received.column("penerima", "nilai_bantuan")} == {"600000.00"}


def test_a_workbook_of_some_rows_is_refused_whole(tmp_path: Path) -> None:
    path = _feedback(tmp_path, 20, FeedbackLimits(sheet_rows=10))
    received = receive(path, target=tmp_path / "back")
    assert received.faults == [("partial_workbook", "feedback.xlsx", None, None)]
    assert received.counted == {("feedback.xlsx", "Penerima"): 1}
    assert any("tidak memuat semua baris" in text for text in texts(openpyxl.load_workbook(path)["Ringkasan"]))


def test_its_mark_is_one_thing_and_its_sentence_another(tmp_path: Path) -> None:
    path = _feedback(tmp_path, 20, FeedbackLimits(sheet_rows=10))
    # As another program saves it: without the property.
    rows = list(openpyxl.load_workbook(path)["Penerima"].iter_rows(values_only=True))
    copy = write_xlsx(tmp_path / "disimpan ulang.xlsx", {"Penerima": rows})
    assert receive(copy, target=tmp_path / "copy").faults == [("partial_workbook", copy.name, None, None)]
    lines = [[str(cell) if cell is not None else "" for cell in row] for row in rows]
    table = write_csv(tmp_path / "penerima.csv", lines, delimiter=";")
    assert receive(table, target=tmp_path / "csv").faults == [("partial_workbook", "penerima.csv", None, None)]
    # And where somebody has deleted the sentence.
    workbook = openpyxl.load_workbook(path)
    workbook["Penerima"].delete_rows(1)
    workbook.save(path)
    assert receive(path, target=tmp_path / "back").faults == [("partial_workbook", "feedback.xlsx", None, None)]


def test_what_a_later_file_supersedes_is_not_sent_back(tmp_path: Path) -> None:
    files = [
        write_xlsx(tmp_path / name, {"Penerima": [PENERIMA_HEADER, *_receipts(3)]}) for name in ("a.xlsx", "b.xlsx")
    ]
    sheets = [("a.xlsx", "Penerima", "penerima", 0), ("b.xlsx", "Penerima", "penerima", 3)]
    report = make_report(files, sheets, [annotation("superseded_file", "a.xlsx", "Penerima", None)])
    write(report, tmp_path)
    received = receive(tmp_path / "feedback.xlsx", target=tmp_path / "back")
    assert (received.faults, list(received.counted.values())) == ([], [3])
