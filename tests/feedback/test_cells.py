"""A sender's cells do nothing in the workbook, whatever they hold."""

import csv
import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.cells import LONGEST_TEXT, safe_text
from tests.feedback.made_up import make_report, write
from tests.sources.readers.submissions import write_xlsx

HEADER = ["kode_kegiatan", "nama", "nilai_bantuan"]


def shown(folder: Path, cells: list[str]) -> Any:
    """Give the sheet that shows these cells, one a row from row 2 on, in column B."""
    path = folder / "penerima.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
            [HEADER, *(["K-1", cell, "1"] for cell in cells)]
        )
    report = make_report([path], [("penerima.csv", "penerima", "penerima", len(cells))])
    return write(report, folder)[1]["penerima"]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://contoh.invalid";"klik")',
        "=1+1",
        "+62812",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1+1",
        "http://contoh.invalid",
        "{=1+1}",
        "<r><t>&lt;</t></r>",
        "Jl. Mawar & Melati <3>",
        "3574015708800001",
        "007",
    ],
)
def test_text_stays_the_text_that_it_was(tmp_path: Path, text: str) -> None:
    cell = shown(tmp_path, [text]).cell(2, 2)
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    assert cell.hyperlink is None


def test_text_that_begins_like_a_formula_stays_text_when_somebody_edits_the_cell(tmp_path: Path) -> None:
    sheet = shown(tmp_path, ["=1+1", "3574015708800001"])
    for row in (2, 3):
        assert sheet.cell(row, 2).number_format == "@"
        assert sheet.cell(row, 2).quotePrefix


def test_letters_that_look_like_a_character_by_its_number_are_written_as_letters(tmp_path: Path) -> None:
    shown(tmp_path, ["_x0041_"])
    with zipfile.ZipFile(tmp_path / "feedback.xlsx") as package:
        assert b">_x005F_x0041_<" in package.read("xl/worksheets/sheet3.xml")


def test_what_no_workbook_can_hold_is_replaced_and_too_long_text_is_cut_with_a_word(tmp_path: Path) -> None:
    path = tmp_path / "penerima.json"
    names = ["a\x01b\x0bc\ud800", "x" * 40_000, "\U0001f600" * 20_000]
    path.write_text(json.dumps([{"kode_kegiatan": "K-1", "nama": name} for name in names]), encoding="utf-8")
    report = make_report([path], [("penerima.json", "penerima", "penerima", 3)])
    sheet = write(report, tmp_path)[1]["penerima"]
    assert sheet.cell(2, 3).value == "a\ufffdb\ufffdc\ufffd"
    for row, length in ((3, 40_000), (4, 20_000)):
        text = sheet.cell(row, 3).value
        assert len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT
        assert text.endswith(f"(dipotong; aslinya {length} karakter)")


@given(st.text())
def test_any_text_is_one_that_xml_can_hold(text: str) -> None:
    safe = safe_text(text)
    assert not any(ord(character) < 32 and character not in "\t\n" for character in safe)
    safe.encode("utf-8")


def test_numbers_and_dates_show_what_they_showed(tmp_path: Path) -> None:
    values = [3574010101750000, 1.5, True, dt.date(2023, 3, 15), dt.datetime(2023, 3, 15, 8, 30), Decimal("0.1")]
    path = write_xlsx(tmp_path / "laporan.xlsx", {"penerima": [HEADER, *(["K-1", value, 1] for value in values)]})
    report = make_report([path], [("laporan.xlsx", "penerima", "penerima", len(values))])
    sheet = write(report, tmp_path)[1]["penerima"]
    cells = [sheet.cell(row, 2) for row in range(2, 2 + len(values))]
    moments = [dt.datetime(2023, 3, 15), dt.datetime(2023, 3, 15, 8, 30)]
    assert [cell.value for cell in cells] == [3574010101750000, 1.5, True, *moments, 0.1]
    assert cells[0].number_format == "0"
    assert cells[3].number_format == "dd/mm/yyyy"


def test_amounts_of_a_workbook_have_thousands_marks(tmp_path: Path) -> None:
    formats = {25_000_000: "#,##0", 1.5: "#,##0.00", 1.125: "General", 123_456_789_012: "#,##0", "Rp5.000": "General"}
    rows = [HEADER, [1, 2, 3], *(["K-1", 25_000_000, value] for value in formats)]
    path = write_xlsx(tmp_path / "laporan.xlsx", {"penerima": rows})
    sheet = write(make_report([path], [("laporan.xlsx", "penerima", "penerima", 5)]), tmp_path)[1]["penerima"]
    cells = [sheet.cell(row, 3) for row in range(3, 3 + len(formats))]
    assert {cell.value: cell.number_format for cell in cells} == formats
    assert sheet.cell(3, 2).number_format == "General"


def test_numbers_of_json_stay_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "penerima.json"
    path.write_text(json.dumps([{"kode_kegiatan": "K-1", "nilai_bantuan": 2_500_000.5}]), encoding="utf-8")
    sheet = write(make_report([path], [("penerima.json", "penerima", "penerima", 1)]), tmp_path)[1]["penerima"]
    assert sheet["C2"].number_format == "General"
