"""Odd formats of dates and numbers, in every kind of workbook: which numbers are dates, and what a cell shows."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import xlwt

from tests.odd_workbooks.packages import saved_by_office
from tests.odd_workbooks.sample import Listed, Outcome, Way, by_openpyxl, by_xlsxwriter, by_xlwt

_FIRST_ROW, _DATE_COLUMN, _FREE = 3, 12, 13
_MOMENT = dt.datetime(2023, 5, 17, 10, 30)
DATE_FORMATS = (
    *("dd mmmm yyyy", "[$-421]dd mmmm yyyy;@", "[$-id-ID]d mmmm yyyy", "d-mmm-yy", "yyyy/mm/dd hh:mm", "mm\\-yyyy"),
    *("[$-F800]dddd, mmmm dd, yyyy", "[$-3E010000]d mmmm yyyy", '"Tgl "d/m/yy', "m/d/yy h:mm", "dd.mm.yyyy", "mmm-yy"),
    *("yyyy", "d", "dddd", "[Red]dd/mm/yyyy", "dd/mm/yyyy;@", "yyyy-mm-dd\\Thh:mm:ss", "[h]:mm", "h:mm AM/PM"),
    *("d mmm", "mmmm", "DD/MM/YYYY"),
)
#: Numbers, and formats in which some have letters that could be days, months, hours and seconds.
NUMBER_FORMATS = (
    *((7, "000"), (1.1, "0.00"), (0.7241, "0.00%"), (0.5, "0%"), (1.5, '0.0" hari"'), (25, '0" KK"')),
    *((1500000, '"Rp"#,##0'), (1500000, "[$Rp-421]#,##0"), (1500000, '_("Rp"* #,##0_);_("Rp"* (#,##0);_(@_)')),
    *((12, "[Red]0"), (12, "0\\ \\m\\d"), (12, '#,##0 "m2 dan hari"'), (-12, "0;(0)"), (12, "General"), (12, "@")),
    *((350101, "00\\.00\\.00"), (1.5, "# ?/?"), (12345, "0.00E+00"), (12, "_-* #,##0_-;-* #,##0_-"), (3, '"K-"000')),
    *((1.5e15, "0"), (1e-7, "General"), (0, "0;-0;;@")),
)

_TIMES = Listed(
    Outcome.DIFFERENT, "A date that is shown as a time alone is a time in an ods, and so is a bad date here.", "M"
)


def format_ways() -> Iterator[Way]:
    """Give the ways."""
    for title, write in (("dates in odd formats", _dates), ("numbers in odd formats", _numbers)):

        def by_program(program: Callable[..., bytes], write: Callable[..., None] = write) -> bytes:
            return program(write)

        yield Way(title, "XlsxWriter", "penerima.xlsx", partial(by_program, by_xlsxwriter))
        yield Way(title, "openpyxl", "penerima.xlsx", partial(by_program, by_openpyxl))
        yield Way(f"xls: {title}", "xlwt", "penerima.xls", partial(by_program, by_xlwt))
        source = partial(by_program, by_xlsxwriter)
        yield Way(f"{title}, of 1904", "XlsxWriter", "penerima.xlsx", partial(by_xlsxwriter, write, date_1904=True))
        yield Way(title, "LibreOffice", "penerima.xlsx", partial(saved_by_office, "xlsx", source))
        yield Way(f"xls: {title}", "LibreOffice", "penerima.xls", partial(saved_by_office, "xls:MS Excel 97", source))
        listed = _TIMES if write is _dates else None
        yield Way(f"ods: {title}", "LibreOffice", "penerima.ods", partial(saved_by_office, "ods", source), listed)


def _dates(workbook: Any, sheet: Any) -> None:
    for place, code in enumerate(DATE_FORMATS):
        _write(workbook, sheet, _FIRST_ROW + place, _DATE_COLUMN, _MOMENT, code)


def _numbers(workbook: Any, sheet: Any) -> None:
    for place, (number, code) in enumerate(NUMBER_FORMATS):
        _write(workbook, sheet, _FIRST_ROW + place, _FREE, number, code)


def _write(workbook: Any, sheet: Any, row: int, column: int, value: Any, code: str) -> None:
    if hasattr(workbook, "add_format"):
        sheet.write(row, column, value, workbook.add_format({"num_format": code}))
    elif isinstance(workbook, xlwt.Workbook):
        sheet.write(row, column, value, xlwt.easyxf(num_format_str=code))
    else:
        sheet.cell(row + 1, column + 1, value).number_format = code
