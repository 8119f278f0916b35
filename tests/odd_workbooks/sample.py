"""The one table that is written in odd ways, and its plain writers. All people are made up."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import openpyxl
import xlsxwriter
import xlwt

SHEET = "Penerima"
DATE_FORMAT = "dd/mm/yyyy"
HEADER = (
    *("Kode Kegiatan", "NIK", "No. KK", "Nama", "Tanggal Lahir", "L/P", "Alamat", "RT", "RW", "Kode Wilayah"),
    *("Jenis Bantuan", "Nilai Bantuan", "Tanggal Terima", "Catatan"),
)
#: Rows above the header: a title and a blank one.
ROWS_ABOVE = 2
_PEOPLE = (
    *("Siti Contoh", "Nur'aini Contoh", "Dwi\u2013Astuti", 'Ren\u00e9 "Ali" Contoh', "Bambang <Contoh> & Rekan"),
    *("  Sri  Contoh", "H. M. Contoh, S.Pd.", "Ni Lu\u2019h \u00c9va", "\u201cMbah\u201d Contoh", "Contoh\nDua Baris"),
)


class Outcome(Enum):
    """What came of a way: cell by cell the same, opened by one of the two, by none, or opened with other cells."""

    SAME = "same"
    DIFFERENT = "other cells"
    OFFICE_ALONE = "LibreOffice only"
    OURS_ALONE = "SEKTAP only"
    NEITHER = "neither"


@dataclass(frozen=True)
class Formula:
    """A formula, and the value that the program which wrote it kept beside it."""

    text: str
    value: float


@dataclass(frozen=True)
class Listed:
    """A difference that is meant: what comes of it, why, and in which columns (letters) where cells differ."""

    outcome: Outcome
    reason: str
    columns: str = ""


@dataclass(frozen=True)
class Way:
    """One way to write the table: `name` is the file's, `import_filter` what a person tells LibreOffice of a text."""

    title: str
    writer: str
    name: str
    content: Callable[[], bytes]
    listed: Listed | None = None
    import_filter: str = ""


def _row(number: int) -> list[Any]:
    born = dt.date(1950 + number, 1 + number % 12, 1 + number)
    first = number == 0
    return [
        None if number in (4, 5) else f"K-{1 + number // 10:02d}",
        None if number % 6 == 5 else f"3574{number % 5 + 1:02d}{born:%d%m%y}{number + 1:04d}",
        f"00{number:02d}010101750{number:03d}",
        _PEOPLE[number % len(_PEOPLE)],
        None if number == 7 else born,
        "LP"[number % 2],
        "" if number % 4 == 3 else f"Jl. Pahlawan No. {number}  Gg. {number // 3}",
        f"{number % 9:03d}",
        number % 7,
        "35.74.03.1001",
        "Sembako" if first or number > 3 else None,
        Formula(f"{number + 1}*250000", (number + 1) * 250_000) if number % 5 == 2 else 600_000 + number * 0.25,
        dt.date(2023, 1 + number % 6, 1 + number),
        "dikembalikan" if number % 8 == 1 else None,
    ]


def grid() -> list[list[Any]]:
    """Give the sheet's rows: a title, a blank row, the header, and 25 rows of data."""
    return [
        ["DAFTAR PENERIMA BANTUAN SEMESTER I TAHUN 2023"],
        [],
        list(HEADER),
        *(_row(number) for number in range(25)),
    ]


#: Cells merged into one, as first row, first column, last row, last column from 0.
MERGED = ((0, 0, 0, 5), (3, 10, 6, 10))


def values() -> list[list[Any]]:
    """Give the rows with the value of each formula in its place."""
    return [[cell.value if isinstance(cell, Formula) else cell for cell in row] for row in grid()]


def by_xlsxwriter(change: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """Write it by XlsxWriter; `change` is given workbook and sheet before they are saved."""
    content = io.BytesIO()
    settings = {"default_date_format": DATE_FORMAT, "strings_to_numbers": False, "in_memory": True} | options
    with xlsxwriter.Workbook(content, settings) as workbook:
        workbook.set_properties({"created": dt.datetime(2023, 7, 1, tzinfo=dt.UTC)})
        sheet = workbook.add_worksheet(SHEET)
        for row, cells in enumerate(grid()):
            for column, cell in enumerate(cells):
                if isinstance(cell, Formula):
                    sheet.write_formula(row, column, f"={cell.text}", None, cell.value)
                elif cell is not None:
                    sheet.write(row, column, cell)
        for place in MERGED:
            top, left = place[:2]
            sheet.merge_range(*place, "")
            sheet.write(top, left, grid()[top][left])
        if change:
            change(workbook, sheet)
    return content.getvalue()


def by_openpyxl(change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Write it by openpyxl, which keeps no value beside a formula, and so gets the values alone."""
    workbook, content = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = workbook.active
    sheet.title = SHEET
    for row in values():
        sheet.append(row)
    for top, left, bottom, right in MERGED:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    if change:
        change(workbook, sheet)
    workbook.save(content)
    return content.getvalue()


def by_xlwt(change: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """Write it by xlwt (BIFF8), which keeps no value beside a formula either."""
    workbook, content = xlwt.Workbook(**options), io.BytesIO()
    sheet = workbook.add_sheet(SHEET, cell_overwrite_ok=True)
    dates = xlwt.easyxf(num_format_str=DATE_FORMAT)
    for row, cells in enumerate(values()):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell, dates if isinstance(cell, dt.date) else xlwt.Style.default_style)
    for top, left, bottom, right in MERGED:
        sheet.write_merge(top, bottom, left, right, values()[top][left])
    if change:
        change(workbook, sheet)
    workbook.save(content)
    return content.getvalue()


def as_text(cell: Any) -> str:
    """Write a cell as in a csv: dates as people write them, numbers with a point."""
    if cell is None:
        return ""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else f"{cell:g}" if isinstance(cell, float) else str(cell)
