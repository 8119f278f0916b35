"""The same rows in every format that institutions hand in."""

import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P, S, Span

from sources.readers.model import ReadingLimits
from tests.sources.readers.submissions import (
    PENERIMA,
    PENERIMA_HEADER,
    PENERIMA_ROWS,
    receive,
    write_bytes,
    write_csv,
    write_xlsx,
    zip_bytes,
)


def assert_both_rows(folder_rows: list[dict[str, Any]]) -> None:
    assert [row["nama"] for row in folder_rows] == ["Contoh Satu", "Contoh Dua"]
    assert [row["nik"] for row in folder_rows] == ["3574010101750001", "3574014102800002"]
    assert [row["nilai_bantuan"] for row in folder_rows] == [Decimal("600000.00")] * 2
    assert [row["tanggal_terima"] for row in folder_rows] == [dt.date(2023, 3, 15), dt.date(2023, 4, 15)]
    assert [row["kode_wilayah"] for row in folder_rows] == ["35.74.03.1001", "35.74.03.1004"]


def write_xls(path: Path, rows: list[list[Any]], sheet: str = "penerima") -> Path:
    workbook = xlwt.Workbook()
    worksheet = workbook.add_sheet(sheet)
    for row_index, row in enumerate(rows):
        for column, cell in enumerate(row):
            worksheet.write(row_index, column, cell)
    workbook.save(str(path))
    return path


def odf_cell(value: Any, **attributes: Any) -> TableCell:
    if isinstance(value, float):
        return TableCell(valuetype="float", value=value, **attributes)
    if isinstance(value, dt.date):
        return TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
    cell = TableCell(valuetype="string", **attributes) if value else TableCell(**attributes)
    if value:
        cell.addElement(P(text=value))
    return cell


def write_ods(path: Path, rows: list[list[Any]], sheet: str = "penerima") -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name=sheet)
    document.spreadsheet.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for value in row:
            line.addElement(value if hasattr(value, "tagName") else odf_cell(value))
    document.save(str(path))
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".csv", ".dat"])
def test_workbooks_are_known_by_content_and_not_by_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"laporan{suffix}"
    for write in (lambda: write_xlsx(path, {"Penerima": PENERIMA}), lambda: write_xls(path, PENERIMA)):
        write()
        received = receive(path)
        assert_both_rows(received.rows("penerima"))
        assert received.faults == []
    write_ods(path, PENERIMA)
    assert_both_rows(receive(path).rows("penerima"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_every_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [*PENERIMA, ["K-01", "", "Andr\u00e9", "3574031001", "Sembako", "1.000,50", "17 Mei 2023"]]
    path = write_csv(tmp_path / "penerima.csv", rows, delimiter, encoding)
    received = receive(path)
    assert_both_rows(received.rows("penerima")[:2])
    assert received.column("penerima", "nama")[2] == "Andr\u00e9"
    assert received.column("penerima", "nilai_bantuan")[2] == Decimal("1000.50")
    assert received.column("penerima", "source_row") == [2, 3, 4]
    assert received.counted == {("penerima.csv", "penerima"): 3}


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_csv_with_titles_sep_line_and_formula_text(tmp_path: Path, line_end: str) -> None:
    lines = ["sep=;", "Laporan Semester I Tahun 2023;;;;;;", "", ";".join(PENERIMA_HEADER), ";".join(PENERIMA_ROWS[0])]
    text = line_end.join(lines).replace("3574010101750001", '="3574010101750001"')
    (tmp_path / "penerima.csv").write_bytes(text.encode())
    received = receive(tmp_path / "penerima.csv")
    assert received.column("penerima", "nik") == ["3574010101750001"]
    assert received.column("penerima", "source_row") == [4]  # title, blank, header: sep= is no record
    assert received.rows("sheet")[0]["tables"][0]["header_row"] == 3


def test_csv_field_over_lines_is_one_record(tmp_path: Path) -> None:
    rows = [[*PENERIMA_HEADER, "alamat"], [*PENERIMA_ROWS[0], '"Jl. Mawar 3\nRT 1"'], [*PENERIMA_ROWS[1], "Jl. Melati"]]
    (tmp_path / "penerima.csv").write_text("\n".join(",".join(row) for row in rows))
    received = receive(tmp_path / "penerima.csv")
    assert received.column("penerima", "alamat") == ["Jl. Mawar 3 RT 1", "Jl. Melati"]
    assert received.column("penerima", "source_row") == [2, 3]


def test_csv_whose_open_quote_swallows_rows_is_unreadable(tmp_path: Path) -> None:
    rows = [*PENERIMA, *PENERIMA_ROWS, *PENERIMA_ROWS]
    text = "\n".join(",".join(row) for row in rows).replace("Contoh Satu", '"Contoh Satu', 1)
    (tmp_path / "penerima.csv").write_text(text)
    assert receive(tmp_path / "penerima.csv").faults == [("unreadable_file", "penerima.csv", None, None)]


RECORDS = [dict(zip(PENERIMA_HEADER, row, strict=True)) for row in PENERIMA_ROWS]


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("penerima.json", json.dumps(RECORDS)),
        ("laporan.json", json.dumps({"semester": "2023S1", "Data Penerima": RECORDS, "kegiatan": []}, indent=2)),
        ("penerima.jsonl", "\n".join(map(json.dumps, RECORDS))),
        ("penerima.csv", "\ufeff" + json.dumps(RECORDS)),
        ("Rekap 2023 - penerima.json", json.dumps(RECORDS)),
        ("penerima.json", json.dumps({"status": True, "message": "OK", "data": RECORDS})),
        ("penerima.json", json.dumps({"warga_terdaftar": RECORDS, "jumlah": 2}, indent=1)),
        ("laporan.json", json.dumps({"data": {"penerima": RECORDS, "kegiatan": []}})),
        ("laporan.json", json.dumps({"hasil": {"penerima": {"total": 2, "rows": RECORDS}}})),
        ("laporan.json", json.dumps({"kegiatan": [], "penerima": {"0": RECORDS[0], "2": RECORDS[1]}})),
        ("penerima.json", json.dumps({"-NaB1": RECORDS[0], "-NaB2": RECORDS[1]})),
        ("penerima.json", json.dumps({"data": {"1": RECORDS[0], "2": RECORDS[1]}, "status": 200})),
        ("penerima.json", json.dumps({"3574": RECORDS[0], "3575": RECORDS[1]}, indent=4)),
    ],
)
def test_json_in_every_shape(tmp_path: Path, name: str, document: str) -> None:
    (tmp_path / name).write_text(document, encoding="utf-8")
    received = receive(tmp_path / name)
    assert_both_rows(received.rows("penerima"))
    assert received.column("penerima", "source_row") == [1, 2]
    assert received.faults == []


@pytest.mark.parametrize(
    ("name", "document", "rows"),
    [
        ("penerima.json", {"status": True, "data": []}, {"penerima": 0}),
        ("laporan.json", {"data": {"kegiatan": {}, "penerima": {"rows": []}}}, {"kegiatan": 0, "penerima": 0}),
        ("penerima.json", {"data": RECORDS[0]}, {"penerima": 1}),
        ("penerima.json", RECORDS[0] | {"lampiran": [{"berkas": "a.jpg"}], "data": {"sumber": "x"}}, {"penerima": 1}),
        ("laporan.json", {"penerima": {"kesalahan": "tidak ada data"}}, {}),
        ("laporan.json", {"data": RECORDS}, {}),
    ],
)
def test_json_envelopes_that_are_empty_or_none(
    tmp_path: Path, name: str, document: dict[str, Any], rows: dict[str, int]
) -> None:
    (tmp_path / name).write_text(json.dumps(document))
    assert {sheet["dataset"]: sheet["rows_received"] for sheet in receive(tmp_path / name).rows("sheet")} == rows


@pytest.mark.parametrize("shape", ['{"data": [%s]}', '{"status": 1, "penerima": {%s}}'])
def test_json_in_an_envelope_is_streamed(tmp_path: Path, shape: str) -> None:
    rows = [json.dumps(RECORDS[0] | {"nama": "Contoh " * 50}) for _ in range(300)]
    if shape.endswith("{%s}}"):
        rows = [f'"{number}": {row}' for number, row in enumerate(rows)]
    (tmp_path / "penerima.json").write_text(shape % ", ".join(rows))
    received = receive(tmp_path / "penerima.json", limits=ReadingLimits(record_bytes=5000))
    assert (received.faults, received.column("penerima", "source_row")[-1]) == ([], 300)


def test_json_numbers_are_no_spreadsheet_numbers(tmp_path: Path) -> None:
    record = RECORDS[0] | {"nik": 3574010101750010, "nilai_bantuan": 1.5, "kode_kegiatan": None, "nama": "\ud800"}
    (tmp_path / "penerima.json").write_text(json.dumps([record]))
    received = receive(tmp_path / "penerima.json")
    assert received.column("penerima", "nik") == ["3574010101750010"]
    assert received.column("penerima", "nilai_bantuan") == [Decimal("1.50")]
    assert received.column("penerima", "kode_kegiatan") == [None]
    assert received.column("penerima", "nama") == ["\ufffd"]


@pytest.mark.parametrize(
    "document",
    [
        "[{}, 3]",
        '[{"nik": 1}',
        "[{]",
        '[{"nik": NaN}]',
        "[" * 100_000,
        '[{"nik": 1}] x',
        '[{"nilai": 1e99999999999999999999}]',
    ],
)
def test_broken_json_is_unreadable(tmp_path: Path, document: str) -> None:
    (tmp_path / "penerima.json").write_text(document)
    received = receive(tmp_path / "penerima.json")
    assert [fault[0] for fault in received.faults if fault[0] != "missing_column"] == ["unreadable_file"]


def test_numbers_dates_and_errors_of_a_workbook(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Penerima"
    sheet.append(PENERIMA_HEADER)
    sheet.append(["K-01", 3574010101750000, "Contoh Satu", 3574031001, "Sembako", 600000, dt.date(2023, 3, 15)])
    sheet.append([1, 3574010101750001, "Contoh Dua", "3574031001", "Sembako", "x", 45000])
    for column in (2, 6, 7):
        sheet.cell(3, column).value = "#N/A"
        sheet.cell(3, column).data_type = "e"
    sheet.append(["K-03", "'3574010101750003", "=A1&B1", "3574031001", "Sembako", "=1+1", "#REF!"])
    workbook.save(tmp_path / "a.xlsx")
    first, second, third = receive(tmp_path / "a.xlsx").rows("penerima")
    assert (first["nik"], first["nik__fault"], first["nik__raw"]) == (None, "nik_precision_lost", "3574010101750000")
    assert first["kode_wilayah"] == "35.74.03.1001"
    assert first["tanggal_terima"] == dt.date(2023, 3, 15)
    assert second["kode_kegiatan"] == "1"
    assert [second[f"{column}__fault"] for column in ("nik", "nilai_bantuan", "tanggal_terima")] == [
        "missing_value", "bad_number", "bad_date",
    ]  # fmt: skip
    assert second["nilai_bantuan__raw"] == "#N/A"
    assert third["nama"] is None  # a formula without a cached value is empty
    assert third["nilai_bantuan__fault"] is None
    assert third["tanggal_terima__fault"] == "bad_date"


def test_an_old_workbook_tells_errors_and_its_epoch(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    workbook.dates_1904 = True
    workbook.add_sheet("Rekap").write(0, 0, "apa saja")
    sheet = workbook.add_sheet("Penerima")
    for row_index, row in enumerate(
        [PENERIMA_HEADER, ["K", "", "Contoh", "3574031001", "Sembako", 1, 43538.0], PENERIMA_ROWS[1]]
    ):
        for column, cell in enumerate(row):
            if (row_index, column) != (2, 5):
                sheet.write(row_index, column, cell)
    sheet.row(2).set_cell_error(5, 0x2A)
    workbook.save(str(tmp_path / "a.xls"))
    first, second = receive(tmp_path / "a.xls").rows("penerima")
    assert first["tanggal_terima"] == dt.date(2023, 3, 15)
    assert (second["nilai_bantuan__fault"], second["nilai_bantuan__raw"]) == ("bad_number", "#N/A")


def test_a_1904_xlsx_counts_its_serials_from_1904(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = workbook.active
    sheet.title = "Penerima"
    sheet.append(PENERIMA_HEADER)
    sheet.append([*PENERIMA_ROWS[0][:6], 43538])
    sheet.append([*PENERIMA_ROWS[0][:6], dt.date(2023, 3, 15)])
    workbook.save(tmp_path / "a.xlsx")
    assert receive(tmp_path / "a.xlsx").column("penerima", "tanggal_terima") == [dt.date(2023, 3, 15)] * 2


def test_merged_cells_of_an_ods_hold_for_every_row(tmp_path: Path) -> None:
    first, second = (list(row) for row in PENERIMA_ROWS)
    first[0] = odf_cell("K-09", numberrowsspanned=2)
    second[0] = CoveredTableCell()
    second[5] = 600000.0
    second[6] = dt.date(2023, 4, 15)
    path = write_ods(tmp_path / "a.ods", [["Daftar"], PENERIMA_HEADER, first, second])
    received = receive(path)
    assert received.column("penerima", "kode_kegiatan") == ["K-09", "K-09"]
    assert received.column("penerima", "source_row") == [3, 4]
    assert_both_rows(received.rows("penerima"))


def test_zip_in_zip_and_junk_files(tmp_path: Path) -> None:
    inner = tmp_path / "dalam.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA}), "a.xlsx")
    with zipfile.ZipFile(tmp_path / "kiriman.zip", "w") as archive:
        archive.write(inner, "lama/dalam.zip")
        archive.write(write_csv(tmp_path / "penerima.csv", PENERIMA), "penerima.csv")
        for junk in ("~$a.xlsx", "__MACOSX/._a.xlsx", ".DS_Store", "Thumbs.db"):
            archive.writestr(junk, b"junk")
    received = receive(tmp_path / "kiriman.zip")
    assert received.counted == {
        ("kiriman.zip/lama/dalam.zip/a.xlsx", "Penerima"): 2,
        ("kiriman.zip/penerima.csv", "penerima"): 2,
    }
    assert received.faults == []
    files = received.rows("file")
    assert [row["rows_received"] for row in files] == [2, 2]
    assert files[0]["content_digest"] == files[1]["content_digest"] is not None
    assert not list(received.folder.parent.glob(".*"))


@pytest.mark.parametrize("name", ["...laporan.xlsx", ".laporan.XLSX", "..ods"])
def test_a_dot_file_of_a_readable_format_is_a_report(tmp_path: Path, name: str) -> None:
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA}).rename(tmp_path / name))
    assert (received.counted, received.faults) == ({(name, "Penerima"): 2}, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("._laporan.xlsx", b"\0\5\x16\7\0\2\0\0Mac OS X"),
        (".laporan.xlsx", b"\0\5\x16\7\0\2\0\0Mac OS X"),
        (".~lock.laporan.xlsx", b",petugas,kantor,03.07.2023 09:30;"),
        (".laporan.xls", b"<html></html>"),
        (".gitignore", b"*.tmp"),
    ],
)
def test_a_dot_file_of_no_readable_format_is_passed_over(tmp_path: Path, name: str, content: bytes) -> None:
    good = write_csv(tmp_path / "penerima.csv", PENERIMA)
    (tmp_path / name).write_bytes(content)
    received = receive(good, tmp_path / name)
    assert (received.counted, received.faults) == ({("penerima.csv", "penerima"): 2}, [])


def test_a_dot_file_that_is_a_broken_workbook_is_told(tmp_path: Path) -> None:
    content = write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA}).read_bytes()
    (tmp_path / ".laporan.xlsx").write_bytes(content[: len(content) // 2])
    assert receive(tmp_path / ".laporan.xlsx").faults == [("unreadable_file", ".laporan.xlsx", None, None)]


def test_content_digest_knows_content_and_not_its_form(tmp_path: Path) -> None:
    untidy = [
        ["Laporan"],
        [],
        ["No", *reversed(PENERIMA_HEADER)],
        *([index, *reversed(row)] for index, row in enumerate(PENERIMA_ROWS)),
    ]
    other = [PENERIMA_HEADER, PENERIMA_ROWS[0], [*PENERIMA_ROWS[1][:5], "600001", "2023-04-15"]]
    received = receive(
        write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *reversed(PENERIMA_ROWS)], ";"),
        write_xlsx(tmp_path / "sama.xlsx", {"Data Penerima (rev)": untidy}),
        write_xlsx(tmp_path / "zain.xlsx", {"Penerima": other}),
        write_xlsx(tmp_path / "zkosong.xlsx", {"Penerima": [PENERIMA_HEADER]}),
    )
    same, same_too, differs, empty = (row["content_digest"] for row in received.rows("file"))
    assert same == same_too
    assert differs not in (None, same)
    assert empty is None


def test_what_stands_before_a_fault_of_an_ods_is_received(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", PENERIMA)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    end = b"</office:spreadsheet>"
    assert end in parts["content.xml"]
    parts["content.xml"] = parts["content.xml"].replace(end, b'<table:table table:name="kegiatan"><table:table-row>')
    write_bytes(path, zip_bytes(parts))
    received = receive(path)
    assert_both_rows(received.rows("penerima"))
    assert received.faults == [("unreadable_file", "a.ods", None, None)]


def test_text_of_an_ods_cell_is_that_of_its_paragraphs(tmp_path: Path) -> None:
    first = list(PENERIMA_ROWS[0])
    name, paragraph, note = TableCell(valuetype="string"), P(text="Contoh"), Annotation()
    note.addElement(P(text="catatan"))
    for element in (note, S(c=3), Span(text="Satu")):
        paragraph.addElement(element)
    name.addElement(paragraph)
    first[2] = name
    received = receive(write_ods(tmp_path / "a.ods", [PENERIMA_HEADER, first, PENERIMA_ROWS[1]]))
    assert_both_rows(received.rows("penerima"))


def test_times_truth_values_and_dates_beyond_the_calendar_of_an_xls(tmp_path: Path) -> None:
    day, time = xlwt.easyxf(num_format_str="yyyy-mm-dd"), xlwt.easyxf(num_format_str="hh:mm")
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("penerima")
    for row, cells in enumerate([PENERIMA_HEADER, *[PENERIMA_ROWS[0]] * 3]):
        for column, cell in enumerate(cells):
            if row == 0 or column != 6:
                sheet.write(row, column, cell)
    sheet.write(1, 6, 0.5, time)
    sheet.write(2, 6, True)
    sheet.write(3, 6, 1e9, day)
    workbook.save(str(tmp_path / "a.xls"))
    rows = receive(tmp_path / "a.xls").rows("penerima")
    assert [row["tanggal_terima__fault"] for row in rows] == ["bad_date"] * 3
    assert [row["tanggal_terima__raw"] for row in rows] == ["12:00:00", "TRUE", "1000000000"]
