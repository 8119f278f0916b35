"""Records of an xls, written by hand: each version as programs without a library write it.

Numbers are stored in each of the ways there are: NUMBER, RK, MULRK and, as the result of a formula, FORMULA.
"""

import datetime as dt
import struct
from typing import Any

from tests.odd_workbooks.sample import DATE_FORMAT, HEADER, MERGED, SHEET, Formula, grid

_EPOCH = dt.date(1899, 12, 30)
_BOF = {2: 0x0009, 3: 0x0209, 4: 0x0409, 5: 0x0809, 8: 0x0809}
_GLOBALS, _WORKSHEET = 0x0005, 0x0010
_DATE_STYLE, _PLAIN_STYLE = 16, 15
_MOST_BYTES = 8224


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _begin(version: int, kind: int) -> bytes:
    more = {2: b"", 3: bytes(2), 4: bytes(2), 5: struct.pack("<HH", 0, 1993), 8: struct.pack("<HHII", 0, 1997, 0, 0)}
    if version < 5:
        return _record(_BOF[version], struct.pack("<HH", version, kind) + more[version])
    return _record(_BOF[version], struct.pack("<HH", 0x500 if version == 5 else 0x600, kind) + more[version])


def _text(text: str, version: int, encoding: str, length: str = "<H") -> bytes:
    if version < 8:
        return struct.pack("<B" if version == 2 else length, len(text)) + text.encode(encoding, "replace")
    is_wide = any(ord(sign) > 255 for sign in text)
    encoded = text.encode("utf-16-le" if is_wide else "latin-1")
    return struct.pack(length, len(text)) + bytes([is_wide]) + encoded


def _rk(number: int) -> bytes:
    return struct.pack("<I", (number << 2 | 2) & 0xFFFFFFFF)


def _cell(row: int, column: int, cell: Any, version: int, encoding: str) -> bytes:
    is_date = isinstance(cell, dt.date)
    if is_date:
        cell = (cell - _EPOCH).days
    # BIFF2 has three bytes of attributes where later versions have the number of a style.
    style = bytes([0, 2 if is_date else 0, 0]) if version == 2 else _style(version, is_date)
    place = struct.pack("<HH", row, column) + style
    newer = 0 if version == 2 else 0x0200
    if isinstance(cell, str):
        return _record(0x0004 | newer, place + _text(cell, version, encoding))
    if isinstance(cell, Formula):
        # The formula is its value, so that a program which calculates comes to the same.
        tokens = b"\x1f" + struct.pack("<d", cell.value)
        size = struct.pack("<B", len(tokens)) if version == 2 else struct.pack("<H", len(tokens))
        flags = {2: b"\0", 3: bytes(2), 4: bytes(2)}.get(version, bytes(6))
        number = {2: 0x0006, 3: 0x0206, 4: 0x0406}.get(version, 0x0006)
        return _record(number, place + struct.pack("<d", cell.value) + flags + size + tokens)
    if isinstance(cell, int) and version > 2 and column % 2 == 0:
        return _record(0x027E, place + _rk(cell))
    return _record(0x0003 | newer, place + struct.pack("<d", cell))


def _style(version: int, is_date: bool) -> bytes:
    first = _PLAIN_STYLE if version >= 5 else 0
    return struct.pack("<H", first + is_date)


def _styles(version: int) -> bytes:
    """Give a font, the format of dates, and styles: without a format of its own, and with that of dates."""
    if version == 2:
        formats = [_record(0x001E, _text(code, 2, "cp1252")) for code in ("General", "0", DATE_FORMAT)]
        return _record(0x0031, struct.pack("<HHB", 200, 0, 5) + b"Arial") + b"".join(formats)
    font = struct.pack("<HHH", 200, 0, 0x7FFF) + (struct.pack("<HHBBBB", 400, 0, 0, 0, 0, 0) if version >= 5 else b"")
    font_name = _text("Arial", version, "cp1252", "<B")
    fonts = _record(0x0031 if version >= 5 else 0x0231, font + font_name) * 4
    if version >= 5:
        code = _record(
            0x041E, struct.pack("<H", 164) + _text(DATE_FORMAT, version, "cp1252", "<H" if version == 8 else "<B")
        )
        bodies = [_xf(version, 0, True)] * _PLAIN_STYLE + [_xf(version, 0, False), _xf(version, 164, False)]
        return fonts + code + b"".join(_record(0x00E0, body) for body in bodies)
    head = struct.pack("<H", 0) if version == 4 else b""
    formats_record = 0x041E if version == 4 else 0x001E
    codes = [
        _record(formats_record, head + struct.pack("<B", len(code)) + code.encode())
        for code in ("General", DATE_FORMAT)
    ]
    styles = [
        _record(0x0443 if version == 4 else 0x0243, struct.pack("<BBHHHI", 0, number, 1, 0, 0, 0)) for number in (0, 1)
    ]
    return fonts + b"".join(codes) + b"".join(styles)


def _xf(version: int, code: int, is_template: bool) -> bytes:
    protection = 0xFFF5 if is_template else 0x0001
    return struct.pack("<HHH", 0, code, protection) + bytes(10 if version == 5 else 14)


def _sheet(version: int, encoding: str, cells: bytes = b"", before: bytes = b"") -> bytes:
    written = cells or b"".join(
        _cell(row, column, cell, version, encoding)
        for row, line in enumerate(grid())
        for column, cell in enumerate(line)
        if cell not in (None, "")
    )
    merged = struct.pack("<H", len(MERGED)) + b"".join(
        struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in MERGED
    )
    # Without its bounds LibreOffice drops the first cell.
    bounds = struct.pack("<IIHHH" if version == 8 else "<HHHHH", 0, len(grid()), 0, len(HEADER), 0)
    bounds = _record(0x0200, bounds) if version >= 5 else b""
    return bounds + before + written + (_record(0x00E5, merged) if version == 8 else b"")


def biff(
    version: int,
    *,
    encoding: str = "cp1252",
    codepage: int | None = 1252,
    texts: bytes = b"",
    cells: bytes = b"",
    before: bytes = b"",
    before_globals: bytes = b"",
) -> bytes:
    """Write the records of a version. Up to BIFF4 there is one sheet, and no name for it."""
    page = b"" if codepage is None else _record(0x0042, struct.pack("<H", codepage if version < 8 else 1200))
    end = _record(0x000A, b"")
    if version < 5:
        return _begin(version, _WORKSHEET) + page + _styles(version) + _sheet(version, encoding) + end
    name = _text(SHEET, version, encoding, "<B")
    head = _begin(version, _GLOBALS) + before_globals + page + _styles(version)
    start = len(head) + 4 + 6 + len(name) + len(texts) + len(end)
    workbook = head + _record(0x0085, struct.pack("<IH", start, 0) + name) + texts + end
    return workbook + _begin(version, _WORKSHEET) + _sheet(version, encoding, cells, before) + end


def more_records() -> bytes:
    """Give a row below the table, its cells in records of their own kinds."""
    row = len(grid())
    style = struct.pack("<H", _PLAIN_STYLE)
    numbers = b"".join(style + _rk(number) for number in (1, 2, 3))
    several = _record(0x00BD, struct.pack("<HH", row, 0) + numbers + struct.pack("<H", 2))
    blanks = _record(0x00BE, struct.pack("<HH", row, 3) + style * 2 + struct.pack("<H", 4))
    truth = _record(0x0205, struct.pack("<HH", row, 5) + style + b"\1\0")
    failed = _record(0x0205, struct.pack("<HH", row, 6) + style + b"\x2a\1")
    hundredths = _record(0x027E, struct.pack("<HH", row, 7) + style + struct.pack("<I", 12345 << 2 | 3))
    tokens = b"\x17\x02\0ab"
    result = b"\0\0\0\0\0\0\xff\xff" + bytes(6) + struct.pack("<H", len(tokens)) + tokens
    text = _record(0x0006, struct.pack("<HH", row, 8) + style + result) + _record(0x0207, _text("ab", 8, "cp1252"))
    return several + blanks + truth + failed + hundredths + text


def split_texts() -> bytes:
    """Write BIFF8 with shared texts that go on in a second record, there in bytes of another width."""
    shared: dict[str, int] = {}
    cells = b""
    for row, line in enumerate(grid()):
        for column, cell in enumerate(line):
            if isinstance(cell, str) and cell:
                number = shared.setdefault(cell, len(shared))
                cells += _record(0x00FD, struct.pack("<HHHI", row, column, _PLAIN_STYLE, number))
            elif cell not in (None, ""):
                cells += _cell(row, column, cell, 8, "cp1252")
    content, records = struct.pack("<II", len(shared), len(shared)), []
    for number, text in enumerate(shared):
        if number % 5 == 4 and len(text) > 3 and all(ord(sign) < 256 for sign in text):
            # Begun in bytes; behind the split the rest stands in words of two bytes.
            content += struct.pack("<HB", len(text), 0) + text[:2].encode("latin-1")
            records.append(content)
            content = b"\1" + text[2:].encode("utf-16-le")
        else:
            content += _text(text, 8, "cp1252")
    records.append(content)
    assert max(map(len, records)) < _MOST_BYTES
    texts = _record(0x00FC, records[0]) + b"".join(_record(0x003C, more) for more in records[1:])
    return biff(8, texts=texts, cells=cells)
