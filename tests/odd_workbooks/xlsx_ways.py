"""Odd ways of an xlsx: how its cells are written, and what a person or a program does to a workbook."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from tests.odd_workbooks.packages import saved_by_office
from tests.odd_workbooks.sample import Listed, Outcome, Way, by_openpyxl, by_xlsxwriter, values

_SHEET, _TEXTS, _STYLES, _WORKBOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
_DATE_CELL = re.compile(rb'<c r="(M\d+)" s="1"><v>(\d+)</v></c>')
_FIRST_ROW = 4
#: Where ways put a cell that the table has not: in the free column N, beside rows of data.
_FREE = 13
_WITHOUT_VALUES = Listed(
    Outcome.DIFFERENT, "A formula counts by the value kept beside it (contract); LibreOffice calculates it.", "L"
)
_STRUCK = Listed(Outcome.DIFFERENT, "Text that is struck through is not there (contract).", "D")


def xlsx_ways() -> Iterator[Way]:
    """Give the ways."""

    def way(
        title: str, writer: str, content: Callable[[], bytes], listed: Listed | None = None, suffix: str = "xlsx"
    ) -> Way:
        return Way(title, writer, f"penerima.{suffix}", content, listed)

    yield way("plain", "XlsxWriter", by_xlsxwriter)
    yield way("plain", "openpyxl", by_openpyxl)
    for title, target, suffix in (
        ("plain", "xlsx:Calc MS Excel 2007 XML", "xlsx"),
        ("as Office Open XML", "xlsx:Calc Office Open XML", "xlsx"),
        ("with room for macros", "xlsm:Calc MS Excel 2007 VBA XML", "xlsm"),
        ("template", "xltx:Calc MS Excel 2007 XML Template", "xltx"),
    ):
        yield way(title, "LibreOffice", lambda target=target: saved_by_office(target), None, suffix)
    for title, listed, options in (
        ("texts in the cells (constant memory)", None, {"constant_memory": True}),
        ("days from 1904", None, {"date_1904": True}),
        ("sizes of eight bytes", None, {"use_zip64": True}),
        ("formulas for texts with =", None, {"strings_to_formulas": False}),
    ):
        yield way(title, "XlsxWriter", lambda options=options: by_xlsxwriter(**options), listed)
    for title, change in _xlsxwriter_changes().items():
        yield way(title, "XlsxWriter", lambda change=change: by_xlsxwriter(change))
    for title, change in _openpyxl_changes().items():
        listed = {"formulas without values": _WITHOUT_VALUES, "struck through": _STRUCK}.get(title)
        yield way(title, "openpyxl", lambda change=change: by_openpyxl(change), listed)
    yield way("encrypted by the password that all programs know", "msoffcrypto", lambda: _encrypted("VelvetSweatshop"))
    yield way(
        "encrypted by a password",
        "msoffcrypto",
        lambda: _encrypted("rahasia"),
        Listed(Outcome.NEITHER, "Nobody but the sender knows the password."),
    )


def _encrypted(password: str) -> bytes:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(by_xlsxwriter())).encrypt(password, locked)
    return locked.getvalue()


def _xlsxwriter_changes() -> dict[str, Callable[[Any, Any], None]]:
    def kinds(_: Any, sheet: Any) -> None:
        sheet.write_boolean(4, _FREE, True)
        sheet.write_formula(5, _FREE, "=1/0", None, "#DIV/0!")
        sheet.write_formula(6, _FREE, "=NA()", None, "#N/A")
        sheet.write_formula(7, _FREE, '="Sem"&"bako"', None, "Sembako")
        sheet.write_formula(8, _FREE, "=1=1", None, True)
        sheet.write_array_formula(9, _FREE, 9, _FREE, "{=SUM(L4:L5)}", None, 1_200_000.25)
        sheet.write_dynamic_array_formula(10, _FREE, 10, _FREE, "=SUM(L4:L5)", None, 1_200_000.25)
        sheet.write_url(11, _FREE, "https://contoh.example/", None, "tautan")
        sheet.write_rich_string(12, _FREE, "biasa ", "dan ", "lagi")
        sheet.write_blank(13, _FREE, None)
        sheet.write_datetime(14, _FREE, dt.datetime(2023, 3, 15, 10, 30))

    def rich(workbook: Any, sheet: Any) -> None:
        bold = workbook.add_format({"bold": True})
        sheet.write_rich_string(5, 3, bold, "Siti ", "Contoh", bold, "  Dua")

    def looks(workbook: Any, sheet: Any) -> None:
        sheet.autofilter(2, 0, 27, 13)
        sheet.freeze_panes(3, 0)
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        sheet.set_row(8, None, None, {"level": 1})
        sheet.conditional_format("L4:L28", {"type": "3_color_scale"})
        sheet.write_comment(4, 3, "diperiksa")
        sheet.data_validation("F4:F28", {"validate": "list", "source": ["L", "P"]})

    def protected(_: Any, sheet: Any) -> None:
        sheet.protect("rahasia")

    def chart_beside(workbook: Any, _: Any) -> None:
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Penerima!$L$4:$L$28"})
        workbook.add_chartsheet("Grafik").set_chart(chart)

    def table(_: Any, sheet: Any) -> None:
        sheet.add_table(2, 0, 27, 9, {"columns": [{"header": name} for name in values()[2][:10]]})

    def hidden_sheet(workbook: Any, sheet: Any) -> None:
        workbook.add_worksheet("Rekap").activate()
        sheet.very_hidden()

    def far_cell(_: Any, sheet: Any) -> None:
        sheet.write(199, 60, "x")

    def last_cell(workbook: Any, sheet: Any) -> None:
        kinds(workbook, sheet)
        rich(workbook, sheet)
        sheet.write(1_048_575, 16_383, "x")

    def read_only(workbook: Any, _: Any) -> None:
        workbook.read_only_recommended()

    return {
        "cells of every kind": kinds,
        "texts in runs": rich,
        "hidden rows and columns, filter, comments": looks,
        "sheet protected": protected,
        "chart sheet beside": chart_beside,
        "as a table": table,
        "sheet very hidden": hidden_sheet,
        "a cell far away": far_cell,
        "cells of every kind, and one in the last corner": last_cell,
        "read-only recommended": read_only,
    }


def _openpyxl_changes() -> dict[str, Callable[[Any, Any], None]]:
    def protected(workbook: Any, _: Any) -> None:
        workbook.security.lockStructure = True
        workbook.security.workbookPassword = "rahasia"

    def moved(_: Any, sheet: Any) -> None:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.move_range("A1:N28", rows=150, cols=5)

    def struck(_: Any, sheet: Any) -> None:
        sheet["D6"].font = Font(strike=True)

    def formulas(_: Any, sheet: Any) -> None:
        sheet["L6"] = "=2*300000"

    def looks(_: Any, sheet: Any) -> None:
        sheet["D5"].comment = Comment("diperiksa", "SEKTAP")
        sheet.add_data_validation(DataValidation(type="list", formula1='"L,P"'))
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("Rekap")

    def iso_dates(workbook: Any, _: Any) -> None:
        workbook.iso_dates = True

    return {
        "structure protected": protected,
        "struck through": struck,
        "far from the corner": moved,
        "formulas without values": formulas,
        "sheet hidden, comments, validation": looks,
        "dates as ISO text": iso_dates,
    }
