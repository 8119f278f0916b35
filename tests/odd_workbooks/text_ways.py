"""Odd ways of text: csv in every encoding, and other formats of text that spreadsheet programs open."""

import csv
import io
import string
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.sax.saxutils import escape

from tests.odd_workbooks import biff12
from tests.odd_workbooks.packages import saved_by_office
from tests.odd_workbooks.sample import SHEET, Listed, Outcome, Way, as_text, values

_TEXT_COLUMNS = "/".join(f"{column}/2" for column in range(1, 20))
_UTF8, _UTF16, _WINDOWS = "76", "65535", "1"


#: Changes of a text, each where it stands first or, with line ends, wherever it stands.
_CHANGES = {
    "quotes inside a field": ("Dwi\u2013Astuti", 'Dwi "Ani" Astuti'),
    "quotes that end inside a field": ("Dwi\u2013Astuti", '"Dwi" Astuti'),
    "a blank before the quotes": (';"Ren', '; "Ren'),
    "a blank behind the quotes": ('Contoh";', 'Contoh" ;'),
    "an apostrophe before digits": (";0001010101750001;", ";'0001010101750001;"),
    "blanks around fields": ("Dwi\u2013Astuti", "  Dwi\u2013Astuti  "),
    "a blank line inside": ("\r\nK-01;", "\r\n\r\nK-01;"),
    "delimiters behind the rows": ("\r\n", ";;;\r\n"),
    "line ends of every kind": ("\r\nK-02", "\nK-02"),
    "line ends that were doubled": ("\r\n", "\r\r\n"),
    "short rows": (";\r\n", "\r\n"),
}
_LISTED = {
    "quotes that end inside a field": Listed(
        Outcome.DIFFERENT, "LibreOffice shows the quotes too; they are no part of a name.", "D"
    ),
    "a blank before the quotes": Listed(
        Outcome.DIFFERENT, "Quotes behind a blank may be those that mean the cell above; Excel leaves them too.", "D"
    ),
}


def _changed(old: str, new: str) -> Callable[[], bytes]:
    def content() -> bytes:
        text = delimited(";")().decode()
        assert old in text, old
        return text.replace(old, new).encode()

    return content


def _refused(what: str) -> Listed:
    return Listed(
        Outcome.OFFICE_ALONE, f"{what} is none of the contract's formats; the sender is told how to save it as one."
    )


def delimited(delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n", head: str = "") -> Callable[[], bytes]:
    """Give the writer of a csv."""

    def content() -> bytes:
        text = io.StringIO()
        rows = [[as_text(cell) for cell in row] for row in values()]
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
        return (head + text.getvalue()).encode(encoding, "replace")

    return content


def text_ways() -> Iterator[Way]:
    """Give the ways. In LibreOffice, a person says what separates and that everything is text."""

    def way(title: str, content: Callable[[], bytes], sign: int, charset: str, suffix: str = "csv") -> Way:
        filter_options = f"Text - txt - csv (StarCalc):{sign},34,{charset},1,{_TEXT_COLUMNS}"
        return Way(f"csv: {title}", "Python", f"penerima.{suffix}", content, None, filter_options)

    yield way("commas", delimited(), 44, _UTF8)
    yield way("semicolons, line feeds", delimited(";", end="\n"), 59, _UTF8)
    yield way("carriage returns", delimited(end="\r"), 44, _UTF8)
    yield way("tabs", delimited("\t"), 9, _UTF8, "tsv")
    yield way("bars", delimited("|"), 124, _UTF8)
    yield way("UTF-8 with its mark", delimited(";", "utf-8-sig"), 59, _UTF8)
    yield way("UTF-16 with its mark", delimited("\t", "utf-16"), 9, _UTF16)
    yield way("UTF-16, the greater byte first", delimited(";", "utf-16-be", head="\ufeff"), 59, _UTF16)
    yield way("Windows-1252", delimited(";", "cp1252"), 59, _WINDOWS)
    for title, (old, new) in _CHANGES.items():
        yield replace(way(title, _changed(old, new), 59, _UTF8), listed=_LISTED.get(title))
    yield replace(
        way("sep=;", delimited(";", head="sep=;\r\n"), 59, _UTF8),
        listed=Listed(
            Outcome.DIFFERENT, "Excel takes the line for no row, as the contract does.", string.ascii_uppercase
        ),
    )
    yield way("tabs, named .xls", delimited("\t"), 9, _UTF8, "xls")
    yield way("semicolons, named .xlsx", delimited(";"), 59, _UTF8, "xlsx")
    page = _refused("A web page")
    yield Way(
        "web page",
        "LibreOffice",
        "penerima.html",
        lambda: saved_by_office("html"),
        Listed(Outcome.NEITHER, page.reason),
    )
    yield Way("web page, named .xls", "by hand", "penerima.xls", web_page, page)
    yield Way("SpreadsheetML 2003", "by hand", "penerima.xml", spreadsheetml, _refused("XML of Excel 2003"))
    yield Way("SpreadsheetML 2003, named .xls", "by hand", "penerima.xls", spreadsheetml, _refused("XML of Excel 2003"))
    yield Way("binary workbook", "by hand", "penerima.xlsb", biff12.by_hand, _refused("A binary workbook"))
    yield Way("SYLK", "LibreOffice", "penerima.slk", lambda: saved_by_office("slk"), _refused("SYLK"))
    yield Way("DIF", "LibreOffice", "penerima.dif", lambda: saved_by_office("dif"), _refused("DIF"))


def web_page() -> bytes:
    """Write it as the table of a web page."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(as_text(cell))}</td>" for cell in row) + "</tr>\n" for row in values()
    )
    return f'<html><head><meta charset="utf-8"></head><body><table border="1">{rows}</table></body></html>'.encode()


def spreadsheetml() -> bytes:
    """Write it as XML of Excel 2003."""
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(as_text(cell))}</Data></Cell>' for cell in row)
        + "</Row>\n"
        for row in values()
    )
    spreadsheet = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{spreadsheet}" '
        f'xmlns:ss="{spreadsheet}"><Worksheet ss:Name="{SHEET}"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()
