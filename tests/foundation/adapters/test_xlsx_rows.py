"""The worksheet that takes rows as XML writes what XlsxWriter's documented methods write."""

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from foundation.adapters.xlsx_rows import RowSheet, format_index


def seen(path: Path) -> dict[str, Any]:
    """Give what another program reads of the sheet."""
    sheet = openpyxl.load_workbook(path)["lembar"]
    with zipfile.ZipFile(path) as package:
        written = package.read("xl/worksheets/sheet1.xml").decode()
    return {
        "dimensions": re.findall('<dimension ref="(.*?)"', written),
        "merged": [str(merged) for merged in sheet.merged_cells.ranges],
        "comments": {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment},
        "cells": {
            cell.coordinate: (cell.value, cell.font.bold, cell.number_format)
            for row in sheet
            for cell in row
            if cell.value is not None
        },
    }


def test_a_sheet_of_xml_rows_reads_as_one_of_the_documented_methods(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "documented.xlsx") as workbook:
        bold, amount = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "#,##0"})
        sheet = workbook.add_worksheet("lembar")
        sheet.merge_range(0, 0, 0, 2, "judul", bold)
        sheet.write_number(4, 3, 1500000, amount)
        sheet.write_comment(0, 0, "periksa")
    with xlsxwriter.Workbook(tmp_path / "rows.xlsx") as workbook:
        bold, amount = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "#,##0"})
        rows = workbook.add_worksheet("lembar", worksheet_class=RowSheet)
        rows.begin(tmp_path)
        rows.put_row(0, f'<c r="A1" s="{format_index(bold)}" t="inlineStr"><is><t>judul</t></is></c>', 2)
        rows.put_row(4, f'<c r="D5" s="{format_index(amount)}"><v>1500000</v></c>', 3)
        rows.put_merged_range(0, 0, 0, 2)
        rows.write_comment(0, 0, "periksa")
    assert seen(tmp_path / "rows.xlsx") == seen(tmp_path / "documented.xlsx")
    assert len(seen(tmp_path / "rows.xlsx")["cells"]) == 2
