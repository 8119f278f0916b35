"""A binary workbook (xlsb), written by hand: Excel alone writes such."""

import datetime as dt
import struct

from tests.odd_workbooks.packages import packed
from tests.odd_workbooks.sample import SHEET, values

_EPOCH = dt.date(1899, 12, 30)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.ms-excel."


def _record(number: int, content: bytes = b"") -> bytes:
    """Write a record; its number has two bytes from 128 on, its length seven bits in each byte."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(content), b""
    while size >= 128:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + content


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def _sheet() -> bytes:
    content = _record(129) + _record(145)
    for row, cells in enumerate(values()):
        content += _record(0, struct.pack("<IIHHBI", row, 0, 300, 0, 0, 0))
        for column, cell in enumerate(cells):
            place = struct.pack("<II", column, 0)
            if isinstance(cell, str) and cell:
                content += _record(6, place + _text(cell))
            elif isinstance(cell, dt.date):
                content += _record(5, place + struct.pack("<d", (cell - _EPOCH).days))
            elif cell not in (None, ""):
                content += _record(5, place + struct.pack("<d", cell))
    return content + _record(146) + _record(130)


def by_hand() -> bytes:
    """Write the table, without merged cells and formats."""
    sheet = struct.pack("<II", 0, 1) + _text("rId1") + _text(SHEET)
    workbook = _record(131) + _record(143) + _record(156, sheet) + _record(144) + _record(132)
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="%s" Target="%s"/></Relationships>'
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.bin" ContentType="{_TYPES}sheet.binary.macroEnabled.main"/>'
        f'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="{_TYPES}worksheet"/></Types>'
    )
    return packed(
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": (relations % (f"{_RELATIONS}/officeDocument", "xl/workbook.bin")).encode(),
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": (relations % (f"{_RELATIONS}/worksheet", "worksheets/sheet1.bin")).encode(),
            "xl/worksheets/sheet1.bin": _sheet(),
        }
    )
