"""Where a workbook shows what: rows at their numbers, marks on their cells, and nothing left out in silence."""

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from expectations.catalogue import load_catalogue
from feedback.report import FeedbackLimits
from feedback.workbook import read_fingerprint
from sources.readers.feedback_mark import FINGERPRINT
from tests.feedback.made_up import annotation, make_report, texts, write
from tests.sources.readers.submissions import PENERIMA_HEADER, PENERIMA_ROWS, write_csv, write_xlsx

ERROR, WARNING, ERROR_ROW, WARNING_ROW = "FFFFC7CE", "FFFFEB9C", "FFFDE9EB", "FFFFF8E1"


def fill(cell: object) -> str:
    return str(cell.fill.fgColor.rgb)  # type: ignore[attr-defined]


def untidy_workbook(path: Path) -> Path:
    """Write titles, a header in row 4, a number row, a cell merged over rows 6 and 7, a total, and a hidden row."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Data Penerima")
        sheet.merge_range(0, 0, 0, 6, "LAPORAN PENERIMA")
        sheet.write_row(3, 0, PENERIMA_HEADER)
        sheet.write_row(4, 0, list(range(1, 8)))
        sheet.write_row(5, 1, PENERIMA_ROWS[0][1:])
        sheet.write_row(6, 1, PENERIMA_ROWS[1][1:])
        sheet.merge_range(5, 0, 6, 0, "K-01")
        sheet.write_row(7, 0, ["JUMLAH", "", "", "", "", 1_200_000])
        sheet.set_row(6, None, None, {"hidden": True})
        workbook.add_worksheet("Rekap").write(0, 0, "bukan data")
    return path


def test_rows_stand_at_their_own_numbers_in_their_own_layout(tmp_path: Path) -> None:
    path = untidy_workbook(tmp_path / "laporan.xlsx")
    report = make_report([path], [("laporan.xlsx", "Data Penerima", "penerima", 2)])
    written, book = write(report, tmp_path)
    assert book.sheetnames == ["Ringkasan", "Temuan", "Data Penerima"]
    sheet = book["Data Penerima"]
    assert sheet["A1"].value == "LAPORAN PENERIMA"
    assert [cell.value for cell in sheet[4]] == PENERIMA_HEADER
    assert [cell.value for cell in sheet[5]] == list(range(1, 8))
    assert sheet["B7"].value == PENERIMA_ROWS[1][1]
    assert sheet["A8"].value == "JUMLAH"
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:G1", "A6:A7"}
    assert sheet.freeze_panes == "A5"
    assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
    assert written.findings_without_cell == 0


def test_faulty_cells_and_rows_are_marked_commented_and_linked(tmp_path: Path) -> None:
    path = untidy_workbook(tmp_path / "laporan.xlsx")
    place = ("laporan.xlsx", "Data Penerima")
    said = [
        annotation("bad_nik", *place, 6, "nik"),
        annotation("nik_missing", *place, 7, "nik"),
        annotation("duplicate_row", *place, 7),
    ]
    report = make_report([path], [(*place, "penerima", 2)], said)
    written, book = write(report, tmp_path)
    sheet = book["Data Penerima"]
    assert fill(sheet["B6"]) == ERROR
    assert fill(sheet["C6"]) not in (ERROR, ERROR_ROW)
    assert fill(sheet["B7"]) == WARNING
    assert [fill(sheet.cell(7, column)) for column in (3, 4, 5, 6, 7)] == [ERROR_ROW] * 5
    comment = sheet["B6"].comment
    assert "Pesan bad_nik." in comment.text
    assert "Yang perlu dilakukan: Cocokkan dengan KTP" in comment.text
    assert "Kode aturan: bad_nik" in comment.text
    assert "duplicate_row" in sheet["B7"].comment.text  # A7 lies under A6
    links = {cell.hyperlink.location for row in book["Temuan"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {"'Data Penerima'!B6", "'Data Penerima'!B7"}
    assert written.findings_without_cell == 0


def test_a_fault_of_a_covered_cell_shows_where_the_merged_one_does(tmp_path: Path) -> None:
    path = untidy_workbook(tmp_path / "laporan.xlsx")
    place = ("laporan.xlsx", "Data Penerima")
    said = [
        annotation("orphan_activity", *place, 6, "kode_kegiatan"),
        annotation("orphan_activity", *place, 7, "kode_kegiatan"),
    ]
    sheet = write(make_report([path], [(*place, "penerima", 2)], said), tmp_path)[1]["Data Penerima"]
    assert fill(sheet["A6"]) == ERROR
    assert "Baris 7: Pesan orphan_activity." in sheet["A6"].comment.text
    assert sheet["A7"].comment is None


def test_a_region_by_name_is_marked_at_the_name(tmp_path: Path) -> None:
    header = [*PENERIMA_HEADER[:3], "Kelurahan", *PENERIMA_HEADER[4:]]
    row = [*PENERIMA_ROWS[0][:3], "Nirwana", *PENERIMA_ROWS[0][4:]]
    path = write_csv(tmp_path / "penerima.csv", [header, row])
    said = [annotation("unknown_region", "penerima.csv", "penerima", 2, "kode_wilayah")]
    sheet = write(make_report([path], [("penerima.csv", "penerima", "penerima", 1)], said), tmp_path)[1]["penerima"]
    assert fill(sheet["D2"]) == ERROR


def test_records_become_rows_with_their_number_beside(tmp_path: Path) -> None:
    path = tmp_path / "penerima.json"
    records = [dict(zip(PENERIMA_HEADER, row, strict=True)) for row in PENERIMA_ROWS]
    records[1]["catatan"] = "=1+1"
    path.write_text(json.dumps(records), encoding="utf-8")
    said = [annotation("bad_nik", "penerima.json", "penerima", 2, "nik")]
    written, book = write(make_report([path], [("penerima.json", "penerima", "penerima", 2)], said), tmp_path)
    sheet = book["penerima"]
    assert [cell.value for cell in sheet[1]] == ["Nomor data", *PENERIMA_HEADER, "catatan"]
    assert [cell.value for cell in sheet["A"]] == ["Nomor data", 1, 2]
    assert fill(sheet["C3"]) == ERROR
    assert (sheet["I3"].value, sheet["I3"].data_type) == ("=1+1", "s")
    assert "nomor baris berarti nomor data" in " ".join(texts(book["Ringkasan"]))
    assert written.findings_without_cell == 0


def test_a_very_long_sheet_shows_the_rows_with_a_finding_and_says_so(tmp_path: Path) -> None:
    rows = [[f"K-{number}", *PENERIMA_ROWS[0][1:]] for number in range(2, 32)]
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *rows])
    said = [annotation("bad_nik", "penerima.csv", "penerima", number, "nik") for number in range(10, 30)]
    limits = FeedbackLimits(sheet_rows=15)
    report = make_report([path], [("penerima.csv", "penerima", "penerima", 30)], said, limits)
    written, book = write(report, tmp_path, limits)
    sheet = book["penerima"]
    assert "30 baris data" in sheet["A1"].value
    assert [cell.value for cell in sheet[2]] == ["Baris asal", *PENERIMA_HEADER]
    assert [cell.value for cell in sheet["A"]][2:] == list(range(10, 25))
    assert sheet["B3"].value == "K-10"
    assert fill(sheet["C3"]) == ERROR
    assert "20 harus diperbaiki" in texts(book["Ringkasan"])
    assert "Yang terdaftar di sini 15 temuan" in " ".join(texts(book["Temuan"]))
    assert written.findings_without_cell == 0


def test_a_sheet_of_too_many_cells_breaks_off_and_says_so(tmp_path: Path) -> None:
    rows = [[f"K-{number}", *PENERIMA_ROWS[0][1:]] for number in range(2, 32)]
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *rows])
    said = [annotation("bad_nik", "penerima.csv", "penerima", 31, "nik")]
    limits = FeedbackLimits(sheet_cells=70)
    report = make_report([path], [("penerima.csv", "penerima", "penerima", 30)], said)
    written, book = write(report, tmp_path, limits)
    assert book["penerima"]["A31"].value == "K-31"
    assert book["penerima"]["A20"].value is None
    shown = sum(cell.value is not None for cell in book["penerima"]["A"])
    assert f"{31 - shown} baris tidak ditampilkan" in " ".join(texts(book["Ringkasan"]))
    assert written.findings_without_cell == 0


def test_more_comments_than_a_spreadsheet_bears_are_counted_in_words(tmp_path: Path) -> None:
    rows = [[f"K-{number}", *PENERIMA_ROWS[0][1:]] for number in range(2, 12)]
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *rows])
    said = [annotation("bad_nik", "penerima.csv", "penerima", number, "nik") for number in range(2, 12)]
    report = make_report([path], [("penerima.csv", "penerima", "penerima", 10)], said)
    _, book = write(report, tmp_path, FeedbackLimits(sheet_comments=4))
    cells = [row[1] for row in book["penerima"].iter_rows(min_row=2)]
    assert [fill(cell) for cell in cells] == [ERROR] * 10
    assert sum(cell.comment is not None for cell in cells) == 4
    assert "komentar hanya pada 4 sel pertama" in " ".join(texts(book["Ringkasan"]))


def test_files_in_archives_and_sheets_of_one_name_are_distinguished(tmp_path: Path) -> None:
    first = write_xlsx(tmp_path / "a.xlsx", {"penerima": [PENERIMA_HEADER, PENERIMA_ROWS[0]]})
    with zipfile.ZipFile(tmp_path / "laporan.zip", "w") as archive:
        archive.write(write_csv(tmp_path / "x.csv", [PENERIMA_HEADER, PENERIMA_ROWS[1]]), "sub/penerima.csv")
    report = make_report(
        [first, tmp_path / "laporan.zip"],
        [("a.xlsx", "penerima", "penerima", 1), ("laporan.zip/sub/penerima.csv", "penerima", "penerima", 1)],
    )
    _, book = write(report, tmp_path)
    assert book.sheetnames[2:] == ["penerima (a)", "penerima (penerima)"]
    assert book["penerima (penerima)"]["C2"].value == PENERIMA_ROWS[1][2]
    assert "laporan.zip/sub/penerima.csv, lembar penerima" in texts(book["Ringkasan"])


def test_files_that_could_not_be_read_give_a_summary_that_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "laporan.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    written, book = write(
        make_report([broken], [], [annotation("unreadable_file", "laporan.xlsx", None, None)]), tmp_path
    )
    assert book.sheetnames == ["Ringkasan", "Temuan"]
    assert {"laporan.xlsx", "Pesan unreadable_file.", "unreadable_file"} <= set(texts(book["Ringkasan"]))
    assert (written.sheets, written.findings_without_cell) == (0, 0)


def test_numbers_go_back_as_they_were_read(tmp_path: Path) -> None:
    """A code is the text that was shown, a percentage too; an amount and a count are numbers whatever their format."""
    path = tmp_path / "laporan.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        decimals, percent = workbook.add_format({"num_format": "0.000"}), workbook.add_format({"num_format": "0%"})
        sheet = workbook.add_worksheet("penerima")
        sheet.write_row(0, 0, PENERIMA_HEADER)
        for row, look in ((1, decimals), (2, percent)):
            sheet.write_row(row, 0, PENERIMA_ROWS[0])
            sheet.write(row, 0, 1.1, look)
            sheet.write(row, 5, 25, look)
    shown = write(make_report([path], [("laporan.xlsx", "penerima", "penerima", 2)]), tmp_path)[1]["penerima"]
    assert [shown["A2"].value, shown["F2"].value] == ["1.100", 25]
    assert [shown["A3"].value, shown["F3"].value] == ["110%", "2500%"]


def test_a_missing_column_is_reported_at_the_header(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER[:-1], PENERIMA_ROWS[0][:-1]])
    said = [annotation("missing_column", "penerima.csv", "penerima", None, "tanggal_terima")]
    sheet = write(make_report([path], [("penerima.csv", "penerima", "penerima", 1)], said), tmp_path)[1]["penerima"]
    assert fill(sheet["A1"]) == ERROR
    assert "missing_column" in sheet["A1"].comment.text


@pytest.mark.parametrize("sheet_name", ["penerima", None])
def test_all_rows_of_a_rejected_sheet_are_marked_and_the_heading_is_not(tmp_path: Path, sheet_name: str | None) -> None:
    path = write_csv(tmp_path / "penerima.csv", [["Laporan"], PENERIMA_HEADER, *PENERIMA_ROWS])
    rule = "unexpected_dataset" if sheet_name else "wrong_semester"
    said = [annotation(rule, "penerima.csv", sheet_name, None)]
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", 2)], said), tmp_path)
    sheet = book["penerima"]
    assert fill(sheet["A1"]) not in (ERROR, ERROR_ROW)
    assert fill(sheet["A2"]) not in (ERROR, ERROR_ROW)
    assert [fill(cell) for row in sheet["A3:G4"] for cell in row] == [ERROR_ROW] * 14
    assert sheet["A2"].comment is None
    assert rule in sheet["A3"].comment.text
    assert sheet["A4"].comment is None
    summary = " ".join(texts(book["Ringkasan"]))
    assert f"semua baris ditolak: {load_catalogue()[rule].title_id}" in summary


def test_a_rejected_sheet_without_rows_says_so_at_its_heading(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER])
    said = [annotation("unexpected_dataset", "penerima.csv", "penerima", None)]
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", 0)], said), tmp_path)
    assert "unexpected_dataset" in book["penerima"]["A1"].comment.text
    assert "semua baris ditolak" not in " ".join(texts(book["Ringkasan"]))


def test_without_rows_the_findings_are_listed_all_the_same(tmp_path: Path) -> None:
    path = untidy_workbook(tmp_path / "laporan.xlsx")
    place = ("laporan.xlsx", "Data Penerima")
    report = make_report([path], [(*place, "penerima", 2)], [annotation("bad_nik", *place, 6, "nik")])
    written, book = write(report, tmp_path, with_rows=False)
    assert book.sheetnames == ["Ringkasan", "Temuan"]
    assert {"baris 6", "Pesan bad_nik."} <= set(texts(book["Temuan"]))
    assert "isi lembar tidak dapat ditampilkan di sini" in " ".join(texts(book["Ringkasan"]))
    assert written.findings_without_cell == 1


def test_equal_reports_give_equal_bytes_and_carry_their_fingerprint(tmp_path: Path) -> None:
    path = untidy_workbook(tmp_path / "laporan.xlsx")
    place = ("laporan.xlsx", "Data Penerima")
    report = make_report([path], [(*place, "penerima", 2)], [annotation("bad_nik", *place, 6, "nik")])
    write(report, tmp_path)
    first = shutil.copy(tmp_path / "feedback.xlsx", tmp_path / "first.xlsx")
    write(make_report([path], [(*place, "penerima", 2)], [annotation("bad_nik", *place, 6, "nik")]), tmp_path)
    assert (tmp_path / "feedback.xlsx").read_bytes() == first.read_bytes()
    assert read_fingerprint(first) == report.fingerprint(FeedbackLimits())
    other = make_report([path], [(*place, "penerima", 2)], [annotation("bad_nik", *place, 7, "nik")])
    assert other.fingerprint(FeedbackLimits()) != report.fingerprint(FeedbackLimits())
    assert report.fingerprint(FeedbackLimits(sheet_rows=9)) != report.fingerprint(FeedbackLimits())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no workbook"])
def test_what_is_no_workbook_has_no_fingerprint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feedback.xlsx"
    assert read_fingerprint(path) is None
    path.write_bytes(content)
    assert read_fingerprint(path) is None
    openpyxl.Workbook().save(path)
    assert read_fingerprint(path) is None


def test_a_document_type_gives_no_fingerprint(tmp_path: Path) -> None:
    properties = b'<!DOCTYPE p [<!ENTITY e "x">]><p><q name="sektap_fingerprint">&e;</q></p>'
    with zipfile.ZipFile(tmp_path / "feedback.xlsx", "w") as package:
        package.writestr("docProps/custom.xml", properties.replace(b"sektap_fingerprint", FINGERPRINT.encode()))
    assert read_fingerprint(tmp_path / "feedback.xlsx") is None
