"""Looks of cells that other programmes write otherwise: their XML, the styles of columns, rows and parents."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableColumn, TableRow
from odf.text import P

from sources.cells.model import Cell, FormattedNumber
from sources.readers import xlsx_scan
from sources.readers.model import ReadingLimits
from sources.readers.number_formats import as_formatted
from sources.readers.ods_styles import as_shown
from sources.readers.xlsx_look import scan_look
from sources.readers.xlsx_styles import read_styles
from tests.sources.readers.submissions import PENERIMA, PENERIMA_HEADER, PENERIMA_ROWS, receive, write_bytes, zip_bytes
from tests.sources.readers.test_cell_looks import Runs, Shown, write_with_openpyxl, write_with_xlsxwriter
from tests.sources.readers.test_formats import odf_cell

SHEET, STYLES, TEXTS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
#: A style that a condition puts on.
DIFFERENTIAL = '<dxfs count="1"><dxf><font><strike/></font><numFmt numFmtId="9" formatCode="0%"/></dxf></dxfs>'
NIK = "3574010101750001"
TABLE = [
    PENERIMA_HEADER,
    [Shown(1.1, "0.00"), NIK, "Contoh Satu", "3574031001", "Sembako", Shown(0.5, "0%"), "2023-03-15"],
    [Shown(2.2, "0.00"), NIK, Shown("Coret", is_struck=True), "3574031001", "Sembako", 600000, "2023-03-15"],
    ["K-03", NIK, Runs([("Salah ", True), ("Contoh Tiga", False)]), "3574031001", "Sembako", 600000, "2023-03-15"],
]


def rewritten(path: Path, changes: dict[str, Callable[[str], str]]) -> Path:
    """Write a workbook anew with some of its parts changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, change in changes.items():
        changed = change(parts[name].decode())
        assert changed.encode() != parts[name]
        parts[name] = changed.encode()
    return write_bytes(path, zip_bytes(parts))


def assert_looks(path: Path, **options: Any) -> None:
    received = receive(path, **options)
    assert received.faults == []
    assert received.column("penerima", "kode_kegiatan") == ["1.10", "2.20", "K-03"]
    assert received.column("penerima", "nama") == ["Contoh Satu", None, "Contoh Tiga"]
    assert received.column("penerima", "nilai_bantuan__raw") == ["50%", None, None]


def with_prefix(xml: str) -> str:
    """Give every element of the main namespace a prefix."""
    xml = xml.replace('xmlns="http://schemas.openxmlformats', 'xmlns:x="http://schemas.openxmlformats')
    return re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", xml)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: re.sub(r'<c r="(\w+)" s="(\d+)"', r'<c s="\2" r="\1"', xml),
        lambda xml: re.sub(r'<c r="(\w+)" s="(\d+)" t="s"', r'<c r="\1" t="s" s="\2"', xml),
        lambda xml: re.sub(r'<c r="\w+"', "<c", xml),
        lambda xml: re.sub(r'<c r="(\w+)"', r"<c r='\1'", xml),
        lambda xml: re.sub(r'<c r="(\w+)" s="(\d+)">', r'<c r="\1" s="\2" t="n">', xml),
        lambda xml: xml.replace("<v>", "<f>1+1</f><v>", 1),
        lambda xml: xml.replace('<row r="', '<row s="1" customFormat="1" r="'),
        with_prefix,
    ],
)
def test_cells_of_other_programmes(tmp_path: Path, change: Callable[[str], str]) -> None:
    write_with_xlsxwriter(tmp_path / "a.xlsx", TABLE)
    assert_looks(rewritten(tmp_path / "a.xlsx", {SHEET: change}))


def test_styles_and_shared_texts_with_a_prefix(tmp_path: Path) -> None:
    write_with_xlsxwriter(tmp_path / "a.xlsx", TABLE)
    assert_looks(rewritten(tmp_path / "a.xlsx", {STYLES: with_prefix, TEXTS: with_prefix}))


def test_a_sheet_that_spans_a_huge_area_and_one_with_an_error(tmp_path: Path) -> None:
    write_with_xlsxwriter(tmp_path / "a.xlsx", [*TABLE, *[[]] * 200_000, [None] * 60 + ["jauh"]])
    assert_looks(tmp_path / "a.xlsx", limits=ReadingLimits(sheet_cells=1_000_000))
    write_with_openpyxl(tmp_path / "b.xlsx", [[*row, "#N/A" if at else "lain"] for at, row in enumerate(TABLE)])
    assert_looks(tmp_path / "b.xlsx", target=tmp_path / "b")


def test_looks_are_found_wherever_a_large_sheet_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[Shown(at + 0.5, "0.00"), Runs([("Salah", True), (f"Contoh {at}", False)])] for at in range(200)]
    write_with_xlsxwriter(tmp_path / "a.xlsx", rows)
    styles = read_styles(tmp_path / "a.xlsx")
    # A cut after every so many bytes falls into every part of a cell.
    monkeypatch.setattr(xlsx_scan, "_CHUNK", 307)
    _, look = scan_look(tmp_path / "a.xlsx", SHEET, styles, ReadingLimits())
    cells: list[list[Cell]] = [[1.5, "lama"] for _ in rows]
    for at, row in enumerate(cells):
        look.apply(at, row)
    assert cells == [[FormattedNumber(1.5, "1.50"), f"Contoh {at}"] for at in range(200)]


def test_the_first_style_is_that_of_cells_without_one(tmp_path: Path) -> None:
    write_with_xlsxwriter(tmp_path / "a.xlsx", [PENERIMA_HEADER, [1.5, *PENERIMA_ROWS[0][1:]]])
    changes = {STYLES: lambda xml: re.sub(r'(<cellXfs.*?<xf numFmtId=)"0"', r'\1"2"', xml)}
    assert receive(rewritten(tmp_path / "a.xlsx", changes)).column("penerima", "kode_kegiatan") == ["1.50"]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace("<strike/>", '<strike val="0"/>'),
        lambda xml: xml.replace("<strike/>", '<strike val="false"/>'),
        lambda xml: xml.replace("<strike/>", "").replace('<dxfs count="0"/>', DIFFERENTIAL),
    ],
)
def test_fonts_that_strike_nothing_through(tmp_path: Path, change: Callable[[str], str]) -> None:
    rows = [PENERIMA_HEADER, [Shown("K-01", is_struck=True), *PENERIMA_ROWS[0][1:]]]
    write_with_xlsxwriter(tmp_path / "a.xlsx", rows)
    assert receive(rewritten(tmp_path / "a.xlsx", {STYLES: change})).column("penerima", "kode_kegiatan") == ["K-01"]


def test_broken_styles_are_unreadable(tmp_path: Path) -> None:
    write_with_xlsxwriter(tmp_path / "a.xlsx", TABLE)
    broken = rewritten(tmp_path / "a.xlsx", {TEXTS: lambda xml: xml.replace("</r>", "</q>")})
    assert receive(broken).faults == [("unreadable_file", "a.xlsx", None, None)]


@pytest.mark.parametrize("place", ["column", "row", "parent", "named", "paragraph"])
def test_where_an_ods_says_that_text_is_struck(tmp_path: Path, place: str) -> None:
    document = OpenDocumentSpreadsheet()
    named = Style(name="Coret", family="paragraph" if place == "paragraph" else "table-cell")
    named.addElement(TextProperties(textlinethroughtype="single"))
    document.styles.addElement(named)
    if place == "parent":
        document.automaticstyles.addElement(Style(name="ce1", family="table-cell", parentstylename="Coret"))
    table = Table(name="penerima")
    document.spreadsheet.addElement(table)
    if place == "column":
        table.addElement(TableColumn(numbercolumnsrepeated=2))
        table.addElement(TableColumn(defaultcellstylename="Coret"))
        table.addElement(TableColumn(numbercolumnsrepeated=16_381))
    for number, row in enumerate(PENERIMA):
        line = TableRow(**({"defaultcellstylename": "Coret"} if place == "row" and number == 2 else {}))
        table.addElement(line)
        for at, value in enumerate(row):
            style = {"parent": "ce1", "named": "Coret"}.get(place) if at == 2 and number == 2 else None
            cell = odf_cell(value, **({"stylename": style} if style else {}))
            if place == "paragraph" and at == 2 and number == 2:
                cell = odf_cell("")
                cell.setAttribute("valuetype", "string")
                cell.addElement(P(text=value, stylename="Coret"))
            line.addElement(cell)
    document.save(str(tmp_path / "a.ods"))
    received = receive(tmp_path / "a.ods")
    if place == "column":
        # The label is struck through too: nothing tells what the column holds.
        assert received.faults == [("missing_column", "a.ods", "penerima", "nama")]
    else:
        assert received.column("penerima", "nama") == (["Contoh Satu"] if place == "row" else ["Contoh Satu", None])


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (72, '0"%"', "72%"),
        (72, r"0\%", "72%"),
        (0.5, "[Red]0%", "50%"),
        (0.5, "[>1]0%;0%", "50%"),
        (1234.5, "#,##0%", "123450%"),
        (-0.5, "0%;-0%", "-50%"),
        (1.25, "0.0", "1.3"),
        (1.5, "0.00_);(0.00)", "1.50"),
        (-1.5, "0.00_);(0.00)", "(1.50)"),
        (-1.5, "0.00", "-1.50"),
        (0.5, "#.00", ".50"),
        (5, "[$-421]00", "05"),
        (12345, "000", None),
        (1.5, "0.0#", None),
        (25, "0", None),
        (1e15, "0.00", None),
        (5, '"Rp"0.00', None),
        (5, "[$Rp-421]0.00", None),
        (5, "#,##0.00", None),
        (5, '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', None),
        (0.5, "0?/?", None),
        (5, "0.00E+00", None),
        (45000, "dd/mm/yyyy", None),
        (45000, "[$-421]dd mmmm yyyy", None),
        (True, "000", None),
        ("1.1", "0.00", None),
    ],
)
def test_what_a_number_format_shows(number: Any, code: str, shown: str | None) -> None:
    assert as_formatted(number, code) == (number if shown is None else FormattedNumber(number, shown))


@pytest.mark.parametrize(
    ("number", "text", "shown"),
    [
        (1.1, "1,10", "1.10"),
        (1.0, "001", "001"),
        (7.0, "K-007", "K-007"),
        (25.0, "25 KK", "25 KK"),
        (10201.0, "1.02.01", "1.02.01"),
        (-1.5, "-1,50", "-1.50"),
        (1.25, "1,3", "1.3"),
        (72.0, "72 %", "72 %"),
        (1500.0, "1.500", None),
        (1500.0, "1,500.00", None),
        (1500000.0, "1.500.000", None),
        (500.0, "Rp500", None),
        (1 / 3, "0,3333333333", None),
        (12.345, "12", None),
        (3.57e15, "3,57E+15", None),
        (0.5, "1/2", None),
        (5.0, "", None),
        (float("nan"), "1,10", None),
    ],
)
def test_what_an_ods_shows_of_a_number(number: float, text: str, shown: str | None) -> None:
    cell = as_shown(number, text, is_percentage=False)
    assert cell is number if shown is None else cell == FormattedNumber(number, shown)


def test_a_percentage_without_its_text(tmp_path: Path) -> None:
    assert as_shown(0.725, "", is_percentage=True) == FormattedNumber(0.725, "72.5%")
