"""Odd ways of OpenDocument: by LibreOffice, by odfpy, and with changed parts."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableHeaderRows, TableRow, TableRowGroup
from odf.text import P

from tests.odd_workbooks.packages import Change, changed, edited, packed, parts_of, saved_by_office, without
from tests.odd_workbooks.sample import MERGED, SHEET, Listed, Outcome, Way, by_xlsxwriter, values

_CONTENT = "content.xml"
_STRUCK = Listed(Outcome.DIFFERENT, "Text that is struck through is not there (contract).", "D")
_LISTED = {
    "a DOCTYPE": Listed(Outcome.OFFICE_ALONE, "A DOCTYPE in a workbook is refused (contract)."),
    "spaces, tabs and line breaks": Listed(Outcome.DIFFERENT, "LibreOffice drops the tab and the line break.", "K"),
    "percentages": Listed(
        Outcome.DIFFERENT, "A number of the type of percentages is one here, whatever its style shows.", "I"
    ),
    "formulas without values": Listed(
        Outcome.DIFFERENT, "LibreOffice calculates it; here what the cell shows is read, a text.", "L"
    ),
}
_FORMAT = Listed(
    Outcome.OFFICE_ALONE, "Flat ODF is none of the contract's formats; the sender is told how to save it as one."
)


def _ods() -> bytes:
    return saved_by_office("ods")


def _of_1904() -> bytes:
    return by_xlsxwriter(date_1904=True)


def ods_ways() -> Iterator[Way]:
    """Give the ways."""
    yield Way("ods: plain", "LibreOffice", "penerima.ods", _ods)
    yield Way("ods: template", "LibreOffice", "penerima.ots", lambda: saved_by_office("ots"))
    yield Way("ods: days from 1904", "LibreOffice", "penerima.ods", lambda: saved_by_office("ods", _of_1904))
    yield Way("ods: flat", "LibreOffice", "penerima.fods", lambda: saved_by_office("fods"), _FORMAT)
    yield Way("ods: plain", "odfpy", "penerima.ods", lambda: by_odfpy(TableRowGroup))
    yield Way("ods: header rows", "odfpy", "penerima.ods", lambda: by_odfpy(TableHeaderRows))
    yield Way("ods: struck through", "odfpy", "penerima.ods", lambda: by_odfpy(TableRowGroup, is_struck=True), _STRUCK)
    for title, change in _changes().items():
        yield Way(f"ods: {title}", "by hand", "penerima.ods", changed(_ods, change), _LISTED.get(title))
    for title, content in _containers().items():
        yield Way(f"ods: {title}", "by hand", "penerima.ods", content)


def by_odfpy(group: Callable[[], Any], *, is_struck: bool = False) -> bytes:
    """Write it by odfpy, some rows in a group of rows; values have no text beside them, except texts."""
    document, content = OpenDocumentSpreadsheet(), io.BytesIO()
    struck = Style(name="coret", family="table-cell")
    struck.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(struck)
    table, grouped = Table(name=SHEET), group()
    document.spreadsheet.addElement(table)
    for number, cells in enumerate(values()):
        row = TableRow()
        for column, cell in enumerate(cells):
            style = {"stylename": struck} if is_struck and (number, column) == (5, 3) else {}
            row.addElement(_odf_cell(number, column, cell, style))
        if number == 2:
            table.addElement(grouped)
        (grouped if 2 <= number < 6 else table).addElement(row)
    document.write(content)
    return content.getvalue()


def _odf_cell(row: int, column: int, cell: Any, style: dict[str, Any]) -> Any:
    for top, left, bottom, right in MERGED:
        if (row, column) == (top, left):
            style = style | {"numberrowsspanned": bottom - top + 1, "numbercolumnsspanned": right - left + 1}
        elif top <= row <= bottom and left <= column <= right:
            return CoveredTableCell()
    if isinstance(cell, dt.date):
        return TableCell(valuetype="date", datevalue=cell.isoformat(), **style)
    if isinstance(cell, int | float):
        return TableCell(valuetype="float", value=cell, **style)
    if not cell:
        return TableCell(**style)
    written = TableCell(valuetype="string", **style)
    for line in cell.split("\n"):
        written.addElement(P(text=line))
    return written


def _in_content(*pairs: tuple[str, str]) -> Change:
    def edit(content: bytes) -> bytes:
        for pattern, new in pairs:
            content, count = re.subn(pattern.encode(), new.encode(), content, flags=re.DOTALL)
            assert count, pattern
        return content

    return edited(_CONTENT, edit)


def _changes() -> dict[str, Change]:
    return _of_parts() | _of_texts() | _of_values() | _of_rows()


def _of_parts() -> dict[str, Change]:
    return {
        "no mimetype": without("mimetype"),
        "mimetype with a line end": edited("mimetype", lambda content: content + b"\n"),
        "mimetype behind everything": lambda parts: {**without("mimetype")(parts), "mimetype": parts["mimetype"]},
        "no manifest": without("META-INF/manifest.xml"),
        "neither mimetype nor manifest": without("mimetype", "META-INF/manifest.xml"),
        "no styles": without("styles.xml"),
        "no settings and meta": without("settings.xml", "meta.xml"),
        "content in UTF-16": edited(
            _CONTENT, lambda content: content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
        ),
        "other prefixes": _in_content(
            (r"(</?)table:", r"\1t:"),
            (r"xmlns:table=", 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:t='),
        ),
        "a DOCTYPE": _in_content((r"<office:document-content", "<!DOCTYPE a><office:document-content")),
        "hidden sheet": _in_content((r'(<table:table table:name="Penerima" table:style-name=")[^"]*', r"\1ta9")),
        "sheet protected": _in_content(
            (r'(<table:table table:name="Penerima")', r'\1 table:protected="true" table:protection-key="x"')
        ),
        "soft page breaks": _in_content((r"(</table:table-row>)", r"\1<text:soft-page-break/>")),
        "tracked changes before the sheets": _in_content(
            (r"(<office:spreadsheet>)", r'\1<table:tracked-changes table:track-changes="false"/>')
        ),
    }


def _of_texts() -> dict[str, Change]:
    """Write what stands in the cells of one column in other ways."""
    text = "<text:p>Sembako</text:p>"
    note = '<text:note text:note-class="footnote"><text:note-body><text:p>n</text:p></text:note-body></text:note>'
    ruby = "<text:ruby><text:ruby-base>Sembako</text:ruby-base><text:ruby-text>s</text:ruby-text></text:ruby>"
    link = '<text:a xlink:href="https://contoh.example/">Sem</text:a>ba<text:span>ko</text:span>'
    spaces = 'Sem<text:s text:c="3"/>ba<text:tab/>ko<text:line-break/>lagi<text:s/>'
    picture = "<draw:frame><draw:text-box><text:p>gambar</text:p></draw:text-box></draw:frame>"
    row = "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    written = {
        "a comment in a cell": f"<office:annotation><text:p>diperiksa</text:p></office:annotation>{text}",
        "a link in a cell": f"<text:p>{link}</text:p>",
        "spaces, tabs and line breaks": f"<text:p>{spaces}</text:p>",
        "white space in a paragraph": "<text:p>\n   Sem  bako\n  </text:p>",
        "two paragraphs": "<text:p>Sem</text:p><text:p>bako</text:p>",
        "a heading in a cell": '<text:h text:outline-level="1">Sembako</text:h>',
        "a list in a cell": f"<text:list><text:list-item>{text}</text:list-item></text:list>",
        "a picture in a cell": text + picture,
        "a note in a text": f"<text:p>Sem{note}bako</text:p>",
        "ruby in a text": f"<text:p>{ruby}</text:p>",
        "a table in a cell": f'{text}<table:table table:is-sub-table="true">{row}</table:table>',
    }
    changes = {title: _in_content((text, new)) for title, new in written.items()}
    string_value = 'office:value-type="string" office:string-value="Sembako"'
    changes["texts as string-value"] = _in_content((f'office:value-type="string"([^>]*)>{text}', rf"{string_value}\1>"))
    return changes


def _of_values() -> dict[str, Change]:
    one, amount = r'office:value-type="float" office:value="1"', r'office:value-type="float" office:value="600000"'
    return {
        "no calcext": _in_content((r' calcext:value-type="[a-z]+"', "")),
        "numbers without text": _in_content((r'(office:value="600000"[^>]*>)<text:p>600000</text:p>', r"\1")),
        "money": _in_content((amount, 'office:value-type="currency" office:currency="IDR" office:value="600000"')),
        "percentages": _in_content((one, 'office:value-type="percentage" office:value="1"')),
        "truth values": _in_content((one, 'office:value-type="boolean" office:boolean-value="true"')),
        "no value type": _in_content((r' office:value-type="float"', "")),
        "dates with times": _in_content((r'(office:date-value="2023-05-\d\d)"', r'\1T08:30:00"')),
        "dates with fractions": _in_content((r'(office:date-value="2023-05-\d\d)"', r'\1T08:30:00.000000000"')),
        "formulas without values": _in_content(
            (r'(table:formula="[^"]*") office:value-type="float" office:value="750000"[^>]*>', r"\1>")
        ),
    }


def _of_rows() -> dict[str, Change]:
    def with_attribute(number: int, attribute: str) -> tuple[str, str]:
        """Give the attribute to the row of a person, found by the number of the family card."""
        return rf"(<table:table-row [^>]*)>(?=(?:(?!</table:table-row>).)*{_card(number)})", rf"\1 table:{attribute}>"

    first_row = rf"(<table:table-row(?:(?!<table:table-row).)*{_card(1)}.*?</table:table-row>)"
    group = "table:table-row-group"
    covered = (
        '<table:covered-table-cell office:value-type="string"><text:p>tertutup</text:p></table:covered-table-cell>'
    )
    return {
        "repeated rows of data": _in_content(with_attribute(6, 'number-rows-repeated="2"')),
        "the last row repeated": _in_content(with_attribute(24, 'number-rows-repeated="3"')),
        "a cell repeated": _in_content(
            (f"(<table:table-cell)([^>]*><text:p>{_card(6)})", r'\1 table:number-columns-repeated="2"\2')
        ),
        "hidden and filtered rows": _in_content(
            with_attribute(8, 'visibility="filter"'), with_attribute(9, 'visibility="collapse"')
        ),
        "rows in groups": _in_content((first_row, rf"<{group}><{group}>\1</{group}></{group}>")),
        "rows in table-rows": _in_content((first_row, r"<table:table-rows>\1</table:table-rows>")),
        "merged cells that hold values": _in_content(
            ("<table:covered-table-cell/>(?=<table:table-cell table:formula)", covered)
        ),
    }


def _card(number: int) -> str:
    card: str = values()[3 + number][2]
    return card


def _containers() -> dict[str, Callable[[], bytes]]:
    return {
        "stored": lambda: packed(parts_of(_ods()), zipfile.ZIP_STORED),
        "entries for folders": lambda: packed(parts_of(_ods()), folders=True),
        "bytes behind": lambda: _ods() + bytes(100),
        "backslashes": lambda: packed({name.replace("/", "\\"): content for name, content in parts_of(_ods()).items()}),
        "upper case": lambda: packed({name.upper(): content for name, content in parts_of(_ods()).items()}),
    }
