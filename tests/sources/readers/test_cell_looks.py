"""What a cell shows beyond its value: percentages, decimals and leading zeros of codes, struck-through text."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.sources.readers.submissions import (
    PENERIMA_HEADER,
    PENERIMA_ROWS,
    receive,
)
from tests.sources.readers.test_formats import odf_cell

HEADER = [*PENERIMA_HEADER, "rt", "rw"]
POSITION = {name: at for at, name in enumerate(HEADER)}


class Shown(NamedTuple):
    """A cell: its value, its number format, the text that it shows, and whether it is struck through."""

    value: Any
    number_format: str = "General"
    text: str = ""
    is_struck: bool = False


class Runs(NamedTuple):
    """A text in runs, each with whether it is struck through (null: as its cell), and whether the cell is."""

    runs: list[tuple[str, bool | None]]
    cell_is_struck: bool = False


def rows_with(**cells: Any) -> list[list[Any]]:
    """Give a table of one recipient with some cells replaced, and a plain one below."""
    first = [*PENERIMA_ROWS[0], "001", "002"]
    for name, cell in cells.items():
        first[POSITION[name]] = cell
    return [HEADER, first, [*PENERIMA_ROWS[1], "001", "002"]]


def write_with_xlsxwriter(path: Path, rows: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("penerima")
        formats: dict[Any, Any] = {}

        def look(code: str, is_struck: bool | None) -> Any:
            if (code, is_struck) not in formats:
                formats[code, is_struck] = workbook.add_format({"num_format": code, "font_strikeout": bool(is_struck)})
            return formats[code, is_struck]

        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, Shown):
                    sheet.write(row, column, cell.value, look(cell.number_format, cell.is_struck))
                elif isinstance(cell, Runs):
                    parts = [
                        part
                        for text, is_struck in cell.runs
                        for part in ([] if is_struck is None else [look("General", is_struck)]) + [text]
                    ]
                    assert sheet.write_rich_string(row, column, *parts, look("General", cell.cell_is_struck)) == 0
                else:
                    sheet.write(row, column, cell)


def write_with_openpyxl(path: Path, rows: list[list[Any]]) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "penerima"
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            place = sheet.cell(row, column)
            if isinstance(cell, Shown):
                place.value, place.number_format = cell.value, cell.number_format
                place.font = Font(strike=cell.is_struck)
            elif isinstance(cell, Runs):
                place.font = Font(strike=cell.cell_is_struck)
                place.value = CellRichText(
                    *(
                        text if is_struck is None else TextBlock(InlineFont(strike=is_struck), text)
                        for text, is_struck in cell.runs
                    )
                )
            else:
                place.value = cell
    workbook.save(path)


def write_with_xlwt(path: Path, rows: list[list[Any]]) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("penerima")
    looks: dict[Any, xlwt.XFStyle] = {}

    def font(is_struck: bool | None) -> xlwt.Font:
        made = xlwt.Font()
        made.struck_out = bool(is_struck)
        return made

    def look(code: str, is_struck: bool) -> xlwt.XFStyle:
        if (code, is_struck) not in looks:
            looks[code, is_struck] = xlwt.XFStyle()
            looks[code, is_struck].num_format_str = code
            looks[code, is_struck].font = font(is_struck)
        return looks[code, is_struck]

    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, Shown):
                sheet.write(row, column, cell.value, look(cell.number_format, cell.is_struck))
            elif isinstance(cell, Runs):
                parts = [text if mark is None else (text, font(mark)) for text, mark in cell.runs]
                sheet.write_rich_text(row, column, parts, look("General", cell.cell_is_struck))
            else:
                sheet.write(row, column, cell)
    workbook.save(str(path))


def struck_style(document: OpenDocumentSpreadsheet, family: str, is_struck: bool) -> str:
    """Add a style of a family to a document, once, and give its name."""
    name = f"{family}-{is_struck}"
    if not any(style.getAttribute("name") == name for style in document.automaticstyles.childNodes):
        style = Style(name=name, family=family)
        style.addElement(TextProperties(textlinethroughstyle="solid" if is_struck else "none"))
        document.automaticstyles.addElement(style)
    return name


def odf_shown(document: OpenDocumentSpreadsheet, cell: Any) -> Element:
    if isinstance(cell, Runs):
        place = TableCell(valuetype="string", stylename=struck_style(document, "table-cell", cell.cell_is_struck))
        paragraph = P()
        for text, is_struck in cell.runs:
            style = {} if is_struck is None else {"stylename": struck_style(document, "text", is_struck)}
            paragraph.addElement(Span(text=text, **style))
        place.addElement(paragraph)
        return place
    if not isinstance(cell, Shown):
        return odf_cell(cell)
    options = {"stylename": struck_style(document, "table-cell", cell.is_struck)}
    if isinstance(cell.value, str):
        return odf_cell(cell.value, **options)
    kind = "percentage" if cell.number_format.endswith("%") else "float"
    place = TableCell(valuetype=kind, value=cell.value, **options)
    place.addElement(P(text=cell.text or str(cell.value)))
    return place


def write_with_odfpy(path: Path, rows: list[list[Any]]) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="penerima")
    document.spreadsheet.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for cell in row:
            line.addElement(odf_shown(document, cell))
    document.save(str(path))


WRITERS = [write_with_xlsxwriter, write_with_openpyxl, write_with_xlwt, write_with_odfpy]
Writer = Callable[[Path, list[list[Any]]], None]
every_format = pytest.mark.parametrize("write", WRITERS)


def first_row(tmp_path: Path, write: Writer, **cells: Any) -> dict[str, Any]:
    """Write and read a table; give its first row, after a look at the second, which must not have changed."""
    write(tmp_path / "laporan", rows_with(**cells))
    received = receive(tmp_path / "laporan")
    assert received.faults == []
    first, second = received.rows("penerima")
    assert (second["nama"], second["nilai_bantuan"], second["rt"]) == ("Contoh Dua", Decimal("600000.00"), "001")
    return first


@every_format
@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1.1, "0.00", "1.10"),
        (2, "0.0", "2.0"),
        (1.05, "0.000", "1.050"),
        (1, "000", "001"),
        (12, "00000", "00012"),
        (7, '"K-"000', "K-007"),
        (10201, '0"."00"."00', "1.02.01"),
        (7, "0", "7"),
        (1.1, "General", "1.1"),
        (7, "@", "7"),
    ],
)
def test_a_code_is_what_the_sheet_shows(
    tmp_path: Path, write: Writer, value: float, number_format: str, shown: str
) -> None:
    row = first_row(tmp_path, write, kode_kegiatan=Shown(value, number_format, shown))
    assert row["kode_kegiatan"] == shown


def test_a_comma_before_decimals_of_an_ods_is_a_point(tmp_path: Path) -> None:
    row = first_row(tmp_path, write_with_odfpy, kode_kegiatan=Shown(1.1, "0.00", "1,10"))
    assert row["kode_kegiatan"] == "1.10"


@every_format
@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [(0.7241, "0.00%", "72.41%"), (0.5, "0%", "50%"), (1, "0.0%", "100.0%"), (6000, "0%", "600000%")],
)
def test_a_percentage_is_no_amount(tmp_path: Path, write: Writer, value: float, number_format: str, shown: str) -> None:
    row = first_row(
        tmp_path, write, nilai_bantuan=Shown(value, number_format, shown), rt=Shown(value, number_format, shown)
    )
    assert (row["nilai_bantuan"], row["nilai_bantuan__fault"], row["nilai_bantuan__raw"]) == (None, "bad_number", shown)
    assert row["rt"] == shown


@every_format
@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("General", "1500.5"),
        ("0.00", "1500.50"),
        ("0.000", "1500.500"),
        ("00000000", "00001501"),
        ("#,##0.00", "1,500.50"),
        ('"Rp"#,##0', "Rp1,501"),
        ('_-"Rp"* #,##0.00_-', "Rp1,500.50"),
        ('0.00" rupiah"', "1500.50 rupiah"),
    ],
)
def test_an_amount_goes_by_its_value(tmp_path: Path, write: Writer, number_format: str, shown: str) -> None:
    row = first_row(tmp_path, write, nilai_bantuan=Shown(1500.5, number_format, shown))
    assert (row["nilai_bantuan"], row["nilai_bantuan__fault"]) == (Decimal("1500.50"), None)


@every_format
def test_dates_numbers_of_persons_places_and_codes_of_a_list_go_by_their_values(tmp_path: Path, write: Writer) -> None:
    row = first_row(
        tmp_path,
        write,
        nik=Shown(3574010101750001, "0.00", "3574010101750001.00"),
        kode_wilayah=Shown(3574031001, '00"."00"."00"."0000', "35.74.03.1001"),
        tanggal_terima=Shown(45000, "0.00", "45000.00"),
    )
    assert (row["nik"], row["kode_wilayah"]) == ("3574010101750001", "35.74.03.1001")
    assert row["tanggal_terima"] == dt.date(2023, 3, 15)


@pytest.mark.parametrize("write", [write_with_xlsxwriter, write_with_xlwt])
def test_digits_that_are_shown_as_a_date_are_one(tmp_path: Path, write: Writer) -> None:
    row = first_row(tmp_path, write, tanggal_terima=Shown(5032023, r"00\/00\/0000"))
    assert row["tanggal_terima"] == dt.date(2023, 3, 5)


@every_format
@pytest.mark.parametrize("value", ["Sembako", 600000, "600000"])
def test_a_struck_cell_is_empty(tmp_path: Path, write: Writer, value: Any) -> None:
    struck = Shown(value, is_struck=True)
    row = first_row(tmp_path, write, jenis_bantuan=struck, nilai_bantuan=struck)
    assert (row["jenis_bantuan"], row["nilai_bantuan"], row["nilai_bantuan__fault"]) == (None, None, None)


@every_format
def test_a_struck_row_is_none(tmp_path: Path, write: Writer) -> None:
    struck = [Shown(cell, is_struck=True) for cell in [*PENERIMA_ROWS[0], "001", "002"]]
    write(tmp_path / "laporan", [HEADER, struck, [*PENERIMA_ROWS[1], "001", "002"], struck])
    received = receive(tmp_path / "laporan")
    assert received.column("penerima", "nama") == ["Contoh Dua"]
    assert received.column("penerima", "source_row") == [3]


@every_format
@pytest.mark.parametrize(
    ("runs", "left"),
    [
        (Runs([("Contoh Salah", True), (" Contoh Satu", False)]), "Contoh Satu"),
        (Runs([("Contoh ", None), ("Salah ", True), ("Satu", False)]), "Contoh Satu"),
        (Runs([("Contoh Salah", None), (" Contoh Satu", False)], cell_is_struck=True), "Contoh Satu"),
        (Runs([("Contoh ", False), ("Satu", False)]), "Contoh Satu"),
        (Runs([("Contoh ", True), ("Satu", True)]), None),
    ],
)
def test_of_a_text_in_runs_only_those_count_that_are_not_struck(
    tmp_path: Path, write: Writer, runs: Runs, left: str | None
) -> None:
    assert first_row(tmp_path, write, nama=runs)["nama"] == left


@every_format
def test_an_amount_that_was_corrected_in_its_cell_is_the_new_one(tmp_path: Path, write: Writer) -> None:
    row = first_row(tmp_path, write, nilai_bantuan=Runs([("500000", True), (" 650000", False)]))
    assert row["nilai_bantuan"] == Decimal("650000.00")
